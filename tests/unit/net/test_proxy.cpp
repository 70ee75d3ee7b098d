// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "net/http.h"
#include "support/certificates.h"
#include "support/connectproxy.h"
#include "support/outcome.h"
#include "support/scriptedserver.h"
#include "support/tlsserver.h"

#include <QSemaphore>

using namespace authscope;
using namespace authscope::net;
using namespace Qt::StringLiterals;

/// The proxies of the system, asked through a double: names here exist at the proxy only.
class TestProxy : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void goesThroughTheProxyToTheRightCertificate();
    void checksTheCertificateBehindTheProxy();
    void thisComputerIsNeverBehindAProxy();
    void aProxyThatIsDownIsNotGoneAround();
    void saysWhatTheProxyDid_data();
    void saysWhatTheProxyDid();
    void aProxyThatHangsUpIsNamed();
    void givesTheNameAndPasswordOfTheSettings();
    void asksTheSystemOnceAMinuteAndElsewhere();
    void stopsWaitingForTheSystem();
    void understandsTheVariablesOthersUnderstand();

private:
    base::Result<Response> fetch(const QByteArray &url, RequestLimits limits = {})
    {
        return test::outcome(
            new HttpCall({ .purpose = u"Try"_s, .url = url, .connection = u"c"_s, .limits = limits },
                m_network.get(), this));
    }
    QString place() const { return u"127.0.0.1:%1"_s.arg(m_proxy->serverPort()); }

    base::SystemClock m_clock;
    base::Redactor m_redactor;
    ExchangeLog m_log{ &m_redactor, &m_clock };
    std::unique_ptr<StrictNetworkAccessManager> m_network;
    std::unique_ptr<test::ThrowAwayCa> m_ca;
    std::unique_ptr<test::TlsServer> m_server;
    std::unique_ptr<test::ConnectProxy> m_proxy;
    QStringList m_lookups;
};

void TestProxy::initTestCase()
{
    m_ca = std::make_unique<test::ThrowAwayCa>();
    m_ca->issue(u"mcp"_s, "DNS:mcp.example.test");
}

void TestProxy::init()
{
    m_lookups.clear();
    m_proxy = std::make_unique<test::ConnectProxy>();
    m_server = std::make_unique<test::TlsServer>(m_ca->read(u"mcp.pem"_s), m_ca->read(u"mcp.key"_s));
    for (const char *name : { "mcp.example.test", "other.example.test" })
        m_proxy->places.insert(QByteArray(name) + ":443", m_server->serverPort());
    m_network = std::make_unique<StrictNetworkAccessManager>(&m_log);
    m_network->settings().set(u"c"_s, { .home = u"mcp.example.test"_s, .extraCa = m_ca->pem() });
    m_network->settings().proxies.setLookup([port = m_proxy->serverPort()](const QNetworkProxyQuery &) {
        return QList{ QNetworkProxy(QNetworkProxy::HttpProxy, u"127.0.0.1"_s, port),
            QNetworkProxy(QNetworkProxy::NoProxy) };
    });
}

void TestProxy::goesThroughTheProxyToTheRightCertificate()
{
    const auto answer = fetch("https://mcp.example.test/a");
    QVERIFY2(answer, answer ? "" : qPrintable(answer.error().message));
    QCOMPARE(answer->body, "yes");
    QCOMPARE(m_proxy->asked, QList<QByteArray>{ "mcp.example.test:443" });
    QVERIFY(m_server->asked.last().head.contains("Host: mcp.example.test\r\n"));
    QCOMPARE(m_log.find(answer->exchange)->proxy, place());
    // A streamed answer and a body go the same way.
    const auto posted = test::outcome(new HttpStream({ .purpose = u"Try"_s,
                                                         .method = "POST",
                                                         .url = "https://mcp.example.test/b",
                                                         .body = "x",
                                                         .connection = u"c"_s },
        m_network.get(), this));
    QVERIFY2(posted, posted ? "" : qPrintable(posted.error().message));
    QVERIFY(m_server->asked.last().head.startsWith("POST /b "));
}

void TestProxy::checksTheCertificateBehindTheProxy()
{
    const auto answer = fetch("https://other.example.test/");
    QVERIFY(!answer);
    QCOMPARE(answer.error().code, base::code::tlsFailed);
    QVERIFY(answer.error().message.contains(u"not for “other.example.test”"_s));
    QVERIFY2(answer.error().message.contains(place()), qPrintable(answer.error().message));
    QVERIFY(m_server->asked.isEmpty());
}

void TestProxy::thisComputerIsNeverBehindAProxy()
{
    test::ScriptedServer here;
    here.on("GET", "/", test::jsonAnswer("{}"));
    QVERIFY(fetch(here.url("/")));
    QVERIFY(fetch("http://localhost:" + QByteArray::number(here.port()) + "/"));
    QCOMPARE(m_proxy->connections, 0);
}

void TestProxy::aProxyThatIsDownIsNotGoneAround()
{
    const QString gone = place();
    m_proxy->close();
    bool isResolved = false;
    m_network->settings().hosts.setResolver([&isResolved](auto &&...) { isResolved = true; });
    const auto answer = fetch("https://mcp.example.test/");
    QVERIFY(!answer);
    QCOMPARE(answer.error().code, base::code::unreachable);
    QVERIFY2(answer.error().message.contains(u"the proxy "_s + gone), qPrintable(answer.error().message));
    QVERIFY(answer.error().nextStep.contains(u"proxy settings"_s));
    QVERIFY(!isResolved);
    QVERIFY(m_server->asked.isEmpty());
}

void TestProxy::saysWhatTheProxyDid_data()
{
    using Mood = test::ConnectProxy::Mood;
    QTest::addColumn<Mood>("mood");
    QTest::addColumn<QString>("said");
    QTest::newRow("refuses") << Mood::Refuses << u"did not let the request through"_s;
    QTest::newRow("password") << Mood::WantsPassword << u"asks for a name and a password"_s;
}

void TestProxy::saysWhatTheProxyDid()
{
    QFETCH(const test::ConnectProxy::Mood, mood);
    QFETCH(const QString, said);
    m_proxy->mood = mood;
    const auto answer = fetch("https://mcp.example.test/");
    QVERIFY(!answer);
    const QString message = answer.error().message;
    QVERIFY2(message.contains(said), qPrintable(message));
    QVERIFY2(message.contains(u"the proxy "_s + place()), qPrintable(message));
    QVERIFY(m_server->asked.isEmpty());
}

/// Qt does not notice, so it is a time limit that ends it.
void TestProxy::aProxyThatHangsUpIsNamed()
{
    m_proxy->mood = test::ConnectProxy::Mood::HangsUp;
    const std::chrono::milliseconds soon(500);
    const auto answer = fetch("https://mcp.example.test/", { .idle = soon, .total = soon });
    QVERIFY(!answer);
    QVERIFY2(answer.error().message.contains(place()), qPrintable(answer.error().message));
    QVERIFY(m_server->asked.isEmpty());
}

void TestProxy::givesTheNameAndPasswordOfTheSettings()
{
    m_proxy->mood = test::ConnectProxy::Mood::WantsPassword;
    m_proxy->password = QByteArray("ada:open sesame").toBase64();
    m_network->settings().proxies.setLookup([port = m_proxy->serverPort()](const QNetworkProxyQuery &) {
        return QList{ QNetworkProxy(
            QNetworkProxy::HttpProxy, u"127.0.0.1"_s, port, u"ada"_s, u"open sesame"_s) };
    });
    const auto answer = fetch("https://mcp.example.test/");
    QVERIFY2(answer, answer ? "" : qPrintable(answer.error().message));
    // Neither is in what is recorded.
    for (const Exchange &exchange : m_log.all())
        QVERIFY(!exchange.proxy.contains(u"sesame"_s) && !exchange.proxy.contains(u"ada"_s));
}

void TestProxy::asksTheSystemOnceAMinuteAndElsewhere()
{
    std::atomic<int> lookups = 0;
    std::atomic<bool> isHere = false;
    QThread *const here = QThread::currentThread();
    m_network->settings().proxies.setLookup(
        [&lookups, &isHere, here, port = m_proxy->serverPort()](const QNetworkProxyQuery &) {
            ++lookups;
            isHere = isHere || QThread::currentThread() == here;
            return QList{ QNetworkProxy(QNetworkProxy::HttpProxy, u"127.0.0.1"_s, port) };
        });
    QVERIFY(fetch("https://mcp.example.test/"));
    QVERIFY(fetch("https://mcp.example.test/again"));
    QCOMPARE(lookups.load(), 1);
    QVERIFY(!isHere);
}

void TestProxy::stopsWaitingForTheSystem()
{
    const auto script = std::make_shared<QSemaphore>();
    m_network->settings().proxies.setLookup([script](const QNetworkProxyQuery &) {
        script->acquire();
        return QList<QNetworkProxy>();
    });
    const auto answer = fetch("https://mcp.example.test/",
        { .idle = std::chrono::milliseconds(100), .total = std::chrono::milliseconds(100) });
    QVERIFY(!answer);
    QCOMPARE(answer.error().code, base::code::timedOut);
    QVERIFY(answer.error().message.contains(u"Nothing was sent"_s));
    // And can be cancelled.
    HttpCall call({ .url = "https://mcp.example.test/", .connection = u"c"_s }, m_network.get(), nullptr);
    QSignalSpy finished(&call, &base::Operation::finished);
    call.start();
    call.cancel();
    QVERIFY(finished.wait());
    QCOMPARE(call.result().error().code, base::code::cancelled);
    script->release(10);
}

void TestProxy::understandsTheVariablesOthersUnderstand()
{
#ifndef Q_OS_LINUX
    QSKIP("The variables are Linux's way.");
#endif
    qputenv("https_proxy", "127.0.0.1:" + QByteArray::number(m_proxy->serverPort())); // as curl takes it
    qputenv("no_proxy", "direct.example.test");
    StrictNetworkAccessManager network(&m_log);
    SystemProxies &proxies = network.settings().proxies;
    const QNetworkProxy proxy = proxies.find(QUrl(u"https://mcp.example.test/"_s));
    QCOMPARE(proxy.type(), QNetworkProxy::HttpProxy);
    QCOMPARE(proxy.hostName(), u"127.0.0.1"_s);
    QCOMPARE(proxy.port(), m_proxy->serverPort());
    QCOMPARE(proxies.find(QUrl(u"https://direct.example.test/"_s)).type(), QNetworkProxy::NoProxy);
    QCOMPARE(proxies.find(QUrl(u"https://127.0.0.1/"_s)).type(), QNetworkProxy::NoProxy);
    qunsetenv("https_proxy");
    qunsetenv("no_proxy");
}

QTEST_GUILESS_MAIN(TestProxy)
#include "test_proxy.moc"
