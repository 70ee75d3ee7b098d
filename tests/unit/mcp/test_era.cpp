// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "modernscript.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::test;
using mcp::Era;
using mcp::EraChoice;
using mcp::Session;

Q_DECLARE_METATYPE(authscope::mcp::Era)
Q_DECLARE_METATYPE(authscope::mcp::EraChoice)

namespace {

const QByteArray besideAnswer
    = R"({"supportedVersions":["2026-07-28"],"capabilities":{},"instructions":"do",)"
      R"("serverInfo":{"name":"beside","title":"Beside","version":"2"}})";

/// What a server answers to server/discover.
struct First {
    int status = 200;
    QByteArray body = {}; ///< JSON-RPC with ID in place of the id
    QByteArray type = "application/json";
};

} // namespace
Q_DECLARE_METATYPE(First)

/// Which era a server speaks, how that is found out, and what is no evidence (mcp.md 1.2).
class TestEra : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void finds_data();
    void finds();
    void introducesItselfInBothPlaces();
    void neverFallsBackWhenNobodyIsThere();
    void neverFallsBackOnSilence();
    void authorizesAndProbesAgain();
    void asksForTheVersionTheServerNames();
    void reportsAServerThatRefusesWhatItNames();
    void initializesWhereOnlyOurLegacyRevisionsAreNamed();
    void reportsRevisionsNobodySpeaks();
    void remembersLegacy();
    void remembersModern();
    void findsOutAgainWhenLegacyIsNotSo_data();
    void findsOutAgainWhenLegacyIsNotSo();
    void findsOutAgainWhenModernIsNotSo();
    void tellsTheFirstErrorWhenItIsNeither();
    void insistsOnLegacy();
    void insistsOnModern();
    void negotiatesAgainWhenACallIsRefusedForItsVersion();
    void probesOnceInASession();
};

void TestEra::finds_data()
{
    QTest::addColumn<First>("first");
    QTest::addColumn<Era>("era"); // Unknown: an error, and nothing more was sent
    QTest::addColumn<QString>("code");
    const QByteArray error = R"({"jsonrpc":"2.0","id":ID,"error":{"code":CODE,"message":"no","data":DATA}})";
    const auto refusal = [&error](int code, const QByteArray &data = "null") {
        QByteArray text = error;
        return text.replace("CODE", QByteArray::number(code)).replace("DATA", data);
    };
    const auto result
        = [](const QByteArray &value) { return R"({"jsonrpc":"2.0","id":ID,"result":)" + value + "}"; };
    const auto row = [](const char *name, const First &first, Era era, const QString &code = {}) {
        QTest::newRow(name) << first << era << code;
    };
    row("supportedVersions with one of ours", { .body = result(discovery()) }, Era::Modern);
    row("beside one that is not ours", { .body = result(discovery(R"(["2031-01-01","2026-07-28"])")) },
        Era::Modern);
    row("a result without supportedVersions", { .body = result("{}") }, Era::Legacy);
    row("supportedVersions that are no texts", { .body = result(R"({"supportedVersions":[1]})") },
        Era::Legacy);
    row("200 with method not found", { .body = refusal(-32601) }, Era::Legacy);
    row("200 with not initialized", { .body = refusal(-32002) }, Era::Legacy);
    row("400 without a body", { .status = 400, .type = {} }, Era::Legacy);
    row("400 with words", { .status = 400, .body = "Bad Request", .type = "text/plain" }, Era::Legacy);
    row("400 with an unrecognised error", { .status = 400, .body = refusal(-32000) }, Era::Legacy);
    row("400 with an error and no id", { .status = 400, .body = refusal(-32600).replace("ID", "null") },
        Era::Legacy);
    row("404", { .status = 404, .type = {} }, Era::Legacy);
    row("404 with method not found", { .status = 404, .body = refusal(-32601) }, Era::Legacy);
    row("405", { .status = 405, .type = {} }, Era::Legacy);
    row("406", { .status = 406, .body = "{}" }, Era::Legacy);
    row("202", { .status = 202, .type = {} }, Era::Legacy);
    row("a web page with 200", { .body = "<html></html>", .type = "text/html" }, Era::Legacy);
    row("400 with -32020", { .status = 400, .body = refusal(-32020) }, Era::Unknown, base::code::mcpError);
    row("400 with -32021", { .status = 400, .body = refusal(-32021) }, Era::Unknown, base::code::mcpError);
    row("-32020 with 500", { .status = 500, .body = refusal(-32020) }, Era::Unknown, base::code::mcpError);
    row("-32022 without ours", { .status = 400, .body = refusal(-32022, R"({"supported":["2031-01-01"]})") },
        Era::Unknown, base::code::mcpVersion);
    row("-32022 without a list", { .status = 400, .body = refusal(-32022) }, Era::Unknown,
        base::code::mcpVersion);
    row("500", { .status = 500, .type = {} }, Era::Unknown, base::code::unexpectedStatus);
    row("500 with an error", { .status = 500, .body = refusal(-32603) }, Era::Unknown, base::code::mcpError);
    row("503 with words", { .status = 503, .body = "later", .type = "text/plain" }, Era::Unknown,
        base::code::unexpectedStatus);
    row("429", { .status = 429, .type = {} }, Era::Unknown, base::code::unexpectedStatus);
    row("408", { .status = 408, .type = {} }, Era::Unknown, base::code::unexpectedStatus);
    row("401", { .status = 401, .type = {} }, Era::Unknown, base::code::unauthorized);
    row("403", { .status = 403, .type = {} }, Era::Unknown, base::code::unexpectedStatus);
    row("302", { .status = 302, .type = {} }, Era::Unknown, base::code::resourceMoved);
}

void TestEra::finds()
{
    QFETCH(First, first);
    QFETCH(Era, era);
    QFETCH(QString, code);
    McpScript script;
    script.on("server/discover", [&first](const Asked &asked, const McpScript::Reply &reply) {
        QByteArray body = first.body;
        net::ServerAnswer answer{ .status = first.status, .body = body.replace("ID", asked.id) };
        if (!first.type.isEmpty())
            answer.headers.append("Content-Type", first.type);
        reply->send(answer);
    });
    Client client(optionsFor(script));
    watchNothing(client);
    QSignalSpy found(client.session.get(), &Session::eraFound);
    const auto server = ended(client.session->initialize(this));
    QCOMPARE(script.count("server/discover"), 1);
    QCOMPARE(script.count("initialize"), era == Era::Legacy ? 1 : 0);
    QCOMPARE(server.has_value(), era != Era::Unknown);
    QCOMPARE(client.session->era(), era);
    QCOMPARE(found.count(), era == Era::Unknown ? 0 : 1);
    if (server) {
        QCOMPARE(server->era, era);
        QCOMPARE(server->protocolVersion, QByteArray(era == Era::Modern ? "2026-07-28" : "2025-11-25"));
        QCOMPARE(server->name, u"script"_s);
    } else {
        QCOMPARE(server.error().code, code);
        QVERIFY(server.error().exchange != 0);
        QCOMPARE(client.session->state(), Session::State::Failed);
    }
}

void TestEra::introducesItselfInBothPlaces()
{
    ModernScript script;
    Client one(optionsFor(script));
    watchNothing(one);
    const auto inMeta = ended(one.session->initialize(this));
    QVERIFY(inMeta);
    QCOMPARE(inMeta->name, u"script"_s);
    QCOMPARE(inMeta->supportedVersions, QList<QByteArray>{ "2026-07-28" });
    QVERIFY(inMeta->capabilities.contains("tools"));
    QVERIFY(inMeta->raw.is_object());
    script.onResult("server/discover", besideAnswer);
    Client two(optionsFor(script));
    const auto beside = ended(two.session->initialize(this));
    QVERIFY(beside);
    QCOMPARE(beside->name, u"beside"_s);
    QCOMPARE(beside->title, u"Beside"_s);
    QCOMPARE(beside->instructions, u"do"_s);
}

void TestEra::neverFallsBackWhenNobodyIsThere()
{
    McpScript script;
    script.on("server/discover", [](const Asked &, const McpScript::Reply &reply) { reply->drop(); });
    Client client(optionsFor(script));
    const auto server = ended(client.session->initialize(this));
    QVERIFY(!server);
    QCOMPARE(server.error().code, base::code::unreachable);
    QCOMPARE(script.count("initialize"), 0);
}

void TestEra::neverFallsBackOnSilence()
{
    McpScript script;
    script.on("server/discover",
        [&script](const Asked &, const McpScript::Reply &reply) { script.open.append(reply); });
    auto options = optionsFor(script);
    options.timeout = std::chrono::milliseconds(200);
    Client client(options);
    const auto server = ended(client.session->initialize(this));
    QVERIFY(!server);
    QCOMPARE(server.error().code, base::code::timedOut);
    QVERIFY(server.error().message.contains(u"server/discover"_s));
    QCOMPARE(script.count("initialize"), 0);
}

void TestEra::authorizesAndProbesAgain()
{
    ModernScript script;
    ScriptedAuthorizer authorizer;
    authorizer.resource = script.url();
    authorizer.onRefused = [&authorizer] { authorizer.token = "second-token-abcdefgh"; };
    script.on("server/discover", [](const Asked &asked, const McpScript::Reply &reply) {
        if (asked.http.headers.value("Authorization") == QByteArray("Bearer second-token-abcdefgh"))
            reply->send(jsonAnswer(McpScript::result(asked, discovery())));
        else
            reply->send({ .status = 401, .headers = { { "WWW-Authenticate", "Bearer" } } });
    });
    Client client(optionsFor(script), &authorizer);
    watchNothing(client);
    const auto server = ended(client.session->initialize(this));
    QVERIFY(server);
    QCOMPARE(server->era, Era::Modern);
    QCOMPARE(script.count("server/discover"), 2);
    QCOMPARE(script.count("initialize"), 0);
    QCOMPARE(authorizer.refusals.size(), 1);
}

void TestEra::asksForTheVersionTheServerNames()
{
    ModernScript script;
    int times = 0;
    script.on("server/discover", [&times](const Asked &asked, const McpScript::Reply &reply) {
        if (++times == 1)
            reply->send(jsonAnswer(rpcErrorText(asked, -32022, R"({"supported":["2026-07-28"]})"), 400));
        else
            reply->send(jsonAnswer(McpScript::result(asked, discovery())));
    });
    Client client(optionsFor(script));
    watchNothing(client);
    QVERIFY(ended(client.session->initialize(this)));
    QCOMPARE(script.count("server/discover"), 2);
    QVERIFY(script.asked[0].id != script.asked[1].id);
    QCOMPARE(
        script.asked[1].http.headers.value("MCP-Protocol-Version"), std::optional<QByteArray>("2026-07-28"));
}

void TestEra::reportsAServerThatRefusesWhatItNames()
{
    ModernScript script;
    script.on("server/discover", [](const Asked &asked, const McpScript::Reply &reply) {
        reply->send(jsonAnswer(rpcErrorText(asked, -32022, R"({"supported":["2026-07-28"]})"), 400));
    });
    Client client(optionsFor(script));
    const auto server = ended(client.session->initialize(this));
    QVERIFY(!server);
    QCOMPARE(server.error().code, base::code::mcpVersion);
    QCOMPARE(script.count("server/discover"), 3);
    QCOMPARE(script.count("initialize"), 0);
}

void TestEra::initializesWhereOnlyOurLegacyRevisionsAreNamed()
{
    McpScript script;
    script.on("server/discover", [](const Asked &asked, const McpScript::Reply &reply) {
        reply->send(jsonAnswer(rpcErrorText(asked, -32022, R"({"supported":["2025-11-25"]})"), 400));
    });
    Client client(optionsFor(script));
    const auto server = ended(client.session->initialize(this));
    QVERIFY(server);
    QCOMPARE(server->era, Era::Legacy);
}

void TestEra::reportsRevisionsNobodySpeaks()
{
    McpScript script;
    script.onResult("server/discover", discovery(R"(["2031-01-01"])"));
    Client client(optionsFor(script));
    const auto server = ended(client.session->initialize(this));
    QVERIFY(!server);
    QCOMPARE(server.error().code, base::code::mcpVersion);
    QVERIFY(server.error().message.contains(u"2031-01-01"_s));
    QVERIFY(server.error().message.contains(u"2026-07-28, 2025-11-25"_s));
    QCOMPARE(script.count("initialize"), 0);
}

void TestEra::remembersLegacy()
{
    McpScript script;
    auto options = optionsFor(script);
    options.remembered = Era::Legacy;
    Client client(options);
    QVERIFY(ended(client.session->initialize(this)));
    QCOMPARE(script.count("server/discover"), 0);
}

void TestEra::remembersModern()
{
    ModernScript script;
    auto options = optionsFor(script);
    options.remembered = Era::Modern;
    Client client(options);
    watchNothing(client);
    QVERIFY(ended(client.session->initialize(this)));
    QCOMPARE(client.session->era(), Era::Modern);
}

void TestEra::findsOutAgainWhenLegacyIsNotSo_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("code");
    QTest::newRow("404 with method not found") << 404 << -32601;
    QTest::newRow("400 with another version") << 400 << -32022;
    QTest::newRow("400 with a missing header") << 400 << -32020;
    QTest::newRow("405 without a body") << 405 << 0;
}

void TestEra::findsOutAgainWhenLegacyIsNotSo()
{
    QFETCH(int, status);
    QFETCH(int, code);
    ModernScript script;
    script.on("initialize", [status, code](const Asked &asked, const McpScript::Reply &reply) {
        if (code == 0)
            reply->send({ .status = status });
        else
            reply->send(jsonAnswer(rpcErrorText(asked, code), status));
    });
    auto options = optionsFor(script);
    options.remembered = Era::Legacy;
    Client client(options);
    watchNothing(client);
    QVERIFY(ended(client.session->initialize(this)));
    QCOMPARE(client.session->era(), Era::Modern);
    QCOMPARE(script.count("initialize"), 1);
    QCOMPARE(script.count("server/discover"), 1);
}

void TestEra::findsOutAgainWhenModernIsNotSo()
{
    McpScript script;
    script.onAnswer("server/discover", { .status = 404 });
    auto options = optionsFor(script);
    options.remembered = Era::Modern;
    Client client(options);
    QVERIFY(ended(client.session->initialize(this)));
    QCOMPARE(client.session->era(), Era::Legacy);
}

void TestEra::tellsTheFirstErrorWhenItIsNeither()
{
    McpScript script;
    script.onAnswer("server/discover", { .status = 404 });
    script.onAnswer("initialize", { .status = 404 });
    auto options = optionsFor(script);
    options.remembered = Era::Legacy;
    Client client(options);
    const auto server = ended(client.session->initialize(this));
    QVERIFY(!server);
    QVERIFY2(server.error().message.contains(u"initialize"_s), qPrintable(server.error().message));
    QCOMPARE(script.count("initialize"), 1); // and no third time
}

void TestEra::insistsOnLegacy()
{
    ModernScript script;
    Client client(optionsFor(script, EraChoice::Legacy));
    const auto server = ended(client.session->initialize(this));
    QVERIFY(!server);
    QCOMPARE(script.count("server/discover"), 0);
}

void TestEra::insistsOnModern()
{
    McpScript script;
    script.onAnswer("server/discover", { .status = 404 });
    Client client(optionsFor(script, EraChoice::Modern));
    const auto server = ended(client.session->initialize(this));
    QVERIFY(!server);
    QCOMPARE(server.error().code, base::code::mcpVersion);
    QVERIFY(server.error().message.contains(u"2026-07-28"_s));
    QCOMPARE(script.count("initialize"), 0);
}

void TestEra::negotiatesAgainWhenACallIsRefusedForItsVersion()
{
    ModernScript script;
    int calls = 0;
    script.on("tools/call", [&calls](const Asked &asked, const McpScript::Reply &reply) {
        if (++calls == 1)
            reply->send(jsonAnswer(rpcErrorText(asked, -32022, R"({"supported":["2026-07-28"]})"), 400));
        else
            reply->send(jsonAnswer(McpScript::result(asked, R"({"content":[]})")));
    });
    Client client(optionsFor(script));
    watchNothing(client);
    // Refused, so not done: also what is not safe is sent once more.
    QVERIFY(ended(client.session->callTool(u"write"_s, {}, this)));
    QCOMPARE(script.count("server/discover"), 2);
    QCOMPARE(calls, 2);
    calls = 0;
    script.on("tools/call", [&calls](const Asked &asked, const McpScript::Reply &reply) {
        ++calls;
        reply->send(jsonAnswer(rpcErrorText(asked, -32022, R"({"supported":["2026-07-28"]})"), 400));
    });
    QVERIFY(!ended(client.session->callTool(u"write"_s, {}, this)));
    QCOMPARE(calls, 2); // and not for ever
}

void TestEra::probesOnceInASession()
{
    McpScript script;
    script.onAnswer("server/discover", { .status = 400 });
    Client client(optionsFor(script));
    QVERIFY(ended(client.session->initialize(this)));
    client.session->leave();
    QVERIFY(ended(client.session->initialize(this)));
    QCOMPARE(script.count("server/discover"), 1);
    QCOMPARE(script.count("initialize"), 2);
}

QTEST_GUILESS_MAIN(TestEra)
#include "test_era.moc"
