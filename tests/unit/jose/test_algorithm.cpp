// SPDX-License-Identifier: GPL-3.0-or-later
#include "jose/algorithm.h"

#include <QTest>

using namespace authscope::jose;
using namespace Qt::StringLiterals;

class TestAlgorithm : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesGoBothWays()
    {
        const QList<QByteArray> names{ "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384",
            "ES512", "EdDSA" };
        for (const QByteArray &name : names) {
            QVERIFY(algorithmFromName(name));
            QCOMPARE(algorithmName(*algorithmFromName(name)), name);
            QCOMPARE(whyRefused(name), QString());
            QVERIFY(!algorithmFromName(name.toLower()));
            QVERIFY(!algorithmFromName(name + ' '));
            QVERIFY(!algorithmFromName(name + '\0'));
        }
        QCOMPARE(algorithmFromName("Ed25519"), Algorithm::EdDSA); // RFC 9864
    }

    void everyRefusalSaysWhy_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QString>("reason");
        for (const char *name : { "none", "None", "nOnE", "NONE" })
            QTest::newRow(name) << QByteArray(name) << u"unsigned"_s;
        for (const char *name : { "HS256", "HS384", "HS512", "hs256" })
            QTest::newRow(name) << QByteArray(name) << u"shared secret"_s;
        for (const char *name : { "ES256K", "Ed448", "RS1", "ML-DSA-65", "rs256", "ESP256", "A128KW" })
            QTest::newRow(name) << QByteArray(name) << u"cannot be checked here"_s;
        QTest::newRow("empty") << QByteArray() << u"names no algorithm"_s;
        QTest::newRow("controls") << QByteArray("\x1b]52;c;\x07") << u"⟨U+001B⟩"_s;
        QTest::newRow("long") << QByteArray(5000, 'R') << u"(5000 characters)"_s;
    }
    void everyRefusalSaysWhy()
    {
        QFETCH(QByteArray, name);
        QFETCH(QString, reason);
        QVERIFY(!algorithmFromName(name));
        QVERIFY2(whyRefused(name).contains(reason), qPrintable(whyRefused(name)));
        QVERIFY(whyRefused(name).size() < 500);
    }

    /// OIDC Core A.3 for the first; the others are the same token under the other hashes.
    void halfHashesUseTheHashOfTheAlgorithm_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("hash");
        const QByteArray half256 = "77QmUPtjPfzWtF2AnpK9RQ";
        const QByteArray half384 = "jtAeDp945y1dDqU3nkIVGNZP1HjH_MFs";
        const QByteArray half512 = "q7nS86GgvvFaZkzALLWqJYaJIKw2wCDAVfCAsm5CrBM";
        for (const char *name : { "RS256", "PS256", "ES256" })
            QTest::newRow(name) << QByteArray(name) << half256;
        for (const char *name : { "RS384", "PS384", "ES384" })
            QTest::newRow(name) << QByteArray(name) << half384;
        for (const char *name : { "RS512", "PS512", "ES512", "EdDSA" }) // T121
            QTest::newRow(name) << QByteArray(name) << half512;
    }
    void halfHashesUseTheHashOfTheAlgorithm()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, hash);
        QCOMPARE(leftHalfHash(*algorithmFromName(name), "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"), hash);
    }

    void theHashOfNothingIsTheKnownOne()
    {
        QCOMPARE(sha256({}).toHex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        QCOMPARE(sha256("abc").toHex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    void equalIsEqual()
    {
        QVERIFY(constantTimeEqual("same", "same"));
        QVERIFY(constantTimeEqual({}, {}));
        QVERIFY(!constantTimeEqual("same", "sane"));
        QVERIFY(!constantTimeEqual("same", "sam"));
        QVERIFY(!constantTimeEqual({}, "x"));
        QVERIFY(!constantTimeEqual(QByteArray("a\0b", 3), QByteArray("a\0c", 3)));
    }
};

QTEST_APPLESS_MAIN(TestAlgorithm)
#include "test_algorithm.moc"
