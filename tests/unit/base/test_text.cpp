// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"

#include <QTest>

using namespace authscope::base;
using namespace Qt::StringLiterals;

class TestText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hiddenCharactersBecomeVisible_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shown");
        QTest::newRow("plain") << u"Größe 漢字 🙂"_s << u"Größe 漢字 🙂"_s;
        QTest::newRow("bidi override") << u"Bob \u202eelpmaxE"_s << u"Bob ⟨U+202E⟩elpmaxE"_s;
        QTest::newRow("isolates") << u"\u2066a\u2069"_s << u"⟨U+2066⟩a⟨U+2069⟩"_s;
        QTest::newRow("zero width") << u"a\u200bb\u200dc\ufeffd"_s << u"a⟨U+200B⟩b⟨U+200D⟩c⟨U+FEFF⟩d"_s;
        QTest::newRow("soft hyphen") << u"a\u00adb"_s << u"a⟨U+00AD⟩b"_s;
        QTest::newRow("tags") << u"a\U000e0041b"_s << u"a⟨U+E0041⟩b"_s;
        QTest::newRow("escape") << u"\x1b]52;c;AA\a"_s << u"⟨U+001B⟩]52;c;AA⟨U+0007⟩"_s;
        QTest::newRow("NUL and C1") << QString(QChar(0)) + QChar(0x9b) << u"⟨U+0000⟩⟨U+009B⟩"_s;
        QTest::newRow("line separators") << u"a\u2028b\u2029c"_s << u"a⟨U+2028⟩b⟨U+2029⟩c"_s;
        QTest::newRow("private use") << u"\ue000\U000f0000"_s << u"⟨U+E000⟩⟨U+F0000⟩"_s;
        QTest::newRow("fillers") << u"\u3164\uffa0\u115f"_s << u"⟨U+3164⟩⟨U+FFA0⟩⟨U+115F⟩"_s;
        QTest::newRow("line breaks") << u"a\r\nb\tc\n\nd"_s << u"a b c d"_s;
        QTest::newRow("HTML stays text") << u"<b>&lt;"_s << u"<b>&lt;"_s;
        QTest::newRow("lone surrogate") << QString(QChar(0xd800)) + u'x' << u"\ufffdx"_s;
    }
    void hiddenCharactersBecomeVisible()
    {
        QFETCH(QString, text);
        QFETCH(QString, shown);
        QCOMPARE(cleaned(text), shown);
        if (!text.contains(QChar(0xd800)) && !text.startsWith(QChar(0xfeff)))
            QCOMPARE(cleaned(text.toUtf8()), shown);
    }

    void invalidUtf8IsReplaced()
    {
        QCOMPARE(cleaned(QByteArray("a\xff"
                                    "b")),
            u"a\ufffdb"_s);
        QCOMPARE(cleaned(QByteArray("\xc0\xaf")), u"\ufffd\ufffd"_s);
    }

    void longTextsAreCutAndSayHowLongTheyWere_data()
    {
        QTest::addColumn<QString>("piece");
        QTest::newRow("ASCII") << u"x"_s;
        QTest::newRow("two bytes") << u"é"_s;
        QTest::newRow("three bytes") << u"漢"_s;
        QTest::newRow("surrogate pairs") << u"🙂"_s;
    }
    void longTextsAreCutAndSayHowLongTheyWere()
    {
        QFETCH(QString, piece);
        const QString cut = piece.repeated(200) + u"… (5000 characters)"_s;
        QCOMPARE(cleaned(piece.repeated(5000)), cut);
        QCOMPARE(cleaned(piece.repeated(5000).toUtf8()), cut);
        QCOMPARE(cleaned(piece.repeated(200)), piece.repeated(200));
        QCOMPARE(cleaned(piece.repeated(200).toUtf8()), piece.repeated(200));
        QCOMPARE(cleaned(piece.repeated(201)), piece.repeated(200) + u"… (201 characters)"_s);
        QCOMPARE(cleanedBlock(piece.repeated(50), 7), piece.repeated(7) + u"… (50 characters)"_s);
    }

    void blocksKeepTheirLines()
    {
        QCOMPARE(cleanedBlock(u"a\r\nb\tc\u202e\x1b"_s), u"a\nb\tc⟨U+202E⟩⟨U+001B⟩"_s);
    }

    void onlySafeValuesGoIntoHeaders_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<bool>("safe");
        QTest::newRow("plain") << QByteArray("Bearer abc") << true;
        QTest::newRow("empty") << QByteArray() << true;
        QTest::newRow("line break") << QByteArray("a\r\nX-Injected: 1") << false;
        QTest::newRow("line feed") << QByteArray("a\n") << false;
        QTest::newRow("NUL") << QByteArray("a\0b", 3) << false;
        QTest::newRow("tab") << QByteArray("a\tb") << false;
        QTest::newRow("DEL") << QByteArray("a\x7f") << false;
        QTest::newRow("high") << QByteArray("caf\xc3\xa9") << false;
        QTest::newRow("blank before") << QByteArray(" a") << false;
        QTest::newRow("blank behind") << QByteArray("a ") << false;
    }
    void onlySafeValuesGoIntoHeaders()
    {
        QFETCH(QByteArray, value);
        QFETCH(bool, safe);
        QCOMPARE(isHeaderSafe(value), safe);
    }

    void bearerTokensHaveTheirAlphabet_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<bool>("good");
        QTest::newRow("JWT") << QByteArray("eyJ.eyJ.sig-_") << true;
        QTest::newRow("base64") << QByteArray("ab+/~==") << true;
        QTest::newRow("empty") << QByteArray() << false;
        QTest::newRow("only padding") << QByteArray("==") << false;
        QTest::newRow("padding within") << QByteArray("a=b") << false;
        QTest::newRow("blank") << QByteArray("a b") << false;
        QTest::newRow("quote") << QByteArray("a\"") << false;
        QTest::newRow("line feed") << QByteArray("a\n") << false;
        QTest::newRow("comma") << QByteArray("a,b") << false;
        QTest::newRow("high") << QByteArray("\xc3\xa9") << false;
    }
    void bearerTokensHaveTheirAlphabet()
    {
        QFETCH(QByteArray, value);
        QFETCH(bool, good);
        QCOMPARE(isBearerToken(value), good);
    }

    void formsAreDecodedOnce_data()
    {
        QTest::addColumn<QByteArray>("encoded");
        QTest::addColumn<QList<QByteArray>>("flat"); // name, value, name, value …; "!" alone: refused
        using List = QList<QByteArray>;
        QTest::newRow("plain") << QByteArray("a=1&b=2") << List{ "a", "1", "b", "2" };
        QTest::newRow("plus and percent") << QByteArray("a+b=c%2Bd%20e") << List{ "a b", "c+d e" };
        QTest::newRow("once") << QByteArray("a=%2520") << List{ "a", "%20" };
        QTest::newRow("both cases") << QByteArray("a=%c3%A9") << List{ "a", "\xc3\xa9" };
        QTest::newRow("repeated") << QByteArray("a=1&a=2") << List{ "a", "1", "a", "2" };
        QTest::newRow("no equals") << QByteArray("a&b=") << List{ "a", "", "b", "" };
        QTest::newRow("equals in value") << QByteArray("a=b=c") << List{ "a", "b=c" };
        QTest::newRow("empty pairs") << QByteArray("&&a=1&") << List{ "a", "1" };
        QTest::newRow("empty") << QByteArray() << List{};
        QTest::newRow("NUL") << QByteArray("a=%00b") << List{ "a", QByteArray("\0b", 2) };
        QTest::newRow("cut") << QByteArray("a=%4") << List{ "!" };
        QTest::newRow("cut shorter") << QByteArray("a=%") << List{ "!" };
        QTest::newRow("no hex") << QByteArray("a=%zz") << List{ "!" };
        QTest::newRow("no hex in the name") << QByteArray("%g1=a") << List{ "!" };
    }
    void formsAreDecodedOnce()
    {
        QFETCH(QByteArray, encoded);
        QFETCH(QList<QByteArray>, flat);
        const auto pairs = decodeForm(encoded);
        if (flat == QList<QByteArray>{ "!" }) {
            QVERIFY(!pairs);
            return;
        }
        QVERIFY(pairs);
        QList<QByteArray> got;
        for (const FormPair &pair : *pairs)
            got << pair.name << pair.value;
        QCOMPARE(got, flat);
    }

    void formsComeBackAsTheyWere()
    {
        QByteArray every(256, Qt::Uninitialized);
        for (int i = 0; i < 256; ++i)
            every[i] = static_cast<char>(i);
        const QList<FormPair> pairs{ { "scope", "a b+c&d=e" }, { every, every }, { "x", "" }, { "x", "2" } };
        const QByteArray encoded = encodeForm(pairs);
        QVERIFY(isHeaderSafe(encoded));
        QCOMPARE(decodeForm(encoded), pairs);
    }
};

QTEST_APPLESS_MAIN(TestText)
#include "test_text.moc"
