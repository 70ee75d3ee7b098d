// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/samples.h"
#include "gui/shots.h"
#include "ui/common/theme.h"
#include "ui/traffic/waterfall.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace std::chrono_literals;
using ui::Phase;

namespace {

net::Exchange exchange(base::ExchangeId id, std::chrono::milliseconds after)
{
    return { .id = id,
        .purpose = u"tools/call"_s,
        .started = sample::now + after,
        .connecting = 2ms,
        .encrypted = 20ms,
        .sent = 21ms,
        .firstByte = 60ms,
        .duration = 100ms };
}

QList<Phase> phases(const ui::WaterfallRow &row)
{
    QList<Phase> out;
    for (const ui::PhaseSpan &span : row.spans)
        out += span.phase;
    return out;
}

} // namespace

class TestWaterfall : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { ui::applyTheme(*qApp, ui::ThemeChoice::Light); }
    void hasNoGapsAndNoOverlaps();
    void leavesOutWhatDidNotHappen();
    void countsThePersonApart();
    void putsEventsWhereTheyPassed();
    void growsWhileItRuns();
    void staysWholeWhenTimesContradict();
    void leadsToTheExchange();
};

void TestWaterfall::hasNoGapsAndNoOverlaps()
{
    const ui::Waterfall fall = ui::waterfallOf({ exchange(1, 0ms), exchange(2, 150ms) }, sample::now);
    QCOMPARE(fall.whole, 250ms);
    QCOMPARE(fall.rows.size(), 2);
    QCOMPARE(fall.rows[1].begun, 150ms);
    for (const ui::WaterfallRow &row : fall.rows) {
        QCOMPARE(phases(row),
            (QList<Phase>{ Phase::Queue, Phase::Connect, Phase::Send, Phase::Wait, Phase::Receive }));
        std::chrono::milliseconds at{};
        for (const ui::PhaseSpan &span : row.spans) {
            QCOMPARE(span.from, at);
            at = span.to;
        }
        QCOMPARE(at, 100ms);
    }
    QCOMPARE(fall.rows[0].words(),
        u"queue 2 ms · connect 18 ms · send 1 ms · wait 39 ms · receive 40 ms · done after 100 ms"_s);
}

void TestWaterfall::leavesOutWhatDidNotHappen()
{
    net::Exchange inUse = exchange(1, 0ms);
    inUse.connecting.reset();
    inUse.encrypted.reset();
    const ui::Waterfall fall = ui::waterfallOf({ inUse }, sample::now);
    QCOMPARE(phases(fall.rows[0]), (QList<Phase>{ Phase::Queue, Phase::Wait, Phase::Receive }));
    QVERIFY(!fall.rows[0].words().contains(u"connect"_s));
    QVERIFY(ui::waterfallOf({}, sample::now).rows.isEmpty());
}

void TestWaterfall::countsThePersonApart()
{
    const ui::Waterfall fall
        = ui::waterfallOf({ exchange(1, 2010ms) }, sample::now, sample::now, sample::now + 2s);
    QCOMPARE(fall.rows.size(), 2);
    QCOMPARE(phases(fall.rows[0]), QList<Phase>{ Phase::Person });
    QCOMPARE(fall.rows[0].spans[0].to, 2000ms);
    QCOMPARE(fall.rows[1].begun, 2010ms);
    QCOMPARE(fall.whole, 2110ms);
}

void TestWaterfall::putsEventsWhereTheyPassed()
{
    net::Exchange stream = exchange(1, 0ms);
    stream.events = { { sample::now + 61ms, "data: 1" }, { sample::now + 90ms, "data: 2" } };
    const ui::Waterfall fall = ui::waterfallOf({ stream }, sample::now);
    QCOMPARE(fall.rows[0].events, (QList<std::chrono::milliseconds>{ 61ms, 90ms }));
    QVERIFY(fall.rows[0].words().contains(u"2 events, the first after 61 ms"_s));
}

void TestWaterfall::growsWhileItRuns()
{
    net::Exchange running = exchange(1, 0ms);
    running.firstByte.reset();
    running.duration.reset();
    const ui::Waterfall fall = ui::waterfallOf({ running }, sample::now + 500ms);
    QVERIFY(!fall.rows[0].isDone);
    QCOMPARE(fall.whole, 500ms);
    QVERIFY(fall.rows[0].words().contains(u"waiting for 500 ms now"_s));
}

void TestWaterfall::staysWholeWhenTimesContradict()
{
    net::Exchange odd = exchange(1, 0ms);
    odd.sent = 5000ms; // a clock that was set in the middle
    odd.firstByte = 1ms;
    odd.events = { { sample::now - 1h, "data: 1" } };
    const ui::Waterfall fall = ui::waterfallOf({ odd }, sample::now);
    for (const ui::PhaseSpan &span : fall.rows[0].spans)
        QVERIFY(span.from <= span.to && span.to <= 100ms && span.from >= 0ms);
    QCOMPARE(fall.rows[0].events.first(), 0ms);
}

void TestWaterfall::leadsToTheExchange()
{
    ui::WaterfallView view(u"waterfall"_s);
    QVERIFY(view.isHidden());
    view.setWaterfall(ui::waterfallOf({ exchange(7, 2010ms) }, sample::now, sample::now, sample::now + 2s));
    view.resize(600, view.sizeHint().height());
    shots::shoot(&view, u"waterfall"_s, { 700, view.sizeHint().height() });
    QVERIFY(!view.isHidden());
    QVERIFY(view.accessibleDescription().contains(u"done after 100 ms"_s));
    QSignalSpy asked(&view, &ui::WaterfallView::exchangeRequested);
    QTest::mouseClick(&view, Qt::LeftButton, {}, QPoint(300, 5)); // the person has none
    QCOMPARE(asked.size(), 0);
    QTest::mouseClick(&view, Qt::LeftButton, {}, QPoint(300, view.height() - 5));
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked.first().first().value<base::ExchangeId>(), 7);
}

QTEST_MAIN(TestWaterfall)
#include "test_waterfall.moc"
