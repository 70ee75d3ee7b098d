// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/keptgrant.h"

#include "base/errorcodes.h"
#include "base/urlguard.h"
#include "oauth/dpop.h"
#include "oauth/signinflow.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::fail;
using base::Result;

namespace {

constexpr int currentVersion = 1;

base::Error wrong(const QString &what)
{
    return { .kind = base::ErrorKind::Keychain,
        .code = base::code::keptEntryWrong,
        .message
        = u"The saved sign-in was read from the keychain, but %1. It was not used and nothing was sent."_s
              .arg(what),
        .nextStep = u"Sign in again."_s };
}

QByteArray textOf(const json::Object &object, const char *name)
{
    return json::stringMember(object, name).value_or(QByteArray());
}

} // namespace

QString refreshTokenKey(const QString &connection)
{
    return u"authscope/refresh-token/"_s + connection;
}

base::Secret writeKeptGrant(const Grant &grant, const QString &connection)
{
    json::Object out;
    out["v"] = currentVersion;
    out["connection"] = json::string(connection);
    out["issuer"] = json::string(grant.server.issuer);
    out["client_id"] = json::string(grant.client.clientId);
    out["auth_method"] = json::string(grant.client.authMethod);
    if (!grant.client.clientSecret.isEmpty())
        out["client_secret"] = json::string(grant.client.clientSecret.reveal());
    out["origin"] = json::string(grant.client.origin);
    out["logout_uris"] = json::stringArray(grant.client.logoutUris);
    out["resource"] = json::string(grant.resource);
    out["token_endpoint"] = json::string(grant.server.tokenEndpoint);
    out["authorization_endpoint"] = json::string(grant.server.authorizationEndpoint);
    out["introspection_endpoint"] = json::string(grant.server.introspectionEndpoint);
    out["jwks_uri"] = json::string(grant.server.jwksUri);
    out["userinfo_endpoint"] = json::string(grant.server.userinfoEndpoint);
    out["revocation_endpoint"] = json::string(grant.server.revocationEndpoint);
    out["end_session_endpoint"] = json::string(grant.server.endSessionEndpoint);
    out["refresh_token"] = json::string(grant.tokens.refreshToken.reveal());
    if (grant.dpop) { // RFC 9449 §5: without the key the refresh token is of no use
        out["dpop_algorithm"] = json::string(dpopAlgorithm(*grant.dpop));
        out["dpop_key"] = json::string(grant.dpop->pair.toPem());
    }
    out["requested_scopes"] = json::stringArray(grant.requestedScopes);
    out["granted_scopes"] = json::stringArray(grant.grantedScopes);
    out["signed_in_at"] = base::toMillis(grant.signedInAt);
    json::Object identity;
    identity["sub"] = json::string(grant.identity.subject);
    identity["name"] = json::string(grant.identity.name);
    identity["email"] = json::string(grant.identity.email);
    identity["verified"] = grant.identity.isVerified;
    identity["source"] = json::string(grant.identity.source);
    identity["why_not"] = json::string(grant.identity.whyNot);
    out["identity"] = std::move(identity);
    return base::Secret(json::compact(out));
}

Result<Grant> readKeptGrant(const base::Secret &entry, const QString &connection)
{
    const auto object = json::parseObject(entry.reveal(), u"The entry"_s);
    if (!object) // the parser's words may quote the entry
        return fail(wrong(u"it is not what this program writes"_s));
    const auto version = json::numberMember(*object, "v");
    if (!version || *version != currentVersion)
        return fail(wrong(u"it is of version %1; this program reads version %2"_s
                              .arg(version ? QString::number(*version) : u"none"_s)
                              .arg(currentVersion)));
    if (textOf(*object, "connection") != connection.toUtf8())
        return fail(wrong(u"it belongs to another connection"_s));

    Grant out;
    out.server.issuer = textOf(*object, "issuer");
    out.client.issuer = out.server.issuer;
    out.client.clientId = textOf(*object, "client_id");
    out.client.authMethod = textOf(*object, "auth_method");
    out.client.clientSecret = base::Secret(textOf(*object, "client_secret"));
    out.client.origin = textOf(*object, "origin");
    out.client.logoutUris = json::stringList(*object, "logout_uris").value_or(QList<QByteArray>());
    out.resource = textOf(*object, "resource");
    out.tokens.refreshToken = base::Secret(textOf(*object, "refresh_token"));
    if (out.server.issuer.isEmpty() || out.client.clientId.isEmpty() || out.tokens.refreshToken.isEmpty())
        return fail(wrong(u"issuer, client or refresh token is missing in it"_s));

    if (const auto pem = json::stringMember(*object, "dpop_key")) {
        out.dpop = readDpopKey(textOf(*object, "dpop_algorithm"), base::Secret(*pem));
        if (!out.dpop)
            return fail(wrong(u"the key its tokens are bound to cannot be used"_s));
    }

    struct Endpoint {
        const char *name;
        QByteArray *to;
        bool isRequired;
    };
    const Endpoint endpoints[]{ { "token_endpoint", &out.server.tokenEndpoint, true },
        { "authorization_endpoint", &out.server.authorizationEndpoint, false },
        { "introspection_endpoint", &out.server.introspectionEndpoint, false },
        { "jwks_uri", &out.server.jwksUri, false },
        { "userinfo_endpoint", &out.server.userinfoEndpoint, false },
        { "revocation_endpoint", &out.server.revocationEndpoint, false },
        { "end_session_endpoint", &out.server.endSessionEndpoint, false } };
    for (const Endpoint &endpoint : endpoints) {
        *endpoint.to = textOf(*object, endpoint.name);
        if (endpoint.to->isEmpty() && !endpoint.isRequired)
            continue;
        if (!base::guardUrl(*endpoint.to, QString::fromLatin1(endpoint.name)))
            return fail(wrong(
                u"its %1 is no address this program goes to"_s.arg(QString::fromLatin1(endpoint.name))));
    }
    out.requestedScopes = json::stringList(*object, "requested_scopes").value_or(QList<QByteArray>());
    out.grantedScopes = json::stringList(*object, "granted_scopes").value_or(QList<QByteArray>());
    if (const auto at = json::numberMember(*object, "signed_in_at"))
        out.signedInAt = base::fromMillis(static_cast<qint64>(*at));
    if (const json::Object *identity = json::objectMember(*object, "identity")) {
        out.identity.subject = textOf(*identity, "sub");
        out.identity.name = QString::fromUtf8(textOf(*identity, "name"));
        out.identity.email = QString::fromUtf8(textOf(*identity, "email"));
        out.identity.isVerified = json::boolMember(*identity, "verified").value_or(false);
        if (const auto source = json::stringMember(*identity, "source"))
            out.identity.source = *source;
        out.identity.whyNot = QString::fromUtf8(textOf(*identity, "why_not"));
    }
    return out;
}

bool adoptNewer(Grant &grant, const base::Secret &entry, const QString &connection)
{
    if (entry.isEmpty())
        return false;
    const auto kept = readKeptGrant(entry, connection);
    const bool isSameGrant = kept && kept->server.issuer == grant.server.issuer
        && kept->client.clientId == grant.client.clientId && kept->resource == grant.resource;
    if (!isSameGrant || kept->tokens.refreshToken == grant.tokens.refreshToken)
        return false;
    grant.tokens.refreshToken = kept->tokens.refreshToken;
    grant.dpop = kept->dpop;
    return true;
}

} // namespace authscope::oauth
