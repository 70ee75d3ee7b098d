// SPDX-License-Identifier: GPL-3.0-or-later
// The tools that take their time or ask back, and what a session is told of its own accord.
#include "demo/mcp/content.h"
#include "demo/mcp/mcpserver.h"
#include "demo/mcp/tools.h"

namespace authscope::demo {

namespace {

constexpr int maxReports = 20;

net::ServerAnswer resultAnswer(const json::Value &id, json::Object result)
{
    return jsonAnswer(200, { { "jsonrpc", "2.0" }, { "id", id }, { "result", std::move(result) } });
}

json::Object reportOf(const QList<Board> &boards)
{
    QByteArray table = "| Board | Items | Done |\n|---|---|---|\n", csv = "board,items,done\r\n";
    for (const Board &board : boards) {
        const auto done = std::count_if(board.items.begin(), board.items.end(),
            [](const BoardItem &item) { return item.status == "Done"; });
        const QByteArray counts[] = { QByteArray::number(board.items.size()), QByteArray::number(done) };
        table += "| " + board.title + " | " + counts[0] + " | " + counts[1] + " |\n";
        csv += '"' + QByteArray(board.title).replace('"', "\"\"") + "\"," + counts[0] + ',' + counts[1]
            + "\r\n";
    }
    json::Object result = toolResult(table);
    result["content"].as_array().emplace_back(json::Object{ { "type", "resource" },
        { "resource",
            json::Object{ { "uri", "boards://reports/boards.csv" }, { "mimeType", "text/csv" },
                { "text", json::string(csv) } } } });
    return result;
}

} // namespace

McpServer::Answer McpServer::runReport(const Asked &asked, const json::Object &arguments)
{
    const int seconds = int(json::numberMember(arguments, "seconds").value_or(5));
    json::Object result = reportOf(m_world.boards.of(asked.caller->person->subject, m_world.now()));
    if (!acceptsEvents(asked.http.headers))
        return resultAnswer(asked.id, std::move(result));
    if (findChildren<Report *>().size() >= maxReports)
        return resultAnswer(asked.id, toolError("There are too many reports on their way."));
    const json::Object *meta = json::objectMember(asked.params, "_meta");
    const json::Value *token = meta ? meta->if_contains("progressToken") : nullptr;
    const QByteArray &level = m_sessions[asked.session].logLevel;
    new Report({ .session = asked.session,
                   .id = asked.id,
                   .progressToken = token ? std::optional(*token) : std::nullopt,
                   .seconds = seconds,
                   .isLogged = level == "debug" || level == "info",
                   .result = std::move(result) },
        asked.reply, this);
    return std::nullopt;
}

McpServer::Answer McpServer::deleteBoard(const Asked &asked, const json::Object &arguments)
{
    const QByteArray subject = asked.caller->person->subject;
    const QByteArray id = json::stringMember(arguments, "board_id").value_or("");
    const auto board = m_world.boards.find(subject, id, m_world.now());
    if (!board)
        return resultAnswer(
            asked.id, toolError("There is no board with this id. list_boards says which there are."));
    if (!m_sessions[asked.session].mayBeAsked || !acceptsEvents(asked.http.headers))
        return resultAnswer(asked.id,
            toolError(
                "A board goes only when somebody says why, and this client cannot be asked. Nothing was "
                "deleted."));
    const QByteArray question = "question-" + QByteArray::number(++m_lastQuestion);
    m_questions.insert(question, { asked.session, subject, id, asked.id, asked.reply });
    connect(
        asked.reply.get(), &net::ServerReply::left, this, [this, question] { m_questions.remove(question); });
    json::Object properties{
        { "reason",
            json::Object{ { "type", "string" }, { "title", "Reason" },
                { "description", "Why the board is not needed any more" }, { "minLength", 1 },
                { "maxLength", 200 } } },
        { "keep_copy",
            json::Object{
                { "type", "boolean" }, { "title", "Keep a copy in the archive" }, { "default", false } } },
    };
    beginEvents(asked.reply);
    sendEvent(asked.reply,
        { { "jsonrpc", "2.0" }, { "id", json::string(question) }, { "method", "elicitation/create" },
            { "params",
                json::Object{ { "mode", "form" },
                    { "message", json::string("Why should the board “" + board->title + "” go?") },
                    { "requestedSchema",
                        json::Object{ { "type", "object" }, { "properties", std::move(properties) },
                            { "required", json::Array{ "reason" } } } } } } });
    return std::nullopt;
}

void McpServer::answered(const QByteArray &session, const QByteArray &id, const json::Object &message)
{
    const auto found = m_questions.find(id);
    if (found == m_questions.end() || found->session != session)
        return;
    const Question question = *found;
    m_questions.erase(found);
    const json::Object *result = json::objectMember(message, "result");
    const json::Object *content = result ? json::objectMember(*result, "content") : nullptr;
    const bool isAccepted = result && json::stringMember(*result, "action") == "accept";
    const QByteArray reason
        = content ? json::stringMember(*content, "reason").value_or(QByteArray()) : QByteArray();
    if (!isAccepted || reason.isEmpty())
        return endEvents(question.reply, question.call, toolResult("Nobody said why. Nothing was deleted."));
    const bool keepCopy = json::boolMember(*content, "keep_copy").value_or(false);
    if (!m_world.boards.take(question.subject, question.board, keepCopy, m_world.now()))
        return endEvents(question.reply, question.call, toolError("The board is gone already."));
    if (!m_world.save())
        return endEvents(question.reply, question.call, toolError("The change could not be written down."));
    endEvents(question.reply, question.call,
        toolResult((keepCopy ? "Archived the board, because: " : "Deleted the board, because: ") + reason));
    boardsChanged(question.subject);
}

void McpServer::told(const QByteArray &session, const json::Object &message)
{
    if (json::stringMember(message, "method") != "notifications/cancelled")
        return;
    const json::Object *params = json::objectMember(message, "params");
    const json::Value *id = params ? params->if_contains("requestId") : nullptr;
    if (!id)
        return;
    for (Report *report : findChildren<Report *>()) {
        if (report->isFor(session, *id))
            report->stop();
    }
}

void McpServer::boardsChanged(const QByteArray &subject)
{
    for (const Session &session : std::as_const(m_sessions)) {
        if (session.subject != subject || !session.stream)
            continue;
        sendEvent(session.stream, notification("notifications/resources/list_changed", {}));
        if (session.subscribed.contains(boardsUri))
            sendEvent(session.stream,
                notification("notifications/resources/updated", { { "uri", json::string(boardsUri) } }));
    }
}

} // namespace authscope::demo
