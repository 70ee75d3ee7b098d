// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/http.h"
#include "net/wwwauthenticate.h"
#include "oauth/awaiting.h"
#include "oauth/metadata.h"

namespace authscope::oauth {

/// Protected resource metadata of an address, and how it was looked for. RFC 9728.
struct FoundResource {
    std::optional<ResourceMetadata> resource = {}; ///< absent: no such document anywhere
};

/// The address the challenge names, exactly that one; else the path-inserted, else the root one (mcp.md 1.6:
/// no address is tried that is not needed). Ends with an error when a document breaks a rule, when the
/// address named by the challenge has none, or when nothing could be reached.
class FetchResource : public Awaiting<FoundResource> {
    Q_OBJECT

public:
    FetchResource(net::StrictNetworkAccessManager *network, QByteArray url,
        const QList<net::Challenge> &challenges, QString connection, QObject *parent);

    const base::Checks &checks() const { return m_checks; } ///< also after an error
    const QList<base::ExchangeId> &exchanges() const { return m_exchanges; }

protected:
    void run() override;

private:
    void next();
    void answered(net::MetadataFetch *fetch);
    base::Error nothingAtChallenge(const QString &whatCame) const;

    net::StrictNetworkAccessManager *m_network;
    QByteArray m_url;
    QString m_connection;
    QList<QByteArray> m_candidates;
    qsizetype m_at = 0;
    bool m_fromChallenge = false;
    base::Checks m_checks;
    QList<base::ExchangeId> m_exchanges;
};

} // namespace authscope::oauth
