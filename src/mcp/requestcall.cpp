// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/requestcall.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "mcp/answererror.h"
#include "mcp/binding.h"

using namespace Qt::StringLiterals;

namespace authscope::mcp {

using base::Error;
using base::ErrorKind;
using base::fail;

namespace {

constexpr qint64 unsupportedVersion = -32022;

/// What a modern result says of itself; nothing when this method may not say so.
std::optional<QByteArray> foreignResultType(const QByteArray &method, const json::Value &result)
{
    const json::Object *object = result.if_object();
    const json::Value *member = object ? object->if_contains("resultType") : nullptr;
    if (!member)
        return std::nullopt;
    if (!member->is_string())
        return json::compact(*member);
    const QByteArray type = json::bytes(member->get_string());
    const bool mayAsk = method == "tools/call" || method == "prompts/get" || method == "resources/read";
    if (type == "complete" || (type == "input_required" && mayAsk)
        || (type == "task" && method == "tools/call"))
        return std::nullopt;
    return type;
}

} // namespace

RequestCall::RequestCall(std::string_view method, json::Object params, const RequestOptions &options,
    SessionCore *core, QObject *parent)
    : Call(parent)
    , m_method(json::bytes(method))
    , m_params(std::move(params))
    , m_options(options)
    , m_core(core)
    , m_deadline(options.timeout.value_or(core->transport()->options().timeout), this)
{
    connect(core, &SessionCore::closing, this, [this] {
        abort();
        m_core.clear();
        finishWith(base::cancelledError());
    });
    connect(core, &SessionCore::settled, this, &RequestCall::sessionSettled);
    connect(core->serverRequests(), &ServerRequests::askingChanged, this, [this] {
        if (m_core && m_core->serverRequests()->isAsking())
            m_deadline.hold();
        else
            m_deadline.release();
    });
    connect(&m_deadline, &Deadline::expired, this, &RequestCall::expired);
}

RequestCall::~RequestCall()
{
    if (m_core && m_id != 0)
        m_core->part(m_id);
}

base::ExchangeId RequestCall::exchange() const
{
    return m_delivery ? m_delivery->exchange() : m_exchange;
}

int RequestCall::generation() const
{
    return m_delivery ? m_delivery->generation() : m_generation;
}

QString RequestCall::cause() const
{
    const QByteArray name = json::stringMember(m_params, "name").value_or(QByteArray());
    return base::cleaned(name.isEmpty() ? m_method : m_method + ' ' + name);
}

void RequestCall::run()
{
    begin();
}

void RequestCall::begin()
{
    if (!m_core)
        return conclude(fail(base::cancelledError()));
    if (m_core->state() == Session::State::Ready)
        return send();
    m_isWaiting = true;
    m_core->enter(this);
}

void RequestCall::sessionSettled()
{
    if (!m_isWaiting)
        return;
    m_isWaiting = false;
    if (m_core->failure())
        conclude(fail(*m_core->failure()));
    else
        begin();
}

void RequestCall::send()
{
    const qint64 id = m_core->nextId();
    if (!m_core->join(id, this))
        return conclude(fail(Error{ .kind = ErrorKind::Usage,
            .code = base::code::mcpBound,
            .message = u"%1 requests are in flight, which is the bound (maxPending). %2 was not sent."_s
                           .arg(m_core->transport()->options().limits.maxPending)
                           .arg(cause()) }));
    m_id = id;
    m_progress.reset();
    const Message message = bindRequest(
        id, m_method, m_params, m_options.headers, m_core->transport()->options(), m_core->binding());
    m_delivery = m_core->transport()->deliver(message, this);
    connect(m_delivery, &Delivery::held, &m_deadline, &Deadline::hold);
    connect(m_delivery, &Delivery::released, &m_deadline, &Deadline::release);
    connect(m_delivery, &Delivery::received, this, &RequestCall::received);
    connect(m_delivery, &Delivery::complained, m_core, &SessionCore::complain);
    connect(m_delivery, &base::Operation::finished, this, &RequestCall::answered);
    m_deadline.start();
    if (m_core->serverRequests()->isAsking())
        m_deadline.hold();
    m_delivery->start();
}

void RequestCall::received(const RpcMessage &message)
{
    if (const auto *notification = std::get_if<RpcNotification>(&message);
        notification && notification->method == "notifications/message") {
        const auto [level, text] = m_core->readLogMessage(notification->params);
        Q_EMIT logged(level, text);
    } else {
        m_core->handle(message, cause());
    }
}

void RequestCall::progress(double progress, double total, const QString &message)
{
    if (m_progress && progress <= *m_progress) {
        if (!std::exchange(m_wentBackwards, true))
            m_core->complain(Error{ .kind = ErrorKind::ServerBrokeRule,
                .code = base::code::mcpProtocol,
                .message
                = u"The progress of %1 went from %2 to %3; it must grow. It was not shown."_s.arg(cause())
                      .arg(*m_progress)
                      .arg(progress),
                .rule = u"MCP 2025-11-25, utilities, Progress"_s,
                .exchange = exchange() });
        return;
    }
    m_progress = progress;
    m_deadline.extend();
    Q_EMIT progressed(progress, total, message);
}

void RequestCall::leaveDelivery()
{
    m_exchange = m_delivery->exchange();
    m_generation = m_delivery->generation();
    m_duration = m_delivery->duration();
    m_delivery->deleteLater();
    m_delivery.clear();
    if (m_core)
        m_core->part(m_id);
    m_id = 0;
}

void RequestCall::answered()
{
    const auto result = m_delivery->result();
    const QByteArray session = m_delivery->sessionId();
    const int status = m_delivery->status();
    leaveDelivery();
    m_deadline.stop();
    if (result)
        m_core->heard();
    if (!result) {
        const QString &code = result.error().code;
        const bool isLost = code == base::code::mcpSessionLost;
        if (isLost)
            m_core->lost(session);
        // It is not what it said it was, some time ago.
        const bool isOther = m_core->isRemembered()
            && ((status / 100 == 4 && code == base::code::unexpectedStatus) || code == base::code::notJson);
        if (isOther)
            m_core->doubt();
        // A kept connection may close in the moment it is used again, and a stream that broke is lost.
        const bool mayPass
            = isLost || isOther || code == base::code::unreachable || code == base::code::mcpStreamCut;
        if (!mayPass || !m_options.isSafe || m_wasRepeated)
            return conclude(fail(result.error()));
        m_wasRepeated = true;
        return begin();
    }
    const RpcResponse &response = **result;
    m_rpcError = response.error;
    // Refused for its version, so not done: the server may be met in another one.
    if (response.error && response.error->code == unsupportedVersion && !std::exchange(m_wasRepeated, true)) {
        m_core->doubt();
        return begin();
    }
    if (response.error)
        return conclude(
            fail(m_core->transport()->redacted(rpcFailure(*response.error, QString::fromUtf8(m_method),
                m_exchange, clientCapabilities(m_core->transport()->options(), m_core->binding())))));
    if (m_core->binding().era == Era::Modern) {
        if (const auto type = foreignResultType(m_method, response.result))
            return conclude(fail(Error{ .kind = ErrorKind::ServerBrokeRule,
                .code = base::code::mcpProtocol,
                .message
                = u"The server answered %1 with a result of the type “%2”, which it may not have. "
                  "The result was not used."_s.arg(QString::fromUtf8(m_method), base::cleaned(*type, 60)),
                .rule = u"MCP 2026-07-28, basic, Result Types"_s,
                .exchange = m_exchange }));
    }
    conclude(response.result);
}

void RequestCall::expired()
{
    const double seconds = double(m_deadline.time().count()) / 1000.0;
    const base::ExchangeId last = exchange();
    retract(u"It took too long."_s);
    conclude(fail(Error{ .kind = ErrorKind::Network,
        .code = base::code::timedOut,
        .message = u"The server did not answer %1 within %2 s. It was told that nobody waits any longer; "
                   "whether it did it cannot be told."_s.arg(QString::fromUtf8(m_method))
                       .arg(seconds),
        .exchange = last }));
}

void RequestCall::abort()
{
    m_deadline.stop();
    if (m_isWaiting && m_core)
        m_core->exit(this);
    m_isWaiting = false;
    retract(u"The person stopped it."_s);
}

void RequestCall::retract(const QString &reason)
{
    if (!m_delivery)
        return;
    const qint64 id = m_id;
    m_delivery->disconnect(this);
    const bool wasSent = m_delivery->wasSent();
    m_delivery->cancel();
    leaveDelivery();
    if (!wasSent || !m_core || !m_core->transport()->cancelsByMessage(m_core->binding().era))
        return;
    // A connection that drops cancels nothing (MCP 2025-11-25, utilities, Cancellation).
    json::Object params;
    params["requestId"] = id;
    params["reason"] = json::string(reason);
    m_core->transport()->tell({ .body = writeNotification("notifications/cancelled", params),
        .purpose = u"notifications/cancelled"_s,
        .era = m_core->binding().era });
}

void RequestCall::conclude(base::Result<json::Shared> result)
{
    m_deadline.stop();
    finishWith(std::move(result));
}

} // namespace authscope::mcp
