// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tools/toolscontroller.h"

#include "session/features.h"
#include "session/workspace.h"
#include "ui/common/availability.h"
#include "ui/common/text.h"
#include "ui/history/comparedialog.h"
#include "ui/history/historycontroller.h"
#include "ui/tools/callmonitor.h"
#include "ui/tools/toolconsentcontroller.h"
#include "ui/tools/toolsview.h"

using namespace Qt::StringLiterals;

namespace authscope::ui {

ToolsController::ToolsController(
    ToolsView *view, session::Connection *connection, const base::Clock *clock, QObject *parent)
    : QObject(parent), m_view(view), m_connection(connection), m_clock(clock)
{
    new HistoryController(view, connection, this);
    connection->setSignInOnDemand(true);
    connect(connection, &session::Connection::toolsChanged, this, &ToolsController::showTools);
    connect(connection, &session::Connection::tokensChanged, this, [this] {
        showTools();
        offerAgain();
    });
    connect(view, &ToolsView::loadRequested, this, &ToolsController::load);
    connect(view, &ToolsView::callChosen, this, &ToolsController::showRecord);
    connect(view->panel(), &ToolPanel::callRequested, this, &ToolsController::call);
    connect(view->panel(), &ToolPanel::cancelRequested, this, [this] {
        if (m_call)
            m_call->cancel();
        if (m_twinCall)
            m_twinCall->cancel();
    });
    connect(view->panel(), &ToolPanel::callAsAllRequested, this, &ToolsController::callAsAll);
    connect(view->panel()->monitor(), &CallMonitor::logLevelChosen, this,
        [this](const QByteArray &level) { m_connection->features()->setLogLevel(level); });
    connect(view->panel()->monitor(), &CallMonitor::visitFinished, this, [this] {
        if (m_call)
            m_call->proceed();
    });
    connect(view->result(), &ResultView::callAgainRequested, this, &ToolsController::callAgain);
    new ToolConsentController(view, connection, this);
    view->result()->setServer(connection->url());
    if (const auto *workspace = qobject_cast<const session::Workspace *>(connection->parent())) {
        const auto count = [this] { m_view->panel()->setTwins(int(twins().size())); };
        connect(workspace, &session::Workspace::connectionAdded, this, count);
        connect(workspace, &session::Workspace::connectionRemoved, this, count);
    }
    showTools();
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
    m_view->setTools(m_connection->tools(), m_connection->heldScopes());
    m_view->panel()->setTwins(int(twins().size()));
    m_view->panel()->monitor()->setLogLevel(
        m_connection->features()->offersLogging(), m_connection->features()->logLevel());
    m_view->setAvailability(m_loading        ? ToolsView::Availability::Loading
            : m_connection->areToolsLoaded() ? ToolsView::Availability::Loaded
            : needsSignIn(*m_connection)     ? ToolsView::Availability::NotSignedIn
                                             : ToolsView::Availability::NotAsked);
}

void ToolsController::call(const QString &tool, const json::Object &arguments)
{
    if (m_call || m_twinCall)
        return;
    m_callStarted = m_clock->now();
    m_arguments = arguments;
    m_call = m_connection->callTool(tool, arguments, this);
    if (tool == m_view->panel()->toolName())
        m_call->setPermissions(m_view->panel()->missingScopes());
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
    if (const mcp::Tool *called = m_view->tool(tool))
        monitor->setWords(called->meta.invoking);
    m_call->start();
}

void ToolsController::called()
{
    const base::Result<mcp::ToolResult> result = m_call->result();
    ResultData data{ .tool = m_call->tool(), .arguments = m_arguments, .times = timesOf(m_call->times()) };
    m_call->deleteLater();
    m_call.clear();
    m_view->panel()->setRunning(false);
    if (result)
        data.result = *result;
    else
        data.error = result.error();
    if (const mcp::Tool *tool = m_view->tool(data.tool)) {
        data.outputSchema = tool->outputSchema;
        data.doneWords = tool->meta.invoked;
    }
    m_view->chooseTool(data.tool);
    m_view->result()->setData(data);
    m_wasWithoutToken = result ? result->generation == 0 : !hasToken();
}

bool ToolsController::hasToken() const
{
    return !m_connection->tokenValue(oauth::TokenKind::Access).isEmpty();
}

/// What was called without a token may answer more, or at all, after a sign-in.
void ToolsController::offerAgain()
{
    const ResultData &shown = m_view->result()->data();
    const mcp::Tool *tool = m_view->tool(shown.tool);
    const bool takesToken = tool
        && std::any_of(tool->securitySchemes.begin(), tool->securitySchemes.end(),
            [](const mcp::SecurityScheme &scheme) { return scheme.type == "oauth2"; });
    if (!m_wasWithoutToken || !hasToken() || !(takesToken || (tool && shown.error)))
        return;
    m_wasWithoutToken = false;
    m_view->result()->offerAgain(tool->isPublic()
            ? tr("It was called before you signed in. Signed in, this tool may answer more.")
            : tr("It was called before you signed in."));
}

void ToolsController::callAgain()
{
    const ResultData shown = m_view->result()->data();
    if (m_view->panel()->toolName() != shown.tool) {
        m_view->chooseTool(shown.tool);
        if (m_view->panel()->toolName() != shown.tool)
            return m_view->result()->setSaid(
                tr("Not called: the server does not list “%1” any more.").arg(foreignName(shown.tool, 60)),
                false);
        if (const json::Object *arguments = shown.arguments->if_object())
            m_view->panel()->setArguments(*arguments);
    }
    m_view->panel()->call();
}

Waterfall ToolsController::timesOf(const session::CallTimes &times) const
{
    QList<net::Exchange> exchanges;
    for (const base::ExchangeId id : times.exchanges) {
        if (const net::Exchange *exchange = m_connection->exchangeLog()->find(id))
            exchanges += *exchange;
    }
    return waterfallOf(exchanges, m_clock->now(), times.pressed, times.agreed);
}

QList<session::Connection *> ToolsController::twins() const
{
    const auto *workspace = qobject_cast<const session::Workspace *>(m_connection->parent());
    return workspace ? workspace->twins(*m_connection) : QList<session::Connection *>();
}

void ToolsController::callAsAll(const QString &tool, const json::Object &arguments)
{
    if (m_call || m_twinCall)
        return;
    m_callStarted = m_clock->now();
    m_arguments = arguments;
    auto *call = new session::TwinCall(
        QList<session::Connection *>{ m_connection } + twins(), tool, arguments, this);
    m_twinCall = call;
    connect(call, &session::TwinCall::stepped, this, [this](const QString &connection) {
        m_view->panel()->setRunning(true, tr("calling as %1").arg(foreignName(connection, 60)));
    });
    connect(call, &base::Operation::finished, this, [this, call, tool] {
        call->deleteLater();
        m_twinCall.clear();
        m_view->panel()->setRunning(false);
        if (call->result())
            return showTwins(*call->result());
        m_view->result()->setData({ .tool = tool, .error = call->result().error() });
    });
    m_view->panel()->setRunning(true, tr("calling"));
    call->start();
}

void ToolsController::showTwins(const QList<session::TwinAnswer> &answers)
{
    const auto side = [](const session::TwinAnswer &answer) {
        const QString who = answer.account.isEmpty() ? answer.connection : answer.account;
        return ComparedResult{ .title = who,
            .value = answer.result ? *answer.result->raw
                                   : json::Value(json::Object{
                                       { "error", json::string(base::oneLine(answer.result.error())) } }) };
    };
    for (qsizetype other = answers.size() - 1; other > 0; --other)
        (new CompareResultsDialog(side(answers.first()), side(answers[other]), m_view))->open();
}

void ToolsController::showRecord(const store::CallRecord &record)
{
    m_view->chooseTool(record.tool);
    const mcp::Tool *tool = m_view->tool(record.tool);
    ResultData data{ .tool = record.tool, .raw = record.result, .recordedAt = record.at };
    if (record.isResultCut())
        data.raw += tr("\n… cut here: %1 of %2 bytes are kept")
                        .arg(record.result.size())
                        .arg(record.resultSize)
                        .toUtf8();
    if (const auto arguments = json::parseObject(record.arguments, tr("The recorded arguments")); arguments) {
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
    m_wasWithoutToken = false;
}

void ToolsController::tick(base::Time now)
{
    if (m_call || m_twinCall)
        m_view->panel()->monitor()->setElapsed(now - m_callStarted);
}

} // namespace authscope::ui
