// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/takegrant.h"

#include "oauth/keptgrant.h"
#include "oauth/learn.h"

namespace authscope::oauth {

TakeGrant::TakeGrant(
    TokenKeeper *keeper, Services services, QString connection, std::function<void()> drop, QObject *parent)
    : Awaiting(parent)
    , m_keeper(keeper)
    , m_services(std::move(services))
    , m_connection(std::move(connection))
    , m_drop(std::move(drop))
    , m_lock(m_services.lockDir, m_connection, nullptr)
{
    // Whoever holds it for longer hangs; what is to be ended is ended all the same.
    m_lock.setPatience(std::chrono::seconds(10));
}

void TakeGrant::run()
{
    if (!m_keeper)
        return finishWith(base::cancelledError());
    if (!m_keeper->isRefreshing())
        return lock();
    // Its answer may be the only copy of the newest token.
    await(m_keeper->refresh(this), [this](TokenKeeper::RefreshOperation *) { lock(); });
}

void TakeGrant::lock()
{
    connect(&m_lock, &base::Operation::finished, this, [this] {
        if (isRunning())
            readEntry();
    });
    m_lock.start();
}

void TakeGrant::readEntry()
{
    if (!m_keeper)
        return finishWith(base::cancelledError());
    m_taken.grant = m_keeper->grant();
    const QString key = refreshTokenKey(m_connection);
    if (!m_services.secrets->wasKept(key))
        return forget();
    await(m_services.secrets->read(key, this), [this](secrets::SecretStore::ReadOperation *read) {
        if (read->result() && adoptNewer(m_taken.grant, *read->result(), m_connection))
            learnSecrets(*m_services.redactor(), m_taken.grant);
        forget();
    });
}

void TakeGrant::forget()
{
    if (m_keeper)
        m_drop(); // what is in memory goes first, whatever the keychain says
    await(m_services.secrets->remove(refreshTokenKey(m_connection), this),
        [this](secrets::SecretStore::RemoveOperation *remove) {
            if (!remove->result())
                m_taken.problem = remove->result().error();
            finishWith(std::move(m_taken));
        });
}

} // namespace authscope::oauth
