// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/memorysecretstore.h"

#include "secrets/storeoperation.h"

namespace authscope::secrets {

using namespace Qt::StringLiterals;

MemorySecretStore::MemorySecretStore(QObject *parent) : SecretStore(parent)
{
    connect(&m_patience, &Patience::waiting, this, &SecretStore::waiting);
}

MemorySecretStore::~MemorySecretStore() = default;

void MemorySecretStore::setMood(Mood mood)
{
    if (mood == m_mood)
        return;
    m_mood = mood;
    Q_EMIT moodChanged();
}

void MemorySecretStore::removeElsewhere(const QString &key)
{
    m_values.remove(key);
}

SecretStore::ReadOperation *MemorySecretStore::read(const QString &key, QObject *parent)
{
    using Read = StoreOperation<base::Secret>;
    return new Read(
        this, &m_patience, Act::Read,
        [this, key](Read &operation) {
            whenSpeaking(&operation, [this, key, &operation] {
                m_journal.append(u"read "_s + key);
                const bool mayBeThere = m_values.contains(key) || m_index.contains(key);
                if (m_mood == Mood::Unavailable || (m_mood == Mood::Locked && mayBeThere))
                    operation.refuse(*trouble());
                else if (m_mood == Mood::Fine && m_index.contains(key) && !m_values.contains(key))
                    operation.refuse(KeepState::RemovedElsewhere);
                else
                    operation.succeed(KeepState::InMemory, m_values.value(key));
            });
        },
        parent);
}

SecretStore::WriteOperation *MemorySecretStore::write(
    const QString &key, const base::Secret &value, QObject *parent)
{
    using Write = StoreOperation<KeepState>;
    return new Write(
        this, &m_patience, Act::Write,
        [this, key, value](Write &operation) {
            whenSpeaking(&operation, [this, key, value, &operation] {
                m_journal.append(u"write "_s + key);
                if (const auto state = trouble())
                    return operation.refuse(*state);
                m_values.insert(key, value);
                m_index.insert(key);
                operation.succeed(KeepState::InMemory, KeepState::InMemory);
            });
        },
        parent);
}

SecretStore::RemoveOperation *MemorySecretStore::remove(const QString &key, QObject *parent)
{
    using Remove = StoreOperation<bool>;
    return new Remove(
        this, &m_patience, Act::Remove,
        [this, key](Remove &operation) {
            whenSpeaking(&operation, [this, key, &operation] {
                m_journal.append(u"remove "_s + key);
                if (const auto state = trouble())
                    return operation.refuse(*state);
                m_values.remove(key);
                m_index.remove(key);
                operation.succeed(KeepState::InMemory, true);
            });
        },
        parent);
}

QString MemorySecretStore::displayName() const
{
    return u"memory"_s;
}

bool MemorySecretStore::wasKept(const QString &key) const
{
    return m_index.contains(key);
}

void MemorySecretStore::whenSpeaking(base::Operation *operation, std::function<void()> answer)
{
    if (m_mood != Mood::Silent)
        return answer();
    const auto late = [operation, answer = std::move(answer)] {
        if (operation->isRunning())
            answer();
    };
    connect(this, &MemorySecretStore::moodChanged, operation, late, Qt::SingleShotConnection);
}

std::optional<KeepState> MemorySecretStore::trouble() const
{
    switch (m_mood) {
    case Mood::Locked:
        return KeepState::Locked;
    case Mood::Unavailable:
        return KeepState::Unavailable;
    case Mood::Fine:
    case Mood::Silent:
        return {};
    }
    Q_UNREACHABLE();
}

} // namespace authscope::secrets
