// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/dropped.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "inspect/recognise.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QMimeData>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Dropped", text);
}

base::Failure unreadable(const QString &message)
{
    return base::fail({ .kind = base::ErrorKind::Usage, .code = base::code::usage, .message = message });
}

} // namespace

bool canReadDropped(const QMimeData *data)
{
    if (data->hasUrls() && !data->urls().isEmpty() && data->urls().first().isLocalFile())
        return data->urls().size() == 1;
    return data->hasText();
}

base::Result<QByteArray> readDropped(const QMimeData *data)
{
    if (data->hasUrls() && !data->urls().isEmpty() && data->urls().first().isLocalFile())
        return readInspectedFile(data->urls().first().toLocalFile());
    if (!data->hasText())
        return unreadable(tr("What was dropped is neither text nor a file."));
    return data->text().toUtf8();
}

base::Result<QByteArray> readInspectedFile(const QString &path)
{
    const QString name = base::cleaned(QFileInfo(path).fileName(), 80);
    if (!QFileInfo(path).isFile()) // a pipe or a device would never end
        return unreadable(tr("%1 is no plain file. Nothing was read.").arg(name));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return unreadable(tr("%1 cannot be read: %2.").arg(name, file.errorString()));
    return file.read(inspect::maxPasted + 1);
}

} // namespace authscope::ui
