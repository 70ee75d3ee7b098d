// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/tokenverdict.h"

#include "oauth/claimrows.h"
#include "oauth/humantime.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::CheckState;

namespace {

QString endWords(const std::optional<base::Time> &end, base::Time now)
{
    if (!end)
        return u"It does not say when it ends."_s;
    return *end > now ? u"Ends %1."_s.arg(relativeTime(*end, now))
                      : u"Ended %1."_s.arg(relativeTime(*end, now));
}

QString audienceWords(const jose::Jwt &jwt)
{
    const QList<QByteArray> audience = jwt.audience();
    return audience.isEmpty() ? QString() : u" For %1."_s.arg(base::cleaned(audience.join(", ")));
}

/// What is wrong first; the end of the lifetime last, because a token that only ended is Expired.
const base::Check *firstFailure(const ClaimChecks &checks, bool *isOnlyTheEnd)
{
    const base::Check *end = nullptr;
    for (const ClaimCheck &entry : checks) {
        if (entry.check.state != CheckState::Failed)
            continue;
        if (entry.claim == "exp") {
            end = &entry.check;
            continue;
        }
        *isOnlyTheEnd = false;
        return &entry.check;
    }
    *isOnlyTheEnd = end != nullptr;
    return end;
}

QString failureWords(const base::Check &check)
{
    QString out = u"Failed: %1."_s.arg(check.title);
    if (out.endsWith(u".."_s))
        out.chop(1);
    if (!check.expected.isEmpty())
        out += u" Found %1, expected %2."_s.arg(check.found, check.expected);
    return out;
}

void conclude(TokenVerdict &verdict, const jose::Jwt &jwt, const ClaimChecks &checks,
    const std::optional<jose::Verification> &verified, const QString &whyNoKeys,
    const VerdictContext &context)
{
    const base::Time now = judgingTime(context);
    bool isOnlyTheEnd = false;
    const base::Check *failure = firstFailure(checks, &isOnlyTheEnd);
    const QString end = endWords(verdict.expires, now);
    if (failure && isOnlyTheEnd && verdict.expires) {
        verdict.standing = Standing::Expired;
        verdict.sentence = verified ? u"Expired. %1 Everything else holds."_s.arg(end)
                                    : u"Expired. %1 The signature was not checked: %2"_s.arg(end, whyNoKeys);
    } else if (failure) {
        verdict.standing = Standing::Failed;
        verdict.sentence = failureWords(*failure);
    } else if (!verified) {
        verdict.standing = Standing::NotVerified;
        verdict.sentence = u"Not verified: %1%2 %3"_s.arg(
            whyNoKeys.isEmpty() ? u"the signature was not checked."_s : whyNoKeys, audienceWords(jwt), end);
    } else {
        verdict.standing = Standing::Valid;
        const QByteArray kid
            = verified->key.kid().isEmpty() ? verified->key.thumbprint() : verified->key.kid();
        verdict.sentence = u"Valid. Signed by %1 with %2 key %3.%4 %5"_s.arg(
            base::cleaned(jwt.text("iss").value_or(context.issuer)),
            QString::fromLatin1(jose::algorithmName(verified->algorithm)), base::cleaned(kid, 60),
            audienceWords(jwt), end);
    }
}

/// Everything that is the same for every JWT; `own` are the checks of its kind.
TokenVerdict judgeJwt(TokenKind kind, const jose::Jwt &jwt, const jose::JwkSet *keys,
    const QString &whyNoKeys, const VerdictContext &context)
{
    TokenVerdict out{ .kind = kind, .isJwt = true, .keyExchange = keys ? context.keyExchange : 0 };
    out.headerJson = json::pretty(jwt.jws.header);
    out.issued = jwt.time("iat");
    out.notBefore = jwt.time("nbf");
    out.expires = jwt.time("exp");

    ClaimChecks checks;
    std::optional<jose::Verification> verified;
    checks.append(checkSignature(jwt.jws, keys, whyNoKeys, &verified, out.keyExchange));
    if (verified) {
        out.thumbprint = verified->key.thumbprint();
        for (const QString &note : verified->notes)
            checks.append({ {}, { .state = CheckState::Noted, .title = note } });
    }
    if (kind == TokenKind::Id)
        checks += checkIdTokenClaims(jwt, context, jose::algorithmFromName(jwt.jws.alg()));
    else
        checks += checkAccessTokenClaims(jwt, context);
    checks.append(checkEnd(jwt, context, kind == TokenKind::Id));
    if (const auto notBefore = checkNotBefore(jwt, context))
        checks.append(*notBefore);
    if (const auto clock = checkClock(context))
        checks.append(*clock);

    for (const ClaimCheck &entry : std::as_const(checks))
        out.checks.append(entry.check);
    out.claims = claimRows(jwt, checks, judgingTime(context));
    conclude(out, jwt, checks, verified, whyNoKeys, context);
    return out;
}

} // namespace

TokenVerdict judgeIdToken(const QByteArray &token, const jose::JwkSet *keys, const QString &whyNoKeys,
    const VerdictContext &context)
{
    const auto jwt = jose::parseJwt(token);
    if (jwt)
        return judgeJwt(TokenKind::Id, *jwt, keys, whyNoKeys, context);
    TokenVerdict out{ .kind = TokenKind::Id, .standing = Standing::Failed };
    out.checks.append({ .state = CheckState::Failed,
        .title = jwt.error().message,
        .expected = u"a signed JWT"_s,
        .rule = u"OIDC Core §2"_s });
    out.sentence = u"Failed: %1"_s.arg(jwt.error().message);
    return out;
}

TokenVerdict judgeAccessToken(const QByteArray &token, const jose::JwkSet *keys, const QString &whyNoKeys,
    const VerdictContext &context)
{
    if (const auto jwt = jose::parseJwt(token))
        return judgeJwt(TokenKind::Access, *jwt, keys, whyNoKeys, context);
    TokenVerdict out{ .kind = TokenKind::Access };
    out.checks.append({ .state = CheckState::Skipped,
        .title = u"The token is opaque: nothing in it can be checked here"_s,
        .rule = u"RFC 6749 §1.4"_s });
    out.sentence = u"Not verified: the token is opaque, only the server can read it."_s;
    return out;
}

TokenVerdict judgeRefreshToken(const TokenSet &tokens, const VerdictContext &context)
{
    TokenVerdict out{ .kind = TokenKind::Refresh };
    if (tokens.refreshToken.isEmpty()) {
        out.sentence = u"There is no refresh token: the server issued none."_s;
        return out;
    }
    if (const auto jwt = jose::parseJwt(tokens.refreshToken.reveal())) {
        out.isJwt = true;
        out.headerJson = json::pretty(jwt->jws.header);
        out.claims = claimRows(*jwt, {}, context.now);
        out.issued = jwt->time("iat");
        out.notBefore = jwt->time("nbf");
        out.expires = jwt->time("exp");
    }
    out.checks.append({ .state = CheckState::Skipped,
        .title = u"A refresh token is for the authorization server alone; nothing in it is checked here"_s,
        .rule = u"RFC 6749 §1.5"_s });
    out.sentence = u"Not verified: only the authorization server can read it. It renews the access token."_s;
    return out;
}

} // namespace authscope::oauth
