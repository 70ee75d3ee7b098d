// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "base/random.h"
#include "jose/jwt.h"
#include "oauth/clientauth.h"
#include "oauth/dpop.h"
#include "oauth/keptgrant.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;

class TestDpop : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void choosesAnAlgorithmBothCanDo_data();
    void choosesAnAlgorithmBothCanDo();
    void namesTheAddressWithoutItsQuery();
    void keepsTheNewestNonceOfEachOrigin();
    void ignoresANonceThatCannotBeOne();
    void knowsTheDemandForANonce_data();
    void knowsTheDemandForANonce();
    void survivesTheKeychain();
    void choosesTheMethodOfProof_data();
    void choosesTheMethodOfProof();
    void inputsSurviveTheKeychain();

private:
    oauth::Services services() { return { .network = &m_network, .clock = &m_clock, .random = &m_random }; }
    json::Object claims(const oauth::DpopKey &key, const QByteArray &url)
    {
        return jose::parseJwt(oauth::dpopProof(key, "GET", url, {}, services()).reveal())->claims;
    }

    base::SystemClock m_clock;
    base::SystemRandom m_random;
    base::Redactor m_redactor;
    net::ExchangeLog m_log{ &m_redactor, &m_clock };
    net::StrictNetworkAccessManager m_network{ &m_log };
};

namespace {

std::shared_ptr<oauth::DpopKey> es256()
{
    base::Checks checks;
    return oauth::makeDpopKey({ .dpopAlgorithms = { "ES256" } }, &checks);
}

} // namespace

void TestDpop::choosesAnAlgorithmBothCanDo_data()
{
    QTest::addColumn<QList<QByteArray>>("listed");
    QTest::addColumn<QByteArray>("chosen");
    const auto row = [](const QList<QByteArray> &listed, const QByteArray &chosen) {
        QTest::newRow(listed.isEmpty() ? "nothing" : listed.join(' ').constData()) << listed << chosen;
    };
    row({}, {});
    row({ "RS256", "ES256" }, "ES256");
    row({ "EdDSA", "RS256" }, "EdDSA");
    row({ "ES384" }, "ES384");
    row({ "none" }, {});
    row({ "HS256", "es256" }, {});
}

void TestDpop::choosesAnAlgorithmBothCanDo()
{
    QFETCH(QList<QByteArray>, listed);
    QFETCH(QByteArray, chosen);
    base::Checks checks;
    const auto key = oauth::makeDpopKey({ .dpopAlgorithms = listed }, &checks);
    QCOMPARE(key ? oauth::dpopAlgorithm(*key) : QByteArray(), chosen);
    QCOMPARE(checks.size(), key ? 1 : 0);
}

void TestDpop::namesTheAddressWithoutItsQuery()
{
    const auto key = es256();
    QCOMPARE(json::stringMember(claims(*key, "https://m.example/mcp?a=b#c"), "htu"),
        QByteArray("https://m.example/mcp"));
    QCOMPARE(json::stringMember(claims(*key, "https://m.example/a%2Fb"), "htu"),
        QByteArray("https://m.example/a%2Fb"));
}

void TestDpop::keepsTheNewestNonceOfEachOrigin()
{
    const auto key = es256();
    oauth::rememberNonce(*key, "https://a.example/token", "one");
    oauth::rememberNonce(*key, "https://a.example/other", "two");
    oauth::rememberNonce(*key, "https://b.example/", "three");
    QCOMPARE(json::stringMember(claims(*key, "https://a.example/x"), "nonce"), QByteArray("two"));
    QCOMPARE(json::stringMember(claims(*key, "https://b.example/x"), "nonce"), QByteArray("three"));
    QVERIFY(!claims(*key, "https://a.example:444/x").contains("nonce"));
}

void TestDpop::ignoresANonceThatCannotBeOne()
{
    const auto key = es256();
    oauth::rememberNonce(*key, "https://a.example/", "good");
    for (const QByteArray &bad : { QByteArray(), QByteArray("a\r\nb"), QByteArray(5000, 'x') })
        oauth::rememberNonce(*key, "https://a.example/", bad);
    QCOMPARE(json::stringMember(claims(*key, "https://a.example/"), "nonce"), QByteArray("good"));
}

void TestDpop::knowsTheDemandForANonce_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("error");
    QTest::addColumn<QByteArray>("nonce");
    QTest::addColumn<bool>("demands");
    QTest::newRow("demand") << 400 << QByteArray("use_dpop_nonce") << QByteArray("n") << true;
    QTest::newRow("without the nonce") << 400 << QByteArray("use_dpop_nonce") << QByteArray() << false;
    QTest::newRow("another error") << 400 << QByteArray("invalid_grant") << QByteArray("n") << false;
    QTest::newRow("success") << 200 << QByteArray() << QByteArray("n") << false;
}

void TestDpop::knowsTheDemandForANonce()
{
    QFETCH(int, status);
    QFETCH(QByteArray, error);
    QFETCH(QByteArray, nonce);
    const oauth::TokenReply reply{ .status = status,
        .body = json::compact(json::Object{ { "error", json::string(error) } }),
        .dpopNonce = nonce };
    QTEST(oauth::asksForNonce(reply), "demands");
}

void TestDpop::survivesTheKeychain()
{
    oauth::Grant grant;
    grant.server.issuer = "https://i.example";
    grant.server.tokenEndpoint = "https://i.example/token";
    grant.client.clientId = "c";
    grant.tokens.refreshToken = base::Secret("a-refresh-token");
    grant.dpop = es256();
    const base::Secret entry = oauth::writeKeptGrant(grant, u"one"_s);
    const auto read = oauth::readKeptGrant(entry, u"one"_s);
    QVERIFY(read);
    QCOMPARE(read->dpop->thumbprint(), grant.dpop->thumbprint());

    QByteArray broken = entry.reveal();
    broken.replace("\"dpop_algorithm\":\"ES256\"", "\"dpop_algorithm\":\"RS256\"");
    QVERIFY(broken != entry.reveal());
    const auto refused = oauth::readKeptGrant(base::Secret(broken), u"one"_s);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, base::code::keptEntryWrong);

    grant.dpop.reset();
    QVERIFY(!oauth::readKeptGrant(oauth::writeKeptGrant(grant, u"one"_s), u"one"_s)->dpop);
}

void TestDpop::choosesTheMethodOfProof_data()
{
    QTest::addColumn<QByteArray>("registered");
    QTest::addColumn<bool>("hasSecret");
    QTest::addColumn<bool>("hasKey");
    QTest::addColumn<QList<QByteArray>>("listed");
    QTest::addColumn<QByteArray>("method");
    const QByteArray basic = "client_secret_basic", post = "client_secret_post", none = "none";
    const QList<QByteArray> nothing;
    QTest::newRow("registered") << post << true << false << QList{ basic } << post;
    QTest::newRow("secret, both listed") << QByteArray() << true << false << QList{ post, basic } << basic;
    QTest::newRow("secret, post listed") << QByteArray() << true << false << QList{ none, post } << post;
    QTest::newRow("secret, none listed") << QByteArray() << true << false << QList{ none } << none;
    QTest::newRow("secret, nothing listed") << QByteArray() << true << false << nothing << basic;
    QTest::newRow("no secret") << QByteArray() << false << false << QList{ basic } << none;
    QTest::newRow("key") << QByteArray() << true << true << QList{ basic } << QByteArray("private_key_jwt");
}

void TestDpop::choosesTheMethodOfProof()
{
    QFETCH(QByteArray, registered);
    QFETCH(bool, hasSecret);
    QFETCH(bool, hasKey);
    QFETCH(QList<QByteArray>, listed);
    QTEST(oauth::chooseAuthMethod(registered, { .hasSecret = hasSecret, .hasKey = hasKey },
              { .tokenEndpointAuthMethods = listed }),
        "method");
}

void TestDpop::inputsSurviveTheKeychain()
{
    const QList<oauth::GrantInput> inputs{ oauth::ClientCredentialsInput{
                                               "ES256", "k", base::Secret("pem-pem") },
        oauth::EnterpriseInput{ "https://idp.example/token", "c", base::Secret("s"), base::Secret("id") },
        oauth::WorkloadInput{ base::Secret("assertion") } };
    for (const oauth::GrantInput &input : inputs) {
        const auto read = oauth::readGrantInput(oauth::writeGrantInput(input));
        QVERIFY(read);
        QVERIFY(*read == input);
    }
    QVERIFY(oauth::writeGrantInput({}).isEmpty());
    for (const char *bad : { "", "[]", R"({"kind":"password"})", "{not json: secret-words" }) {
        const auto read = oauth::readGrantInput(base::Secret(bad));
        QVERIFY(!read);
        QCOMPARE(read.error().code, base::code::keptEntryWrong);
        QVERIFY(!read.error().message.contains(u"secret-words"_s));
    }
}

QTEST_GUILESS_MAIN(TestDpop)
#include "test_dpop.moc"
