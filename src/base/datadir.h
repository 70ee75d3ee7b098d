// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QString>

namespace authscope::base {

/// --data-dir, else AUTHSCOPE_DATA_DIR, else the platform's place for application data. Created with mode
/// 0700.
Result<QString> openDataDir(const QString &fromCommandLine);

/// Writes a whole file or nothing: a temporary beside it, mode 0600, flushed, renamed. A symlink is not
/// followed, and a pipe, a device or a folder is left alone.
Result<void> writePrivateFile(const QString &path, const QByteArray &content);
Result<QByteArray> readPrivateFile(const QString &path, qint64 limit);

} // namespace authscope::base
