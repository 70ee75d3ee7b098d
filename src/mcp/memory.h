// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/model.h"
#include "mcp/resultcache.h"
#include "net/authorizer.h"

namespace authscope::mcp {

/// Names the authorization requests to `url` go out with, without telling it; empty without one. Proofs of
/// possession count once and name nothing.
QByteArray authorizationContext(
    const net::Authorizer *authorizer, const QByteArray &url, const net::Headers &ownFields = {});

/// What a session remembers between its requests. Nothing of a call is in here.
class Memory {
public:
    Memory(const base::Clock *clock, net::Authorizer *authorizer, QByteArray url)
        : cache(clock), m_authorizer(authorizer), m_url(std::move(url))
    {
    }

    /// A token that was renewed is another context: that costs one request and can be wrong for nobody.
    QByteArray context() const { return authorizationContext(m_authorizer, m_url); }

    void forgetResource(const QByteArray &uri);

    void setTools(const QList<Tool> &tools);
    bool areToolsListed() const { return m_areToolsListed; }
    const Tool *tool(const QString &name) const; ///< null when the last list did not name it

    ResultCache cache;

private:
    net::Authorizer *m_authorizer;
    QByteArray m_url;
    QHash<QString, Tool> m_tools;
    bool m_areToolsListed = false;
};

} // namespace authscope::mcp
