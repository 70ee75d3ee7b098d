// SPDX-License-Identifier: GPL-3.0-or-later
// The controls for single values: what they say, and that they lose nothing.
#include "gui/formpieces.h"
#include "ui/schemaform/pickedfile.h"

#include <QCalendarWidget>
#include <QCheckBox>
#include <QComboBox>
#include <QDropEvent>
#include <QListView>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QTemporaryDir>
#include <QTimeEdit>

#include <sys/stat.h>

using namespace authscope;
using namespace authscope::formtest;
using namespace Qt::StringLiterals;

namespace {

QByteArray withField(const QByteArray &rules)
{
    return "{'type':'object','properties':{'a':" + rules + "}}";
}

QString writeFile(const QTemporaryDir &folder, const QString &name, const QByteArray &content)
{
    QFile file(folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write");
    return file.fileName();
}

void drop(QWidget *on, const QString &path)
{
    QMimeData data;
    data.setUrls({ QUrl::fromLocalFile(path) });
    QDragEnterEvent enter(QPoint(2, 2), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(on, &enter);
    QDropEvent event(QPointF(2, 2), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(on, &event);
}

} // namespace

class TestFormFields : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsNullAbsentAndEmptyApart();
    void keepsNumbersExact_data();
    void keepsNumbersExact();
    void saysWhenDigitsAreLost();
    void offersDefaultsAndExamples();
    void marksWhatIsRequired();
    void saysTheClauseUnderTheField();
    void saysWhatDoesNotLookRight_data();
    void saysWhatDoesNotLookRight();
    void neverLosesATextThatIsNoDate();
    void picksADate();
    void picksATime();
    void editsSeveralLines();
    void titlesItsChoices();
    void filtersThousandsOfChoices();
    void ticksSeveralOfMany();
    void booleansMayBeLeftOut();
    void editsAnythingAsJson();
    void keepsATextThatIsTooLarge();
    void makesAnAddressOfAFile();
    void takesADroppedFile();
    void listsOfFilesWork();
    void refusesWhatIsNoFileOrTooLarge();
    void encodesAFileAsBase64();
};

void TestFormFields::tellsNullAbsentAndEmptyApart()
{
    ui::SchemaForm form;
    form.setSchema(value(withField("{'type':['string','null']}")));
    QCOMPARE(textOf(form), QByteArray("{}"));
    auto *edit = shots::child<QLineEdit>(&form, u"field_a"_s);
    QCOMPARE(edit->placeholderText(), u"not set"_s);
    QVERIFY(chooseInMenu(form, u"field_a"_s, u"nullAction"_s));
    QCOMPARE(textOf(form), QByteArray("{'a':null}"));
    QCOMPARE(edit->placeholderText(), u"null"_s);
    QVERIFY(chooseInMenu(form, u"field_a"_s, u"emptyTextAction"_s));
    QCOMPARE(textOf(form), QByteArray("{'a':''}"));
    QCOMPARE(edit->placeholderText(), u"empty text"_s);
    QTest::keyClicks(edit, u"x"_s);
    QCOMPARE(textOf(form), QByteArray("{'a':'x'}"));
    QTest::keyClick(edit, Qt::Key_Backspace);
    QCOMPARE(textOf(form), QByteArray("{}"));
    form.setWhole(value("{'a':''}"));
    QVERIFY(chooseInMenu(form, u"field_a"_s, u"leaveOutAction"_s));
    QCOMPARE(textOf(form), QByteArray("{}"));
    QVERIFY(!chooseInMenu(form, u"field_a"_s, u"leaveOutAction"_s)); // it is
    ui::SchemaForm plain;
    plain.setSchema(value(withField("{'type':'string'}")));
    QVERIFY(!chooseInMenu(plain, u"field_a"_s, u"nullAction"_s));
}

void TestFormFields::keepsNumbersExact_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QByteArray>("sent");
    const auto row = [](const char *typed, const char *sent) {
        QTest::newRow(typed) << QString::fromLatin1(typed) << QByteArray(sent);
    };
    row("9007199254740993", "9007199254740993");
    row("18446744073709551615", "18446744073709551615");
    row("-9223372036854775808", "-9223372036854775808");
    row("0.1", "1E-1");
    row("1e3", "1E3");
    row("0.30000000000000004", "3.0000000000000004E-1");
    row("12x", "'12x'"); // what is typed is kept; the schema objects
    row("nan", "'nan'");
    row("1e999", "'1e999'");
}

void TestFormFields::keepsNumbersExact()
{
    QFETCH(QString, typed);
    QFETCH(QByteArray, sent);
    ui::SchemaForm form;
    form.setSchema(value(withField("{'type':'number'}")));
    type(form, u"field_a"_s, typed);
    QCOMPARE(textOf(form), "{'a':" + sent + "}");
    QCOMPARE(form.problems().isEmpty(), !sent.startsWith('\''));
    const auto before = form.whole();
    form.setWhole(before);
    QCOMPARE(form.whole(), before);
    QVERIFY(shots::child<QLineEdit>(&form, u"field_a"_s)); // a draft stays in its field
}

void TestFormFields::saysWhenDigitsAreLost()
{
    ui::SchemaForm form;
    form.setSchema(value(withField("{'type':'integer'}")));
    type(form, u"field_a"_s, u"123456789012345678901234567890"_s);
    QTRY_VERIFY(says(form, u"! has more digits than are kept"_s));
    type(form, u"field_a"_s, u"12345678901234567"_s);
    QTRY_VERIFY(!says(form, u"! has more digits"_s));
}

void TestFormFields::offersDefaultsAndExamples()
{
    ui::SchemaForm form;
    form.setSchema(value(withField("{'type':'string','default':'blue','examples':['red','green']}")));
    QCOMPARE(textOf(form), QByteArray("{'a':'blue'}"));
    QVERIFY(chooseInMenu(form, u"field_a"_s, u"exampleAction"_s));
    QCOMPARE(textOf(form), QByteArray("{'a':'red'}"));
    QVERIFY(chooseInMenu(form, u"field_a"_s, u"defaultAction"_s));
    QCOMPARE(textOf(form), QByteArray("{'a':'blue'}"));
    form.setWhole(value("{}"));
    QCOMPARE(shots::child<QLineEdit>(&form, u"field_a"_s)->placeholderText(), u"such as red"_s);
}

void TestFormFields::marksWhatIsRequired()
{
    ui::SchemaForm form;
    form.setSchema(
        value("{'type':'object','required':['a'],'properties':{'a':{'type':'string','maxLength':9},"
              "'b':{'type':'string'}}}"));
    QVERIFY(says(form, u"a *"_s));
    QVERIFY(!says(form, u"b *"_s));
    QCOMPARE(shots::child<QLineEdit>(&form, u"field_a"_s)->accessibleName(), u"a, required"_s);
    form.settle();
    QVERIFY(says(form, u"at most 9 characters"_s)); // beside the field, before anything is wrong
    QVERIFY(!says(form, u"✗"_s));
}

void TestFormFields::saysTheClauseUnderTheField()
{
    ui::SchemaForm form;
    form.setSchema(value("{'type':'object','properties':{'a':{'$ref':'#/$defs/name'}},"
                         "'$defs':{'name':{'type':'string','maxLength':3}}}"));
    type(form, u"field_a"_s, u"long"_s);
    QTRY_VERIFY(says(form, u"✗ must have at most 3 characters, has 4 · /$defs/name/maxLength"_s));
    QVERIFY(shots::child<QLineEdit>(&form, u"field_a"_s)->accessibleDescription().contains(u"at most 3"_s));
    QTest::keyClick(shots::child<QLineEdit>(&form, u"field_a"_s), Qt::Key_Backspace);
    QTRY_VERIFY(!says(form, u"✗"_s));
}

void TestFormFields::saysWhatDoesNotLookRight_data()
{
    QTest::addColumn<QByteArray>("format");
    QTest::addColumn<QString>("wrong");
    QTest::addColumn<QString>("right");
    QTest::newRow("email") << QByteArray("email") << u"nonsense"_s << u"ada@example.com"_s;
    QTest::newRow("uri") << QByteArray("uri") << u"no address"_s << u"https://example.com/"_s;
    QTest::newRow("date") << QByteArray("date") << u"2026-02-30"_s << u"2026-02-28"_s;
    QTest::newRow("time") << QByteArray("time") << u"25:00"_s << u"14:30:00Z"_s;
    QTest::newRow("date-time") << QByteArray("date-time") << u"yesterday"_s << u"2026-01-31T14:30:00Z"_s;
}

void TestFormFields::saysWhatDoesNotLookRight()
{
    QFETCH(QByteArray, format);
    QFETCH(QString, wrong);
    QFETCH(QString, right);
    ui::SchemaForm form;
    form.setSchema(value(withField("{'type':'string','format':'" + format + "'}")));
    type(form, u"field_a"_s, wrong);
    QTRY_VERIFY(says(form, u"! does not look like"_s));
    QVERIFY(form.problems().isEmpty()); // a format is an annotation: it stops nobody
    QCOMPARE(form.value()["a"], json::Value(json::string(wrong)));
    type(form, u"field_a"_s, right);
    QTRY_VERIFY(!says(form, u"! does not look like"_s));
}

void TestFormFields::neverLosesATextThatIsNoDate()
{
    for (const char *format : { "date", "time", "date-time", "email", "uri" }) {
        ui::SchemaForm form;
        form.setSchema(value(withField(QByteArray("{'type':'string','format':'") + format + "'}")));
        const json::Value given = value("{'a':' 31/01/2026, perhaps '}");
        form.setWhole(given);
        QCOMPARE(form.whole(), std::optional(given));
        QCOMPARE(shots::child<QLineEdit>(&form, u"field_a"_s)->text(), u" 31/01/2026, perhaps "_s);
    }
}

void TestFormFields::picksADate()
{
    ui::SchemaForm form;
    form.setSchema(value(withField("{'type':'string','format':'date'}")));
    shots::shoot(&form, {}, { 600, 300 });
    type(form, u"field_a"_s, u"2026-01-31"_s);
    press(form, u"pickButton"_s);
    auto *calendar = shots::child<QCalendarWidget>(&form, u"pickedDate"_s);
    QCOMPARE(calendar->selectedDate(), QDate(2026, 1, 31)); // begins where the text is
    calendar->setSelectedDate(QDate(2027, 2, 3));
    press(form, u"usePickedButton"_s);
    QCOMPARE(textOf(form), QByteArray("{'a':'2027-02-03'}"));
}

void TestFormFields::picksATime()
{
    ui::SchemaForm form;
    form.setSchema(value(withField("{'type':'string','format':'date-time'}")));
    shots::shoot(&form, {}, { 600, 300 });
    press(form, u"pickButton"_s);
    shots::child<QCalendarWidget>(&form, u"pickedDate"_s)->setSelectedDate(QDate(2027, 2, 3));
    shots::child<QTimeEdit>(&form, u"pickedTime"_s)->setTime(QTime(4, 5, 6));
    press(form, u"usePickedButton"_s);
    QVERIFY2(textOf(form).startsWith("{'a':'2027-02-03T04:05:06"), textOf(form).constData());
    form.settle();
    QVERIFY(!says(form, u"does not look like"_s)); // with its offset
}

void TestFormFields::editsSeveralLines()
{
    ui::SchemaForm form;
    form.setSchema(value(withField("{'type':'string','maxLength':5000}")));
    shots::child<QPlainTextEdit>(&form, u"field_a"_s)->setPlainText(u"one\ntwo"_s);
    QCOMPARE(form.value()["a"], json::Value("one\ntwo"));
    // A field of one line gives way to one of several.
    ui::SchemaForm line;
    line.setSchema(value(withField("{'type':'string'}")));
    const json::Value given = json::Object{ { "a", "one\r\ntwo" } };
    line.setWhole(given);
    QCOMPARE(line.whole(), std::optional(given)); // to the last character
    QVERIFY(shots::child<QPlainTextEdit>(&line, u"field_a"_s)->toPlainText().contains(u"two"_s));
}

void TestFormFields::titlesItsChoices()
{
    ui::SchemaForm form;
    form.setSchema(value(withField("{'oneOf':[{'const':'r','title':'Red'},{'const':2,'title':'Two'}]}")));
    auto *box = shots::child<QComboBox>(&form, u"field_a"_s);
    QCOMPARE(box->itemText(1), u"Red"_s);
    box->setCurrentIndex(2);
    QCOMPARE(textOf(form), QByteArray("{'a':2}"));
    form.setWhole(value("{'a':2.0}")); // the same choice in another spelling
    QCOMPARE(box->currentText(), u"Two"_s);
    QVERIFY(form.value()["a"].is_double());
    form.setWhole(value("{'a':'other'}"));
    QCOMPARE(textOf(form), QByteArray("{'a':'other'}"));
    QCOMPARE(form.problems().size(), 1);
}

void TestFormFields::filtersThousandsOfChoices()
{
    QByteArray choices;
    for (int i = 0; i < 10000; ++i)
        choices += (i ? ",'choice " : "'choice ") + QByteArray::number(i) + "'";
    ui::SchemaForm form;
    form.setSchema(value(withField("{'enum':[" + choices + "]}")));
    auto *box = shots::child<QComboBox>(&form, u"field_a"_s);
    QCOMPARE(box->count(), 10001);
    auto *filter = shots::child<QLineEdit>(&form, u"optionFilter"_s);
    QTest::keyClicks(filter, u"777"_s);
    QTRY_VERIFY(box->findText(u"choice 9777"_s) >= 0); // the last of them
    QVERIFY(box->count() < 100);
    box->setCurrentIndex(box->findText(u"choice 1777"_s));
    QCOMPARE(textOf(form), QByteArray("{'a':'choice 1777'}"));
    filter->clear();
    QCOMPARE(box->currentText(), u"choice 1777"_s);
    QTest::keyClicks(filter, u"no such thing"_s);
    QTRY_COMPARE(box->count(), 2); // "not set" and what is chosen
    QCOMPARE(textOf(form), QByteArray("{'a':'choice 1777'}"));
}

void TestFormFields::ticksSeveralOfMany()
{
    QByteArray choices;
    for (int i = 0; i < 200; ++i)
        choices += (i ? "," : "") + QByteArray::number(i);
    ui::SchemaForm form;
    form.setSchema(
        value(withField("{'type':'array','uniqueItems':true,'items':{'enum':[" + choices + "]}}")));
    auto *list = shots::child<QListView>(&form, u"field_a"_s);
    QCOMPARE(list->model()->rowCount(), 200);
    list->model()->setData(list->model()->index(7, 0), Qt::Checked, Qt::CheckStateRole);
    list->model()->setData(list->model()->index(3, 0), Qt::Checked, Qt::CheckStateRole);
    QCOMPARE(textOf(form), QByteArray("{'a':[3,7]}"));
    form.setWhole(value("{'a':[9,1]}"));
    QCOMPARE(textOf(form), QByteArray("{'a':[9,1]}")); // in the order given
    list->model()->setData(list->model()->index(9, 0), Qt::Unchecked, Qt::CheckStateRole);
    QCOMPARE(textOf(form), QByteArray("{'a':[1]}"));
    form.setWhole(value("{'a':['none of them']}"));
    QCOMPARE(textOf(form), QByteArray("{'a':['none of them']}"));
}

void TestFormFields::booleansMayBeLeftOut()
{
    ui::SchemaForm form;
    form.setSchema(value("{'type':'object','required':['must'],'properties':{'must':{'type':'boolean'},"
                         "'may':{'type':['boolean','null']}}}"));
    QCOMPARE(textOf(form), QByteArray("{'must':false}"));
    shots::child<QCheckBox>(&form, u"field_must"_s)->click();
    auto *may = shots::child<QComboBox>(&form, u"field_may"_s);
    QCOMPARE(may->count(), 4);
    may->setCurrentIndex(2);
    QCOMPARE(textOf(form), QByteArray("{'must':true,'may':false}"));
    may->setCurrentIndex(3);
    QCOMPARE(textOf(form), QByteArray("{'must':true,'may':null}"));
    form.setWhole(value("{}"));
    QCOMPARE(textOf(form), QByteArray("{}"));
    shots::child<QCheckBox>(&form, u"field_must"_s)->click();
    QVERIFY(textOf(form).startsWith("{'must':"));
}

void TestFormFields::editsAnythingAsJson()
{
    ui::SchemaForm form;
    form.setSchema(value(withField("{'type':'object','properties':{'n':{'type':'integer'}}}")));
    form.setWhole(value("{'a':{'n':1}}"));
    QVERIFY(chooseInMenu(form, u"open_a"_s, u"asJsonAction"_s));
    auto *text = shots::child<QPlainTextEdit>(&form, u"field_a"_s);
    text->setPlainText(u"[1, 2"_s);
    QCOMPARE(form.obstacles().size(), 1);
    QTRY_VERIFY(says(form, u"is not JSON"_s));
    text->setPlainText(u"{\"n\": 5, \"m\": null}"_s);
    QCOMPARE(textOf(form), QByteArray("{'a':{'n':5,'m':null}}"));
    QVERIFY(chooseInMenu(form, u"open_a"_s, u"asJsonAction"_s));
    QCOMPARE(shots::child<QLineEdit>(&form, u"field_a/n"_s)->text(), u"5"_s);
    QCOMPARE(textOf(form), QByteArray("{'a':{'n':5,'m':null}}"));
}

void TestFormFields::keepsATextThatIsTooLarge()
{
    ui::SchemaForm form;
    form.setSchema(value(withField("{'type':'string'}")));
    const json::Value given = json::Object{ { "a", std::string(3'000'000, 'x') } };
    form.setWhole(given);
    QCOMPARE(form.whole(), std::optional(given));
    form.settle();
    QVERIFY(says(form, u"! is too large to be edited here (3.0 MB)"_s));
    QVERIFY(shots::child<QPlainTextEdit>(&form, u"field_a"_s)->isReadOnly());
    QVERIFY(chooseInMenu(form, u"field_a"_s, u"leaveOutAction"_s));
    QCOMPARE(textOf(form), QByteArray("{}"));
}

// Apps SDK: the two that must be there, and the two that may.
const QByteArray fileRules = "{'type':'object','required':['download_url','file_id'],'properties':{"
                             "'download_url':{'type':'string'},'file_id':{'type':'string'},"
                             "'mime_type':{'type':'string'},'file_name':{'type':'string'}}}";

void TestFormFields::makesAnAddressOfAFile()
{
    const ui::PickedFile none = ui::readPickedFile(u"/nowhere"_s);
    QVERIFY(!none.problem.isEmpty());
    QTemporaryDir folder;
    const ui::PickedFile file = ui::readPickedFile(writeFile(folder, u"notes.txt"_s, "hello"));
    QCOMPARE(file.name, u"notes.txt"_s);
    QCOMPARE(file.type, QByteArray("text/plain"));
    QCOMPARE(file.content, QByteArray("hello"));
    // A member that is not named as a file is an ordinary object.
    ui::SchemaForm plain;
    plain.setSchema(value(withField(fileRules)));
    press(plain, u"set_a"_s);
    QVERIFY(!plain.findChild<QPushButton *>(u"file_a"_s));
    QVERIFY(plain.findChild<QLineEdit *>(u"field_a/download_url"_s));
}

void TestFormFields::takesADroppedFile()
{
    QTemporaryDir folder;
    ui::SchemaForm form;
    form.setSchema(value("{'type':'object','required':['a'],'properties':{'a':" + fileRules + "}}"), { "a" });
    shots::shoot(&form, {}, { 600, 400 });
    QWidget *target = shots::child<QPushButton>(&form, u"file_a"_s)->parentWidget();
    drop(target, writeFile(folder, u"notes.txt"_s, "hello"));
    const json::Object file = form.value()["a"].as_object();
    QCOMPARE(json::stringMember(file, "download_url"), QByteArray("data:text/plain;base64,aGVsbG8="));
    QCOMPARE(json::stringMember(file, "mime_type"), QByteArray("text/plain"));
    QCOMPARE(json::stringMember(file, "file_name"), QByteArray("notes.txt"));
    QVERIFY(json::stringMember(file, "file_id")->startsWith("local-"));
    QVERIFY(form.problems().isEmpty());
    QVERIFY(says(form, u"notes.txt · text/plain · 5 B"_s));
    QVERIFY(says(form, u"nowhere to upload it"_s));
    // Another file has another id; the same one the same.
    const json::Value id = file.at("file_id");
    drop(target, writeFile(folder, u"other.txt"_s, "hello!"));
    QVERIFY(form.value()["a"].at("file_id") != id);
}

void TestFormFields::listsOfFilesWork()
{
    QTemporaryDir folder;
    ui::SchemaForm form;
    form.setSchema(value("{'type':'object','required':['a'],'properties':{'a':{'type':'array','items':"
                       + fileRules + "}}}"),
        { "a" });
    press(form, u"add_a"_s);
    drop(shots::child<QPushButton>(&form, u"file_a/0"_s)->parentWidget(), writeFile(folder, u"x.txt"_s, "x"));
    QCOMPARE(form.value()["a"].at(0).at("file_name"), json::Value("x.txt"));
}

void TestFormFields::refusesWhatIsNoFileOrTooLarge()
{
    QTemporaryDir folder;
    QFile large(folder.filePath(u"large"_s));
    QVERIFY(large.open(QIODevice::WriteOnly) && large.resize(ui::maxPickedBytes + 1));
    large.close();
    const QString pipe = folder.filePath(u"pipe"_s);
    QCOMPARE(mkfifo(pipe.toLocal8Bit().constData(), 0600), 0);
    for (const QString &path : { large.fileName(), pipe, folder.path(), folder.filePath(u"none"_s) }) {
        const ui::PickedFile file = ui::readPickedFile(path);
        QVERIFY2(file.problem.contains(u"Nothing was taken"_s), qPrintable(path));
        QVERIFY(file.content.isEmpty());
    }
    QVERIFY(ui::readPickedFile(large.fileName()).problem.contains(u"4.2 MB"_s));
    ui::SchemaForm form;
    form.setSchema(value("{'type':'object','required':['a'],'properties':{'a':" + fileRules + "}}"), { "a" });
    drop(shots::child<QPushButton>(&form, u"file_a"_s)->parentWidget(), large.fileName());
    QCOMPARE(textOf(form), QByteArray("{'a':{}}"));
    form.settle();
    QVERIFY(says(form, u"Nothing was taken"_s));
}

void TestFormFields::encodesAFileAsBase64()
{
    QTemporaryDir folder;
    ui::SchemaForm form;
    form.setSchema(value(withField("{'type':'string','contentEncoding':'base64'}")));
    auto *edit = shots::child<QLineEdit>(&form, u"field_a"_s);
    drop(edit, writeFile(folder, u"x.bin"_s, "hello"));
    QCOMPARE(textOf(form), QByteArray("{'a':'aGVsbG8='}"));
    form.settle();
    QVERIFY(says(form, u"5 B as a file"_s));
    edit->setText(u"no base64!"_s);
    QCOMPARE(textOf(form), QByteArray("{'a':'no base64!'}"));
    QTRY_VERIFY(says(form, u"is not base64"_s));
    const QByteArray large(100'000, 'y');
    drop(edit, writeFile(folder, u"y.bin"_s, large));
    QCOMPARE(form.value()["a"], json::Value(json::string(large.toBase64())));
    QVERIFY(edit->isReadOnly());
    QVERIFY(edit->text().size() < 1000);
    QVERIFY(chooseInMenu(form, u"field_a"_s, u"leaveOutAction"_s));
    QVERIFY(!edit->isReadOnly());
}

QTEST_MAIN(TestFormFields)
#include "test_formfields.moc"
