// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/connection.h"

using namespace Qt::StringLiterals;

namespace authscope::session {

QString clientKeyKey(const QString &connection)
{
    return u"authscope/client-key/"_s + connection;
}

void Connection::settleNetwork()
{
    const Settings chosen = settings();
    net::ConnectionNetwork network{
        .home = QUrl::fromEncoded(m_record.url, QUrl::StrictMode).host(QUrl::EncodeUnicode),
        .extraCa = chosen.extraCa,
        .clientCertificate = chosen.clientCertificate,
        .clientKey = chosen.clientCertificate.isEmpty() ? base::Secret() : m_clientKey,
    };
    network.loadKey = [secrets = m_services.secrets, key = clientKeyKey(m_record.id)](QObject *parent) {
        return static_cast<base::ResultOperation<base::Secret> *>(secrets->read(key, parent));
    };
    m_services.network->settings().set(m_record.id, network);
}

/// The certificate to the settings, its key to the keychain.
class IdentitySetting : public base::ResultOperation<bool> {
public:
    IdentitySetting(Connection *connection, net::ClientIdentity identity, QObject *parent)
        : ResultOperation(parent), m_connection(connection), m_identity(std::move(identity))
    {
    }

protected:
    void run() override
    {
        if (!m_connection)
            return finishWith(base::cancelledError());
        secrets::SecretStore *store = m_connection->m_services.secrets;
        const QString key = clientKeyKey(m_connection->id());
        if (!m_identity.isEmpty())
            await(store->write(key, m_identity.key, this));
        else if (store->wasKept(key))
            await(store->remove(key, this));
        else
            settle(true);
    }
    void abort() override
    {
        if (m_step)
            m_step->cancel();
    }

private:
    template <class Operation>
    void await(Operation *operation)
    {
        m_step = operation;
        connect(operation, &base::Operation::finished, this, [this, operation] {
            if (isFinished())
                return;
            const bool isKept = operation->state() == secrets::KeepState::Kept;
            if (!operation->result() && m_identity.isEmpty())
                return finishWith(operation->result().error()); // the key would stay where it is
            settle(isKept || m_identity.isEmpty());
        });
        operation->start();
    }
    void settle(bool isKept)
    {
        if (!m_connection)
            return finishWith(base::cancelledError());
        json::Object object = m_connection->settingsObject();
        object["client_certificate"] = json::string(m_identity.certificate);
        if (const auto saved = m_connection->saveSettings(object); !saved)
            return finishWith(saved.error());
        m_connection->m_clientKey = m_identity.key;
        if (m_connection->m_forNow)
            m_connection->m_forNow->clientCertificate = m_identity.certificate;
        m_connection->closeSession();
        m_connection->settleNetwork();
        finishWith(base::Result<bool>(isKept));
    }

    QPointer<Connection> m_connection;
    net::ClientIdentity m_identity;
    QPointer<base::Operation> m_step;
};

base::ResultOperation<bool> *Connection::setClientIdentity(
    const net::ClientIdentity &identity, QObject *parent)
{
    return new IdentitySetting(this, identity, parent);
}

} // namespace authscope::session
