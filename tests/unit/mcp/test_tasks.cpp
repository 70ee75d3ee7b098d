// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "modernscript.h"
#include "quoted.h"
#include "scriptedinput.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::test;

namespace {

/// tools/call becomes the task t1; each tasks/get says the next line, the last one again and again.
class TaskScript : public ModernScript {
public:
    explicit TaskScript(const QList<QByteArray> &looks, const QByteArray &pollMs = "1")
        : ModernScript(quoted("{'tools':{},'prompts':{},'extensions':{'io.modelcontextprotocol/tasks':{}}}"))
    {
        onResult("tools/list", quoted("{'tools':[]}"));
        onResult("tools/call",
            quoted("{'resultType':'task','taskId':'t1','status':'working','ttlMs':null,'pollIntervalMs':"
                + pollMs + "}"));
        on("tasks/get", [this, looks, pollMs](const Asked &one, const Reply &reply) {
            const QByteArray look = looks[std::min<qsizetype>(m_looks++, looks.size() - 1)];
            reply->send(jsonAnswer(result(one,
                quoted("{'resultType':'complete','taskId':'t1','ttlMs':null,'pollIntervalMs':" + pollMs + ','
                    + look + "}"))));
        });
        onResult("tasks/update", quoted("{'resultType':'complete'}"));
        onResult("tasks/cancel", quoted("{'resultType':'complete'}"));
    }

private:
    qsizetype m_looks = 0;
};

const QByteArray working = "'status':'working'";
const QByteArray anHour = "3600000";
const QByteArray completed = "'status':'completed','result':{'content':[{'type':'text','text':'done'}]}";

struct Asking {
    explicit Asking(const McpScript &script) : client(options(script), nullptr, &input)
    {
        watchNothing(client);
        input.elicitationAnswer->content = objectOf("{'name':'Ada'}");
    }
    static mcp::SessionOptions options(const McpScript &script)
    {
        mcp::SessionOptions out = askable(script.url());
        out.era = mcp::EraChoice::Modern;
        return out;
    }
    ScriptedInput input;
    Client client;
};

} // namespace

/// Calls a modern server works on by itself.
class TestTasks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void followsATaskToItsResult();
    void keepsAToolsFailureAsAResult();
    void answersEachQuestionOnce();
    void saysWhyATaskFailed();
    void saysThatTheServerCancelledIt();
    void asksTheServerToCancel();
    void cancelsATaskThatIsRefusedItsInput();
    void refusesBrokenTasks_data();
    void refusesBrokenTasks();
    void onlyToolsBecomeTasks();
    void looksAtOnceWhenItIsTold();
    void hearsOfTasksBesideWhatIsWatched();
    void pollsWhereNobodyTells_data();
    void pollsWhereNobodyTells();
    void listensNoLongerThanTheTask();
};

void TestTasks::followsATaskToItsResult()
{
    TaskScript script({ working, "'status':'working','statusMessage':'half'", completed });
    Asking asking(script);
    auto *call = asking.client.session->callTool(u"t"_s, {}, this);
    QList<mcp::Task> seen;
    connect(call->events(), &mcp::FeatureSignals::taskChanged, this,
        [&seen](const mcp::Task &task) { seen.append(task); });
    const auto result = ended(call);
    QVERIFY(result);
    QCOMPARE(result->content[0].text, u"done"_s);
    QVERIFY(result->exchange != 0);
    QCOMPARE(seen.size(), 4);
    QCOMPARE(seen[2].statusMessage, u"half"_s);
    QCOMPARE(seen[3].status, mcp::Task::Status::Completed);
    QCOMPARE(script.count("tasks/get"), 3);
    const Asked *look = script.last("tasks/get");
    QCOMPARE(look->http.headers.value("Mcp-Name"), std::optional<QByteArray>("t1"));
    QCOMPARE(look->http.headers.value("Mcp-Method"), std::optional<QByteArray>("tasks/get"));
    QCOMPARE(script.count("tools/call"), 1);
}

void TestTasks::keepsAToolsFailureAsAResult()
{
    TaskScript script({ "'status':'completed','result':{'content':[],'isError':true}" });
    Asking asking(script);
    const auto result = ended(asking.client.session->callTool(u"t"_s, {}, this));
    QVERIFY(result);
    QVERIFY(result->isError);
}

void TestTasks::answersEachQuestionOnce()
{
    const QByteArray form = "{'method':'elicitation/create','params':{'message':'m','requestedSchema':"
                            "{'type':'object','properties':{'name':{'type':'string'}}}}}";
    const QByteArray one = "'status':'input_required','inputRequests':{'a':" + form + "}";
    const QByteArray two = "'status':'input_required','inputRequests':{'a':" + form + ",'b':" + form + "}";
    TaskScript script({ one, one, two, working, completed });
    Asking asking(script);
    QVERIFY(ended(asking.client.session->callTool(u"t"_s, {}, this)));
    QCOMPARE(asking.input.elicitations.size(), 2);
    QCOMPARE(script.count("tasks/update"), 2);
    const json::Object params = paramsOf(*script.last("tasks/update"));
    QCOMPARE(json::compact(params.at("inputResponses")),
        quoted("{'b':{'action':'accept','content':{'name':'Ada'}}}"));
    QCOMPARE(json::compact(params.at("taskId")), quoted("'t1'"));
}

void TestTasks::saysWhyATaskFailed()
{
    TaskScript script({ "'status':'failed','error':{'code':-32603,'message':'out of paper'}" });
    Asking asking(script);
    const auto result = ended(asking.client.session->callTool(u"t"_s, {}, this));
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::mcpError);
    QCOMPARE(result.error().serverSays, u"out of paper"_s);
    QVERIFY(result.error().exchange != 0);
}

void TestTasks::saysThatTheServerCancelledIt()
{
    TaskScript script({ "'status':'cancelled','statusMessage':'closing time'" });
    Asking asking(script);
    const auto result = ended(asking.client.session->callTool(u"t"_s, {}, this));
    QVERIFY(!result);
    QCOMPARE(result.error().kind, base::ErrorKind::ToolFailed);
    QCOMPARE(result.error().serverSays, u"closing time"_s);
}

void TestTasks::asksTheServerToCancel()
{
    TaskScript script({ working });
    Asking asking(script);
    auto *call = asking.client.session->callTool(u"t"_s, {}, this);
    call->start();
    QTRY_VERIFY(script.count("tasks/get") > 1);
    call->cancel();
    QVERIFY(waitFor(call));
    QCOMPARE(call->result().error().kind, base::ErrorKind::Cancelled);
    QTRY_COMPARE(script.count("tasks/cancel"), 1);
    QCOMPARE(script.last("tasks/cancel")->http.headers.value("Mcp-Name"), std::optional<QByteArray>("t1"));
    QCOMPARE(script.count("notifications/cancelled"), 0);
    call->deleteLater();
}

void TestTasks::cancelsATaskThatIsRefusedItsInput()
{
    TaskScript script({ "'status':'input_required','inputRequests':{'a':{'method':'roots/list'}}" });
    Asking asking(script);
    asking.input.rootsAnswer = base::fail({ .kind = base::ErrorKind::Refused, .message = u"No."_s });
    const auto result = ended(asking.client.session->callTool(u"t"_s, {}, this));
    QVERIFY(!result);
    QCOMPARE(result.error().kind, base::ErrorKind::Refused);
    QTRY_COMPARE(script.count("tasks/cancel"), 1);
    QCOMPARE(script.count("tasks/update"), 0);
}

void TestTasks::refusesBrokenTasks_data()
{
    QTest::addColumn<QByteArray>("look");
    QTest::newRow("another task") << QByteArray("'status':'working','taskId':'t2'");
    QTest::newRow("no status") << QByteArray("'x':1");
    QTest::newRow("an unknown status") << QByteArray("'status':'dreaming'");
    QTest::newRow("completed without a result") << QByteArray("'status':'completed'");
    QTest::newRow("failed without an error") << QByteArray("'status':'failed'");
}

void TestTasks::refusesBrokenTasks()
{
    QFETCH(QByteArray, look);
    TaskScript script({ look });
    if (look.contains("t2")) {
        script.onResult("tasks/get", quoted("{'taskId':'t2','status':'working'}"));
    }
    Asking asking(script);
    const auto result = ended(asking.client.session->callTool(u"t"_s, {}, this));
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::mcpProtocol);
    QCOMPARE(script.count("tasks/get"), 1);
}

void TestTasks::onlyToolsBecomeTasks()
{
    TaskScript script({ completed });
    script.onResult(
        "prompts/get", quoted("{'resultType':'task','taskId':'t1','status':'working','ttlMs':null}"));
    Asking asking(script);
    const auto prompt = ended(asking.client.session->getPrompt(u"p"_s, {}, this));
    QVERIFY(!prompt);
    QCOMPARE(prompt.error().code, base::code::mcpProtocol);
    QCOMPARE(script.count("tasks/get"), 0);
}

void TestTasks::looksAtOnceWhenItIsTold()
{
    TaskScript script({ working, completed }, anHour);
    script.offerListening();
    Asking asking(script);
    auto *call = asking.client.session->callTool(u"t"_s, {}, this);
    call->start();
    QTRY_COMPARE(script.open.size(), 1);
    const Asked listen = *script.last("subscriptions/listen");
    QCOMPARE(json::compact(paramsOf(listen).at("notifications")), quoted("{'taskIds':['t1']}"));
    QCOMPARE(asking.client.session->watchState().kind, mcp::WatchState::Kind::Off); // nobody's watch
    const auto tell = [&script, &listen](const QByteArray &task) {
        script.open.last()->write(ModernScript::told(
            "notifications/tasks", listen.id, quoted(",'taskId':'" + task + "','status':'working'")));
    };
    QCOMPARE(script.count("tasks/get"), 0);
    tell("another");
    tell("t1");
    QTRY_COMPARE(script.count("tasks/get"), 1);
    tell("t1"); // at once again, though it was just looked at
    QVERIFY(waitFor(call));
    QVERIFY(call->result());
    QCOMPARE(script.count("tasks/get"), 2);
    QCOMPARE(script.count("subscriptions/listen"), 1);
    call->deleteLater();
}

void TestTasks::hearsOfTasksBesideWhatIsWatched()
{
    TaskScript script({ completed }, anHour);
    script.onResult("server/discover",
        discovery(quoted("['2026-07-28']"),
            quoted("{'tools':{'listChanged':true},'extensions':{'io.modelcontextprotocol/tasks':{}}}")));
    script.offerListening();
    Asking asking(script);
    mcp::Session *session = asking.client.session.get();
    session->setWatch({ .tools = true, .prompts = false, .resources = false });
    QVERIFY(ended(session->initialize(this)));
    QTRY_COMPARE(session->watchState().kind, mcp::WatchState::Kind::Live);
    auto *call = session->callTool(u"t"_s, {}, this);
    call->start();
    QTRY_COMPARE(script.open.size(), 2);
    const Asked listen = *script.last("subscriptions/listen");
    QCOMPARE(json::compact(paramsOf(listen).at("notifications")),
        quoted("{'toolsListChanged':true,'taskIds':['t1']}"));
    QSignalSpy changes(session, &mcp::Session::toolsChanged);
    script.open.last()->write(ModernScript::told("notifications/tools/list_changed", listen.id));
    QTRY_COMPARE(changes.size(), 1);
    script.open.last()->write(ModernScript::told("notifications/tasks", listen.id, quoted(",'taskId':'t1'")));
    QVERIFY(waitFor(call));
    QVERIFY(call->result());
    call->deleteLater();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QCOMPARE(session->watchState().kind, mcp::WatchState::Kind::Live);
    QVERIFY(session->watchState().accepted.tools);
    QCOMPARE(script.count("subscriptions/listen"), 2); // that the task ended is no reason for another
}

void TestTasks::pollsWhereNobodyTells_data()
{
    QTest::addColumn<int>("error"); ///< of subscriptions/listen; 0: acknowledged without the task
    QTest::newRow("not acknowledged") << 0;
    QTest::newRow("a filter it does not know") << -32602;
    QTest::newRow("no subscriptions") << -32601;
}

void TestTasks::pollsWhereNobodyTells()
{
    QFETCH(int, error);
    TaskScript script({ working, working, working, completed });
    script.on("subscriptions/listen", [&](const Asked &one, const McpScript::Reply &reply) {
        if (error != 0)
            return reply->send(jsonAnswer(rpcErrorText(one, error), error == -32601 ? 404 : 400));
        McpScript::beginStream(reply);
        reply->write(ModernScript::acknowledgement(one, "{}"));
        script.open.append(reply);
    });
    Asking asking(script);
    QVERIFY(ended(asking.client.session->callTool(u"t"_s, {}, this)));
    QCOMPARE(script.count("tasks/get"), 4);
    QVERIFY(script.count("subscriptions/listen") <= 1);
    QCOMPARE(asking.client.session->watchState().kind, mcp::WatchState::Kind::Off);
}

void TestTasks::listensNoLongerThanTheTask()
{
    TaskScript script({ completed }, anHour);
    script.offerListening();
    Asking asking(script);
    auto *call = asking.client.session->callTool(u"t"_s, {}, this);
    call->start();
    QTRY_COMPARE(script.open.size(), 1);
    QVERIFY(script.open.last()->isOpen());
    call->cancel();
    QTRY_VERIFY(!script.open.last()->isOpen());
    call->deleteLater();
}

QTEST_GUILESS_MAIN(TestTasks)
#include "test_tasks.moc"
