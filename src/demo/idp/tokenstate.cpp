// SPDX-License-Identifier: GPL-3.0-or-later
// What can be asked and done about a token that exists: userinfo, introspection, revocation.
#include "demo/idp/endpoints.h"

#include "demo/scopes.h"
#include "demo/tokens.h"

namespace authscope::demo::idp {

namespace {

net::ServerAnswer bearerError(const World &world, int status, const QByteArray &error,
    const QByteArray &sentence, const QByteArray &more = {})
{
    QByteArray challenge = "Bearer realm=\"Demo ID\"";
    json::Object body;
    if (!error.isEmpty()) {
        challenge += ", error=\"" + error + "\", error_description=\"" + sentence + '"' + more;
        body["error"] = json::string(error);
    } else {
        body["error"] = "unauthorized";
    }
    body["error_description"] = json::string(sentence);
    net::ServerAnswer answer = idpAnswer(world, status, std::move(body));
    answer.headers.append("WWW-Authenticate", challenge);
    return answer;
}

json::Object introspected(const World &world, const QByteArray &token, const Client &client)
{
    const json::Object inactive{ { "active", false } };
    if (const auto access = readAccessToken(world, token, TokenReader::IdentityProvider)) {
        if (access->clientId != client.id)
            return inactive;
        json::Object body{ { "active", true }, { "token_type", "access_token" } };
        for (const auto &member : access->claims)
            body[member.key()] = member.value();
        return body;
    }
    const Family *family = world.grants.familyOfRefresh(token);
    if (!family || family->clientId != client.id || !world.grants.isLiveRefresh(token, world.now()))
        return inactive;
    const auto seconds = [](base::Time time) {
        return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
    };
    return { { "active", true }, { "token_type", "refresh_token" }, { "sub", json::string(family->subject) },
        { "scope", json::string(joinScopes(family->scopes)) }, { "client_id", json::string(client.id) },
        { "iss", json::string(world.origins.idp) }, { "iat", seconds(family->created) },
        { "exp", seconds(family->expires) } };
}

} // namespace

net::ServerAnswer userinfo(World &world, const net::ServerRequest &request)
{
    const auto bearer = bearerToken(request.headers);
    if (!bearer)
        return bearerError(world, 401, {}, "An access token is needed.");
    const auto token = readAccessToken(world, *bearer, TokenReader::IdentityProvider);
    if (!token)
        return bearerError(world, 401, "invalid_token", token.error());
    if (!token->scopes.contains("openid"))
        return bearerError(world, 403, "insufficient_scope", "The access token was granted without openid.",
            ", scope=\"openid\"");
    return idpAnswer(world, 200, claimsOf(*token->person, token->scopes, world.origins.app));
}

net::ServerAnswer introspect(World &world, const net::ServerRequest &request)
{
    const auto params = readParams(request, false);
    if (!params)
        return idpError(world, params.error());
    const auto client = authenticate(world, request, *params);
    if (!client)
        return idpError(world, client.error());
    if (params->value("token").isEmpty())
        return idpError(world, { "invalid_request", "bad_request", "token is missing." });
    return idpAnswer(world, 200, introspected(world, params->value("token"), **client));
}

net::ServerAnswer revoke(World &world, const net::ServerRequest &request)
{
    const auto params = readParams(request, false);
    if (!params)
        return idpError(world, params.error());
    const auto client = authenticate(world, request, *params);
    if (!client)
        return idpError(world, client.error());
    const QByteArray token = params->value("token");
    if (token.isEmpty())
        return idpError(world, { "invalid_request", "bad_request", "token is missing." });
    // A token that is unknown, or not this client's, changes nothing and is not an error: RFC 7009 §2.2.
    if (const Family *family = world.grants.familyOfRefresh(token)) {
        if (family->clientId == (*client)->id)
            world.grants.revokeFamily(family->id, "idp_refresh_token_not_found");
    } else if (const auto access = readAccessToken(world, token, TokenReader::IdentityProvider)) {
        if (access->clientId == (*client)->id)
            world.grants.revokeAccessToken(access->jti);
    }
    if (!world.save())
        return idpError(world, { "server_error", {}, "The revocation could not be written down.", 503 });
    return idpAnswer(world, 200, {});
}

} // namespace authscope::demo::idp
