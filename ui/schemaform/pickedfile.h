// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"

namespace authscope::ui {

/// A file that goes into a call.
struct PickedFile {
    QString name = {};
    QByteArray type = {}; ///< as its name and its first bytes tell
    QByteArray content = {};
    QString problem = {}; ///< why it was not read; everything else is empty then
};

constexpr qint64 maxPickedBytes = 4 << 20; ///< more belongs on a server, not into a message
PickedFile readPickedFile(const QString &path);

/// A button that asks for a file; its owner also takes what is dropped on it.
class FileButton : public QPushButton {
    Q_OBJECT

public:
    explicit FileButton(const QString &words);
    /// Lets files be dropped on the widget as if they were chosen here.
    void takeDropsOn(QWidget *area);

Q_SIGNALS:
    void picked(const authscope::ui::PickedFile &file);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void ask();
};

} // namespace authscope::ui
