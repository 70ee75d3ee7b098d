// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/connection.h"

#include <QPointer>

namespace authscope::ui {

class UndoPanel;

/// Asks before a sign-in is undone, does it, and shows what was seen.
class UndoController : public QObject {
    Q_OBJECT

public:
    UndoController(
        UndoPanel *panel, session::Connection *connection, const base::Clock *clock, QWidget *page);

    void request(session::Undo how);
    bool isRunning() const { return m_out; }
    /// Of the waiting; what went from here stays gone.
    void stop();
    void tick(base::Time now);

Q_SIGNALS:
    void started();
    void ended();

private:
    void start(session::Undo how);
    void conclude(session::Undo how, const base::Result<session::SignOutReport> &result);

    UndoPanel *m_panel;
    session::Connection *m_connection;
    const base::Clock *m_clock;
    QWidget *m_page;
    QPointer<session::SignOut> m_out;
};

} // namespace authscope::ui
