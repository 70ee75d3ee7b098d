// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QWidget>

/// What the tests of views share: finding, pictures, and the check that foreign words stay words.
namespace authscope::shots {

template <class T>
T *child(QWidget *owner, const QString &name)
{
    T *found = name.isEmpty() ? owner->findChild<T *>() : owner->findChild<T *>(name);
    if (!found)
        qFatal("no %s", qPrintable(name));
    return found;
}

/// In any label that is not hidden away.
bool hasText(const QWidget *owner, const QString &text);

/// Shows it in the size of the mocks; with AUTHSCOPE_SHOTS=DIR leaves a picture there in each theme. An empty
/// name only shows.
void shoot(QWidget *view, const QString &name, const QSize &size = { 1048, 660 });

/// No label would read its text as markup, no bidirectional control is left in one, no tool tip is rich text
/// with anything but escaped words, everything that takes the focus has a name.
void verifyInert(QWidget *view);

} // namespace authscope::shots
