// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/preview/fittingtext.h"

#include <QScrollBar>
#include <QTextBlock>
#include <QWheelEvent>

namespace authscope::ui {

FittingText::FittingText(const QString &objectName, const QString &accessibleName, TextRole role)
{
    setObjectName(objectName);
    setAccessibleName(accessibleName);
    setReadOnly(true);
    setUndoRedoEnabled(false);
    setTabChangesFocus(true);
    setFont(fontFor(role));
    setProperty("bare", true);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    document()->setDocumentMargin(2);
}

void FittingText::setFittingText(const QString &text, int rowsAtMost)
{
    m_rowsAtMost = rowsAtMost;
    setPlainText(text);
    m_fittedWidth = -1;
    fit();
}

void FittingText::setRowsAtMost(int rows)
{
    m_rowsAtMost = rows;
    m_fittedWidth = -1;
    fit();
}

void FittingText::fit()
{
    if (m_fittedWidth == viewport()->width())
        return;
    m_fittedWidth = viewport()->width();
    m_rows = 0;
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
        blockBoundingRect(block); // lays it out, for this width
        m_rows += std::max(1, block.lineCount());
    }
    const int shown = std::clamp(m_rows, 1, m_rowsAtMost);
    setVerticalScrollBarPolicy(m_rows > shown ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
    setFixedHeight(shown * fontMetrics().lineSpacing() + 8);
    Q_EMIT fitted();
}

void FittingText::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    fit();
}

void FittingText::wheelEvent(QWheelEvent *event)
{
    if (m_rows <= m_rowsAtMost)
        event->ignore();
    else
        QPlainTextEdit::wheelEvent(event);
}

} // namespace authscope::ui
