// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/uri.h"

#include <algorithm>
#include <cctype>

namespace authscope::schema {

namespace {

bool isScheme(QByteArrayView text)
{
    return !text.isEmpty() && std::isalpha(static_cast<unsigned char>(text.front()))
        && std::all_of(text.begin(), text.end(), [](char c) {
               return std::isalnum(static_cast<unsigned char>(c)) || c == '+' || c == '-' || c == '.';
           });
}

QByteArray withoutDotSegments(QByteArrayView path)
{
    QList<QByteArrayView> out;
    const bool isRooted = path.startsWith('/');
    qsizetype at = isRooted ? 1 : 0;
    bool endsOpen = false; // the last segment was a dot segment: the path ends with a slash
    while (at <= path.size()) {
        const qsizetype slash = path.indexOf('/', at);
        const QByteArrayView segment = path.sliced(at, (slash < 0 ? path.size() : slash) - at);
        endsOpen = segment == "." || segment == "..";
        if (segment == "..") {
            if (!out.isEmpty())
                out.removeLast();
        } else if (segment != ".") {
            out.append(segment);
        }
        if (slash < 0)
            break;
        at = slash + 1;
    }
    QByteArray joined = isRooted ? "/" : "";
    for (qsizetype i = 0; i < out.size(); ++i) {
        joined += out[i];
        if (i + 1 < out.size() || endsOpen)
            joined += '/';
    }
    return joined;
}

QByteArray joined(const UriParts &parts, const QByteArray &path)
{
    QByteArray out;
    if (parts.hasScheme)
        out.append(parts.scheme).append(':');
    if (parts.hasAuthority)
        out.append("//").append(parts.authority);
    out.append(path);
    if (parts.hasQuery)
        out.append('?').append(parts.query);
    if (parts.hasFragment)
        out.append('#').append(parts.fragment);
    return out;
}

} // namespace

UriParts splitUri(QByteArrayView uri)
{
    UriParts parts;
    if (const qsizetype hash = uri.indexOf('#'); hash >= 0) {
        parts.hasFragment = true;
        parts.fragment = uri.sliced(hash + 1);
        uri = uri.first(hash);
    }
    if (const qsizetype mark = uri.indexOf('?'); mark >= 0) {
        parts.hasQuery = true;
        parts.query = uri.sliced(mark + 1);
        uri = uri.first(mark);
    }
    if (const qsizetype colon = uri.indexOf(':'); colon > 0 && isScheme(uri.first(colon))) {
        parts.hasScheme = true;
        parts.scheme = uri.first(colon);
        uri = uri.sliced(colon + 1);
    }
    if (uri.startsWith("//")) {
        parts.hasAuthority = true;
        uri = uri.sliced(2);
        const qsizetype slash = uri.indexOf('/');
        parts.authority = slash < 0 ? uri : uri.first(slash);
        uri = slash < 0 ? QByteArrayView() : uri.sliced(slash);
    }
    parts.path = uri;
    return parts;
}

FragmentSplit splitFragment(const QByteArray &uri)
{
    const qsizetype hash = uri.indexOf('#');
    if (hash < 0)
        return { uri, QByteArray() };
    return { uri.first(hash), uri.sliced(hash + 1) };
}

QByteArray resolveUri(const QByteArray &base, const QByteArray &reference)
{
    if (base.isEmpty())
        return reference;
    UriParts to = splitUri(reference);
    if (to.hasScheme)
        return to.path.startsWith('/') ? joined(to, withoutDotSegments(to.path)) : reference;
    const UriParts from = splitUri(base);
    to.hasScheme = from.hasScheme;
    to.scheme = from.scheme;
    if (to.hasAuthority)
        return joined(to, withoutDotSegments(to.path));
    to.hasAuthority = from.hasAuthority;
    to.authority = from.authority;
    if (to.path.isEmpty()) {
        if (!to.hasQuery) {
            to.hasQuery = from.hasQuery;
            to.query = from.query;
        }
        return joined(to, from.path.toByteArray());
    }
    if (to.path.startsWith('/'))
        return joined(to, withoutDotSegments(to.path));
    QByteArray merged;
    if (from.hasAuthority && from.path.isEmpty())
        merged = "/";
    else
        merged = from.path.first(from.path.lastIndexOf('/') + 1).toByteArray();
    return joined(to, withoutDotSegments(merged.append(to.path)));
}

} // namespace authscope::schema
