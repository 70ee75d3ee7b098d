// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/refreshjournal.h"

#include "jose/algorithm.h"
#include "json/json.h"

#include <QDir>
#include <QFile>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace authscope::oauth {

namespace {

QByteArray nameOf(const base::Secret &token)
{
    return jose::sha256(token.reveal()).toHex().left(16);
}

} // namespace

RefreshJournal::RefreshJournal(const QString &folder, const QString &connection)
{
    if (!folder.isEmpty())
        m_path = QDir(folder).filePath(u"refresh-%1.sent"_s.arg(
            QString::fromLatin1(jose::sha256(connection.toUtf8()).toHex().left(16))));
}

void RefreshJournal::begin(const base::Secret &refreshToken, base::Time now)
{
    if (m_path.isEmpty() || unanswered(refreshToken))
        return; // the first time is the one whose answer counts
    QSaveFile file(m_path);
    if (!file.open(QIODevice::WriteOnly))
        return;
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    file.write(
        json::compact({ { "token", json::string(nameOf(refreshToken)) }, { "at", base::toMillis(now) } }));
    file.commit();
}

void RefreshJournal::end()
{
    if (!m_path.isEmpty())
        QFile::remove(m_path);
}

std::optional<base::Time> RefreshJournal::unanswered(const base::Secret &refreshToken) const
{
    QFile file(m_path);
    if (m_path.isEmpty() || !file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const auto entry = json::parseObject(file.read(4096), u"The journal"_s);
    if (!entry || json::stringMember(*entry, "token") != nameOf(refreshToken))
        return std::nullopt;
    const auto at = json::numberMember(*entry, "at");
    return at ? std::optional(base::fromMillis(static_cast<qint64>(*at))) : std::nullopt;
}

} // namespace authscope::oauth
