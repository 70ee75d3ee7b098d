// SPDX-License-Identifier: GPL-3.0-or-later
#include "josedata.h"

#include "jose/jwe.h"
#include "jose/jwsjson.h"
#include "jose/sharedsecret.h"

#include <QDirIterator>

using namespace authscope;
using namespace authscope::jose;
using namespace Qt::StringLiterals;

namespace {

// What RFC 7520 does and we refuse on purpose.
const QMap<QString, QString> refusedOnPurpose{
    { u"jws/4_5.signature_with_detached_content.json"_s, u"detached"_s },
    { u"jwe/5_1.key_encryption_using_rsa_v15_and_aes-hmac-sha2.json"_s,
        u"“RSA1_5”, which is switched off"_s },
    { u"jwe/5_3.key_wrap_using_pbes2-aes-keywrap_with-aes-cbc-hmac-sha2.json"_s,
        u"“PBES2-HS512+A256KW”, which is switched off"_s },
    { u"jwe/5_9.compressed_content.json"_s, u"compressed (zip is “DEF”)"_s },
    { u"rfc7797/4.2.hmac-sha2_b64_false.json"_s, u"b64"_s },
    { u"rfc7797/hmac-sha2_b64_false.json"_s, u"b64"_s },
};

json::Object example(const QString &file)
{
    return josedata::read(josedata::folder(u"jose-cookbook/"_s + file));
}

/// Every form of the output: compact, flattened, general.
QList<QByteArray> formsOf(const json::Object &output)
{
    QList<QByteArray> forms;
    for (const std::string_view name : { "json", "json_flat" }) {
        if (const json::Value *form = output.if_contains(name))
            forms.append(json::compact(*form));
    }
    if (const QByteArray compact = josedata::text(output, "compact"); !compact.isEmpty())
        forms.append(compact);
    return forms;
}

json::Array keysOf(const json::Object &input)
{
    if (!input.contains("key"))
        return {};
    return input.at("key").is_array() ? input.at("key").as_array() : json::Array{ input.at("key") };
}

base::Result<QList<Jws>> readSigned(const QByteArray &form)
{
    if (!form.startsWith('{')) {
        const auto jws = parseJws(form);
        return jws ? base::Result<QList<Jws>>(QList<Jws>{ *jws }) : base::fail(jws.error());
    }
    const auto document = parseJwsJson(form);
    if (!document)
        return base::fail(document.error());
    QList<Jws> all;
    for (const auto &signature : document->signatures) {
        if (!signature)
            return base::fail(signature.error());
        all.append(signature->jws);
    }
    return all;
}

/// Each signature with the key that stands at its place.
base::Result<QByteArray> verifiedPayload(const QByteArray &form, const json::Array &keys)
{
    const auto all = readSigned(form);
    if (!all)
        return base::fail(all.error());
    for (qsizetype at = 0; at < all->size(); ++at) {
        const json::Object &key = keys.at(size_t(at)).as_object();
        if (josedata::text(key, "kty") == "oct") {
            const auto verified = verifyWithSecret(all->at(at), *SharedSecret::fromJson(key));
            if (!verified)
                return base::fail(verified.error());
        } else {
            const auto verified = verify(all->at(at), JwkSet::fromKeys({ *Jwk::fromJson(key) }));
            if (!verified)
                return base::fail(verified.error());
        }
    }
    return all->first().payload;
}

base::Result<QByteArray> decryptedContent(const QByteArray &form, const json::Array &keys)
{
    const auto jwe = form.startsWith('{') ? parseJweJson(form) : parseJwe(form);
    if (!jwe)
        return base::fail(jwe.error());
    QList<DecryptionKey> opening;
    for (const json::Value &key : keys)
        opening.append(*DecryptionKey::fromJson(key.as_object()));
    if (keys.empty()) // a password, which no key holds
        opening.append(DecryptionKey::fromSecret(base::Secret("password")));
    const auto opened = decrypt(*jwe, opening);
    if (!opened)
        return base::fail(opened.error());
    return opened->plaintext;
}

} // namespace

/// The examples of RFC 7520, RFC 8037 and RFC 7797, as their authors published them.
class TestCookbook : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!QDir(josedata::folder(u"jose-cookbook"_s)).exists())
            QSKIP("The vectors are not here: set AUTHSCOPE_TEST_DATA to the folder that has jose-cookbook.");
    }

    void asymmetricExamplesVerify_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("alg");
        QTest::newRow("4.1 RSA") << u"jws/4_1.rsa_v15_signature.json"_s << QByteArray("RS256");
        QTest::newRow("4.2 PSS") << u"jws/4_2.rsa-pss_signature.json"_s << QByteArray("PS384");
        QTest::newRow("4.3 ECDSA") << u"jws/4_3.ecdsa_signature.json"_s << QByteArray("ES512");
        QTest::newRow("RFC 8037 A.4") << u"curve25519/jws.json"_s << QByteArray("EdDSA");
    }
    void asymmetricExamplesVerify()
    {
        QFETCH(QString, file);
        QFETCH(QByteArray, alg);
        const json::Object example = josedata::read(josedata::folder(u"jose-cookbook/"_s + file));
        QVERIFY(!example.empty());
        const json::Object &input = example.at("input").as_object();
        const auto key = Jwk::fromJson(input.at("key").as_object());
        QVERIFY(key);
        QVERIFY(key->isPrivate()); // the example's key has its private members, and we say so
        const QByteArray compact = josedata::text(example.at("output").as_object(), "compact");
        const auto jws = parseJws(compact);
        QVERIFY(jws);
        QCOMPARE(jws->alg(), alg);
        QCOMPARE(jws->payload, josedata::text(input, "payload"));
        QCOMPARE(jws->signingInput, josedata::text(example.at("signing").as_object(), "sig-input"));
        const auto verified = verify(*jws, JwkSet::fromKeys({ *key }));
        QVERIFY2(verified, qPrintable(verified ? QString() : verified.error().message));
        QCOMPARE(verified->notes.size(), 1);
        QVERIFY(verified->notes.first().contains(u"private part"_s));

        Jws changed = *jws;
        changed.signingInput.append('A');
        QVERIFY(!verify(changed, JwkSet::fromKeys({ *key })));
    }

    void theSignatureOfSeveralVerifiesByItself()
    {
        const json::Object example
            = josedata::read(josedata::folder(u"jose-cookbook/jws/4_8.multiple_signatures.json"_s));
        const json::Array &keys = example.at("input").at("key").as_array();
        const json::Array &signings = example.at("signing").as_array();
        QCOMPARE(signings.size(), 3u);
        const QList<Algorithm> algorithms{ Algorithm::RS256, Algorithm::ES512 };
        for (int i = 0; i < 2; ++i) {
            const auto key = Jwk::fromJson(keys.at(size_t(i)).as_object());
            QVERIFY(key);
            const json::Object &signing = signings.at(size_t(i)).as_object();
            const QByteArray signature
                = QByteArray::fromBase64(josedata::text(signing, "sig"), QByteArray::Base64UrlEncoding);
            QVERIFY(verifySignature(*key, algorithms[i], josedata::text(signing, "sig-input"), signature));
        }
        const auto secret = Jwk::fromJson(keys.at(2).as_object());
        QVERIFY(!secret);
        QVERIFY(secret.error().message.contains(u"shared secret"_s));
    }

    void symmetricExamplesAreRefusedForWhatTheyAre_data()
    {
        QTest::addColumn<QString>("file");
        QTest::newRow("4.4 HMAC") << u"jws/4_4.hmac-sha2_integrity_protection.json"_s;
        QTest::newRow("4.6 some fields") << u"jws/4_6.protecting_specific_header_fields.json"_s;
        QTest::newRow("4.7 content only") << u"jws/4_7.protecting_content_only.json"_s;
    }
    void symmetricExamplesAreRefusedForWhatTheyAre()
    {
        QFETCH(QString, file);
        const json::Object example = josedata::read(josedata::folder(u"jose-cookbook/"_s + file));
        const json::Object &output = example.at("output").as_object();
        const auto key = Jwk::fromJson(example.at("input").at("key").as_object());
        QVERIFY(!key);
        QCOMPARE(key.error().code, u"OA-212"_s);
        QVERIFY(key.error().message.contains(u"shared secret (oct)"_s));
        QVERIFY(!key.error().message.contains(
            QString::fromUtf8(josedata::text(example.at("input").at("key").as_object(), "k"))));
        if (!output.contains("compact")) { // 4.6 and 4.7 exist in the JSON forms only
            QVERIFY(!parseJws(json::compact(output.at("json"))));
            return;
        }
        const auto set = JwkSet::fromJson({ { "keys", { example.at("input").at("key") } } });
        QVERIFY(set);
        const auto verified = josedata::check(josedata::text(output, "compact"), *set);
        QVERIFY(!verified);
        QVERIFY(verified.error().message.contains(u"“HS256”, which needs a shared secret"_s));
    }

    void everyExampleOfEveryFormIsJudged()
    {
        const QString root = josedata::folder(u"jose-cookbook"_s);
        QDirIterator files(root, { u"*.json"_s }, QDir::Files, QDirIterator::Subdirectories);
        int good = 0;
        QMap<QString, int> refused;
        int skipped = 0;
        while (files.hasNext()) {
            const QString file = QDir(root).relativeFilePath(files.next());
            if (file.startsWith(u"jwk/"_s) || file.startsWith(u"6."_s)) { // tests of their own below
                ++skipped;
                continue;
            }
            const json::Object whole = example(file);
            const json::Object &input = whole.at("input").as_object();
            const bool isEncrypted = input.contains("plaintext");
            const QByteArray content = josedata::text(input, isEncrypted ? "plaintext" : "payload");
            for (const QByteArray &form : formsOf(whole.at("output").as_object())) {
                const auto read = isEncrypted ? decryptedContent(form, keysOf(input))
                                              : verifiedPayload(form, keysOf(input));
                if (const QString reason = refusedOnPurpose.value(file); reason.isEmpty()) {
                    QVERIFY2(read, qPrintable(file + (read ? QString() : u": "_s + read.error().message)));
                    QCOMPARE(*read, content);
                    ++good;
                } else {
                    QVERIFY2(!read, qPrintable(file));
                    // A compact token whose content is elsewhere looks like one with an empty content.
                    const bool isCompactDetached = reason == u"detached"_s && !form.startsWith('{');
                    QVERIFY2(read.error().message.contains(isCompactDetached ? u"does not hold"_s : reason),
                        qPrintable(file + u": "_s + read.error().message));
                    ++refused[file];
                }
            }
        }
        int refusedForms = 0;
        for (const int count : refused)
            refusedForms += count;
        QCOMPARE(refused.size(), refusedOnPurpose.size());
        QCOMPARE(skipped, 7);
        QCOMPARE(good, 48);
        QCOMPARE(refusedForms, 17);
        qInfo("The cookbook: %d forms read as published, %d refused on purpose", good, refusedForms);
    }

    void aNestedTokenIsOpenedAndThenVerified()
    {
        const json::Object whole = example(u"6.nesting_signatures_and_encryption.json"_s);
        const json::Object &outer = whole.at("encrypt").as_object();
        const json::Object &inner = whole.at("sign").as_object();
        const auto jwe = parseJwe(josedata::text(outer.at("output").as_object(), "compact"));
        QVERIFY(jwe);
        const auto key = DecryptionKey::fromJson(outer.at("input").at("key").as_object());
        QVERIFY2(key, qPrintable(key ? QString() : key.error().message));
        const auto opened = decrypt(*jwe, *key);
        QVERIFY2(opened, qPrintable(opened ? QString() : opened.error().message));
        QCOMPARE(opened->contentType, "JWT");
        QCOMPARE(opened->plaintext, josedata::text(inner.at("output").as_object(), "compact"));
        const auto jws = parseJws(opened->plaintext);
        QVERIFY(jws);
        const auto verified
            = verify(*jws, JwkSet::fromKeys({ *Jwk::fromJson(inner.at("input").at("key").as_object()) }));
        QVERIFY2(verified, qPrintable(verified ? QString() : verified.error().message));
    }

    void unencodedPayloadsAreRefusedByName_data()
    {
        QTest::addColumn<QString>("file");
        QTest::newRow("compact") << u"rfc7797/hmac-sha2_b64_false.json"_s;
        QTest::newRow("detached") << u"rfc7797/4.2.hmac-sha2_b64_false.json"_s;
    }
    void unencodedPayloadsAreRefusedByName()
    {
        QFETCH(QString, file);
        const json::Object example = josedata::read(josedata::folder(u"jose-cookbook/"_s + file));
        QByteArray compact = josedata::text(example.at("output").as_object(), "compact");
        if (compact.isEmpty()) {
            const json::Object &flat = example.at("output").at("json_flat").as_object();
            compact = josedata::text(flat, "protected") + ".." + josedata::text(flat, "signature");
        }
        const auto verified = josedata::check(compact, JwkSet());
        QVERIFY(!verified);
        QCOMPARE(verified.error().kind, base::ErrorKind::TokenRejected);
        QVERIFY2(verified.error().message.contains(u"b64"_s), qPrintable(verified.error().message));
    }

    void aDetachedPayloadDoesNotVerify()
    {
        const json::Object example = josedata::read(
            josedata::folder(u"jose-cookbook/jws/4_5.signature_with_detached_content.json"_s));
        const json::Object &output = example.at("output").as_object();
        const auto key = Jwk::fromJson(example.at("input").at("key").as_object());
        QByteArray compact = josedata::text(output, "compact");
        QVERIFY(!compact.isEmpty());
        QVERIFY(!josedata::check(compact, key ? JwkSet::fromKeys({ *key }) : JwkSet()));
    }

    void theKeysOfSection3AreRead()
    {
        const auto key = [](const QString &name) {
            return Jwk::fromJson(josedata::read(josedata::folder(u"jose-cookbook/jwk/"_s + name)));
        };
        const auto ecPublic = key(u"3_1.ec_public_key.json"_s);
        const auto ecPrivate = key(u"3_2.ec_private_key.json"_s);
        const auto rsaPublic = key(u"3_3.rsa_public_key.json"_s);
        const auto rsaPrivate = key(u"3_4.rsa_private_key.json"_s);
        QVERIFY(ecPublic && ecPrivate && rsaPublic && rsaPrivate);
        QCOMPARE(ecPublic->privateMembers(), QList<QByteArray>());
        QCOMPARE(ecPrivate->privateMembers(), QList<QByteArray>{ "d" });
        QCOMPARE(rsaPrivate->privateMembers().size(), 6);
        QCOMPARE(ecPublic->thumbprint(), ecPrivate->thumbprint());
        QCOMPARE(rsaPublic->thumbprint(), rsaPrivate->thumbprint());
        QCOMPARE(rsaPublic->bits(), 2048);
        QCOMPARE(ecPublic->bits(), 521);
        QVERIFY(!key(u"3_5.symmetric_key_mac_computation.json"_s));
        QVERIFY(!key(u"3_6.symmetric_key_encryption.json"_s));
    }
};

QTEST_GUILESS_MAIN(TestCookbook)
#include "test_cookbook.moc"
