// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/keptindex.h"

#include "base/datadir.h"
#include "base/errorcodes.h"
#include "json/json.h"

#include <QFileInfo>
#include <QLockFile>

namespace authscope::secrets {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype largestFile = 4 << 20;
constexpr std::chrono::milliseconds patience = std::chrono::seconds(2);

base::Result<QSet<QString>> parseKeys(const QByteArray &bytes)
{
    const auto document
        = json::parseObject(bytes, u"The index of saved sign-ins"_s, { .maxBytes = largestFile });
    if (!document)
        return base::fail(document.error());
    QSet<QString> keys;
    for (const QByteArray &key : json::stringList(*document, "keys").value_or(QList<QByteArray>()))
        keys.insert(QString::fromUtf8(key));
    return keys;
}

QByteArray written(const QSet<QString> &keys)
{
    QStringList sorted(keys.cbegin(), keys.cend());
    sorted.sort();
    json::Array array;
    for (const QString &key : std::as_const(sorted))
        array.emplace_back(json::string(key));
    return json::pretty(json::Object{ { "version", 1 }, { "keys", std::move(array) } });
}

} // namespace

KeptIndex::KeptIndex(QString path) : m_path(std::move(path))
{
    load();
}

bool KeptIndex::contains(const QString &key)
{
    load();
    return m_keys.contains(key);
}

base::Result<void> KeptIndex::add(const QString &key)
{
    return change(key, true);
}

base::Result<void> KeptIndex::remove(const QString &key)
{
    return change(key, false);
}

void KeptIndex::load()
{
    if (!QFileInfo::exists(m_path)) {
        m_keys.clear();
        return;
    }
    const auto keys = base::readPrivateFile(m_path, largestFile).and_then(parseKeys);
    if (keys)
        m_keys = *keys;
}

base::Result<void> KeptIndex::change(const QString &key, bool isKept)
{
    QLockFile lock(m_path + u".lock"_s);
    if (!lock.tryLock(int(patience.count())))
        return base::fail({ .kind = base::ErrorKind::Storage,
            .code = base::code::storageFailed,
            .message = u"The index of saved sign-ins %1 could not be locked within two seconds. It was not "
                       "changed."_s.arg(m_path),
            .nextStep = u"Check that the folder is yours and that no other program holds the file."_s });
    load();
    if (m_keys.contains(key) == isKept)
        return {};
    QSet<QString> keys = m_keys;
    if (isKept)
        keys.insert(key);
    else
        keys.remove(key);
    return base::writePrivateFile(m_path, written(keys)).map([&] { m_keys = keys; });
}

} // namespace authscope::secrets
