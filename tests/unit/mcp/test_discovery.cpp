// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "mcp/resultcache.h"
#include "modernscript.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::test;
using mcp::Session;

namespace {

class FakeClock : public base::Clock {
public:
    base::Time now() const override { return time; }

    base::Time time{ std::chrono::hours(1000) };
};

QByteArray discoveryFor(int ttl, const QByteArray &scope = "private")
{
    return discovery()
        .replace("\"ttlMs\":0", "\"ttlMs\":" + QByteArray::number(ttl))
        .replace("\"private\"", '"' + scope + '"');
}

} // namespace

/// What server/discover said holds for as long as the server said (ttlMs), whichever session asks.
class TestDiscovery : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void isNotAskedForAgainWhileItIsFresh();
    void isAskedForEachTimeWithoutATime();
    void isAskedForEachTimeWhenNothingIsKept();
    void belongsToItsAuthorization_data();
    void belongsToItsAuthorization();
    void belongsToItsEndpoint();
    void isNotBelievedAgainstTheServer_data();
    void isNotBelievedAgainstTheServer();

private:
    mcp::SessionOptions options(const McpScript &script) const
    {
        mcp::SessionOptions options = optionsFor(script);
        options.discoveries = m_kept;
        return options;
    }
    /// One session from its beginning to its end.
    static bool visit(const mcp::SessionOptions &options, net::Authorizer *authorizer = nullptr)
    {
        Client client(options, authorizer);
        watchNothing(client);
        return ended(client.session->listTools(nullptr)).has_value()
            && client.session->server().name == u"script"_s;
    }

    FakeClock m_clock;
    std::shared_ptr<mcp::ResultCache> m_kept;
};

void TestDiscovery::init()
{
    m_kept = std::make_shared<mcp::ResultCache>(&m_clock);
}

void TestDiscovery::isNotAskedForAgainWhileItIsFresh()
{
    ModernScript script;
    script.onResult("server/discover", discoveryFor(60000));
    script.onResult("tools/list", R"({"tools":[]})");
    QVERIFY(visit(options(script)));
    QVERIFY(visit(options(script)));
    QCOMPARE(script.count("server/discover"), 1);
    QCOMPARE(script.count("tools/list"), 2);
    Client client(options(script)); // the same session, opened again
    watchNothing(client);
    QVERIFY(ended(client.session->initialize(this)));
    QCOMPARE(client.session->era(), mcp::Era::Modern);
    client.session->leave();
    QVERIFY(ended(client.session->initialize(this)));
    QCOMPARE(script.count("server/discover"), 1);
    m_clock.time += std::chrono::minutes(1);
    QVERIFY(visit(options(script)));
    QCOMPARE(script.count("server/discover"), 2);
}

void TestDiscovery::isAskedForEachTimeWithoutATime()
{
    ModernScript script;
    script.onResult("tools/list", R"({"tools":[]})");
    QVERIFY(visit(options(script)));
    QVERIFY(visit(options(script)));
    QCOMPARE(script.count("server/discover"), 2);
}

void TestDiscovery::isAskedForEachTimeWhenNothingIsKept()
{
    ModernScript script;
    script.onResult("server/discover", discoveryFor(60000));
    script.onResult("tools/list", R"({"tools":[]})");
    m_kept.reset();
    QVERIFY(visit(options(script)));
    QVERIFY(visit(options(script)));
    QCOMPARE(script.count("server/discover"), 2);
}

void TestDiscovery::belongsToItsAuthorization_data()
{
    QTest::addColumn<QByteArray>("scope");
    QTest::addColumn<bool>("isTokenOther");
    QTest::addColumn<bool>("isFieldOther");
    QTest::addColumn<int>("asked");
    QTest::newRow("the same token") << QByteArray("private") << false << false << 1;
    QTest::newRow("another token") << QByteArray("private") << true << false << 2;
    QTest::newRow("another key in a field") << QByteArray("private") << false << true << 2;
    QTest::newRow("public") << QByteArray("public") << true << true << 1;
}

void TestDiscovery::belongsToItsAuthorization()
{
    QFETCH(QByteArray, scope);
    QFETCH(bool, isTokenOther);
    QFETCH(bool, isFieldOther);
    QFETCH(int, asked);
    ModernScript script;
    script.onResult("server/discover", discoveryFor(60000, scope));
    script.onResult("tools/list", R"({"tools":[]})");
    ScriptedAuthorizer authorizer;
    authorizer.resource = script.url();
    mcp::SessionOptions chosen = options(script);
    chosen.headers.append("X-Key", "first-key");
    QVERIFY(visit(chosen, &authorizer));
    if (isTokenOther)
        authorizer.token = "other-token-abcdefgh";
    if (isFieldOther)
        chosen.headers.set("X-Key", "other-key");
    authorizer.nonce = "fresh"; // a new proof of the same token is no other authorization
    QVERIFY(visit(chosen, &authorizer));
    QCOMPARE(script.count("server/discover"), asked);
}

void TestDiscovery::belongsToItsEndpoint()
{
    ModernScript one, other;
    for (ModernScript *script : { &one, &other }) {
        script->onResult("server/discover", discoveryFor(60000, "public"));
        script->onResult("tools/list", R"({"tools":[]})");
        QVERIFY(visit(options(*script)));
        QCOMPARE(script->count("server/discover"), 1);
    }
}

void TestDiscovery::isNotBelievedAgainstTheServer_data()
{
    QTest::addColumn<net::ServerAnswer>("answer");
    QTest::newRow("400") << net::ServerAnswer{ .status = 400 };
    QTest::newRow("a page") << net::ServerAnswer{
        .status = 200, .headers = { { "Content-Type", "text/html" } }, .body = "<html>"
    };
}

void TestDiscovery::isNotBelievedAgainstTheServer()
{
    QFETCH(net::ServerAnswer, answer);
    ModernScript script;
    script.onResult("server/discover", discoveryFor(60000));
    script.onResult("tools/list", R"({"tools":[]})");
    QVERIFY(visit(options(script)));
    // Somebody put the server of last year back.
    script.onAnswer("server/discover", { .status = 404 });
    script.on("tools/list", [answer](const Asked &one, const McpScript::Reply &reply) {
        if (one.http.headers.contains("Mcp-Method"))
            reply->send(answer);
        else
            reply->send(jsonAnswer(McpScript::result(one, R"({"tools":[]})")));
    });
    script.on("initialize", [&script](const Asked &one, const McpScript::Reply &reply) {
        reply->send(jsonAnswer(McpScript::result(one,
            "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
            "\"serverInfo\":{\"name\":\"script\",\"version\":\"1\"}}")));
    });
    QVERIFY(visit(options(script)));
    QCOMPARE(script.count("server/discover"), 2);
    QCOMPARE(script.count("initialize"), 1);
}

QTEST_GUILESS_MAIN(TestDiscovery)
#include "test_discovery.moc"
