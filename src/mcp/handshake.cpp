// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/handshake.h"

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

const QString lifecycleRule = u"MCP 2025-11-25, lifecycle"_s;

QString text(const json::Object *object, std::string_view member)
{
    return object ? QString::fromUtf8(json::stringMember(*object, member).value_or(QByteArray())) : QString();
}

} // namespace

base::Result<ServerInfo> readServerInfo(const json::Value &result)
{
    const json::Object *object = result.if_object();
    const auto version = object ? json::stringMember(*object, "protocolVersion") : std::nullopt;
    if (!version)
        return fail(Error{ .kind = ErrorKind::ServerBrokeRule,
            .code = base::code::mcpProtocol,
            .message = u"The answer to initialize names no protocolVersion, so what the server speaks is not "
                       "known. The session was not opened."_s,
            .rule = lifecycleRule });
    if (!legacyVersions().contains(*version))
        return fail(Error{ .kind = ErrorKind::ServerBrokeRule,
            .code = base::code::mcpVersion,
            .message = u"The server chose the MCP revision “%1”. Authscope speaks 2025-11-25, 2025-06-18 and "
                       "2025-03-26. The session was not opened."_s.arg(base::cleaned(*version, 60)),
            .rule = u"MCP 2025-11-25, lifecycle, Version Negotiation"_s });
    ServerInfo server;
    const json::Object *info = json::objectMember(*object, "serverInfo");
    server.name = text(info, "name");
    server.title = text(info, "title");
    server.version = text(info, "version");
    server.instructions = text(object, "instructions");
    server.protocolVersion = *version;
    server.era = Era::Legacy;
    server.raw = result;
    if (const json::Object *capabilities = json::objectMember(*object, "capabilities"))
        server.capabilities = *capabilities;
    return server;
}

Handshake::Handshake(qint64 id, Transport *transport, bool hasInput, QObject *parent)
    : ResultOperation(parent)
    , m_id(id)
    , m_hasInput(hasInput)
    , m_transport(transport)
    , m_deadline(transport->options().timeout, this)
{
    connect(&m_deadline, &Deadline::expired, this, [this] {
        abort();
        m_transport->forget();
        finishWith(Error{ .kind = ErrorKind::Network,
            .code = base::code::timedOut,
            .message = u"The server did not answer initialize within %1 s."_s.arg(
                double(m_deadline.time().count()) / 1000.0) });
    });
}

void Handshake::run()
{
    m_transport->forget();
    const SessionOptions &options = m_transport->options();
    json::Object params;
    params["protocolVersion"] = json::string(legacyVersions().first());
    params["capabilities"] = clientCapabilities(options, { .era = Era::Legacy, .hasInput = m_hasInput });
    params["clientInfo"] = clientInfo(options);
    m_deadline.start();
    send({ .body = writeRequest(m_id, "initialize", params),
             .awaited = m_id,
             .purpose = u"initialize"_s,
             .opensSession = true },
        &Handshake::initializeAnswered);
}

void Handshake::abort()
{
    m_deadline.stop();
    if (!m_delivery)
        return;
    m_delivery->disconnect(this);
    m_delivery->cancel();
    m_delivery->deleteLater();
    m_delivery.clear();
}

void Handshake::send(const Message &message, void (Handshake::*then)())
{
    m_delivery = m_transport->deliver(message, this);
    connect(m_delivery, &Delivery::held, &m_deadline, &Deadline::hold);
    connect(m_delivery, &Delivery::released, &m_deadline, &Deadline::release);
    connect(m_delivery, &Delivery::received, this, &Handshake::received);
    connect(m_delivery, &base::Operation::finished, this, then);
    m_delivery->start();
}

void Handshake::initializeAnswered()
{
    const auto result = m_delivery->result();
    const base::ExchangeId exchange = m_delivery->exchange();
    m_delivery->deleteLater();
    if (!result)
        return conclude(fail(result.error()));
    const RpcResponse &response = **result;
    if (response.error)
        return conclude(fail(m_transport->redacted(rpcFailure(*response.error, u"initialize"_s, exchange))));
    auto server = readServerInfo(response.result);
    if (!server) {
        server.error().exchange = exchange;
        return conclude(std::move(server));
    }
    m_server = std::move(*server);
    m_transport->setVersion(m_server.protocolVersion);
    send({ .body = writeNotification("notifications/initialized", {}),
             .purpose = u"notifications/initialized"_s },
        &Handshake::initializedAnswered);
}

void Handshake::initializedAnswered()
{
    const auto result = m_delivery->result();
    m_delivery->deleteLater();
    if (!result)
        return conclude(fail(result.error()));
    conclude(m_server);
}

void Handshake::conclude(base::Result<ServerInfo> result)
{
    m_deadline.stop();
    m_delivery.clear();
    if (!result)
        m_transport->leave(); // a session that was opened and cannot be used
    finishWith(std::move(result));
}

} // namespace authscope::mcp
