// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/chip.h"

#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QTableView>

namespace authscope::ui {

/// Rows of text as everywhere in the program: whole rows selected, Ctrl+C copies them, nothing scrolls
/// sideways. `fitting`: as tall as its rows, for pages that scroll as a whole.
class Table : public QTableView {
    Q_OBJECT

public:
    enum class Height { Scrolling, Fitting };
    explicit Table(const QString &objectName, const QString &accessibleName, Height height);

    QString selectedText() const; ///< tab-separated
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    void setModel(QAbstractItemModel *model) override;
    /// Fixed or stretching widths, by column: 0 stretches, else characters of the body font.
    void setColumns(const QList<int> &characters);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void refit();

    Height m_height;
    QTimer m_refit;
};

/// Roles beyond Qt's, for TableDelegate.
enum TableRole {
    ToneRole = Qt::UserRole + 1, ///< int(Tone)
    ChipsRole, ///< QStringList: drawn as chips instead of text
    ChipToneRole,
    MarkRole, ///< int(Mark), drawn before the text
    WireRole, ///< bool: monospace
    PayloadRole, ///< whatever the view wants to find again
};

/// Plain text with a tone, a mark, a face; or chips.
class TableDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(
        QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

/// A cell of foreign or own words: cleaned, elided by the view, whole in the tool tip.
QStandardItem *cell(const QString &text, Tone tone = Tone::Plain, bool wire = false);
QStandardItem *markedCell(const QString &text, int mark, Tone tone);
QStandardItem *chipsCell(const QStringList &chips, Tone tone);

} // namespace authscope::ui
