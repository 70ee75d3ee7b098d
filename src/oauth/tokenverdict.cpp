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
    // Titles of what holds and of what does not are the same: “The issuer is ours” would say the opposite.
    if (!check.expected.isEmpty() && !check.title.endsWith(u'.'))
        return u"Failed the check “%1”: found %2, expected %3."_s.arg(
            check.title, check.found, check.expected);
    QString out = u"Failed: %1"_s.arg(check.title);
    if (!out.endsWith(u'.'))
        out += u'.';
    return out;
}

QString notCheckedWords(const SignatureFound &signature)
{
    return signature.whyNot.isEmpty() ? u"Nobody's signature was checked."_s
                                      : u"The signature was not checked: %1"_s.arg(signature.whyNot);
}

void conclude(TokenVerdict &verdict, const jose::Jwt &jwt, const ClaimChecks &checks,
    const SignatureFound &signature, const VerdictContext &context, const QString &ending)
{
    using Outcome = SignatureFound::Outcome;
    const base::Time now = judgingTime(context);
    bool isOnlyTheEnd = false;
    const base::Check *failure = firstFailure(checks, &isOnlyTheEnd);
    const QString end = ending.isEmpty() ? endWords(verdict.expires, now) : ending;
    const bool isVerified = signature.outcome == Outcome::Holds;
    if (failure && isOnlyTheEnd && verdict.expires) {
        verdict.standing = Standing::Expired;
        verdict.sentence = isVerified ? u"Expired. %1 Everything else holds."_s.arg(end)
                                      : u"Expired. %1 %2"_s.arg(end, notCheckedWords(signature));
    } else if (failure) {
        verdict.standing = Standing::Failed;
        verdict.sentence = failureWords(*failure);
        if (signature.outcome == Outcome::NotChecked && context.isPartial)
            verdict.sentence += u' ' + notCheckedWords(signature);
    } else if (!isVerified) {
        verdict.standing = Standing::NotVerified;
        verdict.sentence = signature.whyNot.isEmpty()
            ? u"Decoded only. Nobody's signature was checked.%1 %2"_s.arg(audienceWords(jwt), end)
            : u"Not verified: %1%2 %3"_s.arg(signature.whyNot, audienceWords(jwt), end);
    } else {
        verdict.standing = Standing::Valid;
        const QString signer = signature.signer.isEmpty()
            ? base::cleaned(jwt.text("iss").value_or(context.issuer))
            : signature.signer;
        verdict.sentence = signer.isEmpty()
            ? u"Valid. Signed with %1.%2 %3"_s.arg(signature.with, audienceWords(jwt), end)
            : u"Valid. Signed by %1 with %2.%3 %4"_s.arg(signer, signature.with, audienceWords(jwt), end);
    }
}

} // namespace

TokenVerdict assembleVerdict(TokenKind kind, const jose::Jwt &jwt, const SignatureFound &signature,
    ClaimChecks own, const VerdictContext &context, bool mustEnd, const QString &ending)
{
    TokenVerdict out{ .kind = kind, .isJwt = true, .keyExchange = signature.exchange };
    out.headerJson = json::pretty(jwt.jws.header);
    out.issued = jwt.time("iat");
    out.notBefore = jwt.time("nbf");
    out.expires = jwt.time("exp");
    out.thumbprint = signature.thumbprint;

    ClaimChecks checks = signature.checks + std::move(own);
    if (mustEnd || ending.isEmpty() || jwt.claims.contains("exp"))
        checks.append(checkEnd(jwt, context, mustEnd));
    if (const auto notBefore = checkNotBefore(jwt, context))
        checks.append(*notBefore);
    if (const auto clock = checkClock(context))
        checks.append(*clock);

    for (const ClaimCheck &entry : std::as_const(checks))
        out.checks.append(entry.check);
    out.claims = claimRows(jwt, checks, judgingTime(context));
    conclude(out, jwt, checks, signature, context, ending);
    return out;
}

TokenVerdict judgeIdToken(const QByteArray &token, const jose::JwkSet *keys, const QString &whyNoKeys,
    const VerdictContext &context)
{
    const auto jwt = jose::parseJwt(token);
    if (jwt)
        return assembleVerdict(TokenKind::Id, *jwt, checkSignature(jwt->jws, keys, whyNoKeys, context),
            checkIdTokenClaims(*jwt, context, jose::algorithmFromName(jwt->jws.alg())), context, true);
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
        return assembleVerdict(TokenKind::Access, *jwt, checkSignature(jwt->jws, keys, whyNoKeys, context),
            checkAccessTokenClaims(*jwt, context), context, false);
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
