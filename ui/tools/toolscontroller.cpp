// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tools/toolscontroller.h"

#include "session/features.h"
#include "ui/common/availability.h"
#include "ui/common/text.h"
#include "ui/tools/callmonitor.h"
#include "ui/tools/toolsview.h"

using namespace Qt::StringLiterals;

namespace authscope::ui {

ToolsController::ToolsController(
    ToolsView *view, session::Connection *connection, const base::Clock *clock, QObject *parent)
    : QObject(parent), m_view(view), m_connection(connection), m_clock(clock)
{
    connection->setSignInOnDemand(true);
    connect(connection, &session::Connection::toolsChanged, this, &ToolsController::showTools);
    connect(connection, &session::Connection::tokensChanged, this, &ToolsController::showTools);
    connect(connection, &session::Connection::historyChanged, this, &ToolsController::showHistory);
    connect(view, &ToolsView::loadRequested, this, &ToolsController::load);
    connect(view, &ToolsView::callChosen, this, &ToolsController::showRecord);
    connect(view->panel(), &ToolPanel::callRequested, this, &ToolsController::call);
    connect(view->panel(), &ToolPanel::cancelRequested, this, [this] {
        if (m_call)
            m_call->cancel();
    });
    connect(view->panel()->monitor(), &CallMonitor::logLevelChosen, this,
        [this](const QByteArray &level) { m_connection->features()->setLogLevel(level); });
    connect(view->panel()->monitor(), &CallMonitor::visitFinished, this, [this] {
        if (m_call)
            m_call->proceed();
    });
    connect(view->result(), &ResultView::callAgainRequested, view->panel(), &ToolPanel::call);
    view->result()->setServer(connection->url());
    showTools();
    showHistory();
}

void ToolsController::loadIfNeeded()
{
    if (canAsk(*m_connection) && !m_connection->areToolsLoaded() && !m_loading)
        load();
}

void ToolsController::load()
{
    if (m_loading)
        return;
    m_loading = m_connection->loadTools(this);
    connect(m_loading, &base::Operation::finished, this, [this] {
        const auto result = m_loading->result();
        m_loading->deleteLater();
        m_loading.clear();
        if (result)
            showTools();
        else
            m_view->setAvailability(ToolsView::Availability::Failed, result.error());
    });
    m_loading->start();
    m_view->setAvailability(ToolsView::Availability::Loading);
}

void ToolsController::showTools()
{
    const QList<QByteArray> held = m_connection->tokens().hasGrant()
        ? m_connection->tokens().grant().grantedScopes
        : QList<QByteArray>();
    m_view->setTools(m_connection->tools(), held);
    m_view->panel()->monitor()->setLogLevel(
        m_connection->features()->offersLogging(), m_connection->features()->logLevel());
    if (m_loading)
        return;
    m_view->setAvailability(m_connection->areToolsLoaded() ? ToolsView::Availability::Loaded
            : needsSignIn(*m_connection)                   ? ToolsView::Availability::NotSignedIn
                                                           : ToolsView::Availability::NotAsked);
}

void ToolsController::showHistory()
{
    m_view->setHistory(m_connection->callHistory());
}

void ToolsController::call(const QString &tool, const json::Object &arguments)
{
    if (m_call)
        return;
    m_callStarted = m_clock->now();
    m_arguments = arguments;
    m_call = m_connection->callTool(tool, arguments, this);
    connect(m_call, &session::ToolCall::phaseChanged, this, [this](const QString &phase) {
        if (m_call)
            m_view->panel()->setRunning(true, phase);
    });
    CallMonitor *monitor = m_view->panel()->monitor();
    connect(m_call, &session::ToolCall::progressed, monitor, &CallMonitor::setProgress);
    connect(m_call, &session::ToolCall::logged, monitor, &CallMonitor::addLogLine);
    connect(m_call, &session::ToolCall::taskChanged, monitor, &CallMonitor::setTask);
    connect(m_call, &session::ToolCall::visitAwaited, monitor, &CallMonitor::setVisitAwaited);
    connect(m_call, &base::Operation::finished, this, &ToolsController::called);
    m_view->panel()->setRunning(true, tr("calling"));
    m_call->start();
}

void ToolsController::called()
{
    const base::Result<mcp::ToolResult> result = m_call->result();
    ResultData data{ .tool = m_call->tool(), .arguments = m_arguments };
    m_call->deleteLater();
    m_call.clear();
    m_view->panel()->setRunning(false);
    if (result)
        data.result = *result;
    else
        data.error = result.error();
    if (const mcp::Tool *tool = m_view->tool(data.tool))
        data.outputSchema = tool->outputSchema;
    m_view->chooseTool(data.tool);
    m_view->result()->setData(data);
}

void ToolsController::showRecord(const store::CallRecord &record)
{
    m_view->chooseTool(record.tool);
    const mcp::Tool *tool = m_view->tool(record.tool);
    ResultData data{ .tool = record.tool, .raw = record.result, .recordedAt = record.at };
    if (const auto arguments = json::parseObject(record.arguments, tr("The recorded arguments"));
        arguments) {
        data.arguments = *arguments;
        if (tool)
            m_view->panel()->setArguments(*arguments);
    }
    const auto document = json::parseShared(record.result, tr("The recorded result"));
    const auto result = document ? mcp::readToolResult(*document) : base::fail(document.error());
    if (result) {
        data.result = *result;
        data.result->exchange = record.exchange;
        data.result->generation = record.generation;
        data.result->duration = std::chrono::milliseconds(record.durationMs);
        if (tool)
            data.outputSchema = tool->outputSchema;
    } else if (record.outcome != "ok") {
        data.error = base::Error{ .kind
            = record.outcome == "cancelled" ? base::ErrorKind::Cancelled : base::ErrorKind::ToolFailed,
            .message = record.error.isEmpty() ? tr("The call was cancelled.") : record.error,
            .exchange = record.exchange };
    }
    m_view->result()->setData(data);
}

void ToolsController::tick(base::Time now)
{
    if (m_call)
        m_view->panel()->monitor()->setElapsed(now - m_callStarted);
}

} // namespace authscope::ui
