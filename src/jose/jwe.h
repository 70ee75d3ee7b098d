// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/secret.h"
#include "jose/jwk.h"

namespace authscope::jose {

struct JweLimits {
    qsizetype maxBytes = 10 << 20;
    int maxDepth = 32;
    int maxRecipients = 20;
};

/// One reader of a JWE (RFC 7516 §7.2.1); a compact JWE has exactly one.
struct JweRecipient {
    json::Object header; ///< its own members; empty in the compact form
    json::Object joined; ///< protected, shared and own members together: the JOSE header that counts for it
    QByteArray encryptedKey; ///< decoded

    QByteArray alg() const; ///< empty when absent
    QByteArray enc() const;
    QByteArray kid() const;
};

/// A JWE taken apart, nothing decrypted (RFC 7516 §3.1, §7).
struct Jwe {
    QByteArray received; ///< the whole token or document
    QByteArray protectedHeader; ///< as received, encoded; may be empty in the JSON forms
    QByteArray headerText; ///< decoded
    json::Object header; ///< the protected one
    json::Object unprotected; ///< shared by all readers, authenticated by nobody
    QList<JweRecipient> recipients; ///< never empty
    QByteArray iv, ciphertext, tag; ///< decoded
    QByteArray aad; ///< as received, encoded
    bool isCompact = true;

    /// Of the first recipient; empty when absent.
    QByteArray alg() const { return recipients.first().alg(); }
    QByteArray enc() const { return recipients.first().enc(); }
    QByteArray kid() const { return recipients.first().kid(); }
    QByteArray typ() const;
    QByteArray cty() const;
};

/// Five segments of strict base64url, the first a JSON object without repeated members. Says which segment is
/// wrong and where. Errors: OA-401 for the form, OA-013, OA-114 and OA-118 for the header's JSON and for
/// sizes; kind TokenRejected.
base::Result<Jwe> parseJwe(QByteArrayView compact, const JweLimits &limits = {});
/// The flattened and the general JSON form. A name may stand in one header only (RFC 7516 §7.2.1).
base::Result<Jwe> parseJweJson(QByteArrayView document, const JweLimits &limits = {});
/// It has a "ciphertext".
bool looksLikeJweJson(const json::Object &document);
/// Five parts with a dot between them, the first of which is a JSON object with an "enc".
bool looksLikeJwe(QByteArrayView token);

/// A key that opens a JWE: RSA, EC (P-256, P-384, P-521), X25519, or a shared one (oct). Weak RSA keys are
/// refused as for Jwk. Errors: OA-212 with the reason. Copies share the key.
class DecryptionKey {
public:
    /// A private JWK. Its public part must belong to its private part.
    static base::Result<DecryptionKey> fromJson(const json::Object &jwk);
    /// An unencrypted private key.
    static base::Result<DecryptionKey> fromPem(QByteArrayView pem, const QByteArray &kid = {});
    /// A private key that readKeys() found.
    static base::Result<DecryptionKey> fromHandle(
        std::shared_ptr<const KeyHandle> handle, const QByteArray &kid = {});
    /// For "dir" and the AES key wraps: exactly these bytes.
    static DecryptionKey fromSecret(const base::Secret &secret, const QByteArray &kid = {});

    const QByteArray &kid() const { return m_kid; }
    const QByteArray &keyType() const { return m_keyType; } ///< RSA, EC, OKP, oct
    const QByteArray &curve() const { return m_curve; } ///< P-256 …, X25519; empty for RSA and oct
    const QByteArray &alg() const { return m_alg; } ///< as the key says; may be empty
    int bits() const { return m_bits; }
    /// Why it may not open a token of this alg and enc, as the end of a sentence that begins with the key.
    QString whyNot(QByteArrayView alg, QByteArrayView enc) const;

    const KeyHandle *handle() const { return m_handle.get(); } ///< null for oct
    const base::Secret &secret() const { return m_secret; } ///< of oct only

private:
    std::shared_ptr<const KeyHandle> m_handle;
    base::Secret m_secret;
    QByteArray m_kid, m_keyType, m_curve, m_use, m_alg;
    QList<QByteArray> m_keyOps;
    int m_bits = 0;
};

/// What was inside.
struct Decrypted {
    QByteArray plaintext;
    QByteArray contentType = {}; ///< cty: "JWT" for a nested token (RFC 7519 §5.2)
    QByteArray algorithm = {}; ///< alg of the recipient that was opened
    QByteArray encryption = {}; ///< enc
    QByteArray kid = {}; ///< of the key that opened it
    int recipient = 0;
    QList<QString> notes = {}; ///< "“alg” is not protected …"
};

/// Why a recipient's token is not opened whatever the key: an algorithm we do not know or have switched off
/// (RSA1_5: its padding tells too much, RFC 8725 §3.2; PBES2: a password, and work that the sender chooses),
/// "zip" (a small token may become a huge one), "crit". Whole sentences; empty when nothing speaks against
/// it.
QString whyNotOpened(const JweRecipient &recipient);

/// Opens it for the first recipient whom the key fits. A wrong key, a wrong tag and a wrong padding give the
/// same words: OA-400. Encrypted is not signed: whoever knows the public key can have made it. Nothing in it
/// is trusted.
base::Result<Decrypted> decrypt(const Jwe &jwe, const DecryptionKey &key);
/// With the key that the kid names, otherwise with each that fits; at most 10 are tried.
base::Result<Decrypted> decrypt(const Jwe &jwe, const QList<DecryptionKey> &keys);

} // namespace authscope::jose
