// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/clientregistry.h"
#include "secrets/secretstore.h"
#include "store/store.h"

#include <QPointer>

namespace authscope::session {

/// Registrations on disk, the few client secrets in the keychain.
class ClientStore : public QObject, public oauth::ClientRegistry {
    Q_OBJECT

public:
    ClientStore(
        store::Store *store, secrets::SecretStore *secrets, const base::Clock *clock, QObject *parent);

    /// Reads the secrets of confidential clients, so that find() need not wait.
    void preload();

    base::Result<std::optional<oauth::ClientIdentity>> find(
        const QByteArray &issuer, const QByteArray &profile) override;
    base::Result<void> remember(const oauth::ClientIdentity &client, const QByteArray &profile) override;
    void forget(const QByteArray &issuer, const QByteArray &clientId) override;

private:
    static QString secretKey(const QByteArray &issuer, const QByteArray &clientId);

    store::Store *m_store;
    secrets::SecretStore *m_secrets;
    const base::Clock *m_clock;
    QHash<QString, base::Secret> m_known;
};

} // namespace authscope::session
