// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/exchangelog.h"

#include <QAbstractTableModel>

namespace authscope::ui {

/// The rows of the exchange log, of one connection or of all, below those kept of other runs.
class TrafficModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Time, Purpose, Method, Url, Status, Size, Duration, ColumnCount };
    enum Role { SearchRole = Qt::UserRole + 100 };

    /// An empty connection shows all.
    TrafficModel(net::ExchangeLog *log, const QString &connection, QObject *parent);

    void setConnection(const QString &connection);
    /// What was kept of other runs, oldest first; it stands above the rows of the log.
    void setEarlier(const QList<net::Exchange> &exchanges);
    bool isEarlier(int row) const { return row < m_earlier.size(); }
    const net::Exchange *exchangeAt(int row) const;
    int rowOf(base::ExchangeId id) const; ///< -1: not shown

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    bool belongs(const net::Exchange &exchange) const;
    void append(base::ExchangeId id);
    void update(base::ExchangeId id);

    net::ExchangeLog *m_log;
    QString m_connection;
    QList<net::Exchange> m_earlier;
    QList<base::ExchangeId> m_ids; ///< in the log
};

} // namespace authscope::ui
