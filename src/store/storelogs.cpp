// SPDX-License-Identifier: GPL-3.0-or-later
// What only ever grows: consent history and exchanges.
#include "store/sql.h"
#include "store/store.h"

namespace authscope::store {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 exchangesKept = 5000;

} // namespace

base::Result<qint64> Store::add(const ConsentEvent &event)
{
    return Statement(m_database, m_path, u"Saving the consent history"_s)
        .sql(u"INSERT INTO consent_events (connection, at, what, requested, granted, note)"
             " VALUES (?, ?, ?, ?, ?, ?)"_s)
        .bind(event.connection)
        .bind(event.at)
        .bind(event.what)
        .bind(event.requested)
        .bind(event.granted)
        .bind(event.note)
        .runInsert();
}

base::Result<QList<ConsentEvent>> Store::consentHistory(const QString &connection) const
{
    Statement query(m_database, m_path, u"Reading the consent history"_s);
    auto ran = query
                   .sql(u"SELECT id, connection, at, what, requested, granted, note FROM consent_events"
                        " WHERE connection = ? ORDER BY id DESC"_s)
                   .bind(connection)
                   .run();
    return ran.and_then([&] {
        return query.rows<ConsentEvent>([](const Statement &row) {
            return ConsentEvent{ .id = row.number(0),
                .connection = row.text(1),
                .at = row.time(2),
                .what = row.bytes(3),
                .requested = row.bytes(4),
                .granted = row.bytes(5),
                .note = row.text(6) };
        });
    });
}

base::Result<qint64> Store::add(const ExchangeRecord &exchange)
{
    const QString doing = u"Saving the exchange"_s;
    Transaction transaction(m_database, m_path, doing);
    if (auto begun = transaction.begin(); !begun)
        return base::fail(begun.error());
    auto id = Statement(m_database, m_path, doing)
                  .sql(u"INSERT INTO exchanges (connection, at, purpose, method, url, status,"
                       " duration_ms, document) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"_s)
                  .bind(exchange.connection)
                  .bind(exchange.at)
                  .bind(exchange.purpose)
                  .bind(exchange.method)
                  .bind(exchange.url)
                  .bind(exchange.status)
                  .bind(exchange.durationMs)
                  .bind(exchange.document)
                  .runInsert();
    if (!id)
        return id;
    const auto trimmed = Statement(m_database, m_path, doing)
                             .sql(u"DELETE FROM exchanges WHERE connection = ? AND id <= (SELECT id FROM"
                                  " exchanges WHERE connection = ? ORDER BY id DESC LIMIT 1 OFFSET ?)"_s)
                             .bind(exchange.connection)
                             .bind(exchange.connection)
                             .bind(exchangesKept)
                             .run();
    if (!trimmed)
        return base::fail(trimmed.error());
    return transaction.commit().map([&] { return *id; });
}

base::Result<QList<ExchangeRecord>> Store::exchanges(const QString &connection, int limit) const
{
    Statement query(m_database, m_path, u"Reading the exchanges"_s);
    auto ran = query
                   .sql(u"SELECT id, connection, at, purpose, method, url, status, duration_ms, document"
                        " FROM exchanges WHERE connection = ? ORDER BY id DESC LIMIT ?"_s)
                   .bind(connection)
                   .bind(std::max(limit, 0))
                   .run();
    return ran.and_then([&] {
        return query.rows<ExchangeRecord>([](const Statement &row) {
            return ExchangeRecord{ .id = row.number(0),
                .connection = row.text(1),
                .at = row.time(2),
                .purpose = row.text(3),
                .method = row.bytes(4),
                .url = row.bytes(5),
                .status = int(row.number(6)),
                .durationMs = row.number(7),
                .document = row.bytes(8) };
        });
    });
}

} // namespace authscope::store
