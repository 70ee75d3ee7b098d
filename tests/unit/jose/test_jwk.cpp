// SPDX-License-Identifier: GPL-3.0-or-later
#include "jose/jwk.h"

#include <QTest>

using namespace authscope;
using namespace authscope::jose;
using namespace Qt::StringLiterals;

namespace {

json::Object object(const char *text)
{
    return *json::parseObject(text, u"The fixture"_s);
}

/// RFC 7638 §3.1
const char *const rfc7638
    = R"({"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"})";

} // namespace

class TestJwk : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void thumbprintsAreThoseOfTheStandards()
    {
        const auto rsa = Jwk::fromJson(object(rfc7638));
        QVERIFY(rsa);
        QCOMPARE(rsa->thumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
        QCOMPARE(rsa->kid(), "2011-04-29");
        QCOMPARE(rsa->bits(), 2048);
        QCOMPARE(rsa->curve(), "");
        const auto okp = Jwk::fromJson( // RFC 8037 A.3
            object(R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})"));
        QVERIFY(okp);
        QCOMPARE(okp->thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        QCOMPARE(okp->curve(), "Ed25519");
    }

    /// RFC 7638 §3.3 wants one value for one key, however its numbers were padded.
    void aLeadingZeroDoesNotChangeTheKey()
    {
        json::Object padded = object(rfc7638);
        const QByteArray n
            = QByteArray::fromBase64(*json::stringMember(padded, "n"), QByteArray::Base64UrlEncoding);
        padded["n"] = json::string(QByteArrayView(
            ('\0' + n).toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals)));
        const auto key = Jwk::fromJson(padded);
        QVERIFY(key);
        QCOMPARE(key->thumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    }

    void useOperationsAndAlgorithmLimitAKey_data()
    {
        QTest::addColumn<QByteArray>("extra");
        QTest::addColumn<QString>("reason");
        QTest::newRow("nothing said") << QByteArray(R"({})") << QString();
        QTest::newRow("sig") << QByteArray(R"({"use":"sig"})") << QString();
        QTest::newRow("verify") << QByteArray(R"({"key_ops":["sign","verify"]})") << QString();
        QTest::newRow("its algorithm") << QByteArray(R"({"alg":"EdDSA"})") << QString();
        QTest::newRow("its algorithm's new name") << QByteArray(R"({"alg":"Ed25519"})") << QString();
        QTest::newRow("enc") << QByteArray(R"({"use":"enc"})") << u"its use is “enc”"_s;
        QTest::newRow("sign only") << QByteArray(R"({"key_ops":["sign"]})") << u"its key_ops are “sign”"_s;
        QTest::newRow("encrypt") << QByteArray(R"({"key_ops":["encrypt"]})") << u"“encrypt”"_s;
        QTest::newRow("other algorithm")
            << QByteArray(R"({"alg":"ES256"})") << u"for the algorithm “ES256” only; the token says EdDSA"_s;
        QTest::newRow("unknown algorithm") << QByteArray(R"({"alg":"X"})") << u"“X” only"_s;
    }
    void useOperationsAndAlgorithmLimitAKey()
    {
        QFETCH(QByteArray, extra);
        QFETCH(QString, reason);
        json::Object members
            = object(R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})");
        for (const auto &member : object(extra.constData()))
            members[member.key()] = member.value();
        const auto key = Jwk::fromJson(members);
        QVERIFY(key);
        QCOMPARE(key->mayVerify(Algorithm::EdDSA), reason.isEmpty());
        QVERIFY2(key->whyNot(Algorithm::EdDSA).contains(reason), qPrintable(key->whyNot(Algorithm::EdDSA)));
        QVERIFY(!key->mayVerify(Algorithm::ES256));
        QVERIFY(key->whyNot(Algorithm::ES256).contains(u"type OKP; ES256 needs EC"_s));
    }

    void aKeyOnAnotherCurveSaysBoth()
    {
        const Jwk key = KeyPair::generate(Algorithm::ES384, "k").publicKey();
        QCOMPARE(key.whyNot(Algorithm::ES256), u"is on the curve P-384; ES256 needs P-256"_s);
    }

    void aSetKeepsWhatItCannotUseApart()
    {
        const QByteArray ec
            = json::compact(KeyPair::generate(Algorithm::ES256, "good").publicKey().publicJson());
        const QByteArray text = R"({"keys":[)" + ec
            + R"(,{"kty":"oct","kid":"secret","k":"c2VjcmV0LWJ5dGVz"},17,{"kty":"RSA","kid":"bare"},)"
              R"({"kty":"OKP","kid":"enc","use":"enc","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},)"
              R"({"kty":"EC","kid":"k1","crv":"secp256k1","x":"AA","y":"AA"},{"kty":"AKP","kid":"pq"},{"kid":7},)"
              R"({"kty":"OKP","kid":"private","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}]})";
        const auto set = JwkSet::parse(text);
        QVERIFY(set);
        QCOMPARE(set->keys().size(), 2);
        QCOMPARE(set->keys()[0].kid(), "good");
        QCOMPARE(set->keys()[1].kid(), "private");
        QCOMPARE(set->keys()[1].privateMembers(), QList<QByteArray>{ "d" });
        QVERIFY(set->keys()[1].isPrivate());
        QCOMPARE(set->refused().size(), 7);
        const QStringList reasons{ u"shared secret (oct)"_s, u"Entry 3 of the key set is a number"_s,
            u"lacks “n”"_s, u"its use is “enc”"_s, u"curve “secp256k1”"_s, u"type “AKP”"_s,
            u"“kid” as a number"_s };
        for (qsizetype i = 0; i < reasons.size(); ++i) {
            const QString message = set->refused()[i].reason.message;
            QVERIFY2(message.contains(reasons[i]), qPrintable(message));
            QVERIFY(message.endsWith(u"It was not used."_s));
            QVERIFY(!message.contains(u"c2VjcmV0LWJ5dGVz"_s));
        }
        QCOMPARE(set->refused()[0].kid, "secret");
    }

    void aSetWithoutAListIsAnError_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("code");
        QTest::newRow("no keys") << QByteArray(R"({})") << u"OA-016"_s;
        QTest::newRow("an object") << QByteArray(R"({"keys":{}})") << u"OA-016"_s;
        QTest::newRow("HTML") << QByteArray("<!doctype html>") << u"OA-013"_s;
        QTest::newRow("a list") << QByteArray("[]") << u"OA-013"_s;
        QTest::newRow("twice") << QByteArray(R"({"keys":[],"keys":[]})") << u"OA-114"_s;
        QTest::newRow("a key's member twice")
            << QByteArray(R"({"keys":[{"kty":"RSA","kty":"EC"}]})") << u"OA-114"_s;
        QTest::newRow("2 MiB") << QByteArray(2 << 20, ' ') << u"OA-118"_s;
    }
    void aSetWithoutAListIsAnError()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, code);
        const auto set = JwkSet::parse(text);
        QVERIFY(!set);
        QCOMPARE(set.error().code, code);
    }

    void anEmptySetHasNoCandidates()
    {
        const auto set = JwkSet::parse(R"({"keys":[]})");
        QVERIFY(set);
        QVERIFY(set->candidates("x", Algorithm::RS256).isEmpty());
        QVERIFY(set->candidates({}, Algorithm::RS256).isEmpty());
    }

    void pemOfAnotherKindIsRefused_data()
    {
        QTest::addColumn<QByteArray>("pem");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("text") << QByteArray(
            "-----BEGIN PUBLIC KEY-----\nnonsense\n-----END PUBLIC KEY-----\n");
        QTest::newRow("Ed448") << QByteArray(
            "-----BEGIN PUBLIC KEY-----\nMEMwBQYDK2VxAzoAX9dEm1m0Yf0s5fsYrWHucSH2XCQ1TTFKI2hfoWRLPaGzadsH9oO9"
            "HPQ2ogeWTcDr6X0hUF0EHAA=\n-----END PUBLIC KEY-----\n");
        QTest::newRow("encrypted") << QByteArray(
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n");
        QTest::newRow("huge") << QByteArray(1 << 20, 'A');
    }
    void pemOfAnotherKindIsRefused()
    {
        QFETCH(QByteArray, pem);
        const auto key = Jwk::fromPem(pem, "k");
        QVERIFY(!key);
        QCOMPARE(key.error().code, u"OA-212"_s);
        QVERIFY(!KeyPair::fromPem(pem, Algorithm::EdDSA, "k"));
    }

    void aPrivateKeyMustFitItsAlgorithm()
    {
        const QByteArray pem = KeyPair::generate(Algorithm::ES256, "k").toPem();
        QVERIFY(KeyPair::fromPem(pem, Algorithm::ES256, "k"));
        const auto wrong = KeyPair::fromPem(pem, Algorithm::ES384, "k");
        QVERIFY(!wrong);
        QVERIFY(wrong.error().message.contains(u"P-256; ES384 needs P-384"_s));
        QVERIFY(!KeyPair::fromPem(pem, Algorithm::PS256, "k"));
    }
};

QTEST_APPLESS_MAIN(TestJwk)
#include "test_jwk.moc"
