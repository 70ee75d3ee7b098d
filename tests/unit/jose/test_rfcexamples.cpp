// SPDX-License-Identifier: GPL-3.0-or-later
// What RFC 9449 prints is read as printed. RFC 9068 prints the decoded header and claims of its example
// without a key or a signature: the token here has these and a signature of our own.
#include "josedata.h"
#include "rfcsamples.h"

#include "jose/base64url.h"
#include "jose/jwt.h"

using namespace authscope;
using namespace authscope::jose;
using namespace Qt::StringLiterals;

class TestRfcExamples : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rfc9449ProofsVerifyWithTheKeyTheyBring_data()
    {
        QTest::addColumn<QByteArray>("proof");
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("address");
        QTest::addColumn<QByteArray>("tokenHash");
        QTest::newRow("figure 5") << joserfc::tokenRequestProof << QByteArray("POST")
                                  << QByteArray("https://server.example.com/token") << QByteArray();
        // Figure 13 shows the token next to the proof.
        QTest::newRow("figure 13") << joserfc::resourceRequestProof << QByteArray("GET")
                                   << QByteArray("https://resource.example.org/protectedresource")
                                   << encodeBase64Url(sha256("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"));
    }
    void rfc9449ProofsVerifyWithTheKeyTheyBring()
    {
        QFETCH(QByteArray, proof);
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, address);
        QFETCH(QByteArray, tokenHash);
        const auto jwt = parseJwt(proof);
        QVERIFY(jwt);
        QCOMPARE(jwt->jws.typ(), "dpop+jwt");
        QCOMPARE(jwt->text("htm"), method);
        QCOMPARE(jwt->text("htu"), address);
        QCOMPARE(jwt->text("ath").value_or(QByteArray()), tokenHash);
        const auto key = Jwk::fromJson(jwt->jws.header.at("jwk").as_object());
        QVERIFY(key);
        QCOMPARE(key->thumbprint(), "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"); // §6.1, figure 9
        const auto verified = verify(jwt->jws, JwkSet::fromKeys({ *key }));
        QVERIFY(verified);
        QVERIFY(verified->notes.first().contains(u"(jwk); it was not trusted"_s));
        // The key that a token brings counts only where somebody says so.
        QVERIFY(!verify(jwt->jws, JwkSet()));
    }

    void rfc9068TokensAreReadByTheirType()
    {
        const KeyPair pair = KeyPair::generate(Algorithm::RS256, "RjEwOwOA");
        const json::Object claims{ { "iss", "https://authorization-server.example.com/" },
            { "sub", "5ba552d67" }, { "aud", "https://rs.example.com/" }, { "exp", 1639528912 },
            { "iat", 1618354090 }, { "jti", "dbe39bf3a3ba4238a513f51d6e1691c4" },
            { "client_id", "s6BhdRkqt3" }, { "scope", "openid profile reademail" } };
        const QByteArray token = signCompact(pair, { { "typ", "at+JWT" } }, json::compact(claims));
        const auto jwt = parseJwt(token);
        QVERIFY(jwt);
        QCOMPARE(jwt->jws.typ(), "at+JWT");
        QCOMPARE(jwt->jws.kid(), "RjEwOwOA");
        QCOMPARE(jwt->audience(), QList<QByteArray>{ "https://rs.example.com/" });
        QCOMPARE(jwt->time("exp"), base::fromMillis(1639528912000));
        QCOMPARE(jwt->claims, claims);
        QVERIFY(verify(jwt->jws, JwkSet::fromKeys({ pair.publicKey() })));
    }
};

QTEST_GUILESS_MAIN(TestRfcExamples)
#include "test_rfcexamples.moc"
