// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/preview/savefile.h"

#include "ui/common/text.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QFutureWatcher>
#include <QSaveFile>
#include <QtConcurrent>

namespace authscope::ui {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("SaveFile", text);
}

Saved write(const QString &path, const QByteArray &bytes)
{
    QSaveFile file(path);
    const bool isWritten
        = file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit();
    const QString place = base::cleaned(path, 500);
    return { isWritten,
        isWritten ? tr("✓ Saved %1 to %2").arg(sizeText(bytes.size()), place)
                  : tr("✗ Not saved to %1: %2").arg(place, base::cleaned(file.errorString())) };
}

} // namespace

void saveToFile(QWidget *owner, const QString &objectName, const QString &title, const QString &fileName,
    std::function<QByteArray()> make, std::function<void(const Saved &)> then)
{
    auto *dialog = new QFileDialog(owner, title);
    dialog->setObjectName(objectName);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(fileName);
    QObject::connect(dialog, &QFileDialog::fileSelected, owner,
        [owner, make = std::move(make), then = std::move(then)](const QString &path) {
            auto *watcher = new QFutureWatcher<Saved>(owner);
            QObject::connect(watcher, &QFutureWatcher<Saved>::finished, owner, [watcher, then] {
                watcher->deleteLater();
                then(watcher->result());
            });
            watcher->setFuture(QtConcurrent::run([make, path] { return write(path, make()); }));
        });
    dialog->open();
}

} // namespace authscope::ui
