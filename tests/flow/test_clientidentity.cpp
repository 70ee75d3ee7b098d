// SPDX-License-Identifier: GPL-3.0-or-later
// As whom we sign in, and how that is proven, at servers that differ in what they list.
#include "base/errorcodes.h"
#include "oauth/discovery.h"
#include "support/signinbench.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using oauth::StepId;
using test::SignInBench;
using test::why;

namespace {

const QByteArray documentUrl = "https://client.example/authscope.json";

bool hasCheck(const oauth::SignInStep *step, const QString &words)
{
    return std::any_of(step->checks().begin(), step->checks().end(),
        [&words](const base::Check &check) { return check.title.contains(words); });
}

} // namespace

class TestClientIdentity : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesTheFirstIdentityThereIs_data();
    void takesTheFirstIdentityThereIs();
    void sendsAClientToItsOwnIssuerOnly();
    void choosesTheIssuerOfTheClientAmongSeveral();
    void refusesAMetadataAddress_data();
    void refusesAMetadataAddress();
    void authenticatesAsTheServerLists_data();
    void authenticatesAsTheServerLists();
    void leavesASecretUnusedWhereOnlyNoneIsListed();
    void authenticatesAsTheClientWasRegistered();
    void asksForNoScopeWhereNoneIsNamed();
    void asksForOfflineAccessOnlyWhereTheServerListsIt();
    void takesTheOriginOfAnOldMcpServer();
    void takesTheDefaultPathsOfAnOldMcpServer();
    void guessesNoServerInTheModernEra();
    void asksAnotherIssuerForNothingOfTheOneBefore();
};

void TestClientIdentity::takesTheFirstIdentityThereIs_data()
{
    QTest::addColumn<QByteArray>("typed");
    QTest::addColumn<QByteArray>("document");
    QTest::addColumn<bool>("takesDocuments");
    QTest::addColumn<QByteArray>("clientId");
    QTest::addColumn<int>("registrations");
    QTest::newRow("typed") << QByteArray("mine") << documentUrl << true << QByteArray("mine") << 0;
    QTest::newRow("document") << QByteArray() << documentUrl << true << documentUrl << 0;
    QTest::newRow("document not taken")
        << QByteArray() << documentUrl << false << QByteArray("stub-client-1") << 1;
    QTest::newRow("no document") << QByteArray() << QByteArray() << true << QByteArray("stub-client-1") << 1;
}

void TestClientIdentity::takesTheFirstIdentityThereIs()
{
    QFETCH(QByteArray, typed);
    QFETCH(QByteArray, document);
    QFETCH(QByteArray, clientId);
    QFETCH(int, registrations);
    SignInBench bench;
    QFETCH(bool, takesDocuments);
    bench.idp.serverMembers["client_id_metadata_document_supported"] = takesDocuments;
    auto request = bench.request();
    request.clientId = typed;
    request.clientMetadataUrl = document;
    const auto grant = bench.signIn(request);
    QVERIFY2(grant, why(grant).constData());
    QCOMPARE(bench.idp.requests("/authorize").first().parameter("client_id"), clientId);
    QCOMPARE(bench.idp.requests("/token").first().parameter("client_id"), clientId);
    QCOMPARE(bench.idp.count("/register"), registrations);
    QCOMPARE(grant->client.authMethod, QByteArray("none"));
    const QByteArray redirect = bench.idp.requests("/authorize").first().parameter("redirect_uri");
    QCOMPARE(redirect.endsWith("/callback"), registrations == 0);
}

void TestClientIdentity::sendsAClientToItsOwnIssuerOnly()
{
    SignInBench bench;
    bench.idp.clientSecret = "the-secret-of-another-place";
    auto request = bench.request();
    request.clientId = "mine";
    request.clientSecret = base::Secret(bench.idp.clientSecret);
    request.clientIssuer = "https://elsewhere.example";
    const auto refused = bench.signIn(request);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, base::code::clientOfAnother);
    QCOMPARE(bench.idp.count("/authorize") + bench.idp.count("/token") + bench.idp.count("/register"), 0);

    request.clientIssuer = bench.idp.issuer();
    const auto grant = bench.signIn(request);
    QVERIFY2(grant, why(grant).constData());
}

void TestClientIdentity::choosesTheIssuerOfTheClientAmongSeveral()
{
    SignInBench bench;
    bench.idp.resourceMembers["authorization_servers"]
        = json::Array{ "https://elsewhere.example", json::string(bench.idp.issuer()) };
    auto request = bench.request();
    request.clientId = "mine";
    request.clientIssuer = bench.idp.issuer();
    const auto grant = bench.signIn(request);
    QVERIFY2(grant, why(grant).constData());
    QCOMPARE(grant->server.issuer, bench.idp.issuer());
}

void TestClientIdentity::refusesAMetadataAddress_data()
{
    QTest::addColumn<QByteArray>("address");
    QTest::newRow("no path") << QByteArray("https://client.example/");
    QTest::newRow("not encrypted") << QByteArray("http://127.0.0.1/client.json");
    QTest::newRow("fragment") << QByteArray("https://client.example/c.json#me");
    QTest::newRow("dots") << QByteArray("https://client.example/a/../c.json");
}

void TestClientIdentity::refusesAMetadataAddress()
{
    SignInBench bench;
    bench.idp.serverMembers["client_id_metadata_document_supported"] = true;
    auto request = bench.request();
    QFETCH(QByteArray, address);
    request.clientMetadataUrl = address;
    const auto refused = bench.signIn(request);
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, base::ErrorKind::Usage);
    QVERIFY(bench.browser.opened().isEmpty());
    QCOMPARE(bench.idp.count("/register"), 0);
}

void TestClientIdentity::authenticatesAsTheServerLists_data()
{
    QTest::addColumn<QByteArray>("listed");
    QTest::addColumn<QByteArray>("registered");
    QTest::addColumn<QByteArray>("used");
    QTest::newRow("basic only") << QByteArray("client_secret_basic") << QByteArray()
                                << QByteArray("client_secret_basic");
    QTest::newRow("post only") << QByteArray("client_secret_post") << QByteArray()
                               << QByteArray("client_secret_post");
    QTest::newRow("both") << QByteArray("client_secret_post client_secret_basic") << QByteArray()
                          << QByteArray("client_secret_basic");
    QTest::newRow("nothing listed") << QByteArray() << QByteArray() << QByteArray("client_secret_basic");
    QTest::newRow("the registration decides")
        << QByteArray("client_secret_basic") << QByteArray("client_secret_post")
        << QByteArray("client_secret_post");
}

/// Exchange, refresh and revocation alike, with a secret that needs encoding.
void TestClientIdentity::authenticatesAsTheServerLists()
{
    QFETCH(QByteArray, listed);
    QFETCH(QByteArray, registered);
    QFETCH(QByteArray, used);
    SignInBench bench;
    bench.idp.clientSecret = "s3cret+with/odd%characters&more: \xC3\xA9";
    json::Array methods;
    for (const QByteArray &method : oauth::splitScopes(listed))
        methods.emplace_back(json::string(method));
    if (methods.empty())
        bench.idp.serverRemoved.append("token_endpoint_auth_methods_supported");
    bench.idp.serverMembers["token_endpoint_auth_methods_supported"] = methods;
    if (registered.isEmpty())
        bench.idp.registrationRemoved.append("token_endpoint_auth_method");
    else
        bench.idp.registrationMembers["token_endpoint_auth_method"] = json::string(registered);
    const auto grant = bench.signIn();
    QVERIFY2(grant, why(grant).constData());
    QCOMPARE(grant->client.authMethod, used);

    oauth::TokenKeeper keeper(bench.services(), u"stub"_s, nullptr);
    keeper.adopt(*grant, secrets::KeepState::Kept);
    auto *refresh = keeper.refresh(this);
    QSignalSpy refreshed(refresh, &base::Operation::finished);
    refresh->start();
    QVERIFY(refreshed.wait(120000));
    QVERIFY2(refresh->result(), why(refresh->result()).constData());
    auto *revocation = new oauth::Revocation(bench.services(), keeper.grant(), u"stub"_s, this);
    QSignalSpy revoked(revocation, &base::Operation::finished);
    revocation->start();
    QVERIFY(revoked.wait(120000));
    QVERIFY2(revocation->result(), why(revocation->result()).constData());

    const auto requests = bench.idp.requests("/token") + bench.idp.requests("/revoke");
    QCOMPARE(requests.size(), 4);
    for (const test::StubRequest &request : requests) {
        QCOMPARE(request.headers.contains("Authorization"), used == "client_secret_basic");
        QCOMPARE(request.count("client_secret"), used == "client_secret_post" ? 1 : 0);
    }
}

void TestClientIdentity::leavesASecretUnusedWhereOnlyNoneIsListed()
{
    SignInBench bench; // mcp.md 3.1, 17
    bench.idp.serverMembers["token_endpoint_auth_methods_supported"] = json::Array{ "none" };
    bench.idp.registrationMembers["client_secret"] = "a-secret-nobody-needs";
    bench.idp.registrationRemoved.append("token_endpoint_auth_method");
    const auto grant = bench.signIn();
    QVERIFY2(grant, why(grant).constData());
    QCOMPARE(grant->client.authMethod, QByteArray("none"));
    QVERIFY(grant->client.clientSecret.isEmpty());
    QVERIFY(!bench.idp.requests("/token").first().body.contains("a-secret-nobody-needs"));
}

/// What the person says of the typed client goes before what the server lists first.
void TestClientIdentity::authenticatesAsTheClientWasRegistered()
{
    SignInBench bench;
    bench.idp.clientSecret = "the-secret-that-was-typed-in";
    auto request = bench.request();
    request.clientId = "mine";
    request.clientSecret = base::Secret(bench.idp.clientSecret);
    request.clientAuthMethod = "client_secret_post";
    const auto grant = bench.signIn(request);
    QVERIFY2(grant, why(grant).constData());
    QCOMPARE(bench.idp.requests("/token").first().parameter("client_secret"), bench.idp.clientSecret);
    QVERIFY(!bench.idp.requests("/token").first().headers.contains("Authorization"));
}

void TestClientIdentity::asksForNoScopeWhereNoneIsNamed()
{
    SignInBench bench;
    bench.idp.resourceRemoved.append("scopes_supported");
    const auto grant = bench.signIn();
    QVERIFY2(grant, why(grant).constData());
    QCOMPARE(bench.idp.requests("/authorize").first().count("scope"), 0);
}

void TestClientIdentity::asksForOfflineAccessOnlyWhereTheServerListsIt()
{
    SignInBench bench;
    bench.idp.resourceMembers["scopes_supported"] = json::Array{ "boards.read", "offline_access" };
    QVERIFY(bench.signIn());
    QCOMPARE(bench.idp.requests("/authorize").first().parameter("scope"),
        QByteArray("boards.read offline_access"));
    bench.idp.serverMembers["scopes_supported"] = json::Array{ "boards.read" };
    QVERIFY(bench.signIn());
    QCOMPARE(bench.idp.requests("/authorize").last().parameter("scope"), QByteArray("boards.read"));
}

void TestClientIdentity::takesTheOriginOfAnOldMcpServer()
{
    SignInBench bench;
    bench.idp.statuses.insert("/.well-known/oauth-protected-resource/mcp", 404);
    auto request = bench.request();
    request.challenges = { { .scheme = "bearer" } };
    const auto grant = bench.signIn(request);
    QVERIFY2(grant, why(grant).constData());
    QCOMPARE(grant->server.issuer, bench.idp.origin());
    QCOMPARE(grant->resource, bench.idp.resource());
    QCOMPARE(bench.idp.count("/.well-known/oauth-authorization-server/mcp"), 0);
    QVERIFY(hasCheck(bench.last->step(StepId::Server), u"2025-03-26"_s));
}

void TestClientIdentity::takesTheDefaultPathsOfAnOldMcpServer()
{
    SignInBench bench;
    for (const char *path : { "/.well-known/oauth-protected-resource/mcp",
             "/.well-known/oauth-authorization-server", "/.well-known/openid-configuration" })
        bench.idp.statuses.insert(path, 404);
    bench.idp.sendsIss = false;
    bench.idp.idToken.isIssued = false;
    auto request = bench.request();
    request.isResource = true;
    const auto grant = bench.signIn(request);
    QVERIFY2(grant, why(grant).constData());
    QCOMPARE(bench.idp.count("/register"), 1);
    const test::StubRequest authorization = bench.idp.requests("/authorize").first();
    QCOMPARE(authorization.parameter("code_challenge_method"), QByteArray("S256"));
    QCOMPARE(authorization.parameter("resource"), bench.idp.resource());
    QVERIFY(hasCheck(bench.last->step(StepId::Server), u"older MCP servers"_s));
}

void TestClientIdentity::guessesNoServerInTheModernEra()
{
    SignInBench bench;
    bench.idp.statuses.insert("/.well-known/oauth-protected-resource/mcp", 404);
    auto request = bench.request();
    request.isResource = true;
    request.allowsOriginFallback = false;
    const auto refused = bench.signIn(request);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, base::code::noMetadata);
    QCOMPARE(bench.idp.count("/.well-known/oauth-authorization-server"), 0);
    QCOMPARE(bench.idp.count("/register") + bench.idp.count("/authorize"), 0);
}

void TestClientIdentity::asksAnotherIssuerForNothingOfTheOneBefore()
{
    SignInBench bench;
    auto request = bench.request();
    request.rememberedIssuer = "https://before.example";
    request.heldScopes = { "scope.of.before" };
    auto flow = bench.flow(request);
    QVERIFY(SignInBench::finish(flow.get()));
    QVERIFY2(flow->result(), why(flow->result()).constData());
    QVERIFY(!bench.idp.requests("/authorize").first().parameter("scope").contains("scope.of.before"));

    request.rememberedIssuer = bench.idp.issuer();
    flow = bench.flow(request);
    QVERIFY(SignInBench::finish(flow.get()));
    QVERIFY(bench.idp.requests("/authorize").last().parameter("scope").contains("scope.of.before"));
}

QTEST_GUILESS_MAIN(TestClientIdentity)
#include "test_clientidentity.moc"
