// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/keyring.h"

#include "base/datadir.h"
#include "base/errorcodes.h"

#include <QFile>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace authscope::demo {

namespace {

constexpr qsizetype keptKeys = 3;
constexpr qint64 maxPem = 16 * 1024;

/// A key id names a file, so it may look like nothing else.
bool isKid(const QByteArray &kid)
{
    return kid.startsWith("jwk-test-") && kid.size() < 80 && std::all_of(kid.begin(), kid.end(), [](char c) {
        return c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
    });
}

} // namespace

base::Result<void> Keyring::open(
    const QString &dir, const QList<QByteArray> &kids, base::RandomSource &random)
{
    m_dir = dir;
    m_keys.clear();
    for (const QByteArray &kid : kids) {
        if (!isKid(kid))
            return base::fail({ .kind = base::ErrorKind::Storage,
                .code = base::code::storageFailed,
                .message = u"The demo's list of signing keys names one that no demo made. No key was read."_s,
                .nextStep = u"Reset the demo, or remove its folder."_s });
        const auto pem = base::readPrivateFile(pathOf(kid), maxPem);
        if (!pem)
            return base::fail(pem.error());
        auto key = jose::KeyPair::fromPem(*pem, jose::Algorithm::RS256, kid);
        if (!key)
            return base::fail(key.error());
        m_keys.append(*key);
    }
    while (m_keys.size() < 2) {
        if (auto added = add(random); !added)
            return added;
    }
    return {};
}

base::Result<void> Keyring::rotate(base::RandomSource &random)
{
    if (auto added = add(random); !added)
        return added;
    while (m_keys.size() > keptKeys) {
        if (!m_dir.isEmpty())
            QFile::remove(pathOf(m_keys.last().publicKey().kid()));
        m_keys.removeLast();
    }
    return {};
}

void Keyring::removeFiles()
{
    if (!m_dir.isEmpty()) {
        for (const QByteArray &kid : kids())
            QFile::remove(pathOf(kid));
    }
    m_keys.clear();
}

QList<QByteArray> Keyring::kids() const
{
    QList<QByteArray> out;
    for (const jose::KeyPair &key : m_keys)
        out.append(key.publicKey().kid());
    return out;
}

jose::JwkSet Keyring::publicKeys() const
{
    QList<jose::Jwk> keys;
    for (const jose::KeyPair &key : m_keys)
        keys.append(key.publicKey());
    return jose::JwkSet::fromKeys(keys);
}

json::Object Keyring::publicJson() const
{
    json::Array keys;
    for (const jose::KeyPair &key : m_keys) {
        json::Object object = key.publicKey().publicJson();
        object["kid"] = json::string(key.publicKey().kid());
        object["use"] = "sig";
        object["alg"] = "RS256";
        keys.emplace_back(std::move(object));
    }
    return { { "keys", std::move(keys) } };
}

base::Result<void> Keyring::add(base::RandomSource &random)
{
    const QByteArray kid = "jwk-test-" + random.uuid();
    jose::KeyPair key = jose::KeyPair::generate(jose::Algorithm::RS256, kid);
    if (!m_dir.isEmpty()) {
        if (auto written = base::writePrivateFile(pathOf(kid), key.toPem()); !written)
            return written;
    }
    m_keys.prepend(std::move(key));
    return {};
}

QString Keyring::pathOf(const QByteArray &kid) const
{
    return m_dir + u'/' + QString::fromLatin1(kid) + u".pem"_s;
}

} // namespace authscope::demo
