// SPDX-License-Identifier: GPL-3.0-or-later
#include "jose/base64url.h"

#include <QRandomGenerator>
#include <QTest>

using namespace authscope::jose;
using namespace Qt::StringLiterals;

class TestBase64Url : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theExamplesOfRfc4648ComeOutWithoutPadding_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray() << QByteArray();
        QTest::newRow("f") << QByteArray("f") << QByteArray("Zg");
        QTest::newRow("fo") << QByteArray("fo") << QByteArray("Zm8");
        QTest::newRow("foo") << QByteArray("foo") << QByteArray("Zm9v");
        QTest::newRow("foob") << QByteArray("foob") << QByteArray("Zm9vYg");
        QTest::newRow("url characters") << QByteArray::fromHex("fbefbeff") << QByteArray("----_w");
        QTest::newRow("zeros") << QByteArray(3, '\0') << QByteArray("AAAA");
    }
    void theExamplesOfRfc4648ComeOutWithoutPadding()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, text);
        QCOMPARE(encodeBase64Url(bytes), text);
        QVERIFY(decodeBase64Url(text));
        QCOMPARE(*decodeBase64Url(text), bytes);
        QCOMPARE(whyNotBase64Url(text), QString());
    }

    void everyLengthComesBack()
    {
        for (int size = 0; size < 260; ++size) {
            QByteArray bytes(size, Qt::Uninitialized);
            for (char &byte : bytes)
                byte = static_cast<char>(QRandomGenerator::system()->generate());
            const auto back = decodeBase64Url(encodeBase64Url(bytes));
            QVERIFY(back);
            QCOMPARE(*back, bytes);
        }
    }

    void anythingElseIsRefusedWithItsPlace_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("reason");
        QTest::newRow("padding") << QByteArray("Zg==") << u"the character “=” at position 3"_s;
        QTest::newRow("plus") << QByteArray("+m8A") << u"the character “+” at position 1"_s;
        QTest::newRow("slash") << QByteArray("Zm/A") << u"the character “/” at position 3"_s;
        QTest::newRow("blank") << QByteArray("Zm 8") << u"the byte 0x20 at position 3"_s;
        QTest::newRow("line feed") << QByteArray("Zm9v\n") << u"the byte 0x0A at position 5"_s;
        QTest::newRow("NUL") << QByteArray("Zm\0v", 4) << u"the byte 0x00 at position 3"_s;
        QTest::newRow("high byte") << QByteArray("Zm\xe2v") << u"the byte 0xE2 at position 3"_s;
        QTest::newRow("one character") << QByteArray("Z") << u"is 1 characters long"_s;
        QTest::newRow("five characters") << QByteArray("AAAAA") << u"is 5 characters long"_s;
        QTest::newRow("trailing bits, two") << QByteArray("Zh") << u"ends with “h”"_s;
        QTest::newRow("trailing bits, three") << QByteArray("Zm9") << u"ends with “9”"_s;
    }
    void anythingElseIsRefusedWithItsPlace()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, reason);
        QVERIFY(!decodeBase64Url(text));
        QVERIFY2(whyNotBase64Url(text).contains(reason), qPrintable(whyNotBase64Url(text)));
    }

    /// Exactly one text stands for each byte, so a token has one spelling.
    void noTwoTextsDecodeToTheSameByte()
    {
        const QByteArray alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        QCOMPARE(alphabet.size(), 64);
        int accepted = 0;
        for (const char a : alphabet) {
            for (const char b : alphabet)
                accepted += decodeBase64Url(QByteArray(1, a) + b).has_value();
        }
        QCOMPARE(accepted, 256);
    }
};

QTEST_APPLESS_MAIN(TestBase64Url)
#include "test_base64url.moc"
