// SPDX-License-Identifier: GPL-3.0-or-later
#include "jose/jwk.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "jose/algorithmtraits.h"
#include "jose/base64url.h"
#include "jose/jwkbuild.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <array>

using namespace Qt::StringLiterals;

namespace authscope::jose {

using base::Error;
using base::ErrorKind;
using base::fail;

namespace {

constexpr qsizetype maxPemBytes = 64 * 1024;

OrReason<BuiltKey> build(const QByteArray &keyType, const json::Object &object)
{
    if (keyType == "RSA")
        return buildRsa(object);
    if (keyType == "EC")
        return buildEc(object);
    if (keyType == "OKP")
        return buildOkp(object);
    if (keyType == "oct")
        return Reason(
            u"is a shared secret (oct), which only its owners may know; with it anybody could sign"_s);
    return Reason(u"has the type “%1”; RSA, EC and OKP are known here"_s.arg(base::cleaned(keyType, 60)));
}

QList<QByteArray> privateMembersOf(const json::Object &object)
{
    QList<QByteArray> found;
    for (const char *name : { "d", "p", "q", "dp", "dq", "qi", "oth", "k" }) {
        if (object.contains(name))
            found.append(name);
    }
    return found;
}

boost::json::string base64Member(const QByteArray &bytes)
{
    return json::string(QByteArrayView(encodeBase64Url(bytes)));
}

QByteArray bignumParam(EVP_PKEY *key, const char *name, int size = 0)
{
    BIGNUM *raw = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &raw) != 1)
        return {};
    const BignumPtr number(raw);
    QByteArray out(size > 0 ? size : BN_num_bytes(raw), '\0');
    return BN_bn2binpad(raw, octets(out), int(out.size())) < 0 ? QByteArray() : out;
}

} // namespace

Error unusableKey(const QByteArray &kid, const QString &reason)
{
    const QString key = kid.isEmpty() ? u"The key"_s : u"The key “%1”"_s.arg(base::cleaned(kid, 60));
    return { .kind = ErrorKind::ServerBrokeRule,
        .code = base::code::keyUnusable,
        .message = u"%1 %2. It was not used."_s.arg(key, reason),
        .rule = u"RFC 7517 §4, RFC 7518 §6"_s };
}

QString whyMistyped(const json::Object &object)
{
    for (const std::string_view name : { "kty", "kid", "use", "alg" }) {
        const json::Value *value = object.if_contains(name);
        if (value && !value->is_string())
            return u"has “%1” as %2, expected a text"_s.arg(json::text(name), json::typeName(*value));
    }
    if (!object.contains("kty"))
        return u"has no type (kty)"_s;
    if (const json::Value *operations = object.if_contains("key_ops");
        operations && !json::stringList(object, "key_ops"))
        return u"has “key_ops” as %1, expected a list of texts"_s.arg(json::typeName(*operations));
    return {};
}

OrReason<QByteArray> octetsMember(const json::Object &object, std::string_view name)
{
    const auto encoded = json::stringMember(object, name);
    if (!encoded || encoded->isEmpty())
        return Reason(u"lacks “%1”, or has it as something else than a text"_s.arg(json::text(name)));
    if (const QString reason = whyNotBase64Url(*encoded); !reason.isEmpty())
        return Reason(u"has a “%1” that %2"_s.arg(json::text(name), reason));
    return *decodeBase64Url(*encoded);
}

PkeyPtr readPem(QByteArrayView pem, bool isPrivate)
{
    if (pem.isEmpty() || pem.size() > maxPemBytes)
        return {};
    ERR_clear_error();
    const BioPtr bio(BIO_new_mem_buf(pem.data(), int(pem.size())));
    const auto noPassphrase = [](char *, int, int, void *) { return -1; };
    PkeyPtr key(isPrivate ? PEM_read_bio_PrivateKey(bio.get(), nullptr, noPassphrase, nullptr)
                          : PEM_read_bio_PUBKEY(bio.get(), nullptr, noPassphrase, nullptr));
    ERR_clear_error();
    return key;
}

PkeyPtr publicKeyFromParams(const char *type, OSSL_PARAM_BLD *builder)
{
    const ParamsPtr params(OSSL_PARAM_BLD_to_param(builder));
    const PkeyContextPtr context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY *key = nullptr;
    if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1
        || EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
        return {};
    return PkeyPtr(key);
}

json::Object publicMembers(EVP_PKEY *key)
{
    if (EVP_PKEY_is_a(key, "RSA"))
        return { { "e", base64Member(bignumParam(key, OSSL_PKEY_PARAM_RSA_E)) }, { "kty", "RSA" },
            { "n", base64Member(bignumParam(key, OSSL_PKEY_PARAM_RSA_N)) } };
    if (EVP_PKEY_is_a(key, "ED25519")) {
        QByteArray raw(32, '\0');
        size_t size = size_t(raw.size());
        EVP_PKEY_get_raw_public_key(key, octets(raw), &size);
        return { { "crv", "Ed25519" }, { "kty", "OKP" }, { "x", base64Member(raw) } };
    }
    if (EVP_PKEY_is_a(key, "EC")) {
        const int size = (EVP_PKEY_get_bits(key) + 7) / 8;
        std::array<char, 64> group{};
        EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr);
        const QByteArray name(group.data());
        const QByteArray curve = name == "prime256v1" ? QByteArray("P-256")
            : name == "secp384r1"                     ? QByteArray("P-384")
            : name == "secp521r1"                     ? QByteArray("P-521")
                                                      : name;
        return { { "crv", json::string(QByteArrayView(curve)) }, { "kty", "EC" },
            { "x", base64Member(bignumParam(key, OSSL_PKEY_PARAM_EC_PUB_X, size)) },
            { "y", base64Member(bignumParam(key, OSSL_PKEY_PARAM_EC_PUB_Y, size)) } };
    }
    return {};
}

base::Result<Jwk> Jwk::fromJson(const json::Object &object)
{
    ERR_clear_error();
    const QByteArray kid = json::stringMember(object, "kid").value_or(QByteArray());
    if (const QString reason = whyMistyped(object); !reason.isEmpty())
        return fail(unusableKey(kid, reason));
    Jwk jwk;
    jwk.m_kid = kid;
    jwk.m_keyType = *json::stringMember(object, "kty");
    jwk.m_use = json::stringMember(object, "use").value_or(QByteArray());
    jwk.m_alg = json::stringMember(object, "alg").value_or(QByteArray());
    jwk.m_keyOps = json::stringList(object, "key_ops").value_or(QList<QByteArray>());
    jwk.m_privateMembers = privateMembersOf(object);
    jwk.m_isPrivate = !jwk.m_privateMembers.isEmpty();
    auto built = build(jwk.m_keyType, object);
    ERR_clear_error();
    if (!built)
        return fail(unusableKey(kid, built.error()));
    jwk.m_curve = built->curve;
    jwk.m_bits = built->bits;
    jwk.m_handle = std::make_shared<KeyHandle>(KeyHandle{ std::move(built->key) });
    return jwk;
}

base::Result<Jwk> Jwk::fromPem(QByteArrayView pem, const QByteArray &kid)
{
    PkeyPtr key = readPem(pem, false);
    const bool isPrivate = !key;
    if (!key)
        key = readPem(pem, true);
    if (!key)
        return fail(unusableKey(kid, u"is neither a public nor an unencrypted private key in PEM form"_s));
    json::Object members = publicMembers(key.get());
    if (members.empty())
        return fail(unusableKey(kid,
            u"has the type %1; RSA, EC and Ed25519 are known here"_s.arg(
                QLatin1StringView(EVP_PKEY_get0_type_name(key.get())))));
    if (!kid.isEmpty())
        members["kid"] = json::string(QByteArrayView(kid));
    auto jwk = fromJson(members);
    if (jwk)
        jwk->m_isPrivate = isPrivate;
    return jwk;
}

QString Jwk::whyNot(Algorithm algorithm) const
{
    const AlgorithmTraits &row = traits(algorithm);
    if (m_keyType != row.keyType)
        return u"has the type %1; %2 needs %3"_s.arg(
            QLatin1StringView(m_keyType), QLatin1StringView(row.name), QLatin1StringView(row.keyType));
    if (m_curve != row.curve)
        return u"is on the curve %1; %2 needs %3"_s.arg(
            QLatin1StringView(m_curve), QLatin1StringView(row.name), QLatin1StringView(row.curve));
    if (!m_use.isEmpty() && m_use != "sig")
        return u"is not for signatures (its use is “%1”)"_s.arg(base::cleaned(m_use, 60));
    if (!m_keyOps.isEmpty() && !m_keyOps.contains("verify"))
        return u"is not for verifying (its key_ops are “%1”)"_s.arg(base::cleaned(m_keyOps.join(", "), 60));
    if (!m_alg.isEmpty() && algorithmFromName(m_alg) != algorithm)
        return u"is for the algorithm “%1” only; the token says %2"_s.arg(
            base::cleaned(m_alg, 60), QLatin1StringView(row.name));
    return {};
}

QByteArray Jwk::thumbprint() const
{
    return encodeBase64Url(sha256(json::compact(publicMembers(m_handle->key.get()))));
}

json::Object Jwk::publicJson() const
{
    json::Object out;
    out["kty"] = json::string(QByteArrayView(m_keyType));
    if (!m_kid.isEmpty())
        out["kid"] = json::string(QByteArrayView(m_kid));
    if (!m_use.isEmpty())
        out["use"] = json::string(QByteArrayView(m_use));
    if (!m_keyOps.isEmpty())
        out["key_ops"] = json::stringArray(m_keyOps);
    if (!m_alg.isEmpty())
        out["alg"] = json::string(QByteArrayView(m_alg));
    for (const auto &member : publicMembers(m_handle->key.get()))
        out[member.key()] = member.value();
    return out;
}

} // namespace authscope::jose
