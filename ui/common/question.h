// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <functional>

class QWidget;

namespace authscope::ui {

/// Something that cannot be taken back, said before it is done. No is the default.
struct Question {
    QString title = {};
    QString words = {};
    QString yes = {}; ///< what the other button does
};

/// Not blocking: `then` is called when the person says yes. Plain text, whatever is in the words. The
/// question goes with `parent`: what `then` looks at has to live as long.
void ask(QWidget *parent, const QString &objectName, const Question &question, std::function<void()> then);
/// One line of text; `then` gets it when it was changed and is not empty.
void askText(QWidget *parent, const QString &objectName, const Question &question, const QString &before,
    std::function<void(const QString &)> then);

} // namespace authscope::ui
