// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/http.h"
#include "oauth/browserlauncher.h"

#include <QHash>
#include <QNetworkCookieJar>

namespace authscope::session {

/// Stands in for a browser where the provider consents without a page: follows redirects with GET, at most
/// ten, only to URLs base::guardUrl() allows, until the answer has been delivered to our own loopback
/// address. Cookies live in memory, for one origin each, as long as one open() (providers carry the
/// interaction in them).
class HeadlessBrowser : public QObject, public oauth::BrowserLauncher {
    Q_OBJECT

public:
    explicit HeadlessBrowser(net::StrictNetworkAccessManager *network, QObject *parent = nullptr);
    ~HeadlessBrowser() override;

    base::Result<void> open(const QByteArray &url) override;
    QString displayName() const override;

Q_SIGNALS:
    /// It cannot go on: a page where a person is needed, too many redirects, no answer. OA-124.
    void failed(const authscope::base::Error &error);

private:
    void visit(const QByteArray &url);
    void answered(const net::HttpCall *call);
    void stop(base::ErrorKind kind, const QString &message, base::ExchangeId exchange = 0);
    QNetworkCookieJar &jar(const QByteArray &origin);

    net::StrictNetworkAccessManager *m_network;
    QByteArray m_callback; ///< redirect_uri of the request: reaching it is the end of our part
    QHash<QByteArray, QNetworkCookieJar *> m_jars;
    QPointer<net::HttpCall> m_call;
    int m_hops = 0;
    bool m_delivered = false;
};

} // namespace authscope::session
