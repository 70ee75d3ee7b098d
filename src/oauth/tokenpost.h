// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/http.h"
#include "oauth/awaiting.h"
#include "oauth/codeflowadapter.h"

namespace authscope::oauth {

/// A request to a token endpoint.
struct TokenRequest {
    QString purpose = {};
    QByteArray endpoint = {};
    QList<base::FormPair> form = {}; ///< without what the client proves itself with
    ClientIdentity client = {};
    QByteArray audience = {}; ///< the issuer, for a client that signs
    std::shared_ptr<DpopKey> dpop = {}; ///< null: no proof is sent
    QString connection = {};
};

/// Sends it without Qt's flow. A demand for a nonce is met once, with everything that counts once made anew.
class TokenPost : public Awaiting<TokenReply> {
    Q_OBJECT

public:
    TokenPost(Services services, TokenRequest request, QObject *parent);

    const QList<base::ExchangeId> &exchanges() const { return m_exchanges; }

protected:
    void run() override;

private:
    void send(bool isAgain);
    void answered(const net::HttpCall *call, bool isAgain);

    Services m_services;
    TokenRequest m_request;
    QList<base::ExchangeId> m_exchanges;
};

} // namespace authscope::oauth
