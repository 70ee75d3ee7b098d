// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "oauth/servererror.h"

#include <optional>

namespace authscope::base {
struct Error;
}

namespace authscope::oauth {

/// Adds to OA-239 what is known here of the token's past, and what became of the sign-in. `unanswered`: when
/// this token was sent before without an answer that arrived.
void explainRefreshEnd(base::Error &error, const ServerError &said, std::optional<base::Time> unanswered);

} // namespace authscope::oauth
