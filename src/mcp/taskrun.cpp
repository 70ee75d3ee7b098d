// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/taskrun.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "mcp/answererror.h"
#include "mcp/watching.h"

using namespace Qt::StringLiterals;

namespace authscope::mcp {

using base::Error;
using base::ErrorKind;

namespace {

constexpr int maxFailures = 5;
/// Between two looks, however often the server says that something changed.
constexpr std::chrono::milliseconds leastPause{ 100 };
const QString taskRule = u"MCP extension io.modelcontextprotocol/tasks"_s;

} // namespace

TaskRun::TaskRun(
    json::Value created, QString cause, SessionCore *core, FeatureSignals *events, QObject *parent)
    : ResultOperation(parent)
    , m_created(std::move(created))
    , m_cause(std::move(cause))
    , m_core(core)
    , m_events(events)
{
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &TaskRun::look);
    connect(core, &SessionCore::taskTold, this, &TaskRun::told);
    connect(core, &SessionCore::closing, this, [this] {
        m_core.clear();
        abort();
        finishWith(base::cancelledError());
    });
}

TaskRun::~TaskRun()
{
    unfollow();
}

void TaskRun::unfollow()
{
    if (m_core && std::exchange(m_isFollowed, false))
        m_core->watching()->unfollow(m_task.id);
}

void TaskRun::run()
{
    take(m_created);
}

void TaskRun::abort()
{
    m_pause.stop();
    unfollow();
    if (m_questions) {
        m_questions->disconnect(this);
        m_questions->cancel();
    }
    if (m_call) {
        m_call->disconnect(this);
        m_call->cancel();
    }
    tellToCancel();
}

/// Nobody waits for the answer, so it must not belong to this.
void TaskRun::tellToCancel()
{
    if (!m_core || m_task.id.isEmpty())
        return;
    json::Object params;
    params["taskId"] = json::string(m_task.id);
    auto *call = new RequestCall("tasks/cancel", std::move(params), {}, m_core, m_core);
    connect(call, &base::Operation::finished, call, &QObject::deleteLater);
    call->start();
}

Error TaskRun::broken(const QString &message) const
{
    return { .kind = ErrorKind::ServerBrokeRule,
        .code = base::code::mcpProtocol,
        .message = message,
        .rule = taskRule,
        .exchange = m_exchange };
}

void TaskRun::take(const json::Value &value)
{
    auto task = readTask(value);
    if (!task) {
        task.error().exchange = m_exchange;
        return finishWith(task.error());
    }
    if (!m_task.id.isEmpty() && task->id != m_task.id)
        return finishWith(broken(
            u"The server was asked about the task “%1” and told of “%2”. What it told was not used."_s.arg(
                base::cleaned(m_task.id, 60), base::cleaned(task->id, 60))));
    m_task = std::move(*task);
    const QPointer<TaskRun> self(this);
    if (m_events)
        Q_EMIT m_events->taskChanged(m_task);
    if (self && m_events && m_task.status == Task::Status::Working)
        Q_EMIT m_events->phaseChanged(
            u"the server works on it (task %1)"_s.arg(base::cleaned(m_task.id, 60)));
    if (self && !isFinished())
        go();
}

void TaskRun::go()
{
    const json::Object &object = m_task.raw.get_object();
    switch (m_task.status) {
    case Task::Status::Working:
        return pause();
    case Task::Status::InputRequired:
        return answerInput();
    case Task::Status::Completed: {
        const json::Value *result = object.if_contains("result");
        if (!result && !m_wasLooked)
            return look();
        if (!result)
            return finishWith(broken(u"The task is completed, and the server gives no result."_s));
        return finishWith(json::Shared(*result));
    }
    case Task::Status::Failed: {
        const json::Object *error = json::objectMember(object, "error");
        const json::Value *code = error ? error->if_contains("code") : nullptr;
        if (!error && !m_wasLooked)
            return look();
        if (!code || !code->is_int64())
            return finishWith(broken(u"The task failed, and the server does not say why."_s));
        const RpcError rpc{ .code = code->get_int64(),
            .message = QString::fromUtf8(json::stringMember(*error, "message").value_or(QByteArray())) };
        Error failure = rpcFailure(rpc, m_cause, m_exchange);
        return finishWith(m_core ? m_core->transport()->redacted(failure) : failure);
    }
    case Task::Status::Cancelled:
        return finishWith(Error{ .kind = ErrorKind::ToolFailed,
            .code = base::code::mcpError,
            .message
            = u"The task that %1 became was cancelled on the server. Nobody here asked for that."_s.arg(
                m_cause),
            .serverSays = base::cleaned(m_task.statusMessage),
            .exchange = m_exchange });
    case Task::Status::Unknown:
        return finishWith(
            broken(u"The task has the status “%1”, which means nothing to this client. It was not asked "
                   "about any more."_s.arg(
                       base::cleaned(json::stringMember(object, "status").value_or(QByteArray()), 40))));
    }
}

void TaskRun::pause()
{
    if (!m_core)
        return finishWith(base::cancelledError());
    if (m_wasTold)
        lookSoon();
    else
        m_pause.start(m_task.pollInterval);
    if (!std::exchange(m_isFollowed, true))
        m_core->watching()->follow(m_task.id);
}

void TaskRun::told(const QByteArray &id)
{
    if (id != m_task.id)
        return;
    m_wasTold = true;
    if (m_pause.isActive())
        lookSoon();
}

void TaskRun::lookSoon()
{
    const std::chrono::milliseconds since(m_sinceLook.isValid() ? m_sinceLook.elapsed() : leastPause.count());
    m_pause.start(std::max(leastPause - since, std::chrono::milliseconds(0)));
}

void TaskRun::look()
{
    if (!m_core)
        return finishWith(base::cancelledError());
    m_wasTold = false;
    m_sinceLook.start();
    json::Object params;
    params["taskId"] = json::string(m_task.id);
    m_call = new RequestCall("tasks/get", std::move(params), { .isSafe = true }, m_core, this);
    connect(m_call, &base::Operation::finished, this, &TaskRun::looked);
    m_call->start();
}

void TaskRun::looked()
{
    m_call->deleteLater();
    m_exchange = m_call->exchange();
    const auto result = m_call->result();
    m_call.clear();
    if (result) {
        m_failures = 0;
        m_wasLooked = true;
        return take(*result);
    }
    // The task goes on without us; a network that is away for a while ends nothing.
    if (result.error().kind != ErrorKind::Network || ++m_failures >= maxFailures)
        return finishWith(result.error());
    m_pause.start(std::min<std::chrono::milliseconds>(
        m_task.pollInterval * (1 << m_failures), std::chrono::minutes(1)));
}

void TaskRun::answerInput()
{
    const json::Object &object = m_task.raw.get_object();
    const json::Object *requests = json::objectMember(object, "inputRequests");
    if (!requests && !m_wasLooked)
        return look();
    json::Object fresh;
    for (const auto &request : requests ? *requests : json::Object()) {
        if (!m_answered.contains(std::string(request.key())))
            fresh[request.key()] = request.value();
    }
    if (fresh.empty())
        return pause();
    for (const auto &request : fresh)
        m_answered.insert(std::string(request.key()));
    const SessionOptions &options = m_core->transport()->options();
    m_questions = new Questionnaire(
        fresh, inputContext(options, m_core->server(), m_cause), m_core->input(), options, this);
    connect(m_questions, &base::Operation::finished, this, [this] {
        const auto responses = m_questions->result();
        m_questions->deleteLater();
        m_questions.clear();
        if (responses)
            return update(*responses);
        Error error = responses.error();
        error.exchange = m_exchange;
        tellToCancel(); // it would wait for ever
        finishWith(error);
    });
    const QPointer<TaskRun> self(this);
    if (m_events)
        Q_EMIT m_events->phaseChanged(u"the server asks you something"_s);
    if (self && m_questions && !isFinished())
        m_questions->start();
}

void TaskRun::update(const json::Object &responses)
{
    if (!m_core)
        return finishWith(base::cancelledError());
    json::Object params;
    params["taskId"] = json::string(m_task.id);
    params["inputResponses"] = responses;
    m_call = new RequestCall("tasks/update", std::move(params), {}, m_core, this);
    connect(m_call, &base::Operation::finished, this, [this] {
        m_call->deleteLater();
        m_exchange = m_call->exchange();
        const auto result = m_call->result();
        m_call.clear();
        if (!result)
            return finishWith(result.error());
        look();
    });
    m_call->start();
}

} // namespace authscope::mcp
