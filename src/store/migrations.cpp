// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/migrations.h"

#include "base/errorcodes.h"
#include "store/sql.h"

namespace authscope::store {

using namespace Qt::StringLiterals;

const QString callsRemovedTrigger = u"CREATE TRIGGER calls_removed BEFORE DELETE ON calls BEGIN"
                                    " INSERT INTO call_index (call_index, rowid, words)"
                                    " SELECT 'delete', id, words FROM call_words WHERE id = old.id;"
                                    " UPDATE call_totals SET calls = calls - 1,"
                                    " bytes = bytes - length(old.arguments) - length(old.result);"
                                    " END"_s;

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

// The bodies of a call stand last, so that a list of calls need not step over them.
const QStringList historyStep = {
    u"CREATE TABLE calls_2 ("
    "id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "connection TEXT NOT NULL REFERENCES connections(id) ON DELETE CASCADE,"
    "at INTEGER NOT NULL, tool TEXT NOT NULL, identity TEXT NOT NULL, outcome BLOB NOT NULL,"
    "error TEXT NOT NULL, duration_ms INTEGER NOT NULL, generation INTEGER NOT NULL,"
    "exchange INTEGER NOT NULL, arguments_size INTEGER NOT NULL, result_size INTEGER NOT NULL,"
    "arguments BLOB NOT NULL, result BLOB NOT NULL)"_s,
    u"INSERT INTO calls_2 SELECT id, connection, at, tool, '', outcome, error, duration_ms, generation,"
    " exchange, length(arguments), length(result), arguments, result FROM calls"_s,
    u"DELETE FROM sqlite_sequence WHERE name = 'calls_2'"_s,
    u"INSERT INTO sqlite_sequence SELECT 'calls_2', seq FROM sqlite_sequence WHERE name = 'calls'"_s,
    u"DROP TABLE calls"_s,
    u"ALTER TABLE calls_2 RENAME TO calls"_s,
    u"CREATE INDEX calls_of ON calls (connection, id)"_s,
    u"CREATE INDEX calls_at ON calls (at)"_s,
    u"CREATE INDEX calls_tool ON calls (tool)"_s,
    u"CREATE INDEX calls_identity ON calls (identity)"_s,

    // What is searched: words without the escapes of JSON texts; and, each as one word that begins with a
    // character nobody can ask for, what is filtered by.
    u"CREATE VIEW call_words (id, words) AS SELECT id, tool || ' ' || error || ' ' ||"
    " replace(replace(replace(replace(CAST(arguments AS TEXT) || ' ' || CAST(result AS TEXT),"
    " '\\\\', ' '), '\\n', ' '), '\\r', ' '), '\\t', ' ') ||"
    " ' \uE000c' || hex(connection) || ' \uE000t' || hex(tool) || ' \uE000o' || hex(outcome) ||"
    " ' \uE000i' || hex(identity) FROM calls"_s,
    // Where a word stands does not matter, and the shorter ones are asked for with each key.
    u"CREATE VIRTUAL TABLE call_index USING fts5 (words, content = 'call_words', content_rowid = 'id',"
    " detail = none, columnsize = 0, prefix = '1 2 3 4 5 6',"
    " tokenize = 'unicode61 remove_diacritics 2')"_s,
    u"INSERT INTO call_index (call_index) VALUES ('rebuild')"_s,
    u"CREATE TABLE call_totals (calls INTEGER NOT NULL, bytes INTEGER NOT NULL)"_s,
    u"INSERT INTO call_totals SELECT count(*), coalesce(sum(length(arguments) + length(result)), 0) FROM"
    " calls"_s,
    u"CREATE TRIGGER calls_added AFTER INSERT ON calls BEGIN"
    " INSERT INTO call_index (rowid, words) SELECT id, words FROM call_words WHERE id = new.id;"
    " UPDATE call_totals SET calls = calls + 1, bytes = bytes + length(new.arguments) + length(new.result);"
    " END"_s,
    callsRemovedTrigger,
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
    static const MigrationSteps steps = { firstStep, historyStep, toolConsentStep };
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
