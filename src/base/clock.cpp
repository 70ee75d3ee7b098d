// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/clock.h"

namespace authscope::base {

QDateTime toDateTime(Time time)
{
    return QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count(), Qt::UTC);
}

Time fromDateTime(const QDateTime &time)
{
    return fromMillis(time.toMSecsSinceEpoch());
}

qint64 toMillis(Time time)
{
    return time.time_since_epoch().count();
}

Time fromMillis(qint64 millis)
{
    return Time(std::chrono::milliseconds(millis));
}

Time SystemClock::now() const
{
    return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

} // namespace authscope::base
