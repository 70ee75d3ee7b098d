// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/jsonrpc.h"
#include "mcp/model.h"
#include "net/authorizer.h"
#include "net/http.h"

namespace authscope::mcp {

class SessionCore;

struct SessionOptions {
    QByteArray url = {}; ///< of the MCP endpoint, guarded
    QString connection = {};
    QByteArray clientName = "Authscope";
    QByteArray clientVersion = AUTHSCOPE_VERSION;
    std::chrono::milliseconds timeout{
        60000
    }; ///< for each request; progress restarts it, up to ten times that
    qsizetype maxMessageBytes = 32 << 20;
    int maxPages = 1000; ///< of one list
};

/// A request in flight. Owns its id, deadline, progress and cancel (notifications/cancelled); the session
/// owns none of these.
class Call : public base::ResultOperation<json::Value> {
    Q_OBJECT

public:
    using ResultOperation::ResultOperation;
    virtual base::ExchangeId exchange() const = 0; ///< of the last attempt
    virtual int generation() const = 0; ///< of the token the last attempt carried
    virtual std::chrono::milliseconds duration() const = 0;

Q_SIGNALS:
    /// total is negative when unknown.
    void progressed(double progress, double total, const QString &message);
    void logged(const QString &level, const QString &message);
};

class ListTools : public base::ResultOperation<QList<Tool>> {
    Q_OBJECT

public:
    using ResultOperation::ResultOperation;
};

class CallTool : public base::ResultOperation<ToolResult> {
    Q_OBJECT

public:
    using ResultOperation::ResultOperation;

Q_SIGNALS:
    void progressed(double progress, double total, const QString &message);
    void logged(const QString &level, const QString &message);
};

/// A conversation with one MCP server over streamable HTTP, revision 2025-11-25 (and 2025-06-18, 2025-03-26
/// when the server answers with those). The first request initializes; a lost session (404) initializes again
/// and repeats what is safe to repeat. 401 and 403 go to the Authorizer; with its Retry the same message is
/// sent again, at most three times in all.
class Session : public QObject {
    Q_OBJECT

public:
    enum class State { New, Initializing, Ready, Failed };

    /// `authorizer` may be null: no Authorization field, 401 is an error.
    Session(SessionOptions options, net::StrictNetworkAccessManager *network, net::Authorizer *authorizer,
        QObject *parent = nullptr);
    ~Session() override;

    State state() const;
    const ServerInfo &server() const; ///< valid when Ready
    const SessionOptions &options() const;

    /// Ends when initialize and notifications/initialized are done; at once when they were before.
    base::ResultOperation<ServerInfo> *initialize(QObject *parent);
    /// All pages, at most options().maxPages; a repeated cursor ends with OA-301.
    ListTools *listTools(QObject *parent);
    CallTool *callTool(const QString &name, const json::Object &arguments, QObject *parent);
    /// Any method.
    Call *request(std::string_view method, json::Object params, bool safeToRepeat, QObject *parent);
    /// DELETE with the session id, when there is one; the session is New afterwards.
    void leave();

Q_SIGNALS:
    void stateChanged();
    void toolsChanged(); ///< notifications/tools/list_changed
    void logged(const QString &level, const QString &message);

private:
    std::unique_ptr<SessionCore> m_core;
};

} // namespace authscope::mcp
