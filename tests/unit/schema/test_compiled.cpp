// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/validate.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace authscope;
using schema::Compiled;
using schema::Judgement;

namespace {

/// Single quotes for double ones: JSON inside C++ stays readable.
json::Value value(QByteArray text)
{
    auto parsed
        = json::parse(text.replace('\'', '"'), u"The test"_s, { .maxBytes = 1 << 24, .maxDepth = 20000 });
    return parsed ? *parsed : json::Value("unreadable");
}

Judgement verdict(const QByteArray &instance, const QByteArray &rules, const schema::Options &options = {})
{
    return Compiled::compile(value(rules), {}, options).validate(value(instance));
}

bool isOpenFor(const Judgement &judgement, const char *start)
{
    return judgement.unjudged.size() == 1 && judgement.unjudged.first().startsWith(QString::fromUtf8(start));
}

} // namespace

class TestCompiled : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesTheWayThroughSchemaAndValue();
    void namesTheBaseOfTheKeyword();
    void saysWhichNameIsWrong();
    void explainsTheFormThatWasMeant_data();
    void explainsTheFormThatWasMeant();
    void leavesOutWhatDoesNotMatter_data();
    void leavesOutWhatDoesNotMatter();
    void neverClaimsWhatDependsOnSomethingOpen_data();
    void neverClaimsWhatDependsOnSomethingOpen();
    void fetchesNothing();
    void followsDocumentsAtHand();
    void saysThatADialectIsUnknown();
    void readsADialectOfOnesOwn();
    void saysThatAVocabularyIsUnknown();
    void assertsFormatsOnlyWhenAsked();
    void endsOnCircles_data();
    void endsOnCircles();
    void boundsTheDepth();
    void boundsTheWork();
    void boundsTheNumberOfSchemas();
    void boundsTheTimeOfPatterns();
    void survivesDeepDocuments();
    void takesThousandsOfForms();
    void seesAByteOrderMarkInAText();
    void judgesTheSchemaItself();
    void listsWhatIsWrongWithTheSchema();
    void refusesToGuessBetweenTwoOfAName_data();
    void refusesToGuessBetweenTwoOfAName();
    void keepsTheListsSmall();
};

void TestCompiled::namesTheWayThroughSchemaAndValue()
{
    const Judgement judgement = verdict("{'list':[{'name':''}]}",
        "{'$defs':{'item/1':{'properties':{'name':{'minLength':1}}}},"
        "'properties':{'list':{'items':{'$ref':'#/$defs/item~11'}}}}");
    QCOMPARE(judgement.violations.size(), 1);
    const schema::Violation &violation = judgement.violations.first();
    QCOMPARE(violation.pointer, QByteArray("/list/0/name"));
    QCOMPARE(violation.keyword, QByteArray("minLength"));
    QCOMPARE(violation.keywordLocation, QByteArray("/properties/list/items/$ref/properties/name/minLength"));
    QCOMPARE(violation.absoluteLocation, QByteArray("#/$defs/item~11/properties/name/minLength"));
    QCOMPARE(violation.message, u"must have at least 1 character"_s);
}

void TestCompiled::namesTheBaseOfTheKeyword()
{
    const Judgement judgement = verdict("[1,2]",
        "{'$id':'https://example.com/root','allOf':[true,{'$ref':'short'}],"
        "'$defs':{'s':{'$id':'short','maxItems':1}}}");
    QCOMPARE(judgement.violations.size(), 1);
    QCOMPARE(judgement.violations[0].keywordLocation, QByteArray("/allOf/1/$ref/maxItems"));
    QCOMPARE(judgement.violations[0].absoluteLocation, QByteArray("https://example.com/short#/maxItems"));
}

void TestCompiled::saysWhichNameIsWrong()
{
    const Judgement judgement = verdict("{'ok':1,'Bad':2}", "{'propertyNames':{'pattern':'^[a-z]+$'}}");
    QCOMPARE(judgement.violations.size(), 1);
    QCOMPARE(judgement.violations[0].pointer, QByteArray("/Bad"));
    QCOMPARE(judgement.violations[0].message, u"has a name that must match the pattern ^[a-z]+$"_s);
}

void TestCompiled::explainsTheFormThatWasMeant_data()
{
    QTest::addColumn<QByteArray>("instance");
    QTest::addColumn<QByteArray>("rules");
    QTest::addColumn<QString>("message");
    QTest::newRow("or null") << QByteArray("-1")
                             << QByteArray("{'anyOf':[{'type':'null'},{'type':'integer','minimum':0}]}")
                             << u"must be at least 0, is -1"_s;
    QTest::newRow("told apart by a constant")
        << QByteArray("{'kind':'b','n':'x'}")
        << QByteArray("{'oneOf':[{'properties':{'kind':{'const':'a'}}, 'required':['a']},"
                      "{'properties':{'kind':{'const':'b'},'n':{'type':'integer'}}}]}")
        << u"must be a whole number, is a text"_s;
    QTest::newRow("several") << QByteArray("'abc'")
                             << QByteArray("{'anyOf':[{'type':'string','maxLength':1},{'maxLength':2}]}")
                             << u"must match one of 2 forms, matches none"_s;
    QTest::newRow("too many") << QByteArray("1")
                              << QByteArray("{'oneOf':[{'type':'string'},true,{'minimum':0}]}")
                              << u"must match exactly one of 3 forms, matches the forms 2 and 3"_s;
}

void TestCompiled::explainsTheFormThatWasMeant()
{
    QFETCH(QByteArray, instance);
    QFETCH(QByteArray, rules);
    QFETCH(QString, message);
    const Judgement judgement = verdict(instance, rules);
    QCOMPARE(judgement.violations.size(), 1);
    QCOMPARE(judgement.violations[0].message, message);
    QVERIFY(judgement.isWhole());
}

void TestCompiled::leavesOutWhatDoesNotMatter_data()
{
    // {'pattern':'('} cannot be judged.
    QTest::addColumn<QByteArray>("rules");
    QTest::addColumn<bool>("holds");
    QTest::newRow("beside a form that matches")
        << QByteArray("{'anyOf':[{'pattern':'('},{'type':'string'}]}") << true;
    QTest::newRow("in a form that fails")
        << QByteArray("{'anyOf':[{'pattern':'(','type':'null'},true]}") << true;
    QTest::newRow("in what is refused for another reason")
        << QByteArray("{'not':{'pattern':'(','type':'null'}}") << true;
    QTest::newRow("beside two forms that match")
        << QByteArray("{'oneOf':[{'pattern':'('},true,true]}") << false;
    QTest::newRow("in a branch not taken")
        << QByteArray("{'if':{'type':'null'},'then':{'pattern':'('}}") << true;
    QTest::newRow("for another type") << QByteArray("{'properties':{'a':{'pattern':'('}}}") << true;
}

void TestCompiled::leavesOutWhatDoesNotMatter()
{
    QFETCH(QByteArray, rules);
    const Judgement judgement = verdict("'a'", rules);
    QVERIFY2(judgement.isWhole(), qPrintable(judgement.unjudged.join(u", "_s)));
    QTEST(judgement.holds(), "holds");
}

void TestCompiled::neverClaimsWhatDependsOnSomethingOpen_data()
{
    QTest::addColumn<QByteArray>("instance");
    QTest::addColumn<QByteArray>("rules");
    const auto row = [](const char *name, const char *instance, const char *rules) {
        QTest::newRow(name) << QByteArray(instance) << QByteArray(rules);
    };
    row("not", "'a'", "{'not':{'pattern':'('}}");
    row("if", "'a'", "{'if':{'pattern':'('},'then':false}");
    row("anyOf", "'a'", "{'anyOf':[{'pattern':'('},false]}");
    row("oneOf", "'a'", "{'oneOf':[{'pattern':'('},true]}");
    row("contains", "['a']", "{'contains':{'pattern':'('}}");
    row("at most", "['a']", "{'contains':{'pattern':'('},'minContains':0,'maxContains':0}");
    row("who is additional", "{'a':1}", "{'patternProperties':{'(':true},'additionalProperties':false}");
    row("what a reference to nowhere may have seen", "{'a':1}",
        "{'$ref':'#/nowhere','unevaluatedProperties':false}");
    row("what is unevaluated", "{'a':1}",
        "{'anyOf':[{'properties':{'a':true},'$ref':'#/nowhere'},true],'unevaluatedProperties':false}");
}

void TestCompiled::neverClaimsWhatDependsOnSomethingOpen()
{
    QFETCH(QByteArray, instance);
    QFETCH(QByteArray, rules);
    const Judgement judgement = verdict(instance, rules);
    QVERIFY(!judgement.isWhole());
    QVERIFY2(judgement.holds(), qPrintable(judgement.violations.value(0).message));
}

void TestCompiled::fetchesNothing()
{
    const Judgement judgement = verdict("1", "{'$ref':'https://example.com/s#/a'}");
    QCOMPARE(judgement.unjudged,
        QStringList{ u"$ref: leads to “https://example.com/s”, which is not among the documents at hand; "
                     "nothing is fetched"_s });
    QVERIFY(
        isOpenFor(verdict("1", "{'$ref':'#/$defs/x'}"), "$ref: leads to “/$defs/x”, where there is nothing"));
    QVERIFY(
        isOpenFor(verdict("1", "{'$ref':'#x'}"), "$ref: leads to the name “x”, which no schema there has"));
}

void TestCompiled::followsDocumentsAtHand()
{
    schema::Documents documents;
    documents.add("https://example.com/a/list", value("{'items':{'$ref':'../b/item#n'}}"));
    documents.add("https://example.com/b/item", value("{'$defs':{'x':{'$anchor':'n','type':'integer'}}}"));
    const auto compiled
        = Compiled::compile(value("{'$ref':'a/list'}"), documents, { .baseUri = "https://example.com/root" });
    QVERIFY(compiled.problems().isEmpty());
    QVERIFY(compiled.validate(value("[1]")).holds());
    const Judgement judgement = compiled.validate(value("[1,'x']"));
    QCOMPARE(judgement.violations.size(), 1);
    QCOMPARE(judgement.violations[0].keywordLocation, QByteArray("/$ref/items/$ref/type"));
    QCOMPARE(
        judgement.violations[0].absoluteLocation, QByteArray("https://example.com/b/item#/$defs/x/type"));
}

void TestCompiled::saysThatADialectIsUnknown()
{
    const auto foreign = Compiled::compile(value("{'$schema':'https://example.com/mine','type':'integer'}"));
    QVERIFY(!foreign.isDialectKnown());
    QCOMPARE(foreign.problems().size(), 1);
    QCOMPARE(foreign.problems().first().keyword, QByteArray("$schema"));
    QVERIFY(!foreign.validate(1).isWhole());
    const auto old = Compiled::compile(value("{'$schema':'http://json-schema.org/draft-07/schema'}"));
    QVERIFY(old.isDialectKnown());
    QCOMPARE(old.dialect(), schema::Dialect::Draft7);
    QCOMPARE(Compiled::compile(true).dialect(), schema::Dialect::Draft2020);
}

void TestCompiled::readsADialectOfOnesOwn()
{
    const QByteArray vocabulary = "https://json-schema.org/draft/2020-12/vocab/";
    schema::Documents documents;
    documents.add("https://example.com/shapes",
        value("{'$schema':'https://json-schema.org/draft/2020-12/schema','$vocabulary':{'" + vocabulary
            + "core':true,'" + vocabulary + "applicator':true,'https://example.com/other':false}}"));
    const auto compiled = Compiled::compile(
        value("{'$schema':'https://example.com/shapes','properties':{'a':{'minimum':5},'b':false}}"),
        documents);
    QVERIFY(compiled.isDialectKnown());
    QVERIFY(compiled.validate(value("{'a':1}")).holds()); // nothing validates there
    QVERIFY(!compiled.validate(value("{'b':1}")).holds());
}

void TestCompiled::saysThatAVocabularyIsUnknown()
{
    schema::Documents documents;
    documents.add("https://example.com/units",
        value("{'$schema':'https://json-schema.org/draft/2020-12/schema',"
              "'$vocabulary':{'https://example.com/units':true}}"));
    const auto compiled = Compiled::compile(value("{'$schema':'https://example.com/units'}"), documents);
    QVERIFY(isOpenFor(compiled.validate(1), "$schema: the meta-schema requires the vocabulary"));
}

void TestCompiled::assertsFormatsOnlyWhenAsked()
{
    QVERIFY(verdict("'x'", "{'format':'date'}").holds());
    const Judgement judgement = verdict("'x'", "{'format':'date'}", { .assertsFormats = true });
    QCOMPARE(judgement.violations.size(), 1);
    QCOMPARE(judgement.violations[0].message, u"must be a date such as 2026-01-31"_s);
    QVERIFY(verdict("'x'", "{'format':'colour'}", { .assertsFormats = true }).isWhole());
    QVERIFY(!verdict("'%'", "{'contentEncoding':'base64'}", { .assertsContent = true }).holds());
    QVERIFY(verdict("'%'", "{'contentEncoding':'base64'}").holds());
}

void TestCompiled::endsOnCircles_data()
{
    QTest::addColumn<QByteArray>("rules");
    QTest::newRow("itself") << QByteArray("{'$ref':'#'}");
    QTest::newRow("each other") << QByteArray(
        "{'$ref':'#/$defs/a','$defs':{'a':{'$ref':'#/$defs/b'},'b':{'allOf':[{'$ref':'#/$defs/a'}]}}}");
    QTest::newRow("twice") << QByteArray("{'anyOf':[{'$ref':'#'},{'$ref':'#'}]}");
    QTest::newRow("by way of not") << QByteArray("{'not':{'$ref':'#'}}");
    QTest::newRow("dynamically") << QByteArray("{'$dynamicAnchor':'a','$dynamicRef':'#a'}");
}

void TestCompiled::endsOnCircles()
{
    QFETCH(QByteArray, rules);
    const Judgement judgement = verdict("1", rules);
    QVERIFY(judgement.holds());
    QCOMPARE(judgement.unjudged.size(), 1);
    QVERIFY2(judgement.unjudged.first().endsWith(u"refers to itself without end"),
        qPrintable(judgement.unjudged.first()));
}

void TestCompiled::boundsTheDepth()
{
    const QByteArray rules = "{'items':{'$ref':'#'},'maxItems':1}";
    const auto nested = [](int levels) { return QByteArray(levels, '[') + QByteArray(levels, ']'); };
    QVERIFY(verdict(nested(200), rules).isWhole());
    QVERIFY(isOpenFor(verdict(nested(400), rules), "depth: more than 512 schemas"));
    QVERIFY(verdict(nested(400), rules, { .bounds = { .depth = 1000 } }).isWhole());
}

void TestCompiled::boundsTheWork()
{
    QByteArray rules = "{'$defs':{'d0':{'type':'integer'}";
    for (int i = 1; i < 60; ++i) {
        const QByteArray inner = "{'$ref':'#/$defs/d" + QByteArray::number(i - 1) + "'}";
        rules += ",'d" + QByteArray::number(i) + "':{'allOf':[" + inner + "," + inner + "]}";
    }
    rules += "},'$ref':'#/$defs/d59'}";
    QVERIFY(isOpenFor(verdict("1", rules, { .bounds = { .work = 10000 } }), "size: "));
    // A large value has its own share.
    QByteArray list = "[0";
    for (int i = 1; i < 1000; ++i)
        list += "," + QByteArray::number(i);
    list += "]";
    const schema::Options narrow{ .bounds = { .work = 10 } };
    QVERIFY(verdict(list, "{'items':{'type':'integer'},'uniqueItems':true}", narrow).isWhole());
    QVERIFY(!verdict("1", "{'allOf':[{},{},{},{},{},{},{},{},{},{},{},{},{}]}",
        { .bounds = { .work = 10, .workPerValue = 0 } })
                 .isWhole());
}

void TestCompiled::boundsTheNumberOfSchemas()
{
    const schema::Options narrow{ .bounds = { .schemas = 3 } };
    QVERIFY(verdict("1", "{'anyOf':[{},{}]}", narrow).isWhole());
    QVERIFY(!verdict("1", "{'allOf':[{},{},{}]}", narrow).isWhole());
}

void TestCompiled::boundsTheTimeOfPatterns()
{
    const QByteArray rules = "{'items':{'pattern':'^(a+)+$'}}";
    const QByteArray hostile = "'" + QByteArray(40, 'a') + "!'";
    QVERIFY(isOpenFor(verdict("[" + hostile + "]", rules), "pattern: takes too long"));
    QVERIFY(verdict("['aaaa','aaa']", rules).holds());
    const Judgement judgement = verdict("[" + hostile + "," + hostile + ",'b']", rules,
        { .bounds = { .patternTime = std::chrono::milliseconds(0) } });
    QVERIFY(judgement.unjudged.last().startsWith(u"pattern: the patterns took longer than 0 ms"));
    QVERIFY(judgement.holds());
}

void TestCompiled::survivesDeepDocuments()
{
    const QByteArray deep = QByteArray(5000, '[') + QByteArray(5000, ']');
    QVERIFY(isOpenFor(verdict(deep, "{'type':'array'}"), "depth: the value"));
    QByteArray rules = "true";
    for (int i = 0; i < 5000; ++i)
        rules = "{'not':" + rules + "}";
    QVERIFY(isOpenFor(verdict("1", rules), "the schema is nested deeper"));
}

void TestCompiled::takesThousandsOfForms()
{
    QByteArray forms;
    for (int i = 0; i < 10000; ++i)
        forms += (i ? ",{'const':" : "{'const':") + QByteArray::number(i) + "}";
    const auto compiled = Compiled::compile(value("{'items':{'oneOf':[" + forms + "]}}"));
    QVERIFY(compiled.validate(value("[1,9999]")).isWhole());
    QVERIFY(compiled.validate(value("[1,9999]")).holds());
    const Judgement judgement = compiled.validate(value("[10000]"));
    QCOMPARE(judgement.violations.size(), 1);
    QCOMPARE(judgement.violations[0].message, u"must match one of 10000 forms, matches none"_s);
}

void TestCompiled::seesAByteOrderMarkInAText()
{
    QVERIFY(verdict("'\xef\xbb\xbfx'", "{'pattern':'^\\\\sx$'}").holds());
    QVERIFY(!verdict("{'\xef\xbb\xbfx':1}", "{'patternProperties':{'^x$':true},'additionalProperties':false}")
                 .holds());
}

void TestCompiled::judgesTheSchemaItself()
{
    QVERIFY(schema::judgeSchema(value("{'type':'object','properties':{'a':{'minLength':1}}}")).holds());
    const Judgement judgement = schema::judgeSchema(value("{'properties':{'a':{'minLength':'1'}}}"));
    QCOMPARE(judgement.violations.value(0).pointer, QByteArray("/properties/a/minLength"));
    const QByteArray list = "'items':[{}]}";
    QVERIFY(!schema::judgeSchema(value("{" + list)).holds());
    QVERIFY(
        schema::judgeSchema(value("{'$schema':'http://json-schema.org/draft-07/schema#'," + list)).holds());
}

void TestCompiled::listsWhatIsWrongWithTheSchema()
{
    const auto compiled = Compiled::compile(value("{'properties':{'a':{'minLength':'1'},'b':7}}"));
    QCOMPARE(compiled.problems().size(), 2);
    QStringList words;
    for (const schema::Problem &problem : compiled.problems())
        words.append(QString::fromUtf8(problem.location) + u' ' + problem.message);
    words.sort();
    QCOMPARE(words[0], u"#/properties/a/minLength is \"1\", expected a whole number of at least 0"_s);
    QCOMPARE(words[1], u"#/properties/b a schema is an object, true or false; this is a number"_s);
}

void TestCompiled::refusesToGuessBetweenTwoOfAName_data()
{
    QTest::addColumn<QByteArray>("rules");
    QTest::newRow("identifiers") << QByteArray(
        "{'$ref':'a','$defs':{'x':{'$id':'a'},'y':{'$id':'a','type':'null'}}}");
    QTest::newRow("anchors") << QByteArray(
        "{'$ref':'#a','$defs':{'x':{'$anchor':'a'},'y':{'$anchor':'a','type':'null'}}}");
}

void TestCompiled::refusesToGuessBetweenTwoOfAName()
{
    QFETCH(QByteArray, rules);
    const Judgement judgement = verdict("1", rules);
    QVERIFY(judgement.holds());
    QVERIFY(judgement.unjudged.value(0).contains(u"which several schemas"));
}

void TestCompiled::keepsTheListsSmall()
{
    // A long name above many parts: locations are written down only where they are told.
    const QByteArray name(100'000, 'n');
    QByteArray forms = "{'minimum':'x'}";
    for (int i = 1; i < 2000; ++i)
        forms += ",{'minimum':'x'}";
    const auto compiled
        = Compiled::compile(value("{'properties':{'" + name + "':{'allOf':[" + forms + "]}}}"));
    QCOMPARE(compiled.problems().size(), 501);
    QCOMPARE(compiled.problems().last().message, u"more of the schema cannot be applied"_s);
    const Judgement judgement = verdict("{'" + name + "':[" + QByteArray("1,").repeated(500) + "1]}",
        "{'additionalProperties':{'items':{'type':'null'}}}");
    QVERIFY(!judgement.holds());
    QVERIFY(judgement.violations.size() < 100);
}

QTEST_GUILESS_MAIN(TestCompiled)
#include "test_compiled.moc"
