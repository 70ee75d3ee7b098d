// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "secrets/patience.h"
#include "secrets/secretstore.h"

#include <QPointer>

#include <deque>
#include <functional>
#include <memory>

namespace authscope::secrets {

class KeptIndex;

/// The operating system's keychain through QtKeychain (Secret Service, KWallet, macOS, Windows). Beside it
/// lies an index file of the keys that were kept (never a value), by which a locked keyring is told from one
/// that lost the entry (qt.md §5.2: a locked keyring says "not found", a failed delete says "ok").
/// Operations take turns, as QtKeychain's own jobs do: a write and its proof belong together. Keys must be
/// unique on the whole computer, because Windows looks at nothing else.
class KeychainSecretStore : public SecretStore {
    Q_OBJECT

public:
    /// The service under which every entry lies.
    static const QString service;

    /// `indexFile`: path inside the data folder.
    explicit KeychainSecretStore(const QString &indexFile, QObject *parent = nullptr);
    ~KeychainSecretStore() override;

    /// How long until waiting(true); 3 s unless told.
    void setPatience(std::chrono::milliseconds limit) { m_patience.setLimit(limit); }

    ReadOperation *read(const QString &key, QObject *parent) override;
    WriteOperation *write(const QString &key, const base::Secret &value, QObject *parent) override;
    RemoveOperation *remove(const QString &key, QObject *parent) override;
    QString displayName() const override { return m_name; }
    bool isPersistent() const override { return true; }
    bool wasKept(const QString &key) const override;

private:
    struct Turn {
        QPointer<base::Operation> operation;
        std::function<void()> begin;
    };
    void inTurn(base::Operation &operation, std::function<void()> begin);
    void endTurn(QObject *operation);
    void takeTurns();

    Patience m_patience;
    std::shared_ptr<KeptIndex> m_index; ///< shared with jobs that outlive the store
    std::deque<Turn> m_turns;
    QObject *m_current = nullptr;
    QString m_name;
};

} // namespace authscope::secrets
