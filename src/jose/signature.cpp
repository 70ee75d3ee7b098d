// SPDX-License-Identifier: GPL-3.0-or-later
#include "jose/jws.h"

#include "jose/algorithmtraits.h"
#include "jose/keyhandle.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

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

/// r‖s of RFC 7518 §3.4 in the DER form OpenSSL takes; empty when it is none (CVE-2022-21449: zero).
QByteArray derFromPair(EVP_PKEY *key, const AlgorithmTraits &row, QByteArrayView pair)
{
    if (pair.size() != 2 * row.coordinateBytes)
        return {};
    BIGNUM *rawOrder = nullptr;
    if (EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_EC_ORDER, &rawOrder) != 1)
        return {};
    const BignumPtr order(rawOrder);
    BignumPtr r = bignum(pair.first(row.coordinateBytes));
    BignumPtr s = bignum(pair.last(row.coordinateBytes));
    if (!isScalar(r.get(), order.get()) || !isScalar(s.get(), order.get()))
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

bool verifyWith(EVP_PKEY *key, const AlgorithmTraits &row, QByteArrayView data, QByteArrayView signature)
{
    if (row.coordinateBytes == 0 && signature.size() != EVP_PKEY_get_size(key))
        return false;
    QByteArray der;
    if (row.coordinateBytes > 0) {
        der = derFromPair(key, row, signature);
        if (der.isEmpty())
            return false;
        signature = der;
    }
    const DigestContextPtr context(EVP_MD_CTX_new());
    EVP_PKEY_CTX *options = nullptr; // owned by the digest context
    if (EVP_DigestVerifyInit_ex(context.get(), &options, digestName(row), nullptr, nullptr, key, nullptr) != 1
        || (row.isPss && !usePss(options)))
        return false;
    return EVP_DigestVerify(
               context.get(), octets(signature), size_t(signature.size()), octets(data), size_t(data.size()))
        == 1;
}

} // namespace

bool verifySignature(const Jwk &key, Algorithm algorithm, QByteArrayView data, QByteArrayView signature)
{
    const AlgorithmTraits &row = traits(algorithm);
    if (key.keyType() != row.keyType || key.curve() != row.curve)
        return false;
    ERR_clear_error();
    const bool holds = verifyWith(key.handle().key.get(), row, data, signature);
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
