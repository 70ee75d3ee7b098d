// SPDX-License-Identifier: GPL-3.0-or-later
// What a connection does about 401 and 403: whom it asks, how often, and when it stops.
#include "base/errorcodes.h"
#include "support/engine.h"
#include "support/followingbrowser.h"
#include "support/protectedmcp.h"
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

private:
    session::Connection *connection();
    base::Result<mcp::ToolResult> call(const QString &tool = u"read_board"_s)
    {
        return finished(m_connection->callTool(tool, {}, this));
    }

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

QTEST_GUILESS_MAIN(TestReauthorization)
#include "test_reauthorization.moc"
