// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/clientstore.h"

#include "json/json.h"

using namespace Qt::StringLiterals;

namespace authscope::session {

namespace {

/// What the record's document holds beside the server's answer.
QByteArray writeDocument(const oauth::ClientIdentity &client)
{
    json::Array redirects;
    for (const QByteArray &uri : client.redirectUris)
        redirects.emplace_back(json::string(uri));
    json::Object object{ { "auth_method", json::string(client.authMethod) }, { "redirect_uris", redirects } };
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

QString ClientStore::secretKey(const QByteArray &issuer, const QByteArray &clientId)
{
    // The length keeps "a|b" + "c" and "a" + "b|c" apart (security.md T147).
    return u"authscope/registered-secret/%1:%2|%3"_s.arg(issuer.size())
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

base::Result<std::optional<oauth::ClientIdentity>> ClientStore::find(
    const QByteArray &issuer, const QByteArray &profile)
{
    const auto record = m_store->client(issuer, profile);
    if (!record)
        return base::fail(record.error());
    if (!*record)
        return std::nullopt;
    oauth::ClientIdentity client{
        .issuer = issuer, .clientId = (*record)->clientId, .origin = "registered before"
    };
    if (const auto object = json::parseObject((*record)->document, u"The kept registration"_s)) {
        client.authMethod = json::stringMember(*object, "auth_method").value_or("none");
        client.redirectUris = json::stringList(*object, "redirect_uris").value_or(QList<QByteArray>());
        if (const json::Value *answer = object->if_contains("answer"))
            client.document = json::compact(*answer);
    }
    client.clientSecret = m_known.value(secretKey(issuer, client.clientId));
    if (client.authMethod != "none" && client.clientSecret.isEmpty())
        return std::nullopt; // its secret is lost: it has to be registered again
    return client;
}

base::Result<void> ClientStore::remember(const oauth::ClientIdentity &client, const QByteArray &profile)
{
    if (!client.clientSecret.isEmpty()) {
        const QString key = secretKey(client.issuer, client.clientId);
        m_known.insert(key, client.clientSecret);
        auto *write = m_secrets->write(key, client.clientSecret, this);
        connect(write, &base::Operation::finished, write, &QObject::deleteLater);
        write->start();
    }
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
    const QString key = secretKey(issuer, clientId);
    m_known.remove(key);
    if (m_secrets->wasKept(key)) {
        auto *remove = m_secrets->remove(key, this);
        connect(remove, &base::Operation::finished, remove, &QObject::deleteLater);
        remove->start();
    }
}

} // namespace authscope::session
