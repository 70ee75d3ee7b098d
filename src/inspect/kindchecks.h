// SPDX-License-Identifier: GPL-3.0-or-later
// Private to inspect: the kinds that a sign-in never meets. Those it does meet have their checks in
// oauth/tokenchecks.h.
#pragma once

#include "inspect/expectations.h"
#include "inspect/kind.h"
#include "oauth/tokenchecks.h"

namespace authscope::inspect {

/// Everything a token of this kind must be, but the signature, exp and nbf.
oauth::ClaimChecks checkKind(Kind kind, const jose::Jwt &jwt, const Expectations &expectations);
/// exp has to be there.
bool mustEnd(Kind kind);
/// For kinds that do not end by exp: "Made 3 seconds ago." Empty for the others.
QString endingOf(Kind kind, const jose::Jwt &jwt, const Expectations &expectations);
/// RFC 9449 §4.3, all of it but the signature.
oauth::ClaimChecks checkProof(const jose::Jwt &jwt, const Expectations &expectations);
/// The proof's own key: it proves that the sender has it, nothing about who that is (RFC 9449 §4.3).
oauth::SignatureFound checkProofSignature(const jose::Jws &jws);
/// The token names claims that live elsewhere (OIDC Core §5.6.2); they are never fetched (T129).
std::optional<oauth::ClaimCheck> checkClaimSources(const jose::Jwt &jwt);

} // namespace authscope::inspect
