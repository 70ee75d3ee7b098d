// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/check.h"
#include "oauth/authorizationrequest.h"
#include "oauth/loopbackreceiver.h"

namespace authscope::oauth {

/// What an answer of the browser means for one attempt.
struct JudgedAnswer {
    LoopbackReceiver::Disposition disposition = LoopbackReceiver::Disposition::Ignore;
    base::Secret code = {}; ///< only with Success
    /// Set with Success: the answer names itself thus, and that is for the person to accept (issexception.h).
    QByteArray issToAccept = {};
    bool usedPin = false; ///< checkPinned() is due
    std::optional<base::Error> error = {}; ///< with Refused and Failed
    base::Checks checks = {};
};

/// In this order: state, iss, error, code (mcp.md 1.6, 7). Without the right state nothing else is looked at;
/// with the wrong iss nothing else is shown.
JudgedAnswer judgeAnswer(const base::Result<AuthorizationResponse> &response, const QByteArray &state,
    const AuthorizationRequest &request);

} // namespace authscope::oauth
