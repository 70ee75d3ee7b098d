// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTemporaryDir>

#ifdef Q_OS_LINUX
#include <sys/mount.h>
#endif

namespace authscope {

/// A disk of a megabyte, where the system lets us have one (Linux, as root).
class TinyDisk {
public:
    TinyDisk()
    {
#ifdef Q_OS_LINUX
        m_isMounted = mount("tmpfs", qPrintable(m_folder.path()), "tmpfs", 0, "size=1m") == 0;
#endif
    }
    ~TinyDisk()
    {
#ifdef Q_OS_LINUX
        if (m_isMounted)
            umount(qPrintable(m_folder.path()));
#endif
    }
    TinyDisk(const TinyDisk &) = delete;
    TinyDisk &operator=(const TinyDisk &) = delete;

    bool isMounted() const
    {
        return m_isMounted;
    }
    QString path() const
    {
        return m_folder.path();
    }
    QString filePath(const QString &name) const
    {
        return m_folder.filePath(name);
    }
    bool makeReadOnly()
    {
#ifdef Q_OS_LINUX
        return m_isMounted
            && mount("tmpfs", qPrintable(m_folder.path()), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr) == 0;
#else
        return false;
#endif
    }

private:
    QTemporaryDir m_folder;
    bool m_isMounted = false;
};

} // namespace authscope
