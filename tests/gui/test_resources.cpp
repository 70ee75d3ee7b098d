// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/samples.h"
#include "gui/shots.h"
#include "ui/preview/contentview.h"
#include "ui/resources/resourcesview.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;

/// Resources with plain data, and with words that mean no good.
class TestResources : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void listsResourcesAndTemplates();
    void readsByKeyboard();
    void keepsWhatIsChosenAndTypedWhenTheListChanges();
    void expandsATemplateWhileTyping();
    void refusesATemplateThatIsBroken();
    void tellsHowTheWatchStands_data();
    void tellsHowTheWatchStands();
    void takesThePersonsWordForTheBrowser();
    void offersSeveralContents();
    void teachesWhenThereIsNothing();
    void showsHostileWordsAsTheyAre();
};

void TestResources::initTestCase()
{
    ui::applyTheme(*qApp, ui::ThemeChoice::Light);
}

void TestResources::listsResourcesAndTemplates()
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

void TestResources::readsByKeyboard()
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

void TestResources::keepsWhatIsChosenAndTypedWhenTheListChanges()
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

void TestResources::expandsATemplateWhileTyping()
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

void TestResources::refusesATemplateThatIsBroken()
{
    ui::ResourcePanel panel;
    panel.setTemplate({ .uriTemplate = "journal://{year", .name = u"broken"_s, .title = u"Broken"_s });
    QVERIFY(shots::child<QLabel>(&panel, u"expandedUriLabel"_s)->text().startsWith(u"✗"_s));
    QVERIFY(!shots::child<QPushButton>(&panel, u"readButton"_s)->isEnabled());
    QSignalSpy reads(&panel, &ui::ResourcePanel::readRequested);
    panel.read();
    QCOMPARE(reads.size(), 0);
}

void TestResources::tellsHowTheWatchStands_data()
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

void TestResources::tellsHowTheWatchStands()
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

void TestResources::takesThePersonsWordForTheBrowser()
{
    ui::ResourcePanel panel;
    panel.setResource(sample::resources().first());
    panel.setRunning(true, u"reading"_s);
    auto *done = shots::child<QPushButton>(&panel, u"readVisitFinishedButton"_s);
    QVERIFY(!done->isVisibleTo(&panel));
    panel.setVisitAwaited(true);
    shots::shoot(&panel, u"resource-visit"_s, { 700, 260 });
    QSignalSpy words(&panel, &ui::ResourcePanel::visitFinished);
    QTest::keyClick(&panel, Qt::Key_F, Qt::AltModifier);
    QTRY_COMPARE(words.size(), 1); // a mnemonic presses, and lets go a moment later
    QVERIFY(!done->isEnabled());
    panel.setRunning(false);
    QVERIFY(!done->isVisibleTo(&panel));
}

void TestResources::offersSeveralContents()
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

void TestResources::teachesWhenThereIsNothing()
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

void TestResources::showsHostileWordsAsTheyAre()
{
    const QString words = sample::hostile;
    mcp::Resource resource{ .uri = words.toUtf8(),
        .name = words,
        .title = words,
        .description = words + QString(50'000, u'x'),
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
    shots::shoot(&view, u"resources-hostile"_s);
    QVERIFY(shots::hasText(&view, sample::hostileShown));
    shots::verifyInert(&view);
}

QTEST_MAIN(TestResources)
#include "test_resources.moc"
