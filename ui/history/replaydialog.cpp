// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/history/replaydialog.h"

#include "ui/common/icons.h"
#include "ui/common/tables.h"
#include "ui/common/text.h"
#include "ui/common/widgets.h"

#include <QBoxLayout>
#include <QCheckBox>

using namespace Qt::StringLiterals;

namespace authscope::ui {

using State = replay::StepReport::State;

namespace {

enum Column { StepColumn, OutcomeColumn, FoundColumn, TimeColumn };

Mark markOf(State state)
{
    switch (state) {
    case State::Held:
        return Mark::Passed;
    case State::Failed:
        return Mark::Failed;
    case State::NotRun:
        return Mark::Noted;
    case State::Skipped:
        return Mark::Skipped;
    }
    Q_UNREACHABLE();
    return {};
}

QString stateWords(State state)
{
    switch (state) {
    case State::Held:
        return ReplayDialog::tr("holds");
    case State::Failed:
        return ReplayDialog::tr("does not hold");
    case State::NotRun:
        return ReplayDialog::tr("could not run");
    case State::Skipped:
        return ReplayDialog::tr("not run");
    }
    Q_UNREACHABLE();
    return {};
}

QString kindWords(const replay::Step &step)
{
    switch (step.kind) {
    case replay::Step::Kind::Call:
        return ReplayDialog::tr("calls %1").arg(isolated(base::cleaned(step.tool, 60)));
    case replay::Step::Kind::SignIn:
        return ReplayDialog::tr("signs in");
    case replay::Step::Kind::ExpireToken:
        return ReplayDialog::tr("makes the access token useless");
    case replay::Step::Kind::Refresh:
        return ReplayDialog::tr("gets a new access token");
    }
    Q_UNREACHABLE();
    return {};
}

} // namespace

ReplayDialog::ReplayDialog(session::Connection *connection, const QList<File> &files, QWidget *parent)
    : QDialog(parent)
    , m_connection(connection)
    , m_files(files)
    , m_table(new Table(u"verdictTable"_s, tr("Steps and what came of them"), Table::Height::Scrolling))
    , m_mark(new MarkLabel(Mark::Waiting))
    , m_summary(new Label({}, TextRole::Title))
    , m_mayUse(new QCheckBox)
    , m_start(primaryButton(tr("Run"), u"runReplayButton"_s))
    , m_close(button(tr("Close"), u"closeReplayButton"_s))
{
    setObjectName(u"replayDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Saved calls"));
    m_summary->setObjectName(u"replaySummaryLabel"_s);
    m_summary->setWrapping(true);
    m_mark->setObjectName(u"replayMark"_s);
    m_mayUse->setObjectName(u"mayUseEnvironmentCheckBox"_s);
    auto *where = new Label(
        tr("At %1, %2. What can change things is asked for one by one.")
            .arg(isolated(base::cleaned(connection->name(), 80)), isolated(base::cleaned(connection->url()))),
        TextRole::Body, Tone::Muted);
    where->setObjectName(u"replayServerLabel"_s);
    where->setWrapping(true);
    QStringList elsewhere;
    for (const File &file : files) {
        for (const QString &name : replay::environmentNames(file.flow)) {
            if (!m_environment.contains(name))
                m_environment << name;
        }
        if (!file.flow.server.isEmpty() && file.flow.server != connection->url())
            elsewhere << base::cleaned(file.flow.server);
    }
    elsewhere.removeDuplicates();
    auto *note = new Label(
        tr("Saved for %1; run here all the same.").arg(fewOf(elsewhere)), TextRole::Body, Tone::Caution);
    note->setObjectName(u"replayElsewhereLabel"_s);
    note->setWrapping(true);
    note->setVisible(!elsewhere.isEmpty());
    m_mayUse->setText(withoutMnemonic(tr("Send %1 of this program's environment to that server")
                                          .arg(base::cleaned(m_environment.join(u", "_s), 200))));
    m_mayUse->setVisible(!m_environment.isEmpty());
    m_table->setModel(&m_model);
    m_table->setWordWrap(false); // the whole value is in the tool tip
    plan();

    auto *head = row(nullptr, 0, 8);
    head->addWidget(m_mark);
    head->addWidget(m_summary, 1);
    auto *foot = row(nullptr, 0, 8);
    foot->addWidget(m_mayUse, 1);
    foot->addStretch();
    foot->addWidget(m_close);
    foot->addWidget(m_start);
    auto *all = column(this, 20, 12);
    all->addLayout(head);
    all->addWidget(where);
    all->addWidget(note);
    all->addWidget(m_table, 1);
    all->addLayout(foot);
    connect(m_start, &QPushButton::clicked, this, &ReplayDialog::start);
    connect(m_close, &QPushButton::clicked, this, &ReplayDialog::reject);
    resize(960, 560);
}

ReplayDialog::~ReplayDialog()
{
    delete m_run; // its signals lead here
    giveBack();
}

void ReplayDialog::showSummary(const QString &words, int mark)
{
    m_mark->setMark(static_cast<Mark>(mark));
    m_summary->setText(words);
}

void ReplayDialog::plan()
{
    m_model.clear();
    m_model.setHorizontalHeaderLabels({ tr("Step"), tr("Expected"), tr("Found"), tr("Time") });
    m_table->setColumns({ 28, 0, 0, 9 });
    qsizetype steps = 0;
    for (const File &file : std::as_const(m_files)) {
        for (const replay::Step &step : file.flow.steps) {
            const QString title = base::cleaned(replay::stepTitle(step), 100);
            m_model.appendRow({ markedCell(title, int(Mark::Waiting), Tone::Plain),
                cell(kindWords(step), Tone::Muted), cell({}), cell({}) });
            ++steps;
        }
    }
    showSummary(u"%1 · %2"_s.arg(m_files.size() == 1 && !m_files.first().flow.name.isEmpty()
                        ? isolated(base::cleaned(m_files.first().flow.name))
                        : counted(m_files.size(), tr("1 file"), tr("%1 files")),
                    counted(steps, tr("1 step"), tr("%1 steps"))),
        int(Mark::Waiting));
}

int ReplayDialog::rowOf(int step) const
{
    // Rows of verdicts stand below their step: a step is found by its number among those that carry one.
    int wanted = step;
    for (int i = 0; i < m_current; ++i)
        wanted += int(m_files.at(i).flow.steps.size());
    for (int row = 0; row < m_model.rowCount(); ++row) {
        if (m_model.item(row)->data(PayloadRole).isNull() && wanted-- == 0)
            return row;
    }
    return -1;
}

void ReplayDialog::start()
{
    if (!m_connection || m_run)
        return;
    plan();
    m_reports.clear();
    m_current = -1;
    m_start->setEnabled(false);
    m_mayUse->setEnabled(false);
    m_close->setText(tr("Stop"));
    showSummary(tr("Running …"), int(Mark::Running));
    next();
}

void ReplayDialog::next()
{
    if (++m_current >= m_files.size() || !m_connection)
        return conclude();
    const File &file = m_files.at(m_current);
    m_run = new replay::Replay(m_connection, file.flow,
        { .file = file.name,
            .allowedEnvironment = m_mayUse->isChecked() ? m_environment : QStringList(),
            .mayFollowChallenges = true },
        this);
    connect(m_run, &replay::Replay::stepStarted, this, [this](int index) {
        if (QStandardItem *item = m_model.item(rowOf(index)))
            item->setData(int(Mark::Running), MarkRole);
    });
    connect(m_run, &replay::Replay::stepFinished, this, &ReplayDialog::showStep);
    connect(m_run, &base::Operation::finished, this, [this] {
        const auto result = m_run->result();
        m_reports.append(result ? *result : m_run->report());
        if (!result)
            m_reports.last().problem = result.error();
        m_run->deleteLater();
        m_run.clear();
        if (!result)
            return conclude();
        for (int i = 0; i < result->steps.size(); ++i) {
            if (result->steps.at(i).state == State::Skipped)
                showStep(i, result->steps.at(i));
        }
        next();
    });
    m_run->start();
}

void ReplayDialog::showStep(int index, const replay::StepReport &step)
{
    const int at = rowOf(index);
    if (at < 0)
        return;
    m_model.item(at)->setData(int(markOf(step.state)), MarkRole);
    m_model.setItem(at, OutcomeColumn,
        cell(stateWords(step.state),
            step.state == State::Failed || step.state == State::NotRun ? Tone::Bad : Tone::Plain));
    m_model.setItem(at, FoundColumn,
        cell(step.state == State::NotRun && step.problem ? base::cleaned(base::oneLine(*step.problem), 1000)
                                                         : QString()));
    m_model.setItem(at, TimeColumn,
        cell(step.state == State::Skipped ? QString() : durationText(step.duration), Tone::Muted));
    int row = at;
    for (const replay::Verdict &verdict : step.verdicts) {
        QStandardItem *what = markedCell(u"    "_s + base::cleaned(verdict.what, 200),
            int(verdict.holds ? Mark::Passed : Mark::Failed), Tone::Plain);
        what->setData(true, PayloadRole);
        what->setAccessibleText(
            u"%1: %2"_s.arg(verdict.what, verdict.holds ? tr("holds") : tr("does not hold")));
        m_model.insertRow(++row,
            { what, cell(isolated(verdict.expected), Tone::Plain, true),
                cell(isolated(verdict.found), Tone::Plain, true), cell({}) });
    }
    m_table->scrollTo(m_model.index(row, 0));
}

/// A run decides step by step whether a sign-in may start; in the window a call may.
void ReplayDialog::giveBack()
{
    if (m_connection)
        m_connection->setSignInOnDemand(true);
}

void ReplayDialog::conclude()
{
    giveBack();
    m_start->setEnabled(m_connection);
    m_start->setText(tr("Run again"));
    m_mayUse->setEnabled(true);
    m_close->setText(tr("Close"));
    for (const replay::FlowReport &report : std::as_const(m_reports)) {
        if (report.problem)
            return showSummary(base::cleaned(report.problem->message, 400), int(Mark::Failed));
    }
    const auto held = std::count_if(
        m_reports.cbegin(), m_reports.cend(), [](const replay::FlowReport &one) { return one.held(); });
    if (held == m_reports.size())
        return showSummary(tr("All of it holds."), int(Mark::Passed));
    showSummary(m_reports.size() == 1 ? tr("Not all of it holds.")
                                      : tr("%1 of %2 files hold.").arg(held).arg(m_reports.size()),
        int(Mark::Failed));
}

void ReplayDialog::reject()
{
    if (m_run)
        return m_run->cancel();
    QDialog::reject();
}

} // namespace authscope::ui
