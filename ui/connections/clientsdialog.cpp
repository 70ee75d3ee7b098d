// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/clientsdialog.h"

#include "ui/common/busyline.h"
#include "ui/common/emptystate.h"
#include "ui/common/errorpresenter.h"
#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/jsonview/jsonview.h"

#include <QBoxLayout>
#include <QItemSelectionModel>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

bool isSame(const session::KnownClient &one, const session::KnownClient &other)
{
    return one.issuer == other.issuer && one.clientId == other.clientId;
}

} // namespace

ClientsDialog::ClientsDialog(QWidget *parent)
    : QDialog(parent)
    , m_empty(new EmptyState(u"clientsEmpty"_s))
    , m_page(new QWidget)
    , m_table(new Table(u"clientsTable"_s, tr("Registered clients"), Table::Height::Scrolling))
    , m_usedBy(new Label({}, TextRole::Body, Tone::Muted))
    , m_documentTitle(new Label({}, TextRole::Caption, Tone::Muted))
    , m_document(new JsonView(u"clientDocumentTree"_s, tr("The registration")))
    , m_outcome(new Banner(u"clientsBanner"_s))
    , m_error(new ErrorPresenter(u"clientsError"_s))
    , m_busy(new BusyLine(u"clientsBusy"_s, tr("Cancel")))
    , m_read(button(tr("Show at provider"), u"readClientButton"_s))
    , m_delete(button({}, u"deleteClientButton"_s))
{
    setObjectName(u"clientsDialog"_s);
    setModal(false);
    setWindowTitle(tr("Registered clients"));
    m_empty->setWords(tr("No client is registered"),
        tr("A provider knows a program as a client. Where no client id was typed in, a sign-in registers one "
           "by itself; it then stands here: with whom, since when, and how to delete it there."));
    m_table->setModel(&m_model);
    m_table->setWordWrap(false);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setMinimumHeight(120);
    m_usedBy->setObjectName(u"clientUsedByLabel"_s);
    m_usedBy->setWrapping(true);
    m_documentTitle->setObjectName(u"clientDocumentLabel"_s);

    auto *page = column(m_page, 0, 8);
    page->addWidget(m_table, 2);
    page->addWidget(m_usedBy);
    page->addWidget(m_documentTitle);
    page->addWidget(m_document, 3);
    QPushButton *close = button(tr("Close"), u"closeClientsButton"_s);
    auto *buttons = row(nullptr, 0, 8);
    buttons->addWidget(m_read);
    buttons->addWidget(m_delete);
    buttons->addStretch();
    buttons->addWidget(close);
    auto *all = column(this, 20, 12);
    all->addWidget(m_outcome);
    all->addWidget(m_error);
    all->addWidget(m_empty, 1);
    all->addWidget(m_page, 1);
    all->addWidget(m_busy);
    all->addLayout(buttons);
    resize(980, 540);
    connect(
        m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ClientsDialog::showChosen);
    connect(m_error, &ErrorPresenter::exchangeRequested, this, &ClientsDialog::exchangeRequested);
    connect(m_read, &QPushButton::clicked, this, [this] {
        if (const session::KnownClient *client = chosen())
            Q_EMIT readRequested(client->issuer, client->clientId);
    });
    connect(m_delete, &QPushButton::clicked, this, [this] {
        if (const session::KnownClient *client = chosen())
            Q_EMIT deletionRequested(*client);
    });
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    setOutcome({}, Tone::Plain);
    setClients({});
}

void ClientsDialog::setClients(const QList<session::KnownClient> &clients)
{
    const auto before = chosen() ? std::optional(*chosen()) : std::nullopt;
    m_clients = clients;
    m_model.clear();
    m_model.setHorizontalHeaderLabels(
        { tr("Issuer"), tr("Client id"), tr("Registered"), tr("Redirect addresses"), tr("At the provider") });
    int row = 0;
    for (const session::KnownClient &client : clients) {
        if (before && isSame(*before, client))
            row = m_model.rowCount();
        QStringList redirects;
        for (const QByteArray &uri : client.redirectUris)
            redirects += base::cleaned(uri);
        QStandardItem *when = cell(clockTime(client.registered));
        when->setToolTip(plainToolTip(wholeTime(client.registered)));
        m_model.appendRow({ cell(QString::fromUtf8(client.issuer), Tone::Plain, true),
            cell(QString::fromUtf8(client.clientId), Tone::Plain, true), when,
            cell(redirects.join(u", "_s), Tone::Plain, true),
            client.isManageable ? markedCell(tr("can be deleted"), int(Mark::Passed), Tone::Good)
                                : markedCell(tr("no way given"), int(Mark::Noted), Tone::Caution) });
    }
    m_table->setColumns({ 0, 0, 15, 0, 19 });
    m_empty->setVisible(clients.isEmpty());
    m_page->setVisible(!clients.isEmpty());
    if (!clients.isEmpty())
        m_table->selectRow(row);
    showChosen();
}

const session::KnownClient *ClientsDialog::chosen() const
{
    const int row = m_table->currentIndex().row();
    return row >= 0 && row < m_clients.size() ? &m_clients.at(row) : nullptr;
}

void ClientsDialog::showChosen()
{
    const session::KnownClient *client = chosen();
    m_usedBy->setText(!client || client->usedBy.isEmpty()
            ? tr("No connection is signed in with it now.")
            : tr("Signed in with it: %1").arg(isolated(base::cleaned(client->usedBy.join(u", "_s), 300))));
    m_documentTitle->setText(tr("AS THE PROVIDER ANSWERED WHEN IT WAS LAST ASKED"));
    const auto document = client ? json::parseObject(client->document, tr("The kept answer"))
                                 : base::Result<json::Object>(json::Object());
    if (document && !document->empty())
        m_document->setValue(*document);
    else
        m_document->clearValue();
    showButtons();
}

void ClientsDialog::setDocument(const json::Value &document, base::Time at)
{
    m_documentTitle->setText(tr("AS THE PROVIDER HAS IT ON FILE · %1").arg(clockTime(at)));
    m_document->setValue(document);
}

void ClientsDialog::showButtons()
{
    const session::KnownClient *client = chosen();
    const bool isFree = client && !m_busy->isRunning();
    const bool isManageable = client && client->isManageable;
    const QString noWay = tr("The provider gave no address to manage this registration at (RFC 7592).");
    m_read->setEnabled(isFree && isManageable);
    m_read->setToolTip(plainToolTip(!client || isManageable ? QString() : noWay));
    m_read->setAccessibleDescription(!client || isManageable ? QString() : noWay);
    m_delete->setText(!client || isManageable ? tr("Delete at the provider…") : tr("Forget here…"));
    m_delete->setEnabled(isFree);
    m_delete->setToolTip(m_read->toolTip());
    m_read->setVisible(!m_clients.isEmpty());
    m_delete->setVisible(!m_clients.isEmpty());
    m_table->setEnabled(!m_busy->isRunning());
}

void ClientsDialog::setOutcome(const QString &sentence, Tone tone)
{
    m_outcome->setVisible(!sentence.isEmpty());
    if (!sentence.isEmpty())
        m_outcome->setSentence(sentence, tone);
}

void ClientsDialog::setError(const std::optional<base::Error> &error)
{
    m_error->setError(error);
}

} // namespace authscope::ui
