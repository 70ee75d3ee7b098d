// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/widgets.h"
#include "ui/schemaform/argumentseditor.h"
#include "ui/schemaform/schemaform.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;

namespace {

const QByteArray everyType = R"({"type":"object","properties":{
    "title":{"type":"string","minLength":1,"maxLength":8},
    "count":{"type":"integer","minimum":0},
    "ratio":{"type":"number"},
    "urgent":{"type":"boolean","default":true},
    "maybe":{"type":"boolean"},
    "color":{"type":"string","enum":["blue","green"]},
    "tags":{"type":"array","items":{"type":"string"}}},
    "required":["title"]})";

json::Value parsed(const QByteArray &text)
{
    return json::parse(text, u"The test"_s).value();
}

QByteArray textOf(const json::Object &object)
{
    return json::compact(object);
}

} // namespace

class TestForms : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void beginsWithTheDefaultsOnly();
    void makesAValueOfEachType();
    void saysWhatIsWrongBesideTheField();
    void keepsMembersWithoutAControl();
    void keepsAValueOfAnotherTypeUntilItIsEdited();
    void formAndJsonStayInStep();
    void brokenJsonStaysJson();
    void whatTheSchemaForbidsMayStillBeSentAsJson();
    void aSchemaThatIsNoObjectIsOneJsonField();
    void largeIntegersSurvive();

private:
    template <class T>
    T *find(QWidget &owner, const QString &name)
    {
        T *found = owner.findChild<T *>(name);
        if (!found)
            qFatal("no %s", qPrintable(name));
        return found;
    }
};

void TestForms::beginsWithTheDefaultsOnly()
{
    ui::SchemaForm form;
    form.setSchema(parsed(everyType));
    QCOMPARE(textOf(form.value()), QByteArray(R"({"urgent":true})"));
    QCOMPARE(form.problems().size(), 1); // the title
}

void TestForms::makesAValueOfEachType()
{
    ui::SchemaForm form;
    form.setSchema(parsed(everyType));
    QTest::keyClicks(find<QLineEdit>(form, u"field_title"_s), u"Plan"_s);
    QTest::keyClicks(find<QLineEdit>(form, u"field_count"_s), u"3"_s);
    QTest::keyClicks(find<QLineEdit>(form, u"field_ratio"_s), u"2.5"_s);
    find<QCheckBox>(form, u"field_urgent"_s)->setChecked(false);
    auto *color = find<QComboBox>(form, u"field_color"_s);
    color->setCurrentIndex(2);
    auto *maybe = find<QComboBox>(form, u"field_maybe"_s);
    maybe->setCurrentIndex(1);
    find<QPushButton>(form, u"set_tags"_s)->click();
    find<QPushButton>(form, u"add_tags"_s)->click();
    QTest::keyClicks(find<QLineEdit>(form, u"field_tags/0"_s), u"a"_s);
    QCOMPARE(textOf(form.value()),
        QByteArray(
            R"({"title":"Plan","count":3,"ratio":2.5E0,"urgent":false,"maybe":true,"color":"green","tags":["a"]})"));
    QVERIFY(form.problems().isEmpty());
}

void TestForms::saysWhatIsWrongBesideTheField()
{
    ui::SchemaForm form;
    form.setSchema(parsed(everyType));
    const auto shown = [&form](const QString &part) {
        const auto labels = form.findChildren<QLabel *>();
        return std::any_of(
            labels.begin(), labels.end(), [&](const QLabel *label) { return label->text().contains(part); });
    };
    QVERIFY2(!shown(u"✗"_s), "nothing is wrong before it was touched");
    QTest::keyClicks(find<QLineEdit>(form, u"field_count"_s), u"x"_s);
    QTRY_VERIFY(shown(u"✗ must be a whole number, is a text · /properties/count/type"_s));
    QTest::keyClicks(find<QLineEdit>(form, u"field_title"_s), u"much too long"_s);
    QVERIFY(form.problems().size() >= 2);
    QTRY_VERIFY(find<QLineEdit>(form, u"field_title"_s)->property("wrong").toBool());
    find<QLineEdit>(form, u"field_title"_s)->clear();
    form.showAllProblems();
    QVERIFY(shown(u"✗ is needed"_s));
}

void TestForms::keepsMembersWithoutAControl()
{
    ui::SchemaForm form;
    form.setSchema(parsed(everyType));
    form.setValue(parsed(R"({"unknown":{"deep":[1,2]},"title":"A"})").as_object());
    QVERIFY(textOf(form.value()).contains(R"("unknown":{"deep":[1,2]})"));
}

void TestForms::keepsAValueOfAnotherTypeUntilItIsEdited()
{
    ui::SchemaForm form;
    form.setSchema(parsed(everyType));
    form.setValue(parsed(R"({"title":"A","count":"three"})").as_object());
    QVERIFY(textOf(form.value()).contains(R"("count":"three")"));
    QVERIFY2(!form.problems().isEmpty(), "and the schema's objection is said");
    auto *count = find<QLineEdit>(form, u"field_count"_s);
    count->clear();
    QTest::keyClicks(count, u"3"_s);
    QVERIFY(textOf(form.value()).contains(R"("count":3)"));
}

void TestForms::formAndJsonStayInStep()
{
    ui::ArgumentsEditor editor;
    std::unique_ptr<ui::SegmentedControl> switcher(editor.switcher());
    std::unique_ptr<QPushButton> filler(editor.fillButton());
    editor.setSchema(parsed(everyType));
    QTest::keyClicks(find<QLineEdit>(editor, u"field_title"_s), u"Plan"_s);
    auto *json = find<QPlainTextEdit>(editor, u"argumentsJsonEdit"_s);
    QTRY_VERIFY(json->toPlainText().contains(u"\"Plan\""_s));
    switcher->setCurrent(ui::ArgumentsEditor::JsonMode);
    json->setPlainText(u"{\"title\":\"Sprint\",\"color\":\"blue\"}"_s);
    QTRY_COMPARE(find<QLineEdit>(editor, u"field_title"_s)->text(), u"Sprint"_s);
    QCOMPARE(find<QComboBox>(editor, u"field_color"_s)->currentText(), u"blue"_s);
    QCOMPARE(textOf(editor.arguments()), QByteArray(R"({"title":"Sprint","color":"blue"})"));
}

void TestForms::brokenJsonStaysJson()
{
    ui::ArgumentsEditor editor;
    std::unique_ptr<ui::SegmentedControl> switcher(editor.switcher());
    std::unique_ptr<QPushButton> filler(editor.fillButton());
    editor.setSchema(parsed(everyType));
    switcher->setCurrent(ui::ArgumentsEditor::JsonMode);
    auto *json = find<QPlainTextEdit>(editor, u"argumentsJsonEdit"_s);
    json->setPlainText(u"{\"title\":"_s);
    QCOMPARE(editor.obstacles().size(), 1);
    QTRY_VERIFY(find<QLabel>(editor, u"argumentsJsonProblemLabel"_s)->text().startsWith(u"✗"_s));
    switcher->setCurrent(ui::ArgumentsEditor::FormMode);
    QCOMPARE(switcher->current(), int(ui::ArgumentsEditor::JsonMode));
    QCOMPARE(json->toPlainText(), u"{\"title\":"_s);
}

void TestForms::whatTheSchemaForbidsMayStillBeSentAsJson()
{
    ui::ArgumentsEditor editor;
    std::unique_ptr<ui::SegmentedControl> switcher(editor.switcher());
    std::unique_ptr<QPushButton> filler(editor.fillButton());
    editor.setSchema(parsed(everyType));
    QVERIFY2(!editor.obstacles().isEmpty(), "the form insists on the title");
    switcher->setCurrent(ui::ArgumentsEditor::JsonMode);
    find<QPlainTextEdit>(editor, u"argumentsJsonEdit"_s)->setPlainText(u"{\"title\":\"\"}"_s);
    QVERIFY(editor.obstacles().isEmpty());
    QTRY_VERIFY(find<QLabel>(editor, u"argumentsJsonProblemLabel"_s)->text().startsWith(u"!"_s));
}

void TestForms::aSchemaThatIsNoObjectIsOneJsonField()
{
    ui::SchemaForm form;
    form.setSchema(parsed("true"));
    QVERIFY(form.findChild<QPlainTextEdit *>(u"field_"_s));
    form.setValue(parsed(R"({"a":1})").as_object());
    QCOMPARE(textOf(form.value()), QByteArray(R"({"a":1})"));
}

void TestForms::largeIntegersSurvive()
{
    ui::SchemaForm form;
    form.setSchema(parsed(R"({"type":"object","properties":{"id":{"type":"integer"}}})"));
    QTest::keyClicks(find<QLineEdit>(form, u"field_id"_s), u"9007199254740993"_s);
    QCOMPARE(textOf(form.value()), QByteArray(R"({"id":9007199254740993})"));
    form.setValue(parsed(R"({"id":18446744073709551615})").as_object());
    QCOMPARE(textOf(form.value()), QByteArray(R"({"id":18446744073709551615})"));
}

QTEST_MAIN(TestForms)
#include "test_forms.moc"
