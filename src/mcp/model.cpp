// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/model.h"

#include "base/text.h"
#include "mcp/reading.h"

using namespace Qt::StringLiterals;

namespace authscope::mcp {

using base::Result;

namespace {

base::Failure refuse(const QString &message)
{
    return brokenRule(message, u"MCP 2025-11-25, server, tools"_s);
}

class ToolReader : public MemberReader {
public:
    ToolReader(const json::Object &object, const QString &name, QStringList *notes)
        : MemberReader(object, u"Tool “%1”"_s.arg(base::cleaned(name, 80)), notes)
    {
    }

    json::Value schema(std::string_view member)
    {
        const json::Value *value = object().if_contains(member);
        if (!value || value->is_null())
            return nullptr;
        if (!value->is_object()) {
            note(u"%1 is %2, expected an object. It was left out."_s.arg(
                json::text(member), json::typeName(*value)));
            return nullptr;
        }
        return *value;
    }

    json::Value inputSchema()
    {
        const json::Value own = schema("inputSchema");
        if (!own.is_null())
            return own;
        const json::Value parameters = schema("parameters");
        note(parameters.is_null() ? u"there is no inputSchema."_s
                                  : u"there is no inputSchema; “parameters” was read instead."_s);
        return parameters;
    }

    ToolAnnotations toolAnnotations(QString &title)
    {
        ToolAnnotations out;
        const json::Value *value = object().if_contains("annotations");
        if (!value || value->is_null())
            return out;
        const json::Object *object = value->if_object();
        if (!object) {
            note(u"annotations is %1, expected an object. The defaults apply."_s.arg(json::typeName(*value)));
            return out;
        }
        out.arePresent = true;
        if (title.isEmpty())
            title = text(*object, "title");
        readHint(*object, "readOnlyHint", out.readOnly);
        readHint(*object, "destructiveHint", out.destructive);
        readHint(*object, "idempotentHint", out.idempotent);
        readHint(*object, "openWorldHint", out.openWorld);
        return out;
    }

    QList<SecurityScheme> securitySchemes()
    {
        const json::Value *value = object().if_contains("securitySchemes");
        if (!value) {
            const json::Object *meta = json::objectMember(object(), "_meta");
            value = meta ? meta->if_contains("securitySchemes") : nullptr;
        }
        QList<SecurityScheme> out;
        if (!value || value->is_null())
            return out;
        if (const json::Array *list = value->if_array()) {
            for (const json::Value &element : *list)
                appendScheme(out, element);
        } else if (const json::Object *named = value->if_object()) {
            for (const auto &member : *named)
                appendScheme(out, member.value());
        } else {
            note(u"securitySchemes is %1, expected a list. The server's default applies."_s.arg(
                json::typeName(*value)));
        }
        return out;
    }

private:
    void readHint(const json::Object &object, std::string_view member, bool &hint)
    {
        const json::Value *value = object.if_contains(member);
        if (value && value->is_bool())
            hint = value->get_bool();
        else if (value && !value->is_null())
            note(u"%1 is %2, expected true or false. The default applies."_s.arg(
                json::text(member), json::typeName(*value)));
    }

    void appendScheme(QList<SecurityScheme> &schemes, const json::Value &value)
    {
        const json::Object *object = value.if_object();
        const auto type = object ? json::stringMember(*object, "type") : std::nullopt;
        if (!type) {
            note(u"a security scheme has no type that is a text. It was left out."_s);
            return;
        }
        SecurityScheme scheme{ .type = *type };
        if (const json::Value *scopes = object->if_contains("scopes"))
            appendScopes(scheme.scopes, *scopes);
        // The form with flows; its addresses are never used, those come from discovery.
        if (const json::Object *flows = json::objectMember(*object, "flows")) {
            for (const auto &flow : *flows) {
                const json::Object *inner = flow.value().if_object();
                if (const json::Value *scopes = inner ? inner->if_contains("scopes") : nullptr)
                    appendScopes(scheme.scopes, *scopes);
            }
        }
        schemes.append(std::move(scheme));
    }

    void appendScopes(QList<QByteArray> &scopes, const json::Value &value)
    {
        const auto append = [&](std::string_view name) {
            const QByteArray scope = json::bytes(name);
            if (!isScope(scope))
                note(u"a scope is not one (RFC 6749 §3.3): “%1”. It was left out."_s.arg(
                    base::cleaned(scope, 60)));
            else if (!scopes.contains(scope))
                scopes.append(scope);
        };
        if (const json::Object *named = value.if_object()) {
            for (const auto &member : *named)
                append(member.key());
        } else if (const json::Array *list = value.if_array()) {
            for (const json::Value &element : *list) {
                if (element.is_string())
                    append(element.get_string());
                else
                    note(u"a scope is %1, expected a text. It was left out."_s.arg(json::typeName(element)));
            }
        } else {
            note(u"scopes is %1, expected a list. It was left out."_s.arg(json::typeName(value)));
        }
    }

    static bool isScope(QByteArrayView scope)
    {
        return !scope.isEmpty() && std::all_of(scope.begin(), scope.end(), [](char c) {
            return c > 0x20 && c < 0x7f && c != '"' && c != '\\';
        });
    }
};

} // namespace

bool ServerInfo::offers(std::string_view capability) const
{
    return json::objectMember(capabilities, capability) != nullptr;
}

QList<QByteArray> Tool::neededScopes() const
{
    QList<QByteArray> out;
    for (const SecurityScheme &scheme : securitySchemes) {
        if (scheme.type != "oauth2")
            continue;
        for (const QByteArray &scope : scheme.scopes) {
            if (!out.contains(scope))
                out.append(scope);
        }
    }
    return out;
}

bool Tool::isPublic() const
{
    return std::any_of(securitySchemes.begin(), securitySchemes.end(),
        [](const SecurityScheme &scheme) { return scheme.type == "noauth"; });
}

Result<Tool> readTool(const json::Value &value, QStringList *notes)
{
    const json::Object *object = value.if_object();
    if (!object)
        return refuse(u"A tool is %1, expected an object. It was left out."_s.arg(json::typeName(value)));
    const auto name = json::stringMember(*object, "name");
    if (!name || name->isEmpty())
        return refuse(u"A tool has no name. It was left out, because it could not be called."_s);

    Tool tool;
    tool.name = QString::fromUtf8(*name);
    ToolReader reader(*object, tool.name, notes);
    tool.title = reader.text("title");
    tool.annotations = reader.toolAnnotations(tool.title);
    if (tool.title.isEmpty())
        tool.title = tool.name;
    tool.description = reader.text("description");
    tool.inputSchema = reader.inputSchema();
    tool.outputSchema = reader.schema("outputSchema");
    tool.securitySchemes = reader.securitySchemes();
    tool.icons = reader.icons();
    tool.raw = value;
    return tool;
}

Result<ToolResult> readToolResult(json::Shared value)
{
    const json::Object *object = value->if_object();
    if (!object)
        return refuse(u"The tool's result is %1, expected an object."_s.arg(json::typeName(value)));
    ToolResult result;
    if (const json::Value *content = object->if_contains("content"); content && !content->is_null()) {
        if (!content->is_array())
            return refuse(
                u"The content of the tool's result is %1, expected a list."_s.arg(json::typeName(*content)));
        for (const json::Value &block : content->get_array())
            result.content.append(readContentBlock(value.part(block)));
    }
    if (const json::Value *flag = object->if_contains("isError"); flag && !flag->is_null()) {
        if (!flag->is_bool())
            return refuse(u"isError of the tool's result is %1, expected true or false. Whether the tool "
                          "succeeded cannot be told."_s.arg(json::typeName(*flag)));
        result.isError = flag->get_bool();
    }
    if (const json::Value *structured = object->if_contains("structuredContent")) {
        result.structuredContent = value.part(*structured);
        result.hasStructuredContent = true;
    }
    if (const json::Value *meta = object->if_contains("_meta"))
        result.meta = value.part(*meta);
    result.raw = std::move(value);
    return result;
}

} // namespace authscope::mcp
