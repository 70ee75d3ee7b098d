// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/sse.h"

#include <QTest>

using namespace authscope::net;
using namespace std::chrono_literals;

class TestSse : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsEvents_data();
    void readsEvents();
    void anySplitGivesTheSameEvents();
    void keepsUtf8ThatWasCut();
    void remembersTheLastDispatchedId();
    void readsRetry_data();
    void readsRetry();
    void refusesAnEndlessLine();
    void refusesAnEndlessEvent();
    void takesAnEventOfExactlyTheLimit();
};

void TestSse::readsEvents_data()
{
    QTest::addColumn<QByteArray>("stream");
    QTest::addColumn<QList<SseEvent>>("events");
    const auto row = [](const char *name, const QByteArray &stream, const QList<SseEvent> &events) {
        QTest::newRow(name) << stream << events;
    };
    const SseEvent a{ .data = "a", .hasData = true };
    const SseEvent b{ .data = "b", .hasData = true };
    row("LF", "data: a\n\ndata: b\n\n", { a, b });
    row("CR", "data: a\r\rdata: b\r\r", { a, b });
    row("CRLF", "data: a\r\n\r\ndata: b\r\n\r\n", { a, b });
    row("mixed line ends", "data: a\r\n\rdata: b\n\r", { a, b });
    row("no blank after the colon", "data:a\n\n", { a });
    row("only one blank is taken", "data:  a\n\n", { { .data = " a", .hasData = true } });
    row("several data lines", "data: a\ndata: b\n\n", { { .data = "a\nb", .hasData = true } });
    row("empty data lines", "data\ndata\n\n", { { .data = "\n", .hasData = true } });
    row("type", "event: x\ndata: a\n\n", { { .type = "x", .data = "a", .hasData = true } });
    row("empty type", "event:\ndata: a\n\n", { a });
    row("type does not last", "event: x\ndata: a\n\ndata: b\n\n",
        { { .type = "x", .data = "a", .hasData = true }, b });
    row("id", "id: 7\ndata: a\n\n", { { .data = "a", .id = "7", .hasData = true } });
    row("empty id", "id\ndata: a\n\n", { { .data = "a", .id = "", .hasData = true } });
    row("id with NUL", QByteArray("id: 7\0\ndata: a\n\n", 16), { a });
    row("priming event", "id: 7\n\n", { { .id = "7" } });
    row("priming event with empty data", "id: 7\ndata:\n\n", { { .id = "7" } });
    row("comments", ": keep alive\n\ndata: a\n: b\n\n:\n", { a });
    row("byte order mark",
        "\xef\xbb\xbf"
        "data: a\n\n",
        { a });
    row("byte order mark later",
        "data: a\n\n\xef\xbb\xbf"
        "data: b\n\n",
        { a });
    row("unknown field", "date: a\ndata: a\n\n", { a });
    row("field without a colon", "x\ndata: a\n\n", { a });
    row("field names keep their case", "Data: b\ndata: a\n\n", { a });
    row("blank in a field name", "data : b\ndata: a\n\n", { a });
    row("type alone", "event: x\n\n", {});
    row("empty data alone", "data:\n\n", { {} });
    row("never ended", "data: a\n\ndata: b\n", { a });
    row("never ended, without a line end", "data: a\n\ndata: b", { a });
    row("colon in a value", "data: a:b\n\n", { { .data = "a:b", .hasData = true } });
    row("nothing", "", {});
}

void TestSse::readsEvents()
{
    QFETCH(QByteArray, stream);
    SseParser parser;
    QTEST(parser.feed(stream).value(), "events");
}

void TestSse::anySplitGivesTheSameEvents()
{
    const QByteArray stream
        = "\xef\xbb\xbfid: 1\r\nevent: x\r\ndata: \xc3\xa9\r\n\r\n: c\n\rdata: b\rdata:\r\r"
          "retry: 30\nid\ndata: {\"a\":\n\n\nid: 9\n\ndata: cut";
    const auto inTwo = [&stream](qsizetype first, qsizetype second) {
        SseParser parser;
        QList<SseEvent> events = parser.feed(stream.first(first)).value();
        events += parser.feed(stream.sliced(first, second - first)).value();
        events += parser.feed(stream.sliced(second)).value();
        return events;
    };
    const QList<SseEvent> whole = SseParser().feed(stream).value();
    QCOMPARE(whole.size(), 4);
    for (qsizetype first = 0; first <= stream.size(); ++first) {
        for (qsizetype second = first; second <= stream.size(); ++second)
            QCOMPARE(inTwo(first, second), whole);
    }
    SseParser byteWise;
    QList<SseEvent> events;
    for (const char byte : stream)
        events += byteWise.feed(QByteArrayView(&byte, 1)).value();
    QCOMPARE(events, whole);
    QCOMPARE(byteWise.lastEventId(), "9");
    QCOMPARE(byteWise.retry(), 30ms);
}

void TestSse::keepsUtf8ThatWasCut()
{
    SseParser parser;
    QVERIFY(parser.feed("data: \xe2\x82").value().isEmpty());
    QCOMPARE(parser.feed("\xac\n\n").value().first().data, "\xe2\x82\xac");
}

void TestSse::remembersTheLastDispatchedId()
{
    SseParser parser;
    QVERIFY(parser.feed("id: 1\ndata: a\n\ndata: b\n\n"));
    QCOMPARE(parser.lastEventId(), "1");
    QVERIFY(parser.feed("id: 2\n"));
    QCOMPARE(parser.lastEventId(), "1"); // its event never came
    QVERIFY(parser.feed("\n"));
    QCOMPARE(parser.lastEventId(), "2");
    QVERIFY(parser.feed("id\n\n"));
    QCOMPARE(parser.lastEventId(), "");
}

void TestSse::readsRetry_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("milliseconds");
    QTest::newRow("digits") << QByteArray("retry: 1500\n") << 1500;
    QTest::newRow("sign") << QByteArray("retry: -1\n") << -1;
    QTest::newRow("letters") << QByteArray("retry: 1s\n") << -1;
    QTest::newRow("empty") << QByteArray("retry:\n") << -1;
    QTest::newRow("huge") << QByteArray("retry: 99999999999999999999\n") << -1;
}

void TestSse::readsRetry()
{
    QFETCH(QByteArray, line);
    SseParser parser;
    QVERIFY(parser.feed(line));
    QTEST(int(parser.retry().value_or(-1ms).count()), "milliseconds");
}

void TestSse::refusesAnEndlessLine()
{
    SseParser parser(1000);
    QVERIFY(parser.feed(QByteArray(600, 'x')));
    const auto result = parser.feed(QByteArray(600, 'x'));
    QVERIFY(!result);
    QCOMPARE(result.error().code, QStringLiteral("OA-118"));
}

void TestSse::refusesAnEndlessEvent()
{
    SseParser parser(1000);
    bool isRefused = false;
    for (int i = 0; i < 200 && !isRefused; ++i)
        isRefused = !parser.feed("data: 0123456789\n");
    QVERIFY(isRefused);
}

void TestSse::takesAnEventOfExactlyTheLimit()
{
    SseParser parser(1000);
    for (int i = 0; i < 10; ++i) // the limit is for each event, not for the stream
        QCOMPARE(parser.feed("data: " + QByteArray(994, 'x') + "\n\n").value().size(), 1);
}

QTEST_GUILESS_MAIN(TestSse)
#include "test_sse.moc"
