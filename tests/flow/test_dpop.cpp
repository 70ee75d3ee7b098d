// SPDX-License-Identifier: GPL-3.0-or-later
// Tokens bound to a key: the proofs on the wire, nonces of both servers, and that nothing of it is shown.
#include "base/errorcodes.h"
#include "jose/base64url.h"
#include "jose/jwt.h"
#include "support/engine.h"
#include "support/followingbrowser.h"
#include "support/protectedmcp.h"
#include "support/stubidp.h"

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

/// A proof as its receiver reads it; empty when its signature does not hold for the key it carries.
json::Object checkedProof(const QByteArray &proof, QByteArray *thumbprint = nullptr)
{
    const auto jwt = jose::parseJwt(proof);
    if (!jwt || jwt->jws.typ() != "dpop+jwt")
        return {};
    const json::Object *key = json::objectMember(jwt->jws.header, "jwk");
    if (!key || key->contains("d"))
        return {};
    const auto jwk = jose::Jwk::fromJson(*key);
    if (!jwk || !jose::verify(jwt->jws, jose::JwkSet::fromKeys({ *jwk })))
        return {};
    if (thumbprint)
        *thumbprint = jwk->thumbprint();
    return jwt->claims;
}

QByteArray text(const json::Object &object, const char *name)
{
    return json::stringMember(object, name).value_or(QByteArray());
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

class TestDpop : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void sendsAFreshProofWithEveryRequest();
    void staysWithBearerWhereTheServerDoesNotBind_data();
    void staysWithBearerWhereTheServerDoesNotBind();
    void staysWithBearerWhereTheResourceTakesNoProofs();
    void bindsWhereTheMetadataOfTheResourceAsksForIt();
    void meetsTheDemandForANonceOnceEach();
    void givesUpOnAServerThatWantsNoncesForEver();
    void usesTheNonceOfTheLastAnswer();
    void refreshesWithTheSameKeyAfterARestart();
    void refusesABoundTokenNobodyAskedFor();
    void showsNeitherProofNorKey();

private:
    void start();
    base::Result<mcp::ToolResult> call()
    {
        return finished(m_connection->callTool(u"read_board"_s, {}, this));
    }
    static QByteArray proofOf(const ProtectedMcp::Asked &one)
    {
        return one.http.headers.value("DPoP").value_or(QByteArray());
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<secrets::MemorySecretStore> m_secrets;
    std::unique_ptr<test::FollowingBrowser> m_browser;
    std::unique_ptr<test::StubIdp> m_idp;
    std::unique_ptr<ProtectedMcp> m_mcp;
    std::unique_ptr<Engine> m_engine;
    session::Connection *m_connection = nullptr;
};

void TestDpop::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_secrets = std::make_unique<secrets::MemorySecretStore>();
    m_browser = std::make_unique<test::FollowingBrowser>();
    m_idp = std::make_unique<test::StubIdp>();
    m_idp->idToken.isIssued = false;
    m_idp->bindsTokens = true;
    m_mcp = std::make_unique<ProtectedMcp>();
    m_mcp->issuer = m_idp->issuer();
    m_mcp->guard = [this](const ProtectedMcp::Asked &one) -> std::optional<net::ServerAnswer> {
        if (one.authorization.isEmpty())
            return m_mcp->refuse(401, {}, "DPoP");
        return std::nullopt;
    };
    start();
}

void TestDpop::start()
{
    m_engine = std::make_unique<Engine>(m_dir->path(), m_secrets.get(), m_browser.get());
    QVERIFY(m_engine->workspace->load(false));
    const auto added = m_engine->workspace->add(m_mcp->resource());
    QVERIFY(added);
    m_connection = *added;
    m_connection->setSignInOnDemand(true);
    connect(m_connection, &session::Connection::signInStarted, this, [](oauth::SignInFlow *flow) {
        connect(flow, &oauth::SignInFlow::consentNeeded, flow, [flow] {
            QList<QByteArray> scopes;
            for (const oauth::ConsentScope &scope : flow->consentRequest()->scopes)
                scopes.append(scope.scope);
            flow->agree(scopes);
        });
    });
}

void TestDpop::cleanup()
{
    m_engine.reset();
    m_mcp.reset();
    m_idp.reset();
    m_browser.reset();
}

void TestDpop::sendsAFreshProofWithEveryRequest()
{
    QVERIFY(call());
    QByteArray keyOfToken;
    const auto token = m_idp->requests("/token").first();
    const json::Object first = checkedProof(token.headers.value("DPoP").value_or(QByteArray()), &keyOfToken);
    QCOMPARE(text(first, "htm"), QByteArray("POST"));
    QCOMPARE(text(first, "htu"), m_idp->origin() + "/token");
    QVERIFY(!first.contains("ath"));
    QCOMPARE(m_idp->requests("/authorize").first().parameter("dpop_jkt"), keyOfToken);

    QSet<QByteArray> seen{ text(first, "jti") };
    int authorized = 0;
    for (const ProtectedMcp::Asked &one : m_mcp->asked) {
        if (one.authorization.isEmpty())
            continue;
        ++authorized;
        QVERIFY(one.authorization.startsWith("DPoP at-"));
        QByteArray key;
        const json::Object proof = checkedProof(proofOf(one), &key);
        QCOMPARE(key, keyOfToken);
        QCOMPARE(text(proof, "htm"), QByteArray("POST"));
        QCOMPARE(text(proof, "htu"), m_mcp->resource());
        QCOMPARE(text(proof, "ath"), jose::encodeBase64Url(jose::sha256(one.authorization.mid(5))));
        QVERIFY(json::numberMember(proof, "iat"));
        QVERIFY(!seen.contains(text(proof, "jti")));
        seen.insert(text(proof, "jti"));
    }
    QVERIFY(authorized >= 3);
}

void TestDpop::staysWithBearerWhereTheServerDoesNotBind_data()
{
    QTest::addColumn<QByteArray>("algorithm");
    QTest::newRow("no DPoP") << QByteArray();
    QTest::newRow("an algorithm nobody has") << QByteArray("ES256K");
    QTest::newRow("none") << QByteArray("none");
}

void TestDpop::staysWithBearerWhereTheServerDoesNotBind()
{
    QFETCH(QByteArray, algorithm);
    m_idp->bindsTokens = false;
    if (!algorithm.isEmpty())
        m_idp->serverMembers["dpop_signing_alg_values_supported"] = json::Array{ json::string(algorithm) };
    QVERIFY(call());
    QVERIFY(!m_idp->requests("/token").first().headers.contains("DPoP"));
    QVERIFY(m_mcp->asked.last().authorization.startsWith("Bearer "));
    QVERIFY(proofOf(m_mcp->asked.last()).isEmpty());
    QCOMPARE(m_idp->requests("/authorize").first().count("dpop_jkt"), 0);
}

void TestDpop::staysWithBearerWhereTheResourceTakesNoProofs()
{
    m_mcp->guard = [this](const ProtectedMcp::Asked &one) -> std::optional<net::ServerAnswer> {
        if (!one.authorization.startsWith("Bearer "))
            return m_mcp->refuse(401);
        return std::nullopt;
    };
    const auto result = call();
    QVERIFY2(result, qPrintable(base::oneLine(result ? base::Error() : result.error())));
    QVERIFY(!m_idp->requests("/token").first().headers.contains("DPoP"));
}

void TestDpop::bindsWhereTheMetadataOfTheResourceAsksForIt()
{
    m_mcp->members["dpop_bound_access_tokens_required"] = true;
    m_mcp->guard = [this](const ProtectedMcp::Asked &one) -> std::optional<net::ServerAnswer> {
        if (!one.authorization.startsWith("DPoP "))
            return m_mcp->refuse(401);
        return std::nullopt;
    };
    const auto result = call();
    QVERIFY2(result, qPrintable(base::oneLine(result ? base::Error() : result.error())));
}

void TestDpop::meetsTheDemandForANonceOnceEach()
{
    m_idp->dpopNonce = "nonce-of-the-provider";
    m_mcp->guard = [this](const ProtectedMcp::Asked &one) -> std::optional<net::ServerAnswer> {
        if (one.authorization.isEmpty())
            return m_mcp->refuse(401, {}, "DPoP");
        if (text(checkedProof(proofOf(one)), "nonce") == "nonce-of-the-resource")
            return std::nullopt;
        net::ServerAnswer refusal = m_mcp->refuse(401, R"(error="use_dpop_nonce")", "DPoP");
        refusal.headers.append("DPoP-Nonce", "nonce-of-the-resource");
        return refusal;
    };
    const auto result = call();
    QVERIFY2(result, qPrintable(base::oneLine(result ? base::Error() : result.error())));
    QCOMPARE(m_idp->count("/authorize"), 1);
    const auto exchanges = m_idp->requests("/token");
    QCOMPARE(exchanges.size(), 2);
    QCOMPARE(exchanges.last().parameter("code"), exchanges.first().parameter("code"));
    QCOMPARE(exchanges.last().parameter("code_verifier"), exchanges.first().parameter("code_verifier"));
    QVERIFY(exchanges.last().headers.value("DPoP") != exchanges.first().headers.value("DPoP"));
    int refused = 0;
    for (const ProtectedMcp::Asked &one : m_mcp->asked)
        refused += !one.authorization.isEmpty()
            && text(checkedProof(proofOf(one)), "nonce") != "nonce-of-the-resource";
    QCOMPARE(refused, 1); // from then on it is known
}

void TestDpop::givesUpOnAServerThatWantsNoncesForEver()
{
    int count = 0;
    m_mcp->guard = [this, &count](const ProtectedMcp::Asked &one) -> std::optional<net::ServerAnswer> {
        if (one.authorization.isEmpty())
            return m_mcp->refuse(401, {}, "DPoP");
        if (one.method != "tools/call")
            return std::nullopt;
        net::ServerAnswer refusal = m_mcp->refuse(401, R"(error="use_dpop_nonce")", "DPoP");
        refusal.headers.append("DPoP-Nonce", "nonce-" + QByteArray::number(++count));
        return refusal;
    };
    const auto result = call();
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::unauthorized);
    QCOMPARE(m_mcp->count("tools/call"), 2);
    QCOMPARE(m_idp->count("/authorize"), 1); // no reason to ask a person again
    QCOMPARE(m_idp->count("/token"), 1);
}

void TestDpop::usesTheNonceOfTheLastAnswer()
{
    m_mcp->headers.append("DPoP-Nonce", "fresh-with-every-answer");
    QVERIFY(call());
    QCOMPARE(
        text(checkedProof(proofOf(m_mcp->asked.last())), "nonce"), QByteArray("fresh-with-every-answer"));
}

void TestDpop::refreshesWithTheSameKeyAfterARestart()
{
    QVERIFY(call());
    QByteArray before, after;
    checkedProof(proofOf(m_mcp->asked.last()), &before);
    m_engine.reset();
    start();
    const auto restored = finished(m_connection->restore(this));
    QVERIFY2(restored, qPrintable(base::oneLine(restored ? base::Error() : restored.error())));
    QVERIFY(*restored);
    const auto refresh = m_idp->requests("/token").last();
    QCOMPARE(refresh.parameter("grant_type"), QByteArray("refresh_token"));
    QVERIFY(!checkedProof(refresh.headers.value("DPoP").value_or(QByteArray()), &after).empty());
    QCOMPARE(after, before);
    QVERIFY(call());
    QVERIFY(m_mcp->asked.last().authorization.startsWith("DPoP "));
    QCOMPARE(m_idp->count("/authorize"), 1);
}

void TestDpop::refusesABoundTokenNobodyAskedFor()
{
    m_idp->bindsTokens = false;
    m_idp->tokenMembers["token_type"] = "DPoP";
    const auto result = call();
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::tokenType);
}

void TestDpop::showsNeitherProofNorKey()
{
    QVERIFY(call());
    QByteArray shown;
    for (const net::Exchange &exchange : m_engine->log.all()) {
        shown += exchange.url + exchange.requestBody + exchange.responseBody;
        for (const net::Headers &headers : { exchange.requestHeaders, exchange.responseHeaders }) {
            for (const net::Header &header : headers.all())
                shown += header.name + ": " + header.value + '\n';
        }
    }
    QVERIFY(shown.contains("DPoP: ‹proof #"));
    int proofs = 0;
    for (const ProtectedMcp::Asked &one : m_mcp->asked) {
        const QByteArray proof = proofOf(one);
        proofs += !proof.isEmpty();
        QVERIFY(proof.isEmpty() || !shown.contains(proof));
        QVERIFY(proof.isEmpty() || !shown.contains(proof.split('.').value(2))); // its signature
    }
    QVERIFY(proofs > 2);
    QVERIFY(!shown.contains("PRIVATE KEY"));
    const QByteArray stored = everythingIn(m_dir->path());
    QVERIFY(!stored.contains("PRIVATE KEY"));
    QVERIFY(stored.contains("SQLite")); // the search can find something
}

QTEST_GUILESS_MAIN(TestDpop)
#include "test_dpop.moc"
