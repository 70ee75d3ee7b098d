// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/operation.h"
#include "base/secret.h"
#include "net/wwwauthenticate.h"

namespace authscope::net {

/// What to do with a request that was answered 401 or 403.
enum class Verdict { Retry, GiveUp };

/// Where a transport that never heard of OAuth gets its Authorization field from, and asks what to do when it
/// is refused.
class Authorizer {
public:
    virtual ~Authorizer() = default;

    /// "Bearer …" to put into the Authorization field of a request to `url`, or empty to send none. A token
    /// is only ever given for the resource it was issued for.
    virtual base::Secret authorization(const QByteArray &url) const = 0;

    /// Number of the token generation authorization() would hand out; 0 when none. Kept with each call's
    /// record.
    virtual int generation() const = 0;

    /// Called for a 401 or 403. The operation may refresh, or sign in, or ask a person; it ends with Retry or
    /// GiveUp or with the error to report instead of the bare status. `attempt` counts from 1 for the same
    /// request.
    virtual base::ResultOperation<Verdict> *refused(int status, const QList<Challenge> &challenges,
        base::ExchangeId exchange, int attempt, QObject *parent)
        = 0;

    /// Called before a request: refreshes ahead of expiry when due. Ends with success also when nothing was
    /// to be done.
    virtual base::ResultOperation<bool> *prepare(QObject *parent) = 0;
};

} // namespace authscope::net
