// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/restoring.h"

#include "session/signinmeans.h"

namespace authscope::session {

Restoring::Restoring(Connection *connection, QObject *parent)
    : ResultOperation(parent), m_connection(connection)
{
}

void Restoring::run()
{
    const QString key = grantInputKey(m_connection->id());
    const bool isAtHand = m_connection->settings().grantKind == oauth::kindOf(m_connection->m_grantInput);
    if (isAtHand || !m_connection->m_services.secrets->wasKept(key))
        return continueSignIn();
    auto *read = m_connection->m_services.secrets->read(key, this);
    m_step = read;
    connect(read, &Operation::finished, this, [this, read] {
        read->deleteLater();
        if (!isRunning())
            return;
        const auto input = read->result()
            ? oauth::readGrantInput(*read->result())
            : base::Result<oauth::GrantInput>(base::fail(read->result().error()));
        if (!input) {
            m_connection->setLastError(input.error());
            return finishWith(input.error());
        }
        m_connection->takeGrantInput(*input);
        continueSignIn();
    });
    read->start();
}

void Restoring::continueSignIn()
{
    if (m_connection->m_keeper->hasAccessToken())
        return finishWith(base::Result<bool>(true));
    auto *restore = m_connection->m_keeper->restore(this);
    m_step = restore;
    connect(restore, &Operation::finished, this, [this, restore] {
        restore->deleteLater();
        if (!restore->result()) {
            m_connection->setLastError(restore->result().error());
            return finishWith(restore->result().error());
        }
        if (!*restore->result())
            return finishWith(base::Result<bool>(false));
        refresh();
    });
    restore->start();
}

void Restoring::refresh()
{
    auto *refresh = m_connection->m_keeper->refresh(this);
    m_step = refresh;
    connect(refresh, &Operation::finished, this, [this, refresh] {
        refresh->deleteLater();
        if (!refresh->result()) {
            m_connection->setLastError(refresh->result().error());
            return finishWith(refresh->result().error());
        }
        m_connection->reloadTools();
        finishWith(base::Result<bool>(true));
    });
    refresh->start();
}

void Restoring::abort()
{
    if (m_step)
        m_step->cancel();
}

} // namespace authscope::session
