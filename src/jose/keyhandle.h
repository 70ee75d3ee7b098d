// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "json/json.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <memory>
#include <mutex>

namespace authscope::jose {

template <auto function>
struct Freer {
    template <class T>
    void operator()(T *pointer) const
    {
        function(pointer);
    }
};

using PkeyPtr = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using PkeyContextPtr = std::unique_ptr<EVP_PKEY_CTX, Freer<EVP_PKEY_CTX_free>>;
using DigestContextPtr = std::unique_ptr<EVP_MD_CTX, Freer<EVP_MD_CTX_free>>;
using ParamBuilderPtr = std::unique_ptr<OSSL_PARAM_BLD, Freer<OSSL_PARAM_BLD_free>>;
using ParamsPtr = std::unique_ptr<OSSL_PARAM, Freer<OSSL_PARAM_free>>;
using BignumPtr = std::unique_ptr<BIGNUM, Freer<BN_clear_free>>;
using BignumContextPtr = std::unique_ptr<BN_CTX, Freer<BN_CTX_free>>;
using EcdsaPtr = std::unique_ptr<ECDSA_SIG, Freer<ECDSA_SIG_free>>;
using BioPtr = std::unique_ptr<BIO, Freer<BIO_free_all>>;

/// What a verification needs of OpenSSL and can use again: looking it up each time costs a third of an RSA
/// verification. One thread at a time; another makes its own meanwhile.
struct VerifierCache {
    std::mutex mutex;
    int algorithm = -1; ///< the one `context` is for
    PkeyContextPtr context;
    BignumPtr order; ///< of the curve's group
};

struct KeyHandle {
    PkeyPtr key;
    std::unique_ptr<VerifierCache> verifier = std::make_unique<VerifierCache>();
};

inline const unsigned char *octets(QByteArrayView bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.data());
}
inline unsigned char *octets(QByteArray &bytes)
{
    return reinterpret_cast<unsigned char *>(bytes.data());
}
inline BignumPtr bignum(QByteArrayView bigEndian)
{
    return BignumPtr(BN_bin2bn(octets(bigEndian), int(bigEndian.size()), nullptr));
}

/// Nothing for anything but an unencrypted key in PEM form of at most 64 KiB; never asks for a passphrase.
PkeyPtr readPem(QByteArrayView pem, bool isPrivate);
/// The public members of a key in JWK form: kty and what the type needs, in the order RFC 7638 wants. Empty
/// for a type we do not know.
json::Object publicMembers(EVP_PKEY *key);

} // namespace authscope::jose
