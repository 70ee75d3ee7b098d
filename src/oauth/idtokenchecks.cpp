// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/humantime.h"
#include "oauth/tokenchecks.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::CheckState;

namespace {

void addAudience(ClaimChecks &out, const jose::Jwt &jwt, const VerdictContext &context)
{
    const QString rule = u"OIDC Core §3.1.3.7 (3)"_s;
    if (!context.audiences.isEmpty())
        out.append(
            audienceCheck(jwt, u"The token is meant for the expected audience"_s, context.audiences, rule));
    if (!context.clientId.isEmpty() || !context.isPartial)
        out.append(audienceCheck(jwt, u"The token is meant for this client"_s, { context.clientId }, rule));
    else if (context.audiences.isEmpty())
        out.append(compareClaim(jwt, "aud", u"The token is meant for this client"_s, {}, context, rule));

    const bool hasStrangers = jwt.audience().size() > 1;
    if (!hasStrangers && !jwt.claims.contains("azp") && context.party.isEmpty())
        return;
    out.append(compareClaim(jwt, "azp",
        hasStrangers ? u"Several audiences are named, so the authorized party must be this client"_s
                     : u"The authorized party is this client"_s,
        context.party.isEmpty() ? context.clientId : context.party, context, u"OIDC Core §3.1.3.7 (4, 5)"_s));
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
    const auto signedIn = jwt.time("auth_time");
    const QString rule = u"OIDC Core §3.1.3.7 (13)"_s;
    const bool isBeforeTokens = signedIn && *signedIn < base::fromMillis(qint64(365) * 86400 * 1000);
    if (!context.maxAge) {
        if (isBeforeTokens)
            out.append({ "auth_time",
                { .state = CheckState::Noted,
                    .title = u"The server says that the sign-in happened in 1970: it does not know when"_s,
                    .found = localTime(*signedIn),
                    .rule = u"OIDC Core §2"_s } });
        return;
    }
    const base::Time earliest = judgingTime(context) - *context.maxAge - context.tolerance;
    const bool isRecent = signedIn && *signedIn >= earliest;
    const bool isMissing = !jwt.claims.contains("auth_time");
    out.append({ "auth_time",
        { .state = isRecent                     ? CheckState::Passed
                : isMissing && !context.insists ? CheckState::Noted
                                                : CheckState::Failed,
            .title = isRecent ? u"The person signed in at the provider as recently as was asked for"_s
                : isMissing
                ? u"A recent sign-in was asked for (max_age), and the token does not say when it was"_s
                : isBeforeTokens
                ? u"A recent sign-in was asked for (max_age), and the server says it happened in 1970"_s
                : u"The sign-in at the provider is older than was asked for (max_age)"_s,
            .found = signedIn ? localTime(*signedIn) : shownClaim(jwt, "auth_time"),
            .expected = u"not before %1"_s.arg(localTime(earliest)),
            .rule = rule } });
}

void addAuthenticationClass(ClaimChecks &out, const jose::Jwt &jwt, const VerdictContext &context)
{
    if (context.acr.isEmpty())
        return;
    out.append(compareClaim(jwt, "acr", u"The person was authenticated the way that was asked for"_s,
        context.acr, context, u"OIDC Core §5.5.1.1"_s));
}

/// at_hash and c_hash: half a hash of what came along, by the hash of the signature's algorithm.
void addHash(ClaimChecks &out, const jose::Jwt &jwt, const char *claim, const QString &title,
    const QByteArray &value, std::optional<jose::Algorithm> algorithm, const QString &rule)
{
    if (!value.isEmpty() && algorithm)
        out.append(compareClaim(jwt, claim, title, jose::leftHalfHash(*algorithm, value), {}, rule));
}

void addHashes(ClaimChecks &out, const jose::Jwt &jwt, const VerdictContext &context,
    std::optional<jose::Algorithm> algorithm)
{
    if (jwt.claims.contains("at_hash"))
        addHash(out, jwt, "at_hash", u"The access token is the one this token was issued with"_s,
            context.accessToken, algorithm, u"OIDC Core §3.1.3.6"_s);
    else
        out.append({ {},
            { .state = CheckState::Skipped,
                .title = u"No hash of the access token was given, which is allowed"_s,
                .rule = u"OIDC Core §3.1.3.6"_s } });
    if (jwt.claims.contains("c_hash"))
        addHash(out, jwt, "c_hash", u"The code is the one this token was issued with"_s, context.code,
            algorithm, u"OIDC Core §3.3.2.11"_s);
}

void addSubject(ClaimChecks &out, const jose::Jwt &jwt, const VerdictContext &context)
{
    const auto subject = jwt.text("sub");
    const bool isUsable = subject && !subject->isEmpty() && subject->size() <= 255;
    out.append({ "sub",
        { .state = isUsable ? CheckState::Passed : CheckState::Failed,
            .title = u"The token names a subject"_s,
            .found = shownClaim(jwt, "sub"),
            .expected = u"a text of 1 to 255 characters"_s,
            .rule = u"OIDC Core §2"_s } });
    if (!context.subject.isEmpty())
        out.append(compareClaim(jwt, "sub", u"The subject is the one who signed in"_s, context.subject,
            context, u"OIDC Core §12.2"_s));
}

} // namespace

ClaimChecks checkIdTokenClaims(
    const jose::Jwt &jwt, const VerdictContext &context, std::optional<jose::Algorithm> algorithm)
{
    ClaimChecks out;
    if (auto type = checkType(
            jwt, context, u"The token is of the kind ID tokens are"_s, { "jwt" }, u"RFC 8725 §3.11"_s))
        out.append(std::move(*type));
    out.append(compareClaim(
        jwt, "iss", u"The issuer is ours"_s, context.issuer, context, u"OIDC Core §3.1.3.7 (2)"_s));
    addAudience(out, jwt, context);
    out.append(checkIssuedAt(jwt, context, u"OIDC Core §3.1.3.7 (10)"_s));
    addNonce(out, jwt, context);
    addSignInTime(out, jwt, context);
    addAuthenticationClass(out, jwt, context);
    addHashes(out, jwt, context, algorithm);
    addSubject(out, jwt, context);
    return out;
}

} // namespace authscope::oauth
