// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/inspectsamples.h"
#include "gui/program.h"
#include "ui/inspect/inspectorwindow.h"
#include "ui/inspect/pastefield.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAction>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;

/// The ways to the inspector in the whole program, with the demo as the issuer.
class TestInspectorWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void opensFromTheTopBarTheStartPageAndThePalette();
    void opensWithWhatIsDropped();
    void judgesTheTokensOfAConnection();
    void comparesTwoGenerations();
    void closesWithTheWindow();
    void remembersWhetherToNotify();

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
    ui::InspectorWindow *inspector()
    {
        for (QWidget *top : QApplication::topLevelWidgets()) {
            if (auto *found = qobject_cast<ui::InspectorWindow *>(top); found && found->isVisible())
                return found;
        }
        return nullptr;
    }
    void signIn();

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<whole::Program> m_program;
};

void TestInspectorWindow::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_program = std::make_unique<whole::Program>(m_folder->path());
    QVERIFY(QTest::qWaitForWindowExposed(m_program->window.get()));
}

void TestInspectorWindow::cleanup()
{
    m_program.reset();
    m_folder.reset();
}

void TestInspectorWindow::signIn()
{
    click(u"tryDemoButton"_s);
    click(u"continueButton"_s);
    QTRY_COMPARE_WITH_TIMEOUT(textOf(u"stateLabel"_s), u"signed in"_s, 20000);
    find<QTabBar>(u"viewTabs"_s)->setCurrentIndex(2);
    QTRY_VERIFY_WITH_TIMEOUT(textOf(u"verdictBannerLabel"_s).startsWith(u"Valid."_s), 20000);
}

void TestInspectorWindow::opensFromTheTopBarTheStartPageAndThePalette()
{
    for (const QString &name : { u"inspectTokenButton"_s, u"inspectStartButton"_s }) {
        click(name);
        QTRY_VERIFY(inspector());
        delete inspector();
    }
    click(u"paletteButton"_s);
    QTRY_VERIFY(find<QLineEdit>(u"commandLineEdit"_s));
    QTest::keyClicks(find<QLineEdit>(u"commandLineEdit"_s), u"inspect a"_s);
    QTest::keyClick(find<QLineEdit>(u"commandLineEdit"_s), Qt::Key_Return);
    QTRY_VERIFY(inspector());
    click(u"inspectTokenButton"_s);
    QVERIFY(inspector());
}

void TestInspectorWindow::opensWithWhatIsDropped()
{
    QMimeData text;
    text.setText(QString::fromUtf8(sample::goodToken()));
    QDragEnterEvent enter({ 10, 10 }, Qt::CopyAction, &text, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_program->window.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop({ 10.0, 10.0 }, Qt::CopyAction, &text, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_program->window.get(), &drop);
    QTRY_VERIFY(inspector());
    QTRY_COMPARE(textOf(u"inspectionTitleLabel"_s), u"Access token"_s);
}

void TestInspectorWindow::judgesTheTokensOfAConnection()
{
    signIn();
    const qint64 before = m_program->composition->workspace().exchangeLog()->count();
    click(u"inspectButton"_s);
    QTRY_VERIFY(inspector());
    QTRY_VERIFY2(textOf(u"inspectionBannerLabel"_s).startsWith(u"Valid."_s),
        qPrintable(textOf(u"inspectionBannerLabel"_s)));
    QVERIFY2(m_program->composition->workspace().exchangeLog()->count() == before,
        "with the keys at hand, without asking anybody");
    click(u"idTokenCard"_s);
    click(u"inspectButton"_s);
    QTRY_COMPARE(textOf(u"inspectionTitleLabel"_s), u"ID token"_s);
    QVERIFY2(textOf(u"inspectionBannerLabel"_s).startsWith(u"Valid."_s),
        qPrintable(textOf(u"inspectionBannerLabel"_s)));
    click(u"fetchKeysButton"_s);
    QTRY_VERIFY_WITH_TIMEOUT(find(u"fetchKeysButton"_s), 20000);
    QTRY_VERIFY(textOf(u"inspectionBannerLabel"_s).startsWith(u"Valid."_s));
}

void TestInspectorWindow::comparesTwoGenerations()
{
    signIn();
    click(u"refreshNowButton"_s);
    QTRY_COMPARE_WITH_TIMEOUT(find<QAbstractItemView>(u"generationsTable"_s)->model()->rowCount(), 2, 20000);
    click(u"compareGenerationsButton"_s);
    QTRY_VERIFY(find<QAbstractItemView>(u"comparisonTable"_s));
    const QString shown = sample::textOf(find<QAbstractItemView>(u"comparisonTable"_s)->model());
    QVERIFY2(
        shown.contains(u"jti"_s) || shown.contains(u"exp"_s) || shown.contains(u"iat"_s), qPrintable(shown));
    QVERIFY2(!shown.contains(u"eyJ"_s), "no token is kept for it");
}

void TestInspectorWindow::closesWithTheWindow()
{
    click(u"inspectTokenButton"_s);
    QTRY_VERIFY(inspector());
    m_program->window->close();
    QVERIFY(!inspector());
}

void TestInspectorWindow::remembersWhetherToNotify()
{
    auto *action = m_program->window->findChild<QAction *>(u"expiryNoticeAction"_s);
    QVERIFY(action);
    QVERIFY2(!action->isChecked(), "off until somebody wants it");
    action->trigger();
    m_program.reset();
    m_program = std::make_unique<whole::Program>(m_folder->path());
    action = m_program->window->findChild<QAction *>(u"expiryNoticeAction"_s);
    QVERIFY(action && action->isChecked());
}

QTEST_MAIN(TestInspectorWindow)
#include "test_inspectorwindow.moc"
