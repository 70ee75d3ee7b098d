// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "json/json.h"

namespace authscope::mcp {

/// What stands between the two "---" lines a SKILL.md begins with. Reads the part of YAML 1.2 (core schema)
/// such headers are written in: mappings and lists by indentation, plain and quoted scalars on one line,
/// literal and folded blocks, [a, b] and {a: b} on one line, comments. Everything else (anchors, tags,
/// documents, several keys of one name) is refused rather than guessed at. Errors: OA-301.
base::Result<json::Object> readFrontmatter(QByteArrayView document);

} // namespace authscope::mcp
