// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspect/keys.h"
#include "oauth/awaiting.h"
#include "oauth/metadata.h"
#include "oauth/tokenverdict.h"

namespace authscope::inspect {

/// The only thing here that touches the network, and only when somebody asked for it: a token's own iss, jku
/// and x5u are never followed by themselves (T110, T130).
class KeyFetch : public oauth::Awaiting<Keys> {
    Q_OBJECT

public:
    /// `source` keeps sets between fetches and knows rotation (T105-T107); it may be shared with connections.
    KeyFetch(net::StrictNetworkAccessManager *network, oauth::KeySource *source, QObject *parent);

    /// Metadata of the issuer (RFC 8414, OIDC Discovery; its name must match byte for byte), then jwks_uri.
    void setIssuer(const QByteArray &issuer) { m_issuer = issuer; }
    /// A JWK set at an address.
    void setAddress(const QByteArray &jwksUri) { m_address = jwksUri; }
    /// The key the token names: an unknown one makes a set that is at hand be fetched once more.
    void setKid(const QByteArray &kid) { m_kid = kid; }
    /// Whose extra CA, client certificate and log entries it is; empty: nobody's.
    void setConnection(const QString &connection) { m_connection = connection; }

protected:
    void run() override;

private:
    void fetchKeys(const QByteArray &jwksUri);
    void fetched(const base::Result<jose::JwkSet> &set, const QByteArray &jwksUri);

    net::StrictNetworkAccessManager *m_network;
    QPointer<oauth::KeySource> m_source;
    QByteArray m_issuer, m_address, m_kid;
    QString m_connection;
    Keys m_keys;
};

} // namespace authscope::inspect
