// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/headercodec.h"
#include "mcp/toolheaders.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::mcp;

namespace {

json::Value read(const QByteArray &text)
{
    const auto value = json::parse(text, u"The schema"_s, { .maxDepth = 256 });
    if (!value)
        qFatal("%s", qUtf8Printable(value.error().message));
    return *value;
}

QByteArray root(const QByteArray &properties, const QByteArray &more = {})
{
    return R"({"type":"object","properties":)" + properties + more + "}";
}

QByteArray field(const QByteArray &type, const QByteArray &name)
{
    return R"({"type":")" + type + R"(","x-mcp-header":")" + name + R"("})";
}

QByteArray shown(const net::Headers &headers)
{
    QList<QByteArray> out;
    for (const net::Header &header : headers.all())
        out.append(header.name + '=' + header.value);
    return out.join('|');
}

} // namespace

/// x-mcp-header and how values are written (MCP 2026-07-28, transports).
class TestToolHeaders : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void encodes_data();
    void encodes();
    void emptyIsNotNull();
    void decodesOnlyWhatIsWhole();
    void takes_data();
    void takes();
    void rejects_data();
    void rejects();
    void lets_data();
    void lets();
};

void TestToolHeaders::encodes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("field");
    const auto row = [](const char *name, const QByteArray &text, const QByteArray &field) {
        QTest::newRow(name) << text << field;
    };
    row("plain", "us-west1", "us-west1");
    row("a blank inside", "a b", "a b");
    row("punctuation", "a:b,c;\"d\"~", "a:b,c;\"d\"~");
    row("a leading blank", " a", "=?base64?IGE=?=");
    row("a trailing blank", "a ", "=?base64?YSA=?=");
    row("a tab", "a\tb", "=?base64?YQli?=");
    row("a line break", "a\r\nX: y", "=?base64?YQ0KWDogeQ==?=");
    row("DEL", "a\x7f", "=?base64?YX8=?=");
    row("not ASCII", "\xc3\xbc", "=?base64?w7w=?=");
    row("looks encoded", "=?base64?YQ==?=", "=?base64?PT9iYXNlNjQ/WVE9PT89?=");
    row("looks encoded and is empty",
        "=?base64?"
        "?=",
        "=?base64?PT9iYXNlNjQ/Pz0=?=");
    row("only begins so", "=?base64?YQ==", "=?base64?YQ==");
    row("empty", "", "");
}

void TestToolHeaders::encodes()
{
    QFETCH(QByteArray, text);
    QTEST(encodeHeaderValue(text), "field");
    QCOMPARE(decodeHeaderValue(encodeHeaderValue(text)), std::optional<QByteArray>(text));
}

void TestToolHeaders::emptyIsNotNull()
{
    // A null value would take the field away instead of leaving it empty.
    QVERIFY(!encodeHeaderValue({}).isNull());
    QVERIFY(!encodeHeaderValue("").isNull());
}

void TestToolHeaders::decodesOnlyWhatIsWhole()
{
    QVERIFY(!decodeHeaderValue("=?base64?YQ?="));
    QVERIFY(!decodeHeaderValue("=?base64?Y*==?="));
    QVERIFY(!decodeHeaderValue("=?base64?/w==?=")); // no UTF-8
    QVERIFY(!decodeHeaderValue("=?base64?We64?=")); // breaks off in the middle of a character
    QCOMPARE(decodeHeaderValue("=?utf-8?YQ==?="), std::optional<QByteArray>("=?utf-8?YQ==?="));
}

void TestToolHeaders::takes_data()
{
    QTest::addColumn<QByteArray>("schema");
    QTest::addColumn<QByteArray>("arguments");
    QTest::addColumn<QByteArray>("headers");
    const auto row = [](const char *name, const QByteArray &schema, const QByteArray &arguments,
                         const QByteArray &out) { QTest::newRow(name) << schema << arguments << out; };
    const QByteArray region = root("{\"region\":" + field("string", "Region") + "}");
    row("a text", region, R"({"region":"us"})", "Mcp-Param-Region=us");
    row("an empty text", region, R"({"region":""})", "Mcp-Param-Region=");
    row("a text to encode", region, R"({"region":"ü"})", "Mcp-Param-Region==?base64?w7w=?=");
    row("absent", region, "{}", "");
    row("null", region, R"({"region":null})", "");
    row("another type than the schema says", region, R"({"region":{"a":1}})", "");
    const QByteArray count = root("{\"n\":" + field("integer", "N") + "}");
    row("an integer", count, R"({"n":-42})", "Mcp-Param-N=-42");
    row("the largest safe one", count, R"({"n":9007199254740991})", "Mcp-Param-N=9007199254740991");
    row("an integer written as 3.0", count, R"({"n":3.0})", "Mcp-Param-N=3");
    row("1e2", count, R"({"n":1e2})", "Mcp-Param-N=100");
    row("a fraction", count, R"({"n":1.5})", "");
    const QByteArray flag = root("{\"f\":" + field("boolean", "F") + "}");
    row("true", flag, R"({"f":true})", "Mcp-Param-F=true");
    row("false", flag, R"({"f":false})", "Mcp-Param-F=false");
    const QByteArray nested
        = root("{\"a\":" + root("{\"b\":" + root("{\"c\":" + field("string", "Deep") + "}") + "}") + "}");
    row("nested", nested, R"({"a":{"b":{"c":"x"}}})", "Mcp-Param-Deep=x");
    row("nested, cut off", nested, R"({"a":{"b":null}})", "");
    row("nested, something else there", nested, R"({"a":{"b":[{"c":"x"}]}})", "");
    row("a member called properties", root("{\"properties\":" + field("string", "P") + "}"),
        R"({"properties":"x"})", "Mcp-Param-P=x");
    row("in the order of the schema",
        root("{\"z\":" + field("string", "Z") + ",\"a\":" + field("string", "A") + "}"),
        R"({"a":"1","z":"2"})", "Mcp-Param-Z=2|Mcp-Param-A=1");
    row("none annotated", root(R"({"a":{"type":"string"}})"), R"({"a":"x"})", "");
}

void TestToolHeaders::takes()
{
    QFETCH(QByteArray, schema);
    QFETCH(QByteArray, arguments);
    const ToolHeaderPlan plan = planToolHeaders(read(schema));
    QCOMPARE(plan.rejection, QString());
    QTEST(shown(plan.headersFor(read(arguments).get_object())), "headers");
}

void TestToolHeaders::rejects_data()
{
    QTest::addColumn<QByteArray>("schema");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const QByteArray &schema, const QString &words) {
        QTest::newRow(name) << schema << words;
    };
    const auto one = [](const QByteArray &schema) { return root("{\"a\":" + schema + "}"); };
    row("empty", one(field("string", "")), u"is empty"_s);
    row("a blank", one(field("string", "My Region")), u"no name of a header field"_s);
    row("a colon", one(field("string", "A:B")), u"no name of a header field"_s);
    row("a control character", one(field("string", "A\\u0007")), u"no name of a header field"_s);
    row("not ASCII", one(field("string", "R\xc3\xa9gion")), u"no name of a header field"_s);
    row("not a text", one(R"({"type":"string","x-mcp-header":true})"), u"expected a text"_s);
    row("twice", root("{\"a\":" + field("string", "Region") + ",\"b\":" + field("string", "REGION") + "}"),
        u"is there twice"_s);
    row("number", one(field("number", "N")), u"of the type “number”"_s);
    row("object", one(field("object", "O")), u"of the type “object”"_s);
    row("array", one(field("array", "A")), u"of the type “array”"_s);
    row("null", one(field("null", "N")), u"of the type “null”"_s);
    row("no type", one(R"({"x-mcp-header":"A"})"), u"of no single type"_s);
    row("two types", one(R"({"type":["string","null"],"x-mcp-header":"A"})"), u"of no single type"_s);
    row("at the root", R"({"type":"object","x-mcp-header":"A"})", u"through properties alone"_s);
    const QByteArray good = field("string", "A");
    const QByteArray inside = root("{\"b\":" + good + "}");
    const QString unreachable = u"through properties alone"_s;
    row("items", one(R"({"type":"array","items":)" + good + "}"), unreachable);
    row("properties of items", one(R"({"type":"array","items":)" + inside + "}"), unreachable);
    row("prefixItems", one(R"({"type":"array","prefixItems":[)" + good + "]}"), unreachable);
    for (const char *list : { "oneOf", "anyOf", "allOf" })
        row(list, root("{}", QByteArray(",\"") + list + "\":[" + inside + "]"), unreachable);
    for (const char *key : { "not", "if", "then", "else", "additionalProperties", "contains", "propertyNames",
             "unevaluatedProperties" })
        row(key, root("{}", QByteArray(",\"") + key + "\":" + inside), unreachable);
    for (const char *key : { "$defs", "definitions", "patternProperties", "dependentSchemas" })
        row(key, root("{}", QByteArray(",\"") + key + "\":{\"x\":" + good + "}"), unreachable);
    QByteArray deep = good;
    for (int i = 0; i < 70; ++i)
        deep = one(deep);
    row("too deep", deep, u"nested deeper than"_s);
}

void TestToolHeaders::rejects()
{
    QFETCH(QByteArray, schema);
    QFETCH(QString, words);
    const ToolHeaderPlan plan = planToolHeaders(read(schema));
    QVERIFY2(plan.rejection.contains(words), qPrintable(plan.rejection));
    QVERIFY(plan.entries.isEmpty());
    QVERIFY(plan.rejection.endsWith(u"."_s));
}

void TestToolHeaders::lets_data()
{
    QTest::addColumn<QByteArray>("schema");
    // Values are no schemas: what looks like an annotation there is none.
    for (const char *key : { "default", "const", "examples", "enum" })
        QTest::newRow(key) << root("{\"a\":{\"" + QByteArray(key) + "\":[" + field("number", "") + "]}}");
    QTest::newRow("every type that may be") << root("{\"s\":" + field("string", "S")
        + ",\"i\":" + field("integer", "I") + ",\"b\":" + field("boolean", "B") + "}");
    QTest::newRow("every character of a token")
        << root("{\"a\":" + field("string", "!#$%&'*+-.^_`|~0aZ") + "}");
    QTest::newRow("no schema at all") << QByteArray("null");
}

void TestToolHeaders::lets()
{
    QFETCH(QByteArray, schema);
    QCOMPARE(planToolHeaders(read(schema)).rejection, QString());
}

QTEST_GUILESS_MAIN(TestToolHeaders)
#include "test_toolheaders.moc"
