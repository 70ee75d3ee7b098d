// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/history/historypanel.h"

#include "ui/common/text.h"
#include "ui/tools/toolmodel.h"

#include <QActionGroup>
#include <QBoxLayout>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QSignalBlocker>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr qsizetype mostChoices = 30;

QString outcomeWords(const QByteArray &outcome)
{
    if (outcome == "ok")
        return HistoryPanel::tr("done");
    if (outcome == "tool_error")
        return HistoryPanel::tr("the tool failed");
    return outcome == "cancelled" ? HistoryPanel::tr("cancelled") : HistoryPanel::tr("not answered");
}

base::Time daysAgo(int days)
{
    return base::fromMillis(QDate::currentDate().addDays(-days).startOfDay().toMSecsSinceEpoch());
}

} // namespace

HistoryPanel::HistoryPanel()
    : m_title(new Label(tr("HISTORY"), TextRole::Caption, Tone::Muted))
    , m_search(new QLineEdit)
    , m_more(iconButton(u"more"_s, tr("Filter, keep, forget, run saved calls"), u"historyMenuButton"_s))
    , m_menu(new QMenu(this))
    , m_active(new QWidget)
    , m_activeWords(new ElidedLabel({}, TextRole::Caption))
    , m_list(new QListView)
    , m_nothing(new Label(tr("No call was found."), TextRole::Caption, Tone::Muted))
{
    setObjectName(u"historyPanel"_s);
    m_search->setObjectName(u"historySearchLineEdit"_s);
    m_search->setAccessibleName(tr("Search the calls made before"));
    m_search->setPlaceholderText(tr("Search calls"));
    m_search->setClearButtonEnabled(true);
    m_menu->setObjectName(u"historyMenu"_s);
    m_more->setMenu(m_menu);
    m_activeWords->setObjectName(u"historyFilterLabel"_s);
    m_nothing->setObjectName(u"historyNothingLabel"_s);
    m_nothing->setContentsMargins(8, 0, 8, 4);
    m_nothing->setWrapping(true);
    m_title->setContentsMargins(8, 0, 0, 0);
    m_list->setObjectName(u"callHistory"_s);
    m_list->setAccessibleName(tr("Calls made before"));
    m_list->setItemDelegate(new NamedRowDelegate(m_list));
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setModel(&m_model);

    auto *head = row(nullptr, 0, 4);
    head->addWidget(m_title, 1);
    head->addWidget(m_more);
    QPushButton *clear = linkButton(tr("Show all"), u"clearHistoryFilterButton"_s);
    auto *active = row(m_active, 0, 4);
    active->setContentsMargins(8, 0, 0, 0);
    active->addWidget(m_activeWords, 1);
    active->addWidget(clear);
    auto *all = column(this, 0, 4);
    all->addLayout(head);
    all->addWidget(m_search);
    all->addWidget(m_active);
    all->addWidget(m_list, 1);
    all->addWidget(m_nothing);

    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_filter.text = text;
        readAgain();
    });
    const auto choose = [this](const QModelIndex &index) {
        // A second one is chosen to be compared, not to be shown.
        if (index.isValid() && m_list->selectionModel()->selectedIndexes().size() <= 1)
            Q_EMIT callChosen(index.data(HistoryModel::IdRole).toLongLong());
    };
    connect(m_list, &QListView::clicked, this, choose);
    connect(m_list, &QListView::activated, this, choose);
    connect(m_list, &QWidget::customContextMenuRequested, this, &HistoryPanel::openContextMenu);
    connect(m_menu, &QMenu::aboutToShow, this, &HistoryPanel::fillMenu);
    connect(clear, &QPushButton::clicked, this,
        [this] { setFilter({ .text = m_filter.text, .connection = m_connection }); });
    readAgain();
}

void HistoryPanel::setSource(Source source, std::function<Choices()> choices)
{
    m_source = std::move(source);
    m_choices = std::move(choices);
    readAgain();
}

void HistoryPanel::setConnection(const QString &id)
{
    m_connection = id;
    m_filter.connection = id;
    readAgain();
}

void HistoryPanel::setFilter(const store::CallFilter &filter)
{
    m_filter = filter;
    const QSignalBlocker quiet(m_search);
    m_search->setText(filter.text);
    readAgain();
}

void HistoryPanel::refresh()
{
    const QList<qint64> selected = selectedCalls();
    readAgain();
    for (int i = 0; i < m_model.rowCount() && !selected.isEmpty(); ++i) {
        if (selected.contains(m_model.calls().at(i).id))
            m_list->selectionModel()->select(m_model.index(i), QItemSelectionModel::Select);
    }
}

void HistoryPanel::readAgain()
{
    m_model.setSource([this](qint64 before, int limit) -> base::Result<QList<store::CallSummary>> {
        return m_source ? m_source(m_filter, before, limit) : QList<store::CallSummary>();
    });
    const bool isFiltered = m_filter != store::CallFilter{ .connection = m_connection };
    const bool isEmpty = m_model.rowCount() == 0;
    m_nothing->setTone(m_model.error() ? Tone::Bad : Tone::Muted);
    m_nothing->setText(m_model.error() ? u"✗ "_s + base::cleaned(m_model.error()->message, 400)
            : isFiltered               ? tr("No call was found.")
                                       : tr("Calls will be kept here, without secrets."));
    m_nothing->setVisible(isEmpty);
    m_list->setVisible(!isEmpty);
    showFilter();
}

void HistoryPanel::showFilter()
{
    QStringList words;
    if (m_filter.connection.isEmpty() && !m_connection.isEmpty())
        words << tr("all connections");
    if (!m_filter.tool.isEmpty())
        words << base::cleaned(m_filter.tool, 60);
    if (!m_filter.outcome.isEmpty())
        words << outcomeWords(m_filter.outcome);
    if (!m_filter.identity.isEmpty())
        words << tr("as %1").arg(base::cleaned(m_filter.identity, 60));
    if (m_filter.from)
        words << tr("since %1").arg(dayAndTime(*m_filter.from));
    m_active->setVisible(!words.isEmpty());
    m_activeWords->setElided(words.join(u" · "_s));
}

QList<qint64> HistoryPanel::selectedCalls() const
{
    QModelIndexList indexes = m_list->selectionModel()->selectedIndexes();
    std::sort(indexes.begin(), indexes.end());
    QList<qint64> ids;
    for (const QModelIndex &index : std::as_const(indexes))
        ids << index.data(HistoryModel::IdRole).toLongLong();
    return ids;
}

template <class Value>
void HistoryPanel::addChoice(QMenu *menu, QActionGroup *group, const QString &words,
    Value store::CallFilter::*member, const Value &value)
{
    QAction *action = menu->addAction(withoutMnemonic(words), this, [this, member, value] {
        store::CallFilter filter = m_filter;
        filter.*member = value;
        setFilter(filter);
    });
    action->setCheckable(true);
    action->setChecked(m_filter.*member == value);
    action->setActionGroup(group);
}

void HistoryPanel::fillMenu()
{
    m_menu->clear();
    const Choices choices = m_choices ? m_choices() : Choices();
    const auto submenu = [this](const QString &words, const QString &name) {
        QMenu *menu = m_menu->addMenu(words);
        menu->setObjectName(name);
        return std::pair(menu, new QActionGroup(menu));
    };
    const auto [outcomes, ofOutcome] = submenu(tr("Outcome"), u"historyOutcomeMenu"_s);
    addChoice(outcomes, ofOutcome, tr("Any"), &store::CallFilter::outcome, QByteArray());
    for (const char *outcome : { "ok", "tool_error", "error", "cancelled" })
        addChoice(
            outcomes, ofOutcome, outcomeWords(outcome), &store::CallFilter::outcome, QByteArray(outcome));
    const auto [times, ofTime] = submenu(tr("When"), u"historyTimeMenu"_s);
    addChoice(times, ofTime, tr("Any time"), &store::CallFilter::from, std::optional<base::Time>());
    addChoice(times, ofTime, tr("Today"), &store::CallFilter::from, std::optional(daysAgo(0)));
    addChoice(times, ofTime, tr("The last seven days"), &store::CallFilter::from, std::optional(daysAgo(6)));
    addChoice(
        times, ofTime, tr("The last thirty days"), &store::CallFilter::from, std::optional(daysAgo(29)));
    const auto [tools, ofTool] = submenu(tr("Tool"), u"historyToolMenu"_s);
    addChoice(tools, ofTool, tr("Any"), &store::CallFilter::tool, QString());
    for (const QString &tool : choices.tools.mid(0, mostChoices))
        addChoice(tools, ofTool, base::cleaned(tool, 80), &store::CallFilter::tool, tool);
    const auto [people, ofPerson] = submenu(tr("Signed in as"), u"historyPersonMenu"_s);
    addChoice(people, ofPerson, tr("Anybody"), &store::CallFilter::identity, QString());
    for (const QString &person : choices.people.mid(0, mostChoices))
        addChoice(people, ofPerson, base::cleaned(person, 80), &store::CallFilter::identity, person);
    const auto [connections, ofConnection] = submenu(tr("Connection"), u"historyConnectionMenu"_s);
    addChoice(connections, ofConnection, tr("This one"), &store::CallFilter::connection, m_connection);
    addChoice(connections, ofConnection, tr("All of them"), &store::CallFilter::connection, QString());
    m_menu->addSeparator();
    m_menu->addAction(tr("Run saved calls …"), this, &HistoryPanel::replayRequested)
        ->setObjectName(u"runSavedCallsAction"_s);
    m_menu->addSeparator();
    m_menu->addAction(tr("What is kept …"), this, &HistoryPanel::limitsRequested)
        ->setObjectName(u"historyLimitsAction"_s);
    m_menu->addAction(tr("Forget all …"), this, &HistoryPanel::forgetAllRequested)
        ->setObjectName(u"forgetAllCallsAction"_s);
}

void HistoryPanel::openContextMenu(const QPoint &position)
{
    const QList<qint64> calls = selectedCalls();
    if (calls.isEmpty())
        return;
    auto *menu = new QMenu(this);
    menu->setObjectName(u"callMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add
        = [this, menu, calls](const QString &words, Action action, const QString &name, bool isUsable) {
              QAction *entry = menu->addAction(
                  words, this, [this, action, calls] { Q_EMIT actionRequested(action, calls); });
              entry->setObjectName(name);
              entry->setEnabled(isUsable);
          };
    const bool isOne = calls.size() == 1;
    add(tr("Call again"), Action::CallAgain, u"callAgainAction"_s, isOne);
    add(tr("Compare the two results"), Action::Compare, u"compareCallsAction"_s, calls.size() == 2);
    menu->addSeparator();
    add(tr("Copy as curl"), Action::CopyCurl, u"copyCallCurlAction"_s, isOne);
    add(tr("Copy for the command line"), Action::CopyCommand, u"copyCallCommandAction"_s, isOne);
    add(tr("Save call …"), Action::Save, u"saveHistoryCallAction"_s, isOne);
    menu->addSeparator();
    add(tr("Forget this call"), Action::Forget, u"forgetCallAction"_s, isOne);
    menu->popup(m_list->viewport()->mapToGlobal(position));
}

} // namespace authscope::ui
