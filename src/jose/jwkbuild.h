// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jose/keyhandle.h"

namespace authscope::jose {

struct BuiltKey {
    PkeyPtr key;
    QByteArray curve; ///< empty for RSA
    int bits = 0;
};

/// A key, or why not, as the end of a sentence that begins with "The key".
template <class T>
using OrReason = tl::expected<T, QString>;
using Reason = tl::unexpected<QString>;

OrReason<BuiltKey> buildRsa(const json::Object &object);
OrReason<BuiltKey> buildEc(const json::Object &object);
OrReason<BuiltKey> buildOkp(const json::Object &object);
/// The whole key of a private JWK: RSA, EC, Ed25519, X25519. What the public part must be, it must be here
/// too, and the two must be one pair.
OrReason<BuiltKey> buildPrivate(const json::Object &object);
/// The public part only, for key agreement.
OrReason<PkeyPtr> buildX25519(const json::Object &object);

/// A member of the wrong type or missing, as the end of a sentence; empty when all is well.
QString whyMistyped(const json::Object &jwk);
/// OA-212 for a key that was not used.
base::Error unusableKey(const QByteArray &kid, const QString &reason);

/// The decoded bytes of a base64url member.
OrReason<QByteArray> octetsMember(const json::Object &object, std::string_view name);
/// EVP_PKEY_fromdata; nothing when OpenSSL refuses.
PkeyPtr publicKeyFromParams(const char *type, OSSL_PARAM_BLD *builder);

} // namespace authscope::jose
