// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/pendingsignins.h"

#include "jose/algorithm.h"

#include <QDir>
#include <QLockFile>

using namespace Qt::StringLiterals;

namespace authscope::oauth {

PendingSignIns::PendingSignIns(QString folder) : m_folder(std::move(folder)) { }

PendingSignIns::~PendingSignIns() = default;

PendingSignIns::Entry PendingSignIns::enter(const QByteArray &issuer, const QString &attempt)
{
    const auto known = m_waiting.find(issuer);
    if (known != m_waiting.end())
        return known->second.attempt == attempt ? Entry::Entered : Entry::HeldHere;
    Waiting waiting{ .attempt = attempt, .lock = {} };
    if (!m_folder.isEmpty()) {
        waiting.lock = std::make_unique<QLockFile>(QDir(m_folder).filePath(
            u"sign-in-%1.lock"_s.arg(QString::fromLatin1(jose::sha256(issuer).toHex().left(16)))));
        waiting.lock->setStaleLockTime(0); // stale when its program is gone, never because a person is slow
        if (!waiting.lock->tryLock(0) && waiting.lock->error() == QLockFile::LockFailedError) {
            qint64 pid = 0;
            QString host, program;
            // A file that names nobody was left by a program that was killed while it wrote it.
            if (waiting.lock->getLockInfo(&pid, &host, &program) || !waiting.lock->removeStaleLockFile()
                || !waiting.lock->tryLock(0))
                return Entry::HeldElsewhere;
        }
    }
    m_waiting.emplace(issuer, std::move(waiting));
    return Entry::Entered;
}

void PendingSignIns::leave(const QString &attempt)
{
    std::erase_if(m_waiting, [&attempt](const auto &entry) { return entry.second.attempt == attempt; });
}

} // namespace authscope::oauth
