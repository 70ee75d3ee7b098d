// SPDX-License-Identifier: GPL-3.0-or-later
// The history of calls: kept within bounds, searched, and forgotten so that nothing of it is left.
#include "store/callsearch.h"
#include "store/migrations.h"
#include "store/sql.h"
#include "store/store.h"

namespace authscope::store {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype bodyBytesKept = 256 * 1024;
constexpr qint64 megabyte = 1024 * 1024;

const QString reading = u"Reading the calls"_s;
const QString saving = u"Saving the call"_s;
const QString forgetting = u"Forgetting the calls"_s;
const QString limitsKey = u"history"_s;

const QString columns
    = u"SELECT id, connection, at, tool, identity, outcome, error, duration_ms, generation, exchange,"
      " arguments_size, result_size, arguments, result FROM calls"_s;

CallRecord callFrom(const Statement &row)
{
    return { .id = row.number(0),
        .connection = row.text(1),
        .at = row.time(2),
        .tool = row.text(3),
        .identity = row.text(4),
        .arguments = row.bytes(12),
        .result = row.bytes(13),
        .argumentsSize = row.number(10),
        .resultSize = row.number(11),
        .outcome = row.bytes(5),
        .error = row.text(6),
        .durationMs = row.number(7),
        .generation = int(row.number(8)),
        .exchange = quint64(row.number(9)) };
}

CallSummary summaryFrom(const Statement &row)
{
    return { .id = row.number(0),
        .connection = row.text(1),
        .at = row.time(2),
        .tool = row.text(3),
        .identity = row.text(4),
        .outcome = row.bytes(5),
        .durationMs = row.number(6),
        .argumentsStart = row.bytes(7) };
}

/// Not in the middle of a character.
QByteArray cut(const QByteArray &body)
{
    qsizetype size = std::min(body.size(), bodyBytesKept);
    while (size > 0 && size < body.size() && (body.at(size) & 0xc0) == 0x80)
        --size;
    return body.first(size);
}

QString textFrom(const Statement &row)
{
    return row.text(0);
}

/// The exchanges that carried calls, their questions and their answers.
const QString ofCalls = u"(purpose GLOB 'tools/call*' OR purpose GLOB 'tasks/*' OR purpose GLOB 'Answer to *'"
                        " OR purpose GLOB 'Listen to the server*')"_s;

} // namespace

base::Result<void> Store::run(const QString &doing, const QStringList &statements)
{
    for (const QString &statement : statements) {
        if (auto done = Statement(m_database, m_path, doing).sql(statement).run(); !done)
            return done;
    }
    return {};
}

namespace {

/// Until it goes, a write does not wait for the disk: after a power cut the last calls may be missing, and
/// nothing else. The window's thread writes them, and a disk that is busy would hold it.
class Unhurried {
public:
    Unhurried(const QSqlDatabase &database, const QString &path) : m_database(database), m_path(path)
    {
        set(u"NORMAL"_s);
    }
    ~Unhurried() { set(u"FULL"_s); }
    Q_DISABLE_COPY_MOVE(Unhurried)

private:
    void set(const QString &much)
    {
        // Where it fails, writes are as careful as before.
        std::ignore = Statement(m_database, m_path, saving).sql(u"PRAGMA synchronous = "_s + much).run();
    }

    const QSqlDatabase &m_database;
    const QString &m_path;
};

} // namespace

base::Result<qint64> Store::add(const CallRecord &call)
{
    const auto limits = historyLimits();
    if (!limits)
        return base::fail(limits.error());
    if (!limits->isKept)
        return 0;
    const Unhurried unhurried(m_database, m_path);
    Transaction transaction(m_database, m_path, saving);
    if (auto begun = transaction.begin(); !begun)
        return base::fail(begun.error());
    auto id = Statement(m_database, m_path, saving)
                  .sql(u"INSERT INTO calls (connection, at, tool, identity, outcome, error, duration_ms,"
                       " generation, exchange, arguments_size, result_size, arguments, result)"
                       " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s)
                  .bind(call.connection)
                  .bind(call.at)
                  .bind(call.tool)
                  .bind(call.identity)
                  .bind(call.outcome)
                  .bind(call.error)
                  .bind(call.durationMs)
                  .bind(call.generation)
                  .bind(qint64(call.exchange))
                  .bind(call.arguments.size())
                  .bind(std::max<qint64>(call.resultSize, call.result.size()))
                  .bind(cut(call.arguments))
                  .bind(cut(call.result))
                  .runInsert();
    if (!id)
        return id;
    if (auto trimmed = trimCalls(*limits, call.at); !trimmed)
        return base::fail(trimmed.error());
    return transaction.commit().map([&] { return *id; });
}

base::Result<void> Store::trimCalls(const HistoryLimits &limits, base::Time now)
{
    if (limits.days > 0) {
        const base::Time oldest = now - std::chrono::hours(24 * limits.days);
        for (const QString &table : { u"calls WHERE at < ?"_s, u"exchanges WHERE at < ? AND "_s + ofCalls }) {
            auto trimmed
                = Statement(m_database, m_path, saving).sql(u"DELETE FROM "_s + table).bind(oldest).run();
            if (!trimmed)
                return trimmed;
        }
    }
    const auto size = historySize();
    if (!size)
        return base::fail(size.error());
    qint64 tooMany = limits.calls > 0 ? size->calls - limits.calls : 0;
    qint64 tooLarge = limits.megabytes > 0 ? size->bytes - limits.megabytes * megabyte : 0;
    if (tooMany <= 0 && tooLarge <= 0)
        return {};
    Statement oldest(m_database, m_path, saving);
    if (auto ran
        = oldest.sql(u"SELECT id, length(arguments) + length(result) FROM calls ORDER BY id"_s).run();
        !ran)
        return ran;
    qint64 last = 0;
    while (tooMany > 0 || tooLarge > 0) {
        const auto row = oldest.next();
        if (!row)
            return base::fail(row.error());
        if (!*row)
            break;
        last = oldest.number(0);
        --tooMany;
        tooLarge -= oldest.number(1);
    }
    return Statement(m_database, m_path, saving).sql(u"DELETE FROM calls WHERE id <= ?"_s).bind(last).run();
}

base::Result<QList<CallRecord>> Store::calls(const QString &connection, int limit) const
{
    Statement query(m_database, m_path, reading);
    auto ran = query.sql(columns + u" WHERE connection = ? ORDER BY id DESC LIMIT ?"_s)
                   .bind(connection)
                   .bind(std::max(limit, 0))
                   .run();
    return ran.and_then([&] { return query.rows<CallRecord>(callFrom); });
}

base::Result<std::optional<CallRecord>> Store::call(qint64 id) const
{
    Statement query(m_database, m_path, reading);
    auto ran = query.sql(columns + u" WHERE id = ?"_s).bind(id).run();
    return ran.and_then([&] { return query.row<CallRecord>(callFrom); });
}

base::Result<QList<CallSummary>> Store::findCalls(const CallFilter &filter, qint64 before, int limit) const
{
    const std::optional<QString> words = matchExpression(filter);
    if (words && words->isEmpty())
        return QList<CallSummary>();
    const QString from
        = words ? u" FROM call_index JOIN calls ON calls.id = call_index.rowid"_s : u" FROM calls"_s;
    const QString number = words ? u"call_index.rowid"_s : u"calls.id"_s;
    QStringList conditions;
    if (words)
        conditions << u"call_index MATCH ?"_s;
    else if (!filter.connection.isEmpty())
        conditions << u"connection = ?"_s;
    if (before > 0)
        conditions << number + u" < ?"_s;
    // The index of numbers is walked either way; the times bound it from both ends.
    if (filter.from)
        conditions << number
                + u" >= (SELECT min(+id) FROM calls INDEXED BY calls_at WHERE at >= ?) AND calls.at >= ?"_s;
    if (filter.until)
        conditions << number
                + u" <= (SELECT max(+id) FROM calls INDEXED BY calls_at WHERE at < ?) AND calls.at < ?"_s;
    Statement query(m_database, m_path, u"Searching the calls"_s);
    query.sql(u"SELECT calls.id, connection, at, calls.tool, identity, outcome, duration_ms,"
              " substr(calls.arguments, 1, 400)"_s
        + from + (conditions.isEmpty() ? QString() : u" WHERE "_s + conditions.join(u" AND "_s))
        + u" ORDER BY "_s + number + u" DESC LIMIT ?"_s);
    if (words)
        query.bind(*words);
    else if (!filter.connection.isEmpty())
        query.bind(filter.connection);
    if (before > 0)
        query.bind(before);
    if (filter.from)
        query.bind(*filter.from).bind(*filter.from);
    if (filter.until)
        query.bind(*filter.until).bind(*filter.until);
    auto ran = query.bind(std::max(limit, 0)).run();
    return ran.and_then([&] { return query.rows<CallSummary>(summaryFrom); });
}

base::Result<QStringList> Store::calledTools() const
{
    Statement query(m_database, m_path, reading);
    auto ran = query.sql(u"SELECT DISTINCT tool FROM calls ORDER BY tool"_s).run();
    return ran.and_then([&] { return query.rows<QString>(textFrom); });
}

base::Result<QStringList> Store::callers() const
{
    Statement query(m_database, m_path, reading);
    auto ran
        = query.sql(u"SELECT DISTINCT identity FROM calls WHERE identity > '' ORDER BY identity"_s).run();
    return ran.and_then([&] { return query.rows<QString>(textFrom); });
}

base::Result<HistorySize> Store::historySize() const
{
    Statement query(m_database, m_path, reading);
    auto ran = query.sql(u"SELECT calls, bytes FROM call_totals"_s).run();
    return ran
        .and_then([&] {
            return query.row<HistorySize>([](const Statement &row) {
                return HistorySize{ .calls = row.number(0), .bytes = row.number(1) };
            });
        })
        .map([](const std::optional<HistorySize> &size) { return size.value_or(HistorySize()); });
}

base::Result<HistoryLimits> Store::historyLimits() const
{
    return setting(limitsKey).map([](const QByteArray &text) {
        HistoryLimits limits;
        for (const QByteArray &pair : text.split(' ')) {
            const qsizetype equals = pair.indexOf('=');
            bool isNumber = false;
            const qint64 value = pair.mid(equals + 1).toLongLong(&isNumber);
            if (equals < 0 || !isNumber || value < 0)
                continue;
            const QByteArray name = pair.first(equals);
            if (name == "kept")
                limits.isKept = value != 0;
            else if (name == "days")
                limits.days = std::min<qint64>(value, 36'500);
            else if (name == "calls")
                limits.calls = value;
            else if (name == "megabytes")
                limits.megabytes = std::min<qint64>(value, 1 << 20);
        }
        return limits;
    });
}

base::Result<void> Store::setHistoryLimits(const HistoryLimits &limits)
{
    Transaction transaction(m_database, m_path, saving);
    if (auto begun = transaction.begin(); !begun)
        return begun;
    const QByteArray text = "kept=" + QByteArray::number(int(limits.isKept))
        + " days=" + QByteArray::number(limits.days) + " calls=" + QByteArray::number(limits.calls)
        + " megabytes=" + QByteArray::number(limits.megabytes);
    if (auto saved = setSetting(limitsKey, text); !saved)
        return saved;
    // The clock of the calls: the newest one is now.
    Statement newest(m_database, m_path, reading);
    if (auto ran = newest.sql(u"SELECT max(at) FROM calls"_s).run(); !ran)
        return ran;
    const auto row = newest.next();
    if (!row)
        return base::fail(row.error());
    if (auto trimmed = trimCalls(limits, newest.time(0)); !trimmed)
        return trimmed;
    return transaction.commit();
}

base::Result<void> Store::forgetCall(qint64 id)
{
    Transaction transaction(m_database, m_path, forgetting);
    if (auto begun = transaction.begin(); !begun)
        return begun;
    // With what was exchanged while it ran: the same words stand there.
    const QString exchanged = u"DELETE FROM exchanges WHERE "_s + ofCalls
        + u" AND EXISTS (SELECT 1 FROM calls WHERE calls.id = ? AND calls.connection = exchanges.connection"
          " AND exchanges.at BETWEEN calls.at AND calls.at + calls.duration_ms)"_s;
    base::Result<void> done;
    for (const QString &removal : { exchanged, u"DELETE FROM calls WHERE id = ?"_s }) {
        done = Statement(m_database, m_path, forgetting).sql(removal).bind(id).run();
        if (!done)
            return done;
    }
    // A removed row's words stay in the index until its parts are merged.
    if (done = run(forgetting, { u"INSERT INTO call_index (call_index) VALUES ('optimize')"_s }); !done)
        return done;
    if (done = transaction.commit(); !done)
        return done;
    return emptyLog();
}

base::Result<void> Store::forgetCalls(const QString &connection)
{
    Transaction transaction(m_database, m_path, forgetting);
    if (auto begun = transaction.begin(); !begun)
        return begun;
    // Row by row the index would be kept in step for nothing: it is made anew.
    if (auto done = run(forgetting, { u"DROP TRIGGER calls_removed"_s }); !done)
        return done;
    for (const QString &table : { u"calls"_s, u"exchanges"_s }) {
        QStringList conditions;
        if (table == u"exchanges")
            conditions << ofCalls;
        if (!connection.isEmpty())
            conditions << u"connection = ?"_s;
        Statement removal(m_database, m_path, forgetting);
        removal.sql(u"DELETE FROM "_s + table
            + (conditions.isEmpty() ? QString() : u" WHERE "_s + conditions.join(u" AND "_s)));
        if (!connection.isEmpty())
            removal.bind(connection);
        if (auto done = removal.run(); !done)
            return done;
    }
    auto done = run(forgetting,
        { u"INSERT INTO call_index (call_index) VALUES ('rebuild')"_s,
            u"UPDATE call_totals SET calls = (SELECT count(*) FROM calls),"
            " bytes = (SELECT coalesce(sum(length(arguments) + length(result)), 0) FROM calls)"_s,
            callsRemovedTrigger });
    if (!done)
        return done;
    if (done = transaction.commit(); !done)
        return done;
    if (done = run(forgetting, { u"VACUUM"_s }); !done)
        return done;
    return emptyLog();
}

/// What was written before stands in SQLite's log until it is moved to the file.
base::Result<void> Store::emptyLog()
{
    Statement query(m_database, m_path, forgetting);
    if (auto ran = query.sql(u"PRAGMA wal_checkpoint(TRUNCATE)"_s).run(); !ran)
        return ran;
    const auto row = query.next();
    if (!row)
        return base::fail(row.error());
    if (!*row || query.number(0) == 0)
        return {};
    base::Error error = storageError(forgetting, m_path, u"the log is in use by another program"_s);
    error.message = u"The calls are removed, but %1 is in use by another program, and SQLite's log beside it "
                    "may still hold their bytes."_s.arg(m_path);
    error.nextStep = u"Close the other window or command and forget them once more."_s;
    return base::fail(error);
}

} // namespace authscope::store
