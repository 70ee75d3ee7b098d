// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/exchangelog.h"

#include <QSignalSpy>
#include <QTest>

using namespace authscope;
using namespace authscope::net;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

class FakeClock : public base::Clock {
public:
    base::Time now() const override { return time; }
    base::Time time{ 1000s };
};

} // namespace

class TestExchangeLog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void tellsTheLifeOfAnExchange();
    void redactsEverythingOnTheWayIn();
    void givesASecretOneMarkEverywhere();
    void endsOnce();
    void cutsLargeBodiesWithoutCuttingASecretInTwo();
    void keepsTheNewestEvents();
    void keepsTheNewestRows();
    void dropsTheOldestBodiesFirst();
    void ignoresIdsItDoesNotKnow();

private:
    ExchangeId begin(const QByteArray &body = {})
    {
        return m_log->begin(u"c"_s, u"p"_s, "POST", "https://a/", { { "Content-Type", "text/plain" } }, body);
    }
    base::Redactor m_redactor;
    FakeClock m_clock;
    std::unique_ptr<ExchangeLog> m_log;
};

void TestExchangeLog::init()
{
    m_redactor = {};
    m_clock = {};
    m_log = std::make_unique<ExchangeLog>(&m_redactor, &m_clock);
}

void TestExchangeLog::tellsTheLifeOfAnExchange()
{
    const QSignalSpy added(m_log.get(), &ExchangeLog::added);
    const QSignalSpy changed(m_log.get(), &ExchangeLog::changed);
    const QSignalSpy ended(m_log.get(), &ExchangeLog::ended);
    const ExchangeId id = begin("ask");
    QCOMPARE(added.count(), 1);
    QCOMPARE(m_log->find(id)->started, m_clock.now());
    QVERIFY(!m_log->find(id)->isDone());
    m_clock.time += 20ms;
    m_log->headersArrived(id, 200, { { "Content-Type", "text/plain" } });
    QCOMPARE(m_log->find(id)->firstByte, 20ms);
    m_clock.time += 10ms;
    m_log->end(id, "answer");
    const Exchange *row = m_log->find(id);
    QCOMPARE(row->duration, 30ms);
    QCOMPARE(row->requestBody, "ask");
    QCOMPARE(row->responseBody, "answer");
    QCOMPARE(row->responseSize, 6);
    QCOMPARE(changed.count(), 2);
    QCOMPARE(ended.count(), 1);
    QCOMPARE(m_log->count(), 1);
}

void TestExchangeLog::redactsEverythingOnTheWayIn()
{
    const ExchangeId id = m_log->begin(u"c"_s, u"p"_s, "POST", "https://a/?code=secret-url",
        { { "Authorization", "Bearer secret-header" },
            { "Content-Type", "application/x-www-form-urlencoded" } },
        "refresh_token=secret-form");
    m_log->headersArrived(
        id, 200, { { "Set-Cookie", "a=secret-cookie; Path=/" }, { "Content-Type", "application/json" } });
    m_log->eventPassed(id, R"({"id_token":"secret-event"})", 10);
    m_log->end(id, R"({"access_token":"secret-json"})", u"broke at secret-json"_s);
    const Exchange *row = m_log->find(id);
    QByteArray all = row->url + row->requestBody + row->responseBody + row->failure.toUtf8();
    for (const Headers &headers : { row->requestHeaders, row->responseHeaders }) {
        for (const Header &field : headers.all())
            all += field.value;
    }
    for (const LoggedEvent &event : row->events)
        all += event.text;
    QVERIFY2(!all.contains("secret-"), all.constData());
    QVERIFY(all.contains("Bearer ‹access token #1›"));
}

void TestExchangeLog::givesASecretOneMarkEverywhere()
{
    const ExchangeId first = begin();
    m_log->headersArrived(first, 200, { { "Content-Type", "application/json" } });
    m_log->end(first, R"({"access_token":"the-same-token"})");
    const ExchangeId second
        = m_log->begin({}, {}, "GET", "https://a/", { { "Authorization", "Bearer the-same-token" } }, {});
    QCOMPARE(m_log->find(first)->responseBody, R"({"access_token":"‹access token #1›"})");
    QCOMPARE(m_log->find(second)->requestHeaders.value("Authorization"), "Bearer ‹access token #1›");
}

void TestExchangeLog::endsOnce()
{
    const QSignalSpy ended(m_log.get(), &ExchangeLog::ended);
    const ExchangeId id = begin();
    m_log->end(id, "first");
    m_log->end(id, "second", u"late"_s);
    m_log->headersArrived(id, 500, {});
    m_log->eventPassed(id, "late", 4);
    QCOMPARE(ended.count(), 1);
    QCOMPARE(m_log->find(id)->responseBody, "first");
    QCOMPARE(m_log->find(id)->status, 0);
    QVERIFY(m_log->find(id)->events.isEmpty());
}

void TestExchangeLog::cutsLargeBodiesWithoutCuttingASecretInTwo()
{
    const QByteArray secret(600, 's');
    m_redactor.learn(base::SecretKind::AccessToken, secret);
    for (qsizetype before = ExchangeLog::maxBody - 700; before < ExchangeLog::maxBody + 9000; before += 97) {
        const ExchangeId id = begin();
        const QByteArray body = QByteArray(before, '.') + secret + QByteArray(20000, '.');
        m_log->end(id, body);
        QVERIFY(m_log->find(id)->responseBody.size() <= ExchangeLog::maxBody);
        QVERIFY(!m_log->find(id)->responseBody.contains("sss"));
        QCOMPARE(m_log->find(id)->responseSize, body.size());
    }
}

void TestExchangeLog::keepsTheNewestEvents()
{
    const ExchangeId id = begin();
    for (int i = 0; i < 1200; ++i)
        m_log->eventPassed(id, QByteArray::number(i), 10);
    QCOMPARE(m_log->find(id)->events.size(), ExchangeLog::maxEvents);
    QCOMPARE(m_log->find(id)->events.last().text, "1199");
    QCOMPARE(m_log->find(id)->responseSize, 12000);
}

void TestExchangeLog::keepsTheNewestRows()
{
    const ExchangeId first = begin();
    for (int i = 0; i < 2100; ++i)
        begin();
    QCOMPARE(qsizetype(m_log->all().size()), ExchangeLog::maxRows);
    QVERIFY(!m_log->find(first));
    QCOMPARE(m_log->find(2101)->id, ExchangeId(2101));
    QCOMPARE(m_log->count(), 2101);
    m_log->end(first, "late"); // its row is gone
}

void TestExchangeLog::dropsTheOldestBodiesFirst()
{
    const QByteArray body(ExchangeLog::maxBody, 'x');
    const int rows = int(ExchangeLog::maxBodies / body.size()) + 10;
    for (int i = 0; i < rows; ++i)
        m_log->end(begin(), body);
    qint64 held = 0;
    for (const Exchange &row : m_log->all()) {
        held += row.responseBody.size();
        QCOMPARE(row.bodyDropped, row.responseBody.isEmpty());
        QCOMPARE(row.responseSize, body.size());
    }
    QVERIFY(held <= ExchangeLog::maxBodies && held > ExchangeLog::maxBodies / 2);
    QVERIFY(m_log->all().front().bodyDropped);
    QVERIFY(!m_log->all().back().bodyDropped);
}

void TestExchangeLog::ignoresIdsItDoesNotKnow()
{
    m_log->end(0, {});
    m_log->headersArrived(77, 200, {});
    QVERIFY(!m_log->find(0));
    begin();
    QVERIFY(!m_log->find(77));
    QCOMPARE(m_log->all().size(), std::size_t(1));
}

QTEST_GUILESS_MAIN(TestExchangeLog)
#include "test_exchangelog.moc"
