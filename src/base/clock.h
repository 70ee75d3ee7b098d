// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>

#include <chrono>

namespace authscope::base {

/// A moment, UTC, to the millisecond.
using Time = std::chrono::sys_time<std::chrono::milliseconds>;

QDateTime toDateTime(Time time); ///< UTC
Time fromDateTime(const QDateTime &time);
qint64 toMillis(Time time); ///< since the epoch
Time fromMillis(qint64 millis);

/// The wall clock, a seam for tests.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Time now() const = 0;
};

class SystemClock : public Clock {
public:
    Time now() const override;
};

} // namespace authscope::base
