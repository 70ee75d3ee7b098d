// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/resultsamples.h"
#include "gui/samples.h"
#include "gui/shots.h"
#include "ui/common/theme.h"
#include "ui/jsonview/jsonbrowser.h"
#include "ui/preview/findbar.h"
#include "ui/preview/textview.h"
#include "ui/results/resultview.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QMenu>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBrowser>

using namespace Qt::StringLiterals;
using namespace authscope;
using shots::child;
using ui::ResultPart;

/// A result in its five readings.
class TestResults : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void showsARichResult();
    void saysWhoGetsEachPart();
    void keepsModelAndUiApart();
    void showsRawAsItCameAndPretty();
    void showsWhatBreaksTheSchema();
    void saysWhenItCannotJudge();
    void demandsStructuredContentOfASchema();
    void tellsAToolErrorFromAFailedCall();
    void showsWhatItWasCalledWith();
    void asksBeforeOpeningALink();
    void refusesAnAddressThatIsNone();
    void showsAListAsATable();
    void copiesAndSaves();
    void forgetsWhatNobodyWaitsFor();
    void showsFiveMegabytes();
    void sharesOneDocument();
};

namespace {

void choose(ui::ResultView &view, const QString &button)
{
    child<QPushButton>(&view, button)->click();
}

QString chipText(ui::ResultView &view, const QString &name)
{
    return child<ui::Chip>(&view, name)->text();
}

} // namespace

void TestResults::initTestCase()
{
    ui::applyTheme(*qApp, ui::ThemeChoice::Light);
}

void TestResults::showsARichResult()
{
    ui::ResultView view;
    view.setData(sample::richResult());
    shots::shoot(&view, {}, { 900, 620 });
    QTRY_COMPARE(chipText(view, u"schemaChip"_s), u"matches output schema ✓"_s);
    QTRY_VERIFY(!child<QLabel>(&view, u"resultImage"_s)->pixmap().isNull());
    QCOMPARE(child<QTableView>(&view, u"resultTable"_s)->model()->rowCount(), 6);
    QCOMPARE(child<QLabel>(&view, u"resultDurationLabel"_s)->text(), u"38 ms"_s);
    QTRY_VERIFY(view.findChild<QWidget *>(u"resourceBlockContent"_s));
    shots::verifyInert(&view);
    shots::shoot(&view, u"result-rich"_s, { 900, 620 });

    choose(view, u"structuredButton"_s);
    auto *browser = child<ui::JsonBrowser>(&view, u"resultTreeBrowser"_s);
    browser->findBar()->setText(u"retro"_s);
    QTRY_COMPARE(child<QLabel>(&view, u"resultTreeFindLabel"_s)->text(), u"1 of 2"_s);
    shots::verifyInert(&view);
    shots::shoot(&view, u"result-tree"_s, { 900, 620 });
}

void TestResults::saysWhoGetsEachPart()
{
    ui::ResultView view;
    view.setData(sample::richResult());
    shots::shoot(&view, {});
    QStringList said;
    for (const auto &button :
        { u"renderedButton"_s, u"structuredButton"_s, u"modelButton"_s, u"uiOnlyButton"_s, u"rawButton"_s }) {
        choose(view, button);
        said += chipText(view, u"audienceChip"_s);
        QVERIFY(!child<ui::Chip>(&view, u"audienceChip"_s)->toolTip().isEmpty());
    }
    QCOMPARE(said,
        (QStringList{ u"sent to model: yes"_s, u"sent to model: host-dependent"_s, u"sent to model: yes"_s,
            u"sent to model: no"_s, u"sent to model: in parts"_s }));
}

void TestResults::keepsModelAndUiApart()
{
    ui::ResultView view;
    view.setData(sample::richResult());
    shots::shoot(&view, {}, { 900, 620 });
    choose(view, u"modelButton"_s);
    auto *content = child<ui::TextView>(&view, u"modelContent"_s);
    auto *structured = child<ui::TextView>(&view, u"modelStructured"_s);
    QTRY_VERIFY(content->bytes().contains("### Six boards"));
    QVERIFY(content->bytes().contains("[image · image/png"));
    QTRY_VERIFY(structured->bytes().contains("\"boards\":["));
    QVERIFY2(
        !content->bytes().contains("w-17") && !structured->bytes().contains("w-17"), "_meta is not for it");
    shots::shoot(&view, u"result-model"_s, { 900, 620 });
    choose(view, u"uiOnlyButton"_s);
    const QAbstractItemModel *meta = child<QTreeView>(&view, u"uiOnlyTree"_s)->model();
    QCOMPARE(meta->index(0, 1).data().toString(), u"w-17"_s);

    view.setData({ .result = sample::read("{\"content\":[]}") });
    QVERIFY(child<QLabel>(&view, u"uiOnlyEmptyLabel"_s)->isVisible());
}

void TestResults::showsRawAsItCameAndPretty()
{
    ui::ResultData data{ .result = sample::read("{\"content\":[],\"n\":18446744073709551615}"),
        .raw = "{ \"content\":[],  \"n\":18446744073709551615 \xff}" };
    ui::ResultView view;
    view.setData(data);
    shots::shoot(&view, {}, { 900, 500 });
    auto *raw = child<ui::TextView>(&view, u"resultRaw"_s);
    QVERIFY2(raw->bytes().isEmpty(), "made when it is looked at");
    choose(view, u"rawButton"_s);
    QTRY_COMPARE(raw->visibleText(), u"{\n  \"content\": [],\n  \"n\": 18446744073709551615\n}"_s);
    choose(view, u"rawReceivedButton"_s);
    QTRY_COMPARE(raw->visibleText(), u"{ \"content\":[],  \"n\":18446744073709551615 ⟨ff⟩}"_s);

    view.setData({ .raw = "no JSON at all" }); // a record nobody can read any more
    QTRY_COMPARE(raw->visibleText(), u"no JSON at all"_s);
    view.setData(sample::richResult());
    choose(view, u"rawPrettyButton"_s);
    QTRY_VERIFY(raw->visibleText().contains(u"\"content\": ["_s));
    shots::shoot(&view, u"result-raw"_s, { 900, 620 });
}

void TestResults::showsWhatBreaksTheSchema()
{
    ui::ResultView view;
    view.setData(sample::brokenResult());
    shots::shoot(&view, {}, { 1000, 620 });
    QTRY_COMPARE(chipText(view, u"schemaChip"_s), u"3 violations of the output schema"_s);
    auto *table = child<QTableView>(&view, u"violationsTable"_s);
    QVERIFY(table->isVisible());
    QCOMPARE(table->model()->rowCount(), 3);
    QStringList words;
    for (int row = 0; row < 3; ++row)
        words += table->model()->index(row, 0).data().toString();
    QVERIFY2(words.join(u'\n').contains(u"/boards/4/archived"_s), qPrintable(words.join(u'\n')));
    QVERIFY(words.join(u'\n').contains(u"maximum"_s));
    QVERIFY2(child<QTableView>(&view, u"resultTable"_s)->isVisible(), "and it is shown");
    for (int row = 0; row < 3; ++row) {
        const QModelIndex index = table->model()->index(row, 0);
        Q_EMIT table->clicked(index);
        const QString pointer = index.data().toString().section(u'\n', 0, 0);
        QCOMPARE(view.part(), ResultPart::Structured);
        const QString place = QString::fromUtf8(
            child<ui::JsonBrowser>(&view, u"resultTreeBrowser"_s)->tree()->currentPointer());
        QVERIFY2(pointer.startsWith(place), qPrintable(pointer + u" "_s + place));
    }
    shots::verifyInert(&view);
    shots::shoot(&view, u"result-violations"_s, { 1000, 620 });
    view.setData(sample::richResult());
    QTRY_COMPARE(chipText(view, u"schemaChip"_s), u"matches output schema ✓"_s);
    QVERIFY(!table->isVisible());
}

void TestResults::saysWhenItCannotJudge()
{
    ui::ResultView view;
    ui::ResultData data = sample::richResult();
    data.outputSchema = json::parse("{\"$ref\":\"https://example.com/elsewhere\"}", u"s"_s).value();
    view.setData(data);
    shots::shoot(&view, {});
    QTRY_COMPARE(chipText(view, u"schemaChip"_s), u"matches as far as judged, 1 keyword not judged"_s);
}

void TestResults::demandsStructuredContentOfASchema()
{
    ui::ResultView view;
    const json::Value schema = json::parse("{\"type\":\"object\"}", u"s"_s).value();
    view.setData({ .result = sample::read("{\"content\":[]}"), .outputSchema = schema });
    shots::shoot(&view, {});
    QCOMPARE(chipText(view, u"schemaChip"_s), u"no structured content"_s);
    QVERIFY(!child<QPushButton>(&view, u"structuredButton"_s)->isEnabled());
    view.setData({ .result = sample::read("{\"content\":[],\"isError\":true}"), .outputSchema = schema });
    QVERIFY2(!child<ui::Chip>(&view, u"schemaChip"_s)->isVisible(), "a failure need not keep to it");
    view.setData(
        { .result = sample::read("{\"content\":[],\"structuredContent\":null}"), .outputSchema = schema });
    QTRY_COMPARE(chipText(view, u"schemaChip"_s), u"1 violation of the output schema"_s);
}

void TestResults::tellsAToolErrorFromAFailedCall()
{
    ui::ResultView view;
    view.setData({ .tool = u"get_board"_s,
        .result = sample::read(
            "{\"content\":[{\"type\":\"text\",\"text\":\"no such board: b99\"}],\"isError\":true}"),
        .arguments = json::Object{ { "id", "b99" } } });
    shots::shoot(&view, u"result-error"_s, { 900, 500 });
    QVERIFY(shots::hasText(&view, u"the tool answered that it failed"_s));
    QVERIFY(child<QPlainTextEdit>(&view, u"resultText"_s)->toPlainText().contains(u"b99"_s));
    view.setData({ .tool = u"get_board"_s, .error = sample::wrongIssuer() });
    QVERIFY(shots::hasText(&view, u"request-id-test-11"_s));
    QVERIFY(!child<QWidget>(&view, u"resultSplitter"_s)->isVisible());
    view.clearData();
    QVERIFY(child<QWidget>(&view, u"resultEmpty"_s)->isVisible());
}

void TestResults::showsWhatItWasCalledWith()
{
    ui::ResultView view;
    view.setData(sample::richResult());
    shots::shoot(&view, {}, { 900, 620 });
    QCOMPARE(
        child<QLabel>(&view, u"calledWithLabel"_s)->text(), u"archived true · title “Retro” · limit 6"_s);
    QVERIFY(!child<QTreeView>(&view, u"calledWithTree"_s)->isVisible());
    choose(view, u"calledWithButton"_s);
    QVERIFY(child<QTreeView>(&view, u"calledWithTree"_s)->isVisible());
    QVERIFY2(child<QTableView>(&view, u"resultTable"_s)->isVisible(), "side by side");
    shots::verifyInert(&view);
    shots::shoot(&view, u"result-called-with"_s, { 900, 620 });
    view.setData({ .result = sample::read("{\"content\":[]}") });
    QVERIFY(!child<QWidget>(&view, u"calledWith"_s)->isVisible());
    QVERIFY(!child<QTreeView>(&view, u"calledWithTree"_s)->isVisible());
}

/// T167, T171, T177, T190.
void TestResults::asksBeforeOpeningALink()
{
    ui::ResultView view;
    view.setServer("https://boards.example/mcp");
    view.setData({ .result
        = sample::read(QByteArray("{\"content\":[{\"type\":\"resource_link\",\"name\":\"x\",\"uri\":"
                                  "\"https://xn--bards-xqb.example/a?next=https://boards.example\"}]}")) });
    shots::shoot(&view, {});
    QSignalSpy opened(&view, &ui::ResultView::openRequested);
    choose(view, u"openLinkButton"_s);
    auto *dialog = child<QDialog>(&view, u"openLinkDialog"_s);
    QTRY_VERIFY(dialog->isVisible());
    QCOMPARE(child<QLabel>(dialog, u"openLinkHostLabel"_s)->text(), u"xn--bards-xqb.example"_s);
    QCOMPARE(child<QPlainTextEdit>(dialog, u"openLinkAddress"_s)->toPlainText(),
        u"https://xn--bards-xqb.example/a?next=https://boards.example"_s);
    QVERIFY(dialog->findChildren<QWidget *>(u"openLinkCaution"_s).size() >= 2);
    shots::verifyInert(dialog);
    auto *yes = child<QPushButton>(dialog, u"confirmLinkButton"_s);
    QTest::keyClick(dialog, Qt::Key_Return); // typed for something else
    QCOMPARE(opened.size(), 0);
    QTRY_VERIFY(!dialog->isVisible());
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);

    choose(view, u"openLinkButton"_s);
    dialog = child<QDialog>(&view, u"openLinkDialog"_s);
    yes = child<QPushButton>(dialog, u"confirmLinkButton"_s);
    QTRY_VERIFY(yes->isEnabled());
    yes->click();
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened[0][0].toByteArray(),
        QByteArray("https://xn--bards-xqb.example/a?next=https://boards.example"));
}

/// T022, T190.
void TestResults::refusesAnAddressThatIsNone()
{
    ui::ResultView view;
    view.setData(
        { .result = sample::read(
              "{\"content\":[{\"type\":\"text\",\"text\":\"# x\\n[here](file:///etc/passwd)\"}]}") });
    shots::shoot(&view, {});
    Q_EMIT child<QTextBrowser>(&view, u"markdownText"_s)->anchorClicked(QUrl(u"file:///etc/passwd"_s));
    auto *dialog = child<QDialog>(&view, u"openLinkDialog"_s);
    QVERIFY(dialog->findChild<QWidget *>(u"openLinkRefusal"_s));
    QTest::qWait(700); // longer than the delay that arms it
    QVERIFY(!child<QPushButton>(dialog, u"confirmLinkButton"_s)->isEnabled());
    dialog->close();
}

void TestResults::showsAListAsATable()
{
    ui::ResultView view;
    view.setData({ .result
        = sample::read("{\"content\":[],\"structuredContent\":{\"list\":[{\"n\":1,\"rows\":[{\"z\":7}]}],"
                       "\"mixed\":[{\"a\":1},2]}}") });
    shots::shoot(&view, {});
    choose(view, u"structuredButton"_s);
    Q_EMIT child<ui::JsonView>(&view, u"resultTree"_s)->tableRequested("/list/0/rows");
    QCOMPARE(view.part(), ResultPart::Rendered);
    QCOMPARE(child<QTableView>(&view, u"resultTable"_s)->model()->index(0, 0).data().toString(), u"7"_s);
    Q_EMIT child<ui::JsonView>(&view, u"resultTree"_s)->tableRequested("/mixed");
    QVERIFY(child<QLabel>(&view, u"resultSaidLabel"_s)->text().startsWith(u"No table"_s));
}

void TestResults::copiesAndSaves()
{
    QTemporaryDir folder;
    ui::ResultView view;
    view.setData({ .tool = u"../get/board"_s,
        .result = sample::read("{\"content\":[{\"type\":\"text\",\"text\":\"hello\"}],"
                               "\"structuredContent\":{\"a\":[1]}}") });
    shots::shoot(&view, {});
    auto *said = child<QLabel>(&view, u"resultSaidLabel"_s);
    choose(view, u"copyResultButton"_s);
    QTRY_COMPARE(QApplication::clipboard()->text(), u"hello"_s);
    choose(view, u"structuredButton"_s);
    choose(view, u"copyResultButton"_s);
    QTRY_COMPARE(QApplication::clipboard()->text(), u"{\n  \"a\": [\n    1\n  ]\n}"_s);
    QTRY_VERIFY(said->text().startsWith(u"✓ Copied"_s));

    child<QMenu>(&view, u"saveResultMenu"_s)->findChild<QAction *>(u"saveWholeAction"_s);
    view.findChild<QAction *>(u"saveWholeAction"_s)->trigger();
    auto *dialog = child<QFileDialog>(&view, u"saveResultDialog"_s);
    QVERIFY(!dialog->selectedFiles().join(u' ').contains(u".."_s));
    Q_EMIT dialog->fileSelected(folder.filePath(u"r.json"_s));
    QTRY_VERIFY(said->text().startsWith(u"✓ Saved"_s));
    QFile file(folder.filePath(u"r.json"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll().startsWith("{\n  \"content\": ["));
    dialog->close();
}

void TestResults::forgetsWhatNobodyWaitsFor()
{
    ui::ResultData large{ .result
        = mcp::readToolResult(
            json::Value(json::Object{ { "structuredContent", sample::manyBoards(20'000) } }))
              .value(),
        .outputSchema = json::parse("{\"type\":\"string\"}", u"s"_s).value() };
    auto view = std::make_unique<ui::ResultView>();
    shots::shoot(view.get(), {});
    view->setData(large);
    view->showPart(ResultPart::Raw);
    view->setData(sample::richResult()); // the other one is still being judged and written out
    QTRY_COMPARE(chipText(*view, u"schemaChip"_s), u"matches output schema ✓"_s);
    QTRY_VERIFY(child<ui::TextView>(view.get(), u"resultRaw"_s)->bytes().contains("Six boards"));
    QTest::qWait(200);
    QCOMPARE(chipText(*view, u"schemaChip"_s), u"matches output schema ✓"_s);
    view->setData(large);
    view.reset(); // in the middle of all of it
}

/// T168: by what is made of it, not by the clock; tests/bench has the numbers.
void TestResults::showsFiveMegabytes()
{
    ui::ResultData data{ .result
        = mcp::readToolResult(json::Value(json::Object{ { "content", json::Array() },
                                  { "structuredContent", sample::manyBoards(50'000) } }))
              .value() };
    ui::ResultView view;
    shots::shoot(&view, {}, { 900, 620 });
    view.setData(data);
    auto *table = child<QTableView>(&view, u"resultTable"_s);
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 50'000, 30'000);
    shots::shoot(&view, u"result-table"_s, { 900, 620 });
    choose(view, u"structuredButton"_s);
    auto *browser = child<ui::JsonBrowser>(&view, u"resultTreeBrowser"_s);
    browser->findBar()->setText(u"/boards/49999/title"_s);
    QCOMPARE(browser->tree()->currentPointer(), QByteArray("/boards/49999/title"));
    browser->findBar()->setText(u"number 4999"_s);
    QTRY_VERIFY_WITH_TIMEOUT(
        child<QLabel>(&view, u"resultTreeFindLabel"_s)->text().endsWith(u" of 11"_s), 30'000);
    choose(view, u"rawButton"_s);
    QTRY_VERIFY_WITH_TIMEOUT(child<ui::TextView>(&view, u"resultRaw"_s)->lines() > 300'000, 30'000);
}

void TestResults::sharesOneDocument()
{
    const mcp::ToolResult result = sample::read("{\"content\":[{\"type\":\"text\",\"text\":\"x\"}],"
                                                "\"structuredContent\":{\"a\":1},\"_meta\":{\"m\":2}}");
    const mcp::ToolResult same = result;
    QVERIFY(same.structuredContent.isSame(result.structuredContent));
    QCOMPARE(&*result.structuredContent, result.raw->get_object().if_contains("structuredContent"));
    QCOMPARE(&*result.meta, result.raw->get_object().if_contains("_meta"));
    QCOMPARE(&*result.content[0].raw, &result.raw->get_object().at("content").get_array()[0]);
    QVERIFY(!json::Shared().isSet());
    QVERIFY(json::Shared()->is_null());
    json::Shared part;
    {
        const json::Shared whole = json::Value(json::Array{ "kept" });
        part = whole.part(whole->get_array()[0]);
    }
    QCOMPARE(json::compact(*part), QByteArray("\"kept\"")); // it keeps the whole alive

    const QByteArray large = json::compact(sample::manyBoards(5000));
    json::Shared board;
    json::Value copy;
    {
        const json::Shared whole = json::parseShared(large, u"The sample"_s, { .maxBytes = 1 << 30 }).value();
        QCOMPARE(json::compact(*whole), large);
        board = whole.part(whole->get_object().at("boards").get_array()[4999]);
        copy = whole->get_object().at("boards").get_array()[3];
    }
    QCOMPARE(board->get_object().at("id"), json::Value("b4999"));
    QCOMPARE(copy.get_object().at("id"), json::Value("b3"));
    QVERIFY(!json::parseShared("{\"a\":1,\"a\":2}", u"The sample"_s));
    QCOMPARE(json::pretty(json::parse("[0.5,1e999,-3,1e21]", u"x"_s).value()),
        QByteArray("[\n  0.5,\n  1e999,\n  -3,\n  1e+21\n]"));
}

QTEST_MAIN(TestResults)
#include "test_results.moc"
