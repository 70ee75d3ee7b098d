// SPDX-License-Identifier: GPL-3.0-or-later
#include "jose/jwk.h"

#include "base/errorcodes.h"
#include "base/text.h"

using namespace Qt::StringLiterals;

namespace authscope::jose {

using base::Error;
using base::ErrorKind;
using base::fail;

namespace {

constexpr qsizetype maxCandidates = 10; // T108: trying a key costs a signature check

Error setError(const QString &code, const QString &message)
{
    return { .kind = ErrorKind::ServerBrokeRule, .code = code, .message = message, .rule = u"RFC 7517 §5"_s };
}

RefusedKey refuse(const QByteArray &kid, const QString &message)
{
    return { kid, setError(base::code::keyUnusable, message) };
}

} // namespace

base::Result<JwkSet> JwkSet::parse(QByteArrayView text, int maxKeys)
{
    const auto object = json::parseObject(text, u"The key set"_s);
    if (!object)
        return fail(object.error());
    return fromJson(*object, maxKeys);
}

base::Result<JwkSet> JwkSet::fromJson(const json::Object &object, int maxKeys)
{
    const json::Value *keys = object.if_contains("keys");
    if (!keys || !keys->is_array()) {
        const QString found = keys ? u"its “keys” is %1"_s.arg(json::typeName(*keys)) : u"it has no “keys”"_s;
        return fail(setError(base::code::missingMember,
            u"The key set must have a list named “keys”, but %1. No key was read."_s.arg(found)));
    }
    JwkSet set;
    qsizetype at = 0;
    for (const json::Value &entry : keys->get_array()) {
        if (at++ == maxKeys) {
            set.m_refused.append(refuse({},
                u"The key set has %1 keys; only the first %2 were read."_s.arg(keys->get_array().size())
                    .arg(maxKeys)));
            break;
        }
        if (!entry.is_object()) {
            set.m_refused.append(refuse({},
                u"Entry %1 of the key set is %2, expected an object. It was not used."_s.arg(at).arg(
                    json::typeName(entry))));
            continue;
        }
        auto key = Jwk::fromJson(entry.get_object());
        if (!key)
            set.m_refused.append({ json::stringMember(entry.get_object(), "kid").value_or(QByteArray()),
                std::move(key.error()) });
        else if (!key->use().isEmpty() && key->use() != "sig")
            set.m_refused.append(refuse(key->kid(),
                u"The key “%1” is not for signatures (its use is “%2”). It was not used."_s.arg(
                    base::cleaned(key->kid(), 60), base::cleaned(key->use(), 60))));
        else
            set.m_keys.append(*key);
    }
    set.index();
    return set;
}

JwkSet JwkSet::fromKeys(const QList<Jwk> &keys, const QList<RefusedKey> &refused)
{
    JwkSet set;
    set.m_keys = keys;
    set.m_refused = refused;
    set.index();
    return set;
}

QList<Jwk> JwkSet::candidates(const QByteArray &kid, Algorithm algorithm) const
{
    QList<Jwk> found;
    if (!kid.isEmpty()) {
        for (auto [at, end] = m_byKid.equal_range(kid); at != end && found.size() < maxCandidates; ++at) {
            if (m_keys[*at].mayVerify(algorithm))
                found.append(m_keys[*at]);
        }
        return found;
    }
    for (const Jwk &key : m_keys) {
        if (found.size() == maxCandidates)
            break;
        if (key.mayVerify(algorithm))
            found.append(key);
    }
    return found;
}

void JwkSet::index()
{
    for (qsizetype at = m_keys.size(); at-- > 0;) // a multi hash gives the last one first
        m_byKid.insert(m_keys[at].kid(), at);
}

} // namespace authscope::jose
