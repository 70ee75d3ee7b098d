// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "net/http.h"
#include "support/certificates.h"
#include "support/outcome.h"
#include "support/tlsserver.h"

using namespace authscope;
using namespace authscope::net;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QHostAddress inside(QHostAddress::LocalHost);
const QHostAddress outside(u"203.0.113.7"_s); // RFC 5737: nobody is there

} // namespace

/// Names that mean one address when they are looked at and another when they are used.
class TestRebinding : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void T010_aNameIsAskedForOnce();
    void T010_theAddressThatWasLookedAtIsUsed();
    void T009_aServerOutsideMayNameNothingInside_data();
    void T009_aServerOutsideMayNameNothingInside();
    void T009_whatAPersonTypedMayBeInside();
    void T010_theNextAddressIsTried();

private:
    base::Result<Response> fetch(
        const QByteArray &host, const QString &connection, const RequestLimits &limits = {})
    {
        return test::outcome(new HttpCall(
            { .purpose = u"Try"_s, .url = m_canary->url(host), .connection = connection, .limits = limits },
            m_network.get(), this));
    }

    base::SystemClock m_clock;
    base::Redactor m_redactor;
    ExchangeLog m_log{ &m_redactor, &m_clock };
    std::unique_ptr<StrictNetworkAccessManager> m_network;
    std::unique_ptr<test::ThrowAwayCa> m_ca;
    std::unique_ptr<test::TlsServer> m_canary;
    QHash<QString, QList<QList<QHostAddress>>> m_answers; ///< by name, one after the other
    QStringList m_asked;
};

void TestRebinding::initTestCase()
{
    m_ca = std::make_unique<test::ThrowAwayCa>();
    m_ca->issue(u"any"_s, "DNS:home.test,DNS:evil.test");
}

void TestRebinding::init()
{
    m_asked.clear();
    m_answers.clear();
    m_canary = std::make_unique<test::TlsServer>(m_ca->read(u"any.pem"_s), m_ca->read(u"any.key"_s));
    m_network = std::make_unique<StrictNetworkAccessManager>(&m_log);
    m_network->settings().proxies.setLookup(
        [](const QNetworkProxyQuery &) { return QList<QNetworkProxy>(); });
    m_network->settings().hosts.setResolver(
        [this](const QString &host, QObject *context,
            const std::function<void(const HostAddresses::Answer &)> &then) {
            m_asked.append(host);
            QList<QList<QHostAddress>> &answers = m_answers[host];
            const QList<QHostAddress> answer = answers.size() > 1 ? answers.takeFirst() : answers.value(0);
            QMetaObject::invokeMethod(
                context,
                [then, answer] {
                    then({ answer, u"there is no such host"_s });
                },
                Qt::QueuedConnection);
        });
    m_network->settings().set(u"home"_s, { .home = u"home.test"_s, .extraCa = m_ca->pem() });
}

void TestRebinding::T010_aNameIsAskedForOnce()
{
    m_answers[u"home.test"_s] = { { inside }, { outside } };
    for (int times = 0; times < 3; ++times) {
        const auto answer = fetch("home.test", u"home"_s);
        QVERIFY2(answer, answer ? "" : qPrintable(answer.error().message));
    }
    QCOMPARE(m_asked, QStringList{ u"home.test"_s });
    // Under its own name, in the request and in the handshake.
    QVERIFY(m_canary->asked.last().head.contains(
        "Host: home.test:" + QByteArray::number(m_canary->serverPort()) + "\r\n"));
    QCOMPARE(m_log.all().back().url, m_canary->url("home.test"));
    QCOMPARE(m_log.all().back().address, u"127.0.0.1"_s);
}

void TestRebinding::T010_theAddressThatWasLookedAtIsUsed()
{
    // Harmless when it is looked at; the next answer would be this computer.
    m_answers[u"home.test"_s] = { { outside } };
    m_answers[u"evil.test"_s] = { { outside }, { inside } };
    const auto first = fetch("evil.test", u"home"_s, { .idle = 300ms, .total = 300ms });
    QVERIFY(!first);
    QVERIFY(first.error().code == base::code::timedOut || first.error().code == base::code::unreachable);
    QCOMPARE(m_canary->connections, 0);
    // Asked for anew, it is looked at anew.
    const auto second = fetch("evil.test", u"home"_s);
    QVERIFY(!second);
    QCOMPARE(second.error().code, base::code::internalAddress);
    QCOMPARE(m_canary->connections, 0);
    // The control: who has no home to compare with would have arrived.
    m_network->settings().set(u"nobody"_s, { .extraCa = m_ca->pem() });
    QVERIFY(fetch("evil.test", u"nobody"_s));
    QCOMPARE(m_canary->connections, 1);
}

void TestRebinding::T009_aServerOutsideMayNameNothingInside_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QString>("address");
    QTest::newRow("a name of this computer") << QByteArray("evil.test") << u"127.0.0.1"_s;
    QTest::newRow("a name inside") << QByteArray("evil.test") << u"10.1.2.3"_s;
    QTest::newRow("metadata service") << QByteArray("evil.test") << u"169.254.169.254"_s;
    QTest::newRow("nowhere") << QByteArray("evil.test") << u"0.0.0.0"_s;
    QTest::newRow("unique local") << QByteArray("evil.test") << u"fd00::1"_s;
    QTest::newRow("mapped") << QByteArray("evil.test") << u"::ffff:127.0.0.1"_s;
    QTest::newRow("literal") << QByteArray("10.1.2.3") << QString();
    QTest::newRow("literal v6") << QByteArray("[fd00::1]") << QString();
}

void TestRebinding::T009_aServerOutsideMayNameNothingInside()
{
    QFETCH(const QByteArray, host);
    QFETCH(const QString, address);
    m_answers[u"home.test"_s] = { { outside } };
    if (!address.isEmpty())
        m_answers[QString::fromLatin1(host)] = { { outside, QHostAddress(address) } };
    const auto answer = fetch(host, u"home"_s);
    QVERIFY(!answer);
    QCOMPARE(answer.error().code, base::code::internalAddress);
    QCOMPARE(answer.error().kind, base::ErrorKind::ServerBrokeRule);
    QVERIFY(answer.error().message.contains(u"“home.test”, which named it, is outside"_s));
    QVERIFY(answer.error().message.endsWith(u"Nothing was sent."_s));
    QCOMPARE(m_canary->connections, 0);
}

void TestRebinding::T009_whatAPersonTypedMayBeInside()
{
    m_answers[u"home.test"_s] = { { inside } };
    m_answers[u"evil.test"_s] = { { inside } };
    QVERIFY(fetch("home.test", u"home"_s));
    QVERIFY(fetch("evil.test", u"home"_s)); // inside, named by a server that is inside
}

void TestRebinding::T010_theNextAddressIsTried()
{
    // Nobody listens there, and nothing was sent; a POST may go on to the next as well.
    const QHostAddress deaf(u"127.0.0.2"_s);
    m_answers[u"home.test"_s] = { { deaf, inside } };
    const auto answer = test::outcome(new HttpCall({ .purpose = u"Try"_s,
                                                       .method = "POST",
                                                       .url = m_canary->url("home.test"),
                                                       .body = "once",
                                                       .connection = u"home"_s },
        m_network.get(), this));
    QVERIFY2(answer, answer ? "" : qPrintable(answer.error().message));
    QCOMPARE(m_canary->asked.size(), 1);
    QCOMPARE(m_asked.size(), 1);
}

QTEST_GUILESS_MAIN(TestRebinding)
#include "test_rebinding.moc"
