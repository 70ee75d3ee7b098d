// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace authscope::ui {

/// Signs that somebody wrote it as Markdown: a heading, a fence, a table, a link, or more than one bullet.
bool looksLikeMarkdown(const QString &text);

/// Why it is not rendered: larger or deeper than what lays out at once. Empty when it may be.
QString whyNotRendered(const QString &text);

/// A stretch of prose, or one block of code between fences.
struct MarkdownPiece {
    QString text = {};
    bool isCode = false;
    QString language = {}; ///< as written after the fence
    bool operator==(const MarkdownPiece &) const = default;
};
/// Fences that begin a line; more than `limit` pieces stay in the last one.
QList<MarkdownPiece> markdownPieces(const QString &text, int limit = 40);

} // namespace authscope::ui
