// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/content.h"
#include "ui/common/variableform.h"

class QProgressBar;

namespace authscope::ui {

/// One prompt: what it is for, its arguments, Get.
class PromptPanel : public QFrame {
    Q_OBJECT

public:
    PromptPanel();

    void setPrompt(const mcp::Prompt &prompt);
    const QString &promptName() const { return m_name; }
    VariableForm *arguments() const { return m_arguments; }
    void setRunning(bool running, const QString &phase = {});
    void setElapsed(std::chrono::milliseconds elapsed);
    void setVisitAwaited(bool isAwaited); ///< of what was opened in the browser
    void fetch(); ///< as if the button was pressed

Q_SIGNALS:
    void getRequested(const QString &name, const authscope::json::Object &arguments);
    void cancelRequested();
    void visitFinished(); ///< the person says so

private:
    QString m_name;
    QString m_phase;
    Label *m_title;
    Label *m_wireName;
    Label *m_description;
    VariableForm *m_arguments;
    Label *m_noArguments;
    QPushButton *m_get;
    QPushButton *m_cancel;
    QProgressBar *m_busy;
    Label *m_hint;
    QPushButton *m_visit;
};

} // namespace authscope::ui
