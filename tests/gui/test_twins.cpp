// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/program.h"
#include "ui/connections/connectionpage.h"
#include "ui/connections/sidebar.h"
#include "ui/traffic/waterfall.h"

#include <QAbstractItemView>
#include <QDialog>
#include <QLabel>
#include <QPushButton>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;

/// Two sign-ins at one server, in the whole program with the demo.
class TestTwins : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void showsWhatTheTimeOfACallWentInto();
    void callsAsBothAndShowsTheDifference();

private:
    template <class T = QAbstractButton>
    T *find(const QString &name)
    {
        return whole::find<T>(name);
    }
    void click(const QString &name)
    {
        QTRY_VERIFY2_WITH_TIMEOUT(find(name) && find(name)->isEnabled(), qPrintable(name), 20000);
        QTest::mouseClick(find(name), Qt::LeftButton);
    }
    QString textOf(const QString &name)
    {
        QLabel *label = find<QLabel>(name);
        return label ? label->text() : QString();
    }
    void awaitSignIn()
    {
        click(u"continueButton"_s);
        QTRY_COMPARE_WITH_TIMEOUT(textOf(u"stateLabel"_s), u"signed in"_s, 30000);
    }
    void chooseTool(const QString &name)
    {
        find<QTabBar>(u"viewTabs"_s)->setCurrentIndex(int(ui::ConnectionPage::Tab::Tools));
        QTRY_VERIFY_WITH_TIMEOUT(find<QAbstractItemView>(u"toolList"_s)
                && find<QAbstractItemView>(u"toolList"_s)->model()->rowCount() > 0,
            30000);
        for (ui::ConnectionPage *page : m_program->window->findChildren<ui::ConnectionPage *>()) {
            if (page->isVisible())
                page->chooseTool(name);
        }
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<whole::Program> m_program;
};

void TestTwins::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_program = std::make_unique<whole::Program>(m_folder->path());
    QVERIFY(QTest::qWaitForWindowExposed(m_program->window.get()));
    click(u"tryDemoButton"_s);
    awaitSignIn();
}

void TestTwins::cleanup()
{
    m_program.reset();
    m_folder.reset();
}

void TestTwins::showsWhatTheTimeOfACallWentInto()
{
    chooseTool(u"whoami"_s);
    QVERIFY2(!find(u"callAsAllButton"_s), "there is nobody else");
    click(u"callButton"_s);
    click(u"callTimesButton"_s);
    auto *fall = find<ui::WaterfallView>(u"callWaterfall"_s);
    QVERIFY(fall);
    QVERIFY(!fall->waterfall().rows.isEmpty());
    QVERIFY(fall->waterfall().rows.last().words().contains(u"done after"_s));
    click(u"callTimesButton"_s);
    QVERIFY(!find<ui::WaterfallView>(u"callWaterfall"_s));
}

void TestTwins::callsAsBothAndShowsTheDifference()
{
    const session::Workspace &workspace = m_program->composition->workspace();
    QCOMPARE(workspace.connections().size(), 1);
    session::Connection *first = workspace.connections().first();
    auto *sidebar = m_program->window->findChild<ui::Sidebar *>();
    Q_EMIT sidebar->identityRequested(first->id());
    QCOMPARE(workspace.connections().size(), 2);
    awaitSignIn();
    session::Connection *second = workspace.connections().last();
    QTRY_COMPARE_WITH_TIMEOUT(second->state(), session::ConnectionState::SignedIn, 30000);
    QVERIFY(second->tokenValue(oauth::TokenKind::Access).reveal()
        != first->tokenValue(oauth::TokenKind::Access).reveal());

    chooseTool(u"whoami"_s);
    click(u"callAsAllButton"_s);
    QTRY_VERIFY_WITH_TIMEOUT(find<QDialog>(u"compareResultsDialog"_s), 30000);
    QCOMPARE(first->callHistory().size(), 1);
    QCOMPARE(second->callHistory().size(), 1);
    find<QDialog>(u"compareResultsDialog"_s)->close();
    QTRY_VERIFY(find(u"callButton"_s) && find(u"callButton"_s)->isEnabled());
}

QTEST_MAIN(TestTwins)
#include "test_twins.moc"
