// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/http.h"
#include "oauth/attempt.h"
#include "oauth/awaiting.h"
#include "oauth/metadata.h"

namespace authscope::oauth {

/// Authorization server metadata of an issuer: RFC 8414 first, then OpenID Connect to fill in what is
/// missing. The second document is fetched when there is one, and must name the same issuer; a missing one
/// is no error.
class FetchServer : public Awaiting<ServerMetadata> {
    Q_OBJECT

public:
    /// `acceptServerSpelling`: T002's override, a final slash more or less is forgiven.
    FetchServer(net::StrictNetworkAccessManager *network, QByteArray issuer, bool acceptServerSpelling,
        QString connection, QObject *parent);

    const base::Checks &checks() const { return m_checks; } ///< also after an error
    const QList<base::ExchangeId> &exchanges() const { return m_exchanges; }

protected:
    void run() override;

private:
    void next();
    void ask(bool isAgain);
    void answered(net::MetadataFetch *fetch, bool isAgain);
    void read(const QByteArray &url, const net::Response &response, base::ExchangeId exchange);
    void nothingFound();

    net::StrictNetworkAccessManager *m_network;
    QByteArray m_issuer;
    bool m_acceptServerSpelling;
    QString m_connection;
    QList<QByteArray> m_candidates;
    qsizetype m_at = 0;
    QStringList m_tried;
    std::optional<base::Error> m_redirect;
    bool m_serverTrouble = false;
    std::optional<ServerMetadata> m_found;
    base::Checks m_checks;
    QList<base::ExchangeId> m_exchanges;
};

} // namespace authscope::oauth
