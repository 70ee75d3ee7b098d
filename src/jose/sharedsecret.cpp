// SPDX-License-Identifier: GPL-3.0-or-later
#include "jose/sharedsecret.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "jose/base64url.h"
#include "jose/jwkbuild.h"
#include "jose/jwsrules.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <QCryptographicHash>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace authscope::jose {

using base::fail;
using base::Secret;

namespace {

constexpr qsizetype maxConfusionKeys = 10;

struct Row {
    SecretAlgorithm algorithm;
    const char *name;
    const char *digest;
    int bytes;
};
constexpr std::array table{
    Row{ SecretAlgorithm::HS256, "HS256", "SHA256", 32 },
    Row{ SecretAlgorithm::HS384, "HS384", "SHA384", 48 },
    Row{ SecretAlgorithm::HS512, "HS512", "SHA512", 64 },
};

const Row &rowOf(SecretAlgorithm algorithm)
{
    const auto row = std::find_if(
        table.begin(), table.end(), [algorithm](const Row &each) { return each.algorithm == algorithm; });
    Q_ASSERT(row != table.end());
    return *row;
}

bool holds(SecretAlgorithm algorithm, const Secret &secret, const Jws &jws)
{
    return constantTimeEqual(hmac(algorithm, secret, jws.signingInput), jws.signature);
}

/// Somebody put the verifier's key where a secret belongs.
bool isPublicKey(const Secret &secret)
{
    const QByteArrayView text = QByteArrayView(secret.reveal()).trimmed();
    if (text.startsWith("-----BEGIN"))
        return text.contains("PUBLIC KEY") || text.contains("CERTIFICATE");
    if (!text.startsWith("{"))
        return false;
    const auto object = json::parseObject(text, {});
    return object && object->contains("kty") && json::stringMember(*object, "kty") != "oct";
}

base::Error refusedSecret(const QString &reason, bool isHolding)
{
    base::Error error = rejectedToken(u"The secret %1. The signature %2 with it."_s.arg(
                                          reason, isHolding ? u"does hold"_s : u"does not hold"_s),
        u"RFC 7518 §3.2"_s);
    error.code = base::code::keyUnusable;
    return error;
}

/// What a careless verifier may have fed to HMAC as "the key".
QList<std::pair<QString, QByteArray>> formsOf(const Jwk &key)
{
    EVP_PKEY *pkey = key.handle().key.get();
    QList<std::pair<QString, QByteArray>> forms;
    const auto addPem = [&forms](const QString &name, const QByteArray &pem) {
        forms.append({ name, pem });
        forms.append({ name + u" without the last line end"_s, pem.trimmed() });
    };
    unsigned char *der = nullptr;
    if (const int size = i2d_PUBKEY(pkey, &der); size > 0) {
        const QByteArray bytes(reinterpret_cast<const char *>(der), size);
        OPENSSL_free(der);
        forms.append({ u"its DER form"_s, bytes });
        const BioPtr bio(BIO_new(BIO_s_mem()));
        PEM_write_bio_PUBKEY(bio.get(), pkey);
        char *data = nullptr;
        const long length = BIO_get_mem_data(bio.get(), &data);
        addPem(u"its PEM form"_s, QByteArray(data, length));
    }
    der = nullptr;
    if (const int size = i2d_PublicKey(pkey, &der); size > 0) {
        const QByteArray bytes(reinterpret_cast<const char *>(der), size);
        OPENSSL_free(der);
        forms.append({ u"its bare public part"_s, bytes });
        if (key.keyType() == "RSA") {
            const BioPtr bio(BIO_new(BIO_s_mem()));
            PEM_write_bio(bio.get(), "RSA PUBLIC KEY", "", octets(QByteArrayView(bytes)), long(bytes.size()));
            char *data = nullptr;
            const long length = BIO_get_mem_data(bio.get(), &data);
            addPem(u"its PEM form (PKCS #1)"_s, QByteArray(data, length));
        }
    }
    const json::Object members = publicMembers(pkey);
    forms.append({ u"its JWK form"_s, json::compact(members) });
    forms.append({ u"its JWK form"_s, json::compact(key.publicJson()) });
    for (const std::string_view name : { "n", "x" }) {
        if (const auto encoded = json::stringMember(members, name)) {
            forms.append({ u"its member “%1”"_s.arg(json::text(name)), *encoded });
            forms.append({ u"the bytes of its member “%1”"_s.arg(json::text(name)),
                decodeBase64Url(*encoded).value_or(QByteArray()) });
        }
    }
    return forms;
}

} // namespace

std::optional<SecretAlgorithm> secretAlgorithmFromName(QByteArrayView name)
{
    const auto row
        = std::find_if(table.begin(), table.end(), [name](const Row &each) { return name == each.name; });
    return row == table.end() ? std::nullopt : std::optional(row->algorithm);
}

QByteArray secretAlgorithmName(SecretAlgorithm algorithm)
{
    return rowOf(algorithm).name;
}

qsizetype leastSecretBytes(SecretAlgorithm algorithm)
{
    return rowOf(algorithm).bytes;
}

base::Result<SharedSecret> SharedSecret::fromJson(const json::Object &jwk)
{
    const QByteArray kid = json::stringMember(jwk, "kid").value_or(QByteArray());
    if (const QString reason = whyMistyped(jwk); !reason.isEmpty())
        return fail(unusableKey(kid, reason));
    if (json::stringMember(jwk, "kty") != "oct")
        return fail(unusableKey(kid,
            u"has the type “%1”; a shared secret has the type oct"_s.arg(
                base::cleaned(json::stringMember(jwk, "kty").value_or(QByteArray()), 60))));
    auto bytes = octetsMember(jwk, "k");
    if (!bytes)
        return fail(unusableKey(kid, bytes.error()));
    SharedSecret secret{ Secret(*std::move(bytes)) };
    secret.m_isTyped = false;
    secret.m_kid = kid;
    secret.m_use = json::stringMember(jwk, "use").value_or(QByteArray());
    secret.m_alg = json::stringMember(jwk, "alg").value_or(QByteArray());
    secret.m_keyOps = json::stringList(jwk, "key_ops").value_or(QList<QByteArray>());
    return secret;
}

QByteArray SharedSecret::thumbprint() const
{
    const base::Secret encoded(encodeBase64Url(m_value.reveal()));
    const base::Secret canonical("{\"k\":\"" + encoded.reveal() + "\",\"kty\":\"oct\"}");
    return encodeBase64Url(QCryptographicHash::hash(canonical.reveal(), QCryptographicHash::Sha256));
}

QString SharedSecret::whyNot(SecretAlgorithm algorithm) const
{
    const Row &row = rowOf(algorithm);
    if (m_value.isEmpty())
        return u"is empty"_s;
    if (isPublicKey(m_value))
        return u"is a public key, which everybody may know: with it anybody could sign (RFC 8725 §2.1)"_s;
    if (m_value.reveal().size() < row.bytes)
        return u"has %1 bytes; %2 needs at least %3, so that nobody finds it by trying"_s
            .arg(m_value.reveal().size())
            .arg(QLatin1StringView(row.name))
            .arg(row.bytes);
    if (!m_use.isEmpty() && m_use != "sig")
        return u"is not for signatures (its use is “%1”)"_s.arg(base::cleaned(m_use, 60));
    if (!m_keyOps.isEmpty() && !m_keyOps.contains("verify"))
        return u"is not for verifying (its key_ops are “%1”)"_s.arg(base::cleaned(m_keyOps.join(", "), 60));
    if (!m_alg.isEmpty() && m_alg != row.name)
        return u"is for the algorithm “%1” only; the token says %2"_s.arg(
            base::cleaned(m_alg, 60), QLatin1StringView(row.name));
    return {};
}

QByteArray hmac(SecretAlgorithm algorithm, const Secret &secret, QByteArrayView data)
{
    QByteArray out(EVP_MAX_MD_SIZE, '\0');
    size_t size = 0;
    const QByteArray &key = secret.reveal();
    if (!EVP_Q_mac(nullptr, "HMAC", nullptr, rowOf(algorithm).digest, nullptr, key.constData(),
            size_t(key.size()), octets(data), size_t(data.size()), octets(out), size_t(out.size()), &size))
        qFatal("OpenSSL cannot compute HMAC with %s.", rowOf(algorithm).digest);
    out.truncate(qsizetype(size));
    return out;
}

base::Result<SecretVerification> verifyWithSecret(const Jws &jws, const SharedSecret &secret)
{
    if (const QString reason = whyHeaderMistyped(jws.header); !reason.isEmpty())
        return fail(rejectedToken(reason, u"RFC 7515 §4.1"_s));
    const auto algorithm = secretAlgorithmFromName(jws.alg());
    if (!algorithm)
        return fail(rejectedToken(
            u"The header's algorithm is “%1”; a shared secret checks HS256, HS384 and HS512 only."_s.arg(
                base::cleaned(jws.alg(), 60)),
            u"RFC 8725 §3.1"_s));
    if (const QString critical = whyCriticalRefused(jws.header); !critical.isEmpty())
        return fail(rejectedToken(critical, u"RFC 7515 §4.1.11"_s));
    if (const QString reason = secret.whyNot(*algorithm); !reason.isEmpty())
        return fail(
            refusedSecret(reason, !secret.value().isEmpty() && holds(*algorithm, secret.value(), jws)));
    SecretVerification verified{ .algorithm = *algorithm, .notes = notesOnEmbeddedKeys(jws.header) };
    if (holds(*algorithm, secret.value(), jws))
        return verified;
    const auto meant = secret.isTyped() ? decodeBase64Url(secret.value().reveal()) : std::nullopt;
    if (meant && meant->size() >= leastSecretBytes(*algorithm) && holds(*algorithm, Secret(*meant), jws)) {
        verified.notes.append(
            u"The signature holds with the bytes that the secret writes in base64url, not with its letters."_s);
        return verified;
    }
    return fail(rejectedToken(
        u"The %1 signature does not hold with the secret: the token was changed, or another secret signed it."_s
            .arg(QLatin1StringView(rowOf(*algorithm).name)),
        u"RFC 7515 §5.2"_s));
}

std::optional<KeyConfusion> findKeyConfusion(const Jws &jws, const JwkSet &keys)
{
    const auto algorithm = secretAlgorithmFromName(jws.alg());
    if (!algorithm)
        return std::nullopt;
    for (const Jwk &key : keys.keys().first(qMin(maxConfusionKeys, keys.keys().size()))) {
        for (const auto &[form, bytes] : formsOf(key)) {
            if (holds(*algorithm, Secret(bytes), jws))
                return KeyConfusion{ key, form };
        }
    }
    return std::nullopt;
}

QByteArray signWithSecret(
    const Secret &secret, SecretAlgorithm algorithm, json::Object header, QByteArrayView payload)
{
    json::Object whole;
    whole["alg"] = json::string(QByteArrayView(secretAlgorithmName(algorithm)));
    for (auto &member : header)
        whole[member.key()] = std::move(member.value());
    const QByteArray input = encodeBase64Url(json::compact(whole)) + '.' + encodeBase64Url(payload);
    return input + '.' + encodeBase64Url(hmac(algorithm, secret, input));
}

} // namespace authscope::jose
