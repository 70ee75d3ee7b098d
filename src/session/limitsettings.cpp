// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/limitsettings.h"

#include "base/errorcodes.h"
#include "base/text.h"

using namespace Qt::StringLiterals;

namespace authscope::session {

using mcp::Limits;

namespace {

struct Bound {
    const char *name;
    qint64 (*get)(const Limits &limits);
    void (*set)(Limits &limits, qint64 value);
    qint64 least;
    qint64 most;
};

template <auto member>
constexpr Bound bound(const char *name, qint64 least, qint64 most)
{
    return { name, [](const Limits &limits) { return qint64(limits.*member); },
        [](Limits &limits, qint64 value) {
            limits.*member = static_cast<std::remove_reference_t<decltype(limits.*member)>>(value);
        },
        least, most };
}

constexpr std::array bounds{
    bound<&Limits::maxMessageBytes>("max_message_bytes", 64 << 10, 1 << 30),
    bound<&Limits::maxNesting>("max_nesting", 16, 4096),
    bound<&Limits::maxPages>("max_pages", 1, 1000000),
    bound<&Limits::maxItems>("max_items", 1, 10000000),
    bound<&Limits::maxPending>("max_pending", 1, 100000),
    bound<&Limits::maxServerRequests>("max_server_requests", 1, 100000),
    bound<&Limits::maxRounds>("max_rounds", 1, 1000),
    bound<&Limits::maxWatched>("max_watched", 1, 100000),
};

base::Failure refuse(const QString &message, const QString &nextStep = {})
{
    return base::fail(base::Error{ .kind = base::ErrorKind::Usage,
        .code = base::code::usage,
        .message = message + u" Nothing was changed."_s,
        .nextStep = nextStep });
}

base::Result<void> checkValue(const Bound &bound, qint64 value)
{
    if (value >= bound.least && value <= bound.most)
        return {};
    return refuse(u"The bound %1 is %2; it can be %3 to %4."_s.arg(QLatin1StringView(bound.name))
                      .arg(value)
                      .arg(bound.least)
                      .arg(bound.most));
}

} // namespace

QList<QByteArray> limitNames()
{
    QList<QByteArray> names;
    for (const Bound &bound : bounds)
        names.append(bound.name);
    return names;
}

QList<LimitValue> limitValues(const Limits &limits)
{
    QList<LimitValue> values;
    for (const Bound &bound : bounds)
        values.append({ bound.name, bound.get(limits), bound.least, bound.most });
    return values;
}

base::Result<void> setLimit(Limits &limits, const QByteArray &name, qint64 value)
{
    for (const Bound &bound : bounds) {
        if (name != bound.name)
            continue;
        if (auto checked = checkValue(bound, value); !checked)
            return checked;
        bound.set(limits, value);
        return {};
    }
    return refuse(u"There is no bound “%1”."_s.arg(base::cleaned(name)),
        u"There are %1."_s.arg(QString::fromLatin1(limitNames().join(", "))));
}

base::Result<void> checkLimits(const Limits &limits)
{
    for (const Bound &bound : bounds) {
        if (auto checked = checkValue(bound, bound.get(limits)); !checked)
            return checked;
    }
    return {};
}

Limits readLimits(const json::Object &object)
{
    Limits limits;
    for (const Bound &bound : bounds) {
        const json::Value *value = object.if_contains(bound.name);
        if (value && value->is_int64() && checkValue(bound, value->get_int64()))
            bound.set(limits, value->get_int64());
    }
    return limits;
}

json::Object writeLimits(const Limits &limits)
{
    const Limits defaults;
    json::Object object;
    for (const Bound &bound : bounds) {
        if (bound.get(limits) != bound.get(defaults))
            object[bound.name] = bound.get(limits);
    }
    return object;
}

} // namespace authscope::session
