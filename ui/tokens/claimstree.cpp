// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tokens/claimstree.h"

#include "ui/common/tables.h"
#include "ui/common/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr int openedAtFirst = 12; ///< members; a claim with more of them stays closed

} // namespace

ClaimsTree::ClaimsTree(const QString &objectName, const QString &accessibleName)
{
    setObjectName(objectName);
    setAccessibleName(accessibleName);
    setProperty("lined", true);
    setModel(&m_model);
    setItemDelegate(new TableDelegate(this));
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setFrameShape(NoFrame);
    setIndentation(16);
    setWordWrap(true);
    setAllColumnsShowFocus(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    QFont caption = fontFor(TextRole::Caption);
    caption.setCapitalization(QFont::AllUppercase);
    header()->setFont(caption);
    header()->setHighlightSections(false);
    header()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header()->setSectionsMovable(false);
    header()->setStretchLastSection(false);
    header()->setAccessibleName(tr("Columns of %1").arg(accessibleName));
    m_refit.setSingleShot(true);
    const auto later = [this] { m_refit.start(0); };
    connect(&m_refit, &QTimer::timeout, this, &ClaimsTree::refit);
    connect(this, &QTreeView::expanded, this, later);
    connect(this, &QTreeView::collapsed, this, later);
    connect(&m_model, &QAbstractItemModel::layoutChanged, this, later);
    connect(&m_model, &QAbstractItemModel::modelReset, this, later);
    connect(header(), &QHeaderView::sectionResized, this, later);
    connect(this, &QTreeView::clicked, this, [this](const QModelIndex &index) { m_model.showMore(index); });
    setColumns();
}

void ClaimsTree::setColumns()
{
    const int one = QFontMetrics(fontFor(TextRole::Body)).averageCharWidth();
    header()->setMinimumSectionSize(40);
    header()->setSectionResizeMode(ClaimsModel::Name, QHeaderView::Interactive);
    header()->setSectionResizeMode(ClaimsModel::ValueColumn, QHeaderView::Stretch);
    header()->setSectionResizeMode(ClaimsModel::Meaning, QHeaderView::Stretch);
    header()->setSectionResizeMode(ClaimsModel::Verdict, QHeaderView::Interactive);
    header()->resizeSection(ClaimsModel::Name, 19 * one + 26);
    header()->resizeSection(ClaimsModel::Verdict, 28 * one + 26);
}

void ClaimsTree::setClaims(const QList<oauth::ClaimRow> &claims, base::Time now)
{
    m_model.setClaims(claims, now);
    setRootIsDecorated(m_model.hasNesting());
    for (int row = 0; row < std::min(m_model.rowCount(), 50); ++row) {
        const QModelIndex index = m_model.index(row, 0);
        const int members = m_model.rowCount(index);
        if (members > 0 && members <= openedAtFirst)
            expand(index);
    }
}

int ClaimsTree::heightOf(const QModelIndex &parent) const
{
    int height = 0;
    for (int row = 0; row < m_model.rowCount(parent); ++row) {
        const QModelIndex index = m_model.index(row, 0, parent);
        height += rowHeight(index);
        if (isExpanded(index))
            height += heightOf(index);
    }
    return height;
}

void ClaimsTree::refit()
{
    doItemsLayout(); // rows wrap at the widths of now
    m_height = header()->sizeHint().height() + heightOf({}) + 2;
    updateGeometry();
}

void ClaimsTree::resizeEvent(QResizeEvent *event)
{
    QTreeView::resizeEvent(event);
    m_refit.start(0);
}

QSize ClaimsTree::sizeHint() const
{
    return { 320, std::max(m_height, header()->sizeHint().height() + 2) };
}

QSize ClaimsTree::minimumSizeHint() const
{
    return { 120, sizeHint().height() };
}

QString ClaimsTree::selectedText() const
{
    QStringList lines;
    const QModelIndexList rows = selectionModel()->selectedRows();
    for (const QModelIndex &row : rows) {
        QStringList cells;
        for (int column = 0; column < ClaimsModel::ColumnCount; ++column)
            cells += row.siblingAtColumn(column).data(Qt::DisplayRole).toString();
        lines += cells.join(u'\t');
    }
    return lines.join(u'\n');
}

void ClaimsTree::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        QApplication::clipboard()->setText(selectedText());
        return;
    }
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        const QModelIndex index = currentIndex().siblingAtColumn(0);
        if (m_model.isMore(index))
            m_model.showMore(index);
        else if (m_model.rowCount(index) > 0)
            setExpanded(index, !isExpanded(index));
        return;
    }
    QTreeView::keyPressEvent(event);
}

} // namespace authscope::ui
