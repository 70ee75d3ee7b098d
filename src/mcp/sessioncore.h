// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/handshake.h"
#include "mcp/session.h"
#include "mcp/streamablehttp.h"

#include <QSet>

namespace authscope::mcp {

/// What the calls of a session share: the handshake, ids, what the server sends of its own accord.
class SessionCore : public QObject {
    Q_OBJECT

public:
    SessionCore(
        const SessionOptions &options, net::StrictNetworkAccessManager *network, net::Authorizer *authorizer);
    ~SessionCore() override;

    Session::State state() const { return m_state; }
    const ServerInfo &server() const { return m_server; }
    const std::optional<base::Error> &failure() const { return m_failure; } ///< of the last handshake
    StreamableHttp *transport() { return &m_transport; }
    qint64 nextId() { return ++m_lastId; }

    /// `who` waits for settled(). The handshake is stopped when the last who waited is gone.
    void enter(QObject *who);
    void exit(QObject *who);
    /// The server no longer knows this session id; does nothing when there is a newer one.
    void lost(const QByteArray &sessionId);
    void leave();
    void handle(const RpcMessage &message);

Q_SIGNALS:
    void settled(); ///< Ready, or not: failure()
    void closing(); ///< nothing of the session may be used afterwards
    void stateChanged();
    void toolsChanged();
    void logged(const QString &level, const QString &message);
    void progressed(
        const authscope::mcp::RequestId &token, double progress, double total, const QString &message);

private:
    void handshakeFinished();
    void stopHandshake();
    void releaseWaiting();
    void answer(const RpcRequest &request);
    void setState(Session::State state);

    StreamableHttp m_transport;
    QPointer<Handshake> m_handshake;
    QSet<QObject *> m_waiting;
    ServerInfo m_server;
    std::optional<base::Error> m_failure;
    Session::State m_state = Session::State::New;
    qint64 m_lastId = 0;
};

/// A line of notifications/message, redacted and cleaned: level and text.
std::pair<QString, QString> readLogMessage(const json::Object &params, const base::Redactor &redactor);

} // namespace authscope::mcp
