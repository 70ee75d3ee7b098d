// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "secrets/secretstore.h"

#include <QSet>

namespace authscope::secrets {

/// The operating system's keychain through QtKeychain (Secret Service, KWallet, macOS, Windows). Beside it
/// lies an index file of the keys that were kept (never a value), by which a locked keyring is told from one
/// that lost the entry (qt.md §5.2: a locked keyring says "not found", a failed delete says "ok").
class KeychainSecretStore : public SecretStore {
    Q_OBJECT

public:
    /// `indexFile`: path inside the data folder.
    explicit KeychainSecretStore(const QString &indexFile, QObject *parent = nullptr);

    ReadOperation *read(const QString &key, QObject *parent) override;
    WriteOperation *write(const QString &key, const base::Secret &value, QObject *parent) override;
    RemoveOperation *remove(const QString &key, QObject *parent) override;
    QString displayName() const override;
    bool isPersistent() const override { return true; }
    bool wasKept(const QString &key) const override;

private:
    friend class KeychainOperationAccess;
    void setKept(const QString &key, bool kept);

    QString m_indexFile;
    QSet<QString> m_index;
};

} // namespace authscope::secrets
