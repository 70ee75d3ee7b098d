// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/tokenpost.h"

namespace authscope::oauth {

/// What stands for an authorization request that was sent beforehand. RFC 9126 §2.2.
struct PushedRequest {
    base::Secret requestUri = {}; ///< opaque, sent as it came
    std::chrono::seconds lifetime{ 0 };
    base::ExchangeId exchange = 0;
};

/// Why a request goes there beforehand and not through the browser; empty: it need not.
QString whyPush(const AuthorizationRequest &request, bool always);

/// Sends an authorization request to the server itself, with the client's proof and the key's. Errors:
/// OA-170, or OA-188 when the server does not take the client (serverCode() says how it named that).
class PushRequest : public Awaiting<PushedRequest> {
    Q_OBJECT

public:
    PushRequest(Services services, AuthorizationRequest request, QString connection, QObject *parent);

    const QList<base::ExchangeId> &exchanges() const { return m_exchanges; }
    const base::Checks &checks() const { return m_checks; }
    const QByteArray &serverCode() const { return m_serverCode; } ///< of an error answer

protected:
    void run() override;

private:
    void answered(const base::Result<TokenReply> &reply);
    base::Error refusal(const TokenReply &reply);

    Services m_services;
    AuthorizationRequest m_request;
    QString m_connection;
    QList<base::ExchangeId> m_exchanges;
    base::Checks m_checks;
    QByteArray m_serverCode;
};

} // namespace authscope::oauth
