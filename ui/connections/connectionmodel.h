// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/connection.h"
#include "ui/common/theme.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>

namespace authscope::ui {

/// One row of the sidebar.
struct ConnectionRow {
    QString id = {};
    QString name = {};
    session::ConnectionState state = session::ConnectionState::SignedOut;
    QString detail = {}; ///< "Ada Demo · 41 min"
    QByteArray url = {};

    bool operator==(const ConnectionRow &) const = default;
};

/// The state as a word, a shape and a colour: ● signed in, ◐ look at it, ○ not signed in, ⚠ failed.
QString stateWord(session::ConnectionState state);
QString stateIcon(session::ConnectionState state);
Tone stateTone(session::ConnectionState state);

class ConnectionModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { IdRole = Qt::UserRole + 1, StateRole, DetailRole };

    using QAbstractListModel::QAbstractListModel;

    /// Rows keep their identity: only what differs is reported.
    void setRows(const QList<ConnectionRow> &rows);
    QModelIndex indexOf(const QString &id) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    QList<ConnectionRow> m_rows;
};

class ConnectionDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(
        QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace authscope::ui
