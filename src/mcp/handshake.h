// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/deadline.h"
#include "mcp/transport.h"
#include "mcp/model.h"

namespace authscope::mcp {

/// initialize and notifications/initialized (MCP 2025-11-25, lifecycle).
class Handshake : public base::ResultOperation<ServerInfo> {
    Q_OBJECT

public:
    Handshake(qint64 id, Transport *transport, bool hasInput, QObject *parent);

Q_SIGNALS:
    void received(const authscope::mcp::RpcMessage &message);

protected:
    void run() override;
    void abort() override;

private:
    void send(const Message &message, void (Handshake::*then)());
    void initializeAnswered();
    void initializedAnswered();
    void conclude(base::Result<ServerInfo> result);

    qint64 m_id;
    bool m_hasInput;
    Transport *m_transport; ///< owns nothing of this; both belong to the session
    QPointer<Delivery> m_delivery;
    Deadline m_deadline;
    ServerInfo m_server;
};

/// What initialize brought. Errors: OA-301, OA-302.
base::Result<ServerInfo> readServerInfo(const json::Value &result);

} // namespace authscope::mcp
