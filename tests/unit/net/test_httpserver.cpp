// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/httpserver.h"

#include "support/rawclient.h"

#include <QPointer>
#include <QSignalSpy>
#include <QTest>

using namespace authscope::net;
using authscope::test::RawClient;
using namespace std::chrono_literals;

class TestHttpServer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void answersAndKeepsTheConnection();
    void answersPipelinedRequestsInOrder();
    void answersByteByByte();
    void answersHeadWithoutABody();
    void streamsInChunks();
    void streamsToHttp10UntilTheEnd();
    void tellsWhenTheClientLeavesAStream();
    void isHarmlessAfterTheClientLeft();
    void answersForAForgottenReply();
    void cutsAForgottenStream();
    void sendsRawBytes();
    void dropsWithoutAnAnswer();
    void continuesAWaitingSender();
    void answersABadRequestAndCloses();
    void letsTheSenderOfALargeBodyReadTheAnswer();
    void endsASlowRequest();
    void endsAnIdleConnection();
    void dropsTheOldestIdleOfTooMany();
    void keepsABusyConnectionOverANewOne();
    void writesWhatWasAnsweredBeforeItCloses();
    void maySelfDestructInAHandler();
    void keepsForeignLineBreaksOutOfTheHead();
    void saysWhyItCannotListen();
    void bindsOnlyTheAddressGiven();

private:
    void serve(HttpServer::Handler handler) { m_server->setHandler(std::move(handler)); }
    static QByteArray get(const QByteArray &path, const QByteArray &more = {})
    {
        return "GET " + path + " HTTP/1.1\r\nHost: a\r\n" + more + "\r\n";
    }

    std::unique_ptr<HttpServer> m_server;
};

void TestHttpServer::init()
{
    m_server = std::make_unique<HttpServer>();
    serve([](const ServerRequest &request, const std::shared_ptr<ServerReply> &reply) {
        reply->send({ .status = 200, .body = request.method + ' ' + request.path + ' ' + request.body });
    });
    QVERIFY(m_server->listen(QHostAddress(QHostAddress::LocalHost), 0));
}

void TestHttpServer::answersAndKeepsTheConnection()
{
    RawClient client(m_server->port());
    client.write(get("/1"));
    QTRY_VERIFY(client.received.endsWith("GET /1 "));
    QVERIFY(client.received.startsWith("HTTP/1.1 200 OK\r\n"));
    QVERIFY(client.received.contains("\r\nDate: "));
    client.received.clear();
    client.write(get("/2", "Connection: close\r\n"));
    QTRY_VERIFY(client.received.endsWith("GET /2 "));
    QTRY_VERIFY(client.isGone());
}

void TestHttpServer::answersPipelinedRequestsInOrder()
{
    QList<std::shared_ptr<ServerReply>> waiting;
    serve([&](const ServerRequest &request, const std::shared_ptr<ServerReply> &reply) {
        if (request.path == "/slow")
            waiting.append(reply);
        else
            reply->send({ .body = request.path });
    });
    RawClient client(m_server->port());
    client.write(get("/slow") + get("/2") + get("/3"));
    QTRY_COMPARE(waiting.size(), 1);
    QVERIFY(client.received.isEmpty());
    waiting.takeFirst()->send({ .body = "/slow" });
    QTRY_COMPARE(client.received.count("HTTP/1.1 200"), 3);
    QVERIFY(client.received.indexOf("/slow") < client.received.indexOf("/2"));
    QVERIFY(client.received.indexOf("/2") < client.received.indexOf("/3"));
}

void TestHttpServer::answersByteByByte()
{
    RawClient client(m_server->port());
    QVERIFY(client.waitForConnected());
    client.setSocketOption(QAbstractSocket::LowDelayOption, 1);
    for (const char byte : QByteArray("POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nxy")) {
        client.write(&byte, 1);
        client.flush();
        QCoreApplication::processEvents();
    }
    QTRY_VERIFY(client.received.endsWith("POST /b xy"));
}

void TestHttpServer::answersHeadWithoutABody()
{
    RawClient client(m_server->port());
    client.write("HEAD /h HTTP/1.1\r\nHost: a\r\n\r\n" + get("/next"));
    QTRY_VERIFY(client.received.endsWith("GET /next "));
    QVERIFY(client.received.contains("Content-Length: 8\r\n")); // of the body that was not sent
    QVERIFY(!client.received.contains("HEAD /h"));
}

void TestHttpServer::streamsInChunks()
{
    serve([](const ServerRequest &, const std::shared_ptr<ServerReply> &reply) {
        reply->begin(200, { { "Content-Type", "text/event-stream" } });
        reply->write("data: 1\n\n");
        reply->write({});
        reply->write("data: 2\n\n");
        reply->finish();
    });
    RawClient client(m_server->port());
    client.write(get("/s") + get("/t"));
    QTRY_COMPARE(client.received.count("9\r\ndata: 1\n\n\r\n9\r\ndata: 2\n\n\r\n0\r\n\r\n"), 2);
    QVERIFY(client.received.contains("Transfer-Encoding: chunked\r\n"));
}

void TestHttpServer::streamsToHttp10UntilTheEnd()
{
    serve([](const ServerRequest &, const std::shared_ptr<ServerReply> &reply) {
        reply->begin(200, {});
        reply->write("piece");
        reply->finish();
    });
    RawClient client(m_server->port());
    client.write("GET / HTTP/1.0\r\n\r\n");
    QTRY_VERIFY(client.isGone());
    QVERIFY(client.received.endsWith("\r\n\r\npiece"));
    QVERIFY(!client.received.contains("chunked"));
}

void TestHttpServer::tellsWhenTheClientLeavesAStream()
{
    std::shared_ptr<ServerReply> kept;
    int left = 0;
    serve([&](const ServerRequest &, const std::shared_ptr<ServerReply> &reply) {
        kept = reply;
        connect(reply.get(), &ServerReply::left, this, [&] {
            ++left;
            kept.reset(); // in the middle of its own signal
        });
        reply->begin(200, {});
    });
    RawClient client(m_server->port());
    client.write(get("/"));
    QTRY_VERIFY(client.received.contains("200"));
    QVERIFY(kept->isOpen());
    client.abort();
    QTRY_COMPARE(left, 1);
    QVERIFY(!kept);
}

void TestHttpServer::isHarmlessAfterTheClientLeft()
{
    std::shared_ptr<ServerReply> kept;
    serve([&](const ServerRequest &, const std::shared_ptr<ServerReply> &reply) { kept = reply; });
    RawClient client(m_server->port());
    client.write(get("/"));
    QTRY_VERIFY(kept);
    client.abort();
    QTRY_VERIFY(!kept->isOpen());
    kept->send({});
    kept->begin(200, {});
    kept->write("late");
    kept->finish();
    kept->sendRaw("late");
    kept->drop();
    m_server.reset();
    kept->send({});
    kept.reset();
    QCoreApplication::processEvents();
}

void TestHttpServer::answersForAForgottenReply()
{
    serve([](const ServerRequest &, const std::shared_ptr<ServerReply> &) {});
    RawClient client(m_server->port());
    client.write(get("/"));
    QTRY_VERIFY(client.received.startsWith("HTTP/1.1 500"));
}

void TestHttpServer::cutsAForgottenStream()
{
    serve([](const ServerRequest &, const std::shared_ptr<ServerReply> &reply) {
        reply->begin(200, {});
        reply->write("half");
    });
    RawClient client(m_server->port());
    client.write(get("/"));
    QTRY_VERIFY(client.isGone());
    QVERIFY(client.received.endsWith("half\r\n"));
}

void TestHttpServer::sendsRawBytes()
{
    serve([](const ServerRequest &, const std::shared_ptr<ServerReply> &reply) {
        reply->sendRaw("not even ", false);
        reply->sendRaw("HTTP");
    });
    RawClient client(m_server->port());
    client.write(get("/"));
    QTRY_VERIFY(client.isGone());
    QCOMPARE(client.received, "not even HTTP");
}

void TestHttpServer::dropsWithoutAnAnswer()
{
    int left = 0;
    serve([&](const ServerRequest &, const std::shared_ptr<ServerReply> &reply) {
        connect(reply.get(), &ServerReply::left, this, [&] { ++left; });
        reply->drop();
    });
    RawClient client(m_server->port());
    client.write(get("/"));
    QTRY_VERIFY(client.isGone());
    QVERIFY(client.received.isEmpty());
    QCOMPARE(left, 0);
}

void TestHttpServer::continuesAWaitingSender()
{
    RawClient client(m_server->port());
    client.write("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    QTRY_COMPARE(client.received, "HTTP/1.1 100 Continue\r\n\r\n");
    client.write("ab");
    QTRY_VERIFY(client.received.endsWith("POST /p ab"));
}

void TestHttpServer::answersABadRequestAndCloses()
{
    RawClient client(m_server->port());
    client.write("GET / HTTP/1.1\nHost: a\n\n" + get("/next"));
    QTRY_VERIFY(client.isGone());
    QVERIFY(client.received.startsWith("HTTP/1.1 400 "));
    QCOMPARE(client.received.count("HTTP/1.1"), 1);
}

void TestHttpServer::letsTheSenderOfALargeBodyReadTheAnswer()
{
    RawClient client(m_server->port());
    client.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10485760\r\n\r\n");
    client.write(QByteArray(10 << 20, 'x'));
    QTRY_VERIFY(client.isGone());
    QVERIFY(client.received.startsWith("HTTP/1.1 413 "));
}

void TestHttpServer::endsASlowRequest()
{
    m_server->setLimits({ .requestTime = 500ms });
    RawClient client(m_server->port());
    client.write("GET / HT");
    QTRY_VERIFY(client.isGone());
    QVERIFY(client.received.startsWith("HTTP/1.1 408 "));
}

void TestHttpServer::endsAnIdleConnection()
{
    m_server->setLimits({ .requestTime = 500ms });
    RawClient client(m_server->port());
    client.write(get("/"));
    QTRY_VERIFY(client.isGone());
    QCOMPARE(client.received.count("HTTP/1.1"), 1);
}

void TestHttpServer::dropsTheOldestIdleOfTooMany()
{
    m_server->setLimits({ .maxConnections = 4 });
    std::vector<std::unique_ptr<RawClient>> idle;
    for (int i = 0; i < 4; ++i) {
        idle.push_back(std::make_unique<RawClient>(m_server->port()));
        QVERIFY(idle.back()->waitForConnected());
        QCoreApplication::processEvents();
    }
    RawClient client(m_server->port());
    client.write(get("/real"));
    QTRY_VERIFY(client.received.endsWith("/real "));
    QTRY_VERIFY(idle.front()->isGone());
    QVERIFY(!idle.back()->isGone());
}

void TestHttpServer::keepsABusyConnectionOverANewOne()
{
    m_server->setLimits({ .maxConnections = 1 });
    std::shared_ptr<ServerReply> kept;
    serve([&](const ServerRequest &, const std::shared_ptr<ServerReply> &reply) { kept = reply; });
    RawClient busy(m_server->port());
    busy.write(get("/"));
    QTRY_VERIFY(kept);
    RawClient second(m_server->port());
    second.write(get("/"));
    QTRY_VERIFY(second.isGone());
    kept->send({ .body = "still" });
    QTRY_VERIFY(busy.received.endsWith("still"));
}

void TestHttpServer::writesWhatWasAnsweredBeforeItCloses()
{
    const QByteArray large(4 << 20, 'z');
    serve([&](const ServerRequest &, const std::shared_ptr<ServerReply> &reply) {
        reply->send({ .body = large });
        m_server->close();
    });
    const quint16 port = m_server->port();
    RawClient client(port);
    client.write(get("/"));
    QTRY_VERIFY(client.isGone());
    QVERIFY(client.received.endsWith(large));
    QVERIFY(!m_server->isListening());
    HttpServer other;
    QVERIFY(other.listen(QHostAddress(QHostAddress::LocalHost), port));
}

void TestHttpServer::maySelfDestructInAHandler()
{
    QPointer<HttpServer> server = new HttpServer;
    QVERIFY(server->listen(QHostAddress(QHostAddress::LocalHost), 0));
    server->setHandler([&](const ServerRequest &, const std::shared_ptr<ServerReply> &reply) {
        reply->send({});
        server->deleteLater();
    });
    RawClient client(server->port());
    client.write(get("/"));
    QTRY_VERIFY(!server);
    QTRY_VERIFY(client.isGone());
}

void TestHttpServer::keepsForeignLineBreaksOutOfTheHead()
{
    serve([](const ServerRequest &, const std::shared_ptr<ServerReply> &reply) {
        reply->send({ .headers = { { "Location", "/a\r\nSet-Cookie: b" } } });
    });
    RawClient client(m_server->port());
    client.write(get("/"));
    QTRY_VERIFY(client.received.endsWith("\r\n\r\n"));
    QVERIFY(client.received.contains("Location: /a  Set-Cookie: b\r\n"));
}

void TestHttpServer::saysWhyItCannotListen()
{
    HttpServer second;
    const auto result = second.listen(QHostAddress(QHostAddress::LocalHost), m_server->port());
    QVERIFY(!result);
    QCOMPARE(result.error().code, QStringLiteral("OA-129"));
    QVERIFY(result.error().message.contains(QStringLiteral("used by another program")));
}

void TestHttpServer::bindsOnlyTheAddressGiven()
{
    QTcpSocket other;
    other.connectToHost(QHostAddress(QStringLiteral("127.0.0.2")), m_server->port());
    QVERIFY(!other.waitForConnected(2000));
    QCOMPARE(other.error(), QAbstractSocket::ConnectionRefusedError);

    HttpServer everywhere; // the same probe sees a server that listens everywhere
    QVERIFY(everywhere.listen(QHostAddress(QHostAddress::AnyIPv4), 0));
    other.connectToHost(QHostAddress(QStringLiteral("127.0.0.2")), everywhere.port());
    QVERIFY(other.waitForConnected(2000));
}

QTEST_GUILESS_MAIN(TestHttpServer)
#include "test_httpserver.moc"
