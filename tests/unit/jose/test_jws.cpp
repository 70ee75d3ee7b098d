// SPDX-License-Identifier: GPL-3.0-or-later
#include "josedata.h"

#include "jose/base64url.h"

#include <QThreadPool>

using namespace authscope;
using namespace authscope::jose;
using namespace Qt::StringLiterals;

namespace {

const QList<Algorithm> everyAlgorithm{ Algorithm::RS256, Algorithm::RS384, Algorithm::RS512, Algorithm::PS256,
    Algorithm::PS384, Algorithm::PS512, Algorithm::ES256, Algorithm::ES384, Algorithm::ES512,
    Algorithm::EdDSA };

void addAlgorithms()
{
    QTest::addColumn<int>("algorithm");
    for (const Algorithm algorithm : everyAlgorithm)
        QTest::addRow("%s", algorithmName(algorithm).constData()) << int(algorithm);
}

/// One key each, made once: RSA keys take their time.
const KeyPair &keyFor(Algorithm algorithm)
{
    static QHash<int, KeyPair> keys;
    const int at = int(algorithm);
    if (!keys.contains(at))
        keys.insert(at, KeyPair::generate(algorithm, "key-" + algorithmName(algorithm)));
    return *keys.constFind(at);
}

} // namespace

class TestJws : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatWasSignedVerifies_data() { addAlgorithms(); }
    void whatWasSignedVerifies()
    {
        QFETCH(int, algorithm);
        const KeyPair &key = keyFor(Algorithm(algorithm));
        for (const QByteArray &payload : { QByteArray(), QByteArray("{}"), QByteArray(70000, 'x') }) {
            const QByteArray compact = signCompact(key, {}, payload);
            const auto jws = parseJws(compact);
            QVERIFY(jws);
            QCOMPARE(jws->payload, payload);
            QCOMPARE(jws->compact, compact);
            const auto verified = verify(*jws, JwkSet::fromKeys({ key.publicKey() }));
            QVERIFY2(verified, qPrintable(verified ? QString() : verified.error().message));
            QCOMPARE(verified->algorithm, Algorithm(algorithm));
            QCOMPARE(verified->key.kid(), key.publicKey().kid());
            QCOMPARE(verified->notes, QList<QString>());
        }
    }

    void oneOtherBitDoesNotVerify_data() { addAlgorithms(); }
    void oneOtherBitDoesNotVerify()
    {
        QFETCH(int, algorithm);
        const KeyPair &key = keyFor(Algorithm(algorithm));
        const QByteArray data = "payload";
        const QByteArray signature = key.sign(data);
        QVERIFY(verifySignature(key.publicKey(), key.algorithm(), data, signature));
        QVERIFY(!verifySignature(key.publicKey(), key.algorithm(), "Payload", signature));
        for (qsizetype at = 0; at < signature.size(); at += 7) {
            QByteArray changed = signature;
            changed[at] = static_cast<char>(changed[at] ^ 0x10);
            QVERIFY(!verifySignature(key.publicKey(), key.algorithm(), data, changed));
        }
        QVERIFY(!verifySignature(key.publicKey(), key.algorithm(), data, {}));
        QVERIFY(!verifySignature(key.publicKey(), key.algorithm(), data, signature.chopped(1)));
        QVERIFY(!verifySignature(key.publicKey(), key.algorithm(), data, signature + '\0'));
        QVERIFY(!verifySignature(key.publicKey(), key.algorithm(), data, '\0' + signature));
    }

    void noAlgorithmVerifiesAnothersSignature_data() { addAlgorithms(); }
    void noAlgorithmVerifiesAnothersSignature()
    {
        QFETCH(int, algorithm);
        const KeyPair &key = keyFor(Algorithm(algorithm));
        const QByteArray signature = key.sign("payload");
        for (const Algorithm other : everyAlgorithm) {
            QCOMPARE(
                verifySignature(key.publicKey(), other, "payload", signature), other == Algorithm(algorithm));
            QVERIFY(other == Algorithm(algorithm)
                || !verifySignature(keyFor(other).publicKey(), other, "payload", signature));
        }
    }

    void anotherKeyOfTheSameKindDoesNotVerify_data() { addAlgorithms(); }
    void anotherKeyOfTheSameKindDoesNotVerify()
    {
        QFETCH(int, algorithm);
        const KeyPair &key = keyFor(Algorithm(algorithm));
        const KeyPair other = KeyPair::generate(Algorithm(algorithm), key.publicKey().kid());
        const auto verified
            = josedata::check(signCompact(key, {}, "x"), JwkSet::fromKeys({ other.publicKey() }));
        QVERIFY(!verified);
        QCOMPARE(verified.error().code, u"OA-201"_s);
        QCOMPARE(verified.error().kind, base::ErrorKind::TokenRejected);
    }

    void aKeySurvivesItsPem_data() { addAlgorithms(); }
    void aKeySurvivesItsPem()
    {
        QFETCH(int, algorithm);
        const KeyPair &key = keyFor(Algorithm(algorithm));
        const QByteArray pem = key.toPem();
        QVERIFY(pem.startsWith("-----BEGIN PRIVATE KEY-----\n"));
        const auto again = KeyPair::fromPem(pem, Algorithm(algorithm), "again");
        QVERIFY(again);
        QCOMPARE(again->publicKey().thumbprint(), key.publicKey().thumbprint());
        QVERIFY(verifySignature(key.publicKey(), Algorithm(algorithm), "x", again->sign("x")));
        const auto jwk = Jwk::fromPem(pem, "k");
        QVERIFY(jwk);
        QVERIFY(jwk->isPrivate());
        QCOMPARE(jwk->kid(), "k");
        QCOMPARE(jwk->thumbprint(), key.publicKey().thumbprint());
        QVERIFY(!json::compact(jwk->publicJson()).contains("\"d\""));
    }

    void aKeySurvivesItsJson_data() { addAlgorithms(); }
    void aKeySurvivesItsJson()
    {
        QFETCH(int, algorithm);
        const KeyPair &key = keyFor(Algorithm(algorithm));
        const auto again = Jwk::fromJson(key.publicKey().publicJson());
        QVERIFY(again);
        QCOMPARE(json::compact(again->publicJson()), json::compact(key.publicKey().publicJson()));
        QVERIFY(again->mayVerify(Algorithm(algorithm)));
        QVERIFY(!again->isPrivate());
        QCOMPARE(again->use(), "sig");
        QCOMPARE(again->alg(), algorithmName(Algorithm(algorithm)));
    }

    void algorithmAndKeyComeFirstInTheHeader()
    {
        const KeyPair &key = keyFor(Algorithm::ES256);
        const auto jws = parseJws(signCompact(key, { { "typ", "JWT" }, { "x", 1 } }, "{}"));
        QVERIFY(jws);
        QCOMPARE(jws->headerText, R"({"alg":"ES256","kid":"key-ES256","typ":"JWT","x":1})");
        QCOMPARE(jws->alg(), "ES256");
        QCOMPARE(jws->kid(), "key-ES256");
        QCOMPARE(jws->typ(), "JWT");
        const auto lie = parseJws(signCompact(key, { { "alg", "PS512" }, { "kid", "other" } }, "{}"));
        QCOMPARE(lie->headerText, R"({"alg":"PS512","kid":"other"})");
    }

    void aKidIsFoundAmongManyKeys()
    {
        QList<Jwk> keys;
        json::Object member = keyFor(Algorithm::EdDSA).publicKey().publicJson();
        const json::Object decoy = KeyPair::generate(Algorithm::EdDSA, "decoy").publicKey().publicJson();
        for (int i = 0; i < 500; ++i) {
            json::Object object = decoy;
            object["kid"] = json::string(QByteArrayView("decoy-" + QByteArray::number(i)));
            keys.append(*Jwk::fromJson(object));
        }
        keys.insert(250, *Jwk::fromJson(member));
        const JwkSet set = JwkSet::fromKeys(keys);
        QCOMPARE(set.candidates("key-EdDSA", Algorithm::EdDSA).size(), 1);
        QCOMPARE(set.candidates("decoy-499", Algorithm::EdDSA).size(), 1);
        QCOMPARE(set.candidates("key-EdDSA", Algorithm::ES256).size(), 0);
        QCOMPARE(set.candidates("nobody", Algorithm::EdDSA).size(), 0);
        QCOMPARE(set.candidates({}, Algorithm::EdDSA).size(), 10);
        QVERIFY(josedata::check(signCompact(keyFor(Algorithm::EdDSA), {}, "x"), set));
    }

    void keysThatShareAKidAreTriedInTheOrderOfTheSet()
    {
        const KeyPair first = KeyPair::generate(Algorithm::ES256, "same");
        const KeyPair second = KeyPair::generate(Algorithm::ES256, "same");
        const JwkSet set = JwkSet::fromKeys({ first.publicKey(), second.publicKey() });
        const QList<Jwk> found = set.candidates("same", Algorithm::ES256);
        QCOMPARE(found.size(), 2);
        QCOMPARE(found[0].thumbprint(), first.publicKey().thumbprint());
        const auto verified = josedata::check(signCompact(second, {}, "x"), set);
        QVERIFY(verified);
        QCOMPARE(verified->key.thumbprint(), second.publicKey().thumbprint());
    }

    void oneKeyServesSeveralAlgorithmsAndThreads()
    {
        const KeyPair first = KeyPair::generate(Algorithm::RS256, "one");
        const KeyPair second = *KeyPair::fromPem(first.toPem(), Algorithm::PS384, "one");
        json::Object shown = first.publicKey().publicJson();
        shown.erase("alg");
        const JwkSet keys = JwkSet::fromKeys({ *Jwk::fromJson(shown) });
        const Jws tokens[]
            = { *parseJws(signCompact(first, {}, "{}")), *parseJws(signCompact(second, {}, "{}")) };
        QAtomicInt good = 0;
        QThreadPool pool;
        pool.setMaxThreadCount(4);
        for (int worker = 0; worker < 4; ++worker) {
            pool.start([&tokens, &keys, &good, worker] {
                for (int at = worker; at < worker + 100; ++at) {
                    Jws changed = tokens[at % 2];
                    changed.signature[at] = char(changed.signature[at] ^ 1);
                    if (verify(tokens[at % 2], keys) && !verify(changed, keys))
                        good.fetchAndAddRelaxed(1);
                }
            });
        }
        pool.waitForDone();
        QCOMPARE(good.loadRelaxed(), 400);
    }
};

QTEST_GUILESS_MAIN(TestJws)
#include "test_jws.moc"
