// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jsonview/jsonview.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QMetaMethod>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr int opensAtOnce = 200;

} // namespace

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
    setDocument(value);
}

void JsonView::setDocument(const json::Shared &document)
{
    m_model.setDocument(document);
    m_model.fetchMore({});
    const QModelIndex first = m_model.index(0, 0);
    for (int row = 0; row < std::min(m_model.rowCount(), 20); ++row) {
        const QModelIndex index = first.siblingAtRow(row);
        const json::Value *child = m_model.valueAt(index);
        if (m_model.isGroup(index))
            continue;
        if ((child->is_object() && child->get_object().size() < 50)
            || (child->is_array() && child->get_array().size() < 50))
            expand(index);
    }
}

void JsonView::clearValue()
{
    m_model.setDocument({});
}

void JsonView::reveal(const JsonPath &path)
{
    const QModelIndex index = m_model.indexOf(path);
    if (!index.isValid()) { // the root has no row
        setCurrentIndex({});
        scrollToTop();
        return;
    }
    for (QModelIndex parent = index.parent(); parent.isValid(); parent = parent.parent())
        expand(parent);
    setCurrentIndex(index);
    scrollTo(index, PositionAtCenter);
}

QByteArray JsonView::currentPointer() const
{
    return m_model.pointerTo(currentIndex());
}

void JsonView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTreeView::currentChanged(current, previous);
    Q_EMIT currentPointerChanged(m_model.pointerTo(current));
}

void JsonView::copyValue()
{
    const json::Value *value = m_model.valueAt(currentIndex());
    if (!value)
        return;
    QApplication::clipboard()->setText(
        value->is_string() ? json::text(value->get_string()) : QString::fromUtf8(json::pretty(*value)));
}

void JsonView::copyPointer()
{
    QApplication::clipboard()->setText(QString::fromUtf8(currentPointer()));
}

void JsonView::copyPath()
{
    QApplication::clipboard()->setText(m_model.pathTo(currentIndex()));
}

void JsonView::openAll()
{
    QList<QModelIndex> open{ currentIndex() };
    for (int opened = 0; !open.isEmpty() && opened < opensAtOnce; ++opened) {
        const QModelIndex at = open.takeFirst();
        m_model.fetchMore(at);
        expand(at);
        for (int row = 0; row < m_model.rowCount(at) && open.size() < opensAtOnce; ++row) {
            const QModelIndex child = m_model.index(row, 0, at);
            if (m_model.hasChildren(child))
                open += child;
        }
    }
}

QMenu *JsonView::makeMenu()
{
    auto *menu = new QMenu(this);
    menu->setObjectName(objectName() + u"Menu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [&](const QString &words, const QString &name, auto act) {
        QAction *action = menu->addAction(words);
        action->setObjectName(name);
        connect(action, &QAction::triggered, this, act);
        return action;
    };
    add(tr("Copy &value\tCtrl+C"), u"copyValueAction"_s, [this] { copyValue(); });
    add(tr("Copy JSON &Pointer\tCtrl+Shift+C"), u"copyPointerAction"_s, [this] { copyPointer(); });
    add(tr("Copy pa&th"), u"copyPathAction"_s, [this] { copyPath(); });
    const json::Value *value = m_model.valueAt(currentIndex());
    if (value && value->is_structured())
        add(tr("&Open all below"), u"openAllAction"_s, [this] { openAll(); });
    if (isSignalConnected(QMetaMethod::fromSignal(&JsonView::tableRequested)) && value && value->is_array())
        add(tr("Show as ta&ble"), u"showAsTableAction"_s,
            [this] { Q_EMIT tableRequested(currentPointer()); });
    if (isSignalConnected(QMetaMethod::fromSignal(&JsonView::saveRequested)))
        add(tr("&Save this value…"), u"saveValueAction"_s,
            [this] { Q_EMIT saveRequested(currentPointer()); });
    return menu;
}

void JsonView::contextMenuEvent(QContextMenuEvent *event)
{
    if (!currentIndex().isValid())
        return;
    const QPoint place = event->reason() == QContextMenuEvent::Keyboard
        ? viewport()->mapToGlobal(visualRect(currentIndex()).bottomLeft())
        : event->globalPos();
    makeMenu()->popup(place);
}

void JsonView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        return copyValue();
    if (event->key() == Qt::Key_C && event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier))
        return copyPointer();
    if (event->key() == Qt::Key_Asterisk)
        return openAll(); // Qt's own opens everything, however much that is
    QTreeView::keyPressEvent(event);
}

} // namespace authscope::ui
