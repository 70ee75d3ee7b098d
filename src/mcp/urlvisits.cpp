// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/urlvisits.h"

#include "base/errorcodes.h"
#include "mcp/reading.h"

using namespace Qt::StringLiterals;

namespace authscope::mcp {

namespace {

constexpr int patience = 10; // times the ordinary timeout: a person signs in somewhere
const QString elicitationRule = u"MCP 2025-11-25, client, Elicitation, URLElicitationRequired"_s;

} // namespace

UrlVisits::UrlVisits(
    const RpcError &error, const QString &cause, SessionCore *core, FeatureSignals *events, QObject *parent)
    : ResultOperation(parent), m_data(error.data), m_cause(cause), m_core(core), m_events(events)
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(core->transport()->options().timeout * patience);
    connect(&m_patience, &QTimer::timeout, this, [this] { finishWith(true); });
    connect(core, &SessionCore::elicitationCompleted, this, &UrlVisits::completed);
    connect(core, &SessionCore::closing, this, [this] {
        abort();
        m_core.clear();
        finishWith(base::cancelledError());
    });
}

void UrlVisits::run()
{
    const json::Object *data = m_data.if_object();
    const json::Array *list = data ? json::arrayMember(*data, "elicitations") : nullptr;
    if (!m_core || !list || list->empty())
        return finishWith(brokenRule(
            u"The server wants something done in a browser and does not say what."_s, elicitationRule));
    json::Object requests;
    for (const json::Value &value : *list) {
        const auto visit = value.is_object() ? readElicitation(value.get_object())
                                             : base::Result<Elicitation>(brokenRule({}, {}));
        if (!visit || visit->mode != Elicitation::Mode::Url)
            return finishWith(brokenRule(u"The server wants something done in a browser and gives no address "
                                         "that may be opened. Nobody was asked."_s,
                elicitationRule));
        if (!visit->id.isEmpty())
            m_open.insert(visit->id);
        json::Object request;
        request["method"] = "elicitation/create";
        request["params"] = value;
        requests[std::to_string(requests.size())] = std::move(request);
    }
    const SessionOptions &options = m_core->transport()->options();
    InputContext context = inputContext(options, m_core->server(), m_cause);
    context.isAwaited = true;
    m_questions = new Questionnaire(requests, context, m_core->input(), options, this);
    connect(m_questions, &base::Operation::finished, this, &UrlVisits::answered);
    if (m_events)
        connect(m_events, &FeatureSignals::proceeded, this, [this] {
            if (!m_questions)
                finishWith(true);
        });
    m_questions->start();
}

void UrlVisits::abort()
{
    m_patience.stop();
    if (!m_questions)
        return;
    m_questions->disconnect(this);
    m_questions->cancel();
}

void UrlVisits::answered()
{
    const auto result = m_questions->result();
    m_questions->deleteLater();
    m_questions.clear();
    if (!result)
        return finishWith(result.error());
    for (const auto &answer : *result) {
        if (json::stringMember(answer.value().get_object(), "action") != QByteArray("accept"))
            return finishWith(base::Error{ .kind = base::ErrorKind::Refused,
                .code = base::code::inputRefused,
                .message = u"%1 needs something done in a browser first, and that was declined. It was not "
                           "asked again."_s.arg(m_cause) });
    }
    if (m_open.isEmpty())
        return finishWith(true);
    m_patience.start();
    if (!m_events)
        return;
    connect(this, &base::Operation::finished, m_events,
        [events = m_events.data()] { Q_EMIT events->visitAwaited(false); });
    const QPointer<UrlVisits> self(this);
    Q_EMIT m_events->phaseChanged(u"waiting for what was opened in the browser"_s);
    if (self && m_events && isRunning())
        Q_EMIT m_events->visitAwaited(true);
}

void UrlVisits::completed(const QByteArray &id)
{
    if (m_open.remove(id) && m_open.isEmpty() && !m_questions && isRunning())
        finishWith(true);
}

} // namespace authscope::mcp
