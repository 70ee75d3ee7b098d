// SPDX-License-Identifier: GPL-3.0-or-later
// Every way a keychain can be missing. The bus is fixed for the life of a process, so each row runs this
// program again, in the trouble it is about, and compares what it reports.
#include "secrets/keychainsecretstore.h"
#include "secrets/keptindex.h"
#include "unit/secrets/ended.h"

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

const QString newKey = u"authscope/new"_s;
const QString keptKey = u"authscope/kept"_s;
const QByteArray value = "rt-never-shown-8462";

const char *nameOf(KeepState state)
{
    switch (state) {
    case KeepState::Kept:
        return "Kept";
    case KeepState::InMemory:
        return "InMemory";
    case KeepState::Locked:
        return "Locked";
    case KeepState::Unavailable:
        return "Unavailable";
    case KeepState::RemovedElsewhere:
        return "RemovedElsewhere";
    case KeepState::Waiting:
        return "Waiting";
    }
    Q_UNREACHABLE();
}

template <class Operation>
void report(const char *what, Operation *operation)
{
    ended(operation);
    const auto &result = operation->result();
    std::printf("%s: %s %s\n", what, nameOf(operation->state()),
        result ? "ok" : qPrintable(base::oneLine(result.error())));
}

int reportTrouble(const QString &indexFile)
{
    KeychainSecretStore store(indexFile);
    report("write", store.write(newKey, Secret(value), &store));
    report("read new", store.read(newKey, &store));
    report("read kept", store.read(keptKey, &store));
    report("remove kept", store.remove(keptKey, &store));
    std::printf("kept: %d %d\n", store.wasKept(newKey), store.wasKept(keptKey));
    return 0;
}

/// A keychain that never answers: waiting(true) comes, the job stays alive, and the person can stop waiting.
int reportSilence(const QString &indexFile)
{
    auto store = std::make_unique<KeychainSecretStore>(indexFile);
    store->setPatience(std::chrono::milliseconds(1));
    QSignalSpy waiting(store.get(), &secrets::SecretStore::waiting);
    auto *write = store->write(newKey, Secret(value), store.get());
    QSignalSpy finished(write, &base::Operation::finished);
    write->start();
    waiting.wait();
    std::printf("waiting: %d %d\n", int(waiting.size()), waiting.value(0).value(0).toBool());
    write->cancel();
    finished.wait();
    std::printf("cancelled: %s %d\n", nameOf(write->state()), int(waiting.size()));
    return 0;
}

} // namespace

class TestKeychainTrouble : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_indexFile = m_folder->filePath(u"kept.json"_s);
        m_environment = QProcessEnvironment::systemEnvironment();
        QVERIFY(secrets::KeptIndex(m_indexFile).add(keptKey));
    }

    void tellsTroublesApart_data()
    {
        QTest::addColumn<QString>("mood");
        QTest::addColumn<QString>("bus");
        QTest::addColumn<QStringList>("expected");
        const QStringList unavailable = { u"write: Unavailable OA-246"_s, u"read new: Unavailable OA-246"_s,
            u"read kept: Unavailable OA-246"_s, u"remove kept: Unavailable OA-246"_s, u"kept: 0 1"_s };
        QTest::newRow("dead bus") << QString() << u"unix:path=/nonexistent/bus"_s << unavailable;
        QTest::newRow("no bus at all") << QString() << QString() << unavailable;
        QTest::newRow("locked") << u"--locked"_s << QString()
                                << QStringList{ u"write: Locked OA-247"_s, u"read new: Kept ok"_s,
                                       u"read kept: Locked OA-247"_s, u"remove kept: Locked OA-247"_s,
                                       u"kept: 0 1"_s };
        QTest::newRow("a service without a keyring")
            << u"--none"_s << QString()
            << QStringList{ u"write: Unavailable OA-246"_s, u"read new: Kept ok"_s,
                   u"read kept: RemovedElsewhere OA-247"_s, u"remove kept: Kept ok"_s, u"kept: 0 0"_s };
    }
    void tellsTroublesApart()
    {
        QFETCH(QString, mood);
        QFETCH(QString, bus);
        QFETCH(QStringList, expected);
        const QStringList lines = run(u"--trouble"_s, mood, bus);
        QCOMPARE(lines.size(), expected.size());
        for (qsizetype i = 0; i < lines.size(); ++i)
            QVERIFY2(lines.at(i).startsWith(expected.at(i)), qPrintable(lines.join(u'\n')));
        QVERIFY2(
            lines.first().contains(u"This sign-in lasts until you close the program; nothing was written."_s),
            qPrintable(lines.first()));
        QVERIFY(!lines.join(u'\n').contains(QString::fromUtf8(value)));
    }

    void aSilentKeychainIsWaitedForAndCanBeLeft()
    {
        // Without GLib's event loop no job of QtKeychain ever ends.
        m_environment.insert(u"QT_NO_GLIB"_s, u"1"_s);
        const QStringList lines = run(u"--silence"_s, u"--none"_s, QString());
        QCOMPARE(lines, QStringList({ u"waiting: 1 1"_s, u"cancelled: Waiting 2"_s }));
    }

private:
    QStringList run(const QString &what, const QString &mood, const QString &bus)
    {
        const QString self = QCoreApplication::applicationFilePath();
        QProcess child;
        m_environment.remove(u"DISPLAY"_s);
        m_environment.remove(u"DBUS_SESSION_BUS_ADDRESS"_s);
        m_environment.insert(u"XDG_RUNTIME_DIR"_s, m_folder->path());
        if (!bus.isEmpty())
            m_environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, bus);
        child.setProcessEnvironment(m_environment);
        if (mood.isEmpty())
            child.start(self, { what, m_indexFile });
        else
            child.start(qEnvironmentVariable("AUTHSCOPE_SOURCE") + u"/tests/support/keyring.sh"_s,
                { mood, self, what, m_indexFile });
        if (!child.waitForFinished(60'000) || child.exitCode() != 0) {
            qWarning(
                "the child ended with %d: %s", child.exitCode(), child.readAllStandardError().constData());
            return {};
        }
        return QString::fromUtf8(child.readAllStandardOutput()).trimmed().split(u'\n');
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_indexFile;
    QProcessEnvironment m_environment;
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = application.arguments();
    if (arguments.value(1) == u"--trouble")
        return reportTrouble(arguments.value(2));
    if (arguments.value(1) == u"--silence")
        return reportSilence(arguments.value(2));
    TestKeychainTrouble test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_keychaintrouble.moc"
