// SPDX-License-Identifier: GPL-3.0-or-later
#include "josedata.h"
#include "samplecertificates.h"

#include "jose/base64url.h"
#include "jose/keyfile.h"

using namespace authscope;
using namespace authscope::jose;
using namespace Qt::StringLiterals;

namespace {

QByteArray block(const QByteArray &type, const QByteArray &der)
{
    return "-----BEGIN " + type + "-----\n" + der.toBase64() + "\n-----END " + type + "-----\n";
}

/// The SubjectPublicKeyInfo inside a certificate of a P-256 key ends 65 bytes after this.
QByteArray publicKeyOf(const QByteArray &certificate)
{
    const QByteArray der = QByteArray::fromBase64(certificate);
    const QByteArray frame = QByteArray::fromHex("3059301306072a8648ce3d020106082a8648ce3d030107034200");
    return der.mid(der.indexOf(frame), frame.size() + 65);
}

QByteArray publicPemOf(const KeyPair &pair)
{
    const QByteArray x = *decodeBase64Url(josedata::text(pair.publicKey().publicJson(), "x"));
    return block("PUBLIC KEY", QByteArray::fromHex("302a300506032b6570032100") + x); // RFC 8410 §4
}

QString firstRefusal(const LoadedKeys &loaded)
{
    return loaded.refused.isEmpty() ? QString() : loaded.refused.first().reason.message;
}

json::Object jwkOf(const QByteArray &certificate)
{
    const QByteArray point = publicKeyOf(certificate).last(64);
    return { { "kty", "EC" }, { "crv", "P-256" },
        { "x", json::string(QByteArrayView(encodeBase64Url(point.first(32)))) },
        { "y", json::string(QByteArrayView(encodeBase64Url(point.last(32)))) } };
}

} // namespace

class TestKeyFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void recognisesEachForm_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<bool>("isPrivate");
        const KeyPair rsa = KeyPair::generate(Algorithm::RS256, "r");
        const KeyPair ed = KeyPair::generate(Algorithm::EdDSA, "e");
        const KeyPair ec = KeyPair::generate(Algorithm::ES384, "c");
        const QByteArray jwk = json::compact(ec.publicKey().publicJson());
        QTest::newRow("JWK") << jwk << u"a JWK"_s << u"EC P-384"_s << false;
        QTest::newRow("JWK set") << "\n {\"keys\":[" + jwk + "]}\n"
                                 << u"a JWK set"_s << u"EC P-384"_s << false;
        QTest::newRow("public PEM") << publicPemOf(ed) << u"a public key in PEM form"_s << u"Ed25519"_s
                                    << false;
        QTest::newRow("private PEM") << rsa.toPem() << u"a private key in PEM form"_s << u"RSA, 2048 bits"_s
                                     << true;
        QTest::newRow("text before") << "Some words.\n" + ed.toPem() << u"a private key in PEM form"_s
                                     << u"Ed25519"_s << true;
        QTest::newRow("X25519") << block(
            "PRIVATE KEY", QByteArray::fromHex("302e020100300506032b656e04220420") + QByteArray(32, 'k'))
                                << u"a private key in PEM form"_s << u"X25519"_s << true;
        QTest::newRow("certificate") << josesamples::pem(josesamples::leaf) << u"a certificate in PEM form"_s
                                     << u"EC P-256"_s << false;
        QTest::newRow("certificate DER")
            << QByteArray::fromBase64(josesamples::leaf) << u"DER"_s << u"EC P-256"_s << false;
        QTest::newRow("public DER") << publicKeyOf(josesamples::leaf) << u"DER"_s << u"EC P-256"_s << false;
        QTest::newRow("x5c") << josesamples::leaf << u"DER in base64"_s << u"EC P-256"_s << false;
        QTest::newRow("oct") << QByteArray("{\"kty\":\"oct\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAA\"}") << u"a JWK"_s
                             << u"shared secret, 128 bits"_s << false;
    }
    void recognisesEachForm()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, format);
        QFETCH(QString, kind);
        QFETCH(bool, isPrivate);
        const auto loaded = readKeys(text);
        QVERIFY2(loaded, qPrintable(loaded ? QString() : loaded.error().message));
        QCOMPARE(firstRefusal(*loaded), QString());
        QCOMPARE(loaded->format, format);
        QCOMPARE(loaded->keys.size(), 1);
        QCOMPARE(loaded->keys.first().kind, kind);
        QCOMPARE(bool(loaded->keys.first().privateKey), isPrivate);
        QVERIFY(loaded->keys.first().bits > 0);
        QCOMPARE(loaded->keys.first().notes, QList<QString>());
    }

    void whatCannotBeUsedIsKeptApartWithItsReason_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("words");
        QTest::newRow("encrypted") << block("ENCRYPTED PRIVATE KEY", "x")
                                   << u"is encrypted with a passphrase"_s;
        QTest::newRow("encrypted the old way") << QByteArray(
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n"
            "-----END RSA PRIVATE KEY-----\n") << u"is encrypted with a passphrase"_s;
        QTest::newRow("OpenSSH") << block("OPENSSH PRIVATE KEY", "x") << u"in OpenSSH's own form"_s;
        QTest::newRow("request") << block("CERTIFICATE REQUEST", "x") << u"a request for a certificate"_s;
        QTest::newRow("parameters") << block("DH PARAMETERS", "x") << u"is no key and no certificate"_s;
        QTest::newRow("garbage") << block("PUBLIC KEY", "xxxxxxxxxx") << u"cannot be read as a key"_s;
        QTest::newRow("garbage certificate")
            << block("CERTIFICATE", "xxxxxxxx") << u"cannot be read as a certificate"_s;
        QTest::newRow("Ed448") << block(
            "PUBLIC KEY", QByteArray::fromHex("3043300506032b6571033a00") + QByteArray(57, 'k'))
                               << u"has the type ED448"_s;
        QTest::newRow("X25519 public")
            << block("PUBLIC KEY", QByteArray::fromHex("302a300506032b656e032100") + QByteArray(32, 'k'))
            << u"is for encryption (X25519), and its private part is not here"_s;
        QTest::newRow("weak RSA") << QByteArray("{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}")
                                  << u"RSA key of 17 bits"_s;
        QTest::newRow("for encryption") << json::compact([] {
            json::Object jwk = jwkOf(josesamples::leaf);
            jwk["use"] = "enc";
            return jwk;
        }()) << u"neither verifies nor opens"_s;
        QTest::newRow("no text") << QByteArray("{\"keys\":[1]}") << u"Entry 1 of the key set is a number"_s;
        QTest::newRow("empty secret") << QByteArray("{\"kty\":\"oct\",\"k\":\"\"}") << u"lacks “k”"_s;
    }
    void whatCannotBeUsedIsKeptApartWithItsReason()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, words);
        const auto loaded = readKeys(text);
        QVERIFY2(loaded, qPrintable(loaded ? QString() : loaded.error().message));
        QCOMPARE(loaded->keys.size(), 0);
        QCOMPARE(loaded->refused.size(), 1);
        QVERIFY2(firstRefusal(*loaded).contains(words), qPrintable(firstRefusal(*loaded)));
        QCOMPARE(loaded->refused.first().reason.code, u"OA-212"_s);
    }

    void whatIsNoKeyAtAllIsAnError_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("words");
        QTest::newRow("nothing") << QByteArray(" \n") << u"There is nothing here"_s;
        QTest::newRow("words") << QByteArray("hello")
                               << u"neither JSON nor PEM nor DER. It starts with “hello”"_s;
        QTest::newRow("other JSON") << QByteArray("{\"a\":1}")
                                    << u"neither a key (it has no “kty”) nor a key set"_s;
        QTest::newRow("broken JSON") << QByteArray("{\"kty\"") << u"is not JSON"_s;
        QTest::newRow("cut PEM") << QByteArray("-----BEGIN PUBLIC KEY-----\nAAAA")
                                 << u"it may be cut short"_s;
    }
    void whatIsNoKeyAtAllIsAnError()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, words);
        const auto loaded = readKeys(text);
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().code, u"OA-403"_s);
        QVERIFY2(loaded.error().message.contains(words), qPrintable(loaded.error().message));
        QCOMPARE(readKeys(QByteArray(11 << 20, 'x')).error().code, u"OA-118"_s);
    }

    void aChainIsOneKeyAndSaysWhoVouches()
    {
        const auto loaded = readKeys(josesamples::pem(josesamples::leaf)
            + josesamples::pem(josesamples::between) + josesamples::pem(josesamples::root));
        QVERIFY(loaded);
        QCOMPARE(loaded->format, u"a certificate chain in PEM form"_s);
        QCOMPARE(loaded->keys.size(), 1);
        const LoadedKey &key = loaded->keys.first();
        QCOMPARE(key.notes, QList<QString>());
        QCOMPARE(key.certificates.size(), 3);
        const CertificateFacts &leaf = key.certificates.first();
        QCOMPARE(leaf.subject, u"CN=Leaf,O=Example"_s);
        QCOMPARE(leaf.issuer, u"CN=Between,O=Example"_s);
        QCOMPARE(leaf.serial, "03");
        QCOMPARE(base::toDateTime(leaf.notAfter), QDateTime(QDate(2126, 10, 28), QTime(17, 37, 45), Qt::UTC));
        QCOMPARE(leaf.sha256, "oyhIlN4tYwtqQE3A-uPdqvqTdRHaMeAnMj6mb50B1zM");
        QVERIFY(!leaf.isSelfIssued);
        QVERIFY(key.certificates.last().isSelfIssued);
        QCOMPARE(key.verification->thumbprint(), Jwk::fromJson(jwkOf(josesamples::leaf))->thumbprint());
    }

    void aChainInTheWrongOrderIsNamed()
    {
        const auto loaded = readKeys(josesamples::pem(josesamples::root) + josesamples::pem(josesamples::leaf)
            + josesamples::pem(josesamples::between));
        QCOMPARE(loaded->keys.size(), 1);
        QCOMPARE(loaded->keys.first().certificates.first().subject, u"CN=Leaf,O=Example"_s);
        QCOMPARE(loaded->keys.first().notes.size(), 1);
        QVERIFY(loaded->keys.first().notes.first().contains(u"not in their order"_s));
    }

    void anImpostorInTheChainIsNamed()
    {
        const auto loaded
            = readKeys(josesamples::pem(josesamples::leaf) + josesamples::pem(josesamples::impostor));
        QCOMPARE(loaded->keys.size(), 1);
        QCOMPARE(loaded->keys.first().notes.size(), 1);
        QVERIFY(loaded->keys.first().notes.first().contains(u"was not signed with that certificate's key"_s));
    }

    void strangersToEachOtherAreSeveralKeys()
    {
        const auto loaded
            = readKeys(josesamples::pem(josesamples::root) + josesamples::pem(josesamples::impostor));
        QCOMPARE(loaded->keys.size(), 2);
        QCOMPARE(loaded->format, u"certificates in PEM form"_s);
    }

    void theCertificateOfAJwkMustHaveItsKey()
    {
        json::Object jwk = jwkOf(josesamples::leaf);
        QCOMPARE(whyCertificateDiffers(jwk), QString());
        jwk["x5c"] = { json::string(josesamples::leaf), json::string(josesamples::between) };
        QCOMPARE(whyCertificateDiffers(jwk), QString());
        const auto loaded = readKeys(json::compact(jwk));
        QCOMPARE(loaded->keys.first().certificates.size(), 2);
        QCOMPARE(loaded->keys.first().notes, QList<QString>());
        jwk["x5c"] = { json::string(josesamples::between) };
        QVERIFY(whyCertificateDiffers(jwk).contains(u"is for another key: “x” differs"_s));
        QCOMPARE(readKeys(json::compact(jwk))->keys.first().notes.size(), 1);
        jwk["x5c"] = { "AAAA" };
        QVERIFY(whyCertificateDiffers(jwk).contains(u"is no X.509 certificate"_s));
        jwk["x5c"] = "AAAA";
        QVERIFY(whyCertificateDiffers(jwk).contains(u"are a text, expected a list"_s));
        jwk["x5c"] = json::Array();
        QVERIFY(whyCertificateDiffers(jwk).contains(u"an empty list"_s));
    }

    void aPrivateKeyThatWasReadSigns_data()
    {
        QTest::addColumn<int>("algorithm");
        for (const Algorithm algorithm :
            { Algorithm::RS256, Algorithm::PS512, Algorithm::ES256, Algorithm::ES512, Algorithm::EdDSA })
            QTest::newRow(algorithmName(algorithm).constData()) << int(algorithm);
    }
    void aPrivateKeyThatWasReadSigns()
    {
        QFETCH(int, algorithm);
        const KeyPair made = KeyPair::generate(Algorithm(algorithm), "one");
        const auto loaded = readKeys(made.toPem());
        QVERIFY(loaded);
        const LoadedKey &key = loaded->keys.first();
        QVERIFY(algorithmsFor(*key.verification).contains(Algorithm(algorithm)));
        const auto pair = KeyPair::fromHandle(key.privateKey, Algorithm(algorithm), "two");
        QVERIFY(pair);
        const auto jws = parseJws(signCompact(*pair, {}, "{}"));
        QCOMPARE(jws->kid(), "two");
        // The PEM key has no name: only somebody who chose it for this token may use it.
        QVERIFY(!verify(*jws, loaded->verificationKeys()));
        const auto verified = verifyWithChosen(*jws, loaded->verificationKeys());
        QVERIFY(verified);
        QVERIFY(verified->notes.first().contains(u"names the key “two”"_s));
        const auto wrong = KeyPair::fromHandle(key.privateKey,
            Algorithm(algorithm) == Algorithm::EdDSA ? Algorithm::RS256 : Algorithm::EdDSA, "two");
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().kind, base::ErrorKind::Usage);
    }

    void aPrivateJwkSignsAndOpens()
    {
        const json::Object example
            = josedata::read(josedata::folder(u"jose-cookbook/jwk/3_2.ec_private_key.json"_s));
        if (example.empty())
            QSKIP("The vectors are not here: set AUTHSCOPE_TEST_DATA to the folder that has jose-cookbook.");
        const auto pair = KeyPair::fromJson(example, Algorithm::ES512);
        QVERIFY2(pair, qPrintable(pair ? QString() : pair.error().message));
        const Jws jws = *parseJws(signCompact(*pair, {}, "{}"));
        QVERIFY(verify(jws, JwkSet::fromKeys({ *Jwk::fromJson(example) })));
        json::Object other = example;
        other["d"] = json::string(QByteArrayView(encodeBase64Url(QByteArray(66, '\1'))));
        QVERIFY(!KeyPair::fromJson(other, Algorithm::ES512));
        // Used for verification all the same, and the private part is named.
        const auto loaded = readKeys(json::compact(other));
        QCOMPARE(loaded->keys.size(), 1);
        QVERIFY(!loaded->keys.first().privateKey);
        QVERIFY(loaded->keys.first().notes.first().contains(u"does not belong to its public part"_s));
        QCOMPARE(example.at("use").as_string(), "sig");
        QCOMPARE(
            readKeys(json::compact(example))->decryptionKeys().size(), 0); // it says it is for signatures
        json::Object both = example;
        both.erase("use");
        QCOMPARE(readKeys(json::compact(both))->decryptionKeys().size(), 1);
    }

    void aPrivatePemMustBeOnePair()
    {
        const QByteArray pem = KeyPair::generate(Algorithm::ES256, "one").toPem();
        QByteArray der
            = QByteArray::fromBase64(pem.mid(pem.indexOf('\n')).replace("-----END PRIVATE KEY-----", ""));
        QCOMPARE(readKeys(block("PRIVATE KEY", der))->keys.size(), 1);
        // RFC 5915: the private number, 32 bytes after its tag and length, stands before the public point.
        const qsizetype at = der.indexOf(QByteArray::fromHex("0420")) + 2;
        der[at + 20] = char(der[at + 20] ^ 1);
        const auto loaded = readKeys(block("PRIVATE KEY", der));
        QCOMPARE(loaded->keys.size(), 0);
        QVERIFY2(firstRefusal(*loaded).contains(u"does not belong to its public part"_s)
                || firstRefusal(*loaded).contains(u"cannot be read as a key"_s),
            qPrintable(firstRefusal(*loaded)));
    }

    void onlySoManyPrivateKeysAreTried()
    {
        const QByteArray pem = KeyPair::generate(Algorithm::ES256, "one").toPem();
        const auto loaded = readKeys(QByteArray(pem).repeated(21));
        QCOMPARE(loaded->keys.size(), 20);
        QVERIFY(firstRefusal(*loaded).contains(u"one more than the 20 private keys"_s));
        const auto few = readKeys(pem, { .maxPrivateBits = 128 });
        QVERIFY(firstRefusal(*few).contains(u"a private key of 256 bits; at most 128 are read"_s));
    }

    void aThousandKeysAreReadAndFoundByName()
    {
        const QByteArray jwk
            = json::compact(KeyPair::generate(Algorithm::ES256, "@").publicKey().publicJson());
        QByteArray text = "{\"keys\":[";
        for (int at = 0; at < 1001; ++at)
            text += (at ? "," : "") + QByteArray(jwk).replace("\"@\"", '"' + QByteArray::number(at) + '"');
        text += "]}";
        const auto loaded = readKeys(text);
        QCOMPARE(loaded->keys.size(), 1000);
        QVERIFY(firstRefusal(*loaded).contains(u"1001 keys; only the first 1000 were read"_s));
        const JwkSet set = loaded->verificationKeys();
        QCOMPARE(set.candidates("999", Algorithm::ES256).size(), 1);
        QCOMPARE(set.candidates("999", Algorithm::ES256).first().kid(), "999");
        QCOMPARE(set.candidates("1000", Algorithm::ES256).size(), 0);
        QCOMPARE(set.refused().size(), 1);
        QCOMPARE(JwkSet::parse(text)->keys().size(), 100); // a sign-in reads fewer
    }
};

QTEST_GUILESS_MAIN(TestKeyFile)
#include "test_keyfile.moc"
