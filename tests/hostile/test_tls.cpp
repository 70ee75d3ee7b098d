// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "net/certificates.h"
#include "net/http.h"
#include "support/certificates.h"
#include "support/outcome.h"
#include "support/tlsserver.h"

#include <QTest>

using namespace authscope;
using namespace authscope::net;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// Servers that are not whom they should be, or want to know who we are.
class TestTls : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void T087_saysWhichCheckFailed_data();
    void T087_saysWhichCheckFailed();
    void T087_trustsTheExtraCaOfThisConnectionOnly();
    void T087_keepsTheOtherChecksWithAnExtraCa();
    void T087_aClientCertificateIsShownByItsConnectionOnly_data();
    void T087_aClientCertificateIsShownByItsConnectionOnly();
    void T087_aLockedKeySendsNothing();
    void T087_theFilesOfAPersonAreChecked_data();
    void T087_theFilesOfAPersonAreChecked();
    void T087_readsEveryFormOfAKey();

private:
    base::Result<Response> fetch(const QByteArray &url, const QString &connection = {})
    {
        return test::outcome(
            new HttpCall({ .purpose = u"Try"_s, .url = url, .connection = connection }, &m_network, this));
    }
    ConnectionNetwork withCa() const { return { .extraCa = m_ca->pem() }; }

    base::SystemClock m_clock;
    base::Redactor m_redactor;
    ExchangeLog m_log{ &m_redactor, &m_clock };
    StrictNetworkAccessManager m_network{ &m_log };
    std::unique_ptr<test::ThrowAwayCa> m_ca;
};

void TestTls::initTestCase()
{
    if (!QSslSocket::supportsSsl())
        QFAIL("Qt has no TLS here");
    m_ca = std::make_unique<test::ThrowAwayCa>();
    m_ca->issue(u"good"_s, "IP:127.0.0.1,DNS:localhost");
    m_ca->issue(u"wrong"_s, "DNS:other.example,DNS:www.other.example");
    m_ca->issue(u"expired"_s, "IP:127.0.0.1", u"20200101000000Z"_s, u"20210203040506Z"_s);
    m_ca->issue(u"future"_s, "IP:127.0.0.1", u"20800101000000Z"_s, u"20810203040506Z"_s);
    m_ca->issue(u"ada"_s, "email:ada@example.org");
    m_ca->issue(u"bob"_s, "email:bob@example.org");
    m_ca->selfSign(u"lonely"_s, "IP:127.0.0.1");
    m_network.settings().set(u"trusting"_s, withCa());
}

void TestTls::T087_saysWhichCheckFailed_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<QStringList>("server");
    QTest::addColumn<bool>("trustsCa");
    QTest::addColumn<QStringList>("said");
    QTest::addColumn<QString>("nextStep");
    const QStringList none;
    QTest::newRow("expired") << u"expired"_s << none << true
                             << QStringList{ u"expired on 2021-02-03 04:05 UTC"_s, u"“expired”"_s,
                                    u"127.0.0.1"_s, u"Throw-away CA"_s }
                             << u"clock"_s;
    QTest::newRow("not yet") << u"future"_s << none << true
                             << QStringList{ u"valid from 2080-01-01 00:00 UTC on"_s } << u"clock"_s;
    QTest::newRow("wrong host") << u"wrong"_s << none << true
                                << QStringList{ u"not for “127.0.0.1”"_s,
                                       u"names “other.example”, “www.other.example”"_s }
                                << u"typing mistake"_s;
    QTest::newRow("self-signed") << u"lonely"_s << none << true
                                 << QStringList{ u"signed its certificate itself"_s } << u"extra CA"_s;
    QTest::newRow("unknown CA") << u"good"_s << none << false
                                << QStringList{ u"leads to “Throw-away CA”, a CA that neither"_s }
                                << u"extra CA"_s;
    const QStringList old{ u"-cipher"_s, u"ALL:@SECLEVEL=0"_s };
    for (const QString &version : { u"-tls1"_s, u"-tls1_1"_s })
        QTest::newRow(qPrintable(version))
            << u"good"_s << (QStringList{ version } + old) << true
            << QStringList{ u"speaks nothing as new as TLS 1.2"_s } << u"people who run the server"_s;
    const QStringList wanted{ u"-Verify"_s, u"2"_s, u"-verify_return_error"_s, u"-CAfile"_s, u"ca.pem"_s };
    QTest::newRow("client certificate, TLS 1.3")
        << u"good"_s << (wanted + QStringList{ u"-tls1_3"_s }) << true
        << QStringList{ u"asks for a client certificate"_s } << u"client certificate and key"_s;
    QTest::newRow("client certificate, TLS 1.2")
        << u"good"_s << (wanted + QStringList{ u"-tls1_2"_s }) << true
        << QStringList{ u"wants a client certificate, or"_s } << u"client certificate and key"_s;
}

void TestTls::T087_saysWhichCheckFailed()
{
    QFETCH(const QString, certificate);
    QFETCH(const QStringList, server);
    QFETCH(const bool, trustsCa);
    QFETCH(const QStringList, said);
    QFETCH(const QString, nextStep);
    test::OpensslServer peer(*m_ca, certificate, server);
    const auto answer = fetch(peer.url(), trustsCa ? u"trusting"_s : QString());
    QVERIFY(!answer);
    const base::Error &error = answer.error();
    QCOMPARE(error.code, base::code::tlsFailed);
    QCOMPARE(error.kind, base::ErrorKind::Network);
    for (const QString &words : said)
        QVERIFY2(error.message.contains(words), qPrintable(error.message));
    QVERIFY2(error.message.contains(u"127.0.0.1:%1"_s.arg(peer.port())), qPrintable(error.message));
    QVERIFY2(error.nextStep.contains(nextStep), qPrintable(error.nextStep));
    if (!server.isEmpty())
        return;
    // Whom to compare it with: the fingerprint as openssl prints it.
    const QSslCertificate own(m_ca->read(certificate + u".pem"_s));
    const QString print = QString::fromLatin1(own.digest(QCryptographicHash::Sha256).toHex(':').toUpper());
    QVERIFY2(error.message.contains(u"SHA-256 "_s + print), qPrintable(error.message));
    QCOMPARE(m_log.find(error.exchange)->status, 0);
    QCOMPARE(m_log.find(error.exchange)->timesSent, 0);
}

void TestTls::T087_trustsTheExtraCaOfThisConnectionOnly()
{
    test::OpensslServer peer(*m_ca, u"good"_s);
    // In this order: a connection that was trusted by one must not serve the other.
    const auto trusted = fetch(peer.url(), u"trusting"_s);
    QVERIFY2(trusted, trusted ? "" : qPrintable(trusted.error().message));
    QCOMPARE(trusted->body, "yes");
    const auto stranger = fetch(peer.url(), u"another"_s);
    QVERIFY(!stranger);
    QCOMPARE(stranger.error().code, base::code::tlsFailed);
}

void TestTls::T087_keepsTheOtherChecksWithAnExtraCa()
{
    test::OpensslServer peer(*m_ca, u"good"_s);
    QVERIFY(fetch(peer.url("localhost"), u"trusting"_s));
    test::OpensslServer named(*m_ca, u"wrong"_s);
    QVERIFY(!fetch(named.url("localhost"), u"trusting"_s));
}

void TestTls::T087_aClientCertificateIsShownByItsConnectionOnly_data()
{
    QTest::addColumn<QStringList>("order");
    QTest::newRow("ada first") << QStringList{ u"ada"_s, u"bob"_s, u"trusting"_s, u"ada"_s };
    QTest::newRow("nobody first") << QStringList{ u"trusting"_s, u"bob"_s, u"trusting"_s, u"ada"_s };
}

/// Qt alone would use the connection that is open, whoever it was opened for.
void TestTls::T087_aClientCertificateIsShownByItsConnectionOnly()
{
    QFETCH(const QStringList, order);
    test::TlsServer peer(m_ca->read(u"good.pem"_s), m_ca->read(u"good.key"_s), m_ca->pem());
    for (const QString &who : { u"ada"_s, u"bob"_s })
        m_network.settings().set(who,
            { .extraCa = m_ca->pem(),
                .clientCertificate = m_ca->read(who + u".pem"_s),
                .clientKey = base::Secret(m_ca->read(who + u".key"_s)) });
    for (const QString &who : order) {
        const auto answer = fetch(peer.url(), who);
        QVERIFY2(answer, answer ? "" : qPrintable(answer.error().message));
        QCOMPARE(peer.asked.last().client, who == u"trusting"_s ? QString() : who);
    }
    // The same one again keeps its connection.
    const int before = peer.connections;
    QVERIFY(fetch(peer.url(), order.last()));
    QCOMPARE(peer.connections, before);
}

void TestTls::T087_aLockedKeySendsNothing()
{
    class Locked : public base::ResultOperation<base::Secret> {
    public:
        using ResultOperation::ResultOperation;

    protected:
        void run() override
        {
            finishWith(base::Error{ .kind = base::ErrorKind::Keychain, .code = base::code::keychainLocked });
        }
    };
    test::TlsServer peer(m_ca->read(u"good.pem"_s), m_ca->read(u"good.key"_s), m_ca->pem());
    ConnectionNetwork network = withCa();
    network.clientCertificate = m_ca->read(u"ada.pem"_s);
    network.loadKey = [](QObject *parent) { return new Locked(parent); };
    m_network.settings().set(u"locked"_s, network);
    const auto answer = fetch(peer.url(), u"locked"_s);
    QVERIFY(!answer);
    QCOMPARE(answer.error().code, base::code::keychainLocked);
    // Also where a request does not wait for it.
    QNetworkRequest request(QUrl::fromEncoded(peer.url()));
    request.setAttribute(
        static_cast<QNetworkRequest::Attribute>(StrictNetworkAccessManager::Connection), u"locked"_s);
    const std::unique_ptr<QNetworkReply> reply(m_network.get(request));
    QTRY_VERIFY(reply->isFinished());
    QCOMPARE(StrictNetworkAccessManager::stoppedBy(reply.get()).code, base::code::keptEntryWrong);
    QCOMPARE(peer.connections, 0);
}

void TestTls::T087_theFilesOfAPersonAreChecked_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QString>("said");
    QTest::newRow("nothing") << QByteArray() << u"holds no certificate"_s;
    QTest::newRow("text") << QByteArray("hello") << u"holds no certificate"_s;
    QTest::newRow("key") << m_ca->read(u"ada.key"_s) + m_ca->read(u"ada.pem"_s) << u"private key"_s;
    QTest::newRow("large") << QByteArray(2 << 20, 'x') << u"larger than"_s;
    QTest::newRow("many") << m_ca->pem().repeated(101) << u"101 certificates"_s;
}

void TestTls::T087_theFilesOfAPersonAreChecked()
{
    QFETCH(const QByteArray, file);
    QFETCH(const QString, said);
    const auto read = readCertificates(file, u"The file"_s);
    QVERIFY(!read);
    QCOMPARE(read.error().code, base::code::usage);
    QVERIFY2(read.error().message.contains(said), qPrintable(read.error().message));
    QVERIFY(readCertificates(m_ca->pem() + m_ca->read(u"ada.pem"_s), u"The file"_s));
}

void TestTls::T087_readsEveryFormOfAKey()
{
    m_ca->openssl({ u"pkcs8"_s, u"-topk8"_s, u"-in"_s, u"ada.key"_s, u"-out"_s, u"ada-locked.key"_s,
        u"-passout"_s, u"pass:opens it"_s });
    m_ca->openssl({ u"pkcs12"_s, u"-export"_s, u"-in"_s, u"ada.pem"_s, u"-inkey"_s, u"ada.key"_s,
        u"-certfile"_s, u"ca.pem"_s, u"-out"_s, u"ada.p12"_s, u"-passout"_s, u"pass:opens it"_s });
    const QByteArray certificate = m_ca->read(u"ada.pem"_s);
    const base::Secret right(QByteArray("opens it"));
    const base::Secret wrong(QByteArray("does not"));
    struct Case {
        QByteArray certificate;
        QByteArray key;
        bool isLocked;
    };
    const Case cases[] = { { certificate, m_ca->read(u"ada.key"_s), false },
        { certificate + m_ca->read(u"ada.key"_s), {}, false },
        { certificate, m_ca->read(u"ada-locked.key"_s), true }, { m_ca->read(u"ada.p12"_s), {}, true } };
    for (const Case &one : cases) {
        QCOMPARE(needsPassphrase(one.key.isEmpty() ? one.certificate : one.key), one.isLocked);
        const auto read = readClientIdentity(one.certificate, one.key, right);
        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        QVERIFY(read->certificate.startsWith("-----BEGIN CERTIFICATE"));
        QVERIFY(read->key.reveal().contains("PRIVATE KEY"));
        QVERIFY(!needsPassphrase(read->key.reveal()));
        if (!one.isLocked)
            continue;
        const auto refused = readClientIdentity(one.certificate, one.key, wrong);
        QVERIFY(!refused);
        QVERIFY(!base::oneLine(refused.error()).contains(u"does not"_s + u" open it"_s));
    }
    QVERIFY(!readClientIdentity(certificate, {}, {}));
    QVERIFY(!readClientIdentity("nonsense", {}, {}));
    // What was read works.
    test::TlsServer peer(m_ca->read(u"good.pem"_s), m_ca->read(u"good.key"_s), m_ca->pem());
    const auto identity = readClientIdentity(m_ca->read(u"ada.p12"_s), {}, right);
    m_network.settings().set(u"p12"_s,
        { .extraCa = m_ca->pem(), .clientCertificate = identity->certificate, .clientKey = identity->key });
    QVERIFY(fetch(peer.url(), u"p12"_s));
    QCOMPARE(peer.asked.last().client, u"ada"_s);
}

QTEST_GUILESS_MAIN(TestTls)
#include "test_tls.moc"
