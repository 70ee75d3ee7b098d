// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/connection.h"
#include "session/toollisting.h"

using namespace Qt::StringLiterals;

namespace authscope::session {

base::ResultOperation<QList<mcp::Tool>> *Connection::loadTools(QObject *parent, bool maySignIn)
{
    return new ToolListing(this, maySignIn, parent);
}

void Connection::reloadTools()
{
    if (kind() == EndpointKind::Issuer)
        return;
    auto *load = loadTools(this);
    connect(load, &base::Operation::finished, load, &QObject::deleteLater);
    load->start();
}

ToolCall *Connection::callTool(const QString &tool, const json::Object &arguments, QObject *parent)
{
    return new ToolCall(this, tool, arguments, parent);
}

QList<store::CallRecord> Connection::callHistory() const
{
    return m_store->calls(m_record.id).value_or(QList<store::CallRecord>());
}

mcp::Session *Connection::mcpSession()
{
    if (!m_mcp) {
        m_mcp = new mcp::Session(
            { .url = m_record.url, .connection = m_record.id }, m_services.network, this, this);
        connect(m_mcp, &mcp::Session::stateChanged, this, &Connection::changed);
        connect(m_mcp, &mcp::Session::toolsChanged, this, [this] { reloadTools(); });
    }
    return m_mcp;
}

} // namespace authscope::session
