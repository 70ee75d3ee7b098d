// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/binding.h"
#include "mcp/handshake.h"
#include "mcp/serverrequests.h"
#include "mcp/session.h"

#include <QSet>

namespace authscope::mcp {

class Heartbeat;
class RequestCall;
class Watching;

/// What the calls of a session share: the handshake, ids, what the server sends of its own accord.
class SessionCore : public QObject {
    Q_OBJECT

public:
    SessionCore(const SessionOptions &options, net::StrictNetworkAccessManager *network,
        net::Authorizer *authorizer, InputHandler *input);
    ~SessionCore() override;

    Session::State state() const { return m_state; }
    const ServerInfo &server() const { return m_server; }
    const std::optional<base::Error> &failure() const { return m_failure; } ///< of the last handshake
    Transport *transport() const { return m_transport.get(); }
    InputHandler *input() const { return m_input; } ///< may be null
    ServerRequests *serverRequests() const { return m_requests.get(); }
    Watching *watching() const { return m_watching.get(); }
    Binding binding() const;
    qint64 nextId() { return ++m_lastId; }
    void setLogLevel(const QByteArray &level);
    const QByteArray &logLevel() const { return m_logLevel; }
    /// Progress for this id goes to the call. False: too many are in flight (Limits::maxPending).
    bool join(qint64 id, RequestCall *call);
    void part(qint64 id);
    /// A request is under way, or somebody is asked something.
    bool isBusy() const { return !m_inFlight.isEmpty() || m_requests->isAsking(); }
    void heard(); ///< the server said something

    /// `who` waits for settled(). The handshake is stopped when the last who waited is gone.
    void enter(QObject *who);
    void exit(QObject *who);
    /// The server no longer knows this session id; does nothing when there is a newer one.
    void lost(const QByteArray &sessionId);
    void doubt(); ///< the era of the server is not what it was: it is found out again
    /// What it is said to be, it said in an earlier session.
    bool isRemembered() const { return m_isRemembered; }
    void leave();
    /// What the server sends of its own accord; `cause` as ServerRequests has it.
    void handle(const RpcMessage &message, const QString &cause = {});
    void complain(const base::Error &problem); ///< bounded: a server that never stops is told of once
    /// Level and text of notifications/message, redacted and cleaned.
    std::pair<QString, QString> readLogMessage(const json::Object &params) const;

Q_SIGNALS:
    void settled(); ///< Ready, or not: failure()
    void closing(); ///< nothing of the session may be used afterwards
    void stateChanged();
    void eraFound(authscope::mcp::Era era);
    void toolsChanged();
    void promptsChanged();
    void resourcesChanged();
    void resourceUpdated(const QByteArray &uri);
    void taskTold(const QByteArray &id); ///< it is not as it was
    void elicitationCompleted(const QByteArray &elicitationId); ///< what was opened in the browser is done
    void logged(const QString &level, const QString &message);
    void complained(const authscope::base::Error &problem);

private:
    void handshakeFinished();
    void stopHandshake();
    void ended();
    void breakOff(const base::Error &why);
    void ready();
    void releaseWaiting();
    void told(const RpcNotification &notification);
    void tellProgress(const json::Object &params);
    void sendLogLevel();
    void setState(Session::State state);

    InputHandler *m_input;
    Era m_known; ///< of this server, before it is asked
    bool m_isStale = false; ///< lists of the session before
    bool m_isRemembered = false;
    std::unique_ptr<Transport> m_transport;
    std::unique_ptr<ServerRequests> m_requests;
    std::unique_ptr<Watching> m_watching;
    std::unique_ptr<Heartbeat> m_heartbeat;
    QHash<qint64, RequestCall *> m_inFlight;
    QByteArray m_logLevel;
    int m_complaints = 0;
    QPointer<Handshake> m_handshake;
    QSet<QObject *> m_waiting;
    ServerInfo m_server;
    std::optional<base::Error> m_failure;
    Session::State m_state = Session::State::New;
    qint64 m_lastId = 0;
};

} // namespace authscope::mcp
