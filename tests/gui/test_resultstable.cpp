// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/shots.h"
#include "ui/common/theme.h"
#include "ui/results/tablepart.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;

/// Lists of alike objects as a table: found anywhere, sorted by value, filtered, and taken along as CSV.
class TestResultsTable : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void findsTables_data();
    void findsTables();
    void saysWhenTheBudgetIsUsedUp();
    void sortsByValue_data();
    void sortsByValue();
    void isAModelInEveryRespect();
    void guardsAgainstFormulas_data();
    void guardsAgainstFormulas();
    void writesWhatSpreadsheetsRead();
    void opensAMillionRows();
    void sortsALongOneElsewhere();
    void sortsFiltersAndChoosesColumns();
    void choosesAmongTablesByPointer();
    void savesWhatIsShown();
    void leadsFromACellToTheTree();
    void staysInert();
};

namespace {

json::Shared document(const QByteArray &text)
{
    return json::parse(text, u"The test"_s).value();
}

void show(ui::TablePart &part, const json::Shared &value)
{
    part.setDocument(value, ui::findTables(value, 10'000'000).tables);
    shots::shoot(&part, {}, { 800, 400 });
}

QStringList column(const QAbstractItemModel *model, int column)
{
    QStringList out;
    for (int row = 0; row < model->rowCount(); ++row)
        out += model->index(row, column).data().toString();
    return out;
}

} // namespace

void TestResultsTable::initTestCase()
{
    ui::applyTheme(*qApp, ui::ThemeChoice::Light);
}

void TestResultsTable::findsTables_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("found"); // pointer:columns:rows
    const auto row = [](const char *name, const char *json, const QString &found) {
        QTest::newRow(name) << QByteArray(json) << found;
    };
    row("a list of objects", "[{\"a\":1},{\"a\":2,\"b\":3}]", u":a b:2"_s);
    row("as a member", "{\"n\":1,\"boards\":[{\"id\":\"b1\"}]}", u"/boards:id:1"_s);
    row("two lists", "{\"a\":[{\"x\":1}],\"b\":[{\"y\":1},{\"y\":2}]}", u"/a:x:1 /b:y:2"_s);
    row("deep", "{\"a/b\":{\"c\":[0,{\"d\":[{\"e\":1}]}]}}", u"/a~1b/c/1/d:e:1"_s);
    row("some cells are containers", "[{\"a\":{\"b\":1},\"c\":1}]", u":a c:1"_s);
    row("one flat object", "{\"id\":\"b1\",\"title\":\"x\"}", u":id title:1"_s);
    row("one flat object as a member", "{\"board\":{\"id\":\"b1\"}}", u"/board:id:1"_s);
    row("a list is better than an object", "{\"page\":{\"n\":1},\"rows\":[{\"id\":1}]}", u"/rows:id:1"_s);
    row("containers only: the tree is better", "[{\"a\":{\"b\":1}}]", QString());
    row("not all are objects", "[{\"a\":1},2]", QString());
    row("nothing in it", "[]", QString());
    row("empty objects", "[{},{}]", QString());
    row("no objects", "[1,2]", QString());
    row("no container", "\"text\"", QString());
}

void TestResultsTable::findsTables()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, found);
    const ui::TableSearch search = ui::findTables(document(json), 1000);
    QVERIFY(search.isWhole);
    QStringList words;
    for (const ui::FoundTable &table : search.tables)
        words
            += u"%1:%2:%3"_s.arg(QString::fromUtf8(table.pointer), QString::fromUtf8(table.columns.join(' ')))
                   .arg(table.rows);
    QCOMPARE(words.join(u' '), found);
}

void TestResultsTable::saysWhenTheBudgetIsUsedUp()
{
    json::Array rows;
    for (int i = 0; i < 1000; ++i)
        rows.push_back(json::Object{ { "id", i } });
    const json::Shared value = json::Value(rows);
    QVERIFY(!ui::findTables(value, 500).isWhole);
    QVERIFY(ui::findTables(value, 5000).isWhole);
}

void TestResultsTable::sortsByValue_data()
{
    QTest::addColumn<QByteArray>("cells");
    QTest::addColumn<QByteArray>("sorted");
    const auto row = [](const char *name, const char *cells, const char *sorted) {
        QTest::newRow(name) << QByteArray(cells) << QByteArray(sorted);
    };
    row("numbers", "[10,9,1.5,-3]", "[-3,1.5,9,10]");
    // T169: beyond what a double can tell apart.
    row("large numbers", "[9007199254740993,9007199254740992,18446744073709551615,18446744073709551614]",
        "[9007199254740992,9007199254740993,18446744073709551614,18446744073709551615]");
    row("texts with numbers", "[\"b10\",\"B9\",\"a\",\"b9x\"]", "[\"a\",\"B9\",\"b9x\",\"b10\"]");
    row("long digits", "[\"v20000000000000000000001\",\"v20000000000000000000000\"]",
        "[\"v20000000000000000000000\",\"v20000000000000000000001\"]");
    row("kinds", "[\"x\",[1],2,true,null,false]", "[null,false,true,2,\"x\",[1]]");
    row("equal ones stay", "[\"01\",\"1\",\"001\"]", "[\"01\",\"1\",\"001\"]");
}

void TestResultsTable::sortsByValue()
{
    QFETCH(QByteArray, cells);
    QFETCH(QByteArray, sorted);
    json::Array rows;
    const json::Shared given = document(cells);
    for (const json::Value &cell : given->get_array())
        rows.push_back(json::Object{ { "c", cell }, { "n", 1 } });
    const auto table = ui::tableAt(json::Value(rows), {});
    QVERIFY(table);
    json::Array out;
    for (const quint32 element : ui::arrangedRows(*table, { .column = 0 }))
        out.push_back(*ui::cellOf(*table, element, 0));
    QCOMPARE(json::Value(out), *document(sorted));
}

void TestResultsTable::isAModelInEveryRespect()
{
    ui::TableModel model(nullptr);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.setTable(*ui::tableAt(document("[{\"a\":2},{\"a\":1,\"b\":[1]},{\"b\":null}]"), "/x"));
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.columnCount(), 2);
    model.sort(0, Qt::DescendingOrder);
    QCOMPARE(column(&model, 0), (QStringList{ u"2"_s, u"1"_s, QString() }));
    QCOMPARE(model.pointerTo(model.index(1, 1)), QByteArray("/x/1/b"));
    QCOMPARE(model.index(1, 1).data().toString(), u"[ 1 element ]"_s);
    model.setFilter(u"1"_s, { 0, 1 });
    QCOMPARE(model.rowCount(), 1);
    model.sort(-1, Qt::AscendingOrder);
    model.setFilter({}, {});
    QCOMPARE(column(&model, 0), (QStringList{ u"2"_s, u"1"_s, QString() }));
    model.clear();
    QCOMPARE(model.rowCount(), 0);
}

void TestResultsTable::guardsAgainstFormulas_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("cell");
    const auto row = [](const char *name, const char *json, const char *cell) {
        QTest::newRow(name) << QByteArray(json) << QByteArray(cell);
    };
    row("equals", "\"=1+1\"", "'=1+1");
    row("plus", "\"+1\"", "'+1");
    row("minus", "\"-1\"", "'-1");
    row("at", "\"@SUM(A1)\"", "'@SUM(A1)");
    row("tab", "\"\\t=1\"", "'\t=1");
    row("return", "\"\\r=1\"", "\"'\r=1\"");
    row("quoted as well", "\"=HYPERLINK(\\\"http://x\\\",\\\"y\\\")\"",
        "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
    row("a number is no formula", "-5", "-5");
    row("harmless", "\"a=b\"", "a=b");
    row("comma", "\"a,b\"", "\"a,b\"");
    row("line break", "\"a\\nb\"", "\"a\nb\"");
    row("nothing", "null", "");
}

/// T173.
void TestResultsTable::guardsAgainstFormulas()
{
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, cell);
    const auto table = ui::tableAt(document("[{\"=n\":" + json + ",\"k\":1}]"), {});
    QVERIFY(table);
    QCOMPARE(ui::csvOf(*table, { 0, 1 }, { 0 }), "'=n,k\r\n" + cell + ",1\r\n");
}

void TestResultsTable::writesWhatSpreadsheetsRead()
{
    const auto table = ui::tableAt(
        document("[{\"a\":18446744073709551615,\"b\":true},{\"b\":[1,2],\"c\":\"\xc3\xa9\"}]"), {});
    QVERIFY(table);
    QCOMPARE(ui::csvOf(*table, { 2, 0, 1 }, { 1, 0 }),
        QByteArray("c,a,b\r\n\xc3\xa9,,\"[1,2]\"\r\n,18446744073709551615,true\r\n"));
    QCOMPARE(ui::csvOf(*table, {}, { 0 }), QByteArray());
}

/// T168.
void TestResultsTable::opensAMillionRows()
{
    QByteArray text = "[";
    text += QByteArray("{\"a\":1},").repeated(999'999) + "{\"a\":2}]";
    const json::Shared value
        = json::parseShared(text, u"The test"_s, { .maxBytes = text.size(), .refuseDuplicates = false })
              .value();
    ui::TablePart part;
    show(part, value);
    QCOMPARE(part.model()->rowCount(), 1'000'000);
    shots::child<QTableView>(&part, u"resultTable"_s)->scrollToBottom();
    QCOMPARE(part.model()->index(999'999, 0).data().toString(), u"2"_s);
    part.clear(); // with nothing left behind
}

void TestResultsTable::sortsALongOneElsewhere()
{
    json::Array rows;
    for (int i = 0; i < 20'000; ++i)
        rows.push_back(json::Object{ { "id", i } });
    ui::TablePart part;
    show(part, json::Value(std::move(rows)));
    shots::child<QTableView>(&part, u"resultTable"_s)->sortByColumn(0, Qt::DescendingOrder);
    QVERIFY(part.model()->isArranging());
    QCOMPARE(part.model()->index(0, 0).data().toString(), u"0"_s); // as they were meanwhile
    QTRY_VERIFY_WITH_TIMEOUT(!part.model()->isArranging(), 60'000);
    QCOMPARE(part.model()->index(0, 0).data().toString(), u"19999"_s);
}

void TestResultsTable::sortsFiltersAndChoosesColumns()
{
    json::Array rows;
    for (int i = 0; i < 30; ++i) {
        json::Object row{ { "id", i }, { "title", "board " + std::to_string(i) } };
        for (int more = 0; more < 10; ++more)
            row["m" + std::to_string(more)] = more;
        rows.push_back(row);
    }
    ui::TablePart part;
    show(part, json::Value(json::Object{ { "boards", rows } }));
    shots::verifyInert(&part);
    auto *table = shots::child<QTableView>(&part, u"resultTable"_s);
    QVERIFY(!table->isColumnHidden(7));
    QVERIFY(table->isColumnHidden(8));
    QCOMPARE(shots::child<QPushButton>(&part, u"resultColumnsButton"_s)->text(), u"Columns (4 more)"_s);
    auto *menu = shots::child<QMenu>(&part, u"resultColumnsMenu"_s);
    menu->actions()[8]->trigger();
    QVERIFY(!table->isColumnHidden(8));
    for (int column = 1; column < 12; ++column)
        menu->actions()[column]->setChecked(false);
    QVERIFY2(!menu->actions()[0]->isEnabled(), "one stays");
    menu->actions()[1]->trigger();

    auto *filter = shots::child<QLineEdit>(&part, u"resultTableFilter"_s);
    QTest::keyClicks(filter, u"BOARD 2"_s);
    QTRY_COMPARE(part.model()->rowCount(), 11);
    QCOMPARE(shots::child<QLabel>(&part, u"resultTableNote"_s)->text(), u"11 of 30 rows"_s);
    table->sortByColumn(1, Qt::DescendingOrder);
    QCOMPARE(part.model()->index(0, 1).data().toString(), u"board 29"_s);

    shots::child<QPushButton>(&part, u"copyCsvButton"_s)->click();
    QTRY_VERIFY(QApplication::clipboard()->text().startsWith(u"id,title\r\n29,board 29\r\n"_s));
    table->selectRow(1);
    QTest::keySequence(table, QKeySequence::Copy);
    QTRY_COMPARE(QApplication::clipboard()->text(), u"id\ttitle\r\n28\tboard 28\r\n"_s);
}

void TestResultsTable::choosesAmongTablesByPointer()
{
    ui::TablePart part;
    show(part,
        document(
            "{\"a\":[{\"x\":1}],\"b\":[{\"y\":1},{\"y\":2}],\"deep\":[{\"n\":1,\"rows\":[{\"z\":7}]}]}"));
    auto *choice = shots::child<QComboBox>(&part, u"resultTableChoice"_s);
    QCOMPARE(choice->currentText(), u"/b · 2 rows"_s);
    QCOMPARE(choice->count(), 3);
    QTest::keyClick(choice, Qt::Key_Up);
    QCOMPARE(part.model()->table().pointer, QByteArray("/a"));
    QVERIFY(part.showTable("/deep/0/rows")); // one that was not offered
    QCOMPARE(part.model()->index(0, 0).data().toString(), u"7"_s);
    QVERIFY(!part.showTable("/deep/0/n"));
    QVERIFY(!part.showTable("/nowhere"));
}

void TestResultsTable::savesWhatIsShown()
{
    QTemporaryDir folder;
    ui::TablePart part;
    show(part, document("[{\"a\":1,\"b\":\"=x\"},{\"a\":2,\"b\":\"y\"}]"));
    shots::child<QPushButton>(&part, u"saveCsvButton"_s)->click();
    auto *dialog = shots::child<QFileDialog>(&part, u"saveCsvDialog"_s);
    Q_EMIT dialog->fileSelected(folder.filePath(u"t.csv"_s));
    auto *note = shots::child<QLabel>(&part, u"resultTableNote"_s);
    QTRY_VERIFY(note->text().startsWith(u"✓ Saved"_s));
    QFile file(folder.filePath(u"t.csv"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("a,b\r\n1,'=x\r\n2,y\r\n"));
    Q_EMIT dialog->fileSelected(folder.filePath(u"no/such/t.csv"_s));
    QTRY_VERIFY(note->text().startsWith(u"✗ Not saved"_s));
    dialog->close();
}

void TestResultsTable::leadsFromACellToTheTree()
{
    ui::TablePart part;
    show(part, document("{\"rows\":[{\"a\":2},{\"a\":1}]}"));
    QSignalSpy places(&part, &ui::TablePart::placeRequested);
    auto *table = shots::child<QTableView>(&part, u"resultTable"_s);
    table->sortByColumn(0, Qt::AscendingOrder);
    Q_EMIT table->activated(table->model()->index(0, 0));
    QCOMPARE(places.size(), 1);
    QCOMPARE(places[0][0].toByteArray(), QByteArray("/rows/1/a"));
}

/// T165, T166, T168.
void TestResultsTable::staysInert()
{
    ui::TablePart part;
    show(part,
        document("[{\"<b>\xe2\x80\xae&name\":\"<img src=file:///etc/passwd>\xe2\x80\xae\",\"long\":\""
            + QByteArray(100'000, 'x') + "\"}]"));
    shots::verifyInert(&part);
    const QAbstractItemModel *model = part.model();
    QCOMPARE(model->headerData(0, Qt::Horizontal).toString(), u"<b>⟨U+202E⟩&name"_s);
    QCOMPARE(model->index(0, 0).data().toString(), u"<img src=file:///etc/passwd>⟨U+202E⟩"_s);
    QVERIFY(!model->index(0, 0).data(Qt::ToolTipRole).toString().contains(u"<img"_s));
    QVERIFY(model->index(0, 1).data().toString().size() < 600);
}

QTEST_MAIN(TestResultsTable)
#include "test_resultstable.moc"
