// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/toolheaders.h"

#include "base/text.h"
#include "mcp/headercodec.h"

#include <QSet>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace authscope::mcp {

namespace {

constexpr std::string_view annotation = "x-mcp-header";
constexpr int maxDepth = 64;
constexpr double maxSafe = 9007199254740991.0; // 2^53 - 1

bool isToken(QByteArrayView name)
{
    static constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !name.isEmpty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
            || marks.find(c) != std::string_view::npos;
    });
}

/// The rule, and the sentence of every rejection.
QString rejected(const QString &what)
{
    return u"The tool may not be called: %1 (MCP 2026-07-28, transports, x-mcp-header)."_s.arg(what);
}

class Planner {
public:
    ToolHeaderPlan plan;

    /// A schema at `path`. `isReachable`: through `properties` alone.
    void visit(const json::Value &schema, const QList<QByteArray> &path, bool isReachable, int depth)
    {
        if (!plan.rejection.isEmpty())
            return;
        if (depth > maxDepth) {
            plan.rejection = rejected(u"its inputSchema is nested deeper than %1 levels"_s.arg(maxDepth));
            return;
        }
        if (const json::Array *list = schema.if_array()) {
            for (const json::Value &element : *list)
                visit(element, path, false, depth + 1);
            return;
        }
        const json::Object *object = schema.if_object();
        if (!object)
            return;
        if (const json::Value *name = object->if_contains(annotation))
            take(*name, *object, path, isReachable);
        for (const auto &member : *object) {
            const std::string_view key = member.key();
            // These hold values, not schemas.
            if (key == "default" || key == "const" || key == "enum" || key == "examples" || key == annotation)
                continue;
            if (key == "properties" && member.value().is_object())
                properties(member.value().get_object(), path, isReachable, depth);
            else if (holdsSchemasByName(key) && member.value().is_object())
                byName(member.value().get_object(), path, depth);
            else
                visit(member.value(), path, false, depth + 1);
        }
    }

private:
    static bool holdsSchemasByName(std::string_view key)
    {
        return key == "$defs" || key == "definitions" || key == "patternProperties"
            || key == "dependentSchemas";
    }

    void properties(const json::Object &members, const QList<QByteArray> &path, bool isReachable, int depth)
    {
        for (const auto &member : members)
            visit(member.value(), path + QList<QByteArray>{ json::bytes(member.key()) }, isReachable,
                depth + 1);
    }

    void byName(const json::Object &schemas, const QList<QByteArray> &path, int depth)
    {
        for (const auto &member : schemas)
            visit(member.value(), path, false, depth + 1);
    }

    void take(
        const json::Value &value, const json::Object &schema, const QList<QByteArray> &path, bool isReachable)
    {
        const QString place = path.isEmpty() ? u"the root"_s : u"“%1”"_s.arg(base::cleaned(path.join('.')));
        if (!value.is_string()) {
            plan.rejection
                = rejected(u"x-mcp-header at %1 is %2, expected a text"_s.arg(place, json::typeName(value)));
            return;
        }
        const QByteArray name = json::bytes(value.get_string());
        const QString shown = base::cleaned(name, 60);
        const QByteArray type = json::stringMember(schema, "type").value_or(QByteArray());
        if (name.isEmpty())
            plan.rejection = rejected(u"x-mcp-header at %1 is empty"_s.arg(place));
        else if (!isToken(name))
            plan.rejection = rejected(
                u"x-mcp-header at %1 is “%2”, which is no name of a header field"_s.arg(place, shown));
        else if (!isReachable || path.isEmpty())
            plan.rejection = rejected(
                u"x-mcp-header “%1” stands at a place that is not reached through properties alone (%2)"_s
                    .arg(shown, place));
        else if (type != "string" && type != "integer" && type != "boolean")
            plan.rejection = rejected(
                u"x-mcp-header “%1” stands at %2, which is %3; only texts, whole numbers and true or false "
                "may be sent so"_s.arg(shown, place,
                    type.isEmpty() ? u"of no single type"_s
                                   : u"of the type “%1”"_s.arg(base::cleaned(type, 40))));
        else if (m_names.contains(name.toLower()))
            plan.rejection = rejected(u"x-mcp-header “%1” is there twice"_s.arg(shown));
        m_names.insert(name.toLower());
        plan.entries.append({ name, path });
    }

    QSet<QByteArray> m_names;
};

/// The text of a value; nothing when it has none.
std::optional<QByteArray> textOf(const json::Value &value)
{
    if (value.is_string())
        return json::bytes(value.get_string());
    if (value.is_bool())
        return value.get_bool() ? "true" : "false";
    if (value.is_int64())
        return QByteArray::number(qint64(value.get_int64()));
    if (value.is_uint64())
        return QByteArray::number(quint64(value.get_uint64()));
    // 3.0 is the integer 3 to JSON Schema.
    if (value.is_double() && std::abs(value.get_double()) <= maxSafe
        && std::trunc(value.get_double()) == value.get_double())
        return QByteArray::number(qint64(value.get_double()));
    return std::nullopt;
}

} // namespace

net::Headers ToolHeaderPlan::headersFor(const json::Object &arguments) const
{
    net::Headers headers;
    for (const Entry &entry : entries) {
        const json::Object *object = &arguments;
        const json::Value *value = nullptr;
        for (const QByteArray &member : entry.path) {
            value = object ? object->if_contains(json::view(member)) : nullptr;
            object = value ? value->if_object() : nullptr;
        }
        const auto text = value ? textOf(*value) : std::nullopt;
        if (text)
            headers.append("Mcp-Param-" + entry.name, encodeHeaderValue(*text));
    }
    return headers;
}

ToolHeaderPlan planToolHeaders(const json::Value &inputSchema)
{
    Planner planner;
    planner.visit(inputSchema, {}, true, 0);
    if (!planner.plan.rejection.isEmpty())
        planner.plan.entries.clear();
    return planner.plan;
}

} // namespace authscope::mcp
