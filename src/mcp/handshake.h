// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/deadline.h"
#include "mcp/eraprobe.h"
#include "mcp/transport.h"

#include <functional>

namespace authscope::mcp {

/// Finds out the era of the server, and opens the session in it: server/discover (modern), or initialize and
/// notifications/initialized (legacy).
class Handshake : public base::ResultOperation<ServerInfo> {
    Q_OBJECT

public:
    /// `known`: the era this server had before; without one, and where the person chose none, it is probed.
    Handshake(
        std::function<qint64()> nextId, Transport *transport, bool hasInput, Era known, QObject *parent);

    /// The server was not asked: what it said in an earlier session still holds (ttlMs).
    bool wasRemembered() const { return m_wasRemembered; }
    /// What it said is asked for again next time.
    static void forgetDiscovery(const Transport &transport);

Q_SIGNALS:
    void received(const authscope::mcp::RpcMessage &message);
    void complained(const authscope::base::Error &problem);

protected:
    void run() override;
    void abort() override;

private:
    struct Answer {
        base::Result<std::optional<RpcResponse>> result;
        int status = 0;
        base::ExchangeId exchange = 0;
    };

    void send(const Message &message, void (Handshake::*then)(const Answer &answer));
    void discover();
    bool recall();
    void noteContext();
    void discoverAnswered(const Answer &answer);
    void initialize();
    void initializeAnswered(const Answer &answer);
    void initializedAnswered(const Answer &answer);
    void takenForLegacy(const base::Error &why);
    void expired();
    void conclude(base::Result<ServerInfo> result);

    std::function<qint64()> m_nextId;
    Transport *m_transport; ///< owns nothing of this; both belong to the session
    bool m_hasInput;
    EraChoice m_choice;
    Era m_known;
    QPointer<Delivery> m_delivery;
    Deadline m_deadline;
    QTimer m_silence; ///< of a program that does not know server/discover
    ServerInfo m_server;
    std::optional<base::Error> m_first; ///< why initialize failed, before server/discover was tried
    QByteArray m_version;
    QByteArray m_context; ///< of the last server/discover
    int m_discoveries = 0;
    bool m_isOpening = false; ///< a legacy session
    bool m_wasRemembered = false;
    bool m_wasSilent = false; ///< to the first server/discover: legacy, or slow to start
};

} // namespace authscope::mcp
