// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/tokenpost.h"

namespace authscope::oauth {

/// A request of Qt's flow, and the one repetition a server may demand for a nonce (RFC 9449 §8), which is
/// beyond that flow.
class FlowExchange : public Awaiting<TokenReply> {
protected:
    FlowExchange(Services services, TokenRequest again, QObject *parent);

    void listenTo(CodeFlowAdapter *adapter);
    base::Secret proof() const; ///< empty without a key

    Services m_services;

private:
    void answered(const base::Result<TokenReply> &reply);

    TokenRequest m_again;
};

/// Code for tokens, as an operation. Owns nothing of the adapter.
class CodeExchange : public FlowExchange {
    Q_OBJECT

public:
    CodeExchange(const Services &services, CodeFlowAdapter *adapter, const AuthorizationRequest &request,
        base::Secret code, const QString &connection, QObject *parent);

protected:
    void run() override;
    void abort() override;

private:
    QPointer<CodeFlowAdapter> m_adapter;
    AuthorizationRequest m_request;
    base::Secret m_code;
};

/// Refresh token for tokens. RFC 6749 §6.
class RefreshExchange : public FlowExchange {
    Q_OBJECT

public:
    RefreshExchange(const Services &services, Grant grant, const QString &connection, QObject *parent);

protected:
    void run() override;
    void abort() override;

private:
    CodeFlowAdapter *m_adapter;
    Grant m_grant;
};

} // namespace authscope::oauth
