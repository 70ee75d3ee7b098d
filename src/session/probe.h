// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/model.h"
#include "oauth/discovery.h"

namespace authscope::session {

enum class EndpointKind { Unknown, McpServer, Issuer };

/// What the connect dialog and `discover` show.
struct ProbeReport {
    QByteArray url = {};
    EndpointKind kind = EndpointKind::Unknown;
    bool needsSignIn = false; ///< the MCP server answered 401
    std::optional<mcp::ServerInfo> server = {}; ///< when it talks before sign-in
    QList<net::Challenge> challenges = {};
    oauth::DiscoveryReport oauth = {};
    QString summary
        = {}; ///< "MCP server · authorization server on 127.0.0.1:47101 · registration open · S256"
};

/// Finds out what a URL is: an MCP initialize without a token, then metadata. Sends no secret.
/// Error only when nothing was found at all; a rule broken is report.oauth.problem.
class Probe : public base::ResultOperation<ProbeReport> {
    Q_OBJECT

public:
    Probe(oauth::Services services, QByteArray url, QString connection, QObject *parent);
    ~Probe() override;

protected:
    void run() override;
    void abort() override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace authscope::session
