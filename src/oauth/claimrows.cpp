// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/claimrows.h"

#include "oauth/humantime.h"
#include "oauth/meanings.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::CheckState;

namespace {

bool isTimeClaim(const QByteArray &name)
{
    static const QList<QByteArray> names{ "exp", "nbf", "iat", "auth_time", "updated_at" };
    return names.contains(name);
}

QString asPeopleRead(const jose::Jwt &jwt, const QByteArray &name, const json::Value &value, base::Time now)
{
    if (isTimeClaim(name)) {
        if (const auto time = jwt.time(json::view(name)))
            return u"%1 (%2)"_s.arg(localTime(*time), relativeTime(*time, now));
    }
    if (value.is_string())
        return base::cleaned(json::bytes(value.get_string()), 1000);
    if (const json::Array *list = value.if_array()) {
        QStringList parts;
        for (const json::Value &element : *list)
            parts.append(base::cleaned(
                element.is_string() ? json::bytes(element.get_string()) : json::compact(element), 1000));
        return parts.join(u", "_s);
    }
    if (value.is_bool())
        return value.get_bool() ? u"yes"_s : u"no"_s;
    return base::cleaned(json::compact(value), 1000);
}

/// The worst thing said about it.
void applyCheck(ClaimRow &row, const base::Check &check)
{
    const auto weight = [](CheckState state) {
        switch (state) {
        case CheckState::Skipped:
            return 0;
        case CheckState::Passed:
            return 1;
        case CheckState::Noted:
            return 2;
        case CheckState::Failed:
            return 3;
        }
        Q_UNREACHABLE();
        return 0;
    };
    if (row.state && weight(*row.state) >= weight(check.state))
        return;
    row.state = check.state;
    row.remark = check.title;
}

} // namespace

QList<ClaimRow> claimRows(const jose::Jwt &jwt, const ClaimChecks &checks, base::Time now)
{
    QList<ClaimRow> out;
    for (const auto &member : jwt.claims) {
        ClaimRow row;
        row.name = json::bytes(member.key());
        row.value = asPeopleRead(jwt, row.name, member.value(), now);
        row.raw = json::compact(member.value());
        row.meaning = meaningOf(MeaningOf::Claim, row.name);
        for (const ClaimCheck &check : checks) {
            if (check.claim == row.name)
                applyCheck(row, check.check);
        }
        out.append(std::move(row));
    }
    return out;
}

QString claimChanges(const QByteArray &before, const QByteArray &after)
{
    const auto older = jose::parseJwt(before);
    const auto newer = jose::parseJwt(after);
    if (!older || !newer)
        return {};
    QStringList out;
    for (const auto &member : newer->claims) {
        const QByteArray name = json::bytes(member.key());
        const json::Value *old = older->claims.if_contains(member.key());
        if (old && *old == member.value())
            continue;
        const QString shown = base::cleaned(name, 60);
        const auto from = older->time(member.key());
        const auto to = newer->time(member.key());
        if (!old) {
            out.append(u"%1 added"_s.arg(shown));
        } else if (isTimeClaim(name) && from && to) {
            const auto by = std::chrono::duration_cast<std::chrono::seconds>(*to - *from);
            out.append(u"%1 %2%3"_s.arg(shown, by.count() < 0 ? u"-"_s : u"+"_s, humanDuration(by)));
        } else {
            out.append(u"%1 changed"_s.arg(shown));
        }
    }
    for (const auto &member : older->claims) {
        if (!newer->claims.contains(member.key()))
            out.append(u"%1 gone"_s.arg(base::cleaned(json::bytes(member.key()), 60)));
    }
    return out.join(u", "_s);
}

} // namespace authscope::oauth
