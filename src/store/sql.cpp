// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sql.h"

#include "base/errorcodes.h"
#include "base/text.h"

#include <QSqlError>
#include <QVariant>

namespace authscope::store {

using namespace Qt::StringLiterals;

base::Error storageError(const QString &doing, const QString &path, const QString &why)
{
    return { .kind = base::ErrorKind::Storage,
        .code = base::code::storageFailed,
        .message = u"%1 failed: SQLite says “%2” about %3. Nothing of this change was kept, and what was "
                   "saved before is untouched."_s.arg(doing, base::cleaned(why.trimmed()), path),
        .nextStep = u"Check that the disk is not full, that the file is yours, and that no other program "
                    "holds it."_s };
}

Statement::Statement(const QSqlDatabase &database, QString path, QString doing)
    : m_query(database), m_path(std::move(path)), m_doing(std::move(doing))
{
    m_query.setForwardOnly(true);
}

Statement &Statement::sql(const QString &text)
{
    m_isPrepared = m_query.prepare(text);
    return *this;
}

Statement &Statement::bind(const QString &text)
{
    m_query.addBindValue(text.isNull() ? u""_s : text);
    return *this;
}

Statement &Statement::bind(const QByteArray &bytes)
{
    m_query.addBindValue(bytes.isNull() ? QByteArray("") : bytes, QSql::In | QSql::Binary);
    return *this;
}

Statement &Statement::bind(qint64 number)
{
    m_query.addBindValue(number);
    return *this;
}

Statement &Statement::bind(const std::optional<base::Time> &time)
{
    m_query.addBindValue(time ? QVariant(base::toMillis(*time)) : QVariant(QMetaType::fromType<qint64>()));
    return *this;
}

base::Result<void> Statement::run()
{
    if (!m_isPrepared || !m_query.exec())
        return failed();
    return {};
}

base::Result<bool> Statement::next()
{
    if (m_query.next())
        return true;
    if (m_query.lastError().isValid())
        return failed();
    return false;
}

base::Result<qint64> Statement::runInsert()
{
    return run().map([this] { return m_query.lastInsertId().toLongLong(); });
}

std::optional<base::Time> Statement::optionalTime(int column) const
{
    if (m_query.value(column).isNull())
        return {};
    return time(column);
}

base::Failure Statement::failed() const
{
    return base::fail(storageError(m_doing, m_path, m_query.lastError().text()));
}

Transaction::Transaction(const QSqlDatabase &database, QString path, QString doing)
    : m_database(database), m_path(std::move(path)), m_doing(std::move(doing))
{
}

Transaction::~Transaction()
{
    if (m_isOpen)
        QSqlQuery(m_database).exec(u"ROLLBACK"_s);
}

base::Result<void> Transaction::begin()
{
    return run(u"BEGIN IMMEDIATE"_s).map([this] { m_isOpen = true; });
}

base::Result<void> Transaction::commit()
{
    return run(u"COMMIT"_s).map([this] { m_isOpen = false; });
}

base::Result<void> Transaction::run(const QString &sql)
{
    return Statement(m_database, m_path, m_doing).sql(sql).run();
}

} // namespace authscope::store
