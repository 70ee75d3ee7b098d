// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/model.h"
#include "ui/common/chip.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>

namespace authscope::ui {

/// Everything the annotations and security schemes say, the weightiest first.
QList<ChipText> toolBadges(const mcp::Tool &tool, const QList<QByteArray> &heldScopes);

class ToolModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { NameRole = Qt::UserRole + 1, BadgeRole, BadgeToneRole, SearchRole };

    using QAbstractListModel::QAbstractListModel;

    void setTools(const QList<mcp::Tool> &tools, const QList<QByteArray> &heldScopes);
    const QList<mcp::Tool> &tools() const { return m_tools; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    QList<mcp::Tool> m_tools;
    QList<QByteArray> m_held;
};

/// A name at the left, a chip or a caption at the right: tools and their history.
class NamedRowDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    enum Role {
        ChipRole = ToolModel::BadgeRole,
        ChipToneRole = ToolModel::BadgeToneRole,
        CaptionRole = Qt::UserRole + 20,
        MarkRole
    };

    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(
        QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace authscope::ui
