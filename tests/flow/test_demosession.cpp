// SPDX-License-Identifier: GPL-3.0-or-later
// The whole path through the engine against the embedded demo: find, sign in, judge, call, close, open again.
#include "session/headlessbrowser.h"
#include "session/scopeledger.h"
#include "session/toolconsents.h"
#include "support/engine.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using test::Engine;
using test::outcome;

namespace {

/// Requests that asked for this tool to be called.
int callsOf(const Engine &engine, const QByteArray &tool)
{
    const auto &exchanges = engine.log.all();
    return int(std::count_if(exchanges.begin(), exchanges.end(), [&tool](const net::Exchange &one) {
        return one.requestBody.contains("tools/call") && one.requestBody.contains(tool);
    }));
}

} // namespace

class TestDemoSession : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void findsOutWhatAUrlIs();
    void tellsAnUnreachableHostFromAnHtmlPage();
    void signsInCallsAndIsStillSignedInAfterARestart();
    void asksForMorePermissionOnceAndSendsTheSameCallAgain();
    void getsThePermissionFirstAndCallsOnce();
    void aSignInThatIsDeclinedCallsNothing();
    void asksBeforeAWriteAndCallsNothingWhenToldNo();
    void refreshesAnExpiredTokenWithoutAnyoneNoticing();
    void doesNotOpenABrowserForACallNobodyAllowedToSignIn();
    void refusedConsentIsASentenceAndLeavesTheProgramUsable();
    void signsOutAtTheProviderAndHere();
    void registersOnceForManySignIns();
    void keepsTheSignInWhenTheKeychainIsLocked();

private:
    session::Connection *connectToDemo(Engine &engine);
    base::Result<oauth::Grant> signIn(session::Connection *connection, bool agree = true);

    QTemporaryDir m_dir;
    int m_run = 0;
    QString m_data;
    base::SystemClock m_clock;
    base::SystemRandom m_random;
    std::unique_ptr<secrets::MemorySecretStore> m_secrets;
    std::unique_ptr<demo::DemoServers> m_demo;
    std::unique_ptr<base::Redactor> m_browserRedactor;
    std::unique_ptr<net::ExchangeLog> m_browserLog;
    std::unique_ptr<net::StrictNetworkAccessManager> m_browserNetwork;
    std::unique_ptr<session::HeadlessBrowser> m_browser;
};

void TestDemoSession::init()
{
    m_data = m_dir.filePath(QString::number(++m_run));
    QVERIFY(QDir().mkpath(m_data));
    m_secrets = std::make_unique<secrets::MemorySecretStore>();
    m_demo = std::make_unique<demo::DemoServers>(demo::DemoOptions{ .dataDir = m_data + u"/demo"_s,
                                                     .idpPort = 0,
                                                     .appPort = 0,
                                                     .mcpPort = 0,
                                                     .autoConsentUser = u"ada"_s },
        &m_clock, &m_random);
    const auto started = m_demo->start();
    QVERIFY2(started, started ? "" : qPrintable(started.error().message));
    m_browserRedactor = std::make_unique<base::Redactor>();
    m_browserLog = std::make_unique<net::ExchangeLog>(m_browserRedactor.get(), &m_clock);
    m_browserNetwork = std::make_unique<net::StrictNetworkAccessManager>(m_browserLog.get());
    m_browser = std::make_unique<session::HeadlessBrowser>(m_browserNetwork.get());
}

void TestDemoSession::cleanup()
{
    m_browser.reset();
    m_demo.reset();
}

session::Connection *TestDemoSession::connectToDemo(Engine &engine)
{
    const auto added = engine.workspace->add(m_demo->mcpUrl());
    return added ? *added : nullptr;
}

base::Result<oauth::Grant> TestDemoSession::signIn(session::Connection *connection, bool agree)
{
    oauth::SignInFlow *flow = connection->signIn(u"First sign-in"_s);
    QSignalSpy finished(flow, &base::Operation::finished);
    connect(flow, &oauth::SignInFlow::consentNeeded, flow, [flow, agree] {
        if (!agree)
            return flow->decline();
        QList<QByteArray> scopes;
        for (const oauth::ConsentScope &scope : flow->consentRequest()->scopes)
            scopes << scope.scope;
        flow->agree(scopes);
    });
    if (!QTest::qWaitFor([&finished] { return finished.count() > 0; }, 20000))
        qWarning("the sign-in did not end");
    return flow->result();
}

void TestDemoSession::findsOutWhatAUrlIs()
{
    Engine engine(m_data, m_secrets.get(), m_browser.get());
    const auto mcp = outcome(engine.workspace->probe(m_demo->mcpUrl(), nullptr));
    QVERIFY2(mcp, qPrintable(mcp ? QString() : mcp.error().message));
    QCOMPARE(mcp->kind, session::EndpointKind::McpServer);
    QVERIFY(!mcp->oauth.problem);
    QVERIFY2(mcp->summary.startsWith(u"MCP server · authorization server on 127.0.0.1"_s),
        qPrintable(mcp->summary));
    QVERIFY(mcp->summary.endsWith(u"registration open · S256"_s));

    const auto issuer = outcome(engine.workspace->probe(m_demo->issuer(), nullptr));
    QVERIFY(issuer);
    QCOMPARE(issuer->kind, session::EndpointKind::Issuer);
    QCOMPARE(issuer->oauth.server->issuer, m_demo->issuer());
}

void TestDemoSession::tellsAnUnreachableHostFromAnHtmlPage()
{
    Engine engine(m_data, m_secrets.get(), m_browser.get());
    const auto page = outcome(engine.workspace->probe(m_demo->appUrl(), nullptr));
    QVERIFY(!page);
    QCOMPARE(page.error().code, u"OA-103"_s);
    const QByteArray gone = m_demo->mcpUrl();
    m_demo->stop();
    const auto unreachable = outcome(engine.workspace->probe(gone, nullptr));
    QVERIFY(!unreachable);
    QCOMPARE(unreachable.error().code, u"OA-010"_s);
    QCOMPARE(unreachable.error().kind, base::ErrorKind::Network);
}

void TestDemoSession::signsInCallsAndIsStillSignedInAfterARestart()
{
    QString id;
    {
        Engine engine(m_data, m_secrets.get(), m_browser.get());
        session::Connection *connection = connectToDemo(engine);
        const auto grant = signIn(connection);
        QVERIFY2(grant, qPrintable(grant ? QString() : base::oneLine(grant.error())));
        QCOMPARE(connection->state(), session::ConnectionState::SignedIn);
        QCOMPARE(connection->identity().name, u"Ada Demo"_s);
        QVERIFY(connection->identity().isVerified);
        QCOMPARE(connection->name(), u"Boards Server (demo)"_s);
        QCOMPARE(connection->signInFlow()->steps().size(), 8);
        for (oauth::SignInStep *step : connection->signInFlow()->steps())
            QVERIFY2(step->state() == oauth::StepState::Done || step->state() == oauth::StepState::Noted
                    || step->state() == oauth::StepState::Skipped,
                qPrintable(step->title() + step->outcome()));
        QTRY_COMPARE(connection->verdict(oauth::TokenKind::Access).standing, oauth::Standing::Valid);
        QCOMPARE(connection->verdict(oauth::TokenKind::Id).standing, oauth::Standing::Valid);
        const auto greeting = outcome(connection->callTool(u"greet"_s, { { "name", "Ada" } }, nullptr));
        QVERIFY2(greeting, qPrintable(greeting ? QString() : base::oneLine(greeting.error())));
        QCOMPARE(greeting->content.first().text, u"Hello, Ada!"_s);
        QCOMPARE(greeting->generation, 1);
        QCOMPARE(connection->callHistory().size(), 1);
        QCOMPARE(connection->callHistory().first().outcome, QByteArray("ok"));
        id = connection->id();
    }
    {
        Engine engine(m_data, m_secrets.get(), nullptr); // no browser: nothing may need one
        QVERIFY(engine.workspace->load());
        session::Connection *connection = engine.workspace->find(id);
        QVERIFY(connection);
        QTRY_COMPARE(connection->state(), session::ConnectionState::SignedIn);
        QCOMPARE(connection->identity().name, u"Ada Demo"_s);
        const auto boards = outcome(connection->callTool(u"list_boards"_s, {}, nullptr));
        QVERIFY2(boards, qPrintable(boards ? QString() : base::oneLine(boards.error())));
        QVERIFY(!boards->isError);
        QCOMPARE(connection->callHistory().size(), 2);
        QCOMPARE(connection->consentHistory().size(), 1);
        const auto kept = engine.workspace->store()->grant(id);
        QVERIFY2(kept && *kept && (*kept)->claims.contains("Ada Demo"), "the refresh lost who signed in");
    }
}

void TestDemoSession::asksForMorePermissionOnceAndSendsTheSameCallAgain()
{
    Engine engine(m_data, m_secrets.get(), m_browser.get());
    session::Connection *connection = connectToDemo(engine);
    QVERIFY(signIn(connection));
    QVERIFY(!connection->tokens().grant().grantedScopes.contains("boards.write"));
    connection->setSignInOnDemand(true);
    int asked = 0;
    connect(connection, &session::Connection::signInStarted, this, [&asked](oauth::SignInFlow *flow) {
        ++asked;
        QObject::connect(flow, &oauth::SignInFlow::consentNeeded, flow, [flow] {
            QList<QByteArray> scopes;
            for (const oauth::ConsentScope &scope : flow->consentRequest()->scopes)
                scopes << scope.scope;
            flow->agree(scopes);
        });
    });
    const auto created
        = outcome(connection->callTool(u"create_board"_s, { { "title", "Sprint Board" } }, nullptr));
    QVERIFY2(created, qPrintable(created ? QString() : base::oneLine(created.error())));
    QCOMPARE(created->content.first().text, u"Created board: Sprint Board"_s);
    QCOMPARE(asked, 1);
    QVERIFY(connection->tokens().grant().grantedScopes.contains("boards.write"));
    QVERIFY(connection->tokens().grant().grantedScopes.contains("boards.read"));
    QCOMPARE(engine.confirmer.asked, QStringList{ u"create_board"_s });
    const auto boards = outcome(connection->callTool(u"list_boards"_s, {}, nullptr));
    QCOMPARE(QString::fromUtf8(json::compact(boards->structuredContent)).count(u"Sprint Board"_s),
        2); // the kept one and the new one
}

void TestDemoSession::getsThePermissionFirstAndCallsOnce()
{
    Engine engine(m_data, m_secrets.get(), m_browser.get());
    session::Connection *connection = connectToDemo(engine);
    QVERIFY(signIn(connection));
    QVERIFY(outcome(connection->loadTools(nullptr)));
    QList<QByteArray> missing;
    for (const mcp::Tool &tool : connection->tools()) {
        if (tool.name == u"create_board"_s)
            missing
                = session::missingScopes(tool, connection->consents()->learned(), connection->heldScopes());
    }
    QCOMPARE(missing, QList<QByteArray>{ "boards.write" });
    connect(connection, &session::Connection::signInStarted, this, [](oauth::SignInFlow *flow) {
        QObject::connect(flow, &oauth::SignInFlow::consentNeeded, flow, [flow] {
            QList<QByteArray> scopes;
            for (const oauth::ConsentScope &scope : flow->consentRequest()->scopes)
                scopes << scope.scope;
            flow->agree(scopes);
        });
    });
    session::ToolCall *call
        = connection->callTool(u"create_board"_s, { { "title", "Sprint Board" } }, nullptr);
    call->setPermissions(missing);
    const auto created = outcome(call);
    QVERIFY2(created, qPrintable(created ? QString() : base::oneLine(created.error())));
    QVERIFY(connection->heldScopes().contains("boards.write"));
    QCOMPARE(engine.confirmer.asked, QStringList{ u"create_board"_s });
    QCOMPARE(callsOf(engine, "create_board"), 1); // no 403 on the way: it was asked for before
    QVERIFY(connection->consents()->learned().isEmpty());
}

void TestDemoSession::aSignInThatIsDeclinedCallsNothing()
{
    Engine engine(m_data, m_secrets.get(), m_browser.get());
    session::Connection *connection = connectToDemo(engine);
    QVERIFY(signIn(connection));
    connect(connection, &session::Connection::signInStarted, this, [](oauth::SignInFlow *flow) {
        QObject::connect(flow, &oauth::SignInFlow::consentNeeded, flow, [flow] { flow->decline(); });
    });
    session::ToolCall *call = connection->callTool(u"create_board"_s, { { "title", "No" } }, nullptr);
    call->setPermissions({ "boards.write" });
    const json::Object arguments = call->arguments();
    const auto created = outcome(call);
    QVERIFY(!created);
    QCOMPARE(created.error().code, u"OA-166"_s);
    QVERIFY(connection->tokens().hasGrant()); // what was held is still held
    QCOMPARE(callsOf(engine, "create_board"), 0);
    // Without asking first, the refusal teaches what it needs.
    const auto refused = outcome(connection->callTool(u"create_board"_s, arguments, nullptr));
    QVERIFY(!refused || refused->isError);
    QCOMPARE(callsOf(engine, "create_board"), 1);
    const auto learned = connection->consents()->learned();
    QCOMPARE(learned.size(), 1);
    QCOMPARE(learned.first().tool, u"create_board"_s);
    QCOMPARE(learned.first().scope, QByteArray("boards.write"));
}

void TestDemoSession::asksBeforeAWriteAndCallsNothingWhenToldNo()
{
    Engine engine(m_data, m_secrets.get(), m_browser.get());
    session::Connection *connection = connectToDemo(engine);
    QVERIFY(signIn(connection));
    engine.confirmer.answer = false;
    const auto created = outcome(connection->callTool(u"create_board"_s, { { "title", "No" } }, nullptr));
    QVERIFY(!created);
    QCOMPARE(created.error().code, u"OA-313"_s);
    QCOMPARE(created.error().kind, base::ErrorKind::Refused);
    const auto unknown = outcome(connection->callTool(u"create_bord"_s, {}, nullptr));
    QCOMPARE(unknown.error().code, u"OA-311"_s);
    QVERIFY(unknown.error().nextStep.contains(u"create_board"_s));
}

void TestDemoSession::refreshesAnExpiredTokenWithoutAnyoneNoticing()
{
    Engine engine(m_data, m_secrets.get(), m_browser.get());
    session::Connection *connection = connectToDemo(engine);
    QVERIFY(signIn(connection));
    m_demo->expireAccessTokens();
    const auto greeting = outcome(connection->callTool(u"greet"_s, { { "name", "Ada" } }, nullptr));
    QVERIFY2(greeting, qPrintable(greeting ? QString() : base::oneLine(greeting.error())));
    QCOMPARE(greeting->generation, 2);
    QCOMPARE(connection->tokens().generations().size(), 2);
}

void TestDemoSession::doesNotOpenABrowserForACallNobodyAllowedToSignIn()
{
    Engine engine(m_data, m_secrets.get(), m_browser.get());
    session::Connection *connection = connectToDemo(engine);
    const auto greeting = outcome(connection->callTool(u"greet"_s, { { "name", "Ada" } }, nullptr));
    QVERIFY(!greeting);
    QCOMPARE(greeting.error().code, u"OA-005"_s);
    QVERIFY(!connection->signInFlow());
}

void TestDemoSession::refusedConsentIsASentenceAndLeavesTheProgramUsable()
{
    Engine engine(m_data, m_secrets.get(), m_browser.get());
    session::Connection *connection = connectToDemo(engine);
    const auto refused = signIn(connection, false);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, u"OA-166"_s);
    QCOMPARE(refused.error().kind, base::ErrorKind::Refused);
    QCOMPARE(connection->consentHistory().first().what, QByteArray("refused"));
    QVERIFY(signIn(connection));
    QCOMPARE(connection->state(), session::ConnectionState::SignedIn);
}

void TestDemoSession::signsOutAtTheProviderAndHere()
{
    Engine engine(m_data, m_secrets.get(), m_browser.get());
    session::Connection *connection = connectToDemo(engine);
    QVERIFY(signIn(connection));
    QVERIFY(!m_secrets->contents().isEmpty());
    const auto report = outcome(connection->signOut(true, nullptr));
    QVERIFY2(report, qPrintable(report ? QString() : base::oneLine(report.error())));
    QVERIFY2(report->revokedAtProvider, qPrintable(report->note));
    QVERIFY(m_secrets->contents().isEmpty());
    QCOMPARE(connection->state(), session::ConnectionState::SignedOut);
    QCOMPARE(connection->consentHistory().first().what, QByteArray("revoked"));
}

void TestDemoSession::registersOnceForManySignIns()
{
    Engine engine(m_data, m_secrets.get(), m_browser.get());
    session::Connection *connection = connectToDemo(engine);
    for (int i = 0; i < 3; ++i) {
        QVERIFY(signIn(connection));
        QVERIFY(outcome(connection->signOut(false, nullptr)));
    }
    const auto &exchanges = engine.log.all();
    QCOMPARE(std::count_if(exchanges.begin(), exchanges.end(),
                 [](const net::Exchange &one) { return one.url.endsWith("/v1/oauth2/register"); }),
        1);
}

void TestDemoSession::keepsTheSignInWhenTheKeychainIsLocked()
{
    QString id;
    {
        Engine engine(m_data, m_secrets.get(), m_browser.get());
        session::Connection *connection = connectToDemo(engine);
        QVERIFY(signIn(connection));
        id = connection->id();
    }
    {
        m_secrets->setMood(secrets::MemorySecretStore::Mood::Locked);
        Engine engine(m_data, m_secrets.get(), nullptr);
        QVERIFY(engine.workspace->load());
        session::Connection *connection = engine.workspace->find(id);
        QTRY_COMPARE(connection->state(), session::ConnectionState::Failed);
        QCOMPARE(connection->lastError()->code, u"OA-247"_s);
        m_secrets->setMood(secrets::MemorySecretStore::Mood::Fine);
        const auto restored = outcome(connection->restore(nullptr));
        QVERIFY(restored);
        QVERIFY(*restored);
        QCOMPARE(connection->state(), session::ConnectionState::SignedIn);
    }
}

QTEST_GUILESS_MAIN(TestDemoSession)
#include "test_demosession.moc"
