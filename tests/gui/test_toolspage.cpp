// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "gui/program.h"
#include "session/toolconsents.h"
#include "ui/connections/connectionpage.h"
#include "ui/tools/callmonitor.h"
#include "ui/tools/toolsview.h"

#include <QDialog>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;

/// The page of the tools, in the whole program with the demo.
class TestToolsPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void asksWithoutASignInAndOffersToCallAgainAfterIt();
    void saysWhatTheToolWantsToBeSaid();
    void callsAnOldCallAgainAndNoOtherTool();
    void theServerMayBeAskedWithoutASignIn();
    void aProgramHasNobodyToAskForPermission();
    void aLockedConnectionCallsNothingThatWrites();
    void opensRulesAndMatrixForTheChosenTool();

private:
    void click(const QString &name)
    {
        QTRY_VERIFY2_WITH_TIMEOUT(
            whole::find<QAbstractButton>(name) && whole::find<QAbstractButton>(name)->isEnabled(),
            qPrintable(name), 20000);
        whole::find<QAbstractButton>(name)->click();
    }
    QString textOf(const QString &name)
    {
        const auto *label = whole::find<QLabel>(name);
        return label ? label->text() : QString();
    }
    ui::ToolsView *tools() { return whole::find<ui::ToolsView>(u"toolsView"_s); }
    bool isSignedIn()
    {
        const oauth::SignInFlow *flow = connection()->signInFlow();
        return flow && !flow->isRunning() && connection()->state() == session::ConnectionState::SignedIn;
    }
    QString callText()
    {
        const auto *button = whole::find<QPushButton>(u"callButton"_s);
        return button ? button->text() : QString();
    }
    void signIn()
    {
        click(u"continueButton"_s);
        QTRY_VERIFY_WITH_TIMEOUT(isSignedIn() && connection()->areToolsLoaded(), 30000);
    }
    session::Connection *connection() { return m_program->window->currentPage()->connection(); }
    void awaitTools()
    {
        m_program->window->currentPage()->showTab(ui::ConnectionPage::Tab::Tools);
        QTRY_VERIFY_WITH_TIMEOUT(tools() && tools()->tool(u"get_docs"_s), 20000);
    }
    void call(const QString &tool)
    {
        tools()->chooseTool(tool);
        QTRY_COMPARE(tools()->panel()->toolName(), tool);
        click(u"callButton"_s);
        QTRY_VERIFY_WITH_TIMEOUT(tools()->result()->data().tool == tool, 20000);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<whole::Program> m_program;
};

void TestToolsPage::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_program = std::make_unique<whole::Program>(m_folder->path());
    QVERIFY(QTest::qWaitForWindowExposed(m_program->window.get()));
    click(u"tryDemoButton"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_program->window->currentPage(), 20000);
}

void TestToolsPage::cleanup()
{
    m_program.reset();
    m_folder.reset();
}

void TestToolsPage::asksWithoutASignInAndOffersToCallAgainAfterIt()
{
    QTRY_VERIFY_WITH_TIMEOUT(whole::find<QAbstractButton>(u"continueButton"_s), 20000);
    m_program->window->currentPage()->showTab(ui::ConnectionPage::Tab::Tools);
    if (auto *ask = whole::find<QAbstractButton>(u"toolsEmptyOtherButton"_s))
        ask->click(); // else they are listed already: the demo does that for anybody
    awaitTools();
    call(u"get_docs"_s);
    QVERIFY(tools()->result()->data().result);
    const json::Shared before = tools()->result()->data().result->structuredContent;
    QVERIFY2(!whole::find<QPushButton>(u"callAgainButton"_s), "nothing changed yet");

    m_program->window->currentPage()->showTab(ui::ConnectionPage::Tab::Consent);
    signIn();
    awaitTools();
    QTRY_VERIFY(textOf(u"resultSaidLabel"_s).contains(u"called before you signed in"_s));
    click(u"callAgainButton"_s);
    QTRY_VERIFY_WITH_TIMEOUT(
        tools()->result()->data().result && tools()->result()->data().result->generation > 0, 20000);
    QVERIFY(*tools()->result()->data().result->structuredContent != *before);
    QVERIFY2(!whole::find<QPushButton>(u"callAgainButton"_s), "it is made with the sign-in now");
}

void TestToolsPage::saysWhatTheToolWantsToBeSaid()
{
    signIn();
    awaitTools();
    const mcp::Tool *spoken = nullptr;
    for (const mcp::Tool &tool : connection()->tools()) {
        if (!tool.meta.invoked.isEmpty() && !tool.writes())
            spoken = &tool;
    }
    QVERIFY(spoken);
    const QString name = spoken->name;
    const QString running = spoken->meta.invoking;
    const QString done = spoken->meta.invoked;
    QVERIFY(!running.isEmpty());
    auto *line = tools()->panel()->monitor()->findChild<QLabel *>(u"callProgressLabel"_s);
    QVERIFY(line);
    tools()->chooseTool(name);
    QTRY_COMPARE(tools()->panel()->toolName(), name);
    whole::find<QAbstractButton>(u"callButton"_s)->click();
    QVERIFY2(line->text().contains(running) || line->toolTip().contains(running), qPrintable(line->text()));
    QTRY_VERIFY_WITH_TIMEOUT(tools()->result()->data().tool == name, 20000);
    QVERIFY(textOf(u"resultDoneLabel"_s).contains(done));
    call(u"whoami"_s);
    QVERIFY2(textOf(u"resultDoneLabel"_s).isEmpty(), "it wants nothing to be said");
}

void TestToolsPage::callsAnOldCallAgainAndNoOtherTool()
{
    signIn();
    awaitTools();
    call(u"whoami"_s);
    auto records = connection()->callHistory();
    QCOMPARE(records.size(), 1);
    store::CallRecord gone = records.first();
    gone.tool = u"a_tool_of_yesterday"_s;
    tools()->chooseTool(u"list_boards"_s);
    Q_EMIT tools()->callChosen(gone);
    click(u"callAgainButton"_s);
    QVERIFY(textOf(u"resultSaidLabel"_s).contains(u"does not list “a_tool_of_yesterday”"_s));
    QCOMPARE(connection()->callHistory().size(), 1);

    Q_EMIT tools()->callChosen(records.first());
    click(u"callAgainButton"_s);
    QTRY_COMPARE_WITH_TIMEOUT(connection()->callHistory().size(), 2, 20000);
    QCOMPARE(connection()->callHistory().first().tool, u"whoami"_s);
    QCOMPARE(connection()->callHistory().last().tool, u"whoami"_s);
}

void TestToolsPage::theServerMayBeAskedWithoutASignIn()
{
    ui::ToolsView view;
    view.setAvailability(ui::ToolsView::Availability::NotSignedIn);
    QSignalSpy asked(&view, &ui::ToolsView::loadRequested);
    QSignalSpy signIns(&view, &ui::ToolsView::signInRequested);
    auto *other = view.findChild<QPushButton *>(u"toolsEmptyOtherButton"_s);
    QVERIFY(other && !other->isHidden());
    other->click();
    QCOMPARE(asked.size(), 1);
    QCOMPARE(signIns.size(), 0);
    view.setAvailability(ui::ToolsView::Availability::NotAsked);
    QVERIFY(other->isHidden());
}

void TestToolsPage::aProgramHasNobodyToAskForPermission()
{
    ui::ToolsView view;
    mcp::Tool tool{ .name = u"t"_s };
    tool.securitySchemes = { { .type = "oauth2", .scopes = { "boards.write" } } };
    view.setTools({ tool }, {});
    view.setAvailability(ui::ToolsView::Availability::Loaded);
    view.chooseTool(u"t"_s);
    const auto *button = view.panel()->findChild<QPushButton *>(u"callButton"_s);
    QCOMPARE(button->text(), u"Get permission and call"_s);
    view.setKnowledge({ .canSignIn = false });
    QCOMPARE(button->text(), u"Call"_s);
    QVERIFY(view.panel()->missingScopes().isEmpty());
}

void TestToolsPage::aLockedConnectionCallsNothingThatWrites()
{
    signIn();
    awaitTools();
    click(u"readOnlyLockCheckBox"_s);
    QVERIFY(connection()->consents()->isLocked());
    tools()->chooseTool(u"create_board"_s);
    QTRY_VERIFY(textOf(u"callHintLabel"_s).contains(u"locked"_s));
    tools()->panel()->setArguments({ { "title", "Sprint Board" } });
    click(u"callButton"_s);
    QTRY_VERIFY_WITH_TIMEOUT(tools()->result()->data().error, 20000);
    QCOMPARE(tools()->result()->data().error->code, base::code::readOnlyLock);
    QTRY_VERIFY(textOf(u"errorCodeLabel"_s).contains(base::code::readOnlyLock));
    QVERIFY(!whole::find<QDialog>(u"confirmCallDialog"_s));
    call(u"whoami"_s);
    QVERIFY2(tools()->result()->data().result, "what reads is called");

    click(u"readOnlyLockCheckBox"_s);
    QVERIFY(!connection()->consents()->isLocked());
    tools()->chooseTool(u"create_board"_s);
    QTRY_VERIFY(!textOf(u"callHintLabel"_s).contains(u"locked"_s));
    tools()->panel()->setArguments({ { "title", "Sprint Board" } });
    click(u"callButton"_s);
    QTRY_VERIFY_WITH_TIMEOUT(whole::find<QDialog>(u"confirmCallDialog"_s), 20000);
    whole::find<QDialog>(u"confirmCallDialog"_s)->reject();
    QTRY_VERIFY_WITH_TIMEOUT(tools()->result()->data().error, 20000);
}

void TestToolsPage::opensRulesAndMatrixForTheChosenTool()
{
    signIn();
    awaitTools();
    tools()->chooseTool(u"create_board"_s);
    QTRY_COMPARE(callText(), u"Get permission and call"_s);
    click(u"callPoliciesButton"_s);
    QTRY_VERIFY(whole::find<QTableView>(u"policiesTable"_s));
    QCOMPARE(whole::find<QTableView>(u"policiesTable"_s)->currentIndex().siblingAtColumn(0).data().toString(),
        u"create_board"_s);
    click(u"closePoliciesButton"_s);

    click(u"scopeMatrixButton"_s);
    QTRY_VERIFY(whole::find<QTableView>(u"scopeMatrix"_s));
    auto *table = whole::find<QTableView>(u"scopeMatrix"_s);
    QCOMPARE(table->model()->rowCount(), int(connection()->tools().size()));
    for (int row = 0; row < table->model()->rowCount(); ++row) {
        if (table->model()->headerData(row, Qt::Vertical).toString() == u"create_board"_s)
            table->setCurrentIndex(table->model()->index(row, 0));
    }
    click(u"getPermissionButton"_s);
    signIn();
    QTRY_VERIFY_WITH_TIMEOUT(connection()->heldScopes().contains("boards.write"), 30000);
    awaitTools();
    QTRY_COMPARE(callText(), u"Call"_s);
}

QTEST_MAIN(TestToolsPage)
#include "test_toolspage.moc"
