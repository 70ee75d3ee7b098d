// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/questionnaire.h"
#include "mcp/requestcall.h"

namespace authscope::mcp {

class UrlVisits;

/// One request of a feature, as it is sent each time.
struct FeatureMessage {
    std::string_view method = {};
    json::Object params = {};
    RequestOptions options = {};
    QString cause = {}; ///< for the person: "tools/call deploy"
};

/// A request sent until its answer is whole (MCP 2026-07-28, basic, Multi Round-Trip Requests): each time the
/// server needs input the person is asked, and the same method and parameters go out anew with the answers
/// and with the server's state, which is never looked into. Nothing of it is shared with another request. A
/// server of 2025-11-25 may want something done in a browser first, once.
class Rounds final : public base::ResultOperation<json::Shared> {
    Q_OBJECT

public:
    Rounds(FeatureMessage message, SessionCore *core, FeatureSignals *events, QObject *parent);

    void setHeaders(const net::Headers &headers) { m_message.options.headers = headers; }
    base::ExchangeId exchange() const { return m_exchange; } ///< of the last round
    const std::optional<RpcError> &rpcError() const { return m_rpcError; }
    bool hadRounds() const { return m_rounds > 0; } ///< more than one: never to be cached
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
    void needsInput(const json::Object &result);
    void ask(const json::Object &requests);
    bool wantsVisit() const;
    void visit();
    void breakOff(const QString &message);
    void phase(const QString &words);

    FeatureMessage m_message;
    QPointer<SessionCore> m_core;
    QPointer<FeatureSignals> m_events;
    QPointer<RequestCall> m_call;
    QPointer<Questionnaire> m_questions;
    QPointer<UrlVisits> m_visits;
    QTimer m_pause;
    std::optional<json::Value> m_responses; ///< of the latest round only
    std::optional<json::Value> m_state;
    int m_rounds = 0; ///< in which the server wanted input
    bool m_wasVisited = false;
    base::ExchangeId m_exchange = 0;
    int m_generation = 0;
    std::chrono::milliseconds m_duration{};
    std::optional<RpcError> m_rpcError;
};

} // namespace authscope::mcp
