// SPDX-License-Identifier: GPL-3.0-or-later
#include "jose/jwkbuild.h"

#include "base/text.h"
#include "jose/algorithm.h"

#include <openssl/core_names.h>
#include <openssl/err.h>

#include <array>

using namespace Qt::StringLiterals;

namespace authscope::jose {

namespace {

constexpr int rawBytes = 32; // of X25519 and Ed25519

PkeyPtr keyFromParams(const char *type, OSSL_PARAM_BLD *builder)
{
    const ParamsPtr params(OSSL_PARAM_BLD_to_param(builder));
    const PkeyContextPtr context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY *key = nullptr;
    if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1
        || EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, params.get()) != 1)
        return {};
    return PkeyPtr(key);
}

Reason notOfOnePair()
{
    return Reason(u"has a private part that does not belong to its public part"_s);
}

BignumPtr secretNumber(const QByteArray &bytes)
{
    BignumPtr number = bignum(bytes);
    BN_set_flags(number.get(), BN_FLG_CONSTTIME);
    return number;
}

/// What is raised to the public and then to the private exponent comes back; two primes make the modulus.
bool isOneRsaPair(const BIGNUM *n, const BIGNUM *e, const BIGNUM *d, const BIGNUM *p, const BIGNUM *q)
{
    const BignumContextPtr context(BN_CTX_secure_new());
    const BignumPtr probe(BN_new());
    const BignumPtr out(BN_new());
    if (BN_is_zero(d) || BN_cmp(d, n) >= 0 || !BN_set_word(probe.get(), 0x4155544853434f50)
        || !BN_mod_exp(out.get(), probe.get(), e, n, context.get())
        || !BN_mod_exp(out.get(), out.get(), d, n, context.get()) || BN_cmp(out.get(), probe.get()) != 0)
        return false;
    return !p || (BN_mul(out.get(), p, q, context.get()) == 1 && BN_cmp(out.get(), n) == 0);
}

OrReason<BuiltKey> privateRsa(const json::Object &object, const BuiltKey &shown)
{
    if (object.contains("oth"))
        return Reason(u"has more than two primes (oth), which is not read here"_s);
    const auto d = octetsMember(object, "d");
    if (!d)
        return Reason(d.error());
    constexpr std::array members{ "p", "q", "dp", "dq", "qi" };
    constexpr std::array params{ OSSL_PKEY_PARAM_RSA_FACTOR1, OSSL_PKEY_PARAM_RSA_FACTOR2,
        OSSL_PKEY_PARAM_RSA_EXPONENT1, OSSL_PKEY_PARAM_RSA_EXPONENT2, OSSL_PKEY_PARAM_RSA_COEFFICIENT1 };
    // RFC 7518 §6.3.2: all of these or none.
    const bool hasPrimes = std::any_of(
        members.begin(), members.end(), [&object](const char *name) { return object.contains(name); });
    std::array<BignumPtr, members.size()> numbers;
    for (size_t at = 0; hasPrimes && at < members.size(); ++at) {
        const auto bytes = octetsMember(object, members.at(at));
        if (!bytes)
            return Reason(bytes.error());
        numbers.at(at) = secretNumber(*bytes);
    }
    const BignumPtr n = bignum(*octetsMember(object, "n"));
    const BignumPtr e = bignum(*octetsMember(object, "e"));
    const BignumPtr exponent = secretNumber(*d);
    if (!isOneRsaPair(n.get(), e.get(), exponent.get(), numbers[0].get(), numbers[1].get()))
        return notOfOnePair();
    const ParamBuilderPtr builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_D, exponent.get());
    for (size_t at = 0; hasPrimes && at < members.size(); ++at)
        OSSL_PARAM_BLD_push_BN(builder.get(), params.at(at), numbers.at(at).get());
    PkeyPtr key = keyFromParams("RSA", builder.get());
    if (!key)
        return Reason(u"is refused by OpenSSL as a private RSA key"_s);
    return BuiltKey{ std::move(key), {}, shown.bits };
}

OrReason<BuiltKey> privateEc(const json::Object &object, const BuiltKey &shown)
{
    const auto d = octetsMember(object, "d");
    if (!d)
        return Reason(d.error());
    const auto x = octetsMember(object, "x");
    const auto y = octetsMember(object, "y");
    if (d->size() != x->size()) // RFC 7518 §6.2.2.1
        return Reason(
            u"has a private part of %1 bytes; its curve needs exactly %2"_s.arg(d->size()).arg(x->size()));
    std::array<char, 64> group{};
    EVP_PKEY_get_group_name(shown.key.get(), group.data(), group.size(), nullptr);
    const QByteArray point = '\x04' + *x + *y;
    const BignumPtr scalar = secretNumber(*d);
    const ParamBuilderPtr builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, group.data(), 0);
    OSSL_PARAM_BLD_push_octet_string(
        builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), size_t(point.size()));
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar.get());
    PkeyPtr key = keyFromParams("EC", builder.get());
    const PkeyContextPtr check(key ? EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr) : nullptr);
    if (!check || EVP_PKEY_private_check(check.get()) != 1 || EVP_PKEY_pairwise_check(check.get()) != 1)
        return notOfOnePair();
    return BuiltKey{ std::move(key), shown.curve, shown.bits };
}

OrReason<BuiltKey> privateRaw(const json::Object &object, const QByteArray &curve)
{
    const auto d = octetsMember(object, "d");
    if (!d)
        return Reason(d.error());
    const auto x = octetsMember(object, "x");
    if (!x)
        return Reason(x.error());
    if (d->size() != rawBytes || x->size() != rawBytes)
        return Reason(u"has a part of %1 bytes; %2 needs exactly %3"_s
                          .arg(d->size() == rawBytes ? x->size() : d->size())
                          .arg(QLatin1StringView(curve))
                          .arg(rawBytes));
    PkeyPtr key(EVP_PKEY_new_raw_private_key_ex(
        nullptr, curve.toUpper().constData(), nullptr, octets(*d), size_t(d->size())));
    QByteArray computed(rawBytes, '\0');
    size_t size = size_t(computed.size());
    if (!key || EVP_PKEY_get_raw_public_key(key.get(), octets(computed), &size) != 1
        || !constantTimeEqual(computed, *x))
        return notOfOnePair();
    return BuiltKey{ std::move(key), curve, 8 * rawBytes };
}

OrReason<BuiltKey> privateOkp(const json::Object &object)
{
    const QByteArray curve = json::stringMember(object, "crv").value_or(QByteArray());
    if (curve == "X25519")
        return privateRaw(object, curve);
    if (const auto shown = buildOkp(object); !shown)
        return Reason(shown.error());
    return privateRaw(object, curve);
}

} // namespace

OrReason<BuiltKey> buildPrivate(const json::Object &object)
{
    ERR_clear_error();
    const QByteArray keyType = json::stringMember(object, "kty").value_or(QByteArray());
    OrReason<BuiltKey> built
        = Reason(u"has the type “%1”; RSA, EC and OKP are known here"_s.arg(base::cleaned(keyType, 60)));
    if (keyType == "RSA" || keyType == "EC") {
        const auto shown = keyType == "RSA" ? buildRsa(object) : buildEc(object);
        if (!shown)
            return Reason(shown.error());
        built = keyType == "RSA" ? privateRsa(object, *shown) : privateEc(object, *shown);
    } else if (keyType == "OKP") {
        built = privateOkp(object);
    }
    ERR_clear_error();
    return built;
}

OrReason<PkeyPtr> buildX25519(const json::Object &object)
{
    const auto x = octetsMember(object, "x");
    if (!x)
        return Reason(x.error());
    if (x->size() != rawBytes)
        return Reason(u"has %1 bytes; X25519 needs exactly %2"_s.arg(x->size()).arg(rawBytes));
    PkeyPtr key(EVP_PKEY_new_raw_public_key_ex(nullptr, "X25519", nullptr, octets(*x), size_t(x->size())));
    if (!key)
        return Reason(u"is refused by OpenSSL as an X25519 key"_s);
    return key;
}

} // namespace authscope::jose
