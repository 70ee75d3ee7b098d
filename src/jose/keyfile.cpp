// SPDX-License-Identifier: GPL-3.0-or-later
#include "jose/keyfile.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "jose/certificate.h"
#include "jose/jwkbuild.h"
#include "jose/jwsrules.h"
#include "jose/keyreader.h"

using namespace Qt::StringLiterals;

namespace authscope::jose {

using base::Error;
using base::ErrorKind;
using base::fail;

namespace {

constexpr int maxDepth = 32;

QString kindOf(const QByteArray &keyType, const QByteArray &curve, int bits)
{
    if (keyType == "oct")
        return u"shared secret, %1 bits"_s.arg(bits);
    if (keyType == "RSA")
        return u"RSA, %1 bits"_s.arg(bits);
    return keyType == "EC" ? u"EC "_s + QLatin1StringView(curve) : QString(QLatin1StringView(curve));
}

LoadedKey described(LoadedKey key)
{
    if (key.verification) {
        key.kind = kindOf(key.verification->keyType(), key.verification->curve(), key.verification->bits());
        key.bits = key.verification->bits();
    } else if (key.decryption) {
        key.kind = kindOf(key.decryption->keyType(), key.decryption->curve(), key.decryption->bits());
        key.bits = key.decryption->bits();
    }
    return key;
}

void addSecret(LoadedKeys &into, const json::Object &jwk)
{
    LoadedKey key;
    const auto secret = SharedSecret::fromJson(jwk);
    const auto decryption = DecryptionKey::fromJson(jwk);
    if (!secret || !decryption) {
        into.refused.append({ json::stringMember(jwk, "kid").value_or(QByteArray()),
            secret ? decryption.error() : secret.error() });
        return;
    }
    key.kid = secret->kid();
    key.secret = *secret;
    key.decryption = *decryption;
    into.keys.append(described(std::move(key)));
}

/// A set from elsewhere may bring thousands, and each would be tried. As the end of a sentence; empty when
/// this one may be.
QString whyNotTried(LoadedKeys &into, int bits, const KeyLimits &limits)
{
    if (into.privateTried >= limits.maxPrivateKeys)
        return u"is one more than the %1 private keys that are read"_s.arg(limits.maxPrivateKeys);
    if (bits > limits.maxPrivateBits)
        return u"is a private key of %1 bits; at most %2 are read"_s.arg(bits).arg(limits.maxPrivateBits);
    ++into.privateTried;
    return {};
}

/// What the private part adds, and what is wrong with it.
void addPrivatePart(
    LoadedKeys &into, LoadedKey &key, const json::Object &jwk, int bits, const KeyLimits &limits)
{
    if (!jwk.contains("d"))
        return;
    const QString untried = whyNotTried(into, bits, limits);
    auto built = untried.isEmpty() ? buildPrivate(jwk) : OrReason<BuiltKey>(Reason(untried));
    if (!built) {
        key.notes.append(u"The private part of the key %1 was not used: the key %2."_s.arg(
            quotedKid(key.kid), built.error()));
        return;
    }
    key.privateKey = std::make_shared<KeyHandle>(KeyHandle{ std::move(built->key) });
    const QByteArray use = json::stringMember(jwk, "use").value_or(QByteArray());
    if (built->curve == "Ed25519" || use == "sig")
        return;
    if (const auto decryption = DecryptionKey::fromJson(jwk))
        key.decryption = *decryption;
}

/// OpenSSL reads a PEM key without asking whether its halves fit.
bool isOnePair(const std::shared_ptr<const KeyHandle> &handle, const Jwk &shown)
{
    const Algorithm algorithm = algorithmsFor(shown).first();
    const auto pair = KeyPair::fromHandle(handle, algorithm, {});
    return pair && verifySignature(shown, algorithm, "probe", pair->sign("probe"));
}

void addCertificates(LoadedKey &key, const json::Object &jwk, const KeyLimits &limits)
{
    const auto certificates = certificatesOf(jwk, limits.maxCertificates);
    if (const QString differs = whyCertificateDiffers(jwk); !differs.isEmpty())
        key.notes.append(differs);
    if (!certificates)
        return;
    for (const CertificatePtr &certificate : *certificates)
        key.certificates.append(factsOf(certificate.get()));
    if (certificates->size() > 1) {
        for (const CertificateChain &chain : chainsOf(*certificates))
            key.notes.append(chain.notes);
    }
}

LoadedKeys fromObject(const json::Object &object, const KeyLimits &limits)
{
    LoadedKeys loaded;
    const json::Array *list = json::arrayMember(object, "keys");
    if (!list) {
        loaded.format = u"a JWK"_s;
        addJwk(loaded, object, limits);
        return loaded;
    }
    loaded.format = u"a JWK set"_s;
    int at = 0;
    for (const json::Value &entry : *list) {
        if (at++ == limits.maxKeys) {
            refuseKey(loaded, {},
                u"The key set has %1 keys; only the first %2 were read."_s.arg(list->size())
                    .arg(limits.maxKeys));
            break;
        }
        if (entry.is_object())
            addJwk(loaded, entry.get_object(), limits);
        else
            refuseKey(loaded, {},
                u"Entry %1 of the key set is %2, expected an object. It was not used."_s.arg(at).arg(
                    json::typeName(entry)));
    }
    return loaded;
}

Error noKey(const QString &message)
{
    return { .kind = ErrorKind::Usage,
        .code = base::code::noKeyInside,
        .message = message,
        .nextStep = u"Give a JWK, a JWK set, or a key or certificate in PEM or DER form."_s };
}

} // namespace

void refuseKey(LoadedKeys &into, const QByteArray &kid, const QString &reason)
{
    into.refused.append(
        { kid, Error{ .kind = ErrorKind::Usage, .code = base::code::keyUnusable, .message = reason } });
}

void addJwk(LoadedKeys &into, const json::Object &jwk, const KeyLimits &limits)
{
    const QByteArray kid = json::stringMember(jwk, "kid").value_or(QByteArray());
    if (const QString reason = whyMistyped(jwk); !reason.isEmpty()) {
        into.refused.append({ kid, unusableKey(kid, reason) });
        return;
    }
    if (json::stringMember(jwk, "kty") == "oct") {
        addSecret(into, jwk);
        return;
    }
    LoadedKey key;
    key.kid = kid;
    auto verification = Jwk::fromJson(jwk);
    const bool isForEncryption
        = json::stringMember(jwk, "use") == "enc" || json::stringMember(jwk, "crv") == "X25519";
    if (verification && !isForEncryption)
        key.verification = *verification;
    addPrivatePart(into, key, jwk, verification ? verification->bits() : 0, limits);
    addCertificates(key, jwk, limits);
    if (key.verification || key.decryption) {
        into.keys.append(described(std::move(key)));
        return;
    }
    if (!isForEncryption)
        into.refused.append(
            { kid, verification ? unusableKey(kid, u"has no use here"_s) : verification.error() });
    else if (jwk.contains("d") && !key.notes.isEmpty())
        refuseKey(into, kid, key.notes.first());
    else
        refuseKey(into, kid,
            u"The key %1 is for encryption, and its private part is not here: it neither verifies nor opens "
            "anything. It was not used."_s.arg(quotedKid(kid)));
}

void addPkey(LoadedKeys &into, PkeyPtr pkey, LoadedKey::Origin origin, const KeyLimits &limits)
{
    LoadedKey key;
    key.origin = origin;
    const auto handle = std::make_shared<const KeyHandle>(KeyHandle{ std::move(pkey) });
    const bool isX25519 = EVP_PKEY_is_a(handle->key.get(), "X25519");
    const json::Object members = publicMembers(handle->key.get());
    if (members.empty() && !isX25519) {
        refuseKey(into, {},
            u"The key has the type %1; RSA, EC, Ed25519 and X25519 are known here. It was not used."_s.arg(
                QLatin1StringView(EVP_PKEY_get0_type_name(handle->key.get()))));
        return;
    }
    if (!isX25519) {
        auto verification = Jwk::fromJson(members);
        if (!verification) {
            into.refused.append({ {}, verification.error() });
            return;
        }
        key.verification = *verification;
    }
    if (origin == LoadedKey::Origin::PrivatePem) {
        QString reason = whyNotTried(into, EVP_PKEY_get_bits(handle->key.get()), limits);
        if (reason.isEmpty() && key.verification && !isOnePair(handle, *key.verification))
            reason = u"has a private part that does not belong to its public part"_s;
        if (!reason.isEmpty()) {
            refuseKey(into, {}, u"The key %1. It was not used."_s.arg(reason));
            return;
        }
        key.privateKey = handle;
        if (const auto decryption = DecryptionKey::fromHandle(handle))
            key.decryption = *decryption;
    } else if (isX25519) {
        refuseKey(into, {},
            u"The key is for encryption (X25519), and its private part is not here: it neither verifies nor "
            "opens anything. It was not used."_s);
        return;
    }
    into.keys.append(described(std::move(key)));
}

JwkSet LoadedKeys::verificationKeys() const
{
    QList<Jwk> found;
    for (const LoadedKey &key : keys) {
        if (key.verification)
            found.append(*key.verification);
    }
    return JwkSet::fromKeys(found, refused);
}

QList<DecryptionKey> LoadedKeys::decryptionKeys() const
{
    QList<DecryptionKey> found;
    for (const LoadedKey &key : keys) {
        if (key.decryption)
            found.append(*key.decryption);
    }
    return found;
}

base::Result<LoadedKeys> readKeys(QByteArrayView text, const KeyLimits &limits)
{
    if (text.size() > limits.maxBytes)
        return fail(Error{ .kind = ErrorKind::Usage,
            .code = base::code::tooLarge,
            .message = u"The keys are %1 bytes long; at most %2 are read. None was used."_s.arg(text.size())
                           .arg(limits.maxBytes) });
    const QByteArrayView content = text.trimmed();
    LoadedKeys loaded;
    if (content.startsWith("{")) {
        const auto object
            = json::parseObject(content, u"The key"_s, { .maxBytes = limits.maxBytes, .maxDepth = maxDepth });
        if (!object)
            return fail(noKey(object.error().message));
        if (!object->contains("kty") && !object->contains("keys"))
            return fail(noKey(u"This is JSON, but neither a key (it has no “kty”) nor a key set (it has no "
                              "“keys”)."_s));
        return fromObject(*object, limits);
    }
    if (content.contains("-----BEGIN ")) {
        addPem(loaded, content, limits);
        if (loaded.keys.isEmpty() && loaded.refused.isEmpty())
            return fail(
                noKey(u"This begins like PEM, but no block in it can be read: it may be cut short."_s));
        return loaded;
    }
    if (addDer(loaded, text, limits)) {
        loaded.format = u"DER"_s;
        return loaded;
    }
    // A certificate as it stands in x5c, or a key without the lines around it.
    const auto der = QByteArray::fromBase64Encoding(
        content.toByteArray().replace('\n', "").replace('\r', ""), QByteArray::AbortOnBase64DecodingErrors);
    if (der && addDer(loaded, *der, limits)) {
        loaded.format = u"DER in base64"_s;
        return loaded;
    }
    return fail(
        noKey(content.isEmpty() ? u"There is nothing here, so no key either."_s
                                : u"This is no key: neither JSON nor PEM nor DER. It starts with “%1”."_s.arg(
                                    base::cleaned(content.first(qMin<qsizetype>(content.size(), 30)), 30))));
}

QString whyCertificateDiffers(const json::Object &jwk)
{
    const auto certificates = certificatesOf(jwk, KeyLimits().maxCertificates);
    if (!certificates)
        return certificates.error();
    if (certificates->empty())
        return {};
    const PkeyPtr key = keyOf(certificates->front().get());
    const json::Object certified = key ? publicMembers(key.get()) : json::Object();
    for (const auto &member : certified) {
        const json::Value *own = jwk.if_contains(member.key());
        if (!own || *own != member.value())
            return u"The key's certificate (x5c) is for another key: “%1” differs. It proves nothing about "
                   "this key."_s.arg(json::text(member.key()));
    }
    if (certified.empty())
        return u"The key's certificate (x5c) is for a key of a type that is not known here."_s;
    return {};
}

QList<Algorithm> algorithmsFor(const Jwk &key)
{
    QList<Algorithm> fitting;
    for (const Algorithm algorithm :
        { Algorithm::RS256, Algorithm::RS384, Algorithm::RS512, Algorithm::PS256, Algorithm::PS384,
            Algorithm::PS512, Algorithm::ES256, Algorithm::ES384, Algorithm::ES512, Algorithm::EdDSA }) {
        if (key.mayVerify(algorithm))
            fitting.append(algorithm);
    }
    return fitting;
}

} // namespace authscope::jose
