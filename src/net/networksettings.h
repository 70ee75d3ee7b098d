// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/operation.h"
#include "base/secret.h"

#include <QFuture>
#include <QHash>
#include <QHostAddress>
#include <QNetworkProxy>
#include <QSet>
#include <QSslConfiguration>
#include <QThreadPool>
#include <QUrl>

#include <chrono>
#include <functional>
#include <optional>

namespace authscope::net {

/// What the requests of one connection need of the network beyond what all requests have.
struct ConnectionNetwork {
    /// The host a person typed. As long as it is not inside this computer or a private network, nothing its
    /// servers name may be there either (OA-108, T009, T010). Empty: nothing is known.
    QString home = {};
    QByteArray extraCa = {}; ///< PEM; trusted beside the system's
    QByteArray clientCertificate = {}; ///< PEM; shown to servers that ask for one
    base::Secret clientKey = {}; ///< PEM
    /// Fetches the key from where it is kept, the first time it is needed; null: clientKey is all there is.
    std::function<base::ResultOperation<base::Secret> *(QObject *parent)> loadKey = {};
};

/// Where the system says a request has to pass: environment variables, the desktop's settings, PAC, whatever
/// Qt was built with. This computer is never reached through a proxy. Answers are kept for a minute, because
/// a PAC script may be fetched for each.
class SystemProxies {
public:
    using Lookup = std::function<QList<QNetworkProxy>(const QNetworkProxyQuery &)>;

    SystemProxies();
    ~SystemProxies();

    /// In place of the system's; for tests.
    void setLookup(Lookup lookup);
    /// The proxy, or NoProxy; nothing when it has to be looked up.
    std::optional<QNetworkProxy> known(const QUrl &url) const;
    /// As known(), and looks it up when it must: may take as long as a PAC script does.
    QNetworkProxy find(const QUrl &url);
    /// Looks it up elsewhere, to be given to remember().
    QFuture<QList<QNetworkProxy>> search(const QUrl &url);
    QNetworkProxy remember(const QUrl &url, const QList<QNetworkProxy> &answer);

private:
    struct Known {
        QNetworkProxy proxy;
        std::chrono::steady_clock::time_point since;
    };
    static QString keyOf(const QUrl &url);

    Lookup m_lookup;
    QHash<QString, Known> m_known;
    QThreadPool m_pool; ///< one thread: systems do not like to be asked twice at once
};

/// A host name is asked for once, and the request goes to the address that was looked at (T010).
class HostAddresses {
public:
    struct Answer {
        QList<QHostAddress> addresses = {};
        QString failure = {}; ///< why there are none
    };
    /// Calls back later, from the event loop, while `context` lives.
    using Resolver
        = std::function<void(const QString &host, QObject *context, std::function<void(const Answer &)>)>;

    HostAddresses();

    /// In place of the system's; for tests.
    void setResolver(Resolver resolver) { m_resolver = std::move(resolver); }
    void resolve(const QString &host, QObject *context, std::function<void(const Answer &)> then) const;
    void remember(const QString &host, const QList<QHostAddress> &addresses);
    bool isKnown(const QString &host) const;
    /// All of them, the one to use first.
    QList<QHostAddress> all(const QString &host) const;
    /// Nobody answered there: the next one is to be used. False when every one was tried.
    bool discard(const QString &host, const QHostAddress &address);
    /// Whether requests were sent to this address in place of a name.
    bool isInUse(const QString &address) const;

private:
    struct Known {
        QList<QHostAddress> addresses;
        std::chrono::steady_clock::time_point since;
    };

    Resolver m_resolver;
    QHash<QString, Known> m_known;
    QSet<QHostAddress> m_used;
};

/// Shared by the managers of one program: how each connection's requests travel.
class NetworkSettings {
public:
    void set(const QString &connection, const ConnectionNetwork &network);
    void forget(const QString &connection) { m_connections.remove(connection); }
    const ConnectionNetwork *find(const QString &connection) const;
    bool lacksKey(const QString &connection) const;
    void giveKey(const QString &connection, const base::Secret &key);

    /// TLS 1.2 or later, the system's trust store, and what the connection adds.
    QSslConfiguration tls(const QString &connection) const;
    /// Equal for connections that may share a TLS connection; empty for those that add nothing.
    QByteArray identityOf(const QString &connection) const;

    SystemProxies proxies;
    HostAddresses hosts;

private:
    struct Entry {
        ConnectionNetwork network;
        QSslConfiguration tls;
        QByteArray identity;
    };
    static void prepare(Entry &entry);

    QHash<QString, Entry> m_connections;
};

} // namespace authscope::net
