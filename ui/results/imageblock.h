// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/results/block.h"

#include <QFutureWatcher>
#include <QImage>

namespace authscope::ui {

/// PNG and JPEG by their first bytes, whatever they are called, decoded beside the window's thread; anything
/// else is said to be none, with its bytes.
class ImageBlock final : public Block {
    Q_OBJECT

public:
    explicit ImageBlock(const mcp::ContentBlock &block);
    ~ImageBlock() override;

private:
    void show(const QImage &image);
    void showBytes(const QString &why);

    QByteArray m_data;
    QFutureWatcher<QImage> m_watcher;
    QLabel *m_picture;
};

} // namespace authscope::ui
