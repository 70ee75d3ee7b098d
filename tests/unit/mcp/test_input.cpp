// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "mcp/input.h"
#include "quoted.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::mcp;
using test::objectOf;
using test::valueOf;

namespace {

QByteArray form(const QByteArray &properties)
{
    return "{'message':'m','requestedSchema':{'type':'object','properties':{" + properties + "}}}";
}

json::Value schema(const QByteArray &field, bool isRequired = false)
{
    return valueOf(
        "{'type':'object','properties':{'f':" + field + "}" + (isRequired ? ",'required':['f']}" : "}"));
}

} // namespace

/// What a server may ask of a person, by bytes.
class TestInput : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsEveryPlainField();
    void anAbsentModeIsAForm();
    void refusesWhatIsNoForm_data();
    void refusesWhatIsNoForm();
    void readsAddresses_data();
    void readsAddresses();
    void refusesOtherAddresses_data();
    void refusesOtherAddresses();
    void appliesDefaults();
    void appliesNoDefaultThatBreaksItsOwnRule();
    void saysWhatMayNotBeSent_data();
    void saysWhatMayNotBeSent();
    void namesTheFieldByItsTitle();
    void saysWhatIsMissingAndWhatIsTooMuch();
    void readsSampling();
    void refusesSampling_data();
    void refusesSampling();
};

void TestInput::readsEveryPlainField()
{
    const auto read = readElicitation(objectOf(form(
        "'z':{'type':'string','minLength':1,'format':'email'},'i':{'type':'integer'},'n':{'type':'number'},"
        "'b':{'type':'boolean','default':true},'e':{'type':'string','enum':['a','b'],'enumNames':['A','B']},"
        "'t':{'type':'string','oneOf':[{'const':'x','title':'X'}]},"
        "'m':{'type':'array','items':{'type':'string','enum':['a']}},"
        "'k':{'type':'array','items':{'anyOf':[{'const':'x','title':'X'}]},'minItems':1}")));
    QVERIFY(read);
    QCOMPARE(read->mode, Elicitation::Mode::Form);
    const json::Object &fields = read->schema.as_object().at("properties").as_object();
    QCOMPARE(fields.size(), size_t(8));
    QCOMPARE(json::text(fields.begin()->key()), u"z"_s); // in the server's order
}

void TestInput::anAbsentModeIsAForm()
{
    QVERIFY(readElicitation(objectOf(form("'a':{'type':'string'}")))->mode == Elicitation::Mode::Form);
    json::Object named = objectOf(form("'a':{'type':'string'}"));
    named["mode"] = "form";
    QVERIFY(readElicitation(named));
    named["mode"] = "hologram";
    QVERIFY(!readElicitation(named));
    named["mode"] = 1;
    QVERIFY(!readElicitation(named));
}

void TestInput::refusesWhatIsNoForm_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("no message") << QByteArray("{'requestedSchema':{'type':'object','properties':{}}}");
    QTest::newRow("no schema") << QByteArray("{'message':'m'}");
    QTest::newRow("another root") << QByteArray("{'message':'m','requestedSchema':{'type':'string'}}");
    QTest::newRow("no properties") << QByteArray("{'message':'m','requestedSchema':{'type':'object'}}");
    QTest::newRow("a nested object") << form("'a':{'type':'object','properties':{}}");
    QTest::newRow("a list of anything") << form("'a':{'type':'array','items':{'type':'string'}}");
    QTest::newRow("a list of objects") << form("'a':{'type':'array','items':{'type':'object'}}");
    QTest::newRow("a field without a type") << form("'a':{}");
    QTest::newRow("a field of two types") << form("'a':{'type':['string','null']}");
    QTest::newRow("a reference") << form("'a':{'$ref':'#/x'}");
    QTest::newRow("choices that are no texts") << form("'a':{'type':'string','enum':[{}]}");
    QTest::newRow("no choices") << form("'a':{'type':'string','enum':[]}");
    QTest::newRow("a field that is none") << form("'a':1");
}

void TestInput::refusesWhatIsNoForm()
{
    QFETCH(QByteArray, text);
    const auto read = readElicitation(objectOf(text));
    QVERIFY(!read);
    QCOMPARE(read.error().code, base::code::mcpProtocol);
    QVERIFY(read.error().message.endsWith(u"Nobody was asked."_s));
    QVERIFY(!read.error().rule.isEmpty());
}

void TestInput::readsAddresses_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::newRow("https") << QByteArray("https://example.com/connect?x=1");
    QTest::newRow("with a fragment") << QByteArray("https://example.com/app#/connect");
    QTest::newRow("loopback") << QByteArray("http://127.0.0.1:8080/connect");
}

void TestInput::readsAddresses()
{
    QFETCH(QByteArray, url);
    const auto read
        = readElicitation(objectOf("{'mode':'url','message':'m','elicitationId':'e1','url':'" + url + "'}"));
    QVERIFY(read);
    QCOMPARE(read->mode, Elicitation::Mode::Url);
    QCOMPARE(read->url, url);
    QCOMPARE(read->id, QByteArray("e1"));
}

void TestInput::refusesOtherAddresses_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::newRow("plain http") << QByteArray("http://example.com/");
    QTest::newRow("javascript") << QByteArray("javascript:alert(1)");
    QTest::newRow("data") << QByteArray("data:text/html,x");
    QTest::newRow("file") << QByteArray("file:///etc/passwd");
    QTest::newRow("credentials") << QByteArray("https://me:secret@example.com/");
    QTest::newRow("no host") << QByteArray("https:///x");
    QTest::newRow("relative") << QByteArray("/x");
    QTest::newRow("nothing") << QByteArray("");
    QTest::newRow("a control in the fragment") << QByteArray("https://example.com/#a\\nb");
}

void TestInput::refusesOtherAddresses()
{
    QFETCH(QByteArray, url);
    QVERIFY(!readElicitation(objectOf("{'mode':'url','message':'m','url':'" + url + "'}")));
}

void TestInput::appliesDefaults()
{
    const json::Value all
        = valueOf("{'type':'object','properties':{'s':{'type':'string','default':'x'},"
                  "'n':{'type':'integer','default':42},'b':{'type':'boolean','default':false},"
                  "'e':{'type':'string','enum':['a','b'],'default':'b'},'o':{'type':'string'}},"
                  "'required':['s']}");
    const auto content = defaultContent(all);
    QVERIFY(content);
    QCOMPARE(json::compact(*content), test::quoted("{'s':'x','n':42,'b':false,'e':'b'}"));
    QVERIFY(contentProblems(all, *content).isEmpty());
    QVERIFY(!defaultContent(schema("{'type':'string'}", true)));
    QVERIFY(defaultContent(schema("{'type':'string'}"))->empty());
}

void TestInput::appliesNoDefaultThatBreaksItsOwnRule()
{
    QVERIFY(defaultContent(schema("{'type':'integer','default':'x'}"))->empty());
    QVERIFY(!defaultContent(schema("{'type':'integer','minimum':5,'default':1}", true)));
}

void TestInput::saysWhatMayNotBeSent_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("good");
    QTest::addColumn<QByteArray>("bad");
    const auto row = [](const char *name, const char *field, const char *good, const char *bad) {
        QTest::newRow(name) << QByteArray(field) << QByteArray(good) << QByteArray(bad);
    };
    row("short", "{'type':'string','minLength':2}", "'ab'", "'a'");
    row("long", "{'type':'string','maxLength':2}", "'ab'", "'abc'");
    row("pattern", "{'type':'string','pattern':'^[a-c]+$'}", "'abc'", "'abd'");
    row("email", "{'type':'string','format':'email'}", "'a@b.example'", "'a b@c'");
    row("email without a domain", "{'type':'string','format':'email'}", "'a@localhost'", "'a@'");
    row("uri", "{'type':'string','format':'uri'}", "'https://a.example/x'", "'a.example/x'");
    row("uri with a blank", "{'type':'string','format':'uri'}", "'urn:x:y'", "'https://a b/'");
    row("date", "{'type':'string','format':'date'}", "'2028-02-29'", "'2027-02-29'");
    row("date with a time", "{'type':'string','format':'date'}", "'2028-02-29'", "'2028-02-29T00:00:00Z'");
    row("time", "{'type':'string','format':'date-time'}", "'2026-01-31T14:30:00.5+02:00'",
        "'2026-01-31 14:30:00Z'");
    row("time without a zone", "{'type':'string','format':'date-time'}", "'2026-01-31T23:59:60Z'",
        "'2026-01-31T14:30:00'");
    row("hour 24", "{'type':'string','format':'date-time'}", "'2026-01-31T00:00:00z'",
        "'2026-01-31T24:00:00Z'");
    row("a text as a number", "{'type':'number'}", "1.5", "'1.5'");
    row("a fraction", "{'type':'integer'}", "2", "2.5");
    row("too small", "{'type':'integer','minimum':3}", "3", "2");
    row("too large", "{'type':'number','maximum':3}", "3", "3.1");
    row("a text as a boolean", "{'type':'boolean'}", "false", "'false'");
    row("null", "{'type':'string'}", "''", "null");
    row("enum", "{'type':'string','enum':['a','b'],'enumNames':['A','B']}", "'a'", "'A'");
    row("titled", "{'type':'string','oneOf':[{'const':'a','title':'A'}]}", "'a'", "'A'");
    row("multi", "{'type':'array','items':{'type':'string','enum':['a','b']}}", "['a']", "['c']");
    row("multi titled", "{'type':'array','items':{'anyOf':[{'const':'a','title':'A'}]}}", "['a']", "['A']");
    row("too few", "{'type':'array','minItems':1,'items':{'enum':['a']}}", "['a']", "[]");
    row("too many", "{'type':'array','maxItems':1,'items':{'enum':['a','b']}}", "['a']", "['a','b']");
}

void TestInput::saysWhatMayNotBeSent()
{
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, good);
    QFETCH(QByteArray, bad);
    const auto problems = [&field](const QByteArray &value) {
        return contentProblems(schema(field), objectOf("{'f':" + value + "}"));
    };
    QCOMPARE(problems(good), QStringList());
    QCOMPARE(problems(bad).size(), 1);
    QVERIFY(problems(bad)[0].startsWith(u"“f” "_s) && problems(bad)[0].endsWith(u'.'));
}

void TestInput::namesTheFieldByItsTitle()
{
    const auto problems
        = contentProblems(schema("{'type':'string','title':'Your name'}", true), json::Object());
    QCOMPARE(problems, QStringList{ u"“Your name” must be filled in."_s });
}

void TestInput::saysWhatIsMissingAndWhatIsTooMuch()
{
    QCOMPARE(contentProblems(schema("{'type':'string'}"), objectOf("{'x':1}")),
        QStringList{ u"“x” is not a field of the form."_s });
    QVERIFY(contentProblems(schema("{'type':'string'}"), json::Object()).isEmpty());
}

void TestInput::readsSampling()
{
    const auto read = readSamplingRequest(objectOf(
        "{'maxTokens':100,'systemPrompt':'be kind','modelPreferences':{'hints':[{'name':'small'},{}]},"
        "'messages':[{'role':'user','content':{'type':'text','text':'hi'}},"
        "{'role':'assistant','content':[{'type':'text','text':'a'},{'type':'tool_use','id':'1','name':'t'}]},"
        "{'role':'user','content':[{'type':'tool_result','toolUseId':'1','content':[]}]}]}"));
    QVERIFY(read);
    QCOMPARE(read->maxTokens, 100);
    QCOMPARE(read->modelHints, QStringList{ u"small"_s });
    QCOMPARE(read->systemPrompt, u"be kind"_s);
    QCOMPARE(read->messages.size(), 4);
    QCOMPARE(read->messages[0].text, u"hi"_s);
    QCOMPARE(read->messages[3].type, QByteArray("tool_result"));
}

void TestInput::refusesSampling_data()
{
    QTest::addColumn<QByteArray>("text");
    const QByteArray hi = "{'role':'user','content':{'type':'text','text':'hi'}}";
    const auto request = [](const QByteArray &messages) {
        return QByteArray("{'maxTokens':1,'messages':[" + messages + "]}");
    };
    QTest::newRow("no messages") << request("");
    QTest::newRow("no maxTokens") << QByteArray("{'messages':[" + hi + "]}");
    QTest::newRow("maxTokens 0") << QByteArray("{'maxTokens':0,'messages':[" + hi + "]}");
    QTest::newRow("another role") << request("{'role':'system','content':{'type':'text','text':'hi'}}");
    QTest::newRow("no content") << request("{'role':'user'}");
    QTest::newRow("content without a type") << request("{'role':'user','content':{}}");
    QTest::newRow("content that is a number") << request("{'role':'user','content':[1]}");
    QTest::newRow("tools") << QByteArray("{'tools':[],'maxTokens':1,'messages':[" + hi + "]}");
    QTest::newRow("an unasked result")
        << request("{'role':'user','content':{'type':'tool_result','toolUseId':'1','content':[]}}");
    QTest::newRow("a use without a result")
        << request("{'role':'assistant','content':{'type':'tool_use','id':'1','name':'t'}}");
    QTest::newRow("a result for another use")
        << request("{'role':'assistant','content':{'type':'tool_use','id':'1','name':'t'}},"
                   "{'role':'user','content':{'type':'tool_result','toolUseId':'2','content':[]}}");
    QTest::newRow("results mixed with words")
        << request("{'role':'assistant','content':{'type':'tool_use','id':'1','name':'t'}},"
                   "{'role':'user','content':[{'type':'tool_result','toolUseId':'1','content':[]},"
                   "{'type':'text','text':'x'}]}");
}

void TestInput::refusesSampling()
{
    QFETCH(QByteArray, text);
    const auto read = readSamplingRequest(objectOf(text));
    QVERIFY(!read);
    QCOMPARE(read.error().code, base::code::mcpProtocol);
}

QTEST_GUILESS_MAIN(TestInput)
#include "test_input.moc"
