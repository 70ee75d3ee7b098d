// SPDX-License-Identifier: GPL-3.0-or-later
// The calls made before, in front of the person: found, compared, saved, run again, forgotten.
#include "gui/samples.h"
#include "gui/shots.h"
#include "session/headlessbrowser.h"
#include "support/engine.h"
#include "ui/common/tables.h"
#include "ui/history/callcommands.h"
#include "ui/history/comparedialog.h"
#include "ui/history/historycontroller.h"
#include "ui/history/limitsdialog.h"
#include "ui/history/replaydialog.h"
#include "ui/history/savecalldialog.h"
#include "ui/tools/toolsview.h"

#include <QApplication>
#include <QBoxLayout>
#include <QCheckBox>
#include <QClipboard>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QProcess>
#include <QSpinBox>

using namespace Qt::StringLiterals;
using namespace authscope;
using shots::child;
using shots::shoot;
using shots::verifyInert;

namespace {

json::Value value(const QByteArray &text)
{
    const auto parsed = json::parse(text, u"a value"_s);
    if (!parsed)
        qFatal("%s", qPrintable(parsed.error().message));
    return *parsed;
}

} // namespace

class TestHistory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void findsAsOneTypes();
    void readsPageByPage();
    void filtersFromItsMenu();
    void oneAndTwoCallsHaveTheirActions();
    void foreignWordsStayWords();
    void comparesTwoResults();
    void savesACallWithWhatIsTicked();
    void whatIsKeptIsChosen();
    void forgetsAfterAYes();
    void questionsGoWithTheConnection();
    void commandsArriveAsTheyWere_data();
    void commandsArriveAsTheyWere();
    void runsSavedCallsAndShowsVerdicts();
    void stopsARunAndClosesSafely();

private:
    qint64 add(store::CallRecord call)
    {
        if (call.connection.isEmpty())
            call.connection = m_connection->id();
        call.at = base::fromMillis(QDateTime::currentMSecsSinceEpoch());
        const auto added = m_connection->store()->add(call);
        if (!added)
            qFatal("%s", qPrintable(added.error().message));
        return *added;
    }
    void refresh() { m_view->history()->refresh(); }
    QListView *list() { return child<QListView>(m_view.get(), u"callHistory"_s); }
    void openMenu() { Q_EMIT list()->customContextMenuRequested(QPoint(5, 5)); }
    QAction *action(const QString &name)
    {
        QAction *found = nullptr;
        for (QAction *each : m_view->findChildren<QAction *>(name))
            found = each;
        return found;
    }
    template <class T>
    T *dialog(const QString &name)
    {
        for (QWidget *top : QApplication::topLevelWidgets()) {
            if (auto *found = qobject_cast<T *>(top); found && top->objectName() == name && top->isVisible())
                return found;
        }
        return nullptr;
    }

    QTemporaryDir m_dir;
    int m_run = 0;
    base::SystemClock m_clock;
    base::SystemRandom m_random;
    std::unique_ptr<secrets::MemorySecretStore> m_secrets;
    std::unique_ptr<demo::DemoServers> m_demo;
    std::unique_ptr<session::HeadlessBrowser> m_browser;
    base::Redactor m_redactor;
    std::unique_ptr<net::ExchangeLog> m_log;
    std::unique_ptr<net::StrictNetworkAccessManager> m_network;
    std::unique_ptr<test::Engine> m_engine;
    session::Connection *m_connection = nullptr;
    std::unique_ptr<ui::ToolsView> m_view;
    std::unique_ptr<ui::HistoryController> m_controller;
};

void TestHistory::init()
{
    const QString data = m_dir.filePath(QString::number(++m_run));
    QVERIFY(QDir().mkpath(data));
    m_log = std::make_unique<net::ExchangeLog>(&m_redactor, &m_clock);
    m_network = std::make_unique<net::StrictNetworkAccessManager>(m_log.get());
    m_browser = std::make_unique<session::HeadlessBrowser>(m_network.get());
    m_secrets = std::make_unique<secrets::MemorySecretStore>();
    m_engine = std::make_unique<test::Engine>(data, m_secrets.get(), m_browser.get());
    const auto added = m_engine->workspace->add("http://127.0.0.1:1/mcp", u"Boards"_s);
    QVERIFY(added);
    m_connection = *added;
    m_view = std::make_unique<ui::ToolsView>();
    m_view->setTools(sample::tools(), {});
    m_view->setAvailability(ui::ToolsView::Availability::Loaded);
    m_controller = std::make_unique<ui::HistoryController>(m_view.get(), m_connection, nullptr);
}

void TestHistory::cleanup()
{
    qDeleteAll(m_view->findChildren<QDialog *>());
    m_controller.reset();
    m_view.reset();
    m_engine.reset();
    m_demo.reset();
}

void TestHistory::findsAsOneTypes()
{
    for (int i = 0; i < 6; ++i)
        add({ .tool = u"list_boards"_s, .arguments = "{}", .outcome = "ok", .durationMs = 12 });
    add({ .tool = u"create_board"_s,
        .arguments = "{\"title\":\"Sprint Board\"}",
        .outcome = "ok",
        .durationMs = 38 });
    add({ .tool = u"delete_board"_s,
        .arguments = "{\"board_id\":\"brd7\"}",
        .outcome = "tool_error",
        .durationMs = 20 });
    refresh();
    QCOMPARE(list()->model()->rowCount(), 8);
    shoot(m_view.get(), u"history"_s);
    auto *search = child<QLineEdit>(m_view.get(), u"historySearchLineEdit"_s);
    QSignalSpy chosen(m_view.get(), &ui::ToolsView::callChosen);
    QTest::keyClicks(search, u"spr boa"_s);
    QCOMPARE(list()->model()->rowCount(), 1);
    shoot(m_view.get(), u"history-search"_s);
    Q_EMIT list()->clicked(list()->model()->index(0, 0));
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen.first().first().value<store::CallRecord>().arguments,
        QByteArray("{\"title\":\"Sprint Board\"}"));
    search->setText(u"\" OR *"_s);
    QVERIFY(list()->isHidden());
    QVERIFY(shots::hasText(m_view.get(), u"No call was found."_s));
    search->clear();
    QCOMPARE(list()->model()->rowCount(), 8);
}

void TestHistory::readsPageByPage()
{
    for (int i = 0; i < 250; ++i)
        add({ .tool = u"list_boards"_s, .outcome = "ok" });
    refresh();
    QCOMPARE(list()->model()->rowCount(), 100);
    while (list()->model()->canFetchMore({}))
        list()->model()->fetchMore({});
    QCOMPARE(list()->model()->rowCount(), 250);
    QVERIFY(list()->model()->index(0, 0).data(ui::HistoryModel::IdRole).toLongLong()
        > list()->model()->index(249, 0).data(ui::HistoryModel::IdRole).toLongLong());
}

void TestHistory::filtersFromItsMenu()
{
    const auto other = m_engine->workspace->add("http://127.0.0.1:2/mcp", u"Other"_s);
    QVERIFY(other);
    add({ .tool = u"list_boards"_s, .identity = u"ada@boards.example"_s, .outcome = "ok" });
    add({ .tool = u"create_board"_s, .outcome = "tool_error" });
    add({ .connection = (*other)->id(), .tool = u"elsewhere"_s, .outcome = "ok" });
    refresh();
    QCOMPARE(list()->model()->rowCount(), 2);
    auto *menu = child<QMenu>(m_view.get(), u"historyMenu"_s);
    const auto pick = [&](const QString &submenu, int index) {
        Q_EMIT menu->aboutToShow();
        child<QMenu>(menu, submenu)->actions().at(index)->trigger();
    };
    pick(u"historyOutcomeMenu"_s, 2);
    QCOMPARE(list()->model()->rowCount(), 1);
    QVERIFY(shots::hasText(m_view.get(), u"the tool failed"_s));
    pick(u"historyOutcomeMenu"_s, 0);
    pick(u"historyConnectionMenu"_s, 1);
    QCOMPARE(list()->model()->rowCount(), 3);
    pick(u"historyToolMenu"_s, 2); // create_board, elsewhere, list_boards
    QCOMPARE(list()->model()->index(0, 0).data().toString(), u"elsewhere"_s);
    pick(u"historyTimeMenu"_s, 1);
    QCOMPARE(list()->model()->rowCount(), 1);
    child<QAbstractButton>(m_view.get(), u"clearHistoryFilterButton"_s)->click();
    QCOMPARE(list()->model()->rowCount(), 2);
    pick(u"historyPersonMenu"_s, 1);
    QCOMPARE(list()->model()->rowCount(), 1);
}

void TestHistory::oneAndTwoCallsHaveTheirActions()
{
    add({ .tool = u"list_boards"_s,
        .arguments = "{}",
        .result = "{\"structuredContent\":{\"a\":[1,2]}}",
        .outcome = "ok" });
    add({ .tool = u"list_boards"_s,
        .arguments = "{}",
        .result = "{\"structuredContent\":{\"a\":[1,2,3]}}",
        .outcome = "ok" });
    refresh();
    list()->setCurrentIndex(list()->model()->index(0, 0));
    openMenu();
    QVERIFY(!action(u"compareCallsAction"_s)->isEnabled());
    action(u"copyCallCommandAction"_s)->trigger();
    QCOMPARE(QApplication::clipboard()->text(), u"authscope-cli call 'Boards' 'list_boards' --args '{}'"_s);
    action(u"copyCallCurlAction"_s)->trigger();
    QVERIFY(QApplication::clipboard()->text().contains(u"curl"_s));
    child<QMenu>(m_view.get(), u"callMenu"_s)->close();
    QTest::qWait(0);
    list()->selectAll();
    openMenu();
    QTRY_VERIFY(action(u"compareCallsAction"_s)->isEnabled());
    action(u"compareCallsAction"_s)->trigger();
    QTRY_VERIFY(dialog<ui::CompareResultsDialog>(u"compareResultsDialog"_s));
    auto *compare = dialog<ui::CompareResultsDialog>(u"compareResultsDialog"_s);
    QVERIFY(shots::hasText(compare, u"1 added."_s)); // the newer one has one more
    compare->close();
    // Saving offers what the record says.
    list()->setCurrentIndex(list()->model()->index(1, 0));
    openMenu();
    action(u"saveHistoryCallAction"_s)->trigger();
    QTRY_VERIFY(dialog<ui::SaveCallDialog>(u"saveCallDialog"_s));
    dialog<ui::SaveCallDialog>(u"saveCallDialog"_s)->close();
}

void TestHistory::foreignWordsStayWords()
{
    add({ .tool = sample::hostile,
        .identity = sample::hostile,
        .arguments = sample::hostile.toUtf8(),
        .outcome = "tool_error",
        .error = sample::hostile });
    refresh();
    QCOMPARE(list()->model()->rowCount(), 1);
    QVERIFY(!list()->model()->index(0, 0).data().toString().contains(QChar(0x202e)));
    m_view->show();
    verifyInert(m_view.get());
    ui::CompareResultsDialog compare({ sample::hostile, json::Value(json::string(sample::hostile)) },
        { sample::hostile, nullptr }, nullptr);
    compare.setAttribute(Qt::WA_DeleteOnClose, false);
    compare.show();
    verifyInert(&compare);
    replay::Flow flow{ .name = sample::hostile,
        .steps = { { .name = sample::hostile, .tool = sample::hostile } } };
    ui::SaveCallDialog save(flow, {}, nullptr);
    save.setAttribute(Qt::WA_DeleteOnClose, false);
    save.show();
    verifyInert(&save);
    ui::ReplayDialog run(m_connection, { { sample::hostile, flow } }, nullptr);
    run.setAttribute(Qt::WA_DeleteOnClose, false);
    run.show();
    verifyInert(&run);
}

void TestHistory::comparesTwoResults()
{
    ui::CompareResultsDialog dialog(
        { u"list_boards · 14:03 · ada@boards.example"_s,
            value("{\"boards\":[{\"id\":\"brd1\",\"title\":\"Roadmap\",\"items\":3},"
                  "{\"id\":\"brd2\",\"title\":\"Sprint\",\"items\":5}],\"total\":2}") },
        { u"list_boards · 14:09 · grace@boards.example"_s,
            value("{\"boards\":[{\"id\":\"brd1\",\"title\":\"Roadmap\",\"items\":4},{\"id\":\"brd2\","
                  "\"title\":\"Sprint\","
                  "\"items\":5},{\"id\":\"brd3\",\"title\":\"Hiring\",\"items\":0}],\"total\":3,\"note\":"
                  "null}") },
        nullptr);
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    auto *model = child<ui::Table>(&dialog, u"differenceTable"_s)->model();
    QCOMPARE(model->rowCount(), 4);
    QCOMPARE(model->index(0, 0).data().toString(), u"/boards/0/items"_s);
    QVERIFY(shots::hasText(&dialog, u"2 changed, 2 added."_s));
    shoot(&dialog, u"compare"_s, { 960, 560 });
    child<QCheckBox>(&dialog, u"showEqualCheckBox"_s)->setChecked(true);
    QVERIFY(model->rowCount() > 4);
    ui::CompareResultsDialog equal({ u"a"_s, value("[1]") }, { u"b"_s, value("[1.0]") }, nullptr);
    equal.setAttribute(Qt::WA_DeleteOnClose, false);
    QVERIFY(shots::hasText(&equal, u"The two results are equal."_s));
}

void TestHistory::savesACallWithWhatIsTicked()
{
    const auto result = mcp::readToolResult(value("{\"content\":[{\"type\":\"text\",\"text\":\"Created "
                                                  "board: Sprint\"}],\"structuredContent\":{\"board\":{"
                                                  "\"id\":\"brd7\",\"title\":\"Sprint\"}}}"));
    QVERIFY(result);
    replay::Ending ending{ .result = *result, .outputSchema = value("{\"required\":[\"board\"]}") };
    replay::Flow flow{ .name = u"create_board"_s,
        .server = "https://boards.example/mcp",
        .steps = { { .tool = u"create_board"_s, .arguments = { { "title", "Sprint" } } } } };
    ui::SaveCallDialog dialog(flow, ending, nullptr);
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    auto *offers = child<QListWidget>(&dialog, u"expectationsList"_s);
    QVERIFY(offers->count() >= 4);
    QCOMPARE(dialog.flow().steps.first().expect.matchesOutputSchema, true); // ticked beforehand
    const auto title = offers->findItems(u"/structuredContent/board/title equals"_s, Qt::MatchContains);
    QCOMPARE(title.size(), 1);
    title.first()->setCheckState(Qt::Checked);
    shoot(&dialog, u"save-call"_s, { 960, 560 });
    const QString preview = child<QPlainTextEdit>(&dialog, u"savedCallPreview"_s)->toPlainText();
    QVERIFY(preview.contains(u"\"at\": \"/structuredContent/board/title\""_s));
    const auto read = replay::readFlow(preview.toUtf8(), u"x"_s);
    QVERIFY2(read, read ? "" : qPrintable(read.error().message));
}

void TestHistory::whatIsKeptIsChosen()
{
    for (int i = 0; i < 5; ++i)
        add({ .tool = u"list_boards"_s, .outcome = "ok" });
    refresh();
    auto *menu = child<QMenu>(m_view.get(), u"historyMenu"_s);
    Q_EMIT menu->aboutToShow();
    action(u"historyLimitsAction"_s)->trigger();
    QTRY_VERIFY(dialog<ui::HistoryLimitsDialog>(u"historyLimitsDialog"_s));
    auto *limits = dialog<ui::HistoryLimitsDialog>(u"historyLimitsDialog"_s);
    shoot(limits, u"history-limits"_s, limits->sizeHint());
    QVERIFY(shots::hasText(limits, u"5 calls"_s));
    child<QSpinBox>(limits, u"historyCallsSpinBox"_s)->setValue(2);
    child<QAbstractButton>(limits, u"saveHistoryLimitsButton"_s)->click();
    QTRY_COMPARE(list()->model()->rowCount(), 2);
    QCOMPARE(m_connection->store()->historyLimits()->calls, 2);
}

void TestHistory::forgetsAfterAYes()
{
    const qint64 first = add({ .tool = u"list_boards"_s, .outcome = "ok" });
    add({ .tool = u"create_board"_s, .outcome = "ok" });
    refresh();
    list()->setCurrentIndex(list()->model()->index(1, 0));
    openMenu();
    action(u"forgetCallAction"_s)->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(list()->model()->rowCount(), 1, 20000);
    QVERIFY(!m_connection->store()->call(first)->has_value());
    auto *menu = child<QMenu>(m_view.get(), u"historyMenu"_s);
    for (const QString &answer : { u"noButton"_s, u"yesButton"_s }) {
        Q_EMIT menu->aboutToShow();
        action(u"forgetAllCallsAction"_s)->trigger();
        QTRY_VERIFY(dialog<QDialog>(u"forgetAllCallsDialog"_s));
        auto *question = dialog<QDialog>(u"forgetAllCallsDialog"_s);
        child<QAbstractButton>(question, answer)->click();
        QTRY_VERIFY(!dialog<QDialog>(u"forgetAllCallsDialog"_s));
        if (answer == u"noButton"_s)
            QCOMPARE(m_connection->store()->historySize()->calls, 1);
    }
    QTRY_COMPARE_WITH_TIMEOUT(m_connection->store()->historySize()->calls, 0, 20000);
    QTRY_VERIFY(list()->isHidden());
}

/// A page goes while its window stays: what still asks would answer to nobody.
void TestHistory::questionsGoWithTheConnection()
{
    QWidget window;
    auto *view = m_view.release();
    m_view = std::make_unique<ui::ToolsView>();
    ui::column(&window)->addWidget(view);
    window.show();
    auto *menu = child<QMenu>(view, u"historyMenu"_s);
    for (const auto &[name, dialogName] : { std::pair(u"forgetAllCallsAction"_s, u"forgetAllCallsDialog"_s),
             std::pair(u"historyLimitsAction"_s, u"historyLimitsDialog"_s) }) {
        Q_EMIT menu->aboutToShow();
        view->findChildren<QAction *>(name).last()->trigger();
        QTRY_VERIFY(dialog<QDialog>(dialogName));
    }
    m_controller.reset();
    delete view;
    QVERIFY(!dialog<QDialog>(u"forgetAllCallsDialog"_s));
    QVERIFY(!dialog<QDialog>(u"historyLimitsDialog"_s));
}

void TestHistory::commandsArriveAsTheyWere_data()
{
    QTest::addColumn<QString>("text");
    for (const QString &text :
        { u"plain"_s, u"it's \"quoted\" $HOME `id` \\ !"_s, u"$(touch /tmp/x); rm -rf *"_s, u"line\nbreak"_s,
            u"\x1b[201~evil\x07"_s, QString(u"a"_s + QChar(0x202e) + u"b"_s), u"-n"_s, u"ä☃"_s, u""_s })
        QTest::newRow(text.toUtf8().toPercentEncoding().constData()) << text;
}

/// T150: what is copied is read by a shell, and none of it is run there.
void TestHistory::commandsArriveAsTheyWere()
{
    QFETCH(QString, text);
    const QString word = ui::shellWord(text);
    for (const QChar c : word)
        QVERIFY2(c.isPrint(), "nothing a terminal acts on");
    QProcess shell;
    shell.start(u"/bin/sh"_s, { u"-c"_s, u"printf '%s' "_s + word });
    QVERIFY(shell.waitForFinished());
    QCOMPARE(shell.readAllStandardOutput(), text.toUtf8());
}

void TestHistory::runsSavedCallsAndShowsVerdicts()
{
    m_demo = std::make_unique<demo::DemoServers>(
        demo::DemoOptions{ .idpPort = 0, .appPort = 0, .mcpPort = 0, .autoConsentUser = u"ada"_s }, &m_clock,
        &m_random);
    QVERIFY(m_demo->start());
    const auto added = m_engine->workspace->add(m_demo->mcpUrl(), u"Demo"_s);
    QVERIFY(added);
    connect(*added, &session::Connection::signInStarted, this, [](oauth::SignInFlow *flow) {
        connect(flow, &oauth::SignInFlow::consentNeeded, flow, [flow] {
            QList<QByteArray> scopes;
            for (const oauth::ConsentScope &scope : flow->consentRequest()->scopes)
                scopes << scope.scope;
            flow->agree(scopes);
        });
    });
    const auto flow = replay::readFlow(
        "{\"authscope\":1,\"name\":\"Linking\",\"server\":\"https://boards.example/mcp\","
        "\"steps\":[{\"signIn\":{}},{\"name\":\"greet Ada\",\"call\":{\"tool\":\"greet\","
        "\"arguments\":{\"name\":\"Ada\"}},\"expect\":{\"text\":[\"Hello, Ada!\"]}},"
        "{\"name\":\"greet Grace\",\"call\":{\"tool\":\"greet\",\"arguments\":{\"name\":"
        "\"Grace\"}},\"expect\":{\"text\":[\"Goodbye\"]}},{\"call\":{\"tool\":\"whoami\"}}]}",
        u"linking.call.json"_s);
    QVERIFY2(flow, flow ? "" : qPrintable(flow.error().message));
    ui::ReplayDialog dialog(*added, { { u"linking.call.json"_s, *flow } }, nullptr);
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    auto *model = child<ui::Table>(&dialog, u"verdictTable"_s)->model();
    QCOMPARE(model->rowCount(), 4); // what it would do
    QVERIFY(!child<QLabel>(&dialog, u"replayElsewhereLabel"_s)->isHidden());
    QVERIFY((*added)->callHistory().isEmpty()); // nothing before the person says so
    child<QAbstractButton>(&dialog, u"runReplayButton"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(dialog.reports().size(), 1, 60000);
    QVERIFY(shots::hasText(&dialog, u"Not all of it holds."_s));
    QCOMPARE(dialog.reports().first().steps.at(1).state, replay::StepReport::State::Held);
    QCOMPARE(dialog.reports().first().steps.at(2).state, replay::StepReport::State::Failed);
    QCOMPARE(dialog.reports().first().steps.at(3).state, replay::StepReport::State::Skipped);
    QCOMPARE(model->rowCount(), 4 + 1 + 2 + 2);
    shoot(&dialog, u"replay"_s, { 960, 560 });
    QCOMPARE((*added)->callHistory().size(), 2); // a replayed call is a call
}

void TestHistory::stopsARunAndClosesSafely()
{
    replay::Flow flow{ .steps = { { .tool = u"never"_s } } };
    auto *dialog = new ui::ReplayDialog(m_connection, { { u"x"_s, flow } }, nullptr);
    dialog->show();
    child<QAbstractButton>(dialog, u"runReplayButton"_s)->click();
    QVERIFY(dialog->isRunning());
    delete dialog; // in the middle of it
    dialog = new ui::ReplayDialog(m_connection, { { u"x"_s, flow } }, nullptr);
    child<QAbstractButton>(dialog, u"runReplayButton"_s)->click();
    dialog->reject();
    QTRY_VERIFY(!dialog->isRunning());
    QCOMPARE(dialog->reports().size(), 1);
    delete dialog;
}

QTEST_MAIN(TestHistory)
#include "test_history.moc"
