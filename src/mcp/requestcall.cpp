// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/requestcall.h"

#include "base/errorcodes.h"
#include "mcp/answererror.h"

using namespace Qt::StringLiterals;

namespace authscope::mcp {

using base::Error;
using base::ErrorKind;
using base::fail;

RequestCall::RequestCall(
    std::string_view method, json::Object params, bool isSafe, SessionCore *core, QObject *parent)
    : Call(parent)
    , m_method(json::bytes(method))
    , m_params(std::move(params))
    , m_isSafe(isSafe)
    , m_core(core)
    , m_deadline(core->transport()->options().timeout, this)
{
    connect(core, &SessionCore::closing, this, [this] {
        abort();
        m_core.clear();
        finishWith(base::cancelledError());
    });
    connect(core, &SessionCore::settled, this, &RequestCall::sessionSettled);
    connect(core, &SessionCore::progressed, this, &RequestCall::progress);
    connect(&m_deadline, &Deadline::expired, this, &RequestCall::expired);
}

base::ExchangeId RequestCall::exchange() const
{
    return m_delivery ? m_delivery->exchange() : m_exchange;
}

int RequestCall::generation() const
{
    return m_delivery ? m_delivery->generation() : m_generation;
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
    m_id = m_core->nextId();
    json::Object params = m_params;
    json::Value &meta = params["_meta"];
    if (!meta.is_object())
        meta = json::Object();
    meta.get_object()["progressToken"] = m_id;
    const Message message{ .body = writeRequest(m_id, json::view(m_method), params),
        .awaited = m_id,
        .purpose = QString::fromUtf8(m_method) };
    m_delivery = m_core->transport()->deliver(message, this);
    connect(m_delivery, &Delivery::held, &m_deadline, &Deadline::hold);
    connect(m_delivery, &Delivery::released, &m_deadline, &Deadline::release);
    connect(m_delivery, &Delivery::received, this, &RequestCall::received);
    connect(m_delivery, &base::Operation::finished, this, &RequestCall::answered);
    m_deadline.start();
    m_delivery->start();
}

void RequestCall::received(const RpcMessage &message)
{
    const QPointer<RequestCall> self(this);
    if (const auto *notification = std::get_if<RpcNotification>(&message);
        notification && notification->method == "notifications/message") {
        const auto [level, text] = m_core->readLogMessage(notification->params);
        Q_EMIT logged(level, text);
    }
    if (self && m_core)
        m_core->handle(message);
}

void RequestCall::progress(const RequestId &token, double progress, double total, const QString &message)
{
    if (!m_delivery || token != RequestId(m_id))
        return;
    m_deadline.extend();
    Q_EMIT progressed(progress, total, message);
}

void RequestCall::answered()
{
    const auto result = m_delivery->result();
    const QByteArray session = m_delivery->sessionId();
    m_exchange = m_delivery->exchange();
    m_generation = m_delivery->generation();
    m_duration = m_delivery->duration();
    m_delivery->deleteLater();
    m_delivery.clear();
    m_deadline.stop();
    if (!result) {
        const bool isLost = result.error().code == base::code::mcpSessionLost;
        if (isLost)
            m_core->lost(session);
        // A kept connection may close in the moment it is used again.
        const bool mayPass = isLost || result.error().code == base::code::unreachable;
        if (!mayPass || !m_isSafe || m_wasRepeated)
            return conclude(fail(result.error()));
        m_wasRepeated = true;
        return begin();
    }
    const RpcResponse &response = **result;
    m_rpcError = response.error;
    if (response.error)
        return conclude(fail(m_core->transport()->redacted(
            rpcFailure(*response.error, QString::fromUtf8(m_method), m_exchange))));
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
    m_exchange = m_delivery->exchange();
    m_generation = m_delivery->generation();
    m_duration = m_delivery->duration();
    m_delivery->disconnect(this);
    const bool wasSent = m_delivery->wasSent();
    m_delivery->cancel();
    m_delivery->deleteLater();
    m_delivery.clear();
    if (!wasSent || !m_core)
        return;
    // A connection that drops cancels nothing (MCP 2025-11-25, utilities, Cancellation).
    json::Object params;
    params["requestId"] = m_id;
    params["reason"] = json::string(reason);
    m_core->transport()->tell({ .body = writeNotification("notifications/cancelled", params),
        .purpose = u"notifications/cancelled"_s });
}

void RequestCall::conclude(base::Result<json::Value> result)
{
    m_deadline.stop();
    finishWith(std::move(result));
}

} // namespace authscope::mcp
