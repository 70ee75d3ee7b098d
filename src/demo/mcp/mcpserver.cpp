// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/mcp/mcpserver.h"

#include "demo/mcp/content.h"
#include "demo/mcp/tools.h"
#include "demo/scopes.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace authscope::demo {

namespace {

constexpr int parseError = -32700, invalidRequest = -32600, methodNotFound = -32601, invalidParams = -32602,
              noSuchResource = -32002;
constexpr qsizetype maxSessions = 256;
constexpr qsizetype maxSubscribed = 100;
const QList<QByteArray> logLevels
    = { "debug", "info", "notice", "warning", "error", "critical", "alert", "emergency" };
const QByteArray newest = "2025-11-25";
const QList<QByteArray> versions = { newest, "2025-06-18" };

net::ServerAnswer rpcError(int status, const json::Value &id, int code, const char *sentence)
{
    return jsonAnswer(status,
        { { "jsonrpc", "2.0" }, { "id", id },
            { "error", json::Object{ { "code", code }, { "message", sentence } } } });
}

net::ServerAnswer rpcResult(const json::Value &id, json::Object result)
{
    return jsonAnswer(200, { { "jsonrpc", "2.0" }, { "id", id }, { "result", std::move(result) } });
}

net::ServerAnswer empty(int status)
{
    return { .status = status, .headers = { { "Cache-Control", "no-store" } } };
}

bool acceptsJson(const net::Headers &headers)
{
    const auto accept = headers.value("Accept");
    if (!accept)
        return true;
    const QByteArray types = accept->toLower();
    return types.contains("application/json") || types.contains("*/*") || types.contains("application/*");
}

} // namespace

json::Object protectedResourceMetadata(const Origins &origins)
{
    return { { "resource", json::string(origins.mcpUrl()) },
        { "authorization_servers", jsonList({ origins.idp }) },
        { "scopes_supported", jsonList({ "openid", "profile", "email", "boards.read" }) },
        { "bearer_methods_supported", jsonList({ "header" }) }, { "resource_name", "Boards Server (demo)" },
        { "resource_documentation", json::string(origins.app + "/docs") },
        { "resource_policy_uri", json::string(origins.app + "/privacy") },
        { "resource_tos_uri", json::string(origins.app + "/terms") } };
}

std::optional<net::ServerAnswer> McpServer::answer(const net::ServerRequest &request, const Reply &reply)
{
    if (!isForHost(request, m_world.origins.mcp))
        return misdirected();
    const QByteArray &path = request.path;
    if (path == "/mcp")
        return mcp(request, reply);
    const bool isRead = request.method == "GET" || request.method == "HEAD";
    if (path == "/.well-known/oauth-protected-resource"
        || path == "/.well-known/oauth-protected-resource/mcp") {
        if (!isRead)
            return methodNotAllowed("GET, HEAD");
        net::ServerAnswer answer = jsonAnswer(200, protectedResourceMetadata(m_world.origins));
        answer.headers.append("Access-Control-Allow-Origin", "*");
        return answer;
    }
    if (path == "/healthz")
        return isRead ? jsonAnswer(200, { { "status", "ok" } }) : methodNotAllowed("GET, HEAD");
    return textAnswer(404, "The MCP endpoint is /mcp.");
}

McpServer::Answer McpServer::mcp(const net::ServerRequest &request, const Reply &reply)
{
    // A page of another origin must not reach a server on this computer.
    for (const QByteArray &origin : request.headers.values("Origin")) {
        if (origin != m_world.origins.mcp && origin != m_world.origins.app)
            return textAnswer(403, "Pages of other origins may not talk to this server.");
    }
    Caller caller;
    if (const auto bearer = bearerToken(request.headers)) {
        const auto token = readAccessToken(m_world, *bearer, TokenReader::ResourceServer);
        if (!token)
            return challenge(401, "invalid_token", token.error(), {});
        caller = *token;
    }
    if (request.method == "POST")
        return post(request, reply, caller);
    if (request.method == "DELETE")
        return endSession(request);
    if (request.method == "GET" && request.headers.contains("Mcp-Session-Id"))
        return openStream(request, reply);
    return methodNotAllowed("POST, DELETE"); // no stream without a session
}

McpServer::Answer McpServer::post(const net::ServerRequest &request, const Reply &reply, const Caller &caller)
{
    if (request.headers.mediaType() != "application/json")
        return rpcError(415, nullptr, invalidRequest, "The body has to be application/json.");
    if (!acceptsJson(request.headers))
        return rpcError(406, nullptr, invalidRequest, "This server answers with application/json.");
    const auto parsed = json::parse(request.body, u"The message"_s);
    if (!parsed)
        return rpcError(400, nullptr, parseError, "The body is not JSON.");
    const json::Object *message = parsed->if_object();
    if (!message || json::stringMember(*message, "jsonrpc") != "2.0")
        return rpcError(400, nullptr, invalidRequest, "The body has to be one JSON-RPC 2.0 message.");
    const auto method = json::stringMember(*message, "method");
    const json::Value *id = message->if_contains("id");
    if (id && !id->is_string() && !id->is_int64() && !id->is_uint64())
        return rpcError(400, nullptr, invalidRequest, "An id is a text or an integer.");
    const json::Value noId;
    if (!id || !method) {
        if (!method && !message->contains("result") && !message->contains("error"))
            return rpcError(400, nullptr, invalidRequest, "The message has no method.");
        if (const auto refused = whyNoSession(request, noId))
            return *refused;
        const QByteArray session = *request.headers.value("Mcp-Session-Id");
        if (!method && id && id->is_string())
            answered(session, json::bytes(id->get_string()), *message);
        else if (method)
            told(session, *message);
        return empty(202);
    }
    const json::Value *given = message->if_contains("params");
    if (given && !given->is_object())
        return rpcError(200, *id, invalidParams, "params has to be an object.");
    const json::Object params = given ? given->get_object() : json::Object();
    if (*method == "initialize")
        return initialize(*id, params);
    if (const auto refused = whyNoSession(request, *id))
        return *refused;
    const QByteArray session = *request.headers.value("Mcp-Session-Id");
    m_sessions[session].subject = caller ? caller->person->subject : QByteArray();
    return dispatch({ request, reply, *id, *method, session, params, caller });
}

McpServer::Answer McpServer::openStream(const net::ServerRequest &request, const Reply &reply)
{
    if (const auto refused = whyNoSession(request, nullptr))
        return *refused;
    if (!acceptsEvents(request.headers))
        return textAnswer(406, "What comes here are events.");
    Session &session = m_sessions[*request.headers.value("Mcp-Session-Id")];
    if (session.stream)
        session.stream->finish(); // one is enough, the newest
    session.stream = reply;
    beginEvents(reply);
    return std::nullopt;
}

void McpServer::forgetSessions()
{
    qDeleteAll(findChildren<Report *>());
    m_questions.clear();
    m_sessions.clear();
}

net::ServerAnswer McpServer::endSession(const net::ServerRequest &request)
{
    if (const auto refused = whyNoSession(request, nullptr))
        return *refused;
    const Session session = m_sessions.take(*request.headers.value("Mcp-Session-Id"));
    if (session.stream)
        session.stream->finish();
    return empty(200);
}

std::optional<net::ServerAnswer> McpServer::whyNoSession(
    const net::ServerRequest &request, const json::Value &id)
{
    const auto version = request.headers.value("MCP-Protocol-Version");
    if (version && !versions.contains(*version))
        return rpcError(400, id, invalidRequest, "MCP-Protocol-Version is 2025-11-25 or 2025-06-18 here.");
    const auto sessionId = request.headers.value("Mcp-Session-Id");
    if (!sessionId)
        return rpcError(400, id, invalidRequest, "Mcp-Session-Id is missing; initialize comes first.");
    const auto session = m_sessions.find(*sessionId);
    if (session == m_sessions.end())
        return rpcError(404, id, invalidRequest, "This session is over; initialize starts a new one.");
    session->lastUsed = m_world.now();
    return std::nullopt;
}

net::ServerAnswer McpServer::initialize(const json::Value &id, const json::Object &params)
{
    const auto asked = json::stringMember(params, "protocolVersion");
    if (!asked || !json::objectMember(params, "capabilities") || !json::objectMember(params, "clientInfo"))
        return rpcError(
            200, id, invalidParams, "initialize needs protocolVersion, capabilities and clientInfo.");
    if (m_sessions.size() >= maxSessions) {
        const auto oldest = std::min_element(m_sessions.begin(), m_sessions.end(),
            [](const Session &a, const Session &b) { return a.lastUsed < b.lastUsed; });
        m_sessions.erase(oldest);
    }
    const QByteArray version = versions.contains(*asked) ? *asked : newest;
    const QByteArray sessionId = m_world.random().token();
    const json::Object *offered = json::objectMember(params, "capabilities");
    m_sessions.insert(sessionId,
        { .version = version,
            .lastUsed = m_world.now(),
            .mayBeAsked = offered && json::objectMember(*offered, "elicitation") });
    net::ServerAnswer answer = rpcResult(id,
        { { "protocolVersion", json::string(version) },
            { "capabilities",
                json::Object{ { "tools", json::Object() },
                    { "resources", json::Object{ { "subscribe", true }, { "listChanged", true } } },
                    { "prompts", json::Object() }, { "completions", json::Object() },
                    { "logging", json::Object() } } },
            { "serverInfo",
                json::Object{ { "name", "boards-server-demo" }, { "title", "Boards Server (demo)" },
                    { "version", AUTHSCOPE_VERSION } } },
            { "instructions", "Boards of the signed-in person. Start with list_boards." } });
    answer.headers.append("Mcp-Session-Id", sessionId);
    return answer;
}

McpServer::Answer McpServer::dispatch(const Asked &asked)
{
    if (asked.method == "ping")
        return rpcResult(asked.id, {});
    if (asked.params.contains("cursor"))
        return rpcError(200, asked.id, invalidParams, "There is one page, and no cursor was given out.");
    if (asked.method == "tools/list") {
        json::Array tools;
        for (const Tool &tool : allTools())
            tools.emplace_back(listedTool(tool));
        return rpcResult(asked.id, { { "tools", std::move(tools) } });
    }
    if (asked.method == "tools/call")
        return callTool(asked);
    if (asked.method == "logging/setLevel") {
        const auto level = json::stringMember(asked.params, "level");
        if (!level || !logLevels.contains(*level))
            return rpcError(200, asked.id, invalidParams, "There is no such level.");
        m_sessions[asked.session].logLevel = *level;
        return rpcResult(asked.id, {});
    }
    if (auto answer = dispatchContent(asked))
        return answer;
    return rpcError(200, asked.id, methodNotFound, "This server has no such method.");
}

std::optional<net::ServerAnswer> McpServer::dispatchContent(const Asked &asked)
{
    const AccessToken *who = reader(asked.caller);
    if (asked.method == "resources/list")
        return rpcResult(asked.id, { { "resources", listedResources(m_world, who) } });
    if (asked.method == "resources/templates/list")
        return rpcResult(asked.id, { { "resourceTemplates", listedTemplates() } });
    if (asked.method == "resources/subscribe" || asked.method == "resources/unsubscribe")
        return subscribe(asked, asked.method == "resources/subscribe");
    if (asked.method == "prompts/list")
        return rpcResult(asked.id, { { "prompts", listedPrompts() } });
    if (asked.method == "resources/read") {
        const QByteArray uri = json::stringMember(asked.params, "uri").value_or(QByteArray());
        const bool isBoards = uri == boardsUri || !boardOfUri(uri).isEmpty();
        if (isBoards) {
            if (auto refused = whyNotAllowed(asked.caller, { "boards.read" }, "The resource"))
                return refused;
        }
        auto contents = readContents(m_world, who, uri);
        if (!contents)
            return rpcError(200, asked.id, noSuchResource, "There is no such resource.");
        return rpcResult(asked.id, { { "contents", std::move(*contents) } });
    }
    if (asked.method == "prompts/get") {
        const json::Object *given = json::objectMember(asked.params, "arguments");
        auto written = writePrompt(m_world, who, json::stringMember(asked.params, "name").value_or(""),
            given ? *given : json::Object());
        if (!written)
            return rpcError(200, asked.id, invalidParams, written.error().constData());
        return rpcResult(asked.id, std::move(*written));
    }
    if (asked.method == "completion/complete") {
        auto suggestions = completed(m_world, who, asked.params);
        if (!suggestions)
            return rpcError(200, asked.id, invalidParams, "There is nothing of that name to complete.");
        return rpcResult(asked.id, std::move(*suggestions));
    }
    return std::nullopt;
}

net::ServerAnswer McpServer::subscribe(const Asked &asked, bool isWanted)
{
    const auto uri = json::stringMember(asked.params, "uri");
    if (!uri || (!isPublicUri(*uri) && *uri != boardsUri && boardOfUri(*uri).isEmpty()))
        return rpcError(200, asked.id, noSuchResource, "There is no such resource.");
    QSet<QByteArray> &subscribed = m_sessions[asked.session].subscribed;
    if (!isWanted)
        subscribed.remove(*uri);
    else if (subscribed.size() < maxSubscribed)
        subscribed.insert(*uri);
    else
        return rpcError(200, asked.id, invalidRequest, "That is more than one session may watch.");
    return rpcResult(asked.id, {});
}

const AccessToken *McpServer::reader(const Caller &caller) const
{
    return caller && caller->scopes.contains("boards.read") ? &*caller : nullptr;
}

std::optional<net::ServerAnswer> McpServer::whyNotAllowed(
    const Caller &caller, const QList<QByteArray> &scopes, const QByteArray &what) const
{
    const QByteArray scope = joinScopes(scopes);
    if (!caller)
        return challenge(401, {}, {}, scope); // RFC 6750 §3.1: no error when nothing was sent
    const bool isAllowed = std::all_of(scopes.begin(), scopes.end(),
        [&](const QByteArray &needed) { return caller->scopes.contains(needed); });
    if (isAllowed)
        return std::nullopt;
    return challenge(403, "insufficient_scope", what + " needs more than was granted.", scope);
}

McpServer::Answer McpServer::callTool(const Asked &asked)
{
    const auto name = json::stringMember(asked.params, "name");
    const Tool *tool = name ? findTool(*name) : nullptr;
    if (!tool)
        return rpcError(200, asked.id, invalidParams, "This server has no such tool.");
    if (!tool->isPublic) {
        if (auto refused = whyNotAllowed(asked.caller, tool->scopes, "The tool " + tool->name))
            return refused;
    }
    const json::Value *given = asked.params.if_contains("arguments");
    if (given && !given->is_object())
        return rpcError(200, asked.id, invalidParams, "arguments has to be an object.");
    const json::Object arguments = given ? given->get_object() : json::Object();
    if (const auto unfit = whyUnfit(tool->inputSchema, arguments))
        return rpcResult(asked.id, toolError(*unfit));
    if (tool->name == "run_report")
        return runReport(asked, arguments);
    if (tool->name == "delete_board")
        return deleteBoard(asked, arguments);
    net::ServerAnswer answer
        = rpcResult(asked.id, tool->run({ m_world, asked.caller ? &*asked.caller : nullptr, arguments }));
    if (!tool->isReadOnly)
        boardsChanged(asked.caller->person->subject);
    return answer;
}

net::ServerAnswer McpServer::challenge(
    int status, const QByteArray &error, const QByteArray &sentence, const QByteArray &scope) const
{
    QByteArray field = "Bearer ";
    if (!error.isEmpty())
        field += "error=\"" + error + "\", error_description=\"" + sentence + "\", ";
    if (!scope.isEmpty())
        field += "scope=\"" + scope + "\", ";
    field += "resource_metadata=\"" + m_world.origins.resourceMetadataUrl() + '"';
    net::ServerAnswer answer = empty(status);
    answer.headers.append("WWW-Authenticate", field);
    return answer;
}

} // namespace authscope::demo
