// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/twincall.h"
#include "ui/traffic/waterfall.h"

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
    void call(const QString &tool, const json::Object &arguments);
    void called();
    bool hasToken() const;
    void offerAgain();
    void callAgain(); ///< what is shown, with the arguments in the form where its tool is still chosen
    void callAsAll(const QString &tool, const json::Object &arguments);
    void showTwins(const QList<session::TwinAnswer> &answers);
    QList<session::Connection *> twins() const; ///< other sign-ins at the same server
    Waterfall timesOf(const session::CallTimes &times) const;
    void showRecord(const store::CallRecord &record);

    ToolsView *m_view;
    session::Connection *m_connection;
    const base::Clock *m_clock;
    QPointer<base::ResultOperation<QList<mcp::Tool>>> m_loading;
    QPointer<session::ToolCall> m_call;
    QPointer<session::TwinCall> m_twinCall;
    base::Time m_callStarted = {};
    json::Object m_arguments = {}; ///< of the call that runs
    bool m_wasWithoutToken = false; ///< the call whose answer is shown
};

} // namespace authscope::ui
