// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/tables.h"
#include "ui/common/widgets.h"
#include "ui/results/tablemodel.h"

class QComboBox;
class QLineEdit;
class QMenu;

namespace authscope::ui {

/// The lists of alike objects in a result as a table: which list, which columns, which rows, in what order;
/// copied and saved as CSV.
class TablePart : public QWidget {
    Q_OBJECT

public:
    static constexpr int columnsAtFirst = 8;

    TablePart();

    void setDocument(const json::Shared &document, const QList<FoundTable> &tables);
    void clear();
    bool isEmpty() const { return m_tables.isEmpty(); }
    /// Also one that was not offered. False when there is no table at this place.
    bool showTable(const QByteArray &pointer);
    const TableModel *model() const { return m_model; }

Q_SIGNALS:
    void placeRequested(const QByteArray &pointer); ///< of a cell, in the tree

private:
    void choose(int index);
    void filter();
    void fillColumns();
    void setColumnWidths();
    QList<int> shownColumns() const; ///< in the order they stand in
    void showNote();
    void copyRows(bool isWhole);
    void save();
    void openMenu(const QPoint &place);

    json::Shared m_document;
    QList<FoundTable> m_tables;
    QComboBox *m_choice;
    QLineEdit *m_filter;
    QPushButton *m_columns;
    QMenu *m_columnMenu;
    QPushButton *m_copy;
    QPushButton *m_save;
    Table *m_table;
    TableModel *m_model;
    Label *m_note;
    QTimer m_pause;
};

} // namespace authscope::ui
