// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/content.h"
#include "mcp/task.h"

/// Resources, prompts and what results are made of: in --json, and as lines for people.
namespace authscope::cli {

json::Object toJson(const mcp::Resource &resource);
json::Object toJson(const mcp::ResourceTemplate &resource);
json::Object toJson(const mcp::Prompt &prompt);

/// The text, or what else it is: "[image, image/png, 123 bytes]".
QString blockText(const mcp::ContentBlock &block);
QString taskLine(const mcp::Task &task); ///< "working · 3 of 5 done"

} // namespace authscope::cli
