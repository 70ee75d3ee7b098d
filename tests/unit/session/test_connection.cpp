// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "support/engine.h"
#include "support/scriptedserver.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using test::Engine;
using test::ScriptedServer;

class TestConnection : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void mayGoWhileItsToolsAreListed_data();
    void mayGoWhileItsToolsAreListed();
    void mayGoBeforeItsOperations();
    void whatHoldsForOneRunIsNotKept();
    void refusesFieldsForOneRunLikeAnyOther();
    void hasRoomForSomebodyElse();
    void hasNobodyElseToSignIn();
};

void TestConnection::mayGoWhileItsToolsAreListed_data()
{
    QTest::addColumn<QByteArray>("lastMethod");
    for (const char *method : { "initialize", "notifications/initialized", "tools/list" })
        QTest::newRow(method) << QByteArray(method);
}

void TestConnection::mayGoWhileItsToolsAreListed()
{
    QFETCH(QByteArray, lastMethod);
    QTemporaryDir dir;
    secrets::MemorySecretStore secrets;
    ScriptedServer server;
    QByteArray reached;
    QList<std::shared_ptr<net::ServerReply>> unanswered;
    server.onTalk("POST", "/mcp",
        [&](const net::ServerRequest &request, const std::shared_ptr<net::ServerReply> &reply) {
            const auto message = json::parseObject(request.body, u"The request"_s);
            reached = json::stringMember(*message, "method").value_or("");
            if (reached == lastMethod) {
                unanswered.append(reply);
                return;
            }
            net::ServerAnswer answer = reached == "initialize"
                ? test::jsonAnswer(R"({"jsonrpc":"2.0","id":)" + json::compact(message->at("id"))
                    + R"(,"result":{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"s","version":"1"}}})")
                : net::ServerAnswer{ .status = 202 };
            answer.headers.append("Mcp-Session-Id", "a-session");
            reply->send(answer);
        });
    {
        Engine engine(dir.path(), &secrets, nullptr);
        const auto connection = engine.workspace->add(server.url("/mcp"));
        QVERIFY(connection);
        (*connection)->loadTools(*connection)->start();
        QTRY_COMPARE(reached, lastMethod);
    }
    QVERIFY(!unanswered.isEmpty());
}

void TestConnection::mayGoBeforeItsOperations()
{
    QTemporaryDir dir;
    secrets::MemorySecretStore secrets;
    ScriptedServer server;
    server.onStall("*", "*");
    QObject view; // whoever pressed the button may outlive the connection
    {
        Engine engine(dir.path(), &secrets, nullptr);
        const auto connection = engine.workspace->add(server.url("/mcp"));
        QVERIFY(connection);
        (*connection)->loadTools(&view, true)->start();
        (*connection)->callTool(u"greet"_s, {}, &view)->start();
        QTRY_VERIFY(!server.requests().isEmpty());
    }
    QCOMPARE(view.children().size(), 2);
}

void TestConnection::whatHoldsForOneRunIsNotKept()
{
    QTemporaryDir dir;
    secrets::MemorySecretStore secrets;
    const QByteArray url = "http://127.0.0.1:9/mcp";
    {
        Engine engine(dir.path(), &secrets, nullptr);
        session::Connection *connection = *engine.workspace->add(url);
        session::Connection::Settings settings = connection->settings();
        settings.era = mcp::EraChoice::Legacy;
        QVERIFY(connection->useForNow(settings, { { "X-Key", base::Secret("for-this-run-only") } }));
        QCOMPARE(connection->settings().era, mcp::EraChoice::Legacy);
        QCOMPARE(connection->settings().headerNames, QList<QByteArray>{ "X-Key" });
        QVERIFY(!engine.redactor.redactText(u"for-this-run-only"_s).contains(u"this-run"_s));
        QVERIFY(
            connection->rename(u"Another name"_s)); // what is kept for another reason takes none of it along
    }
    Engine engine(dir.path(), &secrets, nullptr);
    QVERIFY(engine.workspace->load(false));
    const session::Connection *connection = engine.workspace->find(u"Another name"_s);
    QVERIFY(connection);
    QCOMPARE(connection->settings().era, mcp::EraChoice::Automatic);
    QVERIFY(connection->settings().headerNames.isEmpty());
    for (const QString &key : connection->secretKeys())
        QVERIFY(!secrets.wasKept(key));
}

void TestConnection::refusesFieldsForOneRunLikeAnyOther()
{
    QTemporaryDir dir;
    secrets::MemorySecretStore secrets;
    Engine engine(dir.path(), &secrets, nullptr);
    session::Connection *connection = *engine.workspace->add("http://127.0.0.1:9/mcp");
    const auto used = connection->useForNow(
        connection->settings(), { { "Mcp-Session-Id", base::Secret("for-this-run-only") } });
    QVERIFY(!used);
    QCOMPARE(used.error().code, u"OA-015"_s);
    QVERIFY(!used.error().message.contains(u"this-run"_s));
    QVERIFY(connection->settings().headerNames.isEmpty());
}

void TestConnection::hasRoomForSomebodyElse()
{
    QTemporaryDir dir;
    secrets::MemorySecretStore secrets;
    const QByteArray url = "http://127.0.0.1:9/mcp";
    QString twinId;
    {
        Engine engine(dir.path(), &secrets, nullptr);
        session::Connection *connection = *engine.workspace->add(url, u"Boards"_s);
        session::Connection::Settings settings = connection->settings();
        settings.scopes = { "boards.read" };
        settings.headerNames = { "X-Key" };
        QVERIFY(connection->setSettings(settings));
        const QSignalSpy added(engine.workspace.get(), &session::Workspace::connectionAdded);
        const auto twin = engine.workspace->addIdentity(*connection);
        QVERIFY(twin);
        QCOMPARE(added.size(), 1);
        twinId = (*twin)->id();
        QVERIFY(twinId != connection->id());
        QCOMPARE((*twin)->name(), u"Boards (2)"_s);
        QCOMPARE((*engine.workspace->addIdentity(*connection))->name(), u"Boards (3)"_s);
        QCOMPARE(engine.workspace->twins(*connection).size(), 2);
        QCOMPARE(*engine.workspace->add(url), connection); // who asks for the address means the first
    }
    Engine engine(dir.path(), &secrets, nullptr);
    QVERIFY(engine.workspace->load(false));
    const session::Connection *twin = engine.workspace->find(twinId);
    QVERIFY(twin);
    QCOMPARE(twin->url(), url);
    QCOMPARE(twin->settings().scopes, QList<QByteArray>{ "boards.read" });
    QCOMPARE(twin->settings().prompt, QByteArray("login"));
    QVERIFY2(twin->settings().headerNames.isEmpty(), "their values are the other's");
    for (const QString &key : twin->secretKeys())
        QVERIFY(!secrets.wasKept(key));
}

void TestConnection::hasNobodyElseToSignIn()
{
    QTemporaryDir dir;
    secrets::MemorySecretStore secrets;
    Engine engine(dir.path(), &secrets, nullptr);
    session::Connection *connection = *engine.workspace->add("http://127.0.0.1:9/mcp");
    QVERIFY(connection->setGrantInput(oauth::WorkloadInput{ base::Secret("an-assertion") }));
    const auto twin = engine.workspace->addIdentity(*connection);
    QVERIFY(!twin);
    QCOMPARE(twin.error().code, base::code::usage);
    QVERIFY(engine.workspace->twins(*connection).isEmpty());
}

QTEST_GUILESS_MAIN(TestConnection)
#include "test_connection.moc"
