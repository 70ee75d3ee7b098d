// SPDX-License-Identifier: GPL-3.0-or-later
#include "jose/jwe.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "jose/base64url.h"

#include <array>

using namespace Qt::StringLiterals;

namespace authscope::jose {

using base::Error;
using base::ErrorKind;
using base::fail;

namespace {

Error notAJwe(const QString &message, const QString &rule)
{
    return { .kind = ErrorKind::TokenRejected,
        .code = base::code::notAJwe,
        .message = message + u" Nothing in it was decrypted."_s,
        .rule = rule };
}
Error notCompact(const QString &message)
{
    return notAJwe(message, u"RFC 7516 §7.1"_s);
}
Error notJson(const QString &message)
{
    return notAJwe(message, u"RFC 7516 §7.2"_s);
}

Error tooLarge(qsizetype size, qsizetype most)
{
    return { .kind = ErrorKind::TokenRejected,
        .code = base::code::tooLarge,
        .message
        = u"The token is %1 bytes long; at most %2 are read. Nothing in it was decrypted."_s.arg(size).arg(
            most) };
}

QString whyNotFiveParts(qsizetype parts)
{
    if (parts == 3)
        return u"This token has three parts: it is signed (JWS), not encrypted."_s;
    if (parts == 1)
        return u"This token has no dots; an encrypted token has five parts with a dot between them."_s;
    return u"This token has %1 parts; an encrypted token has five, with a dot between them."_s.arg(parts);
}

base::Result<json::Object> readHeader(const QByteArray &text, const JweLimits &limits)
{
    auto header = json::parseObject(
        text, u"The token's header"_s, { .maxBytes = limits.maxBytes, .maxDepth = limits.maxDepth });
    if (!header)
        header.error().kind = ErrorKind::TokenRejected;
    return header;
}

/// Puts `more` into `into`; the name that is already there, when one is.
std::optional<QByteArray> join(json::Object &into, const json::Object &more)
{
    for (const auto &member : more) {
        if (into.contains(member.key()))
            return json::bytes(member.key());
        into[member.key()] = member.value();
    }
    return std::nullopt;
}

/// The members of one JSON document, read one after the other until the first is wrong.
class DocumentReader {
public:
    explicit DocumentReader(const json::Object &document) : m_document(document) { }

    const QString &problem() const { return m_problem; }

    /// The base64url of a member, decoded; `encoded` gets it as it is.
    QByteArray bytes(const json::Object &object, std::string_view name, QByteArray *encoded = nullptr)
    {
        const json::Value *value = object.if_contains(name);
        if (!value || !m_problem.isEmpty())
            return {};
        if (!value->is_string()) {
            note(u"“%1” is %2, expected a text."_s.arg(json::text(name), json::typeName(*value)));
            return {};
        }
        const QByteArray text = json::bytes(value->get_string());
        if (encoded)
            *encoded = text;
        if (auto decoded = decodeBase64Url(text))
            return *std::move(decoded);
        note(u"“%1” %2."_s.arg(json::text(name), whyNotBase64Url(text)));
        return {};
    }
    QByteArray bytes(std::string_view name, QByteArray *encoded = nullptr)
    {
        return bytes(m_document, name, encoded);
    }
    json::Object object(const json::Object &parent, std::string_view name)
    {
        const json::Value *value = parent.if_contains(name);
        if (!value || !m_problem.isEmpty())
            return {};
        if (!value->is_object()) {
            note(u"“%1” is %2, expected an object."_s.arg(json::text(name), json::typeName(*value)));
            return {};
        }
        return value->get_object();
    }
    void note(const QString &problem)
    {
        if (m_problem.isEmpty())
            m_problem = u"The encrypted document's "_s + problem;
    }

private:
    const json::Object &m_document;
    QString m_problem = {};
};

/// The recipients as JSON objects: the document itself in the flattened form.
QList<json::Object> recipientObjects(const json::Object &document, DocumentReader &reader, int most)
{
    const json::Value *value = document.if_contains("recipients");
    if (!value)
        return { document };
    if (!value->is_array() || value->get_array().empty()) {
        reader.note(u"“recipients” is %1, expected a list with at least one entry."_s.arg(
            value->is_array() ? u"an empty list"_s : json::typeName(*value)));
        return {};
    }
    if (document.contains("header") || document.contains("encrypted_key")) {
        reader.note(u"“recipients” stands beside “header” or “encrypted_key”: that is both forms at once."_s);
        return {};
    }
    const json::Array &list = value->get_array();
    if (list.size() > size_t(most)) {
        reader.note(u"“recipients” has %1 entries; at most %2 are read."_s.arg(list.size()).arg(most));
        return {};
    }
    QList<json::Object> objects;
    for (const json::Value &entry : list) {
        if (!entry.is_object()) {
            reader.note(u"“recipients” has %1 as an entry, expected an object."_s.arg(json::typeName(entry)));
            return {};
        }
        objects.append(entry.get_object());
    }
    return objects;
}

/// RFC 7516 §7.2.1: names in one header only; what must be understood stands where it is authenticated; one
/// encryption for all.
QString whyHeadersDisagree(const Jwe &jwe)
{
    for (const JweRecipient &recipient : jwe.recipients) {
        json::Object joined = jwe.header;
        auto twice = join(joined, jwe.unprotected);
        if (!twice)
            twice = join(joined, recipient.header);
        if (twice)
            return u"The header's “%1” stands in two of its parts; which one counts would be a guess."_s.arg(
                base::cleaned(*twice, 60));
        for (const std::string_view name : { "crit", "zip" }) {
            if (joined.contains(name) && !jwe.header.contains(name))
                return u"The header's “%1” is not in the protected part, where it must be."_s.arg(
                    json::text(name));
        }
        if (recipient.enc() != jwe.recipients.first().enc())
            return u"The recipients' headers name different encryptions of the same content (enc)."_s;
    }
    return {};
}

} // namespace

QByteArray JweRecipient::alg() const
{
    return json::stringMember(joined, "alg").value_or(QByteArray());
}
QByteArray JweRecipient::enc() const
{
    return json::stringMember(joined, "enc").value_or(QByteArray());
}
QByteArray JweRecipient::kid() const
{
    return json::stringMember(joined, "kid").value_or(QByteArray());
}
QByteArray Jwe::typ() const
{
    return json::stringMember(recipients.first().joined, "typ").value_or(QByteArray());
}
QByteArray Jwe::cty() const
{
    return json::stringMember(recipients.first().joined, "cty").value_or(QByteArray());
}

base::Result<Jwe> parseJwe(QByteArrayView compact, const JweLimits &limits)
{
    if (compact.isEmpty())
        return fail(notCompact(u"The token is empty."_s));
    if (compact.size() > limits.maxBytes)
        return fail(tooLarge(compact.size(), limits.maxBytes));
    const qsizetype dots = std::count(compact.begin(), compact.end(), '.');
    if (dots != 4)
        return fail(notCompact(whyNotFiveParts(dots + 1)));
    constexpr std::array names{ "header", "encrypted key", "initialization vector", "ciphertext", "tag" };
    std::array<QByteArray, names.size()> parts;
    QByteArray protectedHeader;
    json::Object header;
    qsizetype start = 0;
    for (size_t at = 0; at < names.size(); ++at) {
        const qsizetype dot = compact.indexOf('.', start);
        const QByteArrayView part = compact.sliced(start, (dot < 0 ? compact.size() : dot) - start);
        auto decoded = decodeBase64Url(part);
        if (!decoded) {
            const QString where
                = start > 0 ? u" (the part starts at position %1 of the token)"_s.arg(start + 1) : QString();
            return fail(notCompact(
                u"The %1 %2%3."_s.arg(QLatin1StringView(names.at(at)), whyNotBase64Url(part), where)));
        }
        if (at == 0 && part.isEmpty())
            return fail(notCompact(u"The token has no header: its first part is empty."_s));
        parts.at(at) = *std::move(decoded);
        if (at == 0) {
            protectedHeader = part.toByteArray();
            auto read = readHeader(parts[0], limits);
            if (!read)
                return fail(std::move(read.error()));
            header = *std::move(read);
        }
        start = dot + 1;
    }
    Jwe jwe;
    jwe.received = compact.toByteArray();
    jwe.protectedHeader = protectedHeader;
    jwe.headerText = parts[0];
    jwe.recipients.append({ {}, header, parts[1] });
    jwe.header = std::move(header);
    jwe.iv = parts[2];
    jwe.ciphertext = parts[3];
    jwe.tag = parts[4];
    return jwe;
}

base::Result<Jwe> parseJweJson(QByteArrayView text, const JweLimits &limits)
{
    if (text.size() > limits.maxBytes)
        return fail(tooLarge(text.size(), limits.maxBytes));
    auto document = json::parseObject(
        text, u"The encrypted document"_s, { .maxBytes = limits.maxBytes, .maxDepth = limits.maxDepth });
    if (!document) {
        document.error().kind = ErrorKind::TokenRejected;
        return fail(std::move(document.error()));
    }
    if (!document->contains("ciphertext"))
        return fail(notJson(u"The document has no “ciphertext”, so it is no encrypted token."_s));
    DocumentReader reader(*document);
    Jwe jwe;
    jwe.isCompact = false;
    jwe.received = text.toByteArray();
    jwe.headerText = reader.bytes("protected", &jwe.protectedHeader);
    jwe.unprotected = reader.object(*document, "unprotected");
    jwe.iv = reader.bytes("iv");
    reader.bytes("aad", &jwe.aad);
    jwe.ciphertext = reader.bytes("ciphertext");
    jwe.tag = reader.bytes("tag");
    for (const json::Object &object : recipientObjects(*document, reader, limits.maxRecipients))
        jwe.recipients.append({ reader.object(object, "header"), {}, reader.bytes(object, "encrypted_key") });
    if (!reader.problem().isEmpty())
        return fail(notJson(reader.problem()));
    if (!jwe.headerText.isEmpty()) {
        auto header = readHeader(jwe.headerText, limits);
        if (!header)
            return fail(std::move(header.error()));
        jwe.header = *std::move(header);
    }
    for (JweRecipient &recipient : jwe.recipients) {
        recipient.joined = jwe.header;
        join(recipient.joined, jwe.unprotected);
        join(recipient.joined, recipient.header);
    }
    if (const QString problem = whyHeadersDisagree(jwe); !problem.isEmpty())
        return fail(notJson(problem));
    return jwe;
}

bool looksLikeJweJson(const json::Object &document)
{
    return document.contains("ciphertext");
}

bool looksLikeJwe(QByteArrayView token)
{
    if (std::count(token.begin(), token.end(), '.') != 4)
        return false;
    const auto header = decodeBase64Url(token.first(token.indexOf('.')));
    if (!header)
        return false;
    const auto object = json::parseObject(*header, {}, { .refuseDuplicates = false });
    return object && object->contains("enc");
}

} // namespace authscope::jose
