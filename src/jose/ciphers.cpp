// SPDX-License-Identifier: GPL-3.0-or-later
#include "jose/ciphers.h"

#include "jose/algorithm.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include <QtEndian>

namespace authscope::jose {

using base::Secret;

namespace {

using CipherPtr = std::unique_ptr<EVP_CIPHER, Freer<EVP_CIPHER_free>>;
using CipherContextPtr = std::unique_ptr<EVP_CIPHER_CTX, Freer<EVP_CIPHER_CTX_free>>;

constexpr qsizetype maxBytes = 1 << 30; // OpenSSL counts in int

CipherContextPtr beginDecryption(const char *name, QByteArrayView key, QByteArrayView iv)
{
    const CipherPtr cipher(EVP_CIPHER_fetch(nullptr, name, nullptr));
    CipherContextPtr context(EVP_CIPHER_CTX_new());
    if (!cipher || !context || EVP_CIPHER_get_key_length(cipher.get()) != key.size())
        return {};
    EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    if (EVP_DecryptInit_ex2(
            context.get(), cipher.get(), octets(key), iv.isEmpty() ? nullptr : octets(iv), nullptr)
        != 1)
        return {};
    return context;
}

/// The whole text at once; `out` has room for a block more.
bool decryptAll(EVP_CIPHER_CTX *context, QByteArrayView ciphertext, QByteArray &out)
{
    int size = 0;
    int rest = 0;
    out = QByteArray(ciphertext.size() + EVP_MAX_BLOCK_LENGTH, '\0');
    if (EVP_DecryptUpdate(context, octets(out), &size, octets(ciphertext), int(ciphertext.size())) != 1
        || EVP_DecryptFinal_ex(context, octets(out) + size, &rest) != 1)
        return false;
    out.truncate(size + rest);
    return true;
}

std::optional<QByteArray> openGcm(const ContentTraits &row, const Secret &key, QByteArrayView iv,
    QByteArrayView data, QByteArrayView ciphertext, QByteArrayView tag)
{
    const CipherContextPtr context = beginDecryption(row.cipher, key.reveal(), iv);
    QByteArray expected = tag.toByteArray();
    int size = 0;
    QByteArray plain;
    if (!context || EVP_DecryptUpdate(context.get(), nullptr, &size, octets(data), int(data.size())) != 1
        || EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, int(expected.size()), expected.data())
            != 1
        || !decryptAll(context.get(), ciphertext, plain))
        return std::nullopt;
    return plain;
}

/// RFC 7518 §5.2.2.2: the tag is compared before anything is decrypted, so a wrong padding says nothing new.
std::optional<QByteArray> openCbc(const ContentTraits &row, const Secret &key, QByteArrayView iv,
    QByteArrayView data, QByteArrayView ciphertext, QByteArrayView tag)
{
    const QByteArrayView whole = key.reveal();
    const Secret macKey(whole.first(row.keyBytes / 2).toByteArray());
    const Secret cipherKey(whole.last(row.keyBytes / 2).toByteArray());
    QByteArray bits(8, '\0');
    qToBigEndian(quint64(data.size()) * 8, bits.data());
    QByteArray input;
    input.reserve(data.size() + iv.size() + ciphertext.size() + bits.size());
    input.append(data).append(iv).append(ciphertext).append(bits);
    QByteArray mac(EVP_MAX_MD_SIZE, '\0');
    size_t size = 0;
    if (!EVP_Q_mac(nullptr, "HMAC", nullptr, row.digest, nullptr, macKey.reveal().constData(),
            size_t(macKey.reveal().size()), octets(QByteArrayView(input)), size_t(input.size()), octets(mac),
            size_t(mac.size()), &size)
        || !constantTimeEqual(QByteArrayView(mac).first(row.tagBytes), tag))
        return std::nullopt;
    const CipherContextPtr context = beginDecryption(row.cipher, cipherKey.reveal(), iv);
    QByteArray plain;
    if (!context || !decryptAll(context.get(), ciphertext, plain))
        return std::nullopt;
    return plain;
}

QByteArray sized(QByteArrayView value)
{
    QByteArray out(4, '\0');
    qToBigEndian(quint32(value.size()), out.data());
    return out.append(value);
}

} // namespace

std::optional<QByteArray> openContent(const ContentTraits &row, const Secret &key, QByteArrayView iv,
    QByteArrayView data, QByteArrayView ciphertext, QByteArrayView tag)
{
    if (key.reveal().size() != row.keyBytes || iv.size() != row.ivBytes || tag.size() != row.tagBytes
        || ciphertext.size() > maxBytes || data.size() > maxBytes)
        return std::nullopt;
    auto plain = *row.digest ? openCbc(row, key, iv, data, ciphertext, tag)
                             : openGcm(row, key, iv, data, ciphertext, tag);
    ERR_clear_error();
    return plain;
}

std::optional<Secret> unwrapAes(const Secret &key, QByteArrayView wrapped)
{
    if (wrapped.size() < 24 || wrapped.size() > 1024 || wrapped.size() % 8 != 0)
        return std::nullopt;
    const QByteArray name = "AES-" + QByteArray::number(key.reveal().size() * 8) + "-WRAP";
    const CipherContextPtr context = beginDecryption(name.constData(), key.reveal(), {});
    QByteArray plain;
    const bool opened = context && decryptAll(context.get(), wrapped, plain);
    Secret result(std::move(plain));
    ERR_clear_error();
    return opened ? std::optional(std::move(result)) : std::nullopt;
}

std::optional<Secret> unwrapOaep(EVP_PKEY *key, const char *digest, QByteArrayView wrapped)
{
    const PkeyContextPtr context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
    size_t size = size_t(EVP_PKEY_get_size(key));
    QByteArray plain(qsizetype(size), '\0');
    const bool opened = context && wrapped.size() == plain.size() && EVP_PKEY_decrypt_init(context.get()) == 1
        && EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_OAEP_PADDING) == 1
        && EVP_PKEY_CTX_set_rsa_oaep_md_name(context.get(), digest, nullptr) == 1
        && EVP_PKEY_CTX_set_rsa_mgf1_md_name(context.get(), digest, nullptr) == 1
        && EVP_PKEY_decrypt(context.get(), octets(plain), &size, octets(wrapped), size_t(wrapped.size()))
            == 1;
    if (opened)
        plain.truncate(qsizetype(size));
    Secret result(std::move(plain));
    ERR_clear_error();
    return opened ? std::optional(std::move(result)) : std::nullopt;
}

std::optional<Secret> agree(EVP_PKEY *own, EVP_PKEY *peer)
{
    const PkeyContextPtr context(EVP_PKEY_CTX_new_from_pkey(nullptr, own, nullptr));
    size_t size = 0;
    bool agreed = context && EVP_PKEY_derive_init(context.get()) == 1
        && EVP_PKEY_derive_set_peer_ex(context.get(), peer, 1) == 1
        && EVP_PKEY_derive(context.get(), nullptr, &size) == 1;
    QByteArray shared(qsizetype(size), '\0');
    agreed = agreed && EVP_PKEY_derive(context.get(), octets(shared), &size) == 1;
    shared.truncate(qsizetype(size));
    Secret result(std::move(shared));
    ERR_clear_error();
    return agreed ? std::optional(std::move(result)) : std::nullopt;
}

Secret concatKdf(
    const Secret &shared, QByteArrayView name, QByteArrayView apu, QByteArrayView apv, int keyBytes)
{
    QByteArray bits(4, '\0');
    qToBigEndian(quint32(keyBytes) * 8, bits.data());
    const QByteArray info = sized(name) + sized(apu) + sized(apv) + bits;
    QByteArray key;
    for (quint32 round = 1; key.size() < keyBytes; ++round) {
        QByteArray counter(4, '\0');
        qToBigEndian(round, counter.data());
        const Secret input(counter + shared.reveal() + info);
        key += sha256(input.reveal());
    }
    key.truncate(keyBytes);
    return Secret(std::move(key));
}

} // namespace authscope::jose
