// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspect/keys.h"

#include "base/text.h"

using namespace Qt::StringLiterals;

namespace authscope::inspect {

namespace {

QString typeWords(const jose::Jwk &key)
{
    return key.curve().isEmpty()
        ? u"%1, %2 bits"_s.arg(QString::fromLatin1(key.keyType())).arg(key.bits())
        : u"%1 %2"_s.arg(QString::fromLatin1(key.keyType()), QString::fromLatin1(key.curve()));
}

QString useWords(const jose::Jwk &key)
{
    QStringList out;
    if (key.use() == "sig")
        out.append(u"signatures"_s);
    else if (!key.use().isEmpty())
        out.append(base::cleaned(key.use(), 40));
    if (!key.alg().isEmpty())
        out.append(base::cleaned(key.alg(), 40));
    return out.join(u", "_s);
}

QString publishedPrivately(const jose::Jwk &key)
{
    return u"Its private part is in it (%1): whoever has this can sign."_s.arg(
        QLatin1StringView(key.privateMembers().join(", ")));
}

/// T111: said as loudly as a key can be wrong without being useless.
base::Checks checksOf(const jose::JwkSet &set, bool isPublished, base::ExchangeId exchange)
{
    base::Checks out;
    for (const jose::Jwk &key : set.keys()) {
        if (!key.privateMembers().isEmpty() && isPublished)
            out.append({ .state = base::CheckState::Failed,
                .title
                = u"The server publishes the private part of its key “%1”: anybody can sign with it"_s.arg(
                    base::cleaned(key.kid(), 60)),
                .found = QString::fromLatin1(key.privateMembers().join(", ")),
                .expected = u"public members only"_s,
                .rule = u"RFC 7517 §9.2"_s,
                .exchange = exchange });
    }
    for (const jose::RefusedKey &refused : set.refused())
        out.append({ .state = base::CheckState::Noted,
            .title = u"A key is not used: %1"_s.arg(refused.reason.message),
            .found = base::cleaned(refused.kid, 60),
            .rule = refused.reason.rule,
            .exchange = exchange });
    return out;
}

KeyRow rowOf(const jose::LoadedKey &key)
{
    KeyRow out{ .kid = key.kid, .type = key.kind };
    if (key.verification) {
        out.use = useWords(*key.verification);
        out.thumbprint = key.verification->thumbprint();
    }
    if (!key.certificates.isEmpty())
        out.use = u"a certificate of %1"_s.arg(key.certificates.first().subject);
    else if (key.decryption && !key.verification)
        out.use = u"opening encrypted tokens"_s;
    if (key.privateKey)
        out.problem = u"It is the private key: whoever has it can sign."_s;
    return out;
}

} // namespace

std::optional<jose::SharedSecret> Keys::sharedSecret() const
{
    if (source == Source::Secret)
        return jose::SharedSecret(secret);
    if (loaded && loaded->keys.size() == 1 && loaded->refused.isEmpty())
        return loaded->keys.first().secret;
    return std::nullopt;
}

QList<jose::DecryptionKey> Keys::decryptionKeys() const
{
    if (source == Source::Secret)
        return { jose::DecryptionKey::fromSecret(secret) };
    return loaded ? loaded->decryptionKeys() : QList<jose::DecryptionKey>();
}

base::Result<Keys> keysFromText(QByteArrayView text, const QString &title)
{
    auto loaded = jose::readKeys(text);
    if (!loaded) {
        base::Error error = loaded.error();
        error.kind = base::ErrorKind::Usage;
        return base::fail(std::move(error));
    }
    Keys out{ .source = Keys::Source::Given, .title = title, .set = loaded->verificationKeys() };
    out.checks = checksOf(*out.set, false, 0);
    for (const jose::LoadedKey &key : std::as_const(loaded->keys)) {
        for (const QString &note : key.notes)
            out.checks.append(
                { .state = base::CheckState::Noted, .title = note, .found = base::cleaned(key.kid, 60) });
        if (key.certificates.isEmpty())
            continue;
        out.checks.append({ .state = base::CheckState::Skipped,
            .title
            = u"The key was taken out of a certificate; whether the certificate is to be trusted was not "
              "checked"_s,
            .found = key.certificates.first().subject,
            .rule = u"RFC 5280 §6"_s });
    }
    if (out.set->keys().isEmpty() && out.set->refused().isEmpty())
        out.set.reset(); // shared or private ones for opening only
    out.loaded = *std::move(loaded);
    return out;
}

Keys keysFromSecret(const base::Secret &secret)
{
    return { .source = Keys::Source::Secret, .title = u"the typed secret"_s, .secret = secret };
}

Keys keysFromSet(const jose::JwkSet &set, const QString &title, base::ExchangeId exchange)
{
    return { .source = Keys::Source::Issuer,
        .title = title,
        .set = set,
        .checks = checksOf(set, true, exchange),
        .exchange = exchange };
}

Keys noKeys(const QString &whyNone)
{
    return { .whyNone = whyNone };
}

QList<KeyRow> keyRows(const Keys &keys)
{
    QList<KeyRow> out;
    if (keys.loaded) {
        for (const jose::LoadedKey &key : keys.loaded->keys)
            out.append(rowOf(key));
        for (const jose::RefusedKey &refused : keys.loaded->refused)
            out.append({ .kid = refused.kid, .problem = refused.reason.message });
        return out;
    }
    if (!keys.set)
        return out;
    for (const jose::Jwk &key : keys.set->keys())
        out.append({ .kid = key.kid(),
            .type = typeWords(key),
            .use = useWords(key),
            .thumbprint = key.thumbprint(),
            .problem = key.privateMembers().isEmpty() ? QString() : publishedPrivately(key) });
    for (const jose::RefusedKey &refused : keys.set->refused())
        out.append({ .kid = refused.kid, .problem = refused.reason.message });
    return out;
}

} // namespace authscope::inspect
