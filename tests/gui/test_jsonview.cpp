// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/shots.h"
#include "ui/common/theme.h"
#include "ui/jsonview/jsonbrowser.h"
#include "ui/preview/findbar.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;

class TestJsonView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void isAModelInEveryRespect();
    void groupsWhatIsLong();
    void findsItsWayThroughGroups();
    void pointsToWhatItShows();
    void showsNumbersExactlyAndControlsVisibly();
    void cutsLongTexts();
    void copiesTheValueUnderTheCursor();
    void copiesPointerAndPath();
    void resolvesPointers_data();
    void resolvesPointers();
    void findsANeedle_data();
    void findsANeedle();
    void searchesNamesAndValues();
    void searchesInALongText();
    void stopsKeepingHitsButCounts();
    void searchesTenThousandLevelsDeep();
    void movesFromHitToHit();
    void goesToAPointer();
};

namespace {

json::Shared document(const QByteArray &text)
{
    return json::parse(text, u"The test"_s).value();
}

void fetchAll(QAbstractItemModel &model, const QModelIndex &parent = {})
{
    while (model.canFetchMore(parent))
        model.fetchMore(parent);
    for (int row = 0; row < model.rowCount(parent); ++row)
        fetchAll(model, model.index(row, 0, parent));
}

json::Array numbers(int count)
{
    json::Array out;
    for (int i = 0; i < count; ++i)
        out.push_back(i);
    return out;
}

} // namespace

void TestJsonView::initTestCase()
{
    ui::applyTheme(*qApp, ui::ThemeChoice::Light);
}

void TestJsonView::isAModelInEveryRespect()
{
    ui::JsonModel model;
    model.setDocument(document(R"({"a":[1,2.5,"x",null,true,{"b":{}},[]],"c/~d":18446744073709551615})"));
    // Before that it would fetch in the middle of the reset, which its own bookkeeping does not allow.
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    fetchAll(model);
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.rowCount(model.index(0, 0)), 7);
    model.setDocument({});
    QCOMPARE(model.rowCount(), 0);
    ui::JsonModel grouped;
    grouped.setDocument(json::Value(numbers(2500)));
    QAbstractItemModelTester another(&grouped, QAbstractItemModelTester::FailureReportingMode::Fatal);
    fetchAll(grouped);
    QVERIFY(grouped.indexOf({ 2345 }).isValid());
}

/// T168: no node has more than a thousand children, whatever the document has.
void TestJsonView::groupsWhatIsLong()
{
    ui::JsonModel model;
    model.setDocument(json::Value(numbers(2500)));
    model.fetchMore({});
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.index(1, 0).data().toString(), u"1000 … 1999"_s);
    QCOMPARE(model.index(2, 1).data().toString(), u"500 of 2500"_s);
    QVERIFY2(model.hasChildren(model.index(0, 0)), "known from the count, without making them");
    QCOMPARE(model.rowCount(model.index(0, 0)), 0);
    model.fetchMore(model.index(2, 0));
    QCOMPARE(model.rowCount(model.index(2, 0)), 500);
    QCOMPARE(model.pointerTo(model.index(499, 0, model.index(2, 0))), QByteArray("/2499"));
    QCOMPARE(model.pointerTo(model.index(2, 0)), QByteArray());

    model.setDocument(json::Value(numbers(1'000'001))); // groups of groups
    model.fetchMore({});
    QCOMPARE(model.rowCount(), 2);
    model.setDocument(json::Value(numbers(1000)));
    model.fetchMore({});
    QCOMPARE(model.rowCount(), 1000);
}

void TestJsonView::findsItsWayThroughGroups()
{
    json::Object members;
    for (int i = 0; i < 1500; ++i)
        members["k" + std::to_string(i)] = numbers(3);
    ui::JsonModel model;
    model.setDocument(json::Value(members));
    const QModelIndex place = model.indexOf({ 1400, 2 });
    QCOMPARE(model.pointerTo(place), QByteArray("/k1400/2"));
    QVERIFY(model.isGroup(place.parent().parent()));
    QVERIFY(!model.indexOf({ 1500 }).isValid());
    QVERIFY(!model.indexOf({ 3, 3 }).isValid());

    model.setDocument(json::Value(numbers(1'234'567)));
    QCOMPARE(model.indexOf({ 1'234'566 }).siblingAtColumn(1).data().toString(), u"1234566"_s);
}

void TestJsonView::pointsToWhatItShows()
{
    ui::JsonModel model;
    model.setDocument(document(R"({"c/~d":[10,20]})"));
    fetchAll(model);
    const QModelIndex second = model.index(1, 1, model.index(0, 0));
    QCOMPARE(second.data().toString(), u"20"_s);
    QCOMPARE(model.pointerTo(second), QByteArray("/c~1~0d/1"));
}

/// T166, T169.
void TestJsonView::showsNumbersExactlyAndControlsVisibly()
{
    ui::JsonModel model;
    model.setDocument(document("[9007199254740993,18446744073709551615,-9223372036854775808,"
                               "\"a\xe2\x80\xae"
                               "b\xf3\xa0\x81\x81\",\"<b>x</b>\"]"));
    model.fetchMore({});
    const auto shown = [&](int row) { return model.index(row, 1).data().toString(); };
    QCOMPARE(shown(0), u"9007199254740993"_s);
    QCOMPARE(shown(1), u"18446744073709551615"_s);
    QCOMPARE(shown(2), u"-9223372036854775808"_s);
    QCOMPARE(shown(3), u"a⟨U+202E⟩b⟨U+E0041⟩"_s);
    QCOMPARE(shown(4), u"<b>x</b>"_s);
    QVERIFY(!model.index(4, 1).data(Qt::ToolTipRole).toString().contains(u"<b>"_s));
}

void TestJsonView::cutsLongTexts()
{
    ui::JsonModel model;
    model.setDocument(json::Value(json::Object{ { "long", std::string(100'000, 'x') } }));
    model.fetchMore({});
    QVERIFY(model.index(0, 1).data().toString().size() < 5000);
}

void TestJsonView::copiesTheValueUnderTheCursor()
{
    ui::JsonView view(u"tree"_s, u"A tree"_s);
    view.setDocument(document(R"({"name":"Ada","other":{"a":1}})"));
    view.setCurrentIndex(view.model()->index(0, 0));
    QTest::keySequence(&view, QKeySequence::Copy);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"Ada"_s);
}

void TestJsonView::copiesPointerAndPath()
{
    ui::JsonView view(u"tree"_s, u"A tree"_s);
    view.setDocument(document(R"({"a b":[{"c/d":1}]})"));
    view.reveal({ 0, 0, 0 });
    QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"/a b/0/c~1d"_s);
    QContextMenuEvent asks(QContextMenuEvent::Keyboard, {}, {});
    QApplication::sendEvent(view.viewport(), &asks);
    auto *menu = shots::child<QMenu>(&view, u"treeMenu"_s);
    menu->findChild<QAction *>(u"copyPathAction"_s)->trigger();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"$[\"a b\"][0][\"c/d\"]"_s);
    QVERIFY2(!menu->findChild<QAction *>(u"saveValueAction"_s), "nobody would save it");
    menu->close();
}

void TestJsonView::resolvesPointers_data()
{
    QTest::addColumn<QByteArray>("pointer");
    QTest::addColumn<QList<int>>("path"); // -1: nowhere
    // RFC 6901 §5 and §6.
    QTest::newRow("whole") << QByteArray() << QList<int>{};
    QTest::newRow("member") << QByteArray("/foo") << QList<int>{ 0 };
    QTest::newRow("element") << QByteArray("/foo/1") << QList<int>{ 0, 1 };
    QTest::newRow("empty name") << QByteArray("/") << QList<int>{ 1 };
    QTest::newRow("slash") << QByteArray("/a~1b") << QList<int>{ 2 };
    QTest::newRow("tilde") << QByteArray("/m~0n") << QList<int>{ 3 };
    QTest::newRow("tilde one") << QByteArray("/~01") << QList<int>{ 4 };
    QTest::newRow("fragment") << QByteArray("#/a~1b") << QList<int>{ 2 };
    QTest::newRow("percent") << QByteArray("#/c%25d") << QList<int>{ 5 };
    QTest::newRow("leading zero") << QByteArray("/foo/01") << QList<int>{ -1 };
    QTest::newRow("behind the end") << QByteArray("/foo/-") << QList<int>{ -1 };
    QTest::newRow("beyond") << QByteArray("/foo/2") << QList<int>{ -1 };
    QTest::newRow("no slash") << QByteArray("foo") << QList<int>{ -1 };
    QTest::newRow("into a text") << QByteArray("/foo/0/x") << QList<int>{ -1 };
}

void TestJsonView::resolvesPointers()
{
    QFETCH(QByteArray, pointer);
    QFETCH(QList<int>, path);
    const json::Shared root = document(R"({"foo":["bar","baz"],"":0,"a/b":1,"m~n":8,"~1":7,"c%d":2})");
    const auto found = ui::resolvePointer(*root, pointer);
    QCOMPARE(found.has_value(), path != QList<int>{ -1 });
    if (!found)
        return;
    QCOMPARE(QList<int>(found->begin(), found->end()), path);
    if (!pointer.startsWith('#'))
        QCOMPARE(ui::pointerOfPath(*root, *found), pointer);
}

void TestJsonView::findsANeedle_data()
{
    QTest::addColumn<QString>("needle");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("at");
    QTest::newRow("there") << u"board"_s << QByteArray("a board") << 2;
    QTest::newRow("large letters") << u"bOaRd"_s << QByteArray("A BOArD") << 2;
    QTest::newRow("overlapping") << u"aab"_s << QByteArray("aaab") << 1;
    QTest::newRow("both cases before") << u"abc"_s << QByteArray("AaABabC") << 4;
    QTest::newRow("at the end") << u"z"_s << QByteArray("xyZ") << 2;
    QTest::newRow("not there") << u"boarx"_s << QByteArray("boardboard") << -1;
    QTest::newRow("longer") << u"boards"_s << QByteArray("board") << -1;
    QTest::newRow("not only letters") << u"é1"_s
                                      << QByteArray("E1 \xc3\xa9"
                                                    "1")
                                      << 3;
    QTest::newRow("nothing in it") << u"a"_s << QByteArray() << -1;
}

void TestJsonView::findsANeedle()
{
    QFETCH(QString, needle);
    QFETCH(QByteArray, text);
    QFETCH(int, at);
    QCOMPARE(int(ui::Needle(needle).indexIn(json::view(text))), at);
}

void TestJsonView::searchesNamesAndValues()
{
    const json::Shared root = document(R"({"Title":"x","b":["a title",{"n":42}],"c":{"title2":[]}})");
    ui::JsonSearch search(nullptr);
    search.start(root, ui::Needle(u"title"_s));
    QTRY_VERIFY(!search.isRunning());
    QCOMPARE(search.count(), 3);
    QList<QByteArray> places;
    for (const ui::JsonPath &path : search.hits())
        places += ui::pointerOfPath(*root, path);
    QCOMPARE(places, (QList<QByteArray>{ "/Title", "/b/0", "/c/title2" }));
    search.start(root, ui::Needle(u"42"_s));
    QTRY_COMPARE(search.count(), 1);
    search.start(root, ui::Needle(u"nowhere"_s));
    QTRY_VERIFY(!search.isRunning());
    QCOMPARE(search.count(), 0);
}

void TestJsonView::searchesInALongText()
{
    std::string text(3'000'000, 'x');
    text.replace(262'142, 6, "needle"); // across what is looked at at once
    ui::JsonSearch search(nullptr);
    search.start(
        json::Value(json::Array{ text, "needle", std::string(3'000'000, 'n') }), ui::Needle(u"needle"_s));
    QTRY_VERIFY(!search.isRunning());
    QCOMPARE(search.count(), 2);
}

void TestJsonView::stopsKeepingHitsButCounts()
{
    ui::JsonSearch search(nullptr);
    json::Array many;
    for (int i = 0; i < 25'000; ++i)
        many.push_back("same");
    search.start(json::Value(many), ui::Needle(u"same"_s));
    QTRY_VERIFY(!search.isRunning());
    QCOMPARE(search.count(), 25'000);
    QCOMPARE(search.hits().size(), ui::JsonSearch::keptHits);
}

/// The parser's bounds keep such a document out; a search would bear it nevertheless.
void TestJsonView::searchesTenThousandLevelsDeep()
{
    json::Value deep = "bottom";
    for (int level = 0; level < 10'000; ++level)
        deep = json::Array{ std::move(deep) };
    const json::Shared root = std::move(deep);
    ui::JsonSearch search(nullptr);
    search.start(root, ui::Needle(u"bottom"_s));
    QTRY_COMPARE(search.count(), 1);
    QCOMPARE(search.hits().first().size(), 10'000);
    ui::JsonModel model;
    model.setDocument(root);
    QCOMPARE(model.indexOf(search.hits().first()).siblingAtColumn(1).data().toString(), u"bottom"_s);
}

void TestJsonView::movesFromHitToHit()
{
    ui::JsonBrowser browser(u"tree"_s, u"A tree"_s);
    browser.setDocument(document(R"({"a":{"b":{"c":"one"}},"d":"two","e":["three","one"]})"));
    shots::shoot(&browser, {}, { 500, 400 });
    shots::verifyInert(&browser);
    QTest::keyClick(&browser, Qt::Key_F, Qt::ControlModifier);
    auto *edit = shots::child<QLineEdit>(&browser, u"treeFindEdit"_s);
    QTRY_VERIFY(edit->hasFocus());
    QTest::keyClicks(edit, u"one"_s);
    QTest::keyClick(edit, Qt::Key_Return); // does not wait for the pause
    auto *label = shots::child<QLabel>(&browser, u"treeFindLabel"_s);
    QTRY_COMPARE(label->text(), u"1 of 2"_s);
    QCOMPARE(browser.tree()->currentPointer(), QByteArray("/a/b/c"));
    QVERIFY(browser.tree()->isExpanded(browser.tree()->currentIndex().parent()));
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(browser.tree()->currentPointer(), QByteArray("/e/1"));
    QCOMPARE(shots::child<QLabel>(&browser, u"treePlaceLabel"_s)->text(), u"/e/1"_s);
    shots::child<QPushButton>(&browser, u"treeFindNextButton"_s)->click();
    QCOMPARE(label->text(), u"1 of 2"_s); // around
    QTest::keyClick(edit, Qt::Key_Return, Qt::ShiftModifier);
    QCOMPARE(label->text(), u"2 of 2"_s);
    edit->clear();
    QTest::keyClicks(edit, u"zzz"_s);
    QTRY_COMPARE(label->text(), u"not found"_s);
    QTest::keyClick(edit, Qt::Key_Escape);
    QVERIFY(edit->text().isEmpty());
}

void TestJsonView::goesToAPointer()
{
    json::Array rows;
    for (int i = 0; i < 3000; ++i)
        rows.push_back(json::Object{ { "id", i } });
    ui::JsonBrowser browser(u"tree"_s, u"A tree"_s);
    browser.setDocument(json::Value(json::Object{ { "rows", rows } }));
    shots::shoot(&browser, {}, { 500, 400 });
    browser.findBar()->setText(u"#/rows/2718/id"_s);
    QCOMPARE(browser.tree()->currentPointer(), QByteArray("/rows/2718/id"));
    QCOMPARE(shots::child<QLabel>(&browser, u"treeFindLabel"_s)->text(), u"the place of this pointer"_s);
    QVERIFY(browser.tree()->visualRect(browser.tree()->currentIndex()).isValid());
    browser.findBar()->setText(u"/rows/3000"_s);
    QTRY_COMPARE(
        shots::child<QLabel>(&browser, u"treeFindLabel"_s)->text(), u"no such place, and no such text"_s);
    browser.revealPointer("/rows/7/missing"); // where a demanded member would be
    QCOMPARE(browser.tree()->currentPointer(), QByteArray("/rows/7"));
}

QTEST_MAIN(TestJsonView)
#include "test_jsonview.moc"
