// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/operation.h"
#include "base/secret.h"
#include "net/headers.h"
#include "net/wwwauthenticate.h"

namespace authscope::net {

/// One header field that authorizes a request: Authorization, and DPoP beside it (RFC 9449).
struct AuthorizationField {
    QByteArray name = {};
    base::Secret value = {};
};

/// A request that was answered 401 or 403.
struct RefusedRequest {
    int status = 0;
    Headers headers = {}; ///< of the answer
    base::ExchangeId exchange = 0;
    QByteArray operation = {}; ///< what was asked for: "tools/call boards.write"; attempts are bounded by it
    int generation = 0; ///< of the token it was sent with; 0 without
    int attempt = 1; ///< of the same request, from 1; those repeated for a nonce are not counted
    int nonceRepeats = 0; ///< in a row, before this answer

    QList<Challenge> challenges() const { return parseChallenges(headers.values("WWW-Authenticate")); }
};

/// What to do with a request that was answered 401 or 403.
enum class Verdict {
    Retry,
    RetryWithNonce, ///< the same authorization, with the nonce that came with the refusal
    GiveUp,
};

/// Where a transport that never heard of OAuth gets its authorization fields from, and asks what to do when
/// it is refused.
class Authorizer {
public:
    virtual ~Authorizer() = default;

    /// The fields to put into one request, made afresh for every attempt (a proof of possession counts once);
    /// none when there is no token for `url`. A token is only ever given for the resource it was issued for.
    virtual QList<AuthorizationField> fields(const QByteArray &method, const QByteArray &url) const = 0;

    /// Number of the token generation fields() would hand out; 0 when none. Kept with each call's record.
    virtual int generation() const = 0;

    /// Called for a 401 or 403. The operation may refresh, or sign in, or ask a person; it ends with a
    /// verdict or with the error to report instead of the bare status.
    virtual base::ResultOperation<Verdict> *refused(const RefusedRequest &request, QObject *parent) = 0;

    /// Called with the fields of every answer that is neither 401 nor 403, as soon as they arrive: it may
    /// hold the next nonce.
    virtual void answered(const QByteArray &url, const Headers &headers, const QByteArray &operation)
    {
        Q_UNUSED(url)
        Q_UNUSED(headers)
        Q_UNUSED(operation)
    }

    /// Called before a request: refreshes ahead of expiry when due. Ends with success also when nothing was
    /// to be done.
    virtual base::ResultOperation<bool> *prepare(QObject *parent) = 0;
};

} // namespace authscope::net
