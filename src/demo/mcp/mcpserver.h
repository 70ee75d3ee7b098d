// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demo/mcp/streams.h"
#include "demo/tokens.h"
#include "demo/web.h"

#include <QHash>
#include <QSet>

namespace authscope::demo {

/// "Boards Server": MCP over streamable HTTP, revisions 2025-11-25 and 2025-06-18. Lists are for everybody,
/// each tool says whom it is for.
class McpServer : public QObject {
    Q_OBJECT

public:
    explicit McpServer(World &world) : m_world(world) { }
    /// Nothing when the reply is kept: a stream, or an answer that comes later.
    std::optional<net::ServerAnswer> answer(const net::ServerRequest &request, const Reply &reply);
    void forgetSessions();

private:
    struct Session {
        QByteArray version;
        base::Time lastUsed;
        bool mayBeAsked = false; ///< the client offers elicitation
        QByteArray logLevel = "warning";
        QByteArray subject = {}; ///< who came last; empty: nobody
        QSet<QByteArray> subscribed = {}; ///< URIs
        Reply stream = {}; ///< of the server's own
    };
    /// A board that goes when the person says why.
    struct Question {
        QByteArray session, subject, board;
        json::Value call; ///< its id
        Reply reply;
    };
    /// The token that came along, when one came.
    using Caller = std::optional<AccessToken>;
    using Answer = std::optional<net::ServerAnswer>;
    /// A request inside a session.
    struct Asked {
        const net::ServerRequest &http;
        const Reply &reply;
        json::Value id;
        QByteArray method, session;
        json::Object params;
        const Caller &caller;
    };

    Answer mcp(const net::ServerRequest &request, const Reply &reply);
    Answer post(const net::ServerRequest &request, const Reply &reply, const Caller &caller);
    Answer openStream(const net::ServerRequest &request, const Reply &reply);
    net::ServerAnswer endSession(const net::ServerRequest &request);
    net::ServerAnswer initialize(const json::Value &id, const json::Object &params);
    Answer dispatch(const Asked &asked);
    std::optional<net::ServerAnswer> dispatchContent(const Asked &asked);
    net::ServerAnswer subscribe(const Asked &asked, bool isWanted);
    Answer callTool(const Asked &asked);
    Answer runReport(const Asked &asked, const json::Object &arguments);
    Answer deleteBoard(const Asked &asked, const json::Object &arguments);
    void told(const QByteArray &session, const json::Object &message);
    void answered(const QByteArray &session, const QByteArray &id, const json::Object &message);
    void boardsChanged(const QByteArray &subject);
    /// Nothing when the session is there; otherwise 400 or 404.
    std::optional<net::ServerAnswer> whyNoSession(const net::ServerRequest &request, const json::Value &id);
    /// Nothing when the caller has every scope; otherwise 401 or 403.
    std::optional<net::ServerAnswer> whyNotAllowed(
        const Caller &caller, const QList<QByteArray> &scopes, const QByteArray &what) const;
    const AccessToken *reader(const Caller &caller) const;
    net::ServerAnswer challenge(
        int status, const QByteArray &error, const QByteArray &sentence, const QByteArray &scope) const;

    World &m_world;
    QHash<QByteArray, Session> m_sessions;
    QHash<QByteArray, Question> m_questions; ///< by the id we gave them
    int m_lastQuestion = 0;
};

json::Object protectedResourceMetadata(const Origins &origins); ///< RFC 9728

} // namespace authscope::demo
