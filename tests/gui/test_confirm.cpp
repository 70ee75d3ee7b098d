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
    void whatIsRememberedIsHandedOn();
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

void TestConfirm::whatIsRememberedIsHandedOn()
{
    QWidget window;
    window.show();
    ui::CallConfirmer confirmer;
    confirmer.setWindow(&window, {});
    session::CallQuestion question{ .connection = u"Boards"_s, .tool = sample::tools()[2] };
    QList<session::CallAnswer> answers;
    const auto keep = [&answers](const session::CallAnswer &said) { answers += said; };
    confirmer.ask(question, keep);
    auto *dialog = window.findChild<ui::ConfirmCallDialog *>();
    QVERIFY(dialog);
    dialog->findChild<QCheckBox *>(u"forSessionCheckBox"_s)->setChecked(true);
    auto *yes = dialog->findChild<QAbstractButton *>(u"confirmCallButton"_s);
    QTRY_VERIFY(yes->isEnabled());
    yes->click();
    QCOMPARE(answers.size(), 1);
    QVERIFY(answers[0].yes);
    QCOMPARE(int(answers[0].remember), int(session::CallAnswer::Remember::Session));
    QTRY_VERIFY(!window.findChild<ui::ConfirmCallDialog *>());
    confirmer.ask(question, keep); // whether to ask at all is not decided here
    dialog = window.findChild<ui::ConfirmCallDialog *>();
    QVERIFY(dialog);
    dialog->reject();
    QCOMPARE(answers.size(), 2);
    QVERIFY(!answers[1].yes);
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
