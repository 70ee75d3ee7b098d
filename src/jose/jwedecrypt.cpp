// SPDX-License-Identifier: GPL-3.0-or-later
#include "jose/jwe.h"

#include "base/errorcodes.h"
#include "base/random.h"
#include "base/text.h"
#include "jose/base64url.h"
#include "jose/ciphers.h"
#include "jose/jwkbuild.h"

using namespace Qt::StringLiterals;

namespace authscope::jose {

using base::Error;
using base::ErrorKind;
using base::fail;
using base::Secret;

namespace {

constexpr int maxTries = 10; // as for signatures: each costs a private operation

Error notOpened(const QString &reason, const QString &rule)
{
    return { .kind = ErrorKind::TokenRejected,
        .code = base::code::notDecrypted,
        .message = reason + u" The content was not opened."_s,
        .rule = rule };
}

QString quoted(const QByteArray &kid)
{
    return kid.isEmpty() ? u"without a name"_s : u"“%1”"_s.arg(base::cleaned(kid, 60));
}

/// What can be said against the form without any key: sizes that the sender chose.
QString whyMalformed(const Jwe &jwe, const JweRecipient &recipient, const KeyManagementTraits &row,
    const ContentTraits &content)
{
    if (jwe.iv.size() != content.ivBytes)
        return u"The initialization vector has %1 bytes; %2 has %3."_s.arg(jwe.iv.size())
            .arg(QLatin1StringView(content.name))
            .arg(content.ivBytes);
    if (jwe.tag.size() != content.tagBytes)
        return u"The tag has %1 bytes; %2 has %3."_s.arg(jwe.tag.size())
            .arg(QLatin1StringView(content.name))
            .arg(content.tagBytes);
    const bool hasNoKey = row.kind == KeyManagement::Direct || row.kind == KeyManagement::Agreement;
    if (hasNoKey && !recipient.encryptedKey.isEmpty()) // RFC 7516 §5.2, steps 10 and 11
        return u"The token has an encrypted key, which %1 does not have."_s.arg(QLatin1StringView(row.name));
    if (!hasNoKey && recipient.encryptedKey.isEmpty())
        return u"The token has no encrypted key, which %1 needs."_s.arg(QLatin1StringView(row.name));
    return {};
}

/// A base64url member of the header; a reason when it is there and is none.
OrReason<QByteArray> headerBytes(const json::Object &header, std::string_view name)
{
    return header.contains(name) ? octetsMember(header, name) : QByteArray();
}

/// The sender's half of the agreement, RFC 7518 §4.6.1.1.
OrReason<PkeyPtr> ephemeralKey(const json::Object &header, const DecryptionKey &key)
{
    const json::Object *object = json::objectMember(header, "epk");
    if (!object)
        return Reason(u"The header has no ephemeral key (epk) as an object."_s);
    const QByteArray keyType = json::stringMember(*object, "kty").value_or(QByteArray());
    const QByteArray curve = json::stringMember(*object, "crv").value_or(QByteArray());
    if (keyType != key.keyType() || curve != key.curve())
        return Reason(
            u"The header's ephemeral key (epk) is of the type “%1” on the curve “%2”; the key is %3 "
            "on %4."_s.arg(base::cleaned(keyType, 60), base::cleaned(curve, 60),
                QLatin1StringView(key.keyType()), QLatin1StringView(key.curve())));
    const auto sentence
        = [](const QString &reason) { return Reason(u"The header's ephemeral key (epk) %1."_s.arg(reason)); };
    if (keyType == "OKP") {
        auto peer = buildX25519(*object);
        return peer ? OrReason<PkeyPtr>(*std::move(peer)) : sentence(peer.error());
    }
    auto peer = buildEc(*object);
    return peer ? OrReason<PkeyPtr>(std::move(peer->key)) : sentence(peer.error());
}

/// Both halves together; `keyBytes` of it.
OrReason<std::optional<Secret>> agreedKey(
    const json::Object &header, const DecryptionKey &key, QByteArrayView name, int keyBytes)
{
    const auto apu = headerBytes(header, "apu");
    const auto apv = headerBytes(header, "apv");
    for (const auto *info : { &apu, &apv }) {
        if (!*info)
            return Reason(u"The header %1."_s.arg(info->error()));
    }
    const auto peer = ephemeralKey(header, key);
    if (!peer)
        return Reason(peer.error());
    const auto shared = agree(key.handle()->key.get(), peer->get());
    if (!shared)
        return std::optional<Secret>();
    return std::optional(concatKdf(*shared, name, *apu, *apv, keyBytes));
}

OrReason<std::optional<Secret>> gcmUnwrapped(
    const JweRecipient &recipient, const DecryptionKey &key, const KeyManagementTraits &row)
{
    const auto iv = headerBytes(recipient.joined, "iv");
    const auto tag = headerBytes(recipient.joined, "tag");
    for (const auto *part : { &iv, &tag }) {
        if (!*part)
            return Reason(u"The header %1."_s.arg(part->error()));
    }
    const QByteArray cipher = "A" + QByteArray::number(row.keyBytes * 8) + "GCM";
    auto opened
        = openContent(*contentEncryption(cipher), key.secret(), *iv, {}, recipient.encryptedKey, *tag);
    return opened ? std::optional(Secret(*std::move(opened))) : std::nullopt;
}

/// The content's key; nothing when the encrypted key does not open, a sentence when the header lacks what the
/// algorithm needs.
OrReason<std::optional<Secret>> contentKey(const JweRecipient &recipient, const DecryptionKey &key,
    const KeyManagementTraits &row, const ContentTraits &content)
{
    switch (row.kind) {
    case KeyManagement::Direct:
        return std::optional(key.secret());
    case KeyManagement::AesWrap:
        return unwrapAes(key.secret(), recipient.encryptedKey);
    case KeyManagement::AesGcmWrap:
        return gcmUnwrapped(recipient, key, row);
    case KeyManagement::RsaOaep:
        return unwrapOaep(key.handle()->key.get(), row.digest, recipient.encryptedKey);
    case KeyManagement::Agreement:
        return agreedKey(recipient.joined, key, content.name, content.keyBytes);
    case KeyManagement::AgreementWrap: {
        const auto wrapping = agreedKey(recipient.joined, key, row.name, row.keyBytes);
        if (!wrapping)
            return Reason(wrapping.error());
        return *wrapping ? unwrapAes(**wrapping, recipient.encryptedKey) : std::nullopt;
    }
    }
    Q_UNREACHABLE();
    return std::optional<Secret>();
}

QList<QString> notesOn(const Jwe &jwe, const JweRecipient &recipient, const DecryptionKey &key)
{
    QList<QString> notes;
    for (const std::string_view name : { "alg", "enc" }) {
        if (!jwe.header.contains(name))
            notes.append(
                u"The header's “%1” is not in its protected part: anybody could have changed it."_s.arg(
                    json::text(name)));
    }
    if (!recipient.kid().isEmpty() && !key.kid().isEmpty() && recipient.kid() != key.kid())
        notes.append(u"The token names the key %1; it was opened with the key %2."_s.arg(
            quoted(recipient.kid()), quoted(key.kid())));
    return notes;
}

QByteArray authenticatedData(const Jwe &jwe)
{
    return jwe.aad.isEmpty() ? jwe.protectedHeader : jwe.protectedHeader + '.' + jwe.aad;
}

/// What became of one recipient and one key: opened, or a sentence why not.
OrReason<Decrypted> open(const Jwe &jwe, int at, const DecryptionKey &key)
{
    const JweRecipient &recipient = jwe.recipients[at];
    const KeyManagementTraits &row = *keyManagement(recipient.alg());
    const ContentTraits &content = *contentEncryption(recipient.enc());
    if (const QString reason = whyMalformed(jwe, recipient, row, content); !reason.isEmpty())
        return Reason(reason);
    auto found = contentKey(recipient, key, row, content);
    if (!found)
        return Reason(found.error());
    // RFC 7516 §11.5: go on with any key, so that the one failure cannot be told from the other.
    const Secret cek = *found && (*found)->reveal().size() == content.keyBytes
        ? **std::move(found)
        : Secret(base::SystemRandom().bytes(content.keyBytes));
    auto plain = openContent(content, cek, jwe.iv, authenticatedData(jwe), jwe.ciphertext, jwe.tag);
    if (!plain)
        return Reason(
            u"The key %1 does not open the token: it is another key than the one it was encrypted for, "
            "or the token was changed."_s.arg(quoted(key.kid())));
    Decrypted opened{ .plaintext = *std::move(plain) };
    opened.contentType = json::stringMember(recipient.joined, "cty").value_or(QByteArray());
    opened.algorithm = recipient.alg();
    opened.encryption = recipient.enc();
    opened.kid = key.kid();
    opened.recipient = at;
    opened.notes = notesOn(jwe, recipient, key);
    return opened;
}

/// First the keys that a recipient names, then the others.
QList<std::pair<int, const DecryptionKey *>> pairsToTry(const Jwe &jwe, const QList<DecryptionKey> &keys)
{
    QList<std::pair<int, const DecryptionKey *>> named;
    QList<std::pair<int, const DecryptionKey *>> others;
    for (int at = 0; at < jwe.recipients.size(); ++at) {
        for (const DecryptionKey &key : keys) {
            const QByteArray kid = jwe.recipients[at].kid();
            (!kid.isEmpty() && kid == key.kid() ? named : others).append({ at, &key });
        }
    }
    return named + others;
}

} // namespace

base::Result<Decrypted> decrypt(const Jwe &jwe, const DecryptionKey &key)
{
    return decrypt(jwe, QList<DecryptionKey>{ key });
}

base::Result<Decrypted> decrypt(const Jwe &jwe, const QList<DecryptionKey> &keys)
{
    QStringList reasons;
    const auto note = [&reasons](const QString &reason) {
        if (!reasons.contains(reason) && reasons.size() < maxTries)
            reasons.append(reason);
    };
    if (keys.isEmpty())
        note(u"No private key was given."_s);
    int tries = 0;
    for (const auto &[at, key] : pairsToTry(jwe, keys)) {
        const JweRecipient &recipient = jwe.recipients[at];
        if (const QString reason = whyNotOpened(recipient); !reason.isEmpty()) {
            note(reason);
            continue;
        }
        if (const QString reason = key->whyNot(recipient.alg(), recipient.enc()); !reason.isEmpty()) {
            note(u"The key %1 %2."_s.arg(quoted(key->kid()), reason));
            continue;
        }
        if (tries++ == maxTries) {
            note(u"Only the first %1 keys that could fit were tried."_s.arg(maxTries));
            break;
        }
        auto opened = open(jwe, at, *key);
        if (opened)
            return *std::move(opened);
        note(opened.error());
    }
    return fail(notOpened(reasons.join(u' '), u"RFC 7516 §5.2"_s));
}

} // namespace authscope::jose
