// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/samples.h"
#include "gui/shots.h"
#include "ui/prompts/promptsview.h"

#include <QClipboard>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;

/// Prompts with plain data, and with words that mean no good.
class TestPrompts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void fillsInAPrompt();
    void takesThePersonsWordForTheBrowser();
    void showsMessagesAsTheyWouldBeSent();
    void showsHostileWordsAsTheyAre();
};

void TestPrompts::initTestCase()
{
    ui::applyTheme(*qApp, ui::ThemeChoice::Light);
}

void TestPrompts::fillsInAPrompt()
{
    ui::PromptsView view;
    view.setPrompts(sample::prompts());
    view.setState(ui::FeatureFrame::State::Loaded);
    view.choose(u"review"_s);
    shots::shoot(&view, u"prompts"_s);
    QSignalSpy gets(view.panel(), &ui::PromptPanel::getRequested);
    QTest::keyClick(&view, Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY(shots::child<QLabel>(&view, u"promptHintLabel"_s)->text().contains(u"Nothing was sent"_s));
    QCOMPARE(gets.size(), 0);
    QVERIFY(shots::hasText(&view, u"✗ is needed"_s));
    QTest::keyClicks(shots::child<QLineEdit>(&view, u"variable_code"_s), u"int main()"_s);
    QList<mcp::Prompt> changed = sample::prompts();
    changed[1].arguments += { .name = "tone", .title = u"Tone"_s };
    view.setPrompts(changed); // another argument appears; what is typed stays
    QCOMPARE(shots::child<QLineEdit>(&view, u"variable_code"_s)->text(), u"int main()"_s);
    QVERIFY(shots::child<QLineEdit>(&view, u"variable_tone"_s)->text().isEmpty());
    shots::child<QPushButton>(&view, u"getPromptButton"_s)->click();
    QCOMPARE(gets.size(), 1);
    QCOMPARE(json::compact(gets.first()[1].value<json::Object>()), QByteArray("{\"code\":\"int main()\"}"));
}

void TestPrompts::takesThePersonsWordForTheBrowser()
{
    ui::PromptPanel panel;
    panel.setPrompt(sample::prompts().first());
    panel.setRunning(true, u"asking"_s);
    auto *done = shots::child<QPushButton>(&panel, u"promptVisitFinishedButton"_s);
    QVERIFY(!done->isVisibleTo(&panel));
    panel.setVisitAwaited(true);
    shots::shoot(&panel, {}, { 700, 260 });
    QSignalSpy words(&panel, &ui::PromptPanel::visitFinished);
    done->click();
    QCOMPARE(words.size(), 1);
    QVERIFY(!done->isEnabled());
    panel.setRunning(false);
    QVERIFY(!done->isVisibleTo(&panel));
}

void TestPrompts::showsMessagesAsTheyWouldBeSent()
{
    ui::PromptsView view;
    view.setPrompts(sample::prompts());
    view.setState(ui::FeatureFrame::State::Loaded);
    view.choose(u"review"_s);
    view.messages()->setData({ .result = sample::promptResult(), .at = sample::now });
    shots::shoot(&view, u"prompt-messages"_s);
    QCOMPARE(shots::child<QLabel>(&view, u"messageCountLabel"_s)->text(), u"3 messages"_s);
    QTRY_VERIFY(shots::hasText(&view, u"Please review this code"_s));
    shots::child<QPushButton>(&view, u"copyMessagesButton"_s)->click();
    QVERIFY(QApplication::clipboard()->text().startsWith(u"user:\nPlease review this code"_s));
    QVERIFY(QApplication::clipboard()->text().contains(u"\n\nassistant:\n"_s));
    view.messages()->setData({ .error = sample::wrongIssuer(), .at = sample::now });
    QVERIFY(shots::hasText(&view, u"request-id-test-11"_s));
    QVERIFY(!shots::hasText(&view, u"Please review this code"_s));
    view.messages()->setData({ .result = mcp::PromptResult(), .at = sample::now });
    QTRY_VERIFY(shots::hasText(&view, u"no message at all"_s));
}

void TestPrompts::showsHostileWordsAsTheyAre()
{
    const QString words = sample::hostile;
    ui::PromptsView prompts;
    prompts.setPrompts({ { .name = words,
        .title = words,
        .description = QString(50'000, u'x'),
        .arguments
        = { { .name = words.toUtf8(), .title = words, .description = words, .isRequired = true } } } });
    prompts.setState(ui::FeatureFrame::State::Loaded);
    prompts.messages()->setData(
        { .result = mcp::PromptResult{ .description = words,
              .messages = { { .role = words.toUtf8(), .content = { .type = "text", .text = words } } } },
            .at = sample::now });
    shots::shoot(&prompts, u"prompts-hostile"_s);
    QVERIFY(shots::hasText(&prompts, sample::hostileShown));
    shots::verifyInert(&prompts);
}

QTEST_MAIN(TestPrompts)
#include "test_prompts.moc"
