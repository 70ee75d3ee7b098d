// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/connection.h"
#include "session/features.h"

namespace authscope::session {

/// resources/list and resources/templates/list, with the connection brought up to date.
class ResourceListing : public base::ResultOperation<bool> {
    Q_OBJECT

public:
    ResourceListing(Connection *connection, QObject *parent);

protected:
    void run() override;
    void abort() override;

private:
    void listResources();
    void listTemplates();
    void conclude(const base::Result<QList<mcp::ResourceTemplate>> &templates);

    QPointer<Connection> m_connection;
    QPointer<base::Operation> m_step;
    base::Result<QList<mcp::Resource>> m_resources;
};

/// prompts/list, with the connection brought up to date.
class PromptListing : public base::ResultOperation<bool> {
    Q_OBJECT

public:
    PromptListing(Connection *connection, QObject *parent);

protected:
    void run() override;
    void abort() override;

private:
    void list();
    void take(const QList<mcp::Prompt> &prompts);

    QPointer<Connection> m_connection;
    QPointer<base::Operation> m_step;
};

/// Of a connection that is an issuer.
base::Error noServerError(const QString &what);

} // namespace authscope::session
