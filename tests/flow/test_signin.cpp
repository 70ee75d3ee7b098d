// SPDX-License-Identifier: GPL-3.0-or-later
// Sign-ins from the first request to the keychain, against the stub provider.
#include "support/signinbench.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using oauth::StepId;
using oauth::StepState;
using test::SignInBench;
using test::why;

class TestSignIn : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void goesThroughEightStepsAndKeepsTheRefreshToken();
    void sendsTheResourceEverywhereAndTheVerifierOnlyToTheTokenEndpoint();
    void registersOnceForTwentySignIns();
    void cancelsAtEveryStepAndLeavesNothingOpen_data();
    void cancelsAtEveryStepAndLeavesNothingOpen();
    void mayBeDeletedAtEveryStep_data();
    void mayBeDeletedAtEveryStep();
    void declinedConsentOpensNoBrowser();
    void asksOnlyForTheScopesLeftTicked();
    void goesOnWhenTheBrowserCannotBeOpened();
    void givesUpAtTheDeadline();
    void succeedsWithoutAKeychain();
    void removesTheOldEntryWhenNoRefreshTokenCame();
    void signsInAtABareIssuer();
    void findsTheServerOfAnOlderMcpServer();
    void neverNeedsTheSecondDocument();
    void authenticatesAConfidentialClient();
    void saysNothingOfAPersonWithoutAnIdToken();
};

namespace {

std::optional<StepId> awaited(const oauth::SignInFlow &flow)
{
    for (const oauth::SignInStep *step : flow.steps()) {
        if (step->state() == StepState::Running || step->state() == StepState::AwaitingPerson)
            return step->id();
    }
    return std::nullopt;
}

/// What a step asks for; nothing when it asks nobody.
QByteArray askedAt(StepId id)
{
    switch (id) {
    case StepId::Resource:
        return "/.well-known/oauth-protected-resource/mcp";
    case StepId::Server:
        return "/.well-known/oauth-authorization-server";
    case StepId::Client:
        return "/register";
    case StepId::Exchange:
        return "/token";
    case StepId::IdToken:
        return "/jwks";
    case StepId::Consent:
    case StepId::Browser:
    case StepId::Keep:
        break;
    }
    return {};
}

/// Makes the sign-in stop and wait at one step; nobody agrees at the one of consent.
void stallAt(SignInBench &bench, StepId id)
{
    if (const QByteArray path = askedAt(id); !path.isEmpty())
        bench.idp.silent.insert(path);
    else if (id == StepId::Browser)
        bench.browser.isAbandoned = true;
    else if (id == StepId::Keep)
        bench.secrets.setMood(secrets::MemorySecretStore::Mood::Silent);
}

void addSteps()
{
    QTest::addColumn<int>("step");
    const char *const names[] = { "1 resource", "2 server", "3 client", "4 consent", "5 browser",
        "6 exchange", "7 ID token", "8 keep" };
    for (int i = 0; i < 8; ++i)
        QTest::newRow(names[i]) << i;
}

std::unique_ptr<oauth::SignInFlow> stalledFlow(SignInBench &bench, StepId id)
{
    stallAt(bench, id);
    auto flow = id == StepId::Consent
        ? std::make_unique<oauth::SignInFlow>(bench.services(), bench.request(), nullptr)
        : bench.flow(bench.request());
    flow->start();
    if (!QTest::qWaitFor([&flow, id] { return awaited(*flow) == id; }, 10000))
        return nullptr;
    const QByteArray path = askedAt(id); // what that step sends has been seen
    if (!path.isEmpty() && !QTest::qWaitFor([&bench, path] { return bench.idp.count(path) > 0; }, 10000))
        return nullptr;
    return flow;
}

bool isFree(quint16 port)
{
    net::HttpServer probe;
    return bool(probe.listen(QHostAddress(QHostAddress::LocalHost), port));
}

} // namespace

void TestSignIn::goesThroughEightStepsAndKeepsTheRefreshToken()
{
    SignInBench bench;
    const auto grant = bench.signIn();
    QVERIFY2(grant, why(grant).constData());
    QCOMPARE(bench.last->steps().size(), 8);
    for (const oauth::SignInStep *step : bench.last->steps()) {
        QVERIFY2(step->state() == StepState::Done, qPrintable(step->title() + u": "_s + step->outcome()));
        QVERIFY(!step->outcome().isEmpty());
        QVERIFY(step->duration());
    }
    QVERIFY(bench.last->step(StepId::Server)->outcome()
        == u"2 documents merged · PKCE S256 · registration open"_s);
    QCOMPARE(grant->server.issuer, bench.idp.issuer());
    QCOMPARE(grant->resource, bench.idp.resource());
    QVERIFY(grant->identity.isVerified);
    QCOMPARE(grant->identity.name, u"Ada Stub"_s);
    QVERIFY(!grant->tokens.accessToken.isEmpty());
    QCOMPARE(bench.last->resourceMetadata()->resourceName, u"Stub boards"_s);
    QVERIFY(bench.secrets.journal().contains(u"write "_s + oauth::refreshTokenKey(u"stub"_s)));
    QCOMPARE(bench.idp.count("/token"), 1);
    QCOMPARE(bench.browser.opened().size(), 1);
}

void TestSignIn::sendsTheResourceEverywhereAndTheVerifierOnlyToTheTokenEndpoint()
{
    SignInBench bench;
    QVERIFY(bench.signIn());
    const auto authorize = bench.idp.requests("/authorize").first();
    const auto token = bench.idp.requests("/token").first();
    QCOMPARE(authorize.parameter("resource"), bench.idp.resource());
    QCOMPARE(token.parameter("resource"), bench.idp.resource());
    QCOMPARE(authorize.parameter("code_challenge_method"), QByteArray("S256"));
    QCOMPARE(authorize.parameter("prompt"), QByteArray("consent"));
    QCOMPARE(authorize.parameter("scope"), QByteArray("openid profile email boards.read offline_access"));
    QVERIFY(authorize.parameter("code_verifier").isEmpty());
    QVERIFY(!token.parameter("code_verifier").isEmpty());
    QVERIFY(token.parameter("client_secret").isEmpty());
    for (const auto &pair : authorize.parameters)
        QCOMPARE(authorize.count(pair.name), 1);
    for (const auto &pair : token.parameters)
        QCOMPARE(token.count(pair.name), 1);
    const auto explained = bench.last->explainedParameters();
    QCOMPARE(explained.size(), authorize.parameters.size());
    for (const auto &parameter : explained)
        QVERIFY(!parameter.purpose.isEmpty());
}

void TestSignIn::registersOnceForTwentySignIns()
{
    SignInBench bench; // T083
    for (int i = 0; i < 20; ++i) {
        const auto grant = bench.signIn();
        QVERIFY2(grant, why(grant).constData());
    }
    QCOMPARE(bench.idp.count("/register"), 1);
    const QByteArray body = bench.idp.requests("/register").first().body;
    QVERIFY(!body.contains(QSysInfo::machineHostName().toUtf8())); // T085
}

void TestSignIn::cancelsAtEveryStepAndLeavesNothingOpen_data()
{
    addSteps();
}

void TestSignIn::cancelsAtEveryStepAndLeavesNothingOpen()
{
    QFETCH(int, step);
    const auto id = static_cast<StepId>(step);
    SignInBench bench;
    auto flow = stalledFlow(bench, id);
    QVERIFY(flow);
    const QUrl redirect(QString::fromLatin1(bench.idp.count("/authorize")
            ? bench.idp.requests("/authorize").first().parameter("redirect_uri")
            : QByteArray()));
    QSignalSpy finished(flow.get(), &base::Operation::finished);
    flow->cancel();
    QCOMPARE(finished.count(), 0); // always later
    QTRY_COMPARE(finished.count(), 1);
    QVERIFY(!flow->result());
    QCOMPARE(flow->result().error().kind, base::ErrorKind::Cancelled);
    QCOMPARE(flow->step(id)->state(), StepState::Cancelled);
    for (int later = step + 1; later < 8; ++later)
        QCOMPARE(flow->steps().at(later)->state(), StepState::Waiting);
    if (redirect.isValid())
        QTRY_VERIFY(isFree(static_cast<quint16>(redirect.port())));
    const qsizetype sent = bench.idp.requests().size();
    QTest::qWait(50);
    QCOMPARE(finished.count(), 1);
    QCOMPARE(bench.idp.requests().size(), sent);
    QVERIFY(bench.secrets.contents().isEmpty());
    flow->cancel();
    flow->agree({});
    flow->decline();
    flow->openBrowserAgain();
    QCoreApplication::processEvents();
    QCOMPARE(finished.count(), 1);
}

void TestSignIn::mayBeDeletedAtEveryStep_data()
{
    addSteps();
}

void TestSignIn::mayBeDeletedAtEveryStep()
{
    QFETCH(int, step);
    SignInBench bench;
    auto flow = stalledFlow(bench, static_cast<StepId>(step));
    QVERIFY(flow);
    flow.reset();
    bench.idp.shutDown(); // what was out is answered with an end
    bench.secrets.setMood(secrets::MemorySecretStore::Mood::Fine);
    const auto &exchanges = bench.log.all();
    QTRY_VERIFY(std::all_of(
        exchanges.begin(), exchanges.end(), [](const auto &exchange) { return exchange.isDone(); }));
}

void TestSignIn::declinedConsentOpensNoBrowser()
{
    SignInBench bench;
    oauth::SignInFlow flow(bench.services(), bench.request(), nullptr);
    connect(&flow, &oauth::SignInFlow::consentNeeded, &flow, [&flow, &bench] {
        const oauth::ConsentRequest &asked = *flow.consentRequest();
        QVERIFY(asked.authorizationHost.startsWith(u"127.0.0.1:"_s)); // as the address bar shows it
        QCOMPARE(asked.resource, bench.idp.resource());
        QCOMPARE(asked.resourceName, u"Stub boards"_s);
        QCOMPARE(asked.scopes.first().scope, QByteArray("openid"));
        QVERIFY(!asked.scopes.first().meaning.isEmpty());
        flow.decline();
    });
    QVERIFY(SignInBench::finish(&flow));
    QCOMPARE(flow.result().error().code, u"OA-166"_s);
    QCOMPARE(flow.result().error().kind, base::ErrorKind::Refused);
    QVERIFY(bench.browser.opened().isEmpty());
    QCOMPARE(bench.idp.count("/authorize"), 0);
}

void TestSignIn::asksOnlyForTheScopesLeftTicked()
{
    SignInBench bench;
    oauth::SignInFlow flow(bench.services(), bench.request(), nullptr);
    connect(&flow, &oauth::SignInFlow::consentNeeded, &flow, [&flow] {
        flow.agree({ "openid", "not.asked.for" });
    });
    QVERIFY(SignInBench::finish(&flow));
    QVERIFY2(flow.result(), why(flow.result()).constData());
    QCOMPARE(bench.idp.requests("/authorize").first().parameter("scope"), QByteArray("openid"));
    QCOMPARE(flow.result()->requestedScopes, QList<QByteArray>{ "openid" });
}

void TestSignIn::goesOnWhenTheBrowserCannotBeOpened()
{
    SignInBench bench;
    bench.browser.isBroken = true;
    auto flow = bench.flow(bench.request());
    QSignalSpy opened(flow.get(), &oauth::SignInFlow::browserOpened);
    QSignalSpy finished(flow.get(), &base::Operation::finished);
    flow->start();
    QVERIFY(opened.wait());
    const oauth::SignInStep *row = flow->step(StepId::Browser);
    QCOMPARE(row->state(), StepState::AwaitingPerson);
    QVERIFY(std::any_of(row->checks().begin(), row->checks().end(),
        [](const base::Check &check) { return check.title.startsWith(u"OA-124"_s); }));
    QVERIFY(!flow->authorizationUrl().isEmpty()); // the person copies the link
    bench.browser.isBroken = false;
    flow->openBrowserAgain();
    QTRY_COMPARE(finished.count(), 1);
    QVERIFY2(flow->result(), why(flow->result()).constData());
    QCOMPARE(bench.browser.opened().at(0), bench.browser.opened().at(1));
}

void TestSignIn::givesUpAtTheDeadline()
{
    SignInBench bench;
    bench.browser.isAbandoned = true;
    auto request = bench.request();
    request.browserDeadline = std::chrono::milliseconds(50);
    const auto grant = bench.signIn(request);
    QVERIFY(!grant);
    QCOMPARE(grant.error().code, u"OA-144"_s);
    QCOMPARE(bench.last->step(StepId::Browser)->state(), StepState::Failed);
}

void TestSignIn::succeedsWithoutAKeychain()
{
    SignInBench bench;
    bench.secrets.setMood(secrets::MemorySecretStore::Mood::Unavailable);
    const auto grant = bench.signIn();
    QVERIFY2(grant, why(grant).constData());
    QCOMPARE(bench.last->keepState(), secrets::KeepState::Unavailable);
    QVERIFY(bench.last->keepError());
    QCOMPARE(bench.last->step(StepId::Keep)->state(), StepState::Noted);
    QCOMPARE(bench.last->step(StepId::Keep)->outcome(), u"This sign-in lasts until you close the program."_s);
}

void TestSignIn::removesTheOldEntryWhenNoRefreshTokenCame()
{
    SignInBench bench; // T092
    QVERIFY(bench.signIn());
    QCOMPARE(bench.secrets.contents().size(), 1);
    bench.idp.issuesRefreshToken = false;
    const auto grant = bench.signIn();
    QVERIFY2(grant, why(grant).constData());
    QVERIFY(grant->tokens.refreshToken.isEmpty());
    QVERIFY(bench.secrets.contents().isEmpty());
    QCOMPARE(bench.last->step(StepId::Keep)->state(), StepState::Skipped);
}

void TestSignIn::signsInAtABareIssuer()
{
    SignInBench bench;
    const auto grant = bench.signIn(bench.request(bench.idp.issuer()));
    QVERIFY2(grant, why(grant).constData());
    QVERIFY(grant->resource.isEmpty());
    QCOMPARE(bench.last->step(StepId::Resource)->state(), StepState::Skipped);
    QCOMPARE(bench.idp.requests("/authorize").first().count("resource"), 0);
    QCOMPARE(bench.idp.requests("/authorize").first().parameter("scope"),
        QByteArray("openid profile email offline_access"));
}

void TestSignIn::findsTheServerOfAnOlderMcpServer()
{
    SignInBench bench;
    bench.idp.statuses.insert("/.well-known/oauth-protected-resource/mcp", 404);
    const auto grant = bench.signIn();
    QVERIFY2(grant, why(grant).constData());
    QCOMPARE(grant->server.issuer, bench.idp.origin());
    QCOMPARE(grant->resource, bench.idp.resource());
}

void TestSignIn::neverNeedsTheSecondDocument()
{
    SignInBench bench;
    bench.idp.statuses.insert("/.well-known/openid-configuration", 404);
    const auto grant = bench.signIn();
    QVERIFY2(grant, why(grant).constData());
    QVERIFY(grant->server.jwksUri.isEmpty());
    QVERIFY(!grant->identity.isVerified); // no keys, no verdict
    QVERIFY(grant->identity.whyNot.contains(u"publishes no keys"_s));
    QCOMPARE(bench.last->step(StepId::IdToken)->state(), StepState::Noted);
}

void TestSignIn::authenticatesAConfidentialClient()
{
    SignInBench bench; // T079
    bench.idp.clientSecret = "s3cret+with/odd%characters&more";
    const auto grant = bench.signIn();
    QVERIFY2(grant, why(grant).constData());
    QCOMPARE(grant->client.authMethod, QByteArray("client_secret_basic"));
    const auto token = bench.idp.requests("/token").first();
    QVERIFY(token.headers.value("Authorization").value_or(QByteArray()).startsWith("Basic "));
    QCOMPARE(token.count("client_secret"), 0);

    SignInBench typed;
    typed.idp.clientSecret = "another+secret";
    typed.idp.serverMembers["token_endpoint_auth_methods_supported"] = json::Array{ "client_secret_post" };
    auto request = typed.request();
    request.clientId = "typed-client";
    request.clientSecret = base::Secret("another+secret");
    const auto second = typed.signIn(request);
    QVERIFY2(second, why(second).constData());
    QCOMPARE(typed.idp.requests("/token").first().parameter("client_secret"), QByteArray("another+secret"));
    QCOMPARE(typed.idp.count("/register"), 0);
}

void TestSignIn::saysNothingOfAPersonWithoutAnIdToken()
{
    SignInBench bench;
    bench.idp.idToken.isIssued = false;
    const auto grant = bench.signIn();
    QVERIFY2(grant, why(grant).constData());
    QVERIFY(!grant->identity.isVerified);
    QCOMPARE(grant->identity.whyNot, u"The server issued no ID token."_s);
    QCOMPARE(bench.last->step(StepId::IdToken)->state(), StepState::Noted);
}

QTEST_GUILESS_MAIN(TestSignIn)
#include "test_signin.moc"
