// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/sessioncore.h"

#include <QSet>

namespace authscope::mcp {

class ListToolsPages final : public ListTools {
    Q_OBJECT

public:
    ListToolsPages(Session *session, SessionCore *core, QObject *parent);

protected:
    void run() override;
    void abort() override;

private:
    void opened();
    void askFor(const std::optional<QByteArray> &cursor);
    void pageArrived();
    void takePage(const json::Object &page);

    QPointer<Session> m_session;
    QPointer<SessionCore> m_core;
    QPointer<base::Operation> m_step;
    QPointer<Call> m_call;
    QList<Tool> m_tools;
    QSet<QByteArray> m_cursors;
    int m_pages = 0;
};

} // namespace authscope::mcp
