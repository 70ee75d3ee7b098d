// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/singleinstance.h"
#include "base/errorcodes.h"

#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;

/// One window a data folder; the second start is another process, as in life.
class TestSingleInstance : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theSecondStartHandsItsWishesToTheFirst();
    void foldersDoNotMeet();
    void aHolderThatDoesNotAnswerIsNamed();
    void garbageIsNotARequest();
    void helpAndUsageNeedNoDisplay();
};

void TestSingleInstance::theSecondStartHandsItsWishesToTheFirst()
{
    QTemporaryDir folder;
    app::SingleInstance first(folder.path());
    QCOMPARE(first.claim({}).value(), app::SingleInstance::Role::First);
    QSignalSpy requests(&first, &app::SingleInstance::startRequested);
    QProcess second;
    second.start(qEnvironmentVariable("AUTHSCOPE_BIN") + u"/authscope"_s,
        { u"--data-dir"_s, folder.path(), u"--connect"_s, u"127.0.0.1:9/mcp"_s });
    QTRY_COMPARE_WITH_TIMEOUT(second.state(), QProcess::NotRunning, 20000);
    QCOMPARE(second.exitCode(), 0);
    QVERIFY(second.readAllStandardOutput().contains("runs already"));
    QCOMPARE(requests.size(), 1);
    QCOMPARE(requests.first().first().value<app::StartRequest>().connectTo, u"127.0.0.1:9/mcp"_s);
}

void TestSingleInstance::foldersDoNotMeet()
{
    QTemporaryDir one, other;
    app::SingleInstance first(one.path());
    app::SingleInstance second(other.path());
    QCOMPARE(first.claim({}).value(), app::SingleInstance::Role::First);
    QCOMPARE(second.claim({}).value(), app::SingleInstance::Role::First);
}

void TestSingleInstance::aHolderThatDoesNotAnswerIsNamed()
{
    QTemporaryDir folder;
    QLockFile held(folder.path() + u"/window.lock"_s);
    held.setStaleLockTime(0);
    QVERIFY(held.tryLock(0));
    app::SingleInstance late(folder.path());
    const auto role = late.claim({});
    QVERIFY(!role);
    QCOMPARE(role.error().code, base::code::secondInstance);
    QVERIFY(role.error().message.contains(u"does not answer"_s));
}

void TestSingleInstance::garbageIsNotARequest()
{
    QVERIFY(!app::StartRequest::fromBytes("nonsense"));
    QVERIFY(!app::StartRequest::fromBytes("[1]"));
    const auto request = app::StartRequest::fromBytes(app::StartRequest{ true, u"x"_s }.toBytes());
    QVERIFY(request && request->demo && request->connectTo == u"x");
}

void TestSingleInstance::helpAndUsageNeedNoDisplay()
{
    QProcess process;
    QProcessEnvironment bare = QProcessEnvironment::systemEnvironment();
    bare.insert(u"QT_QPA_PLATFORM"_s, u"xcb"_s);
    bare.remove(u"DISPLAY"_s);
    process.setProcessEnvironment(bare);
    const QString program = qEnvironmentVariable("AUTHSCOPE_BIN") + u"/authscope"_s;
    process.start(program, { u"--help"_s });
    QVERIFY(process.waitForFinished(20000));
    QCOMPARE(process.exitCode(), 0);
    QVERIFY(process.readAllStandardOutput().contains("--browser-command"));
    process.start(program, { u"--nonsense"_s });
    QVERIFY(process.waitForFinished(20000));
    QCOMPARE(process.exitCode(), 2);
    QVERIFY(process.readAllStandardError().startsWith("OA-002"));
}

QTEST_GUILESS_MAIN(TestSingleInstance)
#include "test_singleinstance.moc"
