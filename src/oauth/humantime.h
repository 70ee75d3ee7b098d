// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <QString>

namespace authscope::oauth {

/// "41 minutes", "1 hour", "3 days": the largest unit that is at least two, rounded down.
QString humanDuration(std::chrono::seconds duration);
/// "in 41 minutes", "2 hours ago", "now".
QString relativeTime(base::Time time, base::Time now);
/// Local time with its offset, "2026-11-21 14:05:00 +01:00".
QString localTime(base::Time time);

} // namespace authscope::oauth
