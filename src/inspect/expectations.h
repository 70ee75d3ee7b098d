// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/grant.h"
#include "oauth/tokenverdict.h"

namespace authscope::inspect {

/// What a token is judged against: the same type, and so the same checks, as at the sign-in.
using Expectations = oauth::VerdictContext;

/// Nothing expected yet: whatever is filled in must hold, the rest is named as not compared.
Expectations openExpectations(base::Time now);
/// What a connection knows of the tokens it holds. Differences in an access token are noted, because judging
/// it is the server's business.
Expectations expectationsOf(const oauth::Grant &grant, base::Time now);

/// One expectation as it is typed, "aud=https://mcp.example/": aud (may be repeated), iss, nonce, client,
/// azp, sub, typ, scope, resource, org, acr, max_age, htm, htu, jkt, x5t#S256, at (the access token of an ID
/// token or a proof), code, tolerance. OA-002 with the names there are.
base::Result<void> expect(Expectations &expectations, const QString &typed);
QStringList expectationNames();

} // namespace authscope::inspect
