// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"

class QLineEdit;

namespace authscope::ui {

/// A button that offers a calendar or a clock, and gives the text RFC 3339 §5.6 asks for. What is typed
/// beside it stays what it is.
class TimePicker : public QPushButton {
    Q_OBJECT

public:
    TimePicker(const QString &format, const QString &words);

    static bool offers(const QString &format); ///< date, time, date-time
    void follow(QLineEdit *edit) { m_edit = edit; } ///< begins with its text when that can be read

Q_SIGNALS:
    void picked(const QString &text);

private:
    void open();

    QString m_format;
    QLineEdit *m_edit = nullptr;
};

} // namespace authscope::ui
