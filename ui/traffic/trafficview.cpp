// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/traffic/trafficview.h"

#include "ui/common/clipboard.h"
#include "ui/common/emptystate.h"
#include "ui/common/text.h"
#include "ui/traffic/exchangetext.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSplitter>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

QPlainTextEdit *wireText(const QString &objectName, const QString &words)
{
    auto *edit = new QPlainTextEdit;
    edit->setObjectName(objectName);
    edit->setAccessibleName(words);
    edit->setReadOnly(true);
    edit->setUndoRedoEnabled(false);
    edit->setTabChangesFocus(true);
    edit->setFont(fontFor(TextRole::Wire));
    edit->setProperty("bare", true);
    edit->setWordWrapMode(QTextOption::WrapAnywhere);
    return edit;
}

QFrame *titled(const QString &title, QPlainTextEdit *edit)
{
    QFrame *frame = card();
    auto *all = column(frame, 12, 4);
    all->addWidget(new Label(title, TextRole::Caption, Tone::Muted));
    all->addWidget(edit, 1);
    return frame;
}

} // namespace

TrafficView::TrafficView(net::ExchangeLog *log, const QString &connection, ClipboardPolicy *clipboard)
    : m_log(log)
    , m_connection(connection)
    , m_clipboard(clipboard)
    , m_model(new TrafficModel(log, connection, this))
    , m_filter(new QLineEdit)
    , m_allConnections(new QCheckBox(tr("All connections")))
    , m_switch(new SegmentedControl(tr("Bodies"), u"bodySwitch"_s))
    , m_curl(button(tr("Copy as curl"), u"copyCurlButton"_s))
    , m_split(new QSplitter(Qt::Vertical))
    , m_table(new Table(u"trafficTable"_s, tr("Exchanges"), Table::Height::Scrolling))
    , m_request(wireText(u"requestText"_s, tr("Request")))
    , m_response(wireText(u"responseText"_s, tr("Answer")))
    , m_empty(new EmptyState(u"trafficEmpty"_s))
{
    setObjectName(u"trafficView"_s);
    m_filter->setObjectName(u"trafficFilterLineEdit"_s);
    m_filter->setAccessibleName(tr("Filter exchanges"));
    m_filter->setPlaceholderText(tr("Filter by purpose, method, URL or status"));
    m_allConnections->setObjectName(u"allConnectionsCheckBox"_s);
    m_allConnections->setAccessibleName(m_allConnections->text());
    m_switch->add(tr("Pretty"), u"prettyButton"_s);
    m_switch->add(tr("Raw"), u"rawBodyButton"_s);
    m_shown.setSourceModel(m_model);
    m_shown.setFilterRole(TrafficModel::SearchRole);
    m_shown.setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_table->setModel(&m_shown);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setWordWrap(false);
    m_table->setColumns({ 15, 32, 9, 0, 8, 10, 8 });

    auto *head = row(nullptr, 0, 12);
    head->addWidget(m_filter, 1);
    head->addWidget(m_allConnections);
    head->addWidget(m_switch);
    head->addWidget(m_curl);
    QFrame *list = card();
    column(list, 1, 0)->addWidget(m_table);
    auto *sides = new QSplitter(Qt::Horizontal);
    sides->setHandleWidth(12);
    sides->setChildrenCollapsible(false);
    sides->addWidget(titled(tr("REQUEST"), m_request));
    sides->addWidget(titled(tr("ANSWER"), m_response));
    sides->setSizes({ 500, 500 });
    m_split->setHandleWidth(12);
    m_split->setChildrenCollapsible(false);
    m_split->addWidget(list);
    m_split->addWidget(sides);
    m_split->setSizes({ 300, 320 });
    m_empty->setWords(tr("Nothing has been sent yet"),
        tr("Every request and every answer appears here, with secrets replaced by marks: the same secret is "
           "the same "
           "mark wherever it stands."));
    auto *all = column(this, 20, 12);
    all->setContentsMargins(20, 16, 20, 16);
    all->addLayout(head);
    all->addWidget(m_split, 1);
    all->addWidget(m_empty, 1);

    connect(m_filter, &QLineEdit::textChanged, &m_shown, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_allConnections, &QCheckBox::toggled, this, [this](bool everything) {
        m_model->setConnection(everything ? QString() : m_connection);
        showDetails();
    });
    connect(m_switch, &SegmentedControl::currentChanged, this, &TrafficView::showDetails);
    connect(
        m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &TrafficView::showDetails);
    connect(m_curl, &QPushButton::clicked, this, [this] {
        if (const net::Exchange *exchange = current())
            m_clipboard->copy(curlCommand(*exchange));
    });
    connect(m_model, &QAbstractItemModel::rowsInserted, this, [this] {
        showEmptiness();
        const QScrollBar *bar = m_table->verticalScrollBar();
        if (bar->value() == bar->maximum())
            m_table->scrollToBottom();
    });
    connect(m_model, &QAbstractItemModel::modelReset, this, &TrafficView::showEmptiness);
    connect(log, &net::ExchangeLog::changed, this, [this](base::ExchangeId id) {
        if (const net::Exchange *exchange = current(); exchange && exchange->id == id)
            showDetails();
    });
    connect(log, &net::ExchangeLog::ended, this, [this](base::ExchangeId id) {
        if (const net::Exchange *exchange = current(); exchange && exchange->id == id)
            showDetails();
    });
    showEmptiness();
    showDetails();
}

const net::Exchange *TrafficView::current() const
{
    const QModelIndex index = m_shown.mapToSource(m_table->currentIndex());
    return index.isValid() ? m_model->exchangeAt(index.row()) : nullptr;
}

void TrafficView::showDetails()
{
    const net::Exchange *exchange = current();
    const bool pretty = m_switch->current() == 0;
    m_curl->setEnabled(exchange != nullptr);
    m_request->setPlainText(
        exchange ? requestText(*exchange, pretty) : tr("Choose an exchange to see what was sent."));
    m_response->setPlainText(exchange ? responseText(*exchange, pretty) : QString());
}

void TrafficView::showEmptiness()
{
    const bool empty = m_model->rowCount() == 0;
    m_empty->setVisible(empty);
    m_split->setVisible(!empty);
}

bool TrafficView::showExchange(base::ExchangeId id)
{
    if (!m_log->find(id))
        return false;
    m_filter->clear();
    if (m_model->rowOf(id) < 0)
        m_allConnections->setChecked(true);
    const QModelIndex index = m_shown.mapFromSource(m_model->index(m_model->rowOf(id), 0));
    m_table->setCurrentIndex(index);
    m_table->scrollTo(index);
    m_table->setFocus();
    return true;
}

QByteArray TrafficView::saveState() const
{
    return m_split->saveState();
}

void TrafficView::restoreState(const QByteArray &state)
{
    m_split->restoreState(state);
}

} // namespace authscope::ui
