// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"

#include <QAbstractListModel>
#include <QComboBox>
#include <QHash>
#include <QTimer>

#include <functional>

class QLineEdit;

namespace authscope::ui {

/// Options by number; a label is made when it is shown. Filtering looks at a few hundred labels at a time.
class OptionModel : public QAbstractListModel {
    Q_OBJECT

public:
    using Labels = std::function<QString(qsizetype)>;
    OptionModel(const QString &none, qsizetype count, Labels labels);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    /// An empty text shows all; `kept` stays among the shown whatever it is.
    void setFilter(const QString &text, qsizetype kept);
    qsizetype optionAt(int row) const; ///< -1: none
    int rowOf(qsizetype option) const; ///< -1: not shown
    bool isScanning() const { return m_scan.isActive(); }
    qsizetype count() const { return m_count; }

private:
    QString labelOf(qsizetype option) const;
    void scan();

    QString m_none; ///< the first row; empty: there is none
    qsizetype m_count;
    Labels m_labels;
    mutable QHash<qsizetype, QString> m_made; ///< labels, once each
    QString m_filter;
    qsizetype m_scanned = 0;
    qsizetype m_kept = -1;
    QList<qsizetype> m_shown; ///< while there is a filter
    QTimer m_scan;
};

/// One of some options, thousands of them if need be: then with a filter.
class LazyChooser : public QWidget {
    Q_OBJECT

public:
    LazyChooser(const QString &none, qsizetype count, OptionModel::Labels labels, QWidget *parent);

    qsizetype chosen() const { return m_chosen; } ///< -1: none
    void setChosen(qsizetype option); ///< emits nothing
    QComboBox *box() const { return m_box; }

Q_SIGNALS:
    void chosenChanged();

private:
    void filter(const QString &text);

    OptionModel *m_model;
    QComboBox *m_box;
    QLineEdit *m_filter = nullptr;
    qsizetype m_chosen = -1;
};

} // namespace authscope::ui
