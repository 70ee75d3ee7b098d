// SPDX-License-Identifier: GPL-3.0-or-later
#include "jose/anatomy.h"

#include "base/text.h"
#include "jose/base64url.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace authscope::jose {

namespace {

constexpr qsizetype maxSegments = 6;

QString nameOf(qsizetype at, bool isEncrypted)
{
    constexpr std::array signed_{ "header", "payload", "signature" };
    constexpr std::array encrypted{ "header", "encrypted key", "initialization vector", "ciphertext", "tag" };
    if (isEncrypted && at < qsizetype(encrypted.size()))
        return QLatin1StringView(encrypted.at(size_t(at)));
    if (!isEncrypted && at < qsizetype(signed_.size()))
        return QLatin1StringView(signed_.at(size_t(at)));
    return u"part %1"_s.arg(at + 1);
}

/// The bytes up to the first character that belongs to no form of base64.
QByteArray decodedLoosely(QByteArrayView text)
{
    QByteArray kept;
    kept.reserve(text.size());
    for (const char c : text) {
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'
            || c == '_')
            kept += c;
        else if (c == '+' || c == '/')
            kept += c == '+' ? '-' : '_';
        else if (c != ' ' && c != '\n' && c != '\r' && c != '\t')
            break;
    }
    if (kept.size() % 4 == 1)
        kept.chop(1);
    return QByteArray::fromBase64(kept, QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

QString sentence(QString text)
{
    text[0] = text[0].toUpper();
    return text;
}

Segment readSegment(QByteArrayView part, const QString &name, qsizetype offset, bool mayBeJson)
{
    Segment segment{ .name = name, .offset = offset, .encoded = part.toByteArray(), .decoded = {} };
    if (auto strict = decodeBase64Url(part)) {
        segment.decoded = *std::move(strict);
    } else {
        const QString where
            = offset > 0 ? u" (the part starts at position %1 of the token)"_s.arg(offset + 1) : QString();
        segment.problem = sentence(u"the %1 %2%3."_s.arg(name, whyNotBase64Url(part), where));
        segment.decoded = decodedLoosely(part);
    }
    segment.isUtf8 = segment.decoded.isValidUtf8();
    QByteArrayView content = QByteArrayView(segment.decoded).trimmed();
    if (content.startsWith("\xef\xbb\xbf"))
        content = content.sliced(3);
    if (mayBeJson && (content.startsWith("{") || content.startsWith("[")))
        segment.json = readLoosely(segment.decoded);
    return segment;
}

/// Was it pasted twice without anything between: h.p.s and again h.p.s makes five parts.
bool isDoubled(const QList<QByteArrayView> &parts)
{
    return parts.size() == 5 && !parts[0].isEmpty() && parts[1] == parts[3]
        && parts[2].trimmed().endsWith(parts[0]);
}

QString whyHeaderBad(const Segment &header)
{
    if (header.encoded.isEmpty())
        return u"The token has no header: its first part is empty."_s;
    if (!header.problem.isEmpty())
        return header.problem;
    if (!header.json)
        return u"The token's header is not JSON: it starts with “%1”."_s.arg(
            base::cleaned(header.decoded, 60));
    if (!header.json->problem.isEmpty())
        return u"The token's header is not JSON. "_s + header.json->problem;
    if (!header.json->value->is_object())
        return u"The token's header is %1, expected an object."_s.arg(json::typeName(*header.json->value));
    if (!header.json->duplicates.isEmpty())
        return u"The token's header has the member “%1” twice."_s.arg(
            base::cleaned(header.json->duplicates.first().mid(1), 60));
    return {};
}

QString firstProblem(const Anatomy &anatomy)
{
    if (const QString problem = whyHeaderBad(anatomy.segments.first()); !problem.isEmpty())
        return problem;
    const auto bad = std::find_if(anatomy.segments.begin(), anatomy.segments.end(),
        [](const Segment &segment) { return !segment.problem.isEmpty(); });
    if (bad != anatomy.segments.end())
        return bad->problem;
    return {};
}

QString whyWrongNumber(qsizetype parts)
{
    if (parts == 1)
        return u"This has no dots; a signed token has three parts and an encrypted one five, with a dot "
               "between them."_s;
    if (parts == 2)
        return u"This token has two parts: its signature, the third, is missing."_s;
    return u"This token has %1 parts; a signed one has three and an encrypted one five."_s.arg(parts);
}

} // namespace

json::Object Anatomy::header() const
{
    if (segments.isEmpty() || !segments.first().json || !segments.first().json->value
        || !segments.first().json->value->is_object())
        return {};
    return segments.first().json->value->get_object();
}

Anatomy takeApart(QByteArrayView compact, qsizetype maxBytes)
{
    Anatomy anatomy;
    anatomy.parts = std::count(compact.begin(), compact.end(), '.') + 1;
    const qsizetype whole = compact.size();
    compact = compact.first(qMin(whole, maxBytes));
    QList<QByteArrayView> parts;
    QList<qsizetype> offsets;
    for (qsizetype start = 0; start >= 0 && parts.size() < maxSegments;) {
        const qsizetype dot = compact.indexOf('.', start);
        offsets.append(start);
        parts.append(compact.sliced(start, (dot < 0 ? compact.size() : dot) - start));
        start = dot < 0 ? -1 : dot + 1;
    }
    // The first part says what the others are.
    anatomy.segments.append(readSegment(parts[0], nameOf(0, false), 0, true));
    const bool isEncrypted = anatomy.parts == 5 && !isDoubled(parts)
        && (anatomy.header().contains("enc") || !anatomy.header().contains("alg"));
    for (qsizetype at = 1; at < parts.size(); ++at)
        anatomy.segments.append(
            readSegment(parts[at], nameOf(at, isEncrypted), offsets[at], !isEncrypted && at == 1));
    if (whole == 0)
        anatomy.problem = u"There is nothing here."_s;
    else if (whole > maxBytes)
        anatomy.problem = u"This is %1 bytes long; only the first %2 were read."_s.arg(whole).arg(maxBytes);
    else if (isDoubled(parts))
        anatomy.problem = u"The same token stands here twice, one after the other."_s;
    else if (anatomy.parts != 3 && anatomy.parts != 5)
        anatomy.problem = whyWrongNumber(anatomy.parts);
    else
        anatomy.problem = firstProblem(anatomy);
    return anatomy;
}

} // namespace authscope::jose
