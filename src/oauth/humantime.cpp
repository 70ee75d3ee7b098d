// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/humantime.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

QString humanDuration(std::chrono::seconds duration)
{
    struct Unit {
        qint64 seconds;
        QString one, many;
    };
    static const Unit units[] = { { 365 * 86400, u"year"_s, u"years"_s }, { 86400, u"day"_s, u"days"_s },
        { 3600, u"hour"_s, u"hours"_s }, { 60, u"minute"_s, u"minutes"_s },
        { 1, u"second"_s, u"seconds"_s } };
    const qint64 total = qAbs(qint64(duration.count()));
    for (const Unit &unit : units) {
        const qint64 count = total / unit.seconds;
        if (count >= 2 || (count == 1 && total % unit.seconds == 0) || unit.seconds == 1)
            return u"%1 %2"_s.arg(count).arg(count == 1 ? unit.one : unit.many);
    }
    Q_UNREACHABLE();
    return {};
}

QString relativeTime(base::Time time, base::Time now)
{
    const auto difference = std::chrono::duration_cast<std::chrono::seconds>(time - now);
    if (difference.count() == 0)
        return u"now"_s;
    return difference.count() > 0 ? u"in %1"_s.arg(humanDuration(difference))
                                  : u"%1 ago"_s.arg(humanDuration(difference));
}

QString localTime(base::Time time)
{
    const QDateTime local = base::toDateTime(time).toLocalTime();
    const int offset = local.offsetFromUtc() / 60;
    return local.toString(u"yyyy-MM-dd HH:mm:ss "_s) + (offset < 0 ? u'-' : u'+')
        + u"%1:%2"_s.arg(qAbs(offset) / 60, 2, 10, QChar(u'0')).arg(qAbs(offset) % 60, 2, 10, QChar(u'0'));
}

} // namespace authscope::oauth
