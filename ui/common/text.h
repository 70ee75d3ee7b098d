// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/text.h"

namespace authscope::ui {

/// Foreign words that may run from right to left get isolates around them, so that they cannot reorder what
/// stands beside them (T166). Others are left as they are.
QString isolated(const QString &text);
/// A name somebody else chose, cleaned and isolated. Where one word of it mixes letters of scripts that have
/// look-alikes (“Gооgle” with two Cyrillic letters), the scripts are named behind it (T167).
QString foreignName(const QString &name, qsizetype limit = 200);
/// A tool tip that shows exactly this text, whatever is in it (T165).
QString plainToolTip(const QString &text);
/// For buttons, tabs and menus, where & makes a mnemonic.
QString withoutMnemonic(QString text);

QString clockTime(base::Time time); ///< local; "09:14", with the date when it is not today
QString preciseTime(base::Time time); ///< local; "09:14:02.113"
QString dayAndTime(base::Time time); ///< local, of this year
QString wholeTime(base::Time time); ///< local with date and zone, for tool tips
QString durationText(std::chrono::milliseconds duration); ///< "38 ms", "5.1 s", "2 min 10 s"
QString countdownText(std::chrono::milliseconds left); ///< "41:12"; "0:00" when over
QString sizeText(qint64 bytes); ///< "812 B", "1.1 kB"
/// "1 tool", "%1 tools".
QString counted(qint64 number, const QString &one, const QString &many);
/// "a, b and 2 more"
QString fewOf(const QStringList &names, int shown = 3);

} // namespace authscope::ui
