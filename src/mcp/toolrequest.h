// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/memory.h"
#include "mcp/rounds.h"
#include "mcp/session.h"

#include <QElapsedTimer>

namespace authscope::mcp {

/// tools/call: the header fields the listed tool wants, the rounds, the task it may become (modern). Sent
/// once more only where the server said that it did nothing.
class ToolRequest final : public CallTool {
    Q_OBJECT

public:
    ToolRequest(const QString &name, const json::Object &arguments, std::shared_ptr<Memory> memory,
        Session *session, SessionCore *core, QObject *parent);

protected:
    void run() override;
    void abort() override;

private:
    void opened();
    void list(Freshness freshness);
    void call();
    void answered();
    void answeredWithError();
    void follow(const json::Value &created);
    void take(const json::Shared &answer, base::ExchangeId exchange);
    template <class Step, class Then>
    void step(Step *operation, Then then);

    QString m_name;
    json::Object m_arguments;
    std::shared_ptr<Memory> m_memory;
    QPointer<Session> m_session;
    QPointer<SessionCore> m_core;
    QPointer<base::Operation> m_step;
    QPointer<Rounds> m_rounds;
    QElapsedTimer m_clock;
    bool m_wasListed = false; ///< for this call, after the server refused its header fields
};

/// Fills in Tool::rejection by the rules of the era.
void judgeTools(QList<Tool> &tools, Era era);

} // namespace authscope::mcp
