// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/clientactions.h"
#include "session/connection.h"

namespace authscope::session {

/// Every connection of one data folder, the exchange log they share, and what is kept on disk.
class Workspace : public QObject {
    Q_OBJECT

public:
    /// `services.clients` may be null: the workspace keeps the registrations in its store.
    Workspace(oauth::Services services, std::unique_ptr<store::Store> store, WriteConfirmer *confirmer,
        QObject *parent = nullptr);
    ~Workspace() override;

    /// Reads the connections and starts to restore each sign-in from the keychain.
    base::Result<void> load(bool restoreSignIns = true);

    const QList<Connection *> &connections() const { return m_connections; }
    Connection *find(const QString &idOrName) const; ///< id, exact name, URL, or 1-based number
    /// A connection to the URL; the existing one when there is one. The name defaults to the host.
    base::Result<Connection *> add(const QByteArray &url, const QString &name = {});
    /// A connection to a program of this machine. What its environment adds goes to the keychain.
    base::Result<Connection *> add(const mcp::ServerCommand &command, const QString &name);
    /// Another connection to the same server with the same settings, for somebody else to sign in there: what
    /// the keychain has is not taken over, and the provider is asked to let the person choose (prompt=login).
    /// Error: OA-002 where nobody signs in.
    base::Result<Connection *> addIdentity(const Connection &connection);
    /// Other connections to the same server.
    QList<Connection *> twins(const Connection &connection) const;
    /// Who answers what servers ask for; null refuses. Not owned; outlives the workspace.
    void setInputHandler(mcp::InputHandler *handler);
    mcp::InputHandler *inputHandler() const { return m_input; }
    base::Result<void> remove(Connection *connection); ///< local only: tokens must have been signed out first
    /// `needs`: the extra CA and the client certificate with its key, if any.
    Probe *probe(const QByteArray &url, QObject *parent, net::ConnectionNetwork needs = {});

    /// Every client this program registered and still keeps, oldest first.
    QList<KnownClient> clients() const;
    /// What the provider has on file; `update` gives it the metadata of today. OA-182 when it gave no way.
    base::ResultOperation<oauth::ManagedClient> *readClient(
        const QByteArray &issuer, const QByteArray &clientId, QObject *parent, bool update = false);
    /// At the provider where it gave a way, and here in any case. Sign-ins made with it are left as they are:
    /// the provider ends them, or not.
    base::ResultOperation<ClientDeletion> *deleteClient(
        const QByteArray &issuer, const QByteArray &clientId, QObject *parent);

    net::ExchangeLog *exchangeLog() const { return m_services.network->log(); }
    /// What was kept of other runs, oldest first, the newest 500 of a connection; an empty id: of all. Their
    /// secrets are marks whose values were never kept.
    QList<net::Exchange> earlierExchanges(const QString &id);
    store::Store *store() const { return m_store.get(); }
    const oauth::Services &services() const { return m_services; }
    /// The keys of issuers, as all connections and the inspector share them.
    oauth::KeySource *keySource() const { return m_keys; }
    /// "GNOME Keyring", "memory"
    QString keychainName() const { return m_services.secrets->displayName(); }

Q_SIGNALS:
    void connectionAdded(authscope::session::Connection *connection);
    void connectionRemoved(const QString &id);
    /// Something could not be written; what was there before is still there.
    void storageFailed(const authscope::base::Error &error);

private:
    void keepEnvironment(Connection *connection, const mcp::ServerCommand &command);
    void rememberKind(const ProbeReport &report);
    Connection *attach(const store::ConnectionRecord &record);
    void keepExchange(base::ExchangeId id);

    oauth::Services m_services;
    std::unique_ptr<store::Store> m_store;
    ClientStore *m_clients = nullptr;
    WriteConfirmer *m_confirmer;
    mcp::InputHandler *m_input = nullptr;
    oauth::KeySource *m_keys;
    QList<Connection *> m_connections;
    QSet<qint64> m_keptHere; ///< numbers of the exchanges this run kept
    QHash<QByteArray, QByteArray> m_probedKinds; ///< by URL, as ConnectionRecord::kind
};

} // namespace authscope::session
