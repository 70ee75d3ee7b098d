// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspect/subject.h"

#include "inspect/recognise.h"
#include "jose/base64url.h"
#include "jose/jwt.h"

using namespace Qt::StringLiterals;

namespace authscope::inspect {

namespace {

constexpr jose::JwsLimits limits{ .maxBytes = maxPasted, .maxDepth = 64 };

json::Object looseObject(QByteArrayView text)
{
    return json::parseObject(
        text, {}, { .maxBytes = maxPasted, .maxDepth = limits.maxDepth, .refuseDuplicates = false })
        .value_or(json::Object());
}

/// The first part decoded, also when it is not quite base64url.
QByteArray firstPart(const QByteArray &token)
{
    const qsizetype dot = token.indexOf('.');
    return QByteArray::fromBase64(dot < 0 ? token : token.first(dot), QByteArray::Base64UrlEncoding);
}

Form formOf(const QByteArray &token)
{
    if (token.startsWith('{')) {
        const json::Object object = looseObject(token);
        if (object.contains("ciphertext"))
            return Form::JweJson;
        return object.contains("signature") || object.contains("signatures") ? Form::JwsJson : Form::Broken;
    }
    const qsizetype dots = std::count(token.begin(), token.end(), '.');
    const QByteArray first = firstPart(token);
    const bool beginsAsToken = first.startsWith('{') || first.startsWith('[') || token.startsWith("eyJ");
    const qsizetype tilde = token.indexOf('~');
    if (tilde > 0 && beginsAsToken && token.first(tilde).count('.') == 2)
        return Form::SdJwt;
    if (dots == 4 && beginsAsToken && looseObject(first).contains("enc"))
        return Form::JweCompact;
    if (dots == 2 && jose::parseJws(token, limits))
        return Form::JwsCompact;
    return beginsAsToken ? Form::Broken : Form::Opaque;
}

QString withReason(const QString &place, const KindFound &found)
{
    return u"It came as “%1”, but is something else. %2"_s.arg(place, found.reason);
}

KindFound kindOf(const Subject &subject, std::optional<Kind> expected)
{
    const QByteArray &token = subject.text.reveal();
    KindFound found;
    if (subject.form == Form::SdJwt) {
        found = { Kind::Credential, u"It ends with disclosures (RFC 9901)."_s };
    } else if (subject.form == Form::JwsCompact) {
        if (const auto jws = jose::parseJws(token, limits))
            found = detectKind(jws->header, looseObject(jws->payload));
    } else if (subject.form == Form::Broken && token.count('.') >= 1) {
        const qsizetype dot = token.indexOf('.');
        const qsizetype next = token.indexOf('.', dot + 1);
        const QByteArray payload = token.mid(dot + 1, next < 0 ? -1 : next - dot - 1);
        found = detectKind(looseObject(firstPart(token)),
            looseObject(QByteArray::fromBase64(payload, QByteArray::Base64UrlEncoding)));
    } else if (subject.form == Form::Opaque) {
        found.reason = u"It is opaque: nothing can be read from it."_s;
    }
    if (!expected)
        return found;
    if (found.kind == Kind::Unknown || found.kind == *expected)
        return { *expected, u"It came as “%1”."_s.arg(subject.label) };
    // An ID token without anything of its own looks like many an access token, and the other way round: the
    // place decides between those two unless typ does.
    const bool isCertain = found.reason.startsWith(u"The header says so"_s)
        || (found.kind != Kind::Id && found.kind != Kind::Access && found.kind != Kind::ClientAssertion);
    if (!isCertain)
        return { *expected, u"It came as “%1”."_s.arg(subject.label) };
    return { found.kind, withReason(subject.label, found) };
}

} // namespace

Subject makeSubject(const QByteArray &token, const QString &label, std::optional<Kind> expected)
{
    Subject out{ .form = formOf(token), .text = base::Secret(token), .label = label };
    out.found = kindOf(out, expected);
    return out;
}

QString formTitle(Form form)
{
    switch (form) {
    case Form::JwsCompact:
        return u"Signed token (JWS, compact)"_s;
    case Form::JwsJson:
        return u"Signed document (JWS, JSON)"_s;
    case Form::JweCompact:
        return u"Encrypted token (JWE, compact)"_s;
    case Form::JweJson:
        return u"Encrypted document (JWE, JSON)"_s;
    case Form::SdJwt:
        return u"Signed token with disclosures (SD-JWT)"_s;
    case Form::Opaque:
        return u"Opaque token"_s;
    case Form::Broken:
        return u"Broken token"_s;
    }
    Q_UNREACHABLE();
    return {};
}

} // namespace authscope::inspect
