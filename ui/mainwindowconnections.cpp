// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mainwindow.h"

#include "ui/common/errorpresenter.h"
#include "ui/common/question.h"
#include "ui/common/text.h"
#include "ui/connections/commandform.h"
#include "ui/connections/importdialog.h"
#include "ui/connections/settingsdialog.h"
#include "ui/connections/sidebar.h"
#include "ui/statusline.h"

#include <QFileDialog>
#include <QSaveFile>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace authscope::ui {

using session::Connection;

void MainWindow::watch(Connection *connection)
{
    connect(connection, &Connection::changed, this, &MainWindow::showRows, Qt::UniqueConnection);
    connect(connection, &Connection::toolsChanged, this, &MainWindow::showRows, Qt::UniqueConnection);
}

void MainWindow::showConnections()
{
    for (Connection *connection : m_workspace->connections())
        watch(connection);
    showRows();
    Connection *last = m_workspace->find(m_settings.value(u"lastConnection"_s).toString());
    if (!last && !m_workspace->connections().isEmpty())
        last = m_workspace->connections().first();
    if (!last)
        return;
    select(last);
    const auto tab = static_cast<ConnectionPage::Tab>(
        std::clamp(m_settings.value(u"lastTab"_s).toInt(), 0, ConnectionPage::tabCount - 1));
    if (currentPage()->isTabShown(tab))
        currentPage()->showTab(tab);
}

void MainWindow::showRows()
{
    QList<ConnectionRow> rows;
    for (const Connection *connection : m_workspace->connections())
        rows += { connection->id(), connection->name(), connection->state(), connection->stateText(),
            connection->url() };
    m_sidebar->setRows(rows);
    m_sidebar->setVisible(!rows.isEmpty());
    const ConnectionPage *page = currentPage();
    const mcp::ServerInfo *server = page ? page->connection()->serverInfo() : nullptr;
    m_status->setConnection(
        page ? page->connection()->keptWhere() : QString(), server ? server->protocolVersion : QByteArray());
    setWindowTitle(page ? tr("%1 — Authscope").arg(isolated(base::cleaned(page->connection()->name(), 80)))
                        : tr("Authscope"));
}

ConnectionPage *MainWindow::currentPage() const
{
    return qobject_cast<ConnectionPage *>(m_pages->currentWidget());
}

ConnectionPage *MainWindow::pageOf(Connection *connection)
{
    for (int i = 0; i < m_pages->count(); ++i) {
        auto *page = qobject_cast<ConnectionPage *>(m_pages->widget(i));
        if (page && page->connection() == connection)
            return page;
    }
    auto *page = new ConnectionPage(m_workspace, connection, &m_clipboard);
    connect(page, &ConnectionPage::inspectionRequested, this,
        [this, page](oauth::TokenKind kind) { inspectTokenOf(page->connection(), kind); });
    page->restoreLayout(m_settings);
    m_pages->addWidget(page);
    return page;
}

void MainWindow::addIdentity(const QString &connection)
{
    const Connection *known = m_workspace->find(connection);
    if (!known)
        return;
    const auto twin = m_workspace->addIdentity(*known);
    if (!twin)
        return showError(twin.error());
    select(*twin);
    currentPage()->signIn(tr("Somebody else’s sign-in at the same server"));
}

void MainWindow::select(Connection *connection)
{
    ConnectionPage *page = pageOf(connection);
    m_pages->setCurrentWidget(page);
    if (m_sidebar->chosen() != connection->id())
        m_sidebar->choose(connection->id());
    page->tick(m_clock->now());
    showRows();
}

void MainWindow::tryDemo()
{
    m_error->setError({});
    if (!m_services.startDemo)
        return;
    const base::Result<QByteArray> url = m_services.startDemo();
    if (!url)
        return showError(url.error());
    const auto connection = m_workspace->add(*url, tr("Boards demo"));
    if (!connection)
        return showError(connection.error());
    select(*connection);
    if (!(*connection)->tokens().hasGrant())
        currentPage()->signIn();
}

void MainWindow::openConnectDialog(const QString &url)
{
    m_connectDialog->openWith(url);
}

void MainWindow::connectTo(const ConnectDialog::Answer &answer)
{
    m_error->setError({});
    if (answer.command.isSet())
        return connectToProgram(answer.command);
    const auto connection = m_workspace->add(answer.url, answer.name);
    if (!connection)
        return showError(connection.error());
    const bool typed = answer.isAdvanced || !answer.settings.clientId.isEmpty()
        || !answer.settings.scopes.isEmpty() || !answer.clientSecret.isEmpty();
    if (typed) {
        if (const auto kept = (*connection)->setSettings(answer.settings, answer.clientSecret); !kept)
            showError(kept.error());
    }
    if (answer.grantInput) {
        if (const auto kept = (*connection)->setGrantInput(*answer.grantInput); !kept)
            showError(kept.error());
    }
    const auto go = [this, signIn = answer.signIn](Connection *chosen) {
        select(chosen);
        if (signIn)
            currentPage()->signIn();
        else
            currentPage()->openTools();
    };
    if (answer.headers.isEmpty())
        return go(*connection);
    setHeaders(*connection, answer.headers, go); // the first request has to carry them
}

void MainWindow::connectToProgram(const mcp::ServerCommand &command)
{
    ask(this, u"runProgramDialog"_s,
        { .title = tr("Run this program as a server?"),
            .words = tr("It runs on this computer, as you, with all that you may do, now and whenever this "
                        "connection "
                        "is used. It ends when the connection does.\n\n%1")
                         .arg(describeCommand(command)),
            .yes = tr("Run it") },
        [this, command] {
            const auto connection = m_workspace->add(command, {});
            if (!connection)
                return showError(connection.error());
            select(*connection);
            currentPage()->openTools();
        });
}

void MainWindow::openImport()
{
    auto *dialog = new ImportDialog(this);
    connect(dialog, &ImportDialog::chosen, this, &MainWindow::importServers);
    dialog->open();
}

void MainWindow::importServers(const QList<session::ListedServer> &servers)
{
    m_error->setError({});
    for (const session::ListedServer &server : servers) {
        const auto added = server.command.isSet() ? m_workspace->add(server.command, server.name)
                                                  : m_workspace->add(server.url, server.name);
        if (!added)
            return showError(added.error());
        if (!server.headers.isEmpty())
            setHeaders(*added, server.headers, {});
    }
}

void MainWindow::exportServers()
{
    auto *dialog = new QFileDialog(this, tr("Export servers, without secrets"), {}, tr("JSON (*.json)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"json"_s);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        const QList<Connection *> all = m_workspace->connections();
        QSaveFile file(path);
        const bool written = file.open(QIODevice::WriteOnly)
            && file.write(session::writeServerList({ all.begin(), all.end() })) >= 0 && file.commit();
        if (!written)
            showError({ .kind = base::ErrorKind::Storage,
                .message = tr("%1 was not written: %2. What was there before is still there.")
                               .arg(isolated(path), file.errorString()) });
    });
    dialog->open();
}

void MainWindow::setHeaders(Connection *connection, const HeadersTable::Headers &headers,
    const std::function<void(Connection *)> &then)
{
    auto *keep = connection->setHeaders(headers, this);
    connect(keep, &base::Operation::finished, this, [this, keep, id = connection->id(), then] {
        keep->deleteLater();
        if (!keep->result())
            showError(keep->result().error());
        if (Connection *there = m_workspace->find(id); there && then)
            then(there);
    });
    keep->start();
}

void MainWindow::openSettings(Connection *connection)
{
    auto *dialog
        = new SettingsDialog(connection->name(), connection->settings(), connection->command().isSet(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &SettingsDialog::answered, this,
        [this, id = connection->id()](const SettingsDialog::Answer &answer) {
            Connection *changed = m_workspace->find(id);
            if (!changed)
                return;
            m_error->setError({});
            if (const auto kept = changed->setSettings(answer.settings, answer.clientSecret); !kept)
                showError(kept.error());
            if (answer.grantInput) {
                if (const auto kept = changed->setGrantInput(*answer.grantInput); !kept)
                    showError(kept.error());
            }
            if (answer.name != changed->name()) {
                if (const auto kept = changed->rename(answer.name); !kept)
                    showError(kept.error());
            }
            if (answer.clientIdentity) {
                auto *keep = changed->setClientIdentity(*answer.clientIdentity, this);
                connect(keep, &base::Operation::finished, this, [this, keep] {
                    keep->deleteLater();
                    if (!keep->result())
                        showError(keep->result().error());
                });
                keep->start();
            }
            if (answer.changesHeaders)
                setHeaders(changed, answer.headers, {});
        });
    dialog->open();
}

void MainWindow::rename(Connection *connection)
{
    askText(this, u"renameDialog"_s, { .title = tr("Rename the connection"), .yes = tr("Rename") },
        connection->name(), [this, id = connection->id()](const QString &name) {
            Connection *renamed = m_workspace->find(id);
            if (!renamed)
                return;
            if (const auto kept = renamed->rename(name); !kept)
                showError(kept.error());
        });
}

void MainWindow::remove(Connection *connection)
{
    ask(this, u"removeDialog"_s,
        { .title = tr("Remove this connection?"),
            .words = tr("“%1” goes, with its tokens, history and traffic on this computer. Nothing is taken "
                        "back at the "
                        "provider; Disconnect does that.")
                         .arg(base::cleaned(connection->name())),
            .yes = tr("Remove") },
        [this, id = connection->id()] {
            Connection *doomed = m_workspace->find(id);
            if (!doomed)
                return;
            session::SignOut *out = doomed->signOut(false, this);
            connect(out, &base::Operation::finished, this, [this, out, id] {
                out->deleteLater();
                Connection *gone = m_workspace->find(id);
                if (!gone)
                    return;
                if (!out->result())
                    return showError(out->result().error());
                if (const auto removed = m_workspace->remove(gone); !removed)
                    showError(removed.error());
            });
            out->start();
        });
}

void MainWindow::dropPage(const QString &id)
{
    for (int i = m_pages->count() - 1; i >= 0; --i) {
        auto *page = qobject_cast<ConnectionPage *>(m_pages->widget(i));
        if (!page || page->connection()->id() != id)
            continue;
        m_pages->removeWidget(page);
        delete page; // before the connection it looks at
    }
    if (m_workspace->connections().isEmpty())
        m_pages->setCurrentWidget(m_start);
    else
        select(m_workspace->connections().first());
    showRows();
}

} // namespace authscope::ui
