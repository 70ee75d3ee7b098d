// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/idp/endpoints.h"

#include "demo/scopes.h"
#include "demo/tokens.h"

namespace authscope::demo::idp {

namespace {

OAuthFailure missing(const QByteArray &parameter)
{
    return refuse({ "invalid_request", "bad_request", parameter + " is missing." });
}

OAuthResult<Granted> byCode(World &world, const Params &params, const Client &client)
{
    for (const QByteArray &name : { QByteArray("code"), QByteArray("redirect_uri") }) {
        if (params.value(name).isEmpty())
            return missing(name);
    }
    return world.grants.redeem({ .code = params.value("code"),
                                   .redirectUri = params.value("redirect_uri"),
                                   .codeVerifier = params.value("code_verifier"),
                                   .resources = params.values("resource") },
        client, world.now(), world.random());
}

OAuthResult<Granted> byRefresh(World &world, const Params &params, const Client &client)
{
    if (params.value("refresh_token").isEmpty())
        return missing("refresh_token");
    return world.grants.refresh({ .refreshToken = params.value("refresh_token"),
                                    .scopes = splitScopes(params.value("scope")),
                                    .resources = params.values("resource") },
        client, world.now(), world.random());
}

OAuthResult<Granted> grant(World &world, const Params &params, const Client &client)
{
    const QByteArray type = params.value("grant_type");
    if (type == "authorization_code")
        return byCode(world, params, client);
    if (type == "refresh_token")
        return byRefresh(world, params, client);
    if (type.isEmpty())
        return missing("grant_type");
    return refuse({ "unsupported_grant_type", {}, "grant_type is authorization_code or refresh_token." });
}

} // namespace

net::ServerAnswer token(World &world, const net::ServerRequest &request)
{
    const auto params = readParams(request, true);
    if (!params)
        return idpError(world, params.error());
    const auto client = authenticate(world, request, *params);
    if (!client)
        return idpError(world, client.error());
    const auto granted = grant(world, *params, **client);
    if (!granted) {
        world.save(); // a second use may have revoked a family
        return idpError(world, granted.error());
    }
    json::Object body{ { "access_token", json::string(mintAccessToken(world, *granted, **client)) },
        { "expires_in", qint64(world.accessTokenLifetime.count()) },
        { "scope", json::string(joinScopes(granted->scopes)) }, { "token_type", "bearer" } };
    if (!granted->refreshToken.isEmpty())
        body["refresh_token"] = json::string(granted->refreshToken);
    if (granted->scopes.contains("openid"))
        body["id_token"] = json::string(mintIdToken(world, *granted, **client));
    world.consents.touch(granted->subject, (*client)->id, world.now());
    if (!world.save())
        return idpError(world, { "server_error", {}, "The grant could not be written down.", 500 });
    net::ServerAnswer answer = idpAnswer(world, 200, std::move(body));
    answer.headers.append("Pragma", "no-cache"); // RFC 6749 §5.1
    return answer;
}

} // namespace authscope::demo::idp
