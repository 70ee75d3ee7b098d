// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/schemaform/valueeditor.h"

class QBoxLayout;

namespace authscope::ui {

class PlaceEditor;

/// The items of a list, a page of them at a time. Alt+Up and Alt+Down move the item that has the focus.
class ListEditor : public ValueEditor {
    Q_OBJECT

public:
    explicit ListEditor(const FormPlace &place);

    std::optional<json::Value> value() const override;
    void setValue(const std::optional<json::Value> &value) override;
    QWidget *control() const override { return m_holder; }
    void setPath(const QString &path) override;
    void showProblems(const Problems *problems, bool all, QStringList &left) override;
    void collectObstacles(QStringList &obstacles) const override;
    void addItem();
    void moveItem(qsizetype from, qsizetype to);
    void removeItem(qsizetype index);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    struct Item {
        std::optional<json::Value> value = {}; ///< while it is not drawn
        PlaceEditor *place = nullptr;
        QPushButton *up = nullptr, *down = nullptr, *remove = nullptr;
    };
    void drawItems(qsizetype count);
    void drawItem(qsizetype index);
    void dropItem(Item &item);
    void renumber();
    qsizetype indexOf(const PlaceEditor *place) const;
    int rowOf(qsizetype index) const; ///< what is not drawn has no row
    QString pathOf(qsizetype index) const;
    std::optional<json::Value> valueAt(qsizetype index) const;
    schema::FormNode nodeFor(qsizetype index) const;

    QWidget *m_holder;
    QBoxLayout *m_rows;
    QList<Item> m_items;
    QPushButton *m_add;
    QPushButton *m_more;
};

} // namespace authscope::ui
