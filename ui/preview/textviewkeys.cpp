// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/preview/textview.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>

namespace authscope::ui {

qsizetype TextView::offsetAt(const QPoint &place) const
{
    const qsizetype number = verticalScrollBar()->value() + std::max(-1, place.y() / rowHeight());
    if (place.y() < 0 && verticalScrollBar()->value() == 0)
        return 0;
    if (number >= m_lines.rows())
        return m_text.size();
    const TextRow row = m_lines.row(m_text, std::max<qsizetype>(0, number));
    QTextLayout layout;
    ShownText shown;
    layOut(layout, row, &shown);
    const int at = layout.lineAt(0).xToCursor(place.x() - gutter() + horizontalScrollBar()->value());
    return shown.from[size_t(std::clamp<qsizetype>(at, 0, qsizetype(shown.from.size()) - 1))];
}

/// To the next or previous character.
qsizetype TextView::stepped(qsizetype offset, int by) const
{
    qsizetype at = std::clamp<qsizetype>(offset + by, 0, m_text.size());
    const auto continues = [&] {
        return at > 0 && at < m_text.size() && (static_cast<unsigned char>(m_text[at]) & 0xc0) == 0x80;
    };
    for (int bytes = 0; bytes < 3 && continues(); ++bytes)
        at += by;
    return std::clamp<qsizetype>(at, 0, m_text.size());
}

qsizetype TextView::steppedRows(qsizetype offset, qsizetype by) const
{
    const qsizetype from = m_lines.rowAt(m_text, offset);
    const qsizetype to = std::clamp<qsizetype>(from + by, 0, std::max<qsizetype>(m_lines.rows() - 1, 0));
    const TextRow target = m_lines.row(m_text, to);
    return stepped(std::min(target.begin + offset - m_lines.row(m_text, from).begin, target.end), 0);
}

void TextView::moveTo(qsizetype offset, bool selects)
{
    m_caret = offset;
    if (!selects)
        m_anchor = offset;
    scrollToOffset(offset);
    viewport()->update();
}

void TextView::keyPressEvent(QKeyEvent *event)
{
    const auto goes = [&](QKeySequence::StandardKey move, QKeySequence::StandardKey selection) {
        return event->matches(move) || event->matches(selection);
    };
    const bool selects = event->modifiers() & Qt::ShiftModifier;
    const TextRow row = m_lines.row(m_text, m_lines.rowAt(m_text, m_caret));
    if (event->matches(QKeySequence::Copy))
        copy();
    else if (event->matches(QKeySequence::SelectAll))
        selectAll();
    else if (goes(QKeySequence::MoveToNextChar, QKeySequence::SelectNextChar))
        moveTo(stepped(m_caret, 1), selects);
    else if (goes(QKeySequence::MoveToPreviousChar, QKeySequence::SelectPreviousChar))
        moveTo(stepped(m_caret, -1), selects);
    else if (goes(QKeySequence::MoveToNextLine, QKeySequence::SelectNextLine))
        moveTo(steppedRows(m_caret, 1), selects);
    else if (goes(QKeySequence::MoveToPreviousLine, QKeySequence::SelectPreviousLine))
        moveTo(steppedRows(m_caret, -1), selects);
    else if (goes(QKeySequence::MoveToNextPage, QKeySequence::SelectNextPage))
        moveTo(steppedRows(m_caret, screenRows()), selects);
    else if (goes(QKeySequence::MoveToPreviousPage, QKeySequence::SelectPreviousPage))
        moveTo(steppedRows(m_caret, -screenRows()), selects);
    else if (goes(QKeySequence::MoveToStartOfLine, QKeySequence::SelectStartOfLine))
        moveTo(row.begin, selects);
    else if (goes(QKeySequence::MoveToEndOfLine, QKeySequence::SelectEndOfLine))
        moveTo(row.end, selects);
    else if (goes(QKeySequence::MoveToStartOfDocument, QKeySequence::SelectStartOfDocument))
        moveTo(0, selects);
    else if (goes(QKeySequence::MoveToEndOfDocument, QKeySequence::SelectEndOfDocument))
        moveTo(m_text.size(), selects);
    else
        event->ignore(); // not ours: a shortcut of the window
}

void TextView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        moveTo(offsetAt(event->position().toPoint()), event->modifiers() & Qt::ShiftModifier);
}

void TextView::mouseMoveEvent(QMouseEvent *event)
{
    if (!(event->buttons() & Qt::LeftButton))
        return;
    const int y = int(event->position().y());
    if (y < 0 || y > viewport()->height())
        verticalScrollBar()->setValue(verticalScrollBar()->value() + (y < 0 ? -1 : 1));
    m_caret = offsetAt(event->position().toPoint());
    viewport()->update();
}

/// A word: what stands between blanks and signs.
void TextView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const auto isWord = [&](qsizetype at) {
        const auto c = static_cast<unsigned char>(m_text[at]);
        return c >= 0x80 || c == '_' || c == '-' || (c >= '0' && c <= '9')
            || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
    };
    constexpr qsizetype longestWord = 4096;
    const qsizetype at = offsetAt(event->position().toPoint());
    qsizetype begin = at;
    qsizetype end = at;
    while (begin > 0 && at - begin < longestWord && isWord(begin - 1))
        --begin;
    while (end < m_text.size() && end - at < longestWord && isWord(end))
        ++end;
    m_anchor = begin;
    m_caret = end;
    viewport()->update();
}

} // namespace authscope::ui
