// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/samples.h"
#include "gui/shots.h"
#include "ui/input/inputdesk.h"
#include "ui/input/samplingdialog.h"

#include <QAbstractButton>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;

using Action = mcp::ElicitationAnswer::Action;

namespace {

const ui::Asker boards{ .connection = u"Boards"_s,
    .server = u"boards-mcp"_s,
    .host = u"mcp.boards.example"_s,
    .url = "https://mcp.boards.example/mcp",
    .cause = u"tools/call run_report"_s };

mcp::InputContext contextOf(const QString &connection, const QString &cause = u"tools/call run_report"_s)
{
    return { .connection = connection,
        .server = u"boards-mcp"_s,
        .url = "https://mcp.boards.example/mcp",
        .cause = cause };
}

} // namespace

/// What servers ask a person: dialogs and the desk where they queue.
class TestInput : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void asksWithTheDefaultsFilledIn();
    void sendsOnlyWhatTheSchemaAllows();
    void enterNeverAnswersFromAField();
    void closingIsCancel();
    void keepsHostileWordsInert();
    void answersInPlaceOfAModel();
    void boundsTheAnswerOfAPerson();
    void queuesByConnection();
    void withdrawsACancelledQuestion();
    void refusesWithoutAWindow();
    void refusesWhenTheWindowGoes();
    void goesWhileAMemberIsNamed();
    void samplesOnlyWhereItIsAllowed();
    void boundsTheQueue();
    void completesWhatWasOpened();
    void tellsTheFoldersThatExist();

private:
    template <class T = QDialog>
    QList<T *> dialogs()
    {
        QList<T *> found;
        for (T *dialog : m_window->findChildren<T *>()) {
            if (dialog->isVisible())
                found += dialog;
        }
        return found;
    }
    std::unique_ptr<ui::InputDesk> m_desk;
    std::unique_ptr<QWidget> m_window;
    QList<QByteArray> m_opened;
    QStringList m_roots;
    bool m_sampling = true;
};

void TestInput::init()
{
    ui::applyTheme(*qApp, ui::ThemeChoice::Light);
    m_window = std::make_unique<QWidget>();
    m_window->show();
    m_desk = std::make_unique<ui::InputDesk>();
    m_opened.clear();
    m_roots.clear();
    m_sampling = true;
    m_desk->setWindow(
        m_window.get(),
        [this](const QString &connection) {
            return ui::InputDesk::Place{ .name = u"Connection "_s + connection,
                .host = u"mcp.boards.example"_s,
                .allowSampling = m_sampling,
                .roots = m_roots };
        },
        [this](const QByteArray &url) -> base::Result<void> {
            m_opened += url;
            return {};
        });
}

void TestInput::cleanup()
{
    m_desk.reset();
    m_window.reset();
}

void TestInput::asksWithTheDefaultsFilledIn()
{
    ui::ElicitationDialog dialog(sample::formElicitation(), boards, {}, nullptr);
    dialog.setWaiting(2);
    shots::shoot(&dialog, u"elicitation-form"_s, dialog.size());
    QVERIFY(shots::hasText(&dialog, u"Boards (calls itself “boards-mcp”)"_s));
    QCOMPARE(shots::child<QLabel>(&dialog, u"askerHostLabel"_s)->text(), u"mcp.boards.example"_s);
    QCOMPARE(shots::child<QLabel>(&dialog, u"askerCauseLabel"_s)->text(), u"tools/call run_report"_s);
    QCOMPARE(shots::child<QLabel>(&dialog, u"elicitationWaitingLabel"_s)->text(), u"2 more questions wait"_s);
    QCOMPARE(shots::child<QComboBox>(&dialog, u"field_board"_s)->currentText(), u"Sprint Board"_s);
    QVERIFY(shots::child<QCheckBox>(&dialog, u"field_people_0"_s)->isChecked());
    QVERIFY(!shots::child<QCheckBox>(&dialog, u"field_people_1"_s)->isChecked());
    QVERIFY(shots::child<QPushButton>(&dialog, u"cancelElicitationButton"_s)->isDefault());
    QVERIFY(!dialog.isModal());
    shots::verifyInert(&dialog);
}

void TestInput::sendsOnlyWhatTheSchemaAllows()
{
    ui::ElicitationDialog dialog(sample::formElicitation(), boards, {}, nullptr);
    shots::shoot(&dialog, {}, dialog.size());
    QSignalSpy answered(&dialog, &ui::ElicitationDialog::answered);
    auto *send = shots::child<QPushButton>(&dialog, u"acceptElicitationButton"_s);
    send->click();
    QCOMPARE(answered.size(), 0);
    QVERIFY(
        shots::child<QLabel>(&dialog, u"elicitationProblemLabel"_s)->text().contains(u"Nothing was sent"_s));
    QVERIFY(shots::hasText(&dialog, u"✗ is needed"_s));
    auto *mail = shots::child<QLineEdit>(&dialog, u"field_mail"_s);
    QTest::keyClicks(mail, u"nonsense"_s);
    send->click();
    QCOMPARE(answered.size(), 0); // format e-mail, which is only an annotation elsewhere
    mail->setText({});
    QTest::keyClicks(mail, u"ada@boards.example"_s);
    for (const QString &box : { u"field_people_1"_s, u"field_people_2"_s })
        shots::child<QCheckBox>(&dialog, box)->click();
    send->click();
    QCOMPARE(answered.size(), 0); // two at most
    shots::child<QCheckBox>(&dialog, u"field_people_2"_s)->click();
    const QString review = shots::child<QPlainTextEdit>(&dialog, u"elicitationReviewEdit"_s)->toPlainText();
    send->click();
    QCOMPARE(answered.size(), 1);
    const auto answer = answered.first().first().value<mcp::ElicitationAnswer>();
    QCOMPARE(int(answer.action), int(Action::Accept));
    QCOMPARE(json::compact(answer.content),
        QByteArray(
            "{\"board\":\"b3\",\"people\":[\"ada\",\"bob\"],\"mail\":\"ada@boards.example\",\"copies\":1,"
            "\"draft\":true}"));
    QCOMPARE(QString::fromUtf8(json::pretty(answer.content)).trimmed(), review);
    QVERIFY(!dialog.isVisible());
}

void TestInput::enterNeverAnswersFromAField()
{
    ui::ElicitationDialog dialog(sample::formElicitation(), boards, {}, nullptr);
    shots::shoot(&dialog, {}, dialog.size());
    QSignalSpy answered(&dialog, &ui::ElicitationDialog::answered);
    auto *mail = shots::child<QLineEdit>(&dialog, u"field_mail"_s);
    QTest::keyClicks(mail, u"ada@boards.example"_s);
    QTest::keyClick(mail, Qt::Key_Return);
    QTest::qWait(0);
    QCOMPARE(answered.size(), 0);
    QVERIFY(dialog.isVisible());
    QTest::keyClick(mail, Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(answered.size(), 1);
    QCOMPARE(int(answered.first().first().value<mcp::ElicitationAnswer>().action), int(Action::Accept));
}

void TestInput::closingIsCancel()
{
    for (const bool byEscape : { true, false }) {
        ui::ElicitationDialog dialog(sample::formElicitation(), boards, {}, nullptr);
        shots::shoot(&dialog, {}, dialog.size());
        QSignalSpy answered(&dialog, &ui::ElicitationDialog::answered);
        if (byEscape)
            QTest::keyClick(&dialog, Qt::Key_Escape);
        else
            dialog.close();
        QCOMPARE(answered.size(), 1);
        const auto answer = answered.first().first().value<mcp::ElicitationAnswer>();
        QCOMPARE(int(answer.action), int(Action::Cancel));
        QVERIFY(answer.content.empty());
    }
    ui::ElicitationDialog dialog(sample::formElicitation(), boards, {}, nullptr);
    shots::shoot(&dialog, {}, dialog.size());
    QSignalSpy answered(&dialog, &ui::ElicitationDialog::answered);
    shots::child<QPushButton>(&dialog, u"declineElicitationButton"_s)->click();
    QCOMPARE(int(answered.first().first().value<mcp::ElicitationAnswer>().action), int(Action::Decline));
}

void TestInput::keepsHostileWordsInert()
{
    const QString words = sample::hostile;
    mcp::Elicitation question{ .message = words + QString(9000, u'x') };
    json::Object property{ { "type", "string" }, { "title", json::string(words) },
        { "description", json::string(words) } };
    json::Object properties;
    properties[json::view(words.toUtf8())] = property;
    question.schema = json::Object{ { "type", "object" }, { "properties", properties } };
    ui::Asker asker = boards;
    asker.connection = words;
    asker.server = words + u"!"_s;
    asker.cause = words;
    ui::ElicitationDialog dialog(question, asker, {}, nullptr);
    shots::shoot(&dialog, u"elicitation-hostile"_s, dialog.size());
    shots::verifyInert(&dialog);
    QVERIFY(shots::hasText(&dialog, sample::hostileShown));
    mcp::SamplingRequest request = sample::samplingRequest();
    request.messages.prepend({ .role = words.toUtf8(), .type = "text", .text = words });
    request.systemPrompt = words;
    request.modelHints = { words };
    ui::SamplingDialog sampling(request, asker, nullptr);
    shots::shoot(&sampling, {}, sampling.size());
    shots::verifyInert(&sampling);
}

void TestInput::answersInPlaceOfAModel()
{
    ui::SamplingDialog dialog(sample::samplingRequest(), boards, nullptr);
    shots::shoot(&dialog, u"sampling"_s, dialog.size());
    QVERIFY(shots::hasText(&dialog, u"You are a careful assistant."_s));
    QVERIFY(shots::hasText(&dialog, u"[image · image/png"_s));
    QSignalSpy answered(&dialog, &ui::SamplingDialog::answered);
    QSignalSpy refused(&dialog, &ui::SamplingDialog::refused);
    auto *send = shots::child<QPushButton>(&dialog, u"sendSamplingButton"_s);
    QVERIFY(!send->isEnabled());
    auto *text = shots::child<QPlainTextEdit>(&dialog, u"samplingAnswerEdit"_s);
    QTest::keyClicks(text, u"All is well."_s);
    send->click();
    QCOMPARE(answered.size(), 1);
    QCOMPARE(refused.size(), 0);
    const auto answer = answered.first().first().value<mcp::SamplingAnswer>();
    QCOMPARE(answer.text, u"All is well."_s);
    QCOMPARE(answer.model, u"a person"_s);
    ui::SamplingDialog other(sample::samplingRequest(), boards, nullptr);
    QSignalSpy otherRefused(&other, &ui::SamplingDialog::refused);
    shots::shoot(&other, {}, other.size());
    QTest::keyClick(&other, Qt::Key_Escape);
    QCOMPARE(otherRefused.size(), 1);
}

void TestInput::boundsTheAnswerOfAPerson()
{
    ui::SamplingDialog dialog(sample::samplingRequest(), boards, nullptr);
    auto *text = shots::child<QPlainTextEdit>(&dialog, u"samplingAnswerEdit"_s);
    text->setPlainText(QString(400, u'x'));
    QVERIFY(!shots::child<QPushButton>(&dialog, u"sendSamplingButton"_s)->isEnabled());
    QVERIFY(shots::child<QLabel>(&dialog, u"samplingLengthLabel"_s)->text().startsWith(u"✗"_s));
    text->setPlainText(QString(160, u'x'));
    QVERIFY(shots::child<QPushButton>(&dialog, u"sendSamplingButton"_s)->isEnabled());
}

void TestInput::queuesByConnection()
{
    auto *first = m_desk->elicit(sample::formElicitation(), contextOf(u"1"_s), this);
    auto *second = m_desk->elicit(sample::formElicitation(), contextOf(u"1"_s), this);
    auto *other = m_desk->sample(sample::samplingRequest(), contextOf(u"2"_s), this);
    QSignalSpy firstEnd(first, &base::Operation::finished);
    QSignalSpy secondEnd(second, &base::Operation::finished);
    first->start();
    second->start();
    other->start();
    QCOMPARE(dialogs().size(), 2); // one for each connection
    QCOMPARE(m_desk->waiting(u"1"_s), 2);
    QVERIFY(shots::hasText(dialogs<ui::ElicitationDialog>().first(), u"1 more question waits"_s));
    shots::child<QPushButton>(dialogs<ui::ElicitationDialog>().first(), u"declineElicitationButton"_s)
        ->click();
    QTRY_COMPARE(firstEnd.size(), 1);
    QCOMPARE(int(first->result()->action), int(Action::Decline));
    QCOMPARE(secondEnd.size(), 0);
    QTRY_COMPARE(dialogs<ui::ElicitationDialog>().size(), 1);
    QTRY_COMPARE(m_desk->waiting(u"1"_s), 1);
    shots::child<QPushButton>(dialogs<ui::ElicitationDialog>().first(), u"cancelElicitationButton"_s)
        ->click();
    QTRY_COMPARE(secondEnd.size(), 1);
    shots::child<QPushButton>(dialogs<ui::SamplingDialog>().first(), u"refuseSamplingButton"_s)->click();
    QTRY_VERIFY(other->isFinished());
    QCOMPARE(int(other->result().error().kind), int(base::ErrorKind::Refused));
    QTRY_VERIFY(dialogs().isEmpty());
    delete first;
    delete second;
    delete other;
}

void TestInput::withdrawsACancelledQuestion()
{
    auto *first = m_desk->elicit(sample::formElicitation(), contextOf(u"1"_s), this);
    auto *second = m_desk->elicit(sample::formElicitation(), contextOf(u"1"_s), this);
    first->start();
    second->start();
    first->cancel();
    QTRY_COMPARE(dialogs().size(), 1);
    QTRY_COMPARE(m_desk->waiting(u"1"_s), 1);
    delete first;
    delete second; // while it is asked
    QTRY_VERIFY(dialogs().isEmpty());
    QCOMPARE(m_desk->waiting(u"1"_s), 0);
}

void TestInput::refusesWithoutAWindow()
{
    ui::InputDesk desk;
    const std::unique_ptr<base::ResultOperation<mcp::ElicitationAnswer>> asked(
        desk.elicit(sample::formElicitation(), contextOf(u"1"_s), nullptr));
    asked->start();
    QTRY_VERIFY(asked->isFinished());
    QCOMPARE(int(asked->result().error().kind), int(base::ErrorKind::Refused));
}

void TestInput::refusesWhenTheWindowGoes()
{
    const std::unique_ptr<base::ResultOperation<mcp::ElicitationAnswer>> asked(
        m_desk->elicit(sample::formElicitation(), contextOf(u"1"_s), nullptr));
    asked->start();
    QCOMPARE(dialogs().size(), 1);
    m_desk->setWindow(nullptr, {}, {});
    QTRY_VERIFY(asked->isFinished());
    QCOMPARE(int(asked->result().error().kind), int(base::ErrorKind::Refused));
    QVERIFY(dialogs().isEmpty());
}

/// The field loses the focus as its dialog is destroyed, and says then that it was edited.
void TestInput::goesWhileAMemberIsNamed()
{
    mcp::Elicitation any = sample::formElicitation();
    any.schema = json::Object{ { "type", "object" }, { "properties", json::Object() } };
    const std::unique_ptr<base::ResultOperation<mcp::ElicitationAnswer>> asked(
        m_desk->elicit(any, contextOf(u"1"_s), nullptr));
    asked->start();
    QCOMPARE(dialogs().size(), 1);
    QDialog *dialog = dialogs().first();
    dialog->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(dialog));
    const auto adds = dialog->findChildren<QPushButton *>(QRegularExpression(u"^add_"_s));
    QCOMPARE(adds.size(), 1);
    adds.first()->click();
    auto *name = qobject_cast<QLineEdit *>(dialog->focusWidget());
    QVERIFY(name);
    QTest::keyClicks(name, u"x"_s);
    QSignalSpy left(name, &QLineEdit::editingFinished);
    m_desk->setWindow(nullptr, {}, {});
    QCOMPARE(left.size(), 1);
    QVERIFY(dialogs().isEmpty());
}

void TestInput::samplesOnlyWhereItIsAllowed()
{
    m_sampling = false;
    const std::unique_ptr<base::ResultOperation<mcp::SamplingAnswer>> asked(
        m_desk->sample(sample::samplingRequest(), contextOf(u"1"_s), nullptr));
    asked->start();
    QTRY_VERIFY(asked->isFinished());
    QCOMPARE(int(asked->result().error().kind), int(base::ErrorKind::Refused));
    QVERIFY(dialogs().isEmpty());
}

void TestInput::boundsTheQueue()
{
    QList<base::ResultOperation<mcp::ElicitationAnswer> *> all;
    for (int i = 0; i < 25; ++i) {
        all += m_desk->elicit(sample::formElicitation(), contextOf(u"1"_s), this);
        all.last()->start();
    }
    QTRY_VERIFY(all.last()->isFinished());
    QVERIFY(!all.last()->result());
    QVERIFY(!all.first()->isFinished());
    QCOMPARE(m_desk->waiting(u"1"_s), 20);
    QCOMPARE(dialogs().size(), 1);
    qDeleteAll(all);
}

void TestInput::completesWhatWasOpened()
{
    const std::unique_ptr<base::ResultOperation<mcp::ElicitationAnswer>> asked(
        m_desk->elicit(sample::urlElicitation("https://pay.boards.example/"), contextOf(u"1"_s), nullptr));
    asked->start();
    m_desk->elicitationCompleted("another");
    m_desk->elicitationCompleted("elicitation-7"); // before anybody went there
    QVERIFY(!asked->isFinished());
    QVERIFY(shots::hasText(dialogs().first(), u"The server says that it is done"_s));
    shots::child<QPushButton>(dialogs().first(), u"openElicitationUrlButton"_s)->click();
    QCOMPARE(m_opened.size(), 1);
    m_desk->elicitationCompleted("elicitation-7");
    QTRY_VERIFY(asked->isFinished());
    QCOMPARE(int(asked->result()->action), int(Action::Accept));
    QVERIFY(asked->result()->content.empty());
}

void TestInput::tellsTheFoldersThatExist()
{
    QTemporaryDir folder;
    QVERIFY(QDir(folder.path()).mkdir(u"my notes"_s));
    m_roots = { folder.filePath(u"my notes"_s), folder.filePath(u"gone"_s) };
    const std::unique_ptr<base::ResultOperation<QList<mcp::Root>>> asked(
        m_desk->roots(contextOf(u"1"_s), nullptr));
    asked->start();
    QTRY_VERIFY(asked->isFinished());
    const QList<mcp::Root> roots = asked->result().value();
    QCOMPARE(roots.size(), 1);
    QCOMPARE(roots.first().name, u"my notes"_s);
    QVERIFY(roots.first().uri.startsWith("file:///") && roots.first().uri.endsWith("/my%20notes"));
}

QTEST_MAIN(TestInput)
#include "test_input.moc"
