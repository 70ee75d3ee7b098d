// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/compareclaims.h"

#include "base/text.h"
#include "oauth/humantime.h"
#include "oauth/introspection.h"

#include <cmath>

using namespace Qt::StringLiterals;

namespace authscope::oauth {

namespace {

bool isTime(std::string_view name)
{
    return name == "exp" || name == "iat" || name == "nbf" || name == "auth_time" || name == "updated_at";
}

std::optional<double> numberOf(const json::Value &value)
{
    if (value.is_int64())
        return double(value.get_int64());
    if (value.is_uint64())
        return double(value.get_uint64());
    if (value.is_double())
        return value.get_double();
    return std::nullopt;
}

QString asRead(std::string_view name, const json::Value &value)
{
    constexpr double year9999 = 253402300799;
    if (const auto number = numberOf(value); number && isTime(name) && *number >= 0 && *number <= year9999)
        return localTime(base::fromMillis(std::llround(*number * 1000)));
    if (value.is_string())
        return base::cleaned(json::bytes(value.get_string()));
    return base::cleaned(json::compact(value));
}

/// Sorted, so that neither order nor the difference of one and a list of one counts.
std::optional<QList<QByteArray>> asSet(std::string_view name, const json::Value &value)
{
    QList<QByteArray> out;
    if (value.is_string()) {
        const QByteArray text = json::bytes(value.get_string());
        out = name == "scope" ? splitScopes(text) : QList<QByteArray>{ text };
    } else if (value.is_array()) {
        for (const json::Value &one : value.get_array()) {
            if (!one.is_string())
                return std::nullopt;
            out.append(json::bytes(one.get_string()));
        }
    } else {
        return std::nullopt;
    }
    std::sort(out.begin(), out.end());
    return out;
}

bool isSame(std::string_view name, const json::Value &here, const json::Value &there)
{
    if (here == there)
        return true;
    const auto first = numberOf(here), second = numberOf(there);
    if (first && second)
        return *first == *second;
    if (name != "aud" && name != "scope")
        return false;
    const auto ours = asSet(name, here), theirs = asSet(name, there);
    return ours && theirs && *ours == *theirs;
}

} // namespace

QList<ComparedClaim> compareClaims(const json::Object &here, const json::Object &there)
{
    QList<ComparedClaim> out;
    for (const auto &member : there) {
        if (member.key() == "active")
            continue;
        const json::Value *ours = here.if_contains(member.key());
        out.append({ .name = json::bytes(member.key()),
            .here = ours ? asRead(member.key(), *ours) : QString(),
            .there = asRead(member.key(), member.value()),
            .differs = ours && !isSame(member.key(), *ours, member.value()) });
    }
    for (const auto &member : here) {
        if (!there.contains(member.key()))
            out.append({ .name = json::bytes(member.key()), .here = asRead(member.key(), member.value()) });
    }
    return out;
}

ComparedClaim compareActivity(std::optional<base::Time> endsHere, const Introspection &said, base::Time now)
{
    const bool isAliveHere = !endsHere || *endsHere > now;
    return { .name = "active",
        .here = !endsHere ? u"no end is known"_s
                          : (isAliveHere ? u"ends %1"_s : u"ended %1"_s).arg(localTime(*endsHere)),
        .there = said.isActive ? u"active"_s : u"not active"_s,
        .differs = endsHere ? isAliveHere != said.isActive : !said.isActive };
}

} // namespace authscope::oauth
