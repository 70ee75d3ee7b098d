// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jsonview/jsonview.h"
#include "ui/tools/resulttable.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QGuiApplication>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;

class TestJsonView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isAModelInEveryRespect();
    void makesNodesWhenTheyAreLookedAt();
    void pointsToWhatItShows();
    void cutsLongTexts();
    void copiesTheValueUnderTheCursor();
    void findsTheTableInAResult_data();
    void findsTheTableInAResult();
};

namespace {

std::shared_ptr<const json::Value> document(const QByteArray &text)
{
    return std::make_shared<const json::Value>(json::parse(text, u"The test"_s).value());
}

void fetchAll(QAbstractItemModel &model, const QModelIndex &parent = {})
{
    while (model.canFetchMore(parent))
        model.fetchMore(parent);
    for (int row = 0; row < model.rowCount(parent); ++row)
        fetchAll(model, model.index(row, 0, parent));
}

} // namespace

void TestJsonView::isAModelInEveryRespect()
{
    ui::JsonModel model;
    model.setDocument(document(R"({"a":[1,2.5,"x",null,true,{"b":{}},[]],"c/~d":18446744073709551615})"));
    // Before that it would fetch in the middle of the reset, which its own bookkeeping does not allow.
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    fetchAll(model);
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.rowCount(model.index(0, 0)), 7);
    model.setDocument(nullptr);
    QCOMPARE(model.rowCount(), 0);
}

void TestJsonView::makesNodesWhenTheyAreLookedAt()
{
    json::Array rows;
    for (int i = 0; i < 2500; ++i)
        rows.push_back(json::Object{ { "id", i } });
    ui::JsonModel model;
    model.setDocument(std::make_shared<const json::Value>(rows));
    model.fetchMore({});
    QCOMPARE(model.rowCount(), 1000);
    QVERIFY(model.canFetchMore({}));
    QVERIFY2(model.hasChildren(model.index(0, 0)), "known from the count, without making them");
    QCOMPARE(model.rowCount(model.index(0, 0)), 0);
    while (model.canFetchMore({}))
        model.fetchMore({});
    QCOMPARE(model.rowCount(), 2500);
    QCOMPARE(model.index(2499, 1).data().toString(), u"{ 1 member }"_s);
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

void TestJsonView::cutsLongTexts()
{
    ui::JsonModel model;
    model.setDocument(
        std::make_shared<const json::Value>(json::Object{ { "long", std::string(100'000, 'x') } }));
    model.fetchMore({});
    QVERIFY(model.index(0, 1).data().toString().size() < 5000);
}

void TestJsonView::copiesTheValueUnderTheCursor()
{
    ui::JsonView view(u"tree"_s, u"A tree"_s);
    view.setValue(*document(R"({"name":"Ada","other":{"a":1}})"));
    view.setCurrentIndex(view.model()->index(0, 0));
    QTest::keySequence(&view, QKeySequence::Copy);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"Ada"_s);
}

void TestJsonView::findsTheTableInAResult_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("columns");
    QTest::addColumn<int>("rows");
    QTest::newRow("a list of objects") << QByteArray(R"([{"a":1},{"a":2,"b":3}])") << u"a b"_s << 2;
    QTest::newRow("such a list as a member")
        << QByteArray(R"({"n":1,"boards":[{"id":"b1"}]})") << u"id"_s << 1;
    QTest::newRow("one object") << QByteArray(R"({"id":"b1","title":"x"})") << u"id title"_s << 1;
    QTest::newRow("one object as a member") << QByteArray(R"({"board":{"id":"b1"}})") << u"id"_s << 1;
    QTest::newRow("two lists: the tree is better")
        << QByteArray(R"({"a":[{"x":1}],"b":[{"y":1}]})") << QString() << -1;
    QTest::newRow("nested: the tree is better") << QByteArray(R"([{"a":{"b":1}}])") << QString() << -1;
    QTest::newRow("nothing in it") << QByteArray(R"([])") << QString() << -1;
    QTest::newRow("no objects") << QByteArray(R"([1,2])") << QString() << -1;
}

void TestJsonView::findsTheTableInAResult()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, columns);
    QFETCH(int, rows);
    const auto table = ui::readTable(json::parse(json, u"The test"_s).value());
    QCOMPARE(table.has_value(), rows >= 0);
    if (table) {
        QCOMPARE(table->columns.join(u' '), columns);
        QCOMPARE(table->rows.size(), rows);
    }
}

QTEST_MAIN(TestJsonView)
#include "test_jsonview.moc"
