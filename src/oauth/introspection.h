// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/http.h"
#include "oauth/awaiting.h"
#include "oauth/signinflow.h"
#include "oauth/tokenverdict.h"

namespace authscope::oauth {

/// What the server says about a token it is asked about. RFC 7662 §2.2.
struct Introspection {
    bool isActive = false;
    QByteArray subject = {};
    std::optional<QList<QByteArray>> scopes = {};
    QList<QByteArray> audience = {};
    std::optional<base::Time> expires = {}, issued = {}, notBefore = {};
    QByteArray issuer = {};
    QByteArray clientId = {};
    QByteArray tokenType = {};
    json::Object claims = {}; ///< every member as it came, without request_id and status_code
    base::Checks checks = {}; ///< members of the wrong type
    base::ExchangeId exchange = 0;
    std::optional<base::Time> serverDate = {};
};

/// `active` must be true or false, nothing else (T156). Error: OA-256, or OA-013 for what is no JSON object.
base::Result<Introspection> readIntrospection(QByteArrayView body);

/// Where tokens are introspected and revoked: as advertised, and at issuers that are recognisably Stytch's
/// under the addresses all of these have. Empty: nowhere.
QByteArray introspectionEndpoint(const ServerMetadata &server);
QByteArray revocationEndpoint(const ServerMetadata &server);
/// An issuer https://<project>.customers.stytch.com or .dev.
bool isStytchIssuer(const QByteArray &issuer);

/// The token itself may be all a server wants to see; it is sent as a credential only where somebody chose
/// that (T157).
enum class IntrospectionCredential { Client, AccessToken };

/// POST to the introspection endpoint. RFC 7662 §2.1. The grant's client proves itself as it was registered.
class Introspect : public Awaiting<Introspection> {
    Q_OBJECT

public:
    Introspect(Services services, Grant grant, TokenKind kind, QString connection, QObject *parent);

    void setCredential(IntrospectionCredential credential) { m_credential = credential; }

protected:
    void run() override;

private:
    void answered(const net::Response &response);

    Services m_services;
    Grant m_grant;
    TokenKind m_kind;
    QString m_connection;
    IntrospectionCredential m_credential = IntrospectionCredential::Client;
};

} // namespace authscope::oauth
