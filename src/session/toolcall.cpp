// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "base/text.h"
#include "session/connection.h"

using namespace Qt::StringLiterals;

namespace authscope::session {

using base::Error;
using base::ErrorKind;

ToolCall::ToolCall(Connection *connection, QString tool, json::Object arguments, QObject *parent)
    : ResultOperation(parent)
    , m_connection(connection)
    , m_tool(std::move(tool))
    , m_arguments(std::move(arguments))
{
    ++m_connection->m_gestures;
}

ToolCall::~ToolCall()
{
    if (m_connection)
        --m_connection->m_gestures;
}

void ToolCall::run()
{
    m_started = m_connection->m_services.clock->now();
    if (m_connection->areToolsLoaded())
        return confirm();
    Q_EMIT phaseChanged(u"listing tools"_s);
    auto *list = m_connection->loadTools(this, true);
    m_step = list;
    connect(list, &Operation::finished, this, [this, list] {
        list->deleteLater();
        if (!list->result())
            return conclude(base::fail(list->result().error()));
        confirm();
    });
    list->start();
}

void ToolCall::confirm()
{
    const QList<mcp::Tool> &tools = m_connection->tools();
    const auto tool = std::find_if(
        tools.begin(), tools.end(), [this](const mcp::Tool &one) { return one.name == m_tool; });
    if (tool == tools.end()) {
        QStringList names;
        for (const mcp::Tool &one : tools)
            names << base::cleaned(one.name, 40);
        return conclude(base::fail(Error{ .kind = ErrorKind::Usage,
            .code = base::code::noSuchTool,
            .message = u"The server has no tool “%1”. Nothing was called."_s.arg(base::cleaned(m_tool, 80)),
            .nextStep = u"It offers: %1."_s.arg(names.mid(0, 20).join(u", "_s)) }));
    }
    if (!tool->writes())
        return send();
    Q_EMIT phaseChanged(u"waiting for your yes"_s);
    m_connection->m_confirmer->confirm(
        m_connection->id(), *tool, m_arguments, [self = QPointer<ToolCall>(this)](bool yes) {
            if (!self || !self->isRunning())
                return;
            if (yes)
                return self->send();
            self->conclude(base::fail(Error{ .kind = ErrorKind::Refused,
                .code = base::code::confirmationNeeded,
                .message = u"“%1” can change things and was not confirmed. Nothing was called."_s.arg(
                    base::cleaned(self->m_tool, 80)) }));
        });
}

void ToolCall::send()
{
    Q_EMIT phaseChanged(u"calling"_s);
    m_started = m_connection->m_services.clock->now();
    auto *call = m_connection->mcpSession()->callTool(m_tool, m_arguments, this);
    m_step = call;
    mcp::FeatureSignals *events = call->events();
    m_events = events;
    connect(events, &mcp::FeatureSignals::progressed, this, &ToolCall::progressed);
    connect(events, &mcp::FeatureSignals::logged, this, &ToolCall::logged);
    connect(events, &mcp::FeatureSignals::phaseChanged, this, &ToolCall::phaseChanged);
    connect(events, &mcp::FeatureSignals::taskChanged, this, &ToolCall::taskChanged);
    connect(events, &mcp::FeatureSignals::visitAwaited, this, &ToolCall::visitAwaited);
    connect(m_connection, &Connection::signInStarted, call, [this] { Q_EMIT phaseChanged(u"signing in"_s); });
    connect(call, &Operation::finished, this, [this, call] {
        call->deleteLater();
        conclude(call->result());
    });
    call->start();
}

void ToolCall::proceed()
{
    if (m_events)
        m_events->proceed();
}

void ToolCall::conclude(const base::Result<mcp::ToolResult> &result)
{
    record(result);
    finishWith(result);
}

void ToolCall::record(const base::Result<mcp::ToolResult> &result)
{
    constexpr qsizetype keptBytes = 256 * 1024;
    base::Redactor *redactor = m_connection->m_services.redactor();
    store::CallRecord call{ .connection = m_connection->id(),
        .at = m_started,
        .tool = m_tool,
        .arguments = redactor->redactBody(json::compact(m_arguments), "application/json"),
        .durationMs = (m_connection->m_services.clock->now() - m_started).count() };
    if (result) {
        call.result = redactor->redactBody(json::compact(result->raw), "application/json").left(keptBytes);
        call.outcome = result->isError ? "tool_error" : "ok";
        call.durationMs = result->duration.count();
        call.generation = result->generation;
        call.exchange = result->exchange;
    } else {
        call.outcome = result.error().kind == ErrorKind::Cancelled ? "cancelled" : "error";
        call.error = redactor->redactText(base::oneLine(result.error()));
        call.exchange = result.error().exchange;
    }
    if (const auto added = m_connection->m_store->add(call); !added)
        m_connection->setLastError(added.error());
    Q_EMIT m_connection->historyChanged();
}

void ToolCall::abort()
{
    if (m_step)
        m_step->cancel();
    record(base::fail(base::cancelledError()));
}

} // namespace authscope::session
