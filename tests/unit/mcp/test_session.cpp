// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "mcpscript.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::test;
using mcp::Session;

namespace {

const QByteArray toolsPage
    = R"({"tools":[{"name":"greet","inputSchema":{"type":"object"}},{"inputSchema":{}}]})";
const QByteArray greeting = R"({"content":[{"type":"text","text":"hello"}]})";

} // namespace

/// The conversation: initialize, lists, calls, what the server says by itself.
class TestSession : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void opensAsTheRevisionDemands();
    void opensOnceForAll();
    void takesOlderRevisions_data();
    void takesOlderRevisions();
    void refusesOtherRevisions();
    void saysWhyInitializeWasRefused();
    void opensAgainAfterAFailure();
    void refusesASessionIdThatIsNotVisibleAscii();
    void keepsTheSessionIdOutOfTheLog();
    void leavesWithTheSessionId();
    void stopsOpeningWhenNobodyWaits();
    void listsToolsOverPages();
    void asksForNoToolsWhereNoneAreOffered();
    void refusesRepeatedCursors();
    void refusesEndlessPages();
    void refusesListsThatAreNone_data();
    void refusesListsThatAreNone();
    void callsATool();
    void givesAToolsFailureAsAResult();
    void givesTheServersErrorInItsWords();
    void keepsParallelCallsApart();
    void opensAgainWhenTheSessionIsLost();
    void neverRepeatsACallOfItsOwnAccord();
    void givesUpWhenTheSessionIsLostTwice();
    void repeatsOnlyReadsWhenTheConnectionDrops();
    void cancelsWithANotification();
    void cancelsBeforeItIsSent();
    void ignoresLateResults();
    void stopsAtTheDeadline();
    void progressExtendsTheDeadline();
    void boundsWhatProgressExtends();
    void survivesDeletionAtEveryStep_data();
    void survivesDeletionAtEveryStep();
    void endsItsCallsWhenItGoes();
};

void TestSession::opensAsTheRevisionDemands()
{
    McpScript script;
    Client client(script.url());
    QSignalSpy states(client.session.get(), &Session::stateChanged);
    const auto server = ended(client.session->initialize(this));
    QVERIFY(server);
    QCOMPARE(server->name, u"script"_s);
    QCOMPARE(client.session->state(), Session::State::Ready);
    QCOMPARE(states.count(), 2);
    QCOMPARE(script.asked.size(), 2);
    const Asked &first = script.asked[0];
    QCOMPARE(first.method, QByteArray("initialize"));
    const json::Object &params = *json::objectMember(first.message, "params");
    QCOMPARE(json::stringMember(params, "protocolVersion"), std::optional<QByteArray>("2025-11-25"));
    QVERIFY(json::objectMember(params, "capabilities")->empty());
    QCOMPARE(json::stringMember(*json::objectMember(params, "clientInfo"), "name"),
        std::optional<QByteArray>("Authscope"));
    QCOMPARE(
        first.http.headers.value("Accept"), std::optional<QByteArray>("application/json, text/event-stream"));
    QCOMPARE(first.http.headers.value("Content-Type"), std::optional<QByteArray>("application/json"));
    QVERIFY(!first.http.headers.contains("MCP-Protocol-Version"));
    QVERIFY(!first.http.headers.contains("Mcp-Session-Id"));
    QVERIFY(!first.http.headers.contains("Authorization"));
    const Asked &second = script.asked[1];
    QCOMPARE(second.method, QByteArray("notifications/initialized"));
    QVERIFY(!second.message.contains("id"));
    QCOMPARE(second.http.headers.value("MCP-Protocol-Version"), std::optional<QByteArray>("2025-11-25"));
    QCOMPARE(second.http.headers.value("Mcp-Session-Id"), std::optional<QByteArray>(script.sessionId));
}

void TestSession::opensOnceForAll()
{
    McpScript script;
    script.onResult("tools/call", greeting);
    Client client(script.url());
    QList<mcp::CallTool *> calls;
    for (int i = 0; i < 5; ++i) {
        calls.append(client.session->callTool(u"greet"_s, {}, this));
        calls.last()->start();
    }
    for (auto *call : calls) {
        QVERIFY(waitFor(call));
        QVERIFY(call->result());
    }
    QCOMPARE(script.count("initialize"), 1);
    QCOMPARE(script.count("notifications/initialized"), 1);
    QCOMPARE(script.asked[1].method, QByteArray("notifications/initialized"));
    QVERIFY(ended(client.session->initialize(this)));
    QCOMPARE(script.count("initialize"), 1);
}

void TestSession::takesOlderRevisions_data()
{
    QTest::addColumn<QByteArray>("version");
    QTest::newRow("2025-06-18") << QByteArray("2025-06-18");
    QTest::newRow("2025-03-26") << QByteArray("2025-03-26");
}

void TestSession::takesOlderRevisions()
{
    QFETCH(QByteArray, version);
    McpScript script;
    script.version = version;
    script.on("tools/list", [](const Asked &asked, const McpScript::Reply &reply) {
        reply->send(jsonAnswer("[" + McpScript::result(asked, toolsPage) + "]"));
    });
    Client client(script.url());
    const auto tools = ended(client.session->listTools(this));
    QCOMPARE(tools.has_value(), version == "2025-03-26"); // batches came and went with it
    QCOMPARE(script.last("tools/list")->http.headers.value("MCP-Protocol-Version"),
        std::optional<QByteArray>(version));
}

void TestSession::refusesOtherRevisions()
{
    McpScript script;
    script.version = "2024-11-05";
    Client client(script.url());
    const auto server = ended(client.session->initialize(this));
    QVERIFY(!server);
    QCOMPARE(server.error().code, base::code::mcpVersion);
    QVERIFY(server.error().exchange != 0);
    QCOMPARE(client.session->state(), Session::State::Failed);
    QCOMPARE(script.count("notifications/initialized"), 0);
    QTRY_COMPARE(script.server.count("DELETE", "/mcp"), 1);
}

void TestSession::saysWhyInitializeWasRefused()
{
    McpScript script;
    script.on("initialize", [](const Asked &asked, const McpScript::Reply &reply) {
        reply->send(jsonAnswer(R"({"jsonrpc":"2.0","id":)" + asked.id
                + R"(,"error":{"code":-32022,"message":"too old","data":{"supported":["2026-07-28"]}}})",
            400));
    });
    Client client(script.url());
    const auto server = ended(client.session->initialize(this));
    QVERIFY(!server);
    QCOMPARE(server.error().code, base::code::mcpVersion);
    QVERIFY(server.error().message.contains(u"2026-07-28"_s));
    QCOMPARE(server.error().serverSays, u"too old"_s);
}

void TestSession::opensAgainAfterAFailure()
{
    McpScript script;
    script.version = "1999-01-01";
    Client client(script.url());
    QVERIFY(!ended(client.session->initialize(this)));
    script.version = "2025-11-25";
    QVERIFY(ended(client.session->initialize(this)));
    QCOMPARE(client.session->state(), Session::State::Ready);
}

void TestSession::refusesASessionIdThatIsNotVisibleAscii()
{
    McpScript script;
    script.sessionId = "two words";
    Client client(script.url());
    const auto server = ended(client.session->initialize(this));
    QVERIFY(!server);
    QCOMPARE(server.error().code, base::code::mcpProtocol);
}

void TestSession::keepsTheSessionIdOutOfTheLog()
{
    McpScript script;
    script.onResult("tools/list", toolsPage);
    Client client(script.url());
    QVERIFY(ended(client.session->listTools(this)));
    QVERIFY(!client.redactor.markOf(script.sessionId).isEmpty());
    for (const auto &exchange : client.log.all()) {
        for (const auto &headers : { exchange.requestHeaders, exchange.responseHeaders }) {
            for (const auto &field : headers.all())
                QVERIFY(!field.value.contains(script.sessionId));
        }
    }
}

void TestSession::leavesWithTheSessionId()
{
    McpScript script;
    Client client(script.url());
    QVERIFY(ended(client.session->initialize(this)));
    client.session->leave();
    QCOMPARE(client.session->state(), Session::State::New);
    QTRY_COMPARE(script.server.count("DELETE", "/mcp"), 1);
    const auto request = script.server.requests("DELETE", "/mcp").first();
    QCOMPARE(request.headers.value("Mcp-Session-Id"), std::optional<QByteArray>(script.sessionId));
    QCOMPARE(request.headers.value("MCP-Protocol-Version"), std::optional<QByteArray>("2025-11-25"));
    client.session->leave(); // nothing to leave
    QVERIFY(ended(client.session->initialize(this)));
    QCOMPARE(script.server.count("DELETE", "/mcp"), 1);
}

void TestSession::stopsOpeningWhenNobodyWaits()
{
    McpScript script;
    script.on(
        "initialize", [&script](const Asked &, const McpScript::Reply &reply) { script.open.append(reply); });
    Client client(script.url());
    auto *one = client.session->callTool(u"greet"_s, {}, this);
    auto *two = client.session->initialize(this);
    one->start();
    two->start();
    QTRY_COMPARE(script.count("initialize"), 1);
    one->cancel();
    QCOMPARE(client.session->state(), Session::State::Initializing);
    two->cancel();
    QCOMPARE(client.session->state(), Session::State::New);
    QTRY_VERIFY(!script.open.first()->isOpen());
    QCOMPARE(one->result().error().code, base::code::cancelled);
    QCOMPARE(script.count("notifications/cancelled"), 0); // initialize may not be cancelled by message
}

void TestSession::listsToolsOverPages()
{
    McpScript script;
    script.on("tools/list", [](const Asked &asked, const McpScript::Reply &reply) {
        const json::Object *params = json::objectMember(asked.message, "params");
        const auto cursor = json::stringMember(*params, "cursor");
        QByteArray page = R"({"tools":[{"name":"a","inputSchema":{}}],"nextCursor":""})";
        if (cursor == QByteArray(""))
            page = R"({"tools":[],"nextCursor":"\u00e9\u0000"})";
        else if (cursor)
            page = toolsPage;
        reply->send(jsonAnswer(McpScript::result(asked, page)));
    });
    Client client(script.url());
    QSignalSpy complained(client.session.get(), &Session::complained);
    const auto tools = ended(client.session->listTools(this));
    QVERIFY(tools);
    QCOMPARE(tools->size(), 2);
    QCOMPARE(tools->at(0).name, u"a"_s);
    QCOMPARE(tools->at(1).name, u"greet"_s);
    QCOMPARE(script.count("tools/list"), 3);
    const auto cursor
        = json::stringMember(*json::objectMember(script.last("tools/list")->message, "params"), "cursor");
    QCOMPARE(cursor, std::optional<QByteArray>(QByteArray("\xc3\xa9\0", 3)));
    QCOMPARE(complained.count(), 1); // the tool without a name
}

void TestSession::asksForNoToolsWhereNoneAreOffered()
{
    McpScript script;
    script.onResult("initialize", R"({"protocolVersion":"2025-11-25","capabilities":{}})");
    Client client(script.url());
    const auto tools = ended(client.session->listTools(this));
    QVERIFY(tools);
    QVERIFY(tools->isEmpty());
    QCOMPARE(script.count("tools/list"), 0);
}

void TestSession::refusesRepeatedCursors()
{
    McpScript script;
    script.onResult("tools/list", R"({"tools":[],"nextCursor":"again"})");
    Client client(script.url());
    const auto tools = ended(client.session->listTools(this));
    QVERIFY(!tools);
    QCOMPARE(tools.error().code, base::code::mcpProtocol);
    QCOMPARE(script.count("tools/list"), 2);
}

void TestSession::refusesEndlessPages()
{
    McpScript script;
    int page = 0;
    script.on("tools/list", [&page](const Asked &asked, const McpScript::Reply &reply) {
        reply->send(jsonAnswer(McpScript::result(
            asked, R"({"tools":[],"nextCursor":")" + QByteArray::number(++page) + R"("})")));
    });
    Client client(script.url());
    const auto tools = ended(client.session->listTools(this));
    QVERIFY(!tools);
    QCOMPARE(tools.error().code, base::code::mcpProtocol);
    QCOMPARE(page, 1000);
}

void TestSession::refusesListsThatAreNone_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("null") << QByteArray("null");
    QTest::newRow("no tools") << QByteArray("{}");
    QTest::newRow("tools as an object") << QByteArray(R"({"tools":{}})");
    QTest::newRow("cursor as a number") << QByteArray(R"({"tools":[],"nextCursor":1})");
}

void TestSession::refusesListsThatAreNone()
{
    QFETCH(QByteArray, json);
    McpScript script;
    script.onResult("tools/list", json);
    Client client(script.url());
    const auto tools = ended(client.session->listTools(this));
    QVERIFY(!tools);
    QCOMPARE(tools.error().code, base::code::mcpProtocol);
    QVERIFY(tools.error().exchange != 0);
}

void TestSession::callsATool()
{
    McpScript script;
    script.onResult("tools/call", greeting);
    ScriptedAuthorizer authorizer;
    authorizer.resource = script.url();
    authorizer.currentGeneration = 3;
    Client client(script.url(), &authorizer);
    json::Object arguments;
    arguments["z"] = 1;
    arguments["a"] = "two";
    const auto result = ended(client.session->callTool(u"greet"_s, arguments, this));
    QVERIFY(result);
    QCOMPARE(result->content[0].text, u"hello"_s);
    QCOMPARE(result->generation, 3);
    QVERIFY(result->exchange != 0);
    QCOMPARE(client.log.find(result->exchange)->method, QByteArray("POST"));
    const json::Object &params = *json::objectMember(script.last("tools/call")->message, "params");
    const QByteArray sent = json::compact(params.at("arguments"));
    const QByteArray expected = R"({"z":1,"a":"two"})";
    QCOMPARE(sent, expected);
    QCOMPARE(json::stringMember(params, "name"), std::optional<QByteArray>("greet"));
    for (const Asked &asked : std::as_const(script.asked))
        QCOMPARE(asked.http.headers.value("Authorization"),
            std::optional<QByteArray>("Bearer first-token-abcdefgh"));
}

void TestSession::givesAToolsFailureAsAResult()
{
    McpScript script;
    script.onResult("tools/call", R"({"content":[{"type":"text","text":"no such board"}],"isError":true})");
    Client client(script.url());
    const auto result = ended(client.session->callTool(u"greet"_s, {}, this));
    QVERIFY(result);
    QVERIFY(result->isError);
}

void TestSession::givesTheServersErrorInItsWords()
{
    McpScript script;
    script.on("tools/call", [](const Asked &asked, const McpScript::Reply &reply) {
        reply->send(jsonAnswer(R"({"jsonrpc":"2.0","id":)" + asked.id
                + R"(,"error":{"code":-32602,"message":"Unknown tool: \u202egreet"}})",
            500));
    });
    Client client(script.url());
    const auto result = ended(client.session->callTool(u"greet"_s, {}, this));
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::mcpError);
    QCOMPARE(result.error().kind, base::ErrorKind::ToolFailed);
    QVERIFY(result.error().message.contains(u"-32602"_s));
    QCOMPARE(result.error().serverSays, u"Unknown tool: ⟨U+202E⟩greet"_s);
    QVERIFY(result.error().exchange != 0);
    QCOMPARE(client.session->state(), Session::State::Ready);
}

void TestSession::keepsParallelCallsApart()
{
    McpScript script;
    QList<Asked> waiting;
    script.on("tools/call", [&](const Asked &asked, const McpScript::Reply &reply) {
        waiting.append(asked);
        script.open.append(reply);
    });
    Client client(script.url());
    QVERIFY(ended(client.session->initialize(this)));
    QList<mcp::CallTool *> calls;
    for (int i = 0; i < 4; ++i) {
        calls.append(client.session->callTool(QString::number(i), {}, this));
        calls.last()->start();
    }
    QTRY_COMPARE(waiting.size(), 4);
    for (qsizetype i = waiting.size() - 1; i >= 0; --i) {
        const auto name
            = json::stringMember(*json::objectMember(waiting[i].message, "params"), "name").value();
        script.open[i]->send(jsonAnswer(
            McpScript::result(waiting[i], R"({"content":[{"type":"text","text":")" + name + R"("}]})")));
    }
    for (int i = 0; i < 4; ++i) {
        QVERIFY(waitFor(calls[i]));
        QCOMPARE(calls[i]->result()->content[0].text, QString::number(i));
    }
    QSet<QByteArray> ids;
    for (const Asked &asked : std::as_const(script.asked))
        ids.insert(asked.id);
    QCOMPARE(ids.size(), 6); // initialize, four calls, and null of the notification
}

void TestSession::opensAgainWhenTheSessionIsLost()
{
    McpScript script;
    script.on("tools/list", [&script](const Asked &asked, const McpScript::Reply &reply) {
        if (asked.http.headers.value("Mcp-Session-Id") == QByteArray("session-one-4711")) {
            script.sessionId = "session-two-4712";
            reply->send({ .status = 404 });
        } else {
            reply->send(jsonAnswer(McpScript::result(asked, toolsPage)));
        }
    });
    Client client(script.url());
    QVERIFY(ended(client.session->listTools(this)));
    QCOMPARE(script.count("initialize"), 2);
    QVERIFY(!script.last("initialize")->http.headers.contains("Mcp-Session-Id"));
    QCOMPARE(script.last("tools/list")->http.headers.value("Mcp-Session-Id"),
        std::optional<QByteArray>("session-two-4712"));
    QVERIFY(script.asked[2].id != script.last("tools/list")->id);
}

void TestSession::neverRepeatsACallOfItsOwnAccord()
{
    McpScript script;
    script.onAnswer("tools/call", { .status = 404 });
    Client client(script.url());
    const auto result = ended(client.session->callTool(u"create"_s, {}, this));
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::mcpSessionLost);
    QCOMPARE(script.count("tools/call"), 1);
    QCOMPARE(client.session->state(), Session::State::New);
    script.onResult("tools/call", greeting);
    QVERIFY(ended(client.session->callTool(u"create"_s, {}, this)));
    QCOMPARE(script.count("initialize"), 2);
}

void TestSession::givesUpWhenTheSessionIsLostTwice()
{
    McpScript script;
    script.onAnswer("tools/list", { .status = 404 });
    Client client(script.url());
    const auto tools = ended(client.session->listTools(this));
    QVERIFY(!tools);
    QCOMPARE(tools.error().code, base::code::mcpSessionLost);
    QCOMPARE(script.count("tools/list"), 2);
    QCOMPARE(script.count("initialize"), 2);
}

void TestSession::repeatsOnlyReadsWhenTheConnectionDrops()
{
    McpScript script;
    int drops = 0;
    const auto dropOnce = [&drops](const Asked &asked, const McpScript::Reply &reply) {
        if (drops++ == 0)
            reply->drop();
        else
            reply->send(jsonAnswer(McpScript::result(asked, toolsPage)));
    };
    script.on("tools/list", dropOnce);
    script.on("tools/call", dropOnce);
    Client client(script.url());
    QVERIFY(ended(client.session->listTools(this)));
    QCOMPARE(script.count("tools/list"), 2);
    drops = 0;
    const auto result = ended(client.session->callTool(u"create"_s, {}, this));
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::unreachable);
    QCOMPARE(script.count("tools/call"), 1);
}

void TestSession::cancelsWithANotification()
{
    McpScript script;
    script.on(
        "tools/call", [&script](const Asked &, const McpScript::Reply &reply) { script.open.append(reply); });
    Client client(script.url());
    auto *call = client.session->callTool(u"slow"_s, {}, this);
    QSignalSpy finished(call, &base::Operation::finished);
    call->start();
    QTRY_COMPARE(script.count("tools/call"), 1);
    call->cancel();
    QCOMPARE(finished.count(), 0); // later, never from inside
    QTRY_COMPARE(finished.count(), 1);
    QCOMPARE(call->result().error().code, base::code::cancelled);
    QTRY_COMPARE(script.count("notifications/cancelled"), 1);
    const json::Object &params
        = *json::objectMember(script.last("notifications/cancelled")->message, "params");
    QCOMPARE(json::compact(params.at("requestId")), script.last("tools/call")->id);
    QTRY_VERIFY(!script.open.first()->isOpen());
}

void TestSession::cancelsBeforeItIsSent()
{
    McpScript script;
    Client client(script.url());
    auto *call = client.session->callTool(u"slow"_s, {}, this);
    QSignalSpy finished(call, &base::Operation::finished);
    call->cancel();
    QTRY_COMPARE(finished.count(), 1);
    call->start();
    QVERIFY(ended(client.session->initialize(this)));
    QCOMPARE(script.count("tools/call"), 0);
    QCOMPARE(script.count("notifications/cancelled"), 0);
}

void TestSession::ignoresLateResults()
{
    McpScript script;
    QByteArray late;
    script.on("tools/call", [&](const Asked &asked, const McpScript::Reply &reply) {
        McpScript::beginStream(reply);
        script.open.append(reply);
        late = McpScript::event(McpScript::result(asked, greeting));
    });
    script.onResult("tools/list", toolsPage);
    Client client(script.url());
    auto *call = client.session->callTool(u"slow"_s, {}, this);
    call->start();
    QTRY_VERIFY(!late.isEmpty());
    call->cancel();
    script.open.first()->write(late);
    QVERIFY(ended(client.session->listTools(this)));
    QCOMPARE(call->result().error().code, base::code::cancelled);
}

void TestSession::stopsAtTheDeadline()
{
    McpScript script;
    script.on(
        "tools/call", [&script](const Asked &, const McpScript::Reply &reply) { script.open.append(reply); });
    Client client(script.url(), nullptr, std::chrono::milliseconds(1500));
    const auto result = ended(client.session->callTool(u"slow"_s, {}, this));
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::timedOut);
    QVERIFY(result.error().message.contains(u"tools/call within 1.5 s"_s));
    QTRY_COMPARE(script.count("notifications/cancelled"), 1);
    QTRY_VERIFY(!script.open.first()->isOpen());
}

void TestSession::progressExtendsTheDeadline()
{
    McpScript script;
    QTimer beat;
    int beats = 0;
    script.on("tools/call", [&](const Asked &asked, const McpScript::Reply &reply) {
        McpScript::beginStream(reply);
        const QByteArray token
            = json::compact(json::objectMember(asked.message, "params")->at("_meta").at("progressToken"));
        QObject::connect(&beat, &QTimer::timeout, &beat, [&beats, &beat, asked, reply, token] {
            if (++beats < 8) {
                reply->write(McpScript::event(
                    R"({"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":)" + token
                    + R"(,"progress":)" + QByteArray::number(beats) + R"(,"total":8,"message":"step"}})"));
                return;
            }
            beat.stop();
            reply->write(McpScript::event(McpScript::result(asked, greeting)));
            reply->finish();
        });
        beat.start(300);
    });
    // 2.4 s of work against a deadline of 1.5 s.
    Client client(script.url(), nullptr, std::chrono::milliseconds(1500));
    auto *call = client.session->callTool(u"slow"_s, {}, this);
    QSignalSpy progressed(call->events(), &mcp::FeatureSignals::progressed);
    const auto result = ended(call);
    QVERIFY2(result, result ? "" : qPrintable(result.error().message));
    QCOMPARE(progressed.count(), 7);
    QCOMPARE(progressed.last().at(0).toDouble(), 7.0);
    QCOMPARE(progressed.last().at(1).toDouble(), 8.0);
    QCOMPARE(progressed.last().at(2).toString(), u"step"_s);
}

void TestSession::boundsWhatProgressExtends()
{
    McpScript script;
    QTimer beat;
    script.on("tools/call", [&](const Asked &asked, const McpScript::Reply &reply) {
        McpScript::beginStream(reply);
        const QByteArray token
            = json::compact(json::objectMember(asked.message, "params")->at("_meta").at("progressToken"));
        QObject::connect(&beat, &QTimer::timeout, &beat, [reply, token] {
            reply->write(McpScript::event(
                R"({"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":)" + token
                + R"(,"progress":1}})"));
        });
        beat.start(10);
    });
    Client client(script.url(), nullptr, std::chrono::milliseconds(300));
    const auto result = ended(client.session->callTool(u"slow"_s, {}, this));
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::timedOut);
}

void TestSession::survivesDeletionAtEveryStep_data()
{
    QTest::addColumn<QByteArray>("when");
    QTest::addColumn<bool>("wholeSession");
    for (const char *when : { "initialize", "notifications/initialized", "tools/call" }) {
        QTest::addRow("call at %s", when) << QByteArray(when) << false;
        QTest::addRow("session at %s", when) << QByteArray(when) << true;
    }
}

void TestSession::survivesDeletionAtEveryStep()
{
    QFETCH(QByteArray, when);
    QFETCH(bool, wholeSession);
    McpScript script;
    script.on(when, [&script](const Asked &, const McpScript::Reply &reply) { script.open.append(reply); });
    Client client(script.url());
    auto call = std::unique_ptr<mcp::CallTool>(client.session->callTool(u"greet"_s, {}, nullptr));
    call->start();
    QTRY_VERIFY(!script.open.isEmpty());
    if (wholeSession)
        client.session.reset();
    else
        call.reset();
    QTRY_VERIFY(!script.open.first()->isOpen());
    if (call) {
        QTRY_VERIFY(call->isFinished());
        QCOMPARE(call->result().error().code, base::code::cancelled);
    } else if (when != "tools/call") {
        QCOMPARE(client.session->state(), Session::State::New);
    }
}

void TestSession::endsItsCallsWhenItGoes()
{
    McpScript script;
    Client client(script.url());
    auto *call = client.session->callTool(u"greet"_s, {}, this);
    auto *list = client.session->listTools(this);
    auto *opening = client.session->initialize(this);
    client.session.reset();
    for (base::Operation *late : { static_cast<base::Operation *>(call), static_cast<base::Operation *>(list),
             static_cast<base::Operation *>(opening) }) {
        late->start();
        QVERIFY(waitFor(late));
    }
    QCOMPARE(script.asked.size(), 0);
}

QTEST_GUILESS_MAIN(TestSession)
#include "test_session.moc"
