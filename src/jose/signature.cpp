// SPDX-License-Identifier: GPL-3.0-or-later
#include "jose/jws.h"

#include "jose/algorithmtraits.h"
#include "jose/keyhandle.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include <array>

using namespace Qt::StringLiterals;

namespace authscope::jose {

namespace {

/// The digest's name for OpenSSL: Ed25519 must not get one.
const char *digestName(const AlgorithmTraits &row)
{
    return row.algorithm == Algorithm::EdDSA ? nullptr : row.digest;
}

bool usePss(EVP_PKEY_CTX *context)
{
    // RFC 7518 §3.5: the salt is as long as the hash; a longer one is no PS256.
    return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1
        && EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
}

bool isScalar(const BIGNUM *number, const BIGNUM *order)
{
    return !BN_is_zero(number) && BN_cmp(number, order) < 0;
}

BignumPtr orderOf(EVP_PKEY *key)
{
    BIGNUM *order = nullptr;
    EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_EC_ORDER, &order);
    return BignumPtr(order);
}

/// r‖s of RFC 7518 §3.4 in the DER form OpenSSL takes; empty when it is none (CVE-2022-21449: zero).
QByteArray derFromPair(const BIGNUM *order, const AlgorithmTraits &row, QByteArrayView pair)
{
    if (!order || pair.size() != 2 * row.coordinateBytes)
        return {};
    BignumPtr r = bignum(pair.first(row.coordinateBytes));
    BignumPtr s = bignum(pair.last(row.coordinateBytes));
    if (!isScalar(r.get(), order) || !isScalar(s.get(), order))
        return {};
    const EcdsaPtr signature(ECDSA_SIG_new());
    ECDSA_SIG_set0(signature.get(), r.release(), s.release());
    const int size = i2d_ECDSA_SIG(signature.get(), nullptr);
    QByteArray der(qMax(size, 0), Qt::Uninitialized);
    unsigned char *end = octets(der);
    i2d_ECDSA_SIG(signature.get(), &end);
    return der;
}

QByteArray pairFromDer(const AlgorithmTraits &row, const QByteArray &der)
{
    const unsigned char *at = octets(QByteArrayView(der));
    const EcdsaPtr signature(d2i_ECDSA_SIG(nullptr, &at, long(der.size())));
    if (!signature)
        return {};
    QByteArray pair(2 * row.coordinateBytes, '\0');
    BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), octets(pair), row.coordinateBytes);
    BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), octets(pair) + row.coordinateBytes, row.coordinateBytes);
    return pair;
}

/// Looked up once: an explicit fetch takes a lock and a search each time.
const EVP_MD *digestOf(const AlgorithmTraits &row)
{
    using DigestPtr = std::unique_ptr<EVP_MD, Freer<EVP_MD_free>>;
    static const DigestPtr sha256(EVP_MD_fetch(nullptr, "SHA256", nullptr));
    static const DigestPtr sha384(EVP_MD_fetch(nullptr, "SHA384", nullptr));
    static const DigestPtr sha512(EVP_MD_fetch(nullptr, "SHA512", nullptr));
    return row.hashBytes == 32 ? sha256.get() : row.hashBytes == 48 ? sha384.get() : sha512.get();
}

PkeyContextPtr verifyingContext(EVP_PKEY *key, const AlgorithmTraits &row)
{
    PkeyContextPtr context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
    const bool isRsa = row.coordinateBytes == 0;
    if (!context || EVP_PKEY_verify_init(context.get()) != 1
        || EVP_PKEY_CTX_set_signature_md(context.get(), digestOf(row)) != 1
        || (isRsa && !row.isPss && EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) != 1)
        || (row.isPss && !usePss(context.get())))
        return {};
    return context;
}

/// RSA and ECDSA: over the hash, with a context made for it.
bool verifyHash(EVP_PKEY_CTX *context, const BIGNUM *order, const AlgorithmTraits &row, QByteArrayView data,
    QByteArrayView signature)
{
    QByteArray der;
    if (row.coordinateBytes > 0) {
        der = derFromPair(order, row, signature);
        if (der.isEmpty())
            return false;
        signature = der;
    }
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
    unsigned int size = 0;
    return context
        && EVP_Digest(data.data(), size_t(data.size()), hash.data(), &size, digestOf(row), nullptr) == 1
        && EVP_PKEY_verify(context, octets(signature), size_t(signature.size()), hash.data(), size) == 1;
}

bool verifyEdDsa(EVP_PKEY *key, QByteArrayView data, QByteArrayView signature)
{
    const DigestContextPtr context(EVP_MD_CTX_new());
    return EVP_DigestVerifyInit_ex(context.get(), nullptr, nullptr, nullptr, nullptr, key, nullptr) == 1
        && EVP_DigestVerify(
               context.get(), octets(signature), size_t(signature.size()), octets(data), size_t(data.size()))
        == 1;
}

bool verifyWith(
    const KeyHandle &handle, const AlgorithmTraits &row, QByteArrayView data, QByteArrayView signature)
{
    EVP_PKEY *key = handle.key.get();
    if (row.coordinateBytes == 0 && signature.size() != EVP_PKEY_get_size(key))
        return false;
    if (row.algorithm == Algorithm::EdDSA)
        return verifyEdDsa(key, data, signature);
    const std::unique_lock lock(handle.verifier->mutex, std::try_to_lock);
    if (!lock) {
        const PkeyContextPtr context = verifyingContext(key, row);
        const BignumPtr order = row.coordinateBytes > 0 ? orderOf(key) : BignumPtr();
        return verifyHash(context.get(), order.get(), row, data, signature);
    }
    VerifierCache &cache = *handle.verifier;
    if (cache.algorithm != int(row.algorithm)) {
        cache.context = verifyingContext(key, row);
        cache.algorithm = int(row.algorithm);
    }
    if (row.coordinateBytes > 0 && !cache.order)
        cache.order = orderOf(key);
    return verifyHash(cache.context.get(), cache.order.get(), row, data, signature);
}

} // namespace

bool verifySignature(const Jwk &key, Algorithm algorithm, QByteArrayView data, QByteArrayView signature)
{
    const AlgorithmTraits &row = traits(algorithm);
    if (key.keyType() != row.keyType || key.curve() != row.curve)
        return false;
    ERR_clear_error();
    const bool holds = verifyWith(key.handle(), row, data, signature);
    ERR_clear_error();
    return holds;
}

QByteArray KeyPair::sign(QByteArrayView data) const
{
    const AlgorithmTraits &row = traits(m_algorithm);
    ERR_clear_error();
    const DigestContextPtr context(EVP_MD_CTX_new());
    EVP_PKEY_CTX *options = nullptr;
    size_t size = size_t(EVP_PKEY_get_size(m_handle->key.get()));
    QByteArray signature(qsizetype(size), Qt::Uninitialized);
    if (EVP_DigestSignInit_ex(
            context.get(), &options, digestName(row), nullptr, nullptr, m_handle->key.get(), nullptr)
            != 1
        || (row.isPss && !usePss(options))
        || EVP_DigestSign(context.get(), octets(signature), &size, octets(data), size_t(data.size())) != 1) {
        ERR_clear_error();
        return {};
    }
    signature.truncate(qsizetype(size));
    return row.coordinateBytes > 0 ? pairFromDer(row, signature) : signature;
}

} // namespace authscope::jose
