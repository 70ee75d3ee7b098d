// SPDX-License-Identifier: GPL-3.0-or-later
#include "josedata.h"

#include "jose/anatomy.h"
#include "jose/base64url.h"

using namespace authscope;
using namespace authscope::jose;
using namespace Qt::StringLiterals;

namespace {

const QByteArray header = encodeBase64Url("{\"alg\":\"RS256\"}");
const QByteArray token
    = header + '.' + encodeBase64Url("{\"iss\":\"a\",\"n\":12345678901234567890123}") + ".AAAA";

} // namespace

class TestAnatomy : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aGoodTokenHasNoProblem()
    {
        const Anatomy anatomy = takeApart(token);
        QCOMPARE(anatomy.problem, QString());
        QCOMPARE(anatomy.parts, 3);
        QCOMPARE(anatomy.segments.size(), 3);
        QCOMPARE(anatomy.segments[1].name, u"payload"_s);
        QCOMPARE(anatomy.segments[1].offset, header.size() + 1);
        QVERIFY(anatomy.segments[1].isUtf8);
        QCOMPARE(anatomy.header(), (json::Object{ { "alg", "RS256" } }));
        const auto &numbers = anatomy.segments[1].json->inexactNumbers;
        QCOMPARE(numbers.size(), 1);
        QCOMPARE(numbers.first().pointer, "/n");
        QCOMPARE(numbers.first().text, "12345678901234567890123");
    }

    void theFirstThingWrongIsNamedAndTheRestIsShown_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("words");
        QTest::addColumn<int>("readable"); // segments of which something was decoded
        const QByteArray payload = encodeBase64Url("{\"iss\":\"a\",\"aud\":\"b\"}");
        QTest::newRow("nothing") << QByteArray() << u"There is nothing here."_s << 0;
        QTest::newRow("no dots") << header << u"no dots"_s << 1;
        QTest::newRow("cut off") << header + '.' + payload << u"its signature, the third, is missing"_s << 2;
        QTest::newRow("cut in the payload") << header + '.' + payload.chopped(8) + '.' << QString() << 2;
        QTest::newRow("doubled") << token + token << u"stands here twice"_s << 5;
        QTest::newRow("four parts") << token + ".AAAA" << u"has 4 parts"_s << 4;
        QTest::newRow("a million dots") << QByteArray(1000000, '.') << u"1000001 parts"_s << 0;
        QTest::newRow("padding") << header + '.' + payload
                + "=.AAAA" << u"The payload has the character “=” at position %1"_s.arg(payload.size() + 1)
                                 << 3;
        QTest::newRow("plain base64")
            << header + '.' + encodeBase64Url("{\"a\":\"\xc3\xbf\xc3\xbf\"}").replace('_', '/') + ".AAAA"
            << u"The payload has the character “/”"_s << 3;
        QTest::newRow("line ends") << header + ".\n" + payload + ".AAAA" << u"the byte 0x0A at position 1"_s
                                   << 3;
        QTest::newRow("NUL") << header + '.' + payload + QByteArray(1, '\0') + ".AAAA" << u"the byte 0x00"_s
                             << 3;
        QTest::newRow("last bits") << header + '.' + payload + ".AB" << u"The signature ends with “B”"_s << 3;
        QTest::newRow("header cut") << encodeBase64Url("{\"alg\":\"RS256\",\"ki") + '.' + payload + ".AAAA"
                                    << u"in the middle of the JSON"_s << 3;
        QTest::newRow("header twice")
            << encodeBase64Url("{\"alg\":\"RS256\",\"alg\":\"none\"}") + '.' + payload + ".AAAA"
            << u"has the member “alg” twice"_s << 3;
        QTest::newRow("header a list")
            << encodeBase64Url("[1]") + '.' + payload + ".AAAA" << u"is a list, expected an object"_s << 3;
        QTest::newRow("header no JSON") << encodeBase64Url("hello") + '.' + payload + ".AAAA"
                                        << u"is not JSON: it starts with “hello”"_s << 3;
        QTest::newRow("byte order mark")
            << encodeBase64Url("\xef\xbb\xbf{\"alg\":\"RS256\"}") + '.' + payload + ".AAAA"
            << u"begins with a byte order mark"_s << 3;
        QTest::newRow("header UTF-16")
            << encodeBase64Url(QByteArray::fromHex("7b002200")) + '.' + payload + ".AAAA" << u"is not JSON"_s
            << 3;
    }
    void theFirstThingWrongIsNamedAndTheRestIsShown()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, words);
        QFETCH(int, readable);
        const Anatomy anatomy = takeApart(text);
        QVERIFY2(anatomy.problem.contains(words), qPrintable(anatomy.problem));
        QCOMPARE(anatomy.problem.isEmpty(), words.isEmpty());
        const auto count = std::count_if(anatomy.segments.begin(), anatomy.segments.end(),
            [](const Segment &segment) { return !segment.decoded.isEmpty(); });
        QCOMPARE(int(count), readable);
        QVERIFY(anatomy.segments.size() <= 6);
    }

    void encryptedPartsHaveTheirNames()
    {
        const Anatomy anatomy
            = takeApart(encodeBase64Url("{\"alg\":\"dir\",\"enc\":\"A128GCM\"}") + "..AAAA.AAAA.AAAA");
        QCOMPARE(anatomy.problem, QString());
        QCOMPARE(anatomy.segments[1].name, u"encrypted key"_s);
        QCOMPARE(anatomy.segments[4].name, u"tag"_s);
    }

    void jsonIsReadAsFarAsItGoes_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QString>("words");
        QTest::newRow("whole") << QByteArray("{\"a\":[1,2]}") << QByteArray("{\"a\":[1,2]}") << QString();
        QTest::newRow("cut in a list")
            << QByteArray("{\"a\":[1,{\"b\":true},") << QByteArray("{\"a\":[1,{\"b\":true}]}")
            << u"ends after 19 bytes, in the middle"_s;
        QTest::newRow("cut in a name")
            << QByteArray("{\"a\":1,\"bc") << QByteArray("{\"a\":1}") << u"in the middle"_s;
        QTest::newRow("no UTF-8") << QByteArray("{\"a\":1,\"b\":\"\xff\"}") << QByteArray("{\"a\":1}")
                                  << u"byte 13"_s;
        QTest::newRow("trailing") << QByteArray("{\"a\":1} x") << QByteArray("{\"a\":1}")
                                  << u"from byte 9 on"_s;
        QTest::newRow("comma") << QByteArray("{\"a\":1,}") << QByteArray("{\"a\":1}") << u"from byte 8 on"_s;
        QTest::newRow("nothing") << QByteArray() << QByteArray() << u"It is empty"_s;
    }
    void jsonIsReadAsFarAsItGoes()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, value);
        QFETCH(QString, words);
        const LooseJson loose = readLoosely(text);
        QCOMPARE(loose.value ? json::compact(*loose.value) : QByteArray(), value);
        QCOMPARE(loose.problem.isEmpty(), words.isEmpty());
        QVERIFY2(loose.problem.contains(words), qPrintable(loose.problem));
    }

    void everyDuplicateHasItsPlace()
    {
        const LooseJson loose = readLoosely("{\"a\":1,\"b\":[{\"c/d\":1,\"c/d\":2}],\"a\":3,\"a\":4}");
        QCOMPARE(loose.problem, QString());
        QCOMPARE(loose.duplicates, (QList<QByteArray>{ "/b/0/c~1d", "/a", "/a" }));
        QCOMPARE(json::compact(*loose.value), "{\"a\":4,\"b\":[{\"c/d\":2}]}");
    }

    void numbersThatADoubleChangesKeepTheirText()
    {
        const LooseJson loose
            = readLoosely("[9223372036854775807,18446744073709551615,18446744073709551616,0.1,1e400,"
                          "-1e400,0.12345678901234567]");
        QStringList texts;
        for (const LooseJson::Number &number : loose.inexactNumbers)
            texts << QString::fromLatin1(number.pointer + ' ' + number.text);
        QCOMPARE(
            texts.join(u", "_s), u"/2 18446744073709551616, /4 1e400, /5 -1e400, /6 0.12345678901234567"_s);
    }

    void tenThousandLevelsAreReadAsFarAsTheLimit()
    {
        const QByteArray deep = QByteArray("{\"a\":[").repeated(5000) + QByteArray("]}").repeated(5000);
        const LooseJson loose = readLoosely(deep);
        QVERIFY(loose.problem.contains(u"nested deeper than 512 levels"_s));
        QVERIFY(loose.value);
        const Anatomy anatomy = takeApart(header + '.' + encodeBase64Url(deep) + ".AAAA");
        QCOMPARE(anatomy.segments[1].decoded, deep);
        QVERIFY(anatomy.segments[1].json->problem.contains(u"512 levels"_s));
    }

    void tenMegabytesAreReadAndMoreIsCutOff()
    {
        const QByteArray large
            = header + '.' + encodeBase64Url("{\"a\":\"" + QByteArray(7 << 20, 'x') + "\"}") + ".AAAA";
        QVERIFY(large.size() < 10 << 20);
        QCOMPARE(takeApart(large).problem, QString());
        const Anatomy cut = takeApart(QByteArray(11 << 20, 'A'));
        QVERIFY(cut.problem.contains(u"only the first 10485760 were read"_s));
        QCOMPARE(cut.segments.first().encoded.size(), 10 << 20);
    }

    void everyCutAndEveryChangedByteIsRead()
    {
        for (qsizetype cut = 0; cut <= token.size(); ++cut)
            QVERIFY(takeApart(token.first(cut)).segments.size() >= 1);
        for (int byte = 0; byte < 256; ++byte) {
            QByteArray changed = token;
            changed[header.size() + 8] = char(byte);
            const Anatomy anatomy = takeApart(changed);
            QVERIFY(!anatomy.segments[1].decoded.isEmpty());
        }
    }
};

QTEST_GUILESS_MAIN(TestAnatomy)
#include "test_anatomy.moc"
