// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/departure.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "base/urlguard.h"

using namespace Qt::StringLiterals;

namespace authscope::net {

namespace {

constexpr std::chrono::seconds longest{ 30 };

bool isName(const QString &host)
{
    return QHostAddress(host).isNull();
}

bool isInside(const QString &host, const QList<QHostAddress> &addresses)
{
    return base::isInternalAddress(host)
        || std::any_of(addresses.begin(), addresses.end(),
            [](const QHostAddress &one) { return base::isInternalAddress(one.toString()); });
}

} // namespace

Departure::Departure(const Request &request, StrictNetworkAccessManager *network, QObject *parent)
    : ResultOperation(parent)
    , m_request(request)
    , m_network(network)
    , m_url(QUrl::fromEncoded(request.url, QUrl::StrictMode))
    , m_host(m_url.host(QUrl::EncodeUnicode))
{
    m_limit.setSingleShot(true);
    connect(&m_limit, &QTimer::timeout, this, [this] {
        fail(base::code::timedOut,
            u"The way to %1 could not be found in time: its address, the system's proxy, or the key of the "
            "client certificate. It was stopped."_s.arg(m_host));
    });
}

Departure::~Departure() = default;

bool Departure::isNeeded(const Request &request, const StrictNetworkAccessManager *network)
{
    if (!network)
        return false;
    const NetworkSettings &settings = network->settings();
    const QUrl url = QUrl::fromEncoded(request.url, QUrl::StrictMode);
    const QString host = url.host(QUrl::EncodeUnicode);
    if (url.scheme() == "https"_L1 && settings.lacksKey(request.connection)
        && settings.find(request.connection)->loadKey)
        return true;
    if (base::isLoopbackHost(host) || !base::guardUrl(request.url, {}))
        return false;
    return true; // what is known is looked at again: it may have become too old
}

void Departure::run()
{
    m_limit.start(
        m_request.limits.total.count() > 0 ? m_request.limits.total : std::chrono::milliseconds(longest));
    fetchKey();
}

void Departure::abort()
{
    m_limit.stop();
    if (m_step)
        m_step->cancel();
}

void Departure::fail(const QString &errorCode, const QString &message)
{
    finishWith(
        base::Error{ .kind = errorCode == base::code::internalAddress ? base::ErrorKind::ServerBrokeRule
                                                                      : base::ErrorKind::Network,
            .code = errorCode,
            .message = message + u" Nothing was sent."_s });
}

void Departure::fetchKey()
{
    NetworkSettings &settings = m_network->settings();
    const ConnectionNetwork *network = settings.find(m_request.connection);
    if (!settings.lacksKey(m_request.connection) || !network->loadKey)
        return findProxy();
    auto *load = network->loadKey(this);
    m_step = load;
    connect(load, &Operation::finished, this, [this, load] {
        load->deleteLater();
        if (isFinished())
            return;
        if (!load->result())
            return finishWith(load->result().error());
        if (!m_network)
            return finishWith(base::cancelledError());
        m_network->settings().giveKey(m_request.connection, *load->result());
        findProxy();
    });
    load->start();
}

void Departure::findProxy()
{
    if (base::isLoopbackHost(m_host))
        return finishWith(base::Result<bool>(true));
    SystemProxies &proxies = m_network->settings().proxies;
    if (proxies.known(m_url))
        return findHome();
    auto *watcher = new QFutureWatcher<QList<QNetworkProxy>>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher] {
        watcher->deleteLater();
        if (!m_network)
            return finishWith(base::cancelledError());
        m_network->settings().proxies.remember(m_url, watcher->result());
        findHome();
    });
    watcher->setFuture(proxies.search(m_url));
}

void Departure::findHome()
{
    const ConnectionNetwork *network = m_network->settings().find(m_request.connection);
    m_home = network ? network->home : QString();
    if (m_home == m_host)
        m_home.clear(); // it is what it is
    const bool isDirect = m_network->settings().proxies.find(m_url).type() == QNetworkProxy::NoProxy;
    if (!isDirect)
        return judge(); // the proxy asks for the address, not we
    resolve(m_home, &Departure::findHost);
}

void Departure::findHost()
{
    resolve(m_host, &Departure::judge);
}

void Departure::resolve(const QString &host, void (Departure::*then)())
{
    HostAddresses &hosts = m_network->settings().hosts;
    if (host.isEmpty() || base::isLoopbackHost(host) || !isName(host) || hosts.isKnown(host))
        return (this->*then)();
    hosts.resolve(host, this, [this, host, then](const HostAddresses::Answer &answer) {
        if (isFinished())
            return;
        if (!m_network)
            return finishWith(base::cancelledError());
        if (!answer.addresses.isEmpty())
            m_network->settings().hosts.remember(host, answer.addresses);
        else if (host == m_host)
            return fail(base::code::unreachable,
                u"%1: no usable answer from %2; %3."_s.arg(
                    m_request.purpose.isEmpty() ? u"Request"_s : m_request.purpose, base::cleaned(m_host),
                    answer.failure));
        (this->*then)();
    });
}

void Departure::judge()
{
    const HostAddresses &hosts = m_network->settings().hosts;
    const QList<QHostAddress> addresses = hosts.all(m_host);
    if (!m_home.isEmpty() && isInside(m_host, addresses) && !isInside(m_home, hosts.all(m_home))) {
        const QString where = addresses.isEmpty() || !isName(m_host)
            ? QString()
            : u" (%1)"_s.arg(addresses.first().toString());
        return fail(base::code::internalAddress,
            u"“%1”%2 points into this computer or its private network. “%3”, which named it, is outside, and "
            "may not do that."_s.arg(base::cleaned(m_host), where, base::cleaned(m_home)));
    }
    finishWith(base::Result<bool>(true));
}

} // namespace authscope::net
