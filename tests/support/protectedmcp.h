// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "json/json.h"
#include "support/scriptedserver.h"

namespace authscope::test {

/// An MCP server of the legacy era behind a guard a test writes: with it a request is refused or let through.
/// One tool, read_board, and one, write_board.
class ProtectedMcp {
public:
    struct Asked {
        net::ServerRequest http = {};
        QByteArray method = {};
        QByteArray authorization = {};
    };
    /// What refuses the request; nothing lets it through.
    using Guard = std::function<std::optional<net::ServerAnswer>(const Asked &)>;

    ProtectedMcp()
    {
        server.on("POST", "/mcp", [this](const net::ServerRequest &request) { return serve(request); });
        server.on("DELETE", "/mcp", net::ServerAnswer{ .status = 204 });
        server.on("GET", "/mcp", net::ServerAnswer{ .status = 405 });
        server.on("GET", "/.well-known/oauth-protected-resource/mcp", [this](const net::ServerRequest &) {
            json::Object document{ { "resource", json::string(resource()) },
                { "authorization_servers", json::Array{ json::string(issuer) } } };
            for (const auto &member : members)
                document[member.key()] = member.value();
            return jsonAnswer(json::compact(document));
        });
    }

    QByteArray resource() const { return server.url("/mcp"); }
    QByteArray challenge(const QByteArray &more = {}, const QByteArray &scheme = "Bearer") const
    {
        return scheme + " resource_metadata=\"" + server.url("/.well-known/oauth-protected-resource/mcp")
            + '"' + (more.isEmpty() ? QByteArray() : ", " + more);
    }
    net::ServerAnswer refuse(
        int status, const QByteArray &more = {}, const QByteArray &scheme = "Bearer") const
    {
        return { .status = status, .headers = { { "WWW-Authenticate", challenge(more, scheme) } } };
    }
    int count(const QByteArray &method) const
    {
        return int(std::count_if(
            asked.begin(), asked.end(), [&method](const Asked &one) { return one.method == method; }));
    }

    ScriptedServer server;
    QByteArray issuer;
    json::Object members; ///< put over the resource metadata
    Guard guard = [this](const Asked &one) -> std::optional<net::ServerAnswer> {
        if (one.authorization.isEmpty())
            return refuse(401);
        return std::nullopt;
    };
    net::Headers headers; ///< of every answer that was let through
    QList<Asked> asked;

private:
    net::ServerAnswer serve(const net::ServerRequest &request)
    {
        const auto message = json::parseObject(request.body, QStringLiteral("The message"));
        if (!message)
            return { .status = 400 };
        const Asked one{ request, json::stringMember(*message, "method").value_or(QByteArray()),
            request.headers.value("Authorization").value_or(QByteArray()) };
        asked.append(one);
        net::ServerAnswer answer;
        if (const auto refusal = guard(one))
            return *refusal;
        const json::Value *id = message->if_contains("id");
        if (!id)
            return { .status = 202, .headers = headers };
        json::Object reply{ { "jsonrpc", "2.0" }, { "id", *id } };
        const auto result = resultOf(one.method);
        if (result)
            reply["result"] = *result;
        else
            reply["error"] = json::Object{ { "code", -32601 }, { "message", "Method not found" } };
        answer = jsonAnswer(json::compact(reply), result ? 200 : 404);
        for (const net::Header &header : headers.all())
            answer.headers.append(header.name, header.value);
        return answer;
    }
    static std::optional<json::Object> resultOf(const QByteArray &method)
    {
        if (method == "initialize")
            return json::Object{ { "protocolVersion", "2025-11-25" },
                { "capabilities", json::Object{ { "tools", json::Object() } } },
                { "serverInfo", json::Object{ { "name", "protected" }, { "version", "1" } } } };
        if (method == "tools/list")
            return json::Object{ { "tools", json::Array{ tool("read_board"), tool("write_board") } } };
        if (method == "tools/call")
            return json::Object{ { "content",
                json::Array{ json::Object{ { "type", "text" }, { "text", "done" } } } } };
        return std::nullopt;
    }
    static json::Object tool(const char *name)
    {
        return { { "name", name }, { "inputSchema", json::Object{ { "type", "object" } } },
            { "annotations", json::Object{ { "readOnlyHint", true } } } };
    }
};

} // namespace authscope::test
