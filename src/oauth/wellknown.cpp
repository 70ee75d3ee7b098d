// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/metadata.h"

namespace authscope::oauth {

namespace {

/// The URL as it was written, cut in three; nothing is normalised.
struct Cut {
    QByteArray origin; ///< "https://host:port"
    QByteArray path; ///< "", "/", "/tenant/"
    QByteArray query; ///< with its question mark
};

Cut cut(const QByteArray &url)
{
    Cut out;
    const qsizetype authority = url.indexOf("://") + 3;
    const qsizetype mark = url.indexOf('?');
    const qsizetype pathEnd = mark < 0 ? url.size() : mark;
    const qsizetype slash = url.indexOf('/', authority);
    const qsizetype originEnd = slash < 0 || slash > pathEnd ? pathEnd : slash;
    out.origin = url.left(originEnd);
    out.path = url.mid(originEnd, pathEnd - originEnd);
    out.query = url.mid(pathEnd);
    return out;
}

} // namespace

QList<QByteArray> resourceMetadataUrls(const QByteArray &resource)
{
    static const QByteArray wellKnown = "/.well-known/oauth-protected-resource";
    const Cut parts = cut(resource);
    const QByteArray path = parts.path == "/" ? QByteArray() : parts.path;
    QList<QByteArray> out{ parts.origin + wellKnown + path + parts.query };
    if (!path.isEmpty() || !parts.query.isEmpty())
        out.append(parts.origin + wellKnown);
    return out;
}

QList<QByteArray> serverMetadataUrls(const QByteArray &issuer)
{
    static const QByteArray oauth = "/.well-known/oauth-authorization-server";
    static const QByteArray openid = "/.well-known/openid-configuration";
    const Cut parts = cut(issuer);
    QByteArray path = parts.path;
    while (path.endsWith('/'))
        path.chop(1);
    if (path.isEmpty())
        return { parts.origin + oauth, parts.origin + openid };
    return { parts.origin + oauth + path, parts.origin + openid + path, parts.origin + path + openid };
}

} // namespace authscope::oauth
