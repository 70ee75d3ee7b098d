// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/schemaform/pickedfile.h"

#include "ui/common/text.h"

#include <QDropEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMimeData>
#include <QMimeDatabase>

using namespace Qt::StringLiterals;

namespace authscope::ui {

PickedFile readPickedFile(const QString &path)
{
    const QFileInfo info(path);
    const QString shown = base::cleaned(info.fileName(), 80);
    const auto refused = [](const QString &problem) { return PickedFile{ .problem = problem }; };
    if (!info.isFile())
        return refused(FileButton::tr("%1 is not a file that can be read. Nothing was taken.").arg(shown));
    const auto tooLarge = [&](qint64 size) {
        return refused(FileButton::tr("%1 has %2; at most %3 go into a call. Nothing was taken.")
                           .arg(shown, sizeText(size), sizeText(maxPickedBytes)));
    };
    if (info.size() > maxPickedBytes)
        return tooLarge(info.size());
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return refused(FileButton::tr("%1 cannot be opened: %2. Nothing was taken.")
                           .arg(shown, base::cleaned(file.errorString())));
    PickedFile picked{ .name = info.fileName(), .content = file.read(maxPickedBytes + 1) };
    if (picked.content.size() > maxPickedBytes) // it has grown, or never said how large it is
        return tooLarge(picked.content.size());
    picked.type = QMimeDatabase().mimeTypeForFileNameAndData(picked.name, picked.content).name().toLatin1();
    return picked;
}

FileButton::FileButton(const QString &words) : QPushButton(tr("Choose a file…"))
{
    setAutoDefault(false);
    setAccessibleName(tr("Choose a file for %1").arg(words));
    connect(this, &QPushButton::clicked, this, &FileButton::ask);
}

void FileButton::ask()
{
    auto *dialog = new QFileDialog(this, tr("Choose a file"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this,
        [this](const QString &path) { Q_EMIT picked(readPickedFile(path)); });
    dialog->open();
}

void FileButton::takeDropsOn(QWidget *area)
{
    area->setAcceptDrops(true);
    area->installEventFilter(this);
}

bool FileButton::eventFilter(QObject *watched, QEvent *event)
{
    const bool isEnter = event->type() == QEvent::DragEnter || event->type() == QEvent::DragMove;
    if (!isEnter && event->type() != QEvent::Drop)
        return QPushButton::eventFilter(watched, event);
    auto *drop = static_cast<QDropEvent *>(event);
    const QList<QUrl> urls = drop->mimeData()->urls();
    const bool isFile = urls.size() == 1 && urls.first().isLocalFile();
    if (!isFile)
        return QPushButton::eventFilter(watched, event);
    drop->setDropAction(Qt::CopyAction);
    drop->accept();
    if (!isEnter)
        Q_EMIT picked(readPickedFile(urls.first().toLocalFile()));
    return true;
}

} // namespace authscope::ui
