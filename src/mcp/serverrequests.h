// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/transport.h"

#include <QHash>

#include <functional>

namespace authscope::mcp {

/// Requests of the server (legacy): ping is answered here, the rest by whoever offers it. Each is answered
/// once, also those that are too many.
class ServerRequests : public QObject {
    Q_OBJECT

public:
    using Answer = tl::expected<json::Value, RpcError>;
    using Answering = base::ResultOperation<Answer>;
    /// Null: not offered (-32601). `cause` is "tools/call deploy" where it came with the answer to a call. An
    /// operation that ends with an error is answered with -32603; a cancelled one not at all.
    using Responder
        = std::function<Answering *(const RpcRequest &request, const QString &cause, QObject *parent)>;

    ServerRequests(Transport *transport, QObject *parent);

    void setResponder(Responder responder) { m_responder = std::move(responder); }
    void handle(const RpcRequest &request, const QString &cause);
    /// notifications/cancelled of the server: it wants no answer any more.
    void withdraw(const RequestId &id);
    void clear(); ///< the session is over
    bool isAsking() const { return !m_running.isEmpty(); }

Q_SIGNALS:
    void askingChanged(); ///< somebody is asked, or nobody any more
    void complained(const authscope::base::Error &problem);

private:
    void answer(const RpcRequest &request, const Answer &answer);
    void ended(const RpcRequest &request, Answering *asked);

    Transport *m_transport;
    Responder m_responder;
    QHash<QByteArray, QPointer<Answering>> m_running; ///< by id as JSON
};

} // namespace authscope::mcp
