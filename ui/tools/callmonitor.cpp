// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tools/callmonitor.h"

#include "ui/common/chip.h"
#include "ui/common/text.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QPlainTextEdit>
#include <QProgressBar>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr int shownLines = 500;
/// RFC 5424 names, as the protocol lists them, the quietest last.
constexpr const char *levels[]
    = { "", "debug", "info", "notice", "warning", "error", "critical", "alert", "emergency" };

} // namespace

QString taskWord(mcp::Task::Status status)
{
    using Status = mcp::Task::Status;
    switch (status) {
    case Status::Working:
        return CallMonitor::tr("task: working");
    case Status::InputRequired:
        return CallMonitor::tr("task: needs an answer");
    case Status::Completed:
        return CallMonitor::tr("✓ task: done");
    case Status::Failed:
        return CallMonitor::tr("✗ task: failed");
    case Status::Cancelled:
        return CallMonitor::tr("task: cancelled");
    case Status::Unknown:
        return CallMonitor::tr("task: in a state we do not know");
    }
    Q_UNREACHABLE();
    return {};
}

Tone taskTone(mcp::Task::Status status)
{
    using Status = mcp::Task::Status;
    switch (status) {
    case Status::Working:
        return Tone::Accent;
    case Status::InputRequired:
    case Status::Unknown:
        return Tone::Caution;
    case Status::Completed:
        return Tone::Good;
    case Status::Failed:
        return Tone::Bad;
    case Status::Cancelled:
        return Tone::Muted;
    }
    Q_UNREACHABLE();
    return Tone::Muted;
}

CallMonitor::CallMonitor()
    : m_bar(new QProgressBar)
    , m_line(new ElidedLabel({}, TextRole::Body, Tone::Muted))
    , m_task(new Chip)
    , m_visit(visitButton(u"visitFinishedButton"_s))
    , m_level(new QComboBox)
    , m_levelCaption(new Label(tr("Log from"), TextRole::Body, Tone::Muted))
    , m_log(new QPlainTextEdit)
{
    setObjectName(u"callMonitor"_s);
    m_bar->setObjectName(u"callProgress"_s);
    m_bar->setAccessibleName(tr("Progress of the call"));
    m_bar->setTextVisible(false);
    m_bar->setFixedSize(120, 6);
    m_line->setObjectName(u"callProgressLabel"_s);
    m_task->setObjectName(u"taskChip"_s);
    m_level->setObjectName(u"logLevelBox"_s);
    m_level->setAccessibleName(tr("Log lines from this level on"));
    m_levelCaption->setBuddy(m_level);
    for (const char *level : levels)
        m_level->addItem(*level ? QString::fromLatin1(level) : tr("not asked for"), QByteArray(level));
    m_log->setObjectName(u"callLog"_s);
    m_log->setAccessibleName(tr("Log lines of the call"));
    m_log->setReadOnly(true);
    m_log->setUndoRedoEnabled(false);
    m_log->setTabChangesFocus(true);
    m_log->setMaximumBlockCount(shownLines);
    m_log->setFont(fontFor(TextRole::Wire));
    m_log->setFixedHeight(m_log->fontMetrics().lineSpacing() * 4 + 12);

    auto *state = row(this, 0, 12);
    state->addWidget(m_bar);
    state->addWidget(m_line, 1);
    state->addWidget(m_task);
    state->addWidget(m_visit);
    state->addWidget(m_levelCaption);
    state->addWidget(m_level);
    connect(m_level, &QComboBox::activated, this,
        [this] { Q_EMIT logLevelChosen(m_level->currentData().toByteArray()); });
    connect(m_visit, &QPushButton::clicked, this, &CallMonitor::visitFinished);
    m_task->hide();
    m_log->hide();
    setLogLevel(false, {});
    end();
}

void CallMonitor::begin(const QString &phase)
{
    m_isRunning = true;
    m_message.clear();
    m_amount.clear();
    m_elapsed = {};
    m_lineCount = 0;
    m_log->clear();
    m_log->hide();
    m_task->hide();
    m_bar->setRange(0, 0);
    m_bar->show();
    showLevels();
    setPhase(phase);
}

void CallMonitor::setPhase(const QString &phase)
{
    m_phase = base::cleaned(phase, 120);
    showLine();
}

void CallMonitor::setWords(const QString &words)
{
    m_message = words.isEmpty() ? QString() : isolated(base::cleaned(words, 64));
    showLine();
}

void CallMonitor::setProgress(double progress, double total, const QString &message)
{
    const auto number = [](double value) { return QString::number(value, 'g', 6); };
    if (total > 0) {
        m_bar->setRange(0, 1000);
        m_bar->setValue(int(std::clamp(progress / total, 0.0, 1.0) * 1000));
        m_amount = tr("%1 of %2").arg(number(progress), number(total));
    } else {
        m_amount = number(progress);
    }
    if (!message.isEmpty())
        m_message = isolated(base::cleaned(message, 300));
    m_bar->setAccessibleDescription(m_amount);
    showLine();
}

void CallMonitor::showLine()
{
    QStringList parts;
    for (const QString &part : { m_phase, m_amount, m_message }) {
        if (!part.isEmpty())
            parts += part;
    }
    if (m_elapsed.count() > 0)
        parts += durationText(m_elapsed);
    m_line->setElided(m_isRunning ? parts.join(u" · "_s) : QString());
}

void CallMonitor::setElapsed(std::chrono::milliseconds elapsed)
{
    m_elapsed = elapsed;
    showLine();
}

void CallMonitor::setTask(const mcp::Task &task)
{
    m_task->setChip(taskWord(task.status), taskTone(task.status));
    m_task->setAccessibleName(taskWord(task.status));
    QStringList about{ tr("Task %1").arg(base::cleaned(task.id, 120)) };
    if (!task.statusMessage.isEmpty())
        about += base::cleaned(task.statusMessage, 300);
    if (task.lifetime)
        about += tr("kept for %1").arg(durationText(*task.lifetime));
    m_task->setToolTip(plainToolTip(about.join(u'\n')));
    m_task->show();
    if (!task.statusMessage.isEmpty()) {
        m_message = isolated(base::cleaned(task.statusMessage, 300));
        showLine();
    }
}

void CallMonitor::addLogLine(const QString &level, const QString &text)
{
    ++m_lineCount;
    m_log->show();
    m_log->appendPlainText(
        u"%1  %2"_s.arg(base::cleaned(level, 20).leftJustified(9), base::cleaned(text, 2000)));
    m_log->setAccessibleDescription(counted(m_lineCount, tr("1 line"), tr("%1 lines")));
}

void CallMonitor::setVisitAwaited(bool isAwaited)
{
    ui::setVisitAwaited(m_visit, isAwaited && m_isRunning);
}

void CallMonitor::setCancelling()
{
    setVisitAwaited(false);
    if (m_isRunning)
        setPhase(tr("cancellation requested, the server is told"));
}

void CallMonitor::end()
{
    m_isRunning = false;
    m_bar->hide();
    setVisitAwaited(false);
    showLine();
    showLevels();
}

void CallMonitor::setLogLevel(bool isOffered, const QByteArray &level)
{
    m_hasLevels = isOffered;
    m_level->setCurrentIndex(std::max(0, m_level->findData(level)));
    showLevels();
}

/// For the next call; while one runs its words need the room.
void CallMonitor::showLevels()
{
    m_level->setVisible(m_hasLevels && !m_isRunning);
    m_levelCaption->setVisible(m_hasLevels && !m_isRunning);
}

QWidget *CallMonitor::log() const
{
    return m_log;
}

} // namespace authscope::ui
