// SPDX-License-Identifier: GPL-3.0-or-later
#include "jose/jwsjson.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "jose/base64url.h"

using namespace Qt::StringLiterals;

namespace authscope::jose {

using base::Error;
using base::ErrorKind;
using base::fail;

namespace {

constexpr size_t maxSignatures = 20;

Error notAJws(const QString &message)
{
    return { .kind = ErrorKind::TokenRejected,
        .code = base::code::notAJws,
        .message = message + u" Nothing in it was trusted."_s,
        .rule = u"RFC 7515 §7.2"_s };
}

/// The text of a member, decoded. `where` is "The signed document's" or the like.
base::Result<QByteArray> decoded(
    const json::Object &object, std::string_view name, const QString &where, QByteArray &encoded)
{
    const json::Value *value = object.if_contains(name);
    if (!value)
        return fail(notAJws(u"%1 “%2” is missing."_s.arg(where, json::text(name))));
    if (!value->is_string())
        return fail(notAJws(
            u"%1 “%2” is %3, expected a text."_s.arg(where, json::text(name), json::typeName(*value))));
    encoded = json::bytes(value->get_string());
    if (auto bytes = decodeBase64Url(encoded))
        return *std::move(bytes);
    return fail(notAJws(u"%1 “%2” %3."_s.arg(where, json::text(name), whyNotBase64Url(encoded))));
}

/// RFC 7515 §7.2.1: no name in both headers, and what must be understood is signed.
base::Result<json::Object> joined(const json::Object &header, const json::Object &unprotected)
{
    json::Object whole = header;
    for (const auto &member : unprotected) {
        if (whole.contains(member.key()))
            return fail(notAJws(
                u"The header's “%1” stands in both of its parts; which one counts would be a guess."_s.arg(
                    base::cleaned(json::bytes(member.key()), 60))));
        whole[member.key()] = member.value();
    }
    for (const std::string_view name : { "crit", "b64" }) {
        if (unprotected.contains(name))
            return fail(notAJws(u"The header's “%1” is not in the protected part, where it must be."_s.arg(
                json::text(name))));
    }
    return whole;
}

base::Result<JwsSignature> readSignature(const json::Object &object, const QByteArray &payload,
    const QByteArray &encodedPayload, const JwsLimits &limits)
{
    const QString where = u"The signature's"_s;
    JwsSignature out;
    Jws &jws = out.jws;
    json::Object header;
    if (object.contains("protected")) {
        auto text = decoded(object, "protected", where, jws.protectedHeader);
        if (!text)
            return fail(std::move(text.error()));
        jws.headerText = *std::move(text);
        auto read = json::parseObject(jws.headerText, u"The signature's header"_s,
            { .maxBytes = limits.maxBytes, .maxDepth = limits.maxDepth });
        if (!read) {
            read.error().kind = ErrorKind::TokenRejected;
            return fail(std::move(read.error()));
        }
        header = *std::move(read);
    }
    if (const json::Value *value = object.if_contains("header")) {
        if (!value->is_object())
            return fail(notAJws(
                u"The signature's “header” is %1, expected an object."_s.arg(json::typeName(*value))));
        out.unprotected = value->get_object();
    }
    auto whole = joined(header, out.unprotected);
    if (!whole)
        return fail(std::move(whole.error()));
    jws.header = *std::move(whole);
    QByteArray encodedSignature;
    auto signature = decoded(object, "signature", where, encodedSignature);
    if (!signature)
        return fail(std::move(signature.error()));
    jws.signature = *std::move(signature);
    jws.payload = payload;
    jws.signingInput = jws.protectedHeader + '.' + encodedPayload;
    if (out.unprotected.empty() && !jws.protectedHeader.isEmpty())
        jws.compact = jws.signingInput + '.' + encodedSignature;
    for (const auto &member : out.unprotected)
        out.notes.append(
            u"The header's “%1” is not protected by the signature: anybody could have changed it."_s.arg(
                base::cleaned(json::bytes(member.key()), 60)));
    return out;
}

/// Any of the signatures says that the payload is not encoded (RFC 7797).
bool saysUnencoded(const QList<json::Object> &objects)
{
    return std::any_of(objects.begin(), objects.end(), [](const json::Object &object) {
        const auto text = decodeBase64Url(json::stringMember(object, "protected").value_or(QByteArray()));
        const auto header = json::parseObject(text.value_or(QByteArray()), {});
        return header && json::boolMember(*header, "b64") == false;
    });
}

base::Result<QList<json::Object>> signatureObjects(const json::Object &document)
{
    const json::Value *value = document.if_contains("signatures");
    if (!value)
        return QList<json::Object>{ document };
    if (!value->is_array() || value->get_array().empty())
        return fail(notAJws(
            u"The signed document's “signatures” is %1, expected a list with at least one entry."_s.arg(
                value->is_array() ? u"an empty list"_s : json::typeName(*value))));
    for (const std::string_view name : { "signature", "protected", "header" }) {
        if (document.contains(name))
            return fail(
                notAJws(u"The signed document has “signatures” and “%1”: that is both forms at once."_s.arg(
                    json::text(name))));
    }
    const json::Array &list = value->get_array();
    if (list.size() > maxSignatures)
        return fail(notAJws(u"The signed document has %1 signatures; at most %2 are read."_s.arg(list.size())
                                .arg(maxSignatures)));
    QList<json::Object> objects;
    for (const json::Value &entry : list) {
        if (!entry.is_object())
            return fail(
                notAJws(u"The signed document's “signatures” has %1 as an entry, expected an object."_s.arg(
                    json::typeName(entry))));
        objects.append(entry.get_object());
    }
    return objects;
}

} // namespace

base::Result<JwsDocument> parseJwsJson(QByteArrayView text, const JwsLimits &limits)
{
    auto document = json::parseObject(
        text, u"The signed document"_s, { .maxBytes = limits.maxBytes, .maxDepth = limits.maxDepth });
    if (!document) {
        document.error().kind = ErrorKind::TokenRejected;
        return fail(std::move(document.error()));
    }
    const auto objects = signatureObjects(*document);
    if (!objects)
        return fail(objects.error());
    if (!document->contains("payload"))
        return fail(
            notAJws(u"The signed document has no “payload”: its content is kept elsewhere (detached), "
                    "which is refused here."_s));
    QByteArray encodedPayload;
    auto payload = decoded(*document, "payload", u"The signed document's"_s, encodedPayload);
    if (!payload)
        return fail(saysUnencoded(*objects) ? notAJws(
                        u"The header says that the payload is not encoded (b64 is false, RFC 7797), which is "
                        "refused here."_s)
                                            : std::move(payload.error()));
    JwsDocument out;
    out.payload = *std::move(payload);
    out.isFlattened = !document->contains("signatures");
    for (const json::Object &object : *objects)
        out.signatures.append(readSignature(object, out.payload, encodedPayload, limits));
    return out;
}

bool looksLikeJwsJson(const json::Object &document)
{
    return document.contains("signatures")
        || (document.contains("signature")
            && (document.contains("payload") || document.contains("protected")));
}

} // namespace authscope::jose
