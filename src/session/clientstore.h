// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/clientregistry.h"
#include "secrets/secretstore.h"
#include "store/store.h"

#include <QPointer>

namespace authscope::session {

/// A client this program registered, as it is kept here.
struct KnownClient {
    QByteArray issuer = {};
    QByteArray clientId = {};
    base::Time registered = {};
    QByteArray authMethod = {};
    QList<QByteArray> redirectUris = {};
    QByteArray document = {}; ///< the server's answer, JSON, without secrets
    bool isManageable = false; ///< can be read and deleted at the provider (RFC 7592)
    QStringList usedBy = {}; ///< names of connections
};

/// Registrations on disk; their secrets and the tokens to manage them with in the keychain.
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

    QList<KnownClient> clients() const; ///< oldest first
    /// With everything the keychain has of it, also when that was not read yet. OA-004 for one not known;
    /// the keychain's error when it refuses.
    base::ResultOperation<oauth::ClientIdentity> *fetch(
        const QByteArray &issuer, const QByteArray &clientId, QObject *parent);
    /// After the provider answered about it: the token or the secret may be new.
    base::Result<void> replace(const oauth::ClientIdentity &client);

private:
    static QString secretKey(const QByteArray &issuer, const QByteArray &clientId);
    static QString managementKey(const QByteArray &issuer, const QByteArray &clientId);
    static oauth::ClientIdentity identityOf(const store::ClientRecord &record);
    std::optional<store::ClientRecord> recordOf(const QByteArray &issuer, const QByteArray &clientId) const;
    void keep(const QString &key, const base::Secret &value);
    void drop(const QString &key);
    friend class FetchClient;

    store::Store *m_store;
    secrets::SecretStore *m_secrets;
    const base::Clock *m_clock;
    QHash<QString, base::Secret> m_known;
};

} // namespace authscope::session
