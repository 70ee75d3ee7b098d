// SPDX-License-Identifier: GPL-3.0-or-later
// Objects, lists, maps, tuples and alternatives, at any depth.
#include "gui/formpieces.h"
#include "ui/schemaform/lazychooser.h"
#include "ui/schemaform/listeditor.h"

#include <QApplication>
#include <QBoxLayout>
#include <QComboBox>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QSignalSpy>

using namespace authscope;
using namespace authscope::formtest;
using namespace Qt::StringLiterals;

class TestFormShapes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void groupsOpenAndClose();
    void addsRemovesAndMovesItems();
    void movesItemsByKeyboard();
    void listsOfListsWork();
    void pagesALongList();
    void namesRenamesAndRemovesMembers();
    void membersOfAPatternGetItsRules();
    void keepsMembersTheSchemaDoesNotKnow();
    void tuplesKeepTheirPlaces();
    void choosesAmongForms();
    void keepsWhatTwoFormsShare();
    void saysWhyTheChosenFormDoesNotFit();
    void offersAFormForEachType();
    void offersBothSidesOfACondition();
    void alternativesWithinAlternatives();
    void opensARecursiveSchemaLevelByLevel();
    void drawsAWideObjectWhenItIsSeen();
    void errorsOfPlacesNotDrawnAreListedAtTheTop();
    void deepGroupsBeginClosed();
    void whatMayBeNullCanBeSet();
    void tabGoesAsTheEyeDoes();
};

void TestFormShapes::groupsOpenAndClose()
{
    ui::SchemaForm form;
    form.setSchema(value("{'type':'object','required':['owner'],'properties':{"
                         "'owner':{'type':'object','properties':{'mail':{'type':'string'}}},"
                         "'extra':{'type':'object','properties':{'note':{'type':'string'}}}}}"));
    shots::shoot(&form, {}, { 600, 400 });
    QCOMPARE(textOf(form), QByteArray("{'owner':{}}")); // the one that must be there, and nothing else
    QVERIFY(shots::child<QLineEdit>(&form, u"field_owner/mail"_s)->isVisible());
    type(form, u"field_owner/mail"_s, u"ada@example.com"_s);
    QTest::keyClick(shots::child<QPushButton>(&form, u"open_owner"_s), Qt::Key_Space);
    QVERIFY(!shots::child<QLineEdit>(&form, u"field_owner/mail"_s)->isVisible());
    QCOMPARE(textOf(form), QByteArray("{'owner':{'mail':'ada@example.com'}}"));
    QVERIFY(!form.findChild<QLineEdit *>(u"field_extra/note"_s)); // not built for nothing
    press(form, u"set_extra"_s);
    type(form, u"field_extra/note"_s, u"x"_s);
    QCOMPARE(textOf(form), QByteArray("{'owner':{'mail':'ada@example.com'},'extra':{'note':'x'}}"));
    QVERIFY(chooseInMenu(form, u"open_extra"_s, u"addMemberAction"_s)); // though the schema names none
    auto *name = shots::child<QLineEdit>(&form, u"name_extra/"_s);
    name->setText(u"more"_s);
    QTest::keyClick(name, Qt::Key_Return);
    shots::child<QPlainTextEdit>(&form, u"field_extra/more"_s)->setPlainText(u"7"_s);
    QVERIFY(textOf(form).endsWith("'extra':{'note':'x','more':7}}"));
    QVERIFY(chooseInMenu(form, u"open_extra"_s, u"leaveOutAction"_s));
    QCOMPARE(textOf(form), QByteArray("{'owner':{'mail':'ada@example.com'}}"));
}

void TestFormShapes::addsRemovesAndMovesItems()
{
    ui::SchemaForm form;
    form.setSchema(value("{'type':'object','required':['tags'],'properties':{"
                         "'tags':{'type':'array','items':{'type':'string'}}}}"));
    for (const QString &text : { u"a"_s, u"b"_s, u"c"_s }) {
        press(form, u"add_tags"_s);
        const qsizetype at = form.value()["tags"].as_array().size() - 1;
        type(form, u"field_tags/%1"_s.arg(at), text);
    }
    QCOMPARE(textOf(form), QByteArray("{'tags':['a','b','c']}"));
    press(form, u"up_tags/2"_s);
    QCOMPARE(textOf(form), QByteArray("{'tags':['a','c','b']}"));
    QCOMPARE(shots::child<QLineEdit>(&form, u"field_tags/1"_s)->text(), u"c"_s); // names follow the places
    press(form, u"down_tags/0"_s);
    QCOMPARE(textOf(form), QByteArray("{'tags':['c','a','b']}"));
    press(form, u"remove_tags/1"_s);
    QCOMPARE(textOf(form), QByteArray("{'tags':['c','b']}"));
    QVERIFY(!shots::child<QPushButton>(&form, u"up_tags/0"_s)->isEnabled());
    QVERIFY(!shots::child<QPushButton>(&form, u"down_tags/1"_s)->isEnabled());
    type(form, u"field_tags/1"_s, {});
    QCOMPARE(textOf(form), QByteArray("{'tags':['c','']}")); // an item cannot be left out
}

void TestFormShapes::movesItemsByKeyboard()
{
    ui::SchemaForm form;
    form.setSchema(value("{'type':'object','properties':{'n':{'type':'array','items':{'type':'integer'}}}}"));
    form.setWhole(value("{'n':[1,2,3]}"));
    shots::shoot(&form, {}, { 600, 400 });
    auto *edit = shots::child<QLineEdit>(&form, u"field_n/2"_s);
    edit->setFocus();
    QTRY_VERIFY(edit->hasFocus());
    QTest::keyClick(edit, Qt::Key_Up, Qt::AltModifier);
    QCOMPARE(textOf(form), QByteArray("{'n':[1,3,2]}"));
    QTRY_VERIFY(edit->hasFocus());
    QTest::keyClick(edit, Qt::Key_Up, Qt::AltModifier);
    QTest::keyClick(edit, Qt::Key_Up, Qt::AltModifier); // it is the first already
    QCOMPARE(textOf(form), QByteArray("{'n':[3,1,2]}"));
    QTest::keyClick(edit, Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(textOf(form), QByteArray("{'n':[1,3,2]}"));
}

void TestFormShapes::listsOfListsWork()
{
    ui::SchemaForm form;
    form.setSchema(
        value("{'type':'object','required':['rows'],'properties':{'rows':{'type':'array','items':{"
              "'type':'array','items':{'type':'object','properties':{'x':{'type':'integer'}}}}}}}"));
    press(form, u"add_rows"_s);
    press(form, u"add_rows/0"_s);
    type(form, u"field_rows/0/0/x"_s, u"5"_s);
    QCOMPARE(textOf(form), QByteArray("{'rows':[[{'x':5}]]}"));
    form.setWhole(value("{'rows':[[{'x':1},{'x':2}],[]]}"));
    QCOMPARE(textOf(form), QByteArray("{'rows':[[{'x':1},{'x':2}],[]]}"));
    press(form, u"down_rows/0"_s);
    QCOMPARE(textOf(form), QByteArray("{'rows':[[],[{'x':1},{'x':2}]]}"));
    type(form, u"field_rows/1/1/x"_s, u"7"_s);
    QCOMPARE(textOf(form), QByteArray("{'rows':[[],[{'x':1},{'x':7}]]}"));
}

void TestFormShapes::pagesALongList()
{
    ui::SchemaForm form;
    form.setSchema(value("{'type':'object','properties':{'n':{'type':'array','items':{'type':'integer'}}}}"));
    json::Array many;
    for (int i = 0; i < 1000; ++i)
        many.push_back(i);
    form.setWhole(json::Object{ { "n", many } });
    QVERIFY(form.whole() == json::Value(json::Object{ { "n", many } }));
    QVERIFY(!form.findChild<QLineEdit *>(u"field_n/900"_s));
    QVERIFY(form.findChild<QLineEdit *>(u"field_n/9"_s));
    press(form, u"showMore_n"_s);
    QVERIFY(form.findChild<QLineEdit *>(u"field_n/59"_s));
    press(form, u"add_n"_s); // at the end, though the end is not drawn yet
    type(form, u"field_n/1000"_s, u"77"_s);
    QCOMPARE(form.value()["n"].as_array().size(), 1001U);
    QCOMPARE(form.value()["n"].as_array()[1000], json::Value(77));
    press(form, u"showMore_n"_s); // before the one that was added
    QVERIFY(form.findChild<QLineEdit *>(u"field_n/100"_s));
    const auto *rows = shots::child<QWidget>(&form, u"field_n/100"_s)->parentWidget()->parentWidget();
    const auto *last = shots::child<QWidget>(&form, u"field_n/1000"_s)->parentWidget()->parentWidget();
    QCOMPARE(rows->parentWidget(), last->parentWidget());
    shots::shoot(&form, {}, { 600, 400 });
    QTRY_VERIFY(rows->y() < last->y());
}

void TestFormShapes::namesRenamesAndRemovesMembers()
{
    ui::SchemaForm form;
    form.setSchema(value("{'type':'object','required':['map'],'properties':{"
                         "'map':{'type':'object','additionalProperties':{'type':'integer'}}}}"));
    shots::shoot(&form, {}, { 600, 400 });
    press(form, u"add_map"_s);
    auto *name = shots::child<QLineEdit>(&form, u"name_map/"_s);
    QCOMPARE(textOf(form), QByteArray("{'map':{}}")); // without a name it is not there
    QTest::keyClicks(name, u"one"_s);
    QTest::keyClick(name, Qt::Key_Return);
    type(form, u"field_map/one"_s, u"1"_s);
    QCOMPARE(textOf(form), QByteArray("{'map':{'one':1}}"));
    name = shots::child<QLineEdit>(&form, u"name_map/one"_s);
    name->setText(u"two"_s);
    QTest::keyClick(name, Qt::Key_Return);
    QCOMPARE(textOf(form), QByteArray("{'map':{'two':1}}"));
    press(form, u"add_map"_s);
    name = shots::child<QLineEdit>(&form, u"name_map/"_s);
    QTest::keyClicks(name, u"two"_s);
    QTest::keyClick(name, Qt::Key_Return);
    QCOMPARE(textOf(form), QByteArray("{'map':{'two':1}}")); // the first one is not overwritten
    QVERIFY(!form.obstacles().isEmpty());
    name->setText(u"three"_s);
    QTest::keyClick(name, Qt::Key_Return);
    QVERIFY(form.obstacles().isEmpty());
    type(form, u"field_map/three"_s, u"3"_s);
    QCOMPARE(textOf(form), QByteArray("{'map':{'two':1,'three':3}}"));
    press(form, u"remove_map/two"_s);
    QCOMPARE(textOf(form), QByteArray("{'map':{'three':3}}"));
}

void TestFormShapes::membersOfAPatternGetItsRules()
{
    ui::SchemaForm form;
    form.setSchema(value("{'type':'object','patternProperties':{'^x-':{'type':'boolean'}},"
                         "'additionalProperties':{'type':'integer'}}"));
    form.setWhole(value("{'x-on':true,'n':4}"));
    QVERIFY(shots::child<QComboBox>(&form, u"field_x-on"_s));
    QVERIFY(shots::child<QLineEdit>(&form, u"field_n"_s));
    auto *name = shots::child<QLineEdit>(&form, u"name_n"_s);
    name->setText(u"x-n"_s);
    QTest::keyClick(name, Qt::Key_Return);
    QCOMPARE(textOf(form), QByteArray("{'x-on':true,'x-n':4}")); // kept, though it is no boolean
    QVERIFY(shots::child<QPlainTextEdit>(&form, u"field_x-n"_s));
    QCOMPARE(form.problems().size(), 1);
}

void TestFormShapes::keepsMembersTheSchemaDoesNotKnow()
{
    ui::SchemaForm form;
    form.setSchema(value("{'type':'object','properties':{'a':{'type':'string'}},"
                         "'additionalProperties':false}"));
    form.setWhole(value("{'a':'x','b':{'c':[1,2]}}"));
    QCOMPARE(textOf(form), QByteArray("{'a':'x','b':{'c':[1,2]}}"));
    auto *unknown = shots::child<QPlainTextEdit>(&form, u"field_b"_s);
    QVERIFY(unknown->toPlainText().contains(u"\"c\""_s));
    form.settle();
    QVERIFY(says(form, u"additionalProperties"_s)); // and it is said that it is not allowed
    unknown->setPlainText(u"[7]"_s);
    QCOMPARE(textOf(form), QByteArray("{'a':'x','b':[7]}"));
    unknown->setPlainText(u"[7"_s);
    QCOMPARE(form.obstacles().size(), 1);
    press(form, u"remove_b"_s);
    QCOMPARE(textOf(form), QByteArray("{'a':'x'}"));
    QVERIFY(form.problems().isEmpty());
}

void TestFormShapes::tuplesKeepTheirPlaces()
{
    ui::SchemaForm form;
    form.setSchema(
        value("{'type':'object','required':['at'],'properties':{'at':{'type':'array','prefixItems':["
              "{'type':'string','title':'Name'},{'type':'integer','title':'Count'}],'items':false}}}"));
    QCOMPARE(textOf(form), QByteArray("{'at':['',0]}"));
    QVERIFY(says(form, u"Name"_s));
    type(form, u"field_at/0"_s, u"x"_s);
    type(form, u"field_at/1"_s, u"12"_s);
    QCOMPARE(textOf(form), QByteArray("{'at':['x',12]}"));
    QVERIFY(shots::child<QPushButton>(&form, u"up_at/1"_s)->isHidden());
    QVERIFY(shots::child<QPushButton>(&form, u"add_at"_s)->isHidden()); // no more than these
    press(form, u"remove_at/1"_s);
    QVERIFY(!shots::child<QPushButton>(&form, u"add_at"_s)->isHidden());
    QCOMPARE(textOf(form), QByteArray("{'at':['x']}"));
}

const QByteArray shapes = "{'type':'object','required':['shape'],'properties':{'shape':{'oneOf':["
                          "{'type':'object','title':'Circle','required':['kind','r'],'properties':{"
                          "'kind':{'const':'circle'},'r':{'type':'number','minimum':1},"
                          "'color':{'type':'string'}},'additionalProperties':false},"
                          "{'type':'object','title':'Box','required':['kind','w'],'properties':{"
                          "'kind':{'const':'box'},'w':{'type':'number'},'color':{'type':'string'}},"
                          "'additionalProperties':false}]}}}";

void TestFormShapes::choosesAmongForms()
{
    ui::SchemaForm form;
    form.setSchema(value(shapes));
    QCOMPARE(textOf(form), QByteArray("{}"));
    auto *chooser = shots::child<QComboBox>(&form, u"choose_shape"_s);
    QCOMPARE(chooser->count(), 3);
    QVERIFY(!form.findChild<QLineEdit *>(u"field_shape/r"_s));
    chooser->setCurrentIndex(1);
    QCOMPARE(textOf(form), QByteArray("{'shape':{'kind':'circle'}}"));
    type(form, u"field_shape/r"_s, u"2"_s);
    QVERIFY(form.problems().isEmpty());
    form.setWhole(value("{'shape':{'kind':'box','w':3}}"));
    QCOMPARE(chooser->currentText(), u"Box"_s);
    QCOMPARE(shots::child<QLineEdit>(&form, u"field_shape/w"_s)->text(), u"3"_s);
    form.setWhole(value("{'shape':17}")); // fits neither
    QCOMPARE(textOf(form), QByteArray("{'shape':17}"));
    QVERIFY(!form.problems().isEmpty());
    chooser->setCurrentIndex(0);
    QCOMPARE(textOf(form), QByteArray("{'shape':17}")); // as it was chosen before: nothing changed
    chooser->setCurrentIndex(2);
    chooser->setCurrentIndex(0);
    QCOMPARE(textOf(form), QByteArray("{}"));
}

void TestFormShapes::keepsWhatTwoFormsShare()
{
    ui::SchemaForm form;
    form.setSchema(value(shapes));
    form.setWhole(value("{'shape':{'kind':'circle','r':2,'color':'red'}}"));
    shots::child<QComboBox>(&form, u"choose_shape"_s)->setCurrentIndex(2);
    QCOMPARE(textOf(form), QByteArray("{'shape':{'kind':'box','color':'red'}}"));
}

void TestFormShapes::saysWhyTheChosenFormDoesNotFit()
{
    ui::SchemaForm form;
    form.setSchema(value(shapes));
    shots::child<QComboBox>(&form, u"choose_shape"_s)->setCurrentIndex(1);
    type(form, u"field_shape/r"_s, u"0.5"_s);
    QTRY_VERIFY(shots::child<QLineEdit>(&form, u"field_shape/r"_s)->property("wrong").toBool());
    QVERIFY(says(form, u"minimum"_s));
    QVERIFY(!form.problems().isEmpty());
    type(form, u"field_shape/r"_s, u"1.5"_s);
    QTRY_VERIFY(!shots::child<QLineEdit>(&form, u"field_shape/r"_s)->property("wrong").toBool());
}

void TestFormShapes::offersAFormForEachType()
{
    ui::SchemaForm form;
    form.setSchema(value("{'type':'object','properties':{'v':{'type':['string','integer','null']}}}"));
    auto *chooser = shots::child<QComboBox>(&form, u"choose_v"_s);
    QCOMPARE(chooser->count(), 4); // not set, a text, a whole number, null
    chooser->setCurrentIndex(2);
    type(form, u"field_v"_s, u"5"_s);
    QCOMPARE(textOf(form), QByteArray("{'v':5}"));
    chooser->setCurrentIndex(3);
    QCOMPARE(textOf(form), QByteArray("{'v':null}"));
    chooser->setCurrentIndex(0);
    QCOMPARE(textOf(form), QByteArray("{}"));
    for (const char *one : { "{'v':'x'}", "{'v':3}", "{'v':null}", "{'v':[1]}", "{}" }) {
        form.setWhole(value(one));
        QCOMPARE(textOf(form), QByteArray(one));
    }
}

void TestFormShapes::offersBothSidesOfACondition()
{
    ui::SchemaForm form;
    form.setSchema(
        value("{'type':'object','properties':{'a':{'type':'object','properties':{'kind':{'type':'string'}},"
              "'if':{'properties':{'kind':{'const':'far'}},'required':['kind']},"
              "'then':{'properties':{'miles':{'type':'integer'}},'required':['miles']},"
              "'else':{'properties':{'steps':{'type':'integer'}}}}}}"));
    form.setWhole(value("{'a':{'kind':'far','miles':3}}"));
    QCOMPARE(shots::child<QLineEdit>(&form, u"field_a/miles"_s)->text(), u"3"_s);
    form.setWhole(value("{'a':{'kind':'near','steps':9}}"));
    QCOMPARE(shots::child<QLineEdit>(&form, u"field_a/steps"_s)->text(), u"9"_s);
    QVERIFY(form.problems().isEmpty());
    shots::child<QComboBox>(&form, u"choose_a"_s)->setCurrentIndex(1);
    QVERIFY(form.findChild<QLineEdit *>(u"field_a/miles"_s));
}

void TestFormShapes::alternativesWithinAlternatives()
{
    ui::SchemaForm form;
    form.setSchema(value("{'type':'object','properties':{'v':{'anyOf':[{'type':'boolean'},{'type':'array',"
                         "'items':{'oneOf':[{'type':'integer'},{'type':'object','properties':{'deep':{"
                         "'type':['string','number']}}}]}}]}}}"));
    for (const char *one : { "{'v':true}", "{'v':[1,{'deep':'x'},{'deep':2.5}]}", "{'v':[]}" }) {
        form.setWhole(value(one));
        QCOMPARE(form.whole(), std::optional(value(one)));
        QVERIFY(form.problems().isEmpty());
    }
    form.setWhole(value("{'v':[{'deep':'x'}]}"));
    type(form, u"field_v/0/deep"_s, u"why"_s);
    QCOMPARE(textOf(form), QByteArray("{'v':[{'deep':'why'}]}"));
}

void TestFormShapes::opensARecursiveSchemaLevelByLevel()
{
    ui::SchemaForm form;
    form.setSchema(value("{'$ref':'#/$defs/n','$defs':{'n':{'type':'object','properties':{"
                         "'name':{'type':'string'},'next':{'$ref':'#/$defs/n'},"
                         "'all':{'type':'array','items':{'$ref':'#/$defs/n'}}}}}}"));
    QCOMPARE(textOf(form), QByteArray("{}"));
    QString path;
    for (int level = 0; level < 5; ++level) {
        QVERIFY(!form.findChild<QLineEdit *>(u"field_%1next/name"_s.arg(path)));
        press(form, u"set_%1next"_s.arg(path));
        path += u"next/"_s;
        type(form, u"field_%1name"_s.arg(path), QString::number(level));
    }
    QVERIFY(textOf(form).startsWith("{'next':{'name':'0','next':{'name':'1','next':{'name':'2'"));
}

void TestFormShapes::drawsAWideObjectWhenItIsSeen()
{
    QByteArray fields;
    for (int i = 0; i < 500; ++i)
        fields += (i ? ",'f" : "'f") + QByteArray::number(i) + "':{'type':'string'}";
    auto *form = new ui::SchemaForm;
    form->setSchema(value("{'type':'object','properties':{" + fields + "}}"));
    QVERIFY(form->findChild<QLineEdit *>(u"field_f0"_s));
    QVERIFY(!form->findChild<QLineEdit *>(u"field_f499"_s));
    form->setWhole(value("{'f499':'last'}"));
    QCOMPARE(textOf(*form), QByteArray("{'f499':'last'}")); // what is not drawn is not lost
    QScrollArea area;
    area.setWidgetResizable(true);
    area.setWidget(form);
    shots::shoot(&area, {}, { 600, 400 });
    QVERIFY(!form->findChild<QLineEdit *>(u"field_f400"_s));
    area.ensureVisible(0, form->height() - 10);
    QTRY_VERIFY(form->findChild<QLineEdit *>(u"field_f499"_s));
    QCOMPARE(form->findChild<QLineEdit *>(u"field_f499"_s)->text(), u"last"_s);
    type(*form, u"field_f499"_s, u"z"_s);
    QCOMPARE(textOf(*form), QByteArray("{'f499':'z'}"));
}

void TestFormShapes::errorsOfPlacesNotDrawnAreListedAtTheTop()
{
    ui::SchemaForm form;
    form.setSchema(value("{'type':'object','properties':{'a':{'type':'object','properties':{"
                         "'n':{'type':'integer','maximum':5}}}},'minProperties':2}"));
    shots::shoot(&form, {}, { 600, 400 });
    form.setWhole(value("{'a':{'n':9}}"));
    press(form, u"open_a"_s); // closes it
    form.showAllProblems();
    const QString top = shots::child<QLabel>(&form, u"formProblemsLabel"_s)->text();
    QVERIFY2(top.contains(u"/a/n"_s) && top.contains(u"5"_s), qPrintable(top));
    QVERIFY(top.contains(u"minProperties"_s)); // belongs to no field
    QVERIFY(says(form, u"✗ 1 thing is wrong"_s));
    press(form, u"open_a"_s);
    form.settle();
    QVERIFY(!shots::child<QLabel>(&form, u"formProblemsLabel"_s)->text().contains(u"/a/n"_s));
    QVERIFY(shots::child<QLineEdit>(&form, u"field_a/n"_s)->property("wrong").toBool());
}

void TestFormShapes::deepGroupsBeginClosed()
{
    // 20 groups of 20 groups of 20: what could be opened at once is bounded.
    QByteArray node = "{'type':'string'}";
    for (int level = 0; level < 3; ++level) {
        QByteArray members;
        QByteArray names;
        for (int i = 0; i < 20; ++i) {
            members += (i ? ",'m" : "'m") + QByteArray::number(i) + "':" + node;
            names += (i ? ",'m" : "'m") + QByteArray::number(i) + "'";
        }
        node = "{'type':'object','properties':{" + members + "},'required':[" + names + "]}";
    }
    ui::SchemaForm form;
    form.setSchema(value(node));
    QVERIFY(form.findChildren<QWidget *>().size() < 3000);
    form.showAllProblems(); // all that is missing, drawn or not
    QVERIFY(form.problems().size() > 50);
}

void TestFormShapes::whatMayBeNullCanBeSet()
{
    ui::SchemaForm form;
    form.setSchema(
        value("{'type':['object','null'],'properties':{'o':{'type':['object','null'],'default':null,"
              "'properties':{'n':{'type':'integer'}}},'l':{'anyOf':[{'type':'array'},{'type':'null'}]},"
              "'v':{'anyOf':[{'type':['object','null'],'title':'One','properties':{'x':{'type':"
              "'string'}}},{'type':'string'}]}}}"));
    QCOMPARE(textOf(form), QByteArray("{'o':null}"));
    press(form, u"set_o"_s);
    type(form, u"field_o/n"_s, u"4"_s);
    press(form, u"set_l"_s);
    QCOMPARE(textOf(form), QByteArray("{'o':{'n':4},'l':[]}"));
    shots::child<QComboBox>(&form, u"choose_v"_s)->setCurrentIndex(1);
    type(form, u"field_v/x"_s, u"y"_s);
    QCOMPARE(textOf(form), QByteArray("{'o':{'n':4},'l':[],'v':{'x':'y'}}"));
    QVERIFY(chooseInMenu(form, u"open_o"_s, u"nullAction"_s));
    QCOMPARE(textOf(form), QByteArray("{'o':null,'l':[],'v':{'x':'y'}}"));
}

void TestFormShapes::tabGoesAsTheEyeDoes()
{
    QWidget window;
    auto *all = ui::column(&window);
    auto *before = new QLineEdit;
    auto *form = new ui::SchemaForm;
    auto *after = new QLineEdit;
    all->addWidget(before);
    all->addWidget(form);
    all->addWidget(after);
    form->setSchema(value("{'type':'object','required':['tags'],'properties':{'first':{'type':'string'},"
                          "'tags':{'type':'array','items':{'type':'string'}},'last':{'type':'string'}},"
                          "'additionalProperties':false}"));
    shots::shoot(&window, {}, { 600, 500 });
    press(*form, u"add_tags"_s);
    press(*form, u"add_tags"_s);
    const auto way = [&] {
        QStringList names;
        before->setFocus();
        for (int i = 0; i < 60 && !after->hasFocus() && QApplication::focusWidget(); ++i) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            if (qobject_cast<QLineEdit *>(QApplication::focusWidget()))
                names += QApplication::focusWidget()->objectName();
        }
        return names.join(u' ');
    };
    QTRY_COMPARE(way(), u"field_first field_tags/0 field_tags/1 field_last "_s);
    press(*form, u"remove_tags/0"_s);
    press(*form, u"add_tags"_s);
    press(*form, u"up_tags/1"_s);
    QTRY_COMPARE(way(), u"field_first field_tags/0 field_tags/1 field_last "_s);
}

QTEST_MAIN(TestFormShapes)
#include "test_formshapes.moc"
