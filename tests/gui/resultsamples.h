// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/results/resultdata.h"

/// Results as servers send them, the good and the bad.
namespace authscope::sample {

QByteArray png(int width, int height);
QByteArray wav(int milliseconds);
mcp::ToolResult read(const QByteArray &result); ///< out of its JSON
/// Markdown with code, a picture, sound, a link, a resource, annotations, a table and _meta.
ui::ResultData richResult();
/// Breaks its schema in three places.
ui::ResultData brokenResult();
/// `rows` boards as structured content; some 100 bytes each.
json::Value manyBoards(int rows);

} // namespace authscope::sample
