// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jose/algorithm.h"
#include "json/json.h"

#include <QHash>
#include <QList>

#include <memory>

namespace authscope::jose {

/// OpenSSL's key, seen by jose only.
struct KeyHandle;

/// A public (or, for the demo and for tests, private) key in JWK form (RFC 7517, 7518 §6, 8037). Refused when
/// built: RSA under 2048 or over 16384 bits, with an even or tiny exponent, with a small factor or from the
/// generator of CVE-2017-15361; points off the curve, of the wrong length or of small order; unknown curves,
/// oct keys. Errors: OA-212 with the reason. Copies share the key.
class Jwk {
public:
    static base::Result<Jwk> fromJson(const json::Object &object);
    /// A public key, or the public part of a private one. Encrypted PEM is refused, nobody is asked.
    static base::Result<Jwk> fromPem(QByteArrayView pem, const QByteArray &kid = {});

    const QByteArray &kid() const { return m_kid; } ///< may be empty
    const QByteArray &keyType() const { return m_keyType; } ///< RSA, EC, OKP
    const QByteArray &curve() const { return m_curve; } ///< P-256 …, Ed25519; empty for RSA
    const QByteArray &use() const { return m_use; }
    const QByteArray &alg() const { return m_alg; } ///< as the key says; may be empty
    int bits() const { return m_bits; }
    /// It came with its private part, which is not kept: a Jwk only verifies.
    bool isPrivate() const { return m_isPrivate; }
    /// Something published that should never be: the member names found (d, p, q …). Shown as a loud warning
    /// (T111).
    const QList<QByteArray> &privateMembers() const { return m_privateMembers; }
    /// Type, curve, use, key_ops and alg all allow it.
    bool mayVerify(Algorithm algorithm) const { return whyNot(algorithm).isEmpty(); }
    /// The reason it may not, as the end of a sentence that begins with the key ("is for encryption …").
    QString whyNot(Algorithm algorithm) const;
    /// RFC 7638, SHA-256, base64url.
    QByteArray thumbprint() const;
    json::Object publicJson() const;
    const KeyHandle &handle() const { return *m_handle; }

private:
    std::shared_ptr<const KeyHandle> m_handle;
    QByteArray m_kid, m_keyType, m_curve, m_use, m_alg;
    QList<QByteArray> m_keyOps, m_privateMembers;
    int m_bits = 0;
    bool m_isPrivate = false;
};

/// A key that was skipped, and why.
struct RefusedKey {
    QByteArray kid;
    base::Error reason;
};

/// A JWK set (RFC 7517 §5). Keys we cannot use, or that are for something else than signatures, are kept
/// apart with the reason, never an error; at most 100 keys are read by default. Lookup by kid is a hash
/// lookup.
class JwkSet {
public:
    static base::Result<JwkSet> parse(QByteArrayView text, int maxKeys = 100);
    static base::Result<JwkSet> fromJson(const json::Object &object, int maxKeys = 100);
    static JwkSet fromKeys(const QList<Jwk> &keys, const QList<RefusedKey> &refused = {});

    const QList<Jwk> &keys() const { return m_keys; }
    const QList<RefusedKey> &refused() const { return m_refused; }
    /// Those that may verify the algorithm: by kid when there is one (several keys may share it), otherwise
    /// all; at most 10, in the order of the set.
    QList<Jwk> candidates(const QByteArray &kid, Algorithm algorithm) const;

private:
    void index();
    QList<Jwk> m_keys;
    QList<RefusedKey> m_refused;
    QMultiHash<QByteArray, qsizetype> m_byKid;
};

/// A private key that signs: made or given for the demo's identity provider, for tests, and for minting.
class KeyPair {
public:
    static KeyPair generate(Algorithm algorithm, const QByteArray &kid);
    static base::Result<KeyPair> fromPem(QByteArrayView pem, Algorithm algorithm, const QByteArray &kid);
    /// A private JWK. Errors: OA-212; kind Usage.
    static base::Result<KeyPair> fromJson(const json::Object &jwk, Algorithm algorithm);
    /// A private key that readKeys() found.
    static base::Result<KeyPair> fromHandle(
        std::shared_ptr<const KeyHandle> handle, Algorithm algorithm, const QByteArray &kid);

    QByteArray toPem() const; ///< PKCS#8, not encrypted
    const Jwk &publicKey() const { return m_public; }
    Algorithm algorithm() const { return m_algorithm; }
    QByteArray sign(QByteArrayView data) const; ///< the JWS form: r‖s for ECDSA

private:
    std::shared_ptr<const KeyHandle> m_handle;
    Jwk m_public;
    Algorithm m_algorithm = Algorithm::RS256;
};

} // namespace authscope::jose
