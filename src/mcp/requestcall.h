// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/deadline.h"
#include "mcp/session.h"
#include "mcp/sessioncore.h"

namespace authscope::mcp {

class RequestCall final : public Call {
    Q_OBJECT

public:
    RequestCall(std::string_view method, json::Object params, const RequestOptions &options,
        SessionCore *core, QObject *parent);
    ~RequestCall() override;

    base::ExchangeId exchange() const override;
    int generation() const override;
    std::chrono::milliseconds duration() const override { return m_duration; }
    const std::optional<RpcError> &rpcError() const override { return m_rpcError; }
    void progress(double progress, double total, const QString &message);

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
    QString cause() const; ///< "tools/call deploy"
    void leaveDelivery();
    void retract(const QString &reason); ///< tells the server, and stops listening
    void conclude(base::Result<json::Shared> result);

    QByteArray m_method;
    json::Object m_params;
    RequestOptions m_options;
    bool m_isWaiting = false;
    bool m_wasRepeated = false;
    QPointer<SessionCore> m_core;
    QPointer<Delivery> m_delivery;
    Deadline m_deadline;
    qint64 m_id = 0; ///< 0: none in flight
    std::optional<double> m_progress; ///< the last
    bool m_wentBackwards = false;
    base::ExchangeId m_exchange = 0;
    int m_generation = 0;
    std::chrono::milliseconds m_duration{};
    std::optional<RpcError> m_rpcError;
};

} // namespace authscope::mcp
