// SPDX-License-Identifier: GPL-3.0-or-later
// Sign-ins without a browser: what is sent where, what is refused, and that none of it is shown or tried
// twice.
#include "base/errorcodes.h"
#include "base/text.h"
#include "jose/jwt.h"
#include "jose/sharedsecret.h"
#include "session/ownkeys.h"
#include "support/engine.h"
#include "support/protectedmcp.h"

#include <QDir>

using namespace Qt::StringLiterals;
using namespace authscope;
using test::Engine;
using test::ProtectedMcp;

namespace {

/// A busy machine may take its time.
constexpr int patience = 120000;

template <class T>
base::Result<T> finished(base::ResultOperation<T> *operation)
{
    return test::outcome(operation, patience);
}

const QByteArray idJag = "urn:ietf:params:oauth:token-type:id-jag";
const QByteArray jwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";

QByteArray parameter(const net::ServerRequest &request, const QByteArray &name)
{
    for (const base::FormPair &pair : base::decodeForm(request.body).value_or(QList<base::FormPair>())) {
        if (pair.name == name)
            return pair.value;
    }
    return {};
}

/// Of the store, with what is not yet in its main file.
QByteArray everythingIn(const QString &folder)
{
    QByteArray out;
    for (const QFileInfo &info : QDir(folder).entryInfoList(QDir::Files)) {
        QFile file(info.filePath());
        if (file.open(QIODevice::ReadOnly))
            out += file.readAll();
    }
    return out;
}

} // namespace

class TestDirectGrant : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void signsInWithAClientSecret();
    void signsInWithAKey_data();
    void signsInWithAKey();
    void knowsTheKeysItProvesItselfWith();
    void refusesAKeyOfTheWrongType();
    void signsInThroughTheEnterprise();
    void stopsAtAnAssertionOfAnotherType();
    void stopsWhenTheProviderRefuses();
    void signsInAsAWorkload();
    void triesARefusedAssertionOnce();
    void doesNotLoopWhenTheTokenIsRefused();
    void asksForMoreScopesNever();
    void needsAClientId();
    void needsNoAuthorizationEndpoint();
    void signsInByItselfAfterARestart();
    void saysWhenTheKeychainKeepsItsSecret();
    void showsNoSecret();

private:
    void start();
    void use(const oauth::GrantInput &input, const base::Secret &clientSecret = {});
    base::Result<mcp::ToolResult> call()
    {
        return finished(m_connection->callTool(u"read_board"_s, {}, this));
    }
    QByteArray shown() const;

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<secrets::MemorySecretStore> m_secrets;
    std::unique_ptr<test::ScriptedServer> m_as;
    std::unique_ptr<ProtectedMcp> m_mcp;
    std::unique_ptr<Engine> m_engine;
    session::Connection *m_connection = nullptr;
    json::Object m_metadata;
    int m_tokens = 0;
};

void TestDirectGrant::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_secrets = std::make_unique<secrets::MemorySecretStore>();
    m_as = std::make_unique<test::ScriptedServer>();
    m_mcp = std::make_unique<ProtectedMcp>();
    m_mcp->issuer = m_as->origin();
    m_mcp->members["scopes_supported"] = json::Array{ "boards.read" };
    m_metadata = { { "issuer", json::string(m_as->origin()) },
        { "authorization_endpoint", json::string(m_as->url("/authorize")) },
        { "token_endpoint", json::string(m_as->url("/token")) },
        { "registration_endpoint", json::string(m_as->url("/register")) },
        { "scopes_supported", json::Array{ "boards.read", "offline_access" } } };
    m_as->on("GET", "/.well-known/oauth-authorization-server",
        [this](const net::ServerRequest &) { return test::jsonAnswer(json::compact(m_metadata)); });
    m_as->on("POST", "/token", [this](const net::ServerRequest &) {
        return test::jsonAnswer(R"({"access_token":"direct-token-)" + QByteArray::number(++m_tokens)
            + R"(","token_type":"Bearer","expires_in":3600,"refresh_token":"unwanted-refresh-token"})");
    });
    m_as->on("POST", "/idp", [](const net::ServerRequest &) {
        return test::jsonAnswer(R"({"access_token":"the-identity-assertion","issued_token_type":")" + idJag
            + R"(","token_type":"N_A","expires_in":300})");
    });
    start();
}

void TestDirectGrant::start()
{
    m_engine = std::make_unique<Engine>(m_dir->path(), m_secrets.get(), nullptr);
    QVERIFY(m_engine->workspace->load(false));
    const auto added = m_engine->workspace->add(m_mcp->resource());
    QVERIFY(added);
    m_connection = *added;
}

void TestDirectGrant::cleanup()
{
    m_engine.reset();
    m_mcp.reset();
    m_as.reset();
}

void TestDirectGrant::use(const oauth::GrantInput &input, const base::Secret &clientSecret)
{
    auto settings = m_connection->settings();
    settings.clientId = "direct client";
    QVERIFY(m_connection->setSettings(settings, clientSecret));
    QVERIFY(m_connection->setGrantInput(input));
    QCOMPARE(m_connection->settings().grantKind, oauth::kindOf(input));
    QCOMPARE(m_connection->settings().clientId, QByteArray("direct client"));
}

QByteArray TestDirectGrant::shown() const
{
    QByteArray out;
    for (const net::Exchange &exchange : m_engine->log.all()) {
        out += exchange.url + exchange.requestBody + exchange.responseBody;
        for (const net::Headers &headers : { exchange.requestHeaders, exchange.responseHeaders }) {
            for (const net::Header &header : headers.all())
                out += header.name + ": " + header.value + '\n';
        }
    }
    if (const oauth::SignInFlow *flow = m_connection->signInFlow()) {
        for (const oauth::SignInStep *step : flow->steps()) {
            out += step->outcome().toUtf8();
            for (const base::Check &check : step->checks())
                out += check.title.toUtf8() + check.found.toUtf8() + check.expected.toUtf8();
        }
        if (!flow->result())
            out += base::oneLine(flow->result().error()).toUtf8();
    }
    return out;
}

void TestDirectGrant::signsInWithAClientSecret()
{
    use(oauth::ClientCredentialsInput(), base::Secret("s3cret: of+itself"));
    const auto result = call();
    QVERIFY2(result, qPrintable(base::oneLine(result ? base::Error() : result.error())));
    QCOMPARE(m_as->count("POST", "/token"), 1);
    const net::ServerRequest token = m_as->requests("POST", "/token").first();
    QCOMPARE(parameter(token, "grant_type"), QByteArray("client_credentials"));
    QCOMPARE(parameter(token, "resource"), m_mcp->resource());
    QCOMPARE(parameter(token, "scope"), QByteArray("boards.read")); // no offline_access for nobody
    QCOMPARE(token.headers.value("Authorization"),
        "Basic " + QByteArray("direct+client:s3cret%3A+of%2Bitself").toBase64());
    QCOMPARE(m_as->count("GET", "/authorize") + m_as->count("POST", "/register"), 0);
    QVERIFY(!m_connection->tokens().canRefresh());
    QCOMPARE(m_mcp->asked.last().authorization, QByteArray("Bearer direct-token-1"));
    QCOMPARE(m_connection->signInFlow()->step(oauth::StepId::Browser)->state(), oauth::StepState::Skipped);
}

void TestDirectGrant::signsInWithAKey_data()
{
    QTest::addColumn<QByteArray>("algorithm");
    for (const char *name : { "ES256", "RS256", "PS256", "EdDSA" })
        QTest::newRow(name) << QByteArray(name);
}

void TestDirectGrant::signsInWithAKey()
{
    QFETCH(QByteArray, algorithm);
    const auto pair = jose::KeyPair::generate(*jose::algorithmFromName(algorithm), "key-7");
    use(oauth::ClientCredentialsInput{ algorithm, "key-7", base::Secret(pair.toPem()) });
    QVERIFY(call());
    const net::ServerRequest token = m_as->requests("POST", "/token").first();
    QVERIFY(!token.headers.contains("Authorization"));
    QCOMPARE(parameter(token, "client_assertion_type"),
        QByteArray("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
    const auto jwt = jose::parseJwt(parameter(token, "client_assertion"));
    QVERIFY(jwt);
    QVERIFY(jose::verify(jwt->jws, jose::JwkSet::fromKeys({ pair.publicKey() })));
    QCOMPARE(jwt->jws.kid(), QByteArray("key-7"));
    QCOMPARE(jwt->text("iss"), QByteArray("direct client"));
    QCOMPARE(jwt->text("sub"), QByteArray("direct client"));
    QCOMPARE(jwt->audience(), QList<QByteArray>{ m_as->origin() });
    QVERIFY(jwt->text("jti") && jwt->time("iat") && jwt->time("exp"));
    QVERIFY(*jwt->time("exp") - *jwt->time("iat") <= std::chrono::minutes(5));
    for (const QByteArray &line : pair.toPem().split('\n'))
        QVERIFY(line.size() < 20 || line.startsWith('-') || !shown().contains(line));
    QVERIFY(!shown().contains(parameter(token, "client_assertion")));
}

void TestDirectGrant::knowsTheKeysItProvesItselfWith()
{
    QVERIFY(session::ownKeys(*m_connection).isEmpty());
    const jose::KeyPair pair = jose::KeyPair::generate(jose::Algorithm::ES256, {});
    use(oauth::ClientCredentialsInput{ "ES256", {}, base::Secret(pair.toPem()) });
    QVERIFY(session::ownKeys(*m_connection).contains(pair.publicKey().thumbprint()));
    QVERIFY2(call(), "and as long as it is signed in");
    QVERIFY(session::ownKeys(*m_connection).contains(pair.publicKey().thumbprint()));

    const base::Secret secret("client-secret");
    use(oauth::ClientCredentialsInput(), secret);
    QSignalSpy ended(m_connection->signIn(u"Pressed"_s), &base::Operation::finished);
    QVERIFY(ended.wait(patience));
    QVERIFY(session::ownKeys(*m_connection).contains(jose::SharedSecret(secret).thumbprint()));
}

void TestDirectGrant::refusesAKeyOfTheWrongType()
{
    const auto pair = jose::KeyPair::generate(jose::Algorithm::ES256, {});
    use(oauth::ClientCredentialsInput{ "RS256", {}, base::Secret(pair.toPem()) });
    const auto result = call();
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::keyUnusable);
    QCOMPARE(m_as->count("POST", "/token"), 0);

    use(oauth::ClientCredentialsInput{ "HS256", {}, base::Secret(pair.toPem()) });
    QVERIFY(!call());
    QCOMPARE(m_as->count("POST", "/token"), 0);
}

void TestDirectGrant::signsInThroughTheEnterprise()
{
    use(oauth::EnterpriseInput{ m_as->url("/idp"), "idp-client", {}, base::Secret("the-persons-id-token") },
        base::Secret("client-secret"));
    const auto result = call();
    QVERIFY2(result, qPrintable(base::oneLine(result ? base::Error() : result.error())));
    const net::ServerRequest exchange = m_as->requests("POST", "/idp").first();
    QCOMPARE(
        parameter(exchange, "grant_type"), QByteArray("urn:ietf:params:oauth:grant-type:token-exchange"));
    QCOMPARE(parameter(exchange, "requested_token_type"), idJag);
    QCOMPARE(parameter(exchange, "subject_token"), QByteArray("the-persons-id-token"));
    QCOMPARE(
        parameter(exchange, "subject_token_type"), QByteArray("urn:ietf:params:oauth:token-type:id_token"));
    QCOMPARE(parameter(exchange, "audience"), m_as->origin());
    QCOMPARE(parameter(exchange, "resource"), m_mcp->resource());
    QCOMPARE(parameter(exchange, "client_id"), QByteArray("idp-client"));
    QVERIFY(!exchange.headers.contains("Authorization"));
    const net::ServerRequest token = m_as->requests("POST", "/token").first();
    QCOMPARE(parameter(token, "grant_type"), jwtBearer);
    QCOMPARE(parameter(token, "assertion"), QByteArray("the-identity-assertion"));
    QCOMPARE(parameter(token, "resource"), m_mcp->resource());
    QVERIFY(token.headers.value("Authorization").value_or("").startsWith("Basic "));
    QVERIFY(!token.body.contains("the-persons-id-token"));
}

void TestDirectGrant::stopsAtAnAssertionOfAnotherType()
{
    m_as->on("POST", "/idp",
        test::jsonAnswer(R"({"access_token":"not-an-assertion","token_type":"Bearer","issued_token_type":)"
                         R"("urn:ietf:params:oauth:token-type:access_token"})"));
    use(oauth::EnterpriseInput{ m_as->url("/idp"), "idp-client", {}, base::Secret("the-persons-id-token") },
        base::Secret("client-secret"));
    const auto result = call();
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::tokenError);
    QCOMPARE(m_as->count("POST", "/token"), 0);
}

void TestDirectGrant::stopsWhenTheProviderRefuses()
{
    m_as->on("POST", "/idp",
        test::jsonAnswer(
            R"({"error":"invalid_grant","error_description":"the-persons-id-token is too old"})", 400));
    use(oauth::EnterpriseInput{ m_as->url("/idp"), "idp-client", {}, base::Secret("the-persons-id-token") },
        base::Secret("client-secret"));
    const auto result = call();
    QVERIFY(!result);
    QVERIFY(result.error().serverSays.contains(u"is too old"_s));
    QVERIFY(!result.error().serverSays.contains(u"the-persons-id-token"_s));
    QCOMPARE(m_as->count("POST", "/idp"), 1);
    QCOMPARE(m_as->count("POST", "/token"), 0);
}

void TestDirectGrant::signsInAsAWorkload()
{
    m_metadata["token_endpoint_auth_methods_supported"] = json::Array{ "none" };
    use(oauth::WorkloadInput{ base::Secret("the-workloads-assertion") });
    QVERIFY(call());
    const net::ServerRequest token = m_as->requests("POST", "/token").first();
    QCOMPARE(parameter(token, "grant_type"), jwtBearer);
    QCOMPARE(parameter(token, "assertion"), QByteArray("the-workloads-assertion"));
    QCOMPARE(parameter(token, "client_id"), QByteArray("direct client"));
    QCOMPARE(m_as->count("POST", "/token"), 1);
}

void TestDirectGrant::triesARefusedAssertionOnce()
{
    m_as->on("POST", "/token", test::jsonAnswer(R"({"error":"invalid_grant"})", 400));
    use(oauth::WorkloadInput{ base::Secret("the-workloads-assertion") });
    const auto first = call();
    QVERIFY(!first);
    QCOMPARE(first.error().code, base::code::tokenError);
    const auto second = call(); // the 401 of another call is no reason to try again
    QVERIFY(!second);
    QCOMPARE(second.error().code, base::code::tokenError);
    QCOMPARE(m_as->count("POST", "/token"), 1);
    QCOMPARE(m_as->count("GET", "/authorize") + m_as->count("POST", "/register"), 0);

    QSignalSpy ended(m_connection->signIn(u"Pressed"_s), &base::Operation::finished); // a person may
    QVERIFY(ended.wait(patience));
    QCOMPARE(m_as->count("POST", "/token"), 2);
}

void TestDirectGrant::doesNotLoopWhenTheTokenIsRefused()
{
    m_mcp->guard = [this](const ProtectedMcp::Asked &) { return m_mcp->refuse(401); };
    use(oauth::WorkloadInput{ base::Secret("the-workloads-assertion") });
    QVERIFY(!call());
    QCOMPARE(m_as->count("POST", "/token"), 1);
}

void TestDirectGrant::asksForMoreScopesNever()
{
    m_mcp->guard = [this](const ProtectedMcp::Asked &one) -> std::optional<net::ServerAnswer> {
        if (one.authorization.isEmpty())
            return m_mcp->refuse(401);
        if (one.method == "tools/call")
            return m_mcp->refuse(403, R"(error="insufficient_scope", scope="boards.write")");
        return std::nullopt;
    };
    use(oauth::ClientCredentialsInput(), base::Secret("client-secret"));
    const auto result = call();
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::insufficientScope);
    QCOMPARE(m_as->count("POST", "/token"), 1);
}

void TestDirectGrant::needsAClientId()
{
    QVERIFY(m_connection->setGrantInput(oauth::WorkloadInput{ base::Secret("the-workloads-assertion") }));
    const auto result = call();
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::noRegistration);
    QCOMPARE(m_as->count("POST", "/register") + m_as->count("POST", "/token"), 0);
}

void TestDirectGrant::needsNoAuthorizationEndpoint()
{
    m_metadata.erase("authorization_endpoint");
    m_metadata["grant_types_supported"] = json::Array{ "client_credentials" };
    use(oauth::ClientCredentialsInput(), base::Secret("client-secret"));
    QVERIFY(call());
}

void TestDirectGrant::signsInByItselfAfterARestart()
{
    use(oauth::WorkloadInput{ base::Secret("the-workloads-assertion") });
    QVERIFY(call());
    m_engine.reset();
    start();
    QCOMPARE(m_connection->settings().grantKind, oauth::GrantKind::WorkloadIdentity);
    QVERIFY(finished(m_connection->restore(this)));
    QVERIFY(call());
    QCOMPARE(m_as->count("POST", "/token"), 2);
    QCOMPARE(parameter(m_as->requests("POST", "/token").last(), "assertion"),
        QByteArray("the-workloads-assertion"));
}

void TestDirectGrant::saysWhenTheKeychainKeepsItsSecret()
{
    use(oauth::WorkloadInput{ base::Secret("the-workloads-assertion") });
    m_engine.reset();
    m_secrets = std::make_unique<secrets::MemorySecretStore>(); // it is gone from there
    start();
    QVERIFY(finished(m_connection->restore(this)));
    const auto result = call();
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::keptEntryWrong);
    QCOMPARE(m_as->count("POST", "/token") + m_as->count("GET", "/authorize"), 0);
}

void TestDirectGrant::showsNoSecret()
{
    const QList<QByteArray> hidden{ "the-persons-id-token", "the-identity-assertion", "the-client-secret",
        "secret-at-the-provider", "direct-token-1", "unwanted-refresh-token" };
    use(oauth::EnterpriseInput{ m_as->url("/idp"), "idp-client", base::Secret("secret-at-the-provider"),
            base::Secret("the-persons-id-token") },
        base::Secret("the-client-secret"));
    QVERIFY(call());
    const QByteArray all = shown();
    for (const QByteArray &secret : hidden) {
        QVERIFY2(!all.contains(secret), secret.constData());
        QVERIFY2(!all.contains(secret.toBase64()), secret.constData());
    }
    QVERIFY(all.contains("idp-client")); // the search can find something
    const QByteArray stored = everythingIn(m_dir->path());
    for (const QByteArray &secret : hidden)
        QVERIFY2(!stored.contains(secret), secret.constData());
    QVERIFY(stored.contains("enterprise_managed"));
}

QTEST_GUILESS_MAIN(TestDirectGrant)
#include "test_directgrant.moc"
