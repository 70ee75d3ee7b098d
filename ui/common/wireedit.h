// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPlainTextEdit>

namespace authscope::ui {

/// What was on the wire, to be read: no undo, a fixed number of lines, and of something long only the
/// beginning (T168).
class WireEdit : public QPlainTextEdit {
    Q_OBJECT

public:
    static constexpr qsizetype shown = 64 * 1024;
    WireEdit(const QString &objectName, const QString &accessibleName, int lines = 6);

    /// Cleaned, line breaks kept.
    void setWire(const QByteArray &text);
    /// A secret that is shown can be read, and leaves by the button that copies it only: selecting it would
    /// put it where every program can read it (T151).
    void setSecret(bool isSecret);
};

/// The first `shown` characters, and how many there are.
QString cutWire(const QString &text);

} // namespace authscope::ui
