// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "json/json.h"

namespace authscope::cli {

/// A value that fits a JSON Schema, as far as type, bounds, choices and required members say: enough to call
/// a tool that nobody here knows. Only what is required is filled in.
json::Value sampleValue(const json::Value &schema);
json::Object sampleArguments(const json::Value &inputSchema);

/// What an unattended person answers to a form: every default, true where there is none to choose, and
/// samples for what else is required.
json::Object sampleForm(const json::Value &schema);

} // namespace authscope::cli
