// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "modernscript.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::test;
using mcp::Session;

namespace {

constexpr int patience = 60000;

/// Speaks of its own accord and answers a ping.
class ListenedTo : public McpScript {
public:
    ListenedTo()
    {
        onListen([this](const net::ServerRequest &, const Reply &reply) {
            beginStream(reply);
            open.append(reply);
        });
        onResult("ping", "{}");
        onResult("tools/list", R"({"tools":[]})");
    }
};

mcp::SessionOptions pinging(const McpScript &script, mcp::EraChoice era = mcp::EraChoice::Legacy)
{
    mcp::SessionOptions options = optionsFor(script, era);
    options.timeout = std::chrono::seconds(5);
    options.pingEvery = std::chrono::seconds(1);
    return options;
}

/// Somebody else who does ping, so that one can tell that another had the time to.
struct Control {
    ListenedTo script;
    Client client{ pinging(script) };

    bool sees(int pings)
    {
        if (client.session->state() == Session::State::New && !ended(client.session->initialize(nullptr)))
            return false;
        const int wanted = script.count("ping") + pings;
        return QTest::qWaitFor([this, wanted] { return script.count("ping") >= wanted; }, patience);
    }
};

} // namespace

/// Pings of our own (MCP 2025-11-25, utilities, Ping): sparing, and one without an answer ends the session.
class TestHeartbeat : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asksAServerThatIsQuiet();
    void opensANewSessionWhenNobodyAnswers();
    void asksNobodyInVain_data();
    void asksNobodyInVain();
    void waitsForTheRequestUnderWay();
    void leavesAServerAloneThatDoesNotKnowPing();
    void endsWithTheSession();
};

void TestHeartbeat::asksAServerThatIsQuiet()
{
    ListenedTo script;
    Client client(pinging(script));
    QSignalSpy complaints(client.session.get(), &Session::complained);
    QVERIFY(ended(client.session->initialize(this)));
    QTRY_VERIFY_WITH_TIMEOUT(script.count("ping") >= 2, patience);
    QCOMPARE(script.last("ping")->http.headers.value("Mcp-Session-Id"), script.sessionId);
    QCOMPARE(client.session->state(), Session::State::Ready);
    QCOMPARE(complaints.size(), 0);
    QCOMPARE(script.count("initialize"), 1);
}

void TestHeartbeat::opensANewSessionWhenNobodyAnswers()
{
    ListenedTo script;
    script.on("ping", [&script](const Asked &one, const McpScript::Reply &reply) {
        if (script.count("ping") == 1) {
            script.sessionId = "session-two-4711";
            script.open.append(reply);
        } else {
            reply->send(jsonAnswer(McpScript::result(one, "{}")));
        }
    });
    Client client(pinging(script));
    QList<base::Error> complaints;
    QList<Session::State> states;
    connect(client.session.get(), &Session::complained, this,
        [&](const base::Error &problem) { complaints.append(problem); });
    connect(
        client.session.get(), &Session::stateChanged, this, [&] { states.append(client.session->state()); });
    QVERIFY(ended(client.session->initialize(this)));
    QTRY_COMPARE_WITH_TIMEOUT(complaints.size(), 1, patience);
    QCOMPARE(complaints.first().kind, base::ErrorKind::Network);
    QCOMPARE(complaints.first().code, base::code::timedOut);
    QVERIFY(complaints.first().message.contains(u"ping"_s));
    QTRY_VERIFY_WITH_TIMEOUT(client.session->state() == Session::State::Ready, patience);
    QVERIFY(states.contains(Session::State::New));
    QVERIFY(ended(client.session->listTools(this)));
    QCOMPARE(script.last("tools/list")->http.headers.value("Mcp-Session-Id"), QByteArray("session-two-4711"));
    QCOMPARE(script.count("initialize"), 2);
    QTRY_COMPARE(script.server.count("DELETE", "/mcp"), 1);
    QCOMPARE(script.server.requests("DELETE", "/mcp").first().headers.value("Mcp-Session-Id"),
        QByteArray("session-one-4711"));
}

void TestHeartbeat::asksNobodyInVain_data()
{
    QTest::addColumn<bool>("isOn");
    QTest::addColumn<bool>("hasStream");
    QTest::addColumn<bool>("isModern");
    QTest::newRow("switched off") << false << true << false;
    QTest::newRow("nobody listens") << true << false << false;
    QTest::newRow("modern") << true << true << true;
}

void TestHeartbeat::asksNobodyInVain()
{
    QFETCH(bool, isOn);
    QFETCH(bool, hasStream);
    QFETCH(bool, isModern);
    ListenedTo script;
    if (!hasStream)
        script.onListen([](const net::ServerRequest &, const McpScript::Reply &reply) {
            reply->send({ .status = 405 });
        });
    if (isModern)
        script.onResult("server/discover", discovery());
    mcp::SessionOptions options = pinging(script, isModern ? mcp::EraChoice::Modern : mcp::EraChoice::Legacy);
    if (!isOn)
        options.pingEvery = {};
    Client client(options);
    QVERIFY(ended(client.session->initialize(this)));
    Control control;
    QVERIFY(control.sees(2));
    QCOMPARE(script.count("ping"), 0);
    QCOMPARE(client.session->state(), Session::State::Ready);
}

void TestHeartbeat::waitsForTheRequestUnderWay()
{
    ListenedTo script;
    McpScript::Reply call;
    script.on("tools/call", [&call](const Asked &, const McpScript::Reply &reply) { call = reply; });
    mcp::SessionOptions options = pinging(script);
    options.timeout = std::chrono::seconds(60);
    Client client(options);
    auto *calling = client.session->callTool(u"slow"_s, {}, this);
    calling->start();
    QTRY_VERIFY_WITH_TIMEOUT(call, patience);
    Control control;
    QVERIFY(control.sees(2));
    QCOMPARE(script.count("ping"), 0);
    call->send(jsonAnswer(McpScript::result(*script.last("tools/call"), R"({"content":[]})")));
    QVERIFY(waitFor(calling));
    QVERIFY(calling->result());
    QTRY_VERIFY_WITH_TIMEOUT(script.count("ping") >= 1, patience);
    calling->deleteLater();
}

void TestHeartbeat::leavesAServerAloneThatDoesNotKnowPing()
{
    ListenedTo script;
    script.on("ping", [](const Asked &one, const McpScript::Reply &reply) {
        reply->send(jsonAnswer(rpcErrorText(one, -32601)));
    });
    Client client(pinging(script));
    QSignalSpy complaints(client.session.get(), &Session::complained);
    QVERIFY(ended(client.session->initialize(this)));
    QTRY_COMPARE_WITH_TIMEOUT(complaints.size(), 1, patience);
    QCOMPARE(complaints.first().first().value<base::Error>().kind, base::ErrorKind::ServerBrokeRule);
    Control control;
    QVERIFY(control.sees(2));
    QCOMPARE(script.count("ping"), 1);
    QCOMPARE(client.session->state(), Session::State::Ready);
}

void TestHeartbeat::endsWithTheSession()
{
    ListenedTo script;
    script.on("ping", [&script](const Asked &, const McpScript::Reply &reply) { script.open.append(reply); });
    auto client = std::make_unique<Client>(pinging(script));
    QVERIFY(ended(client->session->initialize(this)));
    QTRY_COMPARE_WITH_TIMEOUT(script.count("ping"), 1, patience);
    client->session->leave(); // with a ping under way
    QCOMPARE(client->session->state(), Session::State::New);
    QVERIFY(ended(client->session->initialize(this)));
    QTRY_COMPARE_WITH_TIMEOUT(script.count("ping"), 2, patience);
    client.reset(); // again
    Control control;
    QVERIFY(control.sees(2));
    QCOMPARE(script.count("ping"), 2);
}

QTEST_GUILESS_MAIN(TestHeartbeat)
#include "test_heartbeat.moc"
