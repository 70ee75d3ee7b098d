// SPDX-License-Identifier: GPL-3.0-or-later
#include "jose/jws.h"

#include "base/errorcodes.h"
#include "jose/base64url.h"

using namespace Qt::StringLiterals;

namespace authscope::jose {

using base::Error;
using base::ErrorKind;
using base::fail;

namespace {

Error notAJws(const QString &message)
{
    return { .kind = ErrorKind::TokenRejected,
        .code = base::code::notAJws,
        .message = message + u" Nothing in it was trusted."_s,
        .rule = u"RFC 7515 §7.1"_s };
}

QString whyNotThreeParts(qsizetype parts)
{
    if (parts == 5)
        return u"This token has five parts: it is encrypted (JWE), which is not the same as signed."_s;
    if (parts == 1)
        return u"This token has no dots; a signed token has three parts with a dot between them."_s;
    return u"This token has %1 parts; a signed token has three, with a dot between them."_s.arg(parts);
}

base::Result<QByteArray> decodePart(QByteArrayView part, const QString &name, qsizetype offset)
{
    if (auto decoded = decodeBase64Url(part))
        return *std::move(decoded);
    const QString where
        = offset > 0 ? u" (the part starts at position %1 of the token)"_s.arg(offset + 1) : QString();
    return fail(notAJws(u"The %1 %2%3."_s.arg(name, whyNotBase64Url(part), where)));
}

} // namespace

QByteArray Jws::alg() const
{
    return json::stringMember(header, "alg").value_or(QByteArray());
}

QByteArray Jws::kid() const
{
    return json::stringMember(header, "kid").value_or(QByteArray());
}

QByteArray Jws::typ() const
{
    return json::stringMember(header, "typ").value_or(QByteArray());
}

base::Result<Jws> parseJws(QByteArrayView compact, const JwsLimits &limits)
{
    if (compact.isEmpty())
        return fail(notAJws(u"The token is empty."_s));
    if (compact.size() > limits.maxBytes)
        return fail(Error{ .kind = ErrorKind::TokenRejected,
            .code = base::code::tooLarge,
            .message = u"The token is %1 bytes long; at most %2 are checked. Nothing in it was trusted."_s
                           .arg(compact.size())
                           .arg(limits.maxBytes) });
    const qsizetype first = compact.indexOf('.');
    const qsizetype second = first < 0 ? -1 : compact.indexOf('.', first + 1);
    if (second < 0 || compact.indexOf('.', second + 1) >= 0) // counted, no list of a million parts
        return fail(notAJws(whyNotThreeParts(std::count(compact.begin(), compact.end(), '.') + 1)));
    if (first == 0)
        return fail(notAJws(u"The token has no header: its first part is empty."_s));

    auto headerText = decodePart(compact.first(first), u"header"_s, 0);
    if (!headerText)
        return fail(std::move(headerText.error()));
    auto header = json::parseObject(
        *headerText, u"The token's header"_s, { .maxBytes = limits.maxBytes, .maxDepth = limits.maxDepth });
    if (!header) {
        header.error().kind = ErrorKind::TokenRejected;
        return fail(std::move(header.error()));
    }
    const QByteArrayView middle = compact.sliced(first + 1, second - first - 1);
    auto payload = decodePart(middle, u"payload"_s, first + 1);
    if (!payload && json::boolMember(*header, "b64") == false)
        return fail(
            notAJws(u"The header says that the payload is not encoded (b64 is false, RFC 7797), which is "
                    "refused here."_s));
    if (!payload)
        return fail(std::move(payload.error()));
    auto signature = decodePart(compact.sliced(second + 1), u"signature"_s, second + 1);
    if (!signature)
        return fail(std::move(signature.error()));

    Jws jws;
    jws.compact = QByteArray(compact.data(), compact.size());
    jws.protectedHeader = jws.compact.first(first);
    jws.signingInput = jws.compact.first(second);
    jws.payload = *std::move(payload);
    jws.signature = *std::move(signature);
    jws.headerText = *std::move(headerText);
    jws.header = *std::move(header);
    return jws;
}

QByteArray signCompact(const KeyPair &key, json::Object header, QByteArrayView payload)
{
    json::Object whole;
    whole["alg"] = json::string(QByteArrayView(algorithmName(key.algorithm())));
    if (!key.publicKey().kid().isEmpty())
        whole["kid"] = json::string(QByteArrayView(key.publicKey().kid()));
    for (auto &member : header)
        whole[member.key()] = std::move(member.value());
    const QByteArray input = encodeBase64Url(json::compact(whole)) + '.' + encodeBase64Url(payload);
    return input + '.' + encodeBase64Url(key.sign(input));
}

} // namespace authscope::jose
