// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/tokenpost.h"

#include "oauth/clientauth.h"
#include "oauth/dpop.h"

namespace authscope::oauth {

TokenPost::TokenPost(Services services, TokenRequest request, QObject *parent)
    : Awaiting(parent), m_services(std::move(services)), m_request(std::move(request))
{
}

void TokenPost::run()
{
    send(false);
}

void TokenPost::send(bool isAgain)
{
    const auto proof = authenticate(m_request.client, m_request.audience, m_services);
    if (!proof)
        return finishWith(proof.error());
    net::Request request;
    request.purpose = m_request.purpose;
    request.method = "POST";
    request.url = m_request.endpoint;
    request.headers
        = { { "Accept", "application/json" }, { "Content-Type", "application/x-www-form-urlencoded" } };
    if (!proof->authorization.isEmpty())
        request.headers.append("Authorization", proof->authorization.reveal());
    if (m_request.dpop)
        request.headers.append(
            "DPoP", dpopProof(*m_request.dpop, "POST", m_request.endpoint, {}, m_services).reveal());
    request.body = base::encodeForm(m_request.form + proof->parameters);
    request.connection = m_request.connection;
    await(new net::HttpCall(request, m_services.network, this),
        [this, isAgain](net::HttpCall *call) { answered(call, isAgain); });
}

void TokenPost::answered(const net::HttpCall *call, bool isAgain)
{
    if (!call->result()) {
        if (call->result().error().exchange)
            m_exchanges.append(call->result().error().exchange);
        return finishWith(call->result().error());
    }
    const net::Response &response = *call->result();
    m_exchanges.append(response.exchange);
    const auto field
        = [&response](const char *name) { return response.headers.value(name).value_or(QByteArray()); };
    TokenReply reply{ .status = response.status,
        .body = response.body,
        .location = field("Location"),
        .retryAfter = field("Retry-After"),
        .dpopNonce = field("DPoP-Nonce"),
        .exchange = response.exchange,
        .received = response.received,
        .serverDate = response.serverDate };
    if (m_request.dpop) {
        rememberNonce(*m_request.dpop, m_request.endpoint, reply.dpopNonce);
        if (!isAgain && asksForNonce(reply))
            return send(true);
    }
    finishWith(std::move(reply));
}

} // namespace authscope::oauth
