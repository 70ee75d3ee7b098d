// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/heartbeat.h"

#include "base/errorcodes.h"
#include "mcp/watching.h"

using namespace Qt::StringLiterals;

namespace authscope::mcp {

using base::Error;
using base::ErrorKind;

namespace {

const QString pingRule = u"MCP 2025-11-25, utilities, Ping"_s;

/// Whatever came back, somebody sent it.
bool isSilence(const Error &error)
{
    return error.code == base::code::timedOut || error.code == base::code::unreachable
        || error.code == base::code::mcpStreamCut;
}

} // namespace

Heartbeat::Heartbeat(SessionCore *core) : m_core(core)
{
    m_quiet.setSingleShot(true);
    connect(&m_quiet, &QTimer::timeout, this, &Heartbeat::beat);
}

void Heartbeat::start()
{
    m_isOn = m_core->server().era == Era::Legacy && m_core->transport()->options().pingEvery.count() > 0;
    rest();
}

void Heartbeat::stop()
{
    m_isOn = false;
    m_quiet.stop();
    if (!m_ping)
        return;
    m_ping->disconnect(this);
    m_ping->cancel();
    m_ping->deleteLater();
    m_ping.clear();
}

void Heartbeat::heard()
{
    m_wasHeard = true;
    if (m_quiet.isActive())
        rest();
}

void Heartbeat::rest()
{
    if (m_isOn)
        m_quiet.start(m_core->transport()->options().pingEvery);
}

void Heartbeat::beat()
{
    if (m_core->isBusy() || !m_core->watching()->canHear())
        return rest();
    m_ping = new RequestCall("ping", {}, {}, m_core, this);
    connect(m_ping, &base::Operation::finished, this, &Heartbeat::answered);
    m_ping->start();
    m_wasHeard = false;
}

void Heartbeat::answered()
{
    const auto result = m_ping->result();
    const bool isRefused = m_ping->rpcError().has_value();
    m_ping->deleteLater();
    m_ping.clear();
    if (result)
        return rest();
    const bool isSilent = isSilence(result.error());
    if (isSilent && !m_wasHeard)
        return Q_EMIT failed({ .kind = ErrorKind::Network,
            .code = result.error().code,
            .message = u"The server was quiet and did not answer a ping, so the connection to it is broken. "
                       "The session was given up."_s,
            .nextStep = u"The next request opens a new session."_s,
            .rule = pingRule,
            .exchange = result.error().exchange });
    if (!isSilent && !isRefused)
        return rest(); // a sign-in that has ended, an error page: somebody is there
    m_isOn = false;
    m_core->complain({ .kind = ErrorKind::ServerBrokeRule,
        .code = base::code::mcpProtocol,
        .message
        = u"The server is there and does not answer ping with an empty result, as it must. It is not "
          "asked any more in this session."_s,
        .rule = pingRule,
        .serverSays = result.error().serverSays,
        .exchange = result.error().exchange });
}

} // namespace authscope::mcp
