// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspect/compare.h"

#include "base/text.h"
#include "inspect/recognise.h"
#include "jose/jwt.h"
#include "oauth/claimrows.h"
#include "oauth/grant.h"
#include "oauth/humantime.h"

using namespace Qt::StringLiterals;

namespace authscope::inspect {

namespace {

constexpr jose::JwsLimits limits{ .maxBytes = maxPasted, .maxDepth = 64 };

using oauth::ClaimRow;

json::Object objectOf(const QByteArray &text)
{
    return json::parseObject(
        text, {}, { .maxBytes = maxPasted, .maxDepth = limits.maxDepth, .refuseDuplicates = false })
        .value_or(json::Object());
}

QString timeDifference(base::Time before, base::Time after)
{
    const auto by = std::chrono::duration_cast<std::chrono::seconds>(after - before);
    return by.count() < 0 ? u"%1 earlier"_s.arg(oauth::humanDuration(by))
                          : u"%1 later"_s.arg(oauth::humanDuration(by));
}

/// The words of a scope, the elements of a list of texts; nothing for what is neither.
std::optional<QList<QByteArray>> wordsOf(const QByteArray &name, const json::Value &value)
{
    if (value.is_string() && (name == "scope" || name == "scp"))
        return oauth::splitScopes(json::bytes(value.get_string()));
    const json::Object holder{ { "list", value } };
    return value.is_array() ? json::stringList(holder, "list") : std::nullopt;
}

QString wordDifference(const QList<QByteArray> &before, const QList<QByteArray> &after)
{
    QStringList out;
    for (const QByteArray &word : after) {
        if (!before.contains(word))
            out.append(u'+' + base::cleaned(word, 60));
    }
    for (const QByteArray &word : before) {
        if (!after.contains(word))
            out.append(u'-' + base::cleaned(word, 60));
    }
    return out.isEmpty() ? u"another order"_s : out.join(u' ');
}

class Comparison {
public:
    Comparison(bool isHeader, base::Time now) : m_isHeader(isHeader), m_now(now) { }

    void objects(const json::Object &before, const json::Object &after, const QByteArray &path)
    {
        for (const auto &member : after)
            values(json::bytes(member.key()), before.if_contains(member.key()), &member.value(), path);
        for (const auto &member : before) {
            if (!after.contains(member.key()))
                values(json::bytes(member.key()), &member.value(), nullptr, path);
        }
    }

    QList<Change> changes;

private:
    void values(
        const QByteArray &name, const json::Value *before, const json::Value *after, const QByteArray &path)
    {
        const QByteArray here = path.isEmpty() ? name : path + '.' + name;
        if (before && after && before->is_object() && after->is_object() && *before != *after)
            return objects(before->get_object(), after->get_object(), here);
        Change change{ .isHeader = m_isHeader, .path = here };
        if (before) {
            change.before = oauth::asPeopleRead(name, *before, m_now);
            change.rawBefore = json::compact(*before);
        }
        if (after) {
            change.after = oauth::asPeopleRead(name, *after, m_now);
            change.rawAfter = json::compact(*after);
        }
        if (!before)
            change.state = Change::State::Added;
        else if (!after)
            change.state = Change::State::Removed;
        else if (*before != *after)
            change.state = Change::State::Changed;
        if (change.state == Change::State::Changed)
            change.difference = differenceOf(name, *before, *after);
        changes.append(std::move(change));
    }

    static QString differenceOf(const QByteArray &name, const json::Value &before, const json::Value &after)
    {
        const auto from = oauth::claimTime(name, before);
        const auto to = oauth::claimTime(name, after);
        if (from && to)
            return timeDifference(*from, *to);
        const auto older = wordsOf(name, before);
        const auto newer = wordsOf(name, after);
        if (older && newer)
            return wordDifference(*older, *newer);
        if (before.kind() != after.kind() && !(before.is_number() && after.is_number()))
            return u"%1, was %2"_s.arg(json::typeName(after), json::typeName(before));
        return {};
    }

    bool m_isHeader;
    base::Time m_now;
};

QString counted(qsizetype count, const QString &word)
{
    return u"%1 %2"_s.arg(count).arg(word);
}

} // namespace

Snapshot snapshotOf(const Subject &subject)
{
    return snapshotOf(subject.text.reveal());
}

Snapshot snapshotOf(const QByteArray &token)
{
    Snapshot out{ .fingerprint = jose::sha256(token).first(16).toHex() };
    const auto jwt = jose::parseJwt(token, limits);
    if (!jwt)
        return out;
    out.isReadable = true;
    out.headerText = jwt->jws.headerText;
    out.claimsText = jwt->claimsText;
    return out;
}

QList<Change> compare(const Snapshot &before, const Snapshot &after, base::Time now)
{
    if (!before.isReadable || !after.isReadable)
        return {};
    Comparison header(true, now);
    header.objects(objectOf(before.headerText), objectOf(after.headerText), {});
    Comparison claims(false, now);
    claims.objects(objectOf(before.claimsText), objectOf(after.claimsText), {});
    return header.changes + claims.changes;
}

QString comparisonSentence(const Snapshot &before, const Snapshot &after, const QList<Change> &changes)
{
    if (!before.fingerprint.isEmpty() && before.fingerprint == after.fingerprint)
        return u"It is the same token."_s;
    if (!before.isReadable || !after.isReadable)
        return u"Another token; nothing can be read from %1, so that is all that can be said."_s.arg(
            before.isReadable      ? u"the newer one"_s
                : after.isReadable ? u"the older one"_s
                                   : u"either of them"_s);
    qsizetype changed = 0, added = 0, removed = 0, header = 0;
    for (const Change &change : changes) {
        if (change.state == Change::State::Same)
            continue;
        if (change.isHeader) {
            ++header;
            continue;
        }
        changed += change.state == Change::State::Changed;
        added += change.state == Change::State::Added;
        removed += change.state == Change::State::Removed;
    }
    QStringList parts;
    if (changed > 0)
        parts.append(counted(changed, changed == 1 ? u"claim changed"_s : u"claims changed"_s));
    if (added > 0)
        parts.append(counted(added, u"added"_s));
    if (removed > 0)
        parts.append(counted(removed, u"gone"_s));
    const QString claims = parts.isEmpty() ? u"The claims are the same"_s : parts.join(u", "_s);
    return claims + (header == 0 ? u"; the header is the same."_s : u"; the header differs too."_s);
}

} // namespace authscope::inspect
