// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"

class QGridLayout;
class QLineEdit;

namespace authscope::ui {

/// What the forms of a connection are made of. A grid and not a QFormLayout: that one loses the height of
/// rows which were hidden and come back (Qt 6.4, with wrapped texts between them).
QLineEdit *lineEdit(const QString &objectName, const QString &words, const QString &placeholder);
QGridLayout *settingsForm(QWidget *owner);
/// `buddy`: who gets the focus of the caption, when it is not the field itself.
void addRow(QGridLayout *form, const QString &caption, QWidget *field, QWidget *buddy = nullptr);
void addWideRow(QGridLayout *form, QWidget *field);
/// With its caption.
void showRow(QGridLayout *form, QWidget *field, bool isShown);

} // namespace authscope::ui
