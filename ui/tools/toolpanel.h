// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/model.h"
#include "ui/common/widgets.h"
#include "ui/tools/toolmodel.h"

namespace authscope::ui {

class ArgumentsEditor;
class Banner;
class CallMonitor;
class ChipFlow;
class ToolNotes;

/// One tool: what it says of itself, its arguments, the button.
class ToolPanel : public QFrame {
    Q_OBJECT

public:
    ToolPanel();

    void setTool(const mcp::Tool &tool, const QList<QByteArray> &heldScopes);
    /// For the tools set from now on, and the one that is shown.
    void setKnowledge(const ToolKnowledge &knowledge);
    /// Scopes the shown tool needs and the sign-in lacks; the button then offers to get them first.
    const QList<QByteArray> &missingScopes() const { return m_missing; }
    const QString &toolName() const { return m_name; }
    void setArguments(const json::Object &arguments);
    json::Object arguments() const;
    void setRunning(bool running, const QString &phase = {});
    CallMonitor *monitor() const { return m_monitor; }
    void cancel(); ///< as if the button was pressed
    void call(); ///< as if the button was pressed
    /// How many more sign-ins at the same server the call can be made with.
    void setTwins(int others);

Q_SIGNALS:
    void callRequested(const QString &tool, const authscope::json::Object &arguments);
    void callAsAllRequested(const QString &tool, const authscope::json::Object &arguments);
    void cancelRequested();
    void saveRequested(const QString &tool, const authscope::json::Object &arguments); ///< as a file
    void changesRequested(const QString &tool);

private:
    void showStanding();
    QString hintWords() const;
    void sendAnyway();
    bool isReady(); ///< else it is said why not

    QString m_name;
    mcp::Tool m_tool;
    QList<QByteArray> m_held;
    QList<QByteArray> m_missing;
    ToolKnowledge m_knowledge;
    json::Value m_schema = nullptr;
    QString m_hintText;
    bool m_isRunning = false;
    bool m_isRejected = false;
    Label *m_title;
    Label *m_wireName;
    ChipFlow *m_chips;
    Label *m_description;
    ToolNotes *m_notes;
    Banner *m_note;
    ArgumentsEditor *m_arguments;
    QWidget *m_area; ///< the arguments, scrolling
    QPushButton *m_call;
    QPushButton *m_anyway; ///< for tests of the server: what the schema forbids
    QPushButton *m_cancel;
    QPushButton *m_asAll;
    QPushButton *m_save;
    int m_twins = 0;
    Label *m_hint;
    CallMonitor *m_monitor;
};

} // namespace authscope::ui
