// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/findserver.h"

#include "base/errorcodes.h"
#include "base/urlguard.h"
#include "oauth/memberreader.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::CheckState;
using base::fail;
using base::Result;

FindServer::FindServer(net::StrictNetworkAccessManager *network, SignInRequest request,
    std::optional<ResourceMetadata> resource, QObject *parent)
    : Awaiting(parent), m_network(network), m_request(std::move(request)), m_resource(std::move(resource))
{
}

void FindServer::run()
{
    if (!m_resource)
        return withoutResource();
    const QList<QByteArray> &named = m_resource->authorizationServers;
    const QByteArray &before = m_request.rememberedIssuer;
    const QByteArray &ofClient = m_request.clientIssuer;
    if (!m_request.clientId.isEmpty() && named.contains(ofClient))
        return fetch(ofClient);
    if (named.contains(before))
        return fetch(before);
    if (!before.isEmpty()) {
        const QString moved
            = u"This server now delegates sign-in to %1 (was %2). The sign-in at %2 is not used "
              "there."_s.arg(quoted(named.join(", ")), quoted(before));
        if (!m_request.clientId.isEmpty() && ofClient.isEmpty()) {
            base::Error error = serverBroke(base::code::issuerMoved,
                moved
                    + u" The client id that was typed in belongs to the old one; nothing was sent to the new "
                      "one."_s,
                u"RFC 9728 §7.6"_s, m_resource->exchange);
            error.nextStep = u"Type a client id for the new issuer, or none to register there."_s;
            return finishWith(std::move(error));
        }
        m_checks.append({ .state = CheckState::Noted,
            .title = base::code::issuerMoved + u' ' + moved,
            .found = base::cleaned(named.join(", ")),
            .expected = base::cleaned(before),
            .rule = u"RFC 9728 §7.6"_s,
            .exchange = m_resource->exchange });
    }
    if (named.contains(m_chosen)) {
        m_checks.append({ .title = u"Several authorization servers are named; you chose one"_s,
            .found = base::cleaned(named.join(", ")),
            .expected = base::cleaned(m_chosen),
            .rule = u"RFC 9728 §7.6"_s,
            .exchange = m_resource->exchange });
        return fetch(m_chosen);
    }
    for (const QByteArray &issuer : named) {
        if (guardNamed(m_request.url, issuer, u"The issuer"_s)) {
            if (named.size() > 1)
                m_checks.append({ .state = CheckState::Noted,
                    .title = u"Several authorization servers are named; the first usable one was taken"_s,
                    .found = base::cleaned(named.join(", ")),
                    .expected = base::cleaned(issuer),
                    .rule = u"RFC 9728 §7.6"_s,
                    .exchange = m_resource->exchange });
            return fetch(issuer);
        }
    }
    base::Error error = guardNamed(m_request.url, named.first(), u"The issuer"_s).error();
    error.exchange = m_resource->exchange;
    finishWith(std::move(error));
}

void FindServer::withoutResource()
{
    const auto url = base::guardUrl(m_request.url, u"The address"_s);
    if (!url)
        return finishWith(url.error());
    if (isMcp() && !m_request.allowsOriginFallback) {
        base::Error error = serverBroke(base::code::noMetadata,
            u"%1 asks for a sign-in and publishes no protected resource metadata, which its protocol version "
            "demands. No authorization server was guessed and none was contacted."_s.arg(
                quoted(m_request.url)),
            u"RFC 9728 §3"_s);
        error.nextStep = u"Ask the server's administrator to publish it."_s;
        return finishWith(std::move(error));
    }
    if (url->url.path().size() > 1)
        m_root = url->origin();
    if (isMcp() && !m_root.isEmpty())
        return askRoot();
    fetch(m_request.url);
}

/// The rule of older MCP servers, and of hosts whose issuer has no path.
void FindServer::askRoot()
{
    m_isAtRoot = true;
    m_checks.append({ .state = CheckState::Noted,
        .title = isMcp() ? u"No resource metadata: the origin of the MCP server is asked, as the protocol "
                           "version 2025-03-26 says"_s
                         : u"The root of the host is asked instead, as older MCP servers need it"_s,
        .found = base::cleaned(m_root),
        .rule = u"MCP 2025-03-26, Authorization"_s });
    fetch(m_root);
}

void FindServer::fetch(const QByteArray &issuer)
{
    await(new FetchServer(m_network, issuer, m_request.acceptServerSpelling, m_request.connection, this),
        [this](FetchServer *done) { fetched(done); });
}

void FindServer::fetched(FetchServer *fetch)
{
    m_checks += fetch->checks();
    m_exchanges += fetch->exchanges();
    if (fetch->result()) {
        FoundServer out{ .server = *fetch->result() };
        if (m_resource)
            out.resource = m_resource->resource;
        else if (m_isAtRoot || isMcp())
            out.resource = m_request.url;
        return finishWith(std::move(out));
    }
    const base::Error &error = fetch->result().error();
    const bool isAbsent
        = error.code == base::code::noMetadata && error.kind != base::ErrorKind::Network && !m_resource;
    if (isAbsent && !m_isAtRoot && !m_root.isEmpty())
        return askRoot();
    if (isAbsent && isMcp())
        return takeDefaults();
    finishWith(error);
}

void FindServer::takeDefaults()
{
    FoundServer out{ .resource = m_request.url };
    const QByteArray root = base::guardUrl(m_request.url, u"The address"_s)->origin();
    out.server.issuer = root;
    out.server.authorizationEndpoint = root + "/authorize";
    out.server.tokenEndpoint = root + "/token";
    out.server.registrationEndpoint = root + "/register";
    out.server.codeChallengeMethods = QList<QByteArray>{ "S256" }; // obligatory in that revision
    m_checks.append({ .state = CheckState::Noted,
        .title
        = u"The server asks for a sign-in and publishes no metadata; the addresses older MCP servers use "
          "are taken, with PKCE S256, which that revision demands"_s,
        .found = base::cleaned(root),
        .rule = u"MCP 2025-03-26, Authorization"_s });
    finishWith(std::move(out));
}

QList<QByteArray> serversToChooseFrom(
    const SignInRequest &request, const std::optional<ResourceMetadata> &resource)
{
    if (!resource || resource->authorizationServers.size() < 2)
        return {};
    const QList<QByteArray> &named = resource->authorizationServers;
    if (named.contains(request.rememberedIssuer)
        || (!request.clientId.isEmpty()
            && (named.contains(request.clientIssuer) || !request.rememberedIssuer.isEmpty())))
        return {};
    QList<QByteArray> usable;
    for (const QByteArray &issuer : named) {
        if (!usable.contains(issuer) && guardNamed(request.url, issuer, u"The issuer"_s))
            usable.append(issuer);
    }
    return usable.size() > 1 ? usable : QList<QByteArray>();
}

Result<void> requireS256(const ServerMetadata &server, base::Checks *checks)
{
    const bool isListed = server.offersS256();
    const QString found = server.codeChallengeMethods ? base::cleaned(server.codeChallengeMethods->join(", "))
                                                      : u"not listed"_s;
    checks->append({ .state = isListed ? CheckState::Passed : CheckState::Failed,
        .title = u"The server offers PKCE with S256"_s,
        .found = found,
        .expected = u"S256"_s,
        .rule = u"RFC 7636 §4.2"_s,
        .exchange = server.exchange });
    if (isListed)
        return {};
    base::Error error = serverBroke(base::code::noS256,
        server.codeChallengeMethods ? u"%1 was checked for PKCE with S256 and offers only %2; this program "
                                      u"never signs in without it. No "
                                      "browser was opened."_s.arg(quoted(server.issuer),
                                          quoted(server.codeChallengeMethods->join(", ")))
                                    : u"%1 was checked for PKCE with S256 and does not say that it offers it "
                                      "(code_challenge_methods_supported is missing); this program never "
                                      "signs in without it. No browser "
                                      "was opened."_s.arg(quoted(server.issuer)),
        u"RFC 7636 §4.2"_s, server.exchange);
    error.nextStep = u"Ask the server's administrator to switch PKCE with S256 on."_s;
    return fail(std::move(error));
}

QString summary(const ServerMetadata &server)
{
    QStringList parts;
    switch (server.documentUrls.size()) {
    case 0:
        parts.append(u"no document"_s);
        break;
    case 1:
        parts.append(u"1 document"_s);
        break;
    default:
        parts.append(u"%1 documents merged"_s.arg(server.documentUrls.size()));
    }
    parts.append(server.offersS256() ? u"PKCE S256"_s : u"no PKCE S256"_s);
    parts.append(server.registrationEndpoint.isEmpty() ? u"no registration"_s : u"registration open"_s);
    return parts.join(u" · "_s);
}

} // namespace authscope::oauth
