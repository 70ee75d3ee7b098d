// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/tokens.h"

#include "demo/fixtures.h"
#include "demo/scopes.h"
#include "demo/web.h"

#include "jose/jwt.h"

namespace authscope::demo {

namespace {

constexpr std::chrono::seconds idTokenLifetime{ 3600 };

qint64 seconds(base::Time time)
{
    return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

QByteArray sign(const World &world, const json::Object &claims)
{
    return jose::signCompact(world.keys.current(), { { "typ", "JWT" } }, json::compact(claims));
}

/// Ours by signature and issuer; nothing else is checked.
std::optional<jose::Jwt> readOwn(const World &world, const QByteArray &token)
{
    const auto jwt = jose::parseJwt(token);
    if (!jwt || !jose::verify(jwt->jws, world.keys.publicKeys()) || jwt->text("iss") != world.origins.idp)
        return std::nullopt;
    return *jwt;
}

} // namespace

QByteArray mintAccessToken(World &world, const Granted &granted, const Client &client)
{
    const base::Time now = world.now();
    const base::Time expires = now + world.accessTokenLifetime;
    const QByteArray jti = world.random().token();
    world.grants.prune(now);
    world.grants.noteAccessToken(jti, granted.familyId, expires);
    return sign(world,
        { { "iss", json::string(world.origins.idp) }, { "sub", json::string(granted.subject) },
            { "aud", jsonList({ fixtures::project }) }, { "client_id", json::string(client.id) },
            { "scope", json::string(joinScopes(granted.scopes)) }, { "iat", seconds(now) },
            { "nbf", seconds(now) }, { "exp", seconds(expires) }, { "jti", json::string(jti) } });
}

QByteArray mintIdToken(const World &world, const Granted &granted, const Client &client)
{
    const Person *person = world.people.bySubject(granted.subject);
    if (!person)
        return {};
    const base::Time now = world.now();
    json::Object claims{ { "iss", json::string(world.origins.idp) }, { "sub", json::string(person->subject) },
        { "aud", jsonList({ client.id }) }, { "iat", seconds(now) }, { "nbf", seconds(now) },
        { "exp", seconds(now + idTokenLifetime) } };
    if (!granted.nonce.isEmpty())
        claims["nonce"] = json::string(granted.nonce);
    for (const auto &member : claimsOf(*person, granted.scopes, world.origins.app))
        claims.emplace(member.key(), member.value());
    return sign(world, claims);
}

tl::expected<AccessToken, QByteArray> readAccessToken(
    const World &world, const QByteArray &token, TokenReader reader)
{
    const auto no = [](const char *sentence) { return tl::unexpected<QByteArray>(sentence); };
    const auto jwt = readOwn(world, token);
    if (!jwt)
        return no("The access token is not one of this issuer.");
    const auto expires = jwt->time("exp");
    const auto notBefore = jwt->time("nbf");
    const auto jti = jwt->text("jti");
    const auto subject = jwt->text("sub");
    const auto clientId = jwt->text("client_id");
    const auto scope = jwt->text("scope");
    if (!jwt->audience().contains(fixtures::project) || !expires || !jti || !subject || !clientId || !scope)
        return no("The token is not an access token for this project.");
    if (world.now() >= *expires || world.grants.isAccessTokenExpired(*jti))
        return no("The access token has expired.");
    if (notBefore && world.now() < *notBefore)
        return no("The access token is not valid yet.");
    if (reader == TokenReader::IdentityProvider && world.grants.isAccessTokenRevoked(*jti))
        return no("The access token was revoked.");
    const Person *person = world.people.bySubject(*subject);
    if (!person)
        return no("The access token is for somebody who is not here any more.");
    return AccessToken{ *jti, *clientId, person, splitScopes(*scope), jwt->claims };
}

QByteArray subjectOfHint(const World &world, const QByteArray &idToken, const Client &client)
{
    const auto jwt = readOwn(world, idToken);
    if (!jwt || !jwt->audience().contains(client.id))
        return {};
    return jwt->text("sub").value_or(QByteArray());
}

} // namespace authscope::demo
