// SPDX-License-Identifier: GPL-3.0-or-later
// A server of 2026-07-28 through the whole engine: what it asks on the way reaches the person, and what it
// said of itself outlives a session.
#include "base/errorcodes.h"
#include "session/features.h"
#include "support/engine.h"
#include "unit/mcp/modernscript.h"
#include "unit/mcp/quoted.h"
#include "unit/mcp/scriptedinput.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using test::Asked;
using test::Engine;
using test::McpScript;
using test::ModernScript;
using test::outcome;
using test::quoted;
using test::ScriptedInput;
using Action = mcp::ElicitationAnswer::Action;

namespace {

/// One tool that asks for a name before it does anything.
class Asking : public ModernScript {
public:
    Asking()
    {
        onResult("tools/list",
            quoted("{'tools':[{'name':'greet','inputSchema':{'type':'object'},"
                   "'annotations':{'readOnlyHint':true}}],'ttlMs':0,'cacheScope':'private'}"));
        on("tools/call", [this](const Asked &one, const Reply &reply) {
            const json::Object params = test::paramsOf(one);
            const json::Object *given = json::objectMember(params, "inputResponses");
            if (!given)
                return reply->send(test::jsonAnswer(result(one,
                    quoted("{'resultType':'input_required','requestState':'sealed','inputRequests':{'who':"
                           "{'method':'elicitation/create','params':{'message':'Who are you?',"
                           "'requestedSchema':{'type':'object','properties':{'name':{'type':'string'}},"
                           "'required':['name']}}}}}"))));
            reply->send(test::jsonAnswer(
                result(one, quoted("{'resultType':'complete','content':[{'type':'text','text':'done'}]}"))));
        });
    }
};

} // namespace

class TestModernServer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void thePersonAnswersWhatTheServerAsks_data();
    void thePersonAnswersWhatTheServerAsks();
    void whatIsAskedCanBeStopped();
    void nothingIsSentTwiceWhereNobodyAnswers();
    void whatItSaidOfItselfOutlivesASession();

private:
    QTemporaryDir m_dir;
    int m_run = 0;
    secrets::MemorySecretStore m_secrets;
    std::unique_ptr<Asking> m_server;
    std::unique_ptr<Engine> m_engine;
    session::Connection *m_connection = nullptr;
};

void TestModernServer::init()
{
    const QString data = m_dir.filePath(QString::number(++m_run));
    QVERIFY(QDir().mkpath(data));
    m_server = std::make_unique<Asking>();
    m_engine = std::make_unique<Engine>(data, &m_secrets, nullptr);
    const auto added = m_engine->workspace->add(m_server->url());
    QVERIFY(added);
    m_connection = *added;
}

void TestModernServer::cleanup()
{
    m_engine.reset();
    m_server.reset();
}

void TestModernServer::thePersonAnswersWhatTheServerAsks_data()
{
    QTest::addColumn<int>("action");
    QTest::addColumn<QByteArray>("response");
    QTest::newRow("accepted") << int(Action::Accept)
                              << quoted("{'action':'accept','content':{'name':'Ada'}}");
    QTest::newRow("declined") << int(Action::Decline) << quoted("{'action':'decline'}");
    QTest::newRow("left") << int(Action::Cancel) << quoted("{'action':'cancel'}");
}

void TestModernServer::thePersonAnswersWhatTheServerAsks()
{
    QFETCH(int, action);
    QFETCH(QByteArray, response);
    ScriptedInput person;
    person.elicitationAnswer->action = Action(action);
    if (Action(action) == Action::Accept)
        person.elicitationAnswer->content = test::objectOf("{'name':'Ada'}");
    m_connection->setInputHandler(&person);
    session::ToolCall *call = m_connection->callTool(u"greet"_s, {}, this);
    QStringList phases;
    connect(call, &session::ToolCall::phaseChanged, this,
        [&phases](const QString &phase) { phases.append(phase); });
    const auto result = outcome(call);
    QVERIFY2(result, qPrintable(result ? QString() : base::oneLine(result.error())));
    QCOMPARE(result->content.first().text, u"done"_s);
    QCOMPARE(person.elicitations.size(), 1);
    QCOMPARE(person.elicitations.first().message, u"Who are you?"_s);
    QCOMPARE(person.contexts.first().connection, m_connection->id());
    QVERIFY(phases.contains(u"the server asks you something"_s));
    QCOMPARE(m_server->count("tools/call"), 2);
    const Asked *last = m_server->last("tools/call");
    const json::Object params = test::paramsOf(*last);
    QCOMPARE(json::compact(params.at("inputResponses")), "{\"who\":" + response + '}');
    QCOMPARE(json::compact(params.at("requestState")), quoted("'sealed'"));
    QVERIFY(test::metaOf(*last)
                .at("io.modelcontextprotocol/clientCapabilities")
                .as_object()
                .contains("elicitation"));
    QCOMPARE(m_connection->callHistory().size(), 1); // two rounds, one call
    m_connection->setInputHandler(nullptr);
}

void TestModernServer::whatIsAskedCanBeStopped()
{
    ScriptedInput person;
    person.isHeld = true;
    m_connection->setInputHandler(&person);
    session::ToolCall *call = m_connection->callTool(u"greet"_s, {}, this);
    QSignalSpy ended(call, &base::Operation::finished);
    call->start();
    QTRY_COMPARE_WITH_TIMEOUT(person.elicitations.size(), 1, 60000);
    call->cancel();
    QTRY_COMPARE(ended.size(), 1);
    QCOMPARE(call->result().error().kind, base::ErrorKind::Cancelled);
    QVERIFY(
        !person.heldAnswers.first() || person.heldAnswers.first()->isFinished()); // the question went away
    QCOMPARE(m_server->count("tools/call"), 1);
    delete call;
    m_connection->setInputHandler(nullptr);
}

void TestModernServer::nothingIsSentTwiceWhereNobodyAnswers()
{
    const auto result = outcome(m_connection->callTool(u"greet"_s, {}, this));
    QVERIFY(!result);
    QCOMPARE(m_server->count("tools/call"), 1);
    QVERIFY(!test::metaOf(*m_server->last("tools/call"))
                 .at("io.modelcontextprotocol/clientCapabilities")
                 .as_object()
                 .contains("elicitation"));
}

void TestModernServer::whatItSaidOfItselfOutlivesASession()
{
    m_server->onResult("server/discover", test::discovery().replace("\"ttlMs\":0", "\"ttlMs\":3600000"));
    QVERIFY(outcome(m_connection->loadTools(this)));
    QCOMPARE(m_server->count("server/discover"), 1);
    session::Connection::Settings settings = m_connection->settings();
    settings.timeout += std::chrono::seconds(1);
    QVERIFY(m_connection->setSettings(settings)); // takes another session
    QVERIFY(!m_connection->serverInfo());
    QVERIFY(outcome(m_connection->loadTools(this)));
    QCOMPARE(m_connection->serverInfo()->name, u"script"_s);
    QCOMPARE(m_server->count("tools/list"), 2);
    QCOMPARE(m_server->count("server/discover"), 1);
    // The key is what the server knows us by: what it said to us without one is not said to us with it.
    QVERIFY(outcome(m_connection->setHeaders({ { "X-Key", base::Secret("another-key") } }, this)));
    QVERIFY(outcome(m_connection->loadTools(this)));
    QCOMPARE(m_server->count("server/discover"), 2);
}

QTEST_GUILESS_MAIN(TestModernServer)
#include "test_modernserver.moc"
