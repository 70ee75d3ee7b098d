// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/connection.h"

#include <QDialog>
#include <QPointer>
#include <QSet>

class QCheckBox;

namespace authscope::ui {

/// What is about to be called, and for whom.
struct CallQuestion {
    QString server = {};
    QString account = {};
    mcp::Tool tool = {};
    json::Object arguments = {};
};

/// Shown before a tool that is not read-only runs. The default is not to.
class ConfirmCallDialog : public QDialog {
    Q_OBJECT

public:
    ConfirmCallDialog(const CallQuestion &question, QWidget *parent);
    bool isForSession() const;

private:
    QCheckBox *m_forSession;
};

/// Asks the person in the window; remembers what was allowed until the program ends.
class CallConfirmer : public QObject, public session::WriteConfirmer {
    Q_OBJECT

public:
    using QObject::QObject;

    struct Caller {
        QString server = {};
        QString account = {}; ///< empty: nobody is signed in
    };
    /// Where dialogs belong, and what to call a connection.
    void setWindow(QWidget *window, std::function<Caller(const QString &connection)> describe);
    void confirm(const QString &connection, const mcp::Tool &tool, const json::Object &arguments,
        std::function<void(bool)> answer) override;

    int allowedTools(const QString &connection) const;
    void askAgain(const QString &connection);

Q_SIGNALS:
    void allowancesChanged();

private:
    QPointer<QWidget> m_window;
    std::function<Caller(const QString &)> m_describe;
    QSet<std::pair<QString, QString>> m_allowed; ///< connection and tool
};

} // namespace authscope::ui
