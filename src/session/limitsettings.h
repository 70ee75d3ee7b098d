// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "json/json.h"
#include "mcp/limits.h"

namespace authscope::session {

/// Every bound by its name in the settings, "max_pages" and so on.
QList<QByteArray> limitNames();
/// A bound, and what makes sense for it.
struct LimitValue {
    QByteArray name = {};
    qint64 value = 0;
    qint64 least = 0;
    qint64 most = 0;
};
/// All of them, in the order of limitNames().
QList<LimitValue> limitValues(const mcp::Limits &limits);
/// Error: no such name, or a value outside what makes sense; OA-002, `limits` as it was.
base::Result<void> setLimit(mcp::Limits &limits, const QByteArray &name, qint64 value);
/// Error: the first bound outside what makes sense.
base::Result<void> checkLimits(const mcp::Limits &limits);

/// What is missing or makes no sense has its default.
mcp::Limits readLimits(const json::Object &object);
json::Object writeLimits(const mcp::Limits &limits);

} // namespace authscope::session
