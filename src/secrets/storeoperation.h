// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "secrets/failure.h"
#include "secrets/patience.h"
#include "secrets/secretstore.h"

#include <QPointer>

#include <functional>

namespace authscope::secrets {

/// The operation of a store: how it begins is the store's business, and it ends even when the store goes
/// first.
template <class T>
class StoreOperation : public KeepOperation<T> {
public:
    using Begin = std::function<void(StoreOperation &)>;

    StoreOperation(SecretStore *store, Patience *patience, Act act, Begin begin, QObject *parent)
        : KeepOperation<T>(parent)
        , m_store(store)
        , m_patience(patience)
        , m_act(act)
        , m_begin(std::move(begin))
    {
    }

    void succeed(KeepState state, T value) { this->finishAs(state, std::move(value)); }
    void refuse(base::Error error, KeepState state) { this->finishAs(state, base::fail(std::move(error))); }
    void refuse(KeepState state, const QString &keychainSays = {})
    {
        refuse(failure(m_act, state, m_store ? m_store->displayName() : QString(), keychainSays), state);
    }

protected:
    void run() override
    {
        if (!m_store)
            return refuse(KeepState::Unavailable);
        QObject::connect(m_store, &QObject::destroyed, this, [this] { refuse(KeepState::Unavailable); });
        m_patience->watch(this);
        m_begin(*this);
    }

private:
    QPointer<SecretStore> m_store;
    Patience *m_patience; ///< a part of the store
    Act m_act;
    Begin m_begin;
};

} // namespace authscope::secrets
