// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/ping.h"

#include "base/errorcodes.h"

using namespace Qt::StringLiterals;

namespace authscope::mcp {

Ping::Ping(Session *session, QObject *parent) : ResultOperation(parent), m_session(session) { }

void Ping::run()
{
    if (!m_session)
        return finishWith(base::cancelledError());
    auto *opening = m_session->initialize(this);
    m_step = opening;
    connect(opening, &base::Operation::finished, this, [this, opening] {
        opening->deleteLater();
        if (opening->result())
            opened();
        else
            finishWith(opening->result().error());
    });
    opening->start();
}

void Ping::opened()
{
    if (!m_session)
        return finishWith(base::cancelledError());
    if (m_session->era() == Era::Modern)
        return finishWith(base::Error{ .kind = base::ErrorKind::Usage,
            .code = base::code::usage,
            .message = u"This server speaks the modern era of MCP, which has no ping. Nothing was sent."_s,
            .rule = u"MCP 2026-07-28, changes"_s });
    send();
}

void Ping::send()
{
    Call *call = m_session->request("ping", {}, { .isSafe = true }, this);
    m_step = call;
    connect(call, &base::Operation::finished, this, [this, call] {
        call->deleteLater();
        if (call->result())
            finishWith(true);
        else
            finishWith(call->result().error());
    });
    call->start();
}

void Ping::abort()
{
    if (!m_step)
        return;
    m_step->disconnect(this);
    m_step->cancel();
    m_step->deleteLater();
}

} // namespace authscope::mcp
