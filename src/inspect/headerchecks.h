// SPDX-License-Identifier: GPL-3.0-or-later
// Private to inspect: what the header of any signed token says, and what it must not.
#pragma once

#include "inspect/kind.h"
#include "oauth/tokenchecks.h"

namespace authscope::inspect {

/// Algorithm policy (RFC 8725 §3.1), crit and b64, keys and addresses the token brings itself (§3.10), key
/// ids nobody would choose. `kind`: a proof must bring its key.
oauth::ClaimChecks checkHeader(const jose::Jws &jws, Kind kind);
bool isSharedSecretAlgorithm(QByteArrayView name); ///< HS256, HS384, HS512

} // namespace authscope::inspect
