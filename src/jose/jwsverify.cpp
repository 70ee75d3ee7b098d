// SPDX-License-Identifier: GPL-3.0-or-later
#include "jose/jws.h"

#include "jose/algorithmtraits.h"
#include "jose/jwsrules.h"
#include "jose/keyhandle.h"

using namespace Qt::StringLiterals;

namespace authscope::jose {

using base::fail;

namespace {

constexpr qsizetype maxNamesShown = 10;

QString whyNoKey(const QByteArray &kid, Algorithm algorithm, const JwkSet &keys)
{
    QStringList reasons;
    for (const Jwk &key : keys.keys()) {
        if ((kid.isEmpty() || key.kid() == kid) && reasons.size() < maxNamesShown)
            reasons.append(u"The key %1 %2."_s.arg(quotedKid(key.kid()), key.whyNot(algorithm)));
    }
    for (const RefusedKey &refused : keys.refused()) {
        if ((kid.isEmpty() || refused.kid == kid) && reasons.size() < maxNamesShown)
            reasons.append(refused.reason.message);
    }
    if (!reasons.isEmpty())
        return u"No published key can check this token. "_s + reasons.join(u' ');
    if (keys.keys().isEmpty())
        return u"The token was signed with the key %1, and no usable key is published."_s.arg(quotedKid(kid));
    QStringList names;
    for (const Jwk &key : keys.keys().first(qMin(maxNamesShown, keys.keys().size())))
        names.append(quotedKid(key.kid()));
    if (keys.keys().size() > maxNamesShown)
        names.append(u"and %1 more"_s.arg(keys.keys().size() - maxNamesShown));
    const QString aside = keys.refused().isEmpty()
        ? QString()
        : u" Published keys that cannot be used: %1."_s.arg(keys.refused().size());
    return u"The token was signed with the key %1, which is not published. The published keys: %2.%3"_s.arg(
        quotedKid(kid), names.join(u", "_s), aside);
}

QString whyWrong(const QByteArray &signature, Algorithm algorithm, const QList<Jwk> &tried)
{
    const AlgorithmTraits &row = traits(algorithm);
    const QString name = QLatin1StringView(row.name);
    if (signature.isEmpty())
        return u"The token says %1 but has no signature: it is unsigned."_s.arg(name);
    const qsizetype expected = row.coordinateBytes > 0 ? 2 * row.coordinateBytes
        : tried.size() == 1                            ? EVP_PKEY_get_size(tried.first().handle().key.get())
                                                       : signature.size();
    if (signature.size() != expected)
        return u"The signature is %1 bytes long; %2 with this key makes %3."_s.arg(signature.size())
            .arg(name)
            .arg(expected);
    if (tried.size() == 1)
        return u"The %1 signature does not hold with the key %2: the token was changed, or somebody else "
               "signed it."_s.arg(name, quotedKid(tried.first().kid()));
    return u"The %1 signature does not hold with any of the %2 keys that could fit."_s.arg(name).arg(
        tried.size());
}

QList<QString> notesOn(const Jws &jws, const Jwk &key, qsizetype tried)
{
    QList<QString> notes = notesOnEmbeddedKeys(jws.header);
    if (jws.kid().isEmpty() && tried > 1)
        notes.append(u"The token names no key; of %1 that could fit, the key %2 does."_s.arg(tried).arg(
            quotedKid(key.kid())));
    if (!key.privateMembers().isEmpty())
        notes.append(
            u"The key %1 is published together with its private part (%2): anybody can sign with it."_s.arg(
                quotedKid(key.kid()), QLatin1StringView(key.privateMembers().join(", "))));
    return notes;
}

/// Everything that can be refused before a key is looked for; otherwise the algorithm.
base::Result<Algorithm> readableAlgorithm(const Jws &jws)
{
    if (const QString reason = whyHeaderMistyped(jws.header); !reason.isEmpty())
        return fail(rejectedToken(reason, u"RFC 7515 §4.1"_s));
    const auto algorithm = algorithmFromName(jws.alg());
    const QString critical = whyCriticalRefused(jws.header);
    if (!algorithm) {
        const QString reason = whyRefused(jws.alg());
        return fail(
            rejectedToken(critical.isEmpty() ? reason : reason + u' ' + critical, u"RFC 8725 §3.1"_s));
    }
    if (!critical.isEmpty())
        return fail(rejectedToken(critical, u"RFC 7515 §4.1.11"_s));
    return *algorithm;
}

base::Result<Verification> verifyAmong(const Jws &jws, Algorithm algorithm, const QList<Jwk> &candidates)
{
    for (const Jwk &key : candidates) {
        if (verifySignature(key, algorithm, jws.signingInput, jws.signature))
            return Verification{ algorithm, key, notesOn(jws, key, candidates.size()) };
    }
    return fail(rejectedToken(whyWrong(jws.signature, algorithm, candidates), u"RFC 7515 §5.2"_s));
}

} // namespace

base::Result<Verification> verify(const Jws &jws, const JwkSet &keys)
{
    const auto algorithm = readableAlgorithm(jws);
    if (!algorithm)
        return fail(algorithm.error());
    const QList<Jwk> candidates = keys.candidates(jws.kid(), *algorithm);
    if (candidates.isEmpty())
        return fail(rejectedToken(whyNoKey(jws.kid(), *algorithm, keys), u"OIDC Core §10.1"_s));
    return verifyAmong(jws, *algorithm, candidates);
}

base::Result<Verification> verifyWithChosen(const Jws &jws, const JwkSet &keys)
{
    const auto algorithm = readableAlgorithm(jws);
    if (!algorithm)
        return fail(algorithm.error());
    if (jws.kid().isEmpty() || !keys.candidates(jws.kid(), *algorithm).isEmpty())
        return verify(jws, keys);
    const QList<Jwk> candidates = keys.candidates({}, *algorithm);
    if (candidates.isEmpty())
        return fail(rejectedToken(whyNoKey({}, *algorithm, keys), u"RFC 7515 §4.1.4"_s));
    auto verified = verifyAmong(jws, *algorithm, candidates);
    if (verified)
        verified->notes.append(
            u"The token names the key %1; it was checked with the key %2, which was given."_s.arg(
                quotedKid(jws.kid()), quotedKid(verified->key.kid())));
    return verified;
}

} // namespace authscope::jose
