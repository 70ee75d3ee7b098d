// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/claimrows.h"

#include "jose/anatomy.h"
#include "oauth/humantime.h"
#include "oauth/meanings.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::CheckState;

namespace {

constexpr int deepest = 32;
constexpr qsizetype longestRaw = 64 * 1024; ///< of what is nested: the whole stands in its parent

bool isTimeClaim(const QByteArray &name)
{
    static const QList<QByteArray> names{ "exp", "nbf", "iat", "auth_time", "updated_at", "toe",
        "verified_at", "session_exp", "nbp" };
    return names.contains(name);
}

QString listWords(const json::Array &list)
{
    QStringList parts;
    for (const json::Value &element : list)
        parts.append(base::cleaned(
            element.is_string() ? json::bytes(element.get_string()) : json::compact(element), 1000));
    return parts.join(u", "_s);
}

QByteArray escaped(QByteArrayView name)
{
    QByteArray out = name.toByteArray();
    return out.replace('~', "~0").replace('/', "~1");
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

/// Walks a document, and knows for each value where it stands.
class Rows {
public:
    Rows(MeaningOf what, base::Time now, const ExactNumbers &exact) : m_what(what), m_now(now), m_exact(exact)
    {
    }

    QList<ClaimRow> members(
        const json::Object &object, const QByteArray &pointer, const QByteArray &path, int depth) const
    {
        QList<ClaimRow> out;
        for (const auto &member : object) {
            const QByteArray name = json::bytes(member.key());
            out.append(row(name, member.value(), pointer + '/' + escaped(name),
                path.isEmpty() ? name : path + '.' + name, depth));
        }
        return out;
    }

private:
    ClaimRow row(const QByteArray &name, const json::Value &value, const QByteArray &pointer,
        const QByteArray &path, int depth) const
    {
        ClaimRow out{ .name = name, .meaning = meaningOf(m_what, path) };
        if (out.meaning.isEmpty() && depth > 0)
            out.meaning = meaningOf(m_what, name);
        out.time = claimTime(name, value);
        out.raw = m_exact.value(pointer);
        const bool isExact = !out.raw.isEmpty();
        if (!isExact)
            out.raw = json::compact(value);
        out.value = isExact ? base::cleaned(out.raw, 1000) : asPeopleRead(name, value, m_now);
        if (isTimeClaim(name) && value.is_number() && !out.time)
            out.value = base::cleaned(out.raw, 60) + u" (beyond the year 9999)"_s;
        if (depth > 0 && out.raw.size() > longestRaw)
            out.raw = out.raw.first(longestRaw) + "…";
        if (depth >= deepest)
            return out;
        if (const json::Object *object = value.if_object())
            out.children = members(*object, pointer, path, depth + 1);
        else if (const json::Array *list = value.if_array(); list && hasStructure(*list))
            out.children = elements(*list, pointer, path, depth + 1);
        return out;
    }

    static bool hasStructure(const json::Array &list)
    {
        return std::any_of(
            list.begin(), list.end(), [](const json::Value &one) { return one.is_structured(); });
    }

    QList<ClaimRow> elements(
        const json::Array &list, const QByteArray &pointer, const QByteArray &path, int depth) const
    {
        QList<ClaimRow> out;
        for (std::size_t i = 0; i < list.size(); ++i) {
            const QByteArray at = QByteArray::number(quint64(i));
            out.append(row('[' + at + ']', list[i], pointer + '/' + at, path + '[' + at + ']', depth));
        }
        return out;
    }

    MeaningOf m_what;
    base::Time m_now;
    const ExactNumbers &m_exact;
};

} // namespace

std::optional<base::Time> claimTime(const QByteArray &name, const json::Value &value)
{
    if (!isTimeClaim(name) || !value.is_number())
        return std::nullopt;
    jose::Jwt one;
    one.claims["at"] = value;
    return one.time("at");
}

QString asPeopleRead(const QByteArray &name, const json::Value &value, base::Time now)
{
    if (const auto time = claimTime(name, value))
        return u"%1 (%2)"_s.arg(localTime(*time), relativeTime(*time, now));
    if (value.is_string())
        return base::cleaned(json::bytes(value.get_string()), 1000);
    if (const json::Array *list = value.if_array())
        return listWords(*list);
    if (value.is_bool())
        return value.get_bool() ? u"yes"_s : u"no"_s;
    return base::cleaned(json::compact(value), 1000);
}

QList<ClaimRow> memberRows(const json::Object &object, MeaningOf what, const ClaimChecks &checks,
    base::Time now, const ExactNumbers &exact)
{
    QList<ClaimRow> out = Rows(what, now, exact).members(object, {}, {}, 0);
    for (ClaimRow &row : out) {
        for (const ClaimCheck &check : checks) {
            if (check.claim == row.name)
                applyCheck(row, check.check);
        }
    }
    return out;
}

ExactNumbers exactNumbers(const QByteArray &text)
{
    ExactNumbers out;
    for (const jose::LooseJson::Number &number : jose::readLoosely(text).inexactNumbers)
        out.insert(number.pointer, number.text);
    return out;
}

QList<ClaimRow> claimRows(const jose::Jwt &jwt, const ClaimChecks &checks, base::Time now)
{
    return memberRows(jwt.claims, MeaningOf::Claim, checks, now, exactNumbers(jwt.claimsText));
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
