// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/model.h"
#include "ui/traffic/waterfall.h"

namespace authscope::ui {

/// One answer of one tool, just now or out of the history. Copying it copies no JSON but the small ones.
struct ResultData {
    QString tool = {};
    std::optional<mcp::ToolResult> result = {};
    std::optional<base::Error> error = {}; ///< no result: the call itself failed
    json::Value outputSchema = nullptr;
    QByteArray raw = {}; ///< as it came, or as a record holds it; empty: not known any more
    std::optional<base::Time> recordedAt = {}; ///< out of the history
    json::Shared arguments = {}; ///< what it was called with; not set: not known
    QString doneWords = {}; ///< what the tool wants to be said after it ran (Apps SDK)
    Waterfall times = {}; ///< what its time went into; without rows: not known
};

} // namespace authscope::ui
