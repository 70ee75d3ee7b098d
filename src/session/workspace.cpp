// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/workspace.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "base/urlguard.h"
#include "session/clientstore.h"
#include "session/exchangerecords.h"

#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace authscope::session {

using base::Error;
using base::ErrorKind;

namespace {

/// What of a command is kept on disk: no environment. Error: OA-002.
base::Result<json::Object> describe(const mcp::ServerCommand &command)
{
    const auto refuse = [](const QString &message) {
        return base::fail(Error{ .kind = ErrorKind::Usage, .code = base::code::usage, .message = message });
    };
    if (command.program.trimmed().isEmpty())
        return refuse(u"No program was given. Nothing was added."_s);
    json::Array arguments;
    for (const QString &argument : command.arguments)
        arguments.emplace_back(json::string(argument));
    const QStringList words = QStringList{ command.program, command.workingDirectory } + command.arguments;
    if (std::any_of(words.begin(), words.end(), [](const QString &word) { return word.contains(QChar(0)); }))
        return refuse(u"The command contains a zero character, which no program can be given. Nothing was "
                      "added."_s);
    return json::Object{ { "program", json::string(command.program) }, { "arguments", arguments },
        { "directory", json::string(command.workingDirectory) } };
}

} // namespace

Workspace::Workspace(
    oauth::Services services, std::unique_ptr<store::Store> store, WriteConfirmer *confirmer, QObject *parent)
    : QObject(parent)
    , m_services(std::move(services))
    , m_store(std::move(store))
    , m_confirmer(confirmer)
    , m_keys(new oauth::KeySource(m_services.network, m_services.clock, this))
{
    if (!m_services.clients) {
        m_clients = new ClientStore(m_store.get(), m_services.secrets, m_services.clock, this);
        m_services.clients = m_clients;
    }
    connect(m_services.network->log(), &net::ExchangeLog::ended, this, &Workspace::keepExchange);
}

Workspace::~Workspace()
{
    // Connections use the store until they are gone.
    qDeleteAll(std::exchange(m_connections, {}));
}

base::Result<void> Workspace::load(bool restoreSignIns)
{
    const auto records = m_store->connections();
    if (!records)
        return base::fail(records.error());
    if (m_clients)
        m_clients->preload();
    for (const store::ConnectionRecord &record : *records) {
        Connection *connection = attach(record);
        if (!restoreSignIns)
            continue;
        auto *restore = connection->restore(connection);
        connect(restore, &base::Operation::finished, restore, &QObject::deleteLater);
        restore->start();
    }
    return {};
}

Connection *Workspace::find(const QString &idOrName) const
{
    const auto by = [this](auto matches) -> Connection * {
        const auto found = std::find_if(m_connections.begin(), m_connections.end(), matches);
        return found == m_connections.end() ? nullptr : *found;
    };
    if (Connection *found
        = by([&](Connection *one) { return one->id() == idOrName || one->name() == idOrName; }))
        return found;
    bool isNumber = false;
    const int number = idOrName.toInt(&isNumber);
    if (isNumber)
        return number >= 1 && number <= m_connections.size() ? m_connections[number - 1] : nullptr;
    if (Connection *program = by([&](Connection *one) { return one->url() == idOrName.toUtf8(); }))
        return program;
    const auto typed = base::readTypedUrl(idOrName);
    return typed ? by([&](Connection *one) { return one->url() == typed->text; }) : nullptr;
}

base::Result<Connection *> Workspace::add(const QByteArray &url, const QString &name)
{
    const auto guarded = base::guardUrl(url, u"The address"_s);
    if (!guarded)
        return base::fail(guarded.error());
    for (Connection *connection : std::as_const(m_connections)) {
        if (connection->url() == url) {
            if (!name.isEmpty() && name != connection->name())
                if (const auto renamed = connection->rename(name); !renamed)
                    return base::fail(renamed.error());
            return connection;
        }
    }
    store::ConnectionRecord record{ .id = QString::fromLatin1(m_services.random->uuid()),
        .name = name.isEmpty() ? guarded->url.authority(QUrl::EncodeUnicode) : name,
        .url = url,
        .kind = m_probedKinds.value(url),
        .created = m_services.clock->now() };
    if (const auto saved = m_store->save(record); !saved)
        return base::fail(saved.error());
    Connection *connection = attach(record);
    Q_EMIT connectionAdded(connection);
    return connection;
}

base::Result<Connection *> Workspace::add(const mcp::ServerCommand &command, const QString &name)
{
    const auto described = describe(command);
    if (!described)
        return base::fail(described.error());
    for (Connection *connection : std::as_const(m_connections)) {
        const mcp::ServerCommand known = connection->command();
        if (known.program == command.program && known.arguments == command.arguments
            && known.workingDirectory == command.workingDirectory
            && (name.isEmpty() || name == connection->name())) {
            keepEnvironment(connection, command);
            return connection;
        }
    }
    store::ConnectionRecord record{ .id = QString::fromLatin1(m_services.random->uuid()),
        .name = name.isEmpty() ? QFileInfo(command.program).fileName() : name,
        .kind = "stdio",
        .settings = json::compact(json::Object{ { "command", *described } }),
        .created = m_services.clock->now() };
    const QByteArray base = "stdio:" + QUrl::toPercentEncoding(record.name);
    record.url = base;
    for (int number = 2; find(QString::fromLatin1(record.url)); ++number)
        record.url = base + '-' + QByteArray::number(number);
    if (const auto saved = m_store->save(record); !saved)
        return base::fail(saved.error());
    Connection *connection = attach(record);
    keepEnvironment(connection, command);
    Q_EMIT connectionAdded(connection);
    return connection;
}

base::Result<Connection *> Workspace::addIdentity(const Connection &connection)
{
    Connection::Settings settings = connection.settings();
    if (connection.command().isSet() || !oauth::needsPerson(settings.grantKind))
        return base::fail(base::Error{ .kind = base::ErrorKind::Usage,
            .code = base::code::usage,
            .message
            = u"“%1” signs in without a person, so there is nobody else to sign in. Nothing was added."_s.arg(
                base::cleaned(connection.name(), 80)) });
    settings.headerNames.clear();
    settings.clientCertificate.clear();
    if (settings.prompt.isEmpty())
        settings.prompt = "login";
    QString name;
    for (int number = 2; name.isEmpty() || find(name); ++number)
        name = u"%1 (%2)"_s.arg(connection.name()).arg(number);
    const store::ConnectionRecord &known = connection.record();
    const store::ConnectionRecord record{ .id = QString::fromLatin1(m_services.random->uuid()),
        .name = name,
        .url = known.url,
        .kind = known.kind,
        .issuer = known.issuer,
        .resource = known.resource,
        .created = m_services.clock->now() };
    if (const auto saved = m_store->save(record); !saved)
        return base::fail(saved.error());
    Connection *twin = attach(record);
    if (const auto kept = twin->setSettings(settings); !kept)
        return base::fail(kept.error());
    Q_EMIT connectionAdded(twin);
    return twin;
}

QList<Connection *> Workspace::twins(const Connection &connection) const
{
    QList<Connection *> out;
    for (Connection *other : m_connections) {
        if (other != &connection && other->url() == connection.url())
            out += other;
    }
    return out;
}

void Workspace::keepEnvironment(Connection *connection, const mcp::ServerCommand &command)
{
    const QProcessEnvironment ours = QProcessEnvironment::systemEnvironment();
    QList<std::pair<QByteArray, base::Secret>> additions;
    for (const QString &name : command.environment.keys()) {
        const QString value = command.environment.value(name);
        if (!ours.contains(name) || ours.value(name) != value)
            additions.append({ name.toUtf8(), base::Secret(value.toUtf8()) });
    }
    if (additions.isEmpty())
        return;
    auto *keep = connection->setEnvironment(additions, connection);
    connect(keep, &base::Operation::finished, this, [this, keep] {
        keep->deleteLater();
        if (!keep->result())
            Q_EMIT storageFailed(keep->result().error());
    });
    keep->start();
}

void Workspace::setInputHandler(mcp::InputHandler *handler)
{
    m_input = handler;
    for (Connection *connection : std::as_const(m_connections))
        connection->setInputHandler(handler);
}

base::Result<void> Workspace::remove(Connection *connection)
{
    if (const auto removed = m_store->removeConnection(connection->id()); !removed)
        return removed;
    m_connections.removeAll(connection);
    connection->setRemoved();
    for (const QString &key : connection->secretKeys()) {
        if (!m_services.secrets->wasKept(key))
            continue;
        auto *forget = m_services.secrets->remove(key, this);
        connect(forget, &base::Operation::finished, forget, &QObject::deleteLater);
        forget->start();
    }
    Q_EMIT connectionRemoved(connection->id());
    connection->deleteLater();
    return {};
}

Probe *Workspace::probe(const QByteArray &url, QObject *parent, net::ConnectionNetwork needs)
{
    // A connection for as long as it takes: what servers name is judged by where the person wanted to go.
    const QString id = u"probe-"_s + QString::fromLatin1(m_services.random->uuid());
    needs.home = QUrl::fromEncoded(url, QUrl::StrictMode).host(QUrl::EncodeUnicode);
    m_services.network->settings().set(id, needs);
    auto *probe = new Probe(m_services, url, id, parent);
    connect(probe, &QObject::destroyed, this, [this, id] { m_services.network->settings().forget(id); });
    connect(probe, &base::Operation::finished, this, [this, probe] {
        if (probe->result())
            rememberKind(*probe->result());
    });
    return probe;
}

void Workspace::rememberKind(const ProbeReport &report)
{
    const bool isOpen = !report.needsSignIn && !report.oauth.server;
    switch (report.kind) {
    case EndpointKind::McpServer:
        m_probedKinds[report.url] = isOpen ? "open" : "mcp";
        break;
    case EndpointKind::Issuer:
        m_probedKinds[report.url] = "issuer";
        break;
    case EndpointKind::Unknown:
        break;
    }
}

QList<KnownClient> Workspace::clients() const
{
    QList<KnownClient> out = m_clients ? m_clients->clients() : QList<KnownClient>();
    for (KnownClient &client : out) {
        for (const Connection *connection : m_connections) {
            const auto grant = m_store->grant(connection->id());
            if (grant && *grant && (*grant)->issuer == client.issuer && (*grant)->clientId == client.clientId)
                client.usedBy.append(connection->name());
        }
    }
    return out;
}

base::ResultOperation<oauth::ManagedClient> *Workspace::readClient(
    const QByteArray &issuer, const QByteArray &clientId, QObject *parent, bool update)
{
    return new ReadClient(m_services, m_clients, issuer, clientId, update, parent);
}

base::ResultOperation<ClientDeletion> *Workspace::deleteClient(
    const QByteArray &issuer, const QByteArray &clientId, QObject *parent)
{
    return new DeleteClient(m_services, m_clients, issuer, clientId, parent);
}

Connection *Workspace::attach(const store::ConnectionRecord &record)
{
    auto *connection = new Connection(m_services, m_keys, m_store.get(), m_confirmer, record, this);
    connection->setInputHandler(m_input);
    m_connections.append(connection);
    return connection;
}

void Workspace::keepExchange(base::ExchangeId id)
{
    const net::Exchange *exchange = m_services.network->log()->find(id);
    if (!exchange || exchange->connection.isEmpty() || !find(exchange->connection))
        return;
    // Where no calls are kept, neither is what carried them.
    const auto limits = m_store->historyLimits();
    if (limits && !limits->isKept && exchange->purpose.startsWith(u"tools/call"_s))
        return;
    const auto added = m_store->add(toRecord(*exchange));
    if (added)
        m_keptHere.insert(*added);
    else
        Q_EMIT storageFailed(added.error());
}

QList<net::Exchange> Workspace::earlierExchanges(const QString &id)
{
    QList<net::Exchange> out;
    for (const Connection *connection : std::as_const(m_connections)) {
        if (!id.isEmpty() && connection->id() != id)
            continue;
        const auto records = m_store->exchanges(connection->id());
        if (!records) {
            Q_EMIT storageFailed(records.error());
            continue;
        }
        for (const store::ExchangeRecord &record : *records) {
            if (!m_keptHere.contains(record.id))
                out.append(fromRecord(record));
        }
    }
    std::stable_sort(out.begin(), out.end(),
        [](const net::Exchange &a, const net::Exchange &b) { return a.started < b.started; });
    return out;
}

} // namespace authscope::session
