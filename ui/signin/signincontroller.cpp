// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/signin/signincontroller.h"

#include "ui/common/clipboard.h"
#include "ui/common/text.h"
#include "ui/signin/signinview.h"

using namespace Qt::StringLiterals;

namespace authscope::ui {

SignInController::SignInController(SignInView *view, session::Connection *connection,
    ClipboardPolicy *clipboard, const base::Clock *clock, QObject *parent)
    : QObject(parent), m_view(view), m_connection(connection), m_clipboard(clipboard), m_clock(clock)
{
    connect(connection, &session::Connection::signInStarted, this, &SignInController::follow);
    connect(connection, &session::Connection::changed, this, &SignInController::showSummary);
    connect(view, &SignInView::signInRequested, this, [this] { signIn(); });
    connect(view, &SignInView::stepThroughRequested, this, [this] { signIn({}, true); });
    connect(view, &SignInView::cancelRequested, this, &SignInController::cancel);
    connect(view, &SignInView::openAgainRequested, this, [this] {
        if (m_flow)
            m_flow->openBrowserAgain();
    });
    connect(view, &SignInView::questionAnswered, this, [this](const QByteArray &choice) {
        m_view->setQuestion({});
        if (m_flow)
            m_flow->answerQuestion(choice);
    });
    connect(view, &SignInView::pasted, this, [this](const QString &address) {
        const auto taken = m_flow ? m_flow->pasteAnswer(address) : base::Result<void>();
        m_view->setPasteProblem(taken ? QString() : taken.error().message);
    });
    connect(view, &SignInView::registerAgainRequested, this, [this] {
        if (m_flow)
            m_flow->registerAgain();
    });
    connect(view, &SignInView::copyLinkRequested, this, [this] {
        if (m_flow)
            m_clipboard->copy(QString::fromUtf8(m_flow->authorizationUrl()));
    });
    connect(view, &SignInView::copyReportRequested, this, [this] {
        const QString report = signInReport(m_connection->name(), m_connection->url(), m_view->steps());
        m_clipboard->copy(m_connection->exchangeLog()->redactor()->redactText(report));
    });
    if (oauth::SignInFlow *flow = connection->signInFlow())
        follow(flow);
    showSummary();
}

void SignInController::signIn(const QString &reason, bool step)
{
    m_connection->setStepThrough(step);
    const bool again = m_connection->tokens().hasGrant();
    m_connection->signIn(!reason.isEmpty() ? reason : again ? tr("Signing in again") : tr("First sign-in"));
}

void SignInController::cancel()
{
    if (m_flow && m_flow->isRunning())
        m_flow->cancel();
}

void SignInController::follow(oauth::SignInFlow *flow)
{
    if (flow == m_flow)
        return;
    if (m_flow)
        disconnect(m_flow, nullptr, this, nullptr);
    m_flow = flow;
    m_started = m_clock->now();
    QList<StepData> steps;
    for (const oauth::SignInStep *step : flow->steps())
        steps += stepData(*step, m_connection->exchangeLog());
    m_view->setBrowser({});
    m_view->setQuestion({});
    m_view->setSteps(steps);
    for (oauth::SignInStep *step : flow->steps())
        connect(step, &oauth::SignInStep::changed, this, [this, step] { showStep(step); });
    connect(flow, &oauth::SignInFlow::consentNeeded, this, [this] { Q_EMIT consentNeeded(m_flow); });
    connect(flow, &oauth::SignInFlow::questionAsked, this, [this] { showQuestion(); });
    connect(flow, &oauth::SignInFlow::deviceCodeShown, this, [this] {
        showBrowser();
        Q_EMIT browserOpened();
    });
    connect(flow, &oauth::SignInFlow::browserOpened, this, [this] {
        showBrowser();
        Q_EMIT browserOpened();
    });
    connect(flow, &oauth::SignInFlow::foreignAnswerIgnored, this, [this] { showBrowser(); });
    connect(flow, &base::Operation::finished, this, &SignInController::flowFinished);
    showSummary();
    Q_EMIT started();
    if (flow->consentRequest())
        Q_EMIT consentNeeded(flow);
    if (flow->question())
        showQuestion();
    if (!flow->authorizationUrl().isEmpty() || flow->devicePrompt())
        showBrowser();
}

void SignInController::showQuestion()
{
    m_view->setQuestion(m_flow ? m_flow->question() : std::nullopt);
    Q_EMIT questionAsked();
}

void SignInController::showStep(oauth::SignInStep *step)
{
    m_view->setStep(stepData(*step, m_connection->exchangeLog()));
    if (step->id() == oauth::StepId::Consent && step->state() != oauth::StepState::AwaitingPerson
        && step->state() != oauth::StepState::Running)
        Q_EMIT consentOver();
    showSummary();
}

void SignInController::showBrowser()
{
    if (!m_flow)
        return;
    const auto &device = m_flow->devicePrompt();
    const QByteArray url = device ? device->verificationUri : m_flow->authorizationUrl();
    const QUrl taken = QUrl::fromEncoded(url);
    const QString port = taken.port() < 0 ? QString() : u":%1"_s.arg(taken.port());
    m_view->setBrowser(BrowserData{ .url = url,
        .host = taken.host(QUrl::EncodeUnicode) + port,
        .parameters = m_flow->explainedParameters(),
        .deadline = device ? device->expires : m_flow->browserDeadline(),
        .foreignAnswers = m_flow->foreignAnswers(),
        .canRegisterAgain = m_flow->canRegisterAgain(),
        .device = device });
    m_view->tick(m_clock->now());
}

void SignInController::showSummary()
{
    const bool running = m_flow && m_flow->isRunning();
    const bool again = m_connection->tokens().hasGrant();
    QString summary;
    if (running) {
        summary = tr("%1 …").arg(m_flow->request().reason);
    } else if (again) {
        const oauth::Grant &grant = m_connection->tokens().grant();
        summary = tr("Signed in %1").arg(clockTime(grant.signedInAt));
        if (m_flow) {
            std::chrono::milliseconds whole{ 0 };
            for (const oauth::SignInStep *step : m_flow->steps())
                whole += step->duration().value_or(std::chrono::milliseconds(0));
            const auto browser = m_flow->step(oauth::StepId::Browser)->duration();
            if (browser && whole.count() > 0)
                summary = tr("Signed in %1 in %2, of which %3 in the browser")
                              .arg(clockTime(grant.signedInAt), durationText(whole), durationText(*browser));
        }
    } else if (m_flow) {
        summary
            = m_flow->result() ? tr("Signed out since") : tr("The last attempt did not end with a sign-in.");
    }
    m_view->setRunning(running, again, summary);
}

void SignInController::flowFinished()
{
    m_view->setQuestion({});
    showSummary();
    Q_EMIT consentOver();
    Q_EMIT finished(m_flow && m_flow->result().has_value());
}

} // namespace authscope::ui
