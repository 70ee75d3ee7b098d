// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/pattern.h"
#include "schema/samples.h"
#include "schema/sampletext.h"
#include "schema/value.h"
#include "unit/schema/officialsuite.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::tests;
using schema::Boundary;
using schema::BoundaryKind;

namespace {

json::Value value(QByteArray text)
{
    return json::parse(text.replace('\'', '"'), u"The test"_s).value();
}

const QByteArray board = "{'type':'object','required':['title'],'additionalProperties':false,'properties':{"
                         "'title':{'type':'string','minLength':2,'maxLength':8},"
                         "'size':{'type':'integer','minimum':1,'maximum':9},"
                         "'tags':{'type':'array','items':{'type':'string'},'minItems':1,'maxItems':3},"
                         "'color':{'enum':['red','blue']}}}";

} // namespace

class TestSamples : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsClaimedValidIsValid_data();
    void whatIsClaimedValidIsValid();
    void fillsEveryMember();
    void takesExamplesAndDefaults();
    void writesTextsForPatterns_data();
    void writesTextsForPatterns();
    void leavesPatternsItCannotRead();
    void findsWhatFits_data();
    void findsWhatFits();
    void namesTheBoundaries();
    void boundariesAreTheSameEachTime();
    void isBoundedOnHostileSchemas();
};

void TestSamples::whatIsClaimedValidIsValid_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<bool>("isDraft7");
    for (const char *folder : { "draft2020-12", "draft2020-12/optional", "draft7", "draft7/optional" })
        QTest::newRow(folder) << QString::fromLatin1(folder) << QByteArray(folder).startsWith("draft7");
}

void TestSamples::whatIsClaimedValidIsValid()
{
    QFETCH(QString, folder);
    QFETCH(bool, isDraft7);
    if (!suiteFolder().exists())
        QSKIP("THE OFFICIAL JSON SCHEMA SUITE IS NOT HERE: set AUTHSCOPE_TEST_DATA. Nothing was checked.");
    const schema::Documents documents = suiteDocuments();
    const schema::Options options{ .dialect
        = isDraft7 ? schema::Dialect::Draft7 : schema::Dialect::Draft2020 };
    int groups = 0;
    int possible = 0;
    int samples = 0;
    int boundaries = 0;
    int outside = 0;
    QStringList none;
    for (const SuiteGroup &group : suiteGroups(folder)) {
        ++groups;
        const bool isPossible = std::any_of(
            group.tests.begin(), group.tests.end(), [](const SuiteTest &test) { return test.isValid; });
        possible += isPossible;
        const auto rules = schema::Compiled::compile(group.schema, documents, options);
        const schema::Sample sample = schema::sampleFor(group.schema, documents, options);
        if (sample.isValid) {
            ++samples;
            QVERIFY2(rules.validate(sample.value).holds(), qPrintable(group.name));
        } else if (isPossible) {
            none += group.name;
        }
        for (const Boundary &boundary : schema::boundariesOf(group.schema, documents, options, 40)) {
            ++boundaries;
            outside += !boundary.isValid;
            QVERIFY2(!boundary.isValid || rules.validate(boundary.value).holds(), qPrintable(group.name));
            QVERIFY2(!boundary.why.isEmpty(), qPrintable(group.name));
        }
    }
    qInfo("%s: %d schemas, %d satisfiable, %d samples, %d boundary values, %d of them refused",
        qPrintable(folder), groups, possible, samples, boundaries, outside);
    if (!none.isEmpty())
        qInfo("no sample for: %s", qPrintable(none.join(u"; "_s)));
    QVERIFY(samples * 10 >= possible * 9);
    QVERIFY(boundaries > samples);
    QVERIFY(outside > 0);
}

void TestSamples::fillsEveryMember()
{
    const schema::Sample sample = schema::sampleFor(value(board));
    QVERIFY(sample.isValid);
    QCOMPARE(json::compact(sample.value),
        QByteArray("{\"title\":\"Example\",\"size\":1,\"tags\":[\"Example\"],\"color\":\"red\"}"));
}

void TestSamples::takesExamplesAndDefaults()
{
    const schema::Sample sample = schema::sampleFor(
        value("{'type':'object','properties':{'a':{'type':'string','examples':['Ada']},"
              "'b':{'type':'integer','default':7},'c':{'type':'string','format':'email'}}}"));
    QVERIFY(sample.isValid);
    QCOMPARE(json::compact(sample.value), QByteArray("{\"a\":\"Ada\",\"b\":7,\"c\":\"ada@example.com\"}"));
    // An example that breaks its own schema is not taken for a valid one.
    const schema::Sample broken
        = schema::sampleFor(value("{'type':'string','minLength':3,'examples':['A']}"));
    QVERIFY(broken.isValid);
    QVERIFY(broken.value.get_string().size() >= 3);
}

void TestSamples::writesTextsForPatterns_data()
{
    QTest::addColumn<QString>("pattern");
    for (const char *pattern : { "^[a-z]+$", "^\\d{4}-\\d{2}$", "^(foo|bar)-[A-Z]{2,3}$", "^b[0-9]+$", "abc",
             "^[^a-z]$", "^(?:x|y)*z?$", "^https?://[^/]+/", "^\\w+@\\w+\\.[a-z]{2,}$", "^[\\w.-]+$",
             "^\\p{Lu}\\p{L}*$", "^\\u0041+$", "^a{3}$", "^.{5,}$" })
        QTest::newRow(pattern) << QString::fromLatin1(pattern);
}

void TestSamples::writesTextsForPatterns()
{
    QFETCH(QString, pattern);
    for (const int more : { 0, 1, 5 }) {
        const auto text = schema::textOfPattern(pattern, more);
        QVERIFY(text);
        QVERIFY2(schema::patternMatches(pattern, *text) == true, qPrintable(*text));
    }
}

void TestSamples::leavesPatternsItCannotRead()
{
    for (const QString &pattern : { u"(?=a)b"_s, u"(?<!a)b"_s, u"[a"_s, u"(a"_s, u"a)"_s, u"*"_s,
             u"a{99999999}{9999}"_s, u"\\"_s, QString(5000, u'(') })
        QVERIFY2(!schema::textOfPattern(pattern, 0), qPrintable(pattern.left(40)));
}

void TestSamples::findsWhatFits_data()
{
    QTest::addColumn<QByteArray>("rules");
    for (const char *rules :
        { "{'type':'string','pattern':'^[A-Z]{3}-[0-9]{4}$'}", "{'type':'number','exclusiveMinimum':0}",
            "{'type':'integer','minimum':-5,'maximum':-2}", "{'type':'integer','multipleOf':7,'minimum':30}",
            "{'type':'array','uniqueItems':true,'minItems':3,'items':{'type':'string'}}",
            "{'oneOf':[{'type':'object','required':['a'],'properties':{'a':{'const':1}}},{'type':'string'}]}",
            "{'type':'object','minProperties':2,'additionalProperties':{'type':'integer'}}",
            "{'prefixItems':[{'type':'string'},{'type':'boolean'}],'items':false,'minItems':2}",
            "{'$ref':'#/$defs/n','$defs':{'n':{'type':'object','required':['v'],'properties':{'v':{'type':"
            "'string'},'next':{'$ref':'#/$defs/n'}}}}}" })
        QTest::newRow(rules) << QByteArray(rules);
}

void TestSamples::findsWhatFits()
{
    QFETCH(QByteArray, rules);
    const schema::Sample sample = schema::sampleFor(value(rules));
    QVERIFY2(sample.isValid, json::compact(sample.value).constData());
}

void TestSamples::namesTheBoundaries()
{
    const QList<Boundary> found = schema::boundariesOf(value(board));
    const auto at = [&found](BoundaryKind kind, const QByteArray &pointer, const QString &why) {
        for (const Boundary &one : found) {
            if (one.kind == kind && one.pointer == pointer && one.why == why)
                return std::optional(one);
        }
        return std::optional<Boundary>();
    };
    const auto longest = at(BoundaryKind::Largest, "/title", u"8 characters, the most allowed"_s);
    QVERIFY(longest && longest->isValid);
    const auto tooLong = at(BoundaryKind::Outside, "/title", u"9 characters, one more than allowed"_s);
    QVERIFY(tooLong && !tooLong->isValid);
    QCOMPARE(tooLong->value.at("title").as_string().size(), 9U);
    QCOMPARE(tooLong->value.at("size"), json::Value(1));
    const auto tooMuch = at(BoundaryKind::Outside, "/size", u"10, just above"_s);
    QVERIFY(tooMuch && !tooMuch->isValid);
    QVERIFY(at(BoundaryKind::Empty, "/tags", u"an empty list"_s));
    QVERIFY(at(BoundaryKind::Outside, "/tags", u"4 items, one more than allowed"_s));
    QVERIFY(at(BoundaryKind::Outside, "", u"without \"title\""_s));
    QVERIFY(at(BoundaryKind::Outside, "", u"a member that is not allowed"_s));
    QVERIFY(at(BoundaryKind::Smallest, "", u"only what is required"_s)->isValid);
    QVERIFY(at(BoundaryKind::Outside, "/color", u"none of the choices"_s));
}

void TestSamples::boundariesAreTheSameEachTime()
{
    const QList<Boundary> first = schema::boundariesOf(value(board));
    const QList<Boundary> second = schema::boundariesOf(value(board));
    QCOMPARE(first.size(), second.size());
    for (qsizetype i = 0; i < first.size(); ++i)
        QCOMPARE(first[i].value, second[i].value);
}

void TestSamples::isBoundedOnHostileSchemas()
{
    QByteArray forms;
    for (int i = 0; i < 10000; ++i)
        forms += (i ? ",{'properties':{'kind':{'const':" : "{'properties':{'kind':{'const':")
            + QByteArray::number(i) + "}},'required':['kind']}";
    for (const QByteArray &rules :
        { "{'oneOf':[" + forms + "]}", QByteArray("{'type':'array','minItems':100000000}"),
            QByteArray("{'type':'string','minLength':100000000}"), QByteArray("{'$ref':'#'}"),
            QByteArray("{'type':'object','required':['a'],'properties':{'a':{'$ref':'#'}}}"),
            QByteArray("{'type':'string','pattern':'^(a+)+$','minLength':60}"),
            QByteArray("{'type':'integer','minimum':1e400}"), QByteArray("{'multipleOf':0}"),
            QByteArray("{'multipleOf':1e-300,'type':'number'}") }) {
        const json::Value schema
            = json::parse(QByteArray(rules).replace('\'', '"'), u"The test"_s, { .maxBytes = 1 << 24 })
                  .value();
        const schema::Sample sample = schema::sampleFor(schema);
        QVERIFY(json::compact(sample.value).size() < 1'000'000);
        QVERIFY(schema::boundariesOf(schema).size() <= 200);
    }
}

QTEST_GUILESS_MAIN(TestSamples)
#include "test_samples.moc"
