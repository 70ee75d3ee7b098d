// SPDX-License-Identifier: GPL-3.0-or-later
// Saved calls as continuous integration runs them: the three flows that ship, at the demo, and what must not
// pass. Also the history they leave.
#include "support/cliprocess.h"

#include <QTemporaryDir>
#include <QXmlStreamReader>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace authscope;
using test::Cli;
using test::CliRun;

namespace {

struct Junit {
    bool isWellFormed = false;
    int cases = 0, failures = 0, errors = 0, skipped = 0;
    QStringList names = {};
};

Junit readJunit(const QString &path)
{
    Junit out;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return out;
    QXmlStreamReader xml(&file);
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == u"testcase"_s) {
            ++out.cases;
            out.names << xml.attributes().value(u"name"_s).toString();
        }
        out.failures += xml.name() == u"failure"_s;
        out.errors += xml.name() == u"error"_s;
        out.skipped += xml.name() == u"skipped"_s;
    }
    out.isWellFormed = !xml.hasError();
    return out;
}

} // namespace

class TestReplay : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanupTestCase();
    void theGoldenFlowsHold_data();
    void theGoldenFlowsHold();
    void allOfThemMakeOneReport();
    void aChangedExpectationDoesNotHold();
    void nothingIsWrittenWithoutAYes();
    void aFileGetsNothingOfTheEnvironmentUnasked();
    void whatCannotRunSaysWhy_data();
    void whatCannotRunSaysWhy();
    void anotherOutcomeIsExpectedAsWell();
    void ctrlCEndsARunAndStillReports();
    void printsTheFormat();
    void callsAreInTheHistoryUntilTheyAreForgotten();

private:
    static QString example(const QString &name)
    {
        return qEnvironmentVariable("AUTHSCOPE_SOURCE") + u"/resources/examples/"_s + name;
    }
    QString write(const QByteArray &text)
    {
        const QString path = m_dir.filePath(u"%1.call.json"_s.arg(++m_file));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("cannot write");
        return path;
    }
    CliRun replay(const QStringList &files, const QStringList &more = {})
    {
        return m_cli->run(QStringList{ u"replay"_s } + files
            + QStringList{ u"--server"_s, m_mcp, u"--browser"_s, u"headless"_s } + more);
    }
    QByteArray flow(const QByteArray &steps) { return "{\"authscope\":1,\"steps\":[" + steps + "]}"; }

    QTemporaryDir m_dir;
    int m_run = 0;
    int m_file = 0;
    std::unique_ptr<QProcess> m_demo;
    QString m_mcp;
    std::unique_ptr<Cli> m_cli;
};

void TestReplay::initTestCase()
{
    const Cli cli({ u"--data-dir"_s, m_dir.filePath(u"demo"_s), u"--secrets"_s, u"memory"_s });
    m_demo = cli.start({ u"demo"_s, u"--ports"_s, u"0,0,0"_s, u"--auto-consent"_s, u"ada"_s });
    QByteArray lines;
    QVERIFY2(test::waitForLines(*m_demo, lines, 3), m_demo->readAllStandardError().constData());
    m_mcp = QString::fromUtf8(lines).simplified().split(u' ').last();
    QVERIFY(m_mcp.endsWith(u"/mcp"_s));
}

void TestReplay::init()
{
    m_cli = std::make_unique<Cli>(QStringList{
        u"--data-dir"_s, m_dir.filePath(QString::number(++m_run)), u"--secrets"_s, u"memory"_s });
}

void TestReplay::cleanupTestCase()
{
    m_demo->terminate();
    QCOMPARE(Cli::finish(*m_demo).exitCode, 0);
}

void TestReplay::theGoldenFlowsHold_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("steps");
    QTest::newRow("linking") << u"linking.call.json"_s << 4;
    QTest::newRow("creating data") << u"creating-data.call.json"_s << 4;
    QTest::newRow("expired token") << u"expired-token.call.json"_s << 6;
}

void TestReplay::theGoldenFlowsHold()
{
    QFETCH(QString, file);
    QFETCH(int, steps);
    const QString junit = m_dir.filePath(u"junit.xml"_s);
    const CliRun run = replay({ example(file) }, { u"--yes"_s, u"--junit"_s, junit });
    QVERIFY2(run.exitCode == 0, run.told());
    QVERIFY2(run.out.contains("1 of 1 flows held."), run.told());
    const Junit report = readJunit(junit);
    QVERIFY(report.isWellFormed);
    QCOMPARE(report.cases, steps);
    QCOMPARE(report.failures + report.errors + report.skipped, 0);
}

void TestReplay::allOfThemMakeOneReport()
{
    const CliRun run = replay({ example(u"linking.call.json"_s), example(u"expired-token.call.json"_s) },
        { u"--yes"_s, u"--json"_s });
    QVERIFY2(run.exitCode == 0, run.told());
    const json::Array *flows = json::arrayMember(run.document, "flows");
    QVERIFY2(flows && flows->size() == 2, run.told());
    QCOMPARE(json::boolMember(run.document, "held"), true);
    QCOMPARE(json::stringMember((*flows)[1].get_object(), "name"), QByteArray("Expired token"));
}

void TestReplay::aChangedExpectationDoesNotHold()
{
    QFile original(example(u"linking.call.json"_s));
    QVERIFY(original.open(QIODevice::ReadOnly));
    const QByteArray changed = original.readAll().replace("Hello, ${who}!", "Goodbye, ${who}!");
    const QString junit = m_dir.filePath(u"changed.xml"_s);
    const CliRun run = replay({ write(changed) }, { u"--yes"_s, u"--junit"_s, junit });
    QVERIFY2(run.exitCode == 1, run.told());
    QVERIFY2(run.out.contains("expected contains “Goodbye, Ada!”, found Hello, Ada!"), run.told());
    const Junit report = readJunit(junit);
    QVERIFY(report.isWellFormed);
    QCOMPARE(report.failures, 1);
    QCOMPARE(report.skipped, 1); // what came after it was not run
}

void TestReplay::nothingIsWrittenWithoutAYes()
{
    const CliRun run = replay({ example(u"creating-data.call.json"_s) });
    QVERIFY2(run.exitCode == 2, run.told());
    QVERIFY2(run.err.contains("--yes") && run.err.contains("OA-313"), run.told());
    // The negative control is theGoldenFlowsHold: the same file writes with --yes.
    QVERIFY2(run.out.contains("get permission and call, not run"), run.told());
}

void TestReplay::aFileGetsNothingOfTheEnvironmentUnasked()
{
    qputenv("REPLAY_TEST_NAME", "Grace Hopper");
    const QString file
        = write("{\"authscope\":1,\"variables\":{\"n\":\"${env:REPLAY_TEST_NAME}\"},\"steps\":["
                "{\"signIn\":{}},{\"call\":{\"tool\":\"greet\",\"arguments\":{\"name\":\"${n}\"}},"
                "\"expect\":{\"text\":[\"Hello, ${n}!\"]}}]}");
    const CliRun refused = replay({ file });
    QVERIFY2(refused.exitCode == 2, refused.told());
    QVERIFY2(refused.err.contains("OA-501") && refused.err.contains("REPLAY_TEST_NAME"), refused.told());
    const CliRun allowed = replay({ file }, { u"--env"_s, u"REPLAY_TEST_NAME"_s });
    QVERIFY2(allowed.exitCode == 0, allowed.told());
    QVERIFY2(!allowed.out.contains("Grace Hopper"), allowed.told()); // it may be a secret
    qunsetenv("REPLAY_TEST_NAME");
}

void TestReplay::whatCannotRunSaysWhy_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("said");
    QTest::newRow("no JSON") << QByteArray("<html>") << QByteArray("OA-013");
    QTest::newRow("a member nobody knows")
        << flow("{\"call\":{\"tool\":\"x\"},\"expct\":{}}") << QByteArray("/steps/0/expct");
    QTest::newRow("a version of the future")
        << QByteArray("{\"authscope\":2,\"steps\":[{\"refresh\":{}}]}") << QByteArray("/authscope");
    QTest::newRow("a reference to nowhere")
        << flow("{\"call\":{\"tool\":\"x\",\"arguments\":{\"a\":\"${b}\"}}}") << QByteArray("OA-501");
    QTest::newRow("two kinds at once")
        << flow("{\"call\":{\"tool\":\"x\"},\"signIn\":{}}") << QByteArray("/steps/0");
}

void TestReplay::whatCannotRunSaysWhy()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, said);
    const CliRun run = replay({ example(u"linking.call.json"_s), write(text) });
    QVERIFY2(run.exitCode == 2, run.told());
    QVERIFY2(run.err.contains(said), run.told());
    QVERIFY2(!run.out.contains("Hello"), "nothing runs before every file is read");
}

void TestReplay::anotherOutcomeIsExpectedAsWell()
{
    const QString file
        = write(flow("{\"signIn\":{}},{\"call\":{\"tool\":\"get_board\",\"arguments\":{\"board_id\":"
                     "\"none\"}},\"expect\":{\"outcome\":\"toolError\",\"text\":[\"no board\"]}},"
                     "{\"call\":{\"tool\":\"no_such_tool\"},\"expect\":{\"outcome\":\"error\","
                     "\"error\":\"OA-311\"}}"));
    const CliRun run = replay({ file });
    QVERIFY2(run.exitCode == 0, run.told());
}

void TestReplay::ctrlCEndsARunAndStillReports()
{
    const QString junit = m_dir.filePath(u"stopped.xml"_s);
    const QString file
        = write(flow("{\"signIn\":{}},{\"name\":\"the slow one\",\"call\":{\"tool\":\"run_report\","
                     "\"arguments\":{\"seconds\":100},\"onChallenge\":\"follow\"}}"));
    const auto process = m_cli->start(
        { u"replay"_s, file, u"--server"_s, m_mcp, u"--browser"_s, u"headless"_s, u"--junit"_s, junit });
    QByteArray seen;
    QVERIFY(test::waitForLines(*process, seen, 3)); // its name, the first step, its outcome
    ::kill(pid_t(process->processId()), SIGINT);
    const CliRun run = Cli::finish(*process);
    QVERIFY2(run.exitCode == 4, run.told());
    const Junit report = readJunit(junit);
    QVERIFY(report.isWellFormed);
    QVERIFY(report.names.contains(u"the slow one"_s));
    QCOMPARE(report.errors, 1); // the run as a whole
    QCOMPARE(report.failures, 0);
}

void TestReplay::printsTheFormat()
{
    const CliRun run = m_cli->run({ u"replay"_s, u"--schema"_s });
    QCOMPARE(run.exitCode, 0);
    QVERIFY(run.document.contains("$defs"));
}

void TestReplay::callsAreInTheHistoryUntilTheyAreForgotten()
{
    const CliRun signedIn
        = m_cli->run({ u"login"_s, m_mcp, u"--name"_s, u"Boards"_s, u"--browser"_s, u"headless"_s });
    QVERIFY2(signedIn.exitCode == 0 || signedIn.exitCode == 6, signedIn.told()); // 6: memory is gone with it
    // The connection is kept, the sign-in is not.
    const QStringList again{ u"call"_s, u"Boards"_s, u"greet"_s, u"name=zanzibar"_s, u"--browser"_s,
        u"headless"_s };
    const CliRun called = m_cli->run(again);
    QVERIFY2(called.exitCode == 0, called.told());
    const CliRun found = m_cli->json({ u"history"_s, u"zanz"_s, u"--tool"_s, u"greet"_s });
    QVERIFY2(found.exitCode == 0, found.told());
    const json::Array *calls = json::arrayMember(found.document, "calls");
    QVERIFY2(calls && calls->size() == 1, found.told());
    const QString id = QString::number((*calls)[0].at("id").as_int64());
    QVERIFY(
        json::arrayMember(m_cli->json({ u"history"_s, u"zanz\" AND NEAR("_s }).document, "calls")->empty());
    const CliRun shown = m_cli->json({ u"history"_s, u"--show"_s, id });
    QCOMPARE(
        json::stringMember(*json::objectMember(shown.document, "arguments"), "name"), QByteArray("zanzibar"));
    QCOMPARE(m_cli->run({ u"history"_s, u"--forget"_s, u"all"_s }).exitCode, 2);
    QCOMPARE(m_cli->run({ u"history"_s, u"--forget"_s, u"all"_s, u"--yes"_s }).exitCode, 0);
    QVERIFY(json::arrayMember(m_cli->json({ u"history"_s }).document, "calls")->empty());
    QFile file(m_dir.filePath(QString::number(m_run)) + u"/authscope.db"_s);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(!file.readAll().contains("zanzibar"));
    QCOMPARE(m_cli->run({ u"history"_s, u"--keep"_s, u"nothing"_s }).exitCode, 0);
    QCOMPARE(m_cli->run(again).exitCode, 0);
    QVERIFY(json::arrayMember(m_cli->json({ u"history"_s }).document, "calls")->empty());
    QCOMPARE(m_cli->run({ u"history"_s, u"--keep"_s, u"weeks=3"_s }).exitCode, 2);
}

QTEST_GUILESS_MAIN(TestReplay)
#include "test_replay.moc"
