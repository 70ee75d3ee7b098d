// SPDX-License-Identifier: GPL-3.0-or-later
// The command line's contract, as another program sees it: arguments in, documents, lines and exit statuses
// out. Runs with a GNOME Keyring of its own.
#include "support/cliprocess.h"
#include "support/scriptedserver.h"

#include "base/text.h"
#include "session/headlessbrowser.h"

#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace authscope;
using test::Cli;
using test::CliRun;
using test::ScriptedServer;

class TestCommandLine : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanupTestCase();

    void printsTheDemosAddressesALineEach();
    void findsOutWhatAnAddressIs();
    void signsInAndIsStillSignedInInTheNextProcess();
    void aFailedSignInLeavesTheEarlierOneAsItWas();
    void eightLinesTellTheSignIn();
    void judgesTheTokens();
    void printsOneTokenAndNothingElse();
    void listsTools();
    void callsWithEveryKindOfArgument();
    void asksBeforeAWrite();
    void usesAnAddressWithoutKeepingIt();
    void signsInOnlyWhenABrowserWasChosen();
    void printsTheAddressAndWaits();
    void ctrlCEndsASignInAndKeepsNothing();
    void givesUpWhenTheTimeIsOver();
    void signsOutHereAndAtTheProvider();
    void memoryLastsAsLongAsTheProcess();
    void takesASecretFromStandardInputOnly();
    void globalOptionsStandBeforeAndAfter();
    void aToolMayBeCalledLikeACommand();
    void namesExchangesWithoutTheirSecrets();

private:
    QString login(const Cli &cli);

    QTemporaryDir m_dir;
    int m_run = 0;
    std::unique_ptr<QProcess> m_demo;
    QString m_issuer, m_app, m_mcp;
    std::unique_ptr<Cli> m_cli;
};

void TestCommandLine::initTestCase()
{
    const Cli cli({ u"--data-dir"_s, m_dir.filePath(u"demo"_s), u"--secrets"_s, u"memory"_s });
    m_demo = cli.start({ u"demo"_s, u"--ports"_s, u"0,0,0"_s, u"--auto-consent"_s, u"ada"_s });
    QByteArray lines;
    QVERIFY2(test::waitForLines(*m_demo, lines, 3), m_demo->readAllStandardError().constData());
    const QStringList words = QString::fromUtf8(lines).simplified().split(u' ');
    QCOMPARE(words.size(), 6);
    m_issuer = words[1];
    m_app = words[3];
    m_mcp = words[5];
}

void TestCommandLine::init()
{
    m_cli = std::make_unique<Cli>(QStringList{ u"--data-dir"_s, m_dir.filePath(QString::number(++m_run)) });
}

void TestCommandLine::cleanupTestCase()
{
    m_demo->terminate();
    const CliRun run = Cli::finish(*m_demo);
    QCOMPARE(run.exitCode, 0); // SIGTERM is how it is meant to end
}

QString TestCommandLine::login(const Cli &cli)
{
    const CliRun run = cli.json({ u"login"_s, m_mcp, u"--browser"_s, u"headless"_s });
    return run.exitCode == 0 ? QString() : QString::fromUtf8(run.told().text);
}

void TestCommandLine::printsTheDemosAddressesALineEach()
{
    QVERIFY(m_issuer.startsWith(u"http://127.0.0.1:"_s));
    QVERIFY(m_app.startsWith(u"http://127.0.0.1:"_s));
    QVERIFY(m_mcp.startsWith(u"http://127.0.0.1:"_s) && m_mcp.endsWith(u"/mcp"_s));
}

void TestCommandLine::findsOutWhatAnAddressIs()
{
    const CliRun mcp = m_cli->json({ u"discover"_s, m_mcp });
    QVERIFY2(mcp.exitCode == 0, mcp.told());
    QCOMPARE(json::stringMember(mcp.document, "kind"), QByteArray("mcp"));
    const json::Object *server = json::objectMember(mcp.document, "authorization_server");
    QVERIFY(server);
    QVERIFY(server->contains("registration_endpoint"));
    const CliRun issuer = m_cli->json({ u"discover"_s, m_issuer });
    QVERIFY2(issuer.exitCode == 0, issuer.told());
    QCOMPARE(json::stringMember(issuer.document, "kind"), QByteArray("issuer"));
    const CliRun human = m_cli->run({ u"discover"_s, m_mcp.section(u"//"_s, 1) }); // no scheme typed
    QVERIFY2(human.exitCode == 0, human.told());
    QVERIFY2(human.out.contains("S256"), human.told());
}

void TestCommandLine::signsInAndIsStillSignedInInTheNextProcess()
{
    const CliRun signedIn
        = m_cli->json({ u"login"_s, m_mcp, u"--name"_s, u"Boards"_s, u"--browser"_s, u"headless"_s });
    QVERIFY2(signedIn.exitCode == 0, signedIn.told());
    QCOMPARE(json::arrayMember(signedIn.document, "steps")->size(), 8u);
    QCOMPARE(json::stringMember(*json::objectMember(signedIn.document, "kept"), "state"), QByteArray("kept"));
    QCOMPARE(json::stringMember(*json::objectMember(signedIn.document, "identity"), "name"),
        QByteArray("Ada Demo"));

    const CliRun list = m_cli->json({ u"connections"_s });
    QVERIFY2(list.exitCode == 0, list.told());
    const json::Array *connections = json::arrayMember(list.document, "connections");
    QCOMPARE(connections->size(), 1u);
    const json::Object &one = connections->front().as_object();
    QCOMPARE(one.at("number").as_int64(), 1);
    QVERIFY(one.at("signed_in").as_bool());
    QCOMPARE(json::stringMember(one, "name"), QByteArray("Boards"));

    for (const QString &name : { u"1"_s, u"Boards"_s, m_mcp, json::text(one.at("id").as_string()) }) {
        const CliRun refreshed = m_cli->json({ u"refresh"_s, name });
        QVERIFY2(refreshed.exitCode == 0, refreshed.told());
        QVERIFY(!json::stringMember(refreshed.document, "access_token_expires").value_or("").isEmpty());
    }
    const CliRun after = m_cli->run({ u"connections"_s });
    QVERIFY2(after.out.contains("Ada Demo"), after.told()); // a refresh does not forget who signed in
    const CliRun called = m_cli->run({ u"call"_s, u"1"_s, u"greet"_s, u"name=Ada"_s });
    QVERIFY2(called.exitCode == 0, called.told());
    QCOMPARE(called.out, QByteArray("Hello, Ada!\n"));
    // A second sign-in at the same address is the same connection.
    QCOMPARE(login(*m_cli), QString());
    QCOMPARE(json::arrayMember(m_cli->json({ u"connections"_s }).document, "connections")->size(), 1u);
}

void TestCommandLine::aFailedSignInLeavesTheEarlierOneAsItWas()
{
    QCOMPARE(login(*m_cli), QString());
    const CliRun failed
        = m_cli->json({ u"login"_s, m_mcp, u"--client-id"_s, u"nobody"_s, u"--browser"_s, u"headless"_s });
    QVERIFY2(failed.exitCode == 4, failed.told());
    const CliRun refreshed = m_cli->json({ u"refresh"_s, u"1"_s });
    QVERIFY2(refreshed.exitCode == 0, refreshed.told());
    QCOMPARE(login(*m_cli), QString()); // with the client that was registered, not with the mistyped one
}

void TestCommandLine::eightLinesTellTheSignIn()
{
    const CliRun run = m_cli->run({ u"login"_s, m_mcp, u"--browser"_s, u"headless"_s });
    QVERIFY2(run.exitCode == 0, run.told());
    int steps = 0;
    const QStringList lines = QString::fromUtf8(run.out).split(u'\n');
    for (const QString &line : lines)
        if (QRegularExpression(u"^[✓!–] %1 "_s.arg(steps + 1)).match(line).hasMatch())
            ++steps;
    QVERIFY2(steps == 8, run.told());
    QVERIFY2(run.out.contains("Signed in to ") && run.out.contains("Ada Demo"), run.told());
}

void TestCommandLine::judgesTheTokens()
{
    QCOMPARE(login(*m_cli), QString());
    const CliRun run = m_cli->json({ u"token"_s, u"1"_s });
    QVERIFY2(run.exitCode == 0, run.told());
    const json::Array *tokens = json::arrayMember(run.document, "tokens");
    QVERIFY(tokens && tokens->size() >= 2);
    const json::Object &access = tokens->front().as_object();
    QCOMPARE(json::stringMember(access, "token"), QByteArray("access"));
    QCOMPARE(json::stringMember(access, "standing"), QByteArray("valid"));
    QVERIFY(!json::arrayMember(access, "claims")->empty());
    const CliRun human = m_cli->run({ u"token"_s, u"1"_s });
    QVERIFY2(human.out.contains("Valid. Signed by"), human.told());
}

void TestCommandLine::printsOneTokenAndNothingElse()
{
    QCOMPARE(login(*m_cli), QString());
    for (const QString &kind : { u"access"_s, u"id"_s }) {
        const CliRun run = m_cli->run({ u"token"_s, u"1"_s, u"--raw"_s, kind });
        if (kind == u"id"_s && run.exitCode == 1)
            continue; // a refresh need not bring an ID token
        QVERIFY2(run.exitCode == 0, run.told());
        QCOMPARE(run.out.count('\n'), 1);
        QCOMPARE(run.out.count('.'), 2);
        QVERIFY(run.err.isEmpty());
    }
}

void TestCommandLine::listsTools()
{
    QCOMPARE(login(*m_cli), QString());
    const CliRun run = m_cli->json({ u"tools"_s, u"1"_s });
    QVERIFY2(run.exitCode == 0, run.told());
    QByteArrayList names;
    for (const json::Value &tool : *json::arrayMember(run.document, "tools"))
        names << json::bytes(tool.at("name").as_string());
    for (const char *name : { "greet", "whoami", "list_boards", "get_board", "create_board" })
        QVERIFY2(names.contains(name), run.told());
    const CliRun human = m_cli->run({ u"tools"_s, u"1"_s });
    QVERIFY2(human.out.contains("create_board") && human.out.contains("reads"), human.told());
}

void TestCommandLine::callsWithEveryKindOfArgument()
{
    QCOMPARE(login(*m_cli), QString());
    QCOMPARE(
        m_cli->run({ u"call"_s, u"1"_s, u"greet"_s, u"name:=\"Bo\""_s }).out, QByteArray("Hello, Bo!\n"));
    QCOMPARE(m_cli->run({ u"call"_s, u"1"_s, u"greet"_s, u"--args"_s, u"{\"name\":\"Cy\"}"_s }).out,
        QByteArray("Hello, Cy!\n"));
    QCOMPARE(m_cli->run({ u"call"_s, u"1"_s, u"greet"_s, u"--args"_s, u"-"_s }, "{\"name\":\"Di\"}").out,
        QByteArray("Hello, Di!\n"));
    const CliRun run = m_cli->json({ u"call"_s, u"1"_s, u"greet"_s, u"name=Ed"_s });
    QVERIFY2(run.exitCode == 0, run.told());
    QVERIFY(!run.document.at("is_error").as_bool());
    QCOMPARE(json::bytes(run.document.at("result").at("content").at(0).at("text").as_string()),
        QByteArray("Hello, Ed!"));
    const CliRun unknown = m_cli->json({ u"call"_s, u"1"_s, u"no_such_tool"_s });
    QCOMPARE(unknown.code(), QByteArray("OA-311"));
    QCOMPARE(unknown.exitCode, 2);
    const CliRun broken = m_cli->json({ u"call"_s, u"1"_s, u"greet"_s, u"name:={"_s });
    QCOMPARE(broken.code(), QByteArray("OA-312"));
    QCOMPARE(broken.exitCode, 2);
    const CliRun failing = m_cli->json({ u"call"_s, u"1"_s, u"get_board"_s, u"board_id=nowhere"_s });
    QVERIFY2(failing.exitCode == 1, failing.told());
    QCOMPARE(failing.code(), QByteArray("OA-310"));
}

void TestCommandLine::asksBeforeAWrite()
{
    QCOMPARE(login(*m_cli), QString());
    const QStringList create{ u"call"_s, u"1"_s, u"create_board"_s, u"title=Sprint Board"_s, u"--browser"_s,
        u"headless"_s };
    const CliRun refused = m_cli->json(create);
    QVERIFY2(refused.exitCode == 4, refused.told());
    QCOMPARE(refused.code(), QByteArray("OA-313"));
    QVERIFY2(refused.err.contains("--yes"), refused.told());
    const CliRun created = m_cli->run(create + QStringList{ u"--yes"_s });
    QVERIFY2(created.exitCode == 0, created.told());
    QCOMPARE(created.out, QByteArray("Created board: Sprint Board\n"));
}

void TestCommandLine::usesAnAddressWithoutKeepingIt()
{
    const CliRun run
        = m_cli->run({ u"call"_s, m_mcp, u"greet"_s, u"name=Ada"_s, u"--browser"_s, u"headless"_s });
    QVERIFY2(run.exitCode == 0, run.told());
    QCOMPARE(run.out, QByteArray("Hello, Ada!\n"));
    QVERIFY(json::arrayMember(m_cli->json({ u"connections"_s }).document, "connections")->empty());
}

void TestCommandLine::signsInOnlyWhenABrowserWasChosen()
{
    for (const QStringList &arguments :
        { QStringList{ u"tools"_s, m_mcp }, QStringList{ u"call"_s, m_mcp, u"whoami"_s } }) {
        const CliRun run = m_cli->json(arguments);
        if (run.exitCode == 0 && arguments.first() == u"tools"_s)
            continue; // a server may list its tools to everyone
        QVERIFY2(run.exitCode == 4, run.told());
        QCOMPARE(run.code(), QByteArray("OA-005"));
        QVERIFY2(run.err.contains("authscope-cli login"), run.told());
    }
}

void TestCommandLine::printsTheAddressAndWaits()
{
    const auto process = m_cli->start({ u"login"_s, m_mcp, u"--browser"_s, u"print"_s });
    QByteArray out;
    QVERIFY(QTest::qWaitFor(
        [&] {
            out += process->readAllStandardOutput();
            return out.contains("code_challenge=") && out.endsWith('\n');
        },
        20000));
    const qsizetype from
        = out.indexOf("http://", out.indexOf("\nhttp://") >= 0 ? out.indexOf("\nhttp://") : 0);
    const QByteArray url = out.mid(from, out.indexOf('\n', from) - from);

    base::SystemClock clock;
    base::Redactor redactor;
    net::ExchangeLog log(&redactor, &clock);
    net::StrictNetworkAccessManager network(&log);
    session::HeadlessBrowser person(&network);
    QVERIFY2(person.open(url), url.constData());
    const CliRun run = Cli::finish(*process);
    QVERIFY2(run.exitCode == 0, run.told());
}

void TestCommandLine::ctrlCEndsASignInAndKeepsNothing()
{
    const auto process = m_cli->start({ u"login"_s, m_mcp, u"--browser"_s, u"print"_s, u"--json"_s });
    QByteArray err;
    QVERIFY(QTest::qWaitFor(
        [&] {
            err += process->readAllStandardError();
            return err.contains("code_challenge=");
        },
        20000));
    process->terminate();
    const CliRun run = Cli::finish(*process);
    QVERIFY2(run.exitCode == 4, run.told());
    QCOMPARE(run.code(), QByteArray("OA-001"));
    QVERIFY(json::arrayMember(m_cli->json({ u"connections"_s }).document, "connections")->empty());
}

void TestCommandLine::givesUpWhenTheTimeIsOver()
{
    ScriptedServer silent;
    silent.onStall("*", "*");
    const QString url = QString::fromLatin1(silent.url("/mcp"));
    const CliRun run = m_cli->json({ u"discover"_s, url, u"--timeout"_s, u"0.3"_s });
    QVERIFY2(run.exitCode == 5, run.told());
    QCOMPARE(run.code(), QByteArray("OA-011"));
}

void TestCommandLine::signsOutHereAndAtTheProvider()
{
    QCOMPARE(login(*m_cli), QString());
    const CliRun out = m_cli->json({ u"logout"_s, u"1"_s, u"--revoke"_s });
    QVERIFY2(out.exitCode == 0, out.told());
    QVERIFY(out.document.at("revoked").as_bool());
    const CliRun token = m_cli->json({ u"token"_s, u"1"_s });
    QVERIFY2(token.exitCode == 4, token.told());
    QCOMPARE(token.code(), QByteArray("OA-005"));
    QVERIFY(!json::arrayMember(m_cli->json({ u"connections"_s }).document, "connections")
                 ->front()
                 .at("signed_in")
                 .as_bool());
    const CliRun again = m_cli->json({ u"logout"_s, u"1"_s });
    QVERIFY2(again.exitCode == 0, again.told());
}

void TestCommandLine::memoryLastsAsLongAsTheProcess()
{
    const Cli forgetful({ u"--data-dir"_s, m_dir.filePath(u"forgetful"_s), u"--secrets"_s, u"memory"_s });
    const CliRun signedIn = forgetful.json({ u"login"_s, m_mcp, u"--browser"_s, u"headless"_s });
    QVERIFY2(signedIn.exitCode == 0, signedIn.told());
    QCOMPARE(
        json::stringMember(*json::objectMember(signedIn.document, "kept"), "state"), QByteArray("in_memory"));
    const CliRun token = forgetful.json({ u"token"_s, u"1"_s });
    QCOMPARE(token.exitCode, 4);
    QCOMPARE(token.code(), QByteArray("OA-005"));
}

void TestCommandLine::takesASecretFromStandardInputOnly()
{
    ScriptedServer provider;
    provider.on("GET", "/.well-known/oauth-authorization-server",
        test::jsonAnswer(json::compact(json::Object{ { "issuer", json::string(provider.origin()) },
            { "authorization_endpoint", json::string(provider.url("/auth")) },
            { "token_endpoint", json::string(provider.url("/token")) },
            { "response_types_supported", json::Array{ "code" } },
            { "code_challenge_methods_supported", json::Array{ "S256" } },
            { "token_endpoint_auth_methods_supported", json::Array{ "client_secret_post" } } })));
    provider.on("GET", "/auth", [](const net::ServerRequest &request) {
        const auto pairs = base::decodeForm(request.query).value_or(QList<base::FormPair>());
        const auto value = [&pairs](const QByteArray &name) {
            for (const base::FormPair &pair : pairs)
                if (pair.name == name)
                    return pair.value;
            return QByteArray();
        };
        return test::redirectAnswer(value("redirect_uri") + "?code=c0de-of-the-test&state=" + value("state"));
    });
    provider.on("POST", "/token", test::jsonAnswer(R"({"error":"invalid_client"})", 401));
    const QString url = QString::fromLatin1(provider.origin());
    const CliRun run = m_cli->json({ u"login"_s, url, u"--client-id"_s, u"conf"_s, u"--client-secret-stdin"_s,
                                       u"--browser"_s, u"headless"_s, u"--verbose"_s },
        "s3cret-typed-in\n");
    QVERIFY2(provider.count("POST", "/token") > 0, run.told());
    QVERIFY2(provider.requests("POST", "/token").first().body.contains("client_secret=s3cret-typed-in"),
        run.told());
    QVERIFY2(!run.out.contains("s3cret") && !run.err.contains("s3cret"), run.told());
    QVERIFY2(run.exitCode == 3 || run.exitCode == 4, run.told());
    const CliRun without = m_cli->json({ u"login"_s, url, u"--client-secret-stdin"_s });
    QCOMPARE(without.exitCode, 2);
}

void TestCommandLine::globalOptionsStandBeforeAndAfter()
{
    const QString dir = m_dir.filePath(u"around"_s);
    const Cli bare({});
    for (const QStringList &arguments :
        { QStringList{ u"--json"_s, u"--data-dir"_s, dir, u"--secrets"_s, u"memory"_s, u"connections"_s },
            QStringList{ u"connections"_s, u"--json"_s, u"--data-dir"_s, dir, u"--secrets"_s, u"memory"_s },
            QStringList{ u"--data-dir"_s, dir, u"connections"_s, u"--json"_s } }) {
        const CliRun run = bare.run(arguments);
        QVERIFY2(run.exitCode == 0 && run.document.contains("connections"), run.told());
    }
    QVERIFY(QDir(dir).exists());
}

void TestCommandLine::aToolMayBeCalledLikeACommand()
{
    QCOMPARE(login(*m_cli), QString());
    const CliRun run = m_cli->json({ u"call"_s, u"1"_s, u"login"_s, u"token=1"_s });
    QCOMPARE(run.code(), QByteArray("OA-311")); // understood as a tool's name, which the demo does not have
}

void TestCommandLine::namesExchangesWithoutTheirSecrets()
{
    const CliRun run = m_cli->run({ u"login"_s, m_mcp, u"--browser"_s, u"headless"_s, u"--verbose"_s });
    QVERIFY2(run.exitCode == 0, run.told());
    QVERIFY2(run.err.contains("POST ") && run.err.contains("/callback"), run.told());
    static const QRegularExpression secret(
        u"(code|state|code_verifier)=[A-Za-z0-9_-]{20,}|eyJ[A-Za-z0-9_-]{20,}"_s);
    const auto leak = secret.match(QString::fromUtf8(run.err + run.out));
    QVERIFY2(!leak.hasMatch(), qPrintable(leak.captured()));
}

QTEST_GUILESS_MAIN(TestCommandLine)
#include "test_commandline.moc"
