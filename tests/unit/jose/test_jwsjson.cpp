// SPDX-License-Identifier: GPL-3.0-or-later
#include "josedata.h"

#include "jose/base64url.h"
#include "jose/jwsjson.h"

using namespace authscope;
using namespace authscope::jose;
using namespace Qt::StringLiterals;

namespace {

json::Object signatureOf(const KeyPair &key, const QByteArray &payload)
{
    const QList<QByteArray> parts = signCompact(key, {}, payload).split('.');
    return { { "protected", json::string(QByteArrayView(parts[0])) },
        { "signature", json::string(QByteArrayView(parts[2])) } };
}

json::Object documentOf(const QByteArray &payload)
{
    return { { "payload", json::string(QByteArrayView(encodeBase64Url(payload))) } };
}

} // namespace

class TestJwsJson : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachSignatureIsJudgedByItself()
    {
        const KeyPair first = KeyPair::generate(Algorithm::ES256, "first");
        const KeyPair second = KeyPair::generate(Algorithm::EdDSA, "second");
        json::Object document = documentOf("hello");
        json::Object forged = signatureOf(second, "hullo");
        document["signatures"] = { signatureOf(first, "hello"), forged, json::Object{ { "signature", 1 } } };
        const auto parsed = parseJwsJson(json::compact(document));
        QVERIFY2(parsed, qPrintable(parsed ? QString() : parsed.error().message));
        QCOMPARE(parsed->payload, "hello");
        QVERIFY(!parsed->isFlattened);
        QCOMPARE(parsed->signatures.size(), 3);
        const JwkSet keys = JwkSet::fromKeys({ first.publicKey(), second.publicKey() });
        QVERIFY(verify(parsed->signatures[0]->jws, keys));
        QCOMPARE(parsed->signatures[0]->jws.compact, signCompactAgain(document, 0));
        QVERIFY(!verify(parsed->signatures[1]->jws, keys));
        QVERIFY(!parsed->signatures[2]);
        QVERIFY(
            parsed->signatures[2].error().message.contains(u"“signature” is a number, expected a text"_s));
    }

    void theFlattenedFormIsOneSignature()
    {
        const KeyPair key = KeyPair::generate(Algorithm::ES256, "one");
        json::Object document = signatureOf(key, "hello");
        document["payload"] = json::string(QByteArrayView(encodeBase64Url("hello")));
        document["header"] = json::Object{ { "note", "anybody's" } };
        QVERIFY(looksLikeJwsJson(document));
        const auto parsed = parseJwsJson(json::compact(document));
        QVERIFY(parsed);
        QVERIFY(parsed->isFlattened);
        const auto &signature = parsed->signatures.first();
        QVERIFY(signature);
        QVERIFY(verify(signature->jws, JwkSet::fromKeys({ key.publicKey() })));
        QCOMPARE(signature->jws.compact, QByteArray()); // the open member has no place in that form
        QCOMPARE(signature->notes.size(), 1);
        QVERIFY(signature->notes.first().contains(u"“note” is not protected"_s));
    }

    void documentsThatContradictThemselvesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("document");
        QTest::addColumn<QString>("words");
        QTest::newRow("detached") << QByteArray("{\"protected\":\"e30\",\"signature\":\"AA\"}")
                                  << u"its content is kept elsewhere (detached)"_s;
        QTest::newRow("both forms") << QByteArray(
            "{\"payload\":\"\",\"signature\":\"AA\",\"signatures\":[{}]}")
                                    << u"both forms at once"_s;
        QTest::newRow("no signature")
            << QByteArray("{\"payload\":\"\",\"signatures\":[]}") << u"an empty list"_s;
        QTest::newRow("entry") << QByteArray("{\"payload\":\"\",\"signatures\":[1]}")
                               << u"a number as an entry"_s;
        QTest::newRow("21") << "{\"payload\":\"\",\"signatures\":[" + QByteArray("{},").repeated(20) + "{}]}"
                            << u"21 signatures; at most 20"_s;
        QTest::newRow("payload") << QByteArray("{\"payload\":\"AB\",\"signatures\":[{}]}")
                                 << u"“payload” ends with “B”, which sets bits"_s;
        QTest::newRow("payload a list") << QByteArray("{\"payload\":[],\"signatures\":[{}]}")
                                        << u"“payload” is a list, expected a text"_s;
        QTest::newRow("member twice")
            << QByteArray("{\"payload\":\"\",\"payload\":\"\"}") << u"names “payload” twice"_s;
        const QByteArray open = encodeBase64Url("{\"alg\":\"HS256\",\"b64\":false,\"crit\":[\"b64\"]}");
        QTest::newRow("b64") << "{\"payload\":\"$.02\",\"protected\":\"" + open + "\",\"signature\":\"AA\"}"
                             << u"not encoded (b64 is false, RFC 7797), which is refused"_s;
    }
    void documentsThatContradictThemselvesAreRefused()
    {
        QFETCH(QByteArray, document);
        QFETCH(QString, words);
        const auto parsed = parseJwsJson(document);
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().kind, base::ErrorKind::TokenRejected);
        QVERIFY2(parsed.error().message.contains(words), qPrintable(parsed.error().message));
    }

    void signaturesThatContradictThemselvesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("signature");
        QTest::addColumn<QString>("words");
        const QByteArray header = encodeBase64Url("{\"alg\":\"ES256\"}");
        QTest::newRow("twice") << "{\"protected\":\"" + header
                + "\",\"header\":{\"alg\":\"none\"},\"signature\":\"AA\"}"
                               << u"“alg” stands in both of its parts"_s;
        QTest::newRow("crit") << "{\"protected\":\"" + header
                + "\",\"header\":{\"crit\":[\"a\"]},\"signature\":\"AA\"}"
                              << u"“crit” is not in the protected part"_s;
        QTest::newRow("none") << "{\"protected\":\"" + header + "\"}" << u"“signature” is missing"_s;
        QTest::newRow("header a text") << QByteArray("{\"header\":\"a\",\"signature\":\"AA\"}")
                                       << u"“header” is a text, expected an object"_s;
        QTest::newRow("protected no JSON") << QByteArray("{\"protected\":\"AAAA\",\"signature\":\"AA\"}")
                                           << u"The signature's header is not JSON"_s;
    }
    void signaturesThatContradictThemselvesAreRefused()
    {
        QFETCH(QByteArray, signature);
        QFETCH(QString, words);
        const auto parsed = parseJwsJson("{\"payload\":\"\",\"signatures\":[" + signature + "]}");
        QVERIFY(parsed);
        QVERIFY(!parsed->signatures.first());
        QVERIFY2(parsed->signatures.first().error().message.contains(words),
            qPrintable(parsed->signatures.first().error().message));
    }

private:
    static QByteArray signCompactAgain(const json::Object &document, size_t at)
    {
        const json::Object &signature = document.at("signatures").at(at).as_object();
        return josedata::text(signature, "protected") + '.' + josedata::text(document, "payload") + '.'
            + josedata::text(signature, "signature");
    }
};

QTEST_GUILESS_MAIN(TestJwsJson)
#include "test_jwsjson.moc"
