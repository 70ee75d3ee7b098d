// SPDX-License-Identifier: GPL-3.0-or-later
#include "jose/jwe.h"

#include "base/text.h"
#include "jose/base64url.h"
#include "jose/jwealgorithms.h"
#include "jose/jwkbuild.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace authscope::jose {

using base::fail;

namespace {

const char *neededType(KeyManagement kind)
{
    switch (kind) {
    case KeyManagement::Direct:
    case KeyManagement::AesWrap:
    case KeyManagement::AesGcmWrap:
        return "oct";
    case KeyManagement::RsaOaep:
        return "RSA";
    case KeyManagement::Agreement:
    case KeyManagement::AgreementWrap:
        return "EC";
    }
    Q_UNREACHABLE();
    return "";
}

bool isFitting(const QByteArray &keyType, const QByteArray &curve, KeyManagement kind)
{
    const QByteArray needed = neededType(kind);
    return keyType == needed || (needed == "EC" && keyType == "OKP" && curve == "X25519");
}

} // namespace

base::Result<DecryptionKey> DecryptionKey::fromJson(const json::Object &jwk)
{
    DecryptionKey key;
    key.m_kid = json::stringMember(jwk, "kid").value_or(QByteArray());
    if (const QString reason = whyMistyped(jwk); !reason.isEmpty())
        return fail(unusableKey(key.m_kid, reason));
    key.m_keyType = *json::stringMember(jwk, "kty");
    key.m_use = json::stringMember(jwk, "use").value_or(QByteArray());
    key.m_alg = json::stringMember(jwk, "alg").value_or(QByteArray());
    key.m_keyOps = json::stringList(jwk, "key_ops").value_or(QList<QByteArray>());
    if (key.m_keyType == "oct") {
        auto bytes = octetsMember(jwk, "k");
        if (!bytes)
            return fail(unusableKey(key.m_kid, bytes.error()));
        key.m_bits = int(bytes->size()) * 8;
        key.m_secret = base::Secret(*std::move(bytes));
        return key;
    }
    if (!jwk.contains("d"))
        return fail(unusableKey(
            key.m_kid, u"has no private part (d); only the private key opens what was encrypted for it"_s));
    auto built = buildPrivate(jwk);
    if (!built)
        return fail(unusableKey(key.m_kid, built.error()));
    key.m_curve = built->curve;
    key.m_bits = built->bits;
    key.m_handle = std::make_shared<KeyHandle>(KeyHandle{ std::move(built->key) });
    return key;
}

base::Result<DecryptionKey> DecryptionKey::fromPem(QByteArrayView pem, const QByteArray &kid)
{
    PkeyPtr private_ = readPem(pem, true);
    if (!private_)
        return fail(unusableKey(kid, u"is no unencrypted private key in PEM form"_s));
    return fromHandle(std::make_shared<KeyHandle>(KeyHandle{ std::move(private_) }), kid);
}

base::Result<DecryptionKey> DecryptionKey::fromHandle(
    std::shared_ptr<const KeyHandle> handle, const QByteArray &kid)
{
    DecryptionKey key;
    key.m_kid = kid;
    EVP_PKEY *pkey = handle->key.get();
    if (EVP_PKEY_is_a(pkey, "X25519")) {
        key.m_keyType = "OKP";
        key.m_curve = "X25519";
        key.m_bits = EVP_PKEY_get_bits(pkey);
    } else {
        // What a public key of this kind must be, this one must be too.
        const auto shown = Jwk::fromJson(publicMembers(pkey));
        if (!shown)
            return fail(shown.error());
        if (shown->keyType() == "OKP")
            return fail(unusableKey(kid, u"is for signatures (Ed25519); it opens nothing"_s));
        key.m_keyType = shown->keyType();
        key.m_curve = shown->curve();
        key.m_bits = shown->bits();
    }
    key.m_handle = std::move(handle);
    return key;
}

DecryptionKey DecryptionKey::fromSecret(const base::Secret &secret, const QByteArray &kid)
{
    DecryptionKey key;
    key.m_kid = kid;
    key.m_keyType = "oct";
    key.m_bits = int(secret.reveal().size()) * 8;
    key.m_secret = secret;
    return key;
}

QString DecryptionKey::whyNot(QByteArrayView alg, QByteArrayView enc) const
{
    const KeyManagementTraits *row = keyManagement(alg);
    const ContentTraits *content = contentEncryption(enc);
    if (!row || !content)
        return u"cannot be tried: the token's algorithms are not known here"_s;
    if (!isFitting(m_keyType, m_curve, row->kind))
        return u"has the type %1%2; %3 needs %4"_s.arg(QLatin1StringView(m_keyType),
            m_curve.isEmpty() ? QString() : u" ("_s + QLatin1StringView(m_curve) + u')',
            QLatin1StringView(row->name), QLatin1StringView(neededType(row->kind)));
    const bool isDirect = row->kind == KeyManagement::Direct;
    const int needed = isDirect ? content->keyBytes : row->keyBytes;
    if (m_keyType == "oct" && m_bits != needed * 8)
        return u"has %1 bits; %2 needs exactly %3"_s.arg(m_bits)
            .arg(QLatin1StringView(isDirect ? content->name : row->name))
            .arg(needed * 8);
    if (!m_use.isEmpty() && m_use != "enc")
        return u"is not for encryption (its use is “%1”)"_s.arg(base::cleaned(m_use, 60));
    static const QList<QByteArray> fitting{ "decrypt", "unwrapKey", "deriveKey", "deriveBits" };
    if (!m_keyOps.isEmpty()
        && std::none_of(fitting.begin(), fitting.end(),
            [this](const QByteArray &operation) { return m_keyOps.contains(operation); }))
        return u"is not for decrypting (its key_ops are “%1”)"_s.arg(base::cleaned(m_keyOps.join(", "), 60));
    // A key for "dir" may name what it encrypts with (RFC 7520 §5.6).
    if (!m_alg.isEmpty() && m_alg != alg && !(isDirect && m_alg == enc))
        return u"is for the algorithm “%1” only; the token says %2"_s.arg(
            base::cleaned(m_alg, 60), QLatin1StringView(row->name));
    return {};
}

} // namespace authscope::jose
