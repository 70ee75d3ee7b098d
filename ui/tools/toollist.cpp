// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tools/toollist.h"

#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/history/historypanel.h"

#include <QBoxLayout>
#include <QItemSelectionModel>
#include <QLineEdit>
#include <QListView>
#include <QSignalBlocker>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

QListView *listOf(const QString &objectName, const QString &words)
{
    auto *list = new QListView;
    list->setObjectName(objectName);
    list->setAccessibleName(words);
    list->setItemDelegate(new NamedRowDelegate(list));
    list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list->setUniformItemSizes(true);
    list->setMouseTracking(true);
    return list;
}

} // namespace

ToolList::ToolList()
    : m_filter(new QLineEdit)
    , m_list(listOf(u"toolList"_s, tr("Tools")))
    , m_rejectedList(listOf(u"rejectedTools"_s, tr("Tools that cannot be called")))
    , m_rejectedTitle(new Label(tr("NOT USABLE"), TextRole::Caption, Tone::Muted))
    , m_history(new HistoryPanel)
{
    setProperty("card", true);
    setObjectName(u"toolListPanel"_s);
    setMinimumWidth(220); // a name and its badge side by side
    m_filter->setObjectName(u"toolFilterLineEdit"_s);
    m_filter->setAccessibleName(tr("Filter tools"));
    m_shown.setSourceModel(&m_tools);
    m_shown.setFilterRole(ToolModel::SearchRole);
    m_shown.setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_list->setModel(&m_shown);
    m_rejectedList->setItemDelegate(new EntryDelegate(m_rejectedList));
    m_rejectedList->setModel(&m_rejected);
    m_rejectedList->setMaximumHeight(120);
    m_rejectedTitle->setContentsMargins(8, 4, 0, 0);
    m_history->setMaximumHeight(300);

    QPushButton *reload
        = iconButton(u"running"_s, tr("Ask the server for its tools again"), u"reloadToolsButton"_s);
    auto *head = row(nullptr, 0, 4);
    head->addWidget(m_filter, 1);
    head->addWidget(reload);
    auto *all = column(this, 8, 8);
    all->addLayout(head);
    all->addWidget(m_list, 3);
    all->addWidget(m_rejectedTitle);
    all->addWidget(m_rejectedList);
    all->addWidget(m_history, 2);

    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_shown.setFilterFixedString(text);
        if (!m_list->currentIndex().isValid())
            m_list->setCurrentIndex(m_shown.index(0, 0));
    });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
        [this](const QModelIndex &current) {
            if (current.isValid())
                Q_EMIT toolChosen(current.data(ToolModel::NameRole).toString());
        });
    const auto chooseRejected = [this](const QModelIndex &index) {
        m_list->setCurrentIndex({});
        Q_EMIT toolChosen(index.data(EntryModel::IdRole).toString());
    };
    connect(m_rejectedList, &QListView::clicked, this, chooseRejected);
    connect(m_rejectedList, &QListView::activated, this, chooseRejected);
    connect(reload, &QPushButton::clicked, this, &ToolList::reloadRequested);
    setTools({}, {});
}

void ToolList::setTools(const QList<mcp::Tool> &tools, const QList<QByteArray> &heldScopes)
{
    const QString chosen = m_list->currentIndex().data(ToolModel::NameRole).toString();
    QList<mcp::Tool> usable;
    QList<Entry> rejected;
    for (const mcp::Tool &tool : tools) {
        if (tool.rejection.isEmpty())
            usable += tool;
        else
            rejected += { .id = tool.name,
                .title = tool.name,
                .caption = tool.rejection,
                .chip = { tr("rejected"), Tone::Bad },
                .details = tool.description };
    }
    {
        const QSignalBlocker quiet(m_list->selectionModel());
        m_tools.setTools(usable, heldScopes);
    }
    m_rejected.setEntries(rejected);
    m_rejectedList->setVisible(!rejected.isEmpty());
    m_rejectedTitle->setVisible(!rejected.isEmpty());
    m_filter->setPlaceholderText(counted(usable.size(), tr("Filter 1 tool"), tr("Filter %1 tools")));
    choose(chosen);
    if (!m_list->currentIndex().isValid())
        m_list->setCurrentIndex(m_shown.index(0, 0));
}

void ToolList::choose(const QString &tool)
{
    const auto matches = m_shown.match(
        m_shown.index(0, 0), ToolModel::NameRole, tool, 1, Qt::MatchExactly | Qt::MatchCaseSensitive);
    if (!matches.isEmpty())
        m_list->setCurrentIndex(matches.first());
}

void ToolList::focusFilter()
{
    m_filter->setFocus();
}

} // namespace authscope::ui
