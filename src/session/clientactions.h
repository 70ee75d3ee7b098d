// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/clientmanagement.h"
#include "session/clientstore.h"

namespace authscope::session {

/// What became of a client that was to go.
struct ClientDeletion {
    bool deletedAtProvider = false;
    QString note = {}; ///< what the server may still list, and why
};

/// Reads a registration at the provider, or gives it the metadata of today. What is kept here follows.
class ReadClient : public oauth::Awaiting<oauth::ManagedClient> {
    Q_OBJECT

public:
    ReadClient(oauth::Services services, ClientStore *clients, QByteArray issuer, QByteArray clientId,
        bool update, QObject *parent);

protected:
    void run() override;

private:
    oauth::Services m_services;
    QPointer<ClientStore> m_clients;
    QByteArray m_issuer, m_clientId;
    bool m_update;
};

/// Deletes a registration at the provider, then here: here whatever the provider says (T082).
class DeleteClient : public oauth::Awaiting<ClientDeletion> {
    Q_OBJECT

public:
    DeleteClient(oauth::Services services, ClientStore *clients, QByteArray issuer, QByteArray clientId,
        QObject *parent);

protected:
    void run() override;

private:
    void conclude(bool deletedAtProvider, const QString &why);

    oauth::Services m_services;
    QPointer<ClientStore> m_clients;
    QByteArray m_issuer, m_clientId;
};

} // namespace authscope::session
