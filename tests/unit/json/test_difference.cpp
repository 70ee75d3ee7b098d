// SPDX-License-Identifier: GPL-3.0-or-later
#include "json/difference.h"

#include <QTest>

using namespace authscope;
using namespace Qt::StringLiterals;
using Kind = json::Difference::Kind;

namespace {

json::Value value(const QByteArray &text)
{
    const auto parsed = json::parse(text, u"The test's value"_s, { .maxBytes = 64 << 20, .maxDepth = 1000 });
    if (!parsed)
        qFatal("%s", qPrintable(parsed.error().message));
    return *parsed;
}

QByteArray told(const json::Comparison &comparison, bool withSame = false)
{
    QByteArrayList lines;
    for (const json::Difference &part : comparison.parts) {
        if (part.kind == Kind::Same) {
            if (withSame)
                lines << "=" + part.pointer;
        } else if (part.kind == Kind::Added) {
            lines << "+" + part.pointer + " " + json::compact(part.after);
        } else if (part.kind == Kind::Removed) {
            lines << "-" + part.pointer + " " + json::compact(part.before);
        } else {
            lines << "~" + part.pointer + " " + json::compact(part.before) + " " + json::compact(part.after);
        }
    }
    return lines.join('|');
}

} // namespace

class TestDifference : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatChanged_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, const char *before, const char *after, const char *expected) {
            QTest::newRow(name) << QByteArray(before) << QByteArray(after) << QByteArray(expected);
        };
        row("equal", "{\"a\":[1,2]}", "{\"a\":[1,2]}", "");
        row("members in another order", "{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}", "");
        row("a number in another spelling", "[1,100]", "[1.0,1e2]", "");
        row("a great number is not its neighbour", "9007199254740993", "9007199254740992.0",
            "~ 9007199254740993 9.007199254740992E15");
        row("the greatest", "18446744073709551615", "-1", "~ 18446744073709551615 -1");
        row("another type", "{\"a\":1}", "{\"a\":\"1\"}", "~/a 1 \"1\"");
        row("a member more", "{\"a\":1}", "{\"a\":1,\"b\":{\"c\":2}}", "+/b {\"c\":2}");
        row("a member less", "{\"a\":1,\"b\":2}", "{\"a\":1}", "-/b 2");
        row("null is not absent", "{\"a\":null}", "{}", "-/a null");
        row("names that need escaping", "{\"a/b\":1,\"~\":1,\"\":1}", "{\"a/b\":2,\"~\":2,\"\":2}",
            "~/a~1b 1 2|~/~0 1 2|~/ 1 2");
        row("one more at the front", "[1,2,3]", "[0,1,2,3]", "+/0 0");
        row("one less in the middle", "[1,2,3]", "[1,3]", "-/1 2");
        row("an element changed", "[{\"a\":1,\"b\":2},3]", "[{\"a\":9,\"b\":2},3]", "~/0/a 1 9");
        row("moved", "[1,2,3]", "[3,1,2]", "+/0 3|-/2 3");
        row("the order of elements counts", "[1,2]", "[2,1]", "-/0 1|+/1 1");
        row("all of it", "[]", "{}", "~ [] {}");
    }
    void tellsWhatChanged()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        QFETCH(QByteArray, expected);
        const json::Comparison comparison = json::compare(value(before), value(after));
        QCOMPARE(told(comparison), expected);
        QCOMPARE(comparison.isEqual(), expected.isEmpty());
        QVERIFY(comparison.isWhole);
        QVERIFY(json::compare(value(after), value(after)).isEqual());
    }

    void equalPartsStandWhole()
    {
        const auto comparison = json::compare(value("{\"a\":{\"x\":[1,2,3]},\"b\":[{\"y\":1},5]}"),
            value("{\"a\":{\"x\":[1,2,3]},\"b\":[{\"y\":2},5]}"));
        QCOMPARE(told(comparison, true), QByteArray("=/a|~/b/0/y 1 2|=/b/1"));
    }

    void everyPointerLeadsThere()
    {
        const json::Value before = value("{\"a\":[1,{\"b/c\":2},3],\"d\":{\"e~\":[4]},\"gone\":[5]}");
        const json::Value after = value("{\"a\":[0,1,{\"b/c\":7}],\"d\":{\"e~\":[4,5]}}");
        const auto comparison = json::compare(before, after);
        QVERIFY(comparison.changed + comparison.added + comparison.removed >= 4);
        for (const json::Difference &part : comparison.parts) {
            const bool isOld = part.kind == Kind::Removed;
            const json::Value *there = json::find(isOld ? before : after, part.pointer);
            QVERIFY2(there, part.pointer.constData());
            QVERIFY(json::isSame(*there, isOld || part.kind == Kind::Same ? part.before : part.after));
        }
    }

    void muchIsBounded()
    {
        json::Array many, others;
        for (int i = 0; i < 20'000; ++i) {
            many.push_back(i);
            others.push_back(-i - 1);
        }
        const auto comparison = json::compare(many, others, { .parts = 100, .work = 1000 });
        QCOMPARE(comparison.parts.size(), 100);
        QCOMPARE(comparison.changed, 20'000);
        QVERIFY(!comparison.isWhole);
        // One element more than the bound of work: lined up by place, and still right.
        const auto shifted = json::compare(value("[1,2,3,4]"), value("[9,1,2,3]"), { .work = 1 });
        QCOMPARE(told(shifted), QByteArray("~/0 1 9|~/1 2 1|~/2 3 2|~/3 4 3"));
    }

    void findsByPointer_data()
    {
        QTest::addColumn<QByteArray>("pointer");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("the root") << QByteArray("") << QByteArray("{\"a\":[1,{\"~/\":2}],\"\":3}");
        QTest::newRow("an element") << QByteArray("/a/0") << QByteArray("1");
        QTest::newRow("escaped") << QByteArray("/a/1/~0~1") << QByteArray("2");
        QTest::newRow("the empty name") << QByteArray("/") << QByteArray("3");
        QTest::newRow("beyond the end") << QByteArray("/a/2") << QByteArray();
        QTest::newRow("no number") << QByteArray("/a/x") << QByteArray();
        QTest::newRow("a leading zero") << QByteArray("/a/00") << QByteArray();
        QTest::newRow("a sign") << QByteArray("/a/+0") << QByteArray();
        QTest::newRow("through a number") << QByteArray("/a/0/b") << QByteArray();
        QTest::newRow("no slash") << QByteArray("a") << QByteArray();
        QTest::newRow("an open tilde") << QByteArray("/a/~") << QByteArray();
        QTest::newRow("a far number") << QByteArray("/a/99999999999999999999999") << QByteArray();
    }
    void findsByPointer()
    {
        QFETCH(QByteArray, pointer);
        QFETCH(QByteArray, expected);
        const json::Value root = value("{\"a\":[1,{\"~/\":2}],\"\":3}");
        const json::Value *found = json::find(root, pointer);
        QCOMPARE(found ? json::compact(*found) : QByteArray(), expected);
    }
};

QTEST_GUILESS_MAIN(TestDifference)
#include "test_difference.moc"
