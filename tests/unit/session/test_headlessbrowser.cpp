// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/headlessbrowser.h"

#include "support/scriptedserver.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;
using test::redirectAnswer;
using test::ScriptedServer;

class TestHeadlessBrowser : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void followsRedirectsToTheCallbackAndItsPage();
    void carriesCookiesToTheOriginThatSetThemOnly();
    void saysThatAPageNeedsAPerson();
    void stopsAfterTenRedirects();
    void neverLeavesForAnUnguardedAddress_data();
    void neverLeavesForAnUnguardedAddress();
    void aListenerThatIsGoneAfterwardsIsNoFailure();
    void saysThatNobodyAnswers();
    void startsAnewWhenOpenedAgain();

private:
    QByteArray authorizationUrl() const
    {
        return m_provider->url("/authorize?client_id=x&redirect_uri="
            + m_receiver->url("/callback").toPercentEncoding() + "&state=s");
    }

    base::SystemClock m_clock;
    std::unique_ptr<base::Redactor> m_redactor;
    std::unique_ptr<net::ExchangeLog> m_log;
    std::unique_ptr<net::StrictNetworkAccessManager> m_network;
    std::unique_ptr<ScriptedServer> m_provider;
    std::unique_ptr<ScriptedServer> m_receiver;
    std::unique_ptr<session::HeadlessBrowser> m_browser;
    std::unique_ptr<QSignalSpy> m_failed;
};

void TestHeadlessBrowser::init()
{
    m_failed.reset();
    m_browser.reset();
    m_redactor = std::make_unique<base::Redactor>();
    m_log = std::make_unique<net::ExchangeLog>(m_redactor.get(), &m_clock);
    m_network = std::make_unique<net::StrictNetworkAccessManager>(m_log.get());
    m_provider = std::make_unique<ScriptedServer>();
    m_receiver = std::make_unique<ScriptedServer>();
    m_browser = std::make_unique<session::HeadlessBrowser>(m_network.get());
    m_failed = std::make_unique<QSignalSpy>(m_browser.get(), &session::HeadlessBrowser::failed);
}

void TestHeadlessBrowser::followsRedirectsToTheCallbackAndItsPage()
{
    m_provider->on("GET", "/authorize", redirectAnswer("interaction"));
    m_provider->on(
        "GET", "/interaction", redirectAnswer(m_receiver->url("/callback?code=c0de&state=s#_=_"), 303));
    m_receiver->on("GET", "/callback", redirectAnswer("/done"));
    m_receiver->on("GET", "/done", { .status = 200 });
    QVERIFY(m_browser->open(authorizationUrl()));
    QTRY_COMPARE(m_receiver->count("GET", "/done"), 1);
    QCOMPARE(m_receiver->requests("GET", "/callback").first().query, QByteArray("code=c0de&state=s"));
    QCOMPARE(m_failed->count(), 0);
}

void TestHeadlessBrowser::carriesCookiesToTheOriginThatSetThemOnly()
{
    net::ServerAnswer first = redirectAnswer("/interaction");
    first.headers.append("Set-Cookie", "resume=1; Path=/; HttpOnly");
    first.headers.append("Set-Cookie", "elsewhere=2; Path=/other");
    m_provider->on("GET", "/authorize", first);
    m_provider->on("GET", "/interaction", redirectAnswer(m_receiver->url("/callback?code=c")));
    m_receiver->on("GET", "/callback", { .status = 200 });
    QVERIFY(m_browser->open(authorizationUrl()));
    QTRY_COMPARE(m_receiver->count("GET", "/callback"), 1);
    QCOMPARE(
        m_provider->requests("GET", "/interaction").first().headers.value("Cookie"), QByteArray("resume=1"));
    // The same host on another port: a browser would send the cookie, we do not.
    QVERIFY(!m_receiver->requests("GET", "/callback").first().headers.contains("Cookie"));
}

void TestHeadlessBrowser::saysThatAPageNeedsAPerson()
{
    m_provider->on("GET", "/authorize", { .status = 200, .body = "<form>" });
    QVERIFY(m_browser->open(authorizationUrl()));
    QTRY_COMPARE(m_failed->count(), 1);
    const auto error = m_failed->first().first().value<base::Error>();
    QCOMPARE(error.code, u"OA-124"_s);
    QCOMPARE(error.kind, base::ErrorKind::Refused);
    QVERIFY2(error.message.contains(u"/authorize"_s) && !error.message.contains(u"state=s"_s),
        qPrintable(error.message));
}

void TestHeadlessBrowser::stopsAfterTenRedirects()
{
    m_provider->on("GET", "/authorize", redirectAnswer("/authorize?again"));
    QVERIFY(m_browser->open(authorizationUrl()));
    QTRY_COMPARE(m_failed->count(), 1);
    QCOMPARE(m_provider->requests().size(), 11);
}

void TestHeadlessBrowser::neverLeavesForAnUnguardedAddress_data()
{
    QTest::addColumn<QByteArray>("location");
    for (const char *location : { "file:///etc/hostname", "http://192.0.2.1/", "javascript:alert(1)",
             "https://user@example.test/", "ftp://127.0.0.1/" })
        QTest::newRow(location) << QByteArray(location);
}

void TestHeadlessBrowser::neverLeavesForAnUnguardedAddress()
{
    QFETCH(QByteArray, location);
    m_provider->on("GET", "/authorize", redirectAnswer(location));
    QVERIFY(m_browser->open(authorizationUrl()));
    QTRY_COMPARE(m_failed->count(), 1);
    QCOMPARE(m_log->count(), 1);
}

void TestHeadlessBrowser::aListenerThatIsGoneAfterwardsIsNoFailure()
{
    m_provider->on("GET", "/authorize", redirectAnswer(m_receiver->url("/callback?code=c")));
    m_receiver->onDrop("GET", "/callback");
    QVERIFY(m_browser->open(authorizationUrl()));
    QTRY_VERIFY(m_log->count() == 2 && m_log->all().back().isDone());
    QCoreApplication::processEvents();
    QCOMPARE(m_failed->count(), 0);
}

void TestHeadlessBrowser::saysThatNobodyAnswers()
{
    const QByteArray url = authorizationUrl();
    m_provider->shutDown();
    QVERIFY(m_browser->open(url));
    QTRY_COMPARE(m_failed->count(), 1);
    QCOMPARE(m_failed->first().first().value<base::Error>().kind, base::ErrorKind::Network);
}

void TestHeadlessBrowser::startsAnewWhenOpenedAgain()
{
    m_provider->onStall("GET", "/authorize");
    QVERIFY(m_browser->open(authorizationUrl()));
    QTRY_COMPARE(m_provider->requests().size(), 1);
    m_provider->on("GET", "/authorize", redirectAnswer(m_receiver->url("/callback?code=c")));
    m_receiver->on("GET", "/callback", { .status = 200 });
    QVERIFY(m_browser->open(authorizationUrl()));
    QTRY_COMPARE(m_receiver->count("GET", "/callback"), 1);
    QCOMPARE(m_failed->count(), 0);
}

QTEST_GUILESS_MAIN(TestHeadlessBrowser)
#include "test_headlessbrowser.moc"
