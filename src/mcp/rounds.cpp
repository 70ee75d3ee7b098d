// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/rounds.h"

#include "base/errorcodes.h"
#include "mcp/urlvisits.h"

using namespace Qt::StringLiterals;

namespace authscope::mcp {

namespace {

constexpr std::chrono::milliseconds firstPause{ 100 };
constexpr qint64 visitRequired = -32042;
constexpr int longestPauses = 6; // doublings: 6.4 s

} // namespace

Rounds::Rounds(FeatureMessage message, SessionCore *core, FeatureSignals *events, QObject *parent)
    : ResultOperation(parent), m_message(std::move(message)), m_core(core), m_events(events)
{
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &Rounds::send);
    connect(core, &SessionCore::closing, this, [this] {
        abort();
        m_core.clear();
        finishWith(base::cancelledError());
    });
}

void Rounds::run()
{
    send();
}

void Rounds::abort()
{
    m_pause.stop();
    for (base::Operation *step : { static_cast<base::Operation *>(m_call),
             static_cast<base::Operation *>(m_questions), static_cast<base::Operation *>(m_visits) }) {
        if (!step)
            continue;
        step->disconnect(this);
        step->cancel();
    }
}

void Rounds::phase(const QString &words)
{
    if (m_events)
        Q_EMIT m_events->phaseChanged(words);
}

void Rounds::send()
{
    if (!m_core)
        return finishWith(base::cancelledError());
    json::Object params = m_message.params;
    if (m_responses)
        params["inputResponses"] = *std::exchange(m_responses, {});
    if (m_state)
        params["requestState"] = *std::exchange(m_state, {});
    m_call = new RequestCall(m_message.method, std::move(params), m_message.options, m_core, this);
    if (m_events) {
        connect(m_call, &Call::progressed, m_events, &FeatureSignals::progressed);
        connect(m_call, &Call::logged, m_events, &FeatureSignals::logged);
    }
    connect(m_call, &base::Operation::finished, this, &Rounds::answered);
    const QPointer<Rounds> self(this);
    if (m_rounds > 0 || m_wasVisited)
        phase(u"calling"_s);
    if (self && m_call && !isFinished())
        m_call->start();
}

void Rounds::answered()
{
    m_call->deleteLater();
    m_exchange = m_call->exchange();
    m_generation = m_call->generation();
    m_duration = m_call->duration();
    m_rpcError = m_call->rpcError();
    const auto result = m_call->result();
    m_call.clear();
    const json::Object *object = result ? (*result)->if_object() : nullptr;
    const bool isModern = m_core && m_core->server().era == Era::Modern;
    if (isModern && object && json::stringMember(*object, "resultType") == QByteArray("input_required"))
        return needsInput(*object);
    if (wantsVisit() && !std::exchange(m_wasVisited, true))
        return visit();
    finishWith(result);
}

bool Rounds::wantsVisit() const
{
    return m_rpcError && m_rpcError->code == visitRequired && m_core && m_core->server().era == Era::Legacy
        && m_core->input() && m_core->transport()->options().input.elicitation;
}

void Rounds::visit()
{
    m_visits = new UrlVisits(*m_rpcError, m_message.cause, m_core, m_events, this);
    connect(m_visits, &base::Operation::finished, this, [this] {
        const auto visited = m_visits->result();
        m_visits->deleteLater();
        m_visits.clear();
        if (visited)
            return send();
        base::Error why = visited.error();
        why.exchange = m_exchange;
        finishWith(why);
    });
    m_visits->start();
}

void Rounds::needsInput(const json::Object &result)
{
    const int limit = m_core->transport()->options().limits.maxRounds;
    if (++m_rounds > limit)
        return breakOff(u"The server asked for input more than %1 times for one %2, which is the bound "
                        "(maxRounds). It was not asked again."_s.arg(limit)
                            .arg(m_message.cause));
    const json::Value *requests = result.if_contains("inputRequests");
    const json::Value *state = result.if_contains("requestState");
    if ((requests && !requests->is_object()) || (state && !state->is_string()) || (!requests && !state))
        return breakOff(u"The server needs input for %1 and says neither in inputRequests (an object) nor in "
                        "requestState (a text) how to go on. It was not asked again."_s.arg(m_message.cause));
    // Never looked into, never changed, and only that of the latest round.
    m_state = state ? std::optional(*state) : std::nullopt;
    if (requests && !requests->get_object().empty())
        return ask(requests->get_object());
    m_pause.start(firstPause * (1 << std::min(m_rounds - 1, longestPauses)));
}

void Rounds::ask(const json::Object &requests)
{
    const SessionOptions &options = m_core->transport()->options();
    m_questions = new Questionnaire(
        requests, inputContext(options, m_core->server(), m_message.cause), m_core->input(), options, this);
    connect(m_questions, &base::Operation::finished, this, [this] {
        const auto responses = m_questions->result();
        m_questions->deleteLater();
        m_questions.clear();
        if (!responses) {
            base::Error error = responses.error();
            error.exchange = m_exchange;
            return finishWith(error);
        }
        m_responses = *responses;
        send();
    });
    const QPointer<Rounds> self(this);
    phase(u"the server asks you something"_s);
    if (self && m_questions && !isFinished())
        m_questions->start();
}

void Rounds::breakOff(const QString &message)
{
    finishWith(base::Error{ .kind = base::ErrorKind::ServerBrokeRule,
        .code = base::code::mcpProtocol,
        .message = message,
        .rule = u"MCP 2026-07-28, basic, Multi Round-Trip Requests"_s,
        .exchange = m_exchange });
}

} // namespace authscope::mcp
