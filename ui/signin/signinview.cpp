// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/signin/signinview.h"

#include "ui/common/text.h"
#include "ui/signin/authorizationpanel.h"
#include "ui/signin/questionpanel.h"
#include "ui/signin/steprow.h"

#include <QBoxLayout>
#include <QScrollArea>

using namespace Qt::StringLiterals;

namespace authscope::ui {

SignInView::SignInView()
    : m_signIn(primaryButton(tr("Sign in"), u"signInButton"_s))
    , m_stepThrough(button(tr("Step through"), u"stepThroughButton"_s))
    , m_cancel(button(tr("Cancel"), u"cancelSignInButton"_s))
    , m_report(button(tr("Copy report"), u"copyReportButton"_s))
    , m_summary(new ElidedLabel({}, TextRole::Body, Tone::Muted))
    , m_browser(new AuthorizationPanel)
    , m_question(new QuestionPanel)
{
    setObjectName(u"signInView"_s);
    m_summary->setObjectName(u"signInSummaryLabel"_s);
    auto *actions = row(nullptr, 0, 12);
    actions->addWidget(m_signIn);
    actions->addWidget(m_stepThrough);
    actions->addWidget(m_cancel);
    actions->addWidget(m_summary, 1);
    actions->addWidget(m_report);

    QFrame *list = card();
    auto *rows = column(list, 1, 0);
    for (const StepData &step : emptySteps()) {
        if (!m_rows.isEmpty())
            rows->addWidget(rule());
        auto *made = new StepRow(step);
        connect(made, &StepRow::exchangeRequested, this, &SignInView::exchangeRequested);
        rows->addWidget(made);
        m_rows += made;
    }
    rowOf(oauth::StepId::Browser)->addExtra(m_browser);
    m_stepThrough->setToolTip(
        plainToolTip(tr("Stop before each step and show the request that is about to be sent")));

    auto *content = new QWidget;
    auto *page = column(content, 20, 12);
    page->setContentsMargins(20, 16, 20, 16);
    page->addLayout(actions);
    page->addWidget(list);
    page->addStretch();
    column(this, 0, 0)->addWidget(scrollingPage(content, tr("Steps of the sign-in")));

    connect(m_signIn, &QPushButton::clicked, this, &SignInView::signInRequested);
    connect(m_stepThrough, &QPushButton::clicked, this, &SignInView::stepThroughRequested);
    m_question->setParent(this); // until a row takes it
    m_question->hide();
    connect(m_question, &QuestionPanel::answered, this, &SignInView::questionAnswered);
    connect(m_browser, &AuthorizationPanel::pasted, this, &SignInView::pasted);
    connect(
        m_browser, &AuthorizationPanel::registerAgainRequested, this, &SignInView::registerAgainRequested);
    connect(m_cancel, &QPushButton::clicked, this, &SignInView::cancelRequested);
    connect(m_report, &QPushButton::clicked, this, &SignInView::copyReportRequested);
    connect(m_browser, &AuthorizationPanel::openAgainRequested, this, &SignInView::openAgainRequested);
    connect(m_browser, &AuthorizationPanel::copyLinkRequested, this, &SignInView::copyLinkRequested);
    connect(m_browser, &AuthorizationPanel::cancelRequested, this, &SignInView::cancelRequested);
    setRunning(false, false, {});
    setBrowser({});
    setQuestion({});
}

StepRow *SignInView::rowOf(oauth::StepId id) const
{
    for (StepRow *row : m_rows) {
        if (row->data().id == id)
            return row;
    }
    Q_UNREACHABLE();
    return nullptr;
}

void SignInView::setSteps(const QList<StepData> &steps)
{
    for (StepRow *row : std::as_const(m_rows))
        row->setOpen(false);
    for (const StepData &step : steps)
        setStep(step);
}

void SignInView::setStep(const StepData &step)
{
    rowOf(step.id)->setData(step);
    if (step.id != oauth::StepId::Browser)
        return;
    const bool isWaiting = step.state == oauth::StepState::AwaitingPerson;
    if (m_isBrowserWaiting && !isWaiting && !step.error)
        rowOf(step.id)->setOpen(false); // it opened by itself
    m_isBrowserWaiting = isWaiting;
    m_browser->setWaiting(isWaiting);
}

QList<StepData> SignInView::steps() const
{
    QList<StepData> steps;
    for (const StepRow *row : m_rows)
        steps += row->data();
    return steps;
}

void SignInView::setRunning(bool running, bool again, const QString &summary)
{
    m_signIn->setText(again ? tr("Sign in again") : tr("Sign in"));
    m_signIn->setVisible(!running);
    m_stepThrough->setVisible(!running);
    m_cancel->setVisible(running);
    m_report->setEnabled(!summary.isEmpty());
    m_summary->setElided(base::cleaned(summary, 500));
}

void SignInView::setBrowser(const std::optional<BrowserData> &browser)
{
    m_browser->setVisible(browser.has_value());
    if (!browser)
        return;
    m_browser->setData(*browser);
    rowOf(oauth::StepId::Browser)->setOpen(true);
}

void SignInView::setQuestion(const std::optional<oauth::SignInQuestion> &question)
{
    m_question->setVisible(question.has_value());
    if (!question)
        return;
    StepRow *row = rowOf(question->step);
    row->addExtra(m_question);
    row->setOpen(true);
    m_question->show();
    m_question->setQuestion(*question);
}

void SignInView::setPasteProblem(const QString &problem)
{
    m_browser->setPasteProblem(problem);
}

void SignInView::tick(base::Time now)
{
    m_browser->tick(now);
}

} // namespace authscope::ui
