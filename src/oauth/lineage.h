// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/tokenkeeper.h"

namespace authscope::oauth {

/// What a generation has that its parent, the one numbered before it, had not, and what it lost.
void addLineage(TokenGeneration &entry, const QList<QByteArray> &scopesBefore);

/// How long the token lasts is reckoned between two times of the server's clock, so that ours may be wrong.
/// What the token says about itself counts where the answer says nothing, or longer than that (T117, T141).
void addLifetime(TokenSet &tokens);

} // namespace authscope::oauth
