// SPDX-License-Identifier: GPL-3.0-or-later
// What leaves the inspector: copies, tokens for tests, and what is remembered of a token to compare it.
#include "inspect/compare.h"
#include "inspect/copies.h"
#include "inspect/mint.h"
#include "jose/sharedsecret.h"
#include "support/tokens.h"

#include <QProcess>

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::test;
using inspect::Change;
using inspect::MintRequest;
using oauth::Standing;

class TestCopies : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void masksAToken();
    void redactsForATicket();
    void redactsWhatIsNested();
    void redactsNothingItCannotRead();
    void writesACommandForCurl();
    void theCommandSaysWhatItMeans();
    void mintsWithAGeneratedKey_data();
    void mintsWithAGeneratedKey();
    void mintsWithAGivenKey();
    void neverMintsWithAKeyInUse();
    void neverMintsWithAClientSecretInUse();
    void mintsWithASecret();
    void mintsWithoutASignature();
    void signsMistakesAsTheyAre();
    void refusesKeysThatDoNotFit_data();
    void refusesKeysThatDoNotFit();
    void beginsWithATokenThereIs();
    void comparesMemberByMember();
    void comparesTheSameAndTheUnreadable();
};

namespace {

const Change *changeOf(const QList<Change> &changes, const QByteArray &path)
{
    for (const Change &change : changes) {
        if (change.path == path)
            return &change;
    }
    return nullptr;
}

MintRequest request(MintRequest::With with, const QByteArray &algorithm)
{
    return { .with = with,
        .algorithm = algorithm,
        .header = "{\"typ\":\"JWT\"}",
        .claims = json::compact(idClaims()) };
}

} // namespace

void TestCopies::masksAToken()
{
    const QByteArray token = signedToken(idClaims());
    const QString masked = inspect::masked(inspect::makeSubject(token));
    QVERIFY(masked.contains(u"(%1 characters)"_s.arg(token.size())));
    QVERIFY(masked.startsWith(QString::fromLatin1(token.first(8))));
    QVERIFY(masked.size() < 60);
    QCOMPARE(inspect::masked(inspect::makeSubject("short-opaque")), u"… (12 characters) …"_s);
}

void TestCopies::redactsForATicket()
{
    json::Object claims = idClaims();
    claims["email"] = "ada@example.com";
    claims["scope"] = "openid";
    const QByteArray token = signedToken(claims);
    const QByteArray copy = inspect::redacted(inspect::makeSubject(token));
    const auto jwt = jose::parseJwt(copy);
    QVERIFY(jwt);
    QCOMPARE(jwt->text("iss"), tokenIssuer);
    QCOMPARE(jwt->text("scope"), QByteArray("openid"));
    QCOMPARE(jwt->text("email"), QByteArray("redacted, 15 characters"));
    QCOMPARE(jwt->text("nonce"), QByteArray("redacted, 9 characters"));
    QCOMPARE(jwt->time("exp"), base::fromMillis((second + 41 * 60) * 1000));
    QVERIFY(jwt->jws.signature.startsWith("redacted"));
    QCOMPARE(jwt->jws.header, jose::parseJwt(token)->jws.header);
    QVERIFY(!copy.contains(token.split('.')[2]));
    QCOMPARE(judged(copy, nothingExpected()).verdict.standing, Standing::Failed);
}

void TestCopies::redactsWhatIsNested()
{
    const QByteArray token = signedToken({ { "act", json::Object{ { "sub", "eve" }, { "kind", "robot" } } },
        { "address", json::Object{ { "country", "NO" }, { "zip", 123 } } },
        { "list", json::Array{ json::Object{ { "email", "a@b.c" }, { "k", 1 } }, "plain" } } });
    const auto jwt = jose::parseJwt(inspect::redacted(inspect::makeSubject(token)));
    QVERIFY(jwt);
    QCOMPARE(json::compact(jwt->claims),
        QByteArray(
            "{\"act\":{\"sub\":\"redacted, 3 "
            "characters\",\"kind\":\"robot\"},\"address\":{\"country\":\"redacted, 2 "
            "characters\",\"zip\":0},\"list\":[{\"email\":\"redacted, 5 characters\",\"k\":1},\"plain\"]}"));
}

void TestCopies::redactsNothingItCannotRead()
{
    const QByteArray opaque = "an-opaque-token-that-is-long-enough-to-be-shortened-0123456789";
    const QByteArray copy = inspect::redacted(inspect::makeSubject(opaque));
    QVERIFY(!copy.contains(opaque.sliced(10, 40)));
    const QByteArray text = signedText("{\"alg\":\"ES256\"}", "not json: secret-words");
    QVERIFY(!inspect::redacted(inspect::makeSubject(text)).contains(b64("not json: secret-words")));
}

void TestCopies::writesACommandForCurl()
{
    const QByteArray token = signedToken(accessClaims());
    const inspect::Subject subject = inspect::makeSubject(token, u"access_token"_s, inspect::Kind::Access);
    QCOMPARE(inspect::asCurl(subject, "https://x.example/mcp"),
        u"curl -H \"Authorization: Bearer $ACCESS_TOKEN\" 'https://x.example/mcp'"_s);
    QCOMPARE(inspect::asCurl(subject, "https://x.example/it's", inspect::CurlShell::PowerShell),
        u"curl.exe -H \"Authorization: Bearer $env:ACCESS_TOKEN\" 'https://x.example/it''s'"_s);
    const inspect::Subject bound
        = inspect::makeSubject(token, u"Authorization: DPoP"_s, inspect::Kind::Access);
    QVERIFY(inspect::asCurl(bound, "https://x.example/").contains(u"Authorization: DPoP $ACCESS_TOKEN"_s));
    for (const inspect::Subject &each : { subject, bound })
        QVERIFY(!inspect::asCurl(each, "https://x.example/").contains(QString::fromLatin1(token)));
}

void TestCopies::theCommandSaysWhatItMeans()
{
#ifdef Q_OS_UNIX
    const QByteArray url = "https://x.example/a'b\"c$(touch x)`id`";
    const QString command = inspect::asCurl(inspect::makeSubject("opaque-1", {}, inspect::Kind::Access), url);
    QProcess shell;
    QProcessEnvironment environment;
    environment.insert(u"ACCESS_TOKEN"_s, u"token-1"_s);
    shell.setProcessEnvironment(environment);
    shell.start(u"/bin/sh"_s, { u"-c"_s, u"curl() { for word; do echo \"$word\"; done; }; "_s + command });
    QVERIFY(shell.waitForFinished());
    QCOMPARE(shell.readAllStandardOutput(), "-H\nAuthorization: Bearer token-1\n" + url + '\n');
#endif
}

void TestCopies::mintsWithAGeneratedKey_data()
{
    QTest::addColumn<QByteArray>("algorithm");
    for (const char *name : { "ES256", "ES384", "EdDSA", "RS256", "PS256" })
        QTest::newRow(name) << QByteArray(name);
}

void TestCopies::mintsWithAGeneratedKey()
{
    QFETCH(QByteArray, algorithm);
    const auto minted = inspect::mint(request(MintRequest::With::GeneratedKey, algorithm));
    QVERIFY(minted);
    QVERIFY(minted->notes.isEmpty());
    const auto keys = inspect::keysFromText(minted->publicJwk, u"its key"_s);
    QVERIFY(keys);
    const inspect::Inspection inspection = judged(minted->token, nothingExpected(), *keys);
    QVERIFY2(inspect::holds(inspection), told(inspection).constData());
    QCOMPARE(inspection.algorithm, algorithm);
    QCOMPARE(inspection.kid, QByteArray("test-key"));
    // Once more with the same key.
    MintRequest again = request(MintRequest::With::GivenKey, algorithm);
    again.key = minted->privatePem;
    const auto second = inspect::mint(again);
    QVERIFY(second);
    const inspect::Inspection other = judged(second->token, nothingExpected(), *keys);
    QVERIFY2(inspect::holds(other), told(other).constData());
}

void TestCopies::mintsWithAGivenKey()
{
    MintRequest given = request(MintRequest::With::GivenKey, "ES256");
    given.key = base::Secret(pair().toPem());
    const auto minted = inspect::mint(given);
    QVERIFY(minted);
    QVERIFY(minted->privatePem.isEmpty());
    QVERIFY(inspect::holds(judged(minted->token, nothingExpected())));
}

void TestCopies::neverMintsWithAKeyInUse()
{
    MintRequest given = request(MintRequest::With::GivenKey, "ES256");
    given.key = base::Secret(pair().toPem());
    given.keysInUse = { pair().publicKey().thumbprint() };
    const auto minted = inspect::mint(given);
    QVERIFY(!minted);
    QVERIFY(minted.error().message.contains(u"the key of a connection"_s));
}

void TestCopies::neverMintsWithAClientSecretInUse()
{
    MintRequest given = request(MintRequest::With::SharedSecret, "HS256");
    given.key = base::Secret("the-client-secret-of-a-connection");
    QVERIFY(inspect::mint(given));
    given.keysInUse = { jose::SharedSecret(given.key).thumbprint() };
    const auto minted = inspect::mint(given);
    QVERIFY(!minted);
    QVERIFY(minted.error().message.contains(u"the client secret of a connection"_s));
}

void TestCopies::mintsWithASecret()
{
    MintRequest given = request(MintRequest::With::SharedSecret, "HS256");
    QVERIFY(!inspect::mint(given));
    given.key = base::Secret(QByteArray(32, 's'));
    const auto minted = inspect::mint(given);
    QVERIFY(minted);
    QVERIFY(inspect::holds(judged(minted->token, nothingExpected(), inspect::keysFromSecret(given.key))));
    given.key = base::Secret("short");
    QVERIFY(inspect::mint(given)->notes.first().contains(u"5 bytes"_s));
}

void TestCopies::mintsWithoutASignature()
{
    const auto minted = inspect::mint(request(MintRequest::With::Nothing, "none"));
    QVERIFY(minted);
    QVERIFY(minted->token.endsWith('.'));
    const inspect::Inspection inspection = judged(minted->token, nothingExpected());
    QCOMPARE(inspection.verdict.standing, Standing::Failed);
    QVERIFY(inspection.verdict.sentence.contains(u"unsigned"_s));
}

void TestCopies::signsMistakesAsTheyAre()
{
    MintRequest wrong = request(MintRequest::With::GivenKey, "ES256");
    wrong.key = base::Secret(pair().toPem());
    wrong.claims = "{\"sub\":\"a\",\"sub\":\"b\"";
    wrong.header = "{\"alg\":\"RS256\"}";
    const auto minted = inspect::mint(wrong);
    QVERIFY(minted);
    QCOMPARE(minted->notes.size(), 2);
    const auto jws = jose::parseJws(minted->token);
    QVERIFY(jws);
    QCOMPARE(jws->payload, wrong.claims);
    QCOMPARE(jws->alg(), QByteArray("RS256"));
    // Bytes that were typed stay: order, blanks, members that come twice.
    wrong.header = "{ \"x\" : 1, \"x\":2 }";
    const auto kept = jose::parseJws(inspect::mint(wrong)->token);
    QVERIFY(!kept); // because x comes twice
    QVERIFY(QByteArray::fromBase64(inspect::mint(wrong)->token.split('.')[0], QByteArray::Base64UrlEncoding)
                .endsWith("\"x\" : 1, \"x\":2 }"));
}

void TestCopies::refusesKeysThatDoNotFit_data()
{
    QTest::addColumn<QByteArray>("algorithm");
    QTest::addColumn<QByteArray>("key");
    QTest::newRow("curve") << QByteArray("RS256") << pair().toPem();
    QTest::newRow("public") << QByteArray("ES256") << json::compact(pair().publicKey().publicJson());
    QTest::newRow("no key") << QByteArray("ES256") << QByteArray("hello");
    QTest::newRow("algorithm") << QByteArray("XX1") << pair().toPem();
    QTest::newRow("shared") << QByteArray("HS256") << pair().toPem();
}

void TestCopies::refusesKeysThatDoNotFit()
{
    QFETCH(QByteArray, algorithm);
    QFETCH(QByteArray, key);
    MintRequest given = request(MintRequest::With::GivenKey, algorithm);
    given.key = base::Secret(key);
    const auto minted = inspect::mint(given);
    QVERIFY(!minted);
    QVERIFY(!minted.error().message.isEmpty());
    QVERIFY(!minted.error().message.contains(u"PRIVATE"_s));
}

void TestCopies::beginsWithATokenThereIs()
{
    json::Object claims = idClaims();
    claims["at_hash"] = "x";
    const auto jwt = jose::parseJwt(signedToken(claims, { { "typ", "JWT" } }));
    MintRequest like = inspect::mintLike(jwt->jws.headerText, jwt->claimsText, second + 86400);
    QVERIFY(!like.header.contains("kid"));
    QVERIFY(!like.header.contains("alg"));
    QVERIFY(like.header.contains("JWT"));
    QVERIFY(!like.claims.contains("at_hash"));
    const auto minted = inspect::mint(like);
    QVERIFY(minted);
    const auto again = jose::parseJwt(minted->token);
    QCOMPARE(again->time("iat"), base::fromMillis((second + 86400) * 1000));
    QCOMPARE(again->time("exp"), base::fromMillis((second + 86400 + 10 + 41 * 60) * 1000));
    QCOMPARE(again->text("sub"), QByteArray("user-1"));
}

void TestCopies::comparesMemberByMember()
{
    json::Object before = accessClaims(), after = accessClaims();
    after["exp"] = second + 41 * 60 + 3600;
    after["iat"] = second - 10 - 60;
    after["scope"] = "boards.read boards.write";
    after["jti"] = "t-2";
    after["new"] = true;
    after.erase("client_id");
    before["org"] = json::Object{ { "id", "o" }, { "slug", "a" } };
    after["org"] = json::Object{ { "id", "o" }, { "slug", "b" } };
    after["sub"] = 7;
    const inspect::Snapshot older = inspect::snapshotOf(signedToken(before));
    const inspect::Snapshot newer = inspect::snapshotOf(signedToken(after, { { "typ", "at+jwt" } }));
    const QList<Change> changes = inspect::compare(older, newer, base::fromMillis(second * 1000));
    const auto is = [&changes](const QByteArray &path, Change::State state, const QString &difference = {}) {
        const Change *change = changeOf(changes, path);
        if (!change || change->state != state || change->difference != difference)
            qWarning("%s: %s", path.constData(), change ? qPrintable(change->difference) : "not there");
        return change && change->state == state && change->difference == difference;
    };
    QVERIFY(is("iss", Change::State::Same));
    QVERIFY(is("exp", Change::State::Changed, u"1 hour later"_s));
    QVERIFY(is("iat", Change::State::Changed, u"1 minute earlier"_s));
    QVERIFY(is("scope", Change::State::Changed, u"+boards.write -openid"_s));
    QVERIFY(is("jti", Change::State::Changed));
    QVERIFY(is("new", Change::State::Added));
    QVERIFY(is("client_id", Change::State::Removed));
    QVERIFY(is("org.slug", Change::State::Changed));
    QVERIFY(is("org.id", Change::State::Same));
    QVERIFY(is("sub", Change::State::Changed, u"a number, was a text"_s));
    QVERIFY(is("typ", Change::State::Added));
    QVERIFY(changeOf(changes, "typ")->isHeader);
    QCOMPARE(changeOf(changes, "jti")->before, u"t-1"_s);
    QCOMPARE(changeOf(changes, "jti")->rawAfter, QByteArray("\"t-2\""));
    QCOMPARE(inspect::comparisonSentence(older, newer, changes),
        u"6 claims changed, 1 added, 1 gone; the header differs too."_s);
}

void TestCopies::comparesTheSameAndTheUnreadable()
{
    const inspect::Snapshot one = inspect::snapshotOf(signedToken(idClaims()));
    const inspect::Snapshot opaque = inspect::snapshotOf("opaque-0123");
    QCOMPARE(
        inspect::comparisonSentence(one, one, inspect::compare(one, one, {})), u"It is the same token."_s);
    QVERIFY(inspect::compare(one, opaque, {}).isEmpty());
    QVERIFY(inspect::comparisonSentence(one, opaque, {}).contains(u"the newer one"_s));
    QVERIFY(inspect::comparisonSentence(opaque, one, {}).contains(u"the older one"_s));
    QVERIFY(!opaque.isReadable);
    // T152: what is kept has no signature in it.
    QVERIFY(!one.claimsText.contains(signedToken(idClaims()).split('.')[2]));
}

QTEST_GUILESS_MAIN(TestCopies)
#include "test_copies.moc"
