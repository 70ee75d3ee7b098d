// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/metadata.h"

#include "base/errorcodes.h"
#include "base/urlguard.h"
#include "oauth/memberreader.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::CheckState;
using base::fail;
using base::Result;

namespace {

const QString resourceRule = u"RFC 9728 §2"_s;
const QString serverRule = u"RFC 8414 §2"_s;

QByteArray withoutSlash(QByteArray text)
{
    while (text.endsWith('/'))
        text.chop(1);
    return text;
}

QByteArray pathOf(const base::GuardedUrl &url)
{
    return withoutSlash(url.url.path(QUrl::FullyEncoded).toLatin1());
}

/// RFC 9728 §3.3, widened as MCP clients do: the document may describe a parent of the address.
enum class Fit { Same, Slash, Parent, Other };

Fit fit(const QByteArray &resource, const QByteArray &askedFor)
{
    if (resource == askedFor)
        return Fit::Same;
    const auto theirs = base::guardUrl(resource, u"resource"_s);
    const auto ours = base::guardUrl(askedFor, u"The address"_s);
    if (!theirs || !ours || theirs->origin() != ours->origin())
        return Fit::Other;
    const bool sameQuery = theirs->url.query(QUrl::FullyEncoded) == ours->url.query(QUrl::FullyEncoded);
    const QByteArray their = pathOf(*theirs);
    const QByteArray our = pathOf(*ours);
    if (their == our && sameQuery)
        return Fit::Slash;
    const bool isParent = our == their || our.startsWith(their + '/');
    return isParent && !theirs->url.hasQuery() ? Fit::Parent : Fit::Other;
}

Result<void> compareIssuer(const QByteArray &issuer, const QByteArray &expected, base::Checks *checks)
{
    base::Check check{ .title = u"The document speaks for the issuer it was asked about"_s,
        .found = base::cleaned(issuer),
        .expected = base::cleaned(expected),
        .rule = u"RFC 8414 §3.3"_s };
    if (issuer == expected) {
        checks->append(check);
        return {};
    }
    check.state = CheckState::Failed;
    checks->append(check);
    const QString message = u"The document at %1 says its issuer is %2, not %1. A server may not speak for "
                            "another one."_s.arg(quoted(expected), quoted(issuer));
    if (withoutSlash(issuer) != withoutSlash(expected))
        return fail(serverBroke(
            base::code::issuerMismatch, message + u" Nothing was sent to it."_s, u"RFC 8414 §3.3"_s));
    base::Error error = serverBroke(base::code::issuerSlash,
        message + u" They differ only by the final “/”. Nothing was sent to it."_s, u"RFC 8414 §3.3"_s);
    if (const auto guarded = base::guardUrl(expected, u"The issuer"_s); guarded && pathOf(*guarded).isEmpty())
        error.nextStep
            = u"If you trust it, use the spelling the server uses, in this connection's settings."_s;
    return fail(std::move(error));
}

} // namespace

Result<ResourceMetadata> readResourceMetadata(
    QByteArrayView document, const QByteArray &askedFor, base::Checks *checks)
{
    const QString what = u"The protected resource metadata"_s;
    auto object = json::parseObject(document, what);
    if (!object)
        return fail(std::move(object.error()));
    const MemberReader reader(*object, what, resourceRule, askedFor, checks);
    const auto resource = reader.requiredText("resource");
    if (!resource)
        return fail(resource.error());

    base::Check check{ .title = u"The document describes the address we connect to"_s,
        .found = base::cleaned(*resource),
        .expected = base::cleaned(askedFor),
        .rule = u"RFC 9728 §3.3"_s };
    switch (fit(*resource, askedFor)) {
    case Fit::Same:
        break;
    case Fit::Slash:
        check.state = CheckState::Noted;
        check.title = u"The document's address differs only in spelling; its own spelling is used"_s;
        break;
    case Fit::Parent:
        check.state = CheckState::Noted;
        check.title = u"The document describes a parent of the address we connect to"_s;
        break;
    case Fit::Other:
        check.state = CheckState::Failed;
        checks->append(check);
        return fail(serverBroke(base::code::resourceMismatch,
            u"This document describes %1, but you connected to %2. A token for one must not be used at the "
            "other. No authorization server was contacted."_s.arg(quoted(*resource), quoted(askedFor)),
            u"RFC 9728 §3.3"_s));
    }
    checks->append(check);

    const auto servers = json::stringList(*object, "authorization_servers");
    if (!servers || servers->isEmpty())
        return fail(reader.missing("authorization_servers", u"a list with at least one issuer"_s));
    ResourceMetadata out;
    out.resource = *resource;
    out.authorizationServers = *servers;
    out.scopesSupported = reader.optionalList("scopes_supported");
    out.resourceName = QString::fromUtf8(reader.optionalText("resource_name").value_or(QByteArray()));
    out.raw = std::move(*object);
    return out;
}

Result<ServerMetadata> readServerMetadata(
    QByteArrayView document, const QByteArray &expectedIssuer, base::Checks *checks)
{
    const QString what = u"The authorization server metadata"_s;
    auto object = json::parseObject(document, what);
    if (!object)
        return fail(std::move(object.error()));
    const MemberReader reader(*object, what, serverRule, expectedIssuer, checks);
    const auto issuer = reader.requiredText("issuer");
    if (!issuer)
        return fail(issuer.error());
    if (const auto same = compareIssuer(*issuer, expectedIssuer, checks); !same)
        return fail(same.error());

    ServerMetadata out;
    out.issuer = *issuer;
    const auto grants = json::stringList(*object, "grant_types_supported");
    if (grants && !grants->contains("authorization_code") && !grants->contains("implicit")) {
        out.authorizationEndpoint = reader.optionalUrl("authorization_endpoint"); // RFC 8414 §2
    } else {
        const auto authorization = reader.requiredUrl("authorization_endpoint");
        if (!authorization)
            return fail(authorization.error());
        out.authorizationEndpoint = *authorization;
    }
    const auto token = reader.requiredUrl("token_endpoint");
    if (!token)
        return fail(token.error());
    out.tokenEndpoint = *token;

    out.registrationEndpoint = reader.optionalUrl("registration_endpoint");
    out.jwksUri = reader.optionalUrl("jwks_uri");
    out.userinfoEndpoint = reader.optionalUrl("userinfo_endpoint");
    out.revocationEndpoint = reader.optionalUrl("revocation_endpoint");
    out.introspectionEndpoint = reader.optionalUrl("introspection_endpoint");
    out.endSessionEndpoint = reader.optionalUrl("end_session_endpoint");
    out.pushedRequestEndpoint = reader.optionalUrl("pushed_authorization_request_endpoint");
    out.deviceEndpoint = reader.optionalUrl("device_authorization_endpoint");
    // Not used by us, but a person may be shown them: what is unsafe there is said as well.
    for (const char *name :
        { "service_documentation", "op_policy_uri", "op_tos_uri", "check_session_iframe" })
        reader.optionalUrl(name);

    out.scopesSupported = reader.optionalList("scopes_supported");
    out.codeChallengeMethods = reader.optionalList("code_challenge_methods_supported");
    out.tokenEndpointAuthMethods
        = reader.optionalList("token_endpoint_auth_methods_supported").value_or(QList<QByteArray>());
    out.dpopAlgorithms
        = reader.optionalList("dpop_signing_alg_values_supported").value_or(QList<QByteArray>());
    out.sendsIss = reader.flag("authorization_response_iss_parameter_supported");
    out.requiresPushedRequests = reader.flag("require_pushed_authorization_requests");
    out.takesMetadataDocuments = reader.flag("client_id_metadata_document_supported");
    out.merged = std::move(*object);
    return out;
}

ServerMetadata merge(ServerMetadata first, const ServerMetadata &second)
{
    const auto fill = [](QByteArray &mine, const QByteArray &theirs) {
        if (mine.isEmpty())
            mine = theirs;
    };
    fill(first.registrationEndpoint, second.registrationEndpoint);
    fill(first.jwksUri, second.jwksUri);
    fill(first.userinfoEndpoint, second.userinfoEndpoint);
    fill(first.revocationEndpoint, second.revocationEndpoint);
    fill(first.introspectionEndpoint, second.introspectionEndpoint);
    fill(first.endSessionEndpoint, second.endSessionEndpoint);
    fill(first.pushedRequestEndpoint, second.pushedRequestEndpoint);
    fill(first.deviceEndpoint, second.deviceEndpoint);
    if (!first.scopesSupported)
        first.scopesSupported = second.scopesSupported;
    if (!first.codeChallengeMethods)
        first.codeChallengeMethods = second.codeChallengeMethods;
    if (first.tokenEndpointAuthMethods.isEmpty())
        first.tokenEndpointAuthMethods = second.tokenEndpointAuthMethods;
    if (first.dpopAlgorithms.isEmpty())
        first.dpopAlgorithms = second.dpopAlgorithms;
    if (!first.merged.contains("authorization_response_iss_parameter_supported"))
        first.sendsIss = second.sendsIss;
    if (!first.merged.contains("require_pushed_authorization_requests"))
        first.requiresPushedRequests = second.requiresPushedRequests;
    if (!first.merged.contains("client_id_metadata_document_supported"))
        first.takesMetadataDocuments = second.takesMetadataDocuments;
    for (const auto &member : second.merged) {
        if (!first.merged.contains(member.key()))
            first.merged.emplace(member.key(), member.value());
    }
    first.documentUrls += second.documentUrls;
    return first;
}

} // namespace authscope::oauth
