// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demo/tokens.h"
#include "demo/web.h"

#include <QHash>

namespace authscope::demo {

/// "Boards Server": MCP over streamable HTTP, revisions 2025-11-25 and 2025-06-18. Lists are for everybody,
/// each tool says whom it is for.
class McpServer {
public:
    explicit McpServer(World &world) : m_world(world) { }
    net::ServerAnswer answer(const net::ServerRequest &request);
    void forgetSessions() { m_sessions.clear(); }

private:
    struct Session {
        QByteArray version;
        base::Time lastUsed;
    };
    /// The token that came along, when one came.
    using Caller = std::optional<AccessToken>;

    net::ServerAnswer mcp(const net::ServerRequest &request);
    net::ServerAnswer post(const net::ServerRequest &request, const Caller &caller);
    net::ServerAnswer endSession(const net::ServerRequest &request);
    net::ServerAnswer initialize(const json::Value &id, const json::Object &params);
    net::ServerAnswer dispatch(
        const json::Value &id, const QByteArray &method, const json::Object &params, const Caller &caller);
    net::ServerAnswer callTool(const json::Value &id, const json::Object &params, const Caller &caller);
    /// Nothing when the session is there; otherwise 400 or 404.
    std::optional<net::ServerAnswer> whyNoSession(const net::ServerRequest &request, const json::Value &id);
    net::ServerAnswer challenge(
        int status, const QByteArray &error, const QByteArray &sentence, const QByteArray &scope) const;

    World &m_world;
    QHash<QByteArray, Session> m_sessions;
};

json::Object protectedResourceMetadata(const Origins &origins); ///< RFC 9728

} // namespace authscope::demo
