// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/replay.h"

#include "base/errorcodes.h"
#include "base/text.h"

using namespace Qt::StringLiterals;

namespace authscope::replay {

using base::Error;

Replay::Replay(session::Connection *connection, Flow flow, RunOptions options, QObject *parent)
    : ResultOperation(parent)
    , m_connection(connection)
    , m_flow(std::move(flow))
    , m_options(std::move(options))
    , m_variables([this](const QString &name) { return fromEnvironment(name); })
{
    m_report.name = m_flow.name.isEmpty() ? m_options.file : m_flow.name;
    m_report.file = m_options.file;
    m_report.server = QString::fromUtf8(connection->url());
    for (const Step &step : std::as_const(m_flow.steps))
        m_report.steps.append({ .title = stepTitle(step) });
}

std::optional<QByteArray> Replay::fromEnvironment(const QString &name)
{
    if (!m_options.allowedEnvironment.contains(name) || !m_connection)
        return {};
    std::optional<QByteArray> value;
    if (m_options.environment)
        value = m_options.environment(name);
    else if (qEnvironmentVariableIsSet(name.toUtf8().constData()))
        value = qgetenv(name.toUtf8().constData());
    if (value)
        m_connection->exchangeLog()->redactor()->learn(base::SecretKind::Other, *value);
    return value;
}

void Replay::run()
{
    QStringList refused;
    for (const QString &name : environmentNames(m_flow)) {
        if (!m_options.allowedEnvironment.contains(name))
            refused << name;
    }
    if (!refused.isEmpty()) {
        m_report.problem = Error{ .kind = base::ErrorKind::Usage,
            .code = base::code::savedCallVariable,
            .message
            = u"The file would send %1 of the environment to %2, and that was not allowed. Nothing was "
              "called."_s.arg(base::cleaned(refused.join(u", "_s)), base::cleaned(m_report.server)),
            .nextStep = u"Allow each by its name (--env NAME), if that server may have it."_s };
    } else if (const auto defined = m_variables.define(m_flow.variables); !defined) {
        m_report.problem = defined.error();
    }
    if (m_report.problem)
        return finishWith(m_report);
    next();
}

void Replay::next()
{
    if (++m_index >= m_flow.steps.size())
        return finishWith(m_report);
    if (!m_connection)
        return finishWith(base::cancelledError());
    const Step &step = m_flow.steps.at(m_index);
    Q_EMIT stepStarted(m_index);
    m_generation = m_connection->tokens().generation();
    m_started = base::Time(std::chrono::milliseconds(QDateTime::currentMSecsSinceEpoch()));
    m_connection->setSignInOnDemand(step.followsChallenges && m_options.mayFollowChallenges);
    switch (step.kind) {
    case Step::Kind::Call:
        return runCall(step);
    case Step::Kind::SignIn:
        return runSignIn(step);
    case Step::Kind::Refresh:
        return runRefresh();
    case Step::Kind::ExpireToken:
        if (m_connection->spoilAccessToken())
            return conclude({});
        return cannotRun({ .kind = base::ErrorKind::Refused,
            .code = base::code::notSignedIn,
            .message = u"There is no access token to expire: nobody is signed in."_s,
            .nextStep = u"Begin the flow with a step that signs in."_s });
    }
}

void Replay::runCall(const Step &step)
{
    const auto arguments = m_variables.fill(step.arguments);
    if (!arguments)
        return cannotRun(arguments.error());
    session::ToolCall *call = m_connection->callTool(step.tool, arguments->get_object(), this);
    m_step = call;
    connect(call, &base::Operation::finished, this, [this, call] {
        call->deleteLater();
        stepEnded(call->result());
    });
    Q_EMIT callStarted(call);
    call->start();
}

void Replay::runSignIn(const Step &step)
{
    if (!m_options.mayFollowChallenges)
        return cannotRun({ .kind = base::ErrorKind::Refused,
            .code = base::code::notSignedIn,
            .message = u"This step signs in, and no browser was chosen to do it with."_s,
            .nextStep = u"Choose one with --browser."_s });
    oauth::SignInFlow *flow = m_connection->signIn(u"A saved call asks for it"_s, step.scopes);
    m_step = flow;
    connect(flow, &base::Operation::finished, this, [this, flow] { stepEnded(flow->result()); });
}

void Replay::runRefresh()
{
    auto *refresh = m_connection->refresh(this);
    m_step = refresh;
    connect(refresh, &base::Operation::finished, this, [this, refresh] {
        refresh->deleteLater();
        stepEnded(refresh->result());
    });
    refresh->start();
}

template <class Result>
void Replay::stepEnded(const base::Result<Result> &result)
{
    if (!isRunning())
        return;
    Ending ending;
    base::ExchangeId exchange = 0;
    if (!result) {
        ending.error = result.error();
        exchange = result.error().exchange;
    } else if constexpr (std::is_same_v<Result, mcp::ToolResult>) {
        ending.result = *result;
        exchange = result->exchange;
    }
    if (!m_connection || (ending.error && ending.error->kind == base::ErrorKind::Cancelled))
        return finishWith(base::cancelledError());
    if (ending.error
        && (ending.error->code == base::code::confirmationNeeded
            || ending.error->code == base::code::secretInArguments))
        return cannotRun(*ending.error);
    if (const net::Exchange *proof = m_connection->exchangeLog()->find(exchange))
        ending.status = proof->status;
    conclude(std::move(ending));
}

void Replay::conclude(Ending ending)
{
    const Step &step = m_flow.steps.at(m_index);
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    ending.duration = ending.result ? ending.result->duration
                                    : std::chrono::milliseconds(now - base::toMillis(m_started));
    ending.isRenewed = m_connection->tokens().generation() > m_generation;
    for (const mcp::Tool &tool : m_connection->tools()) {
        if (tool.name == step.tool)
            ending.outputSchema = tool.outputSchema;
    }
    auto verdicts = judge(step.expect, ending, m_variables);
    if (!verdicts)
        return cannotRun(verdicts.error());
    base::Redactor *redactor = m_connection->exchangeLog()->redactor();
    StepReport report{
        .title = stepTitle(step), .state = StepReport::State::Held, .duration = ending.duration
    };
    for (Verdict &verdict : *verdicts) {
        verdict.expected = redactor->redactText(verdict.expected);
        verdict.found = redactor->redactText(verdict.found);
        if (!verdict.holds)
            report.state = StepReport::State::Failed;
    }
    report.verdicts = *std::move(verdicts);
    report.problem = ending.error;
    if (!step.id.isEmpty() && ending.result)
        m_variables.setResult(step.id, ending.result->raw);
    finishStep(std::move(report));
}

void Replay::cannotRun(const Error &error)
{
    finishStep({ .title = stepTitle(m_flow.steps.at(m_index)),
        .state = StepReport::State::NotRun,
        .problem = error });
}

void Replay::finishStep(StepReport report)
{
    m_step.clear();
    const bool goesOn = report.state == StepReport::State::Held;
    m_report.steps[m_index] = report;
    Q_EMIT stepFinished(m_index, report);
    if (!isRunning())
        return;
    if (!goesOn)
        return finishWith(m_report);
    // Later, so that many steps that wait for nothing do not pile up.
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (isRunning())
                next();
        },
        Qt::QueuedConnection);
}

void Replay::abort()
{
    if (m_step)
        m_step->cancel();
}

} // namespace authscope::replay
