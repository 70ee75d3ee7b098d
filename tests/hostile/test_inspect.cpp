// SPDX-License-Identifier: GPL-3.0-or-later
// Part F of the catalogue, each in a token that somebody pastes; what a provider may try at a sign-in stands
// in test_tokenanswers.cpp, and below where it is about the kind of a token.
// T128: test_asking.cpp plays a signed userinfo answer; RFC 9701 answers are judged here.
#include "base/errorcodes.h"
#include "support/signinbench.h"
#include "support/tokens.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::test;
using base::CheckState;
using inspect::Inspection;
using inspect::Kind;
using oauth::Standing;

class TestInspect : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theGoodOnePasses();
    void T100_nothingMakesAnUnsignedTokenHold_data();
    void T100_nothingMakesAnUnsignedTokenHold();
    void T101_namesThePublicKeyUsedAsASecret_data();
    void T101_namesThePublicKeyUsedAsASecret();
    void T102_aSignatureItCannotCheckIsNotAWrongOne_data();
    void T102_aSignatureItCannotCheckIsNotAWrongOne();
    void T103_namesWhatIsCritical_data();
    void T103_namesWhatIsCritical();
    void T104_oneKindIsNoOther_data();
    void T104_oneKindIsNoOther();
    void T104_noSignInWithAnotherKind_data();
    void T104_noSignInWithAnotherKind();
    void T106_tellsAKeyThatWasWithdrawn();
    void T108_findsTheKeyOfATokenThatNamesNone();
    void T109_aKeyIdIsOnlyAName_data();
    void T109_aKeyIdIsOnlyAName();
    void T110_aTokensOwnKeyProvesNothing_data();
    void T110_aTokensOwnKeyProvesNothing();
    void T111_takesOnlyKeysForSignatures_data();
    void T111_takesOnlyKeysForSignatures();
    void T112_refusesWeakKeysByName();
    void T113_refusesImpossibleSignatures_data();
    void T113_refusesImpossibleSignatures();
    void T114_comparesByteForByte_data();
    void T114_comparesByteForByte();
    void T115_anAudienceIsATextOrAList_data();
    void T115_anAudienceIsATextOrAList();
    void T116_timesThatCannotBe_data();
    void T116_timesThatCannotBe();
    void T122_signInsThatAreTooOld_data();
    void T122_signInsThatAreTooOld();
    void T124_answersAtOnce_data();
    void T124_answersAtOnce();
    void T125_oddClaimsAreOnlyData();
    void T127_noSignInWithAnEncryptedToken();
    void T128_refusesASignedAnswerForAnother_data();
    void T128_refusesASignedAnswerForAnother();
    void T130_decodedIsNotVerified();
};

namespace {

const QByteArray goodHeader = "{\"alg\":\"ES256\",\"kid\":\"k-1\"}";

QByteArray goodPayload()
{
    return json::compact(idClaims());
}

/// Judged as an ID token with all that a client knows.
Inspection asClient(const QByteArray &token, const inspect::Keys &keys = keysOf(), Kind kind = Kind::Id)
{
    return judged(token, expected({ u"iss=https://i.example"_s, u"client=client-1"_s, u"nonce=the-nonce"_s }),
        keys, kind);
}

json::Object withClaim(const char *claim, const QByteArray &value)
{
    json::Object out = idClaims();
    if (value.isEmpty())
        out.erase(claim);
    else
        out[claim] = json::parse(value, u"the row"_s, { .refuseDuplicates = false }).value();
    return out;
}

QByteArray message(const base::Result<oauth::Grant> &grant)
{
    return grant ? QByteArray("it worked") : base::oneLine(grant.error()).toUtf8();
}

} // namespace

void TestInspect::theGoodOnePasses()
{
    const Inspection inspection = asClient(signedToken(idClaims()));
    QVERIFY2(inspect::holds(inspection), told(inspection).constData());
    for (const base::Check &check : inspection.verdict.checks)
        QVERIFY(check.state != CheckState::Failed);
}

void TestInspect::T100_nothingMakesAnUnsignedTokenHold_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<bool>("isSigned");
    QTest::newRow("T100 none") << QByteArray("{\"alg\":\"none\"}") << false;
    QTest::newRow("T100 None") << QByteArray("{\"alg\":\"None\"}") << false;
    QTest::newRow("T100 nOnE") << QByteArray("{\"alg\":\"nOnE\"}") << false;
    QTest::newRow("T100 none with a signature") << QByteArray("{\"alg\":\"none\",\"kid\":\"k-1\"}") << true;
    QTest::newRow("T100 empty signature") << goodHeader << false;
    QTest::newRow("T100 no alg") << QByteArray("{\"kid\":\"k-1\"}") << true;
    QTest::newRow("T100 empty alg") << QByteArray("{\"alg\":\"\",\"kid\":\"k-1\"}") << true;
}

void TestInspect::T100_nothingMakesAnUnsignedTokenHold()
{
    QFETCH(QByteArray, header);
    QFETCH(bool, isSigned);
    QByteArray token = signedText(header, goodPayload());
    if (!isSigned)
        token.truncate(token.lastIndexOf('.') + 1);
    for (const inspect::Keys &keys : { keysOf(), inspect::Keys{}, inspect::noKeys(u"No keys."_s),
             inspect::keysFromSecret(base::Secret("")) }) {
        const Inspection inspection = asClient(token, keys);
        QCOMPARE(inspection.verdict.standing, Standing::Failed);
        const QString &sentence = inspection.verdict.sentence;
        QVERIFY2(sentence.contains(u"unsigned"_s) || sentence.contains(u"no algorithm"_s),
            told(inspection).constData());
    }
}

void TestInspect::T101_namesThePublicKeyUsedAsASecret_data()
{
    QTest::addColumn<QByteArray>("secret");
    const jose::KeyPair &rsa = pair(jose::Algorithm::RS256);
    const json::Object jwk = rsa.publicKey().publicJson();
    QTest::newRow("T101 jwk") << json::compact(jwk);
    const QByteArray modulus = json::stringMember(jwk, "n").value();
    QTest::newRow("T101 the encoded modulus") << modulus;
    QTest::newRow("T101 the modulus") << jose::decodeBase64Url(modulus).value();
}

void TestInspect::T101_namesThePublicKeyUsedAsASecret()
{
    QFETCH(QByteArray, secret);
    const QByteArray token = jose::signWithSecret(
        base::Secret(secret), jose::SecretAlgorithm::HS256, { { "kid", "k-1" } }, goodPayload());
    const Inspection inspection = asClient(token, keysOf(pair(jose::Algorithm::RS256)));
    QCOMPARE(inspection.verdict.standing, Standing::Failed);
    QVERIFY2(inspection.verdict.sentence.contains(u"signed with the public key as if it were a secret"_s),
        told(inspection).constData());
    // Not said of a token that was signed with something else.
    const QByteArray other = jose::signWithSecret(
        base::Secret(QByteArray(32, 'x')), jose::SecretAlgorithm::HS256, { { "kid", "k-1" } }, goodPayload());
    const Inspection honest = asClient(other, keysOf(pair(jose::Algorithm::RS256)));
    QCOMPARE(honest.verdict.standing, Standing::Failed);
    QVERIFY(!honest.verdict.sentence.contains(u"as if it were a secret"_s));
    QVERIFY2(honest.verdict.sentence.contains(u"needs a shared secret"_s), told(honest).constData());
}

void TestInspect::T102_aSignatureItCannotCheckIsNotAWrongOne_data()
{
    QTest::addColumn<QByteArray>("alg");
    for (const char *alg : { "ES256K", "ML-DSA-65", "RS1", "Ed448", "es256", "XX" })
        QTest::newRow((QByteArray("T102 ") + alg).constData()) << QByteArray(alg);
}

void TestInspect::T102_aSignatureItCannotCheckIsNotAWrongOne()
{
    QFETCH(QByteArray, alg);
    const QByteArray token = signedText("{\"alg\":\"" + alg + "\",\"kid\":\"k-1\"}", goodPayload());
    const Inspection inspection = asClient(token);
    QCOMPARE(inspection.verdict.standing, Standing::Failed);
    QVERIFY2(inspection.verdict.sentence.contains(u"cannot be checked here"_s), told(inspection).constData());
    QVERIFY(inspection.verdict.sentence.contains(QString::fromLatin1(alg)));
    // Without a key it is decoded, and the policy is told.
    const Inspection decoded = asClient(token, {});
    QCOMPARE(decoded.verdict.standing, Standing::NotVerified);
    QVERIFY(checkWith(decoded, CheckState::Noted, u"cannot be checked here"_s));
}

void TestInspect::T103_namesWhatIsCritical_data()
{
    QTest::addColumn<QByteArray>("member");
    QTest::addColumn<QString>("words");
    QTest::newRow("T103 unknown") << QByteArray("\"crit\":[\"x\"],\"x\":1") << u"“x”"_s;
    QTest::newRow("T103 empty") << QByteArray("\"crit\":[]") << u"crit"_s;
    QTest::newRow("T103 no list") << QByteArray("\"crit\":\"x\"") << u"crit"_s;
    QTest::newRow("T103 b64") << QByteArray("\"b64\":false") << u"b64"_s;
    QTest::newRow("T103 b64 critical") << QByteArray("\"b64\":false,\"crit\":[\"b64\"]") << u"b64"_s;
}

void TestInspect::T103_namesWhatIsCritical()
{
    QFETCH(QByteArray, member);
    QFETCH(QString, words);
    const QByteArray token = signedText("{\"alg\":\"ES256\",\"kid\":\"k-1\"," + member + '}', goodPayload());
    const Inspection inspection = asClient(token);
    QCOMPARE(inspection.verdict.standing, Standing::Failed);
    QVERIFY2(inspection.verdict.sentence.contains(words), told(inspection).constData());
    QCOMPARE(asClient(token, {}).verdict.standing, Standing::Failed); // also where nobody gave a key
}

void TestInspect::T104_oneKindIsNoOther_data()
{
    QTest::addColumn<QByteArray>("typ");
    QTest::addColumn<QByteArray>("as");
    for (const char *typ : { "at+jwt", "logout+jwt", "token-introspection+jwt", "dpop+jwt", "secevent+jwt",
             "jarm+jwt", "application/at+jwt", "AT+JWT" })
        QTest::newRow((QByteArray("T104 id ") + typ).constData()) << QByteArray(typ) << QByteArray("id");
    for (const char *typ : { "logout+jwt", "dpop+jwt", "token-introspection+jwt" })
        QTest::newRow((QByteArray("T104 access ") + typ).constData())
            << QByteArray(typ) << QByteArray("access");
    QTest::newRow("T104 logout") << QByteArray("at+jwt") << QByteArray("logout");
    QTest::newRow("T104 assertion") << QByteArray("at+jwt") << QByteArray("client-assertion");
}

void TestInspect::T104_oneKindIsNoOther()
{
    QFETCH(QByteArray, typ);
    QFETCH(QByteArray, as);
    const QByteArray token = signedToken(idClaims(), { { "typ", json::string(typ) } });
    const Kind kind = inspect::kindFromWord(as).value();
    const Inspection inspection = judged(token, nothingExpected(), keysOf(), kind);
    QCOMPARE(inspection.verdict.standing, Standing::Failed);
    QVERIFY2(inspection.verdict.sentence.contains(u"of the kind"_s), told(inspection).constData());
    QVERIFY(inspection.verdict.sentence.contains(QString::fromLatin1(typ)));
}

void TestInspect::T104_noSignInWithAnotherKind_data()
{
    QTest::addColumn<QByteArray>("typ");
    for (const char *typ : { "at+jwt", "logout+jwt", "jarm+jwt", "token-introspection+jwt" })
        QTest::newRow((QByteArray("T104 ") + typ).constData()) << QByteArray(typ);
}

void TestInspect::T104_noSignInWithAnotherKind()
{
    QFETCH(QByteArray, typ);
    SignInBench bench;
    const auto now = std::chrono::duration_cast<std::chrono::seconds>(bench.clock.now().time_since_epoch());
    bench.idp.tokenMembers["id_token"]
        = json::string(jose::signCompact(bench.idp.key(), { { "typ", json::string(typ) } },
            json::compact(json::Object{ { "iss", json::string(bench.idp.issuer()) }, { "sub", "u" },
                { "aud", "stub-client-1" }, { "iat", now.count() }, { "exp", now.count() + 600 } })));
    const auto grant = bench.signIn();
    QVERIFY(!grant);
    QVERIFY2(message(grant).contains("of the kind ID tokens are"), message(grant).constData());
    QVERIFY(bench.secrets.contents().isEmpty());
}

void TestInspect::T106_tellsAKeyThatWasWithdrawn()
{
    SignInBench bench;
    const auto grant = bench.signIn();
    QVERIFY2(grant, message(grant).constData());
    QVERIFY(grant->identity.isVerified);
    const inspect::Keys newer = keysOf(jose::KeyPair::generate(jose::Algorithm::ES256, "newer"));
    const inspect::Subject subject
        = inspect::makeSubject(grant->tokens.idToken.reveal(), u"id_token"_s, Kind::Id);
    const Inspection inspection
        = inspect::judge(subject, inspect::expectationsOf(*grant, bench.clock.now()), newer);
    QCOMPARE(inspection.verdict.standing, Standing::NotVerified);
    QVERIFY2(inspection.verdict.sentence.contains(u"is no longer published"_s), told(inspection).constData());
    // Nobody who did not see it come may say so.
    QCOMPARE(inspect::judge(subject, inspect::openExpectations(bench.clock.now()), newer).verdict.standing,
        Standing::Failed);
}

void TestInspect::T108_findsTheKeyOfATokenThatNamesNone()
{
    const QByteArray token = signedText("{\"alg\":\"ES256\"}", goodPayload());
    QVERIFY(inspect::holds(asClient(token)));
    QList<jose::Jwk> several;
    for (int i = 0; i < 4; ++i)
        several.append(jose::KeyPair::generate(jose::Algorithm::ES256, "other").publicKey());
    several.append(pair().publicKey());
    inspect::Keys keys = inspect::keysFromSet(jose::JwkSet::fromKeys(several), u"several keys"_s, 0);
    const Inspection inspection = asClient(token, keys);
    QVERIFY2(inspect::holds(inspection), told(inspection).constData());
    QVERIFY(checkWith(
        inspection, CheckState::Noted, u"The token names no key; of 5 that could fit, the key “k-1” does"_s));
    keys.set = jose::JwkSet::fromKeys(several.first(4));
    QCOMPARE(asClient(token, keys).verdict.standing, Standing::Failed);
}

void TestInspect::T109_aKeyIdIsOnlyAName_data()
{
    QTest::addColumn<QByteArray>("kid");
    QTest::newRow("T109 path") << QByteArray("../../dev/null");
    QTest::newRow("T109 sql") << QByteArray("' OR 1=1 --");
    QTest::newRow("T109 nul") << QByteArray("k-1\0x", 5);
    QTest::newRow("T109 crlf") << QByteArray("k-1\r\nSet-Cookie: a=b");
    QTest::newRow("T109 ansi") << QByteArray("\x1b[31mk-1");
    QTest::newRow("T109 bidi") << QByteArray("k-1\xe2\x80\xae");
    QTest::newRow("T109 long") << QByteArray(100000, 'k');
    QTest::newRow("T109 case") << QByteArray("K-1");
}

void TestInspect::T109_aKeyIdIsOnlyAName()
{
    QFETCH(QByteArray, kid);
    const QByteArray token = signedToken(idClaims(), { { "kid", json::string(kid) } });
    const Inspection inspection = asClient(token);
    QCOMPARE(inspection.verdict.standing, Standing::Failed);
    QVERIFY2(inspection.verdict.sentence.contains(u"which is not published"_s), told(inspection).constData());
    QVERIFY(inspection.verdict.sentence.size() < 500);
    for (const QChar c : inspection.verdict.sentence)
        QVERIFY(c >= u' ' && c != QChar(0x202e));
    // A key of that name does check it: the bytes count, whatever they are.
    const jose::KeyPair named = jose::KeyPair::generate(jose::Algorithm::ES256, kid);
    QVERIFY(inspect::holds(asClient(signedToken(idClaims(), {}, named), keysOf(named))));
}

void TestInspect::T110_aTokensOwnKeyProvesNothing_data()
{
    QTest::addColumn<QByteArray>("member");
    const jose::KeyPair &attacker = pair(jose::Algorithm::ES384);
    QTest::newRow("T110 jwk") << "\"jwk\":" + json::compact(attacker.publicKey().publicJson());
    QTest::newRow("T110 jku") << QByteArray("\"jku\":\"https://evil.example/jwks\"");
    QTest::newRow("T110 x5u") << QByteArray("\"x5u\":\"https://evil.example/cert\"");
    QTest::newRow("T110 x5c") << QByteArray("\"x5c\":[\"AAAA\"]");
}

void TestInspect::T110_aTokensOwnKeyProvesNothing()
{
    QFETCH(QByteArray, member);
    const QByteArray forged
        = signedText("{\"alg\":\"ES384\"," + member + '}', goodPayload(), pair(jose::Algorithm::ES384));
    QCOMPARE(asClient(forged).verdict.standing, Standing::Failed);
    const Inspection decoded = asClient(forged, {});
    QCOMPARE(decoded.verdict.standing, Standing::NotVerified);
    QVERIFY2(checkWith(decoded, CheckState::Noted, u"The header "_s), told(decoded).constData());
    // Beside a good signature it is only told.
    const Inspection good
        = asClient(signedText("{\"alg\":\"ES256\",\"kid\":\"k-1\"," + member + '}', goodPayload()));
    QVERIFY2(inspect::holds(good), told(good).constData());
    QVERIFY(checkWith(good, CheckState::Noted, u"The header "_s));
}

void TestInspect::T111_takesOnlyKeysForSignatures_data()
{
    QTest::addColumn<QByteArray>("members");
    QTest::addColumn<bool>("isTaken");
    QTest::newRow("T111 nothing odd") << QByteArray() << true;
    QTest::newRow("T111 use enc") << QByteArray("\"use\":\"enc\",") << false;
    QTest::newRow("T111 key_ops") << QByteArray("\"key_ops\":[\"encrypt\"],") << false;
    QTest::newRow("T111 alg") << QByteArray("\"alg\":\"ES384\",") << false;
}

void TestInspect::T111_takesOnlyKeysForSignatures()
{
    QFETCH(QByteArray, members);
    QFETCH(bool, isTaken);
    json::Object jwk = pair().publicKey().publicJson();
    for (const char *name : { "use", "alg", "key_ops" })
        jwk.erase(name);
    const QByteArray key = "{" + members + json::compact(jwk).sliced(1);
    const auto keys = inspect::keysFromText("{\"keys\":[" + key + "]}", u"the set"_s);
    QVERIFY(keys);
    QCOMPARE(inspect::holds(asClient(signedToken(idClaims()), *keys)), isTaken);
}

void TestInspect::T112_refusesWeakKeysByName()
{
    const auto keys
        = inspect::keysFromText("{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"k-1\",\"e\":\"AQAB\",\"n\":\""
                + b64(QByteArray(64, '\xc1')) + "\"}]}",
            u"the set"_s);
    QVERIFY(keys);
    const Inspection inspection
        = asClient(signedText("{\"alg\":\"RS256\",\"kid\":\"k-1\"}", goodPayload()), *keys);
    QCOMPARE(inspection.verdict.standing, Standing::Failed);
    QVERIFY2(inspection.verdict.sentence.contains(u"512"_s), told(inspection).constData());
    QVERIFY(!inspect::keyRows(*keys).first().problem.isEmpty());
}

void TestInspect::T113_refusesImpossibleSignatures_data()
{
    QTest::addColumn<QByteArray>("signature");
    const QByteArray good = pair().sign("x");
    QTest::newRow("T113 zeros") << QByteArray(64, '\0');
    QTest::newRow("T113 r=1 s=0") << QByteArray(31, '\0') + '\x01' + QByteArray(32, '\0');
    QTest::newRow("T113 over n") << QByteArray(64, '\xff');
    QTest::newRow("T113 short") << good.first(63);
    QTest::newRow("T113 long") << good + '\0';
    QTest::newRow("T113 DER") << QByteArray::fromHex("3006020101020101");
    QTest::newRow("T113 of something else") << good;
}

void TestInspect::T113_refusesImpossibleSignatures()
{
    QFETCH(QByteArray, signature);
    const Inspection inspection = asClient(b64(goodHeader) + '.' + b64(goodPayload()) + '.' + b64(signature));
    QCOMPARE(inspection.verdict.standing, Standing::Failed);
    QVERIFY2(inspection.verdict.sentence.contains(u"signature"_s), told(inspection).constData());
}

void TestInspect::T114_comparesByteForByte_data()
{
    QTest::addColumn<QByteArray>("issuer");
    QTest::newRow("T114 slash") << QByteArray("\"https://i.example/\"");
    QTest::newRow("T114 case") << QByteArray("\"https://I.example\"");
    QTest::newRow("T114 http") << QByteArray("\"http://i.example\"");
    QTest::newRow("T114 longer") << QByteArray("\"https://i.example.evil.test\"");
    QTest::newRow("T114 list") << QByteArray("[\"https://i.example\"]");
    QTest::newRow("T114 missing") << QByteArray();
}

void TestInspect::T114_comparesByteForByte()
{
    QFETCH(QByteArray, issuer);
    const Inspection inspection = asClient(signedToken(withClaim("iss", issuer)));
    QCOMPARE(inspection.verdict.standing, Standing::Failed);
    QVERIFY2(
        inspection.verdict.sentence.contains(u"expected https://i.example"_s), told(inspection).constData());
}

void TestInspect::T115_anAudienceIsATextOrAList_data()
{
    QTest::addColumn<QByteArray>("audience");
    QTest::newRow("T115 missing") << QByteArray();
    QTest::newRow("T115 wrong") << QByteArray("\"other\"");
    QTest::newRow("T115 number") << QByteArray("1");
    QTest::newRow("T115 object") << QByteArray("{\"client-1\":1}");
    QTest::newRow("T115 list without us") << QByteArray("[\"a\",\"b\"]");
    QTest::newRow("T115 list with strangers") << QByteArray("[\"client-1\",\"b\"]");
    QTest::newRow("T115 list with a number") << QByteArray("[\"client-1\",1]");
    QTest::newRow("T115 blanks") << QByteArray("\"client-1 other\"");
}

void TestInspect::T115_anAudienceIsATextOrAList()
{
    QFETCH(QByteArray, audience);
    const Inspection inspection = asClient(signedToken(withClaim("aud", audience)));
    QCOMPARE(inspection.verdict.standing, Standing::Failed);
    QVERIFY2(inspection.verdict.sentence.contains(u"client"_s), told(inspection).constData());
}

void TestInspect::T116_timesThatCannotBe_data()
{
    QTest::addColumn<QByteArray>("claim");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("isTaken");
    const auto row = [](const char *name, const char *claim, const char *value, bool isTaken) {
        QTest::newRow(name) << QByteArray(claim) << QByteArray(value) << isTaken;
    };
    row("T116 exp past", "exp", "1799999000", false);
    row("T116 exp within a minute", "exp", "1799999950", true);
    row("T116 exp missing", "exp", "", false);
    row("T116 exp 0", "exp", "0", false);
    row("T116 exp negative", "exp", "-1", false);
    row("T116 exp 1e10", "exp", "1e10", true);
    row("T116 exp a fraction", "exp", "1800000060.5", true);
    row("T116 exp a text", "exp", "\"1800000060\"", false);
    row("T116 exp 2^63", "exp", "9223372036854775808", false);
    row("T116 exp 1e400", "exp", "1e400", false);
    row("T116 exp null", "exp", "null", false);
    row("T116 exp true", "exp", "true", false);
    row("T116 exp a list", "exp", "[1800000060]", false);
    row("T116 iat missing", "iat", "", false);
    row("T116 iat future", "iat", "1800000600", false);
    row("T116 iat a text", "iat", "\"1800000000\"", false);
    row("T116 iat ten years old", "iat", "1484000000", true); // noted; how old is too old is nobody's rule
    row("T116 nbf future", "nbf", "1800000600", false);
    row("T116 nbf a text", "nbf", "\"1\"", false);
    row("T116 nbf now", "nbf", "1800000000", true);
}

void TestInspect::T116_timesThatCannotBe()
{
    QFETCH(QByteArray, claim);
    QFETCH(QByteArray, value);
    QFETCH(bool, isTaken);
    const Inspection inspection = asClient(signedToken(withClaim(claim.constData(), value)));
    QVERIFY2(inspect::holds(inspection) == isTaken, told(inspection).constData());
}

void TestInspect::T122_signInsThatAreTooOld_data()
{
    QTest::addColumn<QByteArray>("claim");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("words"); // empty: it is taken
    const auto row = [](const char *name, const char *claim, const char *value, const QString &typed,
                         const QString &words) {
        QTest::newRow(name) << QByteArray(claim) << QByteArray(value) << typed << words;
    };
    row("T122 recent", "auth_time", "1799999990", u"max_age=60"_s, {});
    row("T122 missing", "auth_time", "", u"max_age=60"_s, u"does not say when it was"_s);
    row("T122 too old", "auth_time", "1799990000", u"max_age=60"_s, u"older than was asked for"_s);
    row("T122 zero", "auth_time", "0", u"max_age=60"_s, u"the server says it happened in 1970"_s);
    row("T123 acr", "acr", "\"gold\"", u"acr=gold"_s, {});
    row("T123 another acr", "acr", "\"bronze\"", u"acr=gold"_s, u"the way that was asked for"_s);
    row("T123 no acr", "acr", "", u"acr=gold"_s, u"the way that was asked for"_s);
    row("T118 another nonce", "nonce", "\"x\"", u"nonce=y"_s, u"nonce"_s);
    row("T119 another subject", "sub", "\"x\"", u"sub=y"_s, u"the one who signed in"_s);
    row("T119 256 bytes", "sub",
        "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"",
        {}, u"names a subject"_s);
    row("T121 at_hash", "at_hash", "\"AAAAAAAAAAAAAAAAAAAAAA\"", u"at=token-1"_s,
        u"The access token is the one"_s);
    row("T121 c_hash", "c_hash", "\"AAAAAAAAAAAAAAAAAAAAAA\"", u"code=code-1"_s, u"The code is the one"_s);
}

void TestInspect::T122_signInsThatAreTooOld()
{
    QFETCH(QByteArray, claim);
    QFETCH(QByteArray, value);
    QFETCH(QString, typed);
    QFETCH(QString, words);
    const Inspection inspection = judged(signedToken(withClaim(claim.constData(), value)),
        typed.isEmpty() ? nothingExpected() : expected({ typed }), keysOf(), Kind::Id);
    QVERIFY2(inspect::holds(inspection) == words.isEmpty(), told(inspection).constData());
    QVERIFY2(inspection.verdict.sentence.contains(words), told(inspection).constData());
}

void TestInspect::T124_answersAtOnce_data()
{
    QTest::addColumn<QByteArray>("text");
    const QByteArray token = signedToken(idClaims());
    QTest::newRow("T124 one part") << QByteArray("eyJhbGciOiJFUzI1NiJ9");
    QTest::newRow("T124 two parts") << token.first(token.lastIndexOf('.'));
    QTest::newRow("T124 four parts") << token + ".AAAA";
    QTest::newRow("T124 six parts") << token + ".A.A.A";
    QTest::newRow("T124 empty parts") << QByteArray("eyJ..");
    QTest::newRow("T124 dots") << QByteArray("..");
    QTest::newRow("T124 a million dots") << QByteArray(1000000, '.');
    QTest::newRow("T124 a million dots behind") << "eyJ" + QByteArray(1000000, '.');
    QTest::newRow("T124 padding") << token + "==";
    QTest::newRow("T124 ten megabytes") << "eyJ" + QByteArray(10 * 1024 * 1024 - 3, 'A');
    QTest::newRow("T124 ten megabytes of words") << QByteArray("a ").repeated(5 * 1024 * 1024);
    QTest::newRow("T124 ten megabytes of lines") << "eyJ" + QByteArray("A\n").repeated(5 * 1024 * 1024 - 2);
    QTest::newRow("T124 ten megabytes of brackets") << QByteArray(10 * 1024 * 1024, '[');
    QTest::newRow("T124 ten megabytes of quotes") << QByteArray(10 * 1024 * 1024, '"');
    QTest::newRow("T124 ten megabytes of tildes") << token + QByteArray(10 * 1024 * 1024 - token.size(), '~');
    QTest::newRow("T124 ten megabytes of percent") << "eyJ" + QByteArray("%2E").repeated(3 * 1024 * 1024);
    QTest::newRow("T124 last character") << token.chopped(1) + (token.endsWith('A') ? 'B' : 'A');
}

void TestInspect::T124_answersAtOnce()
{
    QFETCH(QByteArray, text);
    const inspect::Recognised found = inspect::recognise(text);
    for (const Inspection &inspection : inspect::judgeAll(found, nothingExpected(), keysOf())) {
        QVERIFY(!inspect::holds(inspection));
        QVERIFY(!inspection.verdict.sentence.isEmpty());
        QVERIFY(inspection.verdict.sentence.size() < 1000);
    }
}

void TestInspect::T125_oddClaimsAreOnlyData()
{
    json::Object claims = idClaims();
    claims["__proto__"] = json::Object{ { "isAdmin", true } };
    claims["constructor"] = nullptr;
    claims[""] = "empty";
    claims["big"] = json::string(QByteArray(1 << 20, 'x'));
    const Inspection inspection = asClient(signedToken(claims));
    QVERIFY2(inspect::holds(inspection), told(inspection).constData());
    QCOMPARE(inspection.verdict.claims.size(), 10);
    // T125: a surrogate that stands alone is no text.
    const Inspection lone = asClient(signedText(goodHeader, "{\"name\":\"\\ud800\"}"));
    QCOMPARE(lone.verdict.standing, Standing::Failed);
}

void TestInspect::T127_noSignInWithAnEncryptedToken()
{
    SignInBench bench;
    bench.idp.tokenMembers["id_token"] = json::string(b64("{\"alg\":\"RSA-OAEP-256\",\"enc\":\"A128GCM\"}")
        + ".AAAA.AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA");
    const auto grant = bench.signIn();
    QVERIFY(!grant);
    QVERIFY2(message(grant).contains("encrypted (JWE), which is not the same as signed"),
        message(grant).constData());
    QVERIFY(bench.secrets.contents().isEmpty());
}

void TestInspect::T128_refusesASignedAnswerForAnother_data()
{
    QTest::addColumn<QByteArray>("claim");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("isTaken");
    QTest::newRow("T128 good") << QByteArray("extra") << QByteArray("1") << true;
    QTest::newRow("T128 iss") << QByteArray("iss") << QByteArray("\"https://other.example\"") << false;
    QTest::newRow("T128 aud") << QByteArray("aud") << QByteArray("\"other\"") << false;
    QTest::newRow("T128 nothing inside") << QByteArray("token_introspection") << QByteArray() << false;
}

void TestInspect::T128_refusesASignedAnswerForAnother()
{
    QFETCH(QByteArray, claim);
    QFETCH(QByteArray, value);
    QFETCH(bool, isTaken);
    json::Object claims = withClaim(claim.constData(), value);
    if (claim != "token_introspection")
        claims["token_introspection"] = json::Object{ { "active", true } };
    claims.erase("exp");
    const Inspection inspection = asClient(
        signedToken(claims, { { "typ", "token-introspection+jwt" } }), keysOf(), Kind::IntrospectionAnswer);
    QVERIFY2(inspect::holds(inspection) == isTaken, told(inspection).constData());
    // JSON that only calls itself a JWT.
    QCOMPARE(inspect::recognise("{\"active\":true}").subjects.size(), 0);
}

void TestInspect::T130_decodedIsNotVerified()
{
    const Inspection inspection = judged(signedToken(idClaims()), nothingExpected(), {});
    QCOMPARE(inspection.verdict.standing, Standing::NotVerified);
    QVERIFY(inspection.verdict.sentence.startsWith(u"Decoded only. Nobody's signature was checked."_s));
    QVERIFY(!inspect::holds(inspection));
    QVERIFY(inspection.signedWith.isEmpty());
    QVERIFY(inspection.verdict.thumbprint.isEmpty());
    for (const base::Check &check : inspection.verdict.checks)
        QVERIFY2(!(check.state == CheckState::Passed && check.title.contains(u"signature"_s)),
            qPrintable(check.title));
}

QTEST_GUILESS_MAIN(TestInspect)
#include "test_inspect.moc"
