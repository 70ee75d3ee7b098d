// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/tokenchecks.h"
#include "oauth/words.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::CheckState;

namespace {

constexpr const char *organizationClaim = "https://stytch.com/organization";

CheckState different(const VerdictContext &context)
{
    return context.insists ? CheckState::Failed : CheckState::Noted;
}

/// At Stytch access tokens are for the project, whatever resource was asked for (stytch.md A.11).
bool isForProject(const jose::Jwt &jwt)
{
    static const QRegularExpression form(u"\\Aproject-(test|live)-[0-9a-f-]{36}\\z"_s);
    const QList<QByteArray> audience = jwt.audience();
    return std::any_of(audience.begin(), audience.end(),
        [](const QByteArray &one) { return form.match(QString::fromLatin1(one)).hasMatch(); });
}

void addAudience(ClaimChecks &out, const jose::Jwt &jwt, const VerdictContext &context)
{
    const QString rule = u"RFC 9068 §4"_s;
    if (!context.audiences.isEmpty())
        out.append(
            audienceCheck(jwt, u"The token is meant for the expected audience"_s, context.audiences, rule));
    if (context.resource.isEmpty()) {
        if (context.isPartial && context.audiences.isEmpty())
            out.append(compareClaim(
                jwt, "aud", u"The token is meant for the server that will get it"_s, {}, context, rule));
        return;
    }
    const bool isNamed = jwt.audience().contains(context.resource);
    const bool isProject = !isNamed && isForProject(jwt);
    out.append({ "aud",
        { .state = isNamed || isProject ? CheckState::Passed : different(context),
            .title = isNamed ? u"The token is meant for this server"_s
                : isProject
                ? u"The token is meant for the provider's project, as this provider always does it"_s
                : u"The audience does not name this server; whether it takes the token is its own decision"_s,
            .found = shownClaim(jwt, "aud"),
            .expected = base::cleaned(context.resource),
            .rule = u"RFC 8707 §2"_s } });
}

bool isSameSet(const QList<QByteArray> &a, const QList<QByteArray> &b)
{
    return QSet<QByteArray>(a.begin(), a.end()) == QSet<QByteArray>(b.begin(), b.end());
}

QByteArray missingFrom(const QList<QByteArray> &wanted, const QList<QByteArray> &there)
{
    QList<QByteArray> missing;
    for (const QByteArray &one : wanted) {
        if (!there.contains(one))
            missing.append(one);
    }
    return joinScopes(missing);
}

/// scope as a text, or the lists some issuers write.
std::optional<QList<QByteArray>> scopesInside(const jose::Jwt &jwt, QByteArray *claim)
{
    for (const char *name : { "scope", "scp" }) {
        *claim = name;
        if (const auto text = jwt.text(name))
            return splitScopes(*text);
        if (const auto list = json::stringList(jwt.claims, name))
            return list;
    }
    return std::nullopt;
}

void addScopes(ClaimChecks &out, const jose::Jwt &jwt, const VerdictContext &context)
{
    QByteArray claim;
    const auto inside = scopesInside(jwt, &claim);
    const QString rule = u"RFC 9068 §2.2.3"_s;
    if (!inside) {
        if (!context.neededScopes.isEmpty())
            out.append({ "scope",
                { .state = different(context),
                    .title = u"The token does not say what it allows"_s,
                    .found = u"missing"_s,
                    .expected = base::cleaned(joinScopes(context.neededScopes)),
                    .rule = rule } });
        return;
    }
    if (!context.grantedScopes.isEmpty()) {
        const bool isSame = isSameSet(*inside, context.grantedScopes);
        out.append({ claim,
            { .state = isSame ? CheckState::Passed : CheckState::Noted,
                .title = isSame ? u"The scopes are those granted"_s
                                : u"The scopes inside are not those the server said it granted"_s,
                .found = shownClaim(jwt, json::view(claim)),
                .expected = base::cleaned(joinScopes(context.grantedScopes)),
                .rule = rule } });
    }
    if (!context.requestedScopes.isEmpty()) {
        const QByteArray extra = missingFrom(*inside, context.requestedScopes);
        const QByteArray refused = missingFrom(context.requestedScopes, *inside);
        if (!extra.isEmpty() || !refused.isEmpty())
            out.append({ claim,
                { .state = CheckState::Noted,
                    .title = extra.isEmpty()
                        ? u"Some of the scopes asked for are not in the token: %1"_s.arg(
                            base::cleaned(refused))
                        : u"The token allows more than was asked for: %1"_s.arg(base::cleaned(extra)),
                    .found = base::cleaned(joinScopes(*inside)),
                    .expected = base::cleaned(joinScopes(context.requestedScopes)),
                    .rule = u"RFC 6749 §3.3"_s } });
    }
    if (context.neededScopes.isEmpty())
        return;
    const QByteArray missing = missingFrom(context.neededScopes, *inside);
    out.append({ claim,
        { .state = missing.isEmpty() ? CheckState::Passed : different(context),
            .title = missing.isEmpty() ? u"The token allows what it is used for"_s
                                       : u"The token does not allow: %1"_s.arg(base::cleaned(missing)),
            .found = base::cleaned(joinScopes(*inside)),
            .expected = base::cleaned(joinScopes(context.neededScopes)),
            .rule = u"RFC 6750 §3.1"_s } });
}

/// RFC 9068 §2.2, for a token that says it follows it.
void addRequiredMembers(ClaimChecks &out, const jose::Jwt &jwt)
{
    if (shortType(jwt.jws) != "at+jwt")
        return;
    QList<QByteArray> missing;
    for (const char *name : { "iss", "exp", "aud", "sub", "client_id", "iat", "jti" }) {
        if (!jwt.claims.contains(name))
            missing.append(name);
    }
    out.append({ {},
        { .state = missing.isEmpty() ? CheckState::Passed : CheckState::Noted,
            .title = missing.isEmpty() ? u"It has every claim such a token must have"_s
                                       : u"It lacks claims that such a token must have"_s,
            .found = missing.isEmpty() ? u"all of them"_s
                                       : u"without %1"_s.arg(QString::fromLatin1(missing.join(", "))),
            .expected = u"iss, exp, aud, sub, client_id, iat, jti"_s,
            .rule = u"RFC 9068 §2.2"_s } });
}

void addClient(ClaimChecks &out, const jose::Jwt &jwt, const VerdictContext &context)
{
    if (context.clientId.isEmpty() || !jwt.claims.contains("client_id"))
        return;
    out.append(compareClaim(jwt, "client_id", u"The token was issued to this client"_s, context.clientId,
        context, u"RFC 9068 §2.2"_s, different(context)));
}

void addOrganization(ClaimChecks &out, const jose::Jwt &jwt, const VerdictContext &context)
{
    const json::Object *organization = json::objectMember(jwt.claims, organizationClaim);
    if (!organization && context.organization.isEmpty())
        return;
    const QByteArray id = organization
        ? json::stringMember(*organization, "organization_id").value_or(QByteArray())
        : jwt.text("org_id").value_or(QByteArray());
    const QByteArray slug = organization ? json::stringMember(*organization, "slug").value_or(QByteArray())
                                         : jwt.text("org_name").value_or(QByteArray());
    const bool isExpected
        = !context.organization.isEmpty() && (id == context.organization || slug == context.organization);
    out.append({ organization ? organizationClaim : "org_id",
        { .state = context.organization.isEmpty() ? CheckState::Skipped
                : isExpected                      ? CheckState::Passed
                                                  : CheckState::Failed,
            .title = context.organization.isEmpty() ? u"The token speaks for an organization"_s
                                                    : u"The organization is the expected one"_s,
            .found = id.isEmpty() && slug.isEmpty() ? u"missing"_s
                                                    : base::cleaned(slug.isEmpty() ? id : slug + ", " + id),
            .expected = base::cleaned(context.organization) } });
}

} // namespace

void addConfirmation(ClaimChecks &out, const jose::Jwt &jwt, const VerdictContext &context)
{
    const json::Object *cnf = json::objectMember(jwt.claims, "cnf");
    const auto add = [&](const char *member, const QByteArray &expected, const QString &bound,
                         const QString &unbound, const QString &rule) {
        const auto value = cnf ? json::stringMember(*cnf, member) : std::nullopt;
        if (!value && expected.isEmpty())
            return;
        const bool isSame = value == expected;
        out.append({ "cnf",
            { .state = expected.isEmpty() ? CheckState::Skipped
                    : isSame              ? CheckState::Passed
                    : value               ? CheckState::Failed
                                          : different(context),
                .title = !value ? unbound : bound,
                .found = value ? base::cleaned(*value) : u"missing"_s,
                .expected = base::cleaned(expected),
                .rule = rule } });
    };
    add("jkt", context.keyThumbprint, u"The token is bound to the key that proofs are made with"_s,
        u"The token is not bound to the key that proofs are made with: whoever has it can use it"_s,
        u"RFC 9449 §6.1"_s);
    add("x5t#S256", context.certificateThumbprint, u"The token is bound to the client's certificate"_s,
        u"The token is not bound to the client's certificate: whoever has it can use it"_s,
        u"RFC 8705 §3.1"_s);
}

ClaimChecks checkAccessTokenClaims(const jose::Jwt &jwt, const VerdictContext &context)
{
    ClaimChecks out;
    if (auto type = checkType(jwt, context, u"The token is of the kind access tokens are"_s,
            { "at+jwt", "jwt" }, u"RFC 9068 §4"_s))
        out.append(std::move(*type));
    if (!context.issuer.isEmpty() || context.isPartial)
        out.append(compareClaim(jwt, "iss", u"The issuer is ours"_s, context.issuer, context,
            u"RFC 9068 §4"_s, different(context)));
    addAudience(out, jwt, context);
    if (!context.subject.isEmpty() && jwt.claims.contains("sub"))
        out.append(compareClaim(jwt, "sub", u"The subject is the one who signed in"_s, context.subject,
            context, u"RFC 9068 §2.2"_s, different(context)));
    addClient(out, jwt, context);
    addRequiredMembers(out, jwt);
    addScopes(out, jwt, context);
    addConfirmation(out, jwt, context);
    addOrganization(out, jwt, context);
    return out;
}

} // namespace authscope::oauth
