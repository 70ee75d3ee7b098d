// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "secrets/patience.h"
#include "secrets/secretstore.h"

#include <QHash>
#include <QSet>

#include <functional>
#include <optional>

namespace authscope::secrets {

/// Keeps secrets until it is destroyed. Chosen with --secrets memory, and in tests, where it can be told to
/// behave like a keychain in trouble.
class MemorySecretStore : public SecretStore {
    Q_OBJECT

public:
    enum class Mood { Fine, Locked, Unavailable, Silent /**< never answers until the mood changes */ };

    explicit MemorySecretStore(QObject *parent = nullptr);
    ~MemorySecretStore() override;

    /// Operations that a Silent store kept waiting are answered in the new mood.
    void setMood(Mood mood);
    /// How long until waiting(true); 3 s unless told.
    void setPatience(std::chrono::milliseconds limit) { m_patience.setLimit(limit); }
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

Q_SIGNALS:
    void moodChanged();

private:
    /// Runs `answer` now, or when the store is no longer silent and the operation still waits.
    void whenSpeaking(base::Operation *operation, std::function<void()> answer);
    std::optional<KeepState> trouble() const;

    Patience m_patience;
    Mood m_mood = Mood::Fine;
    QHash<QString, base::Secret> m_values;
    QSet<QString> m_index;
    QStringList m_journal;
};

} // namespace authscope::secrets
