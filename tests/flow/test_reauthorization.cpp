// SPDX-License-Identifier: GPL-3.0-or-later
// What a connection does about 401 and 403: whom it asks, how often, and when it stops.
#include "base/errorcodes.h"
#include "support/engine.h"
#include "support/followingbrowser.h"
#include "support/protectedmcp.h"
#include "support/signinbench.h"
#include "support/stubidp.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using test::Engine;
using test::ProtectedMcp;

namespace {

/// A busy machine may take its time.
constexpr int patience = 120000;

template <class T>
base::Result<T> finished(base::ResultOperation<T> *operation)
{
    return test::outcome(operation, patience);
}

net::ServerAnswer answerTo(const ProtectedMcp::Asked &one, const QByteArray &result)
{
    const auto message = json::parseObject(one.http.body, u"The message"_s);
    return test::jsonAnswer(
        "{\"jsonrpc\":\"2.0\",\"id\":" + json::compact(message->at("id")) + ",\"result\":" + result + "}");
}

/// `challenge`: JSON, as it stands in _meta.
net::ServerAnswer resultWith(const ProtectedMcp::Asked &one, const QByteArray &challenge)
{
    return answerTo(one,
        "{\"content\":[{\"type\":\"text\",\"text\":\"not allowed\"}],\"isError\":true,"
        "\"_meta\":{\"mcp/www_authenticate\":"
            + challenge + "}}");
}

net::ServerAnswer listWithAWrite(const ProtectedMcp::Asked &one)
{
    return answerTo(one,
        "{\"tools\":[{\"name\":\"read_board\",\"inputSchema\":{\"type\":\"object\"},"
        "\"annotations\":{\"readOnlyHint\":true}},"
        "{\"name\":\"write_board\",\"inputSchema\":{\"type\":\"object\"}}]}");
}

} // namespace

class TestReauthorization : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void signsInForTheFirstCall();
    void asksForTheUnionWhenMoreIsNeeded();
    void stopsWhenEverythingAskedForWasGranted();
    void stopsAfterThreeAuthorizations();
    void countsThemForEachTool();
    void readsTheMetadataAgainAndMovesToAnotherIssuer();
    void refreshesBeforeItAsksAnybody();
    void takesTheTokenAnotherCallGot();
    void stopsBeforeAnyServerWhenTheResourceIsAnother();
    void neverRefreshesForAScope();
    void keepsTheSessionAndTheListThroughAStepUp();
    void obeysAChallengeInAResult_data();
    void obeysAChallengeInAResult();
    void leavesABrokenChallengeInAResultToPeople_data();
    void leavesABrokenChallengeInAResultToPeople();
    void stopsWhenResultsNeverStopAsking();
    void asksOnceMoreBeforeAWriteThatWaitedLong_data();
    void asksOnceMoreBeforeAWriteThatWaitedLong();
    void sendsNothingAgainAfterANo();

private:
    session::Connection *connection();
    base::Result<mcp::ToolResult> call(const QString &tool = u"read_board"_s)
    {
        return finished(m_connection->callTool(tool, {}, this));
    }

    test::MovableClock m_clock;
    QTemporaryDir m_dir;
    secrets::MemorySecretStore m_secrets;
    std::unique_ptr<test::FollowingBrowser> m_browser;
    std::unique_ptr<test::StubIdp> m_idp;
    std::unique_ptr<ProtectedMcp> m_mcp;
    std::unique_ptr<Engine> m_engine;
    session::Connection *m_connection = nullptr;
};

void TestReauthorization::init()
{
    m_browser = std::make_unique<test::FollowingBrowser>();
    m_idp = std::make_unique<test::StubIdp>();
    m_idp->idToken.isIssued = false;
    m_mcp = std::make_unique<ProtectedMcp>();
    m_mcp->issuer = m_idp->issuer();
    m_engine = std::make_unique<Engine>(m_dir.path(), &m_secrets, m_browser.get());
    // The same, by a clock that can be set forward.
    auto store = store::Store::open(u":memory:"_s);
    QVERIFY(store);
    m_clock.offset = {};
    m_engine->services.clock = &m_clock;
    m_engine->workspace.reset();
    m_engine->workspace
        = std::make_unique<session::Workspace>(m_engine->services, std::move(*store), &m_engine->confirmer);
    const auto added = m_engine->workspace->add(m_mcp->resource());
    QVERIFY(added);
    m_connection = *added;
    m_connection->setSignInOnDemand(true);
    connect(m_connection, &session::Connection::signInStarted, this, [](oauth::SignInFlow *flow) {
        connect(flow, &oauth::SignInFlow::consentNeeded, flow, [flow] {
            QList<QByteArray> scopes;
            for (const oauth::ConsentScope &scope : flow->consentRequest()->scopes)
                scopes.append(scope.scope);
            flow->agree(scopes);
        });
    });
}

void TestReauthorization::cleanup()
{
    m_engine.reset();
    m_mcp.reset();
    m_idp.reset();
    m_browser.reset();
}

void TestReauthorization::signsInForTheFirstCall()
{
    const auto result = call();
    QVERIFY2(result, qPrintable(base::oneLine(result ? base::Error() : result.error())));
    QCOMPARE(m_idp->count("/authorize"), 1);
    QCOMPARE(m_idp->requests("/authorize").first().parameter("resource"), m_mcp->resource());
    QCOMPARE(m_idp->requests("/token").first().parameter("resource"), m_mcp->resource());
    QCOMPARE(m_idp->requests("/authorize").first().count("scope"), 0);
}

void TestReauthorization::asksForTheUnionWhenMoreIsNeeded()
{
    QByteArray wideToken;
    m_mcp->guard = [this](const ProtectedMcp::Asked &one) -> std::optional<net::ServerAnswer> {
        if (one.authorization.isEmpty())
            return m_mcp->refuse(401, R"(scope="basic")");
        const bool isWide = m_idp->count("/authorize") == 2;
        if (one.method == "tools/call" && !isWide)
            return m_mcp->refuse(403, R"(error="insufficient_scope", scope="write")");
        return std::nullopt;
    };
    QVERIFY(call());
    QCOMPARE(m_idp->count("/authorize"), 2);
    QCOMPARE(m_idp->requests("/authorize").first().parameter("scope"), QByteArray("basic offline_access"));
    QCOMPARE(oauth::splitScopes(m_idp->requests("/authorize").last().parameter("scope")),
        (QList<QByteArray>{ "write", "basic", "offline_access" }));
    QCOMPARE(m_mcp->count("tools/call"), 2);
}

void TestReauthorization::stopsWhenEverythingAskedForWasGranted()
{
    m_mcp->guard = [this](const ProtectedMcp::Asked &one) -> std::optional<net::ServerAnswer> {
        if (one.authorization.isEmpty())
            return m_mcp->refuse(401, R"(scope="admin")");
        if (one.method == "tools/call")
            return m_mcp->refuse(403, R"(error="insufficient_scope", scope="admin")");
        return std::nullopt;
    };
    const auto result = call();
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::insufficientScope);
    QCOMPARE(m_idp->count("/authorize"), 1);
    QCOMPARE(m_mcp->count("tools/call"), 1);
}

void TestReauthorization::stopsAfterThreeAuthorizations()
{
    m_idp->grantedScope = "less"; // whatever is asked for
    int wanted = 0;
    m_mcp->guard = [this, &wanted](const ProtectedMcp::Asked &one) -> std::optional<net::ServerAnswer> {
        if (one.authorization.isEmpty())
            return m_mcp->refuse(401, R"(scope="first")");
        if (one.method == "tools/call")
            return m_mcp->refuse(
                403, R"(error="insufficient_scope", scope="more.)" + QByteArray::number(++wanted) + '"');
        return std::nullopt;
    };
    QVERIFY(!call());
    QCOMPARE(m_idp->count("/authorize"), 3);
    QVERIFY(!call()); // the same operation again is not a new beginning
    QCOMPARE(m_idp->count("/authorize"), 3);
}

void TestReauthorization::countsThemForEachTool()
{
    m_idp->grantedScope = "less";
    bool isOpen = false;
    int wanted = 0;
    m_mcp->guard = [&](const ProtectedMcp::Asked &one) -> std::optional<net::ServerAnswer> {
        if (one.authorization.isEmpty())
            return m_mcp->refuse(401, R"(scope="first")");
        if (one.method == "tools/call" && !isOpen)
            return m_mcp->refuse(
                403, R"(error="insufficient_scope", scope="more.)" + QByteArray::number(++wanted) + '"');
        return std::nullopt;
    };
    QVERIFY(!call(u"read_board"_s));
    QCOMPARE(m_idp->count("/authorize"), 3);
    QVERIFY(!call(u"write_board"_s)); // another operation, so two more
    QCOMPARE(m_idp->count("/authorize"), 5);
    isOpen = true;
    QVERIFY(call(u"write_board"_s));
    isOpen = false;
    QVERIFY(!call(u"read_board"_s)); // what another was let through says nothing about this one
    QCOMPARE(m_idp->count("/authorize"), 5);
    QVERIFY(!call(u"write_board"_s));
    QCOMPARE(m_idp->count("/authorize"), 7);
}

void TestReauthorization::readsTheMetadataAgainAndMovesToAnotherIssuer()
{
    m_mcp->guard = [this](const ProtectedMcp::Asked &one) -> std::optional<net::ServerAnswer> {
        return one.authorization.isEmpty() ? std::optional(m_mcp->refuse(401, R"(scope="old.scope")"))
                                           : std::nullopt;
    };
    QVERIFY(call());
    QVERIFY(m_idp->requests("/authorize").first().parameter("scope").startsWith("old.scope"));
    const QByteArray oldToken = m_mcp->asked.last().authorization;
    test::StubIdp second;
    second.idToken.isIssued = false;
    m_idp->issuesRefreshToken = false;
    m_idp->forgetRequests();
    m_mcp->issuer = second.issuer();
    m_mcp->guard = [this, oldToken](const ProtectedMcp::Asked &one) -> std::optional<net::ServerAnswer> {
        if (one.authorization.isEmpty() || one.authorization == oldToken)
            return m_mcp->refuse(401, R"(error="invalid_token")");
        return std::nullopt;
    };
    m_idp->revokeAll(); // the refresh is tried and refused, so the metadata is read again
    const auto result = call();
    QVERIFY2(result, qPrintable(base::oneLine(result ? base::Error() : result.error())));
    QCOMPARE(second.count("/register"), 1);
    QCOMPARE(second.count("/authorize"), 1);
    QVERIFY(!second.requests("/authorize").first().parameter("scope").contains("old.scope"));
    QCOMPARE(m_idp->count("/authorize"), 0);
    QCOMPARE(m_connection->tokens().grant().server.issuer, second.issuer());
    QVERIFY(!m_secrets.wasKept(oauth::refreshTokenKey(m_connection->id()))
        || m_connection->tokens().canRefresh());
    QCOMPARE(m_connection->record().issuer, second.issuer());
}

void TestReauthorization::refreshesBeforeItAsksAnybody()
{
    QVERIFY(call());
    const QByteArray oldToken = m_mcp->asked.last().authorization;
    m_mcp->guard = [this, oldToken](const ProtectedMcp::Asked &one) -> std::optional<net::ServerAnswer> {
        if (one.authorization.isEmpty() || one.authorization == oldToken)
            return m_mcp->refuse(401, R"(error="invalid_token")");
        return std::nullopt;
    };
    QVERIFY(call());
    QCOMPARE(m_idp->count("/authorize"), 1);
    QCOMPARE(m_idp->requests("/token").last().parameter("grant_type"), QByteArray("refresh_token"));
}

/// Two calls meet the same dead token; one of them renews it, for both.
void TestReauthorization::takesTheTokenAnotherCallGot()
{
    QVERIFY(call());
    m_idp->issuesRefreshToken = false;
    const QByteArray oldToken = m_mcp->asked.last().authorization;
    m_mcp->guard = [this, oldToken](const ProtectedMcp::Asked &one) -> std::optional<net::ServerAnswer> {
        if (one.authorization.isEmpty() || one.authorization == oldToken)
            return m_mcp->refuse(401, R"(error="invalid_token")");
        return std::nullopt;
    };
    m_idp->revokeAll();
    auto *first = m_connection->callTool(u"read_board"_s, {}, this);
    auto *second = m_connection->callTool(u"write_board"_s, {}, this);
    QSignalSpy firstEnd(first, &base::Operation::finished), secondEnd(second, &base::Operation::finished);
    first->start();
    second->start();
    QTRY_COMPARE_WITH_TIMEOUT(firstEnd.count() + secondEnd.count(), 2, patience);
    QVERIFY(first->result());
    QVERIFY(second->result());
    QCOMPARE(m_idp->count("/authorize"), 2);
}

void TestReauthorization::stopsBeforeAnyServerWhenTheResourceIsAnother()
{
    m_mcp->members["resource"] = "https://other.example/mcp";
    const auto result = call();
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::resourceMismatch);
    QVERIFY(m_idp->requests().isEmpty());
}

void TestReauthorization::neverRefreshesForAScope()
{
    m_mcp->guard = [this](const ProtectedMcp::Asked &one) -> std::optional<net::ServerAnswer> {
        if (one.authorization.isEmpty())
            return m_mcp->refuse(401, R"(scope="basic")");
        if (one.method == "tools/call" && m_idp->count("/authorize") < 2)
            return m_mcp->refuse(403, R"(error="insufficient_scope", scope="write")");
        return std::nullopt;
    };
    QVERIFY(call());
    QVERIFY(m_connection->tokens().canRefresh());
    for (const test::StubRequest &request : m_idp->requests("/token"))
        QCOMPARE(request.parameter("grant_type"), QByteArray("authorization_code"));
}

void TestReauthorization::keepsTheSessionAndTheListThroughAStepUp()
{
    QVERIFY(call());
    const QList<mcp::Tool> &tools = m_connection->tools();
    QVERIFY(!tools.isEmpty());
    bool wasEverEmpty = false;
    connect(m_connection, &session::Connection::toolsChanged, this,
        [&] { wasEverEmpty = wasEverEmpty || m_connection->tools().isEmpty(); });
    m_mcp->guard = [this](const ProtectedMcp::Asked &one) -> std::optional<net::ServerAnswer> {
        if (one.method == "tools/call" && m_idp->count("/authorize") < 2)
            return m_mcp->refuse(403, R"(error="insufficient_scope", scope="write")");
        return std::nullopt;
    };
    QList<QByteArray> held, added;
    connect(m_connection, &session::Connection::signInStarted, this, [&](oauth::SignInFlow *flow) {
        connect(flow, &oauth::SignInFlow::consentNeeded, flow, [&, flow] {
            for (const oauth::ConsentScope &scope : flow->consentRequest()->scopes)
                (scope.isHeld ? held : added).append(scope.scope);
        });
    });
    QVERIFY(call());
    QCOMPARE(m_mcp->count("initialize"), 1); // the session before
    QVERIFY(!wasEverEmpty);
    QVERIFY(added.contains("write"));
    QVERIFY(!held.contains("write"));
}

void TestReauthorization::obeysAChallengeInAResult_data()
{
    QTest::addColumn<QByteArray>("challenge"); // JSON
    QTest::newRow("a text") << QByteArray("\"Bearer error=\\\"insufficient_scope\\\", scope=\\\"write\\\"\"");
    QTest::newRow("a list") << QByteArray(
        "[\"Basic realm=x\",\"Bearer error=\\\"insufficient_scope\\\", scope=\\\"write\\\"\"]");
}

void TestReauthorization::obeysAChallengeInAResult()
{
    QFETCH(QByteArray, challenge);
    QVERIFY(call());
    int asked = 0;
    m_mcp->guard = [&](const ProtectedMcp::Asked &one) -> std::optional<net::ServerAnswer> {
        if (one.method != "tools/call" || ++asked > 1)
            return std::nullopt;
        return resultWith(one, challenge);
    };
    const auto result = call();
    QVERIFY2(result, qPrintable(base::oneLine(result ? base::Error() : result.error())));
    QVERIFY(!result->isError);
    QCOMPARE(asked, 2);
    QCOMPARE(m_idp->count("/authorize"), 2);
    QVERIFY(m_idp->requests("/authorize").last().parameter("scope").contains("write"));
    QCOMPARE(m_mcp->count("initialize"), 1);
}

void TestReauthorization::leavesABrokenChallengeInAResultToPeople_data()
{
    QTest::addColumn<QByteArray>("challenge");
    QTest::newRow("a number") << QByteArray("42");
    QTest::newRow("an object") << QByteArray("{\"scheme\":\"Bearer\"}");
    QTest::newRow("a list with a number") << QByteArray("[\"Bearer error=x\",7]");
    QTest::newRow("another scheme") << QByteArray("\"Basic realm=x\"");
    QTest::newRow("nothing") << QByteArray("\"\"");
    QTest::newRow("no more than was granted") << QByteArray("\"Bearer error=\\\"insufficient_scope\\\"\"");
}

void TestReauthorization::leavesABrokenChallengeInAResultToPeople()
{
    QFETCH(QByteArray, challenge);
    QVERIFY(call());
    m_mcp->guard = [&](const ProtectedMcp::Asked &one) -> std::optional<net::ServerAnswer> {
        return one.method == "tools/call" ? std::optional(resultWith(one, challenge)) : std::nullopt;
    };
    const auto result = call();
    QVERIFY(result && result->isError);
    QVERIFY(json::compact(result->raw).contains(challenge));
    QCOMPARE(m_idp->count("/authorize"), 1);
    QCOMPARE(m_idp->count("/token"), 1);
}

void TestReauthorization::stopsWhenResultsNeverStopAsking()
{
    QVERIFY(call());
    int wanted = 0;
    m_mcp->guard = [&](const ProtectedMcp::Asked &one) -> std::optional<net::ServerAnswer> {
        if (one.method != "tools/call")
            return std::nullopt;
        return resultWith(one,
            "\"Bearer error=\\\"insufficient_scope\\\", scope=\\\"more." + QByteArray::number(++wanted)
                + "\\\"\"");
    };
    const auto result = call();
    QVERIFY(result && result->isError);
    QCOMPARE(m_idp->count("/authorize"), 3);
    QVERIFY(call());
    QCOMPARE(m_idp->count("/authorize"), 3);
}

void TestReauthorization::asksOnceMoreBeforeAWriteThatWaitedLong_data()
{
    QTest::addColumn<bool>("inResult");
    QTest::addColumn<int>("minutes");
    QTest::addColumn<int>("questions");
    QTest::newRow("a refusal, at once") << false << 0 << 1;
    QTest::newRow("a refusal, later") << false << 5 << 2;
    QTest::newRow("a result, at once") << true << 0 << 1;
    QTest::newRow("a result, later") << true << 5 << 2;
}

void TestReauthorization::asksOnceMoreBeforeAWriteThatWaitedLong()
{
    QFETCH(bool, inResult);
    QFETCH(int, minutes);
    QFETCH(int, questions);
    QVERIFY(call());
    int asked = 0;
    m_mcp->guard = [&](const ProtectedMcp::Asked &one) -> std::optional<net::ServerAnswer> {
        if (one.method == "tools/list")
            return listWithAWrite(one);
        if (one.method != "tools/call" || ++asked > 1)
            return std::nullopt;
        m_clock.offset += std::chrono::minutes(minutes);
        return inResult ? resultWith(one, "\"Bearer error=\\\"insufficient_scope\\\", scope=\\\"write\\\"\"")
                        : m_mcp->refuse(403, R"(error="insufficient_scope", scope="write")");
    };
    QVERIFY(finished(m_connection->loadTools(nullptr)));
    const auto result = call(u"write_board"_s);
    QVERIFY2(result, qPrintable(base::oneLine(result ? base::Error() : result.error())));
    QCOMPARE(asked, 2);
    QCOMPARE(int(m_engine->confirmer.asked.size()), questions);
}

/// Yes to the call, and no when it waited: what was granted stays, the call is not sent again.
void TestReauthorization::sendsNothingAgainAfterANo()
{
    QVERIFY(call());
    int asked = 0;
    m_mcp->guard = [&](const ProtectedMcp::Asked &one) -> std::optional<net::ServerAnswer> {
        if (one.method == "tools/list")
            return listWithAWrite(one);
        if (one.method != "tools/call")
            return std::nullopt;
        ++asked;
        m_clock.offset += std::chrono::minutes(5);
        m_engine->confirmer.answer = false;
        return m_mcp->refuse(403, R"(error="insufficient_scope", scope="write")");
    };
    QVERIFY(finished(m_connection->loadTools(nullptr)));
    const auto result = call(u"write_board"_s);
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::confirmationNeeded);
    QCOMPARE(asked, 1);
    QVERIFY(m_connection->tokens().grant().grantedScopes.contains("write"));
}

QTEST_GUILESS_MAIN(TestReauthorization)
#include "test_reauthorization.moc"
