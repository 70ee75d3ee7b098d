// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/rounds.h"

using namespace Qt::StringLiterals;

namespace authscope::mcp {

Rounds::Rounds(FeatureMessage message, Session *session, FeatureSignals *events, QObject *parent)
    : ResultOperation(parent), m_message(std::move(message)), m_session(session), m_events(events)
{
}

void Rounds::run()
{
    send();
}

void Rounds::abort()
{
    if (!m_call)
        return;
    m_call->disconnect(this);
    m_call->cancel();
}

void Rounds::send()
{
    if (!m_session)
        return finishWith(base::cancelledError());
    m_call = m_session->request(m_message.method, m_message.params, m_message.options, this);
    if (m_events) {
        connect(m_call, &Call::progressed, m_events, &FeatureSignals::progressed);
        connect(m_call, &Call::logged, m_events, &FeatureSignals::logged);
    }
    connect(m_call, &base::Operation::finished, this, &Rounds::answered);
    m_call->start();
}

void Rounds::answered()
{
    m_call->deleteLater();
    m_exchange = m_call->exchange();
    m_generation = m_call->generation();
    m_duration = m_call->duration();
    m_rpcError = m_call->rpcError();
    finishWith(m_call->result());
}

} // namespace authscope::mcp
