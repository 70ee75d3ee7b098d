// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "modernscript.h"
#include "quoted.h"
#include "scriptedinput.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::test;

namespace {

const QByteArray everything = quoted("{'tools':{},'prompts':{},'resources':{}}");
const QByteArray form = "{'method':'elicitation/create','params':{'message':'Who?','requestedSchema':"
                        "{'type':'object','properties':{'name':{'type':'string'}}}}}";
const QByteArray sampling = "{'method':'sampling/createMessage','params':{'maxTokens':5,'messages':"
                            "[{'role':'user','content':{'type':'text','text':'hi'}}]}}";

/// Needs input as often as there are `rounds`, then gives `whole`.
class RoundsScript : public ModernScript {
public:
    RoundsScript(const QByteArray &method, const QByteArray &whole, const QList<QByteArray> &rounds)
        : ModernScript(everything)
    {
        onResult("tools/list", quoted("{'tools':[]}"));
        on(method, [this, whole, rounds](const Asked &one, const Reply &reply) {
            got.append(paramsOf(one));
            ids.append(one.id);
            const QByteArray answer = got.size() <= rounds.size()
                ? QByteArray("{\"resultType\":\"input_required\"," + rounds[got.size() - 1] + "}")
                : quoted(whole);
            reply->send(jsonAnswer(result(one, answer)));
        });
    }

    QList<json::Object> got;
    QList<QByteArray> ids;
};

QByteArray requests(const QByteArray &entries)
{
    return quoted("'inputRequests':{" + entries + "}");
}

QByteArray member(const json::Object &object, std::string_view name)
{
    const json::Value *value = object.if_contains(name);
    return value ? json::compact(*value) : QByteArray();
}

mcp::SessionOptions modern(const McpScript &script)
{
    mcp::SessionOptions options = askable(script.url());
    options.era = mcp::EraChoice::Modern;
    return options;
}

struct Asking {
    explicit Asking(const McpScript &script) : client(modern(script), nullptr, &input)
    {
        watchNothing(client);
        input.elicitationAnswer->content = objectOf("{'name':'Ada'}");
    }
    ScriptedInput input;
    Client client;
};

const QByteArray toolAnswer = "{'content':[{'type':'text','text':'done'}]}";

} // namespace

/// Requests a modern server answers in several rounds.
class TestRounds : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asksAndSendsTheSameAgain_data();
    void asksAndSendsTheSameAgain();
    void echoesTheStateUnchanged();
    void sendsOnlyTheLatestRound();
    void triesAgainWhenNothingIsAsked();
    void boundsTheRounds();
    void aDeclineIsAnAnswer();
    void aRefusalEndsIt_data();
    void aRefusalEndsIt();
    void refusesWhatNamesNoWayOn_data();
    void refusesWhatNamesNoWayOn();
    void keepsParallelCallsApart();
    void inputIsForThreeMethodsOnly();
    void takesTheQuestionAwayWhenCancelled();
};

void TestRounds::asksAndSendsTheSameAgain_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("whole");
    QTest::newRow("tool") << QByteArray("tools/call") << toolAnswer;
    QTest::newRow("prompt") << QByteArray("prompts/get") << QByteArray("{'messages':[]}");
    QTest::newRow("resource") << QByteArray("resources/read") << QByteArray("{'contents':[]}");
}

void TestRounds::asksAndSendsTheSameAgain()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, whole);
    RoundsScript script(method, whole,
        { requests("'first key':" + form + ",'b':" + sampling + ",'c':{'method':'roots/list'}") });
    Asking asking(script);
    auto &session = *asking.client.session;
    if (method == "tools/call")
        QVERIFY(ended(session.callTool(u"deploy"_s, objectOf("{'z':1,'a':2}"), this)));
    else if (method == "prompts/get")
        QVERIFY(ended(session.getPrompt(u"deploy"_s, objectOf("{'z':'1','a':'2'}"), this)));
    else
        QVERIFY(ended(session.readResource("a:1", this)));
    QCOMPARE(script.got.size(), 2);
    QVERIFY(script.ids[0] != script.ids[1]);
    QVERIFY(!script.got[0].contains("inputResponses"));
    QCOMPARE(member(script.got[1], "inputResponses"),
        quoted("{'first key':{'action':'accept','content':{'name':'Ada'}},'b':{'role':'assistant','content':"
               "{'type':'text','text':'fine'},'model':'a person','stopReason':'endTurn'},'c':{'roots':[{'uri'"
               ":'file:///srv/notes','name':'notes'}]}}"));
    QVERIFY(!script.got[1].contains("requestState"));
    for (const char *name : { "name", "uri", "arguments" })
        QCOMPARE(member(script.got[1], name), member(script.got[0], name));
    QCOMPARE(asking.input.contexts.size(), 3);
    QVERIFY(asking.input.contexts[0].cause.startsWith(QString::fromUtf8(method)));
}

void TestRounds::echoesTheStateUnchanged()
{
    json::Object first;
    first["requestState"] = std::string("{\"a\":1.50} \xc3\xa9 / \n \" \\ \0 end", 28);
    const QByteArray spelled = json::compact(first);
    RoundsScript script("tools/call", toolAnswer, { spelled.sliced(1, spelled.size() - 2) });
    Asking asking(script);
    QVERIFY(ended(asking.client.session->callTool(u"t"_s, {}, this)));
    QCOMPARE(script.got.size(), 2);
    QVERIFY(script.got[1].at("requestState") == first.at("requestState"));
    QVERIFY(asking.input.contexts.isEmpty());
}

void TestRounds::sendsOnlyTheLatestRound()
{
    RoundsScript script("tools/call", toolAnswer,
        { requests("'a':" + form) + quoted(",'requestState':'one'"), requests("'b':" + form),
            quoted("'requestState':'three'") });
    Asking asking(script);
    QVERIFY(ended(asking.client.session->callTool(u"t"_s, {}, this)));
    QCOMPARE(script.got.size(), 4);
    QCOMPARE(member(script.got[1], "requestState"), quoted("'one'"));
    QVERIFY(member(script.got[1], "inputResponses").startsWith(quoted("{'a'")));
    QVERIFY(!script.got[2].contains("requestState"));
    QVERIFY(member(script.got[2], "inputResponses").startsWith(quoted("{'b'")));
    QCOMPARE(member(script.got[3], "requestState"), quoted("'three'"));
    QVERIFY(!script.got[3].contains("inputResponses"));
}

void TestRounds::triesAgainWhenNothingIsAsked()
{
    RoundsScript script(
        "tools/call", toolAnswer, { quoted("'requestState':'s','inputRequests':{}"), requests("") });
    Asking asking(script);
    QVERIFY(ended(asking.client.session->callTool(u"t"_s, {}, this)));
    QCOMPARE(script.got.size(), 3);
    QVERIFY(!script.got[1].contains("inputResponses"));
}

void TestRounds::boundsTheRounds()
{
    RoundsScript script("tools/call", toolAnswer, QList<QByteArray>(20, requests("'a':" + form)));
    ScriptedInput input;
    input.elicitationAnswer->content = objectOf("{'name':'Ada'}");
    mcp::SessionOptions options = modern(script);
    options.limits.maxRounds = 3;
    Client client(options, nullptr, &input);
    watchNothing(client);
    const auto result = ended(client.session->callTool(u"t"_s, {}, this));
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::mcpProtocol);
    QVERIFY(result.error().message.contains(u"maxRounds"_s));
    QCOMPARE(script.got.size(), 4);
}

void TestRounds::aDeclineIsAnAnswer()
{
    RoundsScript script("tools/call", toolAnswer, { requests("'a':" + form) });
    Asking asking(script);
    asking.input.elicitationAnswer = mcp::ElicitationAnswer{ .action = ScriptedInput::Action::Decline };
    QVERIFY(ended(asking.client.session->callTool(u"t"_s, {}, this)));
    QCOMPARE(member(script.got[1], "inputResponses"), quoted("{'a':{'action':'decline'}}"));
}

void TestRounds::aRefusalEndsIt_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<base::ErrorKind>("kind");
    QTest::newRow("sampling") << sampling << base::ErrorKind::Refused;
    QTest::newRow("roots") << QByteArray("{'method':'roots/list'}") << base::ErrorKind::Refused;
    QTest::newRow("a form nobody could ask") << form << base::ErrorKind::Refused;
    QTest::newRow("a method nobody knows")
        << QByteArray("{'method':'dance'}") << base::ErrorKind::ServerBrokeRule;
    QTest::newRow("no method") << QByteArray("{}") << base::ErrorKind::ServerBrokeRule;
    QTest::newRow("a broken form") << QByteArray("{'method':'elicitation/create','params':{'message':'m'}}")
                                   << base::ErrorKind::ServerBrokeRule;
}

void TestRounds::aRefusalEndsIt()
{
    QFETCH(QByteArray, request);
    QFETCH(base::ErrorKind, kind);
    RoundsScript script("tools/call", toolAnswer, { requests("'a':" + request) });
    Asking asking(script);
    const base::Error no{ .kind = base::ErrorKind::Refused, .message = u"No."_s };
    asking.input.samplingAnswer = base::fail(no);
    asking.input.rootsAnswer = base::fail(no);
    asking.input.elicitationAnswer = base::fail(no);
    const auto result = ended(asking.client.session->callTool(u"t"_s, {}, this));
    QVERIFY(!result);
    QCOMPARE(result.error().kind, kind);
    QVERIFY(result.error().exchange != 0);
    QCOMPARE(script.got.size(), 1);
}

void TestRounds::refusesWhatNamesNoWayOn_data()
{
    QTest::addColumn<QByteArray>("round");
    QTest::newRow("nothing") << quoted("'x':1");
    QTest::newRow("a list of requests") << quoted("'inputRequests':[]");
    QTest::newRow("a state that is no text") << quoted("'requestState':{'a':1}");
    QTest::newRow("null") << quoted("'requestState':null");
}

void TestRounds::refusesWhatNamesNoWayOn()
{
    QFETCH(QByteArray, round);
    RoundsScript script("tools/call", toolAnswer, { round });
    Asking asking(script);
    const auto result = ended(asking.client.session->callTool(u"t"_s, {}, this));
    QVERIFY(!result);
    QCOMPARE(result.error().kind, base::ErrorKind::ServerBrokeRule);
    QCOMPARE(script.got.size(), 1);
}

void TestRounds::keepsParallelCallsApart()
{
    ModernScript script(everything);
    script.onResult("tools/list", quoted("{'tools':[]}"));
    QHash<QString, QList<json::Object>> got;
    script.on("tools/call", [&got](const Asked &one, const McpScript::Reply &reply) {
        const json::Object params = paramsOf(one);
        const QString name = json::text(params.at("name").as_string());
        got[name].append(params);
        const QByteArray first = "{\"resultType\":\"input_required\",\"requestState\":\"of " + name.toUtf8()
            + "\"," + requests("'" + name.toUtf8() + "':" + form) + "}";
        reply->send(jsonAnswer(McpScript::result(one, got[name].size() == 1 ? first : quoted(toolAnswer))));
    });
    Asking asking(script);
    QList<mcp::CallTool *> calls;
    for (const QString &name : { u"a"_s, u"b"_s, u"c"_s, u"d"_s }) {
        calls.append(asking.client.session->callTool(name, {}, this));
        calls.last()->start();
    }
    for (auto *call : calls) {
        QVERIFY(waitFor(call));
        QVERIFY(call->result());
        call->deleteLater();
    }
    for (const QString &name : { u"a"_s, u"b"_s, u"c"_s, u"d"_s }) {
        QCOMPARE(got[name].size(), 2);
        QCOMPARE(member(got[name][1], "requestState"), "\"of " + name.toUtf8() + "\"");
        QCOMPARE(got[name][1].at("inputResponses").as_object().size(), size_t(1));
        QVERIFY(got[name][1].at("inputResponses").as_object().contains(json::view(name.toUtf8())));
    }
}

void TestRounds::inputIsForThreeMethodsOnly()
{
    RoundsScript script("prompts/list", "{'prompts':[]}", { quoted("'requestState':'s'") });
    Asking asking(script);
    const auto prompts = ended(asking.client.session->listPrompts(this));
    QVERIFY(!prompts);
    QCOMPARE(prompts.error().code, base::code::mcpProtocol);
}

void TestRounds::takesTheQuestionAwayWhenCancelled()
{
    RoundsScript script("tools/call", toolAnswer, { requests("'a':" + form) });
    Asking asking(script);
    asking.input.isHeld = true;
    auto *call = asking.client.session->callTool(u"t"_s, {}, this);
    call->start();
    QTRY_COMPARE(asking.input.heldAnswers.size(), 1);
    QSignalSpy gone(asking.input.heldAnswers[0].data(), &QObject::destroyed);
    call->cancel();
    QVERIFY(waitFor(call));
    QTRY_COMPARE(gone.count(), 1);
    QCOMPARE(script.got.size(), 1);
    call->deleteLater();
}

QTEST_GUILESS_MAIN(TestRounds)
#include "test_rounds.moc"
