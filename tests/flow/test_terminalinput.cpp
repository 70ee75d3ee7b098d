// SPDX-License-Identifier: GPL-3.0-or-later
// What a server asks the person for: on a terminal, and where nobody is.
#include "support/cliprocess.h"
#include "support/pseudoterminal.h"
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

const QByteArray aForm
    = quoted("{'message':'Where to?','requestedSchema':{'type':'object','properties':{"
             "'place':{'type':'string','title':'Place','enum':['staging','production'],'default':'staging'},"
             "'count':{'type':'integer','minimum':1,'maximum':9},"
             "'sure':{'type':'boolean'}},'required':['count','sure']}}");
const QByteArray defaults = quoted(
    "{'message':'Where to?','requestedSchema':{'type':'object','properties':{"
    "'place':{'type':'string','default':'staging'},'note':{'type':'string'}},'required':['place']}}");

} // namespace

class TestTerminalInput : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();

    void asksFieldByField();
    void asksAgainUntilItFits();
    void declines();
    void theEndOfTheInputCancels();
    void editsBeforeItSends();
    void showsTheWholeAddressAndOpensOnlyAfterAYes();
    void goesOnWhenThePersonHasFinishedInTheBrowser();
    void goesOnWhenTheServerSaysThatItIsDone();
    void waitsForTheServersWordWhereNobodyIs();
    void saysWhatTheCallIsDoing();
    void ctrlCTakesTheQuestionAway();
    void confirmsAWriteOnTheTerminal();
    void answersForAModelByHand();
    void refusesToAnswerForAModelUnlessAllowed();
    void tellsRootsOnlyWhenGiven();
    void givesTheDefaultsWhereNobodyIs();
    void declinesWhereADefaultIsMissingAndNobodyIs();

private:
    /// The first call is refused until an address was opened; the stream of the server stays open.
    void wantAVisit();
    void sayThatItIsDone();
    /// The server asks during a call, on its stream.
    void ask(const QByteArray &method, const QByteArray &params);
    std::unique_ptr<QProcess> start(test::PseudoTerminal *terminal, const QStringList &more = {});
    /// What the client answered: its result, else its error.
    QByteArray answer() const;
    CliRun finish(QProcess &process);

    QTemporaryDir m_dir;
    std::unique_ptr<McpScript> m_script;
    Reply m_stream;
};

void TestTerminalInput::init()
{
    m_stream.reset();
    m_script = std::make_unique<McpScript>();
    m_script->onAnswer("server/discover", { .status = 400 });
    m_script->onResult("tools/list",
        quoted(
            "{'tools':[{'name':'work','inputSchema':{'type':'object'},'annotations':{'readOnlyHint':true}},"
            "{'name':'write','inputSchema':{'type':'object'}}]}"));
    m_script->onResult("tools/call", quoted("{'content':[{'type':'text','text':'done'}]}"));
}

void TestTerminalInput::ask(const QByteArray &method, const QByteArray &params)
{
    m_script->on("tools/call", [this, method, params](const Asked &one, const Reply &reply) {
        McpScript::beginStream(reply);
        reply->write(McpScript::event("{\"jsonrpc\":\"2.0\",\"id\":\"question\",\"method\":\"" + method
            + "\",\"params\":" + params + "}"));
        m_script->on({}, [one, reply](const Asked &, const Reply &taken) {
            taken->send({ .status = 202 });
            reply->write(McpScript::event(
                McpScript::result(one, quoted("{'content':[{'type':'text','text':'done'}]}"))));
            reply->finish();
        });
    });
}

void TestTerminalInput::wantAVisit()
{
    m_script->onListen([this](const net::ServerRequest &, const Reply &reply) {
        McpScript::beginStream(reply);
        m_stream = reply;
    });
    m_script->on("tools/call", [this](const Asked &one, const Reply &reply) {
        reply->send(test::jsonAnswer(m_script->count("tools/call") > 1
                ? McpScript::result(one, quoted("{'content':[{'type':'text','text':'done'}]}"))
                : quoted("{'jsonrpc':'2.0','id':" + one.id
                    + ",'error':{'code':-32042,'message':'first','data':{'elicitations':[{'mode':'url',"
                      "'message':'Link your account','url':'https://example.com/link',"
                      "'elicitationId':'e1'}]}}}")));
    });
}

void TestTerminalInput::sayThatItIsDone()
{
    QVERIFY(m_stream);
    m_stream->write(McpScript::event(
        quoted("{'jsonrpc':'2.0','method':'notifications/elicitation/complete','params':{'elicitationId':"
               "'e1'}}")));
}

std::unique_ptr<QProcess> TestTerminalInput::start(test::PseudoTerminal *terminal, const QStringList &more)
{
    auto process = std::make_unique<QProcess>();
    if (terminal)
        terminal->giveTo(*process);
    const QStringList words = more.contains(u"write"_s) ? more : QStringList{ u"work"_s } + more;
    process->start(Cli::program(),
        QStringList{ u"--secrets=memory"_s, u"--data-dir="_s + m_dir.path(), u"--json"_s, u"call"_s,
            QString::fromLatin1(m_script->url()) }
            + words);
    return process;
}

CliRun TestTerminalInput::finish(QProcess &process)
{
    return Cli::finish(process);
}

QByteArray TestTerminalInput::answer() const
{
    const Asked *answered = m_script->last({});
    if (!answered)
        return {};
    const json::Value *result = answered->message.if_contains("result");
    return json::compact(result ? *result : json::Value(answered->message));
}

void TestTerminalInput::asksFieldByField()
{
    ask("elicitation/create", aForm);
    test::PseudoTerminal terminal;
    const auto process = start(&terminal);
    QVERIFY2(terminal.waitFor("Where to?"), terminal.screen().constData());
    QVERIFY(terminal.waitFor("Place (one of these, may be left out)"));
    QVERIFY(terminal.waitFor("[staging]"));
    terminal.type("2");
    QVERIFY(terminal.waitFor("count (a whole number, at least 1, at most 9, required)"));
    QVERIFY(terminal.waitFor("[]"));
    terminal.type("3");
    QVERIFY(terminal.waitFor("sure (yes or no, required)"));
    QVERIFY(terminal.waitFor("[]"));
    terminal.type("y");
    QVERIFY(terminal.waitFor("Send it?"));
    QVERIFY(m_script->count({}) == 0); // nothing before the yes
    terminal.type("");
    const CliRun run = finish(*process);
    QVERIFY2(run.exitCode == 0, run.told());
    QCOMPARE(answer(), quoted("{'action':'accept','content':{'place':'production','count':3,'sure':true}}"));
}

void TestTerminalInput::asksAgainUntilItFits()
{
    ask("elicitation/create", aForm);
    test::PseudoTerminal terminal;
    const auto process = start(&terminal);
    QVERIFY(terminal.waitFor("[staging]"));
    terminal.type("moon");
    QVERIFY(terminal.waitFor("none of the choices"));
    QVERIFY(terminal.waitFor("[staging]"));
    terminal.type("");
    QVERIFY(terminal.waitFor("[]"));
    terminal.type("");
    QVERIFY(terminal.waitFor("required here"));
    QVERIFY(terminal.waitFor("[]"));
    terminal.type("10");
    QVERIFY2(terminal.waitFor("[]"), terminal.screen().constData()); // asked once more: the maximum is 9
    terminal.type("9");
    QVERIFY(terminal.waitFor("sure"));
    QVERIFY(terminal.waitFor("[]"));
    terminal.type("no");
    QVERIFY(terminal.waitFor("Send it?"));
    terminal.type("y");
    QVERIFY(finish(*process).exitCode == 0);
    QCOMPARE(answer(), quoted("{'action':'accept','content':{'place':'staging','count':9,'sure':false}}"));
}

void TestTerminalInput::declines()
{
    ask("elicitation/create", aForm);
    test::PseudoTerminal terminal;
    const auto process = start(&terminal);
    QVERIFY(terminal.waitFor("[staging]"));
    terminal.type(":decline");
    QVERIFY(finish(*process).exitCode == 0);
    QCOMPARE(answer(), quoted("{'action':'decline'}"));
}

void TestTerminalInput::theEndOfTheInputCancels()
{
    ask("elicitation/create", aForm);
    test::PseudoTerminal terminal;
    const auto process = start(&terminal);
    QVERIFY(terminal.waitFor("[staging]"));
    terminal.endInput();
    QVERIFY(finish(*process).exitCode == 0);
    QCOMPARE(answer(), quoted("{'action':'cancel'}"));
}

void TestTerminalInput::editsBeforeItSends()
{
    ask("elicitation/create", defaults);
    test::PseudoTerminal terminal;
    const auto process = start(&terminal);
    QVERIFY(terminal.waitFor("[staging]"));
    terminal.type("a");
    QVERIFY(terminal.waitFor("[]"));
    terminal.type("");
    QVERIFY(terminal.waitFor("Send it?"));
    terminal.type("e");
    QVERIFY2(terminal.waitFor("[a]"), terminal.screen().constData());
    terminal.type("b");
    QVERIFY(terminal.waitFor("[]"));
    terminal.type("");
    QVERIFY(terminal.waitFor("Send it?"));
    terminal.type("y");
    QVERIFY(finish(*process).exitCode == 0);
    QCOMPARE(answer(), quoted("{'action':'accept','content':{'place':'b'}}"));
}

void TestTerminalInput::showsTheWholeAddressAndOpensOnlyAfterAYes()
{
    const QByteArray page = m_script->server.url("/page?a=1&b=2");
    ask("elicitation/create",
        quoted("{'mode':'url','message':'Pay','elicitationId':'e1','url':'" + page + "'}"));
    test::PseudoTerminal terminal;
    // The "browser" is this server: whatever opens the address is seen.
    const auto process = start(&terminal, { u"--browser"_s, u"print"_s });
    QVERIFY2(terminal.waitFor("Address: " + page), terminal.screen().constData());
    QVERIFY(terminal.waitFor("Host:    127.0.0.1"));
    QVERIFY(terminal.waitFor("Open it"));
    QCOMPARE(m_script->server.count("GET", "/page"), 0);
    terminal.type("y");
    QVERIFY(finish(*process).exitCode == 0);
    QCOMPARE(answer(), quoted("{'action':'accept'}"));
    QCOMPARE(m_script->server.count("GET", "/page"), 0); // never fetched by us
}

void TestTerminalInput::goesOnWhenThePersonHasFinishedInTheBrowser()
{
    wantAVisit();
    test::PseudoTerminal terminal;
    const auto process = start(&terminal, { u"--browser"_s, u"print"_s });
    QVERIFY2(terminal.waitFor("Link your account"), terminal.screen().constData());
    QVERIFY(terminal.waitFor("Open it"));
    terminal.type("y");
    QVERIFY2(
        terminal.waitFor("Press Enter when you have finished in the browser"), terminal.screen().constData());
    QCOMPARE(m_script->count("tools/call"), 1);
    terminal.type("");
    const CliRun run = finish(*process);
    QVERIFY2(run.exitCode == 0, run.told());
    QCOMPARE(m_script->count("tools/call"), 2);
}

void TestTerminalInput::goesOnWhenTheServerSaysThatItIsDone()
{
    wantAVisit();
    test::PseudoTerminal terminal;
    const auto process = start(&terminal, { u"--browser"_s, u"print"_s });
    QVERIFY2(terminal.waitFor("Open it"), terminal.screen().constData());
    terminal.type("y");
    QVERIFY(terminal.waitFor("Press Enter when you have finished in the browser"));
    terminal.endInput(); // says nothing about the browser
    sayThatItIsDone();
    const CliRun run = finish(*process);
    QVERIFY2(run.exitCode == 0, run.told());
    QVERIFY(terminal.screen().contains("The server says that what it had you open is done."));
    QCOMPARE(m_script->count("tools/call"), 2);
}

void TestTerminalInput::waitsForTheServersWordWhereNobodyIs()
{
    wantAVisit();
    const auto process = start(nullptr);
    QByteArray told;
    QVERIFY2(QTest::qWaitFor(
                 [&] {
                     told += process->readAllStandardError();
                     return told.contains("It goes on when the server says");
                 },
                 20000),
        told.constData());
    QVERIFY2(told.contains("Address: https://example.com/link"), told.constData());
    QCOMPARE(m_script->count("tools/call"), 1);
    sayThatItIsDone();
    const CliRun run = finish(*process);
    QVERIFY2(run.exitCode == 0, run.told());
    QCOMPARE(m_script->count("tools/call"), 2);
}

void TestTerminalInput::saysWhatTheCallIsDoing()
{
    for (const bool isJson : { false, true }) {
        ask("elicitation/create", aForm);
        QProcess process;
        process.start(Cli::program(),
            QStringList{ u"--secrets=memory"_s, u"--data-dir="_s + m_dir.path() }
                + (isJson ? QStringList{ u"--json"_s } : QStringList())
                + QStringList{ u"call"_s, QString::fromLatin1(m_script->url()), u"work"_s });
        const CliRun run = finish(process);
        QVERIFY2(run.exitCode == 0, run.told());
        QCOMPARE(run.err.count("listing tools\n"), isJson ? 0 : 1);
        QCOMPARE(run.err.count("calling\n"), isJson ? 0 : 1);
    }
}

void TestTerminalInput::ctrlCTakesTheQuestionAway()
{
    ask("elicitation/create", aForm);
    test::PseudoTerminal terminal;
    const auto process = start(&terminal);
    QVERIFY(terminal.waitFor("[staging]"));
    ::kill(pid_t(process->processId()), SIGINT);
    const CliRun run = finish(*process);
    QVERIFY2(run.exitCode == 4, run.told());
    QCOMPARE(run.code(), QByteArray("OA-001"));
    QCOMPARE(m_script->count("notifications/cancelled"), 1);
}

void TestTerminalInput::confirmsAWriteOnTheTerminal()
{
    for (const bool yes : { false, true }) {
        test::PseudoTerminal terminal;
        const auto process = start(&terminal, { u"write"_s });
        QVERIFY2(terminal.waitFor("Call it? [y/N]"), terminal.screen().constData());
        QCOMPARE(m_script->count("tools/call"), 0);
        terminal.type(yes ? "y" : "");
        const CliRun run = finish(*process);
        QVERIFY2(run.exitCode == (yes ? 0 : 4), run.told());
    }
    QCOMPARE(m_script->count("tools/call"), 1);
}

void TestTerminalInput::answersForAModelByHand()
{
    ask("sampling/createMessage",
        quoted("{'messages':[{'role':'user','content':{'type':'text','text':'Capital of France?'}}],"
               "'maxTokens':3}"));
    test::PseudoTerminal terminal;
    const auto process = start(&terminal, { u"--allow-sampling"_s });
    QVERIFY2(terminal.waitFor("Capital of France?"), terminal.screen().constData());
    QVERIFY(terminal.waitFor("Answer? [y/N]"));
    terminal.type("y");
    QVERIFY(terminal.waitFor(">"));
    terminal.type("It is Paris of course");
    QVERIFY(terminal.waitFor(">"));
    terminal.type("");
    QVERIFY(terminal.waitFor("more than 3 tokens"));
    terminal.type("");
    QVERIFY(terminal.waitFor(">"));
    terminal.type("Paris");
    QVERIFY(terminal.waitFor(">"));
    terminal.type("");
    QVERIFY(terminal.waitFor("Send it?"));
    terminal.type("");
    QVERIFY(finish(*process).exitCode == 0);
    QVERIFY2(answer().contains("Paris") && answer().contains("assistant"), answer().constData());
}

void TestTerminalInput::refusesToAnswerForAModelUnlessAllowed()
{
    ask("sampling/createMessage",
        quoted("{'messages':[{'role':'user','content':{'type':'text','text':'x'}}],'maxTokens':3}"));
    test::PseudoTerminal terminal;
    const auto process = start(&terminal);
    QVERIFY(finish(*process).exitCode == 0);
    QVERIFY2(answer().contains("\"error\""), answer().constData());
    QVERIFY(!json::compact(m_script->last("initialize")->message).contains("sampling"));
}

void TestTerminalInput::tellsRootsOnlyWhenGiven()
{
    ask("roots/list", "{}");
    const auto without = start(nullptr);
    QVERIFY(finish(*without).exitCode == 0);
    QVERIFY2(answer().contains("-32601"), answer().constData());
    const auto with = start(nullptr, { u"--root"_s, m_dir.path() });
    QVERIFY(finish(*with).exitCode == 0);
    QVERIFY2(answer().contains("file://" + m_dir.path().toUtf8()), answer().constData());
}

void TestTerminalInput::givesTheDefaultsWhereNobodyIs()
{
    ask("elicitation/create", defaults);
    const auto process = start(nullptr);
    const CliRun run = finish(*process);
    QVERIFY2(run.exitCode == 0, run.told());
    QCOMPARE(answer(), quoted("{'action':'accept','content':{'place':'staging'}}"));
    QVERIFY2(run.err.contains("nobody is there"), run.told());
}

void TestTerminalInput::declinesWhereADefaultIsMissingAndNobodyIs()
{
    ask("elicitation/create", aForm);
    const auto process = start(nullptr);
    QVERIFY(finish(*process).exitCode == 0);
    QCOMPARE(answer(), quoted("{'action':'decline'}"));
}

QTEST_GUILESS_MAIN(TestTerminalInput)
#include "test_terminalinput.moc"
