// SPDX-License-Identifier: GPL-3.0-or-later
#include "josedata.h"

#include "jose/base64url.h"
#include "jose/keyfile.h"

using namespace authscope;
using namespace authscope::jose;
using base::Secret;
using namespace Qt::StringLiterals;

namespace {

const QByteArray longSecret
    = "a secret that is long enough for every one of the three hashes, as it should be";

QByteArray why(const Jws &jws, const SharedSecret &secret)
{
    const auto verified = verifyWithSecret(jws, secret);
    return verified ? QByteArray() : verified.error().message.toUtf8();
}

} // namespace

class TestSharedSecret : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatItSignedVerifies_data()
    {
        QTest::addColumn<int>("algorithm");
        QTest::newRow("HS256") << int(SecretAlgorithm::HS256);
        QTest::newRow("HS384") << int(SecretAlgorithm::HS384);
        QTest::newRow("HS512") << int(SecretAlgorithm::HS512);
    }
    void whatItSignedVerifies()
    {
        QFETCH(int, algorithm);
        const QByteArray token
            = signWithSecret(Secret(longSecret), SecretAlgorithm(algorithm), { { "typ", "JWT" } }, "{}");
        Jws jws = *parseJws(token);
        QCOMPARE(jws.alg(), secretAlgorithmName(SecretAlgorithm(algorithm)));
        const auto verified = verifyWithSecret(jws, Secret(longSecret));
        QVERIFY(verified);
        QCOMPARE(int(verified->algorithm), algorithm);
        QVERIFY(why(jws, Secret(longSecret + '!')).contains("does not hold with the secret"));
        jws.signature.chop(1);
        QVERIFY(!verifyWithSecret(jws, Secret(longSecret)));
    }

    void verifyNeverTakesASharedSecret()
    {
        const QByteArray token = signWithSecret(Secret(longSecret), SecretAlgorithm::HS256, {}, "{}");
        const json::Object jwk{ { "kty", "oct" },
            { "k", json::string(QByteArrayView(encodeBase64Url(longSecret))) } };
        const auto set = JwkSet::fromJson({ { "keys", { jwk } } });
        QCOMPARE(set->keys().size(), 0);
        QVERIFY(!verify(*parseJws(token), *set));
        QVERIFY(!verifyWithChosen(*parseJws(token), *set));
        const auto loaded = readKeys(json::compact(jwk));
        QVERIFY(loaded);
        QVERIFY(!verifyWithChosen(*parseJws(token), loaded->verificationKeys()));
        QVERIFY(verifyWithSecret(*parseJws(token), *loaded->keys.first().secret)); // the control
    }

    void weakSecretsAreNamedWithTheVerdictTheyWouldGive()
    {
        const Jws jws = *parseJws(signWithSecret(Secret("secret"), SecretAlgorithm::HS256, {}, "{}"));
        const auto verified = verifyWithSecret(jws, Secret("secret"));
        QVERIFY(!verified);
        QCOMPARE(verified.error().code, u"OA-212"_s);
        QVERIFY(verified.error().message.contains(u"has 6 bytes; HS256 needs at least 32"_s));
        QVERIFY(verified.error().message.contains(u"The signature does hold with it"_s));
        QVERIFY(why(jws, Secret("sekret")).contains("The signature does not hold with it"));
        QVERIFY(why(jws, Secret()).contains("is empty"));
    }

    void aTypedTextMayMeanItsBytes()
    {
        const QByteArray bytes = QByteArray::fromHex("00ff").repeated(32);
        const Jws jws = *parseJws(signWithSecret(Secret(bytes), SecretAlgorithm::HS256, {}, "{}"));
        const auto verified = verifyWithSecret(jws, Secret(encodeBase64Url(bytes)));
        QVERIFY(verified);
        QCOMPARE(verified->notes.size(), 1);
        QVERIFY(verified->notes.first().contains(u"writes in base64url"_s));
        // A JWK says exactly which bytes it means.
        const json::Object twice{ { "kty", "oct" },
            { "k", json::string(QByteArrayView(encodeBase64Url(encodeBase64Url(bytes)))) } };
        QVERIFY(!verifyWithSecret(jws, *SharedSecret::fromJson(twice)));
    }

    void otherTokensAreNotForASecret()
    {
        const KeyPair key = KeyPair::generate(Algorithm::ES256, "k");
        QVERIFY(why(*parseJws(signCompact(key, {}, "{}")), Secret(longSecret))
                    .contains("“ES256”; a shared secret checks HS256, HS384 and HS512 only"));
        const Jws critical = *parseJws(
            signWithSecret(Secret(longSecret), SecretAlgorithm::HS256, { { "crit", { "b64" } } }, "{}"));
        QVERIFY(why(critical, Secret(longSecret)).contains("“b64” must be understood"));
        const Jws none = *parseJws(encodeBase64Url("{\"alg\":\"none\"}") + ".e30.");
        QVERIFY(!why(none, Secret(longSecret)).isEmpty());
    }

    void whatTheKeySaysOfItselfCounts()
    {
        json::Object jwk{ { "kty", "oct" }, { "alg", "HS512" },
            { "k", json::string(QByteArrayView(encodeBase64Url(longSecret))) } };
        const Jws jws = *parseJws(signWithSecret(Secret(longSecret), SecretAlgorithm::HS256, {}, "{}"));
        QVERIFY(why(jws, *SharedSecret::fromJson(jwk)).contains("is for the algorithm “HS512” only"));
        jwk["alg"] = "HS256";
        jwk["use"] = "enc";
        QVERIFY(why(jws, *SharedSecret::fromJson(jwk)).contains("its use is “enc”"));
        jwk["use"] = "sig";
        jwk["key_ops"] = { "encrypt" };
        QVERIFY(why(jws, *SharedSecret::fromJson(jwk)).contains("its key_ops are “encrypt”"));
        jwk["key_ops"] = { "verify" };
        QVERIFY(verifyWithSecret(jws, *SharedSecret::fromJson(jwk)));
        jwk["k"] = "A=";
        QVERIFY(!SharedSecret::fromJson(jwk));
        jwk["kty"] = "RSA";
        QVERIFY(SharedSecret::fromJson(jwk).error().message.contains(u"a shared secret has the type oct"_s));
    }

    void aPublicKeyAsSecretIsNamedForWhatItIs_data()
    {
        QTest::addColumn<int>("algorithm");
        QTest::newRow("T101 RSA") << int(Algorithm::RS256);
        QTest::newRow("T101 EC") << int(Algorithm::ES256);
        QTest::newRow("T101 Ed25519") << int(Algorithm::EdDSA);
    }
    void aPublicKeyAsSecretIsNamedForWhatItIs()
    {
        QFETCH(int, algorithm);
        const KeyPair pair = KeyPair::generate(Algorithm(algorithm), "one");
        const JwkSet keys = JwkSet::fromKeys(
            { KeyPair::generate(Algorithm::ES384, "other").publicKey(), pair.publicKey() });
        const QByteArray jwk = json::compact(pair.publicKey().publicJson());
        const Jws forged = *parseJws(signWithSecret(Secret(jwk), SecretAlgorithm::HS256, {}, "{}"));
        const auto found = findKeyConfusion(forged, keys);
        QVERIFY(found);
        QCOMPARE(found->key.kid(), "one");
        QCOMPARE(found->form, u"its JWK form"_s);
        QVERIFY(!verify(forged, keys));
        QVERIFY(why(forged, Secret(jwk)).contains("is a public key, which everybody may know"));
        const Jws honest = *parseJws(signWithSecret(Secret(longSecret), SecretAlgorithm::HS256, {}, "{}"));
        QVERIFY(!findKeyConfusion(honest, keys));
        QVERIFY(!findKeyConfusion(*parseJws(signCompact(pair, {}, "{}")), keys));
    }

    void thePemFormIsRecognisedWithAndWithoutItsLastLineEnd()
    {
        const KeyPair pair = KeyPair::generate(Algorithm::RS256, "one");
        const QByteArray pem = publicPem(pair);
        QVERIFY(pem.startsWith("-----BEGIN PUBLIC KEY-----\n"));
        const JwkSet keys = JwkSet::fromKeys({ pair.publicKey() });
        for (const QByteArray &form : { pem, pem.trimmed() }) {
            const Jws forged = *parseJws(signWithSecret(Secret(form), SecretAlgorithm::HS512, {}, "{}"));
            const auto found = findKeyConfusion(forged, keys);
            QVERIFY(found);
            QVERIFY2(found->form.startsWith(u"its PEM form"_s), qPrintable(found->form));
        }
    }

private:
    /// SubjectPublicKeyInfo of a 2048-bit RSA key is a fixed frame around the modulus.
    static QByteArray publicPem(const KeyPair &pair)
    {
        const QByteArray n = *decodeBase64Url(josedata::text(pair.publicKey().publicJson(), "n"));
        const QByteArray der
            = QByteArray::fromHex("30820122300d06092a864886f70d01010105000382010f003082010a0282010100") + n
            + QByteArray::fromHex("0203010001");
        QByteArray pem = "-----BEGIN PUBLIC KEY-----\n";
        const QByteArray text = der.toBase64();
        for (qsizetype at = 0; at < text.size(); at += 64)
            pem += text.mid(at, 64) + '\n';
        return pem + "-----END PUBLIC KEY-----\n";
    }
};

QTEST_GUILESS_MAIN(TestSharedSecret)
#include "test_sharedsecret.moc"
