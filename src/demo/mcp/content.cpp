// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/mcp/content.h"

#include "demo/web.h"

#include <algorithm>

namespace authscope::demo {

namespace {

const QByteArray boardPrefix = boardsUri + '/';
constexpr qsizetype maxSuggestions = 100;

struct Document {
    const char *uri, *name, *title, *description, *mimeType, *text;
    bool isImage = false; ///< text is Base64
};

const std::array<Document, 3> documents = {
    Document{ "boards://docs/getting-started", "getting-started", "Getting started",
        "What Boards is and what to try first", "text/markdown",
        "# Getting started\n\nBoards keeps **boards** with *items*.\n\n"
        "1. Sign in and call `list_boards`.\n2. Read `boards://boards` here, and watch it.\n"
        "3. Call `create_board`: the list changes while you look.\n\n"
        "| Tool | What it shows |\n|---|---|\n| `run_report` | progress and log lines |\n"
        "| `delete_board` | a question of the server |\n" },
    Document{ "boards://docs/limits", "limits", "Limits", "How much of everything there may be", "text/plain",
        "Boards of one person: 500\nTitle of a board: 80 characters\nLength of a report: 20 seconds\n" },
    Document{ "boards://logo.png", "logo", "Logo", "Three columns with cards", "image/png",
        "iVBORw0KGgoAAAANSUhEUgAAABgAAAAYCAMAAADXqc3KAAAADFBMVEX///88bsjmlihGoFqgaQphAAAALUlEQVR42mNgIB0wgg"
        "EDAxMYMDAwgwF1JWhoOU6jSPc58RI4jSI92KkgQXsAAPeyAT/MhLO8AAAAAElFTkSuQmCC",
        true },
};

const QList<QByteArray> styles = { "bullet points", "one paragraph", "one sentence", "table" };
const QList<QByteArray> days = { "Friday", "Monday", "Thursday", "Tuesday", "Wednesday" };

QList<Board> boardsOf(World &world, const AccessToken *reader)
{
    return reader ? world.boards.of(reader->person->subject, world.now()) : QList<Board>();
}

json::Object argument(const char *name, const char *title, const char *description, bool isRequired)
{
    return { { "name", name }, { "title", title }, { "description", description },
        { "required", isRequired } };
}

json::Object message(json::Object content)
{
    return { { "role", "user" }, { "content", std::move(content) } };
}

json::Object textOf(const QByteArray &text)
{
    return { { "type", "text" }, { "text", json::string(text) } };
}

/// Those that begin with what was typed, the case aside.
json::Object suggest(const QList<QByteArray> &candidates, const QByteArray &typed)
{
    json::Array values;
    qsizetype total = 0;
    for (const QByteArray &one : candidates) {
        if (!one.toLower().startsWith(typed.toLower()))
            continue;
        if (total++ < maxSuggestions)
            values.emplace_back(json::string(one));
    }
    return { { "completion",
        json::Object{ { "values", std::move(values) }, { "total", qint64(total) },
            { "hasMore", total > maxSuggestions } } } };
}

} // namespace

QByteArray boardOfUri(const QByteArray &uri)
{
    return uri.startsWith(boardPrefix) ? uri.mid(boardPrefix.size()) : QByteArray();
}

bool isPublicUri(const QByteArray &uri)
{
    return std::any_of(
        documents.begin(), documents.end(), [&uri](const Document &one) { return uri == one.uri; });
}

json::Array listedResources(World &world, const AccessToken *reader)
{
    json::Array out;
    for (const Document &one : documents)
        out.emplace_back(json::Object{ { "uri", one.uri }, { "name", one.name }, { "title", one.title },
            { "description", one.description }, { "mimeType", one.mimeType } });
    out.emplace_back(
        json::Object{ { "uri", json::string(boardsUri) }, { "name", "boards" }, { "title", "Your boards" },
            { "description", "Changes when a board comes or goes; needs boards.read" },
            { "mimeType", "application/json" } });
    for (const Board &board : boardsOf(world, reader))
        out.emplace_back(
            json::Object{ { "uri", json::string(boardPrefix + board.id) }, { "name", json::string(board.id) },
                { "title", json::string(board.title) }, { "mimeType", "application/json" } });
    return out;
}

json::Array listedTemplates()
{
    return { json::Object{ { "uriTemplate", json::string(boardPrefix + "{board_id}") }, { "name", "board" },
        { "title", "One board" }, { "description", "A board of yours with its items" },
        { "mimeType", "application/json" } } };
}

std::optional<json::Array> readContents(World &world, const AccessToken *reader, const QByteArray &uri)
{
    for (const Document &one : documents) {
        if (uri == one.uri)
            return json::Array{ json::Object{ { "uri", one.uri }, { "mimeType", one.mimeType },
                { one.isImage ? "blob" : "text", one.text } } };
    }
    const auto asJson = [&uri](const json::Object &object) {
        return json::Array{ json::Object{ { "uri", json::string(uri) }, { "mimeType", "application/json" },
            { "text", json::string(json::pretty(object)) } } };
    };
    if (!reader)
        return std::nullopt;
    if (uri == boardsUri) {
        json::Array list;
        for (const Board &board : boardsOf(world, reader))
            list.emplace_back(json::Object{ { "id", json::string(board.id) },
                { "title", json::string(board.title) }, { "items", qint64(board.items.size()) } });
        return asJson({ { "boards", std::move(list) } });
    }
    const auto board = world.boards.find(reader->person->subject, boardOfUri(uri), world.now());
    return board ? std::optional(asJson({ { "board", boardJson(*board) } })) : std::nullopt;
}

json::Array listedPrompts()
{
    return {
        json::Object{ { "name", "summarize_board" }, { "title", "Summarize a board" },
            { "description", "Tell what a board is about and what is open on it" },
            { "arguments",
                json::Array{ argument("board_id", "Board", "Its id, from list_boards", true),
                    argument("style", "Style", "How the summary is written", false) } } },
        json::Object{ { "name", "plan_week" }, { "title", "Plan the week" },
            { "description", "Turn a goal into items for a new board" },
            { "arguments",
                json::Array{ argument("goal", "Goal", "What has to be done at the end", true),
                    argument("start", "First day", "The day of the week to begin with", false) } } },
    };
}

tl::expected<json::Object, QByteArray> writePrompt(
    World &world, const AccessToken *reader, const QByteArray &name, const json::Object &arguments)
{
    const auto given
        = [&arguments](const char *one) { return json::stringMember(arguments, one).value_or(QByteArray()); };
    json::Array messages;
    if (name == "summarize_board") {
        const QByteArray id = given("board_id");
        if (id.isEmpty())
            return tl::unexpected(QByteArray("The argument board_id is missing."));
        const QByteArray style = given("style").isEmpty() ? styles.first() : given("style");
        messages.emplace_back(message(textOf("Summarize the board " + id + " as " + style + '.')));
        if (const auto contents = readContents(world, reader, boardPrefix + id))
            messages.emplace_back(message({ { "type", "resource" }, { "resource", contents->front() } }));
        return json::Object{ { "description", "A summary of one board" }, { "messages", messages } };
    }
    if (name == "plan_week") {
        const QByteArray goal = given("goal");
        if (goal.isEmpty())
            return tl::unexpected(QByteArray("The argument goal is missing."));
        const QByteArray start = given("start").isEmpty() ? QByteArray("Monday") : given("start");
        messages.emplace_back(message(textOf("Plan a week that begins on " + start
            + " and ends with this done: " + goal + ". Write one item for each day.")));
        return json::Object{ { "description", "A plan for one week" }, { "messages", messages } };
    }
    return tl::unexpected(QByteArray("This server has no such prompt."));
}

std::optional<json::Object> completed(World &world, const AccessToken *reader, const json::Object &params)
{
    const json::Object *reference = json::objectMember(params, "ref");
    const json::Object *argument = json::objectMember(params, "argument");
    const auto name = argument ? json::stringMember(*argument, "name") : std::nullopt;
    const auto typed = argument ? json::stringMember(*argument, "value") : std::nullopt;
    if (!reference || !name || !typed)
        return std::nullopt;
    const auto type = json::stringMember(*reference, "type").value_or("");
    const bool isPrompt = type == "ref/prompt";
    const auto target = json::stringMember(*reference, isPrompt ? "name" : "uri").value_or(QByteArray());
    const bool isTemplate = type == "ref/resource" && target == boardPrefix + "{board_id}";
    if (!isTemplate && !(isPrompt && (target == "summarize_board" || target == "plan_week")))
        return std::nullopt;
    QList<QByteArray> candidates;
    if (*name == "board_id" && target != "plan_week") {
        for (const Board &board : boardsOf(world, reader))
            candidates.append(board.id);
    } else if (*name == "style" && target == "summarize_board") {
        candidates = styles;
    } else if (*name == "start" && target == "plan_week") {
        candidates = days;
    }
    return suggest(candidates, *typed);
}

} // namespace authscope::demo
