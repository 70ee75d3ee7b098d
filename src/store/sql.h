// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/error.h"

#include <QSqlDatabase>
#include <QSqlQuery>

namespace authscope::store {

/// OA-020 with the path, what was being done and SQLite's words.
base::Error storageError(const QString &doing, const QString &path, const QString &why);

/// One statement, prepared, bound in order and run. `doing` goes into the error ("Saving the connection").
class Statement {
public:
    Statement(const QSqlDatabase &database, QString path, QString doing);

    Statement &sql(const QString &text);
    /// Texts and bytes that are null are bound as empty ones: no column of ours holds NULL for "nothing".
    Statement &bind(const QString &text);
    Statement &bind(const QByteArray &bytes);
    Statement &bind(qint64 number);
    Statement &bind(base::Time time) { return bind(base::toMillis(time)); }
    Statement &bind(const std::optional<base::Time> &time);

    base::Result<void> run();
    /// After run(): the next row, if any. A failure while stepping is a failure, not an early end.
    base::Result<bool> next();
    base::Result<qint64> runInsert(); ///< the row's number

    /// What is left of the result, each row made into a value.
    template <class T>
    base::Result<QList<T>> rows(T (*from)(const Statement &))
    {
        QList<T> values;
        for (;;) {
            const auto row = next();
            if (!row)
                return base::fail(row.error());
            if (!*row)
                return values;
            values.append(from(*this));
        }
    }
    /// The next row made into a value; nothing when there is none.
    template <class T>
    base::Result<std::optional<T>> row(T (*from)(const Statement &))
    {
        return next().map([&](bool isThere) { return isThere ? std::optional(from(*this)) : std::nullopt; });
    }

    QString text(int column) const { return m_query.value(column).toString(); }
    QByteArray bytes(int column) const { return m_query.value(column).toByteArray(); }
    qint64 number(int column) const { return m_query.value(column).toLongLong(); }
    base::Time time(int column) const { return base::fromMillis(number(column)); }
    std::optional<base::Time> optionalTime(int column) const;

private:
    base::Failure failed() const;

    QSqlQuery m_query;
    QString m_path;
    QString m_doing;
    bool m_isPrepared = false;
};

/// BEGIN IMMEDIATE (a deferred transaction that turns into a writer cannot wait for the other process), and
/// a rollback unless commit() succeeded.
class Transaction {
public:
    Transaction(const QSqlDatabase &database, QString path, QString doing);
    ~Transaction();
    Transaction(const Transaction &) = delete;
    Transaction &operator=(const Transaction &) = delete;

    base::Result<void> begin();
    base::Result<void> commit();

private:
    base::Result<void> run(const QString &sql);

    QSqlDatabase m_database;
    QString m_path;
    QString m_doing;
    bool m_isOpen = false;
};

} // namespace authscope::store
