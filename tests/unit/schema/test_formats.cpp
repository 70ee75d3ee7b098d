// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/formats.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace authscope;

class TestFormats : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsRightFromWrong_data();
    void tellsRightFromWrong();
    void decidesNothingAboutUnknownFormats();
    void leavesPatternsWithoutAnEqualOpen();
};

void TestFormats::tellsRightFromWrong_data()
{
    QTest::addColumn<QString>("right");
    QTest::addColumn<QString>("wrong");
    QTest::newRow("date") << u"2024-02-29"_s << u"2023-02-29"_s;
    QTest::newRow("time") << u"23:59:60Z"_s << u"22:59:60Z"_s;
    QTest::newRow("date-time") << u"2026-01-31t14:30:00.5+01:00"_s << u"2026-01-31 14:30:00Z"_s;
    QTest::newRow("duration") << u"P1Y2M3DT4H5M6S"_s << u"P1Y2D"_s;
    QTest::newRow("email") << u"\"a b\"@[IPv6:::1]"_s << u"a..b@example.com"_s;
    QTest::newRow("idn-email") << u"\u5b9f@\u5b9f.jp"_s << u"2962"_s;
    QTest::newRow("hostname") << u"xn--bcher-kva.example"_s << u"-a.example"_s;
    QTest::newRow("idn-hostname") << u"b\u00fccher.example"_s << u"\u30fb.example"_s;
    QTest::newRow("ipv4") << u"192.0.2.1"_s << u"192.0.02.1"_s;
    QTest::newRow("ipv6") << u"::ffff:192.0.2.1"_s << u"1::2::3"_s;
    QTest::newRow("uri") << u"http://[::1]:80/a?b#c"_s << u"//host/path"_s;
    QTest::newRow("uri-reference") << u"//host/path"_s << u"a b"_s;
    QTest::newRow("iri") << u"http://\u00e9.example/\u00e9"_s << u"http://2001:db8::1/"_s;
    QTest::newRow("iri-reference") << u"/\u00e9"_s << u"\\\\a"_s;
    QTest::newRow("uri-template") << u"http://a/{b,c*}{?d:3}"_s << u"http://a/{b"_s;
    QTest::newRow("uuid") << u"123E4567-e89b-12d3-a456-426614174000"_s
                          << u"123e4567e89b12d3a456426614174000"_s;
    QTest::newRow("json-pointer") << u"/a~1b/~0"_s << u"/a~2"_s;
    QTest::newRow("relative-json-pointer") << u"1/a"_s << u"01/a"_s;
    QTest::newRow("regex") << u"^[\\s\\S]{1,3}$"_s << u"^(a]"_s;
}

void TestFormats::tellsRightFromWrong()
{
    QFETCH(QString, right);
    QFETCH(QString, wrong);
    const QByteArray name = QTest::currentDataTag();
    QVERIFY(schema::isKnownFormat(name));
    QCOMPARE(schema::fitsFormat(name, right), std::optional(true));
    QCOMPARE(schema::fitsFormat(name, wrong), std::optional(false));
    QCOMPARE(schema::fitsFormat(name, right + u'\n'),
        std::optional(name == "regex" || name == "json-pointer" || name == "relative-json-pointer"));
    QVERIFY(!schema::formatWords(name).isEmpty());
}

void TestFormats::decidesNothingAboutUnknownFormats()
{
    QVERIFY(!schema::isKnownFormat("colour"));
    QVERIFY(!schema::fitsFormat("colour", u"red"_s).has_value());
}

void TestFormats::leavesPatternsWithoutAnEqualOpen()
{
    QCOMPARE(schema::fitsFormat("regex", u"(a)\\1"_s), std::optional(true));
    QCOMPARE(schema::fitsFormat("regex", u"(a)\\2"_s), std::optional(false));
    QVERIFY(!schema::fitsFormat("regex", u"(?i:a)"_s).has_value());
}

QTEST_GUILESS_MAIN(TestFormats)
#include "test_formats.moc"
