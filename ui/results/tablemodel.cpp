// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/tablemodel.h"

#include "schema/value.h"
#include "ui/common/tables.h"
#include "ui/common/text.h"

#include <QtConcurrent>

#include <numeric>

namespace authscope::ui {

namespace {

constexpr qsizetype arrangedAtOnce = 2000;
constexpr size_t shownBytes = 2048;

QString shown(const json::Value &value)
{
    if (value.is_null())
        return {};
    if (value.is_string())
        return base::cleaned(json::bytes(std::string_view(value.get_string()).substr(0, shownBytes)), 500);
    if (value.is_object())
        return counted(qint64(value.get_object().size()), TableModel::tr("{ 1 member }"),
            TableModel::tr("{ %1 members }"));
    if (value.is_array())
        return counted(qint64(value.get_array().size()), TableModel::tr("[ 1 element ]"),
            TableModel::tr("[ %1 elements ]"));
    return QString::fromUtf8(json::numberText(value));
}

} // namespace

TableModel::TableModel(QObject *parent) : QAbstractTableModel(parent)
{
    connect(&m_watcher, &QFutureWatcher<std::vector<quint32>>::finished, this, [this] {
        if (!m_watcher.isCanceled())
            take(m_watcher.result());
    });
}

TableModel::~TableModel()
{
    m_watcher.disconnect(this);
}

void TableModel::setTable(const FoundTable &table)
{
    m_watcher.setFuture({});
    m_isArranging = false;
    beginResetModel();
    m_table = table;
    m_order = {};
    m_rows.resize(size_t(table.rows));
    std::iota(m_rows.begin(), m_rows.end(), 0);
    endResetModel();
    Q_EMIT arranged();
}

void TableModel::setFilter(const QString &text, const QList<int> &shownColumns)
{
    m_order.needle = Needle(text);
    m_order.shown = shownColumns;
    arrange();
}

void TableModel::sort(int column, Qt::SortOrder order)
{
    m_order.column = column;
    m_order.isDescending = order == Qt::DescendingOrder;
    arrange();
}

void TableModel::arrange()
{
    m_watcher.setFuture({});
    if (m_table.rows <= arrangedAtOnce)
        return take(arrangedRows(m_table, m_order));
    m_isArranging = true;
    m_watcher.setFuture(
        QtConcurrent::run([table = m_table, order = m_order] { return arrangedRows(table, order); }));
    Q_EMIT arranging();
}

void TableModel::take(std::vector<quint32> rows)
{
    m_isArranging = false;
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
    Q_EMIT arranged();
}

const json::Value *TableModel::valueAt(const QModelIndex &index) const
{
    return index.isValid() ? cellOf(m_table, m_rows[size_t(index.row())], index.column()) : nullptr;
}

QByteArray TableModel::pointerTo(const QModelIndex &index) const
{
    if (!index.isValid())
        return m_table.pointer;
    const QByteArray element = m_table.value->is_array()
        ? schema::pointerTo(m_table.pointer, std::size_t(m_rows[size_t(index.row())]))
        : m_table.pointer;
    return schema::pointerTo(element, json::view(m_table.columns[index.column()]));
}

int TableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int TableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_table.columns.size());
}

QVariant TableModel::data(const QModelIndex &index, int role) const
{
    const json::Value *value = valueAt(index);
    if (!value)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return shown(*value);
    case Qt::ToolTipRole:
        return plainToolTip(shown(*value));
    case Qt::TextAlignmentRole:
        return value->is_number() ? QVariant(int(Qt::AlignRight | Qt::AlignVCenter)) : QVariant();
    case ToneRole:
        return int(value->is_structured() ? Tone::Muted : Tone::Plain);
    default:
        return {};
    }
}

QVariant TableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= m_table.columns.size())
        return {};
    const QString name = base::cleaned(m_table.columns[section], 60);
    if (role == Qt::DisplayRole)
        return name;
    if (role == Qt::TextAlignmentRole) { // as the cells below it
        const json::Value *first = m_rows.empty() ? nullptr : cellOf(m_table, m_rows.front(), section);
        return first && first->is_number() ? QVariant(int(Qt::AlignRight | Qt::AlignVCenter)) : QVariant();
    }
    return role == Qt::ToolTipRole ? QVariant(plainToolTip(name)) : QVariant();
}

} // namespace authscope::ui
