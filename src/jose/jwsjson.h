// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jose/jws.h"

namespace authscope::jose {

/// One signature of a JWS in JSON form.
struct JwsSignature {
    /// For verify() and verifyWithSecret(): its header is the protected and the unprotected one together;
    /// `compact` is the compact form when there is one, otherwise empty.
    Jws jws;
    json::Object unprotected; ///< signed by nobody
    QList<QString> notes; ///< "“alg” is not protected by the signature …"
};

/// A JWS in flattened or general JSON form (RFC 7515 §7.2): one payload, each signature for itself. Nothing
/// is verified.
struct JwsDocument {
    QByteArray payload; ///< decoded
    bool isFlattened = false;
    QList<base::Result<JwsSignature>> signatures; ///< in their order; one that cannot be read says why
};

/// At most 20 signatures. Refused: a payload that is not there (detached, RFC 7515 appendix F), both forms at
/// once, a name in both headers, "crit" unprotected. Errors as those of parseJws().
base::Result<JwsDocument> parseJwsJson(QByteArrayView document, const JwsLimits &limits = {});
/// It has "signatures", or "signature" together with "payload" or "protected".
bool looksLikeJwsJson(const json::Object &document);

} // namespace authscope::jose
