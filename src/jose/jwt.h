// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "jose/jws.h"

namespace authscope::jose {

/// A JWT whose payload is a claims object (RFC 7519). Decoded, not verified.
struct Jwt {
    Jws jws;
    json::Object claims;
    QByteArray claimsText; ///< as received

    std::optional<QByteArray> text(std::string_view claim) const;
    /// NumericDate, also with a fraction; nothing when absent or not a number or beyond the year 9999.
    std::optional<base::Time> time(std::string_view claim) const;
    /// aud as a list whether it came as a text or a list.
    QList<QByteArray> audience() const;
};

base::Result<Jwt> parseJwt(QByteArrayView compact, const JwsLimits &limits = {});

/// Does it look like a JWT at all: three dot-separated base64url segments, the first one a JSON object.
bool looksLikeJwt(QByteArrayView token);

} // namespace authscope::jose
