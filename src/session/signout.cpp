// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "session/connection.h"
#include "session/features.h"

using namespace Qt::StringLiterals;

namespace authscope::session {

SignOut::SignOut(Connection *connection, bool revoke, QObject *parent)
    : ResultOperation(parent), m_connection(connection), m_revoke(revoke)
{
}

void SignOut::run()
{
    if (m_connection->m_flow)
        m_connection->m_flow->cancel();
    if (!m_revoke || !m_connection->m_keeper->hasGrant())
        return wipe({});
    if (m_connection->m_keeper->grant().server.revocationEndpoint.isEmpty())
        return wipe({ .note
            = u"The provider offers no revocation (RFC 7009): its tokens live until they expire."_s });
    auto *revocation = new oauth::Revocation(
        m_connection->m_services, m_connection->m_keeper->grant(), m_connection->id(), this);
    m_step = revocation;
    connect(revocation, &Operation::finished, this, [this, revocation] {
        revocation->deleteLater();
        SignOutReport report{ .revokedAtProvider = revocation->result().has_value() };
        if (revocation->result() == false)
            report.note
                = u"The provider revoked the refresh token; the access token lives until it expires."_s;
        if (!revocation->result())
            report.note = u"The provider did not revoke: "_s + base::oneLine(revocation->result().error());
        wipe(report);
    });
    revocation->start();
}

void SignOut::wipe(SignOutReport report)
{
    m_connection->closeSession(); // while there is a token to take leave with
    auto *forget = m_connection->m_keeper->forget(this);
    m_step = forget;
    connect(forget, &Operation::finished, this, [this, forget, report] {
        forget->deleteLater();
        const auto removed = m_connection->m_store->removeGrant(m_connection->id());
        m_connection->m_knownGrant.reset();
        m_connection->m_tools.clear();
        m_connection->m_toolsLoaded = false;
        m_connection->m_features->clear();
        m_connection->recordConsent(report.revokedAtProvider ? "revoked" : "forgotten", {}, {}, report.note);
        m_connection->setLastError({});
        Q_EMIT m_connection->toolsChanged();
        Q_EMIT m_connection->tokensChanged();
        if (!forget->result())
            return finishWith(forget->result().error());
        if (!removed)
            return finishWith(removed.error());
        finishWith(report);
    });
    forget->start();
}

void SignOut::abort()
{
    if (m_step)
        m_step->cancel();
}

} // namespace authscope::session
