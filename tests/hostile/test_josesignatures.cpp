// SPDX-License-Identifier: GPL-3.0-or-later
#include "josefixture.h"

#include "jose/keyhandle.h"

#include <QMessageAuthenticationCode>

#include <openssl/pem.h>
#include <openssl/rsa.h>

using namespace authscope;
using namespace authscope::jose;
using namespace Qt::StringLiterals;
using josefixture::b64;
using josefixture::check;
using josefixture::signedBy;
using josefixture::withSignature;

namespace {

const QByteArray order256
    = QByteArray::fromHex("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");

QByteArray headerFor(const QByteArray &alg, const QByteArray &kid = {})
{
    json::Object header{ { "alg", json::string(QByteArrayView(alg)) } };
    if (!kid.isEmpty())
        header["kid"] = json::string(QByteArrayView(kid));
    return json::compact(header);
}

/// The public key in the form certificates carry it, for a modulus of 2048 bits and the exponent 65537.
QByteArray rsaDer(const Jwk &key)
{
    const QByteArray n = *decodeBase64Url(*json::stringMember(key.publicJson(), "n"));
    return QByteArray::fromHex("30820122300d06092a864886f70d01010105000382010f003082010a0282010100") + n
        + QByteArray::fromHex("0203010001");
}

QByteArray derInteger(QByteArray number)
{
    while (number.size() > 1 && number[0] == '\0' && (number[1] & 0x80) == 0)
        number.remove(0, 1);
    if (number[0] & 0x80)
        number.prepend('\0');
    return QByteArray("\x02") + static_cast<char>(number.size()) + number;
}

QByteArray minus(const QByteArray &a, const QByteArray &b)
{
    const BignumPtr x = bignum(a);
    const BignumPtr y = bignum(b);
    BN_sub(x.get(), x.get(), y.get());
    QByteArray out(a.size(), '\0');
    BN_bn2binpad(x.get(), octets(out), int(out.size()));
    return out;
}

QByteArray pssWithSalt(const KeyPair &key, const QByteArray &data, int salt)
{
    const BioPtr bio(BIO_new(BIO_s_mem()));
    const QByteArray pem = key.toPem();
    BIO_write(bio.get(), pem.constData(), int(pem.size()));
    const PkeyPtr secret(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
    const DigestContextPtr context(EVP_MD_CTX_new());
    EVP_PKEY_CTX *options = nullptr;
    EVP_DigestSignInit_ex(context.get(), &options, "SHA256", nullptr, nullptr, secret.get(), nullptr);
    EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING);
    EVP_PKEY_CTX_set_rsa_pss_saltlen(options, salt);
    QByteArray signature(256, '\0');
    size_t size = 256;
    EVP_DigestSign(
        context.get(), octets(signature), &size, octets(QByteArrayView(data)), size_t(data.size()));
    return signature;
}

} // namespace

class TestJoseSignatures : public QObject {
    Q_OBJECT

    const KeyPair m_rsa = KeyPair::generate(Algorithm::RS256, "rsa");
    const KeyPair m_pss = KeyPair::generate(Algorithm::PS256, "pss");
    const KeyPair m_ec = KeyPair::generate(Algorithm::ES256, "ec");
    const KeyPair m_ed = KeyPair::generate(Algorithm::EdDSA, "ed");
    const JwkSet m_keys
        = JwkSet::fromKeys({ m_rsa.publicKey(), m_pss.publicKey(), m_ec.publicKey(), m_ed.publicKey() });

private Q_SLOTS:
    /// Without this the refusals below would prove nothing.
    void theHonestTokensVerify()
    {
        for (const KeyPair *key : { &m_rsa, &m_pss, &m_ec, &m_ed })
            QVERIFY(check(signCompact(*key, {}, "{}"), m_keys));
    }

    void t100NoneIsNeverVerified_data()
    {
        QTest::addColumn<QByteArray>("alg");
        QTest::addColumn<bool>("signedForReal");
        for (const char *alg : { "none", "None", "nOnE", "NONE" }) {
            QTest::addRow("%s, empty", alg) << QByteArray(alg) << false;
            QTest::addRow("%s, a real signature", alg) << QByteArray(alg) << true;
        }
    }
    void t100NoneIsNeverVerified()
    {
        QFETCH(QByteArray, alg);
        QFETCH(bool, signedForReal);
        for (const QByteArray &kid : { QByteArray(), QByteArray("rsa") }) {
            const QByteArray header = headerFor(alg, kid);
            const QByteArray token
                = signedForReal ? signedBy(m_rsa, header) : withSignature(header, "{}", {});
            REFUSED(check(token, m_keys), u"the token is unsigned"_s);
            REFUSED(check(token, JwkSet()), u"the token is unsigned"_s);
        }
    }

    void t100AnEmptySignatureIsCalledUnsigned()
    {
        for (const char *alg : { "RS256", "ES256", "EdDSA" }) {
            REFUSED(check(withSignature(headerFor(alg), "{}", {}), m_keys), u"it is unsigned"_s);
        }
    }

    /// The token would verify for a program that takes whatever key it has as the secret.
    void t101ThePublicKeyIsNoSecret_data()
    {
        QTest::addColumn<QByteArray>("secret");
        const QByteArray der = rsaDer(m_rsa.publicKey());
        const QByteArray wrapped = [&der] {
            QByteArray lines;
            const QByteArray body = der.toBase64();
            for (qsizetype at = 0; at < body.size(); at += 64)
                lines += body.mid(at, 64) + '\n';
            return lines;
        }();
        const QByteArray pem = "-----BEGIN PUBLIC KEY-----\n" + wrapped + "-----END PUBLIC KEY-----\n";
        QVERIFY(Jwk::fromPem(pem));
        QCOMPARE(Jwk::fromPem(pem)->thumbprint(), m_rsa.publicKey().thumbprint()); // it is that key
        QTest::newRow("PEM") << pem;
        QTest::newRow("PEM without the last line feed") << pem.chopped(1);
        QTest::newRow("DER") << der;
        QTest::newRow("JWK") << json::compact(m_rsa.publicKey().publicJson());
        QTest::newRow("modulus") << *decodeBase64Url(
            *json::stringMember(m_rsa.publicKey().publicJson(), "n"));
    }
    void t101ThePublicKeyIsNoSecret()
    {
        QFETCH(QByteArray, secret);
        const QList<QPair<QByteArray, QCryptographicHash::Algorithm>> hashes{
            { "HS256", QCryptographicHash::Sha256 }, { "HS384", QCryptographicHash::Sha384 },
            { "HS512", QCryptographicHash::Sha512 }
        };
        for (const auto &[alg, hash] : hashes) {
            const QByteArray input = b64(headerFor(alg, "rsa")) + '.' + b64("{}");
            const QByteArray mac = QMessageAuthenticationCode::hash(input, secret, hash);
            REFUSED(check(input + '.' + b64(mac), m_keys), u"needs a shared secret"_s);
        }
    }

    void t101ASecretInTheKeySetChangesNothing()
    {
        const auto set = JwkSet::fromJson(
            josefixture::object(R"({"keys":[{"kty":"oct","kid":"s","alg":"HS256","k":"c2VjcmV0"}]})"));
        QVERIFY(set);
        QVERIFY(set->keys().isEmpty());
        const QByteArray input = b64(R"({"alg":"HS256","kid":"s"})") + '.' + b64("{}");
        const QByteArray mac = QMessageAuthenticationCode::hash(input, "secret", QCryptographicHash::Sha256);
        REFUSED(check(input + '.' + b64(mac), *set), u"needs a shared secret"_s);
    }

    void t102WhatIsNotInTheTableCannotBeChecked_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QString>("words");
        const QString cannot = u"cannot be checked here"_s;
        for (const char *alg :
            { "ES256K", "Ed448", "RS1", "ML-DSA-65", "rs256", "RS256 ", "dir", "RSA-OAEP" })
            QTest::newRow(alg) << headerFor(alg) << cannot;
        QTest::newRow("absent") << QByteArray(R"({"kid":"rsa"})") << u"names no algorithm"_s;
        QTest::newRow("null") << QByteArray(R"({"alg":null})") << u"“alg” is null"_s;
        QTest::newRow("list") << QByteArray(R"({"alg":["RS256"]})") << u"“alg” is a list"_s;
        QTest::newRow("number") << QByteArray(R"({"alg":256})") << u"“alg” is a number"_s;
        QTest::newRow("kid is no text") << QByteArray(R"({"alg":"RS256","kid":1})") << u"“kid” is a number"_s;
    }
    void t102WhatIsNotInTheTableCannotBeChecked()
    {
        QFETCH(QByteArray, header);
        QFETCH(QString, words);
        REFUSED(check(signedBy(m_rsa, header), m_keys), words);
    }

    void t102TheKeyDecidesWhichAlgorithmMayBeUsed()
    {
        // The same numbers, really signed as PS256, offered under a key that says RS256.
        const auto asPss = KeyPair::fromPem(m_rsa.toPem(), Algorithm::PS256, "rsa");
        QVERIFY(asPss);
        const QByteArray token = signCompact(*asPss, {}, "{}");
        QVERIFY(check(token, JwkSet::fromKeys({ asPss->publicKey() })));
        REFUSED(check(token, m_keys), u"“RS256” only; the token says PS256"_s);
        REFUSED(check(signedBy(m_ec, R"({"alg":"ES384","kid":"ec"})"), m_keys),
            u"“ec” is on the curve P-256; ES384 needs P-384"_s);
        REFUSED(
            check(signedBy(m_ec, R"({"alg":"RS256","kid":"ec"})"), m_keys), u"type EC; RS256 needs RSA"_s);
        REFUSED(
            check(signedBy(m_ed, R"({"alg":"ES256","kid":"ed"})"), m_keys), u"type OKP; ES256 needs EC"_s);
    }

    void t103CriticalExtensionsAreRefusedByName_data()
    {
        QTest::addColumn<QByteArray>("member");
        QTest::addColumn<QString>("words");
        QTest::newRow("unknown") << QByteArray(R"("crit":["x-policy"],"x-policy":1)") << u"“x-policy”"_s;
        QTest::newRow("two") << QByteArray(R"("crit":["exp","b64"])") << u"“exp, b64”"_s;
        QTest::newRow("empty") << QByteArray(R"("crit":[])") << u"“crit” is an empty list"_s;
        QTest::newRow("text") << QByteArray(R"("crit":"exp")") << u"“crit” is a text"_s;
        QTest::newRow("null") << QByteArray(R"("crit":null)") << u"“crit” is null"_s;
        QTest::newRow("numbers") << QByteArray(R"("crit":[1])") << u"“crit” is a list"_s;
        QTest::newRow("b64 false") << QByteArray(R"("b64":false)") << u"b64, RFC 7797"_s;
        QTest::newRow("b64 true") << QByteArray(R"("b64":true)") << u"b64, RFC 7797"_s;
        QTest::newRow("both") << QByteArray(R"("b64":false,"crit":["b64"])") << u"“b64”"_s;
    }
    void t103CriticalExtensionsAreRefusedByName()
    {
        QFETCH(QByteArray, member);
        QFETCH(QString, words);
        const QByteArray header = R"({"alg":"RS256","kid":"rsa",)" + member + '}';
        REFUSED(check(signedBy(m_rsa, header), m_keys), words);
    }

    void t110KeysInTheTokenAreNotTrusted_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("jwk") << QByteArray("jwk") << QByteArray();
        QTest::newRow("jku") << QByteArray("jku") << QByteArray("\"https://attacker.example/jwks\"");
        QTest::newRow("x5u") << QByteArray("x5u") << QByteArray("\"file:///etc/hostname\"");
        QTest::newRow("x5c") << QByteArray("x5c") << QByteArray(R"(["MIIB"])");
    }
    void t110KeysInTheTokenAreNotTrusted()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, value);
        const KeyPair attacker = KeyPair::generate(Algorithm::RS256, "rsa");
        json::Object header;
        header[json::view(name)] = value.isEmpty() ? json::Value(attacker.publicKey().publicJson())
                                                   : boost::json::parse(json::view(value));
        REFUSED(check(signCompact(attacker, header, "{}"), m_keys), u"does not hold with the key “rsa”"_s);
        const auto honest = check(signCompact(m_rsa, header, "{}"), m_keys);
        QVERIFY(honest);
        QCOMPARE(honest->key.thumbprint(), m_rsa.publicKey().thumbprint());
        QCOMPARE(honest->notes.size(), 1);
        QVERIFY(
            honest->notes.first().contains(u'(' + QString::fromLatin1(name) + u"); it was not trusted"_s));
    }

    void t113EcdsaValuesOutOfRangeFail_data()
    {
        QTest::addColumn<QByteArray>("signature");
        const QByteArray input = b64(R"({"alg":"ES256","kid":"ec"})") + '.' + b64("{}");
        const QByteArray good = m_ec.sign(input);
        const QByteArray r = good.first(32);
        const QByteArray s = good.last(32);
        const QByteArray zero(32, '\0');
        const QByteArray one = QByteArray(31, '\0') + '\x01';
        const QByteArray der = derInteger(r) + derInteger(s);
        QTest::newRow("r = s = 0") << zero + zero;
        QTest::newRow("r = 0") << zero + s;
        QTest::newRow("s = 0") << r + zero;
        QTest::newRow("r = n") << order256 + s;
        QTest::newRow("s = n") << r + order256;
        QTest::newRow("r = s = n") << order256 + order256;
        QTest::newRow("all ones") << QByteArray(64, '\xff');
        QTest::newRow("r = s = 1") << one + one;
        QTest::newRow("r = n - r") << minus(order256, r) + s;
        QTest::newRow("swapped") << s + r;
        QTest::newRow("DER") << QByteArray("\x30") + static_cast<char>(der.size()) + der;
        QTest::newRow("63 bytes") << good.chopped(1);
        QTest::newRow("65 bytes, zero behind") << good + '\0';
        QTest::newRow("65 bytes, zero before") << '\0' + good;
        QTest::newRow("66 bytes, padded halves") << '\0' + r + '\0' + s;
        QTest::newRow("32 bytes") << r;
        QTest::newRow("twice") << good + good;
        QTest::newRow("1 byte") << QByteArray("\x01");
        QTest::newRow("100 kB") << QByteArray(90000, 'x');
        QTest::newRow("of other words") << m_ec.sign("other");
    }
    void t113EcdsaValuesOutOfRangeFail()
    {
        QFETCH(QByteArray, signature);
        const QByteArray header = R"({"alg":"ES256","kid":"ec"})";
        REFUSED(check(withSignature(header, "{}", signature), m_keys),
            signature.size() == 64 ? u"does not hold with the key “ec”"_s
                                   : u"ES256 with this key makes 64"_s);
    }

    /// RFC 7518 §3.4 does not ask for the low half: a high s is a good signature.
    void t113AHighSIsAccepted()
    {
        const QByteArray good = m_ec.sign("data");
        QVERIFY(verifySignature(m_ec.publicKey(), Algorithm::ES256, "data", good));
        const QByteArray other = good.first(32) + minus(order256, good.last(32));
        QVERIFY(other != good);
        QVERIFY(verifySignature(m_ec.publicKey(), Algorithm::ES256, "data", other));
    }

    void t113RsaSignaturesHaveTheLengthOfTheKey()
    {
        for (const KeyPair *key : { &m_rsa, &m_pss }) {
            const QByteArray good = key->sign("data");
            QCOMPARE(good.size(), 256);
            QVERIFY(verifySignature(key->publicKey(), key->algorithm(), "data", good));
            for (const QByteArray &bad :
                { good.chopped(1), good.sliced(1), good + '\0', '\0' + good, QByteArray(),
                    QByteArray(256, '\0'), QByteArray(256, '\xff'), QByteArray(255, '\0') + '\x01' })
                QVERIFY(!verifySignature(key->publicKey(), key->algorithm(), "data", bad));
        }
    }

    void t113APssSaltMustBeAsLongAsTheHash_data()
    {
        QTest::addColumn<int>("salt");
        QTest::addColumn<bool>("holds");
        QTest::newRow("none") << 0 << false;
        QTest::newRow("one less") << 31 << false;
        QTest::newRow("the hash") << 32 << true;
        QTest::newRow("one more") << 33 << false;
        QTest::newRow("the longest") << 222 << false;
    }
    void t113APssSaltMustBeAsLongAsTheHash()
    {
        QFETCH(int, salt);
        QFETCH(bool, holds);
        QCOMPARE(
            verifySignature(m_pss.publicKey(), Algorithm::PS256, "data", pssWithSalt(m_pss, "data", salt)),
            holds);
    }

    void t113EdDsaWithAChangedHalfFails()
    {
        const QByteArray good = m_ed.sign("data");
        QCOMPARE(good.size(), 64);
        for (const QByteArray &bad : { QByteArray(64, '\0'), QByteArray(64, '\xff'),
                 good.first(32) + QByteArray(32, '\0'), QByteArray(32, '\0') + good.last(32),
                 good.last(32) + good.first(32), good.chopped(1), good + '\0' })
            QVERIFY(!verifySignature(m_ed.publicKey(), Algorithm::EdDSA, "data", bad));
    }

    void aKeyThatIsNoneVerifiesNothing()
    {
        QVERIFY(!verifySignature(Jwk(), Algorithm::RS256, "data", QByteArray(256, 'x')));
    }
};

QTEST_APPLESS_MAIN(TestJoseSignatures)
#include "test_josesignatures.moc"
