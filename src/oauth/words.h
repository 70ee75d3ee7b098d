// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/check.h"
#include "base/text.h"

namespace authscope::oauth {

/// Foreign bytes inside a sentence of ours.
inline QString quoted(QByteArrayView value)
{
    return u'“' + base::cleaned(value) + u'”';
}

inline base::Error serverBroke(
    const QString &code, const QString &message, const QString &rule = {}, base::ExchangeId exchange = 0)
{
    return { .kind = base::ErrorKind::ServerBrokeRule,
        .code = code,
        .message = message,
        .rule = rule,
        .exchange = exchange };
}

/// Every check from `from` on that names no exchange was about this one.
inline void stamp(base::Checks &checks, qsizetype from, base::ExchangeId exchange)
{
    for (qsizetype i = from; i < checks.size(); ++i) {
        if (checks[i].exchange == 0)
            checks[i].exchange = exchange;
    }
}

} // namespace authscope::oauth
