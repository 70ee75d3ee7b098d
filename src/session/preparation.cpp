// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/preparation.h"

#include "session/secretvalues.h"

namespace authscope::session {

Preparation::Preparation(Connection *connection, QObject *parent)
    : ResultOperation(parent), m_connection(connection)
{
}

void Preparation::run()
{
    const QList<QByteArray> names = m_connection->settings().headerNames;
    if (names.isEmpty())
        return refresh();
    auto *load = m_connection->m_headers->load(names, this);
    m_step = load;
    connect(load, &Operation::finished, this, [this, load] {
        load->deleteLater();
        if (!load->result())
            return finishWith(load->result().error());
        if (!m_connection)
            return finishWith(base::cancelledError());
        refresh();
    });
    load->start();
}

void Preparation::refresh()
{
    oauth::TokenKeeper *keeper = m_connection->m_keeper;
    const bool isDue
        = keeper->hasGrant() && keeper->canRefresh() && (keeper->isRefreshDue() || !keeper->hasAccessToken());
    if (!isDue)
        return finishWith(base::Result<bool>(true));
    auto *refresh = keeper->refresh(this);
    m_step = refresh;
    connect(refresh, &Operation::finished, this, [this] { finishWith(base::Result<bool>(true)); });
    refresh->start();
}

void Preparation::abort()
{
    if (m_step)
        m_step->cancel();
}

} // namespace authscope::session
