// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "modernscript.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::test;
using mcp::Session;
using Kind = mcp::WatchState::Kind;

namespace {

const QByteArray greeting = R"({"content":[{"type":"text","text":"hello"}]})";
const QByteArray toolsChanged = R"({"jsonrpc":"2.0","method":"notifications/tools/list_changed"})";

/// Keeps every stream of the server's own open.
void offerStream(McpScript &script)
{
    script.onListen([&script](const net::ServerRequest &, const McpScript::Reply &reply) {
        McpScript::beginStream(reply);
        script.open.append(reply);
    });
}

} // namespace

/// The stream of a legacy server's own, and what a session does when it is lost (mcp.md 1.5).
class TestServerStream : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void standsBeforeTheFirstCall();
    void waitsForTheAnswerBeforeTheFirstCall();
    void doesWithoutIt_data();
    void doesWithoutIt();
    void hearsWhatTheServerSays();
    void answersWhatTheServerAsks();
    void goesOnFromTheLastEvent();
    void neverComesBackTooEarly();
    void goesOnAfterABrokenMessage();
    void opensANewSessionWhenItsOwnIsGone();
    void opensANewSessionAfterA400ThatSaysSo_data();
    void opensANewSessionAfterA400ThatSaysSo();
    void takesMethodNotFoundForWhatItIs();
    void endsWithTheSession();
    void repeatsForANonceAndAsksNobody();
    void takesBatchesWhereTheyMayBe();
    void setsTheLogLevel();
    void pings();
};

void TestServerStream::standsBeforeTheFirstCall()
{
    McpScript script;
    offerStream(script);
    script.onResult("tools/call", greeting);
    Client client(script.url());
    QVERIFY(ended(client.session->callTool(u"greet"_s, {}, this)));
    QCOMPARE(script.listened.size(), 1);
    const net::Headers &headers = script.listened.first().headers;
    QCOMPARE(headers.values("Accept"), QList<QByteArray>{ "text/event-stream" });
    QCOMPARE(headers.values("MCP-Protocol-Version"), QList<QByteArray>{ "2025-11-25" });
    QCOMPARE(headers.values("Mcp-Session-Id"), QList<QByteArray>{ script.sessionId });
    QVERIFY(!headers.contains("Last-Event-ID"));
    QVERIFY(!headers.contains("Content-Type"));
    QCOMPARE(client.session->watchState().kind, Kind::Live);
    // In this order: initialize, initialized, GET, call.
    QList<QByteArray> order;
    for (const net::ServerRequest &request : script.server.requests())
        order.append(request.method);
    QCOMPARE(order, QList<QByteArray>({ "POST", "POST", "GET", "POST" }));
}

void TestServerStream::waitsForTheAnswerBeforeTheFirstCall()
{
    McpScript script;
    script.onListen([&script](const net::ServerRequest &, const McpScript::Reply &reply) {
        script.open.append(reply); // the head does not come yet
    });
    script.onResult("tools/call", greeting);
    Client client(script.url());
    auto *call = client.session->callTool(u"greet"_s, {}, this);
    call->start();
    QTRY_COMPARE(script.open.size(), 1);
    QCOMPARE(script.count("tools/call"), 0);
    QCOMPARE(client.session->state(), Session::State::Initializing);
    McpScript::beginStream(script.open.first());
    QVERIFY(waitFor(call));
    QVERIFY(call->result());
    // One that never answers is not waited for for ever.
    client.session->leave();
    QVERIFY(ended(client.session->callTool(u"greet"_s, {}, this)));
    QCOMPARE(script.listened.size(), 2);
}

void TestServerStream::doesWithoutIt_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("type");
    for (const int status : { 400, 401, 403, 404, 405, 406, 500, 501, 302, 204 })
        QTest::addRow("%d", status) << status << QByteArray();
    QTest::newRow("a web page") << 200 << QByteArray("text/html");
    QTest::newRow("JSON") << 200 << QByteArray("application/json");
}

void TestServerStream::doesWithoutIt()
{
    QFETCH(int, status);
    QFETCH(QByteArray, type);
    McpScript script;
    script.onListen([&](const net::ServerRequest &, const McpScript::Reply &reply) {
        net::ServerAnswer answer{ .status = status };
        if (!type.isEmpty())
            answer = { .status = status, .headers = { { "Content-Type", type } }, .body = "{}" };
        reply->send(answer);
    });
    script.onResult("tools/call", greeting);
    ScriptedAuthorizer authorizer;
    authorizer.resource = script.url();
    Client client(script.url(), &authorizer);
    QVERIFY(ended(client.session->callTool(u"greet"_s, {}, this)));
    QCOMPARE(client.session->watchState().kind, Kind::NotOffered);
    QVERIFY(!client.session->watchState().note.isEmpty());
    QVERIFY(authorizer.refusals.isEmpty()); // nobody is asked to sign in for a stream
    QCOMPARE(script.listened.size(), 1);
    QCOMPARE(script.count("initialize"), 1);
}

void TestServerStream::hearsWhatTheServerSays()
{
    McpScript script;
    offerStream(script);
    Client client(script.url());
    QSignalSpy tools(client.session.get(), &Session::toolsChanged);
    QSignalSpy logged(client.session.get(), &Session::logged);
    QSignalSpy complained(client.session.get(), &Session::complained);
    QVERIFY(ended(client.session->initialize(this)));
    const auto &stream = script.open.first();
    stream->write(": keep-alive\n\nid: 1\ndata:\n\n" + McpScript::event(toolsChanged, "2"));
    stream->write(McpScript::event(
        R"({"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"up"}})"));
    QTRY_COMPARE(logged.count(), 1);
    QCOMPARE(logged.first().at(1).toString(), u"up"_s);
    QCOMPARE(tools.count(), 1);
    // An answer has no business there.
    stream->write(McpScript::event(R"({"jsonrpc":"2.0","id":99,"result":{}})"));
    QTRY_COMPARE(complained.count(), 1);
    QVERIFY(complained.first().first().value<base::Error>().message.contains(u"99"_s));
    QCOMPARE(client.session->watchState().kind, Kind::Live);
}

void TestServerStream::answersWhatTheServerAsks()
{
    McpScript script;
    offerStream(script);
    Client client(script.url());
    QVERIFY(ended(client.session->initialize(this)));
    script.open.first()->write(McpScript::event(R"({"jsonrpc":"2.0","id":"p-1","method":"ping"})")
        + McpScript::event(R"({"jsonrpc":"2.0","id":2,"method":"sampling/createMessage","params":{}})"));
    QTRY_COMPARE(script.count(""), 2);
    QMap<QByteArray, QByteArray> answers;
    for (const Asked &asked : std::as_const(script.asked)) {
        if (asked.method.isEmpty())
            answers.insert(asked.id, json::compact(asked.message));
    }
    QCOMPARE(answers.value(R"("p-1")"), R"({"jsonrpc":"2.0","id":"p-1","result":{}})");
    QVERIFY(answers.value("2").contains("-32601"));
}

void TestServerStream::goesOnFromTheLastEvent()
{
    McpScript script;
    offerStream(script);
    script.onResume([&script](const net::ServerRequest &, const McpScript::Reply &reply) {
        McpScript::beginStream(reply);
        script.open.append(reply);
        reply->write(McpScript::event(toolsChanged, "s/2"));
    });
    Client client(script.url());
    QSignalSpy tools(client.session.get(), &Session::toolsChanged);
    QVERIFY(ended(client.session->initialize(this)));
    script.open.first()->write("id: s/1\nretry: 20\ndata:\n\n");
    script.open.first()->finish();
    QTRY_COMPARE(script.resumed.size(), 1);
    const net::Headers &headers = script.resumed.first().headers;
    QCOMPARE(headers.values("Last-Event-ID"), QList<QByteArray>{ "s/1" });
    QCOMPARE(headers.values("Mcp-Session-Id"), QList<QByteArray>{ script.sessionId });
    QCOMPARE(headers.values("MCP-Protocol-Version"), QList<QByteArray>{ "2025-11-25" });
    QTRY_VERIFY(tools.count() >= 1);
    QTRY_COMPARE(client.session->watchState().kind, Kind::Live);
}

void TestServerStream::neverComesBackTooEarly()
{
    McpScript script;
    QElapsedTimer clock;
    QList<qint64> waited;
    script.onListen([&](const net::ServerRequest &, const McpScript::Reply &reply) {
        if (clock.isValid())
            waited.append(clock.elapsed());
        McpScript::beginStream(reply);
        reply->write("retry: 1500\n\n");
        clock.start();
        reply->finish();
    });
    Client client(script.url());
    QVERIFY(ended(client.session->initialize(this)));
    QTRY_VERIFY_WITH_TIMEOUT(waited.size() >= 2, 60000);
    for (const qint64 time : std::as_const(waited))
        QVERIFY2(time >= 1500, QByteArray::number(time).constData()); // the server's demand, not our speed
}

void TestServerStream::goesOnAfterABrokenMessage()
{
    McpScript script;
    offerStream(script);
    Client client(script.url());
    QSignalSpy tools(client.session.get(), &Session::toolsChanged);
    QSignalSpy complained(client.session.get(), &Session::complained);
    QVERIFY(ended(client.session->initialize(this)));
    const auto &stream = script.open.first();
    stream->write(McpScript::event("{broken") + McpScript::event("[" + toolsChanged + "]")
        + McpScript::event(R"({"jsonrpc":"2.0","method":7})") + McpScript::event("\xff\xfe")
        + McpScript::event(toolsChanged));
    QTRY_COMPARE(tools.count(), 1);
    QCOMPARE(complained.count(), 4);
    QVERIFY(complained.at(1).first().value<base::Error>().message.contains(u"2025-03-26"_s));
    QVERIFY(stream->isOpen());
}

void TestServerStream::opensANewSessionWhenItsOwnIsGone()
{
    McpScript script;
    offerStream(script);
    Client client(script.url());
    QSignalSpy tools(client.session.get(), &Session::toolsChanged);
    QVERIFY(ended(client.session->initialize(this)));
    const auto first = script.open.first();
    // The server starts anew: it forgot the session, and says so to whoever comes with it.
    script.sessionId = "session-two-4711";
    script.onListen([&script](const net::ServerRequest &request, const McpScript::Reply &reply) {
        if (request.headers.value("Mcp-Session-Id") != script.sessionId)
            return reply->send({ .status = 404 });
        McpScript::beginStream(reply);
        script.open.append(reply);
    });
    first->drop();
    QTRY_COMPARE(script.count("initialize"), 2);
    QVERIFY(!script.last("initialize")->http.headers.contains("Mcp-Session-Id"));
    QTRY_COMPARE(client.session->watchState().kind, Kind::Live);
    QCOMPARE(client.session->state(), Session::State::Ready);
    QTRY_COMPARE(tools.count(), 1);
    QCOMPARE(
        script.listened.last().headers.value("Mcp-Session-Id"), std::optional<QByteArray>(script.sessionId));
}

void TestServerStream::opensANewSessionAfterA400ThatSaysSo_data()
{
    QTest::addColumn<QByteArray>("body"); // ID in place of the id
    QTest::addColumn<bool>("isLost");
    const auto error = [](int code, const QByteArray &words, const QByteArray &id = "null") {
        return R"({"jsonrpc":"2.0","id":)" + id + R"(,"error":{"code":)" + QByteArray::number(code)
            + R"(,"message":")" + words + R"("}})";
    };
    QTest::newRow("no valid session") << error(-32000, "Bad Request: No valid session ID provided") << true;
    QTest::newRow("plain words") << QByteArray("Invalid or expired session ID") << true;
    QTest::newRow("not initialized") << error(-32000, "Bad Request: Server not initialized") << true;
    QTest::newRow("other words") << error(-32602, "Invalid cursor", "ID") << false;
    QTest::newRow("a session of another kind") << error(-32602, "The session of May is full", "ID") << false;
    QTest::newRow("nothing") << QByteArray() << false;
}

void TestServerStream::opensANewSessionAfterA400ThatSaysSo()
{
    QFETCH(QByteArray, body);
    QFETCH(bool, isLost);
    McpScript script;
    int lists = 0;
    script.on("tools/list", [&](const Asked &asked, const McpScript::Reply &reply) {
        QByteArray text = body;
        if (++lists == 1)
            reply->send(jsonAnswer(text.replace("ID", asked.id), 400));
        else
            reply->send(jsonAnswer(McpScript::result(asked, R"({"tools":[]})")));
    });
    Client client(script.url());
    QCOMPARE(ended(client.session->listTools(this)).has_value(), isLost);
    QCOMPARE(script.count("initialize"), isLost ? 2 : 1);
}

void TestServerStream::takesMethodNotFoundForWhatItIs()
{
    McpScript script;
    script.on("prompts/list", [](const Asked &asked, const McpScript::Reply &reply) {
        reply->send(jsonAnswer(rpcErrorText(asked, -32601), 404));
    });
    Client client(script.url());
    auto *call = client.session->request("prompts/list", {}, { .isSafe = true }, this);
    QVERIFY(!ended(static_cast<base::ResultOperation<json::Shared> *>(call)));
    QCOMPARE(call->result().error().code, base::code::mcpError);
    QCOMPARE(script.count("initialize"), 1);
    QCOMPARE(script.count("prompts/list"), 1);
}

void TestServerStream::endsWithTheSession()
{
    McpScript script;
    offerStream(script);
    Client client(script.url());
    QVERIFY(ended(client.session->initialize(this)));
    QVERIFY(script.open.first()->isOpen());
    client.session->leave();
    QTRY_VERIFY(!script.open.first()->isOpen());
    QTRY_COMPARE(script.server.count("DELETE", "/mcp"), 1);
    const auto end = script.server.requests("DELETE", "/mcp").first();
    QCOMPARE(end.headers.value("Mcp-Session-Id"), std::optional<QByteArray>(script.sessionId));
    QCOMPARE(end.headers.value("MCP-Protocol-Version"), std::optional<QByteArray>("2025-11-25"));
    QVERIFY(!end.headers.contains("Content-Type"));
    QCOMPARE(client.session->watchState().kind, Kind::Off);
}

void TestServerStream::repeatsForANonceAndAsksNobody()
{
    McpScript script;
    script.onListen([&script](const net::ServerRequest &request, const McpScript::Reply &reply) {
        if (!request.headers.value("DPoP").value_or("").endsWith("fresh"))
            return reply->send({ .status = 401,
                .headers
                = { { "WWW-Authenticate", R"(DPoP error="use_dpop_nonce")" }, { "DPoP-Nonce", "fresh" } } });
        McpScript::beginStream(reply);
        script.open.append(reply);
    });
    ScriptedAuthorizer authorizer;
    authorizer.resource = script.url();
    authorizer.verdict = net::Verdict::RetryWithNonce;
    Client client(script.url(), &authorizer);
    QVERIFY(ended(client.session->initialize(this)));
    QCOMPARE(client.session->watchState().kind, Kind::Live);
    QCOMPARE(script.listened.size(), 2);
}

void TestServerStream::takesBatchesWhereTheyMayBe()
{
    McpScript script;
    script.version = "2025-03-26";
    offerStream(script);
    script.on("tools/call", [](const Asked &asked, const McpScript::Reply &reply) {
        reply->send(jsonAnswer("[" + toolsChanged + "," + McpScript::result(asked, greeting) + "]"));
    });
    Client client(script.url());
    QSignalSpy tools(client.session.get(), &Session::toolsChanged);
    QVERIFY(ended(client.session->callTool(u"greet"_s, {}, this)));
    QCOMPARE(tools.count(), 1);
    script.open.first()->write(McpScript::event("[" + toolsChanged + "," + toolsChanged + "]"));
    QTRY_COMPARE(tools.count(), 3);
}

void TestServerStream::setsTheLogLevel()
{
    McpScript script;
    script.capabilities = R"({"logging":{}})";
    script.onResult("logging/setLevel", "{}");
    Client client(script.url());
    client.session->setLogLevel("warning");
    QVERIFY(ended(client.session->initialize(this)));
    QTRY_COMPARE(script.count("logging/setLevel"), 1);
    QCOMPARE(json::stringMember(paramsOf(*script.last("logging/setLevel")), "level"),
        std::optional<QByteArray>("warning"));
    client.session->setLogLevel("debug");
    QTRY_COMPARE(script.count("logging/setLevel"), 2);
    QCOMPARE(client.session->logLevel(), QByteArray("debug"));
    McpScript silent;
    Client other(silent.url());
    other.session->setLogLevel("debug");
    silent.onResult("ping", "{}");
    QVERIFY(ended(other.session->ping(this)));
    QCOMPARE(silent.count("logging/setLevel"), 0);
}

void TestServerStream::pings()
{
    McpScript script;
    script.onResult("ping", "{}");
    Client client(script.url());
    const auto pong = ended(client.session->ping(this));
    QVERIFY(pong && *pong);
    QCOMPARE(script.count("ping"), 1);
    script.onAnswer("ping", { .status = 500 });
    QVERIFY(!ended(client.session->ping(this)));
}

QTEST_GUILESS_MAIN(TestServerStream)
#include "test_serverstream.moc"
