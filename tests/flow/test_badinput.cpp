// SPDX-License-Identifier: GPL-3.0-or-later
// What bad input gets from the command line: a sentence, a code, an exit status, and nothing kept.
#include "support/cliprocess.h"
#include "support/scriptedserver.h"

#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace authscope;
using test::Cli;
using test::CliRun;
using test::ScriptedServer;

class TestBadInput : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void usageErrors_data();
    void usageErrors();
    void badServers_data();
    void badServers();

private:
    QTemporaryDir m_dir;
    int m_run = 0;
    std::unique_ptr<Cli> m_cli;
};

void TestBadInput::init()
{
    m_cli = std::make_unique<Cli>(QStringList{
        u"--data-dir"_s, m_dir.filePath(QString::number(++m_run)), u"--secrets"_s, u"memory"_s });
}

void TestBadInput::usageErrors_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("code");
    const auto row = [](const QStringList &arguments, const char *code) {
        QTest::newRow(qPrintable(arguments.join(u' '))) << arguments << QByteArray(code);
    };
    row({}, "OA-002");
    row({ u"frobnicate"_s }, "OA-002");
    row({ u"login"_s }, "OA-002");
    row({ u"login"_s, u"https://x.test"_s, u"--browser"_s, u"lynx"_s }, "OA-002");
    row({ u"login"_s, u"https://x.test"_s, u"--browser"_s, u"print"_s, u"--browser-command"_s, u"x"_s },
        "OA-002");
    row({ u"login"_s, u"https://x.test"_s, u"--no-such-option"_s }, "OA-002");
    row({ u"connections"_s, u"--secrets"_s, u"paper"_s }, "OA-002");
    row({ u"connections"_s, u"--timeout"_s, u"soon"_s }, "OA-002");
    row({ u"demo"_s, u"--ports"_s, u"1,2"_s }, "OA-002");
    row({ u"demo"_s, u"--ports"_s, u"1,2,70000"_s }, "OA-002");
    row({ u"token"_s, u"1"_s, u"--raw"_s, u"refresh"_s }, "OA-002");
    row({ u"token"_s, u"7"_s }, "OA-004");
    row({ u"tools"_s, u"7"_s }, "OA-004");
    row({ u"logout"_s, u"nobody"_s }, "OA-004");
    row({ u"discover"_s, u"not a url"_s }, "OA-003");
    row({ u"discover"_s, u"https://"_s }, "OA-003");
    row({ u"discover"_s, u""_s }, "OA-003");
    row({ u"login"_s, u"ftp://x.test/"_s }, "OA-106");
    row({ u"login"_s, u"javascript:alert(1)"_s }, "OA-106");
    row({ u"login"_s, u"http://x.test/"_s }, "OA-105");
}

void TestBadInput::usageErrors()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, code);
    const CliRun run = m_cli->json(arguments);
    QVERIFY2(run.exitCode == 2, run.told());
    QCOMPARE(run.code(), code);
    QVERIFY2(run.err.startsWith(code + ' ') && run.err.count('\n') == 1, run.told());
    const CliRun human = m_cli->run(arguments);
    QCOMPARE(human.exitCode, 2);
    QVERIFY2(human.out.isEmpty(), human.told());
}

void TestBadInput::badServers_data()
{
    QTest::addColumn<QByteArray>("document"); // of the authorization server; @ is its origin
    QTest::addColumn<QByteArray>("contentType");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<int>("exitCode");
    const QByteArray good
        = R"({"issuer":"@","authorization_endpoint":"@/auth","token_endpoint":"@/token",)"
          R"("response_types_supported":["code"],"code_challenge_methods_supported":["S256"]})";
    const auto row = [](const char *name, const QByteArray &document, const char *code, int exitCode,
                         const char *type = "application/json") {
        QTest::newRow(name) << document << QByteArray(type) << QByteArray(code) << exitCode;
    };
    row("a page instead of JSON", "<!doctype html><title>Welcome</title>", "OA-103", 3, "text/html");
    row("broken JSON", R"({"issuer":)", "OA-103", 3);
    row("no S256", QByteArray(good).replace("\"S256\"", "\"plain\""), "OA-115", 3);
    row("no PKCE at all", QByteArray(good).replace(",\"code_challenge_methods_supported\":[\"S256\"]", ""),
        "OA-115", 3);
    row("another issuer", QByteArray(good).replace("\"issuer\":\"@\"", "\"issuer\":\"https://other.test\""),
        "OA-101", 3);
    row("an issuer twice", QByteArray(good).replace("{", "{\"issuer\":\"https://other.test\","), "OA-114", 3);
    row("an endpoint that is a script", QByteArray(good).replace("\"@/auth\"", "\"javascript:alert(1)\""),
        "OA-106", 3);
    row("no token endpoint", QByteArray(good).replace("\"token_endpoint\":\"@/token\",", ""), "OA-016", 3);
    row("no way to register", good, "OA-117", 2); // a client id has to be given
}

void TestBadInput::badServers()
{
    QFETCH(QByteArray, document);
    QFETCH(QByteArray, contentType);
    QFETCH(int, exitCode);
    ScriptedServer server;
    document.replace("@", server.origin());
    server.on("GET", "/.well-known/oauth-authorization-server",
        { .status = 200, .headers = { { "Content-Type", contentType } }, .body = document });
    const QString url = QString::fromLatin1(server.origin());
    const CliRun run = m_cli->json({ u"login"_s, url, u"--browser"_s, u"headless"_s });
    QVERIFY2(run.exitCode == exitCode, run.told());
    QTEST(run.code(), "code");
    if (contentType == "text/html")
        QVERIFY2(run.err.contains("200 text/html, not a JSON object"), run.told());
    QVERIFY(json::arrayMember(m_cli->json({ u"connections"_s }).document, "connections")->empty());

    server.shutDown();
    for (const QString &command : { u"discover"_s, u"login"_s, u"tools"_s }) {
        const CliRun unreachable = m_cli->json({ command, url });
        QVERIFY2(unreachable.exitCode == 5, unreachable.told());
        QCOMPARE(unreachable.code(), QByteArray("OA-010"));
    }
}

QTEST_GUILESS_MAIN(TestBadInput)
#include "test_badinput.moc"
