// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/sessioncore.h"

#include "base/text.h"

using namespace Qt::StringLiterals;

namespace authscope::mcp {

namespace {

constexpr qint64 methodNotFound = -32601;
constexpr qsizetype maxLogText = 4096;

std::optional<RequestId> readToken(const json::Object &params)
{
    const json::Value *token = params.if_contains("progressToken");
    if (token && token->is_int64())
        return RequestId(qint64(token->get_int64()));
    if (token && token->is_string())
        return RequestId(json::bytes(token->get_string()));
    return std::nullopt;
}

} // namespace

std::pair<QString, QString> readLogMessage(const json::Object &params, const base::Redactor &redactor)
{
    const QByteArray level = json::stringMember(params, "level").value_or("info");
    const json::Value *data = params.if_contains("data");
    QByteArray text;
    if (data && data->is_string())
        text = json::bytes(data->get_string());
    else if (data)
        text = json::compact(*data);
    return { base::cleaned(level, 20), base::cleaned(redactor.redactValues(text), maxLogText) };
}

SessionCore::SessionCore(
    const SessionOptions &options, net::StrictNetworkAccessManager *network, net::Authorizer *authorizer)
    : m_transport(options, network, authorizer, nullptr)
{
}

SessionCore::~SessionCore()
{
    if (m_handshake)
        m_handshake->disconnect(this);
    delete m_handshake.data(); // before the transport it uses
}

void SessionCore::enter(QObject *who)
{
    if (!m_waiting.contains(who)) {
        m_waiting.insert(who);
        connect(who, &QObject::destroyed, this, &SessionCore::exit);
    }
    if (m_handshake)
        return;
    m_failure.reset();
    m_handshake = new Handshake(nextId(), &m_transport, this);
    connect(m_handshake, &base::Operation::finished, this, &SessionCore::handshakeFinished);
    connect(m_handshake, &Handshake::received, this, &SessionCore::handle);
    setState(Session::State::Initializing);
    m_handshake->start();
}

void SessionCore::exit(QObject *who)
{
    if (!m_waiting.remove(who))
        return;
    disconnect(who, &QObject::destroyed, this, nullptr);
    if (m_waiting.isEmpty() && m_handshake)
        stopHandshake();
}

void SessionCore::stopHandshake()
{
    m_handshake->disconnect(this);
    m_handshake->cancel();
    m_handshake->deleteLater();
    m_handshake.clear();
    m_transport.leave();
    setState(Session::State::New);
}

void SessionCore::releaseWaiting()
{
    for (QObject *who : std::as_const(m_waiting))
        disconnect(who, &QObject::destroyed, this, nullptr);
    m_waiting.clear();
    Q_EMIT settled();
}

void SessionCore::handshakeFinished()
{
    const auto result = m_handshake->result();
    m_handshake->deleteLater();
    m_handshake.clear();
    if (result)
        m_server = *result;
    else
        m_failure = result.error();
    setState(result ? Session::State::Ready : Session::State::Failed);
    releaseWaiting();
}

void SessionCore::lost(const QByteArray &sessionId)
{
    if (m_state != Session::State::Ready || m_transport.sessionId() != sessionId)
        return;
    m_transport.forget();
    setState(Session::State::New);
}

void SessionCore::leave()
{
    if (m_handshake) {
        m_failure = base::cancelledError();
        stopHandshake();
        return releaseWaiting();
    }
    m_transport.leave();
    setState(Session::State::New);
}

void SessionCore::handle(const RpcMessage &message)
{
    if (const auto *request = std::get_if<RpcRequest>(&message))
        return answer(*request);
    const auto *notification = std::get_if<RpcNotification>(&message);
    if (!notification)
        return;
    const json::Object &params = notification->params;
    if (notification->method == "notifications/tools/list_changed") {
        Q_EMIT toolsChanged();
    } else if (notification->method == "notifications/message" && m_transport.network()) {
        const auto [level, text] = readLogMessage(params, *m_transport.network()->log()->redactor());
        Q_EMIT logged(level, text);
    } else if (notification->method == "notifications/progress") {
        const auto token = readToken(params);
        const auto progress = json::numberMember(params, "progress");
        if (token && progress)
            Q_EMIT progressed(*token, *progress, json::numberMember(params, "total").value_or(-1),
                base::cleaned(json::stringMember(params, "message").value_or(QByteArray())));
    }
}

void SessionCore::answer(const RpcRequest &request)
{
    Message message{ .purpose = u"Answer to %1"_s.arg(base::cleaned(request.method, 60)) };
    if (request.method == "ping")
        message.body = writeResult(request.id, json::Object());
    else
        message.body = writeError(
            request.id, { .code = methodNotFound, .message = u"This client does not offer that method."_s });
    m_transport.tell(message);
}

void SessionCore::setState(Session::State state)
{
    if (m_state == state)
        return;
    m_state = state;
    Q_EMIT stateChanged();
}

} // namespace authscope::mcp
