// SPDX-License-Identifier: GPL-3.0-or-later
// Tokens whose key is a shared secret (HS*). Apart from verify() on purpose: whoever can check such a token
// can also make it, so a secret is never taken from a key set, only from the person who typed it.
#pragma once

#include "base/secret.h"
#include "jose/jws.h"

namespace authscope::jose {

enum class SecretAlgorithm { HS256, HS384, HS512 };

std::optional<SecretAlgorithm> secretAlgorithmFromName(QByteArrayView name); ///< exact case
QByteArray secretAlgorithmName(SecretAlgorithm algorithm);
/// RFC 7518 §3.2: the secret is at least as long as the hash.
qsizetype leastSecretBytes(SecretAlgorithm algorithm);

/// A secret that somebody gave for this purpose, with what an oct JWK says about it.
class SharedSecret {
public:
    SharedSecret(base::Secret value) : m_value(std::move(value)) { } // NOLINT(google-explicit-constructor)
    /// An oct JWK. Errors: OA-212.
    static base::Result<SharedSecret> fromJson(const json::Object &jwk);

    const base::Secret &value() const { return m_value; }
    QByteArray thumbprint() const; ///< RFC 7638 §3.2, of the oct JWK
    const QByteArray &kid() const { return m_kid; }
    const QByteArray &alg() const { return m_alg; }
    bool isTyped() const { return m_isTyped; } ///< by a person, who may mean base64url
    /// Why it may not check or make this algorithm's signatures, as the end of a sentence that begins with
    /// the secret ("has 6 bytes; HS256 needs at least 32 …"); empty when it may.
    QString whyNot(SecretAlgorithm algorithm) const;

private:
    base::Secret m_value;
    QByteArray m_kid, m_use, m_alg;
    QList<QByteArray> m_keyOps;
    bool m_isTyped = true;
};

struct SecretVerification {
    SecretAlgorithm algorithm = SecretAlgorithm::HS256;
    QList<QString> notes = {};
};

/// Order as verify(): alg is HS256, HS384 or HS512 → crit → the secret may be used → the signature holds.
/// A secret that is too short or is a public key is refused, and the words say whether the signature would
/// hold with it. A typed secret that is base64url is tried as its letters, then as its bytes. Errors: OA-201;
/// OA-212 for the secret; kind TokenRejected.
base::Result<SecretVerification> verifyWithSecret(const Jws &jws, const SharedSecret &secret);

/// Was a HS* token signed with one of these *public* keys as its secret (RFC 8725 §2.1)? Tried: PEM with and
/// without its last line end, DER, the modulus or point, the JWK, for the first 10 keys.
struct KeyConfusion {
    Jwk key;
    QString form; ///< "its PEM form"
};
std::optional<KeyConfusion> findKeyConfusion(const Jws &jws, const JwkSet &keys);

/// A compact JWS, to see how a server reacts; members of `header` win, as in signCompact().
QByteArray signWithSecret(
    const base::Secret &secret, SecretAlgorithm algorithm, json::Object header, QByteArrayView payload);
QByteArray hmac(SecretAlgorithm algorithm, const base::Secret &secret, QByteArrayView data);

} // namespace authscope::jose
