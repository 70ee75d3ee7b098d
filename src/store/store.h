// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/records.h"

#include <QSqlDatabase>

#include <memory>

namespace authscope::store {

/// One SQLite file in WAL mode with synchronous=FULL: what was written is there after a kill at any moment,
/// and a window and a command line may use it at once (busy timeout 5 s). Opening migrates step by step, each
/// step in one transaction together with its version (PRAGMA user_version); a file from a newer program is
/// left alone (OA-021). Every error is of kind Storage, OA-020, with the path, SQLite's words and what was
/// not lost.
class Store {
public:
    static constexpr int schemaVersion = 3;

    /// ":memory:" works too, for tests.
    static base::Result<std::unique_ptr<Store>> open(const QString &path);
    ~Store();
    const QString &path() const { return m_path; }
    Store(const Store &) = delete;
    Store &operator=(const Store &) = delete;

    base::Result<QList<ConnectionRecord>> connections() const; ///< oldest first
    base::Result<void> save(const ConnectionRecord &record); ///< inserts or replaces by id
    base::Result<void> removeConnection(const QString &id); ///< with its grant, history, calls and exchanges

    base::Result<std::optional<ClientRecord>> client(
        const QByteArray &issuer, const QByteArray &profile) const;
    base::Result<QList<ClientRecord>> clients() const;
    base::Result<void> save(const ClientRecord &record);
    base::Result<void> removeClient(const QByteArray &issuer, const QByteArray &clientId);

    base::Result<std::optional<GrantRecord>> grant(const QString &connection) const;
    base::Result<void> save(const GrantRecord &record);
    base::Result<void> removeGrant(const QString &connection);

    base::Result<qint64> add(const ConsentEvent &event);
    base::Result<QList<ConsentEvent>> consentHistory(const QString &connection) const; ///< newest first
    /// Within the bounds of historyLimits(): older calls go to make room. 0 when nothing is to be kept.
    base::Result<qint64> add(const CallRecord &call);
    base::Result<QList<CallRecord>> calls(const QString &connection, int limit = 200) const; ///< newest first
    base::Result<std::optional<CallRecord>> call(qint64 id) const;
    /// Newest first; `before` is the id of the last one of the page before, 0 at the beginning.
    base::Result<QList<CallSummary>> findCalls(const CallFilter &filter, qint64 before, int limit) const;
    base::Result<QStringList> calledTools() const; ///< of all connections, in order
    base::Result<QStringList> callers() const; ///< identities
    base::Result<HistorySize> historySize() const;
    base::Result<HistoryLimits> historyLimits() const;
    base::Result<void> setHistoryLimits(const HistoryLimits &limits); ///< what is beyond them goes at once
    /// Gone from the file, its index and its log, not only out of sight. An error after the rows are gone
    /// says that their bytes may still be there.
    base::Result<void> forgetCall(qint64 id);
    /// Those of one connection or, with an empty one, all; with the exchanges that carried them.
    base::Result<void> forgetCalls(const QString &connection);
    base::Result<qint64> add(const ExchangeRecord &exchange); ///< keeps the newest 5,000 of a connection
    base::Result<QList<ExchangeRecord>> exchanges(
        const QString &connection, int limit = 500) const; ///< newest first

    base::Result<QList<ToolConsent>> toolConsents(const QString &connection) const;
    base::Result<std::optional<ToolConsent>> toolConsent(const QString &connection, const QString &tool) const;
    base::Result<void> save(const ToolConsent &consent); ///< inserts or replaces by connection and tool
    base::Result<void> removeToolConsents(const QString &connection); ///< those of its tools, not its own
    base::Result<void> save(const LearnedScope &scope); ///< one that is known keeps its newest time
    base::Result<QList<LearnedScope>> learnedScopes(const QString &connection) const;
    base::Result<void> removeLearnedScopes(const QString &connection);
    base::Result<std::optional<ToolNames>> toolNames(
        const QString &connection, const QByteArray &account) const;
    base::Result<void> save(const ToolNames &names);

    base::Result<QByteArray> setting(const QString &key) const; ///< empty when never set
    base::Result<void> setSetting(const QString &key, const QByteArray &value);

private:
    Store(const QSqlDatabase &database, QString name, QString path);
    base::Result<void> migrate();
    base::Result<void> run(const QString &doing, const QStringList &statements);
    base::Result<void> trimCalls(const HistoryLimits &limits, base::Time now);
    base::Result<void> emptyLog();

    QSqlDatabase m_database;
    QString m_name; ///< of the Qt connection
    QString m_path;
};

} // namespace authscope::store
