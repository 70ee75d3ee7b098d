// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/connection.h"

#include <QDialog>
#include <QPointer>
#include <QTimer>

class QCheckBox;
class QPlainTextEdit;
class QPushButton;
class QVBoxLayout;

namespace authscope::ui {

/// What is about to be called, and for whom.
struct CallQuestion {
    QString server = {};
    QString account = {};
    mcp::Tool tool = {};
    json::Object arguments = {};
    session::CallDecision::Reason reason = session::CallDecision::Reason::Write;
    std::optional<base::Time> approved = {}; ///< when it was said yes to before
    QList<session::DefinitionChange> changes = {};
    bool changesAreUnknown = false;
    QList<session::ToolCaution> cautions = {};
    QString lookAlike = {};
};

/// Shown before a tool runs that is not read-only, that changed, or that is asked about each time. The
/// default is not to call; the button that calls works half a second later, so that no key that was already
/// on its way presses it (T177).
class ConfirmCallDialog : public QDialog {
    Q_OBJECT

public:
    ConfirmCallDialog(const CallQuestion &question, QWidget *parent);
    bool isForSession() const;
    session::CallAnswer::Remember remember() const;

protected:
    void showEvent(QShowEvent *event) override;

private:
    void addWarnings(QVBoxLayout *layout, const CallQuestion &question);
    QPlainTextEdit *argumentsEdit(const json::Object &arguments);

    QCheckBox *m_forSession;
    QCheckBox *m_always;
    QPushButton *m_yes;
    QTimer m_arming;
};

/// Asks the person in the window. What is remembered is the connection's business.
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
    void ask(const session::CallQuestion &question,
        std::function<void(const session::CallAnswer &)> answer) override;
    void confirm(const QString &connection, const mcp::Tool &tool, const json::Object &arguments,
        std::function<void(bool)> answer) override;

private:
    QPointer<QWidget> m_window;
    std::function<Caller(const QString &)> m_describe;
};

} // namespace authscope::ui
