// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/grant.h"

namespace authscope::oauth {

/// Where a person's browser goes to end the session at the provider. OIDC RP-Initiated Logout 1.0 §2. The ID
/// token is named only at an address on a host the issuer itself uses for signing in (T145). We wait for
/// nobody to come back: no post_logout_redirect_uri was registered, so none is sent. Error: OA-245 when
/// there is no such address or it is another party's.
base::Result<QByteArray> endSessionUrl(const Grant &grant);

} // namespace authscope::oauth
