// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/expectations.h"
#include "session/connection.h"

namespace authscope::replay {

struct RunOptions {
    QString file = {}; ///< named in the report
    QStringList allowedEnvironment = {}; ///< names; everything else of the environment stays unread
    bool mayFollowChallenges = false; ///< whether a sign-in may start at a step that wants one
    std::function<std::optional<QByteArray>(const QString &)> environment = {}; ///< null: the real one
};

/// Runs a flow at a connection, step after step, up to the first that does not hold. Ends with the report
/// whatever it says; an error only when it is cancelled. What writes is confirmed as any call of the
/// connection. Values out of the environment count as secrets.
class Replay : public base::ResultOperation<FlowReport> {
    Q_OBJECT

public:
    Replay(session::Connection *connection, Flow flow, RunOptions options, QObject *parent);

    const FlowReport &report() const { return m_report; }

Q_SIGNALS:
    void stepStarted(int index);
    void stepFinished(int index, const authscope::replay::StepReport &report);
    void callStarted(authscope::session::ToolCall *call); ///< for what it tells on the way

protected:
    void run() override;
    void abort() override;

private:
    void next();
    void runCall(const Step &step);
    void runSignIn(const Step &step);
    void runRefresh();
    template <class Result>
    void stepEnded(const base::Result<Result> &result);
    void conclude(Ending ending);
    void cannotRun(const base::Error &error);
    void finishStep(StepReport report);
    std::optional<QByteArray> fromEnvironment(const QString &name);

    QPointer<session::Connection> m_connection;
    Flow m_flow;
    RunOptions m_options;
    Variables m_variables;
    FlowReport m_report;
    int m_index = -1;
    int m_generation = 0; ///< when the step began
    base::Time m_started = {};
    QPointer<base::Operation> m_step;
};

} // namespace authscope::replay
