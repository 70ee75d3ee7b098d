// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/endpoints.h"

#include "base/errorcodes.h"
#include "base/urlguard.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

namespace {

QByteArray originOf(const QByteArray &url)
{
    const auto guarded = base::guardUrl(url, u"The address"_s);
    return guarded ? guarded->origin() : QByteArray();
}

QString hostsOf(const QList<QByteArray> &origins)
{
    QStringList hosts;
    for (const QByteArray &origin : origins)
        hosts.append(u'“' + QUrl::fromEncoded(origin).authority(QUrl::FullyEncoded) + u'”');
    return hosts.join(u" and "_s);
}

} // namespace

QList<EndpointPlace> endpointPlaces(const ServerMetadata &server)
{
    enum class Where { Seen, Sent };
    QList<EndpointPlace> out;
    const QByteArray home = originOf(server.issuer);
    const auto add = [&](const QString &name, const QByteArray &url, const QString &receives, Where where) {
        if (url.isEmpty())
            return;
        const QByteArray origin = originOf(url);
        const bool isForeign = origin != home;
        out.append({ .name = name,
            .receives = receives,
            .url = url,
            .origin = origin,
            .isForeign = isForeign,
            .needsAccepting = isForeign && where == Where::Sent });
    };
    add(u"registration_endpoint"_s, server.registrationEndpoint,
        u"this program's name and redirect addresses"_s, Where::Sent);
    add(u"pushed_authorization_request_endpoint"_s, server.pushedRequestEndpoint,
        u"what is asked for, and what the client proves itself with"_s, Where::Sent);
    add(u"authorization_endpoint"_s, server.authorizationEndpoint, u"your browser"_s, Where::Seen);
    add(u"device_authorization_endpoint"_s, server.deviceEndpoint,
        u"what is asked for, and what the client proves itself with"_s, Where::Sent);
    add(u"token_endpoint"_s, server.tokenEndpoint,
        u"codes, refresh tokens and what the client proves itself with"_s, Where::Sent);
    add(u"jwks_uri"_s, server.jwksUri, u"nothing of yours: keys are fetched there"_s, Where::Seen);
    add(u"userinfo_endpoint"_s, server.userinfoEndpoint, u"the access token"_s, Where::Sent);
    add(u"introspection_endpoint"_s, server.introspectionEndpoint, u"tokens to be looked up"_s, Where::Sent);
    add(u"revocation_endpoint"_s, server.revocationEndpoint, u"tokens to be taken back"_s, Where::Sent);
    add(u"end_session_endpoint"_s, server.endSessionEndpoint,
        u"your browser, with the ID token, when you sign out there"_s, Where::Seen);
    return out;
}

QList<QByteArray> originsToAccept(const ServerMetadata &server, const SignInDecisions &decisions)
{
    QList<QByteArray> out;
    for (const EndpointPlace &place : endpointPlaces(server)) {
        if (place.needsAccepting && !out.contains(place.origin)
            && !decisions.endpoints.contains({ server.issuer, place.origin }))
            out.append(place.origin);
    }
    return out;
}

base::Checks endpointChecks(const ServerMetadata &server)
{
    base::Checks out;
    for (const EndpointPlace &place : endpointPlaces(server))
        out.append({ .state = place.needsAccepting ? base::CheckState::Noted : base::CheckState::Passed,
            .title
            = (place.needsAccepting ? u"%1 gets %2, on another host than the issuer's"_s : u"%1 gets %2"_s)
                  .arg(place.name, place.receives),
            .found = base::cleaned(place.url),
            .expected = base::cleaned(originOf(server.issuer)),
            .exchange = server.exchange });
    return out;
}

SignInQuestion endpointQuestion(const ServerMetadata &server, const QList<QByteArray> &origins)
{
    QStringList lines{ u"You sign in at %1, but what is secret would go to %2:"_s.arg(
        quoted(server.issuer), hostsOf(origins)) };
    for (const EndpointPlace &place : endpointPlaces(server)) {
        if (origins.contains(place.origin) && place.needsAccepting)
            lines.append(u"    %1: %2 (%3)"_s.arg(base::cleaned(place.url), place.receives, place.name));
    }
    lines.append(
        u"Accept only if you know that this host belongs to that provider. Nothing has been sent there; "
        "what you accept is remembered for this issuer."_s);
    return { .kind = SignInQuestion::Kind::ForeignEndpoints,
        .title = u"Is %1 part of %2?"_s.arg(hostsOf(origins), quoted(server.issuer)),
        .text = lines.join(u'\n'),
        .subjects = origins,
        .choices = { { "accept", u"Accept %1"_s.arg(hostsOf(origins)) }, { "decline", u"Stop here"_s } },
        .safeChoice = "decline" };
}

base::Error endpointsDeclined(const ServerMetadata &server, const QList<QByteArray> &origins)
{
    QStringList named;
    for (const EndpointPlace &place : endpointPlaces(server)) {
        if (place.needsAccepting && origins.contains(place.origin))
            named.append(place.name);
    }
    return { .kind = base::ErrorKind::Refused,
        .code = base::code::foreignEndpoint,
        .message = u"The issuer %1 names another host, %2, for %3. Nobody accepted that host for this "
                   "issuer; nothing was sent to it."_s.arg(
                       quoted(server.issuer), hostsOf(origins), named.join(u", "_s)),
        .nextStep = u"If that host belongs to the provider, sign in again and accept it."_s,
        .exchange = server.exchange };
}

} // namespace authscope::oauth
