// SPDX-License-Identifier: GPL-3.0-or-later
// One value as form and as JSON, filling it, and sending what the schema forbids.
#include "gui/formpieces.h"
#include "gui/samples.h"
#include "ui/schemaform/argumentseditor.h"
#include "ui/tools/toolpanel.h"

#include <QPlainTextEdit>
#include <QSignalSpy>

using namespace authscope;
using namespace authscope::formtest;
using namespace Qt::StringLiterals;

namespace {

const QByteArray board = "{'type':'object','required':['title'],'additionalProperties':false,'properties':{"
                         "'title':{'type':'string','minLength':2,'maxLength':8,'examples':['Sprint']},"
                         "'size':{'type':'integer','minimum':1,'maximum':9},"
                         "'file':{'type':'object','required':['download_url','file_id'],'properties':{"
                         "'download_url':{'type':'string'},'file_id':{'type':'string'}}}}}";

mcp::Tool boardTool()
{
    mcp::Tool tool = sample::tools()[0];
    tool.inputSchema = value(board);
    tool.raw = value("{'_meta':{'openai/fileParams':['file']}}");
    return tool;
}

QAction *entry(QWidget &panel, const QString &name, const QString &part = {})
{
    press(panel, u"fillButton"_s);
    const auto menus = panel.findChildren<QMenu *>(u"fillMenu"_s);
    for (QAction *action : menus.last()->findChildren<QAction *>(name)) {
        if (action->text().contains(part))
            return action;
    }
    return nullptr;
}

} // namespace

class TestFormFill : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fillsWithExamples();
    void offersBoundaryValues();
    void sendsAnywayWhatTheSchemaForbids();
    void offersNothingWhereThereIsNoValue();
    void takesTheFilesTheToolNames();
    void leavesJsonAsItIsTyped();
    void largeArgumentsAreNotEditedAsJson();
    void picturesOfARichForm();
};

void TestFormFill::fillsWithExamples()
{
    ui::ToolPanel panel;
    panel.setTool(boardTool(), {});
    shots::shoot(&panel, {}, { 900, 600 });
    QAction *fill = entry(panel, u"fillExamplesAction"_s);
    QVERIFY(fill);
    fill->trigger();
    QCOMPARE(panel.arguments()["title"], json::Value("Sprint"));
    QVERIFY(says(panel, u"✓ Filled with examples"_s));
    entry(panel, u"fillDefaultsAction"_s)->trigger();
    QVERIFY(panel.arguments().empty());
}

void TestFormFill::offersBoundaryValues()
{
    ui::ToolPanel panel;
    panel.setTool(boardTool(), {});
    shots::shoot(&panel, {}, { 900, 600 });
    QAction *longest = entry(panel, u"boundaryAction"_s, u"title: 8 characters"_s);
    QVERIFY(longest);
    longest->trigger();
    QCOMPARE(panel.arguments()["title"].as_string().size(), 8U);
    QVERIFY(says(panel, u"The schema allows it."_s));
    QAction *tooLong = entry(panel, u"boundaryAction"_s, u"title: 9 characters, one more"_s);
    QVERIFY(tooLong);
    tooLong->trigger();
    QCOMPARE(panel.arguments()["title"].as_string().size(), 9U);
    QVERIFY(says(panel, u"the server should refuse it"_s));
    QVERIFY(says(panel, u"✗ must have at most 8 characters"_s));
    type(panel, u"field_title"_s, u"fine"_s);
    const auto *told = shots::child<QLabel>(&panel, u"argumentsFilledLabel"_s);
    QVERIFY(!told->isVisible()); // it is another value now
}

void TestFormFill::sendsAnywayWhatTheSchemaForbids()
{
    ui::ToolPanel panel;
    panel.setTool(boardTool(), {});
    shots::shoot(&panel, {}, { 900, 600 });
    QSignalSpy called(&panel, &ui::ToolPanel::callRequested);
    auto *anyway = shots::child<QPushButton>(&panel, u"sendAnywayButton"_s);
    QVERIFY(!anyway->isVisible());
    type(panel, u"field_title"_s, u"x"_s);
    press(panel, u"callButton"_s);
    QCOMPARE(called.size(), 0);
    QVERIFY(shots::child<QLabel>(&panel, u"callHintLabel"_s)->text().contains(u"Nothing was sent"_s));
    QVERIFY(anyway->isVisible());
    type(panel, u"field_title"_s, u"xy"_s);
    QVERIFY(!anyway->isVisible()); // another value, another try
    type(panel, u"field_title"_s, u"x"_s);
    press(panel, u"callButton"_s);
    anyway->click();
    QCOMPARE(called.size(), 1);
    QCOMPARE(json::compact(called.first().at(1).value<json::Object>()), QByteArray("{\"title\":\"x\"}"));
    QVERIFY(!anyway->isVisible());
    type(panel, u"field_size"_s, u"many"_s); // of another type: as it is typed
    press(panel, u"callButton"_s);
    anyway->click();
    QCOMPARE(json::compact(called.last().at(1).value<json::Object>()),
        QByteArray("{\"title\":\"x\",\"size\":\"many\"}"));
}

void TestFormFill::offersNothingWhereThereIsNoValue()
{
    ui::ToolPanel panel;
    mcp::Tool tool = boardTool();
    tool.inputSchema = value("{'type':'object','properties':{'a':{}}}");
    panel.setTool(tool, {});
    shots::shoot(&panel, {}, { 900, 600 });
    shots::child<QPlainTextEdit>(&panel, u"field_a"_s)->setPlainText(u"{ half"_s);
    QSignalSpy called(&panel, &ui::ToolPanel::callRequested);
    press(panel, u"callButton"_s);
    QCOMPARE(called.size(), 0);
    QVERIFY(entry(panel, u"addArgumentAction"_s)); // the schema forbids none
    QVERIFY(!shots::child<QPushButton>(&panel, u"sendAnywayButton"_s)->isVisible());
    shots::child<QPlainTextEdit>(&panel, u"field_a"_s)->setPlainText(u"{}"_s);
    press(panel, u"callButton"_s);
    QCOMPARE(called.size(), 1);
}

void TestFormFill::takesTheFilesTheToolNames()
{
    ui::ToolPanel panel;
    panel.setTool(boardTool(), {});
    shots::shoot(&panel, {}, { 900, 600 });
    press(panel, u"set_file"_s);
    QVERIFY(panel.findChild<QPushButton *>(u"file_file"_s));
    mcp::Tool other = boardTool();
    other.name = u"other"_s;
    other.raw = value("{'_meta':{'openai/fileParams':'file'}}"); // not a list: nothing is named
    panel.setTool(other, {});
    press(panel, u"set_file"_s);
    QVERIFY(!panel.findChild<QPushButton *>(u"file_file"_s));
}

void TestFormFill::leavesJsonAsItIsTyped()
{
    ui::ToolPanel panel;
    panel.setTool(boardTool(), {});
    shots::shoot(&panel, {}, { 900, 600 });
    press(panel, u"jsonModeButton"_s);
    auto *json = shots::child<QPlainTextEdit>(&panel, u"argumentsJsonEdit"_s);
    const QString typed = u"{ \"size\" : 3,\n\n \"title\":\"Sprint\"   }"_s;
    json->setPlainText(typed);
    QTRY_COMPARE(shots::child<QLineEdit>(&panel, u"field_title"_s)->text(), u"Sprint"_s);
    QCOMPARE(json->toPlainText(), typed);
    QCOMPARE(json::compact(panel.arguments()), QByteArray("{\"size\":3,\"title\":\"Sprint\"}"));
    press(panel, u"formModeButton"_s);
    press(panel, u"jsonModeButton"_s);
    QCOMPARE(json->toPlainText(), typed); // nothing was edited since
    press(panel, u"formModeButton"_s);
    type(panel, u"field_size"_s, u"4"_s);
    press(panel, u"jsonModeButton"_s);
    QVERIFY(json->toPlainText().contains(u"\"size\": 4"_s));
    // Switching at once after a key loses nothing.
    json->setPlainText(u"{\"title\":\"Now\"}"_s);
    press(panel, u"formModeButton"_s);
    QCOMPARE(json::compact(panel.arguments()), QByteArray("{\"title\":\"Now\"}"));
}

void TestFormFill::largeArgumentsAreNotEditedAsJson()
{
    ui::ToolPanel panel;
    panel.setTool(boardTool(), {});
    shots::shoot(&panel, {}, { 900, 600 });
    const json::Object large{ { "title", std::string(3'000'000, 'x') } };
    panel.setArguments(large);
    press(panel, u"jsonModeButton"_s);
    auto *json = shots::child<QPlainTextEdit>(&panel, u"argumentsJsonEdit"_s);
    QVERIFY(json->isReadOnly());
    QVERIFY(json->toPlainText().size() < 10'000);
    QVERIFY(says(panel, u"too large to be edited as JSON (3.0 MB)"_s));
    QCOMPARE(panel.arguments(), large);
}

void TestFormFill::picturesOfARichForm()
{
    ui::ToolPanel panel;
    mcp::Tool tool = boardTool();
    tool.inputSchema = value(
        "{'type':'object','required':['title','owner','when'],'properties':{"
        "'title':{'type':'string','title':'Title','description':'What the board is called','maxLength':12},"
        "'when':{'type':'string','format':'date','title':'Due'},"
        "'owner':{'type':'object','title':'Owner','required':['mail'],'properties':{"
        "'mail':{'type':'string','format':'email','title':'E-mail'},'role':{'enum':['admin','guest']}}},"
        "'tags':{'type':'array','title':'Tags','items':{'type':'string'},'maxItems':3},"
        "'limits':{'type':'object','title':'Limits','additionalProperties':{'type':'integer','maximum':10}},"
        "'shape':{'title':'Shape','oneOf':[{'title':'Circle','type':'object','required':['kind','r'],"
        "'properties':{'kind':{'const':'circle'},'r':{'type':'number','minimum':1}}},"
        "{'title':'Box','type':'object','required':['kind'],'properties':{'kind':{'const':'box'}}}]},"
        "'people':{'type':'array','title':'People','uniqueItems':true,'items':{'enum':['Ada','Bob','Cleo']}},"
        "'file':{'type':'object','title':'Picture','required':['download_url','file_id'],'properties':{"
        "'download_url':{'type':'string'},'file_id':{'type':'string'}}}}}");
    panel.setTool(tool, {});
    panel.setArguments(
        value("{'title':'Sprint Board for all','when':'tomorrow','owner':{'mail':'ada@example.com'},"
              "'tags':['red','blue','green','grey'],'limits':{'boards':3,'cards':40},"
              "'shape':{'kind':'circle','r':0.5},'people':['Ada','Cleo'],'file':{'download_url':"
              "'data:text/plain;base64,aGVsbG8=','file_id':'local-1','file_name':'hello.txt',"
              "'mime_type':'text/plain'}}")
            .as_object());
    shots::shoot(&panel, {}, { 760, 1500 });
    press(panel, u"callButton"_s);
    shots::shoot(&panel, u"form-rich"_s, { 760, 1500 });
    shots::verifyInert(&panel);
    QVERIFY(says(panel, u"✗ must be at most 10"_s));
    QVERIFY(says(panel, u"✗ must be at least 1"_s));
    panel.resize(420, 700);
    shots::shoot(&panel, u"form-narrow"_s, { 420, 700 });
}

QTEST_MAIN(TestFormFill)
#include "test_formfill.moc"
