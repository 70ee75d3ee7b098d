// SPDX-License-Identifier: GPL-3.0-or-later
#include "jose/jwk.h"

#include "base/errorcodes.h"
#include "jose/algorithmtraits.h"
#include "jose/jwkbuild.h"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

using namespace Qt::StringLiterals;

namespace authscope::jose {

using base::Error;
using base::ErrorKind;
using base::fail;

namespace {

constexpr unsigned int rsaBits = 2048;

PkeyPtr generateKey(const AlgorithmTraits &row)
{
    if (row.coordinateBytes > 0)
        return PkeyPtr(EVP_EC_gen(row.curve));
    if (*row.curve)
        return PkeyPtr(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
    return PkeyPtr(EVP_RSA_gen(rsaBits));
}

base::Result<Jwk> publicPart(EVP_PKEY *key, Algorithm algorithm, const QByteArray &kid)
{
    json::Object members = publicMembers(key);
    members["kid"] = json::string(QByteArrayView(kid));
    members["use"] = "sig";
    members["alg"] = json::string(QByteArrayView(algorithmName(algorithm)));
    return Jwk::fromJson(members);
}

Error unusable(const QString &reason)
{
    return {
        .kind = ErrorKind::Usage, .code = base::code::keyUnusable, .message = reason + u" It was not used."_s
    };
}

} // namespace

KeyPair KeyPair::generate(Algorithm algorithm, const QByteArray &kid)
{
    PkeyPtr key = generateKey(traits(algorithm));
    if (!key)
        qFatal("OpenSSL cannot make a key for %s.", traits(algorithm).name);
    KeyPair pair;
    pair.m_public = publicPart(key.get(), algorithm, kid).value();
    pair.m_algorithm = algorithm;
    pair.m_handle = std::make_shared<KeyHandle>(KeyHandle{ std::move(key) });
    return pair;
}

base::Result<KeyPair> KeyPair::fromPem(QByteArrayView pem, Algorithm algorithm, const QByteArray &kid)
{
    if (auto readable = Jwk::fromPem(pem, kid); !readable)
        return fail(std::move(readable.error()));
    PkeyPtr key = readPem(pem, true);
    if (!key)
        return fail(unusable(u"This is no unencrypted private key in PEM form."_s));
    return fromHandle(std::make_shared<KeyHandle>(KeyHandle{ std::move(key) }), algorithm, kid);
}

base::Result<KeyPair> KeyPair::fromJson(const json::Object &jwk, Algorithm algorithm)
{
    auto built = buildPrivate(jwk);
    if (!built)
        return fail(unusable(u"The private key %1."_s.arg(built.error())));
    return fromHandle(std::make_shared<KeyHandle>(KeyHandle{ std::move(built->key) }), algorithm,
        json::stringMember(jwk, "kid").value_or(QByteArray()));
}

base::Result<KeyPair> KeyPair::fromHandle(
    std::shared_ptr<const KeyHandle> handle, Algorithm algorithm, const QByteArray &kid)
{
    auto jwk = publicPart(handle->key.get(), algorithm, kid);
    if (!jwk)
        return fail(std::move(jwk.error()));
    if (const QString reason = jwk->whyNot(algorithm); !reason.isEmpty())
        return fail(unusable(u"The private key %1."_s.arg(reason)));
    KeyPair pair;
    pair.m_public = *jwk;
    pair.m_algorithm = algorithm;
    pair.m_handle = std::move(handle);
    return pair;
}

QByteArray KeyPair::toPem() const
{
    const BioPtr bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_PKCS8PrivateKey(bio.get(), m_handle->key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    char *data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return QByteArray(data, size);
}

} // namespace authscope::jose
