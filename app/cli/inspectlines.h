// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/output.h"
#include "inspect/judge.h"

/// How the inspector's values look in --json, and the lines people read.
namespace authscope::cli {

json::Object toJson(const inspect::Recognised &recognised);
json::Object toJson(const inspect::Inspection &inspection);

/// Title, sentence, checks, claims, header; what is inside it further in.
void show(Output &out, const inspect::Inspection &inspection, int indent = 0);
void showKeys(Output &out, const inspect::Keys &keys);
QString mark(oauth::Standing standing); ///< ✓ ! ✗

} // namespace authscope::cli
