// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jose/jwk.h"

namespace authscope::jose {

struct JwsLimits {
    qsizetype maxBytes = 128 * 1024;
    int maxDepth = 32;
};

/// A compact JWS taken apart, nothing verified (RFC 7515 §3.1).
struct Jws {
    QByteArray compact; ///< as received
    QByteArray protectedHeader; ///< the encoded first segment
    QByteArray signingInput;
    QByteArray payload; ///< decoded
    QByteArray signature; ///< decoded
    QByteArray headerText; ///< decoded first segment, as received
    json::Object header;

    QByteArray alg() const; ///< empty when absent
    QByteArray kid() const;
    QByteArray typ() const;
};

/// Three segments, strict base64url, a JSON object as header without repeated members. Says which segment is
/// wrong and why. Errors: OA-224 for the form, OA-013, OA-114 and OA-118 for the header's JSON and for sizes;
/// kind TokenRejected.
base::Result<Jws> parseJws(QByteArrayView compact, const JwsLimits &limits = {});

/// Which key verified it.
struct Verification {
    Algorithm algorithm = Algorithm::RS256;
    Jwk key;
    QList<QString> notes = {}; ///< "a jwk member in the header was not trusted" …
};

/// Order: alg is in the table → crit absent (or every name in it understood; we understand none; RFC 7797's
/// b64 is refused too) → a key of the set fits → the signature holds. Errors: OA-201 with the reason; kind
/// TokenRejected. Keys inside the token (jwk, jku, x5u, x5c) are never used.
base::Result<Verification> verify(const Jws &jws, const JwkSet &keys);

/// As verify(), with keys that a person chose for this token: when none has the name the token gives (a PEM
/// key has none at all), those that could fit are tried, at most 10, and a note says so.
base::Result<Verification> verifyWithChosen(const Jws &jws, const JwkSet &keys);

/// For tests and the demo: a compact JWS; alg and kid are put first into the header. Members that `header`
/// has itself win, so that a lie can be signed.
QByteArray signCompact(const KeyPair &key, json::Object header, QByteArrayView payload);

/// The bare primitive, for raw vectors. False also for a signature of the wrong form.
bool verifySignature(const Jwk &key, Algorithm algorithm, QByteArrayView data, QByteArrayView signature);

} // namespace authscope::jose
