// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>
#include <vector>

namespace authscope::ui {

/// One row on the screen: a line of the text, or a piece of one that is too wide.
struct TextRow {
    qsizetype begin = 0, end = 0; ///< bytes, without the line break
    qsizetype line = 0; ///< of the text, from 0
    bool isFirst = true; ///< of its line
};

/// Where the rows of a text are, for a width in columns. Keeps one mark for some 64 kB or 500 lines, never the
/// text again.
class TextLines {
public:
    TextLines() = default;
    /// May be called in any thread. A row has at most `columns` bytes and a few more, and ends behind a blank
    /// where there is one near.
    static TextLines read(const QByteArray &text, int columns);

    qsizetype rows() const { return m_rows; }
    qsizetype lines() const { return m_lines; }
    int columns() const { return m_columns; }
    TextRow row(const QByteArray &text, qsizetype row) const;
    qsizetype rowAt(const QByteArray &text, qsizetype offset) const; ///< the row this byte stands in

private:
    /// Whole lines; or one line that is longer than a block.
    struct Block {
        qsizetype begin = 0;
        qsizetype line = 0;
        qsizetype row = 0;
    };

    qsizetype blockEnd(qsizetype block, const QByteArray &text) const;
    /// Calls `look` for each line of a block with its rows, until that says stop.
    template <class Look>
    void lookThrough(const QByteArray &text, qsizetype block, const Look &look) const;

    std::vector<Block> m_blocks;
    qsizetype m_rows = 0;
    qsizetype m_lines = 0;
    int m_columns = 80;
};

/// What is shown for bytes, and which byte each character of it came from (one more at the end). Invalid
/// UTF-8 becomes ⟨ff⟩, what is hidden or changes the direction ⟨U+202E⟩, tabs blanks.
struct ShownText {
    QString text;
    std::vector<qsizetype> from;
};
ShownText shownText(const QByteArray &text, qsizetype begin, qsizetype end);

} // namespace authscope::ui
