// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/clientscontroller.h"

#include "ui/common/busyline.h"
#include "ui/common/question.h"
#include "ui/common/text.h"
#include "ui/connections/clientsdialog.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace authscope::ui {

ClientsController::ClientsController(session::Workspace *workspace, QWidget *window)
    : QObject(window), m_workspace(workspace), m_window(window)
{
    m_tick.setInterval(1s);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        if (m_dialog)
            m_dialog->busy()->tick(m_workspace->services().clock->now());
    });
}

void ClientsController::open()
{
    if (!m_dialog) {
        m_dialog = new ClientsDialog(m_window);
        m_dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_dialog, &ClientsDialog::readRequested, this, &ClientsController::read);
        connect(m_dialog, &ClientsDialog::deletionRequested, this, &ClientsController::confirmDeletion);
        connect(m_dialog, &ClientsDialog::exchangeRequested, this, &ClientsController::exchangeRequested);
        const auto stop = [this] {
            if (m_running)
                m_running->cancel();
        };
        connect(m_dialog->busy(), &BusyLine::stopRequested, this, stop);
        connect(m_dialog, &QDialog::finished, this, stop);
    }
    m_dialog->setClients(m_workspace->clients());
    m_dialog->show();
    m_dialog->raise();
    m_dialog->activateWindow();
}

template <class Value, class Then>
void ClientsController::run(base::ResultOperation<Value> *action, const QString &phase, Then then)
{
    m_running = action;
    connect(action, &base::Operation::finished, this, [this, action, then] {
        action->deleteLater();
        m_running.clear();
        m_tick.stop();
        if (!m_dialog)
            return;
        m_dialog->busy()->end();
        m_dialog->setClients(m_workspace->clients());
        const base::Result<Value> &result = action->result();
        if (result)
            then(*result);
        else
            m_dialog->setError(result.error());
    });
    m_dialog->setOutcome({}, Tone::Plain);
    m_dialog->setError({});
    m_dialog->busy()->begin(phase, m_workspace->services().clock->now());
    m_dialog->showButtons();
    m_tick.start();
    action->start();
}

void ClientsController::read(const QByteArray &issuer, const QByteArray &clientId)
{
    if (m_running)
        return;
    run(m_workspace->readClient(issuer, clientId, this), tr("asking the provider"),
        [this](const oauth::ManagedClient &found) {
            m_dialog->setDocument(found.document, m_workspace->services().clock->now());
        });
}

void ClientsController::confirmDeletion(const session::KnownClient &client)
{
    const QString id = isolated(base::cleaned(client.clientId, 80));
    const QString issuer = isolated(base::cleaned(client.issuer));
    QString words = client.isManageable
        ? tr("The client %1 is deleted at %2, and what is kept of it here goes in any case, also when the "
             "provider refuses.")
              .arg(id, issuer)
        : tr("What is kept of the client %1 here goes. %2 gave no way to delete it there, so it may go on "
             "listing it.")
              .arg(id, issuer);
    if (!client.usedBy.isEmpty())
        words += u"\n\n"_s
            + tr("Signed in with it: %1. The provider may end that; disconnect first to be sure.")
                  .arg(isolated(base::cleaned(client.usedBy.join(u", "_s), 300)));
    ask(m_dialog, u"deleteClientDialog"_s,
        { .title = client.isManageable ? tr("Delete this client?") : tr("Forget this client?"),
            .words = words,
            .yes = client.isManageable ? tr("Delete") : tr("Forget here") },
        [this, issuer = client.issuer, clientId = client.clientId] { remove(issuer, clientId); });
}

void ClientsController::remove(const QByteArray &issuer, const QByteArray &clientId)
{
    if (m_running || !m_dialog)
        return;
    run(m_workspace->deleteClient(issuer, clientId, this), tr("deleting"),
        [this](const session::ClientDeletion &done) {
            if (done.deletedAtProvider)
                m_dialog->setOutcome(tr("The client is deleted at the provider and here."), Tone::Good);
            else
                m_dialog->setOutcome(tr("The client is gone here. %1").arg(done.note), Tone::Caution);
        });
}

} // namespace authscope::ui
