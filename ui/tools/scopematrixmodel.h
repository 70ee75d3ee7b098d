// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/scopeledger.h"

#include <QAbstractTableModel>

namespace authscope::ui {

/// Tools down, scopes across; cells are made when they are looked at.
class ScopeMatrixModel : public QAbstractTableModel {
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    void setMatrix(const session::ScopeMatrix &matrix);
    const session::ScopeMatrix &matrix() const { return m_matrix; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString words(const QModelIndex &index) const;

    session::ScopeMatrix m_matrix;
};

} // namespace authscope::ui
