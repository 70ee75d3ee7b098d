// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "session/serverlist.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;
using session::ListedServer;
using session::readServerList;

class TestServerList : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsWhatOtherClientsKeep();
    void readsTheOtherForms_data();
    void readsTheOtherForms();
    void leavesPlaceholdersOut();
    void saysWhatCannotBeUsed_data();
    void saysWhatCannotBeUsed();
    void refusesWhatIsNoList_data();
    void refusesWhatIsNoList();
    void t025TakesNothingElseFromAFile();
};

void TestServerList::readsWhatOtherClientsKeep()
{
    const auto servers = readServerList(
        "{\"mcpServers\":{\"boards\":{\"type\":\"http\",\"url\":\"https://mcp.example/mcp\","
        "\"headers\":{\"X-Key\":\"k1\"}},\"files\":{\"command\":\"npx\",\"args\":[\"-y\",\"server files\"],"
        "\"env\":{\"TOKEN\":\"t1\"},\"cwd\":\"/srv\"}}}");
    QVERIFY(servers);
    QCOMPARE(servers->size(), 2);
    const ListedServer &boards = servers->at(0);
    QVERIFY(boards.isUsable());
    QCOMPARE(boards.name, u"boards"_s);
    QCOMPARE(boards.url, QByteArray("https://mcp.example/mcp"));
    QCOMPARE(boards.headers.size(), 1);
    QCOMPARE(boards.headers.first().second.reveal(), QByteArray("k1"));
    const ListedServer &files = servers->at(1);
    QVERIFY(files.isUsable());
    QCOMPARE(files.command.program, u"npx"_s);
    QCOMPARE(files.command.arguments, (QStringList{ u"-y"_s, u"server files"_s }));
    QCOMPARE(files.command.environment.value(u"TOKEN"_s), u"t1"_s);
    QCOMPARE(files.command.workingDirectory, u"/srv"_s);
}

void TestServerList::readsTheOtherForms_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("servers") << QByteArray("{\"servers\":{\"a\":{\"url\":\"https://a.example/\"}}}");
    QTest::newRow("the inner object alone") << QByteArray("{\"a\":{\"url\":\"https://a.example/\"}}");
    QTest::newRow("serverUrl") << QByteArray(
        "{\"mcpServers\":{\"a\":{\"serverUrl\":\"https://a.example/\"}}}");
    QTest::newRow("httpUrl") << QByteArray("{\"mcpServers\":{\"a\":{\"httpUrl\":\"https://a.example/\"}}}");
}

void TestServerList::readsTheOtherForms()
{
    QFETCH(QByteArray, text);
    const auto servers = readServerList(text);
    QVERIFY(servers && servers->size() == 1);
    QCOMPARE(servers->first().url, QByteArray("https://a.example/"));
}

void TestServerList::leavesPlaceholdersOut()
{
    const auto servers = readServerList("{\"mcpServers\":{\"a\":{\"url\":\"https://a.example/\",\"headers\":"
                                        "{\"X-Key\":\"${input:key}\",\"X-Team\":\"red\"}}}}");
    QVERIFY(servers && servers->first().isUsable());
    QCOMPARE(servers->first().headers.size(), 1);
    QCOMPARE(servers->first().headers.first().first, QByteArray("X-Team"));
    QVERIFY(servers->first().remark.contains(u"X-Key"_s));
}

void TestServerList::saysWhatCannotBeUsed_data()
{
    QTest::addColumn<QByteArray>("entry");
    QTest::addColumn<QString>("word");
    const auto row = [](const char *name, const char *entry, const QString &word) {
        QTest::newRow(name) << QByteArray(entry) << word;
    };
    row("the old transport", "{\"type\":\"sse\",\"url\":\"https://a.example/sse\"}", u"HTTP+SSE"_s);
    row("not encrypted", "{\"url\":\"http://a.example/\"}", u"encrypted"_s);
    row("another scheme", "{\"url\":\"file:///etc/passwd\"}", u"file"_s);
    row("neither", "{\"name\":\"x\"}", u"neither"_s);
    row("no object", "7", u"number"_s);
    row("a header of the protocol", "{\"url\":\"https://a.example/\",\"headers\":{\"Mcp-Session-Id\":\"x\"}}",
        u"Mcp-Session-Id"_s);
    row("a header with a line break", "{\"url\":\"https://a.example/\",\"headers\":{\"X\":\"a\\r\\nY: b\"}}",
        u"X"_s);
    row("arguments that are none", "{\"command\":\"a\",\"args\":\"b\"}", u"args"_s);
}

void TestServerList::saysWhatCannotBeUsed()
{
    QFETCH(QByteArray, entry);
    QFETCH(QString, word);
    const auto servers = readServerList(
        "{\"mcpServers\":{\"bad\":" + entry + ",\"good\":{\"url\":\"https://good.example/\"}}}");
    QVERIFY(servers && servers->size() == 2);
    QVERIFY(!servers->at(0).isUsable());
    QVERIFY2(servers->at(0).problem.contains(word), qPrintable(servers->at(0).problem));
    QVERIFY(servers->at(1).isUsable());
}

void TestServerList::refusesWhatIsNoList_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("code");
    QByteArray many = "{\"mcpServers\":{";
    for (int i = 0; i < 501; ++i)
        many += (i ? "," : "") + ("\"s" + QByteArray::number(i) + "\":{\"url\":\"https://a.example/\"}");
    QTest::newRow("not JSON") << QByteArray("<html>") << base::code::notJson;
    QTest::newRow("something else") << QByteArray("{\"compilerOptions\":{\"strict\":true}}")
                                    << base::code::usage;
    QTest::newRow("a name twice") << QByteArray("{\"mcpServers\":{\"a\":{},\"a\":{}}}")
                                  << base::code::duplicateMember;
    QTest::newRow("too many") << many + "}}" << base::code::tooLarge;
    QTest::newRow("too large") << QByteArray(2 << 20, ' ') << base::code::tooLarge;
}

void TestServerList::refusesWhatIsNoList()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, code);
    const auto servers = readServerList(text);
    QVERIFY(!servers);
    QCOMPARE(servers.error().code, code);
}

void TestServerList::t025TakesNothingElseFromAFile()
{
    const auto servers
        = readServerList("{\"browserCommand\":\"touch /tmp/x\",\"proxy\":\"http://evil.example\","
                         "\"mcpServers\":{\"a\":{\"url\":\"https://a.example/\",\"ca\":\"/tmp/ca\","
                         "\"redirectPort\":1,\"browserCommand\":\"touch /tmp/x\"}}}");
    QVERIFY(servers && servers->size() == 1);
    const ListedServer &server = servers->first();
    QVERIFY(server.isUsable() && server.headers.isEmpty() && !server.command.isSet());
}

QTEST_GUILESS_MAIN(TestServerList)
#include "test_serverlist.moc"
