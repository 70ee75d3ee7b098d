// SPDX-License-Identifier: GPL-3.0-or-later
// The commands that ask a provider about a sign-in and end it, against the demo. Runs with a GNOME Keyring of
// its own.
#include "support/cliprocess.h"

#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace authscope;
using test::Cli;
using test::CliRun;

class TestUndoCommands : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanupTestCase();

    void laysTheServersWordBesideTheToken();
    void asksWhoSignedIn();
    void revokesAndLooksWhetherItIsDead();
    void endsTheSessionAtTheProvider();
    void listsAndForgetsClients();
    void asksForMore();
    void namesWhatIsMissing_data();
    void namesWhatIsMissing();

private:
    QTemporaryDir m_dir;
    int m_run = 0;
    std::unique_ptr<QProcess> m_demo;
    QString m_mcp;
    std::unique_ptr<Cli> m_cli;
};

void TestUndoCommands::initTestCase()
{
    const Cli cli({ u"--data-dir"_s, m_dir.filePath(u"demo"_s), u"--secrets"_s, u"memory"_s });
    m_demo = cli.start({ u"demo"_s, u"--ports"_s, u"0,0,0"_s, u"--auto-consent"_s, u"ada"_s });
    QByteArray lines;
    QVERIFY2(test::waitForLines(*m_demo, lines, 3), m_demo->readAllStandardError().constData());
    m_mcp = QString::fromUtf8(lines).simplified().split(u' ').value(5);
}

void TestUndoCommands::init()
{
    m_cli = std::make_unique<Cli>(QStringList{ u"--data-dir"_s, m_dir.filePath(QString::number(++m_run)) });
    const CliRun run = m_cli->json({ u"login"_s, m_mcp, u"--browser"_s, u"headless"_s });
    QVERIFY2(run.exitCode == 0, run.told());
}

void TestUndoCommands::cleanupTestCase()
{
    m_demo->terminate();
    QCOMPARE(Cli::finish(*m_demo).exitCode, 0);
}

void TestUndoCommands::laysTheServersWordBesideTheToken()
{
    for (const QString &kind : { u"access"_s, u"refresh"_s }) {
        const CliRun run = m_cli->json({ u"introspect"_s, u"1"_s, u"--kind"_s, kind });
        QVERIFY2(run.exitCode == 0, run.told());
        QVERIFY2(json::boolMember(run.document, "active").value_or(false), run.told());
        const json::Array *rows = json::arrayMember(run.document, "comparison");
        QVERIFY(rows && rows->size() > 3);
        QCOMPARE(json::stringMember(rows->at(0).as_object(), "claim"), QByteArray("active"));
        for (const json::Value &row : *rows)
            QVERIFY2(!json::boolMember(row.as_object(), "differs").value_or(true), run.told());
    }
    const CliRun human = m_cli->run({ u"introspect"_s, u"1"_s });
    QVERIFY2(human.exitCode == 0, human.told());
    QVERIFY2(human.out.contains("is active"), human.told());
}

void TestUndoCommands::asksWhoSignedIn()
{
    const CliRun run = m_cli->json({ u"userinfo"_s, u"1"_s });
    QVERIFY2(run.exitCode == 0, run.told());
    const json::Object *claims = json::objectMember(run.document, "claims");
    QVERIFY(claims);
    QCOMPARE(json::stringMember(*claims, "name"), QByteArray("Ada Demo"));
}

void TestUndoCommands::revokesAndLooksWhetherItIsDead()
{
    const CliRun run = m_cli->json({ u"revoke"_s, u"1"_s });
    QVERIFY2(run.exitCode == 0, run.told());
    QVERIFY(json::boolMember(run.document, "revoked").value_or(false));
    const json::Object *proof = json::objectMember(run.document, "proof");
    QVERIFY2(proof, run.told());
    QCOMPARE(json::stringMember(*proof, "access_token"), QByteArray("dead"));
    QCOMPARE(json::stringMember(*proof, "asked"), QByteArray("introspection"));
    const CliRun after = m_cli->json({ u"introspect"_s, u"1"_s });
    QCOMPARE(after.exitCode, 4);
    QCOMPARE(after.code(), QByteArray("OA-005"));
    const CliRun again = m_cli->json({ u"revoke"_s, u"1"_s });
    QCOMPARE(again.exitCode, 4);
    QCOMPARE(again.code(), QByteArray("OA-244"));
}

void TestUndoCommands::endsTheSessionAtTheProvider()
{
    const CliRun run = m_cli->json({ u"logout"_s, u"1"_s, u"--provider"_s, u"--browser"_s, u"headless"_s });
    QVERIFY2(run.exitCode == 0, run.told());
    QVERIFY2(json::boolMember(run.document, "browser_opened").value_or(false), run.told());
    QVERIFY2(json::boolMember(run.document, "came_back").value_or(false), run.told());
}

void TestUndoCommands::listsAndForgetsClients()
{
    const CliRun list = m_cli->json({ u"clients"_s });
    QVERIFY2(list.exitCode == 0, list.told());
    const json::Array *clients = json::arrayMember(list.document, "clients");
    QVERIFY(clients && clients->size() == 1);
    const json::Object &client = clients->at(0).as_object();
    QVERIFY(!json::stringList(client, "redirect_uris")->isEmpty());
    QVERIFY(!json::boolMember(client, "deletable").value_or(true)); // the demo gives no way (RFC 7592)
    const QString id = QString::fromUtf8(*json::stringMember(client, "client_id"));
    const CliRun gone = m_cli->json({ u"clients"_s, u"--delete"_s, id });
    QCOMPARE(gone.exitCode, 4);
    QCOMPARE(gone.code(), QByteArray("OA-182"));
    QVERIFY2(gone.out.contains("may still list"), gone.told());
    const CliRun after = m_cli->json({ u"clients"_s });
    QVERIFY2(json::arrayMember(after.document, "clients")->empty(), after.told());
    QCOMPARE(m_cli->json({ u"clients"_s, u"--delete"_s, id }).exitCode, 2);
}

void TestUndoCommands::asksForMore()
{
    const CliRun more = m_cli->json(
        { u"step-up"_s, u"1"_s, u"--scope"_s, u"boards.admin"_s, u"--browser"_s, u"headless"_s });
    QVERIFY2(more.exitCode == 0, more.told());
    QVERIFY2(json::stringList(more.document, "gained_scopes")->contains("boards.admin"), more.told());
    const CliRun again = m_cli->json(
        { u"step-up"_s, u"1"_s, u"--scope"_s, u"boards.admin"_s, u"--browser"_s, u"headless"_s });
    QVERIFY2(again.exitCode == 0, again.told());
    QVERIFY(json::stringList(again.document, "gained_scopes")->isEmpty());
}

void TestUndoCommands::namesWhatIsMissing_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("a kind that is none") << QStringList{ u"introspect"_s, u"1"_s, u"--kind"_s, u"id"_s };
    QTest::newRow("a connection that is none") << QStringList{ u"userinfo"_s, u"9"_s };
    QTest::newRow("no scope") << QStringList{ u"step-up"_s, u"1"_s, u"--scope"_s, u" "_s };
    QTest::newRow("a client that is none") << QStringList{ u"clients"_s, u"--show"_s, u"nobody"_s };
    QTest::newRow("two wishes") << QStringList{ u"clients"_s, u"--show"_s, u"1"_s, u"--delete"_s, u"1"_s };
}

void TestUndoCommands::namesWhatIsMissing()
{
    QFETCH(QStringList, arguments);
    const CliRun run = m_cli->json(arguments);
    QVERIFY2(run.exitCode == 2, run.told());
    QVERIFY2(!run.code().isEmpty(), run.told());
}

QTEST_GUILESS_MAIN(TestUndoCommands)
#include "test_undocommands.moc"
