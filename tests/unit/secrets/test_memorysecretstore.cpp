// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/memorysecretstore.h"
#include "unit/secrets/ended.h"

#include <QPointer>
#include <QSignalSpy>
#include <QTest>

using namespace authscope;
using namespace Qt::StringLiterals;
using base::Secret;
using secrets::KeepState;
using secrets::MemorySecretStore;
using Mood = MemorySecretStore::Mood;

namespace {

const QString key = u"refresh/https://idp.test"_s;
const Secret value(QByteArray("rt-never-shown-8462"));

} // namespace

class TestMemorySecretStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesBackWhatWasWritten()
    {
        MemorySecretStore store;
        auto *write = ended(store.write(key, value, &store));
        QCOMPARE(write->result().value(), KeepState::InMemory);
        QCOMPARE(write->state(), KeepState::InMemory);
        QVERIFY(store.wasKept(key));
        auto *read = ended(store.read(key, &store));
        QCOMPARE(read->result().value().reveal(), value.reveal());
        QCOMPARE(ended(store.remove(key, &store))->result().value(), true);
        QVERIFY(!store.wasKept(key));
        QVERIFY(ended(store.read(key, &store))->result().value().isEmpty());
        QCOMPARE(store.journal(),
            QStringList({ u"write "_s + key, u"read "_s + key, u"remove "_s + key, u"read "_s + key }));
        QVERIFY(!store.isPersistent());
    }

    void neverFinishesBeforeStartReturns()
    {
        MemorySecretStore store;
        auto *write = store.write(key, value, &store);
        QSignalSpy finished(write, &base::Operation::finished);
        write->start();
        QCOMPARE(finished.size(), 0);
        QTRY_COMPARE(finished.size(), 1);
    }

    void aLockedStoreKeepsWhatItHas()
    {
        MemorySecretStore store;
        ended(store.write(key, value, &store));
        store.setMood(Mood::Locked);
        auto *write = ended(store.write(key, Secret("other"), &store));
        QVERIFY(!write->result());
        QCOMPARE(write->result().error().code, u"OA-247"_s);
        QCOMPARE(write->state(), KeepState::Locked);
        auto *read = ended(store.read(key, &store));
        QCOMPARE(read->result().error().code, u"OA-247"_s);
        QCOMPARE(read->state(), KeepState::Locked);
        auto *remove = ended(store.remove(key, &store));
        QCOMPARE(remove->state(), KeepState::Locked);
        QVERIFY(store.wasKept(key));
        QVERIFY(ended(store.read(u"never written"_s, &store))->result().value().isEmpty());
        store.setMood(Mood::Fine);
        QCOMPARE(ended(store.read(key, &store))->result().value().reveal(), value.reveal());
    }

    void anUnavailableStoreSaysThatTheSignInLastsUntilTheEnd()
    {
        MemorySecretStore store;
        store.setMood(Mood::Unavailable);
        auto *write = ended(store.write(key, value, &store));
        const base::Error &error = write->result().error();
        QCOMPARE(error.kind, base::ErrorKind::Keychain);
        QCOMPARE(error.code, u"OA-246"_s);
        QVERIFY2(
            error.message.endsWith(u"This sign-in lasts until you close the program; nothing was written."_s),
            qPrintable(error.message));
        QVERIFY(!base::oneLine(error).contains(QString::fromUtf8(value.reveal())));
        QVERIFY(store.contents().isEmpty());
        QVERIFY(!store.wasKept(key));
        QCOMPARE(ended(store.read(key, &store))->state(), KeepState::Unavailable);
    }

    void tellsRemovedElsewhereFromNeverWritten()
    {
        MemorySecretStore store;
        ended(store.write(key, value, &store));
        store.removeElsewhere(key);
        auto *read = ended(store.read(key, &store));
        QVERIFY(!read->result());
        QCOMPARE(read->state(), KeepState::RemovedElsewhere);
        QCOMPARE(read->result().error().code, u"OA-247"_s);
        QVERIFY(read->result().error().message.contains(u"another program removed it"_s));
        auto *never = ended(store.read(u"never"_s, &store));
        QVERIFY(never->result());
        QVERIFY(never->result().value().isEmpty());
    }

    void aSilentStoreAnswersWhenTheMoodChanges()
    {
        MemorySecretStore store;
        store.setPatience(std::chrono::milliseconds(1));
        QSignalSpy waiting(&store, &secrets::SecretStore::waiting);
        store.setMood(Mood::Silent);
        auto *first = store.write(key, value, &store);
        auto *second = store.read(key, &store);
        first->start();
        second->start();
        QTRY_COMPARE(waiting.size(), 1);
        QCOMPARE(waiting.at(0).at(0).toBool(), true);
        QVERIFY(first->isRunning());
        QVERIFY(store.contents().isEmpty());
        store.setMood(Mood::Fine);
        QTRY_COMPARE(waiting.size(), 2);
        QCOMPARE(waiting.at(1).at(0).toBool(), false);
        QVERIFY(first->result());
        QCOMPARE(second->result().value().reveal(), value.reveal());
    }

    void canBeCancelledWhileTheStoreIsSilent()
    {
        MemorySecretStore store;
        store.setPatience(std::chrono::milliseconds(1));
        QSignalSpy waiting(&store, &secrets::SecretStore::waiting);
        store.setMood(Mood::Silent);
        auto *write = store.write(key, value, &store);
        QSignalSpy finished(write, &base::Operation::finished);
        write->start();
        QTRY_COMPARE(waiting.size(), 1);
        write->cancel();
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(write->result().error().kind, base::ErrorKind::Cancelled);
        QCOMPARE(write->state(), KeepState::Waiting);
        QTRY_COMPARE(waiting.size(), 2);
        store.setMood(Mood::Fine);
        QVERIFY2(store.contents().isEmpty(), "a cancelled write must not be made up for");
        QCOMPARE(finished.size(), 1);
    }

    void aDeletedOperationIsForgotten()
    {
        MemorySecretStore store;
        store.setPatience(std::chrono::milliseconds(1));
        QSignalSpy waiting(&store, &secrets::SecretStore::waiting);
        store.setMood(Mood::Silent);
        auto *write = store.write(key, value, &store);
        write->start();
        QTRY_COMPARE(waiting.size(), 1);
        delete write;
        QTRY_COMPARE(waiting.size(), 2);
        store.setMood(Mood::Fine);
        QVERIFY(store.contents().isEmpty());
    }

    void anOperationOutlivesItsStore()
    {
        QObject parent;
        auto store = std::make_unique<MemorySecretStore>();
        store->setMood(Mood::Silent);
        auto *running = store->read(key, &parent);
        auto *idle = store->read(key, &parent);
        QSignalSpy finished(running, &base::Operation::finished);
        QSignalSpy idleFinished(idle, &base::Operation::finished);
        running->start();
        store.reset();
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(running->state(), KeepState::Unavailable);
        idle->start();
        QTRY_COMPARE(idleFinished.size(), 1);
        QCOMPARE(idle->state(), KeepState::Unavailable);
    }
};

QTEST_GUILESS_MAIN(TestMemorySecretStore)
#include "test_memorysecretstore.moc"
