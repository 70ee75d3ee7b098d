// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/featurelistings.h"

#include "base/errorcodes.h"

using namespace Qt::StringLiterals;

namespace authscope::session {

namespace {

/// The server has no such list: its own error, not a broken connection.
bool isMissing(const base::Error &error)
{
    return error.code == base::code::mcpError;
}

} // namespace

ResourceListing::ResourceListing(Connection *connection, QObject *parent)
    : ResultOperation(parent), m_connection(connection)
{
}

void ResourceListing::run()
{
    if (!m_connection)
        return finishWith(base::cancelledError());
    if (m_connection->kind() == EndpointKind::Issuer)
        return finishWith(noServerError(u"resources"_s));
    auto *open = m_connection->mcpSession()->initialize(this);
    m_step = open;
    connect(open, &Operation::finished, this, [this, open] {
        if (!open->result())
            return finishWith(open->result().error());
        if (!m_connection)
            return finishWith(base::cancelledError());
        if (open->result()->offers("resources"))
            return listResources();
        m_resources = QList<mcp::Resource>();
        conclude(QList<mcp::ResourceTemplate>());
    });
    open->start();
}

void ResourceListing::listResources()
{
    auto *list = m_connection->mcpSession()->listResources(this);
    m_step = list;
    connect(list, &Operation::finished, this, [this, list] {
        m_resources = list->result();
        if (!m_connection)
            return finishWith(base::cancelledError());
        if (!m_resources && !isMissing(m_resources.error()))
            return finishWith(m_resources.error());
        listTemplates();
    });
    list->start();
}

void ResourceListing::listTemplates()
{
    auto *list = m_connection->mcpSession()->listResourceTemplates(this);
    m_step = list;
    connect(list, &Operation::finished, this, [this, list] {
        if (!m_connection)
            return finishWith(base::cancelledError());
        conclude(list->result());
    });
    list->start();
}

void ResourceListing::conclude(const base::Result<QList<mcp::ResourceTemplate>> &templates)
{
    if (!templates && (!isMissing(templates.error()) || !m_resources))
        return finishWith(m_resources ? templates.error() : m_resources.error());
    Features *features = m_connection->features();
    if (!m_resources)
        features->keepComplaint(m_resources.error());
    if (!templates)
        features->keepComplaint(templates.error());
    features->m_resources = m_resources.value_or(QList<mcp::Resource>());
    features->m_templates = templates.value_or(QList<mcp::ResourceTemplate>());
    features->m_resourcesLoaded = true;
    Q_EMIT features->resourcesChanged();
    finishWith(base::Result<bool>(true));
}

void ResourceListing::abort()
{
    if (m_step)
        m_step->cancel();
}

PromptListing::PromptListing(Connection *connection, QObject *parent)
    : ResultOperation(parent), m_connection(connection)
{
}

void PromptListing::run()
{
    if (!m_connection)
        return finishWith(base::cancelledError());
    if (m_connection->kind() == EndpointKind::Issuer)
        return finishWith(noServerError(u"prompts"_s));
    auto *open = m_connection->mcpSession()->initialize(this);
    m_step = open;
    connect(open, &Operation::finished, this, [this, open] {
        if (!open->result())
            return finishWith(open->result().error());
        if (!m_connection)
            return finishWith(base::cancelledError());
        if (open->result()->offers("prompts"))
            return list();
        take({});
    });
    open->start();
}

void PromptListing::list()
{
    auto *list = m_connection->mcpSession()->listPrompts(this);
    m_step = list;
    connect(list, &Operation::finished, this, [this, list] {
        if (!list->result())
            return finishWith(list->result().error());
        if (!m_connection)
            return finishWith(base::cancelledError());
        take(*list->result());
    });
    list->start();
}

void PromptListing::take(const QList<mcp::Prompt> &prompts)
{
    Features *features = m_connection->features();
    features->m_prompts = prompts;
    features->m_promptsLoaded = true;
    Q_EMIT features->promptsChanged();
    finishWith(base::Result<bool>(true));
}

void PromptListing::abort()
{
    if (m_step)
        m_step->cancel();
}

base::Error noServerError(const QString &what)
{
    return { .kind = base::ErrorKind::Usage,
        .code = base::code::usage,
        .message = u"This connection is an issuer, not an MCP server: it has no %1."_s.arg(what) };
}

} // namespace authscope::session
