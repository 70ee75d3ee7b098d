// SPDX-License-Identifier: GPL-3.0-or-later
// Private to net: what has to be known before a request can leave.
#pragma once

#include "net/http.h"

#include <QFutureWatcher>
#include <QPointer>
#include <QTimer>

namespace authscope::net {

/// The client's key from the keychain, the proxy, the address behind the host name; afterwards the settings
/// of the manager have them. Errors: OA-010 no such host, OA-011 too slow, OA-108 an address that may not be
/// named, those of the keychain.
class Departure : public base::ResultOperation<bool> {
    Q_OBJECT

public:
    Departure(const Request &request, StrictNetworkAccessManager *network, QObject *parent);
    ~Departure() override;

    /// False: the request can leave at once.
    static bool isNeeded(const Request &request, const StrictNetworkAccessManager *network);

protected:
    void run() override;
    void abort() override;

private:
    void fetchKey();
    void findProxy();
    void findHome();
    void findHost();
    void judge();
    void resolve(const QString &host, void (Departure::*then)());
    void fail(const QString &errorCode, const QString &message);

    Request m_request;
    QPointer<StrictNetworkAccessManager> m_network;
    QUrl m_url;
    QString m_host;
    QString m_home; ///< empty: nothing is known of it
    QTimer m_limit;
    QPointer<base::Operation> m_step;
};

} // namespace authscope::net
