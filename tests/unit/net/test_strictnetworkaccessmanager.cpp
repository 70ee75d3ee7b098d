// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/strictnetworkaccessmanager.h"

#include "support/scriptedserver.h"

#include <QAuthenticator>
#include <QBuffer>
#include <QSignalSpy>
#include <QTemporaryFile>
#include <QTest>

using namespace authscope;
using namespace authscope::net;
using authscope::test::ScriptedServer;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

using ReplyPtr = std::unique_ptr<QNetworkReply>;

QUrl urlOf(const QByteArray &text)
{
    return QUrl::fromEncoded(text, QUrl::StrictMode);
}

} // namespace

/// Every claim is tried with a plain manager too, where Qt 6.4 fails it: a probe that cannot fail proves
/// nothing.
class TestStrictNetworkAccessManager : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();

    void followsNoRedirect_data();
    void followsNoRedirect();
    void plainManagerFollowsRedirectsWithTheToken();
    void keepsNoCookie();
    void plainManagerCarriesCookiesToAnotherPort();
    void answersNoBasicChallenge();
    void plainManagerRepeatsTheRequestWithAPassword();
    void sendsABodyOnce_data();
    void sendsABodyOnce();
    void plainManagerSendsABodyTwice();
    void usesAFreshConnectionWhenAnIdleOneWasClosed();
    void refusesUnsafeHeaderValues_data();
    void refusesUnsafeHeaderValues();
    void plainManagerSendsHeadersInsideAHeader();
    void refusesOtherPlaces_data();
    void refusesOtherPlaces();
    void plainManagerReadsFilesAndData();
    void refusesABodyThatIsNotThereYet();
    void namesItself();
    void stopsALargeAnswer();
    void plainManagerTakesALargeAnswer();
    void stopsASilentServer();
    void stopsADrippingServer();
    void stopsEndlessHeaders();
    void plainManagerWaitsForADrippingServer();
    void asksTheServerEveryTime();
    void namesHostAndPortInErrors();
    void tellsThatEncryptionFailed();
    void recordsWhatAnybodySends();
    void recordsTheBodyBeforeOthersReadIt();
    void endsTheRecordWhenTheReplyIsDeleted();

private:
    static void finish(QNetworkReply *reply)
    {
        QTRY_VERIFY_WITH_TIMEOUT(reply->isFinished(), 10000);
        QCoreApplication::processEvents();
    }
    ReplyPtr get(QNetworkAccessManager &network, const QByteArray &url)
    {
        return ReplyPtr(network.get(QNetworkRequest(urlOf(url))));
    }
    static void setLimits(QNetworkRequest &request, qint64 bytes, int idle, int total)
    {
        request.setAttribute(QNetworkRequest::Attribute(StrictNetworkAccessManager::MaxBytes), bytes);
        request.setAttribute(QNetworkRequest::Attribute(StrictNetworkAccessManager::IdleMs), idle);
        request.setAttribute(QNetworkRequest::Attribute(StrictNetworkAccessManager::TotalMs), total);
    }

    base::Redactor m_redactor;
    base::SystemClock m_clock;
    std::unique_ptr<ExchangeLog> m_log;
    std::unique_ptr<StrictNetworkAccessManager> m_network;
    std::unique_ptr<ScriptedServer> m_server;
};

void TestStrictNetworkAccessManager::init()
{
    m_network.reset();
    m_log = std::make_unique<ExchangeLog>(&m_redactor, &m_clock);
    m_network = std::make_unique<StrictNetworkAccessManager>(m_log.get());
    m_server = std::make_unique<ScriptedServer>();
}

void TestStrictNetworkAccessManager::followsNoRedirect_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<int>("status");
    for (const char *method : { "GET", "POST" }) {
        for (const int status : { 301, 302, 303, 307, 308 }) {
            const bool isTheft = qstrcmp(method, "POST") == 0 && status == 307;
            QTest::addRow("%s%s %d",
                isTheft             ? "T086 "
                    : status == 302 ? "T154 "
                                    : "",
                method, status)
                << QByteArray(method) << status;
        }
    }
}

void TestStrictNetworkAccessManager::followsNoRedirect()
{
    QFETCH(QByteArray, method);
    QFETCH(int, status);
    ScriptedServer thief;
    m_server->on("*", "/token", test::redirectAnswer(thief.url("/steal"), status));
    QNetworkRequest request(urlOf(m_server->url("/token")));
    request.setRawHeader("Authorization", "Bearer abc");
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/x-www-form-urlencoded"_s);
    const ReplyPtr reply(
        method == "GET" ? m_network->get(request) : m_network->post(request, "code=123456789"));
    finish(reply.get());
    QCOMPARE(reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), status);
    QCOMPARE(reply->rawHeader("Location"), thief.url("/steal"));
    QVERIFY(StrictNetworkAccessManager::isAnswered(reply.get()));
    QCOMPARE(m_server->requests().size(), 1);
    QCOMPARE(thief.requests().size(), 0);
}

void TestStrictNetworkAccessManager::plainManagerFollowsRedirectsWithTheToken()
{
    QNetworkAccessManager plain;
    ScriptedServer thief;
    m_server->on("*", "/token", test::redirectAnswer(thief.url("/steal"), 307));
    QNetworkRequest request(urlOf(m_server->url("/token")));
    request.setRawHeader("Authorization", "Bearer abc");
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/x-www-form-urlencoded"_s);
    const ReplyPtr reply(plain.post(request, "code=123456789"));
    finish(reply.get());
    QCOMPARE(thief.requests().size(), 1);
    QCOMPARE(thief.requests().first().headers.value("Authorization"), "Bearer abc");
    QCOMPARE(thief.requests().first().body, "code=123456789");
}

void TestStrictNetworkAccessManager::keepsNoCookie()
{
    m_server->on("GET", "/", { .headers = { { "Set-Cookie", "a=b; Path=/" } } });
    finish(get(*m_network, m_server->url("/")).get());
    finish(get(*m_network, m_server->url("/")).get());
    QCOMPARE(m_server->requests().size(), 2);
    QVERIFY(!m_server->requests().last().headers.contains("Cookie"));
}

void TestStrictNetworkAccessManager::plainManagerCarriesCookiesToAnotherPort()
{
    QNetworkAccessManager plain;
    ScriptedServer other;
    m_server->on("GET", "/", { .headers = { { "Set-Cookie", "a=b; Path=/" } } });
    finish(get(plain, m_server->url("/")).get());
    finish(get(plain, other.url("/")).get());
    QCOMPARE(other.requests().first().headers.value("Cookie"), "a=b");
}

void TestStrictNetworkAccessManager::answersNoBasicChallenge()
{
    m_server->on("*", "/",
        { .status = 401, .headers = { { "WWW-Authenticate", "Basic realm=\"a\"" } }, .body = "no" });
    const ReplyPtr reply = get(*m_network, m_server->url("/"));
    finish(reply.get());
    QCOMPARE(reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), 401);
    QVERIFY(StrictNetworkAccessManager::isAnswered(reply.get()));
    QCOMPARE(reply->readAll(), "no");
    QUrl withPassword = urlOf(m_server->url("/"));
    withPassword.setUserName(u"me"_s);
    withPassword.setPassword(u"secret"_s);
    const ReplyPtr refused(m_network->get(QNetworkRequest(withPassword)));
    finish(refused.get());
    QVERIFY(StrictNetworkAccessManager::wasStopped(refused.get()));
    QCOMPARE(m_server->requests().size(), 1);
}

void TestStrictNetworkAccessManager::plainManagerRepeatsTheRequestWithAPassword()
{
    QNetworkAccessManager plain;
    m_server->on("*", "/", { .status = 401, .headers = { { "WWW-Authenticate", "Basic realm=\"a\"" } } });
    QUrl withPassword = urlOf(m_server->url("/"));
    withPassword.setUserName(u"me"_s);
    withPassword.setPassword(u"secret"_s);
    const ReplyPtr reply(plain.get(QNetworkRequest(withPassword)));
    finish(reply.get());
    QVERIFY(m_server->requests().size() > 1);
    QVERIFY(m_server->requests().last().headers.contains("Authorization"));
}

void TestStrictNetworkAccessManager::sendsABodyOnce_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("POST") << QByteArray("POST") << QByteArray("refresh_token=123456");
    QTest::newRow("POST of 70 kB") << QByteArray("POST") << QByteArray(70000, 'x');
    QTest::newRow("POST of nothing") << QByteArray("POST") << QByteArray();
    QTest::newRow("PUT") << QByteArray("PUT") << QByteArray("{}");
}

void TestStrictNetworkAccessManager::sendsABodyOnce()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, body);
    m_server->onDrop("*", "/token");
    m_server->on("GET", "/warm", net::ServerAnswer{});
    for (const bool isReused : { false, true }) {
        m_server->forgetRequests();
        if (isReused)
            finish(get(*m_network, m_server->url("/warm")).get());
        QNetworkRequest request(urlOf(m_server->url("/token")));
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
        const ReplyPtr reply(
            method == "PUT" ? m_network->put(request, body) : m_network->post(request, body));
        finish(reply.get());
        QVERIFY(!StrictNetworkAccessManager::isAnswered(reply.get()));
        QCOMPARE(networkError(reply.get(), u"Code for tokens"_s).code, u"OA-010"_s);
        QCOMPARE(m_server->count(method, "/token"), 1);
        QCOMPARE(m_server->requests(method, "/token").first().body, body);
    }
}

void TestStrictNetworkAccessManager::plainManagerSendsABodyTwice()
{
    QNetworkAccessManager plain;
    m_server->onDrop("POST", "/token");
    QNetworkRequest request(urlOf(m_server->url("/token")));
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    const ReplyPtr reply(plain.post(request, "refresh_token=123456"));
    finish(reply.get());
    if (QLatin1StringView(qVersion()) < "6.9"_L1)
        QVERIFY(m_server->count("POST", "/token") > 1);
}

void TestStrictNetworkAccessManager::usesAFreshConnectionWhenAnIdleOneWasClosed()
{
    m_server->server()->setLimits({ .requestTime = 30ms });
    m_server->on("*", "/", net::ServerAnswer{ .body = "ok" });
    finish(get(*m_network, m_server->url("/")).get());
    QTRY_COMPARE(m_server->server()->connections(), 0);
    m_server->server()->setLimits({});
    ScriptedServer other; // a turn of Qt's thread, in which it learns of that
    finish(get(*m_network, other.url("/")).get());
    const ReplyPtr reply(m_network->post(QNetworkRequest(urlOf(m_server->url("/"))), QByteArray("{}")));
    finish(reply.get());
    QCOMPARE(reply->readAll(), "ok");
    QCOMPARE(m_server->count("POST", "/"), 1);
}

void TestStrictNetworkAccessManager::refusesUnsafeHeaderValues_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("code");
    const auto row = [](const char *rowName, const char *name, const QByteArray &value, const QString &code) {
        QTest::newRow(rowName) << QByteArray(name) << value << code;
    };
    row("T093 line break in a token", "Authorization", "Bearer a\r\nX-Injected: 1", u"OA-193"_s);
    row("T093 LF in a token", "authorization", "Bearer a\nX: 1", u"OA-193"_s);
    row("T093 NUL in a token", "Authorization", QByteArray("Bearer a\0b", 10), u"OA-193"_s);
    row("T093 blank in a token", "Authorization", "Bearer a b", u"OA-193"_s);
    row("T093 token beyond ASCII", "Authorization", "Bearer \xc3\xa9", u"OA-193"_s);
    row("T093 empty token", "Authorization", "Bearer ", u"OA-193"_s);
    row("T093 quote in a DPoP token", "Authorization", "DPoP a\"b", u"OA-193"_s);
    row("line break elsewhere", "MCP-Session-Id", "a\r\nX: 1", u"OA-015"_s);
    row("tab", "X-Any", "a\tb", u"OA-015"_s);
    row("beyond ASCII", "X-Any", "\xc3\xa9", u"OA-015"_s);
    row("name with a line break", "X\r\nY", "a", u"OA-015"_s);
}

void TestStrictNetworkAccessManager::refusesUnsafeHeaderValues()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    QNetworkRequest request(urlOf(m_server->url("/")));
    request.setRawHeader(name, value);
    const ReplyPtr reply(m_network->get(request));
    QVERIFY(!reply->isFinished());
    const QSignalSpy spy(reply.get(), &QNetworkReply::finished);
    finish(reply.get());
    QCOMPARE(spy.count(), 1);
    QTEST(StrictNetworkAccessManager::stoppedBy(reply.get()).code, "code");
    QTEST(networkError(reply.get(), {}).code, "code");
    QVERIFY(!StrictNetworkAccessManager::isAnswered(reply.get()));
    QVERIFY(!reply->errorString().contains(u"Injected"_s));
    QCOMPARE(m_server->requests().size(), 0);
    QCOMPARE(m_log->count(), 0);
}

void TestStrictNetworkAccessManager::plainManagerSendsHeadersInsideAHeader()
{
    if (QLatin1StringView(qVersion()) >= "6.8"_L1)
        QSKIP("Later versions of Qt refuse such values themselves.");
    QNetworkAccessManager plain;
    QNetworkRequest request(urlOf(m_server->url("/")));
    request.setRawHeader("Authorization", "Bearer a\r\nX-Injected: 1");
    finish(ReplyPtr(plain.get(request)).get());
    QCOMPARE(m_server->requests().first().headers.value("X-Injected"), "1");
}

void TestStrictNetworkAccessManager::refusesOtherPlaces_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::newRow("file") << QByteArray("file:///etc/hostname");
    QTest::newRow("data") << QByteArray("data:text/plain,abc");
    QTest::newRow("qrc") << QByteArray("qrc:/a");
    QTest::newRow("ftp") << QByteArray("ftp://127.0.0.1/");
    QTest::newRow("plain http elsewhere") << QByteArray("http://127.0.0.2/");
    QTest::newRow("user name") << QByteArray("http://a@127.0.0.1/");
    QTest::newRow("fragment") << QByteArray("http://127.0.0.1/#a");
    QTest::newRow("nothing") << QByteArray();
}

void TestStrictNetworkAccessManager::refusesOtherPlaces()
{
    QFETCH(QByteArray, url);
    const ReplyPtr reply = get(*m_network, url);
    QVERIFY(!reply->isFinished());
    finish(reply.get());
    QVERIFY(StrictNetworkAccessManager::wasStopped(reply.get()));
    QVERIFY(!StrictNetworkAccessManager::stoppedBy(reply.get()).code.isEmpty());
    QVERIFY(reply->readAll().isEmpty());
}

void TestStrictNetworkAccessManager::plainManagerReadsFilesAndData()
{
    QNetworkAccessManager plain;
    QTemporaryFile file;
    QVERIFY(file.open());
    file.write("secret");
    file.close();
    const ReplyPtr fromFile(plain.get(QNetworkRequest(QUrl::fromLocalFile(file.fileName()))));
    finish(fromFile.get());
    QCOMPARE(fromFile->readAll(), "secret");
    const ReplyPtr fromData = get(plain, "data:text/plain,abc");
    finish(fromData.get());
    QCOMPARE(fromData->readAll(), "abc");
}

void TestStrictNetworkAccessManager::refusesABodyThatIsNotThereYet()
{
    class Endless : public QIODevice {
    public:
        bool isSequential() const override { return true; }
        qint64 readData(char *, qint64) override { return 0; }
        qint64 writeData(const char *, qint64) override { return -1; }
    } body;
    QVERIFY(body.open(QIODevice::ReadOnly));
    QNetworkRequest request(urlOf(m_server->url("/")));
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"text/plain"_s);
    const ReplyPtr reply(m_network->post(request, &body));
    finish(reply.get());
    QCOMPARE(StrictNetworkAccessManager::stoppedBy(reply.get()).code, u"OA-002"_s);
    QCOMPARE(m_server->requests().size(), 0);
}

void TestStrictNetworkAccessManager::namesItself()
{
    finish(get(*m_network, m_server->url("/")).get());
    QNetworkRequest other(urlOf(m_server->url("/")));
    other.setRawHeader("User-Agent", "other");
    other.setRawHeader("Accept-Encoding", "gzip");
    finish(ReplyPtr(m_network->get(other)).get());
    const auto &first = m_server->requests().first().headers;
    QCOMPARE(first.value("User-Agent"), "Authscope/" AUTHSCOPE_VERSION);
    QCOMPARE(first.value("Accept-Encoding"), "identity");
    QCOMPARE(m_server->requests().last().headers.value("User-Agent"), "other");
    QCOMPARE(m_server->requests().last().headers.value("Accept-Encoding"), "gzip");
}

void TestStrictNetworkAccessManager::stopsALargeAnswer()
{
    std::shared_ptr<ServerReply> kept;
    m_server->onTalk("GET", "/", [&](const ServerRequest &, const std::shared_ptr<ServerReply> &reply) {
        kept = reply; // never finishes: only the limit can end it
        reply->begin(200, {});
        reply->write(QByteArray(200000, 'x'));
    });
    QNetworkRequest request(urlOf(m_server->url("/")));
    setLimits(request, 100000, 0, 0);
    const ReplyPtr reply(m_network->get(request));
    finish(reply.get());
    const base::Error error = networkError(reply.get(), {});
    QCOMPARE(error.code, u"OA-118"_s);
    QCOMPARE(error.exchange, m_log->all().back().id);
    QVERIFY(m_log->all().back().failure.contains(u"larger than 100000 bytes"_s));
    QVERIFY(!m_log->all().back().responseBody.isEmpty());
    QVERIFY(kept);
    QTRY_VERIFY(!kept->isOpen());
}

void TestStrictNetworkAccessManager::plainManagerTakesALargeAnswer()
{
    QNetworkAccessManager plain;
    m_server->on("GET", "/", net::ServerAnswer{ .body = QByteArray(5000000, 'x') });
    const ReplyPtr reply = get(plain, m_server->url("/"));
    finish(reply.get());
    QCOMPARE(reply->bytesAvailable(), 5000000);
}

void TestStrictNetworkAccessManager::stopsASilentServer()
{
    m_server->onStall("GET", "/");
    QNetworkRequest request(urlOf(m_server->url("/")));
    setLimits(request, 0, 60, 0);
    const ReplyPtr reply(m_network->get(request));
    finish(reply.get());
    QCOMPARE(networkError(reply.get(), {}).code, u"OA-011"_s);
    QVERIFY(networkError(reply.get(), {}).message.contains(u"sent nothing for 0.06 s"_s));
}

void TestStrictNetworkAccessManager::stopsADrippingServer()
{
    QTimer drip;
    m_server->onTalk("GET", "/", [&](const ServerRequest &, const std::shared_ptr<ServerReply> &reply) {
        reply->begin(200, {});
        connect(&drip, &QTimer::timeout, this, [reply] { reply->write("."); });
        drip.start(10ms);
    });
    QNetworkRequest request(urlOf(m_server->url("/")));
    setLimits(request, 0, 5000, 1000);
    const ReplyPtr reply(m_network->get(request));
    finish(reply.get());
    QCOMPARE(networkError(reply.get(), {}).code, u"OA-011"_s);
    QVERIFY(networkError(reply.get(), {}).message.contains(u"not complete after 1 s"_s));
    QVERIFY(m_log->all().back().responseBody.startsWith("...."));
}

void TestStrictNetworkAccessManager::stopsEndlessHeaders()
{
    std::shared_ptr<ServerReply> kept;
    QTimer drip;
    m_server->onTalk("GET", "/", [&](const ServerRequest &, const std::shared_ptr<ServerReply> &reply) {
        kept = reply;
        reply->sendRaw("HTTP/1.1 200 OK\r\n", false);
        connect(&drip, &QTimer::timeout, this,
            [reply] { reply->sendRaw("X: " + QByteArray(1000, 'y') + "\r\n", false); });
        drip.start(1ms);
    });
    QNetworkRequest request(urlOf(m_server->url("/")));
    setLimits(request, 1000, 0, 1000);
    const ReplyPtr reply(m_network->get(request));
    finish(reply.get());
    QCOMPARE(networkError(reply.get(), {}).code, u"OA-011"_s);
    QVERIFY(kept);
    QTRY_VERIFY(!kept->isOpen());
}

void TestStrictNetworkAccessManager::plainManagerWaitsForADrippingServer()
{
    QNetworkAccessManager plain;
    QTimer drip;
    int drops = 0;
    m_server->onTalk("GET", "/", [&](const ServerRequest &, const std::shared_ptr<ServerReply> &reply) {
        reply->begin(200, {});
        connect(&drip, &QTimer::timeout, this, [&, reply] {
            ++drops;
            reply->write(".");
        });
        drip.start(10ms);
    });
    QNetworkRequest request(urlOf(m_server->url("/")));
    request.setTransferTimeout(1000); // starts again with every byte
    const ReplyPtr reply(plain.get(request));
    QTRY_VERIFY_WITH_TIMEOUT(drops > 150, 20000);
    QVERIFY(!reply->isFinished());
}

void TestStrictNetworkAccessManager::asksTheServerEveryTime()
{
    m_server->on("GET", "/", { .headers = { { "Cache-Control", "max-age=3600" } }, .body = "a" });
    finish(get(*m_network, m_server->url("/")).get());
    finish(get(*m_network, m_server->url("/")).get());
    QCOMPARE(m_server->count("GET", "/"), 2);
}

void TestStrictNetworkAccessManager::namesHostAndPortInErrors()
{
    const quint16 port = m_server->port();
    const QByteArray url = m_server->url("/secret?code=abcdefgh");
    m_server->shutDown();
    const ReplyPtr refused = get(*m_network, url);
    finish(refused.get());
    const base::Error error = networkError(refused.get(), u"Keys"_s);
    QCOMPARE(error.code, u"OA-010"_s);
    QCOMPARE(error.kind, base::ErrorKind::Network);
    QCOMPARE(
        error.message, u"Keys: no usable answer from 127.0.0.1:%1; the connection was refused."_s.arg(port));
    const ReplyPtr unknown = get(*m_network, "https://no-such-host.invalid/");
    finish(unknown.get());
    QVERIFY(networkError(unknown.get(), {}).message.contains(u"no-such-host.invalid:443"_s));
}

void TestStrictNetworkAccessManager::tellsThatEncryptionFailed()
{
    const QByteArray port = QByteArray::number(m_server->port()); // which speaks no TLS
    const ReplyPtr reply = get(*m_network, "https://127.0.0.1:" + port + '/');
    finish(reply.get());
    QCOMPARE(networkError(reply.get(), {}).code, u"OA-012"_s);
    QVERIFY(networkError(reply.get(), {}).message.contains(u"encrypted connection could not be"_s));
    QCOMPARE(m_server->requests().size(), 0);
}

void TestStrictNetworkAccessManager::recordsWhatAnybodySends()
{
    m_server->on("POST", "/token", test::jsonAnswer(R"({"access_token":"tokentoken"})"));
    QNetworkRequest request(urlOf(m_server->url("/token?code=querysecret")));
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/x-www-form-urlencoded"_s);
    request.setAttribute(QNetworkRequest::Attribute(StrictNetworkAccessManager::Connection), u"c1"_s);
    request.setAttribute(QNetworkRequest::Attribute(StrictNetworkAccessManager::Purpose), u"Sign-in"_s);
    const ReplyPtr reply(m_network->post(request, QByteArray("code=bodysecret&a=b")));
    QCOMPARE(m_log->count(), 1);
    QVERIFY(!m_log->all().back().isDone());
    finish(reply.get());
    const Exchange &row = m_log->all().back();
    QCOMPARE(StrictNetworkAccessManager::exchangeOf(reply.get()), row.id);
    QCOMPARE(row.connection, u"c1"_s);
    QCOMPARE(row.purpose, u"Sign-in"_s);
    QCOMPARE(row.method, "POST");
    QCOMPARE(row.status, 200);
    QVERIFY(row.isDone() && row.firstByte && row.failure.isEmpty());
    QCOMPARE(row.requestSize, 19);
    QCOMPARE(row.requestHeaders.value("User-Agent"), "Authscope/" AUTHSCOPE_VERSION);
    QCOMPARE(row.responseHeaders.mediaType(), "application/json");
    const QByteArray all = row.url + row.requestBody + row.responseBody;
    QVERIFY(all.contains("a=b") && all.contains("access_token"));
    QVERIFY(!all.contains("querysecret") && !all.contains("bodysecret") && !all.contains("tokentoken"));
    QCOMPARE(m_server->requests().first().body, "code=bodysecret&a=b"); // what went out is whole
}

void TestStrictNetworkAccessManager::recordsTheBodyBeforeOthersReadIt()
{
    m_server->on("GET", "/", net::ServerAnswer{ .body = "whole" });
    const ReplyPtr reply = get(*m_network, m_server->url("/"));
    QByteArray read;
    connect(reply.get(), &QNetworkReply::finished, this, [&] { read = reply->readAll(); });
    finish(reply.get());
    QCOMPARE(read, "whole");
    QCOMPARE(m_log->all().back().responseBody, "whole");
}

void TestStrictNetworkAccessManager::endsTheRecordWhenTheReplyIsDeleted()
{
    m_server->onStall("GET", "/");
    const QSignalSpy ended(m_log.get(), &ExchangeLog::ended);
    ReplyPtr reply = get(*m_network, m_server->url("/"));
    QTRY_COMPARE(m_server->requests().size(), 1);
    reply.reset();
    QCOMPARE(ended.count(), 1);
    reply.reset(get(*m_network, m_server->url("/")).release());
    reply.release(); // the manager owns it
    m_network.reset();
    QCOMPARE(ended.count(), 2);
    QVERIFY(!m_log->all().back().failure.isEmpty());
}

QTEST_GUILESS_MAIN(TestStrictNetworkAccessManager)
#include "test_strictnetworkaccessmanager.moc"
