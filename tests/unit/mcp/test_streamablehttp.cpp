// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "mcpscript.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::test;
using mcp::Session;

namespace {

const QByteArray greeting = R"({"content":[{"type":"text","text":"hello"}]})";

net::ServerAnswer refusal(int status, const QByteArray &challenge)
{
    return { .status = status, .headers = { { "WWW-Authenticate", challenge } } };
}

} // namespace

/// What a server can answer to one message, and what becomes of 401 and 403.
class TestStreamableHttp : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void repeatsTheSameCallAfterARetry();
    void resumesInitializeAfterARetry();
    void boundsAnAuthorizerThatNeverGivesUp();
    void tellsTheAuthorizerWhatARequestIsAbout_data();
    void tellsTheAuthorizerWhatARequestIsAbout();
    void sendsTheFieldsOfEachMethod();
    void repeatsOnceForANonce();
    void saysWhyAccessWasRefused_data();
    void saysWhyAccessWasRefused();
    void reportsTheErrorOfTheAuthorizer();
    void reportsAFailedPreparation();
    void wantsNoSignInWithoutAnAuthorizer();
    void standsStillWhileSomebodySignsIn();
    void stopsTheSignInWhenTheCallIsCancelled();
    void asksNobodyForACancellation();
    void keepsTheTokenOutOfForeignWords();
    void explainsOddAnswers_data();
    void explainsOddAnswers();
    void boundsTheAnswer();
    void boundsTheDepthOfTheAnswer();
    void saysThatNobodyIsThere();
    void saysThatTheAnswerWasCut();
    void takesAnyParametersOfTheContentType();
};

void TestStreamableHttp::repeatsTheSameCallAfterARetry()
{
    McpScript script;
    ScriptedAuthorizer authorizer;
    authorizer.resource = script.url();
    authorizer.onRefused = [&authorizer] {
        authorizer.token = "second-token-abcdefgh";
        authorizer.currentGeneration = 2;
    };
    script.on("tools/call", [](const Asked &asked, const McpScript::Reply &reply) {
        if (asked.http.headers.value("Authorization") == QByteArray("Bearer second-token-abcdefgh"))
            reply->send(jsonAnswer(McpScript::result(asked, greeting)));
        else
            reply->send(refusal(401, R"(Bearer error="invalid_token", scope="boards.read")"));
    });
    Client client(script.url(), &authorizer);
    const auto result = ended(client.session->callTool(u"greet"_s, {}, this));
    QVERIFY(result);
    QCOMPARE(result->generation, 2);
    QCOMPARE(script.count("tools/call"), 2);
    QCOMPARE(script.asked.last().http.body, script.asked.at(script.asked.size() - 2).http.body);
    QCOMPARE(authorizer.refusals.size(), 1);
    QCOMPARE(authorizer.refusals[0].status, 401);
    QCOMPARE(authorizer.refusals[0].attempt, 1);
    QCOMPARE(
        authorizer.refusals[0].challenges.first().value("scope"), std::optional<QByteArray>("boards.read"));
    QCOMPARE(client.log.find(result->exchange)->status, 200);
}

void TestStreamableHttp::resumesInitializeAfterARetry()
{
    McpScript script;
    ScriptedAuthorizer authorizer;
    authorizer.resource = script.url();
    authorizer.token.clear();
    authorizer.onRefused = [&authorizer] { authorizer.token = "fresh-token-abcdefgh"; };
    script.on("", [](const Asked &, const McpScript::Reply &) {});
    int opened = 0;
    script.on("initialize", [&opened](const Asked &asked, const McpScript::Reply &reply) {
        if (!asked.http.headers.contains("Authorization"))
            return reply->send(refusal(401, "Bearer"));
        ++opened;
        reply->send(
            jsonAnswer(McpScript::result(asked, R"({"protocolVersion":"2025-11-25","capabilities":{}})")));
    });
    Client client(script.url(), &authorizer);
    QVERIFY(ended(client.session->initialize(this)));
    QCOMPARE(opened, 1);
    QCOMPARE(script.count("initialize"), 2);
}

void TestStreamableHttp::boundsAnAuthorizerThatNeverGivesUp()
{
    McpScript script;
    ScriptedAuthorizer authorizer;
    authorizer.resource = script.url();
    script.onAnswer(
        "tools/call", refusal(401, R"(Bearer error="invalid_token", error_description="expired at noon")"));
    Client client(script.url(), &authorizer);
    const auto result = ended(client.session->callTool(u"greet"_s, {}, this));
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::unauthorized);
    QCOMPARE(result.error().serverSays, u"expired at noon"_s);
    QCOMPARE(script.count("tools/call"), 6);
    QCOMPARE(authorizer.refusals.size(), 5);
    QCOMPARE(authorizer.refusals[4].attempt, 5);
    QCOMPARE(client.session->state(), Session::State::Ready);
}

void TestStreamableHttp::tellsTheAuthorizerWhatARequestIsAbout_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("params");
    QTest::addColumn<QByteArray>("operation");
    QTest::newRow("a tool") << QByteArray("tools/call") << QByteArray(R"({"name":"create_board"})")
                            << QByteArray("tools/call create_board");
    QTest::newRow("a resource") << QByteArray("resources/read") << QByteArray(R"({"uri":"test://a"})")
                                << QByteArray("resources/read test://a");
    QTest::newRow("a watched resource")
        << QByteArray("resources/subscribe") << QByteArray(R"({"uri":"test://a"})")
        << QByteArray("resources/subscribe test://a");
    QTest::newRow("a prompt") << QByteArray("prompts/get") << QByteArray(R"({"name":"greet"})")
                              << QByteArray("prompts/get greet");
    QTest::newRow("a list") << QByteArray("tools/list") << QByteArray("{}") << QByteArray("tools/list");
}

void TestStreamableHttp::tellsTheAuthorizerWhatARequestIsAbout()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, params);
    QFETCH(QByteArray, operation);
    McpScript script;
    ScriptedAuthorizer authorizer;
    authorizer.resource = script.url();
    script.on(method, [&](const Asked &one, const McpScript::Reply &reply) {
        if (script.count(method) == 1)
            reply->send(refusal(401, "Bearer"));
        else
            reply->send(jsonAnswer(McpScript::result(one, "{}")));
    });
    Client client(script.url(), &authorizer);
    const auto object = json::parseObject(params, u"It"_s);
    QVERIFY(object);
    QVERIFY(ended(client.session->request(json::view(method), *object, {}, this)));
    QCOMPARE(authorizer.refusals.size(), 1);
    QCOMPARE(authorizer.refusals[0].operation, operation);
    QCOMPARE(authorizer.operations.last(), operation);
}

void TestStreamableHttp::sendsTheFieldsOfEachMethod()
{
    McpScript script;
    ScriptedAuthorizer authorizer;
    authorizer.resource = script.url();
    authorizer.nonce = "one";
    script.onResult("tools/list", R"({"tools":[]})");
    Client client(script.url(), &authorizer);
    QVERIFY(ended(client.session->listTools(this)));
    QCOMPARE(script.last("tools/list")->http.headers.value("DPoP"), QByteArray("proof POST one"));
    QVERIFY(authorizer.operations.contains("tools/list"));
    client.session->leave();
    QTRY_COMPARE(script.server.requests("DELETE", "/mcp").size(), 1);
    const net::Headers headers = script.server.requests("DELETE", "/mcp").first().headers;
    QCOMPARE(headers.value("DPoP"), QByteArray("proof DELETE one"));
    QCOMPARE(headers.values("Authorization"), QList<QByteArray>{ "Bearer " + authorizer.token });
}

void TestStreamableHttp::repeatsOnceForANonce()
{
    McpScript script;
    ScriptedAuthorizer authorizer;
    authorizer.resource = script.url();
    authorizer.verdict = net::Verdict::RetryWithNonce;
    net::ServerAnswer wantsNonce = refusal(401, R"(DPoP error="use_dpop_nonce")");
    wantsNonce.headers.append("DPoP-Nonce", "fresh-1");
    script.on("tools/call", [wantsNonce](const Asked &asked, const McpScript::Reply &reply) {
        if (asked.http.headers.value("DPoP") == QByteArray("proof POST fresh-1"))
            reply->send(jsonAnswer(McpScript::result(asked, greeting)));
        else
            reply->send(wantsNonce);
    });
    Client client(script.url(), &authorizer);
    QVERIFY(ended(client.session->callTool(u"greet"_s, {}, this)));
    QCOMPARE(authorizer.refusals.size(), 1);
    QCOMPARE(authorizer.refusals[0].attempt, 1);

    script.onAnswer("tools/call", wantsNonce); // whatever is sent
    QVERIFY(!ended(client.session->callTool(u"greet"_s, {}, this)));
    QCOMPARE(authorizer.refusals.size(), 3);
    QCOMPARE(authorizer.refusals[2].attempt, 1);
    QCOMPARE(authorizer.refusals[2].nonceRepeats, 1);
}

void TestStreamableHttp::saysWhyAccessWasRefused_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("challenge");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("serverSays");
    const auto row = [](const char *name, int status, const char *challenge, const QString &code,
                         const QString &words, const QString &serverSays) {
        QTest::newRow(name) << status << QByteArray(challenge) << code << words << serverSays;
    };
    row("401", 401, R"(Bearer error="invalid_token", error_description="revoked")", base::code::unauthorized,
        u"did not accept"_s, u"revoked"_s);
    row("401 without a reason", 401, "Bearer", base::code::unauthorized, u"did not accept"_s, {});
    row("401 without a challenge", 401, "Basic realm=\"x\"", base::code::unauthorized, u"did not accept"_s,
        {});
    row("insufficient scope", 403,
        R"(Bearer error="insufficient_scope", scope="boards.write", error_description="ask for more")",
        base::code::insufficientScope, u"“boards.write”"_s, u"ask for more"_s);
    row("insufficient scope, unnamed", 403, R"(Bearer error="insufficient_scope")",
        base::code::insufficientScope, u"does not allow this"_s, u"insufficient_scope"_s);
    row("plain 403", 403, "Bearer", base::code::unexpectedStatus, u"asked for no other token"_s, {});
}

void TestStreamableHttp::saysWhyAccessWasRefused()
{
    QFETCH(int, status);
    QFETCH(QByteArray, challenge);
    QFETCH(QString, words);
    McpScript script;
    ScriptedAuthorizer authorizer;
    authorizer.resource = script.url();
    authorizer.verdict = net::Verdict::GiveUp;
    script.onAnswer("tools/call", refusal(status, challenge));
    Client client(script.url(), &authorizer);
    const auto result = ended(client.session->callTool(u"greet"_s, {}, this));
    QVERIFY(!result);
    QTEST(result.error().code, "code");
    QTEST(result.error().serverSays, "serverSays");
    QVERIFY2(result.error().message.contains(words), qPrintable(result.error().message));
    QVERIFY(result.error().exchange != 0);
    QCOMPARE(script.count("tools/call"), 1);
}

void TestStreamableHttp::reportsTheErrorOfTheAuthorizer()
{
    McpScript script;
    ScriptedAuthorizer authorizer;
    authorizer.resource = script.url();
    authorizer.verdict = base::fail(
        { .kind = base::ErrorKind::Refused, .code = base::code::consentRefused, .message = u"No."_s });
    script.onAnswer("tools/call", refusal(401, "Bearer"));
    Client client(script.url(), &authorizer);
    const auto result = ended(client.session->callTool(u"greet"_s, {}, this));
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::consentRefused);
}

void TestStreamableHttp::reportsAFailedPreparation()
{
    McpScript script;
    ScriptedAuthorizer authorizer;
    authorizer.resource = script.url();
    authorizer.preparation = base::fail(
        { .kind = base::ErrorKind::TokenRejected, .code = base::code::refreshRefused, .message = u"No."_s });
    Client client(script.url(), &authorizer);
    const auto result = ended(client.session->callTool(u"greet"_s, {}, this));
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::refreshRefused);
    QCOMPARE(script.asked.size(), 0);
}

void TestStreamableHttp::wantsNoSignInWithoutAnAuthorizer()
{
    McpScript script;
    script.onAnswer("initialize", refusal(401, "Bearer"));
    Client client(script.url());
    const auto result = ended(client.session->initialize(this));
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::unauthorized);
    QVERIFY(result.error().message.contains(u"there is none"_s));
    QCOMPARE(script.count("initialize"), 1);
}

void TestStreamableHttp::standsStillWhileSomebodySignsIn()
{
    McpScript script;
    ScriptedAuthorizer authorizer;
    authorizer.resource = script.url();
    authorizer.isHeld = true;
    bool isGranted = false;
    script.on("tools/call", [&isGranted](const Asked &asked, const McpScript::Reply &reply) {
        reply->send(isGranted ? jsonAnswer(McpScript::result(asked, greeting)) : refusal(401, "Bearer"));
    });
    Client client(script.url(), &authorizer, std::chrono::milliseconds(2000));
    auto *call = client.session->callTool(u"greet"_s, {}, this);
    call->start();
    QTRY_VERIFY(authorizer.held);
    QTest::qWait(2500); // longer than the deadline: it must not fire meanwhile
    QVERIFY(call->isRunning());
    isGranted = true;
    authorizer.held->let();
    QVERIFY(waitFor(call));
    QVERIFY2(call->result(), call->result() ? "" : qPrintable(call->result().error().message));
}

void TestStreamableHttp::stopsTheSignInWhenTheCallIsCancelled()
{
    McpScript script;
    ScriptedAuthorizer authorizer;
    authorizer.resource = script.url();
    authorizer.isHeld = true;
    script.onAnswer("tools/call", refusal(401, "Bearer"));
    Client client(script.url(), &authorizer);
    auto *call = client.session->callTool(u"greet"_s, {}, this);
    call->start();
    QTRY_VERIFY(authorizer.held);
    QSignalSpy stopped(authorizer.held, &base::Operation::finished);
    QSignalSpy gone(authorizer.held, &QObject::destroyed);
    call->cancel();
    QTRY_VERIFY(stopped.count() == 1 || gone.count() == 1);
    QVERIFY(waitFor(call));
    QCOMPARE(call->result().error().code, base::code::cancelled);
}

void TestStreamableHttp::asksNobodyForACancellation()
{
    McpScript script;
    ScriptedAuthorizer authorizer;
    authorizer.resource = script.url();
    script.on(
        "tools/call", [&script](const Asked &, const McpScript::Reply &reply) { script.open.append(reply); });
    script.onAnswer("notifications/cancelled", refusal(401, "Bearer"));
    Client client(script.url(), &authorizer);
    auto *call = client.session->callTool(u"greet"_s, {}, this);
    call->start();
    QTRY_COMPARE(script.open.size(), 1);
    call->cancel();
    QTRY_COMPARE(script.count("notifications/cancelled"), 1);
    QVERIFY(ended(client.session->initialize(this)));
    QVERIFY(authorizer.refusals.isEmpty());
}

void TestStreamableHttp::keepsTheTokenOutOfForeignWords()
{
    McpScript script;
    ScriptedAuthorizer authorizer;
    authorizer.resource = script.url();
    authorizer.verdict = net::Verdict::GiveUp;
    script.on("tools/call", [](const Asked &asked, const McpScript::Reply &reply) {
        const QByteArray told = asked.http.headers.value("Authorization").value_or("").sliced(7);
        reply->send(
            refusal(401, R"(Bearer error="invalid_token", error_description="I do not know )" + told + "\""));
    });
    Client client(script.url(), &authorizer);
    const auto result = ended(client.session->callTool(u"greet"_s, {}, this));
    QVERIFY(!result);
    QVERIFY(result.error().serverSays.startsWith(u"I do not know"_s));
    QVERIFY(!result.error().serverSays.contains(QString::fromLatin1(authorizer.token)));
}

void TestStreamableHttp::explainsOddAnswers_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, int status, const char *type, const char *body, const QString &code,
                         const QString &words) {
        QTest::newRow(name) << status << QByteArray(type) << QByteArray(body) << code << words;
    };
    const QString notJson = base::code::notJson;
    const QString protocol = base::code::mcpProtocol;
    const QString status = base::code::unexpectedStatus;
    row("a web page", 200, "text/html", "<!doctype html><title>Welcome", notJson, u"a web page"_s);
    row("a web page called JSON", 200, "application/json", "<html>", protocol, u"not JSON"_s);
    row("empty", 200, "application/json", "", notJson, u"is empty"_s);
    row("blanks", 200, "application/json", " \r\n", notJson, u"is empty"_s);
    row("wrong type", 200, "text/plain", R"({"jsonrpc":"2.0","id":3,"result":{}})", notJson,
        u"“text/plain”"_s);
    row("no type", 200, "", R"({"jsonrpc":"2.0","id":3,"result":{}})", notJson,
        u"expected application/json"_s);
    row("accepted", 202, "", "", protocol, u"(202)"_s);
    row("no content", 204, "", "", notJson, u"is empty"_s);
    row("broken JSON", 200, "application/json", "{\"jsonrpc\":", protocol, u"not JSON"_s);
    row("plain JSON", 200, "application/json", R"({"ok":true})", protocol, u"not JSON-RPC 2.0"_s);
    row("another id", 200, "application/json", R"({"jsonrpc":"2.0","id":4711,"result":{}})", protocol,
        u"4711"_s);
    row("the id as a text", 200, "application/json", R"({"jsonrpc":"2.0","id":"2","result":{}})", protocol,
        u"“2”"_s);
    row("a request as the answer", 200, "application/json", R"({"jsonrpc":"2.0","id":9,"method":"ping"})",
        protocol, u"sent no answer"_s);
    row("a batch", 200, "application/json", "[]", protocol, u"list of messages"_s);
    row("error without an id", 400, "application/json",
        R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"what?"}})", base::code::mcpError,
        u"-32700"_s);
    row("server error", 500, "text/html", "<h1>Oops", status, u"status 500"_s);
    row("gateway", 502, "", "", status, u"status 502"_s);
    row("not allowed", 405, "application/json", R"({"detail":"Method Not Allowed"})", status,
        u"status 405"_s);
}

void TestStreamableHttp::explainsOddAnswers()
{
    QFETCH(int, status);
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    QFETCH(QString, words);
    McpScript script;
    net::ServerAnswer answer{ .status = status, .body = body };
    if (!type.isEmpty())
        answer.headers.append("Content-Type", type);
    script.onAnswer("tools/call", answer);
    Client client(script.url());
    const auto result = ended(client.session->callTool(u"greet"_s, {}, this));
    QVERIFY(!result);
    QTEST(result.error().code, "code");
    QVERIFY2(result.error().message.contains(words), qPrintable(result.error().message));
    QVERIFY(!result.error().rule.isEmpty());
    QVERIFY(result.error().exchange != 0);
    QVERIFY(!result.error().serverSays.contains(u'<'));
    // The session lives on.
    QCOMPARE(client.session->state(), Session::State::Ready);
    script.onResult("tools/call", greeting);
    QVERIFY(ended(client.session->callTool(u"greet"_s, {}, this)));
    QCOMPARE(script.count("initialize"), 1);
}

void TestStreamableHttp::boundsTheAnswer()
{
    McpScript script;
    script.on("tools/call", [&script](const Asked &, const McpScript::Reply &reply) {
        reply->begin(200, { { "Content-Type", "application/json" } });
        for (int i = 0; i < 40; ++i)
            reply->write(QByteArray(64 * 1024, ' '));
        script.open.append(reply); // and no end
    });
    Client client({ .url = script.url(), .limits = { .maxMessageBytes = 1 << 20 } });
    const auto result = ended(client.session->callTool(u"greet"_s, {}, this));
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::tooLarge);
    QTRY_VERIFY(!script.open.first()->isOpen());
}

void TestStreamableHttp::boundsTheDepthOfTheAnswer()
{
    McpScript script;
    script.onResult("tools/call", QByteArray(100000, '['));
    Client client(script.url());
    const auto result = ended(client.session->callTool(u"greet"_s, {}, this));
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::mcpProtocol);
    QVERIFY(result.error().message.contains(u"256 levels"_s));
}

void TestStreamableHttp::saysThatNobodyIsThere()
{
    QByteArray url;
    {
        const ScriptedServer closed;
        url = closed.url("/mcp");
    }
    Client client(url);
    const auto result = ended(client.session->initialize(this));
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::unreachable);
    QCOMPARE(result.error().kind, base::ErrorKind::Network);
    QCOMPARE(client.session->state(), Session::State::Failed);
}

void TestStreamableHttp::saysThatTheAnswerWasCut()
{
    McpScript script;
    script.on("tools/call", [](const Asked &, const McpScript::Reply &reply) {
        reply->sendRaw(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"jsonrpc\"");
    });
    Client client(script.url());
    const auto result = ended(client.session->callTool(u"greet"_s, {}, this));
    QVERIFY(!result);
    QCOMPARE(result.error().kind, base::ErrorKind::Network);
    QCOMPARE(script.count("tools/call"), 1);
}

void TestStreamableHttp::takesAnyParametersOfTheContentType()
{
    McpScript script;
    script.on("tools/call", [](const Asked &asked, const McpScript::Reply &reply) {
        reply->send({ .headers = { { "Content-Type", "Application/JSON; charset=utf-8" } },
            .body = McpScript::result(asked, greeting) });
    });
    Client client(script.url());
    QVERIFY(ended(client.session->callTool(u"greet"_s, {}, this)));
}

QTEST_GUILESS_MAIN(TestStreamableHttp)
#include "test_streamablehttp.moc"
