// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/program.h"
#include "session/chosenbrowser.h"
#include "ui/common/chip.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAccessible>
#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;

/// The real window on the real engine, with the demo as the other side.
class TestMainWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void beginsWithAChoice();
    void signsInAtTheDemoAndCallsATool();
    void refusesAtTheConsentAndSaysSo();
    void cancelsWhileTheBrowserIsOpen();
    void probesOnlyWhenTypingStops();
    void namesEveryControl();
    void forgetsAndRemoves();
    void remembersTheLastView();
    void letsABrowserBeChosen();
    void importsWhatAnotherClientKeeps();

private:
    template <class T = QAbstractButton>
    T *find(const QString &name)
    {
        return whole::find<T>(name);
    }
    void click(const QString &name)
    {
        QTRY_VERIFY2(find(name) && find(name)->isEnabled(), qPrintable(name));
        QTest::mouseClick(find(name), Qt::LeftButton);
    }
    QString textOf(const QString &name)
    {
        QLabel *label = find<QLabel>(name);
        return label ? label->text() : QString();
    }
    void signIn();
    void shoot(const QString &name);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<whole::Program> m_program;
};

void TestMainWindow::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_program = std::make_unique<whole::Program>(m_folder->path());
    QVERIFY(QTest::qWaitForWindowExposed(m_program->window.get()));
}

void TestMainWindow::cleanup()
{
    m_program.reset();
    m_folder.reset();
}

void TestMainWindow::shoot(const QString &name)
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

void TestMainWindow::signIn()
{
    click(u"tryDemoButton"_s);
    click(u"continueButton"_s);
    QTRY_COMPARE_WITH_TIMEOUT(textOf(u"stateLabel"_s), u"signed in"_s, 20000);
}

void TestMainWindow::beginsWithAChoice()
{
    QVERIFY(find(u"tryDemoButton"_s));
    QVERIFY(find(u"connectButton"_s));
    QVERIFY2(!find<QAbstractItemView>(u"connectionList"_s), "no empty sidebar");
    shoot(u"start"_s);
}

void TestMainWindow::signsInAtTheDemoAndCallsATool()
{
    click(u"tryDemoButton"_s);
    QTRY_VERIFY_WITH_TIMEOUT(find(u"continueButton"_s), 20000);
    QVERIFY2(m_program->browser->opened.isEmpty(), "no browser before the consent");
    shoot(u"consent-before"_s);
    click(u"continueButton"_s);
    QTRY_COMPARE_WITH_TIMEOUT(textOf(u"stateLabel"_s), u"signed in"_s, 20000);
    QCOMPARE(m_program->browser->opened.size(), 1);
    QVERIFY(textOf(u"identityLabel"_s).contains(u"Ada"_s));
    QVERIFY(textOf(u"countdownLabel"_s).startsWith(u"access token "_s));
    shoot(u"sign-in"_s);

    auto *tabs = find<QTabBar>(u"viewTabs"_s);
    QCOMPARE(tabs->count(), ui::ConnectionPage::tabCount);
    QTest::keyClick(m_program->window.get(), Qt::Key_2, Qt::ControlModifier);
    QTRY_COMPARE(tabs->currentIndex(), 1);
    QTRY_VERIFY(find<QAbstractItemView>(u"grantedTable"_s)->model()->rowCount() > 0);
    shoot(u"consent-after"_s);
    tabs->setCurrentIndex(2);
    QTRY_VERIFY(textOf(u"verdictBannerLabel"_s).startsWith(u"Valid."_s));
    QVERIFY(find<QAbstractItemView>(u"claimsTable"_s)->model()->rowCount() > 4);
    shoot(u"tokens"_s);
    const int generations = find<QAbstractItemView>(u"generationsTable"_s)->model()->rowCount();
    click(u"refreshNowButton"_s);
    QTRY_COMPARE_WITH_TIMEOUT(
        find<QAbstractItemView>(u"generationsTable"_s)->model()->rowCount(), generations + 1, 20000);

    tabs->setCurrentIndex(3);
    QTRY_VERIFY_WITH_TIMEOUT(find<QAbstractItemView>(u"toolList"_s), 20000);
    m_program->window->currentPage()->chooseTool(u"create_board"_s);
    QTRY_VERIFY(find<QLineEdit>(u"field_title"_s));
    auto *title = find<QLineEdit>(u"field_title"_s);
    click(u"callButton"_s);
    QVERIFY2(textOf(u"callHintLabel"_s).contains(u"Nothing was sent"_s), "an empty title stays here");
    QTest::keyClicks(title, u"Sprint Board"_s);
    click(u"callButton"_s);
    QTRY_VERIFY_WITH_TIMEOUT(find(u"confirmCallButton"_s), 20000);
    QVERIFY(textOf(u"confirmAccountLabel"_s).contains(u"Ada"_s));
    click(u"cancelConfirmButton"_s);
    QTRY_VERIFY_WITH_TIMEOUT(textOf(u"errorCodeLabel"_s).contains(u"OA-313"_s), 20000);
    click(u"callButton"_s);
    click(u"confirmCallButton"_s);
    QTRY_VERIFY_WITH_TIMEOUT(find(u"continueButton"_s), 20000); // boards.write was not asked for at first
    QVERIFY(textOf(u"consentTitleLabel"_s).contains(u"Boards"_s));
    shoot(u"step-up"_s);
    click(u"continueButton"_s);
    QTRY_COMPARE_WITH_TIMEOUT(tabs->currentIndex(), 3, 20000); // back to the call, which runs by itself
    QTRY_VERIFY_WITH_TIMEOUT(find<QPlainTextEdit>(u"resultText"_s), 20000);
    QTRY_VERIFY_WITH_TIMEOUT(
        find<QPlainTextEdit>(u"resultText"_s)->toPlainText().contains(u"Sprint Board"_s), 20000);
    QTRY_VERIFY(find<QAbstractItemView>(u"callHistory"_s)->model()->rowCount() >= 2);
    shoot(u"tools"_s);

    click(u"resultExchangeButton"_s);
    QCOMPARE(tabs->currentIndex(), int(ui::ConnectionPage::Tab::Traffic));
    QVERIFY(find<QPlainTextEdit>(u"requestText"_s)->toPlainText().contains(u"create_board"_s));
    shoot(u"traffic"_s);
    m_program->window->findChild<QAction *>(u"copyCurlShAction"_s)->trigger();
    QVERIFY(QApplication::clipboard()->text().contains(u"$ACCESS_TOKEN"_s));
    const QByteArray token
        = m_program->window->currentPage()->connection()->tokenValue(oauth::TokenKind::Access).reveal();
    QVERIFY(!token.isEmpty());
    QVERIFY(!QApplication::clipboard()->text().contains(QString::fromLatin1(token)));
}

void TestMainWindow::refusesAtTheConsentAndSaysSo()
{
    click(u"tryDemoButton"_s);
    click(u"cancelConsentButton"_s);
    QTRY_COMPARE_WITH_TIMEOUT(find<QTabBar>(u"viewTabs"_s)->currentIndex(), 0, 20000);
    QTRY_VERIFY(textOf(u"errorCodeLabel"_s).contains(u"OA-166"_s));
    QVERIFY(m_program->browser->opened.isEmpty());
    click(u"signInButton"_s);
    QTRY_VERIFY2(find(u"continueButton"_s), "and again");
    shoot(u"consent-again"_s);
}

void TestMainWindow::cancelsWhileTheBrowserIsOpen()
{
    m_program->browser->follows = false;
    click(u"tryDemoButton"_s);
    click(u"continueButton"_s);
    QTRY_VERIFY_WITH_TIMEOUT(find(u"cancelBrowserButton"_s), 20000);
    QVERIFY(find(u"openAgainButton"_s));
    QVERIFY(textOf(u"browserCountdownLabel"_s).contains(u":"_s));
    shoot(u"browser"_s);
    click(u"copyLinkButton"_s);
    QCOMPARE(QApplication::clipboard()->text().toUtf8(), m_program->browser->opened.first());
    click(u"openAgainButton"_s);
    QTRY_COMPARE(m_program->browser->opened.size(), 2);
    click(u"cancelBrowserButton"_s);
    QTRY_VERIFY_WITH_TIMEOUT(find(u"signInButton"_s), 20000);
    QVERIFY(!find(u"cancelBrowserButton"_s));
}

void TestMainWindow::probesOnlyWhenTypingStops()
{
    QVERIFY(m_program->demo->start());
    const qint64 before = m_program->composition->workspace().exchangeLog()->count();
    QTest::keyClick(m_program->window.get(), Qt::Key_N, Qt::ControlModifier);
    QTRY_VERIFY(find<QLineEdit>(u"urlLineEdit"_s));
    QVERIFY(!find(u"dialogConnectButton"_s)->isEnabled());
    QTest::keyClicks(find<QLineEdit>(u"urlLineEdit"_s), QString::fromUtf8(m_program->demo->mcpUrl()));
    QCOMPARE(m_program->composition->workspace().exchangeLog()->count(), before);
    QTRY_VERIFY_WITH_TIMEOUT(textOf(u"probeLabel"_s).contains(u"MCP server"_s), 20000);
    QVERIFY(m_program->composition->workspace().exchangeLog()->count() > before);
    find<QLineEdit>(u"urlLineEdit"_s)->setText(u"ftp://example.com"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!textOf(u"errorMessageLabel"_s).isEmpty(), 20000);
    click(u"cancelConnectButton"_s);
    QTRY_VERIFY(!find<QLineEdit>(u"urlLineEdit"_s));
    QVERIFY(m_program->composition->workspace().connections().isEmpty());
}

void TestMainWindow::namesEveryControl()
{
    signIn();
    auto *tabs = find<QTabBar>(u"viewTabs"_s);
    QStringList nameless;
    for (int tab = 0; tab < tabs->count(); ++tab) {
        tabs->setCurrentIndex(tab);
        if (tab == 3)
            QTRY_VERIFY_WITH_TIMEOUT(find<QAbstractItemView>(u"toolList"_s), 20000);
        const auto widgets = m_program->window->findChildren<QWidget *>();
        for (QWidget *widget : widgets) {
            const bool isInteractive = widget->focusPolicy() != Qt::NoFocus
                && (qobject_cast<QAbstractButton *>(widget) || qobject_cast<QLineEdit *>(widget)
                    || qobject_cast<QPlainTextEdit *>(widget) || qobject_cast<QComboBox *>(widget)
                    || qobject_cast<QAbstractItemView *>(widget) || qobject_cast<QTabBar *>(widget));
            if (!isInteractive || widget->objectName().startsWith(u"qt_"_s)
                || qobject_cast<QComboBox *>(widget->parentWidget()) || !widget->isVisible())
                continue;
            const QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(widget);
            if (!accessible || accessible->text(QAccessible::Name).isEmpty())
                nameless += u"%1 %2"_s.arg(
                    QString::fromLatin1(widget->metaObject()->className()), widget->objectName());
        }
    }
    nameless.removeDuplicates();
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(u", "_s)));
}

void TestMainWindow::forgetsAndRemoves()
{
    signIn();
    m_program->window->currentPage()->forget();
    QTRY_VERIFY(find(u"yesButton"_s));
    QVERIFY2(find<QPushButton>(u"noButton"_s)->isDefault(), "no is the default");
    click(u"noButton"_s);
    QTRY_VERIFY(!find(u"yesButton"_s));
    QCOMPARE(textOf(u"stateLabel"_s), u"signed in"_s);
    m_program->window->currentPage()->forget();
    click(u"yesButton"_s);
    QTRY_COMPARE_WITH_TIMEOUT(textOf(u"stateLabel"_s), u"not signed in"_s, 20000);
    QVERIFY(find(u"headerSignInButton"_s));
}

void TestMainWindow::remembersTheLastView()
{
    signIn();
    find<QTabBar>(u"viewTabs"_s)->setCurrentIndex(4);
    m_program->window->close();
    QFile settings(m_folder->path() + u"/window.ini"_s);
    QVERIFY(settings.open(QIODevice::ReadOnly));
    const QByteArray kept = settings.readAll();
    QVERIFY(kept.contains("lastTab=4"));
    const QByteArray token
        = m_program->window->currentPage()->connection()->tokenValue(oauth::TokenKind::Access).reveal();
    QVERIFY2(!kept.contains(token) && !kept.contains(token.toBase64()), "nothing secret in the settings");
    m_program->window = std::make_unique<ui::MainWindow>(
        ui::WindowServices{ .workspace = &m_program->composition->workspace(),
            .confirmer = &m_program->confirmer,
            .settingsFile = m_folder->path() + u"/window.ini"_s });
    m_program->window->show();
    m_program->window->showConnections();
    QTRY_COMPARE(find<QTabBar>(u"viewTabs"_s)->currentIndex(), 4);
}

void TestMainWindow::letsABrowserBeChosen()
{
    const auto *store = m_program->composition->workspace().store();
    const auto open = [this] { m_program->window->findChild<QAction *>(u"browserAction"_s)->trigger(); };
    open();
    QVERIFY(find<QWidget>(u"systemBrowserRadioButton"_s));
    QVERIFY(!find<QLineEdit>(u"browserCommandLineEdit"_s)->isEnabled());
    find(u"otherBrowserRadioButton"_s)->click();
    click(u"saveBrowserButton"_s);
    QCOMPARE(textOf(u"browserProblemLabel"_s), u"✗ Name the program."_s);
    find<QLineEdit>(u"browserCommandLineEdit"_s)->setText(u"no-such-browser"_s);
    click(u"saveBrowserButton"_s);
    QVERIFY(textOf(u"browserProblemLabel"_s).contains(u"no-such-browser"_s));
    shoot(u"browser-dialog"_s);
    find<QLineEdit>(u"browserCommandLineEdit"_s)->setText(u"sh -c true"_s);
    click(u"saveBrowserButton"_s);
    QTRY_VERIFY(!find<QDialog>(u"browserDialog"_s));
    QCOMPARE(session::browserCommand(*store), u"sh -c true"_s);
    open();
    QVERIFY(find<QRadioButton>(u"otherBrowserRadioButton"_s)->isChecked());
    find(u"systemBrowserRadioButton"_s)->click();
    click(u"saveBrowserButton"_s);
    QVERIFY(session::browserCommand(*store).isEmpty());
}

void TestMainWindow::importsWhatAnotherClientKeeps()
{
    auto &workspace = m_program->composition->workspace();
    m_program->window->findChild<QAction *>(u"importAction"_s)->trigger();
    auto *text = find<QPlainTextEdit>(u"importTextEdit"_s);
    QVERIFY(text);
    QVERIFY(!find(u"addImportedButton"_s)->isEnabled());
    text->setPlainText(u"{\"mcpServers\":{\"boards\":{\"url\":\"https://mcp.example/mcp\",\"headers\":"
                       "{\"X-Key\":\"import-canary\"}},\"files\":{\"command\":\"npx\",\"args\":[\"-y\"]},"
                       "\"old\":{\"type\":\"sse\",\"url\":\"https://old.example/sse\"}}}"_s);
    shoot(u"import"_s);
    auto *list = find<QListWidget>(u"importList"_s);
    QCOMPARE(list->count(), 3);
    QCOMPARE(list->item(0)->checkState(), Qt::Checked);
    QCOMPARE(list->item(1)->checkState(), Qt::Unchecked); // runs a program
    QVERIFY(!(list->item(2)->flags() & Qt::ItemIsEnabled));
    QCOMPARE(find(u"addImportedButton"_s)->text(), u"Add 1 server"_s);
    list->item(1)->setCheckState(Qt::Checked);
    click(u"addImportedButton"_s);
    QCOMPARE(workspace.connections().size(), 2);
    session::Connection *boards = workspace.find(u"boards"_s);
    QVERIFY(boards);
    QTRY_COMPARE(boards->settings().headerNames, QList<QByteArray>{ "X-Key" });
    QCOMPARE(workspace.find(u"files"_s)->command().program, u"npx"_s);
    QVERIFY(workspace.exchangeLog()->all().empty()); // nothing was sent
    // And back: what other clients understand, without the secret.
    const QByteArray written
        = session::writeServerList({ workspace.connections().first(), workspace.connections().last() });
    QVERIFY(!written.contains("import-canary"));
    const auto again = session::readServerList(written);
    QVERIFY(again && again->size() == 2);
    QCOMPARE(again->first().url, QByteArray("https://mcp.example/mcp"));
    QVERIFY(again->first().remark.contains(u"X-Key"_s));
    QCOMPARE(again->last().command.arguments, QStringList{ u"-y"_s });
}

QTEST_MAIN(TestMainWindow)
#include "test_mainwindow.moc"
