// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/model.h"

namespace authscope::mcp {

/// What an icon may weigh, fetched or inline.
constexpr qsizetype maxIconBytes = 256 * 1024;

/// True when it may be shown at all (mcp.md 1.7): a data: URL with a PNG or JPEG of bounded size, or https at
/// the origin of the server, without credentials. Nothing else is fetched, and what comes is held to
/// iconBytes(). `serverUrl` is empty for a program: then only data: remains.
bool isShowable(const Icon &icon, const QByteArray &serverUrl);

/// The picture of a data: URL; empty when it is none that may be shown.
QByteArray inlineIcon(const Icon &icon);

/// What was fetched, when it begins as a PNG or JPEG does and is not too large; empty otherwise. What the
/// server calls it does not count.
QByteArray iconBytes(const QByteArray &fetched);

} // namespace authscope::mcp
