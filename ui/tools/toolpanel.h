// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/model.h"
#include "ui/common/widgets.h"

class QProgressBar;

namespace authscope::ui {

class ArgumentsEditor;

/// One tool: what it says of itself, its arguments, the button.
class ToolPanel : public QFrame {
    Q_OBJECT

public:
    ToolPanel();

    void setTool(const mcp::Tool &tool, const QList<QByteArray> &heldScopes);
    const QString &toolName() const { return m_name; }
    void setArguments(const json::Object &arguments);
    json::Object arguments() const;
    void setRunning(bool running, const QString &phase = {});
    void setProgress(double progress, double total, const QString &message);
    void setElapsed(std::chrono::milliseconds elapsed);
    void call(); ///< as if the button was pressed

Q_SIGNALS:
    void callRequested(const QString &tool, const authscope::json::Object &arguments);
    void cancelRequested();

private:
    QString m_name;
    QString m_phase;
    QString m_hintText;
    Label *m_title;
    Label *m_wireName;
    QHBoxLayout *m_chips;
    Label *m_description;
    ArgumentsEditor *m_arguments;
    QPushButton *m_call;
    QPushButton *m_cancel;
    QProgressBar *m_busy;
    Label *m_hint;
};

} // namespace authscope::ui
