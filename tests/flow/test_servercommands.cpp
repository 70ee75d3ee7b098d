// SPDX-License-Identifier: GPL-3.0-or-later
// What the commands that talk to a server send, print and end with, against servers the test writes.
#include "support/cliprocess.h"
#include "unit/mcp/mcpscript.h"
#include "unit/mcp/quoted.h"

#include <QTemporaryDir>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace authscope;
using test::Asked;
using test::Cli;
using test::CliRun;
using test::McpScript;
using test::quoted;

namespace {

using Reply = McpScript::Reply;

void offer(McpScript &script, const QByteArray &capabilities)
{
    script.on("initialize", [&script, capabilities](const Asked &one, const Reply &reply) {
        net::ServerAnswer answer = test::jsonAnswer(McpScript::result(one,
            quoted("{'protocolVersion':'2025-11-25','capabilities':{" + capabilities
                + "},'serverInfo':{'name':'script','title':'The Script','version':'7'},"
                  "'instructions':'Be kind.'}")));
        answer.headers.append("Mcp-Session-Id", script.sessionId);
        reply->send(answer);
    });
}

QByteArray progressTokenOf(const Asked &one)
{
    const json::Object *params = json::objectMember(one.message, "params");
    const json::Object *meta = params ? json::objectMember(*params, "_meta") : nullptr;
    const json::Value *token = meta ? meta->if_contains("progressToken") : nullptr;
    return token ? json::compact(*token) : QByteArray("null");
}

const QByteArray aTool = quoted("{'tools':[{'name':'work','inputSchema':{'type':'object'},"
                                "'annotations':{'readOnlyHint':true}}]}");

} // namespace

class TestServerCommands : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();

    void saysWhoTheServerIs();
    void listsResourcesAndTemplates();
    void readsAResource();
    void printsBytesAsTheyAre();
    void listsAndFillsPrompts();
    void checksThePromptsArguments_data();
    void checksThePromptsArguments();
    void completesWithWhatWasFilledInBefore();
    void tellsProgressOnStandardError();
    void ctrlCTellsTheServer();
    void theTimeIsOverAndTheServerHearsOfIt();
    void takesLeaveOfTheSession();
    void sendsHeaderFieldsAndHidesThem();
    void refusesHeaderFields_data();
    void refusesHeaderFields();
    void namesTheEra();
    void printsWhatTheServerTells();
    void listensUntilCtrlC();
    void asksWhetherTheServerIsStillThere();
    void saysThatNobodyIsThereAnyMore();
    void talksToAProgram();
    void aProgramIsEndedWithTheCommand_data();
    void aProgramIsEndedWithTheCommand();
    void refusesWhatMakesNoSense_data();
    void refusesWhatMakesNoSense();

private:
    CliRun json(const QStringList &words) const { return m_cli->json(words); }
    QString url() const { return QString::fromLatin1(m_script->url()); }
    QString program() const { return qEnvironmentVariable("AUTHSCOPE_STDIOSERVER"); }

    QTemporaryDir m_dir;
    std::unique_ptr<McpScript> m_script;
    std::unique_ptr<Cli> m_cli;
};

void TestServerCommands::init()
{
    m_script = std::make_unique<McpScript>();
    // Whoever asks first whether the server is of the modern era hears that it is not.
    m_script->onAnswer("server/discover", { .status = 400 });
    m_cli = std::make_unique<Cli>(QStringList{ u"--secrets=memory"_s, u"--data-dir="_s + m_dir.path() });
}

void TestServerCommands::saysWhoTheServerIs()
{
    offer(*m_script, "'tools':{},'prompts':{'listChanged':true}");
    const CliRun run = json({ u"server"_s, url() });
    QVERIFY2(run.exitCode == 0, run.told());
    const json::Object *server = json::objectMember(run.document, "server");
    QVERIFY(server);
    QCOMPARE(json::stringMember(*server, "title"), QByteArray("The Script"));
    QCOMPARE(json::stringMember(*server, "era"), QByteArray("legacy"));
    QCOMPARE(json::stringMember(*server, "protocol_version"), QByteArray("2025-11-25"));
    QCOMPARE(json::stringMember(*server, "instructions"), QByteArray("Be kind."));
    QCOMPARE(
        json::compact(server->at("capabilities")), quoted("{'tools':{},'prompts':{'listChanged':true}}"));
    const CliRun lines = m_cli->run({ u"server"_s, url() });
    QVERIFY2(lines.out.contains("legacy (2025-11-25)") && lines.out.contains("Be kind."), lines.told());
}

void TestServerCommands::listsResourcesAndTemplates()
{
    offer(*m_script, "'resources':{}");
    m_script->onResult("resources/list",
        quoted("{'resources':[{'uri':'test://a','name':'a','mimeType':'text/plain','size':3}]}"));
    m_script->onResult("resources/templates/list",
        quoted("{'resourceTemplates':[{'uriTemplate':'test://{id}','name':'t'}]}"));
    const CliRun run = json({ u"resources"_s, url() });
    QVERIFY2(run.exitCode == 0, run.told());
    QCOMPARE(json::compact(run.document.at("resources")),
        quoted("[{'uri':'test://a','name':'a','title':'a','description':'','mime_type':'text/"
               "plain','size':3}]"));
    QCOMPARE(json::arrayMember(run.document, "resource_templates")->size(), 1u);
    const CliRun lines = m_cli->run({ u"resources"_s, url() });
    QVERIFY2(lines.out.contains("test://{id}"), lines.told());
}

void TestServerCommands::readsAResource()
{
    offer(*m_script, "'resources':{}");
    m_script->onResult(
        "resources/read", quoted("{'contents':[{'uri':'test://a','text':'one\\ntwo\\u001b[31m'}]}"));
    const CliRun run = m_cli->run({ u"read"_s, url(), u"test://a"_s });
    QVERIFY2(run.exitCode == 0, run.told());
    QVERIFY2(run.out.startsWith("one\ntwo") && !run.out.contains('\x1b'), run.told());
    const Asked *asked = m_script->last("resources/read");
    QVERIFY(asked);
    QCOMPARE(
        json::stringMember(*json::objectMember(asked->message, "params"), "uri"), QByteArray("test://a"));
    QVERIFY(json({ u"read"_s, url(), u"test://a"_s }).document.contains("result"));
}

void TestServerCommands::printsBytesAsTheyAre()
{
    offer(*m_script, "'resources':{}");
    m_script->onResult("resources/read", quoted("{'contents':[{'uri':'test://a','blob':'AAECG/8='}]}"));
    const CliRun run = m_cli->run({ u"read"_s, url(), u"test://a"_s, u"--raw"_s });
    QVERIFY2(run.exitCode == 0, run.told());
    QCOMPARE(run.out, QByteArray("\x00\x01\x02\x1b\xff", 5));
}

void TestServerCommands::listsAndFillsPrompts()
{
    offer(*m_script, "'prompts':{}");
    m_script->onResult("prompts/list",
        quoted("{'prompts':[{'name':'plan','arguments':[{'name':'what','required':true},{'name':'how'}]}]}"));
    m_script->onResult(
        "prompts/get", quoted("{'messages':[{'role':'user','content':{'type':'text','text':'Plan it.'}}]}"));
    const CliRun list = m_cli->run({ u"prompts"_s, url() });
    QVERIFY2(list.out.contains("plan  what=… [how=…]"), list.told());
    const CliRun run = m_cli->run({ u"prompt"_s, url(), u"plan"_s, u"what=a:=b"_s });
    QVERIFY2(run.exitCode == 0, run.told());
    QCOMPARE(run.out, QByteArray("user: Plan it.\n"));
    QCOMPARE(
        json::compact(json::objectMember(m_script->last("prompts/get")->message, "params")->at("arguments")),
        quoted("{'what':'a:=b'}"));
}

void TestServerCommands::checksThePromptsArguments_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("none of that name") << QStringList{ u"plan9"_s } << QByteArray("OA-311");
    QTest::newRow("one is missing") << QStringList{ u"plan"_s, u"how=x"_s } << QByteArray("OA-312");
    QTest::newRow("one too many") << QStringList{ u"plan"_s, u"what=x"_s, u"why=y"_s }
                                  << QByteArray("OA-312");
    QTest::newRow("no pair") << QStringList{ u"plan"_s, u"what"_s } << QByteArray("OA-312");
}

void TestServerCommands::checksThePromptsArguments()
{
    QFETCH(QStringList, words);
    offer(*m_script, "'prompts':{}");
    m_script->onResult("prompts/list",
        quoted("{'prompts':[{'name':'plan','arguments':[{'name':'what','required':true},{'name':'how'}]}]}"));
    const CliRun run = json(QStringList{ u"prompt"_s, url() } + words);
    QCOMPARE(run.exitCode, 2);
    QTEST(run.code(), "code");
    QCOMPARE(m_script->count("prompts/get"), 0);
}

void TestServerCommands::completesWithWhatWasFilledInBefore()
{
    offer(*m_script, "'completions':{}");
    m_script->onResult("completion/complete",
        quoted("{'completion':{'values':['python','pytorch'],'total':10,'hasMore':true}}"));
    const CliRun run = m_cli->run(
        { u"complete"_s, url(), u"prompt"_s, u"review"_s, u"language"_s, u"py"_s, u"style=short"_s });
    QVERIFY2(run.exitCode == 0, run.told());
    QCOMPARE(run.out, QByteArray("python\npytorch\n"));
    QVERIFY2(run.err.contains("2 of 10"), run.told());
    const json::Object params = *json::objectMember(m_script->last("completion/complete")->message, "params");
    QCOMPARE(json::compact(params.at("ref")), quoted("{'type':'ref/prompt','name':'review'}"));
    QCOMPARE(json::compact(params.at("argument")), quoted("{'name':'language','value':'py'}"));
    QCOMPARE(json::compact(params.at("context")), quoted("{'arguments':{'style':'short'}}"));
    const CliRun document
        = json({ u"complete"_s, url(), u"resource"_s, u"file:///{path}"_s, u"path"_s, u""_s });
    QVERIFY2(document.exitCode == 0, document.told());
    QCOMPARE(json::compact(document.document.at("values")), quoted("['python','pytorch']"));
}

void TestServerCommands::tellsProgressOnStandardError()
{
    m_script->onResult("tools/list", aTool);
    m_script->on("tools/call", [](const Asked &one, const Reply &reply) {
        McpScript::beginStream(reply);
        const QByteArray token = progressTokenOf(one);
        reply->write(McpScript::event(quoted("{'jsonrpc':'2.0','method':'notifications/progress','params':"
                                             "{'progressToken':"
            + token + ",'progress':1,'total':3,'message':'half'}}")));
        reply->write(McpScript::event(quoted("{'jsonrpc':'2.0','method':'notifications/message','params':"
                                             "{'level':'warning','data':'careful'}}")));
        reply->write(
            McpScript::event(McpScript::result(one, quoted("{'content':[{'type':'text','text':'ready'}]}"))));
        reply->finish();
    });
    const CliRun run = m_cli->run({ u"call"_s, url(), u"work"_s });
    QVERIFY2(run.exitCode == 0, run.told());
    QCOMPARE(run.out, QByteArray("ready\n"));
    QVERIFY2(run.err.contains("progress 1 of 3 half"), run.told());
    const CliRun document = json({ u"call"_s, url(), u"work"_s });
    QVERIFY2(!document.document.empty() && document.err.contains("progress 1 of 3"), document.told());
}

void TestServerCommands::ctrlCTellsTheServer()
{
    m_script->onResult("tools/list", aTool);
    m_script->on("tools/call", [this](const Asked &, const Reply &reply) { m_script->open << reply; });
    const auto process = m_cli->start({ u"call"_s, url(), u"work"_s, u"--json"_s });
    QTRY_COMPARE_WITH_TIMEOUT(m_script->count("tools/call"), 1, 20000);
    ::kill(pid_t(process->processId()), SIGINT);
    const CliRun run = Cli::finish(*process);
    QVERIFY2(run.exitCode == 4, run.told());
    QCOMPARE(run.code(), QByteArray("OA-001"));
    QCOMPARE(m_script->count("notifications/cancelled"), 1);
    QCOMPARE(json::compact(json::objectMember(m_script->last("notifications/cancelled")->message, "params")
                               ->at("requestId")),
        m_script->last("tools/call")->id);
    QCOMPARE(m_script->server.count("DELETE", "/mcp"), 1);
}

void TestServerCommands::theTimeIsOverAndTheServerHearsOfIt()
{
    m_script->onResult("tools/list", aTool);
    m_script->on("tools/call", [this](const Asked &, const Reply &reply) { m_script->open << reply; });
    const CliRun run = json({ u"call"_s, url(), u"work"_s, u"--timeout"_s, u"3"_s });
    QVERIFY2(run.exitCode == 5, run.told());
    QCOMPARE(run.code(), QByteArray("OA-011"));
    QCOMPARE(m_script->count("tools/call"), m_script->count("notifications/cancelled"));
}

void TestServerCommands::takesLeaveOfTheSession()
{
    m_script->onResult("tools/list", aTool);
    QCOMPARE(m_cli->run({ u"tools"_s, url() }).exitCode, 0);
    const QList<net::ServerRequest> leaving = m_script->server.requests("DELETE", "/mcp");
    QCOMPARE(leaving.size(), 1);
    QCOMPARE(leaving.first().headers.value("Mcp-Session-Id"), m_script->sessionId);
}

void TestServerCommands::sendsHeaderFieldsAndHidesThem()
{
    m_script->onResult("tools/list", aTool);
    QFile file(m_dir.filePath(u"fields"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("X-File: from-the-file-1234\n\n");
    file.close();
    qputenv("TEST_FIELDS", "X-Env: from-the-env-1234");
    const CliRun run = m_cli->run(
        { u"tools"_s, url(), u"--verbose"_s, u"--header"_s, u"X-Typed: from-the-words-1234"_s, u"--header"_s,
            u"X-Pin: q!zk"_s, u"--header-file"_s, file.fileName(), u"--header-env"_s, u"TEST_FIELDS"_s });
    QVERIFY2(run.exitCode == 0, run.told());
    QVERIFY2(!(run.out + run.err).contains("q!zk"), run.told());
    const net::Headers sent = m_script->last("tools/list")->http.headers;
    QCOMPARE(sent.value("X-Typed"), QByteArray("from-the-words-1234"));
    QCOMPARE(sent.value("X-Pin"), QByteArray("q!zk"));
    QCOMPARE(sent.value("X-File"), QByteArray("from-the-file-1234"));
    QCOMPARE(sent.value("X-Env"), QByteArray("from-the-env-1234"));
    QVERIFY2(run.err.contains("POST ") && !(run.out + run.err).contains("-1234"), run.told());
}

void TestServerCommands::refusesHeaderFields_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::newRow("no colon") << QStringList{ u"--header"_s, u"hidden-value-4711"_s };
    QTest::newRow("no name") << QStringList{ u"--header"_s, u": hidden-value-4711"_s };
    QTest::newRow("a name with a blank") << QStringList{ u"--header"_s, u"X Y: hidden-value-4711"_s };
    QTest::newRow("a line break") << QStringList{ u"--header"_s, u"X-A: hidden-value-4711\nX-B: 2"_s };
    QTest::newRow("one of the protocol")
        << QStringList{ u"--header"_s, u"Mcp-Session-Id: hidden-value-4711"_s };
    QTest::newRow("no such file") << QStringList{ u"--header-file"_s, u"/no/such/file"_s };
    QTest::newRow("no such variable") << QStringList{ u"--header-env"_s, u"NO_SUCH_VARIABLE_HERE"_s };
}

void TestServerCommands::refusesHeaderFields()
{
    QFETCH(QStringList, words);
    const CliRun run = json(QStringList{ u"tools"_s, url() } + words);
    QVERIFY2(run.exitCode == 2 || run.code() == "OA-015", run.told());
    QVERIFY2(!(run.out + run.err).contains("4711"), run.told());
    QVERIFY(m_script->asked.isEmpty());
}

void TestServerCommands::namesTheEra()
{
    m_script->onResult("tools/list", aTool);
    QCOMPARE(json({ u"tools"_s, url(), u"--era"_s, u"legacy"_s }).exitCode, 0);
    QCOMPARE(m_script->count("server/discover"), 0);
    const CliRun modern = json({ u"tools"_s, url(), u"--era"_s, u"modern"_s });
    QVERIFY2(modern.exitCode != 0, modern.told());
    QCOMPARE(m_script->count("initialize"), 1); // of the legacy one alone
}

void TestServerCommands::printsWhatTheServerTells()
{
    offer(*m_script, "'tools':{'listChanged':true},'resources':{'subscribe':true}");
    m_script->onResult("tools/list", aTool);
    m_script->onResult("resources/subscribe", "{}");
    m_script->server.onTalk("GET", "/mcp", [this](const net::ServerRequest &, const Reply &reply) {
        McpScript::beginStream(reply);
        m_script->open << reply;
    });
    const auto process
        = m_cli->start({ u"subscribe"_s, url(), u"test://a"_s, u"--count"_s, u"2"_s, u"--json"_s });
    QTRY_COMPARE_WITH_TIMEOUT(m_script->open.size(), 1, 20000);
    QTRY_COMPARE_WITH_TIMEOUT(m_script->count("resources/subscribe"), 1, 20000);
    QByteArray said;
    QTRY_VERIFY_WITH_TIMEOUT((said += process->readAllStandardError()).contains("Listening."), 20000);
    m_script->open.first()->write(McpScript::event(
        quoted("{'jsonrpc':'2.0','method':'notifications/resources/updated','params':{'uri':'test://a'}}")));
    m_script->open.first()->write(
        McpScript::event(quoted("{'jsonrpc':'2.0','method':'notifications/tools/list_changed'}")));
    const CliRun run = Cli::finish(*process);
    QVERIFY2(run.exitCode == 0, run.told());
    const QList<QByteArray> lines = run.out.trimmed().split('\n');
    QCOMPARE(lines.size(), 2);
    const auto first = json::parseObject(lines.first(), u"It"_s);
    QVERIFY(first);
    QCOMPARE(json::stringMember(*first, "event"), QByteArray("resource_updated"));
    QCOMPARE(json::stringMember(*first, "uri"), QByteArray("test://a"));
    QVERIFY2(lines.last().contains("tools_changed"), run.told());
}

void TestServerCommands::listensUntilCtrlC()
{
    m_script->server.onTalk("GET", "/mcp", [this](const net::ServerRequest &, const Reply &reply) {
        McpScript::beginStream(reply);
        m_script->open << reply;
    });
    offer(*m_script, "'tools':{'listChanged':true}");
    const auto process = m_cli->start({ u"subscribe"_s, url() });
    QByteArray said;
    QTRY_VERIFY_WITH_TIMEOUT((said += process->readAllStandardError()).contains("Listening."), 20000);
    ::kill(pid_t(process->processId()), SIGINT);
    const CliRun run = Cli::finish(*process);
    QVERIFY2(run.exitCode == 0, run.told());
    QCOMPARE(m_script->server.count("DELETE", "/mcp"), 1);
}

void TestServerCommands::asksWhetherTheServerIsStillThere()
{
    m_script->server.onTalk("GET", "/mcp", [this](const net::ServerRequest &, const Reply &reply) {
        McpScript::beginStream(reply);
        m_script->open << reply;
    });
    offer(*m_script, "'tools':{'listChanged':true}");
    m_script->onResult("ping", "{}");
    const auto process = m_cli->start({ u"subscribe"_s, url(), u"--ping"_s, u"1"_s });
    QTRY_VERIFY_WITH_TIMEOUT(m_script->count("ping") >= 2, 60000);
    ::kill(pid_t(process->processId()), SIGINT);
    const CliRun run = Cli::finish(*process);
    QVERIFY2(run.exitCode == 0, run.told());
    QCOMPARE(m_script->count("initialize"), 1);
}

void TestServerCommands::saysThatNobodyIsThereAnyMore()
{
    offer(*m_script, "'tools':{'listChanged':true}");
    m_script->server.onTalk("GET", "/mcp", [this](const net::ServerRequest &, const Reply &reply) {
        if (!m_script->open.isEmpty())
            return reply->send({ .status = 404 }); // the session is lost
        McpScript::beginStream(reply);
        m_script->open << reply;
    });
    const auto process = m_cli->start({ u"subscribe"_s, url(), u"--era"_s, u"legacy"_s });
    QByteArray said;
    QTRY_VERIFY_WITH_TIMEOUT((said += process->readAllStandardError()).contains("Listening."), 20000);
    m_script->onAnswer("initialize", { .status = 500 });
    m_script->open.first()->finish();
    const CliRun run = Cli::finish(*process);
    QVERIFY2(run.exitCode == 5, run.told());
    QVERIFY2((said + run.err).contains("The session has ended"), run.told());
}

void TestServerCommands::talksToAProgram()
{
    const Cli bare({}); // global options stand before the dashes
    const QStringList everywhere{ u"--secrets=memory"_s, u"--data-dir="_s + m_dir.path() };
    const CliRun list = bare.run(everywhere + QStringList{ u"tools"_s, u"--json"_s, u"--"_s, program() });
    QVERIFY2(list.exitCode == 0, list.told());
    QVERIFY(json::arrayMember(list.document, "tools")->size() > 5);
    const CliRun echo = bare.run(everywhere
        + QStringList{ u"call"_s, u"echo"_s, u"text=--hello"_s, u"--"_s, program(), u"--modern"_s });
    QVERIFY2(echo.exitCode == 0, echo.told());
    QCOMPARE(echo.out, QByteArray("--hello\n"));
    const CliRun server
        = bare.run(everywhere + QStringList{ u"server"_s, u"--json"_s, u"--"_s, program(), u"--modern"_s });
    QCOMPARE(json::stringMember(*json::objectMember(server.document, "server"), "era"), QByteArray("modern"));
    const CliRun asked = bare.run(everywhere + QStringList{ u"call"_s, u"ask_person"_s, u"--"_s, program() });
    QVERIFY2(
        asked.exitCode == 0 && asked.out.contains("accept"), asked.told()); // nothing in the form is required
}

void TestServerCommands::aProgramIsEndedWithTheCommand_data()
{
    QTest::addColumn<int>("signal");
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("that is stopped") << SIGINT << QStringList() << 4;
#ifdef Q_OS_LINUX // elsewhere nobody ends it
    QTest::newRow("that is killed") << SIGKILL << QStringList() << -1;
    // The end of its input would not move it.
    QTest::newRow("that is killed, a stubborn one") << SIGKILL << QStringList{ u"--stubborn"_s } << -1;
#endif
}

void TestServerCommands::aProgramIsEndedWithTheCommand()
{
    QFETCH(int, signal);
    QFETCH(QStringList, arguments);
    QFETCH(int, exitCode);
    // A shell writes down who it is and becomes the server.
    const QString note = m_dir.filePath(u"process"_s);
    QFile::remove(note);
    const auto process = Cli({}).start(
        QStringList{ u"--secrets=memory"_s, u"--data-dir="_s + m_dir.path(), u"call"_s, u"hang"_s, u"--"_s,
            u"sh"_s, u"-c"_s, u"echo $$ >\"$1\"; shift; exec \"$0\" \"$@\""_s, program(), note }
        + arguments);
    const auto server = [&note] {
        QFile file(note);
        const QByteArray line = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        return line.endsWith('\n') ? pid_t(line.trimmed().toInt()) : 0;
    };
    QTRY_VERIFY_WITH_TIMEOUT(server() > 0, 20000);
    QCOMPARE(::kill(server(), 0), 0);
    ::kill(pid_t(process->processId()), signal);
    const CliRun run = Cli::finish(*process);
    QVERIFY2(run.exitCode == exitCode, run.told());
    QTRY_VERIFY_WITH_TIMEOUT(::kill(server(), 0) != 0, 20000);
}

void TestServerCommands::refusesWhatMakesNoSense_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::newRow("a program where none is taken") << QStringList{ u"connections"_s, u"--"_s, u"true"_s };
    QTest::newRow("no program after the dashes") << QStringList{ u"tools"_s, u"--"_s };
    QTest::newRow("an address and a program")
        << QStringList{ u"tools"_s, u"https://a.example"_s, u"--"_s, u"true"_s };
    QTest::newRow("headers for a program")
        << QStringList{ u"tools"_s, u"--header"_s, u"A: b"_s, u"--"_s, u"true"_s };
    QTest::newRow("a root that is no folder")
        << QStringList{ u"tools"_s, u"--root"_s, u"/no/such"_s, u"--"_s, u"true"_s };
    QTest::newRow("bytes as a document")
        << QStringList{ u"read"_s, u"https://a.example"_s, u"x:y"_s, u"--raw"_s, u"--json"_s };
    QTest::newRow("a ping before the last")
        << QStringList{ u"tools"_s, u"https://a.example"_s, u"--ping"_s, u"-1"_s };
    QTest::newRow("an era nobody knows")
        << QStringList{ u"tools"_s, u"https://a.example"_s, u"--era"_s, u"next"_s };
}

void TestServerCommands::refusesWhatMakesNoSense()
{
    QFETCH(QStringList, words);
    const CliRun run
        = Cli({}).run(QStringList{ u"--secrets=memory"_s, u"--data-dir="_s + m_dir.path() } + words);
    QVERIFY2(run.exitCode == 2, run.told());
    QVERIFY2(run.err.contains("OA-0"), run.told());
}

QTEST_GUILESS_MAIN(TestServerCommands)
#include "test_servercommands.moc"
