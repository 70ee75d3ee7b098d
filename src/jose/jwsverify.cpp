// SPDX-License-Identifier: GPL-3.0-or-later
#include "jose/jws.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "jose/algorithmtraits.h"
#include "jose/keyhandle.h"

using namespace Qt::StringLiterals;

namespace authscope::jose {

using base::Error;
using base::ErrorKind;
using base::fail;

namespace {

constexpr qsizetype maxNamesShown = 10;

Error rejected(const QString &reason, const QString &rule)
{
    return { .kind = ErrorKind::TokenRejected,
        .code = base::code::signature,
        .message = reason + u" Nothing in the token is verified."_s,
        .rule = rule };
}

QString quoted(const QByteArray &kid)
{
    return kid.isEmpty() ? u"without a name"_s : u"“%1”"_s.arg(base::cleaned(kid, 60));
}

/// RFC 7515 §4.1.11: what is critical must be understood; we understand no extension.
QString whyCriticalRefused(const json::Object &header)
{
    if (const json::Value *critical = header.if_contains("crit")) {
        const auto names = json::stringList(header, "crit");
        if (!names || names->isEmpty())
            return u"The header's “crit” is %1, expected a list with at least one name."_s.arg(
                names ? u"an empty list"_s : json::typeName(*critical));
        return u"The header says that “%1” must be understood (crit), and it is not understood here."_s.arg(
            base::cleaned(names->join(", "), 120));
    }
    if (header.contains("b64"))
        return u"The header changes how the payload is encoded (b64, RFC 7797), which is refused here."_s;
    return {};
}

QString whyMistyped(const json::Object &header)
{
    for (const std::string_view name : { "alg", "kid" }) {
        const json::Value *value = header.if_contains(name);
        if (value && !value->is_string())
            return u"The header's “%1” is %2, expected a text."_s.arg(
                json::text(name), json::typeName(*value));
    }
    return {};
}

QString whyNoKey(const QByteArray &kid, Algorithm algorithm, const JwkSet &keys)
{
    QStringList reasons;
    for (const Jwk &key : keys.keys()) {
        if ((kid.isEmpty() || key.kid() == kid) && reasons.size() < maxNamesShown)
            reasons.append(u"The key %1 %2."_s.arg(quoted(key.kid()), key.whyNot(algorithm)));
    }
    for (const RefusedKey &refused : keys.refused()) {
        if ((kid.isEmpty() || refused.kid == kid) && reasons.size() < maxNamesShown)
            reasons.append(refused.reason.message);
    }
    if (!reasons.isEmpty())
        return u"No published key can check this token. "_s + reasons.join(u' ');
    if (keys.keys().isEmpty())
        return u"The token was signed with the key %1, and no usable key is published."_s.arg(quoted(kid));
    QStringList names;
    for (const Jwk &key : keys.keys().first(qMin(maxNamesShown, keys.keys().size())))
        names.append(quoted(key.kid()));
    if (keys.keys().size() > maxNamesShown)
        names.append(u"and %1 more"_s.arg(keys.keys().size() - maxNamesShown));
    const QString aside = keys.refused().isEmpty()
        ? QString()
        : u" Published keys that cannot be used: %1."_s.arg(keys.refused().size());
    return u"The token was signed with the key %1, which is not published. The published keys: %2.%3"_s.arg(
        quoted(kid), names.join(u", "_s), aside);
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
               "signed it."_s.arg(name, quoted(tried.first().kid()));
    return u"The %1 signature does not hold with any of the %2 keys that could fit."_s.arg(name).arg(
        tried.size());
}

QList<QString> notesOn(const Jws &jws, const Jwk &key, qsizetype tried)
{
    QList<QString> notes;
    for (const std::string_view name : { "jwk", "jku", "x5u", "x5c" }) {
        if (jws.header.contains(name))
            notes.append(u"The header brings a key of its own (%1); it was not trusted and not used."_s.arg(
                json::text(name)));
    }
    if (jws.kid().isEmpty() && tried > 1)
        notes.append(u"The token names no key; of %1 that could fit, the key %2 does."_s.arg(tried).arg(
            quoted(key.kid())));
    if (!key.privateMembers().isEmpty())
        notes.append(
            u"The key %1 is published together with its private part (%2): anybody can sign with it."_s.arg(
                quoted(key.kid()), QLatin1StringView(key.privateMembers().join(", "))));
    return notes;
}

} // namespace

base::Result<Verification> verify(const Jws &jws, const JwkSet &keys)
{
    if (const QString reason = whyMistyped(jws.header); !reason.isEmpty())
        return fail(rejected(reason, u"RFC 7515 §4.1"_s));
    const auto algorithm = algorithmFromName(jws.alg());
    const QString critical = whyCriticalRefused(jws.header);
    if (!algorithm) {
        const QString reason = whyRefused(jws.alg());
        return fail(rejected(critical.isEmpty() ? reason : reason + u' ' + critical, u"RFC 8725 §3.1"_s));
    }
    if (!critical.isEmpty())
        return fail(rejected(critical, u"RFC 7515 §4.1.11"_s));
    const QList<Jwk> candidates = keys.candidates(jws.kid(), *algorithm);
    if (candidates.isEmpty())
        return fail(rejected(whyNoKey(jws.kid(), *algorithm, keys), u"OIDC Core §10.1"_s));
    for (const Jwk &key : candidates) {
        if (verifySignature(key, *algorithm, jws.signingInput, jws.signature))
            return Verification{ *algorithm, key, notesOn(jws, key, candidates.size()) };
    }
    return fail(rejected(whyWrong(jws.signature, *algorithm, candidates), u"RFC 7515 §5.2"_s));
}

} // namespace authscope::jose
