// SPDX-License-Identifier: GPL-3.0-or-later
#include "jose/algorithmtraits.h"

#include "base/text.h"
#include "jose/base64url.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace authscope::jose {

namespace {

constexpr std::array table{
    AlgorithmTraits{ Algorithm::RS256, "RS256", "RSA", "", "SHA256", 32, false, 0 },
    AlgorithmTraits{ Algorithm::RS384, "RS384", "RSA", "", "SHA384", 48, false, 0 },
    AlgorithmTraits{ Algorithm::RS512, "RS512", "RSA", "", "SHA512", 64, false, 0 },
    AlgorithmTraits{ Algorithm::PS256, "PS256", "RSA", "", "SHA256", 32, true, 0 },
    AlgorithmTraits{ Algorithm::PS384, "PS384", "RSA", "", "SHA384", 48, true, 0 },
    AlgorithmTraits{ Algorithm::PS512, "PS512", "RSA", "", "SHA512", 64, true, 0 },
    AlgorithmTraits{ Algorithm::ES256, "ES256", "EC", "P-256", "SHA256", 32, false, 32 },
    AlgorithmTraits{ Algorithm::ES384, "ES384", "EC", "P-384", "SHA384", 48, false, 48 },
    AlgorithmTraits{ Algorithm::ES512, "ES512", "EC", "P-521", "SHA512", 64, false, 66 },
    AlgorithmTraits{ Algorithm::EdDSA, "EdDSA", "OKP", "Ed25519", "SHA512", 64, false, 0 },
};

QByteArray digest(const char *name, QByteArrayView value)
{
    QByteArray out(EVP_MAX_MD_SIZE, Qt::Uninitialized);
    size_t size = 0;
    if (EVP_Q_digest(nullptr, name, nullptr, value.data(), size_t(value.size()),
            reinterpret_cast<unsigned char *>(out.data()), &size)
        != 1)
        qFatal("OpenSSL cannot compute %s.", name);
    out.truncate(qsizetype(size));
    return out;
}

} // namespace

const AlgorithmTraits &traits(Algorithm algorithm)
{
    const auto row = std::find_if(table.begin(), table.end(),
        [algorithm](const AlgorithmTraits &traits) { return traits.algorithm == algorithm; });
    Q_ASSERT(row != table.end());
    return *row;
}

std::optional<Algorithm> algorithmFromName(QByteArrayView name)
{
    if (name == "Ed25519") // RFC 9864 §2.2 names the curve; the signature is the same
        return Algorithm::EdDSA;
    const auto row = std::find_if(
        table.begin(), table.end(), [name](const AlgorithmTraits &traits) { return name == traits.name; });
    if (row == table.end())
        return std::nullopt;
    return row->algorithm;
}

QByteArray algorithmName(Algorithm algorithm)
{
    return traits(algorithm).name;
}

QString whyRefused(QByteArrayView name)
{
    const QString shown = base::cleaned(name, 60);
    if (algorithmFromName(name))
        return {};
    if (name.isEmpty())
        return u"The header names no algorithm (alg), so there is nothing to check a signature with."_s;
    if (name.compare("none", Qt::CaseInsensitive) == 0)
        return u"The header's algorithm is “%1”: the token is unsigned, so anybody could have written it."_s
            .arg(shown);
    if (name.size() == 5 && name.first(2).compare("HS", Qt::CaseInsensitive) == 0)
        return u"The header's algorithm is “%1”, which needs a shared secret. A public client shares no "
               "secret with anybody, and a public key used as one would prove nothing."_s.arg(shown);
    return u"The header's algorithm is “%1”, which cannot be checked here (RS, PS and ES with 256, 384 or "
           "512, and EdDSA with Ed25519 can). That does not say that the signature is wrong."_s.arg(shown);
}

QByteArray leftHalfHash(Algorithm algorithm, QByteArrayView value)
{
    const AlgorithmTraits &row = traits(algorithm);
    return encodeBase64Url(digest(row.digest, value).first(row.hashBytes / 2));
}

QByteArray sha256(QByteArrayView value)
{
    return digest("SHA256", value);
}

bool constantTimeEqual(QByteArrayView a, QByteArrayView b)
{
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), size_t(a.size())) == 0;
}

} // namespace authscope::jose
