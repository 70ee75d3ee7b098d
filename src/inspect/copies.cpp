// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspect/copies.h"

#include "inspect/recognise.h"
#include "jose/base64url.h"
#include "jose/jws.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace authscope::inspect {

namespace {

constexpr jose::JwsLimits limits{ .maxBytes = maxPasted, .maxDepth = 64 };

json::Value redactedValue(const json::Value &value)
{
    if (const boost::json::string *text = value.if_string())
        return json::string(u"redacted, %1 characters"_s.arg(
            QString::fromUtf8(text->data(), qsizetype(text->size())).size()));
    if (const json::Array *list = value.if_array()) {
        json::Array out;
        for (const json::Value &element : *list)
            out.push_back(redactedValue(element));
        return out;
    }
    if (const json::Object *object = value.if_object()) {
        json::Object out;
        for (const auto &member : *object)
            out[member.key()] = redactedValue(member.value());
        return out;
    }
    return value.is_number() ? json::Value(0) : value;
}

/// A child of something identifying is identifying; elsewhere the name decides.
json::Object redactedObject(const json::Object &object)
{
    json::Object out;
    for (const auto &member : object) {
        if (isIdentifying(json::bytes(member.key()))) {
            out[member.key()] = redactedValue(member.value());
        } else if (const json::Object *inner = member.value().if_object()) {
            out[member.key()] = redactedObject(*inner);
        } else if (const json::Array *list = member.value().if_array()) {
            json::Array copy;
            for (const json::Value &element : *list)
                copy.push_back(
                    element.is_object() ? json::Value(redactedObject(element.get_object())) : element);
            out[member.key()] = std::move(copy);
        } else {
            out[member.key()] = member.value();
        }
    }
    return out;
}

QByteArray shellWord(const QByteArray &text, CurlShell shell)
{
    QByteArray quoted = text;
    quoted.replace('\'', shell == CurlShell::Posix ? "'\\''" : "''");
    return '\'' + quoted + '\'';
}

QByteArray variableOf(Kind kind)
{
    switch (kind) {
    case Kind::Id:
        return "ID_TOKEN";
    case Kind::Refresh:
        return "REFRESH_TOKEN";
    case Kind::DpopProof:
        return "DPOP_PROOF";
    case Kind::ClientAssertion:
        return "CLIENT_ASSERTION";
    case Kind::Logout:
        return "LOGOUT_TOKEN";
    case Kind::Access:
    case Kind::AuthorizationResponse:
    case Kind::IntrospectionAnswer:
    case Kind::SecurityEvent:
    case Kind::RequestObject:
    case Kind::Credential:
    case Kind::Unknown:
        break;
    }
    return "ACCESS_TOKEN";
}

} // namespace

QString masked(const Subject &subject)
{
    const QByteArray &token = subject.text.reveal();
    constexpr qsizetype least = 40, begin = 8, end = 4;
    if (token.size() < least)
        return u"… (%1 characters) …"_s.arg(token.size());
    return QString::fromLatin1(token.first(begin)) + u"… (%1 characters) …"_s.arg(token.size())
        + QString::fromLatin1(token.last(end));
}

bool isIdentifying(QByteArrayView member)
{
    static const QSet<QByteArray> names{ "sub", "name", "given_name", "family_name", "middle_name",
        "nickname", "preferred_username", "profile", "picture", "profile_picture", "website", "email",
        "gender", "birthdate", "phone_number", "address", "jti", "sid", "nonce", "at_hash", "c_hash",
        "s_hash", "ath", "txn", "ip", "ipaddr", "upn", "unique_name", "oid", "puid", "onprem_sid",
        "session_id", "session_state", "uti", "rh", "ath", "username", "user_id", "login_hint", "member_id",
        "external_id", "code", "state", "sub_id", "sub_jwk", "place_of_birth", "nationalities",
        "birth_family_name", "birth_given_name", "msisdn", "auth_session", "device_id", "in_corp_addr",
        "https://stytch.com/session", "origin_jti", "event_id", "cognito:username", "also_known_as", "ssn",
        "_sd", "disclosures" };
    return names.contains(member.toByteArray());
}

QByteArray redacted(const Subject &subject)
{
    const auto jws = jose::parseJws(subject.text.reveal(), limits);
    if (!jws)
        return masked(subject).toUtf8();
    const auto claims = json::parseObject(
        jws->payload, {}, { .maxBytes = maxPasted, .maxDepth = limits.maxDepth, .refuseDuplicates = false });
    const QByteArray payload = claims ? json::compact(redactedObject(*claims))
                                      : "redacted, " + QByteArray::number(jws->payload.size()) + " bytes";
    return jose::encodeBase64Url(json::compact(jws->header)) + '.' + jose::encodeBase64Url(payload) + '.'
        + jose::encodeBase64Url(QByteArrayView("redacted: this signature is not the token's"));
}

QString asCurl(const Subject &subject, const QByteArray &url, CurlShell shell)
{
    const QByteArray variable = variableOf(subject.kind());
    const bool isPosix = shell == CurlShell::Posix;
    const QByteArray value = isPosix ? "$" + variable : "$env:" + variable;
    const bool isBound = subject.label.contains(u"DPoP"_s);
    QByteArray out = isPosix ? "curl" : "curl.exe";
    if (subject.kind() == Kind::DpopProof)
        out += " -H \"DPoP: " + value + '"';
    else
        out += QByteArray(" -H \"Authorization: ") + (isBound ? "DPoP " : "Bearer ") + value + '"';
    return QString::fromUtf8(out + ' ' + shellWord(url, shell));
}

} // namespace authscope::inspect
