// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jsonview/jsonview.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>

namespace authscope::ui {

JsonView::JsonView(const QString &objectName, const QString &accessibleName)
{
    setObjectName(objectName);
    setAccessibleName(accessibleName);
    setModel(&m_model);
    setUniformRowHeights(true);
    setFrameShape(NoFrame);
    setEditTriggers(NoEditTriggers);
    setTextElideMode(Qt::ElideRight);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    header()->setSectionResizeMode(QHeaderView::Interactive);
    header()->resizeSection(0, 220);
    header()->setStretchLastSection(true);
    header()->setAccessibleName(tr("Columns of %1").arg(accessibleName));
}

void JsonView::setValue(const json::Value &value)
{
    m_model.setDocument(std::make_shared<const json::Value>(value));
    m_model.fetchMore({});
    const QModelIndex first = m_model.index(0, 0);
    for (int row = 0; row < std::min(m_model.rowCount(), 20); ++row) {
        const QModelIndex index = first.siblingAtRow(row);
        const json::Value *child = m_model.valueAt(index);
        if (child && (child->is_object() || (child->is_array() && child->as_array().size() < 50)))
            expand(index);
    }
}

void JsonView::clearValue()
{
    m_model.setDocument(nullptr);
}

void JsonView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy) && currentIndex().isValid()) {
        const json::Value &value = *m_model.valueAt(currentIndex());
        const QString text
            = value.is_string() ? json::text(value.as_string()) : QString::fromUtf8(json::pretty(value));
        QApplication::clipboard()->setText(text);
        return;
    }
    QTreeView::keyPressEvent(event);
}

} // namespace authscope::ui
