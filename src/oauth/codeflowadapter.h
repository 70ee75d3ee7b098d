// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/strictnetworkaccessmanager.h"
#include "oauth/authorizationrequest.h"

namespace authscope::oauth {

/// What the token endpoint answered, whatever it was.
struct TokenReply {
    int status = 0;
    QByteArray body = {};
    QByteArray location = {}; ///< of a redirect that was not followed
    QByteArray retryAfter = {};
    QByteArray dpopNonce = {}; ///< DPoP-Nonce, RFC 9449 §8
    base::ExchangeId exchange = 0;
    base::Time received = {};
    std::optional<base::Time> serverDate = {};
};

/// The one place that sees Qt NetworkAuth. One attempt: its authorization URL, then one exchange of its code;
/// or one refresh. Qt's flow builds the requests and runs its own state machine; state, PKCE, encoding,
/// resource, client authentication and the reading of every outcome are ours, because Qt's differ from
/// release to release (qt.md §2).
class CodeFlowAdapter : public QObject {
    Q_OBJECT

public:
    CodeFlowAdapter(net::StrictNetworkAccessManager *network, const base::Clock *clock, QString connection,
        QObject *parent);
    ~CodeFlowAdapter() override;

    /// With `requestUri` the parameters were pushed beforehand, and it stands for them (RFC 9126 §4).
    base::Result<QByteArray> authorizationUrl(
        const AuthorizationRequest &request, const base::Secret &requestUri = {});
    /// To be called once, after authorizationUrl() with the same request.
    void exchange(const AuthorizationRequest &request, const QByteArray &code, const base::Secret &dpopProof);
    void refresh(const Grant &grant, const base::Secret &dpopProof);
    /// Nothing is emitted any more.
    void abort();
    /// After answered(). An error means that no usable HTTP answer came.
    const base::Result<TokenReply> &reply() const;

Q_SIGNALS:
    /// Once, from the event loop: reply() is set.
    void answered();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace authscope::oauth
