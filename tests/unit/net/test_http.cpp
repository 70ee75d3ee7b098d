// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/http.h"

#include "support/scriptedserver.h"

#include <QSignalSpy>
#include <QTest>

using namespace authscope;
using namespace authscope::net;
using authscope::test::ScriptedServer;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class TestHttp : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void callBringsTheWholeAnswer();
    void callTakesAnyStatus_data();
    void callTakesAnyStatus();
    void callSendsEveryMethod_data();
    void callSendsEveryMethod();
    void callRefusesBadUrls();
    void callSaysWhyThereIsNoAnswer();
    void callReadsTheServersClock();
    void callCanBeCancelledAtAnyTime();
    void callCanBeDeletedAtAnyTime();
    void callEndsWhenTheManagerGoes();
    void streamDeliversAsItArrives();
    void streamDeliversWhatCameBeforeTheBreak();
    void streamStopsAtItsLimit();
    void streamRecordsABodyThatIsNoEventStream();
    void streamRecordsEvents();
    void streamCanBeCancelledInItsOwnSignals();
    void streamCanBeDeletedInItsOwnSignals();
    void streamEndsWhenTheManagerGoes();
    void metadataFollowsTheSameOrigin();
    void metadataFollowsNobodyElse_data();
    void metadataFollowsNobodyElse();
    void metadataFollowsThreeTimesOnly();
    void metadataCanBeCancelledBetweenHops();

private:
    HttpCall *call(const Request &request) { return new HttpCall(request, m_network.get(), m_owner.get()); }
    HttpStream *stream(const Request &request)
    {
        return new HttpStream(request, m_network.get(), m_owner.get());
    }
    /// Starts it and waits: exactly one finished(), and none before start() returned.
    static void complete(base::Operation *operation)
    {
        const QSignalSpy finished(operation, &base::Operation::finished);
        operation->start();
        QCOMPARE(finished.count(), 0);
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 10000);
    }

    base::Redactor m_redactor;
    base::SystemClock m_clock;
    std::unique_ptr<QObject> m_owner;
    std::unique_ptr<ExchangeLog> m_log;
    std::unique_ptr<StrictNetworkAccessManager> m_network;
    std::unique_ptr<ScriptedServer> m_server;
};

void TestHttp::init()
{
    m_owner = std::make_unique<QObject>();
    m_network.reset();
    m_log = std::make_unique<ExchangeLog>(&m_redactor, &m_clock);
    m_network = std::make_unique<StrictNetworkAccessManager>(m_log.get());
    m_server = std::make_unique<ScriptedServer>();
}

void TestHttp::callBringsTheWholeAnswer()
{
    m_server->on("POST", "/a", [](const ServerRequest &request) {
        return ServerAnswer{
            .status = 201, .headers = { { "X-Echo", *request.headers.value("X-Ask") } }, .body = request.body
        };
    });
    HttpCall *operation = call({ .purpose = u"Test"_s,
        .method = "POST",
        .url = m_server->url("/a"),
        .headers = { { "X-Ask", "1" }, { "Content-Type", "text/plain" } },
        .body = QByteArray(300000, 'b'),
        .connection = u"c"_s });
    complete(operation);
    QVERIFY(operation->result());
    const Response &response = *operation->result();
    QCOMPARE(response.status, 201);
    QCOMPARE(response.headers.value("x-echo"), "1");
    QCOMPARE(response.body, QByteArray(300000, 'b'));
    const Exchange *row = m_log->find(response.exchange);
    QVERIFY(row && row->isDone());
    QCOMPARE(row->purpose, u"Test"_s);
    QCOMPARE(row->connection, u"c"_s);
    QCOMPARE(row->requestSize, 300000);
    QCOMPARE(row->responseSize, 300000);
    QVERIFY(row->responseBody.size() <= ExchangeLog::maxBody);
}

void TestHttp::callTakesAnyStatus_data()
{
    QTest::addColumn<int>("status");
    for (const int status :
        { 200, 204, 302, 307, 400, 401, 403, 404, 405, 409, 410, 418, 429, 500, 501, 503, 599 })
        QTest::addRow("%d", status) << status;
}

void TestHttp::callTakesAnyStatus()
{
    QFETCH(int, status);
    m_server->on("*", "/",
        ServerAnswer{
            .status = status, .headers = { { "Location", "/x" } }, .body = status == 204 ? "" : "text" });
    for (const QByteArray &method : { QByteArray("GET"), QByteArray("POST") }) {
        HttpCall *operation = call({ .method = method,
            .url = m_server->url("/"),
            .headers = { { "Content-Type", "text/plain" } },
            .body = method == "POST" ? "x" : "" });
        complete(operation);
        QVERIFY2(operation->result(), method.constData());
        QCOMPARE(operation->result()->status, status);
        QCOMPARE(operation->result()->body, status == 204 ? "" : "text");
    }
}

void TestHttp::callSendsEveryMethod_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("GET") << QByteArray("GET") << QByteArray();
    QTest::newRow("HEAD") << QByteArray("HEAD") << QByteArray();
    QTest::newRow("POST") << QByteArray("POST") << QByteArray("{}");
    QTest::newRow("PUT") << QByteArray("PUT") << QByteArray("{}");
    QTest::newRow("DELETE") << QByteArray("DELETE") << QByteArray();
    QTest::newRow("DELETE with a body") << QByteArray("DELETE") << QByteArray("{}");
    QTest::newRow("PATCH") << QByteArray("PATCH") << QByteArray("{}");
}

void TestHttp::callSendsEveryMethod()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, body);
    m_server->on("*", "/", ServerAnswer{ .status = 200 });
    Headers headers;
    if (!body.isEmpty())
        headers.append("Content-Type", "application/json");
    HttpCall *operation
        = call({ .method = method, .url = m_server->url("/"), .headers = headers, .body = body });
    complete(operation);
    QVERIFY(operation->result());
    QCOMPARE(m_server->requests().size(), 1);
    QCOMPARE(m_server->requests().first().method, method);
    QCOMPARE(m_server->requests().first().body, body);
    QCOMPARE(m_log->all().back().method, method);
}

void TestHttp::callRefusesBadUrls()
{
    for (const QByteArray &url : { QByteArray("file:///etc/hostname"), QByteArray("http://example.com/"),
             QByteArray("http://127.0.0.1\r\n/"), QByteArray() }) {
        HttpCall *operation = call({ .purpose = u"Keys"_s, .url = url });
        complete(operation);
        QVERIFY(!operation->result());
        QVERIFY(operation->result().error().message.startsWith(u"Keys: the address"_s));
    }
    QCOMPARE(m_log->count(), 0);
}

void TestHttp::callSaysWhyThereIsNoAnswer()
{
    m_server->onDrop("POST", "/");
    HttpCall *operation = call({ .purpose = u"Code for tokens"_s,
        .method = "POST",
        .url = m_server->url("/"),
        .headers = { { "Content-Type", "text/plain" } },
        .body = "x" });
    complete(operation);
    QVERIFY(!operation->result());
    QCOMPARE(operation->result().error().code, u"OA-010"_s);
    QVERIFY(operation->result().error().message.startsWith(
        u"Code for tokens: no usable answer from 127.0.0.1:%1; the connection was closed"_s.arg(
            m_server->port())));
    QCOMPARE(operation->result().error().exchange, m_log->all().back().id);
}

void TestHttp::callReadsTheServersClock()
{
    m_server->on("GET", "/", ServerAnswer{ .headers = { { "Date", "Sun, 06 Nov 1994 08:49:37 GMT" } } });
    m_server->on("GET", "/bad", ServerAnswer{ .headers = { { "Date", "yesterday" } } });
    HttpCall *good = call({ .url = m_server->url("/") });
    complete(good);
    QCOMPARE(base::toMillis(good->result()->serverDate.value()), 784111777000);
    HttpCall *bad = call({ .url = m_server->url("/bad") });
    complete(bad);
    QVERIFY(!bad->result()->serverDate);
}

void TestHttp::callCanBeCancelledAtAnyTime()
{
    m_server->onStall("GET", "/");
    for (const bool isSent : { false, true }) {
        HttpCall *operation = call({ .url = m_server->url("/") });
        const QSignalSpy finished(operation, &base::Operation::finished);
        m_server->forgetRequests();
        operation->start();
        if (isSent)
            QTRY_COMPARE(m_server->requests().size(), 1);
        operation->cancel();
        QCOMPARE(finished.count(), 0);
        QTRY_COMPARE(finished.count(), 1);
        QCOMPARE(operation->result().error().kind, base::ErrorKind::Cancelled);
        QVERIFY(m_log->all().back().isDone());
    }
}

void TestHttp::callCanBeDeletedAtAnyTime()
{
    m_server->onStall("GET", "/");
    for (const bool isSent : { false, true }) {
        m_server->forgetRequests();
        HttpCall *operation = call({ .url = m_server->url("/") });
        operation->start();
        if (isSent)
            QTRY_COMPARE(m_server->requests().size(), 1);
        delete operation;
        QVERIFY(m_log->all().back().isDone());
    }
    m_server->on("GET", "/now", ServerAnswer{});
    HttpCall *operation = call({ .url = m_server->url("/now") });
    bool isSeen = false;
    connect(operation, &base::Operation::finished, this, [&] {
        isSeen = true;
        delete operation;
    });
    operation->start();
    QTRY_VERIFY(isSeen);
}

void TestHttp::callEndsWhenTheManagerGoes()
{
    m_server->onStall("GET", "/");
    HttpCall *operation = call({ .url = m_server->url("/") });
    const QSignalSpy finished(operation, &base::Operation::finished);
    operation->start();
    QTRY_COMPARE(m_server->requests().size(), 1);
    m_network.reset();
    QTRY_COMPARE(finished.count(), 1);
    QVERIFY(!operation->result());
    HttpCall *late = new HttpCall({ .url = m_server->url("/") }, nullptr, m_owner.get());
    complete(late);
    QVERIFY(!late->result());
}

void TestHttp::streamDeliversAsItArrives()
{
    std::shared_ptr<ServerReply> kept;
    m_server->onTalk("GET", "/", [&](const ServerRequest &, const std::shared_ptr<ServerReply> &reply) {
        kept = reply;
        reply->begin(200, { { "Content-Type", "text/event-stream" } });
    });
    HttpStream *operation = stream({ .url = m_server->url("/"), .limits = { .total = 0ms } });
    QStringList order;
    QByteArray data;
    connect(operation, &HttpStream::headersArrived, this, [&] {
        order += u"headers"_s;
        QCOMPARE(operation->status(), 200);
        QCOMPARE(operation->headers().mediaType(), "text/event-stream");
    });
    connect(operation, &HttpStream::dataArrived, this, [&](const QByteArray &bytes) {
        order += u"data"_s;
        data += bytes;
    });
    connect(operation, &base::Operation::finished, this, [&] { order += u"finished"_s; });
    operation->start();
    QTRY_COMPARE(order, QStringList{ u"headers"_s }); // before any byte of the body
    kept->write("data: 1\n\n");
    QTRY_COMPARE(data, "data: 1\n\n");
    QVERIFY(operation->isRunning());
    kept->write("data: 2\n\n");
    kept->finish();
    QTRY_VERIFY(operation->isFinished() && order.last() == u"finished"_s);
    QCOMPARE(data, "data: 1\n\ndata: 2\n\n");
    QCOMPARE(order.count(u"headers"_s), 1);
    QVERIFY(operation->result());
    QCOMPARE(operation->result()->status, 200);
}

void TestHttp::streamDeliversWhatCameBeforeTheBreak()
{
    m_server->onRaw("GET", "/", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart");
    HttpStream *operation = stream({ .url = m_server->url("/") });
    QByteArray data;
    connect(operation, &HttpStream::dataArrived, this, [&](const QByteArray &bytes) { data += bytes; });
    complete(operation);
    QVERIFY(!operation->result());
    QCOMPARE(operation->result().error().code, u"OA-010"_s);
    QCOMPARE(operation->status(), 200);
    QCOMPARE(data, "part");
    QCOMPARE(m_log->all().back().responseBody, "part");
    QVERIFY(!m_log->all().back().failure.isEmpty());
}

void TestHttp::streamStopsAtItsLimit()
{
    QTimer drip;
    m_server->onTalk("GET", "/", [&](const ServerRequest &, const std::shared_ptr<ServerReply> &reply) {
        reply->begin(200, {});
        connect(&drip, &QTimer::timeout, this, [reply] { reply->write(QByteArray(1000, 'x')); });
        drip.start(1ms);
    });
    HttpStream *operation = stream({ .url = m_server->url("/"), .limits = { .maxBytes = 20000 } });
    qsizetype size = 0;
    connect(
        operation, &HttpStream::dataArrived, this, [&](const QByteArray &bytes) { size += bytes.size(); });
    complete(operation);
    QCOMPARE(operation->result().error().code, u"OA-118"_s);
    QVERIFY(size > 0 && size <= 20000);
}

void TestHttp::streamRecordsABodyThatIsNoEventStream()
{
    m_server->on("POST", "/", test::jsonAnswer(R"({"access_token":"streamsecret","a":1})"));
    HttpStream *operation = stream({ .method = "POST",
        .url = m_server->url("/"),
        .headers = { { "Content-Type", "application/json" } },
        .body = "{}" });
    complete(operation);
    const Exchange &row = m_log->all().back();
    QVERIFY(row.responseBody.contains("\"a\":1"));
    QVERIFY(!row.responseBody.contains("streamsecret"));
    QCOMPARE(row.responseSize, 37);
}

void TestHttp::streamRecordsEvents()
{
    m_server->on("GET", "/",
        ServerAnswer{
            .headers = { { "Content-Type", "text/event-stream" } }, .body = "data: {}\n\ndata: {}\n\n" });
    HttpStream *operation = stream({ .url = m_server->url("/") });
    connect(operation, &HttpStream::dataArrived, this, [&] {
        operation->recordEvent(R"({"access_token":"eventsecret"})");
        operation->recordEvent("two");
    });
    complete(operation);
    const Exchange &row = m_log->all().back();
    QCOMPARE(row.events.size(), 2);
    QVERIFY(!row.events.first().text.contains("eventsecret"));
    QCOMPARE(row.events.last().text, "two");
    QCOMPARE(row.responseSize, 20);
    QVERIFY(row.responseBody.isEmpty());
}

void TestHttp::streamCanBeCancelledInItsOwnSignals()
{
    m_server->on("GET", "/", ServerAnswer{ .body = "abc" });
    for (const bool isEarly : { true, false }) {
        HttpStream *operation = stream({ .url = m_server->url("/") });
        if (isEarly)
            connect(operation, &HttpStream::headersArrived, operation, &base::Operation::cancel);
        else
            connect(operation, &HttpStream::dataArrived, operation, &base::Operation::cancel);
        complete(operation);
        QCOMPARE(operation->result().error().kind, base::ErrorKind::Cancelled);
        QVERIFY(m_log->all().back().isDone());
    }
}

void TestHttp::streamCanBeDeletedInItsOwnSignals()
{
    m_server->on("GET", "/", ServerAnswer{ .body = "abc" });
    m_server->onRaw("GET", "/cut", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
    for (const QByteArray &path : { QByteArray("/"), QByteArray("/cut") }) {
        for (const bool isEarly : { true, false }) {
            QPointer<HttpStream> operation = stream({ .url = m_server->url(path) });
            const auto kill = [&] { delete operation.data(); };
            if (isEarly)
                connect(operation, &HttpStream::headersArrived, this, kill);
            else
                connect(operation, &HttpStream::dataArrived, this, kill);
            operation->start();
            QTRY_VERIFY(!operation);
            QVERIFY(m_log->all().back().isDone());
        }
    }
}

void TestHttp::streamEndsWhenTheManagerGoes()
{
    m_server->onStall("GET", "/");
    HttpStream *operation = stream({ .url = m_server->url("/") });
    const QSignalSpy finished(operation, &base::Operation::finished);
    operation->start();
    QTRY_COMPARE(m_server->requests().size(), 1);
    m_network.reset();
    QTRY_COMPARE(finished.count(), 1);
    operation->recordEvent("late");
    QVERIFY(m_log->all().back().isDone());
}

void TestHttp::metadataFollowsTheSameOrigin()
{
    m_server->on("GET", "/a", test::redirectAnswer("b", 301));
    m_server->on("GET", "/b", test::redirectAnswer("/c?d", 308));
    m_server->on("GET", "/c", test::redirectAnswer(m_server->url("/e"), 302));
    m_server->on("GET", "/e", test::jsonAnswer("{}"));
    MetadataFetch *operation
        = new MetadataFetch({ .url = m_server->url("/a") }, m_network.get(), m_owner.get());
    complete(operation);
    QVERIFY(operation->result());
    QCOMPARE(operation->result()->body, "{}");
    QCOMPARE(operation->exchanges().size(), 4);
    QCOMPARE(m_server->requests().size(), 4);
}

void TestHttp::metadataFollowsNobodyElse_data()
{
    QTest::addColumn<QByteArray>("location");
    QTest::newRow("another port") << QByteArray("%other%/a");
    QTest::newRow("scheme-relative") << QByteArray("//127.0.0.2/a");
    QTest::newRow("file") << QByteArray("file:///etc/hostname");
    QTest::newRow("localhost") << QByteArray("http://localhost:%port%/a");
    QTest::newRow("user name") << QByteArray("http://127.0.0.1:%port%@127.0.0.2/a");
    QTest::newRow("https of the same") << QByteArray("https://127.0.0.1:%port%/a");
}

void TestHttp::metadataFollowsNobodyElse()
{
    QFETCH(QByteArray, location);
    ScriptedServer other;
    location.replace("%other%", other.origin()).replace("%port%", QByteArray::number(m_server->port()));
    m_server->on("GET", "/a", test::redirectAnswer(location));
    MetadataFetch *operation
        = new MetadataFetch({ .url = m_server->url("/a") }, m_network.get(), m_owner.get());
    complete(operation);
    QCOMPARE(operation->result().error().code, u"OA-104"_s);
    QCOMPARE(operation->result().error().exchange, operation->exchanges().last());
    QCOMPARE(m_server->requests().size(), 1);
    QCOMPARE(other.requests().size(), 0);
}

void TestHttp::metadataFollowsThreeTimesOnly()
{
    m_server->on("GET", "/a", test::redirectAnswer("/a"));
    MetadataFetch *operation
        = new MetadataFetch({ .url = m_server->url("/a") }, m_network.get(), m_owner.get());
    complete(operation);
    QCOMPARE(operation->result().error().code, u"OA-104"_s);
    QCOMPARE(m_server->requests().size(), 4);
}

void TestHttp::metadataCanBeCancelledBetweenHops()
{
    m_server->on("GET", "/a", test::redirectAnswer("/b"));
    m_server->onStall("GET", "/b");
    for (const bool isDeleted : { false, true }) {
        m_server->forgetRequests();
        QPointer<MetadataFetch> operation
            = new MetadataFetch({ .url = m_server->url("/a") }, m_network.get(), m_owner.get());
        const QSignalSpy finished(operation, &base::Operation::finished);
        operation->start();
        QTRY_COMPARE(m_server->count("GET", "/b"), 1);
        if (isDeleted) {
            delete operation.data();
        } else {
            operation->cancel();
            QTRY_COMPARE(finished.count(), 1);
            QCOMPARE(operation->result().error().kind, base::ErrorKind::Cancelled);
        }
        QVERIFY(m_log->all().back().isDone());
    }
}

QTEST_GUILESS_MAIN(TestHttp)
#include "test_http.moc"
