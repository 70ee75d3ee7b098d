// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/migrations.h"
#include "store/store.h"

#include <QDir>
#include <QFile>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace authscope;
using namespace authscope::store;
using namespace Qt::StringLiterals;

namespace {

const QString id = u"one"_s;

QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable");
}

/// A connection of its own to the file, for what the Store does not offer.
class Raw {
public:
    explicit Raw(const QString &path)
    {
        m_database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"raw"_s);
        m_database.setDatabaseName(path);
        m_database.open();
    }
    ~Raw()
    {
        m_database = {};
        QSqlDatabase::removeDatabase(u"raw"_s);
    }
    const QSqlDatabase &database() const { return m_database; }
    QString value(const QString &sql) const
    {
        QSqlQuery query(m_database);
        return query.exec(sql) && query.next() ? query.value(0).toString() : u"no row"_s;
    }

private:
    QSqlDatabase m_database;
};

MigrationSteps withStep(const QStringList &statements)
{
    MigrationSteps steps = migrationSteps();
    steps.push_back(statements);
    return steps;
}

} // namespace

class TestMigrations : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(u"a.sqlite"_s);
    }

    void theNumberOfStepsIsTheVersion()
    {
        QCOMPARE(int(migrationSteps().size()), Store::schemaVersion);
        QVERIFY(Store::open(m_path));
        QCOMPARE(Raw(m_path).value(u"PRAGMA user_version"_s), QString::number(Store::schemaVersion));
    }

    void aNewStepKeepsTheRows()
    {
        fill();
        const Raw raw(m_path);
        const auto steps
            = withStep({ u"ALTER TABLE connections ADD COLUMN colour TEXT NOT NULL DEFAULT 'blue'"_s,
                u"UPDATE connections SET colour = 'red' WHERE id = 'one'"_s });
        QVERIFY(migrate(raw.database(), m_path, steps));
        QCOMPARE(raw.value(u"PRAGMA user_version"_s), QString::number(Store::schemaVersion + 1));
        QCOMPARE(raw.value(u"SELECT colour FROM connections WHERE id = 'one'"_s), u"red"_s);
        QVERIFY2(migrate(raw.database(), m_path, steps), "a second run has nothing to do");
        QCOMPARE(raw.value(u"SELECT count(*) FROM connections"_s), u"1"_s);
    }

    void aFailingStepLeavesTheVersionBefore()
    {
        fill();
        {
            const Raw raw(m_path);
            const auto failed = migrate(raw.database(), m_path,
                withStep({ u"DELETE FROM connections"_s, u"CREATE TABLE extra (a)"_s, u"NOT SQL AT ALL"_s }));
            QVERIFY(!failed);
            QCOMPARE(failed.error().code, u"OA-020"_s);
            QCOMPARE(raw.value(u"PRAGMA user_version"_s), QString::number(Store::schemaVersion));
            QCOMPARE(raw.value(u"SELECT count(*) FROM sqlite_master WHERE name = 'extra'"_s), u"0"_s);
        }
        const auto store = Store::open(m_path);
        QVERIFY(store);
        QCOMPARE((*store)->connections()->size(), 1);
    }

    void aFileOfANewerProgramIsLeftAlone_data()
    {
        QTest::addColumn<bool>("isWal");
        QTest::newRow("closed in WAL mode") << true;
        QTest::newRow("rollback journal") << false;
    }
    void aFileOfANewerProgramIsLeftAlone()
    {
        QFETCH(bool, isWal);
        fill();
        {
            const Raw raw(m_path);
            raw.value(isWal ? u"PRAGMA journal_mode = WAL"_s : u"PRAGMA journal_mode = DELETE"_s);
            raw.value(u"PRAGMA user_version = 99"_s);
        }
        const QByteArray before = bytesOf(m_path);
        const auto refused = Store::open(m_path);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, base::ErrorKind::Storage);
        QCOMPARE(refused.error().code, u"OA-021"_s);
        QVERIFY(refused.error().message.contains(m_path));
        QVERIFY(refused.error().message.contains(u"99"_s));
        QCOMPARE(bytesOf(m_path), before);
        QVERIFY(QSqlDatabase::connectionNames().isEmpty());
    }

    void aNewerVersionThatIsStillInTheLogCountsToo()
    {
        fill();
        const Raw raw(m_path);
        QCOMPARE(raw.value(u"SELECT count(*) FROM connections"_s), u"1"_s);
        raw.value(u"PRAGMA wal_autocheckpoint = 0"_s);
        raw.value(u"PRAGMA user_version = 99"_s);
        const QByteArray before = bytesOf(m_path);
        const auto refused = Store::open(m_path);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, u"OA-021"_s);
        QCOMPARE(bytesOf(m_path), before);
    }

    void aDamagedFileIsAnErrorAndStays_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("no database at all") << QByteArray(8192, 'x');
        QTest::newRow("a torn header") << QByteArray("SQLite format 3\0", 16) + QByteArray(4096, '\xff');
        QTest::newRow("a few bytes") << QByteArray("SQLite");
    }
    void aDamagedFileIsAnErrorAndStays()
    {
        QFETCH(QByteArray, content);
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        const auto opened = Store::open(m_path);
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, u"OA-020"_s);
        QVERIFY2(opened.error().message.contains(m_path), qPrintable(opened.error().message));
        QCOMPARE(bytesOf(m_path), content);
    }

    void aFolderThatIsNotThereIsAnError()
    {
        const auto opened = Store::open(m_folder->filePath(u"missing/a.sqlite"_s));
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, u"OA-020"_s);
    }

private:
    void fill()
    {
        const auto store = Store::open(m_path);
        QVERIFY(store);
        QVERIFY((*store)->save(ConnectionRecord{ .id = id }));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

QTEST_GUILESS_MAIN(TestMigrations)
#include "test_migrations.moc"
