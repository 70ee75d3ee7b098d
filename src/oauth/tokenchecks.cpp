// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/tokenchecks.h"

#include "base/errorcodes.h"
#include "oauth/humantime.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::CheckState;

namespace {

/// The day of a moment that is no real one: a zero, or long before there were tokens.
bool isAncient(base::Time time)
{
    return time < base::fromMillis(qint64(365) * 86400 * 1000); // 1971
}

/// Names that say what a token is; one of them in the place of another is an attack.
const QList<QByteArray> &telling()
{
    static const QList<QByteArray> names{ "at+jwt", "logout+jwt", "token-introspection+jwt", "dpop+jwt",
        "secevent+jwt", "client-authentication+jwt", "oauth-authz-req+jwt", "kb+jwt", "dc+sd-jwt",
        "vc+sd-jwt", "introspection+jwt", "jarm+jwt", "token-exchange+jwt", "txntoken+jwt" };
    return names;
}

} // namespace

QString shownClaim(const jose::Jwt &jwt, std::string_view name)
{
    const json::Value *value = jwt.claims.if_contains(name);
    if (!value)
        return u"missing"_s;
    return base::cleaned(value->is_string() ? json::bytes(value->get_string()) : json::compact(*value));
}

ClaimCheck compareClaim(const jose::Jwt &jwt, const char *claim, const QString &title,
    const QByteArray &expected, const VerdictContext &context, const QString &rule, CheckState whenDifferent)
{
    if (expected.isEmpty() && context.isPartial)
        return { claim,
            { .state = CheckState::Skipped,
                .title = title + u": not compared, because nothing was expected"_s,
                .found = shownClaim(jwt, claim),
                .rule = rule } };
    const bool isSame = jwt.text(claim) == expected;
    return { claim,
        { .state = isSame ? CheckState::Passed : whenDifferent,
            .title = title,
            .found = shownClaim(jwt, claim),
            .expected = base::cleaned(expected),
            .rule = rule } };
}

ClaimCheck audienceCheck(const jose::Jwt &jwt, const QString &title, const QList<QByteArray> &expected,
    const QString &rule, CheckState whenDifferent)
{
    const QList<QByteArray> audience = jwt.audience();
    const bool isNamed = std::any_of(
        expected.begin(), expected.end(), [&](const QByteArray &one) { return audience.contains(one); });
    return { "aud",
        { .state = isNamed ? CheckState::Passed : whenDifferent,
            .title = title,
            .found = shownClaim(jwt, "aud"),
            .expected = base::cleaned(expected.join(" or ")),
            .rule = rule } };
}

QByteArray shortType(const jose::Jws &jws)
{
    QByteArray type = jws.typ().toLower();
    if (type.startsWith("application/"))
        type.remove(0, 12); // RFC 7515 §4.1.9
    return type;
}

std::optional<ClaimCheck> checkType(const jose::Jwt &jwt, const VerdictContext &context, const QString &title,
    const QList<QByteArray> &own, const QString &rule, bool isRequired)
{
    const QByteArray type = shortType(jwt.jws);
    base::Check check{ .title = title,
        .found = type.isEmpty() ? u"no typ"_s : base::cleaned(jwt.jws.typ()),
        .expected = base::cleaned(context.type.isEmpty() ? own.join(" or ") : context.type),
        .rule = rule };
    if (!context.type.isEmpty()) {
        QByteArray wanted = context.type.toLower();
        if (wanted.startsWith("application/"))
            wanted.remove(0, 12);
        check.state = type == wanted ? CheckState::Passed : CheckState::Failed;
        return ClaimCheck{ {}, check };
    }
    if (type.isEmpty() && !isRequired)
        return std::nullopt;
    if (!own.contains(type))
        check.state = isRequired || telling().contains(type) ? CheckState::Failed : CheckState::Noted;
    return ClaimCheck{ {}, check };
}

QString whyUnsigned(const jose::Jws &jws)
{
    if (jws.alg().isEmpty() || jws.alg().compare("none", Qt::CaseInsensitive) == 0)
        return jose::whyRefused(jws.alg());
    if (jws.signature.isEmpty())
        return u"The token says %1 but has no signature: it is unsigned."_s.arg(base::cleaned(jws.alg(), 60));
    return {};
}

SignatureFound checkSignature(
    const jose::Jws &jws, const jose::JwkSet *keys, const QString &whyNoKeys, base::ExchangeId keyExchange)
{
    using Outcome = SignatureFound::Outcome;
    SignatureFound out{ .whyNot = whyNoKeys, .exchange = keys ? keyExchange : 0 };
    base::Check check{ .title = u"The signature is the issuer's"_s,
        .found = base::cleaned(jws.alg()),
        .rule = u"RFC 7515 §5.2"_s,
        .exchange = keyExchange };
    // T100: with or without keys, there is nothing that could hold.
    if (const QString reason = whyUnsigned(jws); !reason.isEmpty()) {
        out.outcome = Outcome::Fails;
        check.state = CheckState::Failed;
        check.title = u"%1 %2"_s.arg(base::code::signature, reason);
        check.rule = u"RFC 8725 §3.2"_s;
        out.checks.append({ {}, check });
        return out;
    }
    if (!keys) {
        check.state = CheckState::Skipped;
        check.title = whyNoKeys.isEmpty() ? u"Nobody's signature was checked: no key was given"_s
                                          : u"The signature was not checked: %1"_s.arg(whyNoKeys);
        out.checks.append({ {}, check });
        return out;
    }
    auto verification = jose::verify(jws, *keys);
    if (!verification) {
        out.outcome = Outcome::Fails;
        check.state = CheckState::Failed;
        check.title = u"%1 %2"_s.arg(verification.error().code, verification.error().message);
        if (!verification.error().rule.isEmpty())
            check.rule = verification.error().rule;
        out.checks.append({ {}, check });
        return out;
    }
    const jose::Jwk &key = verification->key;
    const QString name = QString::fromLatin1(jose::algorithmName(verification->algorithm));
    const QByteArray kid = key.kid().isEmpty() ? key.thumbprint() : key.kid();
    check.found = u"%1, key %2"_s.arg(name, base::cleaned(kid));
    out.outcome = Outcome::Holds;
    out.algorithm = verification->algorithm;
    out.with = u"%1 key %2"_s.arg(name, base::cleaned(kid, 60));
    out.thumbprint = key.thumbprint();
    out.checks.append({ {}, check });
    for (const QString &note : std::as_const(verification->notes))
        out.checks.append({ {}, { .state = CheckState::Noted, .title = note, .rule = u"RFC 8725 §3.10"_s } });
    return out;
}

SignatureFound checkSignature(
    const jose::Jws &jws, const jose::JwkSet *keys, const QString &whyNoKeys, const VerdictContext &context)
{
    SignatureFound out = checkSignature(jws, keys, whyNoKeys, context.keyExchange);
    if (out.outcome != SignatureFound::Outcome::Fails || !context.verifiedAt || jws.kid().isEmpty())
        return out;
    const bool isPublished = std::any_of(keys->keys().begin(), keys->keys().end(),
                                 [&jws](const jose::Jwk &key) { return key.kid() == jws.kid(); })
        || std::any_of(keys->refused().begin(), keys->refused().end(),
            [&jws](const jose::RefusedKey &key) { return key.kid == jws.kid(); });
    if (isPublished)
        return out;
    return checkSignature(jws, nullptr,
        u"It held when the token came, %1; its key %2 is no longer published."_s.arg(
            relativeTime(*context.verifiedAt, context.now), quoted(jws.kid())),
        context.keyExchange);
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
        .found = end ? u"%1, %2"_s.arg(localTime(*end), relativeTime(*end, now)) : shownClaim(jwt, "exp"),
        .expected = u"after %1"_s.arg(localTime(now - context.tolerance)),
        .rule = u"RFC 7519 §4.1.4"_s };
    if (!end && jwt.claims.contains("exp")) {
        check.state = CheckState::Failed;
        check.title = u"The end of the token is no date"_s;
        check.expected = u"seconds since 1970, before the year 10000"_s;
    } else if (!end) {
        check.state = isRequired ? CheckState::Failed : CheckState::Noted;
        check.title = u"The token does not say when it ends"_s;
        check.expected.clear();
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
            .found = from ? localTime(*from) : shownClaim(jwt, "nbf"),
            .expected = u"not after %1"_s.arg(localTime(now + context.tolerance)),
            .rule = u"RFC 7519 §4.1.5"_s } };
}

ClaimCheck checkIssuedAt(const jose::Jwt &jwt, const VerdictContext &context, const QString &rule)
{
    const auto issued = jwt.time("iat");
    const base::Time now = judgingTime(context);
    base::Check check{ .title = u"The token was not issued in the future"_s,
        .found = issued ? localTime(*issued) : shownClaim(jwt, "iat"),
        .expected = u"not after %1"_s.arg(localTime(now + context.tolerance)),
        .rule = rule };
    if (!issued && jwt.claims.contains("iat")) {
        check.state = CheckState::Failed;
        check.title = u"The moment of issue is no date"_s;
        check.expected = u"seconds since 1970, before the year 10000"_s;
    } else if (!issued) {
        check.state = CheckState::Failed;
        check.title = u"The token does not say when it was issued"_s;
        check.expected.clear();
    } else if (*issued > now + context.tolerance) {
        check.state = CheckState::Failed;
        check.title = u"The token was issued in the future"_s;
    } else if (isAncient(*issued)) {
        check.state = CheckState::Noted;
        check.title = u"The token says that it was issued in 1970, before there were any"_s;
    } else if (!context.nonce.isEmpty() && now - *issued > std::chrono::hours(24)) {
        check.state = CheckState::Noted;
        check.title = u"The token was issued long before this sign-in"_s;
    }
    return { "iat", check };
}

} // namespace authscope::oauth
