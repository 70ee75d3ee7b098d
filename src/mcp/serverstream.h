// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/backoff.h"
#include "mcp/transport.h"

#include <QTimer>

namespace authscope::mcp {

/// The stream on which a legacy server speaks of its own accord: GET, kept open, opened again when it ends
/// (MCP 2025-11-25, transports, Listening for Messages from the Server).
class ServerStream : public QObject {
    Q_OBJECT

public:
    enum class State { Closed, Opening, Live, Waiting, NotOffered };

    ServerStream(Transport *transport, QObject *parent);

    void open();
    void close();
    State state() const { return m_state; }
    const std::optional<base::Error> &error() const { return m_error; } ///< of the last attempt

Q_SIGNALS:
    void changed();
    /// The first answer is there, whatever it was: from now on nothing the server says is missed that can be
    /// heard.
    void settled();
    void reopened(); ///< something may have been missed
    void received(const authscope::mcp::RpcMessage &message);
    void complained(const authscope::base::Error &problem);
    void lost(const QByteArray &sessionId); ///< the server does not know the session any more

private:
    void ask();
    void opened();
    void ended();
    void wait();
    void show(State state);

    Transport *m_transport;
    QPointer<Delivery> m_delivery;
    QTimer m_timer;
    Backoff m_backoff;
    QByteArray m_lastEventId;
    std::chrono::milliseconds m_retry{};
    std::optional<base::Error> m_error;
    State m_state = State::Closed;
    bool m_wasLive = false;
    bool m_heard = false; ///< something, since it was opened last
};

} // namespace authscope::mcp
