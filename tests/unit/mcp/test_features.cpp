// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "mcpscript.h"
#include "quoted.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::test;
using mcp::Session;

namespace {

/// A server that offers everything.
struct Script : McpScript {
    Script()
    {
        onResult("initialize",
            quoted("{'protocolVersion':'2025-11-25','capabilities':{'tools':{},'resources':{},'prompts':{},"
                   "'completions':{}},'serverInfo':{'name':'script','version':'1'}}"));
    }
};

json::Object paramsOf(const Asked *asked)
{
    json::Object params = *json::objectMember(asked->message, "params");
    params.erase("_meta");
    return params;
}

} // namespace

/// Resources, prompts and completion, asked of a server of 2025-11-25.
class TestFeatures : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void listsResourcesOverPages();
    void listsTemplatesAndPrompts();
    void asksForNothingThatIsNotOffered();
    void readsAResource();
    void saysThatThereIsNoSuchResource();
    void getsAPromptWithItsArgumentsInOrder();
    void completesWithEarlierValues();
    void completesTemplates();
    void tellsProgressOfARead();
    void stopsAReadAndTellsTheServer();
    void boundsTheElementsOfAList();
    void boundsThePagesOfAList();
    void callsNoToolThatDemandsATask();
    void takesOnlyTextsForPrompts();
    void survivesTheEndOfTheSession();
};

void TestFeatures::listsResourcesOverPages()
{
    Script script;
    script.on("resources/list", [](const Asked &asked, const McpScript::Reply &reply) {
        const bool isFirst = !paramsOf(&asked).contains("cursor");
        reply->send(jsonAnswer(McpScript::result(asked,
            quoted(isFirst ? "{'resources':[{'uri':'a:1','name':'one'},{'name':'lost'}],'nextCursor':'2'}"
                           : "{'resources':[{'uri':'a:2','name':'two'}]}"))));
    });
    Client client(script.url());
    QSignalSpy complained(client.session.get(), &Session::complained);
    const auto resources = ended(client.session->listResources(this));
    QVERIFY(resources);
    QCOMPARE(resources->size(), 2);
    QCOMPARE(resources->at(1).uri, QByteArray("a:2"));
    QCOMPARE(complained.count(), 1);
    QVERIFY(complained[0][0].value<base::Error>().message.contains(u"no uri"_s));
}

void TestFeatures::listsTemplatesAndPrompts()
{
    Script script;
    script.onResult("resources/templates/list", quoted("{'resourceTemplates':[{'uriTemplate':'a:{b}'}]}"));
    script.onResult("prompts/list", quoted("{'prompts':[{'name':'p','arguments':[{'name':'x'}]}]}"));
    Client client(script.url());
    const auto templates = ended(client.session->listResourceTemplates(this));
    QVERIFY(templates);
    QCOMPARE(templates->at(0).uriTemplate, QByteArray("a:{b}"));
    const auto prompts = ended(client.session->listPrompts(this));
    QVERIFY(prompts);
    QCOMPARE(prompts->at(0).arguments.size(), 1);
}

void TestFeatures::asksForNothingThatIsNotOffered()
{
    McpScript script; // tools only
    Client client(script.url());
    QVERIFY(ended(client.session->listResources(this))->isEmpty());
    QVERIFY(ended(client.session->listResourceTemplates(this))->isEmpty());
    QVERIFY(ended(client.session->listPrompts(this))->isEmpty());
    QCOMPARE(script.count("resources/list") + script.count("prompts/list"), 0);
    QCOMPARE(script.count("resources/templates/list"), 0);
}

void TestFeatures::readsAResource()
{
    Script script;
    script.onResult("resources/read", quoted("{'contents':[{'uri':'a:1','text':'inside'}]}"));
    Client client(script.url());
    const auto read = ended(client.session->readResource("a:1/%C3%BC?x=+", this));
    QVERIFY(read);
    QCOMPARE(read->contents[0].text, u"inside"_s);
    QVERIFY(read->exchange != 0);
    QVERIFY(!read->fromCache);
    QCOMPARE(json::compact(paramsOf(script.last("resources/read"))), quoted("{'uri':'a:1/%C3%BC?x=+'}"));
}

void TestFeatures::saysThatThereIsNoSuchResource()
{
    Script script;
    script.on("resources/read", [](const Asked &asked, const McpScript::Reply &reply) {
        reply->send(jsonAnswer(quoted("{'jsonrpc':'2.0','id':" + asked.id
            + ",'error':{'code':-32002,'message':'nowhere','data':{'uri':'a:1'}}}")));
    });
    Client client(script.url());
    const auto read = ended(client.session->readResource("a:1", this));
    QVERIFY(!read);
    QCOMPARE(read.error().code, base::code::mcpError);
    QVERIFY(read.error().message.contains(u"-32002"_s));
    QCOMPARE(read.error().serverSays, u"nowhere"_s);
    QVERIFY(read.error().exchange != 0);
}

void TestFeatures::getsAPromptWithItsArgumentsInOrder()
{
    Script script;
    script.onResult(
        "prompts/get", quoted("{'messages':[{'role':'user','content':{'type':'text','text':'hi'}}]}"));
    Client client(script.url());
    const auto prompt = ended(client.session->getPrompt(u"p"_s, objectOf("{'z':'1','a':'2'}"), this));
    QVERIFY(prompt);
    QCOMPARE(prompt->messages[0].content.text, u"hi"_s);
    QCOMPARE(json::compact(paramsOf(script.last("prompts/get"))),
        quoted("{'name':'p','arguments':{'z':'1','a':'2'}}"));
    QVERIFY(ended(client.session->getPrompt(u"p"_s, {}, this)));
    QCOMPARE(json::compact(paramsOf(script.last("prompts/get"))), quoted("{'name':'p'}"));
}

void TestFeatures::completesWithEarlierValues()
{
    Script script;
    script.onResult("completion/complete", quoted("{'completion':{'values':['Paris'],'total':1}}"));
    Client client(script.url());
    const mcp::CompletionTarget prompt{ .name = "travel" };
    const auto done
        = ended(client.session->complete(prompt, "city", u"Pa"_s, objectOf("{'country':'FR'}"), this));
    QVERIFY(done);
    QCOMPARE(done->values, QStringList{ u"Paris"_s });
    QCOMPARE(json::compact(paramsOf(script.last("completion/complete"))),
        quoted("{'ref':{'type':'ref/prompt','name':'travel'},'argument':{'name':'city','value':'Pa'},"
               "'context':{'arguments':{'country':'FR'}}}"));
}

void TestFeatures::completesTemplates()
{
    Script script;
    script.onResult("completion/complete", quoted("{'completion':{'values':[]}}"));
    Client client(script.url());
    const mcp::CompletionTarget target{ .kind = mcp::CompletionTarget::Kind::Resource, .name = "a:{b}" };
    QVERIFY(ended(client.session->complete(target, "b", QString(), {}, this)));
    QCOMPARE(json::compact(paramsOf(script.last("completion/complete"))),
        quoted("{'ref':{'type':'ref/resource','uri':'a:{b}'},'argument':{'name':'b','value':''}}"));
}

void TestFeatures::tellsProgressOfARead()
{
    Script script;
    script.on("resources/read", [](const Asked &asked, const McpScript::Reply &reply) {
        McpScript::beginStream(reply);
        reply->write(McpScript::event(
            quoted("{'jsonrpc':'2.0','method':'notifications/progress','params':{'progressToken':" + asked.id
                + ",'progress':1,'total':2,'message':'half'}}")));
        reply->write(McpScript::event(McpScript::result(asked, quoted("{'contents':[]}"))));
        reply->finish();
    });
    Client client(script.url());
    auto *read = client.session->readResource("a:1", this);
    QSignalSpy progressed(read->events(), &mcp::FeatureSignals::progressed);
    QVERIFY(ended(read));
    QCOMPARE(progressed.count(), 1);
    QCOMPARE(progressed[0].at(2).toString(), u"half"_s);
}

void TestFeatures::stopsAReadAndTellsTheServer()
{
    Script script;
    script.on("resources/read",
        [&script](const Asked &, const McpScript::Reply &reply) { script.open.append(reply); });
    Client client(script.url());
    auto *read = client.session->readResource("a:1", this);
    read->start();
    QTRY_COMPARE(script.count("resources/read"), 1);
    read->cancel();
    QVERIFY(waitFor(read));
    QCOMPARE(read->result().error().kind, base::ErrorKind::Cancelled);
    QTRY_COMPARE(script.count("notifications/cancelled"), 1);
    read->deleteLater();
}

void TestFeatures::boundsTheElementsOfAList()
{
    Script script;
    script.onResult("prompts/list", quoted("{'prompts':[{'name':'a'},{'name':'b'},{'name':'c'}]}"));
    mcp::SessionOptions options{ .url = script.url(), .era = mcp::EraChoice::Legacy };
    options.limits.maxItems = 2;
    Client strict(options);
    const auto refused = ended(strict.session->listPrompts(this));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, base::code::mcpProtocol);
    QVERIFY(refused.error().message.contains(u"more than 2 elements"_s));
    options.limits.maxItems = 3;
    Client roomy(options);
    QVERIFY(ended(roomy.session->listPrompts(this)));
}

void TestFeatures::boundsThePagesOfAList()
{
    Script script;
    int page = 0;
    script.on("prompts/list", [&page](const Asked &asked, const McpScript::Reply &reply) {
        reply->send(jsonAnswer(McpScript::result(
            asked, quoted("{'prompts':[],'nextCursor':'" + QByteArray::number(++page) + "'}"))));
    });
    mcp::SessionOptions options{ .url = script.url(), .era = mcp::EraChoice::Legacy };
    options.limits.maxPages = 3;
    Client client(options);
    const auto refused = ended(client.session->listPrompts(this));
    QVERIFY(!refused);
    QVERIFY(refused.error().message.contains(u"more than 3 pages"_s));
    QVERIFY(!refused.error().rule.isEmpty());
    QCOMPARE(page, 3);
}

void TestFeatures::callsNoToolThatDemandsATask()
{
    Script script;
    script.onResult("tools/list",
        quoted("{'tools':[{'name':'slow','inputSchema':{'type':'object'},'execution':{'taskSupport':"
               "'required'}},{'name':'fast','inputSchema':{'type':'object'},'execution':{'taskSupport':"
               "'optional'}}]}"));
    Client client(script.url());
    const auto tools = ended(client.session->listTools(this));
    QVERIFY(tools->at(0).rejection.contains(u"taskSupport"_s));
    QVERIFY(tools->at(1).rejection.isEmpty());
    const auto result = ended(client.session->callTool(u"slow"_s, {}, this));
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::toolRejected);
    QCOMPARE(script.count("tools/call"), 0);
}

void TestFeatures::takesOnlyTextsForPrompts()
{
    Script script;
    Client client(script.url());
    const auto prompt = ended(client.session->getPrompt(u"p"_s, objectOf("{'n':1}"), this));
    QVERIFY(!prompt);
    QCOMPARE(prompt.error().code, base::code::invalidArguments);
    QCOMPARE(script.count("prompts/get"), 0);
}

void TestFeatures::survivesTheEndOfTheSession()
{
    Script script;
    script.on("resources/read",
        [&script](const Asked &, const McpScript::Reply &reply) { script.open.append(reply); });
    auto client = std::make_unique<Client>(script.url());
    auto *read = client->session->readResource("a:1", this);
    auto *list = client->session->listPrompts(this);
    read->start();
    QTRY_COMPARE(script.count("resources/read"), 1);
    client->session.reset();
    list->start();
    for (base::Operation *operation : QList<base::Operation *>{ read, list })
        QVERIFY(waitFor(operation));
    QCOMPARE(read->result().error().kind, base::ErrorKind::Cancelled);
    QCOMPARE(list->result().error().kind, base::ErrorKind::Cancelled);
    delete read;
    delete list;
}

QTEST_GUILESS_MAIN(TestFeatures)
#include "test_features.moc"
