// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/grant.h"

namespace authscope::oauth {

/// What lies in the keychain: the refresh token and everything needed to use it at the one place it belongs
/// to. Holds no access token and no ID token.
base::Secret writeKeptGrant(const Grant &grant, const QString &connection);

/// Errors of kind Keychain, OA-248: the entry is not ours, of another connection, of a newer version, or
/// names an address that may not be used.
base::Result<Grant> readKeptGrant(const base::Secret &entry, const QString &connection);

/// Another process may have rotated since: takes the refresh token of the entry when it is of the same grant
/// and not the one held. True when it did.
bool adoptNewer(Grant &grant, const base::Secret &entry, const QString &connection);

} // namespace authscope::oauth
