// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/scopes.h"

#include "oauth/meanings.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::CheckState;

namespace {

void unite(QList<QByteArray> &scopes, const QList<QByteArray> &more)
{
    for (const QByteArray &scope : more) {
        if (!scope.isEmpty() && !scopes.contains(scope))
            scopes.append(scope);
    }
}

bool lists(const std::optional<QList<QByteArray>> &supported, const QByteArray &scope)
{
    return supported && supported->contains(scope);
}

} // namespace

QList<QByteArray> chooseScopes(const SignInRequest &request, const std::optional<ResourceMetadata> &resource,
    const ServerMetadata &server)
{
    const auto challenge = net::bearerChallenge(request.challenges);
    const auto challenged = challenge ? challenge->value("scope") : std::nullopt;
    QList<QByteArray> base;
    if (!request.scopes.isEmpty())
        base = request.scopes;
    else if (challenged && !splitScopes(*challenged).isEmpty())
        base = splitScopes(*challenged);
    else if (resource && resource->scopesSupported && !resource->scopesSupported->isEmpty())
        base = *resource->scopesSupported;
    else if (!resource && !request.isResource && request.challenges.isEmpty())
        base = { "openid", "profile", "email" }; // an issuer for itself: who somebody is

    static const QByteArray offline = "offline_access";
    const bool wasTyped = request.scopes.contains(offline);
    base.removeAll(offline);
    QList<QByteArray> out;
    unite(out, base);
    unite(out, request.heldScopes);
    out.removeAll(offline);
    const bool isUseful = request.staySignedIn && !out.isEmpty() && lists(server.scopesSupported, offline);
    if (wasTyped || isUseful)
        out.append(offline);
    return out;
}

QList<ConsentScope> consentScopes(const SignInRequest &request,
    const std::optional<ResourceMetadata> &resource, const ServerMetadata &server)
{
    const auto &ofResource = resource ? resource->scopesSupported : std::nullopt;
    const bool isPublished = ofResource || server.scopesSupported;
    const bool isMore = !request.heldScopes.isEmpty();
    QList<ConsentScope> out;
    for (const QByteArray &scope : chooseScopes(request, resource, server)) {
        const bool isHeld = request.heldScopes.contains(scope);
        const bool isKnown = isHeld || request.scopes.contains(scope) || lists(ofResource, scope)
            || lists(server.scopesSupported, scope);
        out.append({ .scope = scope,
            .meaning = scopeMeaning(scope),
            .isHeld = isHeld,
            .isSelected = isKnown || !isPublished || !isMore });
    }
    return out;
}

QList<ConsentScope> offeredScopes(const QList<ConsentScope> &asked,
    const std::optional<ResourceMetadata> &resource, const ServerMetadata &server)
{
    constexpr qsizetype most = 200;
    QList<QByteArray> published;
    if (resource)
        unite(published, resource->scopesSupported.value_or(QList<QByteArray>()));
    unite(published, server.scopesSupported.value_or(QList<QByteArray>()));
    QList<ConsentScope> out;
    for (const QByteArray &scope : std::as_const(published)) {
        const bool isAsked = std::any_of(
            asked.begin(), asked.end(), [&scope](const ConsentScope &one) { return one.scope == scope; });
        if (!isAsked && out.size() < most)
            out.append({ .scope = scope, .meaning = scopeMeaning(scope), .isSelected = false });
    }
    return out;
}

QString scopeMeaning(const QByteArray &scope)
{
    return meaningOf(MeaningOf::Scope, scope);
}

QList<QByteArray> grantedScopes(const QList<QByteArray> &requested, const std::optional<QByteArray> &granted)
{
    return granted ? splitScopes(*granted) : requested;
}

base::Checks compareScopes(
    const QList<QByteArray> &requested, const std::optional<QByteArray> &granted, base::ExchangeId exchange)
{
    base::Check check{ .title = u"Every scope asked for was granted"_s,
        .found = granted ? base::cleaned(*granted) : u"not said, so as asked"_s,
        .expected = base::cleaned(joinScopes(requested)),
        .rule = u"RFC 6749 §5.1"_s,
        .exchange = exchange };
    base::Checks out;
    const QList<QByteArray> have = grantedScopes(requested, granted);
    QList<QByteArray> missing, added;
    std::copy_if(requested.begin(), requested.end(), std::back_inserter(missing),
        [&have](const QByteArray &scope) { return !have.contains(scope); });
    std::copy_if(have.begin(), have.end(), std::back_inserter(added),
        [&requested](const QByteArray &scope) { return !requested.contains(scope); });
    if (!missing.isEmpty()) {
        check.state = CheckState::Noted;
        check.title = u"Not granted: %1"_s.arg(base::cleaned(joinScopes(missing)));
    }
    out.append(check);
    if (!added.isEmpty())
        out.append({ .state = CheckState::Noted,
            .title = u"Granted without having been asked for: %1"_s.arg(base::cleaned(joinScopes(added))),
            .found = check.found,
            .expected = check.expected,
            .rule = check.rule,
            .exchange = exchange });
    return out;
}

} // namespace authscope::oauth
