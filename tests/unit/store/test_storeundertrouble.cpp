// SPDX-License-Identifier: GPL-3.0-or-later
// The program is killed, the disk is full, and two programs write at once. The other program is this one,
// started again with --write-rows.
#include "store/store.h"
#include "support/tinydisk.h"

#include <QCoreApplication>
#include <QProcess>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>

using namespace authscope;
using namespace authscope::store;
using namespace Qt::StringLiterals;

namespace {

const QString id = u"one"_s;

int writeRows(const QString &path, int count)
{
    const auto store = Store::open(path);
    if (!store)
        return 2;
    for (int i = 0; count == 0 || i < count; ++i) {
        const auto call = (*store)->add(CallRecord{ .connection = id, .result = QByteArray(3000, 'r') });
        const auto exchange
            = (*store)->add(ExchangeRecord{ .connection = id, .document = QByteArray(3000, 'd') });
        if (!call || !exchange)
            return 3;
        std::printf("%lld %lld\n", *call, *exchange);
        std::fflush(stdout);
    }
    return 0;
}

void startWriter(QProcess &process, const QString &path, int count)
{
    process.setProcessChannelMode(QProcess::SeparateChannels);
    process.start(
        QCoreApplication::applicationFilePath(), { u"--write-rows"_s, path, QString::number(count) });
}

QString pragma(const QString &name)
{
    QSqlQuery query(QSqlDatabase::database(QSqlDatabase::connectionNames().first()));
    return query.exec(u"PRAGMA "_s + name) && query.next() ? query.value(0).toString() : u"no answer"_s;
}

} // namespace

class TestStoreUnderTrouble : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyRowThatWasConfirmedOutlivesAKill()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"a.sqlite"_s);
        prepare(path);
        QSet<qint64> calls;
        QSet<qint64> exchanges;
        for (int point = 1; point <= 20; ++point) {
            QProcess child;
            startWriter(child, path, 0);
            QByteArray said;
            while (said.count('\n') < point)
                if (!child.waitForReadyRead(20'000))
                    QFAIL(qPrintable(u"the writer stopped: %1"_s.arg(child.exitCode())));
                else
                    said += child.readAll();
            child.kill();
            QVERIFY(child.waitForFinished());
            QCOMPARE(child.exitStatus(), QProcess::CrashExit);
            said += child.readAll();
            said.truncate(said.lastIndexOf('\n') + 1);
            for (const QByteArray &line : said.split('\n')) {
                if (line.isEmpty())
                    continue;
                const QList<QByteArray> pair = line.split(' ');
                calls.insert(pair.at(0).toLongLong());
                exchanges.insert(pair.at(1).toLongLong());
            }
            const auto store = Store::open(path);
            QVERIFY(store);
            QCOMPARE(pragma(u"integrity_check"_s), u"ok"_s);
            const auto keptCalls = (*store)->calls(id, 100'000);
            const auto keptExchanges = (*store)->exchanges(id, 100'000);
            QVERIFY(keptCalls && keptExchanges);
            QVERIFY(containsAll(*keptCalls, calls));
            QVERIFY(containsAll(*keptExchanges, exchanges));
            QVERIFY2(
                !containsAll(*keptCalls, calls + QSet<qint64>{ 1'000'000 }), "the check itself can fail");
        }
        QVERIFY(calls.size() >= 20);
    }

    void twoProgramsWriteAtOnce()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"a.sqlite"_s);
        prepare(path);
        constexpr int rows = 60;
        std::array<QProcess, 2> others;
        for (QProcess &other : others)
            startWriter(other, path, rows);
        const auto store = Store::open(path);
        QVERIFY(store);
        for (int i = 0; i < rows; ++i)
            QVERIFY((*store)->add(CallRecord{ .connection = id }));
        for (QProcess &other : others) {
            QVERIFY(other.waitForFinished(60'000));
            QCOMPARE(other.exitCode(), 0);
        }
        QCOMPARE((*store)->calls(id, 1000)->size(), 3 * rows);
        QCOMPARE((*store)->exchanges(id, 1000)->size(), 2 * rows);
    }

    void twoProgramsCreateTheFileAtOnce()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"a.sqlite"_s);
        std::array<QProcess, 3> others;
        for (QProcess &other : others)
            startWriter(other, path, 0);
        for (QProcess &other : others) {
            QVERIFY(other.waitForFinished(60'000));
            QCOMPARE(other.exitCode(), 3); // opened and migrated; there is no connection to hang rows on
        }
    }

    void twoStoresInOneProgramSeeEachOther()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"a.sqlite"_s);
        prepare(path);
        const auto one = Store::open(path);
        const auto two = Store::open(path);
        QVERIFY(one && two);
        QVERIFY((*one)->add(CallRecord{ .connection = id }));
        QCOMPARE((*two)->calls(id)->size(), 1);
        QVERIFY((*two)->removeConnection(id));
        QVERIFY((*one)->connections()->isEmpty());
    }

    void aFullDiskIsAnErrorAndTheRowsBeforeStay()
    {
        const TinyDisk disk;
        if (!disk.isMounted())
            QSKIP("only root can mount the tiny disk; the page limit below tests the same error");
        fillUntilRefused(disk.filePath(u"a.sqlite"_s));
    }

    void aFileThatMayNotGrowIsAnErrorAndTheRowsBeforeStay()
    {
        const QTemporaryDir folder;
        fillUntilRefused(folder.filePath(u"a.sqlite"_s), 60);
    }

private:
    template <class Record>
    static bool containsAll(const QList<Record> &kept, const QSet<qint64> &ids)
    {
        QSet<qint64> there;
        for (const Record &record : kept)
            there.insert(record.id);
        return there.contains(ids);
    }

    static void prepare(const QString &path)
    {
        const auto store = Store::open(path);
        QVERIFY(store);
        QVERIFY((*store)->save(ConnectionRecord{ .id = id }));
    }

    static void fillUntilRefused(const QString &path, int pageLimit = 0)
    {
        QList<qint64> written;
        {
            const auto store = Store::open(path);
            QVERIFY(store);
            QVERIFY((*store)->save(ConnectionRecord{ .id = id }));
            if (pageLimit > 0)
                QCOMPARE(pragma(u"max_page_count = %1"_s.arg(pageLimit)), QString::number(pageLimit));
            std::optional<base::Error> refused;
            for (int i = 0; i < 2000 && !refused; ++i) {
                const auto added
                    = (*store)->add(ExchangeRecord{ .connection = id, .document = QByteArray(20'000, 'd') });
                if (added)
                    written.append(*added);
                else
                    refused = added.error();
            }
            QVERIFY(refused);
            QVERIFY(!written.isEmpty());
            QCOMPARE(refused->kind, base::ErrorKind::Storage);
            QCOMPARE(refused->code, u"OA-020"_s);
            QVERIFY2(refused->message.contains(path), qPrintable(refused->message));
            QCOMPARE((*store)->exchanges(id, 5000)->size(), written.size());
        }
        const auto store = Store::open(path);
        QVERIFY(store);
        QCOMPARE(pragma(u"integrity_check"_s), u"ok"_s);
        QCOMPARE((*store)->exchanges(id, 5000)->size(), written.size());
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = application.arguments();
    if (arguments.value(1) == u"--write-rows")
        return writeRows(arguments.value(2), arguments.value(3).toInt());
    TestStoreUnderTrouble test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_storeundertrouble.moc"
