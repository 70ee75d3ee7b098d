// SPDX-License-Identifier: GPL-3.0-or-later
// The one exception from RFC 9207 §2.4: project domains of Stytch send a project's name as iss
// (stytch.md E.3.1).
#pragma once

#include "oauth/authorizationrequest.h"

namespace authscope::oauth {

/// Exactly there: such a host, a value of that form, and no promise of RFC 9207 in the metadata.
bool fitsIssException(const ServerMetadata &server, const QByteArray &iss);
SignInQuestion issQuestion(const ServerMetadata &server, const QByteArray &iss);
base::Error issDeclined(const ServerMetadata &server, const QByteArray &iss); ///< OA-162
/// What must hold instead: the ID token's issuer, and the project among the audiences of an access token
/// that can be read. At least one of them has to be there. OA-162.
base::Result<void> checkPinned(
    const ServerMetadata &server, const QByteArray &iss, const TokenSet &tokens, base::Checks *checks);

} // namespace authscope::oauth
