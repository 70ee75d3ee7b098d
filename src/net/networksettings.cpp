// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/networksettings.h"

#include "base/urlguard.h"

#include <QCryptographicHash>
#include <QHostInfo>
#include <QSslKey>
#include <QtConcurrent>

using namespace Qt::StringLiterals;

namespace authscope::net {

namespace {

constexpr std::chrono::minutes keptFor{ 1 };

bool isFresh(std::chrono::steady_clock::time_point since)
{
    return std::chrono::steady_clock::now() - since < keptFor;
}

QSslKey keyFrom(const QByteArray &pem)
{
    for (const QSsl::KeyAlgorithm algorithm : { QSsl::Rsa, QSsl::Ec, QSsl::Dsa }) {
        const QSslKey key(pem, algorithm);
        if (!key.isNull())
            return key;
    }
    return {};
}

/// Reading them takes a fifth of a second.
const QList<QSslCertificate> &systemCas()
{
    static const QList<QSslCertificate> cas = QSslConfiguration::systemCaCertificates();
    return cas;
}

QSslConfiguration standardTls()
{
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setProtocol(QSsl::TlsV1_2OrLater);
    tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
    return tls;
}

/// Other programs take “proxy.example:3128” too; what asks here ignores it, and would go out directly.
void completeProxyVariables()
{
    for (const char *name :
        { "http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY" }) {
        const QByteArray value = qgetenv(name);
        if (!value.isEmpty() && !value.contains("://"))
            qputenv(name, "http://" + value);
    }
}

} // namespace

SystemProxies::SystemProxies()
    : m_lookup(
        [](const QNetworkProxyQuery &query) { return QNetworkProxyFactory::systemProxyForQuery(query); })
{
    completeProxyVariables(); // before anything asks elsewhere
    m_pool.setMaxThreadCount(1);
}

SystemProxies::~SystemProxies() = default;

void SystemProxies::setLookup(Lookup lookup)
{
    m_lookup = std::move(lookup);
    m_known.clear();
}

QString SystemProxies::keyOf(const QUrl &url)
{
    return url.adjusted(QUrl::RemoveUserInfo | QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment)
        .toString(QUrl::FullyEncoded);
}

std::optional<QNetworkProxy> SystemProxies::known(const QUrl &url) const
{
    if (base::isLoopbackHost(url.host(QUrl::EncodeUnicode)))
        return QNetworkProxy(QNetworkProxy::NoProxy);
    const auto found = m_known.constFind(keyOf(url));
    if (found == m_known.cend() || !isFresh(found->since))
        return std::nullopt;
    return found->proxy;
}

QNetworkProxy SystemProxies::find(const QUrl &url)
{
    if (const auto proxy = known(url))
        return *proxy;
    return remember(url, m_lookup(QNetworkProxyQuery(url)));
}

QFuture<QList<QNetworkProxy>> SystemProxies::search(const QUrl &url)
{
    return QtConcurrent::run(
        &m_pool, [lookup = m_lookup, query = QNetworkProxyQuery(url)] { return lookup(query); });
}

QNetworkProxy SystemProxies::remember(const QUrl &url, const QList<QNetworkProxy> &answer)
{
    // The first one counts. Qt puts “no proxy” behind it, but a request that should pass a proxy must not go
    // out directly because the proxy is down.
    const QNetworkProxy proxy = answer.isEmpty() || answer.first().type() == QNetworkProxy::DefaultProxy
        ? QNetworkProxy(QNetworkProxy::NoProxy)
        : answer.first();
    m_known.removeIf([](const auto &entry) { return !isFresh(entry->since); });
    m_known.insert(keyOf(url), { proxy, std::chrono::steady_clock::now() });
    return proxy;
}

HostAddresses::HostAddresses()
    : m_resolver([](const QString &host, QObject *context, const std::function<void(const Answer &)> &then) {
        QHostInfo::lookupHost(host, context, [then](const QHostInfo &info) {
            Answer answer{ .addresses = info.addresses() };
            if (info.error() != QHostInfo::NoError || answer.addresses.isEmpty())
                answer.failure = u"there is no such host"_s;
            then(answer);
        });
    })
{
}

void HostAddresses::resolve(
    const QString &host, QObject *context, std::function<void(const Answer &)> then) const
{
    m_resolver(host, context, std::move(then));
}

void HostAddresses::remember(const QString &host, const QList<QHostAddress> &addresses)
{
    // The old protocol first: a broken way for the new one is the more frequent trouble.
    QList<QHostAddress> sorted = addresses;
    std::stable_partition(sorted.begin(), sorted.end(),
        [](const QHostAddress &one) { return one.protocol() == QAbstractSocket::IPv4Protocol; });
    m_known.removeIf([](const auto &entry) { return !isFresh(entry->since); });
    m_known.insert(host.toLower(), { sorted, std::chrono::steady_clock::now() });
    for (const QHostAddress &address : sorted)
        m_used.insert(address);
}

bool HostAddresses::isKnown(const QString &host) const
{
    const auto found = m_known.constFind(host.toLower());
    return found != m_known.cend() && isFresh(found->since);
}

QList<QHostAddress> HostAddresses::all(const QString &host) const
{
    return m_known.value(host.toLower()).addresses;
}

bool HostAddresses::discard(const QString &host, const QHostAddress &address)
{
    const auto found = m_known.find(host.toLower());
    if (found == m_known.end())
        return false;
    found->addresses.removeAll(address);
    if (!found->addresses.isEmpty())
        return true;
    m_known.erase(found); // asked for anew next time
    return false;
}

bool HostAddresses::isInUse(const QString &address) const
{
    const QHostAddress wanted(address);
    return !wanted.isNull() && m_used.contains(wanted);
}

void NetworkSettings::prepare(Entry &entry)
{
    const ConnectionNetwork &network = entry.network;
    entry.tls = standardTls();
    entry.identity.clear();
    if (network.extraCa.isEmpty() && network.clientCertificate.isEmpty())
        return;
    if (!network.extraCa.isEmpty())
        entry.tls.setCaCertificates(systemCas() + QSslCertificate::fromData(network.extraCa, QSsl::Pem));
    if (!network.clientCertificate.isEmpty() && !network.clientKey.isEmpty()) {
        entry.tls.setLocalCertificateChain(QSslCertificate::fromData(network.clientCertificate, QSsl::Pem));
        entry.tls.setPrivateKey(keyFrom(network.clientKey.reveal()));
    }
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QByteArray &part :
        { network.extraCa, network.clientCertificate, network.clientKey.reveal() }) {
        hash.addData(QByteArray::number(part.size()) + ':');
        hash.addData(part);
    }
    entry.identity = hash.result().toHex();
}

void NetworkSettings::set(const QString &connection, const ConnectionNetwork &network)
{
    Entry &entry = m_connections[connection];
    entry.network = network;
    prepare(entry);
}

const ConnectionNetwork *NetworkSettings::find(const QString &connection) const
{
    const auto found = m_connections.constFind(connection);
    return found == m_connections.cend() ? nullptr : &found->network;
}

bool NetworkSettings::lacksKey(const QString &connection) const
{
    const ConnectionNetwork *network = find(connection);
    return network && !network->clientCertificate.isEmpty() && network->clientKey.isEmpty();
}

void NetworkSettings::giveKey(const QString &connection, const base::Secret &key)
{
    const auto found = m_connections.find(connection);
    if (found == m_connections.end())
        return;
    found->network.clientKey = key;
    prepare(*found);
}

QSslConfiguration NetworkSettings::tls(const QString &connection) const
{
    const auto found = m_connections.constFind(connection);
    return found == m_connections.cend() ? standardTls() : found->tls;
}

QByteArray NetworkSettings::identityOf(const QString &connection) const
{
    return m_connections.value(connection).identity;
}

} // namespace authscope::net
