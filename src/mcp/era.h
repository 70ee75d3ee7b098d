// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace authscope::mcp {

/// How a server talks. Legacy: initialize and a session (2025-11-25 and older). Modern: every request stands
/// alone (2026-07-28). A property of the server, remembered per endpoint.
enum class Era { Unknown, Legacy, Modern };

/// What a person chose for a connection.
enum class EraChoice { Automatic, Legacy, Modern };

/// Newest first. The two lists are never mixed: no modern revision stands in initialize.
QList<QByteArray> legacyVersions(); ///< 2025-11-25, 2025-06-18, 2025-03-26
QList<QByteArray> modernVersions(); ///< 2026-07-28

/// "modern (2026-07-28)", "legacy (2025-11-25)", "not known yet"
QString describeEra(Era era, const QByteArray &version);

} // namespace authscope::mcp
