// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/exchange.h"

#include "oauth/dpop.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

FlowExchange::FlowExchange(Services services, TokenRequest again, QObject *parent)
    : Awaiting(parent), m_services(std::move(services)), m_again(std::move(again))
{
}

base::Secret FlowExchange::proof() const
{
    return m_again.dpop ? dpopProof(*m_again.dpop, "POST", m_again.endpoint, {}, m_services) : base::Secret();
}

void FlowExchange::listenTo(CodeFlowAdapter *adapter)
{
    connect(adapter, &CodeFlowAdapter::answered, this, [this, adapter] { answered(adapter->reply()); });
}

void FlowExchange::answered(const base::Result<TokenReply> &reply)
{
    if (!isRunning())
        return;
    if (!reply || !m_again.dpop)
        return finishWith(reply);
    rememberNonce(*m_again.dpop, m_again.endpoint, reply->dpopNonce);
    if (!asksForNonce(*reply))
        return finishWith(reply);
    await(new TokenPost(m_services, m_again, this), [this](TokenPost *post) { finishWith(post->result()); });
}

CodeExchange::CodeExchange(const Services &services, CodeFlowAdapter *adapter,
    const AuthorizationRequest &request, base::Secret code, const QString &connection, QObject *parent)
    : FlowExchange(services,
        { .purpose = u"Code for tokens"_s,
            .endpoint = request.server.tokenEndpoint,
            .form = exchangeParameters(request, code.reveal()),
            .client = request.client,
            .audience = request.server.issuer,
            .dpop = request.dpop,
            .connection = connection },
        parent)
    , m_adapter(adapter)
    , m_request(request)
    , m_code(std::move(code))
{
}

void CodeExchange::run()
{
    listenTo(m_adapter);
    m_adapter->exchange(m_request, m_code.reveal(), proof());
}

void CodeExchange::abort()
{
    FlowExchange::abort();
    if (m_adapter)
        m_adapter->abort();
}

RefreshExchange::RefreshExchange(
    const Services &services, Grant grant, const QString &connection, QObject *parent)
    : FlowExchange(services,
        { .purpose = u"Refresh"_s,
            .endpoint = grant.server.tokenEndpoint,
            .form = refreshParameters(grant),
            .client = grant.client,
            .audience = grant.server.issuer,
            .dpop = grant.dpop,
            .connection = connection },
        parent)
    , m_adapter(new CodeFlowAdapter(services.network, services.clock, connection, this))
    , m_grant(std::move(grant))
{
}

void RefreshExchange::run()
{
    listenTo(m_adapter);
    m_adapter->refresh(m_grant, proof());
}

void RefreshExchange::abort()
{
    FlowExchange::abort();
    m_adapter->abort();
}

} // namespace authscope::oauth
