// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/toollisting.h"

#include "base/errorcodes.h"
#include "session/toolconsents.h"

using namespace Qt::StringLiterals;

namespace authscope::session {

ToolListing::ToolListing(Connection *connection, bool maySignIn, QObject *parent)
    : ResultOperation(parent), m_connection(connection), m_isGesture(maySignIn)
{
    if (m_isGesture)
        ++m_connection->m_gestures;
}

ToolListing::~ToolListing()
{
    release();
}

void ToolListing::release()
{
    if (std::exchange(m_isGesture, false) && m_connection)
        --m_connection->m_gestures;
}

void ToolListing::run()
{
    if (m_connection->kind() == EndpointKind::Issuer)
        return finishWith(base::Error{ .kind = base::ErrorKind::Usage,
            .code = base::code::usage,
            .message = u"This connection is an issuer, not an MCP server: it has no tools."_s });
    auto *list = m_connection->mcpSession()->listTools(this);
    m_list = list;
    connect(list, &Operation::finished, this, [this, list] {
        list->deleteLater();
        if (list->result()) {
            m_connection->m_tools = *list->result();
            m_connection->m_toolsLoaded = true;
            m_connection->toolsListed();
            m_connection->consents()->listed(*list->result(), m_connection->identity().subject);
            Q_EMIT m_connection->toolsChanged();
            Q_EMIT m_connection->changed();
        }
        release();
        finishWith(list->result());
    });
    list->start();
}

void ToolListing::abort()
{
    if (m_list)
        m_list->cancel();
    release();
}

} // namespace authscope::session
