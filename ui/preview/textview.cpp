// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/preview/textview.h"

#include "ui/common/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QtConcurrent>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr qsizetype indexedAtOnce = 512 * 1024;
constexpr int margin = 4;

} // namespace

TextView::TextView(const QString &objectName, const QString &accessibleName)
{
    setObjectName(objectName);
    setAccessibleName(accessibleName);
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(NoFrame);
    setFont(fontFor(TextRole::Wire));
    setProperty("bare", true);
    viewport()->setCursor(Qt::IBeamCursor);
    viewport()->setAutoFillBackground(false);
    verticalScrollBar()->setSingleStep(3);
    horizontalScrollBar()->setSingleStep(20);
    m_reindex.setSingleShot(true);
    m_reindex.setInterval(60);
    connect(&m_reindex, &QTimer::timeout, this, &TextView::index);
    connect(&m_watcher, &QFutureWatcher<TextLines>::finished, this, [this] {
        if (!m_watcher.isCanceled())
            setLines(m_watcher.result());
    });
    m_lines = TextLines::read(m_text, wantedColumns());
}

TextView::~TextView()
{
    m_watcher.disconnect(this);
}

void TextView::setBytes(const QByteArray &utf8)
{
    m_text = utf8;
    m_anchor = m_caret = 0;
    m_selectsAgain = false;
    m_hits.clear();
    m_widest = 0;
    m_lines = TextLines::read(utf8.first(std::min(utf8.size(), indexedAtOnce)), wantedColumns());
    verticalScrollBar()->setValue(0);
    horizontalScrollBar()->setValue(0);
    index();
}

/// A short text at once, a long one elsewhere: its beginning is on the screen meanwhile.
void TextView::index()
{
    m_reindex.stop();
    m_watcher.setFuture({});
    const int columns = wantedColumns();
    if (m_text.size() <= indexedAtOnce)
        return setLines(TextLines::read(m_text, columns));
    m_isPartial = true;
    m_watcher.setFuture(
        QtConcurrent::run([text = m_text, columns] { return TextLines::read(text, columns); }));
    setScrollBars();
}

void TextView::setLines(TextLines lines)
{
    // The row at the top keeps its text.
    const qsizetype top = m_lines.row(m_text, verticalScrollBar()->value()).begin;
    m_lines = std::move(lines);
    m_isPartial = false;
    setScrollBars();
    verticalScrollBar()->setValue(top > 0 ? int(m_lines.rowAt(m_text, top)) : 0);
    if (std::exchange(m_selectsAgain, false))
        scrollToOffset(m_anchor);
    updateGeometry();
    viewport()->update();
    Q_EMIT indexed();
}

int TextView::rowHeight() const
{
    return std::max(1, fontMetrics().lineSpacing());
}

int TextView::gutter() const
{
    if (!m_hasNumbers)
        return margin;
    const auto digits = QString::number(std::max<qsizetype>(m_lines.lines(), 10)).size();
    return fontMetrics().horizontalAdvance(QString(digits, u'9')) + 3 * margin;
}

int TextView::wantedColumns() const
{
    const double one = std::max(1.0, QFontMetricsF(font()).horizontalAdvance(u'm'));
    return std::clamp(int((viewport()->width() - gutter() - margin) / one), 20, 1000);
}

int TextView::screenRows() const
{
    return std::max(1, viewport()->height() / rowHeight());
}

void TextView::setScrollBars()
{
    verticalScrollBar()->setPageStep(screenRows());
    verticalScrollBar()->setRange(
        0, int(std::clamp<qsizetype>(m_lines.rows() - screenRows(), 0, std::numeric_limits<int>::max())));
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setRange(0, std::max(0, m_widest + gutter() + margin - viewport()->width()));
}

void TextView::setLineNumbers(bool shows)
{
    m_hasNumbers = shows;
    index();
}

void TextView::setFittingRows(int atMost)
{
    m_fittingRows = atMost;
    setSizePolicy(QSizePolicy::Expanding, atMost > 0 ? QSizePolicy::Fixed : QSizePolicy::Expanding);
    updateGeometry();
}

QSize TextView::sizeHint() const
{
    if (m_fittingRows == 0)
        return { 400, 200 };
    const qsizetype shown = std::clamp<qsizetype>(m_lines.rows(), 1, m_fittingRows);
    return { 400, int(shown) * rowHeight() + 2 * margin };
}

void TextView::setHits(const QList<qsizetype> &hits, qsizetype length)
{
    m_hits = hits;
    m_hitLength = length;
    viewport()->update();
}

void TextView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    if (wantedColumns() != m_lines.columns()) {
        if (m_text.size() <= indexedAtOnce)
            index();
        else
            m_reindex.start();
    }
    setScrollBars();
}

void TextView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        m_reindex.start();
}

struct TextView::Paint {
    QPainter painter;
    int shift; ///< of the text, to the left
};

void TextView::layOut(QTextLayout &layout, const TextRow &row, ShownText *shown) const
{
    *shown = shownText(m_text, row.begin, row.end);
    QTextOption option;
    option.setWrapMode(QTextOption::NoWrap);
    option.setTextDirection(Qt::LeftToRight);
    layout.setFont(font());
    layout.setText(shown->text);
    layout.setTextOption(option);
    layout.setCacheEnabled(true);
    layout.beginLayout();
    layout.createLine();
    layout.endLayout();
}

/// Selection and places found, as they lie in one row.
QList<QTextLayout::FormatRange> TextView::groundsOf(const ShownText &shown, const TextRow &row) const
{
    QList<QTextLayout::FormatRange> grounds;
    const auto add = [&](qsizetype begin, qsizetype end, const QColor &ground, const QColor &ink) {
        if (end <= row.begin || begin >= row.end)
            return;
        const auto first = std::lower_bound(shown.from.begin(), shown.from.end(), begin);
        const auto last = std::lower_bound(first, shown.from.end(), std::min(end, row.end));
        QTextLayout::FormatRange range{ int(first - shown.from.begin()), int(last - first), {} };
        range.format.setBackground(ground);
        range.format.setForeground(ink);
        grounds += range;
    };
    auto hit = std::lower_bound(m_hits.begin(), m_hits.end(), row.begin - m_hitLength);
    for (; hit != m_hits.end() && *hit < row.end; ++hit)
        add(*hit, *hit + m_hitLength, tokens().cautionTint, tokens().text);
    if (m_anchor != m_caret)
        add(std::min(m_anchor, m_caret), std::max(m_anchor, m_caret), tokens().accent, tokens().onAccent);
    return grounds;
}

void TextView::paintRow(Paint &paint, qsizetype number, int y)
{
    const TextRow row = m_lines.row(m_text, number);
    QTextLayout layout;
    ShownText shown;
    layOut(layout, row, &shown);
    paint.painter.setClipRect(QRect(gutter(), 0, viewport()->width(), viewport()->height()));
    paint.painter.setPen(tokens().text);
    layout.draw(&paint.painter, QPointF(gutter() - paint.shift, y), groundsOf(shown, row));
    if (hasFocus() && m_caret >= row.begin
        && (m_caret < row.end || (m_caret == row.end && !shown.text.isEmpty()) || row.begin == row.end)) {
        const auto at = std::lower_bound(shown.from.begin(), shown.from.end(), m_caret) - shown.from.begin();
        if (m_lines.rowAt(m_text, m_caret) == number)
            layout.drawCursor(&paint.painter, QPointF(gutter() - paint.shift, y), int(at));
    }
    m_widest = std::max(m_widest, int(layout.lineAt(0).naturalTextWidth()) + 2);
    paint.painter.setClipping(false);
    if (!m_hasNumbers)
        return;
    paint.painter.setPen(tokens().muted);
    const QRect place(0, y, gutter() - 2 * margin, rowHeight());
    paint.painter.drawText(
        place, int(Qt::AlignRight | Qt::AlignVCenter), row.isFirst ? QString::number(row.line + 1) : u"·"_s);
}

void TextView::paintEvent(QPaintEvent *)
{
    Paint paint{ QPainter(viewport()), horizontalScrollBar()->value() };
    const int widest = std::exchange(m_widest, 0);
    const qsizetype first = verticalScrollBar()->value();
    const qsizetype last = std::min(m_lines.rows(), first + screenRows() + 1);
    if (!m_text.isEmpty()) {
        for (qsizetype row = first; row < last; ++row)
            paintRow(paint, row, margin / 2 + int(row - first) * rowHeight());
    }
    if (m_widest != widest)
        setScrollBars();
}

QString TextView::visibleText() const
{
    QStringList out;
    const qsizetype first = verticalScrollBar()->value();
    for (qsizetype row = first; row < std::min(m_lines.rows(), first + screenRows()); ++row) {
        const TextRow at = m_lines.row(m_text, row);
        out += shownText(m_text, at.begin, at.end).text;
    }
    return out.join(u'\n');
}

void TextView::select(qsizetype begin, qsizetype end)
{
    m_anchor = std::clamp<qsizetype>(begin, 0, m_text.size());
    m_caret = std::clamp<qsizetype>(end, 0, m_text.size());
    m_selectsAgain = m_isPartial;
    scrollToOffset(m_anchor);
    viewport()->update();
}

void TextView::selectAll()
{
    m_anchor = 0;
    m_caret = m_text.size();
    viewport()->update();
}

void TextView::scrollToOffset(qsizetype offset)
{
    const qsizetype row = m_lines.rowAt(m_text, offset);
    const int top = verticalScrollBar()->value();
    if (row < top || row >= top + screenRows())
        verticalScrollBar()->setValue(int(row) - screenRows() / 3);
}

QString TextView::selectedText() const
{
    const auto [begin, end] = std::minmax(m_anchor, m_caret);
    return QString::fromUtf8(QByteArrayView(m_text).sliced(begin, end - begin));
}

void TextView::copy()
{
    const qsizetype size = std::abs(m_anchor - m_caret);
    if (size > copiedBytes)
        Q_EMIT copyRefused(size);
    else if (size > 0)
        QApplication::clipboard()->setText(selectedText());
}

void TextView::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *copies = menu->addAction(tr("&Copy\tCtrl+C"), this, &TextView::copy);
    copies->setEnabled(m_anchor != m_caret);
    menu->addAction(tr("Select &all\tCtrl+A"), this, &TextView::selectAll);
    menu->popup(event->globalPos());
}

} // namespace authscope::ui
