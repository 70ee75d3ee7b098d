// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/deadline.h"
#include "mcp/session.h"
#include "mcp/sessioncore.h"

namespace authscope::mcp {

class RequestCall final : public Call {
    Q_OBJECT

public:
    RequestCall(
        std::string_view method, json::Object params, bool isSafe, SessionCore *core, QObject *parent);

    base::ExchangeId exchange() const override;
    int generation() const override;
    std::chrono::milliseconds duration() const override { return m_duration; }
    const std::optional<RpcError> &rpcError() const override { return m_rpcError; }

protected:
    void run() override;
    void abort() override;

private:
    void begin();
    void sessionSettled();
    void send();
    void received(const RpcMessage &message);
    void answered();
    void expired();
    void progress(const RequestId &token, double progress, double total, const QString &message);
    void retract(const QString &reason); ///< tells the server, and stops listening
    void conclude(base::Result<json::Value> result);

    QByteArray m_method;
    json::Object m_params;
    bool m_isSafe;
    bool m_isWaiting = false;
    bool m_wasRepeated = false;
    QPointer<SessionCore> m_core;
    QPointer<Delivery> m_delivery;
    Deadline m_deadline;
    qint64 m_id = 0;
    base::ExchangeId m_exchange = 0;
    int m_generation = 0;
    std::chrono::milliseconds m_duration{};
    std::optional<RpcError> m_rpcError;
};

} // namespace authscope::mcp
