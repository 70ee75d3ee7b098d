// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspect/kindchecks.h"

#include "base/text.h"
#include "oauth/humantime.h"

using namespace Qt::StringLiterals;

namespace authscope::inspect {

using base::CheckState;
using oauth::ClaimCheck;
using oauth::ClaimChecks;

namespace {

CheckState bad(bool holds, CheckState otherwise = CheckState::Failed)
{
    return holds ? CheckState::Passed : otherwise;
}

ClaimCheck present(const jose::Jwt &jwt, const char *claim, const QString &title, const QString &rule,
    CheckState whenMissing = CheckState::Failed)
{
    return { claim,
        { .state = bad(jwt.claims.contains(claim), whenMissing),
            .title = title,
            .found = oauth::shownClaim(jwt, claim),
            .expected = u"present"_s,
            .rule = rule } };
}

void addType(ClaimChecks &out, const jose::Jwt &jwt, const Expectations &expectations,
    const QList<QByteArray> &own, const QString &title, const QString &rule, bool isRequired)
{
    if (auto type = oauth::checkType(jwt, expectations, title, own, rule, isRequired))
        out.append(std::move(*type));
}

void addIssuer(ClaimChecks &out, const jose::Jwt &jwt, const Expectations &expectations, const QString &rule)
{
    out.append(oauth::compareClaim(
        jwt, "iss", u"The issuer is the expected one"_s, expectations.issuer, expectations, rule));
}

/// Whom it is for: what somebody typed, or else who it must be for by its kind.
void addAudience(ClaimChecks &out, const jose::Jwt &jwt, const Expectations &expectations,
    const QByteArray &byKind, const QString &title, const QString &rule)
{
    QList<QByteArray> wanted = expectations.audiences;
    if (wanted.isEmpty() && !byKind.isEmpty())
        wanted.append(byKind);
    if (wanted.isEmpty())
        out.append(oauth::compareClaim(jwt, "aud", title, {}, expectations, rule));
    else
        out.append(oauth::audienceCheck(jwt, title, wanted, rule));
}

ClaimChecks checkAssertion(const jose::Jwt &jwt, const Expectations &expectations)
{
    ClaimChecks out;
    addType(out, jwt, expectations, { "client-authentication+jwt", "jwt" },
        u"The token is of the kind client assertions are"_s, u"RFC 8725 §3.11"_s, false);
    const QByteArray issuer = jwt.text("iss").value_or(QByteArray());
    out.append({ "iss",
        { .state = bad(!issuer.isEmpty() && jwt.text("sub") == issuer),
            .title = u"Issuer and subject are the client"_s,
            .found = u"iss %1, sub %2"_s.arg(oauth::shownClaim(jwt, "iss"), oauth::shownClaim(jwt, "sub")),
            .expected = u"the same"_s,
            .rule = u"RFC 7523 §3 (1, 2)"_s } });
    if (!expectations.clientId.isEmpty())
        out.append(oauth::compareClaim(jwt, "sub", u"It speaks for this client"_s, expectations.clientId,
            expectations, u"RFC 7523 §3 (2)"_s));
    addAudience(out, jwt, expectations, expectations.issuer, u"It is meant for the authorization server"_s,
        u"RFC 7523 §3 (3)"_s);
    out.append(present(jwt, "jti", u"It has a number of its own, so that it counts once"_s,
        u"RFC 7523 §3 (7)"_s, CheckState::Noted));
    if (jwt.claims.contains("iat"))
        out.append(oauth::checkIssuedAt(jwt, expectations, u"RFC 7523 §3 (6)"_s));
    return out;
}

ClaimChecks checkLogout(const jose::Jwt &jwt, const Expectations &expectations)
{
    const QString rule = u"OIDC Back-Channel Logout §2.6"_s;
    ClaimChecks out;
    addType(out, jwt, expectations, { "logout+jwt", "jwt" }, u"The token is of the kind logout tokens are"_s,
        rule, false);
    addIssuer(out, jwt, expectations, rule);
    addAudience(out, jwt, expectations, expectations.clientId, u"It is meant for this client"_s, rule);
    out.append(oauth::checkIssuedAt(jwt, expectations, rule));
    out.append(present(jwt, "jti", u"It has a number of its own"_s, rule));
    out.append({ "sub",
        { .state = bad(jwt.claims.contains("sub") || jwt.claims.contains("sid")),
            .title = u"It names a subject or a session"_s,
            .found = u"sub %1, sid %2"_s.arg(oauth::shownClaim(jwt, "sub"), oauth::shownClaim(jwt, "sid")),
            .expected = u"one of them"_s,
            .rule = rule } });
    const json::Object *events = json::objectMember(jwt.claims, "events");
    out.append({ "events",
        { .state = bad(
              events && json::objectMember(*events, "http://schemas.openid.net/event/backchannel-logout")),
            .title = u"It reports a logout"_s,
            .found = oauth::shownClaim(jwt, "events"),
            .expected = u"an object for the event of a logout"_s,
            .rule = rule } });
    out.append({ "nonce",
        { .state = bad(!jwt.claims.contains("nonce")),
            .title = u"It has no nonce, so that nobody takes it for an ID token"_s,
            .found = oauth::shownClaim(jwt, "nonce"),
            .expected = u"missing"_s,
            .rule = rule } });
    return out;
}

ClaimChecks checkResponse(const jose::Jwt &jwt, const Expectations &expectations)
{
    const QString rule = u"JARM §2.4"_s;
    ClaimChecks out;
    addType(out, jwt, expectations, { "jarm+jwt", "jwt" }, u"The token is of the kind signed answers are"_s,
        u"RFC 8725 §3.11"_s, false);
    addIssuer(out, jwt, expectations, rule);
    addAudience(out, jwt, expectations, expectations.clientId, u"It is meant for this client"_s, rule);
    out.append({ "code",
        { .state = bad(jwt.claims.contains("code") || jwt.claims.contains("error")),
            .title = u"It carries a code or an error"_s,
            .found = jwt.claims.contains("code") ? u"a code"_s : oauth::shownClaim(jwt, "error"),
            .expected = u"one of them"_s,
            .rule = u"JARM §2.1"_s } });
    return out;
}

ClaimChecks checkIntrospection(const jose::Jwt &jwt, const Expectations &expectations)
{
    const QString rule = u"RFC 9701 §5"_s;
    ClaimChecks out;
    addType(out, jwt, expectations, { "token-introspection+jwt" },
        u"The token is of the kind introspection answers are"_s, rule, true);
    addIssuer(out, jwt, expectations, rule);
    addAudience(out, jwt, expectations, expectations.clientId, u"It is meant for whoever asked"_s, rule);
    out.append(oauth::checkIssuedAt(jwt, expectations, rule));
    const json::Object *answer = json::objectMember(jwt.claims, "token_introspection");
    out.append({ "token_introspection",
        { .state = bad(answer && json::boolMember(*answer, "active").has_value()),
            .title = u"It says whether the token is active"_s,
            .found = oauth::shownClaim(jwt, "token_introspection"),
            .expected = u"an object with active"_s,
            .rule = rule } });
    return out;
}

ClaimChecks checkEvent(const jose::Jwt &jwt, const Expectations &expectations)
{
    const QString rule = u"RFC 8417 §2.2"_s;
    ClaimChecks out;
    addType(out, jwt, expectations, { "secevent+jwt", "jwt" },
        u"The token is of the kind security events are"_s, u"RFC 8417 §2.3"_s, false);
    addIssuer(out, jwt, expectations, rule);
    addAudience(out, jwt, expectations, expectations.clientId, u"It is meant for this client"_s, rule);
    out.append(oauth::checkIssuedAt(jwt, expectations, rule));
    out.append(present(jwt, "jti", u"It has a number of its own"_s, rule));
    const json::Object *events = json::objectMember(jwt.claims, "events");
    out.append({ "events",
        { .state = bad(events && !events->empty()),
            .title = u"It reports at least one event"_s,
            .found = oauth::shownClaim(jwt, "events"),
            .rule = rule } });
    return out;
}

ClaimChecks checkRequest(const jose::Jwt &jwt, const Expectations &expectations)
{
    const QString rule = u"RFC 9101 §4"_s;
    ClaimChecks out;
    addType(out, jwt, expectations, { "oauth-authz-req+jwt", "jwt" },
        u"The token is of the kind signed requests are"_s, u"RFC 9101 §10.8"_s, false);
    out.append(oauth::compareClaim(
        jwt, "client_id", u"It is the request of this client"_s, expectations.clientId, expectations, rule));
    addAudience(
        out, jwt, expectations, expectations.issuer, u"It is meant for the authorization server"_s, rule);
    const bool isNested = jwt.claims.contains("request") || jwt.claims.contains("request_uri");
    out.append({ "request",
        { .state = bad(!isNested),
            .title = u"It does not carry another request"_s,
            .found = isNested ? u"request or request_uri"_s : u"missing"_s,
            .expected = u"missing"_s,
            .rule = rule } });
    return out;
}

ClaimChecks checkCredential(const jose::Jwt &jwt, const Expectations &expectations)
{
    ClaimChecks out;
    addType(out, jwt, expectations, { "dc+sd-jwt", "vc+sd-jwt", "sd-jwt", "jwt", "example+sd-jwt" },
        u"The token is of the kind these are"_s, u"RFC 9901 §9.11"_s, false);
    addIssuer(out, jwt, expectations, u"RFC 7519 §4.1.1"_s);
    if (!expectations.audiences.isEmpty())
        addAudience(
            out, jwt, expectations, {}, u"It is meant for the expected audience"_s, u"RFC 7519 §4.1.3"_s);
    oauth::addConfirmation(out, jwt, expectations);
    return out;
}

ClaimChecks checkAny(const jose::Jwt &jwt, const Expectations &expectations)
{
    ClaimChecks out;
    if (!expectations.type.isEmpty())
        addType(
            out, jwt, expectations, {}, u"The token is of the expected kind"_s, u"RFC 8725 §3.11"_s, true);
    addIssuer(out, jwt, expectations, u"RFC 7519 §4.1.1"_s);
    addAudience(
        out, jwt, expectations, {}, u"The token is meant for the expected audience"_s, u"RFC 7519 §4.1.3"_s);
    if (!expectations.subject.isEmpty())
        out.append(oauth::compareClaim(jwt, "sub", u"The subject is the expected one"_s, expectations.subject,
            expectations, u"RFC 7519 §4.1.2"_s));
    if (jwt.claims.contains("iat"))
        out.append(oauth::checkIssuedAt(jwt, expectations, u"RFC 7519 §4.1.6"_s));
    return out;
}

} // namespace

ClaimChecks checkKind(Kind kind, const jose::Jwt &jwt, const Expectations &expectations)
{
    switch (kind) {
    case Kind::Id:
        return oauth::checkIdTokenClaims(jwt, expectations, jose::algorithmFromName(jwt.jws.alg()));
    case Kind::Access:
        return oauth::checkAccessTokenClaims(jwt, expectations);
    case Kind::Refresh:
        return { { {},
            { .state = CheckState::Skipped,
                .title
                = u"A refresh token is for the authorization server alone; nothing in it is checked here"_s,
                .rule = u"RFC 6749 §1.5"_s } } };
    case Kind::DpopProof:
        return checkProof(jwt, expectations);
    case Kind::ClientAssertion:
        return checkAssertion(jwt, expectations);
    case Kind::Logout:
        return checkLogout(jwt, expectations);
    case Kind::AuthorizationResponse:
        return checkResponse(jwt, expectations);
    case Kind::IntrospectionAnswer:
        return checkIntrospection(jwt, expectations);
    case Kind::SecurityEvent:
        return checkEvent(jwt, expectations);
    case Kind::RequestObject:
        return checkRequest(jwt, expectations);
    case Kind::Credential:
        return checkCredential(jwt, expectations);
    case Kind::Unknown:
        return checkAny(jwt, expectations);
    }
    Q_UNREACHABLE();
    return {};
}

bool mustEnd(Kind kind)
{
    return kind == Kind::Id || kind == Kind::ClientAssertion || kind == Kind::Logout
        || kind == Kind::AuthorizationResponse;
}

QString endingOf(Kind kind, const jose::Jwt &jwt, const Expectations &expectations)
{
    const bool endsOtherwise
        = kind == Kind::DpopProof || kind == Kind::SecurityEvent || kind == Kind::IntrospectionAnswer;
    const auto issued = jwt.time("iat");
    if (!endsOtherwise || !issued || jwt.claims.contains("exp"))
        return {};
    return u"Made %1."_s.arg(oauth::relativeTime(*issued, oauth::judgingTime(expectations)));
}

std::optional<ClaimCheck> checkClaimSources(const jose::Jwt &jwt)
{
    const json::Object *sources = json::objectMember(jwt.claims, "_claim_sources");
    if (!sources)
        return std::nullopt;
    QStringList places;
    for (const auto &source : *sources) {
        const json::Object *object = source.value().if_object();
        const auto endpoint = object ? json::stringMember(*object, "endpoint") : std::nullopt;
        if (endpoint)
            places.append(base::cleaned(*endpoint));
    }
    return ClaimCheck{ "_claim_sources",
        { .state = CheckState::Noted,
            .title = places.isEmpty()
                ? u"Some claims are those of another issuer; nothing about them was checked"_s
                : u"Some claims live elsewhere; nothing was fetched from there"_s,
            .found = places.join(u", "_s),
            .rule = u"OIDC Core §5.6.2"_s } };
}

} // namespace authscope::inspect
