// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/fields.h"

#include <QGridLayout>
#include <QLineEdit>

namespace authscope::ui {

QLineEdit *lineEdit(const QString &objectName, const QString &words, const QString &placeholder)
{
    auto *edit = new QLineEdit;
    edit->setObjectName(objectName);
    edit->setAccessibleName(words);
    edit->setPlaceholderText(placeholder);
    return edit;
}

QGridLayout *settingsForm(QWidget *owner)
{
    auto *form = new QGridLayout(owner);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(8);
    form->setColumnStretch(1, 1);
    return form;
}

void addRow(QGridLayout *form, const QString &caption, QWidget *field, QWidget *buddy)
{
    const int row = form->rowCount();
    if (!caption.isEmpty()) {
        auto *label = new Label(caption);
        label->setBuddy(buddy ? buddy : field);
        label->setContentsMargins(0, 4, 0, 0);
        form->addWidget(label, row, 0, Qt::AlignTop);
    }
    form->addWidget(field, row, 1);
}

void addWideRow(QGridLayout *form, QWidget *field)
{
    form->addWidget(field, form->rowCount(), 0, 1, 2);
}

void showRow(QGridLayout *form, QWidget *field, bool isShown)
{
    field->setVisible(isShown);
    int row = 0, column = 0, height = 0, width = 0;
    form->getItemPosition(form->indexOf(field), &row, &column, &height, &width);
    if (const QLayoutItem *caption = form->itemAtPosition(row, 0))
        caption->widget()->setVisible(isShown);
}

} // namespace authscope::ui
