// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/formats.h"
#include "schema/uri.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace authscope::schema::format {

namespace {

/// RFC 3987 §2.2: ucschar, and iprivate in a query.
bool isBeyondAscii(char32_t c, bool isQuery)
{
    if (c >= 0xe000 && c <= 0xf8ff)
        return isQuery;
    if (c >= 0xf0000)
        return isQuery && (c & 0xfffe) != 0xfffe;
    if (c >= 0x10000)
        return (c & 0xfffe) != 0xfffe && !(c >= 0xe0000 && c < 0xe1000);
    return (c >= 0xa0 && c <= 0xd7ff) || (c >= 0xf900 && c <= 0xfdcf) || (c >= 0xfdf0 && c <= 0xffef);
}

enum class Letters { Uri, Iri };

/// Only what RFC 3986 allows there: unreserved, sub-delims, percent-encoded, and `more`.
bool isPart(QByteArrayView part, QByteArrayView more, Letters letters, bool isQuery = false)
{
    const QList<uint> points = QString::fromUtf8(part).toUcs4();
    for (qsizetype i = 0; i < points.size(); ++i) {
        const uint c = points[i];
        if (c >= 0x80) {
            if (letters == Letters::Uri || !isBeyondAscii(c, isQuery))
                return false;
            continue;
        }
        const char ascii = char(c);
        if (ascii == '%') {
            const auto isHex = [&points](qsizetype at) {
                return at < points.size() && points[at] < 0x80 && std::isxdigit(int(points[at])) != 0;
            };
            if (!isHex(i + 1) || !isHex(i + 2))
                return false;
            continue;
        }
        constexpr QByteArrayView allowed = "-._~!$&'()*+,;=";
        if (!std::isalnum(int(c)) && !allowed.contains(ascii) && !more.contains(ascii))
            return false;
    }
    return true;
}

bool isHost(QByteArrayView host, Letters letters)
{
    static const QRegularExpression future(u"\\A[vV][0-9A-Fa-f]+\\.[A-Za-z0-9._~!$&'()*+,;=:-]+\\z"_s);
    if (!host.startsWith('['))
        return isPart(host, {}, letters);
    if (!host.endsWith(']'))
        return false;
    const QString literal = QString::fromUtf8(host.sliced(1).chopped(1));
    return isIpv6(literal) || future.match(literal).hasMatch();
}

bool isAuthority(QByteArrayView authority, Letters letters)
{
    if (const qsizetype at = authority.indexOf('@'); at >= 0) {
        if (!isPart(authority.first(at), ":", letters))
            return false;
        authority = authority.sliced(at + 1);
    }
    const qsizetype bracket = authority.lastIndexOf(']');
    const qsizetype colon = authority.lastIndexOf(':');
    if (colon > bracket) {
        const QByteArrayView port = authority.sliced(colon + 1);
        if (!std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; }))
            return false;
        authority = authority.first(colon);
    }
    return isHost(authority, letters);
}

bool isReference(const QString &text, Letters letters, bool needsScheme)
{
    const QByteArray utf8 = text.toUtf8();
    const UriParts parts = splitUri(utf8);
    if (needsScheme && !parts.hasScheme)
        return false;
    // RFC 3986 §4.2: a colon in the first segment would be the end of a scheme.
    const qsizetype slash = parts.path.indexOf('/');
    const QByteArrayView first = slash < 0 ? parts.path : parts.path.first(slash);
    if (!parts.hasScheme && !parts.hasAuthority && first.contains(':'))
        return false;
    return (!parts.hasAuthority || isAuthority(parts.authority, letters))
        && isPart(parts.path, ":@/", letters) && isPart(parts.query, ":@/?", letters, true)
        && isPart(parts.fragment, ":@/?", letters);
}

} // namespace

bool isUri(const QString &text)
{
    return isReference(text, Letters::Uri, true);
}

bool isUriReference(const QString &text)
{
    return isReference(text, Letters::Uri, false);
}

bool isIri(const QString &text)
{
    return isReference(text, Letters::Iri, true);
}

bool isIriReference(const QString &text)
{
    return isReference(text, Letters::Iri, false);
}

bool isUriTemplate(const QString &text)
{
    static const QString letter = u"(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2})"_s;
    static const QString variable = u"%1+(?:\\.%1+)*(?::[1-9][0-9]{0,3}|\\*)?"_s.arg(letter);
    static const QRegularExpression form(
        u"\\A(?:[^\\x{0}-\\x{20}\"%<>\\\\^`{|}\\x{7f}-\\x{9f}]|%[0-9A-Fa-f]{2}"
        "|\\{[+#./;?&=,!@|]?%1(?:,%1)*\\})*+\\z"_s.replace(u"%1"_s, variable));
    return form.match(text).hasMatch();
}

bool isUuid(const QString &text)
{
    static const QRegularExpression form(u"\\A[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\\z"_s);
    return form.match(text).hasMatch();
}

bool isJsonPointer(const QString &text)
{
    if (!text.isEmpty() && !text.startsWith(u'/'))
        return false;
    for (qsizetype at = text.indexOf(u'~'); at >= 0; at = text.indexOf(u'~', at + 1)) {
        if (at + 1 == text.size() || (text[at + 1] != u'0' && text[at + 1] != u'1'))
            return false;
    }
    return true;
}

bool isRelativeJsonPointer(const QString &text)
{
    static const QRegularExpression start(u"\\A(?:0|[1-9][0-9]*)(?:[+-](?:0|[1-9][0-9]*))?"_s);
    const qsizetype length = start.match(text).capturedLength();
    if (length <= 0)
        return false;
    const QString rest = text.sliced(length);
    return rest == u"#" || isJsonPointer(rest);
}

} // namespace authscope::schema::format
