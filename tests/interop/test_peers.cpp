// SPDX-License-Identifier: GPL-3.0-or-later
// Every feature with servers on the SDKs of both eras, over HTTP and with programs: legacy.mjs and
// modern.mjs, which offer the same workshop.
#include "interop/peer.h"

#include "mcp/uritemplate.h"

#include <csignal>

using namespace Qt::StringLiterals;
using namespace authscope;
using test::Visit;

class TestPeers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void introducesItself_data() { everyPeer(); }
    void introducesItself();
    void callsEveryTool_data() { everyPeer(); }
    void callsEveryTool();
    void readsEveryResource_data() { everyPeer(); }
    void readsEveryResource();
    void getsEveryPrompt_data() { everyPeer(); }
    void getsEveryPrompt();
    void completesWithWhatWasFilledInBefore_data() { everyPeer(); }
    void completesWithWhatWasFilledInBefore();
    void tellsProgressAndLogLinesInOrder_data() { everyPeer(false); }
    void tellsProgressAndLogLinesInOrder();
    void cancelsAtTheServer_data() { everyPeer(); }
    void cancelsAtTheServer();
    void hearsWhatChanges_data() { everyPeer(); }
    void hearsWhatChanges();
    void answersWhatTheServerAsks_data() { everyPeer(false); }
    void answersWhatTheServerAsks();
    void declines_data() { everyPeer(false); }
    void declines();
    void endsTheProgramWithTheSession_data();
    void endsTheProgramWithTheSession();
    void meetsAProgramThatStartsSlowly_data();
    void meetsAProgramThatStartsSlowly();

private:
    /// An answer that is one JSON document has no room for anything else.
    void everyPeer(bool withJson = true);
    void visit(const mcp::InputFeatures &input = { .elicitation = true, .sampling = true, .roots = true });

    std::unique_ptr<test::Peer> m_peer;
    std::unique_ptr<Visit> m_visit;
    bool m_isModern = false;
    bool m_isProgram = false;
};

void TestPeers::everyPeer(bool withJson)
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<QStringList>("options");
    QTest::newRow("legacy, HTTP, event streams") << u"legacy.mjs"_s << QStringList();
    if (withJson)
        QTest::newRow("legacy, HTTP, JSON") << u"legacy.mjs"_s << QStringList{ u"--json"_s };
    QTest::newRow("legacy, program") << u"legacy.mjs"_s << QStringList{ u"--stdio"_s };
    QTest::newRow("modern, HTTP") << u"modern.mjs"_s << QStringList();
    QTest::newRow("modern, HTTP, serving both eras") << u"modern.mjs"_s << QStringList{ u"--both"_s };
    QTest::newRow("modern, program") << u"modern.mjs"_s << QStringList{ u"--stdio"_s };
}

void TestPeers::init()
{
    if (test::Packages::node().isEmpty())
        QSKIP("the npm packages are not installed: tests/run.sh does it");
}

void TestPeers::cleanup()
{
    m_visit.reset();
    m_peer.reset();
}

void TestPeers::visit(const mcp::InputFeatures &input)
{
    QFETCH(QString, script);
    QFETCH(QStringList, options);
    const QStringList words = QStringList{ script } + options;
    m_isModern = script == "modern.mjs"_L1;
    m_isProgram = options.contains(u"--stdio"_s);
    mcp::SessionOptions session{ .timeout = std::chrono::seconds(30), .input = input };
    if (m_isProgram) {
        session.command = { .program = test::Packages::node(),
            .arguments = words,
            .workingDirectory = test::Packages::place().path() };
    } else {
        m_peer = std::make_unique<test::Peer>(words);
        session.url = m_peer->address("url");
        QVERIFY(!session.url.isEmpty());
    }
    m_visit = std::make_unique<Visit>(session);
}

void TestPeers::introducesItself()
{
    visit();
    const mcp::ServerInfo server = m_visit->outcome<mcp::ServerInfo>(m_visit->session.initialize(this));
    QCOMPARE(server.name, m_isModern ? u"modern-workshop"_s : u"legacy-workshop"_s);
    QCOMPARE(server.title, m_isModern ? u"Modern Workshop"_s : u"Legacy Workshop"_s);
    QCOMPARE(server.instructions, u"Ask for what you need."_s);
    QCOMPARE(server.era, m_isModern ? mcp::Era::Modern : mcp::Era::Legacy);
    QCOMPARE(server.protocolVersion, m_isModern ? QByteArray("2026-07-28") : QByteArray("2025-11-25"));
    for (const char *capability : { "tools", "resources", "prompts", "completions", "logging" })
        QVERIFY2(server.offers(capability), capability);
    QCOMPARE(m_visit->session.era(), server.era);
    if (!m_isModern)
        QVERIFY(m_visit->outcome<bool>(m_visit->session.ping(this)));
}

void TestPeers::callsEveryTool()
{
    visit();
    const auto tools = m_visit->outcome<QList<mcp::Tool>>(m_visit->session.listTools(this));
    QSet<QString> called;
    const auto say = [&](const QString &tool, const json::Object &arguments = {}) {
        called << tool;
        return m_visit->say(tool, arguments);
    };

    const mcp::ToolResult sum = m_visit->call(u"add"_s, { { "a", 19 }, { "b", 23 } });
    called << u"add"_s;
    QCOMPARE(*sum.structuredContent, json::Value({ { "sum", 42 } }));
    const mcp::ToolResult shown = m_visit->call(u"show"_s);
    called << u"show"_s;
    QByteArrayList types;
    for (const mcp::ContentBlock &block : shown.content)
        types << block.type;
    QCOMPARE(types.join(' '), QByteArray("text image audio resource_link resource"));
    QVERIFY(shown.content.at(1).data.startsWith("\x89PNG"));
    QVERIFY(shown.content.at(2).data.startsWith("RIFF"));
    QCOMPARE(shown.content.at(3).uri, QByteArray("workshop://greeting"));
    const mcp::ToolResult failed = m_visit->call(u"fail"_s);
    called << u"fail"_s;
    QVERIFY(failed.isError);
    QCOMPARE(failed.content.value(0).text, u"The anvil is broken"_s);

    QCOMPARE(say(u"count"_s, { { "to", 2 } }), u"counted to 2"_s);
    QVERIFY(say(u"standing"_s).contains("reads"_L1));
    QFETCH(QStringList, options);
    if (options.contains(u"--json"_s)) { // no stream that a question could come on
        called |= { u"ask"_s, u"sample"_s, u"roots"_s };
    } else {
        QCOMPARE(say(u"ask"_s), u"Ada orders 3 of ash, wrapped"_s);
        QCOMPARE(say(u"sample"_s), u"Ada says Thor"_s);
        QCOMPARE(say(u"roots"_s), u"file:///srv/shop"_s);
    }
    QCOMPARE(say(u"grow"_s), u"grown"_s);
    QCOMPARE(say(u"touch"_s), u"1"_s);
    if (m_isModern) {
        QCOMPARE(say(u"twice"_s), u"oak in size 7"_s);
        QCOMPARE(say(u"later"_s), u"now"_s);
        QCOMPARE(say(u"route"_s,
                     { { "region", "Z\u00fcrich " }, { "pieces", 3 }, { "urgent", false }, { "note", "n" } }),
            m_isProgram ? u"region=- pieces=- urgent=- note=-"_s
                        : u"region==?base64?WsO8cmljaCA=?= pieces=3 urgent=false note=-"_s);
    } else {
        QCOMPARE(say(u"ask_aside"_s), u"Ada orders 3 of ash, wrapped"_s);
        QCOMPARE(say(u"drop"_s), u"caught again"_s);
    }
    called << u"wait"_s; // cancelsAtTheServer

    QSet<QString> offered;
    for (const mcp::Tool &tool : tools) {
        const bool isCrooked = tool.name == "crooked"_L1;
        if (!isCrooked || !m_isProgram) // header fields are of HTTP
            QCOMPARE(tool.rejection.isEmpty(), !isCrooked);
        if (!isCrooked)
            offered << tool.name;
    }
    QCOMPARE(called, offered);
}

void TestPeers::readsEveryResource()
{
    visit();
    mcp::Session &session = m_visit->session;
    QMap<QByteArray, mcp::ResourceContent> found;
    for (const mcp::Resource &resource : m_visit->outcome<QList<mcp::Resource>>(session.listResources(this)))
        found[resource.uri]
            = m_visit->outcome<mcp::ResourceContents>(session.readResource(resource.uri, this))
                  .contents.value(0);
    QCOMPARE(found.value("workshop://greeting").text, u"Good morning from the workshop: äöü, 工房"_s);
    QCOMPARE(found.value("workshop://clock").text, u"0"_s);
    QVERIFY(!found.value("workshop://dot").isText);
    QVERIFY(found.value("workshop://dot").data.startsWith("\x89PNG"));
    QCOMPARE(found.size(), m_isModern ? 4 : 3);
    if (m_isModern)
        QCOMPARE(found.value("workshop://locked").text, u"accept"_s);

    const auto templates
        = m_visit->outcome<QList<mcp::ResourceTemplate>>(session.listResourceTemplates(this));
    QCOMPARE(templates.size(), 1);
    const auto expansion = mcp::UriTemplate::parse(templates.first().uriTemplate);
    QVERIFY(expansion.has_value());
    const QByteArray uri = expansion->expand({ { "name", { u"chisel"_s } } });
    QCOMPARE(uri, QByteArray("workshop://tool/chisel"));
    QCOMPARE(m_visit->outcome<mcp::ResourceContents>(session.readResource(uri, this)).contents.value(0).text,
        u"a good chisel"_s);

    // What may be kept is kept, where the server says for how long.
    const qint64 before = m_visit->standing("reads");
    const auto again = m_visit->outcome<mcp::ResourceContents>(
        session.readResource("workshop://greeting", this, mcp::Freshness::CacheAllowed));
    QCOMPARE(again.fromCache, m_isModern);
    QCOMPARE(m_visit->standing("reads"), before + (m_isModern ? 0 : 1));
    const auto fetched
        = m_visit->outcome<mcp::ResourceContents>(session.readResource("workshop://greeting", this));
    QVERIFY(!fetched.fromCache);
    QCOMPARE(fetched.contents.value(0).text, found.value("workshop://greeting").text);
}

void TestPeers::getsEveryPrompt()
{
    visit();
    mcp::Session &session = m_visit->session;
    QMap<QString, mcp::PromptResult> found;
    for (const mcp::Prompt &prompt : m_visit->outcome<QList<mcp::Prompt>>(session.listPrompts(this))) {
        json::Object arguments;
        for (const mcp::PromptArgument &argument : prompt.arguments)
            if (argument.isRequired)
                arguments[json::view(argument.name)] = "bank";
        found[prompt.name]
            = m_visit->outcome<mcp::PromptResult>(session.getPrompt(prompt.name, arguments, this));
    }
    QCOMPARE(found.size(), m_isModern ? 3 : 2);
    QCOMPARE(found.value(u"plain"_s).messages.value(0).content.text, u"Build something."_s);
    const mcp::PromptResult letter = found.value(u"letter"_s);
    QCOMPARE(letter.description, u"To bank"_s);
    QCOMPARE(letter.messages.size(), 2);
    QCOMPARE(letter.messages.at(0).content.text, u"Write to bank, plain."_s);
    QCOMPARE(letter.messages.at(1).role, QByteArray("assistant"));
    QVERIFY(letter.messages.at(1).content.data.startsWith("\x89PNG"));
    if (m_isModern)
        QCOMPARE(
            found.value(u"interview"_s).messages.value(0).content.text, u"Ada orders 3 of ash, wrapped"_s);
}

void TestPeers::completesWithWhatWasFilledInBefore()
{
    visit();
    const auto complete
        = [this](mcp::CompletionTarget::Kind kind, const QByteArray &name, const QByteArray &argument,
              const QString &value, const json::Object &earlier = {}) {
              return m_visit->outcome<mcp::Completion>(
                  m_visit->session.complete({ kind, name }, argument, value, earlier, this));
          };
    using enum mcp::CompletionTarget::Kind;
    QCOMPARE(complete(Prompt, "letter", "to", u"f"_s).values, QStringList{ u"friend"_s });
    QCOMPARE(complete(Prompt, "letter", "tone", u"f"_s, { { "to", "bank" } }).values,
        QStringList({ u"formal"_s, u"firm"_s }));
    QCOMPARE(complete(Prompt, "letter", "tone", u""_s, { { "to", "friend" } }).values,
        QStringList({ u"warm"_s, u"cheeky"_s }));
    QCOMPARE(complete(Resource, "workshop://tool/{name}", "name", u"a"_s).values,
        QStringList({ u"anvil"_s, u"awl"_s }));
}

void TestPeers::tellsProgressAndLogLinesInOrder()
{
    visit();
    m_visit->outcome<mcp::ServerInfo>(m_visit->session.initialize(this));
    m_visit->session.setLogLevel("info");
    mcp::CallTool *call = m_visit->session.callTool(u"count"_s, { { "to", 5 } }, this);
    QList<double> progress;
    QStringList lines, steps;
    connect(call->events(), &mcp::FeatureSignals::progressed, this,
        [&](double now, double total, const QString &message) {
            progress << now;
            steps << message;
            QCOMPARE(total, 5.0);
        });
    // One pipe does not say which call a line belongs to; what a program writes beside it is told too.
    const auto logged = [&](const QString &level, const QString &line) {
        if (line.contains("counted"_L1) || line.contains("whispered"_L1))
            lines << level + u' ' + line;
    };
    connect(call->events(), &mcp::FeatureSignals::logged, this, logged);
    connect(&m_visit->session, &mcp::Session::logged, this, logged);
    QCOMPARE(m_visit->outcome<mcp::ToolResult>(call).content.value(0).text, u"counted to 5"_s);
    QCOMPARE(progress, QList<double>({ 1, 2, 3, 4, 5 }));
    QCOMPARE(steps.value(4), u"step 5"_s);
    QTRY_COMPARE_WITH_TIMEOUT(lines.size(), 5, 30000); // no "whispered": that is debug
    QVERIFY(lines.at(4).startsWith("info"_L1) && lines.at(4).contains("counted 5"_L1));
}

void TestPeers::cancelsAtTheServer()
{
    visit();
    QCOMPARE(m_visit->standing("cancelled"), 0);
    mcp::CallTool *call = m_visit->session.callTool(u"wait"_s, {}, this);
    QSignalSpy finished(call, &base::Operation::finished);
    call->start();
    QTRY_COMPARE_WITH_TIMEOUT(m_visit->standing("waiting"), 1, 30000);
    call->cancel();
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 30000);
    QVERIFY(!call->result());
    QCOMPARE(call->result().error().kind, base::ErrorKind::Cancelled);
    QTRY_COMPARE_WITH_TIMEOUT(m_visit->standing("cancelled"), 1, 30000);
    QCOMPARE(m_visit->standing("waiting"), 0);
    QCOMPARE(m_visit->say(u"add"_s, { { "a", 1 }, { "b", 1 } }), u"2"_s); // the session lives on
}

void TestPeers::hearsWhatChanges()
{
    visit();
    mcp::Session &session = m_visit->session;
    mcp::Watch watch;
    watch.uris << "workshop://clock";
    session.setWatch(watch);
    m_visit->outcome<mcp::ServerInfo>(session.initialize(this));
    QTRY_COMPARE_WITH_TIMEOUT(session.watchState().kind, mcp::WatchState::Kind::Live, 30000);
    QTRY_VERIFY_WITH_TIMEOUT(session.watchState().accepted.uris.contains("workshop://clock"), 30000);

    QSignalSpy tools(&session, &mcp::Session::toolsChanged);
    QSignalSpy updates(&session, &mcp::Session::resourceUpdated);
    m_visit->call(u"grow"_s);
    QTRY_COMPARE_WITH_TIMEOUT(tools.count(), 1, 30000);
    bool isThere = false;
    for (const mcp::Tool &tool : m_visit->outcome<QList<mcp::Tool>>(session.listTools(this)))
        isThere = isThere || tool.name == "grown"_L1;
    QVERIFY(isThere);
    QCOMPARE(m_visit->say(u"grown"_s), u"here I am"_s);

    m_visit->call(u"touch"_s);
    QTRY_COMPARE_WITH_TIMEOUT(updates.count(), 1, 30000);
    QCOMPARE(updates.first().first().toByteArray(), QByteArray("workshop://clock"));

    watch.uris.clear();
    session.setWatch(watch);
    QTRY_VERIFY_WITH_TIMEOUT(session.watchState().kind == mcp::WatchState::Kind::Live
            && session.watchState().accepted.uris.isEmpty(),
        30000);
    m_visit->call(u"touch"_s);
    m_visit->call(u"standing"_s);
    QCOMPARE(updates.count(), 1);
}

void TestPeers::answersWhatTheServerAsks()
{
    visit();
    m_visit->answering.content
        = { { "name", "Bo" }, { "pieces", 2 }, { "wrapped", false }, { "wood", "oak" } };
    QCOMPARE(m_visit->say(u"ask"_s), u"Bo orders 2 of oak"_s);
    QCOMPARE(m_visit->answering.asked, QStringList{ u"Who orders, and how many?"_s });
    if (m_isModern || !m_isProgram) // one pipe does not say which call a question belongs to
        QVERIFY(m_visit->answering.causes.first().contains("ask"_L1));
    m_visit->call(u"sample"_s);
    m_visit->call(u"roots"_s);
    QCOMPARE(
        m_visit->answering.asked.mid(1), QStringList({ u"What is a good name for a hammer?"_s, u"roots"_s }));
}

void TestPeers::declines()
{
    visit({ .elicitation = true, .sampling = false, .roots = false });
    m_visit->answering.action = mcp::ElicitationAnswer::Action::Decline;
    QCOMPARE(m_visit->say(u"ask"_s), u"decline"_s);
    // What was not announced is never answered; whether the server asks all the same is its affair.
    for (const QString &tool : { u"sample"_s, u"roots"_s }) {
        mcp::CallTool *call = m_visit->session.callTool(tool, {}, this);
        QSignalSpy finished(call, &base::Operation::finished);
        call->start();
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 30000);
        QVERIFY(!call->result() || call->result()->isError);
    }
    QCOMPARE(m_visit->answering.asked.size(), 1);
}

void TestPeers::endsTheProgramWithTheSession_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<QStringList>("options");
    QTest::newRow("legacy") << u"legacy.mjs"_s << QStringList{ u"--stdio"_s };
    QTest::newRow("modern") << u"modern.mjs"_s << QStringList{ u"--stdio"_s };
}

void TestPeers::endsTheProgramWithTheSession()
{
    visit();
    const auto pid = pid_t(m_visit->standing("pid"));
    QVERIFY(pid > 1);
    QCOMPARE(::kill(pid, 0), 0);
    m_visit->session.leave();
    QTRY_VERIFY_WITH_TIMEOUT(::kill(pid, 0) != 0, 30000);
}

void TestPeers::meetsAProgramThatStartsSlowly_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<QStringList>("options");
    QTest::newRow("modern") << u"modern.mjs"_s << QStringList{ u"--stdio"_s, u"--slow"_s };
}

void TestPeers::meetsAProgramThatStartsSlowly()
{
    visit();
    const mcp::ServerInfo server = m_visit->outcome<mcp::ServerInfo>(m_visit->session.initialize(this));
    QCOMPARE(server.era, mcp::Era::Modern); // silence alone looks legacy
    QCOMPARE(m_visit->say(u"add"_s, { { "a", 1 }, { "b", 1 } }), u"2"_s);
}

QTEST_GUILESS_MAIN(TestPeers)
#include "test_peers.moc"
