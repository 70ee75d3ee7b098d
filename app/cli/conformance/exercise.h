// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/conformance/scenario.h"
#include "session/features.h"

namespace authscope::cli {

/// Goes once through everything a server offers: tools, each called; resources, each read; prompts, each
/// filled in. A few scenarios of the official suite want it told otherwise. Ends with true, or with the first
/// error that is more than a server's own answer.
class Exercise : public base::ResultOperation<bool> {
    Q_OBJECT

public:
    Exercise(session::Connection *connection, Scenario scenario, QObject *parent);

Q_SIGNALS:
    void said(const QString &text);

protected:
    void run() override;
    void abort() override;

private:
    using Step = std::function<void()>;

    void plan(const mcp::ServerInfo &server);
    void planTools(const QList<mcp::Tool> &tools);
    void planResources();
    void planPrompts();
    void planSkills();
    void loadSkill(const mcp::Skill &skill);
    void next();
    void call(const QString &tool, const json::Object &arguments);
    void callTogether(const QList<mcp::Tool> &tools);
    json::Object argumentsFor(const mcp::Tool &tool, const QList<mcp::Tool> &all) const;
    /// Starts it and goes on after it; what `then` adds to the plan comes first.
    template <class Work, class Then>
    void perform(const QString &what, Work *operation, Then then);
    template <class Work>
    void perform(const QString &what, Work *operation);
    bool isOver(const QString &what, const base::Error &error);

    session::Connection *m_connection;
    Scenario m_scenario;
    QList<Step> m_plan;
    QList<QPointer<base::Operation>> m_running;
};

} // namespace authscope::cli
