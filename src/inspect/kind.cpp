// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspect/kind.h"

#include "base/text.h"

#include <array>

using namespace Qt::StringLiterals;

namespace authscope::inspect {

namespace {

struct KindEntry {
    Kind kind;
    const char *word;
    QString title;
};

const std::array<KindEntry, 12> &table()
{
    static const std::array<KindEntry, 12> entries{ {
        { Kind::Id, "id", u"ID token"_s },
        { Kind::Access, "access", u"Access token"_s },
        { Kind::Refresh, "refresh", u"Refresh token"_s },
        { Kind::DpopProof, "dpop", u"DPoP proof"_s },
        { Kind::ClientAssertion, "client-assertion", u"Client assertion"_s },
        { Kind::Logout, "logout", u"Logout token"_s },
        { Kind::AuthorizationResponse, "jarm", u"Signed authorization response"_s },
        { Kind::IntrospectionAnswer, "introspection", u"Signed introspection answer"_s },
        { Kind::SecurityEvent, "security-event", u"Security event token"_s },
        { Kind::RequestObject, "request-object", u"Signed authorization request"_s },
        { Kind::Credential, "sd-jwt", u"Selective disclosure token"_s },
        { Kind::Unknown, "unknown", u"Token of unknown kind"_s },
    } };
    return entries;
}

QString shortType(const json::Object &header)
{
    QString type = QString::fromUtf8(json::stringMember(header, "typ").value_or(QByteArray())).toLower();
    if (type.startsWith(u"application/"_s))
        type.remove(0, 12);
    return type;
}

std::optional<Kind> kindOfType(const QString &type)
{
    static const QHash<QString, Kind> kinds{
        { u"at+jwt"_s, Kind::Access },
        { u"dpop+jwt"_s, Kind::DpopProof },
        { u"logout+jwt"_s, Kind::Logout },
        { u"token-introspection+jwt"_s, Kind::IntrospectionAnswer },
        { u"secevent+jwt"_s, Kind::SecurityEvent },
        { u"client-authentication+jwt"_s, Kind::ClientAssertion },
        { u"oauth-authz-req+jwt"_s, Kind::RequestObject },
        { u"jarm+jwt"_s, Kind::AuthorizationResponse },
        { u"rt+jwt"_s, Kind::Refresh },
        { u"dc+sd-jwt"_s, Kind::Credential },
        { u"vc+sd-jwt"_s, Kind::Credential },
    };
    const auto found = kinds.constFind(type);
    return found == kinds.cend() ? std::nullopt : std::optional(*found);
}

KindFound byClaims(const json::Object &claims)
{
    const auto has = [&claims](const char *name) { return claims.contains(name); };
    const auto text = [&claims](const char *name) { return json::stringMember(claims, name); };
    if (const json::Object *events = json::objectMember(claims, "events"))
        return events->contains("http://schemas.openid.net/event/backchannel-logout")
            ? KindFound{ Kind::Logout, u"It reports the event of a logout."_s }
            : KindFound{ Kind::SecurityEvent, u"It reports events."_s };
    if (has("htm") && has("htu"))
        return { Kind::DpopProof, u"It names the method and address of a request (htm, htu)."_s };
    if (has("token_introspection"))
        return { Kind::IntrospectionAnswer, u"It carries the answer of an introspection."_s };
    if (has("_sd") || has("vct"))
        return { Kind::Credential, u"It carries digests of disclosures, or the type of a credential."_s };
    if (has("response_type") && has("client_id"))
        return { Kind::RequestObject, u"It carries the parameters of an authorization request."_s };
    if (has("state") && (has("code") || has("error")))
        return { Kind::AuthorizationResponse, u"It carries the answer to an authorization request."_s };
    // Claims with which some providers say it in their own words.
    for (const char *name : { "token_use", "typ" }) {
        const QByteArray use = text(name).value_or(QByteArray()).toLower();
        const QString reason = u"Its claim “%1” says so."_s.arg(QLatin1StringView(name));
        if (use == "id")
            return { Kind::Id, reason };
        if (use == "access" || use == "bearer")
            return { Kind::Access, reason };
        if (use == "refresh" || use == "offline")
            return { Kind::Refresh, reason };
    }
    for (const char *name : { "nonce", "at_hash", "c_hash" }) {
        if (has(name))
            return { Kind::Id,
                u"It has the claim “%1”, which ID tokens have."_s.arg(QLatin1StringView(name)) };
    }
    for (const char *name : { "scope", "scp", "cnf", "permissions" }) {
        if (has(name))
            return { Kind::Access,
                u"It has the claim “%1”, which access tokens have."_s.arg(QLatin1StringView(name)) };
    }
    if (has("iss") && text("iss") == text("sub") && has("aud"))
        return { Kind::ClientAssertion, u"Issuer and subject are the same: a client speaks for itself."_s };
    if (has("client_id"))
        return { Kind::Access, u"It has the claim “client_id”, which access tokens have."_s };
    if (has("iss") && has("sub") && has("aud"))
        return { Kind::Id, u"It says who somebody is and for whom, and nothing about what it allows."_s };
    return { Kind::Unknown, u"Neither the header nor the claims say what it is for."_s };
}

} // namespace

KindFound detectKind(const json::Object &header, const json::Object &claims)
{
    const QString type = shortType(header);
    if (const auto kind = kindOfType(type))
        return { *kind, u"The header says so (typ is %1)."_s.arg(base::cleaned(type, 60)) };
    return byClaims(claims);
}

QList<Kind> allKinds()
{
    QList<Kind> out;
    for (const KindEntry &entry : table())
        out.append(entry.kind);
    return out;
}

QString kindTitle(Kind kind)
{
    for (const KindEntry &entry : table()) {
        if (entry.kind == kind)
            return entry.title;
    }
    Q_UNREACHABLE();
    return {};
}

QByteArray kindWord(Kind kind)
{
    for (const KindEntry &entry : table()) {
        if (entry.kind == kind)
            return entry.word;
    }
    Q_UNREACHABLE();
    return {};
}

std::optional<Kind> kindFromWord(QByteArrayView word)
{
    for (const KindEntry &entry : table()) {
        if (word == entry.word)
            return entry.kind;
    }
    return std::nullopt;
}

} // namespace authscope::inspect
