// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/memory.h"

#include <QCryptographicHash>

namespace authscope::mcp {

QByteArray authorizationContext(
    const net::Authorizer *authorizer, const QByteArray &url, const net::Headers &ownFields)
{
    QByteArray all;
    const auto add = [&all](const QByteArray &name, const QByteArray &value) {
        all += name.toLower() + ':' + value + '\n';
    };
    if (authorizer) {
        for (const net::AuthorizationField &field : authorizer->fields("POST", url)) {
            if (field.name.compare("DPoP", Qt::CaseInsensitive) != 0)
                add(field.name, field.value.reveal());
        }
    }
    for (const net::Header &field : ownFields.all())
        add(field.name, field.value);
    return all.isEmpty() ? QByteArray() : QCryptographicHash::hash(all, QCryptographicHash::Sha256);
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
