// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/program.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAction>
#include <QLabel>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>

using namespace authscope;
using namespace Qt::StringLiterals;
using ui::ConnectionPage;

/// Signed in at the demo: asking the provider, and the three ways out, in the real window.
class TestUndoWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void asksTheProviderAboutTheToken();
    void disconnectsWithProof();
    void signsOutAtTheProvider();
    void forgetsAndTellsNobody();
    void forgetsARegisteredClient();

private:
    template <class T = QAbstractButton>
    T *find(const QString &name)
    {
        return whole::find<T>(name);
    }
    void click(const QString &name)
    {
        QTRY_VERIFY2_WITH_TIMEOUT(find(name) && find(name)->isEnabled(), qPrintable(name), 20000);
        find(name)->click();
    }
    QString textOf(const QString &name)
    {
        const QLabel *label = find<QLabel>(name);
        return label ? label->text() : QString();
    }
    ConnectionPage *page() { return m_program->window->currentPage(); }
    session::Connection *connection() { return page()->connection(); }
    void shoot(const QString &name);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<whole::Program> m_program;
};

void TestUndoWindow::init()
{
    m_program.reset(); // one at a time, also after a test that stopped half way
    m_folder = std::make_unique<QTemporaryDir>();
    m_program = std::make_unique<whole::Program>(m_folder->path());
    QVERIFY(QTest::qWaitForWindowExposed(m_program->window.get()));
    click(u"tryDemoButton"_s);
    click(u"continueButton"_s);
    QTRY_COMPARE_WITH_TIMEOUT(textOf(u"stateLabel"_s), u"signed in"_s, 20000);
}

void TestUndoWindow::cleanup()
{
    m_program.reset();
    m_folder.reset();
}

void TestUndoWindow::shoot(const QString &name)
{
    const QString folder = qEnvironmentVariable("AUTHSCOPE_SHOTS");
    if (folder.isEmpty())
        return;
    for (const ui::ThemeChoice theme : { ui::ThemeChoice::Light, ui::ThemeChoice::Dark }) {
        ui::applyTheme(*qApp, theme);
        QTest::qWait(100);
        QVERIFY(
            m_program->window->grab().save(u"%1/window-%2-%3.png"_s.arg(folder, name, ui::themeName(theme))));
    }
    ui::applyTheme(*qApp, ui::ThemeChoice::Light);
}

void TestUndoWindow::asksTheProviderAboutTheToken()
{
    page()->showTab(ConnectionPage::Tab::Tokens);
    click(u"introspectButton"_s);
    QTRY_VERIFY_WITH_TIMEOUT(textOf(u"answerBannerLabel"_s).contains(u"access token is active"_s), 20000);
    auto *table = find<QAbstractItemView>(u"answerTable"_s);
    QVERIFY(table && table->model()->rowCount() > 3);
    QCOMPARE(table->model()->index(0, 2).data().toString(), u"active"_s);
    shoot(u"introspection"_s);
    click(u"userInfoButton"_s);
    QTRY_VERIFY_WITH_TIMEOUT(textOf(u"answerBannerLabel"_s).contains(u"Userinfo"_s), 20000);
    QVERIFY(textOf(u"answerTitleLabel"_s).contains(u"Who signed in"_s));
    shoot(u"userinfo"_s);
    click(u"answerExchangeButton"_s);
    QTRY_COMPARE(int(page()->currentTab()), int(ConnectionPage::Tab::Traffic));
}

void TestUndoWindow::disconnectsWithProof()
{
    page()->showTab(ConnectionPage::Tab::Tokens);
    click(u"revokeButton"_s);
    QVERIFY(find(u"noButton"_s));
    shoot(u"disconnect-question"_s);
    click(u"noButton"_s);
    QTRY_VERIFY(!find(u"noButton"_s));
    QVERIFY2(connection()->tokens().hasGrant(), "no means no");
    click(u"revokeButton"_s);
    click(u"yesButton"_s);
    QTRY_VERIFY_WITH_TIMEOUT(textOf(u"undoBannerLabel"_s).contains(u"seen dead"_s), 40000);
    QCOMPARE(int(page()->currentTab()), int(ConnectionPage::Tab::Consent));
    const auto lines = m_program->window->findChildren<QLabel *>(u"undoLineLabel"_s);
    QCOMPARE(lines.size(), 3); // gone here, revoked there, seen dead
    QVERIFY(!connection()->tokens().hasGrant());
    QTRY_COMPARE(textOf(u"stateLabel"_s), u"not signed in"_s);
    QCOMPARE(m_program->browser->opened.size(), 1); // the sign-in; disconnecting opens none
    shoot(u"disconnected"_s);
    click(u"undoExchangeButton"_s);
    QTRY_COMPARE(int(page()->currentTab()), int(ConnectionPage::Tab::Traffic));
    page()->showTab(ConnectionPage::Tab::Consent);
    click(u"headerSignInButton"_s);
    QTRY_VERIFY_WITH_TIMEOUT(find(u"continueButton"_s), 20000);
    QVERIFY2(!find<QWidget>(u"undoPanel"_s), "a new sign-in is a new chapter");
}

void TestUndoWindow::signsOutAtTheProvider()
{
    auto *action = m_program->window->findChild<QAction *>(u"logoutAction"_s);
    QVERIFY(action && action->isEnabled());
    action->trigger();
    QCOMPARE(m_program->browser->opened.size(), 1);
    click(u"yesButton"_s);
    QTRY_VERIFY_WITH_TIMEOUT(textOf(u"undoBannerLabel"_s).contains(u"Your session there has ended"_s), 40000);
    QCOMPARE(m_program->browser->opened.size(), 2);
    QVERIFY(m_program->browser->opened.last().contains("client_id="));
    QVERIFY(!connection()->tokens().hasGrant());
}

void TestUndoWindow::forgetsAndTellsNobody()
{
    page()->forget();
    click(u"yesButton"_s);
    QTRY_VERIFY_WITH_TIMEOUT(textOf(u"undoBannerLabel"_s).contains(u"told nothing"_s), 20000);
    QVERIFY(!connection()->tokens().hasGrant());
    for (const net::Exchange &exchange : m_program->composition->workspace().exchangeLog()->all())
        QVERIFY2(!exchange.url.contains("revoke"), exchange.url.constData());
}

void TestUndoWindow::forgetsARegisteredClient()
{
    auto &workspace = m_program->composition->workspace();
    QCOMPARE(workspace.clients().size(), 1);
    m_program->window->findChild<QAction *>(u"clientsAction"_s)->trigger();
    auto *table = find<QAbstractItemView>(u"clientsTable"_s);
    QVERIFY(table);
    QCOMPARE(table->model()->rowCount(), 1);
    QCOMPARE(table->model()->index(0, 1).data().toString(),
        QString::fromUtf8(connection()->tokens().grant().client.clientId));
    click(u"deleteClientButton"_s);
    click(u"yesButton"_s);
    QTRY_VERIFY_WITH_TIMEOUT(textOf(u"clientsBannerLabel"_s).contains(u"gone here"_s)
            || textOf(u"clientsBannerLabel"_s).contains(u"and here"_s),
        20000);
    QVERIFY(workspace.clients().isEmpty());
    QTRY_VERIFY(find<QWidget>(u"clientsEmpty"_s));
    QVERIFY(connection()->tokens().hasGrant()); // the sign-in is the provider's to end
    click(u"closeClientsButton"_s);
}

QTEST_MAIN(TestUndoWindow)
#include "test_undowindow.moc"
