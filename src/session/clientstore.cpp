// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/clientstore.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "json/json.h"
#include "oauth/awaiting.h"

using namespace Qt::StringLiterals;

namespace authscope::session {

namespace {

/// What the record's document holds beside the server's answer.
QByteArray writeDocument(const oauth::ClientIdentity &client)
{
    json::Object object{ { "auth_method", json::string(client.authMethod) },
        { "redirect_uris", json::stringArray(client.redirectUris) },
        { "logout_uris", json::stringArray(client.logoutUris) } };
    if (!client.managementUri.isEmpty())
        object["management_uri"] = json::string(client.managementUri);
    if (auto answer = json::parse(client.document, u"The registration"_s))
        object["answer"] = *answer;
    return json::compact(object);
}

} // namespace

ClientStore::ClientStore(
    store::Store *store, secrets::SecretStore *secrets, const base::Clock *clock, QObject *parent)
    : QObject(parent), m_store(store), m_secrets(secrets), m_clock(clock)
{
}

/// See ClientStore::fetch().
class FetchClient : public oauth::Awaiting<oauth::ClientIdentity> {
public:
    FetchClient(ClientStore *store, QByteArray issuer, QByteArray clientId, QObject *parent)
        : Awaiting(parent), m_store(store), m_issuer(std::move(issuer)), m_clientId(std::move(clientId))
    {
    }

protected:
    void run() override
    {
        const auto record
            = m_store ? m_store->recordOf(m_issuer, m_clientId) : std::optional<store::ClientRecord>();
        if (!record)
            return finishWith(base::Error{ .kind = base::ErrorKind::Usage,
                .code = base::code::noSuchConnection,
                .message = u"There is no registered client “%1” here."_s.arg(base::cleaned(m_clientId)) });
        m_client = ClientStore::identityOf(*record);
        read(ClientStore::secretKey(m_issuer, m_clientId), &oauth::ClientIdentity::clientSecret, [this] {
            read(ClientStore::managementKey(m_issuer, m_clientId), &oauth::ClientIdentity::managementToken,
                [this] { finishWith(m_client); });
        });
    }

private:
    template <class Then>
    void read(const QString &key, base::Secret oauth::ClientIdentity::*to, Then then)
    {
        if (!m_store)
            return finishWith(base::cancelledError());
        if (m_store->m_known.contains(key)) {
            m_client.*to = m_store->m_known.value(key);
            return then();
        }
        if (!m_store->m_secrets->wasKept(key))
            return then();
        await(m_store->m_secrets->read(key, this),
            [this, key, to, then](secrets::SecretStore::ReadOperation *done) {
                if (!done->result())
                    return finishWith(done->result().error());
                m_client.*to = *done->result();
                if (m_store)
                    m_store->m_known.insert(key, *done->result());
                then();
            });
    }

    QPointer<ClientStore> m_store;
    QByteArray m_issuer, m_clientId;
    oauth::ClientIdentity m_client;
};

QString ClientStore::secretKey(const QByteArray &issuer, const QByteArray &clientId)
{
    // The length keeps "a|b" + "c" and "a" + "b|c" apart (security.md T147).
    return u"authscope/registered-secret/%1:%2|%3"_s.arg(issuer.size())
        .arg(QString::fromUtf8(issuer), QString::fromUtf8(clientId));
}

QString ClientStore::managementKey(const QByteArray &issuer, const QByteArray &clientId)
{
    return u"authscope/registration-token/%1:%2|%3"_s.arg(issuer.size())
        .arg(QString::fromUtf8(issuer), QString::fromUtf8(clientId));
}

void ClientStore::preload()
{
    const auto clients = m_store->clients();
    if (!clients)
        return;
    for (const store::ClientRecord &record : *clients) {
        const QString key = secretKey(record.issuer, record.clientId);
        if (!m_secrets->wasKept(key))
            continue;
        auto *read = m_secrets->read(key, this);
        connect(read, &base::Operation::finished, this, [this, read, key] {
            read->deleteLater();
            if (read->result())
                m_known.insert(key, *read->result());
        });
        read->start();
    }
}

oauth::ClientIdentity ClientStore::identityOf(const store::ClientRecord &record)
{
    oauth::ClientIdentity client{
        .issuer = record.issuer, .clientId = record.clientId, .origin = "registered before"
    };
    if (const auto object = json::parseObject(record.document, u"The kept registration"_s)) {
        client.authMethod = json::stringMember(*object, "auth_method").value_or("none");
        client.redirectUris = json::stringList(*object, "redirect_uris").value_or(QList<QByteArray>());
        client.logoutUris = json::stringList(*object, "logout_uris").value_or(QList<QByteArray>());
        client.managementUri = json::stringMember(*object, "management_uri").value_or(QByteArray());
        if (const json::Value *answer = object->if_contains("answer"))
            client.document = json::compact(*answer);
    }
    return client;
}

std::optional<store::ClientRecord> ClientStore::recordOf(
    const QByteArray &issuer, const QByteArray &clientId) const
{
    const auto all = m_store->clients();
    if (!all)
        return std::nullopt;
    const auto found = std::find_if(all->begin(), all->end(),
        [&](const store::ClientRecord &one) { return one.issuer == issuer && one.clientId == clientId; });
    return found == all->end() ? std::nullopt : std::optional(*found);
}

QList<KnownClient> ClientStore::clients() const
{
    QList<KnownClient> out;
    for (const store::ClientRecord &record : m_store->clients().value_or(QList<store::ClientRecord>())) {
        const oauth::ClientIdentity client = identityOf(record);
        const QString key = managementKey(record.issuer, record.clientId);
        out.append({ .issuer = record.issuer,
            .clientId = record.clientId,
            .registered = record.created,
            .authMethod = client.authMethod,
            .redirectUris = client.redirectUris,
            .document = client.document,
            .isManageable
            = !client.managementUri.isEmpty() && (m_known.contains(key) || m_secrets->wasKept(key)) });
    }
    return out;
}

base::ResultOperation<oauth::ClientIdentity> *ClientStore::fetch(
    const QByteArray &issuer, const QByteArray &clientId, QObject *parent)
{
    return new FetchClient(this, issuer, clientId, parent);
}

void ClientStore::keep(const QString &key, const base::Secret &value)
{
    if (value.isEmpty())
        return;
    m_known.insert(key, value);
    auto *write = m_secrets->write(key, value, this);
    connect(write, &base::Operation::finished, write, &QObject::deleteLater);
    write->start();
}

void ClientStore::drop(const QString &key)
{
    m_known.remove(key);
    if (!m_secrets->wasKept(key))
        return;
    auto *remove = m_secrets->remove(key, this);
    connect(remove, &base::Operation::finished, remove, &QObject::deleteLater);
    remove->start();
}

base::Result<void> ClientStore::replace(const oauth::ClientIdentity &client)
{
    auto record = recordOf(client.issuer, client.clientId);
    if (!record)
        return {}; // deleted meanwhile
    keep(secretKey(client.issuer, client.clientId), client.clientSecret);
    keep(managementKey(client.issuer, client.clientId), client.managementToken);
    record->document = writeDocument(client);
    return m_store->save(*record);
}

base::Result<std::optional<oauth::ClientIdentity>> ClientStore::find(
    const QByteArray &issuer, const QByteArray &profile)
{
    const auto record = m_store->client(issuer, profile);
    if (!record)
        return base::fail(record.error());
    if (!*record)
        return std::nullopt;
    oauth::ClientIdentity client = identityOf(**record);
    client.clientSecret = m_known.value(secretKey(issuer, client.clientId));
    if (client.authMethod != "none" && client.clientSecret.isEmpty())
        return std::nullopt; // its secret is lost: it has to be registered again
    client.managementToken = m_known.value(managementKey(issuer, client.clientId));
    return client;
}

base::Result<void> ClientStore::remember(const oauth::ClientIdentity &client, const QByteArray &profile)
{
    keep(secretKey(client.issuer, client.clientId), client.clientSecret);
    keep(managementKey(client.issuer, client.clientId), client.managementToken);
    return m_store->save(store::ClientRecord{ .issuer = client.issuer,
        .profile = profile,
        .clientId = client.clientId,
        .origin = client.origin,
        .document = writeDocument(client),
        .created = m_clock->now() });
}

void ClientStore::forget(const QByteArray &issuer, const QByteArray &clientId)
{
    m_store->removeClient(issuer, clientId);
    drop(secretKey(issuer, clientId));
    drop(managementKey(issuer, clientId));
}

} // namespace authscope::session
