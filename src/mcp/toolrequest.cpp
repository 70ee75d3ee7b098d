// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/toolrequest.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "mcp/taskrun.h"
#include "mcp/toolheaders.h"

using namespace Qt::StringLiterals;

namespace authscope::mcp {

namespace {

constexpr qint64 headerMismatch = -32020;

bool demandsTask(const Tool &tool)
{
    const json::Object *execution = json::objectMember(tool.raw.get_object(), "execution");
    return execution && json::stringMember(*execution, "taskSupport") == QByteArray("required");
}

} // namespace

void judgeTools(QList<Tool> &tools, Era era)
{
    for (Tool &tool : tools) {
        if (era == Era::Modern)
            tool.rejection = planToolHeaders(tool.inputSchema).rejection;
        else if (demandsTask(tool))
            tool.rejection = u"The tool may only be called as a task of the experimental kind of 2025-11-25 "
                             "(execution.taskSupport is “required”), which this client does not speak. Tasks "
                             "of 2026-07-28 it does."_s;
    }
}

ToolRequest::ToolRequest(const QString &name, const json::Object &arguments, std::shared_ptr<Memory> memory,
    Session *session, SessionCore *core, QObject *parent)
    : CallTool(parent)
    , m_name(name)
    , m_arguments(arguments)
    , m_memory(std::move(memory))
    , m_session(session)
    , m_core(core)
{
}

template <class Step, class Then>
void ToolRequest::step(Step *operation, Then then)
{
    m_step = operation;
    connect(operation, &base::Operation::finished, this, [operation, then] {
        operation->deleteLater();
        then(operation->result());
    });
    operation->start();
}

void ToolRequest::run()
{
    if (!m_session)
        return finishWith(base::cancelledError());
    m_clock.start();
    step(m_session->initialize(this), [this](const base::Result<ServerInfo> &opening) {
        if (!opening)
            finishWith(opening.error());
        else
            opened();
    });
}

void ToolRequest::abort()
{
    if (!m_step)
        return;
    m_step->disconnect(this);
    m_step->cancel();
}

void ToolRequest::opened()
{
    // Which arguments are repeated in the header stands in the list alone.
    const bool needsList = m_session && m_session->era() == Era::Modern && !m_memory->areToolsListed();
    if (needsList)
        list(Freshness::CacheAllowed);
    else
        call();
}

void ToolRequest::list(Freshness freshness)
{
    if (!m_session)
        return finishWith(base::cancelledError());
    // A list that cannot be had is no reason to give up: the server says what it misses.
    step(m_session->listTools(this, freshness), [this](const base::Result<QList<Tool>> &) { call(); });
}

void ToolRequest::call()
{
    if (!m_core)
        return finishWith(base::cancelledError());
    json::Object params;
    params["name"] = json::string(m_name);
    params["arguments"] = m_arguments;
    // Never sent again of its own accord: nobody knows what the first one did.
    FeatureMessage message{ .method = "tools/call",
        .params = std::move(params),
        .cause = u"tools/call %1"_s.arg(base::cleaned(m_name, 80)) };
    if (const Tool *tool = m_memory->tool(m_name)) {
        if (!tool->rejection.isEmpty())
            return finishWith(base::Error{ .kind = base::ErrorKind::ServerBrokeRule,
                .code = base::code::toolRejected,
                .message = u"“%1” was not called. %2"_s.arg(base::cleaned(m_name, 80), tool->rejection) });
        if (m_core->server().era == Era::Modern)
            message.options.headers = planToolHeaders(tool->inputSchema).headersFor(m_arguments);
    }
    m_rounds = new Rounds(std::move(message), m_core, events(), this);
    m_step = m_rounds;
    connect(m_rounds, &base::Operation::finished, this, &ToolRequest::answered);
    m_rounds->start();
}

void ToolRequest::answered()
{
    const auto &answer = m_rounds->result();
    if (!answer)
        return answeredWithError();
    const json::Object *object = (*answer)->if_object();
    const bool isTask = m_core && m_core->server().era == Era::Modern && object
        && json::stringMember(*object, "resultType") == QByteArray("task");
    if (isTask)
        follow(*answer);
    else
        take(*answer, m_rounds->exchange());
}

void ToolRequest::answeredWithError()
{
    const base::Error error = m_rounds->result().error();
    const std::optional<RpcError> rpc = m_rounds->rpcError();
    if (!rpc || !m_core)
        return finishWith(error);
    const bool isModern = m_core->server().era == Era::Modern;
    if (isModern && rpc->code == headerMismatch && !std::exchange(m_wasListed, true)) {
        m_rounds->deleteLater();
        return list(Freshness::Fetch);
    }
    finishWith(error);
}

void ToolRequest::follow(const json::Value &created)
{
    auto *task
        = new TaskRun(created, u"tools/call %1"_s.arg(base::cleaned(m_name, 80)), m_core, events(), this);
    step(task, [this, task](const base::Result<json::Shared> &result) {
        if (!result)
            finishWith(result.error());
        else
            take(*result, task->exchange());
    });
}

void ToolRequest::take(const json::Shared &answer, base::ExchangeId exchange)
{
    auto result = readToolResult(answer);
    if (result) {
        m_rounds->describe(*result);
        result->exchange = exchange;
        if (exchange != m_rounds->exchange())
            result->duration = std::chrono::milliseconds(m_clock.elapsed()); // a task
    } else {
        result.error().exchange = exchange;
    }
    finishWith(std::move(result));
}

} // namespace authscope::mcp
