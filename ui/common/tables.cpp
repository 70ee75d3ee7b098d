// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/tables.h"

#include "ui/common/icons.h"
#include "ui/common/text.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QTreeView>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr int chipGap = 4;
constexpr int markWidth = 20;
constexpr int sidePadding = 13; // the style's 10 and its focus margin

/// Places chips in lines of the given width; returns the height used.
int layOutChips(
    const QStringList &chips, int width, const std::function<void(const QRect &, const QString &)> &place)
{
    int x = 0;
    int y = 0;
    int lineHeight = 0;
    for (const QString &chip : chips) {
        QSize size = chipSize(chip);
        size.setWidth(std::min(size.width(), std::max(width, 24)));
        if (x > 0 && x + size.width() > width) {
            x = 0;
            y += lineHeight + chipGap;
        }
        place(QRect(QPoint(x, y), size), chip);
        x += size.width() + chipGap;
        lineHeight = size.height();
    }
    return y + lineHeight;
}

/// The room of a cell; in a tree the first column is indented.
int roomOf(const QWidget *view, const QModelIndex &index)
{
    if (const auto *table = qobject_cast<const QTableView *>(view))
        return table->columnWidth(index.column()) - 2 * sidePadding;
    const auto *tree = qobject_cast<const QTreeView *>(view);
    if (!tree)
        return 200;
    int room = tree->columnWidth(index.column()) - 2 * sidePadding;
    if (index.column() == 0) {
        for (QModelIndex at = index.parent(); at.isValid(); at = at.parent())
            room -= tree->indentation();
        if (tree->rootIsDecorated())
            room -= tree->indentation();
    }
    return room;
}

/// What was on the wire has no words to break between.
int wrapping(const QModelIndex &index)
{
    return index.data(WireRole).toBool() ? int(Qt::TextWrapAnywhere) : int(Qt::TextWordWrap);
}

} // namespace

Table::Table(const QString &objectName, const QString &accessibleName, Height height) : m_height(height)
{
    setObjectName(objectName);
    setAccessibleName(accessibleName);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setShowGrid(false);
    setTabKeyNavigation(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollMode(ScrollPerPixel);
    setVerticalScrollMode(ScrollPerPixel);
    setItemDelegate(new TableDelegate(this));
    setFrameShape(NoFrame);
    setWordWrap(true);
    verticalHeader()->hide();
    verticalHeader()->setMinimumSectionSize(28);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 14);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    QFont caption = fontFor(TextRole::Caption);
    caption.setCapitalization(QFont::AllUppercase);
    horizontalHeader()->setFont(caption);
    horizontalHeader()->setAccessibleName(tr("Columns of %1").arg(accessibleName));
    if (height == Height::Fitting) {
        setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    }
    m_refit.setSingleShot(true);
    connect(&m_refit, &QTimer::timeout, this, &Table::refit);
}

void Table::setModel(QAbstractItemModel *model)
{
    QTableView::setModel(model);
    if (m_height == Height::Scrolling || !model)
        return;
    const auto later = [this] { m_refit.start(0); };
    connect(model, &QAbstractItemModel::rowsInserted, this, later);
    connect(model, &QAbstractItemModel::rowsRemoved, this, later);
    connect(model, &QAbstractItemModel::modelReset, this, later);
    connect(model, &QAbstractItemModel::dataChanged, this, later);
    later();
}

void Table::setColumns(const QList<int> &characters)
{
    QHeaderView *header = horizontalHeader();
    const int one = QFontMetrics(fontFor(TextRole::Body)).averageCharWidth();
    for (int column = 0; column < characters.size(); ++column) {
        if (characters[column] == 0) {
            header->setSectionResizeMode(column, QHeaderView::Stretch);
        } else {
            header->setSectionResizeMode(column, QHeaderView::Interactive);
            header->resizeSection(column, characters[column] * one + 2 * sidePadding);
        }
    }
}

void Table::refit()
{
    resizeRowsToContents();
    updateGeometry();
}

void Table::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    if (m_height == Height::Fitting)
        m_refit.start(0);
}

QSize Table::sizeHint() const
{
    if (m_height == Height::Scrolling)
        return QTableView::sizeHint();
    const int header = horizontalHeader()->isHidden() ? 0 : horizontalHeader()->sizeHint().height();
    return { 320, header + verticalHeader()->length() + 2 };
}

QSize Table::minimumSizeHint() const
{
    return m_height == Height::Scrolling ? QSize(120, 80) : QSize(120, sizeHint().height());
}

QString Table::selectedText() const
{
    QStringList lines;
    if (!selectionModel())
        return {};
    QModelIndexList rows = selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    for (const QModelIndex &row : std::as_const(rows)) {
        QStringList cells;
        for (int column = 0; column < model()->columnCount(); ++column)
            cells += row.siblingAtColumn(column).data(Qt::DisplayRole).toString();
        lines += cells.join(u'\t');
    }
    return lines.join(u'\n');
}

void Table::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        QApplication::clipboard()->setText(selectedText());
        return;
    }
    QTableView::keyPressEvent(event);
}

void TableDelegate::paint(
    QPainter *painter, const QStyleOptionViewItem &given, const QModelIndex &index) const
{
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    const QString text = option.text;
    option.text.clear();
    option.widget->style()->drawControl(QStyle::CE_ItemViewItem, &option, painter, option.widget);

    QRect inner = option.rect.adjusted(sidePadding, 4, -sidePadding, -5);
    const QStringList chips = index.data(ChipsRole).toStringList();
    if (!chips.isEmpty()) {
        const auto tone = static_cast<Tone>(index.data(ChipToneRole).toInt());
        const int height = layOutChips(chips, inner.width(), [](const QRect &, const QString &) {});
        const QPoint origin(inner.left(), inner.top() + std::max(0, (inner.height() - height) / 2));
        layOutChips(chips, inner.width(), [&](const QRect &place, const QString &chip) {
            paintChip(painter, place.translated(origin), { chip, tone });
        });
        return;
    }
    if (const QVariant mark = index.data(MarkRole); mark.isValid()) {
        const auto kind = static_cast<Mark>(mark.toInt());
        paintIcon(painter, QRect(inner.left(), inner.center().y() - 6, 14, 14), markIcon(kind),
            tokens().ink(markTone(kind)));
        inner.setLeft(inner.left() + markWidth);
    }
    const auto *table = qobject_cast<const QTableView *>(option.widget);
    const Qt::Alignment sideways = option.displayAlignment & Qt::AlignHorizontal_Mask;
    painter->save();
    painter->setFont(index.data(WireRole).toBool() ? fontFor(TextRole::Wire) : option.font);
    painter->setPen(tokens().ink(static_cast<Tone>(index.data(ToneRole).toInt())));
    if (table && !table->wordWrap()) {
        painter->drawText(inner, int(sideways | Qt::AlignVCenter) | Qt::TextSingleLine,
            painter->fontMetrics().elidedText(text, Qt::ElideMiddle, inner.width()));
    } else {
        painter->drawText(inner, int(sideways | Qt::AlignVCenter) | wrapping(index), text);
    }
    painter->restore();
}

QSize TableDelegate::sizeHint(const QStyleOptionViewItem &given, const QModelIndex &index) const
{
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    int width = roomOf(option.widget, index);
    const QStringList chips = index.data(ChipsRole).toStringList();
    if (!chips.isEmpty())
        return { width, layOutChips(chips, width, [](const QRect &, const QString &) {}) + 10 };
    if (index.data(MarkRole).isValid())
        width -= markWidth;
    const QFontMetrics metrics(index.data(WireRole).toBool() ? fontFor(TextRole::Wire) : option.font);
    const QRect box = metrics.boundingRect(
        QRect(0, 0, std::max(width, 24), 10'000), int(Qt::AlignLeft) | wrapping(index), option.text);
    return { box.width() + 2 * sidePadding, std::min(box.height(), 8 * metrics.height()) + 12 };
}

QStandardItem *cell(const QString &text, Tone tone, bool wire)
{
    auto *item = new QStandardItem(base::cleaned(text, 4096));
    item->setEditable(false);
    item->setData(int(tone), ToneRole);
    item->setData(wire, WireRole);
    item->setToolTip(plainToolTip(item->text()));
    return item;
}

QStandardItem *markedCell(const QString &text, int mark, Tone tone)
{
    QStandardItem *item = cell(text, tone);
    item->setData(mark, MarkRole);
    item->setAccessibleText(u"%1: %2"_s.arg(markWord(static_cast<Mark>(mark)), item->text()));
    return item;
}

QStandardItem *chipsCell(const QStringList &chips, Tone tone)
{
    QStandardItem *item = cell(chips.join(u' '), tone);
    QStringList clean;
    for (const QString &chip : chips)
        clean += base::cleaned(chip, 80);
    item->setData(clean, ChipsRole);
    item->setData(int(tone), ChipToneRole);
    return item;
}

} // namespace authscope::ui
