// SPDX-License-Identifier: GPL-3.0-or-later
// Private to jose: what decryption needs of OpenSSL. Keys come and go as base::Secret.
#pragma once

#include "base/secret.h"
#include "jose/jwealgorithms.h"
#include "jose/keyhandle.h"

namespace authscope::jose {

/// RFC 7518 §5: nothing when the tag or the padding is wrong, and nobody can tell which.
std::optional<QByteArray> openContent(const ContentTraits &row, const base::Secret &key, QByteArrayView iv,
    QByteArrayView data, QByteArrayView ciphertext, QByteArrayView tag);

/// RFC 3394, with a key of 16, 24 or 32 bytes.
std::optional<base::Secret> unwrapAes(const base::Secret &key, QByteArrayView wrapped);
/// RFC 8017 §7.1, with the digest for both the label and the mask.
std::optional<base::Secret> unwrapOaep(EVP_PKEY *key, const char *digest, QByteArrayView wrapped);
/// The shared secret of two keys on the same curve; nothing for a peer that is no point, or X25519's zero.
std::optional<base::Secret> agree(EVP_PKEY *own, EVP_PKEY *peer);
/// RFC 7518 §4.6.2: Concat KDF with SHA-256.
base::Secret concatKdf(
    const base::Secret &shared, QByteArrayView name, QByteArrayView apu, QByteArrayView apv, int keyBytes);

} // namespace authscope::jose
