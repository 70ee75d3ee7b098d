// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/twincall.h"

namespace authscope::session {

TwinCall::TwinCall(
    const QList<Connection *> &connections, QString tool, json::Object arguments, QObject *parent)
    : ResultOperation(parent)
    , m_waiting(connections.begin(), connections.end())
    , m_tool(std::move(tool))
    , m_arguments(std::move(arguments))
{
}

void TwinCall::run()
{
    next();
}

void TwinCall::next()
{
    while (!m_waiting.isEmpty() && !m_waiting.first())
        m_waiting.removeFirst(); // removed meanwhile
    if (m_waiting.isEmpty())
        return finishWith(m_answers);
    Connection *connection = m_waiting.takeFirst();
    Q_EMIT stepped(connection->name());
    m_call = connection->callTool(m_tool, m_arguments, this);
    connect(m_call, &base::Operation::finished, this,
        [this, call = m_call.data(), known = QPointer<Connection>(connection)] {
            call->deleteLater();
            m_call.clear();
            if (!isRunning())
                return;
            if (known)
                m_answers.append({ known->name(), accountName(known->identity()), call->result() });
            next();
        });
    m_call->start();
}

void TwinCall::abort()
{
    m_waiting.clear();
    if (m_call)
        m_call->cancel();
}

QString accountName(const oauth::Identity &identity)
{
    for (const QString &words : { identity.email, identity.name, QString::fromUtf8(identity.subject) }) {
        if (!words.isEmpty())
            return words;
    }
    return {};
}

} // namespace authscope::session
