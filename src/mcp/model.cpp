// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/model.h"

#include "base/text.h"
#include "mcp/reading.h"

#include <QSet>

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
        if (title.isEmpty())
            title = text(*object, "title");
        const bool saysReadOnly = readHint(*object, "readOnlyHint", out.readOnly);
        out.saysDestructive = readHint(*object, "destructiveHint", out.destructive);
        const bool saysIdempotent = readHint(*object, "idempotentHint", out.idempotent);
        out.saysOpenWorld = readHint(*object, "openWorldHint", out.openWorld);
        out.arePresent = saysReadOnly || out.saysDestructive || saysIdempotent || out.saysOpenWorld;
        return out;
    }

    QList<SecurityScheme> securitySchemes(QString &disagreement)
    {
        const json::Value *own = object().if_contains("securitySchemes");
        const json::Object *meta = json::objectMember(object(), "_meta");
        const json::Value *mirror = meta ? meta->if_contains("securitySchemes") : nullptr;
        if (own && own->is_null())
            own = nullptr;
        if (mirror && mirror->is_null())
            mirror = nullptr;
        const QList<SecurityScheme> out = own ? schemesOf(*own) : mirror ? schemesOf(*mirror) : Schemes();
        if (!own || !mirror || *own == *mirror)
            return out;
        const auto words = [](const Schemes &schemes) {
            QStringList each;
            for (const SecurityScheme &scheme : schemes)
                each += base::cleaned((scheme.type + ' ' + scheme.scopes.join(' ')).trimmed());
            each.sort();
            return each.isEmpty() ? u"nothing"_s : each.join(u", "_s);
        };
        const QString beside = words(out);
        const QString mirrored = words(schemesOf(*mirror));
        if (beside != mirrored)
            disagreement
                = u"What the tool asks of its caller stands there twice and differs: securitySchemes "
                  "says “%1”, its copy in _meta says “%2”. The first counts."_s.arg(beside, mirrored);
        return out;
    }

    /// What the tool's _meta says; the standard's names count before the older ones.
    ToolMeta meta()
    {
        ToolMeta out;
        const json::Value *value = object().if_contains("_meta");
        if (!value || value->is_null())
            return out;
        const json::Object *meta = value->if_object();
        if (!meta) {
            note(u"_meta is %1, expected an object. It was left out."_s.arg(json::typeName(*value)));
            return out;
        }
        const json::Object *ui = json::objectMember(*meta, "ui");
        const std::tuple<const json::Object *, std::string_view, const char *> widgets[]
            = { { ui, "resourceUri", "ui.resourceUri" }, { meta, "ui/resourceUri", "ui/resourceUri" },
                  { meta, "openai/outputTemplate", "openai/outputTemplate" } };
        for (const auto &[object, member, key] : widgets) {
            const QByteArray uri = object ? text(*object, member).toUtf8() : QByteArray();
            if (out.widget.isEmpty() && !uri.isEmpty()) {
                out.widget = uri;
                out.widgetKey = key;
            }
        }
        if (const auto list = ui ? json::stringList(*ui, "visibility") : std::nullopt) {
            out.forModel = list->contains("model");
            out.forApp = list->contains("app");
        } else {
            if (text(*meta, "openai/visibility") == u"private"_s)
                out.forModel = false;
            out.forApp = json::boolMember(*meta, "openai/widgetAccessible").value_or(out.forApp);
        }
        out.invoking = text(*meta, "openai/toolInvocation/invoking");
        out.invoked = text(*meta, "openai/toolInvocation/invoked");
        if (const json::Value *files = meta->if_contains("openai/fileParams"))
            out.fileParams = *files;
        out.isProfile = json::boolMember(*meta, "openai/profile").value_or(false);
        return out;
    }

    bool isLongRunning()
    {
        const json::Object *execution = json::objectMember(object(), "execution");
        const auto support = execution ? json::stringMember(*execution, "taskSupport") : std::nullopt;
        return support == QByteArray("optional") || support == QByteArray("required");
    }

private:
    using Schemes = QList<SecurityScheme>;

    bool readHint(const json::Object &object, std::string_view member, bool &hint)
    {
        const json::Value *value = object.if_contains(member);
        if (!value || value->is_null())
            return false;
        if (!value->is_bool()) {
            note(u"%1 is %2, expected true or false. The default applies."_s.arg(
                json::text(member), json::typeName(*value)));
            return false;
        }
        hint = value->get_bool();
        return true;
    }

    Schemes schemesOf(const json::Value &value)
    {
        Schemes out;
        if (const json::Array *list = value.if_array()) {
            for (const json::Value &element : *list)
                appendScheme(out, element);
        } else if (const json::Object *named = value.if_object()) {
            for (const auto &member : *named)
                appendScheme(out, member.value(), json::text(member.key()));
        } else {
            note(u"securitySchemes is %1, expected a list. The server's default applies."_s.arg(
                json::typeName(value)));
        }
        return out;
    }

    void appendScheme(Schemes &schemes, const json::Value &value, const QString &name = {})
    {
        const json::Object *object = value.if_object();
        const auto type = object ? json::stringMember(*object, "type") : std::nullopt;
        if (!type) {
            note(u"a security scheme has no type that is a text. It was left out."_s);
            return;
        }
        SecurityScheme scheme{ .type = *type, .name = name };
        if (const json::Value *scopes = object->if_contains("scopes"))
            appendScopes(scheme, *scopes);
        if (const json::Object *flows = json::objectMember(*object, "flows")) {
            for (const auto &flow : *flows) {
                const json::Object *inner = flow.value().if_object();
                if (!inner)
                    continue;
                if (const json::Value *scopes = inner->if_contains("scopes"))
                    appendScopes(scheme, *scopes);
                for (const std::string_view member : { "authorizationUrl", "tokenUrl", "refreshUrl" }) {
                    const auto address = json::stringMember(*inner, member);
                    if (address && !scheme.addresses.contains(*address))
                        scheme.addresses.append(*address);
                }
            }
        }
        schemes.append(std::move(scheme));
    }

    void appendScopes(SecurityScheme &scheme, const json::Value &value)
    {
        QSet<QByteArray> known(scheme.scopes.begin(), scheme.scopes.end());
        const auto append = [&](std::string_view name, const json::Value &meaning = nullptr) {
            const QByteArray scope = json::bytes(name);
            if (!isScope(scope))
                return note(u"a scope is not one (RFC 6749 §3.3): “%1”. It was left out."_s.arg(
                    base::cleaned(scope, 60)));
            if (known.contains(scope))
                return;
            known.insert(scope);
            scheme.scopes.append(scope);
            if (meaning.is_string() && !meaning.get_string().empty())
                scheme.meanings.append({ scope, json::text(meaning.get_string()) });
        };
        if (const json::Object *named = value.if_object()) {
            for (const auto &member : *named)
                append(member.key(), member.value());
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

Effect Tool::effect() const
{
    if (annotations.contradict())
        return Effect::Destroys;
    if (annotations.readOnly)
        return Effect::Reads;
    return annotations.arePresent && annotations.destructive ? Effect::Destroys : Effect::Writes;
}

QString Tool::meaningOf(const QByteArray &scope) const
{
    for (const SecurityScheme &scheme : securitySchemes) {
        for (const auto &[one, meaning] : scheme.meanings) {
            if (one == scope)
                return meaning;
        }
    }
    return {};
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
    tool.securitySchemes = reader.securitySchemes(tool.schemesNote);
    tool.meta = reader.meta();
    tool.isLongRunning = reader.isLongRunning();
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
