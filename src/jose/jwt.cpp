// SPDX-License-Identifier: GPL-3.0-or-later
#include "jose/jwt.h"

#include "jose/base64url.h"

#include <algorithm>
#include <cmath>

namespace authscope::jose {

using base::ErrorKind;
using base::fail;
using namespace Qt::StringLiterals;

namespace {

constexpr double firstSecond = -62135596800; // 0001-01-01T00:00:00Z
constexpr double endSecond = 253402300800; // 10000-01-01T00:00:00Z

} // namespace

std::optional<QByteArray> Jwt::text(std::string_view claim) const
{
    return json::stringMember(claims, claim);
}

std::optional<base::Time> Jwt::time(std::string_view claim) const
{
    const auto seconds = json::numberMember(claims, claim);
    if (!seconds || !(*seconds >= firstSecond && *seconds < endSecond)) // also refuses what is no number
        return std::nullopt;
    return base::fromMillis(qint64(std::floor(*seconds * 1000)));
}

QList<QByteArray> Jwt::audience() const
{
    if (const auto one = text("aud"))
        return { *one };
    return json::stringList(claims, "aud").value_or(QList<QByteArray>());
}

base::Result<Jwt> parseJwt(QByteArrayView compact, const JwsLimits &limits)
{
    auto jws = parseJws(compact, limits);
    if (!jws)
        return fail(std::move(jws.error()));
    auto claims = json::parseObject(
        jws->payload, u"The token's payload"_s, { .maxBytes = limits.maxBytes, .maxDepth = limits.maxDepth });
    if (!claims) {
        claims.error().kind = ErrorKind::TokenRejected;
        return fail(std::move(claims.error()));
    }
    Jwt jwt;
    jwt.jws = *std::move(jws);
    jwt.claims = *std::move(claims);
    jwt.claimsText = jwt.jws.payload;
    return jwt;
}

bool looksLikeJwt(QByteArrayView token)
{
    if (std::count(token.begin(), token.end(), '.') != 2)
        return false;
    const qsizetype first = token.indexOf('.');
    const qsizetype second = token.indexOf('.', first + 1);
    const auto header = decodeBase64Url(token.first(first));
    return header && decodeBase64Url(token.sliced(first + 1, second - first - 1))
        && decodeBase64Url(token.sliced(second + 1))
        && json::parseObject(*header, {}, { .refuseDuplicates = false });
}

} // namespace authscope::jose
