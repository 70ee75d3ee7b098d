// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/serverstream.h"

#include "base/errorcodes.h"

#include <QRandomGenerator>

using namespace Qt::StringLiterals;

namespace authscope::mcp {

ServerStream::ServerStream(Transport *transport, QObject *parent) : QObject(parent), m_transport(transport)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer); // never before the time the server asked for
    connect(&m_timer, &QTimer::timeout, this, &ServerStream::ask);
}

void ServerStream::open()
{
    close();
    ask();
    show(State::Opening);
}

void ServerStream::close()
{
    m_timer.stop();
    if (m_delivery) {
        m_delivery->disconnect(this);
        m_delivery->cancel();
        m_delivery->deleteLater();
        m_delivery.clear();
    }
    m_backoff.reset();
    m_lastEventId.clear();
    m_retry = {};
    m_error.reset();
    m_wasLive = false;
    m_state = State::Closed;
}

void ServerStream::ask()
{
    m_delivery = m_transport->deliver({ .purpose = u"Listen to the server"_s,
                                          .lastEventId = m_lastEventId,
                                          .isStream = true,
                                          .mayAuthorize = false },
        this);
    m_heard = false;
    connect(m_delivery, &Delivery::opened, this, &ServerStream::opened);
    connect(m_delivery, &Delivery::received, this, [this](const RpcMessage &message) {
        m_heard = true;
        Q_EMIT received(message);
    });
    connect(m_delivery, &Delivery::complained, this, &ServerStream::complained);
    connect(m_delivery, &base::Operation::finished, this, &ServerStream::ended);
    m_delivery->start();
}

void ServerStream::opened()
{
    const bool isAgain = std::exchange(m_wasLive, true);
    m_error.reset();
    show(State::Live);
    if (isAgain)
        Q_EMIT reopened();
    else
        Q_EMIT settled();
}

void ServerStream::ended()
{
    const auto result = m_delivery->result();
    const int status = m_delivery->status();
    const QByteArray session = m_delivery->sessionId();
    m_lastEventId = m_delivery->lastEventId();
    m_retry = m_delivery->retry().value_or(m_retry);
    m_delivery->deleteLater();
    m_delivery.clear();
    const bool wasOpen = m_state == State::Live;
    if (wasOpen && m_heard)
        m_backoff.reset();
    if (!result)
        m_error = result.error();
    if (result || wasOpen)
        return wait();
    const bool isLost = result.error().code == base::code::mcpSessionLost;
    if (isLost && m_wasLive)
        return Q_EMIT lost(session);
    // It had one and is in trouble, or nobody was there at all: that passes. Everything else is its answer.
    const bool passes = status == 0 || (m_wasLive && (status / 100 == 5 || status == 429));
    const bool isFirst = m_state == State::Opening;
    const QPointer<ServerStream> self(this);
    if (passes)
        wait();
    else
        show(State::NotOffered);
    if (self && isFirst)
        Q_EMIT settled();
}

void ServerStream::wait()
{
    m_timer.start(m_backoff.next(QRandomGenerator::system()->generateDouble(), m_retry));
    show(State::Waiting);
}

void ServerStream::show(State state)
{
    m_state = state;
    Q_EMIT changed();
}

} // namespace authscope::mcp
