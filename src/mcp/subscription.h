// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/transport.h"

namespace authscope::mcp {

class SessionCore;

/// One subscriptions/listen (MCP 2026-07-28, basic, Subscriptions): a request that stays open, and the
/// notifications that carry its id.
class Subscription : public QObject {
    Q_OBJECT

public:
    Subscription(Watch requested, SessionCore *core, QObject *parent);
    ~Subscription() override;

    void open();
    qint64 id() const { return m_id; }
    const Watch &requested() const { return m_requested; }
    bool isAcknowledged() const { return m_isAcknowledged; }
    const Watch &accepted() const { return m_accepted; } ///< of what was requested
    /// A notification with its id. False when it is only about the subscription itself.
    bool take(const RpcNotification &notification);

Q_SIGNALS:
    void acknowledged();
    /// Without an error the server ended it in good order.
    void ended(const std::optional<authscope::base::Error> &why, bool isOffered);

private:
    void received(const RpcMessage &message);
    void finished();

    Watch m_requested;
    Watch m_accepted{ .tools = false, .prompts = false, .resources = false };
    SessionCore *m_core;
    QPointer<Delivery> m_delivery;
    qint64 m_id = 0;
    bool m_isAcknowledged = false;
};

/// _meta["io.modelcontextprotocol/subscriptionId"]; nothing when absent.
std::optional<RequestId> subscriptionOf(const json::Object &params);

} // namespace authscope::mcp
