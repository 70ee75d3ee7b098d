// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/mcp/mcpserver.h"

#include "demo/mcp/tools.h"
#include "demo/scopes.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace authscope::demo {

namespace {

constexpr int parseError = -32700, invalidRequest = -32600, methodNotFound = -32601, invalidParams = -32602;
constexpr qsizetype maxSessions = 256;
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

net::ServerAnswer McpServer::answer(const net::ServerRequest &request)
{
    if (!isForHost(request, m_world.origins.mcp))
        return misdirected();
    const QByteArray &path = request.path;
    if (path == "/mcp")
        return mcp(request);
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

net::ServerAnswer McpServer::mcp(const net::ServerRequest &request)
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
        return post(request, caller);
    if (request.method == "DELETE")
        return endSession(request);
    return methodNotAllowed("POST, DELETE"); // no stream of its own
}

net::ServerAnswer McpServer::post(const net::ServerRequest &request, const Caller &caller)
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
        const auto refused = whyNoSession(request, noId);
        return refused ? *refused : empty(202);
    }
    const json::Value *given = message->if_contains("params");
    if (given && !given->is_object())
        return rpcError(200, *id, invalidParams, "params has to be an object.");
    const json::Object params = given ? given->get_object() : json::Object();
    if (*method == "initialize")
        return initialize(*id, params);
    if (const auto refused = whyNoSession(request, *id))
        return *refused;
    return dispatch(*id, *method, params, caller);
}

net::ServerAnswer McpServer::endSession(const net::ServerRequest &request)
{
    if (const auto refused = whyNoSession(request, nullptr))
        return *refused;
    m_sessions.remove(*request.headers.value("Mcp-Session-Id"));
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
    m_sessions.insert(sessionId, { version, m_world.now() });
    net::ServerAnswer answer = rpcResult(id,
        { { "protocolVersion", json::string(version) },
            { "capabilities", json::Object{ { "tools", json::Object() } } },
            { "serverInfo",
                json::Object{ { "name", "boards-server-demo" }, { "title", "Boards Server (demo)" },
                    { "version", AUTHSCOPE_VERSION } } },
            { "instructions", "Boards of the signed-in person. Start with list_boards." } });
    answer.headers.append("Mcp-Session-Id", sessionId);
    return answer;
}

net::ServerAnswer McpServer::dispatch(
    const json::Value &id, const QByteArray &method, const json::Object &params, const Caller &caller)
{
    if (method == "ping")
        return rpcResult(id, {});
    if (method == "tools/list") {
        if (params.contains("cursor"))
            return rpcError(
                200, id, invalidParams, "There is one page of tools, and no cursor was given out.");
        json::Array tools;
        for (const Tool &tool : allTools())
            tools.emplace_back(listedTool(tool));
        return rpcResult(id, { { "tools", std::move(tools) } });
    }
    if (method == "tools/call")
        return callTool(id, params, caller);
    return rpcError(200, id, methodNotFound, "This server has no such method.");
}

net::ServerAnswer McpServer::callTool(const json::Value &id, const json::Object &params, const Caller &caller)
{
    const auto name = json::stringMember(params, "name");
    const Tool *tool = name ? findTool(*name) : nullptr;
    if (!tool)
        return rpcError(200, id, invalidParams, "This server has no such tool.");
    const QByteArray scope = joinScopes(tool->scopes);
    if (!caller)
        return challenge(401, {}, {}, scope); // RFC 6750 §3.1: no error when nothing was sent
    const bool isAllowed = std::all_of(tool->scopes.begin(), tool->scopes.end(),
        [&](const QByteArray &needed) { return caller->scopes.contains(needed); });
    if (!isAllowed)
        return challenge(
            403, "insufficient_scope", "The tool " + tool->name + " needs more than was granted.", scope);
    const json::Value *given = params.if_contains("arguments");
    if (given && !given->is_object())
        return rpcError(200, id, invalidParams, "arguments has to be an object.");
    const json::Object arguments = given ? given->get_object() : json::Object();
    if (const auto unfit = whyUnfit(tool->inputSchema, arguments))
        return rpcResult(id, toolError(*unfit));
    return rpcResult(id, tool->run({ m_world, *caller, arguments }));
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
