// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/transport.h"

namespace authscope::mcp {

class SessionCore;

/// What one subscription is about: what a person watches, and the tasks that run (extension
/// io.modelcontextprotocol/tasks).
struct Interest {
    Watch watch = {};
    QSet<QByteArray> tasks = {}; ///< ids
};

/// One subscriptions/listen (MCP 2026-07-28, basic, Subscriptions): a request that stays open, and the
/// notifications that carry its id.
class Subscription : public QObject {
    Q_OBJECT

public:
    Subscription(Interest requested, SessionCore *core, QObject *parent);
    ~Subscription() override;

    void open();
    qint64 id() const { return m_id; }
    const Interest &requested() const { return m_requested; }
    bool isAcknowledged() const { return m_isAcknowledged; }
    const Interest &accepted() const { return m_accepted; } ///< of what was requested
    /// A notification with its id. False when it is only about the subscription itself.
    bool take(const RpcNotification &notification);

Q_SIGNALS:
    void acknowledged();
    /// Without an error the server ended it in good order.
    void ended(const std::optional<authscope::base::Error> &why, bool isOffered);

private:
    void received(const RpcMessage &message);
    void finished();

    Interest m_requested;
    Interest m_accepted{ .watch = { .tools = false, .prompts = false, .resources = false } };
    SessionCore *m_core;
    QPointer<Delivery> m_delivery;
    qint64 m_id = 0;
    bool m_isAcknowledged = false;
};

/// _meta["io.modelcontextprotocol/subscriptionId"]; nothing when absent.
std::optional<RequestId> subscriptionOf(const json::Object &params);

} // namespace authscope::mcp
