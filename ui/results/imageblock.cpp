// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/imageblock.h"

#include "ui/common/text.h"
#include "ui/preview/fittingtext.h"
#include "ui/preview/preview.h"

#include <QBoxLayout>
#include <QtConcurrent>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr QSize room(640, 420);
constexpr int shownRows = 8; // of bytes

QString kindOf(const mcp::ContentBlock &block)
{
    return ImageBlock::tr("image · %1 · %2")
        .arg(block.mimeType.isEmpty() ? ImageBlock::tr("no type given") : base::cleaned(block.mimeType, 60),
            sizeText(block.data.size()));
}

} // namespace

ImageBlock::ImageBlock(const mcp::ContentBlock &block)
    : Block(block, kindOf(block)), m_data(block.data), m_picture(new QLabel)
{
    m_picture->setObjectName(u"resultImage"_s);
    m_picture->setTextFormat(Qt::PlainText);
    m_picture->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_picture->setAutoFillBackground(false);
    addBody(m_picture);
    addSave(m_data, "image", block.mimeType);
    if (m_data.isEmpty()) {
        showBytes(tr("There is no picture: data is missing, empty, or no base64."));
        return;
    }
    if (!isPicture(m_data)) {
        showBytes(
            tr("This is no PNG or JPEG picture, whatever its type says. It was not decoded; its bytes are "
               "below."));
        return;
    }
    setNote(tr("decoding …"));
    connect(&m_watcher, &QFutureWatcher<QImage>::finished, this, [this] { show(m_watcher.result()); });
    m_watcher.setFuture(QtConcurrent::run([data = m_data] {
        const auto image = readImage(data);
        return image ? *image : QImage();
    }));
}

ImageBlock::~ImageBlock()
{
    m_watcher.disconnect(this);
}

void ImageBlock::show(const QImage &image)
{
    if (image.isNull())
        return showBytes(tr("The picture is damaged, or larger than 8,192 pixels a side or 32 million in "
                            "all. Its bytes are below."));
    const QImage shown = image.width() > room.width() || image.height() > room.height()
        ? image.scaled(room, Qt::KeepAspectRatio, Qt::SmoothTransformation)
        : image;
    m_picture->setPixmap(QPixmap::fromImage(shown));
    m_picture->setAccessibleName(tr("Picture of %1 × %2 pixels").arg(image.width()).arg(image.height()));
    setNote(tr("%1 × %2 pixels").arg(image.width()).arg(image.height()));
}

void ImageBlock::showBytes(const QString &why)
{
    m_picture->hide();
    setNote(why, Tone::Caution);
    if (m_data.isEmpty())
        return;
    auto *bytes = new FittingText(u"imageBytes"_s, tr("The first bytes"), TextRole::Wire);
    bytes->setFittingText(hexDump(m_data), shownRows);
    addBody(bytes);
}

} // namespace authscope::ui
