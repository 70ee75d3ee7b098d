// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/retryafter.h"

#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace authscope::oauth {

std::optional<base::Time> retryTime(const QByteArray &field, base::Time now)
{
    constexpr std::chrono::milliseconds most = 5min;
    const QByteArray text = field.trimmed();
    const bool isNumber = !text.isEmpty()
        && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    std::chrono::milliseconds wait{ 0 };
    if (isNumber) {
        bool fits = false;
        const qint64 seconds = text.toLongLong(&fits);
        wait = fits
            ? std::min<std::chrono::milliseconds>(most, std::chrono::seconds(std::min(seconds, 300LL)))
            : most;
    } else {
        const QDateTime date
            = QLocale::c().toDateTime(QString::fromLatin1(text), u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s);
        if (!date.isValid())
            return std::nullopt;
        wait = std::min(most, base::fromDateTime(QDateTime(date.date(), date.time(), Qt::UTC)) - now);
    }
    return wait > 0ms ? std::optional(now + wait) : std::nullopt;
}

} // namespace authscope::oauth
