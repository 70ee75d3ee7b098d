// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/restoregrant.h"

#include "oauth/keptgrant.h"

namespace authscope::oauth {

RestoreGrant::RestoreGrant(TokenKeeper *keeper, Take take, Trouble trouble, secrets::SecretStore *store,
    QString connection, QObject *parent)
    : Awaiting(parent)
    , m_keeper(keeper)
    , m_take(std::move(take))
    , m_trouble(std::move(trouble))
    , m_store(store)
    , m_connection(std::move(connection))
{
}

void RestoreGrant::run()
{
    if (m_keeper && m_keeper->hasGrant())
        return finishWith(true);
    const QString key = refreshTokenKey(m_connection);
    if (!m_store->wasKept(key))
        return finishWith(false);
    await(m_store->read(key, this), [this](secrets::SecretStore::ReadOperation *read) { entryRead(read); });
}

void RestoreGrant::entryRead(secrets::SecretStore::ReadOperation *read)
{
    if (!m_keeper)
        return finishWith(base::cancelledError());
    if (!read->result()) {
        m_trouble(read->result().error(), read->state());
        return finishWith(read->result().error());
    }
    if (read->result()->isEmpty())
        return finishWith(false);
    auto kept = readKeptGrant(*read->result(), m_connection);
    if (!kept) {
        m_trouble(kept.error(), read->state());
        return finishWith(kept.error());
    }
    if (!m_keeper->hasGrant()) // a sign-in may have been quicker
        m_take(std::move(*kept), read->state());
    finishWith(true);
}

} // namespace authscope::oauth
