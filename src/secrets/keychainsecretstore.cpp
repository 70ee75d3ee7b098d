// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/keychainsecretstore.h"

#include "base/errorcodes.h"
#include "secrets/keptindex.h"
#include "secrets/secretservice.h"
#include "secrets/storeoperation.h"

#include <qt6keychain/keychain.h>

#include <tuple>

namespace authscope::secrets {

using namespace Qt::StringLiterals;

const QString KeychainSecretStore::service = u"authscope"_s;

namespace {

using Read = StoreOperation<base::Secret>;
using Write = StoreOperation<KeepState>;
using Remove = StoreOperation<bool>;
using Index = std::shared_ptr<KeptIndex>;

/// A job without a parent: deleting one that runs crashes QtKeychain, so it always lives to its end and
/// deletes itself; whoever lost interest is simply no longer told.
template <class Job>
Job *newJob(const QString &key)
{
    auto *job = new Job(KeychainSecretStore::service);
    job->setKey(key);
    job->setAutoDelete(true);
    job->setInsecureFallback(false);
    return job;
}

/// Starts the job and goes on with it, unless the operation ended in the meantime: the next one has its turn
/// then, and what a late answer would conclude about the entry may no longer be so.
template <class Job, class Then>
void start(Job *job, base::Operation *operation, Then then)
{
    QObject::connect(job, &QKeychain::Job::finished, operation, [job, operation, then = std::move(then)] {
        if (operation->isRunning())
            then(*job);
    });
    job->start();
}

KeepState stateOf(QKeychain::Error error)
{
    switch (error) {
    case QKeychain::NoError:
        return KeepState::Kept;
    case QKeychain::AccessDeniedByUser:
    case QKeychain::AccessDenied:
        return KeepState::Locked;
    case QKeychain::EntryNotFound:
    case QKeychain::CouldNotDeleteEntry:
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
    case QKeychain::OtherError:
        return KeepState::Unavailable;
    }
    return KeepState::Unavailable;
}

template <class Operation>
void refuse(Operation &operation, const QKeychain::Job &job)
{
    operation.refuse(stateOf(job.error()), job.errorString());
}

void readEntry(Read &operation, const QString &key, const Index &index)
{
    auto *job = newJob<QKeychain::ReadPasswordJob>(key);
    start(job, &operation, [&operation, key, index](const QKeychain::ReadPasswordJob &done) {
        if (done.error() == QKeychain::NoError)
            return operation.succeed(KeepState::Kept, base::Secret(done.binaryData()));
        if (done.error() != QKeychain::EntryNotFound)
            return refuse(operation, done);
        if (!index->contains(key))
            return operation.succeed(KeepState::Kept, base::Secret());
        findEntry(KeychainSecretStore::service, key, &operation, [&operation](EntryPlace place) {
            const bool isGone = place == EntryPlace::Absent || place == EntryPlace::Unknown;
            operation.refuse(isGone ? KeepState::RemovedElsewhere : KeepState::Locked);
        });
    });
}

void proveWritten(Write &operation, const QString &key, const base::Secret &value, const QString &keychain)
{
    auto *job = newJob<QKeychain::ReadPasswordJob>(key);
    start(job, &operation, [&operation, value, keychain](const QKeychain::ReadPasswordJob &done) {
        if (done.error() == QKeychain::NoError && done.binaryData() == value.reveal())
            return operation.succeed(KeepState::Kept, KeepState::Kept);
        const QString words = u"%1 took the secret, and did not give the same one back when asked. This "
                              "sign-in lasts until you close the program."_s.arg(keychain);
        operation.refuse({ .kind = base::ErrorKind::Keychain,
                             .code = base::code::keychainUnavailable,
                             .message = words,
                             .nextStep = u"Check the keychain, then sign in again."_s },
            KeepState::Unavailable);
    });
}

void writeEntry(Write &operation, const QString &key, const base::Secret &value, const Index &index,
    const QString &keychain)
{
    // The index first: if the program dies in between, a locked keyring is still told from an empty one.
    const bool isNew = !index->contains(key);
    if (const auto added = index->add(key); !added)
        return operation.refuse(added.error(), KeepState::Unavailable);
    auto *job = newJob<QKeychain::WritePasswordJob>(key);
    job->setBinaryData(value.reveal());
    if (isNew) {
        QObject::connect(job, &QKeychain::Job::finished, job, [index, key](const QKeychain::Job *done) {
            if (done->error() != QKeychain::NoError)
                std::ignore = index->remove(key); // stays as "may be there", which a read sorts out
        });
    }
    start(job, &operation, [&operation, key, value, keychain](const QKeychain::WritePasswordJob &done) {
        if (done.error() == QKeychain::NoError)
            proveWritten(operation, key, value, keychain);
        else
            refuse(operation, done);
    });
}

void forget(Remove &operation, const QString &key, const Index &index)
{
    if (!operation.isRunning())
        return;
    if (const auto removed = index->remove(key); !removed)
        operation.refuse(removed.error(), KeepState::Kept);
    else
        operation.succeed(KeepState::Kept, true);
}

/// A delete that "succeeded" proves nothing, and neither does "not found" while the keyring is locked.
void proveRemoved(Remove &operation, const QString &key, const Index &index)
{
    auto *job = newJob<QKeychain::ReadPasswordJob>(key);
    start(job, &operation, [&operation, key, index](const QKeychain::ReadPasswordJob &done) {
        if (done.error() == QKeychain::NoError)
            return operation.succeed(KeepState::Kept, false);
        if (done.error() != QKeychain::EntryNotFound)
            return refuse(operation, done);
        findEntry(KeychainSecretStore::service, key, &operation, [&operation, key, index](EntryPlace place) {
            switch (place) {
            case EntryPlace::Locked:
                return operation.refuse(KeepState::Locked);
            case EntryPlace::Open:
                return operation.succeed(KeepState::Kept, false);
            case EntryPlace::Absent:
            case EntryPlace::Unknown:
                return forget(operation, key, index);
            }
        });
    });
}

void removeEntry(Remove &operation, const QString &key, const Index &index)
{
    auto *job = newJob<QKeychain::DeletePasswordJob>(key);
    start(job, &operation, [&operation, key, index](const QKeychain::DeletePasswordJob &done) {
        if (done.error() == QKeychain::NoError || done.error() == QKeychain::EntryNotFound)
            proveRemoved(operation, key, index);
        else
            refuse(operation, done);
    });
}

} // namespace

KeychainSecretStore::KeychainSecretStore(const QString &indexFile, QObject *parent)
    : SecretStore(parent), m_index(std::make_shared<KeptIndex>(indexFile)), m_name(genericKeychainName())
{
    connect(&m_patience, &Patience::waiting, this, &SecretStore::waiting);
    findKeychainName(this, [this](const QString &name) { m_name = name; });
}

KeychainSecretStore::~KeychainSecretStore() = default;

SecretStore::ReadOperation *KeychainSecretStore::read(const QString &key, QObject *parent)
{
    return new Read(
        this, &m_patience, Act::Read,
        [this, key](Read &operation) {
            inTurn(operation, [&operation, key, index = m_index] { readEntry(operation, key, index); });
        },
        parent);
}

SecretStore::WriteOperation *KeychainSecretStore::write(
    const QString &key, const base::Secret &value, QObject *parent)
{
    return new Write(
        this, &m_patience, Act::Write,
        [this, key, value](Write &operation) {
            inTurn(operation,
                [&operation, key, value, this] { writeEntry(operation, key, value, m_index, m_name); });
        },
        parent);
}

SecretStore::RemoveOperation *KeychainSecretStore::remove(const QString &key, QObject *parent)
{
    return new Remove(
        this, &m_patience, Act::Remove,
        [this, key](Remove &operation) {
            inTurn(operation, [&operation, key, index = m_index] { removeEntry(operation, key, index); });
        },
        parent);
}

bool KeychainSecretStore::wasKept(const QString &key) const
{
    return m_index->contains(key);
}

void KeychainSecretStore::inTurn(base::Operation &operation, std::function<void()> begin)
{
    connect(&operation, &base::Operation::finished, this, [this, ended = &operation] { endTurn(ended); });
    connect(&operation, &QObject::destroyed, this, &KeychainSecretStore::endTurn);
    m_turns.push_back({ &operation, std::move(begin) });
    takeTurns();
}

void KeychainSecretStore::endTurn(QObject *operation)
{
    if (operation != m_current)
        return;
    m_current = nullptr;
    takeTurns();
}

void KeychainSecretStore::takeTurns()
{
    while (!m_current && !m_turns.empty()) {
        const Turn turn = std::move(m_turns.front());
        m_turns.pop_front();
        if (!turn.operation || !turn.operation->isRunning())
            continue;
        m_current = turn.operation;
        turn.begin();
    }
}

} // namespace authscope::secrets
