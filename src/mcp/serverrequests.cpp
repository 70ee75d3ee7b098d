// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/serverrequests.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "mcp/answererror.h"

using namespace Qt::StringLiterals;

namespace authscope::mcp {

namespace {

constexpr qint64 invalidRequest = -32600;
constexpr qint64 methodNotFound = -32601;
constexpr qint64 internalError = -32603;
constexpr qint64 tooMany = -32000;

/// The type is part of an id: 1 is not "1".
QByteArray keyOf(const RequestId &id)
{
    if (const auto *number = std::get_if<qint64>(&id))
        return QByteArray::number(*number);
    return '"' + std::get<QByteArray>(id);
}

base::Error breach(const QString &message, const QString &rule)
{
    return { .kind = base::ErrorKind::ServerBrokeRule,
        .code = base::code::mcpProtocol,
        .message = message,
        .rule = rule };
}

} // namespace

ServerRequests::ServerRequests(Transport *transport, QObject *parent)
    : QObject(parent), m_transport(transport)
{
}

void ServerRequests::handle(const RpcRequest &request, const QString &cause)
{
    const QString method = base::cleaned(request.method, 60);
    if (request.method == "ping")
        return answer(request, json::Object());
    if (m_running.contains(keyOf(request.id))) {
        // Not answered: the id has one answer, which is that to the first.
        Q_EMIT complained(
            breach(u"The server used the id %1 for %2 while its earlier request of that id was "
                   "not answered. The second one was not looked at."_s.arg(shownId(request.id), method),
                u"MCP 2025-11-25, basic, Requests"_s));
        return;
    }
    const int limit = m_transport->options().limits.maxServerRequests;
    if (m_running.size() >= limit) {
        answer(request,
            tl::unexpected(RpcError{ .code = tooMany,
                .message
                = u"%1 requests of the server wait for an answer; this one is refused."_s.arg(limit) }));
        Q_EMIT complained(breach(u"The server asked %1 while %2 of its requests were not answered, which is "
                                 "the bound (maxServerRequests). It was refused."_s.arg(method)
                                     .arg(limit),
            u"MCP 2025-11-25, client, Elicitation"_s));
        return;
    }
    Answering *asked = m_responder ? m_responder(request, cause, this) : nullptr;
    if (!asked)
        return answer(request,
            tl::unexpected(
                RpcError{ .code = methodNotFound, .message = u"This client does not offer that method."_s }));
    m_running.insert(keyOf(request.id), asked);
    connect(asked, &base::Operation::finished, this, [this, request, asked] { ended(request, asked); });
    if (m_running.size() == 1)
        Q_EMIT askingChanged();
    asked->start();
}

void ServerRequests::ended(const RpcRequest &request, Answering *asked)
{
    m_running.remove(keyOf(request.id));
    asked->deleteLater();
    const base::Result<Answer> result = asked->result();
    if (result)
        answer(request, *result);
    else if (result.error().kind != base::ErrorKind::Cancelled)
        answer(request,
            tl::unexpected(RpcError{ .code
                = result.error().kind == base::ErrorKind::ServerBrokeRule ? invalidRequest : internalError,
                .message = result.error().message }));
    if (m_running.isEmpty())
        Q_EMIT askingChanged();
}

void ServerRequests::withdraw(const RequestId &id)
{
    const QPointer<Answering> asked = m_running.take(keyOf(id));
    if (!asked)
        return;
    asked->disconnect(this);
    asked->cancel();
    asked->deleteLater();
    if (m_running.isEmpty())
        Q_EMIT askingChanged();
}

void ServerRequests::clear()
{
    const auto running = std::exchange(m_running, {});
    for (const QPointer<Answering> &asked : running) {
        if (!asked)
            continue;
        asked->disconnect(this);
        asked->cancel();
        asked->deleteLater();
    }
    if (!running.isEmpty())
        Q_EMIT askingChanged();
}

void ServerRequests::answer(const RpcRequest &request, const Answer &answer)
{
    m_transport->tell(
        { .body = answer ? writeResult(request.id, *answer) : writeError(request.id, answer.error()),
            .purpose = u"Answer to %1"_s.arg(base::cleaned(request.method, 60)) });
}

} // namespace authscope::mcp
