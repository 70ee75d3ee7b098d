// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "modernscript.h"
#include "quoted.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::test;
using mcp::Freshness;
using mcp::Session;

namespace {

class FakeClock : public base::Clock {
public:
    base::Time now() const override { return time; }

    base::Time time{ std::chrono::hours(1000) };
};

const QByteArray everything = quoted("{'tools':{'listChanged':true},'prompts':{},'resources':{}}");
const QByteArray kept = quoted("'ttlMs':60000,'cacheScope':'private'");

mcp::SessionOptions modern(const McpScript &script, const base::Clock *clock = nullptr)
{
    mcp::SessionOptions options = optionsFor(script, mcp::EraChoice::Modern);
    options.clock = clock;
    return options;
}

} // namespace

/// Lists and reads of a modern server: what may be served again, and the header fields of tools.
class TestModernLists : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void servesAFreshListAgain();
    void asksAnewWhenTheTokenIsAnother();
    void asksAnewAfterAChange();
    void servesAFreshResourceAgain();
    void keepsNothingThatWasAskedBackAbout();
    void beginsAnewWhenACursorIsUnknown();
    void beginsAnewOnlyOnce();
    void repeatsArgumentsInTheHeader();
    void listsToolsBeforeTheFirstCall();
    void callsNoToolWithABadHeader();
    void listsAgainWhenTheHeaderIsRefused();
};

void TestModernLists::servesAFreshListAgain()
{
    ModernScript script(everything);
    script.on("prompts/list", [](const Asked &one, const McpScript::Reply &reply) {
        const bool isFirst = !paramsOf(one).contains("cursor");
        reply->send(jsonAnswer(McpScript::result(one,
            "{" + kept
                + quoted(isFirst ? ",'prompts':[{'name':'a'}],'nextCursor':'2'}"
                                 : ",'prompts':[{'name':'b'}]}"))));
    });
    FakeClock clock;
    Client client(modern(script, &clock));
    watchNothing(client);
    QCOMPARE(ended(client.session->listPrompts(this, Freshness::CacheAllowed))->size(), 2);
    QCOMPARE(ended(client.session->listPrompts(this, Freshness::CacheAllowed))->size(), 2);
    QCOMPARE(script.count("prompts/list"), 2); // one a page
    QCOMPARE(ended(client.session->listPrompts(this))->size(), 2); // Fetch
    QCOMPARE(script.count("prompts/list"), 4);
    clock.time += std::chrono::minutes(1);
    QCOMPARE(ended(client.session->listPrompts(this, Freshness::CacheAllowed))->size(), 2);
    QCOMPARE(script.count("prompts/list"), 6);
}

void TestModernLists::asksAnewWhenTheTokenIsAnother()
{
    ModernScript script(everything);
    script.onResult("prompts/list", "{" + kept + quoted(",'prompts':[]}"));
    ScriptedAuthorizer authorizer;
    authorizer.resource = script.url();
    Client client(modern(script), &authorizer);
    watchNothing(client);
    QVERIFY(ended(client.session->listPrompts(this, Freshness::CacheAllowed)));
    QVERIFY(ended(client.session->listPrompts(this, Freshness::CacheAllowed)));
    QCOMPARE(script.count("prompts/list"), 1);
    authorizer.token = "another-token-abcdefgh"; // the generation says the same: it alone would not do
    QVERIFY(ended(client.session->listPrompts(this, Freshness::CacheAllowed)));
    QCOMPARE(script.count("prompts/list"), 2);
}

void TestModernLists::asksAnewAfterAChange()
{
    ModernScript script(everything);
    script.offerListening();
    script.onResult("tools/list", "{" + kept + quoted(",'tools':[]}"));
    Client client(modern(script));
    QVERIFY(ended(client.session->listTools(this, Freshness::CacheAllowed)));
    QTRY_COMPARE(client.session->watchState().kind, mcp::WatchState::Kind::Live);
    QVERIFY(ended(client.session->listTools(this)));
    const int before = script.count("tools/list");
    QVERIFY(ended(client.session->listTools(this, Freshness::CacheAllowed)));
    QCOMPARE(script.count("tools/list"), before);
    QSignalSpy changed(client.session.get(), &Session::toolsChanged);
    script.open.last()->write(
        ModernScript::told("notifications/tools/list_changed", script.last("subscriptions/listen")->id));
    QTRY_COMPARE(changed.count(), 1);
    QVERIFY(ended(client.session->listTools(this, Freshness::CacheAllowed)));
    QCOMPARE(script.count("tools/list"), before + 1);
}

void TestModernLists::servesAFreshResourceAgain()
{
    ModernScript script(everything);
    script.onResult("resources/read", "{" + kept + quoted(",'contents':[{'uri':'a:1','text':'x'}]}"));
    Client client(modern(script));
    watchNothing(client);
    QVERIFY(!ended(client.session->readResource("a:1", this, Freshness::CacheAllowed))->fromCache);
    const auto again = ended(client.session->readResource("a:1", this, Freshness::CacheAllowed));
    QVERIFY(again->fromCache);
    QCOMPARE(again->contents[0].text, u"x"_s);
    QVERIFY(!ended(client.session->readResource("a:2", this, Freshness::CacheAllowed))->fromCache);
    QVERIFY(!ended(client.session->readResource("a:1", this))->fromCache);
    QCOMPARE(script.count("resources/read"), 3);
}

void TestModernLists::keepsNothingThatWasAskedBackAbout()
{
    ModernScript script(everything);
    script.on("resources/read", [](const Asked &one, const McpScript::Reply &reply) {
        const bool isFirst = !paramsOf(one).contains("requestState");
        reply->send(jsonAnswer(McpScript::result(one,
            isFirst ? quoted("{'resultType':'input_required','requestState':'s'}")
                    : "{" + kept + quoted(",'contents':[]}"))));
    });
    Client client(modern(script));
    watchNothing(client);
    QVERIFY(ended(client.session->readResource("a:1", this, Freshness::CacheAllowed)));
    QVERIFY(!ended(client.session->readResource("a:1", this, Freshness::CacheAllowed))->fromCache);
    QCOMPARE(script.count("resources/read"), 4);
}

void TestModernLists::beginsAnewWhenACursorIsUnknown()
{
    ModernScript script(everything);
    bool wasRefused = false;
    script.on("prompts/list", [&wasRefused](const Asked &one, const McpScript::Reply &reply) {
        if (!paramsOf(one).contains("cursor"))
            return reply->send(jsonAnswer(
                McpScript::result(one, "{" + kept + quoted(",'prompts':[{'name':'a'}],'nextCursor':'2'}"))));
        if (!std::exchange(wasRefused, true))
            return reply->send(jsonAnswer(rpcErrorText(one, -32602), 400));
        reply->send(jsonAnswer(McpScript::result(one, quoted("{'prompts':[{'name':'b'}]}"))));
    });
    Client client(modern(script));
    watchNothing(client);
    const auto prompts = ended(client.session->listPrompts(this));
    QVERIFY(prompts);
    QCOMPARE(prompts->size(), 2);
    QCOMPARE(script.count("prompts/list"), 4);
}

void TestModernLists::beginsAnewOnlyOnce()
{
    ModernScript script(everything);
    script.on("prompts/list", [](const Asked &one, const McpScript::Reply &reply) {
        if (!paramsOf(one).contains("cursor"))
            return reply->send(jsonAnswer(McpScript::result(one, quoted("{'prompts':[],'nextCursor':'2'}"))));
        reply->send(jsonAnswer(rpcErrorText(one, -32602), 400));
    });
    Client client(modern(script));
    watchNothing(client);
    QVERIFY(!ended(client.session->listPrompts(this)));
    QCOMPARE(script.count("prompts/list"), 4);
}

namespace {

const QByteArray regional = "{'tools':[{'name':'t','inputSchema':{'type':'object','properties':"
                            "{'region':{'type':'string','x-mcp-header':'Region'}}}},"
                            "{'name':'bad','inputSchema':{'type':'object','properties':"
                            "{'x':{'type':'number','x-mcp-header':'X'}}}}]}";
const QByteArray toolAnswer = "{'content':[]}";

} // namespace

void TestModernLists::repeatsArgumentsInTheHeader()
{
    ModernScript script(everything);
    script.onResult("tools/list", quoted(regional));
    script.onResult("tools/call", quoted(toolAnswer));
    Client client(modern(script));
    watchNothing(client);
    QVERIFY(ended(client.session->listTools(this)));
    QVERIFY(ended(client.session->callTool(u"t"_s, objectOf("{'region':'west'}"), this)));
    QCOMPARE(
        script.last("tools/call")->http.headers.value("Mcp-Param-Region"), std::optional<QByteArray>("west"));
    QVERIFY(ended(client.session->callTool(u"t"_s, {}, this)));
    QVERIFY(!script.last("tools/call")->http.headers.contains("Mcp-Param-Region"));
    QCOMPARE(script.count("tools/list"), 1);
}

void TestModernLists::listsToolsBeforeTheFirstCall()
{
    ModernScript script(everything);
    script.onResult("tools/list", quoted(regional));
    script.onResult("tools/call", quoted(toolAnswer));
    Client client(modern(script));
    watchNothing(client);
    QVERIFY(ended(client.session->callTool(u"t"_s, objectOf("{'region':'west'}"), this)));
    QVERIFY(script.last("tools/call")->http.headers.contains("Mcp-Param-Region"));
}

void TestModernLists::callsNoToolWithABadHeader()
{
    ModernScript script(everything);
    script.onResult("tools/list", quoted(regional));
    Client client(modern(script));
    watchNothing(client);
    const auto tools = ended(client.session->listTools(this));
    QCOMPARE(tools->size(), 2);
    QVERIFY(tools->at(0).rejection.isEmpty());
    QVERIFY(!tools->at(1).rejection.isEmpty());
    const auto result = ended(client.session->callTool(u"bad"_s, {}, this));
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::toolRejected);
    QVERIFY(result.error().message.contains(tools->at(1).rejection));
    QCOMPARE(script.count("tools/call"), 0);
}

void TestModernLists::listsAgainWhenTheHeaderIsRefused()
{
    ModernScript script(everything);
    script.onResult("tools/list", quoted("{'tools':[{'name':'t','inputSchema':{'type':'object'}}]}"));
    script.on("tools/call", [&script](const Asked &one, const McpScript::Reply &reply) {
        script.onResult("tools/list", quoted(regional));
        if (!one.http.headers.contains("Mcp-Param-Region"))
            return reply->send(jsonAnswer(rpcErrorText(one, -32020), 400));
        reply->send(jsonAnswer(McpScript::result(one, quoted(toolAnswer))));
    });
    Client client(modern(script));
    watchNothing(client);
    QVERIFY(ended(client.session->listTools(this)));
    QVERIFY(ended(client.session->callTool(u"t"_s, objectOf("{'region':'west'}"), this)));
    QCOMPARE(script.count("tools/list"), 2);
    QCOMPARE(script.count("tools/call"), 2);
    // An argument that is not there cannot help: once, and no more.
    QVERIFY(!ended(client.session->callTool(u"t"_s, {}, this)));
    QCOMPARE(script.count("tools/call"), 4);
}

QTEST_GUILESS_MAIN(TestModernLists)
#include "test_modernlists.moc"
