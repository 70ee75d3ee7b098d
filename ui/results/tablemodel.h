// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/results/tablearrange.h"

#include <QAbstractTableModel>
#include <QFutureWatcher>

namespace authscope::ui {

/// The rows of a table as they lie in the document: nothing is copied but their order. Sorting and filtering
/// a long one is done beside the window's thread; the rows stay as they are meanwhile.
class TableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    explicit TableModel(QObject *parent);
    ~TableModel() override;

    void setTable(const FoundTable &table);
    void clear() { setTable({}); }
    const FoundTable &table() const { return m_table; }
    const std::vector<quint32> &rows() const { return m_rows; }
    const json::Value *valueAt(const QModelIndex &index) const;
    QByteArray pointerTo(const QModelIndex &index) const; ///< within the whole document
    void setFilter(const QString &text, const QList<int> &shownColumns);
    bool isArranging() const { return m_isArranging; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

Q_SIGNALS:
    void arranging();
    void arranged();

private:
    void arrange();
    void take(std::vector<quint32> rows);

    FoundTable m_table;
    TableOrder m_order;
    std::vector<quint32> m_rows;
    bool m_isArranging = false;
    QFutureWatcher<std::vector<quint32>> m_watcher;
};

} // namespace authscope::ui
