// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "oauth/servererror.h"

#include <optional>

namespace authscope::base {
struct Error;
}

namespace authscope::oauth {

/// Why a server refuses a refresh token, as far as its answer tells.
enum class RefreshEnd {
    Used, ///< it was used before: an answer was lost, or somebody else has it
    Expired,
    Revoked, ///< access was taken back
    NotFound,
    Unsaid, ///< invalid_grant and nothing more
};

/// By the provider's own name for it, else by its words.
RefreshEnd refreshEndOf(const ServerError &said);

/// Makes OA-239 say which it was and what that means. `unanswered`: when this token was sent before without
/// an answer that arrived.
void explainRefreshEnd(base::Error &error, const ServerError &said, std::optional<base::Time> unanswered);

} // namespace authscope::oauth
