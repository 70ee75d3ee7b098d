// SPDX-License-Identifier: GPL-3.0-or-later
// Runs against a real GNOME Keyring (tests/support/keyring.sh). The second process is this program again.
#include "secrets/keychainsecretstore.h"
#include "unit/secrets/ended.h"
#include "unit/secrets/keyringcontrol.h"

#include <qt6keychain/keychain.h>

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>

using namespace authscope;
using namespace Qt::StringLiterals;
using base::Secret;
using secrets::KeepState;
using secrets::KeychainSecretStore;

namespace {

const Secret value(QByteArray("rt-never-shown-8462\0\xff\x01", 22));

QByteArray writtenBy(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.start(program, arguments);
    process.waitForFinished(20'000);
    return process.readAllStandardOutput().trimmed();
}

/// What another program does: QtKeychain without a store.
template <class Job>
QKeychain::Error withoutStore(const QString &key)
{
    Job job(KeychainSecretStore::service);
    job.setAutoDelete(false);
    job.setKey(key);
    QSignalSpy finished(&job, &QKeychain::Job::finished);
    job.start();
    finished.wait();
    return job.error();
}

} // namespace

class TestKeychainSecretStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(qEnvironmentVariableIsSet("AUTHSCOPE_SCRATCH_KEYRING"),
            "run this through tests/support/keyring.sh, or it would touch the keyring of the person");
    }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_indexFile = m_folder->filePath(u"kept.json"_s);
        m_store = std::make_unique<KeychainSecretStore>(m_indexFile);
        m_key = u"authscope/refresh/"_s + QString::fromLatin1(QTest::currentTestFunction());
        QVERIFY(!m_keyring.isLocked());
    }

    void cleanup()
    {
        if (m_keyring.isLocked())
            m_keyring.unlock();
    }

    void givesBackWhatWasWritten()
    {
        const auto *write = ended(m_store->write(m_key, value, &m_parent));
        QVERIFY(write->result());
        QCOMPARE(write->result().value(), KeepState::Kept);
        QCOMPARE(read()->result().value().reveal(), value.reveal());
        QVERIFY(m_store->wasKept(m_key));
        QVERIFY(m_store->isPersistent());
        QTRY_COMPARE(m_store->displayName(), u"GNOME Keyring"_s);

        QVERIFY(ended(m_store->write(m_key, Secret("second"), &m_parent))->result());
        QCOMPARE(read()->result().value().reveal(), QByteArray("second"));

        QCOMPARE(ended(m_store->remove(m_key, &m_parent))->result().value(), true);
        QVERIFY(!m_store->wasKept(m_key));
        QVERIFY(read()->result().value().isEmpty());
        QCOMPARE(withoutStore<QKeychain::ReadPasswordJob>(m_key), QKeychain::EntryNotFound);
        QCOMPARE(ended(m_store->remove(m_key, &m_parent))->result().value(), true);
    }

    void theIndexHoldsKeysAndNoValue()
    {
        QVERIFY(ended(m_store->write(m_key, value, &m_parent))->result());
        QFile index(m_indexFile);
        QVERIFY(index.open(QIODevice::ReadOnly));
        const QByteArray content = index.readAll();
        QVERIFY(content.contains(m_key.toUtf8()));
        QVERIFY(!content.contains("never-shown"));
        QVERIFY(!content.contains(value.reveal().toBase64()));
    }

    void thirtyAtOnceAllArrive()
    {
        QList<secrets::SecretStore::WriteOperation *> writes;
        for (int i = 0; i < 30; ++i) {
            writes.append(m_store->write(m_key + QString::number(i), Secret(valueOf(i)), &m_parent));
            writes.last()->start();
        }
        for (const auto *write : writes) {
            QTRY_VERIFY(write->isFinished());
            QCOMPARE(write->result().value(), KeepState::Kept);
        }
        QList<secrets::SecretStore::ReadOperation *> reads;
        for (int i = 0; i < 30; ++i) {
            reads.append(m_store->read(m_key + QString::number(i), &m_parent));
            reads.last()->start();
        }
        for (int i = 0; i < 30; ++i) {
            QTRY_VERIFY(reads.at(i)->isFinished());
            QCOMPARE(reads.at(i)->result().value().reveal(), valueOf(i));
        }
    }

    void twoWritesOfOneKeyKeepTheirOrder()
    {
        auto *first = m_store->write(m_key, Secret("first"), &m_parent);
        auto *second = m_store->write(m_key, Secret("second"), &m_parent);
        first->start();
        second->start();
        QTRY_VERIFY(first->isFinished() && second->isFinished());
        QCOMPARE(first->result().value(), KeepState::Kept);
        QCOMPARE(second->result().value(), KeepState::Kept);
        QCOMPARE(read()->result().value().reveal(), QByteArray("second"));
    }

    void aLockedKeyringIsToldFromAnEmptyOne()
    {
        QVERIFY(ended(m_store->write(m_key, value, &m_parent))->result());
        m_keyring.lock();
        QVERIFY(m_keyring.isLocked());

        QCOMPARE(withoutStore<QKeychain::ReadPasswordJob>(m_key), QKeychain::EntryNotFound);
        const auto *locked = read();
        QVERIFY(!locked->result());
        QCOMPARE(locked->result().error().kind, base::ErrorKind::Keychain);
        QCOMPARE(locked->result().error().code, u"OA-247"_s);
        QCOMPARE(locked->state(), KeepState::Locked);
        QVERIFY(locked->result().error().message.contains(u"is locked"_s));

        const auto *write = ended(m_store->write(m_key, Secret("other"), &m_parent));
        QCOMPARE(write->state(), KeepState::Locked);
        QCOMPARE(write->result().error().code, u"OA-247"_s);
        const auto *fresh = ended(m_store->write(m_key + u"/new"_s, Secret("other"), &m_parent));
        QCOMPARE(fresh->state(), KeepState::Locked);
        QVERIFY(!m_store->wasKept(m_key + u"/new"_s));

        m_keyring.unlock();
        QVERIFY(!m_keyring.isLocked());
        QCOMPARE(read()->result().value().reveal(), value.reveal());
    }

    void aLockedKeyringDoesNotPassForADeletedEntry()
    {
        QVERIFY(ended(m_store->write(m_key, value, &m_parent))->result());
        m_keyring.lock();
        QVERIFY2(withoutStore<QKeychain::DeletePasswordJob>(m_key) == QKeychain::NoError,
            "this lie is why the store asks again");
        const auto *remove = ended(m_store->remove(m_key, &m_parent));
        QVERIFY(!remove->result());
        QCOMPARE(remove->state(), KeepState::Locked);
        QCOMPARE(remove->result().error().code, u"OA-247"_s);
        QVERIFY(m_store->wasKept(m_key));
        m_keyring.unlock();
        QCOMPARE(read()->result().value().reveal(), value.reveal());
        QCOMPARE(ended(m_store->remove(m_key, &m_parent))->result().value(), true);
    }

    void anEntryThatAnotherProgramRemovedIsToldFromALockedOne()
    {
        QVERIFY(ended(m_store->write(m_key, value, &m_parent))->result());
        QCOMPARE(withoutStore<QKeychain::DeletePasswordJob>(m_key), QKeychain::NoError);
        const auto *gone = read();
        QVERIFY(!gone->result());
        QCOMPARE(gone->state(), KeepState::RemovedElsewhere);
        QCOMPARE(gone->result().error().code, u"OA-247"_s);
        QVERIFY(gone->result().error().message.contains(u"another program removed it"_s));
        QVERIFY2(m_store->wasKept(m_key), "a read forgets nothing");
        QVERIFY(ended(m_store->write(m_key, value, &m_parent))->result());
        QCOMPARE(read()->result().value().reveal(), value.reveal());
    }

    void aSecondProcessSeesTheSame()
    {
        QVERIFY(ended(m_store->write(m_key, Secret("from-one"), &m_parent))->result());
        const QString self = QCoreApplication::applicationFilePath();
        QCOMPARE(writtenBy(self, { u"--read"_s, m_indexFile, m_key }), QByteArray("kept from-one"));
        QCOMPARE(writtenBy(self, { u"--write"_s, m_indexFile, m_key + u"/2"_s }), QByteArray("ok"));
        QVERIFY(m_store->wasKept(m_key + u"/2"_s));
        const auto *read = ended(m_store->read(m_key + u"/2"_s, &m_parent));
        QCOMPARE(read->result().value().reveal(), QByteArray("from-two"));
    }

    void aCancelledOrDeletedOperationLeavesTheKeychainUsable()
    {
        for (int i = 0; i < 10; ++i) {
            auto *cancelled = m_store->write(m_key, Secret("cancelled"), &m_parent);
            QSignalSpy finished(cancelled, &base::Operation::finished);
            cancelled->start();
            cancelled->cancel();
            QTRY_COMPARE(finished.size(), 1);
            QCOMPARE(cancelled->result().error().kind, base::ErrorKind::Cancelled);
            auto *deleted = m_store->read(m_key, &m_parent);
            deleted->start();
            delete deleted;
        }
        QVERIFY(ended(m_store->write(m_key, value, &m_parent))->result());
        QCOMPARE(read()->result().value().reveal(), value.reveal());
    }

    void aCancelledRemovalForgetsNothingThatIsWrittenNext()
    {
        for (int i = 0; i < 20; ++i) {
            QVERIFY(ended(m_store->write(m_key, value, &m_parent))->result());
            auto *removal = m_store->remove(m_key, &m_parent);
            removal->start();
            for (int turn = 0; turn < i; ++turn)
                QCoreApplication::processEvents();
            removal->cancel();
            QVERIFY(ended(m_store->write(m_key, value, &m_parent))->result());
            ended(m_store->read(u"another"_s, &m_parent));
            QVERIFY2(m_store->wasKept(m_key), "the key of an entry that is there");
            QCOMPARE(read()->result().value().reveal(), value.reveal());
        }
    }

    void aStoreMayGoWhileItsJobsRun()
    {
        auto *running = m_store->write(m_key, value, &m_parent);
        auto *waiting = m_store->read(m_key, &m_parent);
        QSignalSpy finished(running, &base::Operation::finished);
        QSignalSpy waitingFinished(waiting, &base::Operation::finished);
        running->start();
        waiting->start();
        m_store.reset();
        QTRY_COMPARE(finished.size(), 1);
        QTRY_COMPARE(waitingFinished.size(), 1);
        QCOMPARE(running->state(), KeepState::Unavailable);
        m_store = std::make_unique<KeychainSecretStore>(m_indexFile);
        QVERIFY2(read()->result().value().reveal() == value.reveal(), "the job lived to its end");
    }

    void writesNothingWhenItCannotRememberTheKey()
    {
        KeychainSecretStore store(m_folder->filePath(u"missing/kept.json"_s));
        const auto *write = ended(store.write(m_key, value, &m_parent));
        QVERIFY(!write->result());
        QCOMPARE(write->result().error().kind, base::ErrorKind::Storage);
        QCOMPARE(withoutStore<QKeychain::ReadPasswordJob>(m_key), QKeychain::EntryNotFound);
    }

private:
    static QByteArray valueOf(int i) { return "value-" + QByteArray::number(i); }
    secrets::SecretStore::ReadOperation *read() { return ended(m_store->read(m_key, &m_parent)); }

    QObject m_parent;
    KeyringControl m_keyring;
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_indexFile;
    std::unique_ptr<KeychainSecretStore> m_store;
    QString m_key;
};

namespace {

int secondProcess(const QStringList &arguments)
{
    KeychainSecretStore store(arguments.value(2));
    const QString key = arguments.value(3);
    if (arguments.value(1) == u"--write") {
        const auto *write = ended(store.write(key, Secret("from-two"), &store));
        std::printf("%s\n", write->result() ? "ok" : "refused");
        return 0;
    }
    const auto *read = ended(store.read(key, &store));
    std::printf("%s %s\n", store.wasKept(key) ? "kept" : "unknown",
        read->result() ? read->result()->reveal().constData() : "error");
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (application.arguments().value(1) == u"--read" || application.arguments().value(1) == u"--write")
        return secondProcess(application.arguments());
    TestKeychainSecretStore test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_keychainsecretstore.moc"
