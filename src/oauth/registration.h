// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/http.h"
#include "oauth/awaiting.h"
#include "oauth/clientregistry.h"
#include "oauth/metadata.h"

namespace authscope::oauth {

QString clientName();

/// The ports we listen on first, so that servers that compare ports know us too.
const QList<quint16> &preferredPorts();
/// "/callback/<hash of the issuer>": an answer of one issuer cannot arrive where another's is awaited
/// (RFC 9700 §4.4). Used wherever we register ourselves.
QByteArray callbackPath(const QByteArray &issuer);
/// The portless loopback address first (RFC 8252 §7.3), then one for each preferred port.
QList<QByteArray> redirectUris(const QByteArray &issuer, quint16 otherPort = 0);

/// Where a provider sends the browser back to after signing out, in the same order (OIDC RP-Initiated Logout
/// §3.1). One path for every issuer: nothing but our own state is expected there.
QList<QByteArray> logoutUris();
inline constexpr auto logoutPath = "/logged-out";

/// Ports of addresses of this computer with this path, and whether one has none (RFC 8252 §7.3: any will do).
struct RegisteredPorts {
    QList<quint16> ports = {};
    bool isPortless = false;
};
RegisteredPorts registeredPorts(const QList<QByteArray> &redirects, const QByteArray &path);

/// What we send: constant, so that a server that recognises equal registrations gives the same client, and
/// nobody's name is in it (T085). `minimal`: only what every server knows, for the second try after a 400.
/// `otherPort`: one more redirect address, where every preferred port is taken (T052); 0: none.
QByteArray registrationBody(const ServerMetadata &server, bool minimal, quint16 otherPort = 0);
/// Names the metadata we would send now; a remembered client of another profile is not used.
QByteArray registrationProfile(const ServerMetadata &server);

/// The document to host at `url`, which then is our client id at servers that read such documents (OAuth
/// Client ID Metadata Document §3). Error: OA-002, for an address that cannot be one.
base::Result<json::Object> clientMetadataDocument(const QByteArray &url);
/// An https address with a path, without fragment or dot segments.
base::Result<void> checkClientMetadataUrl(const QByteArray &url);

/// Those of ours that the server says it registered; an answer that says nothing registered none.
QList<QByteArray> acceptedLogoutUris(const json::Object &reply);
/// RFC 7591 §3.2.1, T077, T078, T079.
base::Result<ClientIdentity> readRegistration(
    QByteArrayView document, const ServerMetadata &server, base::Checks *checks, quint16 otherPort = 0);
/// A client id may hold anything but control characters, and must hold something.
base::Result<void> checkClientId(const QByteArray &clientId);

/// Registers us at a server. RFC 7591.
class RegisterClient : public Awaiting<ClientIdentity> {
    Q_OBJECT

public:
    RegisterClient(
        net::StrictNetworkAccessManager *network, ServerMetadata server, QString connection, QObject *parent);

    void addPort(quint16 port) { m_otherPort = port; } ///< before start()

    const base::Checks &checks() const { return m_checks; }
    const QList<base::ExchangeId> &exchanges() const { return m_exchanges; }

protected:
    void run() override;

private:
    void send(bool minimal);
    void answered(net::HttpCall *call, bool minimal);

    net::StrictNetworkAccessManager *m_network;
    ServerMetadata m_server;
    QString m_connection;
    quint16 m_otherPort = 0;
    base::Checks m_checks;
    QList<base::ExchangeId> m_exchanges;
};

} // namespace authscope::oauth
