// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/model.h"
#include "replay/report.h"
#include "replay/variables.h"

namespace authscope::replay {

/// What a step came to.
struct Ending {
    std::optional<mcp::ToolResult> result = {};
    std::optional<base::Error> error = {};
    int status = 0; ///< of the last HTTP answer; 0: none, or no HTTP
    std::chrono::milliseconds duration{};
    bool isRenewed = false;
    json::Value outputSchema = nullptr; ///< of the tool; null: it has none
};

Outcome outcomeOf(const Ending &ending);
/// Of the JSON-RPC error a call ended with.
std::optional<qint64> rpcCode(const base::Error &error);
/// Texts of all content, in order; of an error, what was said.
QString textOf(const Ending &ending);

/// The outcome first, then what else was asked for. OA-501 when an expected value refers to what is not
/// there.
base::Result<QList<Verdict>> judge(const Expectations &expect, const Ending &ending, Variables &variables);

} // namespace authscope::replay
