// SPDX-License-Identifier: GPL-3.0-or-later
#include "jose/jwkbuild.h"

#include <openssl/core_names.h>

using namespace Qt::StringLiterals;

namespace authscope::jose {

namespace {

constexpr int minBits = 2048; // RFC 7518 §3.3
constexpr int maxBits = 16384;
constexpr int maxExponentBits = 64; // OpenSSL's own limit for large moduli; keeps every check cheap
constexpr BN_ULONG lastPrime = 701; // the 126th, as far as the weak generator below reaches at 2048 bits

bool isPrime(BN_ULONG number)
{
    for (BN_ULONG divisor = 2; divisor * divisor <= number; ++divisor) {
        if (number % divisor == 0)
            return false;
    }
    return true;
}

bool isPowerOf65537(BN_ULONG residue, BN_ULONG prime)
{
    const BN_ULONG step = 65537 % prime;
    BN_ULONG power = 1;
    do {
        if (power == residue)
            return true;
        power = power * step % prime;
    } while (power > 1);
    return false;
}

/// Small factors, and the generator of CVE-2017-15361, whose moduli are powers of 65537 modulo every small
/// prime; one that is not clears the key. Primality is not tested: it costs seconds at 16384 bits, and a
/// server that publishes a useless key of its own only harms itself.
QString whyWeakModulus(const BIGNUM *modulus)
{
    bool isFingerprinted = true;
    for (BN_ULONG prime = 3; prime <= lastPrime; prime += 2) {
        if (!isPrime(prime))
            continue;
        const BN_ULONG residue = BN_mod_word(modulus, prime);
        if (residue == 0)
            return u"has a modulus that %1 divides; it is no product of two large primes"_s.arg(prime);
        isFingerprinted = isFingerprinted && isPowerOf65537(residue, prime);
    }
    if (isFingerprinted)
        return u"was made by a faulty generator (CVE-2017-15361); its private part can be computed"_s;
    return {};
}

QString whyWeak(const BIGNUM *modulus, const BIGNUM *exponent)
{
    const int bits = BN_num_bits(modulus);
    if (bits < minBits)
        return u"is an RSA key of %1 bits; at least %2 are needed"_s.arg(bits).arg(minBits);
    if (bits > maxBits)
        return u"is an RSA key of %1 bits; at most %2 are read"_s.arg(bits).arg(maxBits);
    if (!BN_is_odd(modulus))
        return u"has an even modulus"_s;
    if (BN_is_zero(exponent) || BN_is_one(exponent))
        return u"has the public exponent %1, with which anything verifies or nothing"_s.arg(
            BN_is_one(exponent));
    if (!BN_is_odd(exponent))
        return u"has an even public exponent"_s;
    if (BN_num_bits(exponent) > maxExponentBits)
        return u"has a public exponent of %1 bits; at most %2 are read"_s.arg(BN_num_bits(exponent))
            .arg(maxExponentBits);
    return whyWeakModulus(modulus);
}

} // namespace

OrReason<BuiltKey> buildRsa(const json::Object &object)
{
    const auto n = octetsMember(object, "n");
    if (!n)
        return Reason(n.error());
    const auto e = octetsMember(object, "e");
    if (!e)
        return Reason(e.error());
    const BignumPtr modulus = bignum(*n);
    const BignumPtr exponent = bignum(*e);
    if (const QString weak = whyWeak(modulus.get(), exponent.get()); !weak.isEmpty())
        return Reason(weak);
    const ParamBuilderPtr builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
    PkeyPtr key = publicKeyFromParams("RSA", builder.get());
    if (!key)
        return Reason(u"is refused by OpenSSL as an RSA key"_s);
    return BuiltKey{ std::move(key), {}, BN_num_bits(modulus.get()) };
}

} // namespace authscope::jose
