// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/operation.h"
#include "base/secret.h"

namespace authscope::secrets {

/// What became of a secret that was to be kept or found.
enum class KeepState {
    Kept, ///< in the keychain
    InMemory, ///< memory was asked for: lasts until the program ends
    Locked, ///< the keychain is there and locked, or the person dismissed its prompt
    Unavailable, ///< no keychain answers: this sign-in lasts until the program ends
    RemovedElsewhere, ///< the index says kept, the unlocked keychain has no such entry
    Waiting, ///< the keychain has not answered for 3 s (a prompt may be open)
};

/// A store's operation: beside its result it says how things stand with the secret, because one error code
/// covers two states.
template <class T>
class KeepOperation : public base::ResultOperation<T> {
public:
    using base::ResultOperation<T>::ResultOperation;

    /// Valid from finished() on: Kept or InMemory with every success, Waiting when it was cancelled before
    /// the keychain answered.
    KeepState state() const { return m_state; }

protected:
    void finishAs(KeepState state, base::Result<T> result)
    {
        if (this->isFinished())
            return;
        m_state = state;
        this->finishWith(std::move(result));
    }

private:
    KeepState m_state = KeepState::Waiting;
};

class SecretStore : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    using ReadOperation = KeepOperation<base::Secret>;
    using WriteOperation = KeepOperation<KeepState>;
    using RemoveOperation = KeepOperation<bool>;

    /// Errors are of kind Keychain: OA-246 unavailable, OA-247 locked (or removed elsewhere; the message says
    /// which). A key that was never written here ends with an empty secret.
    virtual ReadOperation *read(const QString &key, QObject *parent) = 0;
    /// Ends with Kept (or InMemory), having read the value back; an error leaves what was there before
    /// untouched.
    virtual WriteOperation *write(const QString &key, const base::Secret &value, QObject *parent) = 0;
    /// True when it is gone, proved by reading back.
    virtual RemoveOperation *remove(const QString &key, QObject *parent) = 0;

    /// How a store describes itself in sentences: "GNOME Keyring", "memory".
    virtual QString displayName() const = 0;
    virtual bool isPersistent() const = 0;
    /// From the non-secret index: was a secret kept under this key?
    virtual bool wasKept(const QString &key) const = 0;

Q_SIGNALS:
    /// An operation has been waiting for the keychain for 3 s; false when it answered.
    void waiting(bool isWaiting);
};

} // namespace authscope::secrets
