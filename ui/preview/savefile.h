// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <functional>

class QWidget;

namespace authscope::ui {

/// What became of it, as a sentence to show.
struct Saved {
    bool isWritten = false;
    QString words = {};
};

/// Asks where to, makes the bytes and writes them, both beside the window's thread: `make` may use nothing
/// but what it holds. `then` is called once when a file was chosen and `owner` still lives.
void saveToFile(QWidget *owner, const QString &objectName, const QString &title, const QString &fileName,
    std::function<QByteArray()> make, std::function<void(const Saved &)> then);

} // namespace authscope::ui
