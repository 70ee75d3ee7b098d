// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "jose/jwe.h"
#include "jose/sharedsecret.h"

namespace authscope::jose {

/// What an X.509 certificate says of itself. Nobody checked whether it is trusted.
struct CertificateFacts {
    QString subject; ///< RFC 2253 form, made safe to show
    QString issuer;
    QByteArray serial; ///< hex
    base::Time notBefore{};
    base::Time notAfter{};
    QByteArray sha256; ///< of the DER form, base64url: "x5t#S256"
    bool isSelfIssued = false;
};

/// A key that was found in what somebody gave us, and all it can be used for.
struct LoadedKey {
    enum class Origin { Json, PublicPem, PrivatePem, Certificate };

    Origin origin = Origin::Json;
    QByteArray kid;
    QString kind; ///< "RSA, 2048 bits", "EC P-256", "Ed25519", "X25519", "shared secret, 256 bits"
    int bits = 0;
    std::optional<Jwk> verification; ///< verifies signatures; absent for X25519 and shared secrets
    std::optional<DecryptionKey> decryption; ///< opens JWE, when the private part was there
    std::optional<SharedSecret> secret; ///< of an oct JWK; used only when somebody says so
    std::shared_ptr<const KeyHandle> privateKey; ///< for KeyPair::fromHandle(); null when public
    QList<CertificateFacts> certificates; ///< its own first, then those that vouch for it
    QList<QString>
        notes; ///< whole sentences: broken chain, x5c and n differ, a private part among public keys
};

struct LoadedKeys {
    QString format; ///< "a JWK set", "a certificate chain in PEM form" …
    QList<LoadedKey> keys;
    QList<RefusedKey> refused;
    int privateTried = 0; ///< each costs a private operation, so only so many are

    /// Those that verify, in their order, and what was refused.
    JwkSet verificationKeys() const;
    QList<DecryptionKey> decryptionKeys() const;
};

struct KeyLimits {
    qsizetype maxBytes = 10 << 20;
    int maxKeys = 1000;
    int maxCertificates = 20;
    int maxPrivateKeys = 20;
    int maxPrivateBits = 8192;
};

/// Recognises a JWK, a JWK set, PEM (public key, private key, certificates, several of them) and DER (public
/// key, PKCS #8, certificate). What cannot be used is kept apart with its reason; encrypted private keys are
/// among these, nobody is asked for a passphrase. Errors: OA-403 when there is no key in it at all, OA-118
/// too large.
base::Result<LoadedKeys> readKeys(QByteArrayView text, const KeyLimits &limits = {});

/// Does the first certificate of a JWK's x5c have the JWK's key (RFC 7517 §4.7)? A whole sentence when not or
/// when it cannot be read; empty when there is no x5c or all is well.
QString whyCertificateDiffers(const json::Object &jwk);

/// Those that a key can sign or verify, by type and curve.
QList<Algorithm> algorithmsFor(const Jwk &key);

} // namespace authscope::jose
