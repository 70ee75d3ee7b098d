// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/formmodel.h"
#include "schema/value.h"
#include "unit/schema/officialsuite.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::tests;
using schema::FormKind;
using schema::FormNode;

namespace {

json::Value value(QByteArray text)
{
    auto parsed
        = json::parse(text.replace('\'', '"'), u"The test"_s, { .maxBytes = 1 << 24, .maxDepth = 20000 });
    return parsed ? *parsed : json::Value("unreadable");
}

FormNode form(const QByteArray &rules)
{
    return FormNode::build(value(rules));
}

FormNode memberOf(const FormNode &node, std::string_view name)
{
    return node.member(name).value_or(FormNode());
}

QStringList labelsOf(const FormNode &node)
{
    QStringList labels;
    for (const schema::FormChoice &choice : node.choices)
        labels.append(choice.label);
    for (qsizetype i = 0; i < node.alternativeCount(); ++i)
        labels.append(node.alternativeLabel(i));
    return labels;
}

/// Everything that can be opened, some levels deep.
int open(const FormNode &node, int levels)
{
    int count = 1;
    node.startValue();
    if (levels == 0)
        return count;
    for (const FormNode &member : node.members())
        count += open(member, levels - 1);
    if (const auto other = node.member("a name nobody has"))
        count += open(*other, levels - 1);
    for (qsizetype i = 0; i <= node.fixedItems; ++i) {
        if (const auto item = node.item(i))
            count += open(*item, levels - 1);
    }
    for (qsizetype i = 0; i < node.alternativeCount(); ++i) {
        node.alternativeLabel(i);
        count += open(node.alternative(i), levels - 1);
    }
    return count;
}

struct RoundTrip {
    int drawn = 0;
    int asText = 0;
    QStringList refused = {};

    /// The value, put together again from what the editors of the form hold.
    json::Value through(const FormNode &node, const json::Value &given, const QString &at)
    {
        if (node.kind == FormKind::Json || !node.canShow(given)) {
            ++asText;
            return given;
        }
        ++drawn;
        if (node.kind == FormKind::Alternatives && !given.is_null())
            return through(node.alternative(node.alternativeFor(given)), given, at);
        if (node.kind == FormKind::Object && given.is_object()) {
            json::Object object;
            for (const auto &member : given.get_object()) {
                const QString place = at + u'/' + json::text(member.key());
                const auto own = node.member(member.key());
                if (!own)
                    refused.append(place);
                object[member.key()] = own ? through(*own, member.value(), place) : json::Value();
            }
            return object;
        }
        if (node.kind == FormKind::List && given.is_array()) {
            json::Array array;
            for (const json::Value &element : given.get_array()) {
                const QString place = at + u'/' + QString::number(array.size());
                const auto own = node.item(qsizetype(array.size()));
                if (!own)
                    refused.append(place);
                array.push_back(own ? through(*own, element, place) : json::Value());
            }
            return array;
        }
        for (const schema::FormChoice &choice : node.choices) {
            if (schema::areEqual(choice.value, given))
                return choice.value;
        }
        return given;
    }
};

} // namespace

class TestFormModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void drawsEverySchemaOfTheSuite_data();
    void drawsEverySchemaOfTheSuite();
    void holdsTheValidInstancesOfTheSuite_data() { drawsEverySchemaOfTheSuite_data(); }
    void holdsTheValidInstancesOfTheSuite();
    void tellsTheKinds_data();
    void tellsTheKinds();
    void readsWhatStandsBesideAReference();
    void joinsTheSchemasThatApplyTogether();
    void namesTheMembers();
    void describesAMap();
    void describesATuple();
    void takesOrNullOut_data();
    void takesOrNullOut();
    void titlesTheChoices_data();
    void titlesTheChoices();
    void offersSeveralChoices();
    void offersAlternatives();
    void offersBothSidesOfACondition();
    void offersAFormForEachType();
    void choosesTheAlternativeOfAValue();
    void opensARecursiveSchemaLevelByLevel();
    void endsOnCircles();
    void saysTheConstraints_data();
    void saysTheConstraints();
    void startsWithAsLittleAsThereMustBe();
    void beginsWithWhatNobodyHasToSay();
    void judgesOnePlace();
    void countsThousandsOfAlternatives();
    void endsOnFormsThatMultiply();
    void followsDocumentsAtHand();
};

void TestFormModel::drawsEverySchemaOfTheSuite_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<bool>("isDraft7");
    for (const char *folder : { "draft2020-12", "draft2020-12/optional", "draft7", "draft7/optional" })
        QTest::newRow(folder) << QString::fromLatin1(folder) << QByteArray(folder).startsWith("draft7");
}

void TestFormModel::drawsEverySchemaOfTheSuite()
{
    QFETCH(QString, folder);
    QFETCH(bool, isDraft7);
    if (!suiteFolder().exists())
        QSKIP("THE OFFICIAL JSON SCHEMA SUITE IS NOT HERE: set AUTHSCOPE_TEST_DATA. Nothing was checked.");
    const schema::Documents documents = suiteDocuments();
    int count = 0;
    for (const SuiteGroup &group : suiteGroups(folder))
        count += open(FormNode::build(group.schema, documents,
                          { .dialect = isDraft7 ? schema::Dialect::Draft7 : schema::Dialect::Draft2020 }),
            3);
    qInfo("%s: %d nodes", qPrintable(folder), count);
    QVERIFY(count >= 50);
}

void TestFormModel::holdsTheValidInstancesOfTheSuite()
{
    QFETCH(QString, folder);
    QFETCH(bool, isDraft7);
    if (!suiteFolder().exists())
        QSKIP("THE OFFICIAL JSON SCHEMA SUITE IS NOT HERE: set AUTHSCOPE_TEST_DATA. Nothing was checked.");
    const schema::Documents documents = suiteDocuments();
    RoundTrip trip;
    for (const SuiteGroup &group : suiteGroups(folder)) {
        const FormNode node = FormNode::build(group.schema, documents,
            { .dialect = isDraft7 ? schema::Dialect::Draft7 : schema::Dialect::Draft2020 });
        for (const SuiteTest &test : group.tests) {
            if (test.isValid)
                QVERIFY2(schema::areEqual(trip.through(node, test.data, test.name), test.data),
                    qPrintable(test.name));
        }
    }
    qInfo("%s: %d places drawn, %d as text", qPrintable(folder), trip.drawn, trip.asText);
    QCOMPARE(trip.refused, QStringList());
    QVERIFY(trip.drawn > 0);
}

void TestFormModel::tellsTheKinds_data()
{
    QTest::addColumn<QByteArray>("rules");
    QTest::addColumn<int>("kind");
    const auto row
        = [](const char *rules, FormKind kind) { QTest::newRow(rules) << QByteArray(rules) << int(kind); };
    row("{'type':'string'}", FormKind::Text);
    row("{'type':'string','maxLength':5000}", FormKind::LongText);
    row("{'type':'string','contentMediaType':'text/markdown'}", FormKind::LongText);
    row("{'type':'integer'}", FormKind::Integer);
    row("{'type':['integer','number']}", FormKind::Number);
    row("{'type':'boolean'}", FormKind::Boolean);
    row("{'type':'null'}", FormKind::Null);
    row("{'const':{'a':1}}", FormKind::Constant);
    row("{'enum':['a',1,null]}", FormKind::Choice);
    row("{'type':'object'}", FormKind::Object);
    row("{'properties':{}}", FormKind::Object);
    row("{'type':'array'}", FormKind::List);
    row("{'minimum':1}", FormKind::Number);
    row("{'type':'array','items':{'enum':['a','b']}}", FormKind::Several);
    row("{'type':['string','integer']}", FormKind::Alternatives);
    row("{'oneOf':[{'type':'string'},{'type':'object'}]}", FormKind::Alternatives);
    row("true", FormKind::Json);
    row("false", FormKind::Json);
    row("{}", FormKind::Json);
    row("7", FormKind::Json);
    row("{'$ref':'#/nowhere'}", FormKind::Json);
    row("{'type':'string','allOf':[{'type':'integer'}]}", FormKind::Json);
    row("{'properties':{},'items':{}}", FormKind::Json);
    row("{'type':['string','number','boolean','object','array','null']}", FormKind::Json);
}

void TestFormModel::tellsTheKinds()
{
    QFETCH(QByteArray, rules);
    QTEST(int(form(rules).kind), "kind");
}

void TestFormModel::readsWhatStandsBesideAReference()
{
    const QByteArray rules = "'properties':{'a':{'$ref':'#/definitions/t','title':'Outer','minLength':3}},"
                             "'definitions':{'t':{'type':'string','title':'Inner','description':'Words'}}}";
    const FormNode now = memberOf(form("{" + rules), "a");
    QCOMPARE(now.label, u"Outer"_s);
    QCOMPARE(now.description, u"Words"_s);
    QCOMPARE(now.minLength, std::optional<qint64>(3));
    const FormNode before
        = memberOf(form("{'$schema':'http://json-schema.org/draft-07/schema#'," + rules), "a");
    QCOMPARE(before.kind, FormKind::Text);
    QCOMPARE(before.label, u"Outer"_s);
    QVERIFY(!before.minLength); // there it does not count
}

void TestFormModel::joinsTheSchemasThatApplyTogether()
{
    const FormNode node
        = form("{'type':'object','properties':{'a':{'type':'integer','minimum':1}},'allOf':["
               "{'properties':{'a':{'minimum':5,'maximum':9},'b':{'type':'string'}},'required':['b']},"
               "{'$ref':'#/$defs/c'}],'$defs':{'c':{'required':['a']}}}");
    QCOMPARE(node.members().size(), 2);
    const FormNode a = memberOf(node, "a");
    QCOMPARE(a.kind, FormKind::Integer);
    QVERIFY(a.isRequired);
    QCOMPARE(a.hints, QStringList{ u"5 to 9"_s });
    QVERIFY(memberOf(node, "b").isRequired);
}

void TestFormModel::namesTheMembers()
{
    const FormNode node
        = form("{'type':'object','properties':{'z':{'type':'string','title':'Last'},'a':{'type':'object',"
               "'properties':{'deep':{'type':'array','items':{'type':'object'}}}},'no':false},"
               "'required':['a','free'],'additionalProperties':false}");
    QStringList names;
    for (const FormNode &member : node.members())
        names.append(member.label);
    QCOMPARE(names, (QStringList{ u"Last"_s, u"a"_s })); // "free" must be there and may not: no field
    QVERIFY(!node.takesOthers);
    QVERIFY(!node.member("other"));
    QVERIFY(node.canShow(value("{'z':1}"))); // what is within is not asked
    QVERIFY(!node.canShow(value("{'other':1}")));
    const FormNode deep = memberOf(memberOf(node, "a"), "deep");
    QCOMPARE(deep.kind, FormKind::List);
    QCOMPARE(deep.item(7).value_or(FormNode()).kind, FormKind::Object);
    QCOMPARE(form("{'type':'object','required':['free']}").members().size(), 1);
}

void TestFormModel::describesAMap()
{
    const FormNode node = form("{'type':'object','patternProperties':{'^x-':{'type':'boolean'}},"
                               "'additionalProperties':{'type':'integer'}}");
    QVERIFY(node.members().isEmpty());
    QVERIFY(node.takesOthers);
    QCOMPARE(memberOf(node, "n").kind, FormKind::Integer);
    QCOMPARE(memberOf(node, "x-n").kind, FormKind::Boolean);
}

void TestFormModel::describesATuple()
{
    const FormNode now = form("{'prefixItems':[{'type':'string'},{'type':'integer'}],'items':false}");
    const FormNode before = form("{'$schema':'http://json-schema.org/draft-07/schema#',"
                                 "'items':[{'type':'string'},{'type':'integer'}],'additionalItems':false}");
    for (const FormNode &node : { now, before }) {
        QCOMPARE(node.kind, FormKind::List);
        QCOMPARE(node.fixedItems, 2);
        QVERIFY(!node.takesOthers);
        QCOMPARE(node.item(1).value_or(FormNode()).kind, FormKind::Integer);
        QVERIFY(!node.item(2));
        QVERIFY(node.canShow(value("['a']")));
        QVERIFY(!node.canShow(value("['a',1,2]")));
    }
}

void TestFormModel::takesOrNullOut_data()
{
    QTest::addColumn<QByteArray>("rules");
    QTest::newRow("of two types") << QByteArray("{'type':['string','null']}");
    QTest::newRow("of two forms") << QByteArray("{'anyOf':[{'type':'string'},{'type':'null'}]}");
    QTest::newRow("behind a reference")
        << QByteArray("{'oneOf':[{'type':'null'},{'$ref':'#/$defs/a'}],'$defs':{'a':{'type':'string'}}}");
    QTest::newRow("as a constant") << QByteArray("{'anyOf':[{'type':'string'},{'const':null}]}");
}

void TestFormModel::takesOrNullOut()
{
    QFETCH(QByteArray, rules);
    const FormNode node = form(rules);
    QCOMPARE(node.kind, FormKind::Text);
    QVERIFY(node.isNullable);
    QVERIFY(node.canShow(nullptr));
    QVERIFY(!form("{'type':'string'}").canShow(nullptr));
}

void TestFormModel::titlesTheChoices_data()
{
    QTest::addColumn<QByteArray>("rules");
    QTest::newRow("oneOf") << QByteArray(
        "{'oneOf':[{'const':'r','title':'Red'},{'const':'g','title':'Green'}]}");
    QTest::newRow("anyOf") << QByteArray(
        "{'type':'string','anyOf':[{'const':'r','title':'Red'},{'const':'g','title':'Green'}]}");
    QTest::newRow("enumNames") << QByteArray("{'enum':['r','g'],'enumNames':['Red','Green']}");
}

void TestFormModel::titlesTheChoices()
{
    QFETCH(QByteArray, rules);
    const FormNode node = form(rules);
    QCOMPARE(node.kind, FormKind::Choice);
    QCOMPARE(labelsOf(node), (QStringList{ u"Red"_s, u"Green"_s }));
    QVERIFY(node.canShow("g"));
    QVERIFY(!node.canShow("b"));
    // What stands beside does not take a choice away.
    QCOMPARE(form("{'enum':['a',1],'minimum':0}").choices.size(), 2);
    const FormNode mixed = form("{'anyOf':[{'type':'string'},{'type':'object'}],'minProperties':1}");
    QCOMPARE(mixed.alternative(0).kind, FormKind::Text);
}

void TestFormModel::offersSeveralChoices()
{
    const FormNode node
        = form("{'type':'array','items':{'anyOf':[{'const':1,'title':'One'},{'const':2,'title':'Two'}]}}");
    QCOMPARE(node.kind, FormKind::Several);
    QCOMPARE(labelsOf(node), (QStringList{ u"One"_s, u"Two"_s }));
    QVERIFY(node.canShow(value("[2,1]")));
    QVERIFY(!node.canShow(value("[1,1]")));
    QVERIFY(!node.canShow(value("[3]")));
}

void TestFormModel::offersAlternatives()
{
    const FormNode node
        = form("{'type':'object','properties':{'id':{'type':'integer'}},'oneOf':["
               "{'title':'By name','properties':{'name':{'type':'string'}}},"
               "{'properties':{'kind':{'const':'mail'},'mail':{'type':'string'}}},{'required':['x']}]}");
    QCOMPARE(node.kind, FormKind::Alternatives);
    QCOMPARE(labelsOf(node), (QStringList{ u"By name"_s, u"kind: mail"_s, u"with x"_s }));
    const FormNode mail = node.alternative(1);
    QCOMPARE(mail.kind, FormKind::Object);
    QCOMPARE(mail.members().size(), 3); // the shared one as well
    QCOMPARE(memberOf(mail, "kind").kind, FormKind::Constant);
    QCOMPARE(
        form("{'type':'object','anyOf':[{'required':['a']},{'required':['b']}]}").kind, FormKind::Object);
}

void TestFormModel::offersBothSidesOfACondition()
{
    const FormNode node = form("{'type':'object','properties':{'way':{'enum':['post','mail']}},"
                               "'if':{'properties':{'way':{'const':'post'}}},"
                               "'then':{'properties':{'street':{'type':'string'}}},"
                               "'else':{'properties':{'address':{'type':'string','format':'email'}}}}");
    QCOMPARE(labelsOf(node), (QStringList{ u"when it is way: post"_s, u"otherwise"_s }));
    QVERIFY(memberOf(node.alternative(0), "street").kind == FormKind::Text);
    QCOMPARE(memberOf(node.alternative(0), "way").choices.size(), 1);
    QCOMPARE(memberOf(node.alternative(1), "address").format, u"email"_s);
    QCOMPARE(node.alternativeFor(value("{'way':'post'}")), 0);
    QCOMPARE(node.alternativeFor(value("{'way':'mail'}")), 1);
}

void TestFormModel::offersAFormForEachType()
{
    const FormNode node
        = form("{'type':['integer','object','null'],'minimum':3,'properties':{'a':{'type':'boolean'}}}");
    QVERIFY(node.isNullable);
    QCOMPARE(labelsOf(node), (QStringList{ u"a whole number"_s, u"an object"_s }));
    QCOMPARE(node.alternative(0).kind, FormKind::Integer);
    QCOMPARE(memberOf(node.alternative(1), "a").kind, FormKind::Boolean);
    QCOMPARE(node.alternativeFor(4), 0);
    QCOMPARE(node.alternativeFor(json::Object()), 1);
    QCOMPARE(node.alternativeFor("text"), -1);
}

void TestFormModel::choosesTheAlternativeOfAValue()
{
    const FormNode node = form("{'anyOf':[{'$ref':'#/$defs/a~1b'},{'type':'object','required':['y']}],"
                               "'$defs':{'a/b':{'type':'object','required':['x']}}}");
    QCOMPARE(node.alternativeFor(value("{'x':1}")), 0);
    QCOMPARE(node.alternativeFor(value("{'y':1}")), 1);
    QCOMPARE(node.alternativeFor(value("{}")), 0); // of its type, though not valid yet
}

void TestFormModel::opensARecursiveSchemaLevelByLevel()
{
    FormNode node = form("{'type':'object','properties':{'name':{'type':'string'},'parts':{'type':'array','"
                         "items':{'$ref':'#'}}},"
                         "'required':['name']}");
    for (int level = 0; level < 100; ++level) {
        QCOMPARE(node.kind, FormKind::Object);
        QVERIFY(memberOf(node, "name").isRequired);
        node = memberOf(node, "parts").item(0).value_or(FormNode());
    }
}

void TestFormModel::endsOnCircles()
{
    QCOMPARE(form("{'$ref':'#'}").kind, FormKind::Json);
    QCOMPARE(form("{'allOf':[{'$ref':'#'}]}").kind, FormKind::Json);
    const FormNode node = form("{'anyOf':[{'$ref':'#'},{'type':'string'}]}");
    QCOMPARE(node.kind, FormKind::Alternatives);
    node.startValue();
    node.alternativeFor("text");
    FormNode required = form("{'type':'object','properties':{'next':{'$ref':'#'}},'required':['next']}");
    QVERIFY(required.startValue().is_object());
}

void TestFormModel::saysTheConstraints_data()
{
    QTest::addColumn<QByteArray>("rules");
    QTest::addColumn<QStringList>("hints");
    const auto row = [](const char *rules, const QStringList &hints) {
        QTest::newRow(rules) << QByteArray(rules) << hints;
    };
    row("{'type':'string','minLength':1,'maxLength':80}", { u"1 to 80 characters"_s });
    row("{'type':'string','minLength':1}", { u"at least 1 character"_s });
    row("{'type':'string','pattern':'^a'}", { u"in the form ^a"_s });
    row("{'type':'number','exclusiveMinimum':0,'multipleOf':0.5}", { u"above 0"_s, u"a multiple of 0.5"_s });
    row("{'type':'integer','maximum':18446744073709551615}", { u"at most 18446744073709551615"_s });
    row("{'type':'array','minItems':2,'maxItems':2,'uniqueItems':true}",
        { u"2 items"_s, u"no item twice"_s });
    row("{'type':'object','maxProperties':1}", { u"at most 1 member"_s });
    row("{'type':'string','contentEncoding':'base64'}", { u"encoded as base64"_s });
    row("{'type':'boolean'}", {});
}

void TestFormModel::saysTheConstraints()
{
    QFETCH(QByteArray, rules);
    QTEST(form(rules).hints, "hints");
}

void TestFormModel::startsWithAsLittleAsThereMustBe()
{
    const FormNode node
        = form("{'type':'object','required':['a','b','c','d'],'properties':{'a':{'type':'string'},"
               "'b':{'type':'integer','minimum':3},'c':{'type':'array','minItems':2,'items':{'const':'x'}},"
               "'d':{'type':'boolean','default':true},'e':{'type':'string'}}}");
    QCOMPARE(
        json::compact(node.startValue()), QByteArray("{\"a\":\"\",\"b\":3,\"c\":[\"x\",\"x\"],\"d\":true}"));
}

void TestFormModel::beginsWithWhatNobodyHasToSay()
{
    const FormNode node
        = form("{'type':'object','required':['name','kind','on','in','tags','pair'],'properties':{"
               "'name':{'type':'string'},'kind':{'const':'x'},'on':{'type':'boolean'},"
               "'in':{'type':'object','required':['n'],'properties':{'n':{'type':'integer'},"
               "'m':{'default':7}}},'tags':{'type':'array','items':{'type':'string'}},"
               "'pair':{'type':'array','prefixItems':[{'type':'string'},{'const':1}]},"
               "'color':{'default':'red'},'other':{'const':'y'}}}");
    QCOMPARE(node.blankValue(),
        std::optional(value("{'kind':'x','on':false,'in':{'m':7},'tags':[],'pair':['',1],'color':'red'}")));
    QVERIFY(!form("{'type':'string'}").blankValue());
    QVERIFY(!form("{'type':['object','null']}").blankValue());
    QVERIFY(form("{'$ref':'#/$defs/n','$defs':{'n':{'type':'object','required':['n'],'properties':{"
                 "'n':{'$ref':'#/$defs/n'}}}}}")
                .blankValue()); // ends
}

void TestFormModel::judgesOnePlace()
{
    const FormNode node = memberOf(
        form("{'properties':{'a':{'$ref':'#/$defs/a'}},'allOf':[{'properties':{'a':{'maxLength':3}}}],"
             "'$defs':{'a':{'minLength':2}}}"),
        "a");
    QVERIFY(node.rules().validate("abc").holds());
    QVERIFY(!node.rules().validate("a").holds());
    QVERIFY(!node.rules().validate("abcd").holds());
    QVERIFY(FormNode().rules().validate("anything").holds());
}

void TestFormModel::countsThousandsOfAlternatives()
{
    QByteArray forms;
    for (int i = 0; i < 10000; ++i)
        forms += (i ? ",{'type':'object','required':['a" : "{'type':'object','properties':{},'required':['a")
            + QByteArray::number(i) + "']}";
    const FormNode node = form("{'oneOf':[" + forms + "]}");
    QCOMPARE(node.alternativeCount(), 10000);
    QCOMPARE(node.alternativeLabel(9999), u"with a9999"_s);
    QCOMPARE(node.alternative(9999).members().size(), 1);
    QCOMPARE(node.alternativeFor(value("{'a3':1}")), 3);
}

void TestFormModel::endsOnFormsThatMultiply()
{
    QByteArray forks;
    for (int i = 0; i < 40; ++i)
        forks += (i ? "," : "") + QByteArray("{'anyOf':[{'minLength':1},{'maxLength':1}]}");
    FormNode node = form("{'type':'string','allOf':[" + forks + "]}");
    QCOMPARE(node.alternativeFor("ab"), 0);
    for (int i = 0; i < 40; ++i) // one question after the other
        node = node.alternative(0);
    QCOMPARE(node.kind, FormKind::Text);
    const QByteArray self = "{'$ref':'#'}";
    QByteArray members;
    QByteArray names;
    for (int i = 0; i < 50; ++i) {
        members += (i ? ",'m" : "'m") + QByteArray::number(i) + "':" + self;
        names += (i ? ",'m" : "'m") + QByteArray::number(i) + "'";
    }
    QVERIFY(form("{'type':'object','properties':{" + members + "},'required':[" + names + "]}")
                .startValue()
                .is_object());
}

void TestFormModel::followsDocumentsAtHand()
{
    schema::Documents documents;
    documents.add(
        "https://example.com/person", value("{'type':'object','properties':{'self':{'$ref':'#'}}}"));
    const FormNode node = FormNode::build(value("{'$ref':'https://example.com/person'}"), documents);
    QCOMPARE(memberOf(memberOf(node, "self"), "self").kind, FormKind::Object);
}

QTEST_GUILESS_MAIN(TestFormModel)
#include "test_formmodel.moc"
