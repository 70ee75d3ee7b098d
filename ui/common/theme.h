// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>

class QApplication;

namespace authscope::ui {

/// What a colour says. Never the only one to say it: a mark or a word stands beside it.
enum class Tone { Plain, Muted, Accent, Good, Caution, Bad };
enum class TextRole { Caption, Body, Title, Header, Wire };
enum class ThemeChoice { System, Light, Dark };

/// Every colour of the program, by name.
struct Tokens {
    QColor background, panel, line, text, muted, accent, onAccent, good, caution, bad;
    QColor neutralTint, accentTint, goodTint, cautionTint, badTint;

    QColor ink(Tone tone) const; ///< text and marks
    QColor tint(Tone tone) const; ///< the ground under them
};

const Tokens &lightTokens();
const Tokens &darkTokens();
/// Those of the palette in force.
const Tokens &tokens();
bool isDark(const QPalette &palette);

/// WCAG 2.1 contrast ratio, 1 to 21.
double contrast(const QColor &one, const QColor &other);

/// The type scale, in points relative to the system's font.
QFont fontFor(TextRole role);

/// "light", "dark", anything else follows the system.
ThemeChoice themeChoice(const QString &name);
QString themeName(ThemeChoice choice);
/// Fusion, one palette, one style sheet. May be called again with another choice.
void applyTheme(QApplication &application, ThemeChoice choice);
/// Does the system ask for dark windows? Asked before the first applyTheme().
bool systemIsDark();

} // namespace authscope::ui
