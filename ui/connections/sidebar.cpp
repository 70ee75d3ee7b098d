// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/sidebar.h"

#include <QBoxLayout>
#include <QItemSelectionModel>
#include <QListView>
#include <QMenu>

using namespace Qt::StringLiterals;

namespace authscope::ui {

Sidebar::Sidebar() : m_list(new QListView)
{
    setProperty("bar", u"side"_s);
    setObjectName(u"sidebar"_s);
    m_list->setObjectName(u"connectionList"_s);
    m_list->setAccessibleName(tr("Connections"));
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new ConnectionDelegate(m_list));
    m_list->setMouseTracking(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    auto *all = column(this, 0, 8);
    auto *title = new Label(tr("CONNECTIONS"), TextRole::Caption, Tone::Muted);
    title->setContentsMargins(16, 14, 16, 2);
    all->addWidget(title);
    all->addWidget(m_list, 1);
    setMinimumWidth(160);

    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
        [this](const QModelIndex &current) {
            if (current.isValid())
                Q_EMIT connectionChosen(current.data(ConnectionModel::IdRole).toString());
        });
    connect(m_list, &QListView::customContextMenuRequested, this, &Sidebar::showMenu);
}

void Sidebar::setRows(const QList<ConnectionRow> &rows)
{
    const QString before = chosen();
    m_model.setRows(rows);
    if (chosen() != before)
        choose(before);
}

void Sidebar::choose(const QString &id)
{
    m_list->setCurrentIndex(m_model.indexOf(id));
}

QString Sidebar::chosen() const
{
    return m_list->currentIndex().data(ConnectionModel::IdRole).toString();
}

void Sidebar::showMenu(const QPoint &position)
{
    const QModelIndex index = m_list->indexAt(position);
    if (!index.isValid())
        return;
    const QString id = index.data(ConnectionModel::IdRole).toString();
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu->addAction(tr("Settings…")), &QAction::triggered, this,
        [this, id] { Q_EMIT settingsRequested(id); });
    connect(menu->addAction(tr("About the server…")), &QAction::triggered, this,
        [this, id] { Q_EMIT serverInfoRequested(id); });
    connect(menu->addAction(tr("Rename…")), &QAction::triggered, this,
        [this, id] { Q_EMIT renameRequested(id); });
    connect(menu->addAction(tr("Copy URL")), &QAction::triggered, this,
        [this, id] { Q_EMIT copyUrlRequested(id); });
    connect(menu->addAction(tr("Copy as config")), &QAction::triggered, this,
        [this, id] { Q_EMIT copyConfigRequested(id); });
    connect(menu->addAction(tr("Sign in as somebody else too")), &QAction::triggered, this,
        [this, id] { Q_EMIT identityRequested(id); });
    menu->addSeparator();
    connect(menu->addAction(tr("Remove…")), &QAction::triggered, this,
        [this, id] { Q_EMIT removeRequested(id); });
    menu->popup(m_list->viewport()->mapToGlobal(position));
}

} // namespace authscope::ui
