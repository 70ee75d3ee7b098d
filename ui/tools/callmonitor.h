// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/task.h"
#include "ui/common/widgets.h"

class QComboBox;
class QPlainTextEdit;
class QProgressBar;

namespace authscope::ui {

class Chip;

/// What a running call tells: how far it is, in which phase, its task, its log lines. The lines stay until
/// the next call.
class CallMonitor : public QWidget {
    Q_OBJECT

public:
    CallMonitor();

    void begin(const QString &phase);
    void setPhase(const QString &phase);
    void setWords(const QString &words); ///< the tool's own, until the server tells of progress
    void setProgress(double progress, double total, const QString &message);
    void setTask(const mcp::Task &task);
    void addLogLine(const QString &level, const QString &text);
    void setElapsed(std::chrono::milliseconds elapsed);
    /// What was opened in the browser is waited for, or no longer.
    void setVisitAwaited(bool isAwaited);
    void setCancelling(); ///< the person pressed Cancel; the server is told
    void end();

    /// The lowest level one wants to hear; shown where the server offers logging.
    void setLogLevel(bool isOffered, const QByteArray &level);
    QWidget *log() const; ///< the lines; placed by the owner, owned there

Q_SIGNALS:
    void logLevelChosen(const QByteArray &level); ///< empty: none asked for
    void visitFinished(); ///< the person says so

private:
    void showLine();
    void showLevels();

    bool m_isRunning = false;
    bool m_hasLevels = false;
    QString m_phase;
    QString m_message;
    QString m_amount;
    std::chrono::milliseconds m_elapsed{};
    int m_lineCount = 0;
    QProgressBar *m_bar;
    ElidedLabel *m_line;
    Chip *m_task;
    QPushButton *m_visit;
    QComboBox *m_level;
    Label *m_levelCaption;
    QPlainTextEdit *m_log;
};

/// "working", "done" …, with a tone.
QString taskWord(mcp::Task::Status status);
Tone taskTone(mcp::Task::Status status);

} // namespace authscope::ui
