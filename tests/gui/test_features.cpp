// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/samples.h"
#include "gui/shots.h"
#include "ui/common/completingedit.h"
#include "ui/common/text.h"
#include "ui/preview/contentview.h"
#include "ui/prompts/promptsview.h"
#include "ui/resources/resourcesview.h"

#include <QAbstractItemView>
#include <QClipboard>
#include <QComboBox>
#include <QCompleter>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;

namespace {

/// A question to a server that answers when the test says so.
class Question : public mcp::Complete {
public:
    using mcp::Complete::Complete;
    void answer(const QStringList &values) { finishWith(mcp::Completion{ .values = values }); }
    void fail() { finishWith(sample::wrongIssuer()); }

protected:
    void run() override { }
};

struct Asked {
    QByteArray variable;
    QString typed;
    json::Object earlier;
    QPointer<Question> question;
};

} // namespace

/// Resources and prompts with plain data, and with words that mean no good.
class TestFeatures : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void listsResourcesAndTemplates();
    void readsByKeyboard();
    void keepsWhatIsChosenAndTypedWhenTheListChanges();
    void expandsATemplateWhileTyping();
    void refusesATemplateThatIsBroken();
    void suggestsWhenTypingRests();
    void typingWithdrawsTheQuestion();
    void saysWhyThereAreNoSuggestions();
    void tellsHowTheWatchStands_data();
    void tellsHowTheWatchStands();
    void offersSeveralContents();
    void teachesWhenThereIsNothing();
    void fillsInAPrompt();
    void showsMessagesAsTheyWouldBeSent();
    void showsHostileWordsAsTheyAre();
};

void TestFeatures::initTestCase()
{
    ui::applyTheme(*qApp, ui::ThemeChoice::Light);
}

void TestFeatures::listsResourcesAndTemplates()
{
    ui::ResourcesView view;
    view.setLists(sample::resources(), sample::resourceTemplates());
    view.setState(ui::FeatureFrame::State::Loaded);
    view.choose("file:///srv/notes/plan.md");
    view.panel()->setWatch(ui::WatchMark::Live, {});
    view.panel()->setUpdated(sample::now);
    view.contents()->setData({ .contents = sample::contents(), .readAt = sample::now });
    shots::shoot(&view, u"resources"_s);
    const auto *model = shots::child<QAbstractItemView>(&view, u"resourceList"_s)->model();
    QCOMPARE(model->rowCount(), 5);
    QCOMPARE(model->index(0, 0).data().toString(), u"A day of the journal"_s);
    QCOMPARE(shots::child<QLabel>(&view, u"resourceTitleLabel"_s)->text(), u"Plan"_s);
    QVERIFY(shots::child<QLabel>(&view, u"updatedLabel"_s)->text().startsWith(u"updated "_s));
    shots::child<QLineEdit>(&view, u"resourceFilterLineEdit"_s)->setText(u"logo"_s);
    QCOMPARE(model->rowCount(), 1);
}

void TestFeatures::readsByKeyboard()
{
    ui::ResourcesView view;
    view.setLists(sample::resources(), {});
    view.setState(ui::FeatureFrame::State::Loaded);
    shots::shoot(&view, {});
    QSignalSpy reads(view.panel(), &ui::ResourcePanel::readRequested);
    auto *filter = shots::child<QLineEdit>(&view, u"resourceFilterLineEdit"_s);
    filter->setFocus();
    QTest::keyClick(filter, Qt::Key_Down);
    auto *list = shots::child<QAbstractItemView>(&view, u"resourceList"_s);
    QTRY_VERIFY(list->hasFocus());
    QTest::keyClick(list, Qt::Key_Down);
    QTest::keyClick(list, Qt::Key_Return);
    QCOMPARE(reads.size(), 1);
    QCOMPARE(reads.first().first().toByteArray(), sample::resources()[1].uri);
    QTest::keyClick(&view, Qt::Key_Return, Qt::ControlModifier);
    QTRY_COMPARE(reads.size(), 2);
    view.panel()->setRunning(true, u"reading"_s);
    QTest::keyClick(&view, Qt::Key_Return, Qt::ControlModifier);
    QTest::qWait(0);
    QCOMPARE(reads.size(), 2);
}

void TestFeatures::keepsWhatIsChosenAndTypedWhenTheListChanges()
{
    ui::ResourcesView view;
    view.setLists(sample::resources(), sample::resourceTemplates());
    view.setState(ui::FeatureFrame::State::Loaded);
    shots::shoot(&view, {});
    view.choose(sample::resourceTemplates().first().uriTemplate);
    QVERIFY(view.isTemplateShown());
    auto *year = shots::child<QLineEdit>(&view, u"variable_year"_s);
    QTest::keyClicks(year, u"2026"_s);
    QSignalSpy another(&view, &ui::ResourcesView::shownChanged);
    QList<mcp::Resource> more = sample::resources();
    more.prepend({ .uri = "file:///new", .name = u"new"_s, .title = u"New"_s });
    more.removeLast();
    view.setLists(more, sample::resourceTemplates());
    QCOMPARE(another.size(), 0);
    QCOMPARE(shots::child<QLineEdit>(&view, u"variable_year"_s), year);
    QCOMPARE(year->text(), u"2026"_s);
    QCOMPARE(shots::child<QAbstractItemView>(&view, u"resourceList"_s)->currentIndex().row(), 0);
    // What is chosen goes: the view moves to what is there.
    view.setLists(more, {});
    QVERIFY(!view.isTemplateShown());
    QCOMPARE(another.size(), 1);
}

void TestFeatures::expandsATemplateWhileTyping()
{
    ui::ResourcePanel panel;
    panel.setTemplate(sample::resourceTemplates().first());
    shots::shoot(&panel, u"resource-template"_s);
    QTest::keyClicks(shots::child<QLineEdit>(&panel, u"variable_year"_s), u"2026"_s);
    QTest::keyClicks(shots::child<QLineEdit>(&panel, u"variable_day"_s), u"a b/c"_s);
    QCOMPARE(panel.uri(), QByteArray("journal://2026/a%20b%2Fc"));
    QCOMPARE(shots::child<QLabel>(&panel, u"expandedUriLabel"_s)->text(), u"→ journal://2026/a%20b%2Fc"_s);
    QSignalSpy reads(&panel, &ui::ResourcePanel::readRequested);
    QTest::keyClick(shots::child<QLineEdit>(&panel, u"variable_day"_s), Qt::Key_Return);
    QCOMPARE(reads.size(), 1);
}

void TestFeatures::refusesATemplateThatIsBroken()
{
    ui::ResourcePanel panel;
    panel.setTemplate({ .uriTemplate = "journal://{year", .name = u"broken"_s, .title = u"Broken"_s });
    QVERIFY(shots::child<QLabel>(&panel, u"expandedUriLabel"_s)->text().startsWith(u"✗"_s));
    QVERIFY(!shots::child<QPushButton>(&panel, u"readButton"_s)->isEnabled());
    QSignalSpy reads(&panel, &ui::ResourcePanel::readRequested);
    panel.read();
    QCOMPARE(reads.size(), 0);
}

void TestFeatures::suggestsWhenTypingRests()
{
    ui::VariableForm form;
    form.setVariables({ { .name = "year" }, { .name = "day", .isRequired = true } });
    QList<Asked> asked;
    form.setAsker(
        [&](const QByteArray &variable, const QString &typed, const json::Object &earlier, QObject *parent) {
            asked += { variable, typed, earlier, new Question(parent) };
            return asked.last().question.data();
        });
    form.show();
    QVERIFY(QTest::qWaitForWindowActive(&form));
    auto *year = shots::child<ui::CompletingEdit>(&form, u"variable_year"_s);
    auto *day = shots::child<ui::CompletingEdit>(&form, u"variable_day"_s);
    year->setFocus();
    QTest::keyClicks(year, u"2026"_s);
    QCOMPARE(asked.size(), 0); // four keys, no question yet
    QTRY_COMPARE(asked.size(), 1);
    QCOMPARE(asked.first().typed, u"2026"_s);
    QVERIFY(asked.first().earlier.empty());
    asked.first().question->answer({ u"2026"_s });
    QTRY_COMPARE(shots::child<QLabel>(&form, u"variableHint_year"_s)->text(), u"1 suggestion"_s);
    QVERIFY2(!year->popup()->popup()->isVisible(), "what is typed already needs no list");

    day->setFocus();
    QTest::keyClicks(day, u"m"_s);
    QTRY_COMPARE(asked.size(), 2);
    QCOMPARE(json::compact(asked.last().earlier), QByteArray("{\"year\":\"2026\"}"));
    asked.last().question->answer({ u"monday"_s, sample::hostile });
    QTRY_VERIFY(day->popup()->popup()->isVisible());
    const auto *model = day->popup()->popup()->model();
    QCOMPARE(model->index(1, 0).data().toString(), base::cleaned(sample::hostile));
    QTest::keyClick(day->popup()->popup(), Qt::Key_Down);
    QTest::keyClick(day->popup()->popup(), Qt::Key_Return);
    QCOMPARE(day->text(), u"monday"_s);
    QVERIFY(form.problems().isEmpty());
    QVERIFY(!day->popup()->popup()->isVisible());
}

void TestFeatures::typingWithdrawsTheQuestion()
{
    ui::CompletingEdit edit;
    QList<QPointer<Question>> asked;
    edit.setAsker([&](const QString &, QObject *parent) {
        asked += new Question(parent);
        return asked.last().data();
    });
    edit.show();
    QVERIFY(QTest::qWaitForWindowActive(&edit));
    QTest::keyClicks(&edit, u"a"_s);
    QTRY_COMPARE(asked.size(), 1);
    QVERIFY(asked.first()->isRunning());
    QTest::keyClicks(&edit, u"b"_s); // the server is slow; typing is not
    QCOMPARE(edit.text(), u"ab"_s);
    QTRY_VERIFY2(!asked.first(), "the first question was cancelled and is gone");
    QTRY_COMPARE(asked.size(), 2);
    asked.last()->answer({ u"abc"_s });
    QTRY_VERIFY(edit.popup()->popup()->isVisible());
    edit.popup()->popup()->hide();
    QTest::keyClick(&edit, Qt::Key_Down); // known already: not asked again
    QTRY_VERIFY(edit.popup()->popup()->isVisible());
    QCOMPARE(asked.size(), 2);
    edit.popup()->popup()->hide();
    QTest::keyClicks(&edit, u"x"_s);
    QTRY_COMPARE(asked.size(), 3);
} // and the edit goes while a question runs

void TestFeatures::saysWhyThereAreNoSuggestions()
{
    ui::VariableForm form;
    form.setVariables({ { .name = "year" } });
    QPointer<Question> question;
    form.setAsker([&](const QByteArray &, const QString &, const json::Object &, QObject *parent) {
        question = new Question(parent);
        return question.data();
    });
    form.show();
    QTest::keyClicks(shots::child<QLineEdit>(&form, u"variable_year"_s), u"2"_s);
    QTRY_VERIFY(question);
    question->fail();
    QTRY_VERIFY(
        shots::child<QLabel>(&form, u"variableHint_year"_s)->text().startsWith(u"no suggestions: "_s));
    QCOMPARE(json::compact(form.values()), QByteArray("{\"year\":\"2\"}"));
    question.clear();
    QTest::keyClicks(shots::child<QLineEdit>(&form, u"variable_year"_s), u"0"_s);
    QTRY_VERIFY(question);
} // the whole form goes while a question runs

void TestFeatures::tellsHowTheWatchStands_data()
{
    using Kind = mcp::WatchState::Kind;
    using ui::WatchMark;
    QTest::addColumn<int>("kind");
    QTest::addColumn<bool>("accepted");
    QTest::addColumn<bool>("watched");
    QTest::addColumn<bool>("offered");
    QTest::addColumn<int>("mark");
    const auto row
        = [](const char *name, Kind kind, bool accepted, bool watched, bool offered, WatchMark mark) {
              QTest::newRow(name) << int(kind) << accepted << watched << offered << int(mark);
          };
    row("not asked for", Kind::Live, false, false, true, WatchMark::Off);
    row("on its way", Kind::Opening, false, true, true, WatchMark::Opening);
    row("told of changes", Kind::Live, true, true, true, WatchMark::Live);
    row("the server took others only", Kind::Live, false, true, true, WatchMark::NotAccepted);
    row("the stream broke", Kind::Waiting, true, true, true, WatchMark::Waiting);
    row("no such stream", Kind::NotOffered, false, true, true, WatchMark::NotOffered);
    row("no such capability", Kind::Live, false, false, false, WatchMark::NotOffered);
}

void TestFeatures::tellsHowTheWatchStands()
{
    QFETCH(int, kind);
    QFETCH(bool, accepted);
    QFETCH(bool, watched);
    QFETCH(bool, offered);
    QFETCH(int, mark);
    mcp::WatchState state{ .kind = static_cast<mcp::WatchState::Kind>(kind) };
    if (accepted)
        state.accepted.uris.insert("file:///a");
    const ui::WatchMark found = ui::watchMark(state, "file:///a", watched, offered);
    QCOMPARE(int(found), mark);
    ui::ResourcePanel panel;
    panel.setResource({ .uri = "file:///a", .title = u"A"_s });
    panel.setWatch(found, u"because"_s);
    const auto *button = shots::child<QPushButton>(&panel, u"watchButton"_s);
    QCOMPARE(button->isChecked(), found != ui::WatchMark::Off && found != ui::WatchMark::NotOffered);
    QCOMPARE(button->isEnabled(), found != ui::WatchMark::NotOffered);
    QVERIFY(!button->accessibleDescription().isEmpty());
}

void TestFeatures::offersSeveralContents()
{
    ui::ContentsView view;
    view.setData({ .contents = sample::contents(), .readAt = sample::now });
    auto *choice = shots::child<QComboBox>(&view, u"contentChoice"_s);
    QCOMPARE(choice->count(), 3);
    choice->setCurrentIndex(1);
    shots::shoot(&view, u"contents-json"_s);
    QCOMPARE(shots::child<ui::ContentView>(&view, {})->kind(), ui::PreviewKind::Json);
    view.setData({ .contents = sample::contents(), .readAt = sample::now });
    QCOMPARE(choice->currentIndex(), 1); // read again: the same one is looked at
    choice->setCurrentIndex(2);
    shots::shoot(&view, u"contents-picture"_s);
    view.setData({ .error = sample::wrongIssuer(), .readAt = sample::now });
    QVERIFY(shots::hasText(&view, u"request-id-test-11"_s));
    view.setData({ .contents = mcp::ResourceContents(), .readAt = sample::now });
    QVERIFY(shots::hasText(&view, u"empty list of contents"_s));
}

void TestFeatures::teachesWhenThereIsNothing()
{
    using State = ui::FeatureFrame::State;
    ui::ResourcesView view;
    view.setState(State::Before);
    shots::shoot(&view, u"resources-before"_s);
    QSignalSpy signIn(view.frame(), &ui::FeatureFrame::signInRequested);
    QSignalSpy load(&view, &ui::ResourcesView::loadRequested);
    auto *action = shots::child<QPushButton>(&view, u"resourcesEmptyButton"_s);
    action->click();
    QCOMPARE(signIn.size(), 1);
    view.frame()->setNeedsSignIn(false);
    action->click();
    QCOMPARE(load.size(), 1);
    view.setState(State::NotOffered);
    QVERIFY(shots::hasText(&view, u"offers no resources"_s));
    view.setState(State::Failed, sample::wrongIssuer());
    QVERIFY(shots::hasText(&view, u"request-id-test-11"_s));
    action->click();
    QCOMPARE(load.size(), 2);
    view.setState(State::Loaded);
    QVERIFY(shots::hasText(&view, u"has no resources"_s));
}

void TestFeatures::fillsInAPrompt()
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

void TestFeatures::showsMessagesAsTheyWouldBeSent()
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

void TestFeatures::showsHostileWordsAsTheyAre()
{
    const QString longText = QString(50'000, u'x');
    const QString words = sample::hostile;
    mcp::Resource resource{ .uri = words.toUtf8(),
        .name = words,
        .title = words,
        .description = words + longText,
        .mimeType = "text/<b>html</b>" };
    mcp::ResourceTemplate given{
        .uriTemplate = "x:{a}", .name = words, .title = words, .description = words
    };
    ui::ResourcesView view;
    view.setLists({ resource, resource }, { given }); // and an id twice
    view.setState(ui::FeatureFrame::State::Loaded);
    view.choose(resource.uri);
    view.contents()->setData(
        { .contents = mcp::ResourceContents{ .contents = { { .uri = words.toUtf8(), .text = words } } },
            .readAt = sample::now });
    ui::PromptsView prompts;
    prompts.setPrompts({ { .name = words,
        .title = words,
        .description = longText,
        .arguments
        = { { .name = words.toUtf8(), .title = words, .description = words, .isRequired = true } } } });
    prompts.setState(ui::FeatureFrame::State::Loaded);
    prompts.messages()->setData(
        { .result = mcp::PromptResult{ .description = words,
              .messages = { { .role = words.toUtf8(), .content = { .type = "text", .text = words } } } },
            .at = sample::now });
    shots::shoot(&view, u"resources-hostile"_s);
    shots::shoot(&prompts, u"prompts-hostile"_s);
    QVERIFY(shots::hasText(&view, sample::hostileShown));
    QVERIFY(shots::hasText(&prompts, sample::hostileShown));
    shots::verifyInert(&view);
    shots::verifyInert(&prompts);
}

QTEST_MAIN(TestFeatures)
#include "test_features.moc"
