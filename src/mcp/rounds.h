// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/session.h"

namespace authscope::mcp {

/// One request of a feature, as it is sent each time.
struct FeatureMessage {
    std::string_view method = {};
    json::Object params = {};
    RequestOptions options = {};
};

/// Sends it until the answer is whole.
class Rounds final : public base::ResultOperation<json::Value> {
    Q_OBJECT

public:
    Rounds(FeatureMessage message, Session *session, FeatureSignals *events, QObject *parent);

    base::ExchangeId exchange() const { return m_exchange; } ///< of the last round
    const std::optional<RpcError> &rpcError() const { return m_rpcError; }
    /// What proves a result: of the last round.
    template <class T>
    void describe(T &result) const
    {
        result.exchange = m_exchange;
        result.duration = m_duration;
        if constexpr (requires { result.generation; })
            result.generation = m_generation;
    }

protected:
    void run() override;
    void abort() override;

private:
    void send();
    void answered();

    FeatureMessage m_message;
    QPointer<Session> m_session;
    QPointer<FeatureSignals> m_events;
    QPointer<Call> m_call;
    base::ExchangeId m_exchange = 0;
    int m_generation = 0;
    std::chrono::milliseconds m_duration{};
    std::optional<RpcError> m_rpcError;
};

} // namespace authscope::mcp
