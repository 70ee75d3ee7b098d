// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/check.h"
#include "oauth/codeflowadapter.h"

namespace authscope::oauth {

enum class TokenUse { Exchange, Refresh, Direct, Device };

/// Reads any answer of the token endpoint: RFC 6749 §5.1 and §5.2, and what real servers send instead
/// (stytch.md A.12, T086 to T093). Kind Network means: nothing was decided, try again later. OA-165 and
/// OA-239 mean: the code or the refresh token is of no use any more. `sentProof`: tokens may be bound to the
/// key of a DPoP proof (RFC 9449 §5); without one only bearer tokens are taken.
base::Result<TokenSet> readTokenReply(const TokenReply &reply, TokenUse use, const QByteArray &tokenEndpoint,
    base::Checks *checks, bool sentProof = false);

} // namespace authscope::oauth
