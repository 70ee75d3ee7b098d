// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/pattern.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using authscope::schema::patternMatches;

class TestPattern : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsPatternsAsEcmaScriptDoes_data();
    void readsPatternsAsEcmaScriptDoes();
    void leavesOpenWhatHasNoEqual_data();
    void leavesOpenWhatHasNoEqual();
    void givesUpOnExplodingPatterns();
};

void TestPattern::readsPatternsAsEcmaScriptDoes_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("matches");
    QTest::newRow("searches anywhere") << u"b"_s << u"abc"_s << true;
    QTest::newRow("dollar is the very end") << u"^abc$"_s << u"abc\n"_s << false;
    QTest::newRow("dollar at the end") << u"^abc$"_s << u"abc"_s << true;
    QTest::newRow("dot excludes carriage return") << u"^.$"_s << u"\r"_s << false;
    QTest::newRow("dot takes an astral character") << u"^.$"_s << u"🐲"_s << true;
    QTest::newRow("digits are ASCII") << u"^\\d$"_s << u"٣"_s << false;
    QTest::newRow("words are ASCII") << u"^\\w$"_s << u"é"_s << false;
    QTest::newRow("space includes no-break space") << u"^\\s$"_s << u"\u00a0"_s << true;
    QTest::newRow("space inside a class") << u"^[\\s]$"_s << u"\u2003"_s << true;
    QTest::newRow("not space") << u"^\\S$"_s << u"\u00a0"_s << false;
    QTest::newRow("vertical tab only") << u"^\\v$"_s << u"\n"_s << false;
    QTest::newRow("unicode escape") << u"^\\u00e9$"_s << u"é"_s << true;
    QTest::newRow("surrogate pair escape") << u"^\\uD83D\\uDC32$"_s << u"🐲"_s << true;
    QTest::newRow("code point escape") << u"^\\u{1F432}$"_s << u"🐲"_s << true;
    QTest::newRow("property") << u"^\\p{Letter}+$"_s << u"πλ"_s << true;
    QTest::newRow("empty class matches nothing") << u"[]"_s << u"]"_s << false;
    QTest::newRow("negated empty class matches anything") << u"^[^]$"_s << u"\n"_s << true;
    QTest::newRow("a bracket inside a class is a character") << u"^[[:alpha:]$"_s << u":"_s << true;
    QTest::newRow("lazy") << u"^a+?$"_s << u"aaa"_s << true;
    QTest::newRow("counted") << u"^[a-z]{2,3}$"_s << u"abcd"_s << false;
    QTest::newRow("look-behind") << u"(?<=\\$)\\d+"_s << u"cost $15"_s << true;
    QTest::newRow("control letter") << u"^\\cC$"_s << u"\u0003"_s << true;
    QTest::newRow("any character at all") << u"^[\\s\\S]$"_s << u"\u2003"_s << true;
    QTest::newRow("not space inside a class") << u"^[\\Sx]$"_s << u"\u2003"_s << false;
    QTest::newRow("long name of a property")
        << u"^\\p{General_Category=Currency_Symbol}$"_s << u"€"_s << true;
    QTest::newRow("script") << u"^\\p{Script=Greek}+$"_s << u"πλ"_s << true;
    QTest::newRow("named group") << u"^(?<year>\\d{4})$"_s << u"2026"_s << true;
}

void TestPattern::readsPatternsAsEcmaScriptDoes()
{
    QFETCH(QString, pattern);
    QFETCH(QString, text);
    QFETCH(bool, matches);
    const auto result = patternMatches(pattern, text);
    QVERIFY(result.has_value());
    QCOMPARE(*result, matches);
}

void TestPattern::leavesOpenWhatHasNoEqual_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::newRow("possessive") << u"a++b"_s;
    QTest::newRow("start verb") << u"(*LIMIT_MATCH=99)a"_s;
    QTest::newRow("inline option") << u"(?i)a"_s;
    QTest::newRow("recursion") << u"(?R)"_s;
    QTest::newRow("back reference") << u"(a)|\\1b"_s;
    QTest::newRow("end anchor of another language") << u"^a\\Z"_s;
    QTest::newRow("control digit") << u"^\\c1$"_s;
    QTest::newRow("not a pattern") << u"^(abc]"_s;
    QTest::newRow("open class") << u"[a"_s;
    QTest::newRow("lone backslash") << u"a\\"_s;
    QTest::newRow("far too long") << QString(5000, u'a');
}

void TestPattern::leavesOpenWhatHasNoEqual()
{
    QFETCH(QString, pattern);
    QVERIFY(!patternMatches(pattern, u"abc"_s).has_value());
}

void TestPattern::givesUpOnExplodingPatterns()
{
    QVERIFY(!patternMatches(u"^(a+)+$"_s, QString(40, u'a') + u'!').has_value());
    QCOMPARE(patternMatches(u"^(a+)+$"_s, QString(40, u'a')), std::optional(true));
}

QTEST_GUILESS_MAIN(TestPattern)
#include "test_pattern.moc"
