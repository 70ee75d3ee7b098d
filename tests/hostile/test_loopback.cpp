// SPDX-License-Identifier: GPL-3.0-or-later
// What reaches the loopback port while a sign-in waits: the browser, other programs of this computer, pages
// of the web. Row names carry the number of the threat.
#include "oauth/loopbackpages.h"
#include "oauth/loopbackreceiver.h"

#include "support/rawclient.h"

#include <QCryptographicHash>
#include <QNetworkInterface>
#include <QOAuthHttpServerReplyHandler>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

#include <random>

using namespace authscope;
using namespace authscope::oauth;
using authscope::test::RawClient;
using Disposition = LoopbackReceiver::Disposition;
using namespace Qt::StringLiterals;

class TestLoopback : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void T028_listensOnTheLiteralOnly();
    void T028_aServerOnAllAddressesFailsTheProbe();
    void T029_takesTheFirstFreePort();
    void T029_saysWhichPortIsTaken();
    void T031_listensBeforeAndIsGoneAfterwards();
    void T031_isGoneWhenNobodyFetchesThePage();
    void T032_ignoresForeignAnswersAndGoesOn_data();
    void T032_ignoresForeignAnswersAndGoesOn();
    void T035_aRepeatedParameterWithOurStateEndsIt();
    void T036_answersWhatBrowsersAskBesides_data();
    void T036_answersWhatBrowsersAskBesides();
    void T037_prefetchConsumesNothing_data();
    void T037_prefetchConsumesNothing();
    void T037_idleSocketsDoNotBlockTheAnswer();
    void T038_takesOnlyItsOwnHost_data();
    void T038_takesOnlyItsOwnHost();
    void T039_takesOnlyPagesSomebodyOpened_data();
    void T039_takesOnlyPagesSomebodyOpened();
    void T040_survivesBadBytes_data();
    void T040_survivesBadBytes();
    void T040_aBadPeerDoesNotDelayTheAnswer();
    void T040_survivesRandomBytes();
    void T041_takesAnAnswerOnce();
    void T041_takesTheFirstOfTwoPipelined();
    void T042_echoesNothing_data();
    void T042_echoesNothing();
    void T043_sendsItsHeadersWithEverything_data();
    void T043_sendsItsHeadersWithEverything();
    void T043_theCodeLeavesTheAddress_data();
    void T043_theCodeLeavesTheAddress();
    void T043_noPageClaimsASignIn();
    void aPlainReplyHandlerFailsTheProbes_data();
    void aPlainReplyHandlerFailsTheProbes();
    void takesAnAnswerThatComesByteByByte();
    void refusesConnectionsAfterClose();
    void mayBeDeletedWithClientsConnected();

private:
    QByteArray host() const { return "127.0.0.1:" + QByteArray::number(m_receiver->port()); }
    QByteArray get(const QByteArray &target, const QByteArray &more = {}) const
    {
        return "GET " + target + " HTTP/1.1\r\nHost: " + host() + "\r\n" + more + "\r\n";
    }
    QByteArray real(const QByteArray &more = {}) const
    {
        return get("/callback/x?code=c0de&state=right", more);
    }
    /// The status of the answer; the connection is used for nothing else.
    int ask(const QByteArray &bytes, QByteArray *answer = nullptr)
    {
        RawClient client(m_receiver->port(), bytes);
        [&] { QTRY_VERIFY(client.status() != 0 || client.isGone()); }();
        if (answer)
            *answer = client.received;
        return client.status();
    }
    void verifyStillWaiting()
    {
        QCOMPARE(m_taken.size(), 0);
        QCOMPARE(ask(real()), 303);
        QCOMPARE(m_taken, QList<QByteArray>{ "c0de" });
    }

    std::unique_ptr<LoopbackReceiver> m_receiver;
    QList<QByteArray> m_taken; ///< codes of answers with our state
    Disposition m_disposition = Disposition::Success;
};

void TestLoopback::init()
{
    m_taken.clear();
    m_disposition = Disposition::Success;
    m_receiver = std::make_unique<LoopbackReceiver>(
        [this](const base::Result<AuthorizationResponse> &response, const QByteArray &state) {
            if (state != "right")
                return Disposition::Ignore;
            m_taken.append(response ? response->code : "broken");
            return response ? m_disposition : Disposition::Failed;
        });
    QVERIFY(m_receiver->listen({}, "/callback/x"));
}

void TestLoopback::cleanup()
{
    m_receiver.reset();
}

void TestLoopback::T028_listensOnTheLiteralOnly()
{
    QCOMPARE(m_receiver->redirectUri(), "http://" + host() + "/callback/x");
    QList<QHostAddress> others{ QHostAddress(u"127.0.0.2"_s), QHostAddress(QHostAddress::LocalHostIPv6) };
    for (const QHostAddress &address : QNetworkInterface::allAddresses()) {
        if (!address.isLoopback() && !address.isLinkLocal())
            others.append(address);
    }
    for (const QHostAddress &address : std::as_const(others)) {
        RawClient client(m_receiver->port(), {}, address);
        QVERIFY2(!client.waitForConnected(2000), qPrintable(address.toString()));
    }
    verifyStillWaiting();
}

void TestLoopback::T028_aServerOnAllAddressesFailsTheProbe()
{
    QTcpServer everywhere;
    QVERIFY(everywhere.listen(QHostAddress(QHostAddress::AnyIPv4), 0));
    RawClient client(everywhere.serverPort(), {}, QHostAddress(u"127.0.0.2"_s));
    QVERIFY(client.waitForConnected(2000));
}

void TestLoopback::T029_takesTheFirstFreePort()
{
    QTcpServer taken;
    QTcpServer freed;
    QVERIFY(taken.listen(QHostAddress(QHostAddress::LocalHost), 0));
    QVERIFY(freed.listen(QHostAddress(QHostAddress::LocalHost), 0));
    const quint16 free = freed.serverPort();
    freed.close();
    const auto ignore = [](const auto &, const auto &) { return Disposition::Ignore; };
    LoopbackReceiver second(ignore);
    QVERIFY(second.listen({ taken.serverPort(), free }, "/a"));
    QCOMPARE(second.port(), free);
    LoopbackReceiver third(ignore);
    QVERIFY(third.listen({ taken.serverPort() }, "/a"));
    QVERIFY(third.port() != taken.serverPort() && third.port() != 0);
}

void TestLoopback::T029_saysWhichPortIsTaken()
{
    QTcpServer taken;
    QVERIFY(taken.listen(QHostAddress(QHostAddress::LocalHost), 0));
    LoopbackReceiver second([](const auto &, const auto &) { return Disposition::Ignore; });
    const auto result = second.listen({ taken.serverPort() }, "/a", LoopbackReceiver::OtherPorts::Refused);
    QVERIFY(!result);
    QCOMPARE(result.error().code, u"OA-129"_s);
    QVERIFY(result.error().message.contains(QString::number(taken.serverPort())));
    QVERIFY(result.error().message.contains(u"accepts no other port"_s));
    QVERIFY(!second.isListening());
}

void TestLoopback::T031_listensBeforeAndIsGoneAfterwards()
{
    QVERIFY(m_receiver->isListening()); // listen() has returned, no event loop ran since
    const QSignalSpy accepted(m_receiver.get(), &LoopbackReceiver::accepted);
    const QSignalSpy closed(m_receiver.get(), &LoopbackReceiver::closed);
    QCOMPARE(ask(real()), 303);
    QTRY_COMPARE(accepted.count(), 1);
    QCOMPARE(closed.count(), 0);
    QCOMPARE(ask(get("/done")), 200);
    QTRY_COMPARE(closed.count(), 1);
    QVERIFY(!m_receiver->isListening());
    QTcpServer next;
    QVERIFY(next.listen(QHostAddress(QHostAddress::LocalHost), m_receiver->port()));
}

void TestLoopback::T031_isGoneWhenNobodyFetchesThePage()
{
    const QSignalSpy closed(m_receiver.get(), &LoopbackReceiver::closed);
    QCOMPARE(ask(real()), 303);
    QTRY_COMPARE(closed.count(), 1);
    QTcpServer next;
    QVERIFY(next.listen(QHostAddress(QHostAddress::LocalHost), m_receiver->port()));
}

void TestLoopback::T032_ignoresForeignAnswersAndGoesOn_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::newRow("T032 wrong state") << QByteArray("code=evil&state=wrong");
    QTest::newRow("T033 no state") << QByteArray("code=evil");
    QTest::newRow("T033 empty state") << QByteArray("code=evil&state=");
    QTest::newRow("T033 array-like state") << QByteArray("code=evil&state[]=right");
    QTest::newRow("T033 state in another case") << QByteArray("code=evil&State=right");
    QTest::newRow("T034 error without a state") << QByteArray("error=access_denied");
    QTest::newRow("T034 error with a wrong state") << QByteArray("error=access_denied&state=wrong");
    QTest::newRow("T035 state twice, both right") << QByteArray("code=evil&state=right&state=right");
    QTest::newRow("T035 a stranger's code twice") << QByteArray("code=evil&code=more&state=wrong");
    QTest::newRow("T051 unreadable") << QByteArray("code=%zz&state=right");
    QTest::newRow("no query") << QByteArray();
}

void TestLoopback::T032_ignoresForeignAnswersAndGoesOn()
{
    QFETCH(QByteArray, query);
    const QSignalSpy foreign(m_receiver.get(), &LoopbackReceiver::foreignAnswer);
    for (int i = 1; i <= 3; ++i) {
        QByteArray answer;
        QCOMPARE(ask(get("/callback/x?" + query), &answer), 400);
        QVERIFY(answer.endsWith(pages::foreign));
        QTRY_COMPARE(foreign.count(), i);
        QCOMPARE(foreign.last().first().toInt(), i);
    }
    verifyStillWaiting();
}

void TestLoopback::T035_aRepeatedParameterWithOurStateEndsIt()
{
    QByteArray answer;
    QCOMPARE(ask(get("/callback/x?code=a&code=b&state=right"), &answer), 303);
    QVERIFY(answer.contains("Location: /failed\r\n"));
    QCOMPARE(m_taken, QList<QByteArray>{ "broken" });
    QCOMPARE(ask(get("/failed"), &answer), 400);
    QVERIFY(answer.endsWith(pages::unusable));
}

void TestLoopback::T036_answersWhatBrowsersAskBesides_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const char *line, int status) {
        QTest::newRow(name) << QByteArray(line) << status;
    };
    row("T036 favicon", "GET /favicon.ico", 404);
    row("T036 touch icon", "GET /apple-touch-icon.png", 404);
    row("T036 robots", "GET /robots.txt", 404);
    row("T036 root", "GET /", 404);
    row("T036 HEAD", "HEAD /callback/x?code=c&state=right", 405);
    row("T036 OPTIONS", "OPTIONS /callback/x?code=c&state=right", 405);
    row("T036 POST", "POST /callback/x?code=c&state=right", 405);
    row("T036 PUT", "PUT /callback/x?code=c&state=right", 405);
    row("T036 DELETE", "DELETE /callback/x?code=c&state=right", 405);
    row("T036 unknown method", "BREW /callback/x?code=c&state=right", 405);
    row("T036 longer path", "GET /callback/xEVIL?code=c&state=right", 404);
    row("T036 trailing slash", "GET /callback/x/?code=c&state=right", 404);
    row("T036 doubled slash", "GET //callback/x?code=c&state=right", 404);
    row("T036 encoded path", "GET /callback/%78?code=c&state=right", 404);
    row("T036 dots", "GET /callback/./x?code=c&state=right", 404);
    row("T036 another case", "GET /Callback/x?code=c&state=right", 404);
    row("T036 page too early", "GET /done", 404);
    row("T036 GET //x?", "GET //x?", 404);
}

void TestLoopback::T036_answersWhatBrowsersAskBesides()
{
    QFETCH(QByteArray, line);
    QFETCH(int, status);
    const QSignalSpy foreign(m_receiver.get(), &LoopbackReceiver::foreignAnswer);
    QByteArray answer;
    QCOMPARE(ask(line + " HTTP/1.1\r\nHost: " + host() + "\r\n\r\n", &answer), status);
    QCOMPARE(answer.contains("\r\nAllow: GET\r\n"), status == 405);
    verifyStillWaiting();
    QCOMPARE(foreign.count(), 0);
}

void TestLoopback::T037_prefetchConsumesNothing_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::newRow("T037 Sec-Purpose") << QByteArray("Sec-Purpose: prefetch");
    QTest::newRow("T037 prerender") << QByteArray("Sec-Purpose: prefetch;prerender");
    QTest::newRow("T037 Purpose") << QByteArray("Purpose: prefetch");
    QTest::newRow("T037 X-Moz") << QByteArray("X-moz: prefetch");
}

void TestLoopback::T037_prefetchConsumesNothing()
{
    QFETCH(QByteArray, field);
    QByteArray answer;
    QCOMPARE(ask(real(field + "\r\n"), &answer), 204);
    QVERIFY(answer.contains("Cache-Control: no-store"));
    verifyStillWaiting();
}

void TestLoopback::T037_idleSocketsDoNotBlockTheAnswer()
{
    std::vector<std::unique_ptr<RawClient>> idle;
    for (int i = 0; i < 40; ++i) {
        idle.push_back(std::make_unique<RawClient>(m_receiver->port()));
        QVERIFY(idle.back()->waitForConnected());
        QCoreApplication::processEvents();
    }
    verifyStillWaiting();
    const auto open = [&] {
        return std::count_if(idle.begin(), idle.end(), [](const auto &client) { return !client->isGone(); });
    };
    QTRY_VERIFY(open() <= 32);
    QVERIFY(open() >= 30);
    QVERIFY(idle.front()->isGone() && !idle.back()->isGone()); // the oldest went first
}

void TestLoopback::T038_takesOnlyItsOwnHost_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("T038 evil.example") << QByteArray("evil.example");
    QTest::newRow("T038 evil.example with our port") << QByteArray("evil.example:%port%");
    QTest::newRow("T038 without the port") << QByteArray("127.0.0.1");
    QTest::newRow("T038 another port") << QByteArray("127.0.0.1:1");
    QTest::newRow("T038 ours as a beginning") << QByteArray("127.0.0.1:%port%.evil.example");
    QTest::newRow("T038 user name") << QByteArray("127.0.0.1:%port%@evil.example");
    QTest::newRow("T038 empty") << QByteArray();
    QTest::newRow("T053 0.0.0.0") << QByteArray("0.0.0.0:%port%");
    QTest::newRow("T053 mapped address") << QByteArray("[::ffff:127.0.0.1]:%port%");
    QTest::newRow("T053 localhost") << QByteArray("localhost:%port%");
    QTest::newRow("T053 127.1") << QByteArray("127.1:%port%");
    QTest::newRow("T053 trailing dot") << QByteArray("127.0.0.1.:%port%");
    QTest::newRow("T053 [::1]") << QByteArray("[::1]:%port%");
}

void TestLoopback::T038_takesOnlyItsOwnHost()
{
    QFETCH(QByteArray, value);
    value.replace("%port%", QByteArray::number(m_receiver->port()));
    QCOMPARE(ask("GET /callback/x?code=c&state=right HTTP/1.1\r\nHost: " + value + "\r\n\r\n"), 421);
    QCOMPARE(ask("GET /callback/x?code=c&state=right HTTP/1.0\r\n\r\n"), 421);
    verifyStillWaiting();
}

void TestLoopback::T039_takesOnlyPagesSomebodyOpened_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const char *fields, int status) {
        QTest::newRow(name) << QByteArray(fields) << status;
    };
    row("T039 image", "Sec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: image\r\n", 403);
    row("T039 fetch", "Sec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\nOrigin: https://evil.example\r\n",
        403);
    row("T039 fetch without cors", "Sec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: empty\r\n", 403);
    row("T039 frame", "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n", 403);
    row("T039 only the destination", "Sec-Fetch-Dest: script\r\n", 403);
    row("T039 only the mode", "Sec-Fetch-Mode: websocket\r\n", 403);
    row("T039 origin", "Origin: https://evil.example\r\n", 403);
    row("T039 opaque origin", "Origin: null\r\n", 403);
    row("T039 body", "Content-Length: 1\r\n\r\nx", 400);
    row("a page somebody opened",
        "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-User: ?1\r\nSec-Fetch-Dest: "
        "document\r\n",
        303);
    row("an old browser", "User-Agent: x\r\n", 303);
}

void TestLoopback::T039_takesOnlyPagesSomebodyOpened()
{
    QFETCH(QByteArray, fields);
    QFETCH(int, status);
    QByteArray answer;
    QCOMPARE(ask(real(fields), &answer), status);
    QVERIFY(!answer.contains("Access-Control-"));
    if (status == 303)
        QCOMPARE(m_taken.size(), 1);
    else
        verifyStillWaiting();
}

void TestLoopback::T040_survivesBadBytes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const QByteArray &bytes, int status) {
        QTest::newRow(name) << bytes << status;
    };
    const QByteArray line = "GET /callback/x?code=c&state=right HTTP/1.1\r\n";
    const QByteArray hostLine = "Host: %host%\r\n";
    row("T040 long request line", "GET /callback/x?code=" + QByteArray(40000, 'a') + " HTTP/1.1\r\n", 431);
    row("T040 request line without an end", "GET /" + QByteArray(1 << 20, 'a'), 431);
    row("T040 long field", line + hostLine + "X: " + QByteArray(40000, 'a') + "\r\n\r\n", 431);
    row("T040 many fields", line + hostLine + QByteArray("A: b\r\n").repeated(1000) + "\r\n", 431);
    row("T040 bare LF", QByteArray(line + hostLine + "\r\n").replace("\r\n", "\n"), 400);
    row("T040 one bare LF", line + "Host: %host%\nX: y\r\n\r\n", 400);
    row("T040 bare CR", line + "Host: %host%\rX: y\r\n\r\n", 400);
    row("T040 NUL", line + hostLine + QByteArray("X: \0\r\n\r\n", 8), 400);
    row("T040 NUL in the target", QByteArray("GET /callback/x\0?code=c HTTP/1.1\r\n", 34) + hostLine + "\r\n",
        400);
    row("T040 HTTP/0.9", "GET /callback/x?code=c&state=right\r\n", 400);
    row("T040 HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
    row("T040 HTTP/1.2", "GET /callback/x?code=c&state=right HTTP/1.2\r\n" + hostLine + "\r\n", 505);
    row("T040 TLS handshake", QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11), 400);
    row("T040 chunked body",
        "POST /callback/x HTTP/1.1\r\n" + hostLine + "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
        405);
    row("T040 endless chunk",
        "POST /callback/x HTTP/1.1\r\n" + hostLine + "Transfer-Encoding: chunked\r\n\r\nFFFFFF\r\n", 413);
    row("T040 chunk size overflow",
        "POST /callback/x HTTP/1.1\r\n" + hostLine
            + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n",
        400);
    row("T040 10 MB POST",
        "POST /callback/x HTTP/1.1\r\n" + hostLine + "Content-Length: 10485760\r\n\r\n"
            + QByteArray(10485760, 'x'),
        413);
    row("T040 20 kB POST",
        "POST /callback/x HTTP/1.1\r\n" + hostLine + "Content-Length: 20000\r\n\r\n" + QByteArray(20000, 'x'),
        413);
    row("T040 absolute form",
        "GET http://%host%/callback/x?code=c&state=right HTTP/1.1\r\n" + hostLine + "\r\n", 400);
    row("T040 absolute form elsewhere", "GET http://abs/ HTTP/1.1\r\n" + hostLine + "\r\n", 400);
    row("T040 CONNECT", "CONNECT evil.example:443 HTTP/1.1\r\n" + hostLine + "\r\n", 400);
    row("T040 two lengths", line + hostLine + "Content-Length: 0\r\nContent-Length: 1\r\n\r\n", 400);
    row("T040 length and chunked",
        line + hostLine + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400);
    row("T040 two hosts", line + hostLine + "Host: evil.example\r\n\r\n", 400);
    row("T040 no host", line + "\r\n", 400);
    row("T040 folded field", line + hostLine + "X: a\r\n b\r\n\r\n", 400);
    row("T040 blank before the colon", line + "Host : %host%\r\n\r\n", 400);
    row("T040 field without a name", line + hostLine + ": a\r\n\r\n", 400);
    row("T040 fragment", "GET /callback/x#code=c&state=right HTTP/1.1\r\n" + hostLine + "\r\n", 400);
    row("T040 raw UTF-8", "GET /callback/x?code=\xc3\xa9&state=right HTTP/1.1\r\n" + hostLine + "\r\n", 400);
    row("T040 unknown coding", line + hostLine + "Transfer-Encoding: gzip\r\n\r\n", 501);
    row("T040 only line ends", "\r\n\r\n\r\n", 400);
}

void TestLoopback::T040_survivesBadBytes()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, status);
    bytes.replace("%host%", host());
    RawClient client(m_receiver->port(), bytes);
    QTRY_COMPARE(client.status(), status);
    if (status != 405)
        QTRY_VERIFY(client.isGone());
    verifyStillWaiting();
}

void TestLoopback::T040_aBadPeerDoesNotDelayTheAnswer()
{
    std::vector<std::unique_ptr<RawClient>> bad;
    for (const QByteArray &bytes :
        { QByteArray("GET /callback/x?code=slow"), QByteArray("\x16\x03"), QByteArray(1 << 20, 'x'),
            QByteArray("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab") }) {
        bad.push_back(std::make_unique<RawClient>(m_receiver->port(), bytes));
        QVERIFY(bad.back()->waitForConnected());
    }
    RawClient client(m_receiver->port(), real());
    QTRY_COMPARE(client.status(), 303);
    QVERIFY(!bad.front()->isGone()); // the slow one still writes
    QCOMPARE(m_taken, QList<QByteArray>{ "c0de" });
}

/// Fixed seed: noise and damaged requests for two seconds, then the real one.
void TestLoopback::T040_survivesRandomBytes()
{
    std::mt19937 random(20240817); // NOLINT(cert-msc51-cpp): the same noise every time
    const auto below = [&](int limit) { return int(random() % quint32(limit)); };
    const QByteArray good = QByteArray(real()).replace("right", "wrong");
    QElapsedTimer clock;
    clock.start();
    while (!clock.hasExpired(2000)) {
        QByteArray bytes = below(2) ? good : QByteArray(below(4000), 'x');
        for (int change = below(20); change > 0 && !bytes.isEmpty(); --change)
            bytes[below(int(bytes.size()))] = static_cast<char>(below(256));
        RawClient client(m_receiver->port(), bytes);
        QVERIFY(client.waitForConnected());
        client.waitForBytesWritten(100);
        for (int turn = below(4); turn > 0; --turn)
            QCoreApplication::processEvents();
        if (below(2))
            client.abort();
    }
    verifyStillWaiting();
}

void TestLoopback::T041_takesAnAnswerOnce()
{
    QCOMPARE(ask(real()), 303);
    QByteArray answer;
    for (int i = 0; i < 2; ++i) {
        QCOMPARE(ask(real(), &answer), 410);
        QVERIFY(answer.endsWith(pages::alreadyUsed));
    }
    QCOMPARE(ask(get("/callback/x?code=other&state=wrong")), 410);
    QCOMPARE(m_taken, QList<QByteArray>{ "c0de" });
}

void TestLoopback::T041_takesTheFirstOfTwoPipelined()
{
    RawClient client(m_receiver->port(), real() + get("/callback/x?code=second&state=right") + get("/done"));
    QTRY_VERIFY(client.received.endsWith(pages::arrived));
    QCOMPARE(client.received.count("HTTP/1.1 303 "), 1);
    QCOMPARE(client.received.count("HTTP/1.1 410 "), 1);
    QCOMPARE(m_taken, QList<QByteArray>{ "c0de" });
}

void TestLoopback::T042_echoesNothing_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<int>("disposition");
    const QByteArray script = "error_description=%3Cscript%3Ealert(1)%3C/"
                              "script%3E&error_uri=javascript:alert(1)&error=%22%3E%3Cb%3E";
    QTest::newRow("T042 foreign") << script << int(Disposition::Ignore);
    QTest::newRow("T042 refused") << script + "&state=right" << int(Disposition::Refused);
    QTest::newRow("T042 failed") << script + "&state=right" << int(Disposition::Failed);
    QTest::newRow("T042 raw script") << QByteArray("error=<script>alert(1)</script>&state=right")
                                     << int(Disposition::Refused);
    QTest::newRow("T042 header in a parameter")
        << QByteArray("error=a%0d%0aSet-Cookie:b&state=right") << int(Disposition::Refused);
}

void TestLoopback::T042_echoesNothing()
{
    QFETCH(QByteArray, query);
    QFETCH(int, disposition);
    m_disposition = Disposition(disposition);
    RawClient client(m_receiver->port(), get("/callback/x?" + query));
    if (m_disposition == Disposition::Ignore) {
        QTRY_VERIFY(client.body().endsWith(pages::foreign));
        QCOMPARE(client.body(), pages::foreign);
    } else {
        QTRY_COMPARE(client.status(), 303);
        const bool isRefused = m_disposition == Disposition::Refused;
        QCOMPARE(client.field("Location"), isRefused ? "/refused" : "/failed");
        RawClient page(m_receiver->port(), get(client.field("Location")));
        QTRY_COMPARE(page.body(), isRefused ? pages::declined : pages::unusable);
        client.received += page.received;
    }
    for (const char *part : { "alert", "javascript", "<b>", "Set-Cookie" })
        QVERIFY2(!client.received.contains(part), part);
}

void TestLoopback::T043_sendsItsHeadersWithEverything_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<int>("status");
    QTest::newRow("T043 the answer") << QByteArray("/callback/x?code=c&state=right") << 303;
    QTest::newRow("T043 the page") << QByteArray("/done") << 200;
    QTest::newRow("T043 already used") << QByteArray("/callback/x?code=c&state=right") << 410;
    QTest::newRow("T043 foreign") << QByteArray("/callback/x?state=wrong") << 400;
    QTest::newRow("T043 not found") << QByteArray("/favicon.ico") << 404;
}

void TestLoopback::T043_sendsItsHeadersWithEverything()
{
    QFETCH(QByteArray, target);
    QFETCH(int, status);
    if (status == 200 || status == 410)
        QCOMPARE(ask(real()), 303);
    RawClient client(m_receiver->port(), get(target));
    QTRY_COMPARE(client.status(), status);
    QCOMPARE(client.field("X-Frame-Options"), "DENY");
    QCOMPARE(client.field("Referrer-Policy"), "no-referrer");
    QCOMPARE(client.field("Cache-Control"), "no-store");
    QCOMPARE(client.field("X-Content-Type-Options"), "nosniff");
    QCOMPARE(client.field("Cross-Origin-Opener-Policy"), "same-origin");
    const QByteArray policy = client.field("Content-Security-Policy");
    QVERIFY(policy.startsWith("default-src 'none'; style-src 'sha256-"));
    QVERIFY(policy.contains("frame-ancestors 'none'"));
    QVERIFY(!policy.contains("unsafe"));
    if (client.body().isEmpty())
        return;
    QTRY_VERIFY(client.body().endsWith("</html>\n"));
    QCOMPARE(client.field("Content-Type"), "text/html; charset=utf-8");
    // The hash in the policy is the one of the style a browser finds in the page.
    const qsizetype from = client.body().indexOf("<style>") + 7;
    const QByteArray style = client.body().mid(from, client.body().indexOf("</style>") - from);
    QVERIFY(style.size() > 100);
    QVERIFY(policy.contains(QCryptographicHash::hash(style, QCryptographicHash::Sha256).toBase64()));
}

void TestLoopback::T043_theCodeLeavesTheAddress_data()
{
    QTest::addColumn<int>("disposition");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("page");
    QTest::newRow("T043 success") << int(Disposition::Success) << QByteArray("/done") << 200
                                  << pages::arrived;
    QTest::newRow("T043 refused") << int(Disposition::Refused) << QByteArray("/refused") << 200
                                  << pages::declined;
    QTest::newRow("T043 failed") << int(Disposition::Failed) << QByteArray("/failed") << 400
                                 << pages::unusable;
}

void TestLoopback::T043_theCodeLeavesTheAddress()
{
    QFETCH(int, disposition);
    QFETCH(QByteArray, path);
    m_disposition = Disposition(disposition);
    RawClient client(m_receiver->port(), real());
    QTRY_COMPARE(client.status(), 303);
    QCOMPARE(client.field("Location"), path);
    QVERIFY(client.body().isEmpty());
    QVERIFY(!client.received.contains("c0de"));
    for (const QByteArray &other : { QByteArray("/done"), QByteArray("/refused"), QByteArray("/failed") }) {
        if (other != path)
            QCOMPARE(ask(get(other)), 404);
    }
    RawClient page(m_receiver->port(), get(path));
    QTRY_VERIFY(page.received.endsWith("</html>\n"));
    QTEST(page.status(), "status");
    QTEST(page.body(), "page");
}

void TestLoopback::T043_noPageClaimsASignIn()
{
    for (const QByteArray &page : { pages::arrived, pages::declined, pages::unusable, pages::foreign,
             pages::alreadyUsed, pages::refusedRequest }) {
        const QByteArray lower = page.toLower();
        QVERIFY(lower.contains("you can return to authscope")); // T175
        QVERIFY(!lower.contains("success") && !lower.contains("signed in") && !lower.contains("logged in"));
        QVERIFY(!lower.contains("<script") && !lower.contains("http://") && !lower.contains("https://"));
        QVERIFY(lower.contains("prefers-color-scheme: dark"));
    }
}

/// The same probes against the handler that comes with Qt: that they can find something.
void TestLoopback::aPlainReplyHandlerFailsTheProbes_data()
{
    QTest::addColumn<QByteArray>("head");
    const QByteArray query = "?code=c&state=right HTTP/1.1\r\n";
    QTest::newRow("T036 POST") << QByteArray("POST /x" + query + "Host: 127.0.0.1:%port%\r\n");
    QTest::newRow("T036 longer path") << QByteArray("GET /xEVIL" + query + "Host: 127.0.0.1:%port%\r\n");
    QTest::newRow("T038 foreign host") << QByteArray("GET /x" + query + "Host: evil.example\r\n");
    QTest::newRow("T039 image") << QByteArray(
        "GET /x" + query + "Host: 127.0.0.1:%port%\r\nSec-Fetch-Dest: image\r\n");
    QTest::newRow("T035 code twice") << QByteArray(
        "GET /x?code=a&code=b&state=right HTTP/1.1\r\nHost: 127.0.0.1:%port%\r\n");
}

void TestLoopback::aPlainReplyHandlerFailsTheProbes()
{
    QFETCH(QByteArray, head);
    QOAuthHttpServerReplyHandler handler(QHostAddress(QHostAddress::LocalHost), 0, nullptr);
    handler.setCallbackPath(u"/x"_s);
    const QSignalSpy received(&handler, &QOAuthHttpServerReplyHandler::callbackReceived);
    head.replace("%port%", QByteArray::number(handler.port()));
    RawClient client(handler.port(), head + "\r\n");
    QTRY_COMPARE(received.count(), 1);
    QCOMPARE(received.first().first().toMap().value(u"state"_s).toString(), u"right"_s);
}

void TestLoopback::takesAnAnswerThatComesByteByByte()
{
    RawClient client(m_receiver->port());
    QVERIFY(client.waitForConnected());
    client.setSocketOption(QAbstractSocket::LowDelayOption, 1);
    for (const char byte : real()) {
        client.write(&byte, 1);
        client.flush();
        QCoreApplication::processEvents();
    }
    QTRY_COMPARE(client.status(), 303);
    QCOMPARE(m_taken, QList<QByteArray>{ "c0de" });
}

void TestLoopback::refusesConnectionsAfterClose()
{
    const QSignalSpy closed(m_receiver.get(), &LoopbackReceiver::closed);
    m_receiver->close();
    m_receiver->close();
    RawClient late(m_receiver->port());
    QVERIFY(!late.waitForConnected(2000));
    QTRY_COMPARE(closed.count(), 1);
    QCOMPARE(m_taken.size(), 0);
}

void TestLoopback::mayBeDeletedWithClientsConnected()
{
    RawClient idle(m_receiver->port());
    RawClient half(m_receiver->port(), "GET /callb");
    RawClient done(m_receiver->port(), real());
    QTRY_COMPARE(done.status(), 303);
    m_receiver.reset();
    QTRY_VERIFY(idle.isGone() && half.isGone() && done.isGone());
}

QTEST_GUILESS_MAIN(TestLoopback)
#include "test_loopback.moc"
