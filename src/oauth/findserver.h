// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/awaiting.h"
#include "oauth/fetchserver.h"
#include "oauth/signinflow.h"

namespace authscope::oauth {

/// Which authorization server, and its metadata.
struct FoundServer {
    ServerMetadata server = {};
    QByteArray resource = {}; ///< what to ask tokens for (RFC 8707); empty at a bare issuer
};

/// Chooses among the servers the resource names: the one the typed client belongs to, the one chosen before,
/// else the first usable. Without resource metadata an MCP server's origin is asked (MCP 2025-03-26, only
/// with allowsOriginFallback), and any other address is the issuer itself, else the root of its host.
class FindServer : public Awaiting<FoundServer> {
    Q_OBJECT

public:
    FindServer(net::StrictNetworkAccessManager *network, SignInRequest request,
        std::optional<ResourceMetadata> resource, QObject *parent);

    /// The person's choice among serversToChooseFrom(); before start().
    void choose(const QByteArray &issuer) { m_chosen = issuer; }
    const base::Checks &checks() const { return m_checks; } ///< also after an error
    const QList<base::ExchangeId> &exchanges() const { return m_exchanges; }

protected:
    void run() override;

private:
    bool isMcp() const { return m_request.isResource || !m_request.challenges.isEmpty(); }
    void withoutResource();
    void askRoot();
    void fetch(const QByteArray &issuer);
    void fetched(FetchServer *fetch);
    void takeDefaults();

    net::StrictNetworkAccessManager *m_network;
    SignInRequest m_request;
    std::optional<ResourceMetadata> m_resource;
    QByteArray m_chosen;
    QByteArray m_root; ///< origin still to be tried
    bool m_isAtRoot = false;
    base::Checks m_checks;
    QList<base::ExchangeId> m_exchanges;
};

/// The usable ones of several that are named, when neither the typed client nor an earlier choice decides;
/// else nothing. RFC 9728 §7.6.
QList<QByteArray> serversToChooseFrom(
    const SignInRequest &request, const std::optional<ResourceMetadata> &resource);

/// RFC 7636, RFC 9700 §2.1.1: no S256, no sign-in. OA-115.
base::Result<void> requireS256(const ServerMetadata &server, base::Checks *checks);

/// "2 documents merged · PKCE S256 · registration open"
QString summary(const ServerMetadata &server);

} // namespace authscope::oauth
