// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/subscription.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "mcp/answererror.h"
#include "mcp/sessioncore.h"

using namespace Qt::StringLiterals;

namespace authscope::mcp {

namespace {

constexpr qint64 methodNotFound = -32601;
const QString rule = u"MCP 2026-07-28, basic, Subscriptions"_s;

json::Array sorted(const QSet<QByteArray> &texts)
{
    QList<QByteArray> list = texts.values();
    std::sort(list.begin(), list.end());
    json::Array out;
    for (const QByteArray &text : std::as_const(list))
        out.push_back(json::string(text));
    return out;
}

QSet<QByteArray> texts(const json::Object &object, std::string_view name)
{
    const auto list = json::stringList(object, name).value_or(QList<QByteArray>());
    return { list.begin(), list.end() };
}

json::Object filterOf(const Interest &interest)
{
    const Watch &watch = interest.watch;
    json::Object filter;
    if (watch.tools)
        filter["toolsListChanged"] = true;
    if (watch.prompts)
        filter["promptsListChanged"] = true;
    if (watch.resources)
        filter["resourcesListChanged"] = true;
    if (!watch.uris.isEmpty())
        filter["resourceSubscriptions"] = sorted(watch.uris);
    if (!interest.tasks.isEmpty())
        filter["taskIds"] = sorted(interest.tasks);
    return filter;
}

} // namespace

std::optional<RequestId> subscriptionOf(const json::Object &params)
{
    const json::Object *meta = json::objectMember(params, "_meta");
    const json::Value *id = meta ? meta->if_contains("io.modelcontextprotocol/subscriptionId") : nullptr;
    return id ? readId(*id) : std::nullopt;
}

Subscription::Subscription(Interest requested, SessionCore *core, QObject *parent)
    : QObject(parent), m_requested(std::move(requested)), m_core(core), m_id(core->nextId())
{
}

Subscription::~Subscription()
{
    if (!m_delivery || m_delivery->isFinished())
        return;
    m_delivery->disconnect(this);
    const bool wasSent = m_delivery->wasSent();
    m_delivery->cancel();
    if (!wasSent || !m_core->transport()->cancelsByMessage(Era::Modern))
        return;
    json::Object params;
    params["requestId"] = m_id;
    m_core->transport()->tell({ .body = writeNotification("notifications/cancelled", params),
        .purpose = u"notifications/cancelled"_s,
        .era = Era::Modern });
}

void Subscription::open()
{
    json::Object params;
    params["notifications"] = filterOf(m_requested);
    Message message = bindRequest(m_id, "subscriptions/listen", std::move(params), {},
        m_core->transport()->options(), m_core->binding());
    message.isStream = true;
    message.mayAuthorize = false;
    m_delivery = m_core->transport()->deliver(message, this);
    connect(m_delivery, &Delivery::received, this, &Subscription::received);
    connect(m_delivery, &Delivery::complained, m_core, &SessionCore::complain);
    connect(m_delivery, &base::Operation::finished, this, &Subscription::finished);
    m_delivery->start();
}

void Subscription::received(const RpcMessage &message)
{
    const auto *notification = std::get_if<RpcNotification>(&message);
    if (notification && !subscriptionOf(notification->params)) {
        m_core->complain(base::Error{ .kind = base::ErrorKind::ServerBrokeRule,
            .code = base::code::mcpProtocol,
            .message
            = u"%1 came on the stream of a subscription and does not say of which (subscriptionId). "
              "It was taken for the one of that stream."_s.arg(base::cleaned(notification->method, 60)),
            .rule = rule,
            .exchange = m_delivery->exchange() });
        if (!take(*notification))
            return;
    }
    m_core->handle(message);
}

bool Subscription::take(const RpcNotification &notification)
{
    if (notification.method != "notifications/subscriptions/acknowledged")
        return true;
    // What was not asked for is not watched, whatever the server says.
    const json::Object none;
    const json::Object *listed = json::objectMember(notification.params, "notifications");
    const json::Object &filter = listed ? *listed : none;
    const auto has
        = [&filter](std::string_view name) { return json::boolMember(filter, name).value_or(false); };
    const Watch &wanted = m_requested.watch;
    m_accepted = { .watch = { .tools = wanted.tools && has("toolsListChanged"),
                       .prompts = wanted.prompts && has("promptsListChanged"),
                       .resources = wanted.resources && has("resourcesListChanged"),
                       .uris = texts(filter, "resourceSubscriptions") & wanted.uris },
        .tasks = texts(filter, "taskIds") & m_requested.tasks };
    m_isAcknowledged = true;
    Q_EMIT acknowledged();
    return false;
}

void Subscription::finished()
{
    const auto result = m_delivery->result();
    const int status = m_delivery->status();
    if (result && !(*result)->error)
        return Q_EMIT ended({}, true);
    if (result) {
        const RpcError &rpc = *(*result)->error;
        const base::Error error = m_core->transport()->redacted(
            rpcFailure(rpc, u"subscriptions/listen"_s, m_delivery->exchange()));
        return Q_EMIT ended(error, rpc.code != methodNotFound);
    }
    // Without a JSON-RPC error 404 and 405 say that there is no such thing here.
    Q_EMIT ended(result.error(), status != 404 && status != 405);
}

} // namespace authscope::mcp
