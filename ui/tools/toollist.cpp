// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tools/toollist.h"

#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/history/historypanel.h"

#include <QBoxLayout>
#include <QCheckBox>
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
    , m_news(new QFrame)
    , m_newsWords(new Label({}, TextRole::Caption))
    , m_lock(new QCheckBox(tr("Only tools that read")))
    , m_rejectedList(listOf(u"rejectedTools"_s, tr("Tools that cannot be called")))
    , m_rejectedTitle(new Label(tr("NOT USABLE"), TextRole::Caption, Tone::Muted))
    , m_history(new HistoryPanel)
{
    setProperty("card", true);
    setObjectName(u"toolListPanel"_s);
    setMinimumWidth(220); // a name and its badge side by side
    m_filter->setObjectName(u"toolFilterLineEdit"_s);
    m_filter->setAccessibleName(tr("Filter tools"));
    m_list->setModel(&m_tools);
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
    all->addWidget(makeNews());
    all->addWidget(m_list, 3);
    all->addWidget(m_rejectedTitle);
    all->addWidget(m_rejectedList);
    all->addWidget(m_history, 2);
    all->addWidget(makeConsent());

    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        const QString chosen = m_list->currentIndex().data(ToolModel::NameRole).toString();
        {
            const QSignalBlocker quiet(m_list->selectionModel());
            m_tools.setFilter(text);
        }
        choose(chosen);
        if (!m_list->currentIndex().isValid())
            m_list->setCurrentIndex(m_tools.index(0));
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
        m_list->setCurrentIndex(m_tools.index(0));
}

void ToolList::setKnowledge(const ToolKnowledge &knowledge)
{
    m_tools.setKnowledge(knowledge);
    const QSignalBlocker quiet(m_lock);
    m_lock->setChecked(knowledge.isLocked);
    const session::ToolConsents::News &news = knowledge.news;
    QStringList lines;
    const auto say = [&lines](const QString &words, const QStringList &names) {
        QStringList shown;
        for (const QString &name : names)
            shown += base::cleaned(name, 60);
        if (!names.isEmpty())
            lines += words.arg(fewOf(shown, 4));
    };
    say(tr("New: %1"), news.appeared);
    say(tr("Gone: %1"), news.vanished);
    if (!lines.isEmpty())
        lines.prepend(tr("Since %1").arg(dayAndTime(news.since)));
    m_newsWords->setText(lines.join(u'\n'));
    m_news->setVisible(!lines.isEmpty());
}

QWidget *ToolList::makeNews()
{
    m_news->setObjectName(u"toolNewsBanner"_s);
    m_news->setProperty("banner", u"accent"_s);
    m_newsWords->setObjectName(u"toolNewsLabel"_s);
    m_newsWords->setWrapping(true);
    QPushButton *dismiss = iconButton(u"close"_s, tr("I have seen it"), u"dismissNewsButton"_s);
    auto *all = row(m_news, 8, 4);
    all->addWidget(m_newsWords, 1);
    all->addWidget(dismiss, 0, Qt::AlignTop);
    m_news->hide();
    connect(dismiss, &QPushButton::clicked, this, &ToolList::newsDismissed);
    return m_news;
}

QWidget *ToolList::makeConsent()
{
    auto *box = new QWidget;
    auto *all = column(box, 0, 4);
    auto *buttons = row(nullptr, 0, 4);
    QPushButton *matrix = button(tr("Scopes…"), u"scopeMatrixButton"_s);
    matrix->setToolTip(plainToolTip(tr("Which tool needs which scope, and which are held")));
    QPushButton *rules = button(tr("Rules…"), u"callPoliciesButton"_s);
    rules->setToolTip(plainToolTip(tr("What may be called without asking, and what never")));
    buttons->addWidget(matrix, 1);
    buttons->addWidget(rules, 1);
    m_lock->setObjectName(u"readOnlyLockCheckBox"_s);
    m_lock->setAccessibleName(m_lock->text());
    m_lock->setToolTip(plainToolTip(tr("Refuse every tool of this connection that is not marked read-only")));
    all->addWidget(m_lock);
    all->addLayout(buttons);
    connect(matrix, &QPushButton::clicked, this, &ToolList::matrixRequested);
    connect(rules, &QPushButton::clicked, this, &ToolList::policiesRequested);
    connect(m_lock, &QCheckBox::toggled, this, &ToolList::lockRequested);
    return box;
}

void ToolList::choose(const QString &tool)
{
    if (const int row = m_tools.rowOf(tool); row >= 0)
        m_list->setCurrentIndex(m_tools.index(row));
}

void ToolList::focusFilter()
{
    m_filter->setFocus();
}

} // namespace authscope::ui
