// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/content.h"

#include <QImage>

namespace authscope::ui {

/// How one content is looked at. Decided by the type, and for pictures by their first bytes.
enum class PreviewKind { Text, Json, Markdown, Image, Binary };

PreviewKind previewKind(const mcp::ResourceContent &content);

/// PNG or JPEG by the first bytes; nothing is decoded.
bool isPicture(const QByteArray &data);
/// PNG and JPEG of at most 8,192 pixels a side and 32 million in all; nothing for anything else.
/// May be called in any thread.
std::optional<QImage> readImage(const QByteArray &data);

/// Offset, bytes, characters: the first 4 KiB.
QString hexDump(const QByteArray &data);

/// A file name out of the last part of a URI: letters, digits, dots and dashes, never hidden, never a path.
QString suggestedFileName(const QByteArray &uri, const QByteArray &mimeType);

/// What is written to a file: the bytes as they came.
QByteArray contentBytes(const mcp::ResourceContent &content);

} // namespace authscope::ui
