// SPDX-License-Identifier: GPL-3.0-or-later
// What a person decided about tools, and what was learned of them.
#include "store/sql.h"
#include "store/store.h"

namespace authscope::store {

using namespace Qt::StringLiterals;

namespace {

const QString consentColumns
    = u"connection, tool, rule, is_confirmed, is_locked, fingerprint, definition, approved"_s;

ToolConsent consentOf(const Statement &row)
{
    return { .connection = row.text(0),
        .tool = row.text(1),
        .rule = row.bytes(2),
        .isConfirmed = row.number(3) != 0,
        .isLocked = row.number(4) != 0,
        .fingerprint = row.bytes(5),
        .definition = row.bytes(6),
        .approved = row.optionalTime(7) };
}

} // namespace

base::Result<QList<ToolConsent>> Store::toolConsents(const QString &connection) const
{
    Statement query(m_database, m_path, u"Reading what was decided about tools"_s);
    auto ran
        = query.sql(u"SELECT %1 FROM tool_consents WHERE connection = ? ORDER BY tool"_s.arg(consentColumns))
              .bind(connection)
              .run();
    return ran.and_then([&] { return query.rows<ToolConsent>(consentOf); });
}

base::Result<std::optional<ToolConsent>> Store::toolConsent(
    const QString &connection, const QString &tool) const
{
    Statement query(m_database, m_path, u"Reading what was decided about a tool"_s);
    auto ran
        = query.sql(u"SELECT %1 FROM tool_consents WHERE connection = ? AND tool = ?"_s.arg(consentColumns))
              .bind(connection)
              .bind(tool)
              .run();
    return ran.and_then([&] { return query.row<ToolConsent>(consentOf); });
}

base::Result<void> Store::save(const ToolConsent &consent)
{
    return Statement(m_database, m_path, u"Saving what was decided about a tool"_s)
        .sql(u"INSERT OR REPLACE INTO tool_consents (%1) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"_s.arg(
            consentColumns))
        .bind(consent.connection)
        .bind(consent.tool)
        .bind(consent.rule)
        .bind(qint64(consent.isConfirmed))
        .bind(qint64(consent.isLocked))
        .bind(consent.fingerprint)
        .bind(consent.definition)
        .bind(consent.approved)
        .run();
}

base::Result<void> Store::removeToolConsents(const QString &connection)
{
    return Statement(m_database, m_path, u"Forgetting what was decided about tools"_s)
        .sql(u"DELETE FROM tool_consents WHERE connection = ? AND tool <> ''"_s)
        .bind(connection)
        .run();
}

base::Result<void> Store::save(const LearnedScope &scope)
{
    return Statement(m_database, m_path, u"Saving what a tool needs"_s)
        .sql(
            u"INSERT OR REPLACE INTO learned_scopes (connection, tool, scope, how, at) VALUES (?, ?, ?, ?, ?)"_s)
        .bind(scope.connection)
        .bind(scope.tool)
        .bind(scope.scope)
        .bind(scope.how)
        .bind(scope.at)
        .run();
}

base::Result<QList<LearnedScope>> Store::learnedScopes(const QString &connection) const
{
    Statement query(m_database, m_path, u"Reading what tools need"_s);
    auto ran = query
                   .sql(u"SELECT connection, tool, scope, how, at FROM learned_scopes WHERE connection = ?"
                        " ORDER BY at, scope"_s)
                   .bind(connection)
                   .run();
    return ran.and_then([&] {
        return query.rows<LearnedScope>([](const Statement &row) {
            return LearnedScope{ .connection = row.text(0),
                .tool = row.text(1),
                .scope = row.bytes(2),
                .how = row.bytes(3),
                .at = row.time(4) };
        });
    });
}

base::Result<void> Store::removeLearnedScopes(const QString &connection)
{
    return Statement(m_database, m_path, u"Forgetting what tools need"_s)
        .sql(u"DELETE FROM learned_scopes WHERE connection = ?"_s)
        .bind(connection)
        .run();
}

base::Result<std::optional<ToolNames>> Store::toolNames(
    const QString &connection, const QByteArray &account) const
{
    Statement query(m_database, m_path, u"Reading the names of tools"_s);
    auto ran = query
                   .sql(u"SELECT connection, account, at, names FROM tool_names WHERE connection = ?"
                        " AND account = ?"_s)
                   .bind(connection)
                   .bind(account)
                   .run();
    return ran.and_then([&] {
        return query.row<ToolNames>([](const Statement &row) {
            return ToolNames{
                .connection = row.text(0), .account = row.bytes(1), .at = row.time(2), .names = row.bytes(3)
            };
        });
    });
}

base::Result<void> Store::save(const ToolNames &names)
{
    return Statement(m_database, m_path, u"Saving the names of tools"_s)
        .sql(u"INSERT OR REPLACE INTO tool_names (connection, account, at, names) VALUES (?, ?, ?, ?)"_s)
        .bind(names.connection)
        .bind(names.account)
        .bind(names.at)
        .bind(names.names)
        .run();
}

} // namespace authscope::store
