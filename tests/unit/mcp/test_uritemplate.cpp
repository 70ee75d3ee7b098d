// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "mcp/uritemplate.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace authscope;
using mcp::UriTemplate;
using Value = UriTemplate::Value;
using Kind = UriTemplate::Value::Kind;

namespace {

/// The variables RFC 6570 §3.2 expands its examples with.
const QMap<QByteArray, Value> variables{
    { "count", { Kind::List, { u"one"_s, u"two"_s, u"three"_s } } },
    { "dom", { Kind::List, { u"example"_s, u"com"_s } } },
    { "dub", { Kind::Text, { u"me/too"_s } } },
    { "hello", { Kind::Text, { u"Hello World!"_s } } },
    { "half", { Kind::Text, { u"50%"_s } } },
    { "var", { Kind::Text, { u"value"_s } } },
    { "who", { Kind::Text, { u"fred"_s } } },
    { "base", { Kind::Text, { u"http://example.com/home/"_s } } },
    { "path", { Kind::Text, { u"/foo/bar"_s } } },
    { "list", { Kind::List, { u"red"_s, u"green"_s, u"blue"_s } } },
    { "keys", { Kind::Pairs, { u"semi"_s, u";"_s, u"dot"_s, u"."_s, u"comma"_s, u","_s } } },
    { "v", { Kind::Text, { u"6"_s } } },
    { "x", { Kind::Text, { u"1024"_s } } },
    { "y", { Kind::Text, { u"768"_s } } },
    { "empty", { Kind::Text, { QString() } } },
    { "empty_keys", { Kind::Pairs, {} } },
};

struct Row {
    const char *text;
    const char *expected;
};

/// §1.2 and §3.2, row by row.
constexpr Row rows[] = {
    { "{var}", "value" },
    { "{hello}", "Hello%20World%21" },
    { "{+var}", "value" },
    { "{+hello}", "Hello%20World!" },
    { "{+path}/here", "/foo/bar/here" },
    { "here?ref={+path}", "here?ref=/foo/bar" },
    { "X{#var}", "X#value" },
    { "X{#hello}", "X#Hello%20World!" },
    { "map?{x,y}", "map?1024,768" },
    { "{x,hello,y}", "1024,Hello%20World%21,768" },
    { "{+x,hello,y}", "1024,Hello%20World!,768" },
    { "{+path,x}/here", "/foo/bar,1024/here" },
    { "{#x,hello,y}", "#1024,Hello%20World!,768" },
    { "{#path,x}/here", "#/foo/bar,1024/here" },
    { "X{.var}", "X.value" },
    { "X{.x,y}", "X.1024.768" },
    { "{/var}", "/value" },
    { "{/var,x}/here", "/value/1024/here" },
    { "{;x,y}", ";x=1024;y=768" },
    { "{;x,y,empty}", ";x=1024;y=768;empty" },
    { "{?x,y}", "?x=1024&y=768" },
    { "{?x,y,empty}", "?x=1024&y=768&empty=" },
    { "?fixed=yes{&x}", "?fixed=yes&x=1024" },
    { "{&x,y,empty}", "&x=1024&y=768&empty=" },
    { "{var:3}", "val" },
    { "{var:30}", "value" },
    { "{list}", "red,green,blue" },
    { "{list*}", "red,green,blue" },
    { "{keys}", "semi,%3B,dot,.,comma,%2C" },
    { "{keys*}", "semi=%3B,dot=.,comma=%2C" },
    { "{+path:6}/here", "/foo/b/here" },
    { "{+list}", "red,green,blue" },
    { "{+list*}", "red,green,blue" },
    { "{+keys}", "semi,;,dot,.,comma,," },
    { "{+keys*}", "semi=;,dot=.,comma=," },
    { "{#path:6}/here", "#/foo/b/here" },
    { "{#list}", "#red,green,blue" },
    { "{#keys*}", "#semi=;,dot=.,comma=," },
    { "X{.var:3}", "X.val" },
    { "X{.list}", "X.red,green,blue" },
    { "X{.list*}", "X.red.green.blue" },
    { "X{.keys}", "X.semi,%3B,dot,.,comma,%2C" },
    { "X{.keys*}", "X.semi=%3B.dot=..comma=%2C" },
    { "X{.empty_keys}", "X" },
    { "X{.empty_keys*}", "X" },
    { "{/var:1,var}", "/v/value" },
    { "{/list}", "/red,green,blue" },
    { "{/list*}", "/red/green/blue" },
    { "{/list*,path:4}", "/red/green/blue/%2Ffoo" },
    { "{/keys}", "/semi,%3B,dot,.,comma,%2C" },
    { "{/keys*}", "/semi=%3B/dot=./comma=%2C" },
    { "{;hello:5}", ";hello=Hello" },
    { "{;list}", ";list=red,green,blue" },
    { "{;list*}", ";list=red;list=green;list=blue" },
    { "{;keys}", ";keys=semi,%3B,dot,.,comma,%2C" },
    { "{;keys*}", ";semi=%3B;dot=.;comma=%2C" },
    { "{?var:3}", "?var=val" },
    { "{?list}", "?list=red,green,blue" },
    { "{?list*}", "?list=red&list=green&list=blue" },
    { "{?keys}", "?keys=semi,%3B,dot,.,comma,%2C" },
    { "{?keys*}", "?semi=%3B&dot=.&comma=%2C" },
    { "{&var:3}", "&var=val" },
    { "{&list*}", "&list=red&list=green&list=blue" },
    { "{&keys*}", "&semi=%3B&dot=.&comma=%2C" },
    { "{count}", "one,two,three" },
    { "{/count*}", "/one/two/three" },
    { "{;count*}", ";count=one;count=two;count=three" },
    { "{&count*}", "&count=one&count=two&count=three" },
    { "{half}", "50%25" },
    { "O{empty}X", "OX" },
    { "O{undef}X", "OX" },
    { "{x,undef}", "1024" },
    { "?{x,empty}", "?1024," },
    { "?{undef,y}", "?768" },
    { "{+half}", "50%25" },
    { "{base}index", "http%3A%2F%2Fexample.com%2Fhome%2Findex" },
    { "{+base}index", "http://example.com/home/index" },
    { "O{+empty}X", "OX" },
    { "up{+path}{var}/here", "up/foo/barvalue/here" },
    { "{#half}", "#50%25" },
    { "foo{#empty}", "foo#" },
    { "foo{#undef}", "foo" },
    { "{.who}", ".fred" },
    { "{.who,who}", ".fred.fred" },
    { "{.half,who}", ".50%25.fred" },
    { "www{.dom*}", "www.example.com" },
    { "X{.empty}", "X." },
    { "{/who,who}", "/fred/fred" },
    { "{/who,dub}", "/fred/me%2Ftoo" },
    { "{/var,empty}", "/value/" },
    { "{/var,undef}", "/value" },
    { "{;v,empty,who}", ";v=6;empty;who=fred" },
    { "{;v,bar,who}", ";v=6;who=fred" },
    { "{?x,y,undef}", "?x=1024&y=768" },
    { "{&who}", "&who=fred" },
};

} // namespace

class TestUriTemplate : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void expandsAsRfc6570Shows_data();
    void expandsAsRfc6570Shows();
    void takesTextsAndLists();
    void cutsAtCharactersNotBytes();
    void keepsTripletsInLiteralsAndReservedExpansion();
    void encodesWhatNoAddressHolds();
    void namesEachVariableOnce();
    void refusesWhatIsNoTemplate_data();
    void refusesWhatIsNoTemplate();
};

void TestUriTemplate::expandsAsRfc6570Shows_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    for (const Row &row : rows)
        QTest::newRow(row.text) << QByteArray(row.text) << QByteArray(row.expected);
}

void TestUriTemplate::expandsAsRfc6570Shows()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    const auto read = UriTemplate::parse(text);
    QVERIFY(read);
    QCOMPARE(read->text(), text);
    QCOMPARE(read->expand(variables), expected);
}

void TestUriTemplate::takesTextsAndLists()
{
    const auto read = UriTemplate::parse("demo://{name}{/part*}{?tag*}").value();
    const QMap<QByteArray, QStringList> values{ { "name", { u"a b"_s } }, { "part", { u"x"_s, u"y"_s } },
        { "tag", { u"one"_s } } };
    QCOMPARE(read.expand(values), QByteArray("demo://a%20b/x/y?tag=one"));
    QCOMPARE(read.expand(QMap<QByteArray, QStringList>()), QByteArray("demo://"));
}

void TestUriTemplate::cutsAtCharactersNotBytes()
{
    const auto read = UriTemplate::parse("{name:2}").value();
    const QMap<QByteArray, QStringList> values{ { "name", { u"ü\U0001F600x"_s } } };
    QCOMPARE(read.expand(values), QByteArray("%C3%BC%F0%9F%98%80"));
}

void TestUriTemplate::keepsTripletsInLiteralsAndReservedExpansion()
{
    const QMap<QByteArray, QStringList> values{ { "v", { u"%41%4"_s } } };
    QCOMPARE(UriTemplate::parse("a%20b/{+v}").value().expand(values), QByteArray("a%20b/%41%254"));
    QCOMPARE(UriTemplate::parse("{v}").value().expand(values), QByteArray("%2541%254"));
}

void TestUriTemplate::encodesWhatNoAddressHolds()
{
    QCOMPARE(UriTemplate::parse("a/\xc3\xbc").value().expand(QMap<QByteArray, QStringList>()),
        QByteArray("a/%C3%BC"));
}

void TestUriTemplate::namesEachVariableOnce()
{
    const auto all = UriTemplate::parse("{a}{?b*,a:3}/{c.d,e_1,%41}").value().variables();
    QList<QByteArray> names;
    for (const auto &variable : all)
        names.append(variable.name);
    QCOMPARE(names, (QList<QByteArray>{ "a", "b", "c.d", "e_1", "%41" }));
    QVERIFY(all[1].isList);
    QVERIFY(!all[0].isList);
}

void TestUriTemplate::refusesWhatIsNoTemplate_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("not closed") << QByteArray("a{b");
    QTest::newRow("not opened") << QByteArray("a}b");
    QTest::newRow("nothing inside") << QByteArray("a{}");
    QTest::newRow("only an operator") << QByteArray("{?}");
    QTest::newRow("an empty name") << QByteArray("{a,,b}");
    QTest::newRow("reserved operator") << QByteArray("{=a}");
    QTest::newRow("nested") << QByteArray("{a{b}}");
    QTest::newRow("a blank") << QByteArray("a b");
    QTest::newRow("a blank in a name") << QByteArray("{a b}");
    QTest::newRow("a lone percent") << QByteArray("a%2");
    QTest::newRow("a hyphen in a name") << QByteArray("{a-b}");
    QTest::newRow("two dots") << QByteArray("{a..b}");
    QTest::newRow("a dot at the end") << QByteArray("{a.}");
    QTest::newRow("a prefix of nothing") << QByteArray("{a:}");
    QTest::newRow("a prefix of zero") << QByteArray("{a:0}");
    QTest::newRow("a prefix too long") << QByteArray("{a:10000}");
    QTest::newRow("a prefix with a sign") << QByteArray("{a:+1}");
    QTest::newRow("both modifiers") << QByteArray("{a:3*}");
}

void TestUriTemplate::refusesWhatIsNoTemplate()
{
    QFETCH(QByteArray, text);
    const auto read = UriTemplate::parse(text);
    QVERIFY(!read);
    QCOMPARE(read.error().code, base::code::mcpProtocol);
    QVERIFY(read.error().message.contains(u"at character"_s));
}

QTEST_GUILESS_MAIN(TestUriTemplate)
#include "test_uritemplate.moc"
