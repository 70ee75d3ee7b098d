// SPDX-License-Identifier: GPL-3.0-or-later
// A server without sign-in, through the whole engine: no OAuth anywhere, fields of one's own, what is
// remembered, and lists that change while one looks.
#include "session/features.h"
#include "session/twincall.h"
#include "support/engine.h"
#include "unit/mcp/mcpscript.h"

#include <QDirIterator>

using namespace Qt::StringLiterals;
using namespace authscope;
using test::Asked;
using test::Engine;
using test::McpScript;
using test::outcome;

namespace {

const QByteArray canary = "canary-of-the-api-key-4711";

QByteArray listOf(const QByteArray &member, const QList<QByteArray> &entries)
{
    return "{\"" + member + "\":[" + entries.join(',') + "]}";
}

/// Tools, resources, prompts and a stream of its own, for everybody.
class OpenServer : public McpScript {
public:
    OpenServer()
    {
        on("server/discover", [](const Asked &one, const Reply &reply) {
            reply->send(test::jsonAnswer("{\"jsonrpc\":\"2.0\",\"id\":" + one.id
                    + ",\"error\":{\"code\":-32601,\"message\":\"unknown\"}}",
                404));
        });
        on("initialize", [this](const Asked &one, const Reply &reply) {
            net::ServerAnswer answer = test::jsonAnswer(result(one,
                "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{\"listChanged\":true},"
                "\"resources\":{\"listChanged\":true,\"subscribe\":true},\"prompts\":{}},"
                "\"serverInfo\":{\"name\":\"open\",\"version\":\"1\"}}"));
            answer.headers.append("Mcp-Session-Id", sessionId);
            reply->send(answer);
        });
        on("tools/list", [this](const Asked &one, const Reply &reply) {
            reply->send(test::jsonAnswer(result(one, listOf("tools", tools))));
        });
        onResult("tools/call", "{\"content\":[{\"type\":\"text\",\"text\":\"done\"}]}");
        on("resources/list", [this](const Asked &one, const Reply &reply) {
            reply->send(test::jsonAnswer(result(one, listOf("resources", resources))));
        });
        onResult("resources/templates/list",
            listOf("resourceTemplates", { "{\"uriTemplate\":\"open://{name}\",\"name\":\"any\"}" }));
        onResult("resources/read", "{\"contents\":[{\"uri\":\"open://a\",\"text\":\"words\"}]}");
        onResult("ping", "{}");
        onResult("prompts/list", listOf("prompts", { "{\"name\":\"greet\"}" }));
        onResult("prompts/get",
            "{\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\",\"text\":\"Hi\"}}]}");
        server.onTalk("GET", "/mcp", [this](const net::ServerRequest &, const Reply &reply) {
            beginStream(reply);
            stream = reply;
        });
    }

    void tell(const QByteArray &method)
    {
        stream->write(event("{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\"}"));
    }

    QList<QByteArray> tools{ "{\"name\":\"look\",\"inputSchema\":{\"type\":\"object\"},"
                             "\"annotations\":{\"readOnlyHint\":true}}" };
    QList<QByteArray> resources{ "{\"uri\":\"open://a\",\"name\":\"a\"}" };
    Reply stream;
};

QByteArray everythingBelow(const QString &folder)
{
    QByteArray all;
    QDirIterator files(folder, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (file.open(QIODevice::ReadOnly))
            all += file.readAll();
    }
    return all;
}

QByteArray everythingLogged(const net::ExchangeLog &log)
{
    QByteArray all;
    for (const net::Exchange &one : log.all()) {
        for (const net::Header &field : one.requestHeaders.all())
            all += field.name + ": " + field.value + '\n';
        all += one.url + one.requestBody + one.responseBody;
        for (const net::LoggedEvent &event : one.events)
            all += event.text;
    }
    return all;
}

} // namespace

class TestOpenServer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void everythingWorksWithoutASignIn();
    void sendsItsFieldsWithEveryRequestAndKeepsThemToItself();
    void knowsItsFieldsAfterARestart();
    void sendsNothingWhenTheKeychainLostThem();
    void refusesFieldsThatMayNotStand_data();
    void refusesFieldsThatMayNotStand();
    void knowsWhatTheTimeOfACallWentInto();
    void callsOverTwoConnections();
    void aServerThatWantsASignInAfterAllIsOfferedOne();
    void remembersTheEra();
    void settingsAreKeptAndChecked();
    void listsThatChangeAreReadAgainInPlace();

private:
    session::Connection *connection(Engine &engine);

    QTemporaryDir m_dir;
    int m_run = 0;
    QString m_data;
    std::unique_ptr<secrets::MemorySecretStore> m_secrets;
    std::unique_ptr<OpenServer> m_server;
};

void TestOpenServer::init()
{
    m_data = m_dir.filePath(QString::number(++m_run));
    QVERIFY(QDir().mkpath(m_data));
    m_secrets = std::make_unique<secrets::MemorySecretStore>();
    m_server = std::make_unique<OpenServer>();
}

void TestOpenServer::cleanup()
{
    m_server.reset();
}

session::Connection *TestOpenServer::connection(Engine &engine)
{
    const auto added = engine.workspace->add(m_server->url());
    return added ? *added : nullptr;
}

void TestOpenServer::everythingWorksWithoutASignIn()
{
    Engine engine(m_data, m_secrets.get(), nullptr);
    session::Connection *open = connection(engine);
    QVERIFY(open);
    session::Features *features = open->features();
    QVERIFY(!features->offersResources()); // nobody knows yet
    const auto tools = outcome(open->loadTools(open));
    QVERIFY2(tools, qPrintable(tools ? QString() : base::oneLine(tools.error())));
    QCOMPARE(open->state(), session::ConnectionState::Open);
    QVERIFY(features->offersResources() && features->offersPrompts() && !features->offersLogging());
    QVERIFY(outcome(open->callTool(u"look"_s, {}, open)));
    QVERIFY(outcome(features->loadResources(open)));
    QVERIFY(features->areResourcesLoaded());
    QCOMPARE(features->resources().size(), 1);
    QCOMPARE(features->templates().size(), 1);
    const auto words = outcome(features->readResource("open://a", open));
    QVERIFY(words);
    QCOMPARE(words->contents.first().text, u"words"_s);
    QVERIFY(outcome(features->loadPrompts(open)));
    QCOMPARE(features->prompts().size(), 1);
    QVERIFY(outcome(features->getPrompt(u"greet"_s, {}, open)));
    QVERIFY(outcome(features->ping(open)));
    QCOMPARE(outcome(features->introduce(open))->name, u"open"_s);
    for (const net::ServerRequest &request : m_server->server.requests()) {
        QCOMPARE(request.path, QByteArray("/mcp")); // no metadata was asked for
        QVERIFY(!request.headers.contains("Authorization"));
    }
}

void TestOpenServer::sendsItsFieldsWithEveryRequestAndKeepsThemToItself()
{
    {
        Engine engine(m_data, m_secrets.get(), nullptr);
        session::Connection *open = connection(engine);
        QVERIFY(open);
        const auto kept = outcome(open->setHeaders(
            { { "X-Board-Key", base::Secret(canary) }, { "Authorization", base::Secret("Token " + canary) } },
            open));
        QVERIFY(kept && *kept);
        QCOMPARE(open->settings().headerNames, QList<QByteArray>({ "X-Board-Key", "Authorization" }));
        QVERIFY(outcome(open->loadTools(open)));
        QTRY_VERIFY(m_server->stream);
        QVERIFY(outcome(open->setHeaders({ { "X-Board-Key", base::Secret(canary) } }, open))); // leaves
        QTRY_VERIFY(m_server->server.count("DELETE", "/mcp") == 1);
        QVERIFY(outcome(open->loadTools(open)));
        QVERIFY(!everythingLogged(engine.log).contains(canary));
        QVERIFY(everythingLogged(engine.log).contains("X-Board-Key: ‹")); // it looked where the fields are
    }
    QSet<QByteArray> methods;
    for (const net::ServerRequest &request : m_server->server.requests()) {
        methods.insert(request.method);
        QCOMPARE(request.headers.value("X-Board-Key"), std::optional(canary));
    }
    QCOMPARE(methods, QSet<QByteArray>({ "POST", "GET", "DELETE" }));
    QCOMPARE(m_server->asked.first().http.headers.value("Authorization"),
        std::optional<QByteArray>("Token " + canary));
    QVERIFY(!m_server->asked.last().http.headers.contains("Authorization"));
    const QByteArray disk = everythingBelow(m_data);
    QVERIFY(disk.contains("X-Board-Key"));
    QVERIFY(!disk.contains(canary));
}

void TestOpenServer::knowsItsFieldsAfterARestart()
{
    {
        Engine engine(m_data, m_secrets.get(), nullptr);
        session::Connection *open = connection(engine);
        QVERIFY(outcome(open->setHeaders({ { "X-Board-Key", base::Secret(canary) } }, open)));
    }
    Engine engine(m_data, m_secrets.get(), nullptr);
    QVERIFY(engine.workspace->load());
    session::Connection *open = engine.workspace->connections().first();
    QVERIFY(outcome(open->loadTools(open)));
    for (const Asked &one : m_server->asked)
        QCOMPARE(one.http.headers.value("X-Board-Key"), std::optional(canary));
    QVERIFY(outcome(open->setHeaders({}, open)));
    QVERIFY(open->settings().headerNames.isEmpty());
    m_server->asked.clear();
    QVERIFY(outcome(open->loadTools(open)));
    QVERIFY(!m_server->asked.isEmpty());
    QVERIFY(!m_server->asked.first().http.headers.contains("X-Board-Key"));
}

void TestOpenServer::sendsNothingWhenTheKeychainLostThem()
{
    {
        Engine engine(m_data, m_secrets.get(), nullptr);
        session::Connection *open = connection(engine);
        QVERIFY(outcome(open->setHeaders({ { "X-Board-Key", base::Secret(canary) } }, open)));
    }
    secrets::MemorySecretStore emptied;
    Engine engine(m_data, &emptied, nullptr);
    QVERIFY(engine.workspace->load());
    session::Connection *open = engine.workspace->connections().first();
    const auto tools = outcome(open->loadTools(open));
    QVERIFY(!tools);
    QCOMPARE(tools.error().code, u"OA-248"_s);
    QVERIFY2(tools.error().message.contains(u"X-Board-Key"_s), qPrintable(tools.error().message));
    QVERIFY(m_server->asked.isEmpty());
}

void TestOpenServer::refusesFieldsThatMayNotStand_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("no name") << QByteArray() << QByteArray("v");
    QTest::newRow("blank in the name") << QByteArray("X Key") << QByteArray("v");
    QTest::newRow("colon in the name") << QByteArray("X-Key:") << QByteArray("v");
    QTest::newRow("line break") << QByteArray("X-Key") << QByteArray("secret-1\r\nX-Injected: 1");
    QTest::newRow("not ASCII") << QByteArray("X-Key") << QByteArray("schlüssel");
    QTest::newRow("no value") << QByteArray("X-Key") << QByteArray();
    QTest::newRow("protocol") << QByteArray("mcp-session-ID") << QByteArray("v");
    QTest::newRow("parameter") << QByteArray("Mcp-Param-Any") << QByteArray("v");
    QTest::newRow("media type") << QByteArray("Content-Type") << QByteArray("text/plain");
    QTest::newRow("host") << QByteArray("Host") << QByteArray("evil.example");
    QTest::newRow("hop by hop") << QByteArray("Transfer-Encoding") << QByteArray("chunked");
    QTest::newRow("length") << QByteArray("Content-Length") << QByteArray("1");
    QTest::newRow("no scheme") << QByteArray("Authorization") << QByteArray("naked-key");
}

void TestOpenServer::refusesFieldsThatMayNotStand()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    Engine engine(m_data, m_secrets.get(), nullptr);
    session::Connection *open = connection(engine);
    const auto kept = outcome(
        open->setHeaders({ { "X-Fine", base::Secret("fine-value") }, { name, base::Secret(value) } }, open));
    QVERIFY(!kept);
    QCOMPARE(kept.error().code, u"OA-015"_s);
    QVERIFY(value.size() < 5 || !kept.error().message.contains(QString::fromUtf8(value)));
    QVERIFY(open->settings().headerNames.isEmpty());
    QVERIFY(!outcome(open->setHeaders({ { "X-A", base::Secret("a") }, { "x-a", base::Secret("b") } }, open)));
}

void TestOpenServer::knowsWhatTheTimeOfACallWentInto()
{
    Engine engine(m_data, m_secrets.get(), nullptr);
    m_server->tools += "{\"name\":\"change\",\"inputSchema\":{\"type\":\"object\"}}";
    session::Connection *open = connection(engine);
    QVERIFY(open);
    session::ToolCall *call = open->callTool(u"change"_s, {}, open);
    QSignalSpy ended(call, &base::Operation::finished);
    call->start();
    QVERIFY(ended.wait(20000));
    const base::Result<mcp::ToolResult> result = call->result();
    QVERIFY(result);
    const session::CallTimes &times = call->times();
    QVERIFY(times.pressed != base::Time());
    QVERIFY(times.agreed && *times.agreed >= times.pressed);
    QVERIFY2(times.exchanges.size() > 1, "the list of tools was asked for on the way");
    QVERIFY(times.exchanges.contains(result->exchange));
    for (const base::ExchangeId id : times.exchanges)
        QVERIFY(engine.log.find(id)->started >= times.pressed);
    QVERIFY(engine.log.find(result->exchange)->started >= *times.agreed);
    QVERIFY(outcome(open->features()->ping(open)));
    QVERIFY2(!times.exchanges.contains(engine.log.all().back().id), "what came afterwards is not of it");
}

void TestOpenServer::callsOverTwoConnections()
{
    Engine engine(m_data, m_secrets.get(), nullptr);
    session::Connection *open = connection(engine);
    QVERIFY(open);
    const auto other = engine.workspace->addIdentity(*open);
    QVERIFY(other);
    session::TwinCall twice({ open, *other }, u"look"_s, {}, nullptr);
    QSignalSpy ended(&twice, &base::Operation::finished);
    twice.start();
    QVERIFY(ended.wait(20000));
    QVERIFY(twice.result());
    QCOMPARE(twice.result()->size(), 2);
    for (const session::TwinAnswer &answer : *twice.result()) {
        QVERIFY(answer.result);
        QCOMPARE(answer.result->content.first().text, u"done"_s);
        QVERIFY(answer.account.isEmpty());
    }
    QVERIFY(twice.result()->first().connection != twice.result()->last().connection);
    QCOMPARE(open->callHistory().size(), 1);
    QCOMPARE((*other)->callHistory().size(), 1);

    session::TwinCall stopped({ open, *other }, u"look"_s, {}, nullptr);
    QSignalSpy over(&stopped, &base::Operation::finished);
    stopped.start();
    stopped.cancel();
    QVERIFY(over.wait(20000));
    QVERIFY(!stopped.result());
    QCOMPARE((*other)->callHistory().size(), 1); // it never was its turn
}

void TestOpenServer::aServerThatWantsASignInAfterAllIsOfferedOne()
{
    Engine engine(m_data, m_secrets.get(), nullptr);
    session::Connection *open = connection(engine);
    QVERIFY(outcome(open->loadTools(open)));
    QCOMPARE(open->state(), session::ConnectionState::Open);
    m_server->onAnswer(
        "tools/call", { .status = 401, .headers = { { "WWW-Authenticate", "Bearer realm=\"boards\"" } } });
    const auto called = outcome(open->callTool(u"look"_s, {}, open));
    QVERIFY(!called);
    QCOMPARE(called.error().code, u"OA-005"_s);
    QCOMPARE(open->state(), session::ConnectionState::SignedOut);
}

void TestOpenServer::remembersTheEra()
{
    {
        Engine engine(m_data, m_secrets.get(), nullptr);
        session::Connection *open = connection(engine);
        QCOMPARE(open->era(), mcp::Era::Unknown);
        QVERIFY(outcome(open->loadTools(open)));
        QCOMPARE(open->era(), mcp::Era::Legacy);
    }
    m_server->asked.clear();
    Engine engine(m_data, m_secrets.get(), nullptr);
    QVERIFY(engine.workspace->load());
    session::Connection *open = engine.workspace->connections().first();
    QCOMPARE(open->era(), mcp::Era::Legacy);
    QVERIFY(outcome(open->loadTools(open)));
    QCOMPARE(m_server->asked.first().method, QByteArray("initialize")); // it was not asked again
}

void TestOpenServer::settingsAreKeptAndChecked()
{
    {
        Engine engine(m_data, m_secrets.get(), nullptr);
        session::Connection *open = connection(engine);
        QVERIFY(outcome(open->setHeaders({ { "X-Board-Key", base::Secret(canary) } }, open)));
        session::Connection::Settings settings = open->settings();
        settings.era = mcp::EraChoice::Legacy;
        settings.timeout = std::chrono::seconds(90);
        settings.pingEvery = std::chrono::seconds(7);
        settings.limits.maxMessageBytes = 1 << 20;
        settings.allowSampling = true;
        settings.roots = QStringList{ m_data };
        settings.scopes = { "boards.read" };
        QVERIFY(open->setSettings(settings));
        settings.timeout = std::chrono::seconds(0);
        QVERIFY(!open->setSettings(settings));
        settings.timeout = std::chrono::seconds(90);
        settings.pingEvery = std::chrono::seconds(-1);
        QVERIFY(!open->setSettings(settings));
        settings.pingEvery = std::chrono::seconds(7);
        settings.roots = QStringList{ u"not/whole"_s };
        QVERIFY(!open->setSettings(settings));
        QVERIFY(outcome(open->loadTools(open))); // era found: kept beside the settings
    }
    Engine engine(m_data, m_secrets.get(), nullptr);
    QVERIFY(engine.workspace->load());
    session::Connection *open = engine.workspace->connections().first();
    const session::Connection::Settings settings = open->settings();
    QCOMPARE(settings.era, mcp::EraChoice::Legacy);
    QCOMPARE(settings.timeout, std::chrono::seconds(90));
    QCOMPARE(settings.pingEvery, std::chrono::seconds(7));
    QCOMPARE(settings.limits.maxMessageBytes, 1 << 20);
    QVERIFY(settings.allowSampling);
    QCOMPARE(settings.roots, QStringList{ m_data });
    QCOMPARE(settings.scopes, QList<QByteArray>{ "boards.read" });
    QCOMPARE(settings.headerNames, QList<QByteArray>{ "X-Board-Key" });
    QCOMPARE(open->era(), mcp::Era::Legacy);
}

void TestOpenServer::listsThatChangeAreReadAgainInPlace()
{
    Engine engine(m_data, m_secrets.get(), nullptr);
    session::Connection *open = connection(engine);
    session::Features *features = open->features();
    QVERIFY(outcome(open->loadTools(open)));
    QVERIFY(outcome(features->loadResources(open)));
    QTRY_VERIFY(m_server->stream);
    // From now on the old list must never be seen empty.
    bool wasEmpty = false;
    connect(features, &session::Features::resourcesChanged, this,
        [&] { wasEmpty = wasEmpty || features->resources().isEmpty(); });
    m_server->resources.append("{\"uri\":\"open://b\",\"name\":\"b\"}");
    for (int i = 0; i < 50; ++i)
        m_server->tell("notifications/resources/list_changed");
    QTRY_COMPARE(features->resources().size(), 2);
    QVERIFY(!wasEmpty);
    m_server->tools.append("{\"name\":\"more\",\"inputSchema\":{\"type\":\"object\"}}");
    m_server->tell("notifications/tools/list_changed");
    QTRY_COMPARE(open->tools().size(), 2);
    QVERIFY(m_server->count("resources/list") < 50); // one list at a time
    QVERIFY(!features->arePromptsLoaded());
    m_server->tell("notifications/prompts/list_changed");
    m_server->tell("notifications/tools/list_changed");
    QTRY_VERIFY(m_server->count("tools/list") >= 3);
    QCOMPARE(m_server->count("prompts/list"), 0); // nobody looks at them
}

QTEST_GUILESS_MAIN(TestOpenServer)
#include "test_openserver.moc"
