// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/migrations.h"

#include "base/errorcodes.h"
#include "store/sql.h"

namespace authscope::store {

using namespace Qt::StringLiterals;

namespace {

// Identities (issuer, resource, client id) and JSON are BLOB: the bytes that arrived, compared byte by byte.
// Times are milliseconds since the epoch, UTC.
const QStringList firstStep = {
    u"CREATE TABLE connections ("
    "id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL, url BLOB NOT NULL, kind BLOB NOT NULL,"
    "issuer BLOB NOT NULL, resource BLOB NOT NULL, settings BLOB NOT NULL,"
    "created INTEGER NOT NULL, last_used INTEGER NOT NULL)"_s,

    u"CREATE TABLE clients ("
    "issuer BLOB NOT NULL, profile BLOB NOT NULL, client_id BLOB NOT NULL, origin BLOB NOT NULL,"
    "document BLOB NOT NULL, created INTEGER NOT NULL, PRIMARY KEY (issuer, profile))"_s,

    u"CREATE TABLE grants ("
    "connection TEXT PRIMARY KEY NOT NULL REFERENCES connections(id) ON DELETE CASCADE,"
    "issuer BLOB NOT NULL, client_id BLOB NOT NULL, subject BLOB NOT NULL,"
    "requested_scopes BLOB NOT NULL, granted_scopes BLOB NOT NULL, generation INTEGER NOT NULL,"
    "claims BLOB NOT NULL, identity_verified INTEGER NOT NULL, obtained INTEGER NOT NULL, expires INTEGER)"_s,

    // AUTOINCREMENT: a number that was shown to somebody never means another row later.
    u"CREATE TABLE consent_events ("
    "id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "connection TEXT NOT NULL REFERENCES connections(id) ON DELETE CASCADE,"
    "at INTEGER NOT NULL, what BLOB NOT NULL, requested BLOB NOT NULL, granted BLOB NOT NULL,"
    "note TEXT NOT NULL)"_s,
    u"CREATE INDEX consent_events_of ON consent_events (connection, id)"_s,

    u"CREATE TABLE calls ("
    "id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "connection TEXT NOT NULL REFERENCES connections(id) ON DELETE CASCADE,"
    "at INTEGER NOT NULL, tool TEXT NOT NULL, arguments BLOB NOT NULL, result BLOB NOT NULL,"
    "outcome BLOB NOT NULL, error TEXT NOT NULL, duration_ms INTEGER NOT NULL,"
    "generation INTEGER NOT NULL, exchange INTEGER NOT NULL)"_s,
    u"CREATE INDEX calls_of ON calls (connection, id)"_s,

    u"CREATE TABLE exchanges ("
    "id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "connection TEXT NOT NULL REFERENCES connections(id) ON DELETE CASCADE,"
    "at INTEGER NOT NULL, purpose TEXT NOT NULL, method BLOB NOT NULL, url BLOB NOT NULL,"
    "status INTEGER NOT NULL, duration_ms INTEGER NOT NULL, document BLOB NOT NULL)"_s,
    u"CREATE INDEX exchanges_of ON exchanges (connection, id)"_s,

    u"CREATE TABLE settings (key TEXT PRIMARY KEY NOT NULL, value BLOB NOT NULL)"_s,
};

const QStringList toolConsentStep = {
    u"CREATE TABLE tool_consents ("
    "connection TEXT NOT NULL REFERENCES connections(id) ON DELETE CASCADE, tool TEXT NOT NULL,"
    "rule BLOB NOT NULL, is_confirmed INTEGER NOT NULL, is_locked INTEGER NOT NULL,"
    "fingerprint BLOB NOT NULL, definition BLOB NOT NULL, approved INTEGER, PRIMARY KEY (connection, tool))"_s,

    u"CREATE TABLE learned_scopes ("
    "connection TEXT NOT NULL REFERENCES connections(id) ON DELETE CASCADE, tool TEXT NOT NULL,"
    "scope BLOB NOT NULL, how BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (connection, tool, scope))"_s,

    u"CREATE TABLE tool_names ("
    "connection TEXT NOT NULL REFERENCES connections(id) ON DELETE CASCADE, account BLOB NOT NULL,"
    "at INTEGER NOT NULL, names BLOB NOT NULL, PRIMARY KEY (connection, account))"_s,
};

const QString doing = u"Preparing the database"_s;

base::Result<void> takeStep(
    const QSqlDatabase &database, const QString &path, const MigrationSteps &steps, int to)
{
    Transaction transaction(database, path, doing);
    if (auto begun = transaction.begin(); !begun)
        return begun;
    const auto version = readVersion(database, path, int(steps.size()));
    if (!version)
        return base::fail(version.error());
    if (*version >= to)
        return {}; // another process was faster
    QStringList statements = steps.at(size_t(to) - 1);
    statements.append(u"PRAGMA user_version = %1"_s.arg(to));
    for (const QString &statement : std::as_const(statements)) {
        if (auto done = Statement(database, path, doing).sql(statement).run(); !done)
            return done;
    }
    return transaction.commit();
}

} // namespace

const MigrationSteps &migrationSteps()
{
    static const MigrationSteps steps = { firstStep, toolConsentStep };
    return steps;
}

base::Result<int> readVersion(const QSqlDatabase &database, const QString &path, int known)
{
    Statement query(database, path, u"Reading the database's version"_s);
    if (auto ran = query.sql(u"PRAGMA user_version"_s).run(); !ran)
        return base::fail(ran.error());
    const auto row = query.next();
    if (!row)
        return base::fail(row.error());
    const int version = int(query.number(0));
    if (version <= known)
        return version;
    return base::fail({ .kind = base::ErrorKind::Storage,
        .code = base::code::storageTooNew,
        .message
        = u"%1 was written by a newer Authscope: it has version %2, and this program knows versions up to "
          "%3. It was not changed."_s.arg(path)
              .arg(version)
              .arg(known),
        .nextStep = u"Use the newer program, or choose another data folder with --data-dir."_s });
}

base::Result<void> migrate(const QSqlDatabase &database, const QString &path, const MigrationSteps &steps)
{
    const auto version = readVersion(database, path, int(steps.size()));
    if (!version)
        return base::fail(version.error());
    for (int to = *version + 1; to <= int(steps.size()); ++to) {
        if (auto taken = takeStep(database, path, steps, to); !taken)
            return taken;
    }
    return {};
}

} // namespace authscope::store
