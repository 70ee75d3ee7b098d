// SPDX-License-Identifier: GPL-3.0-or-later
// T165, T166: what a schema says is foreign. Readable, inert, bounded, and said.
#include "base/text.h"
#include "gui/formpieces.h"

#include <QComboBox>

using namespace authscope;
using namespace authscope::formtest;
using namespace Qt::StringLiterals;

class TestFormHostile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wrongTypesInKeywordsAreSaid_data();
    void wrongTypesInKeywordsAreSaid();
    void namesAreShownCleanAndSentExact();
    void wordsAreNeverMarkup();
    void tenThousandFormsStayQuick();
    void deepSchemasEnd();
    void deepValuesAreKept();
    void circlesEnd();
    void catastrophicPatternsAreBounded();
    void unknownDialectsAreSaid();
    void everythingWithinReachHasAName();
};

void TestFormHostile::wrongTypesInKeywordsAreSaid_data()
{
    QTest::addColumn<QByteArray>("rules");
    QTest::addColumn<bool>("isSaid");
    const auto row
        = [](const char *rules, bool isSaid) { QTest::newRow(rules) << QByteArray(rules) << isSaid; };
    row("{'type':'object','properties':['a']}", true);
    row("{'type':7,'properties':{'a':{'type':'nothing'}}}", true);
    row("{'type':'object','required':'a','properties':{'a':{'minLength':'x','enum':{}}}}", true);
    row("{'type':'object','properties':{'a':{'pattern':'['}}}", true);
    row("{'type':'object','properties':{'a':{'$ref':'https://nowhere.example/x'}}}", true);
    row("{'type':'object','properties':{'a':17}}", true);
    row("17", true);
    row("null", true);
    row("[]", true);
    row("false", false);
}

void TestFormHostile::wrongTypesInKeywordsAreSaid()
{
    QFETCH(QByteArray, rules);
    QFETCH(bool, isSaid);
    ui::SchemaForm form;
    form.setSchema(value(rules));
    shots::shoot(&form, {}, { 600, 300 });
    form.settle();
    QCOMPARE(shots::child<QLabel>(&form, u"formCautionLabel"_s)->isVisible(), isSaid);
    const json::Value given = value("{'a':{'b':[1,'x',null]},'c':1.5}");
    form.setWhole(given);
    QCOMPARE(form.whole(), std::optional(given)); // a call can still be made of anything
}

void TestFormHostile::namesAreShownCleanAndSentExact()
{
    const std::string evil = "a\u202Egnp.exe\u0007/~\u200b";
    json::Object properties;
    properties[evil] = value("{'type':'string'}");
    properties["o"] = value("{'type':'object','additionalProperties':{'type':'integer'}}");
    ui::SchemaForm form;
    form.setSchema(json::Object{ { "type", "object" }, { "properties", properties } });
    shots::shoot(&form, {}, { 600, 400 });
    auto *edit = form.findChild<QLineEdit *>(u"field_"_s + base::cleaned(QString::fromStdString(evil), 200));
    QVERIFY(edit);
    QTest::keyClicks(edit, u"x"_s);
    QCOMPARE(form.value().begin()->key(), boost::json::string_view(evil));
    const json::Value given = json::Object{ { evil, "x" }, { "o", json::Object{ { evil, 1 } } } };
    form.setWhole(given);
    QCOMPARE(form.whole(), std::optional(given));
    auto *name
        = shots::child<QLineEdit>(&form, u"name_o/"_s + base::cleaned(QString::fromStdString(evil), 198));
    QVERIFY(!name->text().contains(QChar(0x202E)));
    Q_EMIT name->editingFinished(); // looked at, not edited
    QCOMPARE(form.whole(), std::optional(given));
    shots::verifyInert(&form);
    form.showAllProblems();
    shots::verifyInert(&form);
}

void TestFormHostile::wordsAreNeverMarkup()
{
    ui::SchemaForm form;
    form.setSchema(value("{'type':'object','title':'<b>x</b>','properties':{'a':{'type':'string',"
                         "'title':'<img src=x>','description':'<b>Ignore</b> & <a href=y>send</a> the token',"
                         "'examples':['<i>z</i>'],'pattern':'<b>'},"
                         "'b':{'type':'object','description':'<img src=y>','properties':{}},"
                         "'c':{'oneOf':[{'title':'<u>one</u>','type':'string'},{'type':'array'}]},"
                         "'d':{'type':'array','items':{'enum':['<b>1</b>','&2']}}}}"));
    shots::shoot(&form, {}, { 600, 400 });
    form.settle();
    QVERIFY(says(form, u"<b>Ignore</b>"_s)); // as words
    form.setWhole(value("{'a':'q','b':{},'c':[],'d':['&2']}"));
    form.showAllProblems();
    shots::verifyInert(&form);
    QVERIFY(says(form, u"<img src=x>"_s));
}

void TestFormHostile::tenThousandFormsStayQuick()
{
    QByteArray forms;
    for (int i = 0; i < 10000; ++i)
        forms += (i ? ",{'title':'Form " : "{'title':'Form ") + QByteArray::number(i)
            + "','type':'object','properties':{'kind':{'const':" + QByteArray::number(i)
            + "},'x':{'type':'integer'}},'required':['kind']}";
    ui::SchemaForm form;
    form.setSchema(value("{'type':'object','properties':{'v':{'oneOf':[" + forms + "]}}}"));
    auto *box = shots::child<QComboBox>(&form, u"choose_v"_s);
    QCOMPARE(box->count(), 10001);
    QVERIFY(form.findChildren<QWidget *>().size() < 200); // nothing is built before it is chosen
    box->setCurrentIndex(9878);
    QCOMPARE(textOf(form), QByteArray("{'v':{'kind':9877}}"));
    type(form, u"field_v/x"_s, u"3"_s);
    auto *filter = shots::child<QLineEdit>(&form, u"optionFilter"_s);
    QTest::keyClicks(filter, u"Form 42"_s);
    QTRY_VERIFY(box->findText(u"Form 4299"_s) > 0);
    form.setWhole(value("{'v':{'kind':5000,'x':1}}"));
    QCOMPARE(form.whole(), std::optional(value("{'v':{'kind':5000,'x':1}}")));
}

void TestFormHostile::deepSchemasEnd()
{
    QByteArray deep = "{'type':'string'}";
    for (int i = 0; i < 5000; ++i)
        deep = "{'type':'object','required':['a'],'properties':{'a':" + deep + "}}";
    ui::SchemaForm form;
    form.setSchema(value(deep));
    form.settle();
    QVERIFY(form.findChildren<QWidget *>().size() < 3000);
    QByteArray shallower = "{'type':'string'}";
    for (int i = 0; i < 300; ++i)
        shallower = "{'type':'object','required':['a'],'properties':{'a':" + shallower + "}}";
    form.setSchema(value(shallower));
    form.settle();
    QVERIFY(form.findChildren<QWidget *>().size() < 3000);
}

void TestFormHostile::deepValuesAreKept()
{
    QByteArray text = "1";
    for (int i = 0; i < 400; ++i)
        text = i % 2 ? "[" + text + "]" : "{'n':" + text + "}";
    ui::SchemaForm form;
    form.setSchema(value("{'$ref':'#/$defs/n','$defs':{'n':{'anyOf':[{'type':'object','properties':{'n':{"
                         "'$ref':'#/$defs/n'}}},{'type':'array','items':{'$ref':'#/$defs/n'}}]}}}"));
    const json::Value given = value("{'n':" + text + "}");
    form.setWhole(given);
    QCOMPARE(form.whole(), std::optional(given));
    form.settle();
}

void TestFormHostile::circlesEnd()
{
    for (const char *rules :
        { "{'$ref':'#'}", "{'allOf':[{'$ref':'#'}]}", "{'anyOf':[{'$ref':'#'},{'$ref':'#'}]}",
            "{'type':'object','required':['a'],'properties':{'a':{'$ref':'#'}}}",
            "{'type':'array','minItems':1,'items':{'$ref':'#'}}",
            "{'$defs':{'a':{'$ref':'#/$defs/b'},'b':{'$ref':'#/$defs/a'}},'$ref':'#/$defs/a'}" }) {
        ui::SchemaForm form;
        form.setSchema(value(rules));
        form.settle();
        const json::Value given = value("{'a':{'a':{}}}");
        form.setWhole(given);
        QCOMPARE(form.whole(), std::optional(given));
        QVERIFY(form.findChildren<QWidget *>().size() < 3000);
    }
}

void TestFormHostile::catastrophicPatternsAreBounded()
{
    ui::SchemaForm form;
    form.setSchema(value("{'type':'object','properties':{'a':{'type':'string','pattern':'^(a|a)*$'},"
                         "'b':{'type':'string','pattern':'^(a+)+$'}},"
                         "'patternProperties':{'^(x+x+)+y$':{'type':'integer'}}}"));
    const QString text = QString(60, u'a') + u'!';
    shots::child<QLineEdit>(&form, u"field_a"_s)->setText(text);
    shots::child<QLineEdit>(&form, u"field_b"_s)->setText(text);
    form.settle();
    // Either it was decided, or it is said that it was not.
    const bool isSaid = says(form, u"! Not everything could be checked"_s);
    QVERIFY(isSaid || form.problems().size() == 2);
    QCOMPARE(form.value()["a"], json::Value(json::string(text)));
}

void TestFormHostile::unknownDialectsAreSaid()
{
    ui::SchemaForm form;
    form.setSchema(value("{'$schema':'https://example.com/own','type':'object','properties':{}}"));
    form.settle();
    QVERIFY(says(form, u"dialect that is not known"_s));
}

void TestFormHostile::everythingWithinReachHasAName()
{
    ui::SchemaForm form;
    form.setSchema(value(
        "{'type':'object','required':['s'],'properties':{'s':{'type':'string'},'n':{'type':'number'},"
        "'d':{'type':'string','format':'date-time'},'l':{'type':'array','items':{'type':'string'}},"
        "'m':{'type':'object','additionalProperties':{'type':'integer'}},'c':{'enum':['a','b']},"
        "'k':{'const':5},'b':{'type':'boolean'},'t':{'type':'array','uniqueItems':true,'items':{'enum':[1,2,"
        "3]}},"
        "'v':{'oneOf':[{'type':'string'},{'type':'integer'}]},'x':{},'e':{'type':'string','contentEncoding':"
        "'base64'},'':{'type':'string'}}}"));
    form.setWhole(value("{'s':'x','l':['a',''],'m':{'one':1,'':2},'v':3,'x':{'y':1},'z':[1]}"));
    shots::shoot(&form, {}, { 700, 900 });
    shots::verifyInert(&form);
    QCOMPARE(textOf(form), QByteArray("{'s':'x','l':['a',''],'m':{'one':1,'':2},'v':3,'x':{'y':1},'z':[1]}"));
}

QTEST_MAIN(TestFormHostile)
#include "test_formhostile.moc"
