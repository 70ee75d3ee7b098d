// SPDX-License-Identifier: GPL-3.0-or-later
#include "josedata.h"

#include "jose/base64url.h"
#include "jose/jwe.h"

using namespace authscope;
using namespace authscope::jose;
using namespace Qt::StringLiterals;

namespace {

/// "dir" with A128CBC-HS256, made with other programs: the key and the vector count up from zero.
const QByteArray directKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const QByteArray directToken = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4Q0JDLUhTMjU2IiwiY3R5IjoiSldUIn0."
                               "."
                               "AAECAwQFBgcICQoLDA0ODw."
                               "tfX_3qM3gLVFFgmzDoLiINq5UfdSsvfeibH6aT3xSeE."
                               "FDbe7ObjEM4CbZ11ensVyw";

QByteArray withHeader(
    const json::Object &header, const QByteArray &rest = "..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA")
{
    return encodeBase64Url(json::compact(header)) + rest;
}

base::Error errorOf(const QByteArray &token)
{
    const auto jwe = parseJwe(token);
    return jwe ? base::Error() : jwe.error();
}

json::Object octKey(const QByteArray &k)
{
    return { { "kty", "oct" }, { "k", json::string(QByteArrayView(k)) } };
}

} // namespace

class TestJwe : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void opensWithADirectKey()
    {
        const auto jwe = parseJwe(directToken);
        QVERIFY(jwe);
        QCOMPARE(jwe->alg(), "dir");
        QCOMPARE(jwe->enc(), "A128CBC-HS256");
        QCOMPARE(jwe->cty(), "JWT");
        QVERIFY(looksLikeJwe(directToken));
        const auto key = DecryptionKey::fromJson(octKey(directKey));
        QVERIFY(key);
        const auto opened = decrypt(*jwe, *key);
        QVERIFY2(opened, qPrintable(opened ? QString() : opened.error().message));
        QCOMPARE(opened->plaintext, "the content of a token");
        QCOMPARE(opened->contentType, "JWT");
        QCOMPARE(opened->algorithm, "dir");
        QCOMPARE(opened->notes, QList<QString>());
    }

    void everyChangedByteIsRefusedInTheSameWords()
    {
        const auto key = DecryptionKey::fromJson(octKey(directKey));
        QSet<QString> words;
        Jwe jwe = *parseJwe(directToken);
        for (QByteArray *part : { &jwe.iv, &jwe.ciphertext, &jwe.tag }) {
            for (qsizetype at = 0; at < part->size(); ++at) {
                const char kept = part->at(at);
                (*part)[at] = char(kept ^ 1);
                const auto opened = decrypt(jwe, *key);
                QVERIFY(!opened);
                QCOMPARE(opened.error().code, u"OA-400"_s);
                words.insert(opened.error().message);
                (*part)[at] = kept;
            }
        }
        QVERIFY(decrypt(jwe, *key)); // all put back
        QByteArray other = *decodeBase64Url(directKey);
        other[0] = char(other[0] ^ 1);
        const auto opened = decrypt(jwe, DecryptionKey::fromSecret(base::Secret(other)));
        QVERIFY(!opened);
        words.insert(opened.error().message);
        QCOMPARE(words.size(), 1);
    }

    void namesWhatIsWrongWithTheForm_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("words");
        const QByteArray header = encodeBase64Url("{\"alg\":\"dir\",\"enc\":\"A128GCM\"}");
        QTest::newRow("empty") << QByteArray() << u"OA-401"_s << u"The token is empty."_s;
        QTest::newRow("signed") << QByteArray("a.b.c") << u"OA-401"_s
                                << u"it is signed (JWS), not encrypted"_s;
        QTest::newRow("no dots") << QByteArray("abc") << u"OA-401"_s << u"no dots"_s;
        QTest::newRow("six parts") << QByteArray("a.b.c.d.e.f") << u"OA-401"_s << u"6 parts"_s;
        QTest::newRow("a million dots") << QByteArray(1000000, '.') << u"OA-401"_s << u"1000001 parts"_s;
        QTest::newRow("no header") << QByteArray("....") << u"OA-401"_s << u"its first part is empty"_s;
        QTest::newRow("padding") << header + "..AA==.AA.AA" << u"OA-401"_s
                                 << u"The initialization vector has the character “=” at position 3"_s;
        QTest::newRow("last bits")
            << header + ".AB..AA.AA" << u"OA-401"_s
            << u"The encrypted key ends with “B”, which sets bits beyond the last byte"_s;
        QTest::newRow("place")
            << header + "..AA.A+.AA" << u"OA-401"_s
            << u"The ciphertext has the character “+” at position 2, which base64url does not "
               "use (the part starts at position %1 of the token)"_s.arg(header.size() + 6);
        QTest::newRow("no JSON") << QByteArray("AAAA....") << u"OA-013"_s
                                 << u"The token's header is not JSON"_s;
        QTest::newRow("twice") << encodeBase64Url("{\"alg\":\"dir\",\"alg\":\"RSA-OAEP\"}") + "...."
                               << u"OA-114"_s << u"names “alg” twice"_s;
        QTest::newRow("10 MB") << QByteArray((10 << 20) + 1, 'A') << u"OA-118"_s << u"at most 10485760"_s;
    }
    void namesWhatIsWrongWithTheForm()
    {
        QFETCH(QByteArray, token);
        QFETCH(QString, code);
        QFETCH(QString, words);
        const base::Error error = errorOf(token);
        QCOMPARE(error.code, code);
        QCOMPARE(error.kind, base::ErrorKind::TokenRejected);
        QVERIFY2(error.message.contains(words), qPrintable(error.message));
    }

    void theHeaderIsReadWhereTheContentIsRefused_data()
    {
        QTest::addColumn<json::Object>("header");
        QTest::addColumn<QString>("words");
        QTest::newRow("T126 zip") << json::Object{ { "alg", "dir" }, { "enc", "A128GCM" }, { "zip", "DEF" } }
                                  << u"compressed (zip is “DEF”), which is refused"_s;
        QTest::newRow("T126 p2c") << json::Object{
            { "alg", "PBES2-HS256+A128KW" }, { "enc", "A128GCM" }, { "p2c", 1000000000 }
        } << u"“PBES2-HS256+A128KW”, which is switched off: it encrypts with a password"_s;
        QTest::newRow("T126 RSA1_5") << json::Object{ { "alg", "RSA1_5" }, { "enc", "A128GCM" } }
                                     << u"“RSA1_5”, which is switched off"_s;
        QTest::newRow("T126 unknown enc") << json::Object{ { "alg", "dir" }, { "enc", "A512GCM" } }
                                          << u"The header's encryption is “A512GCM”, which is not known"_s;
        QTest::newRow("unknown alg") << json::Object{ { "alg", "ECDH-1PU" }, { "enc", "A128GCM" } }
                                     << u"“ECDH-1PU”, which is not known"_s;
        QTest::newRow("no alg") << json::Object{ { "enc", "A128GCM" } } << u"names no algorithm"_s;
        QTest::newRow("no enc") << json::Object{ { "alg", "dir" } } << u"names no encryption"_s;
        QTest::newRow("alg a number")
            << json::Object{ { "alg", 1 }, { "enc", "A128GCM" } } << u"“alg” is a number, expected a text"_s;
        QTest::newRow("crit") << json::Object{ { "alg", "dir" }, { "enc", "A128GCM" }, { "crit", { "exp" } } }
                              << u"“exp” must be understood (crit)"_s;
        QTest::newRow("crit a text") << json::Object{ { "alg", "dir" }, { "enc", "A128GCM" },
            { "crit", "exp" } } << u"“a text” must be understood (crit)"_s;
    }
    void theHeaderIsReadWhereTheContentIsRefused()
    {
        QFETCH(json::Object, header);
        QFETCH(QString, words);
        const auto jwe = parseJwe(withHeader(header));
        QVERIFY(jwe);
        QCOMPARE(jwe->header, header);
        QVERIFY2(whyNotOpened(jwe->recipients.first()).contains(words),
            qPrintable(whyNotOpened(jwe->recipients.first())));
        const auto opened = decrypt(*jwe, DecryptionKey::fromSecret(base::Secret(QByteArray(16, 'k'))));
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, u"OA-400"_s);
        QVERIFY(opened.error().message.contains(words));
    }

    void sizesTheSenderChoseAreNamed_data()
    {
        QTest::addColumn<QByteArray>("rest");
        QTest::addColumn<QString>("words");
        QTest::newRow("iv") << QByteArray("..AAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA") << u"vector has 3 bytes"_s;
        QTest::newRow("tag") << QByteArray("..AAAAAAAAAAAAAAAA.AAAA.AAAA") << u"tag has 3 bytes"_s;
        QTest::newRow("key") << QByteArray(".AAAA.AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA")
                             << u"has an encrypted key, which dir does not have"_s;
    }
    void sizesTheSenderChoseAreNamed()
    {
        QFETCH(QByteArray, rest);
        QFETCH(QString, words);
        const auto jwe = parseJwe(withHeader({ { "alg", "dir" }, { "enc", "A128GCM" } }, rest));
        QVERIFY(jwe);
        const auto opened = decrypt(*jwe, DecryptionKey::fromSecret(base::Secret(QByteArray(16, 'k'))));
        QVERIFY(!opened);
        QVERIFY2(opened.error().message.contains(words), qPrintable(opened.error().message));
    }

    void aKeyThatDoesNotFitSaysWhy_data()
    {
        QTest::addColumn<json::Object>("jwk");
        QTest::addColumn<QString>("words");
        QTest::newRow("length") << octKey("AAECAwQFBgcICQoLDA0ODw")
                                << u"has 128 bits; A128CBC-HS256 needs exactly 256"_s;
        json::Object key = octKey(directKey);
        key["use"] = "sig";
        QTest::newRow("use") << key << u"is not for encryption (its use is “sig”)"_s;
        key = octKey(directKey);
        key["alg"] = "A256KW";
        QTest::newRow("alg") << key << u"is for the algorithm “A256KW” only; the token says dir"_s;
        key = octKey(directKey);
        key["key_ops"] = { "sign" };
        QTest::newRow("key_ops") << key << u"is not for decrypting (its key_ops are “sign”)"_s;
    }
    void aKeyThatDoesNotFitSaysWhy()
    {
        QFETCH(json::Object, jwk);
        QFETCH(QString, words);
        const auto key = DecryptionKey::fromJson(jwk);
        QVERIFY(key);
        const auto opened = decrypt(*parseJwe(directToken), *key);
        QVERIFY(!opened);
        QVERIFY2(opened.error().message.contains(words), qPrintable(opened.error().message));
        QVERIFY(!opened.error().message.contains(QString::fromLatin1(directKey)));
    }

    void documentsThatContradictThemselvesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("document");
        QTest::addColumn<QString>("words");
        const QByteArray header = encodeBase64Url("{\"alg\":\"dir\",\"enc\":\"A128GCM\"}");
        const QByteArray content = ",\"iv\":\"AAAA\",\"ciphertext\":\"AAAA\",\"tag\":\"AAAA\"}";
        QTest::newRow("both forms") << "{\"protected\":\"" + header
                + "\",\"recipients\":[{}],\"encrypted_key\":\"AA\""
                + content << u"both forms at once"_s;
        QTest::newRow("no recipient")
            << "{\"protected\":\"" + header + "\",\"recipients\":[]" + content << u"an empty list"_s;
        QTest::newRow("twice") << "{\"protected\":\"" + header + "\",\"unprotected\":{\"alg\":\"RSA-OAEP\"}"
                + content << u"“alg” stands in two of its parts"_s;
        QTest::newRow("crit open") << "{\"protected\":\"" + header + "\",\"unprotected\":{\"crit\":[\"a\"]}"
                + content << u"“crit” is not in the protected part"_s;
        QTest::newRow("enc differs")
            << QByteArray(
                   "{\"recipients\":[{\"header\":{\"enc\":\"A128GCM\"}},{\"header\":{\"enc\":\"A256GCM\"}}]")
                + content
            << u"different encryptions"_s;
        QTest::newRow("header a list")
            << QByteArray("{\"header\":[]") + content << u"“header” is a list, expected an object"_s;
        QTest::newRow("tag") << QByteArray("{\"ciphertext\":\"AAAA\",\"tag\":\"A=\"}")
                             << u"“tag” has the character “=”"_s;
        QTest::newRow("nothing") << QByteArray("{}") << u"no “ciphertext”"_s;
        QTest::newRow("21 recipients") << "{\"recipients\":[" + QByteArray("{},").repeated(20) + "{}]"
                + content << u"21 entries; at most 20"_s;
    }
    void documentsThatContradictThemselvesAreRefused()
    {
        QFETCH(QByteArray, document);
        QFETCH(QString, words);
        const auto jwe = parseJweJson(document);
        QVERIFY(!jwe);
        QCOMPARE(jwe.error().code, u"OA-401"_s);
        QVERIFY2(jwe.error().message.contains(words), qPrintable(jwe.error().message));
    }

    void privateKeysMustBeOnePair_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::newRow("RSA") << QByteArray("RSA");
        QTest::newRow("EC") << QByteArray("EC");
        QTest::newRow("OKP") << QByteArray("OKP");
    }
    void privateKeysMustBeOnePair()
    {
        QFETCH(QByteArray, type);
        const QMap<QByteArray, QString> files{
            { "RSA", u"jwe/5_2.key_encryption_using_rsa-oaep_with_aes-gcm.json"_s },
            { "EC", u"jwe/5_5.key_agreement_using_ecdh-es_with_aes-cbc-hmac-sha2.json"_s },
            { "OKP", u"curve25519/ecdh-es.json"_s }
        };
        const json::Object example = josedata::read(josedata::folder(u"jose-cookbook/"_s + files[type]));
        if (example.empty())
            QSKIP("The vectors are not here: set AUTHSCOPE_TEST_DATA to the folder that has jose-cookbook.");
        json::Object jwk = example.at("input").at("key").as_object();
        QVERIFY(DecryptionKey::fromJson(jwk));
        QByteArray d = *decodeBase64Url(josedata::text(jwk, "d"));
        d[d.size() / 2] = char(d[d.size() / 2] ^ 0x10);
        jwk["d"] = json::string(QByteArrayView(encodeBase64Url(d)));
        const auto changed = DecryptionKey::fromJson(jwk);
        QVERIFY(!changed);
        QVERIFY2(changed.error().message.contains(u"does not belong to its public part"_s),
            qPrintable(changed.error().message));
        jwk.erase("d");
        const auto shown = DecryptionKey::fromJson(jwk);
        QVERIFY(!shown);
        QVERIFY(shown.error().message.contains(u"has no private part"_s));
    }
};

QTEST_GUILESS_MAIN(TestJwe)
#include "test_jwe.moc"
