// SPDX-License-Identifier: GPL-3.0-or-later
// T076, T148, T192: what other programs of this computer can see of ours: arguments, environment, files,
// memory images, open ports. Looks at the real programs, with a provider that issues known secrets.
//
// T148, accessibility and window titles: masked fields are QLineEdit::Password, whose text the toolkit does
// not hand out; titles carry a connection's name only (tests/gui).
#include "app/nodumps.h"
#include "hostile/connectionbench.h"
#include "support/cliprocess.h"

#include <QDirIterator>
#include <QRegularExpression>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace authscope;
using test::Cli;
using test::CliRun;
using test::ConnectionBench;
using test::reason;

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Everything below a folder, by name and by content.
QByteArray everythingBelow(const QString &folder)
{
    QByteArray out;
    QDirIterator files(folder, QDir::Files | QDir::Hidden | QDir::NoSymLinks, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        out += path.toUtf8() + '\n' + contentOf(path) + '\n';
    }
    return out;
}

/// TCP ports a process listens on; nothing when its descriptors may not be looked at.
std::optional<QList<QByteArray>> listening(const QString &pid)
{
    const QDir descriptors(u"/proc/%1/fd"_s.arg(pid));
    const QStringList names = descriptors.entryList(QDir::NoDotAndDotDot | QDir::System | QDir::Files);
    if (names.isEmpty())
        return std::nullopt;
    QSet<QByteArray> inodes;
    for (const QString &name : names) {
        char target[256] = {};
        if (::readlink(QFile::encodeName(descriptors.filePath(name)).constData(), target, sizeof target - 1)
                > 0
            && QByteArray(target).startsWith("socket:["))
            inodes.insert(QByteArray(target).mid(8).chopped(1));
    }
    QList<QByteArray> ports;
    for (const char *table : { "/proc/net/tcp", "/proc/net/tcp6" }) {
        for (const QByteArray &line : contentOf(QString::fromLatin1(table)).split('\n')) {
            const QList<QByteArray> fields = line.simplified().split(' ');
            if (fields.size() > 9 && fields.at(3) == "0A" && inodes.contains(fields.at(9)))
                ports.append(fields.at(1)); // "0100007F:1F90"
        }
    }
    return ports;
}

/// Runs a program that is ended by a signal which makes a memory image; true when one was made.
bool leavesAnImage(const QStringList &command, const QString &folder)
{
    QList<QByteArray> words;
    for (const QString &word : command)
        words.append(QFile::encodeName(word));
    std::vector<char *> arguments;
    for (QByteArray &word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const QByteArray there = QFile::encodeName(folder);
    int said[2] = { -1, -1 };
    if (::pipe(said) != 0)
        return false;
    const pid_t child = ::fork();
    if (child == 0) {
        const rlimit unlimited{ RLIM_INFINITY, RLIM_INFINITY };
        const bool isReady = ::setrlimit(RLIMIT_CORE, &unlimited) == 0 && ::chdir(there.constData()) == 0;
        ::dup2(said[1], 1);
        ::close(said[0]);
        if (isReady)
            ::execv(arguments.front(), arguments.data());
        ::_exit(127);
    }
    ::close(said[1]);
    char first = 0;
    [[maybe_unused]] const auto got = ::read(said[0], &first, 1); // it has started, and is what it is
    ::kill(child, SIGQUIT);
    int status = 0;
    ::waitpid(child, &status, 0);
    ::close(said[0]);
    return WIFSIGNALED(status) && WCOREDUMP(status);
}

} // namespace

class TestProcess : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void T148_secretsAreNowhereOthersLook();
    void T148_takesNoSecretAsAnArgument_data();
    void T148_takesNoSecretAsAnArgument();
    void T148_turnsMemoryImagesOff();
    void T148_leavesNoMemoryImage();
    void T192_onlyTheSignInListens();
    void T192_noCommandListens();
};

void TestProcess::T148_secretsAreNowhereOthersLook()
{
    // One sign-in of the command line with a browser that goes nowhere, looked at while it waits.
    ConnectionBench bench;
    const QTemporaryDir dir;
    const QString record = dir.filePath(u"opened"_s);
    const Cli cli({ u"--data-dir"_s, dir.filePath(u"data"_s), u"--secrets"_s, u"memory"_s });
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char *name : { "HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "TMPDIR" })
        environment.insert(QString::fromLatin1(name), dir.filePath(u"home"_s));
    QVERIFY(QDir(dir.path()).mkpath(u"home"_s));
    process.setProcessEnvironment(environment);
    process.start(Cli::program(),
        { u"login"_s, QString::fromLatin1(bench.mcp.resource()), u"--verbose"_s, u"--browser"_s, u"print"_s,
            u"--data-dir"_s, dir.filePath(u"data"_s), u"--secrets"_s, u"memory"_s });
    QByteArray said;
    static const QRegularExpression address(u"http://127\\.0\\.0\\.1:\\d+/authorize\\?\\S+"_s);
    QRegularExpressionMatch match;
    QVERIFY2(QTest::qWaitFor(
                 [&] {
                     said += process.readAllStandardError() + process.readAllStandardOutput();
                     match = address.match(QString::fromUtf8(said));
                     return match.hasMatch() || process.state() == QProcess::NotRunning;
                 },
                 60000)
            && match.hasMatch(),
        said.constData());
    const QString proc = u"/proc/%1/"_s.arg(process.processId());
    const QByteArray arguments = contentOf(proc + u"cmdline"_s);
    const QByteArray environ_ = contentOf(proc + u"environ"_s); // empty: nobody may look, which is as good
    QVERIFY(arguments.contains("login"));
    QVERIFY(bench.browser.open(match.captured().toLatin1())); // the person goes there at last
    const CliRun run = Cli::finish(process);
    said += run.out + run.err;
    QVERIFY2(run.exitCode == 0, said.constData());

    QSet<QByteArray> secrets;
    for (const QByteArray &secret : bench.idp.issuedSecrets())
        secrets.insert(secret);
    secrets.insert(bench.idp.requests("/token").first().parameter("code_verifier"));
    QVERIFY(secrets.size() >= 4);
    const QByteArray seen = arguments + environ_ + everythingBelow(dir.path()) + said;
    QVERIFY(seen.contains("SQLite") && seen.contains("/token")); // the search looks where something is
    for (const QByteArray &secret : std::as_const(secrets)) {
        QVERIFY2(!seen.contains(secret), secret.left(6).constData());
        QVERIFY(!seen.contains(secret.toBase64().chopped(4)));
    }
}

void TestProcess::T148_takesNoSecretAsAnArgument_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::newRow("client secret") << QStringList{ u"login"_s, u"https://x.example"_s, u"--client-id"_s,
        u"c"_s, u"--client-secret"_s, u"sekrit-0123456789"_s };
    QTest::newRow("token") << QStringList{ u"token"_s, u"--decode"_s, u"eyJhbGciOiJub25lIn0.e30."_s };
}

void TestProcess::T148_takesNoSecretAsAnArgument()
{
    QFETCH(QStringList, words);
    const QTemporaryDir dir;
    const Cli cli({ u"--data-dir"_s, dir.path(), u"--secrets"_s, u"memory"_s });
    const CliRun run = cli.run(words);
    QVERIFY2(run.exitCode == 2, run.told());
    QVERIFY2(run.err.contains("OA-002"), run.told());
}

void TestProcess::T148_turnsMemoryImagesOff()
{
    const int before = ::prctl(PR_GET_DUMPABLE);
    app::forbidDumps();
    QCOMPARE(::prctl(PR_GET_DUMPABLE), 0);
    ::prctl(PR_SET_DUMPABLE, before); // this process is looked into below
}

void TestProcess::T148_leavesNoMemoryImage()
{
    const QTemporaryDir dir;
    const QStringList ours{ Cli::program(), u"demo"_s, u"--ports"_s, u"0,0,0"_s, u"--data-dir"_s,
        dir.filePath(u"data"_s), u"--secrets"_s, u"memory"_s };
    QVERIFY(!leavesAnImage(ours, dir.path()));
    QVERIFY(QDir(dir.path()).entryList({ u"core*"_s }, QDir::Files).isEmpty());
    if (!leavesAnImage({ u"/bin/sh"_s, u"-c"_s, u"echo x; sleep 60"_s }, dir.path()))
        QSKIP("Nothing leaves a memory image on this system, so that ours leaves none shows nothing");
}

void TestProcess::T192_onlyTheSignInListens()
{
    ConnectionBench bench;
    const auto now = [] {
        const auto ports = listening(u"self"_s).value_or(QList<QByteArray>{ "unknown" });
        return QSet<QByteArray>(ports.begin(), ports.end());
    };
    const QSet<QByteArray> peers = now(); // the two servers of this test live in this process
    QCOMPARE(peers.size(), 2);
    QSet<QByteArray> meanwhile;
    connect(&bench.idp, &test::StubIdp::requested, this, [&](const QByteArray &path) {
        if (path == "/authorize")
            meanwhile = now() - peers;
    });
    QVERIFY(bench.call());
    QCOMPARE(meanwhile.size(), 1);
    QVERIFY(meanwhile.values().first().startsWith("0100007F:")); // 127.0.0.1, nothing else
    QTRY_COMPARE(now(), peers); // and gone, while the connection stays open
    QVERIFY(bench.call());
    QVERIFY(ConnectionBench::finished(bench.connection->refresh(nullptr)));
    QCOMPARE(now(), peers);
    ConnectionBench::finished(bench.connection->signOut(true, nullptr));
    QCOMPARE(now(), peers);
}

void TestProcess::T192_noCommandListens()
{
    ConnectionBench bench;
    bench.mcp.guard = [](const test::ProtectedMcp::Asked &) { return std::optional<net::ServerAnswer>(); };
    const QTemporaryDir dir;
    const Cli cli({ u"--data-dir"_s, dir.path(), u"--secrets"_s, u"memory"_s });
    bench.mcp.server.onStall("GET", "/mcp"); // a stream that stays open
    const auto process = cli.start({ u"subscribe"_s, QString::fromLatin1(bench.mcp.resource()) });
    QTRY_VERIFY_WITH_TIMEOUT(
        bench.mcp.count("initialize") > 0 || process->state() == QProcess::NotRunning, 60000);
    const auto ports = listening(QString::number(process->processId()));
    process->kill();
    process->waitForFinished();
    if (!ports)
        QSKIP("Its descriptors may not be looked at by this user");
    QCOMPARE(*ports, QList<QByteArray>());
}

QTEST_GUILESS_MAIN(TestProcess)
#include "test_process.moc"
