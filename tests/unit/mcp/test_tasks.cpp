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
    explicit TaskScript(const QList<QByteArray> &looks)
        : ModernScript(quoted("{'tools':{},'prompts':{},'extensions':{'io.modelcontextprotocol/tasks':{}}}"))
    {
        onResult("tools/list", quoted("{'tools':[]}"));
        onResult("tools/call",
            quoted("{'resultType':'task','taskId':'t1','status':'working','ttlMs':null,'pollIntervalMs':1}"));
        on("tasks/get", [this, looks](const Asked &one, const Reply &reply) {
            const QByteArray look = looks[std::min<qsizetype>(m_looks++, looks.size() - 1)];
            reply->send(jsonAnswer(result(one,
                quoted("{'resultType':'complete','taskId':'t1','ttlMs':null,'pollIntervalMs':1," + look
                    + "}"))));
        });
        onResult("tasks/update", quoted("{'resultType':'complete'}"));
        onResult("tasks/cancel", quoted("{'resultType':'complete'}"));
    }

private:
    qsizetype m_looks = 0;
};

const QByteArray working = "'status':'working'";
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

QTEST_GUILESS_MAIN(TestTasks)
#include "test_tasks.moc"
