// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

/// How any text goes into an Mcp-Name or Mcp-Param-* field (MCP 2026-07-28, transports).
namespace authscope::mcp {

/// As it is where it is visible ASCII with blanks inside only; everything else, and what looks encoded
/// already, as =?base64?…?=. Never null: an empty text is an empty field.
QByteArray encodeHeaderValue(QByteArrayView utf8);

/// The text of a field; nothing when what stands between the marks is not Base64 of UTF-8.
std::optional<QByteArray> decodeHeaderValue(QByteArrayView field);

} // namespace authscope::mcp
