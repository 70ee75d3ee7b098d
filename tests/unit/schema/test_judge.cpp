// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/validate.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace authscope;
using schema::judge;

namespace {

json::Value value(QByteArrayView text)
{
    auto parsed = json::parse(
        text, u"The test"_s, { .maxBytes = 1 << 24, .maxDepth = 600, .refuseDuplicates = false });
    return parsed ? *parsed : json::Value("unreadable");
}

schema::Judgement verdict(QByteArrayView instance, QByteArrayView rules)
{
    return judge(value(instance), value(rules));
}

} // namespace

class TestJudge : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesThePlaceInPlainWords();
    void leavesBrokenKeywordsOpen_data();
    void leavesBrokenKeywordsOpen();
    void leavesForeignDialectsOpen();
    void comparesLargeNumbersExactly_data();
    void comparesLargeNumbersExactly();
    void endsOnSchemasThatReferToThemselves();
    void endsOnSchemasThatExplode();
    void boundsTheListOfViolations();
};

void TestJudge::namesThePlaceInPlainWords()
{
    const auto rules = value(R"({"type":"object","required":["title"],"additionalProperties":false,
        "properties":{"title":{"type":"string","minLength":1},"tags/a":{"type":"array","items":{"type":"integer"}}}})");
    const auto judgement = judge(value(R"({"title":"","tags/a":[1,"x"],"more":1})"), rules);
    QVERIFY(judgement.isWhole());
    QCOMPARE(judgement.violations.size(), 3);
    QCOMPARE(judgement.violations[0].pointer, QByteArray("/title"));
    QCOMPARE(judgement.violations[0].message, u"must have at least 1 character"_s);
    QCOMPARE(judgement.violations[1].pointer, QByteArray("/tags~1a/1"));
    QCOMPARE(judgement.violations[1].message, u"must be a whole number, is a text"_s);
    QCOMPARE(judgement.violations[2].pointer, QByteArray("/more"));
    const auto missing = judge(value("{}"), rules);
    QCOMPARE(missing.violations.size(), 1);
    QCOMPARE(missing.violations[0].pointer, QByteArray("/title"));
    QCOMPARE(missing.violations[0].message, u"is missing"_s);
}

void TestJudge::leavesBrokenKeywordsOpen_data()
{
    QTest::addColumn<QByteArray>("rules");
    QTest::addColumn<QByteArray>("instance");
    QTest::newRow("minLength") << QByteArray(R"({"minLength":"1"})") << QByteArray(R"("a")");
    QTest::newRow("type") << QByteArray(R"({"type":"text"})") << QByteArray(R"("a")");
    QTest::newRow("empty type") << QByteArray(R"({"type":[]})") << QByteArray(R"("a")");
    QTest::newRow("enum") << QByteArray(R"({"enum":{}})") << QByteArray(R"("a")");
    QTest::newRow("minimum") << QByteArray(R"({"minimum":"1"})") << QByteArray("1");
    QTest::newRow("multipleOf") << QByteArray(R"({"multipleOf":0})") << QByteArray("1");
    QTest::newRow("required") << QByteArray(R"({"required":[1]})") << QByteArray("{}");
    QTest::newRow("properties") << QByteArray(R"({"properties":[]})") << QByteArray("{}");
    QTest::newRow("items as a list") << QByteArray(R"({"items":[{}]})") << QByteArray("[1]");
    QTest::newRow("pattern") << QByteArray(R"({"pattern":"("})") << QByteArray(R"("a")");
    QTest::newRow("remote reference") << QByteArray(R"({"$ref":"https://example.com/s"})") << QByteArray("1");
    QTest::newRow("dangling reference") << QByteArray(R"({"$ref":"#/$defs/x"})") << QByteArray("1");
    QTest::newRow("not a schema") << QByteArray("7") << QByteArray("1");
    QTest::newRow("allOf") << QByteArray(R"({"allOf":{}})") << QByteArray("1");
}

void TestJudge::leavesBrokenKeywordsOpen()
{
    QFETCH(QByteArray, rules);
    QFETCH(QByteArray, instance);
    QVERIFY(!judge(value(instance), value(rules)).isWhole());
}

void TestJudge::leavesForeignDialectsOpen()
{
    const QByteArray foreign = R"({"$schema":"http://json-schema.org/draft-04/schema#","type":"integer"})";
    const QByteArray known = R"({"$schema":"http://json-schema.org/draft-07/schema#","type":"integer"})";
    const QStringList unjudged = verdict("1", foreign).unjudged;
    QCOMPARE(unjudged.size(), 1);
    QVERIFY(unjudged.first().startsWith(u"$schema: “http://json-schema.org/draft-04/schema#”"));
    QVERIFY(verdict("1", known).isWhole());
}

void TestJudge::comparesLargeNumbersExactly_data()
{
    QTest::addColumn<QByteArray>("instance");
    QTest::addColumn<QByteArray>("rules");
    QTest::addColumn<bool>("holds");
    const auto row = [](const char *instance, const char *rules, bool holds) {
        QTest::addRow("%s for %s", instance, rules) << QByteArray(instance) << QByteArray(rules) << holds;
    };
    row("9007199254740993", R"({"const":9007199254740992})", false);
    row("9007199254740993", R"({"minimum":9007199254740993})", true);
    row("9007199254740992", R"({"minimum":9007199254740993})", false);
    row("18446744073709551615", R"({"maximum":9223372036854775807})", false);
    row("-1", R"({"maximum":18446744073709551615})", true);
    row("1.0", R"({"enum":[1]})", true);
    row("18446744073709551610", R"({"multipleOf":10})", true);
    row("18446744073709551610", R"({"multipleOf":18446744073709551609})", false);
    row("0.3", R"({"multipleOf":0.1})", true);
    row("1e300", R"({"multipleOf":7})", false);
}

void TestJudge::comparesLargeNumbersExactly()
{
    QFETCH(QByteArray, instance);
    QFETCH(QByteArray, rules);
    const auto judgement = verdict(instance, rules);
    QVERIFY(judgement.isWhole());
    QTEST(judgement.holds(), "holds");
}

void TestJudge::endsOnSchemasThatReferToThemselves()
{
    const QByteArray circle = R"({"$ref":"#"})";
    const QByteArray twice = R"({"anyOf":[{"$ref":"#"},{"$ref":"#"}]})";
    QVERIFY(!verdict("1", circle).isWhole());
    QVERIFY(!verdict("1", twice).isWhole());
    // A tree refers to itself honestly.
    const QByteArray tree
        = R"({"type":"object","properties":{"next":{"$ref":"#"}},"additionalProperties":false})";
    const QByteArray good = R"({"next":{"next":{}}})";
    const QByteArray bad = R"({"next":{"next":{"a":1}}})";
    QVERIFY(verdict(good, tree).isWhole() && verdict(good, tree).holds());
    QVERIFY(!verdict(bad, tree).holds());
}

void TestJudge::endsOnSchemasThatExplode()
{
    QByteArray rules = R"({"$defs":{"d0":{"type":"integer"})";
    for (int i = 1; i < 60; ++i) {
        const QByteArray inner = R"({"$ref":"#/$defs/d)" + QByteArray::number(i - 1) + R"("})";
        rules += R"(,"d)" + QByteArray::number(i) + R"(":{"allOf":[)" + inner + "," + inner + "]}";
    }
    rules += R"(},"$ref":"#/$defs/d59"})";
    QVERIFY(!verdict("1", rules).isWhole());
    const QByteArray deep = QByteArray(400, '[') + QByteArray(400, ']');
    const QByteArray nested = R"({"items":{"$ref":"#"}})";
    const QByteArray flat = R"({"enum":[1]})";
    QVERIFY(!verdict(deep, nested).isWhole());
    QVERIFY(verdict(deep, flat).isWhole());
}

void TestJudge::boundsTheListOfViolations()
{
    json::Array many;
    for (int i = 0; i < 5000; ++i)
        many.emplace_back("x");
    const auto judgement = judge(many, value(R"({"items":{"type":"integer"}})"));
    QVERIFY(judgement.isWhole());
    QVERIFY(!judgement.holds());
    QCOMPARE(judgement.violations.size(), 200);
}

QTEST_GUILESS_MAIN(TestJudge)
#include "test_judge.moc"
