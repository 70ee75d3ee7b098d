// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/model.h"
#include "net/authorizer.h"

namespace authscope::session {

/// What a result with isError asks for in `_meta["mcp/www_authenticate"]`: one challenge as a text or several
/// in a list. Nothing when there is none that can be acted on; what is broken is left for people to see.
std::optional<net::RefusedRequest> refusalInResult(
    const mcp::ToolResult &result, const QByteArray &operation, int attempt);

} // namespace authscope::session
