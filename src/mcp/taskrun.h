// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/questionnaire.h"
#include "mcp/requestcall.h"
#include "mcp/task.h"

namespace authscope::mcp {

/// A call that became a task (extension io.modelcontextprotocol/tasks): asks how it goes, at
/// once when the server tells that it changed, answers what it asks, and ends with the result of the call.
/// Cancelling asks the server to cancel the task; whether it does is its own affair.
class TaskRun final : public base::ResultOperation<json::Shared> {
    Q_OBJECT

public:
    /// `created` is the answer that said so.
    TaskRun(json::Value created, QString cause, SessionCore *core, FeatureSignals *events, QObject *parent);

    ~TaskRun() override;

    base::ExchangeId exchange() const { return m_exchange; } ///< of the last look; 0 before

protected:
    void run() override;
    void abort() override;

private:
    void take(const json::Value &value);
    void go(); ///< by the status
    void pause(); ///< until the next look
    void told(const QByteArray &id);
    void lookSoon();
    void look();
    void looked();
    void unfollow();
    void answerInput();
    void update(const json::Object &responses);
    void tellToCancel();
    base::Error broken(const QString &message) const;

    json::Value m_created;
    QString m_cause;
    QPointer<SessionCore> m_core;
    QPointer<FeatureSignals> m_events;
    Task m_task;
    QTimer m_pause;
    QPointer<RequestCall> m_call;
    QPointer<Questionnaire> m_questions;
    QSet<std::string>
        m_answered; ///< keys of inputRequests; the server repeats them until it read our answers
    base::ExchangeId m_exchange = 0;
    int m_failures = 0; ///< looks in a row that never reached the server
    QElapsedTimer m_sinceLook;
    bool m_wasTold = false; ///< by the server that it changed, since the last look began
    bool m_isFollowed = false;
    bool m_wasLooked = false; ///< what created it need not bring more than the id
};

} // namespace authscope::mcp
