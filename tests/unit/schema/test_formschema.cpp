// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/formschema.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace authscope;
using schema::FieldType;

namespace {

schema::Form form(QByteArrayView text)
{
    return schema::describe(json::parse(text, u"The test"_s).value());
}

QStringList names(const schema::Form &form)
{
    QStringList out;
    for (const auto &field : form.fields)
        out.append(json::text(field.name));
    return out;
}

} // namespace

class TestFormSchema : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsTheOrderOfTheSchema();
    void describesEachType_data();
    void describesEachType();
    void readsChoices();
    void readsOptionalValuesAsTheirType();
    void followsLocalReferences();
    void keepsDefaults();
    void saysWhatAFormCannotShow();
    void editsAsJsonWhatItCannotRead_data();
    void editsAsJsonWhatItCannotRead();
    void showsNothingForToolsWithoutArguments();
};

void TestFormSchema::keepsTheOrderOfTheSchema()
{
    const auto shown = form(R"({"type":"object","required":["alpha"],
        "properties":{"zulu":{"type":"string"},"alpha":{"type":"integer"},"mike":{"type":"boolean"}}})");
    QCOMPARE(names(shown), QStringList({ u"zulu"_s, u"alpha"_s, u"mike"_s }));
    QVERIFY(shown.isFlat);
    QVERIFY(shown.ignored.isEmpty());
    QVERIFY(!shown.fields[0].isRequired);
    QVERIFY(shown.fields[1].isRequired);
}

void TestFormSchema::describesEachType_data()
{
    QTest::addColumn<QByteArray>("property");
    QTest::addColumn<int>("type");
    QTest::addColumn<QString>("hint");
    const auto row = [](const char *name, const char *property, FieldType type, const QString &hint) {
        QTest::newRow(name) << QByteArray(property) << int(type) << hint;
    };
    row("text", R"({"type":"string"})", FieldType::Text, u"text"_s);
    row("bounded text", R"({"type":"string","minLength":1,"maxLength":80})", FieldType::Text,
        u"text · 1 to 80 characters"_s);
    row("one character at least", R"({"type":"string","minLength":1})", FieldType::Text,
        u"text · at least 1 character"_s);
    row("long text", R"({"type":"string","maxLength":4000})", FieldType::LongText,
        u"text · at most 4000 characters"_s);
    row("pattern", R"({"type":"string","pattern":"^a$"})", FieldType::Text, u"text · in the form ^a$"_s);
    row("date", R"({"type":"string","format":"date"})", FieldType::Text, u"a date such as 2026-01-31"_s);
    row("email", R"({"type":"string","format":"email"})", FieldType::Text, u"an e-mail address"_s);
    row("integer", R"({"type":"integer","minimum":1,"maximum":100})", FieldType::Integer,
        u"whole number · 1 to 100"_s);
    row("any whole number", R"({"type":"integer","minimum":-9007199254740991,"maximum":9007199254740991})",
        FieldType::Integer, u"whole number"_s);
    row("a whole number of any sign", R"({"type":"integer","minimum":-9007199254740991,"maximum":9})",
        FieldType::Integer, u"whole number · at most 9"_s);
    row("number", R"({"type":"number","minimum":0.5})", FieldType::Number, u"number · at least 0.5"_s);
    row("boolean", R"({"type":"boolean"})", FieldType::Boolean, u"yes or no"_s);
    row("list", R"({"type":"array","items":{"type":"string"}})", FieldType::Json, u"a list, as JSON"_s);
    row("object", R"({"type":"object"})", FieldType::Json, u"an object, as JSON"_s);
    row("anything", "{}", FieldType::Json, u"any value, as JSON"_s);
    row("combined", R"({"type":"string","allOf":[{"minLength":2}]})", FieldType::Json,
        u"any value, as JSON"_s);
    row("several types", R"({"type":["string","integer"]})", FieldType::Json, u"any value, as JSON"_s);
    row("true", "true", FieldType::Json, u"any value, as JSON"_s);
    row("wrong shape", "[1]", FieldType::Json, u"any value, as JSON"_s);
    row("wrong members",
        R"({"type":"string","minLength":"x","title":7,"enum":"no","pattern":[],"format":null})",
        FieldType::Text, u"text"_s);
}

void TestFormSchema::describesEachType()
{
    QFETCH(QByteArray, property);
    QFETCH(int, type);
    const auto shown = form(R"({"type":"object","properties":{"p":)" + property + "}}");
    QCOMPARE(shown.fields.size(), 1);
    QCOMPARE(int(shown.fields[0].type), type);
    if (qstrcmp(QTest::currentDataTag(), "combined") != 0)
        QTEST(shown.fields[0].hint, "hint");
    QCOMPARE(shown.isFlat, shown.fields[0].type != FieldType::Json);
    QCOMPARE(shown.fields[0].label, u"p"_s);
}

void TestFormSchema::readsChoices()
{
    const auto shown = form(R"({"type":"object","properties":{
        "plain":{"type":"string","enum":["a","b"]},
        "mixed":{"enum":[1,null,true]},
        "named":{"enum":["x","y"],"enumNames":["Ex","Why"]},
        "titled":{"oneOf":[{"const":"r","title":"Red"},{"const":"g"}]},
        "fixed":{"const":7},
        "nested":{"enum":[{"a":1}]}}})");
    QCOMPARE(shown.fields[0].type, FieldType::Choice);
    QCOMPARE(shown.fields[0].choices[1].first, u"b"_s);
    QCOMPARE(shown.fields[0].hint, u"one of 2"_s);
    QCOMPARE(shown.fields[1].choices[1].first, u"null"_s);
    QVERIFY(shown.fields[1].choices[2].second.is_bool());
    QCOMPARE(shown.fields[2].choices[1].first, u"Why"_s);
    QCOMPARE(shown.fields[3].choices[0].first, u"Red"_s);
    QCOMPARE(shown.fields[3].choices[1].first, u"g"_s);
    QCOMPARE(shown.fields[4].hint, u"always this value"_s);
    QCOMPARE(shown.fields[5].type, FieldType::Json);
}

void TestFormSchema::readsOptionalValuesAsTheirType()
{
    const auto shown = form(R"({"type":"object","properties":{
        "a":{"anyOf":[{"type":"string","maxLength":5},{"type":"null"}],"default":null,"title":"A title"},
        "b":{"type":["integer","null"],"description":"How many"}}})");
    QCOMPARE(shown.fields[0].type, FieldType::Text);
    QCOMPARE(shown.fields[0].label, u"A title"_s);
    QVERIFY(shown.fields[0].hasDefault);
    QVERIFY(shown.fields[0].defaultValue.is_null());
    QCOMPARE(shown.fields[0].maxLength, std::optional<qint64>(5));
    QCOMPARE(shown.fields[1].type, FieldType::Integer);
    QCOMPARE(shown.fields[1].description, u"How many"_s);
}

void TestFormSchema::followsLocalReferences()
{
    const auto shown = form(
        R"({"type":"object","$defs":{"color":{"enum":["red"],"description":"inner"},"loop":{"$ref":"#/$defs/loop"}},
        "properties":{"c":{"$ref":"#/$defs/color","description":"outer"},"l":{"$ref":"#/$defs/loop"},"r":{"$ref":"https://example.com/x"}}})");
    QCOMPARE(shown.fields[0].type, FieldType::Choice);
    QCOMPARE(shown.fields[0].description, u"outer"_s);
    QCOMPARE(shown.fields[1].type, FieldType::Json);
    QCOMPARE(shown.fields[2].type, FieldType::Json);
    QVERIFY(shown.ignored.isEmpty());
}

void TestFormSchema::keepsDefaults()
{
    const auto shown = form(
        R"({"type":"object","properties":{"a":{"type":"integer","default":9007199254740993},"b":{"type":"string"}}})");
    QVERIFY(shown.fields[0].hasDefault);
    QCOMPARE(qint64(shown.fields[0].defaultValue.as_int64()), 9007199254740993);
    QVERIFY(!shown.fields[1].hasDefault);
}

void TestFormSchema::saysWhatAFormCannotShow()
{
    const auto shown
        = form(R"({"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false,
        "oneOf":[{"required":["a"]}],"patternProperties":{"^x":{}}})");
    QVERIFY(shown.isFlat);
    QCOMPARE(shown.ignored, QStringList({ u"oneOf"_s, u"patternProperties"_s }));
    const auto open = form(R"({"additionalProperties":{"type":"string"}})");
    QCOMPARE(open.ignored, QStringList{ u"additionalProperties"_s });
}

void TestFormSchema::editsAsJsonWhatItCannotRead_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("null") << QByteArray("null");
    QTest::newRow("true") << QByteArray("true");
    QTest::newRow("a list") << QByteArray("[]");
    QTest::newRow("a list schema") << QByteArray(R"({"type":"array"})");
    QTest::newRow("properties of the wrong shape") << QByteArray(R"({"type":"object","properties":[]})");
    QTest::newRow("type of the wrong shape") << QByteArray(R"({"type":7,"properties":{}})");
    QTest::newRow("a reference in circles") << QByteArray(R"({"$ref":"#"})");
}

void TestFormSchema::editsAsJsonWhatItCannotRead()
{
    QFETCH(QByteArray, text);
    const auto shown = form(text);
    QVERIFY(!shown.isFlat);
    QCOMPARE(shown.fields.size(), 1);
    QVERIFY(shown.fields[0].name.empty());
    QCOMPARE(shown.fields[0].type, FieldType::Json);
}

void TestFormSchema::showsNothingForToolsWithoutArguments()
{
    const auto shown = form(R"({"type":"object"})");
    QVERIFY(shown.fields.isEmpty());
    QVERIFY(shown.isFlat);
    QVERIFY(form("{}").fields.isEmpty());
}

QTEST_GUILESS_MAIN(TestFormSchema)
#include "test_formschema.moc"
