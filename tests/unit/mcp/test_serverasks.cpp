// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "quoted.h"
#include "scriptedinput.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::test;
using mcp::Session;

namespace {

constexpr auto formParams = "{'message':'Who?','requestedSchema':{'type':'object','properties':"
                            "{'name':{'type':'string','default':'Ada'}},'required':['name']}}";

/// Asks on the stream of a tools/call, and gives the result when it was answered.
class AskingScript : public McpScript {
public:
    explicit AskingScript(const QByteArray &method, const QByteArray &params, const QByteArray &id = "7")
    {
        on("tools/call", [this, method, params, id](const Asked &one, const Reply &reply) {
            beginStream(reply);
            reply->write(event(quoted(
                "{'jsonrpc':'2.0','id':" + id + ",'method':'" + method + "','params':" + params + "}")));
            m_call = one;
            open.append(reply);
        });
        on(QByteArray(), [this](const Asked &answer, const Reply &reply) {
            reply->send({ .status = 202 });
            answers.append(answer.message);
            if (!open.isEmpty()) {
                open.last()->write(event(result(m_call, quoted("{'content':[]}"))));
                open.last()->finish();
                open.clear();
            }
        });
    }

    QList<json::Object> answers;

private:
    Asked m_call;
};

QByteArray resultOf(const json::Object &answer)
{
    const json::Value *result = answer.if_contains("result");
    return result ? json::compact(*result) : QByteArray();
}

qint64 errorOf(const json::Object &answer)
{
    const json::Object *error = json::objectMember(answer, "error");
    return error ? error->at("code").as_int64() : 0;
}

} // namespace

/// What a server of 2025-11-25 asks in requests of its own.
class TestServerAsks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void announcesWhatItCanDo();
    void announcesNothingWithoutAPerson();
    void answersAForm();
    void declineAndCancelAreAnswers_data();
    void declineAndCancelAreAnswers();
    void sendsNothingThatBreaksTheForm();
    void asksAboutAnAddress();
    void refusesWhatItCannotRead_data();
    void refusesWhatItCannotRead();
    void answersSampling();
    void saysThatSamplingWasRefused();
    void answersRoots();
    void offersNothingThatIsOff_data();
    void offersNothingThatIsOff();
    void takesTheQuestionBackWhenTheServerDoes();
    void takesTheQuestionBackWhenTheSessionEnds();
    void tellsThatABrowserIsDone();
    void opensAddressesBeforeTheCall();
    void goesOnWhenThePersonSaysSo();
    void opensAddressesBeforeAReadAndAPrompt();
    void stopsWaitingForAnAddressWhenCancelled();
    void givesUpWhenTheAddressIsDeclined();
    void opensNoAddressThatMayNotBeOpened();
    void sendsACallNoMoreThanTwice();
};

void TestServerAsks::announcesWhatItCanDo()
{
    McpScript script;
    ScriptedInput input;
    Client client(askable(script.url()), nullptr, &input);
    QVERIFY(ended(client.session->initialize(this)));
    const json::Object &params = *json::objectMember(script.last("initialize")->message, "params");
    QCOMPARE(json::compact(params.at("capabilities")),
        quoted("{'elicitation':{'form':{},'url':{}},'sampling':{},'roots':{}}"));
}

void TestServerAsks::announcesNothingWithoutAPerson()
{
    AskingScript script("elicitation/create", formParams);
    Client client(askable(script.url()));
    QVERIFY(ended(client.session->callTool(u"t"_s, {}, this)));
    QCOMPARE(errorOf(script.answers.value(0)), -32601);
    const json::Object &params = *json::objectMember(script.last("initialize")->message, "params");
    QCOMPARE(json::compact(params.at("capabilities")), QByteArray("{}"));
}

void TestServerAsks::answersAForm()
{
    AskingScript script("elicitation/create", formParams);
    ScriptedInput input;
    input.elicitationAnswer->content = objectOf("{'name':'Grace'}");
    Client client(askable(script.url()), nullptr, &input);
    QVERIFY(ended(client.session->callTool(u"t"_s, {}, this)));
    QCOMPARE(script.answers.size(), 1);
    QCOMPARE(resultOf(script.answers[0]), quoted("{'action':'accept','content':{'name':'Grace'}}"));
    QCOMPARE(script.answers[0].at("id").as_int64(), 7);
    QCOMPARE(input.elicitations[0].message, u"Who?"_s);
    QCOMPARE(input.contexts[0].connection, u"c1"_s);
    QCOMPARE(input.contexts[0].server, u"script"_s);
    QCOMPARE(input.contexts[0].cause, u"tools/call t"_s);
    QCOMPARE(input.contexts[0].url, script.url());
}

void TestServerAsks::declineAndCancelAreAnswers_data()
{
    QTest::addColumn<mcp::ElicitationAnswer::Action>("action");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("decline") << ScriptedInput::Action::Decline << quoted("{'action':'decline'}");
    QTest::newRow("cancel") << ScriptedInput::Action::Cancel << quoted("{'action':'cancel'}");
}

void TestServerAsks::declineAndCancelAreAnswers()
{
    QFETCH(mcp::ElicitationAnswer::Action, action);
    QFETCH(QByteArray, expected);
    AskingScript script("elicitation/create", formParams);
    ScriptedInput input;
    input.elicitationAnswer
        = mcp::ElicitationAnswer{ .action = action, .content = objectOf("{'name':'leftover'}") };
    Client client(askable(script.url()), nullptr, &input);
    QVERIFY(ended(client.session->callTool(u"t"_s, {}, this)));
    QCOMPARE(resultOf(script.answers.value(0)), expected);
}

void TestServerAsks::sendsNothingThatBreaksTheForm()
{
    AskingScript script("elicitation/create", formParams);
    ScriptedInput input;
    input.elicitationAnswer->content = objectOf("{'name':5}");
    Client client(askable(script.url()), nullptr, &input);
    QVERIFY(ended(client.session->callTool(u"t"_s, {}, this)));
    QCOMPARE(resultOf(script.answers.value(0)), quoted("{'action':'cancel'}"));
}

void TestServerAsks::asksAboutAnAddress()
{
    AskingScript script("elicitation/create",
        "{'mode':'url','message':'Connect','url':'https://example.com/go','elicitationId':'e1'}", "'x'");
    ScriptedInput input;
    Client client(askable(script.url()), nullptr, &input);
    QVERIFY(ended(client.session->callTool(u"t"_s, {}, this)));
    QCOMPARE(resultOf(script.answers.value(0)), quoted("{'action':'accept'}"));
    QCOMPARE(json::stringMember(script.answers[0], "id"), std::optional<QByteArray>("x"));
    QCOMPARE(input.elicitations[0].url, QByteArray("https://example.com/go"));
    QCOMPARE(input.elicitations[0].id, QByteArray("e1"));
}

void TestServerAsks::refusesWhatItCannotRead_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("params");
    QTest::newRow("another mode") << QByteArray("elicitation/create")
                                  << QByteArray("{'mode':'dance','message':'m'}");
    QTest::newRow("a nested form") << QByteArray("elicitation/create")
                                   << QByteArray(
                                          "{'message':'m','requestedSchema':{'type':'object','properties':"
                                          "{'a':{'type':'object','properties':{}}}}}");
    QTest::newRow("a script as address") << QByteArray("elicitation/create")
                                         << QByteArray("{'mode':'url','message':'m','url':'javascript:1'}");
    QTest::newRow("no messages") << QByteArray("sampling/createMessage") << QByteArray("{'maxTokens':5}");
}

void TestServerAsks::refusesWhatItCannotRead()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, params);
    AskingScript script(method, params);
    ScriptedInput input;
    Client client(askable(script.url()), nullptr, &input);
    QVERIFY(ended(client.session->callTool(u"t"_s, {}, this)));
    QCOMPARE(errorOf(script.answers.value(0)), -32602);
    QVERIFY(input.contexts.isEmpty());
}

void TestServerAsks::answersSampling()
{
    AskingScript script("sampling/createMessage",
        "{'maxTokens':10,'messages':[{'role':'user','content':{'type':'text','text':'hi'}}]}");
    ScriptedInput input;
    Client client(askable(script.url()), nullptr, &input);
    QVERIFY(ended(client.session->callTool(u"t"_s, {}, this)));
    QCOMPARE(resultOf(script.answers.value(0)),
        quoted("{'role':'assistant','content':{'type':'text','text':'fine'},'model':'a person',"
               "'stopReason':'endTurn'}"));
    QCOMPARE(input.samplings[0].maxTokens, 10);
}

void TestServerAsks::saysThatSamplingWasRefused()
{
    AskingScript script("sampling/createMessage",
        "{'maxTokens':10,'messages':[{'role':'user','content':{'type':'text','text':'hi'}}]}");
    ScriptedInput input;
    input.samplingAnswer = base::fail({ .kind = base::ErrorKind::Refused, .message = u"No."_s });
    Client client(askable(script.url()), nullptr, &input);
    QVERIFY(ended(client.session->callTool(u"t"_s, {}, this)));
    QCOMPARE(errorOf(script.answers.value(0)), -1);
}

void TestServerAsks::answersRoots()
{
    AskingScript script("roots/list", "{}");
    ScriptedInput input;
    Client client(askable(script.url()), nullptr, &input);
    QVERIFY(ended(client.session->callTool(u"t"_s, {}, this)));
    QCOMPARE(
        resultOf(script.answers.value(0)), quoted("{'roots':[{'uri':'file:///srv/notes','name':'notes'}]}"));
    input.rootsAnswer->append({ .uri = "https://example.com/" });
    QVERIFY(ended(client.session->callTool(u"t"_s, {}, this)));
    QCOMPARE(errorOf(script.answers.value(1)), -32603);
}

void TestServerAsks::offersNothingThatIsOff_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::newRow("elicitation") << QByteArray("elicitation/create");
    QTest::newRow("sampling") << QByteArray("sampling/createMessage");
    QTest::newRow("roots") << QByteArray("roots/list");
    QTest::newRow("anything") << QByteArray("anything/else");
}

void TestServerAsks::offersNothingThatIsOff()
{
    QFETCH(QByteArray, method);
    AskingScript script(method, formParams);
    ScriptedInput input;
    mcp::SessionOptions options = askable(script.url());
    options.input = { .elicitation = false };
    Client client(options, nullptr, &input);
    QVERIFY(ended(client.session->callTool(u"t"_s, {}, this)));
    QCOMPARE(errorOf(script.answers.value(0)), -32601);
    QVERIFY(input.contexts.isEmpty());
}

void TestServerAsks::takesTheQuestionBackWhenTheServerDoes()
{
    AskingScript script("elicitation/create", formParams);
    ScriptedInput input;
    input.isHeld = true;
    Client client(askable(script.url()), nullptr, &input);
    auto *call = client.session->callTool(u"t"_s, {}, this);
    call->start();
    QTRY_COMPARE(input.heldAnswers.size(), 1);
    QSignalSpy gone(input.heldAnswers[0].data(), &QObject::destroyed);
    script.open.last()->write(McpScript::event(
        quoted("{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':7}}")));
    QTRY_COMPARE(gone.count(), 1);
    QVERIFY(script.answers.isEmpty()); // it wants none
    call->cancel();
    QVERIFY(waitFor(call));
    call->deleteLater();
}

void TestServerAsks::takesTheQuestionBackWhenTheSessionEnds()
{
    AskingScript script("elicitation/create", formParams);
    ScriptedInput input;
    input.isHeld = true;
    auto client = std::make_unique<Client>(askable(script.url()), nullptr, &input);
    auto *call = client->session->callTool(u"t"_s, {}, this);
    call->start();
    QTRY_COMPARE(input.heldAnswers.size(), 1);
    client->session.reset();
    QVERIFY(waitFor(call));
    QTRY_VERIFY(!input.heldAnswers[0]);
    call->deleteLater();
}

void TestServerAsks::tellsThatABrowserIsDone()
{
    McpScript script;
    script.on("tools/call", [](const Asked &asked, const McpScript::Reply &reply) {
        McpScript::beginStream(reply);
        reply->write(
            McpScript::event(quoted("{'jsonrpc':'2.0','method':'notifications/elicitation/complete','params':"
                                    "{'elicitationId':'e9'}}")));
        reply->write(McpScript::event(McpScript::result(asked, quoted("{'content':[]}"))));
        reply->finish();
    });
    ScriptedInput input;
    Client client(askable(script.url()), nullptr, &input);
    QVERIFY(ended(client.session->callTool(u"t"_s, {}, this)));
    QCOMPARE(input.completed, QList<QByteArray>{ "e9" });
}

namespace {

/// Wants an address opened before the first call; `afterwards` comes with the second.
class VisitScript : public McpScript {
public:
    explicit VisitScript(const QByteArray &elicitations, int refusals = 1,
        const QByteArray &method = "tools/call", const QByteArray &afterwards = "{'content':[]}")
    {
        on(method, [this, elicitations, refusals, afterwards](const Asked &one, const Reply &reply) {
            if (++calls > refusals)
                return reply->send(jsonAnswer(result(one, quoted(afterwards))));
            reply->send(jsonAnswer(quoted("{'jsonrpc':'2.0','id':" + one.id
                + ",'error':{'code':-32042,'message':'first','data':{'elicitations':[" + elicitations
                + "]}}}")));
        });
        on("ping", [](const Asked &one, const Reply &reply) {
            beginStream(reply);
            for (const char *id : { "other", "e1" })
                reply->write(event(quoted("{'jsonrpc':'2.0','method':'notifications/elicitation/complete',"
                                          "'params':{'elicitationId':'"
                    + QByteArray(id) + "'}}")));
            reply->write(event(result(one, "{}")));
            reply->finish();
        });
    }

    int calls = 0;
};

const QByteArray oneVisit
    = "{'mode':'url','message':'Connect','url':'https://example.com/go','elicitationId':'e1'}";

} // namespace

void TestServerAsks::opensAddressesBeforeTheCall()
{
    VisitScript script(oneVisit);
    ScriptedInput input;
    Client client(askable(script.url()), nullptr, &input);
    auto *call = client.session->callTool(u"t"_s, objectOf("{'a':1}"), this);
    QSignalSpy phases(call->events(), &mcp::FeatureSignals::phaseChanged);
    call->start();
    QTRY_VERIFY(!phases.isEmpty() && phases.last()[0].toString().startsWith(u"waiting"_s));
    QCOMPARE(script.calls, 1);
    QVERIFY(ended(client.session->ping(this))); // brings the server's word
    QVERIFY(waitFor(call));
    QVERIFY(call->result());
    QCOMPARE(script.calls, 2);
    QCOMPARE(input.elicitations.size(), 1);
    QCOMPARE(input.completed, (QList<QByteArray>{ "other", "e1" }));
    call->deleteLater();
}

void TestServerAsks::goesOnWhenThePersonSaysSo()
{
    VisitScript script(oneVisit);
    ScriptedInput input;
    Client client(askable(script.url()), nullptr, &input);
    auto *call = client.session->callTool(u"t"_s, {}, this);
    QSignalSpy phases(call->events(), &mcp::FeatureSignals::phaseChanged);
    call->start();
    QTRY_VERIFY(!phases.isEmpty() && phases.last()[0].toString().startsWith(u"waiting"_s));
    call->events()->proceed();
    QVERIFY(waitFor(call));
    QVERIFY(call->result());
    QCOMPARE(script.calls, 2);
    call->deleteLater();
}

void TestServerAsks::opensAddressesBeforeAReadAndAPrompt()
{
    const auto goesOn = [](VisitScript &script, auto *operation) {
        QSignalSpy visits(operation->events(), &mcp::FeatureSignals::visitAwaited);
        operation->start();
        QTRY_COMPARE(visits.size(), 1);
        QVERIFY(visits[0][0].toBool());
        QCOMPARE(script.calls, 1);
        operation->events()->proceed();
        QVERIFY(waitFor(operation));
        QVERIFY(operation->result());
        QCOMPARE(script.calls, 2);
        QCOMPARE(visits.size(), 2);
        QVERIFY2(!visits[1][0].toBool(), "nothing is waited for any more");
        operation->deleteLater();
    };
    ScriptedInput input;
    VisitScript reading(oneVisit, 1, "resources/read", "{'contents':[]}");
    Client reader(askable(reading.url()), nullptr, &input);
    goesOn(reading, reader.session->readResource("file:///a", this));
    VisitScript prompting(oneVisit, 1, "prompts/get", "{'messages':[]}");
    Client prompter(askable(prompting.url()), nullptr, &input);
    goesOn(prompting, prompter.session->getPrompt(u"p"_s, {}, this));
    QCOMPARE(input.elicitations.size(), 2);
}

void TestServerAsks::stopsWaitingForAnAddressWhenCancelled()
{
    VisitScript script(oneVisit);
    ScriptedInput input;
    Client client(askable(script.url()), nullptr, &input);
    auto *call = client.session->callTool(u"t"_s, {}, this);
    QSignalSpy visits(call->events(), &mcp::FeatureSignals::visitAwaited);
    call->start();
    QTRY_COMPARE(visits.size(), 1);
    call->cancel();
    QVERIFY(waitFor(call));
    QCOMPARE(call->result().error().kind, base::ErrorKind::Cancelled);
    call->events()->proceed(); // too late
    QVERIFY(ended(client.session->ping(this)));
    QCOMPARE(script.calls, 1);
    call->deleteLater();
}

void TestServerAsks::givesUpWhenTheAddressIsDeclined()
{
    VisitScript script(oneVisit);
    ScriptedInput input;
    input.elicitationAnswer = mcp::ElicitationAnswer{ .action = ScriptedInput::Action::Decline };
    Client client(askable(script.url()), nullptr, &input);
    const auto result = ended(client.session->callTool(u"t"_s, {}, this));
    QVERIFY(!result);
    QCOMPARE(result.error().kind, base::ErrorKind::Refused);
    QVERIFY(result.error().exchange != 0);
    QCOMPARE(script.calls, 1);
}

void TestServerAsks::opensNoAddressThatMayNotBeOpened()
{
    VisitScript script(oneVisit + ",{'mode':'url','message':'m','url':'file:///etc/passwd'}");
    ScriptedInput input;
    Client client(askable(script.url()), nullptr, &input);
    const auto result = ended(client.session->callTool(u"t"_s, {}, this));
    QVERIFY(!result);
    QCOMPARE(result.error().kind, base::ErrorKind::ServerBrokeRule);
    QVERIFY(input.elicitations.isEmpty());
}

void TestServerAsks::sendsACallNoMoreThanTwice()
{
    VisitScript script("{'mode':'url','message':'Connect','url':'https://example.com/go'}", 5);
    ScriptedInput input;
    Client client(askable(script.url()), nullptr, &input);
    const auto result = ended(client.session->callTool(u"t"_s, {}, this));
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::mcpError);
    QCOMPARE(script.calls, 2);
}

QTEST_GUILESS_MAIN(TestServerAsks)
#include "test_serverasks.moc"
