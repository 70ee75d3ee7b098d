// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/traffic/trafficview.h"

#include "base/datadir.h"
#include "net/curl.h"
#include "net/har.h"
#include "ui/common/clipboard.h"
#include "ui/common/emptystate.h"
#include "ui/common/question.h"
#include "ui/common/text.h"
#include "ui/traffic/exchangetext.h"
#include "ui/traffic/waterfall.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
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

QComboBox *choice(const QString &objectName, const QString &words)
{
    auto *box = new QComboBox;
    box->setObjectName(objectName);
    box->setAccessibleName(words);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(14);
    return box;
}

/// Text that grows while somebody reads it stays where it is.
void renew(QPlainTextEdit *edit, const QString &text)
{
    if (edit->toPlainText() == text)
        return;
    const int place = edit->verticalScrollBar()->value();
    edit->setPlainText(text);
    edit->verticalScrollBar()->setValue(place);
}

} // namespace

TrafficView::TrafficView(
    net::ExchangeLog *log, const QString &connection, ClipboardPolicy *clipboard, Earlier earlier)
    : m_log(log)
    , m_connection(connection)
    , m_earlier(std::move(earlier))
    , m_clipboard(clipboard)
    , m_model(new TrafficModel(log, connection, this))
    , m_filter(new QLineEdit)
    , m_purpose(choice(u"purposeComboBox"_s, tr("Purpose")))
    , m_answers(choice(u"answerComboBox"_s, tr("Answer")))
    , m_allConnections(new QCheckBox(tr("All connections")))
    , m_switch(new SegmentedControl(tr("Bodies"), u"bodySwitch"_s))
    , m_curl(button(tr("Copy as curl"), u"copyCurlButton"_s))
    , m_export(button(tr("Export"), u"exportTrafficButton"_s))
    , m_split(new QSplitter(Qt::Vertical))
    , m_table(new Table(u"trafficTable"_s, tr("Exchanges"), Table::Height::Scrolling))
    , m_times(new WaterfallView(u"exchangeWaterfall"_s))
    , m_request(wireText(u"requestText"_s, tr("Request")))
    , m_response(wireText(u"responseText"_s, tr("Answer")))
    , m_note(new Label)
    , m_empty(new EmptyState(u"trafficEmpty"_s))
{
    setObjectName(u"trafficView"_s);
    m_shown.setSourceModel(m_model);
    m_table->setModel(&m_shown);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setWordWrap(false);
    m_table->setColumns({ 15, 32, 9, 0, 8, 10, 8 });
    QFrame *list = card();
    column(list, 1, 0)->addWidget(m_table);
    m_split->setHandleWidth(12);
    m_split->setChildrenCollapsible(false);
    m_split->addWidget(list);
    m_split->addWidget(makeDetails());
    m_split->setSizes({ 300, 320 });
    m_note->setObjectName(u"trafficNote"_s);
    m_note->setWrapping(true);
    m_note->hide();
    m_empty->setWords(tr("Nothing has been sent yet"),
        tr("Every request and every answer appears here, with secrets replaced by marks: the same secret is "
           "the same mark wherever it stands."));
    auto *all = column(this, 20, 12);
    all->setContentsMargins(20, 16, 20, 16);
    all->addWidget(makeHead());
    all->addWidget(m_split, 1);
    all->addWidget(m_note);
    all->addWidget(m_empty, 1);
    follow();
    collectPurposes();
    showEmptiness();
    showDetails();
}

QWidget *TrafficView::makeHead()
{
    m_filter->setObjectName(u"trafficFilterLineEdit"_s);
    m_filter->setAccessibleName(tr("Filter exchanges"));
    m_filter->setPlaceholderText(tr("Filter by words"));
    m_filter->setToolTip(plainToolTip(tr("Purpose, method, URL or status")));
    m_filter->setClearButtonEnabled(true);
    m_allConnections->setObjectName(u"allConnectionsCheckBox"_s);
    m_allConnections->setAccessibleName(m_allConnections->text());
    for (const QString &name : { tr("Any answer"), tr("Succeeded"), tr("Redirected"), tr("Refused (4xx)"),
             tr("Failed or none"), tr("Still waiting") })
        m_answers->addItem(name);
    auto *menu = new QMenu(m_export);
    menu->addAction(tr("Secrets as marks (HAR) …"), this, [this] { chooseFile(Secrets::Marked); })
        ->setObjectName(u"exportHarAction"_s);
    menu->addAction(tr("With all secrets (HAR) …"), this,
            [this] {
                ask(this, u"fullExportDialog"_s,
                    { .title = tr("Write every secret into a file?"),
                        .words = tr(
                            "The file will hold the tokens, codes and passwords of these exchanges as they "
                            "were "
                            "sent. Whoever reads it can act as you. Only you will be able to open it; do not "
                            "send it to anybody, and delete it soon."),
                        .yes = tr("Choose a file") },
                    [this] { chooseFile(Secrets::Whole); });
            })
        ->setObjectName(u"exportFullHarAction"_s);
    m_export->setMenu(menu);
    auto *head = new QWidget;
    auto *all = row(head, 0, 12);
    all->addWidget(m_filter, 1);
    all->addWidget(m_purpose);
    all->addWidget(m_answers);
    all->addWidget(m_allConnections);
    all->addWidget(m_export);
    return head;
}

QWidget *TrafficView::makeDetails()
{
    m_switch->add(tr("Pretty"), u"prettyButton"_s);
    m_switch->add(tr("Raw"), u"rawBodyButton"_s);
    auto *menu = new QMenu(m_curl);
    const auto add = [this, menu](const QString &text, const QString &objectName, net::Shell shell) {
        menu->addAction(text, this,
                [this, shell] {
                    if (const net::Exchange *exchange = current())
                        m_clipboard->copy(net::curlCommand(*exchange, shell));
                })
            ->setObjectName(objectName);
    };
    add(tr("For sh, bash and zsh"), u"copyCurlShAction"_s, net::Shell::Posix);
    add(tr("For PowerShell"), u"copyCurlPowerShellAction"_s, net::Shell::PowerShell);
    m_curl->setMenu(menu);
    auto *sides = new QSplitter(Qt::Horizontal);
    sides->setHandleWidth(12);
    sides->setChildrenCollapsible(false);
    sides->addWidget(titled(tr("REQUEST"), m_request));
    sides->addWidget(titled(tr("ANSWER"), m_response));
    sides->setSizes({ 500, 500 });
    auto *details = new QWidget;
    auto *all = column(details, 0, 8);
    auto *tools = row(nullptr, 0, 12);
    tools->addWidget(m_switch);
    tools->addStretch(1);
    tools->addWidget(m_curl);
    all->addLayout(tools);
    all->addWidget(m_times);
    all->addWidget(sides, 1);
    return details;
}

void TrafficView::follow()
{
    connect(m_filter, &QLineEdit::textChanged, &m_shown, &TrafficFilter::setWords);
    connect(m_purpose, &QComboBox::currentIndexChanged, this,
        [this](int index) { m_shown.setPurpose(m_purpose->itemData(index).toString()); });
    connect(m_answers, &QComboBox::currentIndexChanged, this,
        [this](int index) { m_shown.setAnswers(static_cast<AnswerGroup>(index)); });
    connect(m_allConnections, &QCheckBox::toggled, this, [this](bool everything) {
        m_model->setConnection(everything ? QString() : m_connection);
        showEarlier();
        showDetails();
    });
    connect(m_switch, &SegmentedControl::currentChanged, this, &TrafficView::showDetails);
    connect(
        m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &TrafficView::showDetails);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, [this] {
        showEmptiness();
        collectPurposes();
        const QScrollBar *bar = m_table->verticalScrollBar();
        if (bar->value() == bar->maximum())
            m_table->scrollToBottom();
    });
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] {
        showEmptiness();
        collectPurposes();
    });
    const auto renewed = [this](base::ExchangeId id) {
        if (const net::Exchange *exchange = current(); exchange && exchange->id == id)
            showDetails();
    };
    connect(m_log, &net::ExchangeLog::changed, this, renewed);
    connect(m_log, &net::ExchangeLog::ended, this, renewed);
}

void TrafficView::showEarlier()
{
    if (m_earlier)
        m_model->setEarlier(m_earlier(m_allConnections->isChecked() ? QString() : m_connection));
}

/// Read from disk when somebody looks, not when the window opens.
void TrafficView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (std::exchange(m_wasShown, true))
        return;
    const net::Exchange *chosen = current();
    const base::ExchangeId id = chosen ? chosen->id : 0;
    showEarlier();
    if (id)
        showExchange(id);
    else
        m_table->scrollToBottom();
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
    m_times->setWaterfall(exchange ? waterfallOf({ *exchange }, m_log->clock()->now()) : Waterfall());
    renew(m_request,
        exchange ? requestText(*exchange, pretty) : tr("Choose an exchange to see what was sent."));
    renew(m_response, exchange ? responseText(*exchange, pretty) : QString());
}

void TrafficView::showEmptiness()
{
    const bool empty = m_model->rowCount() == 0;
    m_empty->setVisible(empty);
    m_split->setVisible(!empty);
    m_export->setEnabled(!empty);
}

void TrafficView::collectPurposes()
{
    if (m_purpose->count() == 0)
        m_purpose->addItem(tr("Any purpose"), QString());
    for (int at = 0; at < m_model->rowCount(); ++at) {
        const net::Exchange *exchange = m_model->exchangeAt(at);
        if (exchange && !exchange->purpose.isEmpty() && m_purpose->findData(exchange->purpose) < 0)
            m_purpose->addItem(base::cleaned(exchange->purpose, 60), exchange->purpose);
    }
}

void TrafficView::chooseFile(Secrets secrets)
{
    auto *dialog = new QFileDialog(this, tr("Export what is shown"));
    dialog->setObjectName(u"exportTrafficDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"har"_s);
    dialog->selectFile(secrets == Secrets::Whole ? u"traffic-with-secrets.har"_s : u"traffic.har"_s);
    connect(dialog, &QFileDialog::fileSelected, this,
        [this, secrets](const QString &path) { write(path, secrets); });
    dialog->open();
}

void TrafficView::write(const QString &path, Secrets secrets)
{
    QList<net::Exchange> exchanges;
    int leftOut = 0; // of another run: its marks would get the secrets of this one
    for (int at = 0; at < m_shown.rowCount(); ++at) {
        const int row = m_shown.mapToSource(m_shown.index(at, 0)).row();
        if (secrets == Secrets::Whole && m_model->isEarlier(row))
            ++leftOut;
        else if (const net::Exchange *exchange = m_model->exchangeAt(row))
            exchanges.append(*exchange);
    }
    const auto done = base::writePrivateFile(path,
        secrets == Secrets::Whole ? net::writeFullHar(exchanges, *m_log->redactor())
                                  : net::writeHar(exchanges));
    m_note->setTone(done ? Tone::Good : Tone::Bad);
    const QString place = base::cleaned(path, 500);
    if (!done)
        m_note->setText(tr("✗ %1").arg(base::oneLine(done.error())));
    else if (secrets == Secrets::Whole)
        m_note->setText(tr("✓ Saved with all secrets, exchanges: %1, in %2").arg(exchanges.size()).arg(place)
            + (leftOut ? u' ' + tr("Left out, because their secrets were never kept: %1").arg(leftOut)
                       : QString()));
    else
        m_note->setText(
            tr("✓ Saved with secrets as marks, exchanges: %1, in %2").arg(exchanges.size()).arg(place));
    m_note->show();
}

bool TrafficView::showExchange(base::ExchangeId id)
{
    if (!m_log->find(id))
        return false;
    m_filter->clear();
    m_purpose->setCurrentIndex(0);
    m_answers->setCurrentIndex(0);
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
