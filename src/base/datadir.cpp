// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/datadir.h"

#include "base/errorcodes.h"
#include "base/text.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace authscope::base {

namespace {

constexpr QFile::Permissions onlyMe = QFile::ReadOwner | QFile::WriteOwner;

Error storageError(const QString &doing, const QString &path, const QString &why)
{
    return { .kind = ErrorKind::Storage,
        .code = code::storageFailed,
        .message = u"%1 %2 failed: %3."_s.arg(doing, path, cleaned(why)),
        .nextStep = u"Check that the folder exists, is yours, and that the disk is not full."_s };
}

} // namespace

Result<QString> openDataDir(const QString &fromCommandLine)
{
    QString path = fromCommandLine;
    if (path.isEmpty())
        path = qEnvironmentVariable("AUTHSCOPE_DATA_DIR");
    if (path.isEmpty())
        path = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + u"/authscope"_s;
    path = QDir(path).absolutePath();
    const QFileInfo folder(path);
    if (!folder.isDir() && (!QDir().mkpath(folder.path()) || !QDir().mkdir(path, onlyMe | QFile::ExeOwner)))
        return fail(storageError(u"Creating the data folder"_s, path, u"it cannot be created"_s));
    if (!QFileInfo(path).isWritable())
        return fail(storageError(u"Using the data folder"_s, path, u"it is not writable"_s));
    return path;
}

Result<void> writePrivateFile(const QString &path, const QByteArray &content)
{
    if (QFileInfo(path).isSymLink())
        return fail(storageError(u"Writing"_s, path, u"it is a symbolic link"_s));
    if (QFileInfo::exists(path) && !QFileInfo(path).isFile())
        return fail(storageError(u"Writing"_s, path, u"it is not a file"_s)); // a pipe, a device, a folder
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(onlyMe)
        || file.write(content) != content.size() || !file.commit())
        return fail(storageError(u"Writing"_s, path, file.errorString()));
    return {};
}

Result<QByteArray> readPrivateFile(const QString &path, qint64 limit)
{
    if (QFileInfo::exists(path) && !QFileInfo(path).isFile())
        return fail(storageError(u"Reading"_s, path, u"it is not a file"_s));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(storageError(u"Reading"_s, path, file.errorString()));
    const QByteArray content = file.read(limit + 1);
    if (file.error() != QFile::NoError)
        return fail(storageError(u"Reading"_s, path, file.errorString()));
    if (content.size() > limit)
        return fail(storageError(u"Reading"_s, path, u"it is larger than %1 bytes"_s.arg(limit)));
    return content;
}

} // namespace authscope::base
