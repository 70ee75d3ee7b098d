// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/samples.h"
#include "ui/tools/confirmcalldialog.h"

#include <QAbstractButton>
#include <QCheckBox>
#include <QPushButton>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;

/// Asking before a tool writes.
class TestConfirm : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void confirmingIsNotTheDefault();
    void aDestructiveToolIsAskedForEachTime();
    void anAllowanceEndsWhenItIsTakenBack();
    void nobodyToAskMeansNo();
};

void TestConfirm::confirmingIsNotTheDefault()
{
    ui::ConfirmCallDialog dialog({ u"Boards"_s, u"Ada"_s, sample::tools()[2], {} }, nullptr);
    dialog.show();
    QVERIFY(QTest::qWaitForWindowExposed(&dialog));
    QVERIFY(dialog.findChild<QPushButton *>(u"cancelConfirmButton"_s)->isDefault());
    QTest::keyClick(&dialog, Qt::Key_Return);
    QCOMPARE(dialog.result(), int(QDialog::Rejected));
    QVERIFY(dialog.isHidden());
}

void TestConfirm::aDestructiveToolIsAskedForEachTime()
{
    ui::ConfirmCallDialog dialog({ u"Boards"_s, u"Ada"_s, sample::tools()[3], {} }, nullptr);
    QVERIFY(dialog.findChild<QCheckBox *>(u"forSessionCheckBox"_s)->isHidden());
    dialog.findChild<QCheckBox *>(u"forSessionCheckBox"_s)->setChecked(true);
    QVERIFY(!dialog.isForSession());
}

void TestConfirm::anAllowanceEndsWhenItIsTakenBack()
{
    QWidget window;
    window.show();
    ui::CallConfirmer confirmer;
    confirmer.setWindow(&window, {});
    const mcp::Tool tool = sample::tools()[2];
    int yes = 0;
    const auto answer = [&yes](bool said) { yes += said; };
    confirmer.confirm(u"Boards"_s, tool, {}, answer);
    auto *dialog = window.findChild<ui::ConfirmCallDialog *>();
    QVERIFY(dialog);
    dialog->findChild<QCheckBox *>(u"forSessionCheckBox"_s)->setChecked(true);
    dialog->findChild<QAbstractButton *>(u"confirmCallButton"_s)->click();
    QCOMPARE(yes, 1);
    QTRY_VERIFY(!window.findChild<ui::ConfirmCallDialog *>());
    confirmer.confirm(u"Boards"_s, tool, {}, answer);
    QCOMPARE(yes, 2);
    QVERIFY2(!window.findChild<ui::ConfirmCallDialog *>(), "allowed for this session");
    QCOMPARE(confirmer.allowedTools(u"Boards"_s), 1);
    QCOMPARE(confirmer.allowedTools(u"Other"_s), 0);
    confirmer.askAgain(u"Boards"_s);
    confirmer.confirm(u"Boards"_s, tool, {}, answer);
    QCOMPARE(yes, 2);
    QVERIFY(window.findChild<ui::ConfirmCallDialog *>());
}

void TestConfirm::nobodyToAskMeansNo()
{
    ui::CallConfirmer confirmer;
    bool said = true;
    confirmer.confirm(u"Boards"_s, sample::tools()[2], {}, [&said](bool yes) { said = yes; });
    QVERIFY(!said);
}

QTEST_MAIN(TestConfirm)
#include "test_confirm.moc"
