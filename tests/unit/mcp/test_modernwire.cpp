// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "modernscript.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::test;
using mcp::Session;

namespace {

const QByteArray greeting = R"({"resultType":"complete","content":[{"type":"text","text":"hello"}]})";

/// Refuses everything; only what it announces matters here.
class NoInput : public mcp::InputHandler {
public:
    base::ResultOperation<mcp::ElicitationAnswer> *elicit(
        const mcp::Elicitation &, const mcp::InputContext &, QObject *parent) override
    {
        return new Given<mcp::ElicitationAnswer>(mcp::ElicitationAnswer(), false, parent);
    }
    base::ResultOperation<mcp::SamplingAnswer> *sample(
        const mcp::SamplingRequest &, const mcp::InputContext &, QObject *parent) override
    {
        return new Given<mcp::SamplingAnswer>(mcp::SamplingAnswer(), false, parent);
    }
    base::ResultOperation<QList<mcp::Root>> *roots(const mcp::InputContext &, QObject *parent) override
    {
        return new Given<QList<mcp::Root>>(QList<mcp::Root>(), false, parent);
    }
    void elicitationCompleted(const QByteArray &) override { }
};

mcp::Call *ask(Client &client, std::string_view method, const json::Object &params = {},
    const mcp::RequestOptions &options = {})
{
    return client.session->request(method, params, options, client.session.get());
}

json::Object named(std::string_view member, const QByteArray &value)
{
    json::Object params;
    params[member] = json::string(value);
    return params;
}

} // namespace

/// The wire of 2026-07-28 (mcp.md 1.3 and 1.4).
class TestModernWire : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysItAllInEveryRequest();
    void announcesWhatItCan();
    void namesWhatItAsksFor_data();
    void namesWhatItAsksFor();
    void sendsAnEmptyField();
    void hasNoSession();
    void cancelsByLeaving();
    void saysNothingAfterTheDeadline();
    void asksAgainForWhatIsSafe_data();
    void asksAgainForWhatIsSafe();
    void takesTheErrorFromAnyStatus_data();
    void takesTheErrorFromAnyStatus();
    void passesOnWhatIsNotComplete_data();
    void passesOnWhatIsNotComplete();
    void answersNoRequestOfTheServer();
    void putsOwnHeadersOnEverything();
    void saysTheLogLevelInEveryRequest();
    void hasNoPing();
    void neverStarvesACall();
};

void TestModernWire::saysItAllInEveryRequest()
{
    ModernScript script;
    script.onResult("tools/call", greeting);
    script.onResult("tools/list", R"({"tools":[]})");
    Client client(optionsFor(script));
    watchNothing(client);
    QVERIFY(ended(client.session->listTools(this)));
    QVERIFY(ended(client.session->callTool(u"greet"_s, {}, this)));
    QCOMPARE(script.asked.size(), 3);
    QSet<QByteArray> ids;
    for (const Asked &asked : std::as_const(script.asked)) {
        ids.insert(asked.id);
        const json::Object meta = metaOf(asked);
        QCOMPARE(json::stringMember(meta, "io.modelcontextprotocol/protocolVersion"),
            std::optional<QByteArray>("2026-07-28"));
        QVERIFY(json::objectMember(meta, "io.modelcontextprotocol/clientCapabilities"));
        const json::Object *info = json::objectMember(meta, "io.modelcontextprotocol/clientInfo");
        QVERIFY(info);
        QCOMPARE(json::stringMember(*info, "name"), std::optional<QByteArray>("Authscope"));
        QVERIFY(!meta.contains("io.modelcontextprotocol/logLevel"));
        const net::Headers &headers = asked.http.headers;
        QCOMPARE(headers.values("MCP-Protocol-Version"), QList<QByteArray>{ "2026-07-28" });
        QCOMPARE(headers.values("Mcp-Method"), QList<QByteArray>{ asked.method });
        QCOMPARE(headers.values("Content-Type"), QList<QByteArray>{ "application/json" });
        QCOMPARE(headers.values("Accept"), QList<QByteArray>{ "application/json, text/event-stream" });
    }
    QCOMPARE(ids.size(), 3);
}

void TestModernWire::announcesWhatItCan()
{
    ModernScript script;
    script.onResult("tools/list", R"({"tools":[]})");
    NoInput input;
    const auto announced = [&script](mcp::InputHandler *handler, const mcp::InputFeatures &features) {
        auto options = optionsFor(script);
        options.input = features;
        Client client(script.url());
        client.session = std::make_unique<Session>(options, &client.network, nullptr, nullptr, handler);
        watchNothing(client);
        if (!ended(ask(client, "tools/list")))
            return QByteArray();
        return json::compact(metaOf(script.asked.last()).at("io.modelcontextprotocol/clientCapabilities"));
    };
    const QByteArray tasks = R"("extensions":{"io.modelcontextprotocol/tasks":{}}})";
    QCOMPARE(announced(nullptr, {}), "{" + tasks);
    QCOMPARE(announced(&input, {}), R"({"elicitation":{"form":{},"url":{}},)" + tasks);
    QCOMPARE(announced(&input, { .elicitation = false, .sampling = true, .roots = true }),
        R"({"sampling":{},"roots":{},)" + tasks);
}

void TestModernWire::namesWhatItAsksFor_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("member");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QList<QByteArray>>("field");
    const auto row = [](const char *name, const char *method, const char *member, const QByteArray &value,
                         const QList<QByteArray> &field) {
        QTest::newRow(name) << QByteArray(method) << QByteArray(member) << value << field;
    };
    row("a tool", "tools/call", "name", "greet", { "greet" });
    row("a tool with a blank", "tools/call", "name", "say hello", { "say hello" });
    row("a tool in other letters", "tools/call", "name", "grüße", { "=?base64?Z3LDvMOfZQ==?=" });
    row("a prompt", "prompts/get", "name", "review", { "review" });
    row("a resource", "resources/read", "uri", "file:///a%20b", { "file:///a%20b" });
    row("a resource in other letters", "resources/read", "uri", "note://ü", { "=?base64?bm90ZTovL8O8?=" });
    row("a task", "tasks/get", "taskId", "t-1", { "t-1" });
    row("a task to cancel", "tasks/cancel", "taskId", "t-1", { "t-1" });
    row("a list", "tools/list", "name", "greet", {});
}

void TestModernWire::namesWhatItAsksFor()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, member);
    QFETCH(QByteArray, value);
    ModernScript script;
    script.onResult(method, greeting);
    Client client(optionsFor(script));
    watchNothing(client);
    QVERIFY(ended(ask(client, json::view(method), named(json::view(member), value))));
    QTEST(script.last(method)->http.headers.values("Mcp-Name"), "field");
}

void TestModernWire::sendsAnEmptyField()
{
    ModernScript script;
    script.onResult("tools/call", greeting);
    Client client(optionsFor(script));
    watchNothing(client);
    QVERIFY(ended(ask(client, "tools/call", named("name", "greet"),
        { .headers = { { "Mcp-Param-EmptyVal", "" }, { "Mcp-Param-Region", "us" } } })));
    const net::Headers &headers = script.last("tools/call")->http.headers;
    QCOMPARE(headers.values("Mcp-Param-EmptyVal"), QList<QByteArray>{ "" });
    QCOMPARE(headers.values("Mcp-Param-Region"), QList<QByteArray>{ "us" });
}

void TestModernWire::hasNoSession()
{
    ModernScript script;
    script.on("server/discover", [](const Asked &asked, const McpScript::Reply &reply) {
        net::ServerAnswer answer = jsonAnswer(McpScript::result(asked, discovery()));
        answer.headers.append("Mcp-Session-Id", "not-wanted-here-4711");
        reply->send(answer);
    });
    script.onResult("tools/call", greeting);
    Client client(optionsFor(script));
    watchNothing(client);
    QVERIFY(ended(client.session->callTool(u"greet"_s, {}, this)));
    client.session->leave();
    QCOMPARE(client.session->state(), Session::State::New);
    QVERIFY(ended(client.session->callTool(u"greet"_s, {}, this)));
    for (const net::ServerRequest &request : script.server.requests()) {
        QCOMPARE(request.method, QByteArray("POST"));
        QVERIFY(!request.headers.contains("Mcp-Session-Id"));
    }
    QCOMPARE(script.count("notifications/initialized"), 0);
}

void TestModernWire::cancelsByLeaving()
{
    ModernScript script;
    script.on("tools/call", [&script](const Asked &, const McpScript::Reply &reply) {
        McpScript::beginStream(reply);
        script.open.append(reply);
    });
    script.onResult("tools/list", R"({"tools":[]})");
    Client client(optionsFor(script));
    watchNothing(client);
    auto *call = client.session->callTool(u"slow"_s, {}, this);
    call->start();
    QTRY_COMPARE(script.open.size(), 1);
    call->cancel();
    QTRY_VERIFY(!script.open.first()->isOpen());
    QCOMPARE(call->result().error().code, base::code::cancelled);
    QVERIFY(ended(client.session->listTools(this)));
    QCOMPARE(script.count("notifications/cancelled"), 0);
}

void TestModernWire::saysNothingAfterTheDeadline()
{
    ModernScript script;
    script.on(
        "tools/call", [&script](const Asked &, const McpScript::Reply &reply) { script.open.append(reply); });
    Client client(optionsFor(script));
    watchNothing(client);
    const auto result = ended(
        ask(client, "tools/call", named("name", "slow"), { .timeout = std::chrono::milliseconds(100) }));
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::timedOut);
    QTRY_VERIFY(!script.open.first()->isOpen());
    QCOMPARE(script.count("notifications/cancelled"), 0);
}

void TestModernWire::asksAgainForWhatIsSafe_data()
{
    QTest::addColumn<bool>("isSafe");
    QTest::newRow("a read") << true;
    QTest::newRow("what may have been done") << false;
}

void TestModernWire::asksAgainForWhatIsSafe()
{
    QFETCH(bool, isSafe);
    ModernScript script;
    int times = 0;
    script.on("tools/call", [&times](const Asked &asked, const McpScript::Reply &reply) {
        McpScript::beginStream(reply);
        if (++times == 1) // with an id, as if it could be taken up again
            reply->write("id: 1\nretry: 1\ndata:\n\n");
        else
            reply->write(McpScript::event(McpScript::result(asked, greeting)));
        reply->finish();
    });
    Client client(optionsFor(script));
    watchNothing(client);
    const auto result = ended(ask(client, "tools/call", named("name", "greet"), { .isSafe = isSafe }));
    QCOMPARE(result.has_value(), isSafe);
    QCOMPARE(times, isSafe ? 2 : 1);
    QVERIFY(script.listened.isEmpty());
    QVERIFY(script.resumed.isEmpty());
    if (isSafe) {
        const qsizetype last = script.asked.size() - 1;
        QVERIFY(script.asked[last].id != script.asked[last - 1].id);
    } else {
        QCOMPARE(result.error().code, base::code::mcpStreamCut);
    }
}

void TestModernWire::takesTheErrorFromAnyStatus_data()
{
    QTest::addColumn<int>("status");
    for (const int status : { 200, 400, 404, 405, 500 })
        QTest::addRow("%d", status) << status;
}

void TestModernWire::takesTheErrorFromAnyStatus()
{
    QFETCH(int, status);
    ModernScript script;
    script.on("prompts/get", [status](const Asked &asked, const McpScript::Reply &reply) {
        reply->send(jsonAnswer(rpcErrorText(asked, -32601), status));
    });
    Client client(optionsFor(script));
    watchNothing(client);
    auto *call = ask(client, "prompts/get", named("name", "x"));
    QVERIFY(!ended(call));
    QCOMPARE(call->result().error().code, base::code::mcpError);
    QVERIFY(call->rpcError());
    QCOMPARE(call->rpcError()->code, -32601);
    QCOMPARE(client.session->state(), Session::State::Ready); // 404 is no lost session here
}

void TestModernWire::passesOnWhatIsNotComplete_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("type"); // JSON; empty: absent
    QTest::addColumn<bool>("isPassed");
    const auto row = [](const char *name, const char *method, const QByteArray &type, bool isPassed) {
        QTest::newRow(name) << QByteArray(method) << type << isPassed;
    };
    row("absent", "tools/call", "", true);
    row("complete", "tools/call", R"("complete")", true);
    row("input_required from a tool", "tools/call", R"("input_required")", true);
    row("input_required from a prompt", "prompts/get", R"("input_required")", true);
    row("input_required from a resource", "resources/read", R"("input_required")", true);
    row("input_required from a list", "tools/list", R"("input_required")", false);
    row("a task from a tool", "tools/call", R"("task")", true);
    row("a task from a prompt", "prompts/get", R"("task")", false);
    row("unknown", "tools/call", R"("partial")", false);
    row("no text", "tools/call", "7", false);
}

void TestModernWire::passesOnWhatIsNotComplete()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, type);
    QFETCH(bool, isPassed);
    ModernScript script;
    const QByteArray result = type.isEmpty() ? QByteArray(R"({"a":1})") : R"({"resultType":)" + type + "}";
    script.onResult(method, result);
    Client client(optionsFor(script));
    watchNothing(client);
    const auto answer = ended(ask(client, json::view(method)));
    QCOMPARE(answer.has_value(), isPassed);
    if (isPassed)
        QCOMPARE(json::compact(*answer), result);
    else
        QCOMPARE(answer.error().code, base::code::mcpProtocol);
    QCOMPARE(client.session->state(), Session::State::Ready);
}

void TestModernWire::answersNoRequestOfTheServer()
{
    ModernScript script;
    script.on("tools/call", [](const Asked &asked, const McpScript::Reply &reply) {
        McpScript::beginStream(reply);
        reply->write(McpScript::event(R"({"jsonrpc":"2.0","id":"s-1","method":"ping"})"));
        reply->write(McpScript::event(McpScript::result(asked, greeting)));
        reply->finish();
    });
    Client client(optionsFor(script));
    watchNothing(client);
    QSignalSpy complained(client.session.get(), &Session::complained);
    QVERIFY(ended(client.session->callTool(u"greet"_s, {}, this)));
    QVERIFY(ended(client.session->callTool(u"greet"_s, {}, this)));
    QCOMPARE(complained.count(), 2);
    const auto problem = complained.first().first().value<base::Error>();
    QCOMPARE(problem.code, base::code::mcpProtocol);
    QVERIFY(problem.message.contains(u"ping"_s));
    QVERIFY(problem.rule.contains(u"2026-07-28"_s));
    QVERIFY(problem.exchange != 0);
    QCOMPARE(script.count(""), 0); // nothing was answered
}

void TestModernWire::putsOwnHeadersOnEverything()
{
    ModernScript script;
    script.onResult("tools/call", greeting);
    ScriptedAuthorizer authorizer;
    authorizer.resource = script.url();
    auto options = optionsFor(script);
    options.headers = { { "X-Api-Key", "own-key-0815-abc" }, { "Authorization", "Basic b3duOm93bg==" },
        { "Content-Type", "text/plain" }, { "mcp-method", "other" }, { "MCP-Protocol-Version", "1" },
        { "Accept", "*/*" }, { "Mcp-Session-Id", "mine" } };
    Client client(options, &authorizer);
    watchNothing(client);
    QVERIFY(ended(client.session->callTool(u"greet"_s, {}, this)));
    for (const Asked &asked : std::as_const(script.asked)) {
        const net::Headers &headers = asked.http.headers;
        QCOMPARE(headers.values("X-Api-Key"), QList<QByteArray>{ "own-key-0815-abc" });
        QCOMPARE(headers.values("Authorization"), QList<QByteArray>{ "Bearer " + authorizer.token });
        QCOMPARE(headers.values("Content-Type"), QList<QByteArray>{ "application/json" });
        QCOMPARE(headers.values("Mcp-Method"), QList<QByteArray>{ asked.method });
        QCOMPARE(headers.values("MCP-Protocol-Version"), QList<QByteArray>{ "2026-07-28" });
        QVERIFY(!headers.contains("Mcp-Session-Id"));
    }
    for (const net::Exchange &exchange : client.log.all())
        QVERIFY(!exchange.requestHeaders.value("X-Api-Key").value_or("own-key-0815-abc").contains("0815"));
    // Where nobody authorizes, the person's own field is the only one.
    Client open(options);
    watchNothing(open);
    QVERIFY(ended(open.session->callTool(u"greet"_s, {}, this)));
    QCOMPARE(
        script.asked.last().http.headers.values("Authorization"), QList<QByteArray>{ "Basic b3duOm93bg==" });
}

void TestModernWire::saysTheLogLevelInEveryRequest()
{
    ModernScript script;
    script.onResult("tools/call", greeting);
    Client client(optionsFor(script));
    watchNothing(client);
    client.session->setLogLevel("debug");
    QVERIFY(ended(client.session->callTool(u"greet"_s, {}, this)));
    QCOMPARE(json::stringMember(metaOf(script.asked.last()), "io.modelcontextprotocol/logLevel"),
        std::optional<QByteArray>("debug"));
    client.session->setLogLevel({});
    QVERIFY(ended(client.session->callTool(u"greet"_s, {}, this)));
    QVERIFY(!metaOf(script.asked.last()).contains("io.modelcontextprotocol/logLevel"));
    QCOMPARE(script.count("logging/setLevel"), 0);
}

void TestModernWire::hasNoPing()
{
    ModernScript script;
    Client client(optionsFor(script));
    watchNothing(client);
    const auto result = ended(client.session->ping(this));
    QVERIFY(!result);
    QCOMPARE(result.error().kind, base::ErrorKind::Usage);
    QCOMPARE(script.count("ping"), 0);
}

void TestModernWire::neverStarvesACall()
{
    ModernScript script(allCapabilities);
    script.offerListening();
    script.on("tools/call", [&script](const Asked &, const McpScript::Reply &reply) {
        McpScript::beginStream(reply);
        script.open.append(reply);
    });
    script.onResult("tools/list", R"({"tools":[]})");
    Client client(optionsFor(script));
    // More than Qt opens connections to one host.
    for (int i = 0; i < 20; ++i)
        client.session->callTool(u"slow"_s, {}, client.session.get())->start();
    QTRY_COMPARE(script.open.size(), 21); // and the stream that listens
    QVERIFY(ended(client.session->listTools(this)));
}

QTEST_GUILESS_MAIN(TestModernWire)
#include "test_modernwire.moc"
