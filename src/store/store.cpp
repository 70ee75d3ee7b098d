// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/store.h"

#include "store/migrations.h"
#include "store/sql.h"

#include <QFile>
#include <QFileInfo>
#include <QSqlError>
#include <QUuid>

namespace authscope::store {

using namespace Qt::StringLiterals;

namespace {

constexpr QFile::Permissions onlyMe = QFile::ReadOwner | QFile::WriteOwner;

const QString opening = u"Opening the database"_s;

/// A Qt connection that is closed and taken out of Qt's list when it goes.
class OpenDatabase {
public:
    OpenDatabase(const QString &path, const QString &options)
        : m_name(u"authscope-"_s + QUuid::createUuid().toString(QUuid::WithoutBraces))
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, m_name);
        database.setDatabaseName(path);
        database.setConnectOptions(options);
        database.open();
    }
    ~OpenDatabase()
    {
        if (!m_name.isEmpty())
            QSqlDatabase::removeDatabase(m_name);
    }
    OpenDatabase(const OpenDatabase &) = delete;
    OpenDatabase &operator=(const OpenDatabase &) = delete;

    QSqlDatabase database() const { return QSqlDatabase::database(m_name, false); }
    QString release() { return std::exchange(m_name, {}); }

private:
    QString m_name;
};

base::Result<void> opened(const QSqlDatabase &database, const QString &path)
{
    if (database.isOpen())
        return {};
    const QString why = database.isValid() ? database.lastError().text() : u"the SQLite driver is missing"_s;
    return base::fail(storageError(opening, path, why));
}

/// The file is created by us, because SQLite would let others read it; SQLite gives its -wal and -shm
/// companions the same mode. A file that exists is never opened here: closing it would drop the locks that
/// SQLite holds on it in this process.
base::Result<void> makePrivate(const QString &path)
{
    if (QFileInfo::exists(path)) {
        QFile::setPermissions(path, onlyMe); // where it is not ours to change, opening it will tell
        return {};
    }
    QFile file(path);
    if (!file.open(QIODevice::NewOnly, onlyMe) && !QFileInfo::exists(path))
        return base::fail(storageError(opening, path, file.errorString()));
    return {};
}

/// Looked at through a reader, so that a file from a newer program stays as it is to the byte.
base::Result<void> refuseNewer(const QString &path)
{
    if (QFileInfo(path).size() == 0)
        return {};
    const OpenDatabase reader(path, u"QSQLITE_OPEN_READONLY;QSQLITE_BUSY_TIMEOUT=5000"_s);
    if (auto isOpen = opened(reader.database(), path); !isOpen)
        return isOpen;
    return readVersion(reader.database(), path, Store::schemaVersion).map([](int) {});
}

base::Result<void> configure(const QSqlDatabase &database, const QString &path)
{
    for (const QString &pragma : { u"PRAGMA foreign_keys = ON"_s, u"PRAGMA journal_mode = WAL"_s,
             u"PRAGMA synchronous = FULL"_s, u"PRAGMA secure_delete = ON"_s }) {
        if (auto done = Statement(database, path, opening).sql(pragma).run(); !done)
            return done;
    }
    return {};
}

} // namespace

Store::Store(const QSqlDatabase &database, QString name, QString path)
    : m_database(database), m_name(std::move(name)), m_path(std::move(path))
{
}

Store::~Store()
{
    m_database = {};
    QSqlDatabase::removeDatabase(m_name);
}

base::Result<std::unique_ptr<Store>> Store::open(const QString &path)
{
    if (path != u":memory:") {
        if (auto isPrivate = makePrivate(path); !isPrivate)
            return base::fail(isPrivate.error());
        if (auto isKnown = refuseNewer(path); !isKnown)
            return base::fail(isKnown.error());
    }
    OpenDatabase connection(path, u"QSQLITE_BUSY_TIMEOUT=5000"_s);
    QSqlDatabase database = connection.database();
    if (auto isOpen = opened(database, path); !isOpen)
        return base::fail(isOpen.error());
    std::unique_ptr<Store> store(new Store(database, connection.release(), path));
    database = {};
    if (auto configured = configure(store->m_database, path); !configured)
        return base::fail(configured.error());
    if (auto migrated = store->migrate(); !migrated)
        return base::fail(migrated.error());
    return store;
}

base::Result<void> Store::migrate()
{
    return store::migrate(m_database, m_path, migrationSteps());
}

base::Result<QList<ConnectionRecord>> Store::connections() const
{
    Statement query(m_database, m_path, u"Reading the connections"_s);
    auto ran = query
                   .sql(u"SELECT id, name, url, kind, issuer, resource, settings, created, last_used"
                        " FROM connections ORDER BY created, rowid"_s)
                   .run();
    return ran.and_then([&] {
        return query.rows<ConnectionRecord>([](const Statement &row) {
            return ConnectionRecord{ .id = row.text(0),
                .name = row.text(1),
                .url = row.bytes(2),
                .kind = row.bytes(3),
                .issuer = row.bytes(4),
                .resource = row.bytes(5),
                .settings = row.bytes(6),
                .created = row.time(7),
                .lastUsed = row.time(8) };
        });
    });
}

base::Result<void> Store::save(const ConnectionRecord &record)
{
    // Not INSERT OR REPLACE: that deletes the old row first, and with it everything that hangs on it.
    return Statement(m_database, m_path, u"Saving the connection"_s)
        .sql(u"INSERT INTO connections (id, name, url, kind, issuer, resource, settings, created, last_used)"
             " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name,"
             " url = excluded.url, kind = excluded.kind, issuer = excluded.issuer,"
             " resource = excluded.resource, settings = excluded.settings, created = excluded.created,"
             " last_used = excluded.last_used"_s)
        .bind(record.id)
        .bind(record.name)
        .bind(record.url)
        .bind(record.kind)
        .bind(record.issuer)
        .bind(record.resource)
        .bind(record.settings)
        .bind(record.created)
        .bind(record.lastUsed)
        .run();
}

base::Result<void> Store::removeConnection(const QString &id)
{
    return Statement(m_database, m_path, u"Removing the connection"_s)
        .sql(u"DELETE FROM connections WHERE id = ?"_s)
        .bind(id)
        .run();
}

namespace {

const QString clientColumns = u"SELECT issuer, profile, client_id, origin, document, created FROM clients"_s;

ClientRecord clientFrom(const Statement &row)
{
    return { .issuer = row.bytes(0),
        .profile = row.bytes(1),
        .clientId = row.bytes(2),
        .origin = row.bytes(3),
        .document = row.bytes(4),
        .created = row.time(5) };
}

} // namespace

base::Result<std::optional<ClientRecord>> Store::client(
    const QByteArray &issuer, const QByteArray &profile) const
{
    Statement query(m_database, m_path, u"Reading the client"_s);
    auto ran
        = query.sql(clientColumns + u" WHERE issuer = ? AND profile = ?"_s).bind(issuer).bind(profile).run();
    return ran.and_then([&] { return query.row<ClientRecord>(clientFrom); });
}

base::Result<QList<ClientRecord>> Store::clients() const
{
    Statement query(m_database, m_path, u"Reading the clients"_s);
    auto ran = query.sql(clientColumns + u" ORDER BY created, rowid"_s).run();
    return ran.and_then([&] { return query.rows<ClientRecord>(clientFrom); });
}

base::Result<void> Store::save(const ClientRecord &record)
{
    return Statement(m_database, m_path, u"Saving the client"_s)
        .sql(u"INSERT INTO clients (issuer, profile, client_id, origin, document, created)"
             " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (issuer, profile) DO UPDATE SET"
             " client_id = excluded.client_id, origin = excluded.origin, document = excluded.document,"
             " created = excluded.created"_s)
        .bind(record.issuer)
        .bind(record.profile)
        .bind(record.clientId)
        .bind(record.origin)
        .bind(record.document)
        .bind(record.created)
        .run();
}

base::Result<void> Store::removeClient(const QByteArray &issuer, const QByteArray &clientId)
{
    return Statement(m_database, m_path, u"Removing the client"_s)
        .sql(u"DELETE FROM clients WHERE issuer = ? AND client_id = ?"_s)
        .bind(issuer)
        .bind(clientId)
        .run();
}

base::Result<std::optional<GrantRecord>> Store::grant(const QString &connection) const
{
    Statement query(m_database, m_path, u"Reading the grant"_s);
    auto ran = query
                   .sql(u"SELECT connection, issuer, client_id, subject, requested_scopes, granted_scopes,"
                        " generation, claims, identity_verified, obtained, expires FROM grants"
                        " WHERE connection = ?"_s)
                   .bind(connection)
                   .run();
    return ran.and_then([&] {
        return query.row<GrantRecord>([](const Statement &row) {
            return GrantRecord{ .connection = row.text(0),
                .issuer = row.bytes(1),
                .clientId = row.bytes(2),
                .subject = row.bytes(3),
                .requestedScopes = row.bytes(4),
                .grantedScopes = row.bytes(5),
                .generation = int(row.number(6)),
                .claims = row.bytes(7),
                .identityVerified = row.number(8) != 0,
                .obtained = row.time(9),
                .expires = row.optionalTime(10) };
        });
    });
}

base::Result<void> Store::save(const GrantRecord &record)
{
    return Statement(m_database, m_path, u"Saving the grant"_s)
        .sql(u"INSERT INTO grants (connection, issuer, client_id, subject, requested_scopes, granted_scopes,"
             " generation, claims, identity_verified, obtained, expires)"
             " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (connection) DO UPDATE SET"
             " issuer = excluded.issuer, client_id = excluded.client_id, subject = excluded.subject,"
             " requested_scopes = excluded.requested_scopes, granted_scopes = excluded.granted_scopes,"
             " generation = excluded.generation, claims = excluded.claims,"
             " identity_verified = excluded.identity_verified, obtained = excluded.obtained,"
             " expires = excluded.expires"_s)
        .bind(record.connection)
        .bind(record.issuer)
        .bind(record.clientId)
        .bind(record.subject)
        .bind(record.requestedScopes)
        .bind(record.grantedScopes)
        .bind(record.generation)
        .bind(record.claims)
        .bind(record.identityVerified ? 1 : 0)
        .bind(record.obtained)
        .bind(record.expires)
        .run();
}

base::Result<void> Store::removeGrant(const QString &connection)
{
    return Statement(m_database, m_path, u"Removing the grant"_s)
        .sql(u"DELETE FROM grants WHERE connection = ?"_s)
        .bind(connection)
        .run();
}

base::Result<QByteArray> Store::setting(const QString &key) const
{
    Statement query(m_database, m_path, u"Reading a setting"_s);
    auto ran = query.sql(u"SELECT value FROM settings WHERE key = ?"_s).bind(key).run();
    return ran
        .and_then([&] { return query.row<QByteArray>([](const Statement &row) { return row.bytes(0); }); })
        .map([](const std::optional<QByteArray> &value) { return value.value_or(QByteArray()); });
}

base::Result<void> Store::setSetting(const QString &key, const QByteArray &value)
{
    return Statement(m_database, m_path, u"Saving a setting"_s)
        .sql(u"INSERT INTO settings (key, value) VALUES (?, ?)"
             " ON CONFLICT (key) DO UPDATE SET value = excluded.value"_s)
        .bind(key)
        .bind(value)
        .run();
}

} // namespace authscope::store
