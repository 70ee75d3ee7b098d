// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "unit/mcp/modernscript.h"

#include <QFile>

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::test;
using mcp::Session;

namespace {

const QByteArray greeting = R"({"content":[{"type":"text","text":"hello"}]})";
const QByteArray tools = R"({"tools":[]})";

net::ServerAnswer typed(const QByteArray &type, const QByteArray &body, int status = 200)
{
    return { .status = status, .headers = { { "Content-Type", type } }, .body = body };
}

QByteArray progress(const QByteArray &token, int value)
{
    return McpScript::event(R"({"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":)"
        + token + R"(,"progress":)" + QByteArray::number(value) + "}}");
}

QByteArray tokenOf(const Asked &asked)
{
    return json::compact(metaOf(asked).at("progressToken"));
}

/// Nothing where freed memory is kept on purpose.
qint64 residentKib()
{
#ifdef __SANITIZE_ADDRESS__
    return -1;
#endif
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return -1;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmRSS:"))
            return line.mid(6).trimmed().split(' ').first().toLongLong();
    }
    return -1;
}

} // namespace

/// Servers that break the rules of MCP: each is told of, or borne as the rules say, and the session lives on.
class TestMcpServer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void reportsAnAnswerThatIsNone_data();
    void reportsAnAnswerThatIsNone();
    void reportsAStreamThatIsNone_data();
    void reportsAStreamThatIsNone();
    void bearsAndTellsOfForeignAnswers_data();
    void bearsAndTellsOfForeignAnswers();
    void takesOneOfTwoAnswers();
    void bearsProgressOfNobody();
    void tellsOfProgressThatRunsBackwards();
    void ignoresWhatComesAfterACancel();
    void readsThroughAHundredMegabytesOfComments();
    void refusesAFloodOfRequests();
    void boundsItsComplaints();
    void boundsWhatIsInFlight();
    void boundsTheNesting();
};

void TestMcpServer::reportsAnAnswerThatIsNone_data()
{
    QTest::addColumn<net::ServerAnswer>("answer"); // ID in place of the id
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const net::ServerAnswer &answer, const QString &code,
                         const QString &words) { QTest::newRow(name) << answer << code << words; };
    const QByteArray good = R"({"jsonrpc":"2.0","id":ID,"result":)" + greeting + "}";
    row("a web page with 200", typed("text/html", "<html>welcome</html>"), base::code::notJson,
        u"web page"_s);
    row("a web page as JSON", typed("application/json", "<html>"), base::code::mcpProtocol, u"not"_s);
    row("JSON as text", typed("text/plain", good), base::code::notJson, u"text/plain"_s);
    row("without a type", { .status = 200, .body = good }, base::code::notJson, u"tools/call"_s);
    row("half of JSON", jsonAnswer(good.left(20)), base::code::mcpProtocol, u"not"_s);
    row("not UTF-8", jsonAnswer("{\"jsonrpc\":\"\xff\"}"), base::code::mcpProtocol, u"not"_s);
    row("a batch", jsonAnswer("[" + good + "]"), base::code::mcpProtocol, u"2025-03-26"_s);
    row("a number", jsonAnswer("7"), base::code::mcpProtocol, u"JSON-RPC"_s);
    row("an id of another type", jsonAnswer(QByteArray(good).replace("ID", "\"ID\"")),
        base::code::mcpProtocol, u"nobody waits for"_s);
    row("an id that is no id", jsonAnswer(QByteArray(good).replace("ID", "[1]")), base::code::mcpProtocol,
        u"its id is a list"_s);
    row("a result and an error",
        jsonAnswer(QByteArray(good).replace("\"result\"", R"("error":{"code":1,"message":""},"result")")),
        base::code::mcpProtocol, u"both a result and an error"_s);
    row("a member twice", jsonAnswer(QByteArray(good).replace("\"id\"", R"("id":1,"id")")),
        base::code::mcpProtocol, u"id"_s);
    row("202", { .status = 202 }, base::code::mcpProtocol, u"202"_s);
    row("500 with an error",
        jsonAnswer(R"({"jsonrpc":"2.0","id":ID,"error":{"code":-32603,"message":"broke"}})", 500),
        base::code::mcpError, u"-32603"_s);
    row("500 with a web page", typed("text/html", "<html>", 500), base::code::unexpectedStatus, u"500"_s);
    row("an event stream in name only", typed("text/event-stream", good), base::code::mcpStreamCut,
        u"before the answer"_s);
}

void TestMcpServer::reportsAnAnswerThatIsNone()
{
    QFETCH(net::ServerAnswer, answer);
    QFETCH(QString, code);
    QFETCH(QString, words);
    McpScript script;
    script.on("tools/call", [&answer](const Asked &asked, const McpScript::Reply &reply) {
        net::ServerAnswer one = answer;
        one.body.replace("ID", asked.id);
        reply->send(one);
    });
    script.onResult("tools/list", tools);
    Client client(script.url());
    const auto result = ended(client.session->callTool(u"greet"_s, {}, this));
    QVERIFY(!result);
    QCOMPARE(result.error().code, code);
    QVERIFY2(result.error().message.contains(words), qPrintable(result.error().message));
    QVERIFY(result.error().exchange != 0); // which message
    QCOMPARE(script.count("tools/call"), 1);
    QVERIFY(ended(client.session->listTools(this)));
    QCOMPARE(script.count("initialize"), 1);
}

void TestMcpServer::reportsAStreamThatIsNone_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("code");
    QTest::newRow("cut in the middle of a character")
        << QByteArray("data: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"a\":\"\xc3")
        << base::code::mcpStreamCut;
    QTest::newRow("broken UTF-8") << QByteArray("data: {\"jsonrpc\":\"\xc3(\"}\n\n")
                                  << base::code::mcpProtocol;
    QTest::newRow("a broken message") << QByteArray("data: {\n\n") << base::code::mcpProtocol;
    QTest::newRow("an endless line") << "data: " + QByteArray(40000, 'x') << base::code::tooLarge;
    QTest::newRow("an endless event")
        << QByteArray("data: xxxxxxxx\n").repeated(4000) << base::code::tooLarge;
    QTest::newRow("an endless comment") << ": " + QByteArray(40000, 'x') << base::code::tooLarge;
    QTest::newRow("nothing") << QByteArray() << base::code::mcpStreamCut;
}

void TestMcpServer::reportsAStreamThatIsNone()
{
    QFETCH(QByteArray, bytes);
    McpScript script;
    script.on("tools/call", [&bytes](const Asked &, const McpScript::Reply &reply) {
        McpScript::beginStream(reply);
        reply->write(bytes);
        reply->finish();
    });
    script.onResult("tools/list", tools);
    auto options = optionsFor(script, mcp::EraChoice::Legacy);
    options.limits.maxMessageBytes = 32768;
    Client client(options);
    const auto result = ended(client.session->callTool(u"greet"_s, {}, this));
    QVERIFY(!result);
    QTEST(result.error().code, "code");
    QVERIFY(result.error().exchange != 0);
    QVERIFY(ended(client.session->listTools(this)));
    QCOMPARE(script.count("initialize"), 1);
}

void TestMcpServer::bearsAndTellsOfForeignAnswers_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::newRow("unknown") << QByteArray("987654");
    QTest::newRow("of another type") << QByteArray("\"OWN\"");
    QTest::newRow("negative") << QByteArray("-1");
}

void TestMcpServer::bearsAndTellsOfForeignAnswers()
{
    QFETCH(QByteArray, id);
    McpScript script;
    script.on("tools/call", [&id](const Asked &asked, const McpScript::Reply &reply) {
        McpScript::beginStream(reply);
        Asked other = asked;
        other.id = QByteArray(id).replace("OWN", asked.id);
        reply->write(McpScript::event(McpScript::result(other, R"({"content":[],"isError":true})")));
        reply->write(McpScript::event(McpScript::result(asked, greeting)));
        reply->finish();
    });
    Client client(script.url());
    QSignalSpy complained(client.session.get(), &Session::complained);
    const auto result = ended(client.session->callTool(u"greet"_s, {}, this));
    QVERIFY(result);
    QVERIFY(!result->isError);
    QCOMPARE(complained.count(), 1);
    const auto problem = complained.first().first().value<base::Error>();
    QCOMPARE(problem.code, base::code::mcpProtocol);
    QVERIFY(!problem.rule.isEmpty());
    QVERIFY(problem.exchange != 0);
}

void TestMcpServer::takesOneOfTwoAnswers()
{
    McpScript script;
    script.on("tools/call", [](const Asked &asked, const McpScript::Reply &reply) {
        McpScript::beginStream(reply);
        reply->write(McpScript::event(McpScript::result(asked, greeting))
            + McpScript::event(McpScript::result(asked, R"({"content":[],"isError":true})")));
        reply->finish();
    });
    Client client(script.url());
    for (int i = 0; i < 3; ++i) {
        const auto result = ended(client.session->callTool(u"greet"_s, {}, this));
        QVERIFY(result);
        QVERIFY(!result->isError);
    }
}

void TestMcpServer::bearsProgressOfNobody()
{
    McpScript script;
    script.on("tools/call", [](const Asked &asked, const McpScript::Reply &reply) {
        McpScript::beginStream(reply);
        reply->write(progress("4711", 1) + progress("\"" + tokenOf(asked) + "\"", 2) + progress("null", 3)
            + progress("{}", 4) + progress(tokenOf(asked), 5));
        reply->write(McpScript::event(McpScript::result(asked, greeting)));
        reply->finish();
    });
    Client client(script.url());
    auto *call = client.session->callTool(u"greet"_s, {}, this);
    QSignalSpy progressed(call->events(), &mcp::FeatureSignals::progressed);
    QVERIFY(ended(call));
    QCOMPARE(progressed.count(), 1);
    QCOMPARE(progressed.first().first().toDouble(), 5.0);
}

void TestMcpServer::tellsOfProgressThatRunsBackwards()
{
    McpScript script;
    script.on("tools/call", [](const Asked &asked, const McpScript::Reply &reply) {
        McpScript::beginStream(reply);
        for (const int value : { 1, 5, 3, 5, 2, 6 })
            reply->write(progress(tokenOf(asked), value));
        reply->write(McpScript::event(McpScript::result(asked, greeting)));
        reply->finish();
    });
    Client client(script.url());
    QSignalSpy complained(client.session.get(), &Session::complained);
    auto *call = client.session->callTool(u"greet"_s, {}, this);
    QSignalSpy progressed(call->events(), &mcp::FeatureSignals::progressed);
    QVERIFY(ended(call));
    QList<double> seen;
    for (const auto &one : progressed)
        seen.append(one.first().toDouble());
    QCOMPARE(seen, QList<double>({ 1, 5, 6 }));
    QCOMPARE(complained.count(), 1); // once for a call, not each time
    QVERIFY(complained.first().first().value<base::Error>().message.contains(u"from 5 to 3"_s));
}

void TestMcpServer::ignoresWhatComesAfterACancel()
{
    // Both ways it may come: on the stream of the call and on that of the server.
    McpScript script;
    QByteArray late;
    script.on("tools/call", [&](const Asked &asked, const McpScript::Reply &reply) {
        McpScript::beginStream(reply);
        script.open.append(reply);
        late = progress(tokenOf(asked), 1) + McpScript::event(McpScript::result(asked, greeting));
    });
    script.onListen([&script](const net::ServerRequest &, const McpScript::Reply &reply) {
        McpScript::beginStream(reply);
        script.open.append(reply);
    });
    script.onResult("tools/list", tools);
    Client client(script.url());
    auto *call = client.session->callTool(u"slow"_s, {}, this);
    QSignalSpy progressed(call->events(), &mcp::FeatureSignals::progressed);
    call->start();
    QTRY_COMPARE(script.open.size(), 2);
    call->cancel();
    for (const auto &stream : script.open)
        stream->write(late);
    QTRY_COMPARE(script.count("notifications/cancelled"), 1);
    QVERIFY(ended(client.session->listTools(this)));
    QCOMPARE(call->result().error().code, base::code::cancelled);
    QCOMPARE(progressed.count(), 0);
}

void TestMcpServer::readsThroughAHundredMegabytesOfComments()
{
    constexpr int pieces = 100;
    const QByteArray piece = (": " + QByteArray(1020, 'x') + "\n\n").repeated(1024); // 1 MiB
    McpScript script;
    McpScript::Reply stream;
    Asked call;
    script.on("tools/call", [&](const Asked &asked, const McpScript::Reply &reply) {
        stream = reply;
        call = asked;
        McpScript::beginStream(reply);
        reply->write(piece + progress(tokenOf(asked), 1));
    });
    auto options = optionsFor(script, mcp::EraChoice::Legacy);
    options.timeout = std::chrono::minutes(2);
    Client client(options);
    QVERIFY(ended(client.session->initialize(this)));
    const qint64 before = residentKib();
    auto *slow = client.session->callTool(u"slow"_s, {}, this);
    // The next one when this one was read: what grows then is the client.
    connect(slow->events(), &mcp::FeatureSignals::progressed, this, [&](double done) {
        if (done < pieces)
            return stream->write(piece + progress(tokenOf(call), int(done) + 1));
        stream->write(McpScript::event(McpScript::result(call, greeting)));
        stream->finish();
    });
    const auto result = ended(slow);
    QVERIFY2(result, result ? "" : qPrintable(result.error().message));
    const qint64 grown = residentKib() - before;
    QVERIFY2(before < 0 || grown < 64 * 1024, QByteArray::number(grown).constData()); // of 100 MiB
}

void TestMcpServer::refusesAFloodOfRequests()
{
    constexpr int asked = 50;
    McpScript script;
    script.onListen([&script](const net::ServerRequest &, const McpScript::Reply &reply) {
        script.open.append(reply); // or it ends, and is opened and flooded again
        McpScript::beginStream(reply);
        for (int i = 0; i < asked; ++i)
            reply->write(McpScript::event(
                R"({"jsonrpc":"2.0","id":)" + QByteArray::number(i) + R"(,"method":"nothing/known"})"));
    });
    script.onResult("tools/list", tools);
    Client client(script.url());
    QVERIFY(ended(client.session->listTools(this)));
    QTRY_COMPARE(script.count(""), asked); // each gets its one answer
    QSet<QByteArray> ids;
    for (const Asked &one : std::as_const(script.asked)) {
        if (one.method.isEmpty())
            ids.insert(one.id);
    }
    QCOMPARE(ids.size(), asked);
    QVERIFY(ended(client.session->listTools(this)));
}

void TestMcpServer::boundsItsComplaints()
{
    McpScript script;
    script.onListen([&script](const net::ServerRequest &, const McpScript::Reply &reply) {
        script.open.append(reply); // or it ends, and is opened and flooded again
        McpScript::beginStream(reply);
        for (int i = 0; i < 1000; ++i)
            reply->write(McpScript::event("{broken"));
        reply->write(McpScript::event(R"({"jsonrpc":"2.0","method":"notifications/tools/list_changed"})"));
    });
    Client client(script.url());
    QSignalSpy changed(client.session.get(), &Session::toolsChanged);
    QSignalSpy complained(client.session.get(), &Session::complained);
    QVERIFY(ended(client.session->initialize(this)));
    QTRY_COMPARE(changed.count(), 1);
    QCOMPARE(complained.count(), 100);
    QVERIFY(complained.last().first().value<base::Error>().message.contains(u"not reported"_s));
}

void TestMcpServer::boundsWhatIsInFlight()
{
    McpScript script;
    script.on(
        "tools/call", [&script](const Asked &, const McpScript::Reply &reply) { script.open.append(reply); });
    script.onResult("tools/list", tools);
    auto options = optionsFor(script, mcp::EraChoice::Legacy);
    options.limits.maxPending = 3;
    Client client(options);
    QVERIFY(ended(client.session->initialize(this)));
    QList<mcp::CallTool *> calls;
    for (int i = 0; i < 3; ++i) {
        calls.append(client.session->callTool(u"slow"_s, {}, this));
        calls.last()->start();
    }
    QTRY_COMPARE(script.open.size(), 3);
    const auto fourth = ended(client.session->callTool(u"slow"_s, {}, this));
    QVERIFY(!fourth);
    QCOMPARE(fourth.error().code, base::code::mcpBound);
    QVERIFY(fourth.error().message.contains(u"maxPending"_s));
    QCOMPARE(script.count("tools/call"), 3);
    calls.first()->cancel();
    QVERIFY(ended(client.session->listTools(this)));
}

void TestMcpServer::boundsTheNesting()
{
    McpScript script;
    int depth = 20;
    script.on("tools/call", [&depth](const Asked &asked, const McpScript::Reply &reply) {
        reply->send(jsonAnswer(McpScript::result(
            asked, R"({"content":[],"deep":)" + QByteArray(depth, '[') + QByteArray(depth, ']') + "}")));
    });
    auto options = optionsFor(script, mcp::EraChoice::Legacy);
    options.limits.maxNesting = 30;
    Client client(options);
    QVERIFY(ended(client.session->callTool(u"greet"_s, {}, this)));
    depth = 31;
    const auto result = ended(client.session->callTool(u"greet"_s, {}, this));
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::mcpProtocol);
    QCOMPARE(client.session->state(), Session::State::Ready);
}

QTEST_GUILESS_MAIN(TestMcpServer)
#include "test_mcpserver.moc"
