// SPDX-License-Identifier: GPL-3.0-or-later
// Servers that are programs: a real child process on the other end of the pipes.
#include "session/features.h"
#include "support/engine.h"

#include <QDirIterator>
#include <QProcess>

#include <cerrno>
#include <csignal>
#include <cstdio>

using namespace Qt::StringLiterals;
using namespace authscope;
using test::Engine;
using test::outcome;

namespace {

bool isAlive(qint64 process)
{
    return ::kill(pid_t(process), 0) == 0 || errno != ESRCH;
}

QString firstText(const base::Result<mcp::ToolResult> &result)
{
    return result && !result->content.isEmpty() ? result->content.first().text : QString();
}

/// Accepts every form with what a test gave it.
class Answering : public mcp::InputHandler {
public:
    int asked = 0;
    QString connection;

    base::ResultOperation<mcp::ElicitationAnswer> *elicit(
        const mcp::Elicitation &, const mcp::InputContext &context, QObject *parent) override
    {
        ++asked;
        connection = context.connection;
        return new Reply(parent);
    }
    base::ResultOperation<mcp::SamplingAnswer> *sample(
        const mcp::SamplingRequest &, const mcp::InputContext &, QObject *) override
    {
        return nullptr;
    }
    base::ResultOperation<QList<mcp::Root>> *roots(const mcp::InputContext &, QObject *) override
    {
        return nullptr;
    }
    void elicitationCompleted(const QByteArray &) override { }

private:
    class Reply : public base::ResultOperation<mcp::ElicitationAnswer> {
    public:
        using ResultOperation::ResultOperation;

    protected:
        void run() override
        {
            finishWith(mcp::ElicitationAnswer{ .action = mcp::ElicitationAnswer::Action::Accept,
                .content = { { "reason", "a good one" } } });
        }
    };
};

} // namespace

class TestPrograms : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void findsOutTheEraAndCallsATool_data();
    void findsOutTheEraAndCallsATool();
    void runsNoShell();
    void startsInItsFolderWithWhatWasAddedToTheEnvironment();
    void addsTheSameCommandOnceAndKeepsTheEnvironmentOffTheDisk();
    void saysWhyAProgramCannotBeStarted_data();
    void saysWhyAProgramCannotBeStarted();
    void saysHowTheProgramDiedAndStartsItAgain_data();
    void saysHowTheProgramDiedAndStartsItAgain();
    void tellsWhatAProgramSaidThatEndsAtOnce();
    void cancelTellsTheProgramAndTheSessionLivesOn();
    void toleratesWhatIsNoMessage();
    void anEndlessLineIsAnErrorAndTheSessionLivesOn();
    void keepsTheEndOfAFloodOnStandardError();
    void toolsThatChangeAreListedAgainInPlace();
    void whatTheProgramAsksReachesThePerson();
    void endsTheProgramAndWhoeverItStarted_data();
    void endsTheProgramAndWhoeverItStarted();
    void mayGoInTheMiddleOfACall();
    void aProgramThatAnswersNoPingIsStartedAgain();
    void diesWithAnAuthscopeThatIsKilled();
    void itsTrafficIsInTheLog();

private:
    session::Connection *add(const QStringList &arguments = {}, const QString &name = {});
    base::Result<mcp::ToolResult> call(
        session::Connection *connection, const QString &tool, const json::Object &arguments = {});

    QTemporaryDir m_dir;
    int m_run = 0;
    QString m_data;
    std::unique_ptr<secrets::MemorySecretStore> m_secrets;
    std::unique_ptr<Engine> m_engine;
    const QString m_program = qEnvironmentVariable("AUTHSCOPE_STDIOSERVER");
};

void TestPrograms::init()
{
    QVERIFY(!m_program.isEmpty());
    m_data = m_dir.filePath(QString::number(++m_run));
    QVERIFY(QDir().mkpath(m_data));
    m_secrets = std::make_unique<secrets::MemorySecretStore>();
    m_engine = std::make_unique<Engine>(m_data, m_secrets.get(), nullptr);
}

void TestPrograms::cleanup()
{
    m_engine.reset();
}

session::Connection *TestPrograms::add(const QStringList &arguments, const QString &name)
{
    const auto added = m_engine->workspace->add({ .program = m_program, .arguments = arguments }, name);
    if (!added)
        qWarning("%s", qPrintable(added.error().message));
    return added ? *added : nullptr;
}

base::Result<mcp::ToolResult> TestPrograms::call(
    session::Connection *connection, const QString &tool, const json::Object &arguments)
{
    return outcome(connection->callTool(tool, arguments, connection));
}

void TestPrograms::findsOutTheEraAndCallsATool_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<mcp::Era>("era");
    QTest::newRow("legacy") << QStringList() << mcp::Era::Legacy;
    QTest::newRow("modern") << QStringList{ u"--modern"_s } << mcp::Era::Modern;
}

void TestPrograms::findsOutTheEraAndCallsATool()
{
    QFETCH(QStringList, arguments);
    QFETCH(mcp::Era, era);
    session::Connection *connection = add(arguments, u"A program"_s);
    QVERIFY(connection);
    QCOMPARE(connection->url(), QByteArray("stdio:A%20program"));
    QCOMPARE(connection->state(), session::ConnectionState::Open);
    QCOMPARE(connection->era(), mcp::Era::Unknown);
    const auto result = call(connection, u"echo"_s, { { "text", "zwölf\nBoxkämpfer" } });
    QVERIFY2(result, qPrintable(result ? QString() : base::oneLine(result.error())));
    QCOMPARE(firstText(result), u"zwölf\nBoxkämpfer"_s);
    QCOMPARE(connection->era(), era);
    QCOMPARE(connection->serverInfo()->name, u"stdio-server"_s);
    QCOMPARE(connection->callHistory().size(), 1);

    // Known from now on, also by the next program that looks at the same folder.
    m_engine.reset();
    m_engine = std::make_unique<Engine>(m_data, m_secrets.get(), nullptr);
    QVERIFY(m_engine->workspace->load());
    session::Connection *again = m_engine->workspace->find(u"A program"_s);
    QVERIFY(again);
    QCOMPARE(again->era(), era);
    QCOMPARE(again->command().arguments, arguments);
    QCOMPARE(firstText(call(again, u"echo"_s, { { "text", "again" } })), u"again"_s);
}

void TestPrograms::runsNoShell()
{
    const QString trap = m_data + u"/trap"_s;
    session::Connection *connection = add({ u"; touch %1"_s.arg(trap), u"$(touch %1)"_s.arg(trap) });
    QVERIFY(connection);
    QCOMPARE(firstText(call(connection, u"echo"_s, { { "text", "here" } })), u"here"_s);
    QVERIFY(!QFile::exists(trap));
}

void TestPrograms::startsInItsFolderWithWhatWasAddedToTheEnvironment()
{
    mcp::ServerCommand command{ .program = m_program,
        .workingDirectory = QFileInfo(m_data).canonicalFilePath() };
    command.environment.insert(u"BOARD_KEY"_s, u"canary-of-the-environment"_s);
    const auto connection = m_engine->workspace->add(command, {});
    QVERIFY(connection);
    QCOMPARE((*connection)->name(), u"authscope_stdioserver"_s);
    QCOMPARE(firstText(call(*connection, u"directory"_s)), command.workingDirectory);
    QCOMPARE(firstText(call(*connection, u"environment"_s, { { "name", "BOARD_KEY" } })),
        u"canary-of-the-environment"_s);
    QVERIFY(!firstText(call(*connection, u"environment"_s, { { "name", "PATH" } })).isEmpty());
}

void TestPrograms::addsTheSameCommandOnceAndKeepsTheEnvironmentOffTheDisk()
{
    mcp::ServerCommand command{ .program = m_program };
    command.environment.insert(u"BOARD_KEY"_s, u"canary-of-the-environment"_s);
    const auto first = m_engine->workspace->add(command, {});
    const auto second = m_engine->workspace->add(command, {});
    QVERIFY(first && second);
    QCOMPARE(*first, *second);
    command.arguments = QStringList{ u"--modern"_s };
    const auto third = m_engine->workspace->add(command, {});
    QVERIFY(third);
    QVERIFY(*third != *first);
    QVERIFY((*third)->url() != (*first)->url());
    QCOMPARE(firstText(call(*first, u"environment"_s, { { "name", "BOARD_KEY" } })),
        u"canary-of-the-environment"_s);

    m_engine.reset();
    m_engine = std::make_unique<Engine>(m_data, m_secrets.get(), nullptr);
    QVERIFY(m_engine->workspace->load());
    QCOMPARE(m_engine->workspace->connections().size(), 2);
    QCOMPARE(firstText(call(
                 m_engine->workspace->connections().first(), u"environment"_s, { { "name", "BOARD_KEY" } })),
        u"canary-of-the-environment"_s);
    m_engine.reset();
    QDirIterator files(m_data, QDir::Files, QDirIterator::Subdirectories);
    int looked = 0;
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        looked += bytes.contains("BOARD_KEY");
        QVERIFY2(!bytes.contains("canary-of-the-environment"), qPrintable(file.fileName()));
    }
    QVERIFY(looked > 0); // the name is kept: the search looks where it should
}

void TestPrograms::saysWhyAProgramCannotBeStarted_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<QString>("directory");
    QTest::addColumn<QString>("why");
    QTest::newRow("not in PATH") << u"no-such-program-anywhere"_s << QString() << u"in PATH"_s;
    QTest::newRow("no such file") << u"/nowhere/at/all"_s << QString() << u"there is no such file"_s;
    QTest::newRow("no program") << u"a document"_s << QString() << u"can be run"_s;
    QTest::newRow("no folder") << m_program << u"/nowhere/at/all"_s << u"no folder “/nowhere/at/all”"_s;
}

void TestPrograms::saysWhyAProgramCannotBeStarted()
{
    QFETCH(QString, program);
    QFETCH(QString, directory);
    QFETCH(QString, why);
    if (program == u"a document"_s) {
        program = m_data + u"/document"_s;
        QFile file(program);
        QVERIFY(file.open(QIODevice::WriteOnly));
    }
    const auto connection
        = m_engine->workspace->add({ .program = program, .workingDirectory = directory }, {});
    QVERIFY(connection);
    const auto tools = outcome((*connection)->loadTools(*connection));
    QVERIFY(!tools);
    QCOMPARE(tools.error().code, u"OA-307"_s);
    QVERIFY2(tools.error().message.contains(why), qPrintable(tools.error().message));
    QVERIFY(!tools.error().nextStep.isEmpty());
}

void TestPrograms::saysHowTheProgramDiedAndStartsItAgain_data()
{
    QTest::addColumn<QString>("tool");
    QTest::addColumn<QString>("how");
    QTest::addColumn<QString>("said");
    QTest::newRow("exit") << u"die"_s << u"exit code 3"_s << u"the disk of the server is full"_s;
    QTest::newRow("signal") << u"crash"_s << u"signal %1"_s.arg(SIGABRT) << QString();
}

void TestPrograms::saysHowTheProgramDiedAndStartsItAgain()
{
    QFETCH(QString, tool);
    QFETCH(QString, how);
    QFETCH(QString, said);
    session::Connection *connection = add();
    QVERIFY(connection);
    const QString before = firstText(call(connection, u"process"_s));
    const auto died = call(connection, tool);
    QVERIFY(!died);
    QCOMPARE(died.error().code, u"OA-308"_s);
    QVERIFY2(died.error().message.contains(how), qPrintable(died.error().message));
    QVERIFY2(died.error().serverSays.contains(said), qPrintable(died.error().serverSays));
    const QString after = firstText(call(connection, u"process"_s));
    QVERIFY(!after.isEmpty());
    QVERIFY(after != before);
}

void TestPrograms::tellsWhatAProgramSaidThatEndsAtOnce()
{
    session::Connection *connection = add({ u"--fail"_s });
    QVERIFY(connection);
    const auto tools = outcome(connection->loadTools(connection));
    QVERIFY(!tools);
    QCOMPARE(tools.error().code, u"OA-308"_s);
    QVERIFY2(tools.error().message.contains(u"exit code 7"_s), qPrintable(tools.error().message));
    QCOMPARE(tools.error().serverSays, u"the configuration is missing"_s);
}

void TestPrograms::cancelTellsTheProgramAndTheSessionLivesOn()
{
    session::Connection *connection = add();
    QVERIFY(connection);
    const QString process = firstText(call(connection, u"process"_s));
    auto *hanging = connection->callTool(u"hang"_s, {}, connection);
    QSignalSpy finished(hanging, &base::Operation::finished);
    hanging->start();
    const auto isSent = [this] {
        const auto &all = m_engine->log.all();
        return std::any_of(all.begin(), all.end(),
            [](const net::Exchange &one) { return one.requestBody.contains("hang"); });
    };
    QTRY_VERIFY(isSent());
    hanging->cancel();
    QTRY_COMPARE(finished.count(), 1);
    QCOMPARE(hanging->result().error().code, u"OA-001"_s);
    const auto isTold = [connection] {
        const auto &log = connection->features()->log();
        return std::any_of(log.begin(), log.end(), [](const session::Features::LogLine &line) {
            return line.text.startsWith(u"cancelled "_s) && line.text.contains(u"notifications/cancelled"_s);
        });
    };
    QTRY_VERIFY(isTold());
    QCOMPARE(firstText(call(connection, u"process"_s)), process);
}

void TestPrograms::toleratesWhatIsNoMessage()
{
    session::Connection *connection = add();
    QVERIFY(connection);
    QCOMPARE(firstText(call(connection, u"garbage"_s)), u"after the garbage"_s);
    const QList<base::Error> &complaints = connection->features()->complaints();
    QCOMPARE(complaints.size(), 4);
    QVERIFY(complaints.first().serverSays.contains(u"Loading the model"_s));
    QVERIFY(complaints.first().message.contains(u"is no message"_s));
}

void TestPrograms::anEndlessLineIsAnErrorAndTheSessionLivesOn()
{
    session::Connection *connection = add();
    QVERIFY(connection);
    session::Connection::Settings settings = connection->settings();
    settings.limits.maxMessageBytes = 1 << 20;
    QVERIFY(connection->setSettings(settings));
    const QString process = firstText(call(connection, u"process"_s));
    const auto result = call(connection, u"endless_line"_s);
    QVERIFY(!result);
    QCOMPARE(result.error().code, u"OA-306"_s);
    QVERIFY2(result.error().message.contains(u"1048576 bytes"_s), qPrintable(result.error().message));
    QCOMPARE(firstText(call(connection, u"process"_s)), process);
}

void TestPrograms::keepsTheEndOfAFloodOnStandardError()
{
    session::Connection *connection = add();
    QVERIFY(connection);
    QCOMPARE(firstText(call(connection, u"flood_errors"_s)), u"said a lot"_s);
    const QList<session::Features::LogLine> &log = connection->features()->log();
    QTRY_VERIFY(!log.isEmpty() && log.last().text == u"the last line"_s);
    QVERIFY(log.size() <= 1000);
    QVERIFY(!connection->lastError());
}

void TestPrograms::toolsThatChangeAreListedAgainInPlace()
{
    session::Connection *connection = add();
    QVERIFY(connection);
    QVERIFY(outcome(connection->loadTools(connection)));
    const qsizetype before = connection->tools().size();
    QSignalSpy changed(connection, &session::Connection::toolsChanged);
    QCOMPARE(firstText(call(connection, u"more_tools"_s)), u"there are more"_s);
    QTRY_COMPARE(connection->tools().size(), before + 1);
    QCOMPARE(connection->tools().last().name, u"one_more"_s);
    QVERIFY(changed.count() >= 1);
}

void TestPrograms::whatTheProgramAsksReachesThePerson()
{
    session::Connection *connection = add();
    QVERIFY(connection);
    const QString refused = firstText(call(connection, u"ask_person"_s));
    QVERIFY2(refused.contains(u"\"error\""_s), qPrintable(refused)); // nobody is there

    Answering person;
    m_engine->workspace->setInputHandler(&person);
    const QString answered = firstText(call(connection, u"ask_person"_s));
    QVERIFY2(answered.contains(u"\"reason\":\"a good one\""_s), qPrintable(answered));
    QCOMPARE(person.asked, 1);
    QCOMPARE(person.connection, connection->id());
    m_engine->workspace->setInputHandler(nullptr);
}

void TestPrograms::endsTheProgramAndWhoeverItStarted_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("that listens") << QStringList();
    QTest::newRow("that does not") << QStringList{ u"--stubborn"_s };
}

void TestPrograms::endsTheProgramAndWhoeverItStarted()
{
    QFETCH(QStringList, arguments);
    session::Connection *connection = add(arguments);
    QVERIFY(connection);
    const qint64 process = firstText(call(connection, u"process"_s)).toLongLong();
    const qint64 grandchild = firstText(call(connection, u"leave_behind"_s)).toLongLong();
    QVERIFY(process > 1 && grandchild > 1);
    QVERIFY(isAlive(process) && isAlive(grandchild));
    QVERIFY(m_engine->workspace->remove(connection));
    QTRY_VERIFY_WITH_TIMEOUT(!isAlive(process), 20000);
    QTRY_VERIFY_WITH_TIMEOUT(!isAlive(grandchild), 20000);
}

void TestPrograms::mayGoInTheMiddleOfACall()
{
    session::Connection *connection = add();
    QVERIFY(connection);
    const qint64 process = firstText(call(connection, u"process"_s)).toLongLong();
    QObject view;
    connection->callTool(u"hang"_s, {}, &view)->start();
    QCoreApplication::processEvents();
    m_engine.reset();
    QTRY_VERIFY_WITH_TIMEOUT(!isAlive(process), 20000);
}

void TestPrograms::aProgramThatAnswersNoPingIsStartedAgain()
{
    session::Connection *connection = add({ u"--deaf"_s });
    QVERIFY(connection);
    session::Connection::Settings settings = connection->settings();
    settings.pingEvery = std::chrono::seconds(1);
    settings.timeout = std::chrono::seconds(5);
    QVERIFY(connection->setSettings(settings));
    const qint64 first = firstText(call(connection, u"process"_s)).toLongLong();
    QVERIFY(first > 1);
    QTRY_VERIFY_WITH_TIMEOUT(!isAlive(first), 60000);
    const QList<base::Error> &complaints = connection->features()->complaints();
    QCOMPARE(complaints.size(), 1);
    QVERIFY2(complaints.first().message.contains(u"ping"_s), qPrintable(complaints.first().message));
    const qint64 second = firstText(call(connection, u"process"_s)).toLongLong();
    QVERIFY(second > 1);
    QVERIFY(second != first);
}

void TestPrograms::diesWithAnAuthscopeThatIsKilled()
{
#ifndef Q_OS_LINUX
    QSKIP("only Linux ends a program whose parent was killed");
#endif
    QProcess other;
    other.start(QCoreApplication::applicationFilePath(), { u"--hold"_s, m_program, m_data });
    QTRY_VERIFY_WITH_TIMEOUT(other.canReadLine(), 30000);
    const qint64 server = other.readLine().trimmed().toLongLong();
    QVERIFY(server > 1);
    QVERIFY(isAlive(server));
    other.kill();
    QVERIFY(other.waitForFinished());
    QTRY_VERIFY_WITH_TIMEOUT(!isAlive(server), 20000);
}

void TestPrograms::itsTrafficIsInTheLog()
{
    session::Connection *connection = add();
    QVERIFY(connection);
    QCOMPARE(firstText(call(connection, u"echo"_s, { { "text", "seen" } })), u"seen"_s);
    const auto &all = m_engine->log.all();
    const auto found = std::find_if(
        all.begin(), all.end(), [](const net::Exchange &one) { return one.purpose == u"tools/call"_s; });
    QVERIFY(found != all.end());
    QCOMPARE(found->method, QByteArray("stdio"));
    QCOMPARE(found->connection, connection->id());
    QVERIFY(found->isDone());
    QVERIFY(found->requestBody.contains("\"text\":\"seen\""));
    QVERIFY(found->responseBody.contains("\"text\":\"seen\""));
    const auto kept = m_engine->workspace->store()->exchanges(connection->id());
    QVERIFY(kept && !kept->isEmpty());
    QCOMPARE(kept->first().purpose, u"tools/call"_s);
}

/// Opens a session with the program, tells its process and stays.
static int hold(const QString &program, const QString &data)
{
    secrets::MemorySecretStore secrets;
    Engine engine(data, &secrets, nullptr);
    const auto connection = engine.workspace->add({ .program = program }, {});
    if (!connection)
        return 1;
    const auto process = outcome((*connection)->callTool(u"process"_s, {}, *connection));
    std::puts(qPrintable(firstText(process)));
    std::fflush(stdout);
    return QCoreApplication::exec();
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QStringList words = QCoreApplication::arguments();
    if (words.size() == 4 && words.at(1) == u"--hold"_s)
        return hold(words.at(2), words.at(3));
    TestPrograms test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_programs.moc"
