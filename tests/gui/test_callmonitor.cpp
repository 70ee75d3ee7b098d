// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/samples.h"
#include "gui/shots.h"
#include "ui/common/emptystate.h"
#include "ui/tools/callmonitor.h"
#include "ui/tools/toolsview.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;

/// What stands beside a running call, and tools that changed or cannot be called.
class TestCallMonitor : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void showsTheProgressOfACall();
    void takesThePersonsWordForTheBrowser();
    void boundsTheLogOfACall();
    void namesTheStateOfATask();
    void listsRejectedToolsApart();
    void keepsTheFormOfAChangedTool();
};

void TestCallMonitor::initTestCase()
{
    ui::applyTheme(*qApp, ui::ThemeChoice::Light);
}

void TestCallMonitor::showsTheProgressOfACall()
{
    ui::ToolsView view;
    view.setTools(sample::tools(), { "boards.write" });
    view.setAvailability(ui::ToolsView::Availability::Loaded);
    view.chooseTool(u"create_board"_s);
    ui::CallMonitor *monitor = view.panel()->monitor();
    monitor->setLogLevel(true, "warning");
    view.panel()->setRunning(true, u"calling"_s);
    auto *bar = shots::child<QProgressBar>(&view, u"callProgress"_s);
    QCOMPARE(bar->maximum(), 0); // how far is not known
    monitor->setProgress(3, 12, u"third of twelve "_s + sample::hostile);
    monitor->addLogLine(u"warning"_s, u"the disk is nearly full"_s);
    monitor->addLogLine(u"info"_s, sample::hostile);
    monitor->setTask({ .id = "task-1", .status = mcp::Task::Status::Working });
    monitor->setElapsed(std::chrono::milliseconds(2300));
    shots::shoot(&view, u"tools-running"_s);
    QCOMPARE(bar->value(), 250);
    const QString line = shots::child<QLabel>(&view, u"callProgressLabel"_s)->text();
    QVERIFY2(line.startsWith(u"calling · 3 of 12 · "_s) && line.endsWith(u" · 2.3 s"_s), qPrintable(line));
    QVERIFY(!line.contains(QChar(0x202E)));
    QSignalSpy cancels(view.panel(), &ui::ToolPanel::cancelRequested);
    shots::child<QPushButton>(&view, u"cancelCallButton"_s)->click();
    QCOMPARE(cancels.size(), 1);
    QVERIFY(
        shots::child<QLabel>(&view, u"callProgressLabel"_s)->text().contains(u"cancellation requested"_s));
    QVERIFY(!shots::child<QPushButton>(&view, u"cancelCallButton"_s)->isEnabled());
    view.panel()->setRunning(false);
    QVERIFY2(shots::child<QPlainTextEdit>(&view, u"callLog"_s)->isVisible(), "the lines stay");
    monitor->setProgress(-5, 1, {});
    monitor->setProgress(1e308, 1, {});
    view.panel()->setRunning(true, u"calling"_s);
    QVERIFY(!shots::child<QPlainTextEdit>(&view, u"callLog"_s)->isVisible());
    shots::verifyInert(&view);
}

void TestCallMonitor::takesThePersonsWordForTheBrowser()
{
    ui::ToolsView view;
    view.setTools(sample::tools(), { "boards.write" });
    view.setAvailability(ui::ToolsView::Availability::Loaded);
    view.chooseTool(u"create_board"_s);
    ui::CallMonitor *monitor = view.panel()->monitor();
    view.panel()->setRunning(true, u"calling"_s);
    shots::shoot(&view, {});
    auto *done = shots::child<QPushButton>(&view, u"visitFinishedButton"_s);
    QSignalSpy words(monitor, &ui::CallMonitor::visitFinished);
    QVERIFY(!done->isVisible());
    view.panel()->setRunning(true, u"waiting for what was opened in the browser"_s);
    monitor->setVisitAwaited(true);
    shots::shoot(&view, u"tools-visit"_s);
    QVERIFY(done->isVisible());
    QVERIFY(!done->accessibleDescription().isEmpty());
    // From Cancel the next stop of the keyboard, and a mnemonic from anywhere.
    shots::child<QPushButton>(&view, u"cancelCallButton"_s)->setFocus();
    QTest::keyClick(&view, Qt::Key_Tab);
    QTRY_VERIFY(done->hasFocus());
    QTest::keyClick(done, Qt::Key_Space);
    QCOMPARE(words.size(), 1);
    QVERIFY2(!done->isEnabled(), "it is said once");
    monitor->setVisitAwaited(false);
    QVERIFY(!done->isVisible());
    monitor->setVisitAwaited(true);
    QVERIFY2(done->isVisible() && done->isEnabled(), "another visit needs another word");
    view.panel()->cancel();
    QVERIFY(!done->isVisible());
    monitor->setVisitAwaited(true);
    view.panel()->setRunning(false);
    QVERIFY(!done->isVisible());
    monitor->setVisitAwaited(true);
    QVERIFY2(!done->isVisible(), "nothing runs");
    shots::verifyInert(&view);
}

void TestCallMonitor::boundsTheLogOfACall()
{
    ui::CallMonitor monitor;
    const std::unique_ptr<QWidget> lines(monitor.log());
    monitor.begin(u"calling"_s);
    for (int i = 0; i < 1200; ++i)
        monitor.addLogLine(u"info"_s, QString::number(i));
    const auto *log = qobject_cast<QPlainTextEdit *>(lines.get());
    QCOMPARE(log->document()->blockCount(), 500);
    QVERIFY(log->toPlainText().endsWith(u"1199"_s));
    QSignalSpy levels(&monitor, &ui::CallMonitor::logLevelChosen);
    monitor.setLogLevel(true, {});
    auto *box = shots::child<QComboBox>(&monitor, u"logLevelBox"_s);
    QCOMPARE(box->count(), 9);
    Q_EMIT box->activated(0);
    QCOMPARE(levels.first().first().toByteArray(), QByteArray());
}

void TestCallMonitor::namesTheStateOfATask()
{
    using Status = mcp::Task::Status;
    QStringList words;
    for (const Status status : { Status::Working, Status::InputRequired, Status::Completed, Status::Failed,
             Status::Cancelled, Status::Unknown })
        words += ui::taskWord(status);
    QCOMPARE(words.removeDuplicates(), 0);
}

void TestCallMonitor::listsRejectedToolsApart()
{
    QList<mcp::Tool> tools = sample::tools();
    tools[3].rejection = u"Its header x-mcp-header names a field of the protocol. "_s + sample::hostile;
    ui::ToolsView view;
    view.setTools(tools, {});
    view.setAvailability(ui::ToolsView::Availability::Loaded);
    QCOMPARE(shots::child<QAbstractItemView>(&view, u"toolList"_s)->model()->rowCount(), 3);
    auto *rejected = shots::child<QAbstractItemView>(&view, u"rejectedTools"_s);
    QCOMPARE(rejected->model()->rowCount(), 1);
    Q_EMIT rejected->activated(rejected->model()->index(0, 0));
    shots::shoot(&view, u"tools-rejected"_s);
    QVERIFY(shots::child<ui::Banner>(&view, u"toolNoteBanner"_s)
                ->sentence()
                .startsWith(u"It cannot be called"_s));
    QSignalSpy calls(view.panel(), &ui::ToolPanel::callRequested);
    view.panel()->call();
    QCOMPARE(calls.size(), 0);
    QVERIFY(!shots::child<QPushButton>(&view, u"callButton"_s)->isEnabled());
    shots::verifyInert(&view);
    view.setTools(sample::tools(), {});
    QVERIFY(!rejected->isVisible());
}

void TestCallMonitor::keepsTheFormOfAChangedTool()
{
    const auto schema = [](const QByteArray &properties) {
        return *json::parse("{\"type\":\"object\",\"properties\":{" + properties + "}}", u"The schema"_s);
    };
    mcp::Tool tool = sample::tools()[0];
    tool.inputSchema = schema("\"a\":{\"type\":\"string\"},\"b\":{\"type\":\"string\"}");
    ui::ToolPanel panel;
    panel.show();
    panel.setTool(tool, {});
    QTest::keyClicks(shots::child<QLineEdit>(&panel, u"field_a"_s), u"one"_s);
    QTest::keyClicks(shots::child<QLineEdit>(&panel, u"field_b"_s), u"two"_s);
    auto *field = shots::child<QLineEdit>(&panel, u"field_a"_s);
    panel.setTool(tool, {});
    QCOMPARE(shots::child<QLineEdit>(&panel, u"field_a"_s), field); // untouched
    tool.inputSchema = schema("\"a\":{\"type\":\"string\"},\"c\":{\"type\":\"integer\",\"default\":4}");
    panel.setTool(tool, {});
    QCOMPARE(json::compact(panel.arguments()), QByteArray("{\"a\":\"one\",\"c\":4}"));
    QVERIFY(shots::child<ui::Banner>(&panel, u"toolNoteBanner"_s)->isVisible());
    // While JSON is being typed, it stays as it is.
    shots::child<QPushButton>(&panel, u"jsonModeButton"_s)->click();
    auto *json = shots::child<QPlainTextEdit>(&panel, u"argumentsJsonEdit"_s);
    json->setPlainText(u"{\"a\":"_s);
    tool.inputSchema = schema("\"a\":{\"type\":\"integer\"}");
    panel.setTool(tool, {});
    QCOMPARE(json->toPlainText(), u"{\"a\":"_s);
}

QTEST_MAIN(TestCallMonitor)
#include "test_callmonitor.moc"
