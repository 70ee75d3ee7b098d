// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jose/jwt.h"
#include "oauth/tokenverdict.h"

namespace authscope::oauth {

/// A check and the claim it looked at (empty: none).
struct ClaimCheck {
    QByteArray claim = {};
    base::Check check = {};
};
using ClaimChecks = QList<ClaimCheck>;

/// The signature, or why it was not looked at. `verified` is filled when it holds.
ClaimCheck checkSignature(const jose::Jws &jws, const jose::JwkSet *keys, const QString &whyNoKeys,
    std::optional<jose::Verification> *verified, base::ExchangeId keyExchange);

/// Now, as the server's clock has it when ours is off by more than the tolerance (T117).
base::Time judgingTime(const VerdictContext &context);
std::optional<ClaimCheck> checkClock(const VerdictContext &context);

ClaimCheck checkEnd(const jose::Jwt &jwt, const VerdictContext &context, bool isRequired);
std::optional<ClaimCheck> checkNotBefore(const jose::Jwt &jwt, const VerdictContext &context);

/// OIDC Core §3.1.3.7, all of it but the signature and the times above.
ClaimChecks checkIdTokenClaims(
    const jose::Jwt &jwt, const VerdictContext &context, std::optional<jose::Algorithm> algorithm);
/// What an access token says about itself; notes, because judging it is the server's business.
ClaimChecks checkAccessTokenClaims(const jose::Jwt &jwt, const VerdictContext &context);

} // namespace authscope::oauth
