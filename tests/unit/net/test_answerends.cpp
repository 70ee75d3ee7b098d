// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/http.h"

#include "support/scriptedserver.h"

#include <QSignalSpy>
#include <QTest>

#include <atomic>

#include <arpa/inet.h>
#include <dlfcn.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace authscope;
using namespace authscope::net;
using namespace Qt::StringLiterals;

namespace {

/// How far the server has come when Qt's thread goes on after it has sent a request. A quick server and a
/// busy machine make each of them happen; Qt looks at the socket at once, and what it finds decides its way.
enum class Server { IsAsFastAsItIs, HasAnswered, HasAnsweredAndClosed };

std::atomic<short> waitFor = 0; ///< poll events
std::atomic<quint16> waitAt = 0; ///< the server's port

bool isRequestTo(int socket, quint16 port)
{
    sockaddr_in peer = {};
    socklen_t size = sizeof peer;
    return port != 0 && getpeername(socket, reinterpret_cast<sockaddr *>(&peer), &size) == 0
        && peer.sin_family == AF_INET && ntohs(peer.sin_port) == port;
}

void waitAfterRequest(int socket)
{
    const short events = waitFor;
    if (events == 0 || !isRequestTo(socket, waitAt))
        return;
    pollfd watched = { .fd = socket, .events = events, .revents = 0 };
    poll(&watched, 1, 5000);
}

/// One answer, asked for in both ways and met at all three times.
void rows(const QByteArray &name, const QByteArray &answer, bool isWhole)
{
    for (const char *method : { "GET", "POST" }) {
        const auto row = [&](const char *when, Server server) {
            QTest::addRow("%s %s%s", method, name.constData(), when)
                << answer << isWhole << server << QByteArray(method);
        };
        row("", Server::IsAsFastAsItIs);
        row(", there at once", Server::HasAnswered);
        row(", there and closed at once", Server::HasAnsweredAndClosed);
    }
}

} // namespace

// These stand before the ones of the C library, for Qt too: one of them is what it sends with.
extern "C" Q_DECL_EXPORT ssize_t write(int file, const void *bytes, size_t size)
{
    static const auto next = reinterpret_cast<decltype(&write)>(dlsym(RTLD_NEXT, "write"));
    const ssize_t written = next(file, bytes, size);
    waitAfterRequest(file);
    return written;
}

extern "C" Q_DECL_EXPORT ssize_t send(int socket, const void *bytes, size_t size, int flags)
{
    static const auto next = reinterpret_cast<decltype(&send)>(dlsym(RTLD_NEXT, "send"));
    const ssize_t sent = next(socket, bytes, size, flags);
    waitAfterRequest(socket);
    return sent;
}

/// When an answer is whole is decided by what arrived of it, RFC 9112 §6.3, and by nothing else.
class TestAnswerEnds : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void tellsACutAnswerFromAWholeOne_data();
    void tellsACutAnswerFromAWholeOne();
    void tellsACutStreamFromAWholeOne_data();
    void tellsACutStreamFromAWholeOne();
    void countsHowOftenAGetWentOut();
    void plainManagerTakesACutBodyForAWholeOne();

private:
    Request prepare();

    base::Redactor m_redactor;
    base::SystemClock m_clock;
    std::unique_ptr<ExchangeLog> m_log;
    std::unique_ptr<StrictNetworkAccessManager> m_network;
    test::ScriptedServer m_server; ///< one for all rows: a port of its own for each would be many
};

void TestAnswerEnds::init()
{
    m_network.reset();
    m_log = std::make_unique<ExchangeLog>(&m_redactor, &m_clock);
    m_network = std::make_unique<StrictNetworkAccessManager>(m_log.get());
    m_server.forgetRequests();
}

void TestAnswerEnds::cleanup()
{
    waitFor = 0;
    waitAt = 0;
}

/// The server answers as the row says, and the request is what it is asked.
Request TestAnswerEnds::prepare()
{
    QFETCH(QByteArray, answer);
    QFETCH(Server, server);
    QFETCH(QByteArray, method);
    m_server.onRaw("*", "/", answer);
    waitAt = m_server.port();
    waitFor = server == Server::IsAsFastAsItIs ? 0 : server == Server::HasAnswered ? POLLIN : POLLRDHUP;
    Request request{ .purpose = u"Try"_s, .method = method, .url = m_server.url("/") };
    if (method == "POST") {
        request.headers.append("Content-Type", "application/json");
        request.body = "{}";
    }
    return request;
}

void TestAnswerEnds::tellsACutAnswerFromAWholeOne_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<bool>("isWhole");
    QTest::addColumn<Server>("server");
    QTest::addColumn<QByteArray>("method");
    const QByteArray chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    rows("length, whole", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", true);
    rows("length, cut", "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{}", false);
    rows("length, cut before the body", "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n", false);
    rows("two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 20\r\nContent-Length: 2\r\n\r\n{}", false);
    rows(
        "the same length twice", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}", true);
    rows("no length", "HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\n{}", false);
    rows("chunked, whole", chunked + "2\r\n{}\r\n0\r\n\r\n", true);
    rows("chunked, cut", chunked + "2\r\n{}\r\n", false);
    rows("chunked, cut in a chunk", chunked + "20\r\n{}", false);
    rows("chunked, cut in a size", chunked + "2", false);
    rows("chunked, cut before the body", chunked, false);
    rows("until the end", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}", true);
    rows("until the end, nothing", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", true);
    rows("until the end, HTTP/1.0", "HTTP/1.0 200 OK\r\nServer: a\r\n\r\n{}", true);
    rows("204", "HTTP/1.1 204 No Content\r\n\r\n", true);
    rows("304 with the length of another", "HTTP/1.1 304 Not Modified\r\nContent-Length: 20\r\n\r\n", true);
    for (const char *status : { "302", "307", "308", "401", "404", "500" }) {
        const QByteArray head = QByteArray("HTTP/1.1 ") + status + " No\r\nLocation: /else\r\n";
        const QByteArray chunks = head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n";
        rows(QByteArray(status) + ", whole", head + "Content-Length: 2\r\n\r\n{}", true);
        rows(QByteArray(status) + ", cut", head + "Content-Length: 20\r\n\r\n{}", false);
        rows(QByteArray(status) + ", chunked, whole", chunks + "0\r\n\r\n", true);
        rows(QByteArray(status) + ", chunked, cut", chunks, false);
        rows(QByteArray(status) + ", until the end", head + "Connection: close\r\n\r\n{}", true);
    }
    rows("head only", "HTTP/1.1 200 OK\r\n", false);
    rows("head of some fields only", "HTTP/1.1 200 OK\r\nConnection: close\r\n", false);
    rows("head of half a field", "HTTP/1.1 200 OK\r\nConnection: close\r\nX-A", false);
    rows("no HTTP", "SSH-2.0-OpenSSH\r\n", false);
    rows("nothing", "", false);
}

void TestAnswerEnds::tellsACutAnswerFromAWholeOne()
{
    QFETCH(QByteArray, answer);
    QFETCH(bool, isWhole);
    HttpCall call(prepare(), m_network.get(), nullptr);
    QSignalSpy finished(&call, &base::Operation::finished);
    call.start();
    QVERIFY(finished.wait(20000));
    QCOMPARE(call.result().has_value(), isWhole);
    const Exchange &row = m_log->all().back();
    QCOMPARE(row.failure.isEmpty(), isWhole);
    if (isWhole) {
        QCOMPARE(call.result()->status, row.status);
        QCOMPARE(call.result()->body, answer.contains("{}") ? "{}" : "");
        QCOMPARE(row.responseSize, call.result()->body.size());
    } else {
        QCOMPARE(call.result().error().code, u"OA-010"_s);
        const QString why = row.failure.section(u"; it was sent "_s, 0, 0);
        QVERIFY2(call.result().error().message.contains(why), qUtf8Printable(row.failure));
        QCOMPARE(row.failure.contains(u"times"_s), row.timesSent > 1);
    }
    QCOMPARE(row.timesSent, m_server.requests().size());
    QVERIFY(m_server.count("POST", "/") <= 1);
}

void TestAnswerEnds::tellsACutStreamFromAWholeOne_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<bool>("isWhole");
    QTest::addColumn<Server>("server");
    QTest::addColumn<QByteArray>("method");
    const QByteArray head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";
    rows("length, whole", head + "Content-Length: 2\r\n\r\n{}", true);
    rows("length, cut", head + "Content-Length: 20\r\n\r\n{}", false);
    rows("chunked, whole", head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", true);
    rows("chunked, cut", head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", false);
    rows("until the end", head + "\r\n{}", true);
    rows("401, whole", "HTTP/1.1 401 No\r\nContent-Length: 2\r\n\r\n{}", true);
    rows("401, cut", "HTTP/1.1 401 No\r\nContent-Length: 20\r\n\r\n{}", false);
}

void TestAnswerEnds::tellsACutStreamFromAWholeOne()
{
    QFETCH(QByteArray, answer);
    QFETCH(bool, isWhole);
    HttpStream stream(prepare(), m_network.get(), nullptr);
    QByteArray read;
    connect(&stream, &HttpStream::dataArrived, this, [&](const QByteArray &bytes) { read += bytes; });
    QSignalSpy finished(&stream, &base::Operation::finished);
    stream.start();
    QVERIFY(finished.wait(20000));
    QCOMPARE(stream.result().has_value(), isWhole);
    QCOMPARE(m_log->all().back().failure.isEmpty(), isWhole);
    if (isWhole)
        QCOMPARE(read, answer.contains("{}") ? "{}" : "");
    QVERIFY(m_server.count("POST", "/") <= 1);
}

void TestAnswerEnds::countsHowOftenAGetWentOut()
{
    m_server.onDrop("GET", "/drop");
    HttpCall call({ .url = m_server.url("/drop") }, m_network.get(), nullptr);
    QSignalSpy finished(&call, &base::Operation::finished);
    call.start();
    QVERIFY(finished.wait(20000));
    QVERIFY(!call.result());
    const Exchange &row = m_log->all().back();
    QCOMPARE(row.timesSent, m_server.requests().size());
    QVERIFY(row.timesSent > 1);
    QVERIFY2(row.failure.endsWith(u"it was sent %1 times"_s.arg(row.timesSent)), qUtf8Printable(row.failure));
}

void TestAnswerEnds::plainManagerTakesACutBodyForAWholeOne()
{
    if (QLatin1StringView(qVersion()) >= "6.5"_L1)
        QSKIP("Seen in Qt 6.4 only.");
    m_server.onRaw("*", "/", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n{}");
    QNetworkAccessManager plain;
    waitAt = m_server.port();
    waitFor = POLLRDHUP;
    const std::unique_ptr<QNetworkReply> reply(
        plain.get(QNetworkRequest(QUrl::fromEncoded(m_server.url("/")))));
    QSignalSpy finished(reply.get(), &QNetworkReply::finished);
    QVERIFY(finished.wait(20000));
    QCOMPARE(reply->error(), QNetworkReply::NoError);
    QCOMPARE(reply->readAll(), "{}");
    QTRY_COMPARE(m_server.count("GET", "/"), 2); // and asks again, for nobody
}

QTEST_GUILESS_MAIN(TestAnswerEnds)
#include "test_answerends.moc"
