// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/refreshlock.h"

#include "base/errorcodes.h"
#include "jose/algorithm.h"

#include <QDir>
#include <QLockFile>

using namespace Qt::StringLiterals;

namespace authscope::oauth {

namespace {

constexpr std::chrono::milliseconds pause{ 100 };
constexpr std::chrono::milliseconds longestUnsigned{ 2000 };

} // namespace

RefreshLock::RefreshLock(const QString &folder, const QString &connection, QObject *parent)
    : ResultOperation(parent)
{
    if (folder.isEmpty())
        return;
    m_path = QDir(folder).filePath(
        u"refresh-%1.lock"_s.arg(QString::fromLatin1(jose::sha256(connection.toUtf8()).toHex().left(16))));
    m_file = std::make_unique<QLockFile>(m_path);
    // A lock is stale when its process is gone, never because a refresh takes long.
    m_file->setStaleLockTime(0);
    connect(&m_timer, &QTimer::timeout, this, &RefreshLock::attempt);
}

RefreshLock::~RefreshLock() = default;

void RefreshLock::run()
{
    attempt();
}

void RefreshLock::attempt()
{
    if (!m_file || m_file->tryLock(0)) {
        m_timer.stop();
        return finishWith(base::Result<bool>(true));
    }
    if (m_file->error() != QLockFile::LockFailedError) {
        m_timer.stop();
        return finishWith(base::Error{ .kind = base::ErrorKind::Storage,
            .code = base::code::storageFailed,
            .message = u"The lock file %1 cannot be written. Without it two programs could use the same "
                       "refresh token and lose the sign-in, so nothing was sent."_s.arg(m_path) });
    }
    // Killed between making the file and writing its name into it, a process leaves one that is nobody's for
    // ever. The one that is alive still holds the file itself, and it is not taken away from it.
    qint64 pid = 0;
    QString host, program;
    m_unsigned
        = m_file->getLockInfo(&pid, &host, &program) ? std::chrono::milliseconds(0) : m_unsigned + pause;
    if (m_unsigned > longestUnsigned)
        m_file->removeStaleLockFile();
    m_waited += pause;
    if (m_waited > m_patience) {
        m_timer.stop();
        return finishWith(base::Error{ .kind = base::ErrorKind::Storage,
            .code = base::code::timedOut,
            .message
            = u"Another copy of this program has been renewing this sign-in for more than %1 seconds "
              "(lock file %2). Nothing was sent from here."_s.arg(m_patience.count() / 1000)
                  .arg(m_path),
            .nextStep = u"Close the other copy, then try again."_s });
    }
    if (!m_timer.isActive())
        m_timer.start(pause);
}

void RefreshLock::abort()
{
    m_timer.stop();
}

} // namespace authscope::oauth
