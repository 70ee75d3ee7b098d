// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/formfield.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;
using cli::FormField;

namespace {

/// The one field of a form; single quotation marks stand for double ones.
FormField field(QByteArray schema, bool isRequired = false)
{
    const auto parsed = json::parse(schema.replace('\'', '"'), u"It"_s);
    const json::Value form
        = json::Object{ { "type", "object" }, { "properties", json::Object{ { "f", parsed.value() } } },
              { "required", isRequired ? json::Array{ "f" } : json::Array() } };
    return cli::readFormFields(form).first();
}

} // namespace

class TestFormField : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsTheOrderOfTheForm();
    void readsAnswers_data();
    void readsAnswers();
    void refusesAnswers_data();
    void refusesAnswers();
    void anEmptyLineTakesTheDefault();
    void anEmptyLineLeavesOutWhatIsNotRequired();
    void saysWhatIsExpected();
};

void TestFormField::keepsTheOrderOfTheForm()
{
    const json::Value form = json::Object{ { "properties",
        json::Object{ { "z", json::Object{ { "type", "string" } } }, { "odd", 7 },
            { "a", json::Object{ { "type", "boolean" }, { "title", "Sure?" } } } } } };
    const QList<FormField> fields = cli::readFormFields(form);
    QCOMPARE(fields.size(), 2);
    QCOMPARE(fields[0].name, QByteArray("z"));
    QCOMPARE(fields[1].title, u"Sure?"_s);
    QVERIFY(cli::readFormFields(json::Value(nullptr)).isEmpty());
}

void TestFormField::readsAnswers_data()
{
    QTest::addColumn<QByteArray>("schema");
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const char *schema, const QString &typed, QByteArray expected) {
        QTest::newRow(name) << QByteArray(schema) << typed << expected.replace('\'', '"');
    };
    const char *untitled = "{'type':'string','enum':['red','green','2']}";
    const char *titled
        = "{'type':'string','oneOf':[{'const':'#f00','title':'Red'},{'const':'#0f0','title':'Green'}]}";
    const char *many
        = "{'type':'array','items':{'anyOf':[{'const':'a','title':'First'},{'const':'b','title':'Second'}]}}";
    row("a text as it is", "{'type':'string'}", u" a, b "_s, "' a, b '");
    row("digits stay a text", "{'type':'string'}", u"42"_s, "'42'");
    row("the empty text", "{'type':'string'}", u"\"\""_s, "''");
    row("a whole number", "{'type':'integer'}", u" 9007199254740993 "_s, "9007199254740993");
    row("a number", "{'type':'number'}", u"-0.5"_s, "-5E-1");
    row("a whole number where any will do", "{'type':'number'}", u"3"_s, "3");
    row("yes", "{'type':'boolean'}", u"Y"_s, "true");
    row("false", "{'type':'boolean'}", u"false"_s, "false");
    row("a choice by number", untitled, u"1"_s, "'red'");
    row("a choice by value comes before its number", untitled, u"2"_s, "'2'");
    row("a choice by title", titled, u"green"_s, "'#0f0'");
    row("a choice by old titles", "{'type':'string','enum':['r','g'],'enumNames':['Red','Green']}", u"Red"_s,
        "'r'");
    row("several choices", many, u"Second, 1,b"_s, "['b','a']");
    row("no choice at all", many, u"[]"_s, "[]");
}

void TestFormField::readsAnswers()
{
    QFETCH(QByteArray, schema);
    QFETCH(QString, typed);
    const auto answer = cli::readFieldAnswer(field(schema), typed);
    QVERIFY2(answer, qPrintable(answer ? QString() : answer.error()));
    QVERIFY(answer->has_value());
    QTEST(json::compact(**answer), "expected");
}

void TestFormField::refusesAnswers_data()
{
    QTest::addColumn<QByteArray>("schema");
    QTest::addColumn<QString>("typed");
    QTest::newRow("no number") << QByteArray("{'type':'number'}") << u"many"_s;
    QTest::newRow("no finite number") << QByteArray("{'type':'number'}") << u"inf"_s;
    QTest::newRow("no whole number") << QByteArray("{'type':'integer'}") << u"1.5"_s;
    QTest::newRow("neither yes nor no") << QByteArray("{'type':'boolean'}") << u"maybe"_s;
    QTest::newRow("none of the choices") << QByteArray("{'enum':['a','b']}") << u"c"_s;
    QTest::newRow("a number beyond the choices") << QByteArray("{'enum':['a','b']}") << u"3"_s;
    QTest::newRow("one of several is none")
        << QByteArray("{'type':'array','items':{'enum':['a','b']}}") << u"a,c"_s;
}

void TestFormField::refusesAnswers()
{
    QFETCH(QByteArray, schema);
    QFETCH(QString, typed);
    const auto answer = cli::readFieldAnswer(field(schema), typed);
    QVERIFY(!answer);
    QVERIFY(answer.error().endsWith(u'.'));
}

void TestFormField::anEmptyLineTakesTheDefault()
{
    for (const bool isRequired : { true, false }) {
        const auto answer = cli::readFieldAnswer(field("{'type':'integer','default':7}", isRequired), {});
        QVERIFY(answer && *answer);
        QCOMPARE((*answer)->as_int64(), 7);
    }
}

void TestFormField::anEmptyLineLeavesOutWhatIsNotRequired()
{
    const auto left = cli::readFieldAnswer(field("{'type':'string'}"), u" "_s);
    QVERIFY(left && !*left);
    QVERIFY(!cli::readFieldAnswer(field("{'type':'string'}", true), u" "_s));
}

void TestFormField::saysWhatIsExpected()
{
    const FormField text = field("{'type':'string','format':'email','maxLength':40}", true);
    QCOMPARE(cli::describeField(text), u"text, format email, at most 40 characters, required"_s);
    const FormField yes = field("{'type':'boolean'}");
    QCOMPARE(cli::describeField(yes), u"yes or no, may be left out"_s);
    QCOMPARE(cli::describeValue(yes, true), u"yes"_s);
    const FormField many = field("{'type':'array','items':{'enum':['a','b']}}");
    QCOMPARE(cli::describeValue(many, json::Array{ "a", "b" }), u"a, b"_s);
}

QTEST_GUILESS_MAIN(TestFormField)
#include "test_formfield.moc"
