// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/shots.h"
#include "ui/schemaform/placeeditor.h"
#include "ui/schemaform/schemaform.h"

#include <QAction>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTest>

/// What the tests of forms share.
namespace authscope::formtest {

using namespace Qt::StringLiterals;

/// ' stands for ".
inline json::Value value(QByteArray text)
{
    auto parsed
        = json::parse(text.replace('\'', '"'), u"The test"_s, { .maxBytes = 1 << 26, .maxDepth = 20000 });
    if (!parsed)
        qFatal("%s", qPrintable(parsed.error().message));
    return *parsed;
}

inline QByteArray textOf(const ui::SchemaForm &form)
{
    const auto whole = form.whole();
    return whole ? json::compact(*whole).replace('"', '\'') : QByteArray("nothing");
}

inline void press(QWidget &owner, const QString &name)
{
    shots::child<QPushButton>(&owner, name)->click();
}

inline void type(QWidget &owner, const QString &name, const QString &text)
{
    auto *edit = shots::child<QLineEdit>(&owner, name);
    edit->clear();
    QTest::keyClicks(edit, text);
}

/// Chooses an entry of the menu of the place that has this control.
inline bool chooseInMenu(QWidget &owner, const QString &control, const QString &action)
{
    QWidget *at = shots::child<QWidget>(&owner, control);
    ui::PlaceEditor *place = nullptr;
    for (; at && !place; at = at->parentWidget())
        place = qobject_cast<ui::PlaceEditor *>(at);
    QMenu menu;
    if (place)
        place->fillMenu(&menu);
    auto *found = menu.findChild<QAction *>(action);
    if (!found || !found->isEnabled())
        return false;
    found->trigger();
    return true;
}

inline bool says(const QWidget &owner, const QString &part)
{
    const auto labels = owner.findChildren<QLabel *>();
    return std::any_of(
        labels.begin(), labels.end(), [&](const QLabel *label) { return label->text().contains(part); });
}

} // namespace authscope::formtest
