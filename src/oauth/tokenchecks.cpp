// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/tokenchecks.h"

#include "oauth/humantime.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::CheckState;

namespace {

/// The claim as it stands in the token, for a row that says what was wrong with it.
QString shown(const jose::Jwt &jwt, std::string_view name)
{
    const json::Value *value = jwt.claims.if_contains(name);
    if (!value)
        return u"missing"_s;
    return base::cleaned(value->is_string() ? json::bytes(value->get_string()) : json::compact(*value));
}

ClaimCheck compare(const jose::Jwt &jwt, const char *claim, const QString &title, const QByteArray &expected,
    const QString &rule, CheckState whenDifferent = CheckState::Failed)
{
    const bool isSame = jwt.text(claim) == expected;
    return { claim,
        { .state = isSame ? CheckState::Passed : whenDifferent,
            .title = title,
            .found = shown(jwt, claim),
            .expected = base::cleaned(expected),
            .rule = rule } };
}

void addAudience(ClaimChecks &out, const jose::Jwt &jwt, const VerdictContext &context)
{
    const QList<QByteArray> audience = jwt.audience();
    out.append({ "aud",
        { .state = audience.contains(context.clientId) ? CheckState::Passed : CheckState::Failed,
            .title = u"The token is meant for this client"_s,
            .found = shown(jwt, "aud"),
            .expected = base::cleaned(context.clientId),
            .rule = u"OIDC Core §3.1.3.7 (3)"_s } });
    const bool hasStrangers = audience.size() > 1;
    const bool hasParty = jwt.claims.contains("azp");
    if (!hasStrangers && !hasParty)
        return;
    out.append(compare(jwt, "azp",
        hasStrangers ? u"Several audiences are named, so the authorized party must be this client"_s
                     : u"The authorized party is this client"_s,
        context.clientId, u"OIDC Core §3.1.3.7 (4, 5)"_s));
}

void addIssuedAt(ClaimChecks &out, const jose::Jwt &jwt, const VerdictContext &context)
{
    const auto issued = jwt.time("iat");
    base::Check check{ .title = u"The token was issued just now"_s,
        .found = issued ? localTime(*issued) : shown(jwt, "iat"),
        .expected = u"not after %1"_s.arg(localTime(judgingTime(context) + context.tolerance)),
        .rule = u"OIDC Core §3.1.3.7 (10)"_s };
    if (!issued) {
        check.state = CheckState::Failed;
        check.title = u"The token says when it was issued"_s;
    } else if (*issued > judgingTime(context) + context.tolerance) {
        check.state = CheckState::Failed;
        check.title = u"The token was issued in the future"_s;
    } else if (!context.nonce.isEmpty() && judgingTime(context) - *issued > std::chrono::hours(24)) {
        check.state = CheckState::Noted;
        check.title = u"The token was issued long before this sign-in"_s;
    } else {
        check.title = u"The token was not issued in the future"_s;
    }
    out.append({ "iat", check });
}

void addNonce(ClaimChecks &out, const jose::Jwt &jwt, const VerdictContext &context)
{
    if (context.nonce.isEmpty())
        return;
    const auto nonce = jwt.text("nonce");
    const bool isSame = nonce && jose::constantTimeEqual(*nonce, context.nonce);
    out.append({ "nonce",
        { .state = isSame ? CheckState::Passed : CheckState::Failed,
            .title = u"The token repeats the nonce of this sign-in"_s,
            .found = isSame ? u"the same"_s
                : nonce     ? u"another value"_s
                            : u"missing"_s,
            .expected = u"the value we sent"_s,
            .rule = u"OIDC Core §3.1.3.7 (11)"_s } });
}

void addSignInTime(ClaimChecks &out, const jose::Jwt &jwt, const VerdictContext &context)
{
    if (!context.maxAge)
        return;
    const auto signedIn = jwt.time("auth_time");
    const base::Time earliest = judgingTime(context) - *context.maxAge - context.tolerance;
    const bool isRecent = signedIn && *signedIn >= earliest;
    const bool isMissing = !jwt.claims.contains("auth_time");
    out.append({ "auth_time",
        { .state = isRecent ? CheckState::Passed
                : isMissing ? CheckState::Noted
                            : CheckState::Failed,
            .title = isRecent ? u"The person signed in at the provider as recently as was asked for"_s
                : isMissing
                ? u"A recent sign-in was asked for (max_age), and the token does not say when it was"_s
                : u"The sign-in at the provider is older than was asked for (max_age)"_s,
            .found = signedIn ? localTime(*signedIn) : shown(jwt, "auth_time"),
            .expected = u"not before %1"_s.arg(localTime(earliest)),
            .rule = u"OIDC Core §3.1.3.7 (13)"_s } });
}

void addAccessTokenHash(ClaimChecks &out, const jose::Jwt &jwt, const VerdictContext &context,
    std::optional<jose::Algorithm> algorithm)
{
    const QString rule = u"OIDC Core §3.1.3.6"_s;
    if (!jwt.claims.contains("at_hash")) {
        out.append({ {},
            { .state = CheckState::Skipped,
                .title = u"No hash of the access token was given, which is allowed"_s,
                .rule = rule } });
        return;
    }
    if (context.accessToken.isEmpty() || !algorithm)
        return;
    out.append(compare(jwt, "at_hash", u"The access token is the one this token was issued with"_s,
        jose::leftHalfHash(*algorithm, context.accessToken), rule));
}

void addSubject(ClaimChecks &out, const jose::Jwt &jwt, const VerdictContext &context)
{
    const auto subject = jwt.text("sub");
    const bool isUsable = subject && !subject->isEmpty() && subject->size() <= 255;
    out.append({ "sub",
        { .state = isUsable ? CheckState::Passed : CheckState::Failed,
            .title = u"The token names a subject"_s,
            .found = shown(jwt, "sub"),
            .expected = u"a text of 1 to 255 characters"_s,
            .rule = u"OIDC Core §2"_s } });
    if (!context.subject.isEmpty())
        out.append(compare(
            jwt, "sub", u"The subject is the one who signed in"_s, context.subject, u"OIDC Core §12.2"_s));
}

} // namespace

ClaimCheck checkSignature(const jose::Jws &jws, const jose::JwkSet *keys, const QString &whyNoKeys,
    std::optional<jose::Verification> *verified, base::ExchangeId keyExchange)
{
    base::Check check{ .title = u"The signature is the issuer's"_s,
        .found = base::cleaned(jws.alg()),
        .rule = u"RFC 7515 §5.2"_s,
        .exchange = keyExchange };
    if (!keys) {
        check.state = CheckState::Skipped;
        check.title = u"The signature was not checked: %1"_s.arg(whyNoKeys);
        return { {}, check };
    }
    auto verification = jose::verify(jws, *keys);
    if (!verification) {
        check.state = CheckState::Failed;
        check.title = u"%1 %2"_s.arg(verification.error().code, verification.error().message);
        if (!verification.error().rule.isEmpty())
            check.rule = verification.error().rule;
        return { {}, check };
    }
    check.found = u"%1, key %2"_s.arg(QString::fromLatin1(jose::algorithmName(verification->algorithm)),
        base::cleaned(
            verification->key.kid().isEmpty() ? verification->key.thumbprint() : verification->key.kid()));
    *verified = std::move(*verification);
    return { {}, check };
}

base::Time judgingTime(const VerdictContext &context)
{
    const auto ahead = context.serverClockAhead.value_or(std::chrono::seconds(0));
    return std::chrono::abs(ahead) > context.tolerance ? context.now + ahead : context.now;
}

std::optional<ClaimCheck> checkClock(const VerdictContext &context)
{
    const auto ahead = context.serverClockAhead.value_or(std::chrono::seconds(0));
    if (std::chrono::abs(ahead) <= context.tolerance)
        return std::nullopt;
    return ClaimCheck{ {},
        { .state = CheckState::Noted,
            .title
            = u"OA-217 This computer's clock is %1 %2 the server's; times are judged by the server's"_s.arg(
                humanDuration(ahead), ahead.count() > 0 ? u"behind"_s : u"ahead of"_s),
            .found = localTime(context.now),
            .expected = localTime(context.now + ahead),
            .rule = u"RFC 9110 §6.6.1"_s } };
}

ClaimCheck checkEnd(const jose::Jwt &jwt, const VerdictContext &context, bool isRequired)
{
    const auto end = jwt.time("exp");
    const base::Time now = judgingTime(context);
    base::Check check{ .title = u"The token has not expired"_s,
        .found = end ? u"%1, %2"_s.arg(localTime(*end), relativeTime(*end, now)) : shown(jwt, "exp"),
        .expected = u"after %1"_s.arg(localTime(now - context.tolerance)),
        .rule = u"RFC 7519 §4.1.4"_s };
    if (!end) {
        check.state = isRequired || jwt.claims.contains("exp") ? CheckState::Failed : CheckState::Noted;
        check.title = u"The token says when it ends"_s;
    } else if (*end + context.tolerance <= now) {
        check.state = CheckState::Failed;
        check.title = u"The token has expired"_s;
    }
    return { "exp", check };
}

std::optional<ClaimCheck> checkNotBefore(const jose::Jwt &jwt, const VerdictContext &context)
{
    if (!jwt.claims.contains("nbf"))
        return std::nullopt;
    const auto from = jwt.time("nbf");
    const base::Time now = judgingTime(context);
    const bool holds = from && *from - context.tolerance <= now;
    return ClaimCheck{ "nbf",
        { .state = holds ? CheckState::Passed : CheckState::Failed,
            .title = holds ? u"The token is already valid"_s : u"The token is not valid yet"_s,
            .found = from ? localTime(*from) : shown(jwt, "nbf"),
            .expected = u"not after %1"_s.arg(localTime(now + context.tolerance)),
            .rule = u"RFC 7519 §4.1.5"_s } };
}

ClaimChecks checkIdTokenClaims(
    const jose::Jwt &jwt, const VerdictContext &context, std::optional<jose::Algorithm> algorithm)
{
    ClaimChecks out;
    static const QList<QByteArray> otherKinds{ "at+jwt", "application/at+jwt", "logout+jwt",
        "application/logout+jwt", "token-introspection+jwt", "application/token-introspection+jwt",
        "dpop+jwt", "secevent+jwt", "application/secevent+jwt" };
    const QByteArray type = jwt.jws.typ();
    if (!type.isEmpty())
        out.append({ {},
            { .state = otherKinds.contains(type.toLower()) ? CheckState::Failed : CheckState::Passed,
                .title = u"The token is of the kind ID tokens are"_s,
                .found = base::cleaned(type),
                .expected = u"JWT, or nothing"_s,
                .rule = u"RFC 8725 §3.11"_s } });
    out.append(compare(jwt, "iss", u"The issuer is ours"_s, context.issuer, u"OIDC Core §3.1.3.7 (2)"_s));
    addAudience(out, jwt, context);
    addIssuedAt(out, jwt, context);
    addNonce(out, jwt, context);
    addSignInTime(out, jwt, context);
    addAccessTokenHash(out, jwt, context, algorithm);
    addSubject(out, jwt, context);
    return out;
}

ClaimChecks checkAccessTokenClaims(const jose::Jwt &jwt, const VerdictContext &context)
{
    ClaimChecks out;
    if (!context.issuer.isEmpty())
        out.append(compare(
            jwt, "iss", u"The issuer is ours"_s, context.issuer, u"RFC 9068 §4"_s, CheckState::Noted));
    if (!context.resource.isEmpty()) {
        const bool isNamed = jwt.audience().contains(context.resource);
        out.append({ "aud",
            { .state = isNamed ? CheckState::Passed : CheckState::Noted,
                .title = isNamed ? u"The token is meant for this server"_s
                                 : u"The audience does not name this server; whether it takes the token is "
                                   "its own decision"_s,
                .found = shown(jwt, "aud"),
                .expected = base::cleaned(context.resource),
                .rule = u"RFC 8707 §2"_s } });
    }
    if (!context.subject.isEmpty() && jwt.claims.contains("sub"))
        out.append(compare(jwt, "sub", u"The subject is the one who signed in"_s, context.subject,
            u"RFC 9068 §2.2"_s, CheckState::Noted));
    if (jwt.claims.contains("scope") && !context.grantedScopes.isEmpty()) {
        const QList<QByteArray> inside = splitScopes(jwt.text("scope").value_or(QByteArray()));
        const bool isSame = QSet<QByteArray>(inside.begin(), inside.end())
            == QSet<QByteArray>(context.grantedScopes.begin(), context.grantedScopes.end());
        out.append({ "scope",
            { .state = isSame ? CheckState::Passed : CheckState::Noted,
                .title = isSame ? u"The scopes are those granted"_s
                                : u"The scopes inside are not those the server said it granted"_s,
                .found = shown(jwt, "scope"),
                .expected = base::cleaned(joinScopes(context.grantedScopes)),
                .rule = u"RFC 9068 §2.2.3"_s } });
    }
    return out;
}

} // namespace authscope::oauth
