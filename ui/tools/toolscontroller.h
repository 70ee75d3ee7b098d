// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/connection.h"

#include <QPointer>

namespace authscope::ui {

class ToolsView;

/// Lists, calls and remembers the tools of one connection.
class ToolsController : public QObject {
    Q_OBJECT

public:
    ToolsController(
        ToolsView *view, session::Connection *connection, const base::Clock *clock, QObject *parent);

    /// Once, when the list is wanted and can be had.
    void loadIfNeeded();
    void load();
    void tick(base::Time now);

private:
    void showTools();
    void showHistory();
    void call(const QString &tool, const json::Object &arguments);
    void called();
    void showRecord(const store::CallRecord &record);

    ToolsView *m_view;
    session::Connection *m_connection;
    const base::Clock *m_clock;
    QPointer<base::ResultOperation<QList<mcp::Tool>>> m_loading;
    QPointer<session::ToolCall> m_call;
    base::Time m_callStarted = {};
    json::Object m_arguments = {}; ///< of the call that runs
};

} // namespace authscope::ui
