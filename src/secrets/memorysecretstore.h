// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "secrets/secretstore.h"

#include <QHash>
#include <QSet>

namespace authscope::secrets {

/// Keeps secrets until it is destroyed. Chosen with --secrets memory, and in tests, where it can be told to
/// behave like a keychain in trouble.
class MemorySecretStore : public SecretStore {
    Q_OBJECT

public:
    enum class Mood { Fine, Locked, Unavailable, Silent /**< never answers until the mood changes */ };

    explicit MemorySecretStore(QObject *parent = nullptr);
    ~MemorySecretStore() override;

    void setMood(Mood mood);
    /// Removes the value and leaves the index: what another program does to a keychain.
    void removeElsewhere(const QString &key);
    QHash<QString, base::Secret> contents() const { return m_values; }
    /// Order of events, "write refresh/…", for tests that prove an order.
    const QStringList &journal() const { return m_journal; }

    ReadOperation *read(const QString &key, QObject *parent) override;
    WriteOperation *write(const QString &key, const base::Secret &value, QObject *parent) override;
    RemoveOperation *remove(const QString &key, QObject *parent) override;
    QString displayName() const override;
    bool isPersistent() const override { return false; }
    bool wasKept(const QString &key) const override;

private:
    friend class MemoryOperationAccess;
    Mood m_mood = Mood::Fine;
    QHash<QString, base::Secret> m_values;
    QSet<QString> m_index;
    QStringList m_journal;
};

} // namespace authscope::secrets
