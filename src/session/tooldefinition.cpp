// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/tooldefinition.h"

#include "base/text.h"
#include "json/pointer.h"

#include <QCryptographicHash>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace authscope::session {

namespace {

/// Of `_meta`: what decides who may call the tool, and where its result goes. Words for waiting do not.
constexpr std::string_view approvedMeta[]
    = { "securitySchemes", "ui", "ui/resourceUri", "openai/outputTemplate", "openai/widgetAccessible",
          "openai/visibility", "openai/fileParams", "openai/profile" };

json::Value sorted(const json::Value &value)
{
    if (const json::Array *list = value.if_array()) {
        json::Array out;
        out.reserve(list->size());
        for (const json::Value &element : *list)
            out.push_back(sorted(element));
        return out;
    }
    const json::Object *object = value.if_object();
    if (!object)
        return value;
    std::vector<std::string_view> names;
    names.reserve(object->size());
    for (const auto &member : *object)
        names.push_back(member.key());
    std::sort(names.begin(), names.end());
    json::Object out;
    out.reserve(names.size());
    for (const std::string_view name : names)
        out.emplace(name, sorted(object->at(name)));
    return out;
}

/// For a tool that was not read from a server's words.
json::Object described(const mcp::Tool &tool)
{
    json::Object out{ { "name", json::string(tool.name) }, { "title", json::string(tool.title) },
        { "description", json::string(tool.description) }, { "inputSchema", tool.inputSchema },
        { "outputSchema", tool.outputSchema } };
    if (tool.annotations.arePresent)
        out["annotations"] = json::Object{ { "readOnlyHint", tool.annotations.readOnly },
            { "destructiveHint", tool.annotations.destructive },
            { "idempotentHint", tool.annotations.idempotent },
            { "openWorldHint", tool.annotations.openWorld } };
    json::Array schemes;
    for (const mcp::SecurityScheme &scheme : tool.securitySchemes)
        schemes.push_back(json::Object{
            { "type", json::string(scheme.type) }, { "scopes", json::stringArray(scheme.scopes) } });
    if (!schemes.empty())
        out["securitySchemes"] = std::move(schemes);
    return out;
}

QString words(const json::Value &value)
{
    return value.is_string() ? json::text(value.get_string()) : QString::fromUtf8(json::compact(value));
}

QString pointer(const QString &parent, std::string_view name)
{
    return parent + QString::fromUtf8(json::pointerStep(name));
}

class Comparison {
public:
    Comparison(qsizetype limit, qsizetype *more) : m_limit(limit), m_more(more) { }

    void compare(const QString &where, const json::Value &before, const json::Value &after)
    {
        if (before == after)
            return;
        const json::Object *old = before.if_object();
        const json::Object *now = after.if_object();
        if (old && now)
            return compareMembers(where, *old, *now);
        if (before.is_array() && after.is_array())
            return compareElements(where, before.get_array(), after.get_array());
        add({ DefinitionChange::Kind::Changed, where, words(before), words(after) });
    }

    const QList<DefinitionChange> &changes() const { return m_changes; }

private:
    void add(DefinitionChange change)
    {
        if (m_changes.size() < m_limit)
            m_changes.append(std::move(change));
        else if (m_more)
            ++*m_more;
    }

    void compareMembers(const QString &where, const json::Object &old, const json::Object &now)
    {
        for (const auto &member : old) {
            const QString place = pointer(where, member.key());
            if (const json::Value *other = now.if_contains(member.key()))
                compare(place, member.value(), *other);
            else
                add({ DefinitionChange::Kind::Removed, place, words(member.value()), {} });
        }
        for (const auto &member : now) {
            if (!old.contains(member.key()))
                add({ DefinitionChange::Kind::Added, pointer(where, member.key()), {},
                    words(member.value()) });
        }
    }

    void compareElements(const QString &where, const json::Array &old, const json::Array &now)
    {
        const auto isSimple = [](const json::Value &one) { return !one.is_structured(); };
        if (std::all_of(old.begin(), old.end(), isSimple) && std::all_of(now.begin(), now.end(), isSimple)) {
            QList<DefinitionChange> inside;
            const auto lacks = [](const json::Array &list, const json::Value &one) {
                return std::find(list.begin(), list.end(), one) == list.end();
            };
            // Required names and choices; quadratic, so only while they are few.
            if (old.size() <= 500 && now.size() <= 500) {
                for (const json::Value &one : old) {
                    if (lacks(now, one))
                        inside.append({ DefinitionChange::Kind::Removed, where, words(one), {} });
                }
                for (const json::Value &one : now) {
                    if (lacks(old, one))
                        inside.append({ DefinitionChange::Kind::Added, where, {}, words(one) });
                }
            }
            if (inside.isEmpty()) // another order, or too many
                inside.append({ DefinitionChange::Kind::Changed, where, words(old), words(now) });
            for (DefinitionChange &change : inside)
                add(std::move(change));
            return;
        }
        for (size_t i = 0; i < std::max(old.size(), now.size()); ++i) {
            const QString place = where + u'/' + QString::number(i);
            if (i >= now.size())
                add({ DefinitionChange::Kind::Removed, place, words(old[i]), {} });
            else if (i >= old.size())
                add({ DefinitionChange::Kind::Added, place, {}, words(now[i]) });
            else
                compare(place, old[i], now[i]);
        }
    }

    qsizetype m_limit;
    qsizetype *m_more;
    QList<DefinitionChange> m_changes;
};

/// Words with the blanks that follow them.
QStringList wordsOf(const QString &text)
{
    QStringList out;
    qsizetype begin = 0;
    for (qsizetype i = 1; i < text.size(); ++i) {
        if (text[i - 1].isSpace() && !text[i].isSpace()) {
            out += text.mid(begin, i - begin);
            begin = i;
        }
    }
    if (begin < text.size())
        out += text.mid(begin);
    return out;
}

void append(QList<WordChange> &changes, WordChange::Kind kind, const QString &text)
{
    if (text.isEmpty())
        return;
    if (!changes.isEmpty() && changes.last().kind == kind)
        changes.last().text += text;
    else
        changes.append({ kind, text });
}

/// The longest words in common, the usual table.
void appendMiddle(QList<WordChange> &changes, const QStringList &before, const QStringList &after)
{
    const auto rows = size_t(before.size());
    const auto columns = size_t(after.size());
    std::vector<quint16> lengths((rows + 1) * (columns + 1), 0);
    const auto at
        = [&](size_t row, size_t column) -> quint16 & { return lengths[row * (columns + 1) + column]; };
    for (size_t row = rows; row-- > 0;) {
        for (size_t column = columns; column-- > 0;)
            at(row, column) = before[qsizetype(row)] == after[qsizetype(column)]
                ? quint16(at(row + 1, column + 1) + 1)
                : std::max(at(row + 1, column), at(row, column + 1));
    }
    size_t row = 0;
    size_t column = 0;
    while (row < rows || column < columns) {
        if (row < rows && column < columns && before[qsizetype(row)] == after[qsizetype(column)]) {
            append(changes, WordChange::Kind::Same, before[qsizetype(row)]);
            ++row;
            ++column;
        } else if (column == columns || (row < rows && at(row + 1, column) >= at(row, column + 1))) {
            append(changes, WordChange::Kind::Removed, before[qsizetype(row++)]);
        } else {
            append(changes, WordChange::Kind::Added, after[qsizetype(column++)]);
        }
    }
}

} // namespace

json::Object definitionOf(const mcp::Tool &tool)
{
    const json::Object *raw = tool.raw.if_object();
    const json::Object made = raw ? json::Object() : described(tool);
    const json::Object &source = raw ? *raw : made;
    json::Object out;
    for (const std::string_view member : { "annotations", "description", "inputSchema", "name",
             "outputSchema", "parameters", "securitySchemes", "title" }) {
        const json::Value *value = source.if_contains(member);
        if (value && !value->is_null())
            out.emplace(member, sorted(*value));
    }
    if (const json::Object *meta = json::objectMember(source, "_meta")) {
        json::Object kept;
        for (const std::string_view member : approvedMeta) {
            if (const json::Value *value = meta->if_contains(member))
                kept.emplace(member, *value);
        }
        if (!kept.empty())
            out.emplace("_meta", sorted(kept));
    }
    return out;
}

QByteArray fingerprintOf(const json::Object &definition)
{
    return QCryptographicHash::hash(json::compact(definition), QCryptographicHash::Sha256).toHex();
}

QByteArray fingerprintOf(const mcp::Tool &tool)
{
    return fingerprintOf(definitionOf(tool));
}

QString DefinitionChange::title() const
{
    const QString place = base::cleaned(where, 160);
    switch (kind) {
    case Kind::Added:
        return u"+ "_s + place;
    case Kind::Removed:
        return u"− "_s + place;
    case Kind::Changed:
        return u"~ "_s + place;
    }
    Q_UNREACHABLE();
    return {};
}

QList<DefinitionChange> differencesOf(
    const json::Object &before, const json::Object &after, qsizetype limit, qsizetype *more)
{
    Comparison comparison(limit, more);
    comparison.compare({}, before, after);
    return comparison.changes();
}

QList<WordChange> wordDifference(const QString &before, const QString &after)
{
    constexpr qsizetype mostWords = 1000;
    const QStringList old = wordsOf(before);
    const QStringList now = wordsOf(after);
    const qsizetype shorter = std::min(old.size(), now.size());
    qsizetype head = 0;
    while (head < shorter && old[head] == now[head])
        ++head;
    qsizetype tail = 0;
    while (tail < shorter - head && old[old.size() - 1 - tail] == now[now.size() - 1 - tail])
        ++tail;
    const QStringList removed = old.mid(head, old.size() - head - tail);
    const QStringList added = now.mid(head, now.size() - head - tail);
    QList<WordChange> changes;
    append(changes, WordChange::Kind::Same, old.mid(0, head).join(QString()));
    if (removed.size() > mostWords || added.size() > mostWords) {
        append(changes, WordChange::Kind::Removed, removed.join(QString()));
        append(changes, WordChange::Kind::Added, added.join(QString()));
    } else {
        appendMiddle(changes, removed, added);
    }
    append(changes, WordChange::Kind::Same, old.mid(old.size() - tail).join(QString()));
    return changes;
}

} // namespace authscope::session
