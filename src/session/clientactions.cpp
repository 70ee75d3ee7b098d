// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/clientactions.h"

#include "base/errorcodes.h"
#include "base/text.h"

using namespace Qt::StringLiterals;

namespace authscope::session {

using Fetch = base::ResultOperation<oauth::ClientIdentity>;

ReadClient::ReadClient(oauth::Services services, ClientStore *clients, QByteArray issuer, QByteArray clientId,
    bool update, QObject *parent)
    : Awaiting(parent)
    , m_services(std::move(services))
    , m_clients(clients)
    , m_issuer(std::move(issuer))
    , m_clientId(std::move(clientId))
    , m_update(update)
{
}

void ReadClient::run()
{
    if (!m_clients)
        return finishWith(base::cancelledError());
    await(m_clients->fetch(m_issuer, m_clientId, this), [this](Fetch *fetch) {
        if (!fetch->result())
            return finishWith(fetch->result().error());
        const auto action = m_update ? oauth::ClientAction::Update : oauth::ClientAction::Read;
        await(new oauth::ManageClient(m_services, *fetch->result(), action, this),
            [this](oauth::ManageClient *done) {
                if (done->result() && m_clients) {
                    // The token before may be worth nothing any more: what came is kept before it is shown.
                    if (const auto kept = m_clients->replace(done->result()->client); !kept)
                        return finishWith(kept.error());
                }
                finishWith(done->result());
            });
    });
}

DeleteClient::DeleteClient(
    oauth::Services services, ClientStore *clients, QByteArray issuer, QByteArray clientId, QObject *parent)
    : Awaiting(parent)
    , m_services(std::move(services))
    , m_clients(clients)
    , m_issuer(std::move(issuer))
    , m_clientId(std::move(clientId))
{
}

void DeleteClient::run()
{
    if (!m_clients)
        return finishWith(base::cancelledError());
    await(m_clients->fetch(m_issuer, m_clientId, this), [this](Fetch *fetch) {
        if (!fetch->result()) {
            if (fetch->result().error().code == base::code::noSuchConnection)
                return finishWith(fetch->result().error());
            return conclude(false, base::oneLine(fetch->result().error()));
        }
        await(new oauth::ManageClient(m_services, *fetch->result(), oauth::ClientAction::Delete, this),
            [this](oauth::ManageClient *done) {
                conclude(done->result().has_value(),
                    done->result() ? QString() : base::oneLine(done->result().error()));
            });
    });
}

void DeleteClient::conclude(bool deletedAtProvider, const QString &why)
{
    if (m_clients)
        m_clients->forget(m_issuer, m_clientId);
    ClientDeletion out{ .deletedAtProvider = deletedAtProvider };
    if (!deletedAtProvider)
        out.note = u"The server may still list the client “%1”. %2"_s.arg(base::cleaned(m_clientId), why);
    finishWith(out);
}

} // namespace authscope::session
