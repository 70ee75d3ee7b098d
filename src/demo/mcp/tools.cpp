// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/mcp/tools.h"

#include "demo/scopes.h"
#include "demo/web.h"

#include <algorithm>

namespace authscope::demo {

namespace {

json::Object textSchema(const char *description)
{
    return { { "type", "string" }, { "description", description } };
}

json::Object objectSchema(json::Object properties, const QList<QByteArray> &required, bool isClosed)
{
    json::Object schema{ { "type", "object" }, { "properties", std::move(properties) } };
    if (!required.isEmpty())
        schema["required"] = jsonList(required);
    if (isClosed)
        schema["additionalProperties"] = false;
    return schema;
}

json::Object typed(const char *type)
{
    return { { "type", type } };
}

json::Object boardSchema(bool withItems)
{
    json::Object properties{ { "id", typed("string") }, { "title", typed("string") } };
    QList<QByteArray> required = { "id", "title" };
    if (withItems) {
        json::Object item = objectSchema(
            { { "id", typed("string") }, { "title", typed("string") }, { "status", typed("string") } },
            { "id", "title", "status" }, false);
        properties["archived"] = typed("boolean");
        properties["updated"] = typed("string");
        properties["items"] = json::Object{ { "type", "array" }, { "items", std::move(item) } };
        required.append("items");
    }
    return objectSchema(
        { { "board", objectSchema(std::move(properties), required, false) } }, { "board" }, false);
}

json::Object listSchema()
{
    json::Object entry = objectSchema(
        { { "id", typed("string") }, { "title", typed("string") }, { "items", typed("integer") },
            { "updated", typed("string") }, { "url", typed("string") } },
        { "id", "title", "items", "updated", "url" }, false);
    return objectSchema({ { "boards", json::Object{ { "type", "array" }, { "items", std::move(entry) } } } },
        { "boards" }, false);
}

json::Object saying(const char *invoking, const char *invoked)
{
    return { { "openai/toolInvocation/invoking", invoking }, { "openai/toolInvocation/invoked", invoked } };
}

json::Object greet(const ToolCall &call)
{
    return toolResult("Hello, " + json::stringMember(call.arguments, "name").value_or("") + "!");
}

json::Object whoami(const ToolCall &call)
{
    const Person &person = *call.caller->person;
    json::Object profile{ { "id", json::string(person.subject) } };
    if (!person.name.isEmpty())
        profile["name"] = json::string(person.name);
    if (!person.email.isEmpty())
        profile["email"] = json::string(person.email);
    json::Object claims;
    for (const char *name : { "iss", "aud", "client_id", "scope", "iat", "exp" }) {
        if (const json::Value *value = call.caller->claims.if_contains(name))
            claims[name] = *value;
    }
    profile["claims"] = std::move(claims);
    return toolResult("You are " + person.shownName() + ".", std::move(profile));
}

json::Object listBoards(const ToolCall &call)
{
    const bool withArchived = json::boolMember(call.arguments, "include_archived").value_or(false);
    json::Array boards;
    QByteArray text;
    for (const Board &board : call.world.boards.of(call.caller->person->subject, call.world.now())) {
        if (board.isArchived && !withArchived)
            continue;
        text += board.id + ": " + board.title + '\n';
        boards.emplace_back(
            json::Object{ { "id", json::string(board.id) }, { "title", json::string(board.title) },
                { "items", qint64(board.items.size()) }, { "updated", json::string(isoTime(board.updated)) },
                { "url", json::string(call.world.origins.app + "/boards/" + board.id) } });
    }
    return toolResult(text.isEmpty() ? "There are no boards." : text.trimmed(),
        json::Object{ { "boards", std::move(boards) } });
}

json::Object getBoard(const ToolCall &call)
{
    const QByteArray id = json::stringMember(call.arguments, "board_id").value_or("");
    const auto board = call.world.boards.find(call.caller->person->subject, id, call.world.now());
    if (!board)
        return toolError("There is no board with this id. list_boards says which there are.");
    const qsizetype count = board->items.size();
    json::Object result = toolResult(
        "Board: " + board->title + " (" + QByteArray::number(count) + (count == 1 ? " item)" : " items)"),
        json::Object{ { "board", boardJson(*board) } });
    result["_meta"] = json::Object{ { "demo_ui_only",
        json::Object{ { "url", json::string(call.world.origins.app + "/boards/" + board->id) } } } };
    return result;
}

json::Object createBoard(const ToolCall &call)
{
    const QByteArray title = json::stringMember(call.arguments, "title").value_or("");
    const auto board = call.world.boards.create(call.caller->person->subject, title, call.world.now());
    if (!board)
        return toolError("There are as many boards as one may have.");
    if (!call.world.save())
        return toolError("The board could not be written down.");
    return toolResult("Created board: " + board->title,
        json::Object{ { "board",
            json::Object{ { "id", json::string(board->id) }, { "title", json::string(board->title) } } } });
}

/// Something for anybody, and more for whoever may read boards.
json::Object getDocs(const ToolCall &call)
{
    struct Doc {
        const char *title;
        const char *about;
        bool isPublic;
    };
    static constexpr Doc docs[] = {
        { "Getting started", "Make a board, fill it, share it", true },
        { "What an agent may do", "Scopes, and what each of them allows", true },
        { "Limits", "How many boards and items there may be", true },
        { "Your plan", "What your account includes", false },
        { "Whom to ask", "The people who look after your boards", false },
    };
    const bool mayReadAll = call.caller && call.caller->scopes.contains("boards.read");
    json::Array listed;
    QByteArray text;
    for (const Doc &doc : docs) {
        if (!doc.isPublic && !mayReadAll)
            continue;
        text += QByteArray(doc.title) + ": " + doc.about + '\n';
        listed.emplace_back(json::Object{
            { "title", doc.title }, { "about", doc.about }, { "for", doc.isPublic ? "anybody" : "you" } });
    }
    return toolResult(text.trimmed(),
        json::Object{ { "signed_in", call.caller != nullptr }, { "docs", std::move(listed) } });
}

json::Object docsSchema()
{
    json::Object entry = objectSchema(
        { { "title", typed("string") }, { "about", typed("string") }, { "for", typed("string") } },
        { "title", "about", "for" }, false);
    return objectSchema({ { "signed_in", typed("boolean") },
                            { "docs", json::Object{ { "type", "array" }, { "items", std::move(entry) } } } },
        { "signed_in", "docs" }, false);
}

QList<Tool> makeTools()
{
    json::Object title{ { "type", "string" }, { "minLength", 1 }, { "maxLength", 80 } };
    json::Object seconds{ { "type", "integer" }, { "minimum", 1 }, { "maximum", 20 }, { "default", 5 },
        { "description", "How long it takes" } };
    json::Object profileMeta{ { "openai/profile", true } };
    return {
        { .name = "greet",
            .title = "Greet",
            .description = "Say hello to somebody",
            .scopes = { "openid", "profile" },
            .inputSchema = objectSchema({ { "name", textSchema("Whom to greet") } }, { "name" }, true),
            .run = greet },
        { .name = "whoami",
            .title = "Who am I",
            .description = "Show who is signed in, and what the access token says",
            .scopes = { "openid", "profile", "email" },
            .inputSchema = objectSchema({}, {}, true),
            .outputSchema = objectSchema({ { "id", typed("string") }, { "name", typed("string") },
                                             { "email", typed("string") }, { "claims", typed("object") } },
                { "id", "claims" }, false),
            .meta = profileMeta,
            .run = whoami },
        { .name = "list_boards",
            .title = "List boards",
            .description = "List the user's boards",
            .scopes = { "boards.read" },
            .inputSchema = objectSchema({ { "include_archived",
                                            json::Object{ { "type", "boolean" }, { "default", false },
                                                { "description", "Also list archived boards" } } } },
                {}, true),
            .outputSchema = listSchema(),
            .meta = saying("Looking up the boards", "Boards found"),
            .run = listBoards },
        { .name = "get_board",
            .title = "Get board",
            .description = "Show one board with its items",
            .scopes = { "boards.read" },
            .inputSchema
            = objectSchema({ { "board_id", textSchema("The id of the board, from list_boards") } },
                { "board_id" }, true),
            .outputSchema = boardSchema(true),
            .meta = saying("Fetching the board", "Board ready"),
            .run = getBoard },
        { .name = "create_board",
            .title = "Create board",
            .description = "Create a new board in the user's account",
            .scopes = { "boards.write" },
            .isReadOnly = false,
            .isIdempotent = false,
            .inputSchema = objectSchema({ { "title", std::move(title) } }, { "title" }, true),
            .outputSchema = boardSchema(false),
            .meta = saying("Creating the board", "Board created"),
            .run = createBoard },
        { .name = "delete_board",
            .title = "Delete board",
            .description = "Delete a board; asks why",
            .scopes = { "boards.admin" },
            .isReadOnly = false,
            .isDestructive = true,
            .inputSchema
            = objectSchema({ { "board_id", textSchema("The id of the board, from list_boards") } },
                { "board_id" }, true) },
        { .name = "run_report",
            .title = "Run report",
            .description = "Count what is on every board; takes its time and tells how far it is",
            .scopes = { "reports.run" },
            .inputSchema = objectSchema({ { "seconds", std::move(seconds) } }, {}, true),
            .meta = saying("Writing the report", "Report ready") },
        { .name = "get_docs",
            .title = "Get docs",
            .description = "List the help pages; more of them for whoever is signed in",
            .scopes = { "boards.read" },
            .isPublic = true,
            .inputSchema = objectSchema({}, {}, true),
            .outputSchema = docsSchema(),
            .meta = saying("Looking for pages", "Pages found"),
            .run = getDocs },
    };
}

} // namespace

const QList<Tool> &allTools()
{
    static const QList<Tool> tools = makeTools();
    return tools;
}

const Tool *findTool(QByteArrayView name)
{
    const auto &tools = allTools();
    const auto found
        = std::find_if(tools.begin(), tools.end(), [name](const Tool &tool) { return tool.name == name; });
    return found == tools.end() ? nullptr : &*found;
}

json::Object listedTool(const Tool &tool)
{
    json::Array schemes;
    if (tool.isPublic)
        schemes.emplace_back(json::Object{ { "type", "noauth" } });
    schemes.emplace_back(json::Object{ { "type", "oauth2" }, { "scopes", jsonList(tool.scopes) } });
    json::Object meta{ { "securitySchemes", schemes } };
    for (const auto &member : tool.meta)
        meta[member.key()] = member.value();
    json::Object out{ { "name", json::string(tool.name) }, { "title", json::string(tool.title) },
        { "description", json::string(tool.description) }, { "inputSchema", tool.inputSchema } };
    if (!tool.outputSchema.empty())
        out["outputSchema"] = tool.outputSchema;
    out["annotations"]
        = json::Object{ { "readOnlyHint", tool.isReadOnly }, { "destructiveHint", tool.isDestructive },
              { "idempotentHint", tool.isIdempotent }, { "openWorldHint", false } };
    out["securitySchemes"] = std::move(schemes);
    out["_meta"] = std::move(meta);
    return out;
}

std::optional<QByteArray> whyUnfit(const json::Object &schema, const json::Object &arguments)
{
    const json::Object &properties = schema.at("properties").as_object();
    for (const QByteArray &name : json::stringList(schema, "required").value_or(QList<QByteArray>())) {
        if (!arguments.contains(json::view(name)))
            return "The argument " + name + " is missing.";
    }
    for (const auto &member : arguments) {
        const json::Value *property = properties.if_contains(member.key());
        if (!property)
            return QByteArray("There is an argument that this tool does not have.");
        const json::Object &rule = property->as_object();
        const QByteArray name = json::bytes(member.key());
        if (json::stringMember(rule, "type") == "integer") {
            const double number = json::numberMember(arguments, member.key()).value_or(-1);
            if (member.value().is_double() || number < json::numberMember(rule, "minimum").value_or(0)
                || number > json::numberMember(rule, "maximum").value_or(1e6))
                return "The argument " + name + " has to be an integer within its bounds.";
            continue;
        }
        const bool isText = json::stringMember(rule, "type") == "string";
        if (isText != member.value().is_string() || (!isText && !member.value().is_bool()))
            return "The argument " + name + " has to be " + (isText ? "a text." : "true or false.");
        if (!isText)
            continue;
        const auto length = json::text(member.value().get_string()).toUcs4().size();
        if (length < json::numberMember(rule, "minLength").value_or(0)
            || length > json::numberMember(rule, "maxLength").value_or(10000))
            return "The argument " + name + " is too short or too long.";
    }
    return std::nullopt;
}

json::Object toolResult(const QByteArray &text, std::optional<json::Object> structured)
{
    json::Array content;
    content.emplace_back(json::Object{ { "type", "text" }, { "text", json::string(text) } });
    json::Object result{ { "content", std::move(content) } };
    if (structured)
        result["structuredContent"] = std::move(*structured);
    result["isError"] = false;
    return result;
}

json::Object toolError(const QByteArray &text)
{
    json::Object result = toolResult(text);
    result["isError"] = true;
    return result;
}

} // namespace authscope::demo
