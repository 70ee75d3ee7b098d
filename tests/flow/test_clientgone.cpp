// SPDX-License-Identifier: GPL-3.0-or-later
// A client that was registered before, at a server that no longer knows it.
#include "base/errorcodes.h"
#include "net/httpserver.h"
#include "oauth/registration.h"
#include "support/signinbench.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using oauth::StepId;
using oauth::StepState;
using test::SignInBench;
using test::why;

class TestClientGone : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void registersAgainInTheSameSignIn_data();
    void registersAgainInTheSameSignIn();
    void registersAgainBeforeTheBrowserOpens();
    void registersAgainOnce();
    void leavesATypedClientAlone();
    void registersAgainWhenThePersonSaysSo();
    void T052_registersAgainWhenItsPortsAreTaken();
};

void TestClientGone::registersAgainInTheSameSignIn_data()
{
    QTest::addColumn<QByteArray>("said");
    for (const char *said : { "invalid_client", "unauthorized_client", "connected_app_not_found" })
        QTest::newRow(said) << QByteArray(said);
}

void TestClientGone::registersAgainInTheSameSignIn()
{
    QFETCH(QByteArray, said);
    SignInBench bench;
    bench.idp.clientGoneError = said;
    QVERIFY(bench.signIn());
    bench.idp.forgottenClients = { "stub-client-1" };
    const auto grant = bench.signIn();
    QVERIFY2(grant, why(grant).constData());
    QCOMPARE(grant->client.clientId, QByteArray("stub-client-2"));
    QCOMPARE(bench.idp.count("/register"), 2);
    QCOMPARE(bench.clients.clients.size(), 1);
    QCOMPARE(bench.clients.clients.first().first.clientId, QByteArray("stub-client-2"));
    QCOMPARE(bench.last->step(StepId::Client)->state(), StepState::Noted);
    // nothing of the first attempt is used in the second
    const auto authorizations = bench.idp.requests("/authorize");
    QCOMPARE(authorizations.size(), 3);
    for (const char *fresh : { "state", "nonce", "code_challenge" })
        QVERIFY(authorizations[1].parameter(fresh) != authorizations[2].parameter(fresh));
    QVERIFY(bench.signIn());
    QCOMPARE(bench.idp.count("/register"), 2);
}

void TestClientGone::registersAgainBeforeTheBrowserOpens()
{
    SignInBench bench;
    bench.idp.takesPushedRequests = true;
    auto request = bench.request();
    request.alwaysPush = true;
    QVERIFY(bench.signIn(request));
    bench.idp.forgottenClients = { "stub-client-1" };
    const auto grant = bench.signIn(request);
    QVERIFY2(grant, why(grant).constData());
    QCOMPARE(bench.idp.count("/register"), 2);
    QCOMPARE(bench.browser.opened().size(), 2); // one for each sign-in
}

void TestClientGone::registersAgainOnce()
{
    SignInBench bench;
    QVERIFY(bench.signIn());
    bench.idp.forgottenClients = { "stub-client-1", "stub-client-2", "stub-client-3" };
    const auto grant = bench.signIn();
    QVERIFY(!grant);
    QCOMPARE(grant.error().code, base::code::secretDemanded);
    QCOMPARE(bench.idp.count("/register"), 2);
    QCOMPARE(bench.idp.count("/authorize"), 3);
}

void TestClientGone::leavesATypedClientAlone()
{
    SignInBench bench;
    bench.idp.forgottenClients = { "mine" };
    auto request = bench.request();
    request.clientId = "mine";
    const auto grant = bench.signIn(request);
    QVERIFY(!grant);
    QCOMPARE(grant.error().code, base::code::tokenError);
    QCOMPARE(bench.idp.count("/register"), 0);
}

void TestClientGone::registersAgainWhenThePersonSaysSo()
{
    SignInBench bench;
    QVERIFY(bench.signIn());
    bench.browser.isAbandoned = true; // its page shows an error, and nothing comes back
    auto flow = bench.flow(bench.request());
    QVERIFY(!flow->canRegisterAgain());
    flow->start();
    QTRY_COMPARE(bench.browser.opened().size(), 2);
    QVERIFY(flow->canRegisterAgain());
    bench.browser.isAbandoned = false;
    QSignalSpy finished(flow.get(), &base::Operation::finished);
    flow->registerAgain();
    QVERIFY(!flow->canRegisterAgain());
    QTRY_COMPARE(finished.count(), 1);
    QVERIFY2(flow->result(), why(flow->result()).constData());
    QCOMPARE(flow->result()->client.clientId, QByteArray("stub-client-2"));
    QCOMPARE(bench.idp.count("/register"), 2);
}

/// A server that knows whole addresses only, port and all.
void TestClientGone::T052_registersAgainWhenItsPortsAreTaken()
{
    SignInBench bench;
    net::HttpServer taken;
    QVERIFY(taken.listen(QHostAddress(QHostAddress::LocalHost), 0));
    const QByteArray path = oauth::callbackPath(bench.idp.issuer());
    const QByteArray portOnly = "http://127.0.0.1:" + QByteArray::number(taken.port()) + path;
    oauth::ServerMetadata server;
    server.issuer = bench.idp.issuer();
    server.tokenEndpointAuthMethods = { "client_secret_basic", "client_secret_post", "none" };
    bench.clients.remember({ .issuer = bench.idp.issuer(),
                               .clientId = "stub-client-0",
                               .origin = "registered",
                               .redirectUris = { portOnly } },
        oauth::registrationProfile(server));
    const auto grant = bench.signIn();
    QVERIFY2(grant, why(grant).constData());
    QCOMPARE(grant->client.clientId, QByteArray("stub-client-1"));
    QCOMPARE(bench.idp.count("/register"), 1);
    QCOMPARE(bench.browser.opened().size(), 1);
    const auto body = json::parseObject(bench.idp.requests("/register").first().body, u"The registration"_s);
    QVERIFY(json::stringList(*body, "redirect_uris")->size() > oauth::redirectUris(server.issuer).size());
    const QByteArray used = bench.idp.requests("/authorize").first().parameter("redirect_uri");
    QVERIFY(used != portOnly);
    QVERIFY(bench.clients.clients.first().first.redirectUris.contains(used)
        || bench.clients.clients.first().first.redirectUris.contains("http://127.0.0.1" + path));
}

QTEST_GUILESS_MAIN(TestClientGone)
#include "test_clientgone.moc"
