// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/theme.h"

#include "ui/common/style.h"

#include <QApplication>
#include <QFontDatabase>
#include <QStyleHints>

#include <cmath>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

QPalette paletteOf(const Tokens &t)
{
    QPalette palette;
    palette.setColor(QPalette::Window, t.background);
    palette.setColor(QPalette::WindowText, t.text);
    palette.setColor(QPalette::Base, t.panel);
    palette.setColor(QPalette::AlternateBase, t.background);
    palette.setColor(QPalette::Text, t.text);
    palette.setColor(QPalette::PlaceholderText, t.muted);
    palette.setColor(QPalette::Button, t.panel);
    palette.setColor(QPalette::ButtonText, t.text);
    palette.setColor(QPalette::BrightText, t.bad);
    palette.setColor(QPalette::ToolTipBase, t.panel);
    palette.setColor(QPalette::ToolTipText, t.text);
    palette.setColor(QPalette::Highlight, t.accent);
    palette.setColor(QPalette::HighlightedText, t.onAccent);
    palette.setColor(QPalette::Link, t.accent);
    palette.setColor(QPalette::LinkVisited, t.accent);
    palette.setColor(QPalette::Light, t.panel);
    palette.setColor(QPalette::Midlight, t.neutralTint);
    palette.setColor(QPalette::Mid, t.line);
    palette.setColor(QPalette::Dark, t.line);
    palette.setColor(QPalette::Shadow, t.line);
    for (const auto role : { QPalette::WindowText, QPalette::Text, QPalette::ButtonText })
        palette.setColor(QPalette::Disabled, role, t.muted);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, t.neutralTint);
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, t.muted);
    return palette;
}

/// What Fusion cannot say with a palette. @name stands for a token.
QString styleSheetOf(const Tokens &t)
{
    QString sheet = uR"(
QFrame[bar="top"], QFrame[bar="header"] { background: @panel; border: none; border-bottom: 1px solid @line; }
QFrame[bar="side"] { background: @panel; border: none; border-right: 1px solid @line; }
QStatusBar { background: @panel; border-top: 1px solid @line; }
QStatusBar::item { border: none; }
QFrame[card="true"] { background: @panel; border: 1px solid @line; border-radius: 6px; }
QFrame[banner="good"] { background: @goodTint; border: none; border-radius: 6px; }
QFrame[banner="caution"] { background: @cautionTint; border: none; border-radius: 6px; }
QFrame[banner="bad"] { background: @badTint; border: none; border-radius: 6px; }
QFrame[banner="accent"] { background: @accentTint; border: none; border-radius: 6px; }
QFrame[banner="muted"] { background: @neutralTint; border: none; border-radius: 6px; }
QFrame[rule="true"] { background: @line; border: none; max-height: 1px; min-height: 1px; }
QFrame[sunken="true"] { background: @background; border: none; }
QLabel[tone="muted"] { color: @muted; }
QLabel[tone="accent"] { color: @accent; }
QLabel[tone="good"] { color: @good; }
QLabel[tone="caution"] { color: @caution; }
QLabel[tone="bad"] { color: @bad; }
QPushButton, QToolButton { background: @panel; color: @text; border: 1px solid @line; border-radius: 4px;
  padding: 4px 12px; min-height: 18px; }
QPushButton::menu-indicator { subcontrol-origin: padding; subcontrol-position: right center; right: 6px; }
QPushButton:hover, QToolButton:hover { border-color: @muted; }
QPushButton:pressed, QToolButton:pressed, QPushButton:checked { background: @accentTint; }
QPushButton:focus, QToolButton:focus { border-color: @accent; }
QPushButton:disabled, QToolButton:disabled { color: @muted; background: @background; }
QPushButton[primary="true"] { background: @accent; color: @onAccent; border-color: @accent; }
QPushButton[primary="true"]:hover { border-color: @text; }
QPushButton[primary="true"]:focus { border-color: @text; }
QPushButton[primary="true"]:disabled { background: @neutralTint; color: @muted; border-color: @line; }
QPushButton[link="true"] { background: transparent; color: @accent; border: 1px solid transparent; padding: 0 2px;
  text-align: left; }
QPushButton[link="true"]:hover { text-decoration: underline; }
QPushButton[link="true"]:focus { border-color: @accent; }
QPushButton[quiet="true"], QToolButton[quiet="true"] { background: transparent; border: 1px solid transparent;
  padding: 4px; }
QPushButton[quiet="true"]:hover, QToolButton[quiet="true"]:hover { background: @neutralTint; }
QPushButton[quiet="true"]:focus, QToolButton[quiet="true"]:focus { border-color: @accent; }
QPushButton[row="true"] { background: transparent; border: 1px solid transparent; border-radius: 4px; padding: 0; }
QPushButton[row="true"]:focus { border-color: @accent; }
QPushButton[segment="true"] { background: transparent; color: @muted; border: 1px solid transparent;
  padding: 2px 8px; }
QPushButton[segment="true"]:checked { background: @accentTint; color: @text; }
QPushButton[segment="true"]:focus { border-color: @accent; }
QToolButton { padding: 3px 10px; }
QToolButton::menu-indicator { image: none; }
QLineEdit, QPlainTextEdit, QTextBrowser { background: @panel; color: @text; border: 1px solid @line; border-radius: 4px;
  padding: 3px 6px; selection-background-color: @accent; selection-color: @onAccent; }
QLineEdit { min-height: 20px; }
QComboBox { min-height: 22px; }
QAbstractSpinBox { min-height: 24px; }
QListView[field="true"] { border: 1px solid @line; border-radius: 4px; padding: 2px; }
QListView[field="true"]:focus { border-color: @accent; }
QLineEdit:focus, QPlainTextEdit:focus { border-color: @accent; }
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"] { border-color: @bad; }
QPlainTextEdit[bare="true"], QTextBrowser[bare="true"] { border: 1px solid transparent; padding: 0; background: transparent; }
QPlainTextEdit[bare="true"]:focus, QTextBrowser[bare="true"]:focus { border-color: @accent; }
QTableView, QTreeView, QListView { background: @panel; border: none; selection-background-color: @accentTint;
  selection-color: @text; outline: none; }
QTableView::item { border: none; border-bottom: 1px solid @line; padding: 4px 10px; }
QTreeView[lined="true"]::item { border: none; border-bottom: 1px solid @line; padding: 4px 10px; }
QTableView::item:selected, QTreeView::item:selected { background: @accentTint; color: @text; }
QTableView:focus, QTreeView:focus { border: 1px solid @accent; border-radius: 4px; }
QListView#completionPopup { border: 1px solid @line; padding: 2px; }
QListView#completionPopup::item { padding: 4px 8px; min-height: 20px; }
QHeaderView { background: @panel; border: none; }
QHeaderView::section { background: @panel; color: @muted; border: none; border-bottom: 1px solid @line;
  padding: 6px 13px; font-weight: bold; }
QTableCornerButton::section { background: @panel; border: none; border-bottom: 1px solid @line; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: @muted; border: none; border-bottom: 2px solid transparent;
  padding: 8px 14px 6px 14px; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:selected { color: @text; border-bottom-color: @accent; font-weight: bold; }
QTabBar::tab:focus { color: @accent; }
QScrollArea { background: transparent; border: none; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: @line; border-radius: 4px; margin: 2px; }
QScrollBar::handle:hover { background: @muted; }
QScrollBar::handle:vertical { min-height: 24px; }
QScrollBar::handle:horizontal { min-width: 24px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QScrollArea > QWidget > QWidget[page="true"] { background: @background; }
QSplitter::handle { background: transparent; }
QMenu { background: @panel; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 4px 20px; border-radius: 4px; }
QMenu::item:selected { background: @accentTint; color: @text; }
QMenu::item:disabled { color: @muted; }
QToolTip { background: @panel; color: @text; border: 1px solid @line; padding: 4px; }
)"_s;
    const std::pair<QString, QColor> names[] = {
        { u"@background"_s, t.background },
        { u"@panel"_s, t.panel },
        { u"@line"_s, t.line },
        { u"@text"_s, t.text },
        { u"@muted"_s, t.muted },
        { u"@onAccent"_s, t.onAccent },
        { u"@accentTint"_s, t.accentTint },
        { u"@accent"_s, t.accent },
        { u"@goodTint"_s, t.goodTint },
        { u"@good"_s, t.good },
        { u"@cautionTint"_s, t.cautionTint },
        { u"@caution"_s, t.caution },
        { u"@badTint"_s, t.badTint },
        { u"@bad"_s, t.bad },
        { u"@neutralTint"_s, t.neutralTint },
    };
    // Longer names first, so that @bad does not eat the head of @badTint.
    for (const auto &[name, colour] : names)
        sheet.replace(name, colour.name());
    return sheet;
}

double luminance(const QColor &colour)
{
    const auto linear
        = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF())
        + 0.0722 * linear(colour.blueF());
}

/// Body text is 13 px at 96 dpi unless the system asks for more.
double bodyPoints()
{
    static const double system = QFontDatabase::systemFont(QFontDatabase::GeneralFont).pointSizeF();
    return std::max(9.75, system);
}

} // namespace

QColor Tokens::ink(Tone tone) const
{
    switch (tone) {
    case Tone::Plain:
        return text;
    case Tone::Muted:
        return muted;
    case Tone::Accent:
        return accent;
    case Tone::Good:
        return good;
    case Tone::Caution:
        return caution;
    case Tone::Bad:
        return bad;
    }
    Q_UNREACHABLE();
    return {};
}

QColor Tokens::tint(Tone tone) const
{
    switch (tone) {
    case Tone::Plain:
    case Tone::Muted:
        return neutralTint;
    case Tone::Accent:
        return accentTint;
    case Tone::Good:
        return goodTint;
    case Tone::Caution:
        return cautionTint;
    case Tone::Bad:
        return badTint;
    }
    Q_UNREACHABLE();
    return {};
}

const Tokens &lightTokens()
{
    static const Tokens tokens{
        .background = QColor(0xf5f6f8),
        .panel = QColor(0xffffff),
        .line = QColor(0xd9dde3),
        .text = QColor(0x1d2430),
        .muted = QColor(0x5b6675),
        .accent = QColor(0x2563d9),
        .onAccent = QColor(0xffffff),
        .good = QColor(0x17713d),
        .caution = QColor(0x8a5700),
        .bad = QColor(0xb3261e),
        .neutralTint = QColor(0xeef0f3),
        .accentTint = QColor(0xe7effd),
        .goodTint = QColor(0xe4f4ea),
        .cautionTint = QColor(0xfdf1d6),
        .badTint = QColor(0xfdeae8),
    };
    return tokens;
}

const Tokens &darkTokens()
{
    static const Tokens tokens{
        .background = QColor(0x1c1f24),
        .panel = QColor(0x24282f),
        .line = QColor(0x3a414b),
        .text = QColor(0xe6e9ee),
        .muted = QColor(0x9aa5b4),
        .accent = QColor(0x7aa7ff),
        .onAccent = QColor(0x10151c),
        .good = QColor(0x6fd39a),
        .caution = QColor(0xf0c060),
        .bad = QColor(0xff9b93),
        .neutralTint = QColor(0x2d333b),
        .accentTint = QColor(0x263557),
        .goodTint = QColor(0x1e3a2a),
        .cautionTint = QColor(0x3f3216),
        .badTint = QColor(0x4a2422),
    };
    return tokens;
}

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

const Tokens &tokens()
{
    return isDark(QGuiApplication::palette()) ? darkTokens() : lightTokens();
}

double contrast(const QColor &one, const QColor &other)
{
    const auto [low, high] = std::minmax({ luminance(one), luminance(other) });
    return (high + 0.05) / (low + 0.05);
}

QFont fontFor(TextRole role)
{
    const double body = bodyPoints();
    QFont font = QFontDatabase::systemFont(
        role == TextRole::Wire ? QFontDatabase::FixedFont : QFontDatabase::GeneralFont);
    switch (role) {
    case TextRole::Caption:
        font.setPointSizeF(body * 11 / 13);
        break;
    case TextRole::Body:
        font.setPointSizeF(body);
        break;
    case TextRole::Title:
        font.setPointSizeF(body * 16 / 13);
        font.setBold(true);
        break;
    case TextRole::Header:
        font.setPointSizeF(body * 18 / 13);
        font.setBold(true);
        break;
    case TextRole::Wire:
        font.setPointSizeF(body * 12 / 13);
        break;
    }
    return font;
}

ThemeChoice themeChoice(const QString &name)
{
    if (name == u"light")
        return ThemeChoice::Light;
    return name == u"dark" ? ThemeChoice::Dark : ThemeChoice::System;
}

QString themeName(ThemeChoice choice)
{
    switch (choice) {
    case ThemeChoice::System:
        return u"system"_s;
    case ThemeChoice::Light:
        return u"light"_s;
    case ThemeChoice::Dark:
        return u"dark"_s;
    }
    Q_UNREACHABLE();
    return {};
}

bool systemIsDark()
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    return QGuiApplication::styleHints()->colorScheme() == Qt::ColorScheme::Dark;
#else
    static const bool wasDark = isDark(QGuiApplication::palette()); // before ours replaces it
    return wasDark;
#endif
}

void applyTheme(QApplication &application, ThemeChoice choice)
{
    const bool dark = choice == ThemeChoice::System ? systemIsDark() : choice == ThemeChoice::Dark;
    const Tokens &t = dark ? darkTokens() : lightTokens();
    QApplication::setStyle(new Style);
    QApplication::setFont(fontFor(TextRole::Body));
    QApplication::setPalette(paletteOf(t));
    application.setStyleSheet(styleSheetOf(t));
}

} // namespace authscope::ui
