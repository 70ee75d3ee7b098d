// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/preview/textlines.h"

#include <QAbstractScrollArea>
#include <QFutureWatcher>
#include <QTextLayout>
#include <QTimer>

namespace authscope::ui {

/// Text of any size, or with lines of any length, to be read: only the rows on the screen are laid out, and
/// nothing of it is copied. Selected with mouse or keys (by byte), copied with Ctrl+C.
class TextView : public QAbstractScrollArea {
    Q_OBJECT

public:
    static constexpr qsizetype copiedBytes = 32 * 1024 * 1024; ///< at most, into the clipboard

    TextView(const QString &objectName, const QString &accessibleName);
    ~TextView() override;

    void setBytes(const QByteArray &utf8);
    void setText(const QString &text) { setBytes(text.toUtf8()); }
    void clear() { setBytes({}); }
    const QByteArray &bytes() const { return m_text; }
    qsizetype rows() const { return m_lines.rows(); }
    qsizetype lines() const { return m_lines.lines(); }
    bool isIndexing() const { return m_isPartial; } ///< only its beginning has rows yet
    QString visibleText() const; ///< the rows on the screen, as they are read
    QString selectedText() const; ///< as it came

    void setLineNumbers(bool shows);
    /// As high as its rows, up to so many.
    void setFittingRows(int atMost);
    void select(qsizetype begin, qsizetype end); ///< and scroll there
    /// Places of `length` bytes each, ascending, that get a ground of their own.
    void setHits(const QList<qsizetype> &hits, qsizetype length);
    void selectAll();
    void copy();

    QSize sizeHint() const override;

Q_SIGNALS:
    void indexed(); ///< the number of rows is known
    void copyRefused(qint64 bytes); ///< more than the clipboard gets

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    struct Paint;

    int rowHeight() const;
    int gutter() const;
    int wantedColumns() const;
    int screenRows() const;
    void index();
    void setLines(TextLines lines);
    void setScrollBars();
    void layOut(QTextLayout &layout, const TextRow &row, ShownText *shown) const;
    void paintRow(Paint &paint, qsizetype row, int y);
    QList<QTextLayout::FormatRange> groundsOf(const ShownText &shown, const TextRow &row) const;
    qsizetype offsetAt(const QPoint &place) const;
    qsizetype stepped(qsizetype offset, int by) const;
    qsizetype steppedRows(qsizetype offset, qsizetype by) const;
    void moveTo(qsizetype offset, bool selects);
    void scrollToOffset(qsizetype offset);

    QByteArray m_text;
    TextLines m_lines;
    QFutureWatcher<TextLines> m_watcher;
    QTimer m_reindex;
    QTimer m_dragging;
    qsizetype m_anchor = 0, m_caret = 0;
    QList<qsizetype> m_hits;
    qsizetype m_hitLength = 0;
    bool m_isPartial = false;
    bool m_selectsAgain = false; ///< it was asked for before its row was known
    bool m_hasNumbers = true;
    int m_fittingRows = 0;
    int m_widest = 0;
};

} // namespace authscope::ui
