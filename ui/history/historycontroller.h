// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/expectations.h"
#include "session/forgetcalls.h"
#include "ui/common/clipboard.h"
#include "ui/history/historypanel.h"

#include <QPointer>

namespace authscope::session {
class Connection;
}

namespace authscope::ui {

class ToolsView;

/// The history of one connection: finds, shows, compares, copies, saves and forgets calls.
class HistoryController : public QObject {
    Q_OBJECT

public:
    HistoryController(ToolsView *view, session::Connection *connection, QObject *parent);

    /// The tool with these arguments; what came of the last such call is offered as expectations.
    void saveCall(const QString &tool, const json::Object &arguments);

private:
    std::optional<store::CallRecord> read(qint64 id);
    void act(HistoryPanel::Action action, const QList<qint64> &calls);
    void compare(qint64 one, qint64 other);
    void save(const store::CallRecord &record);
    void forget(const session::Forgotten &what);
    void askForgetAll();
    void editLimits();
    void chooseSavedCalls();
    void runSavedCalls(const QStringList &paths);
    void showProblem(const base::Error &error);
    json::Value outputSchema(const QString &tool) const;

    ToolsView *m_view;
    HistoryPanel *m_panel;
    QPointer<session::Connection> m_connection;
    ClipboardPolicy m_clipboard;
};

} // namespace authscope::ui
