// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/memory.h"

#include <QCryptographicHash>

namespace authscope::mcp {

QByteArray Memory::context() const
{
    if (!m_authorizer)
        return {};
    for (const net::AuthorizationField &field : m_authorizer->fields("POST", m_url)) {
        if (field.name.compare("Authorization", Qt::CaseInsensitive) == 0)
            return QCryptographicHash::hash(field.value.reveal(), QCryptographicHash::Sha256);
    }
    return {};
}

void Memory::forgetResource(const QByteArray &uri)
{
    json::Object params;
    params["uri"] = json::string(uri);
    cache.drop("resources/read", params);
}

void Memory::setTools(const QList<Tool> &tools)
{
    m_tools.clear();
    for (const Tool &tool : tools)
        m_tools.insert(tool.name, tool);
    m_areToolsListed = true;
}

const Tool *Memory::tool(const QString &name) const
{
    const auto tool = m_tools.constFind(name);
    return tool == m_tools.constEnd() ? nullptr : &*tool;
}

} // namespace authscope::mcp
