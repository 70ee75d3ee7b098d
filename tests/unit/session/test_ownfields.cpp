// SPDX-License-Identifier: GPL-3.0-or-later
// Header fields of one's own: an Authorization among them beside a sign-in, and values too short to be known.
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
const QByteArray ownKey = "canary-of-my-own-key-4711";
const QByteArray shortKey = "q~zk"; // in no other text of this test

template <class T>
base::Result<T> finished(base::ResultOperation<T> *operation)
{
    return test::outcome(operation, patience);
}

QByteArray everythingLogged(const net::ExchangeLog &log)
{
    QByteArray all;
    for (const net::Exchange &one : log.all()) {
        for (const net::Headers &headers : { one.requestHeaders, one.responseHeaders }) {
            for (const net::Header &field : headers.all())
                all += field.name + ": " + field.value + '\n';
        }
        all += one.url + one.requestBody + one.responseBody + one.failure.toUtf8();
        for (const net::LoggedEvent &event : one.events)
            all += event.text;
    }
    return all;
}

bool carries(const net::Headers &headers, const QByteArray &value)
{
    return std::any_of(headers.all().begin(), headers.all().end(),
        [&value](const net::Header &field) { return field.value.contains(value); });
}

} // namespace

class TestOwnFields : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void anAuthorizationThatIsRefusedIsNamed();
    void aSignInTakesThePlaceOfTheirOwnAuthorization();
    void noOtherServerSeesThem();
    void neitherIsFollowedElsewhere();
    void refusesAnAuthorizationBesideASignIn();
    void hidesEvenTheShortestValue();

private:
    base::Result<bool> setOwn(const QByteArray &name, const QByteArray &value)
    {
        return finished(m_connection->setHeaders({ { name, base::Secret(value) } }, this));
    }
    base::Result<mcp::ToolResult> call()
    {
        return finished(m_connection->callTool(u"read_board"_s, {}, this));
    }

    QTemporaryDir m_dir;
    int m_run = 0;
    std::unique_ptr<secrets::MemorySecretStore> m_secrets;
    std::unique_ptr<test::FollowingBrowser> m_browser;
    std::unique_ptr<test::StubIdp> m_idp;
    std::unique_ptr<ProtectedMcp> m_mcp;
    std::unique_ptr<Engine> m_engine;
    session::Connection *m_connection = nullptr;
};

void TestOwnFields::init()
{
    const QString data = m_dir.filePath(QString::number(++m_run));
    QVERIFY(QDir().mkpath(data));
    m_secrets = std::make_unique<secrets::MemorySecretStore>();
    m_browser = std::make_unique<test::FollowingBrowser>();
    m_idp = std::make_unique<test::StubIdp>();
    m_idp->idToken.isIssued = false;
    m_mcp = std::make_unique<ProtectedMcp>();
    m_mcp->issuer = m_idp->issuer();
    m_engine = std::make_unique<Engine>(data, m_secrets.get(), m_browser.get());
    const auto added = m_engine->workspace->add(m_mcp->resource());
    QVERIFY(added);
    m_connection = *added;
    connect(m_connection, &session::Connection::signInStarted, this, [](oauth::SignInFlow *flow) {
        connect(flow, &oauth::SignInFlow::consentNeeded, flow, [flow] {
            QList<QByteArray> scopes;
            for (const oauth::ConsentScope &scope : flow->consentRequest()->scopes)
                scopes.append(scope.scope);
            flow->agree(scopes);
        });
    });
    // What somebody typed in is no token of that provider.
    m_mcp->guard = [this](const ProtectedMcp::Asked &one) -> std::optional<net::ServerAnswer> {
        if (one.authorization.isEmpty() || one.authorization.contains(ownKey))
            return m_mcp->refuse(401);
        return std::nullopt;
    };
}

void TestOwnFields::cleanup()
{
    m_engine.reset();
    m_mcp.reset();
    m_idp.reset();
    m_browser.reset();
}

void TestOwnFields::anAuthorizationThatIsRefusedIsNamed()
{
    QVERIFY(setOwn("Authorization", "Bearer " + ownKey));
    const auto result = call();
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::notSignedIn);
    QVERIFY2(result.error().message.contains(u"did not accept the field Authorization"_s),
        qPrintable(result.error().message));
    QVERIFY(!base::oneLine(result.error()).contains(QString::fromLatin1(ownKey)));
    QVERIFY(!m_mcp->asked.isEmpty());
    for (const ProtectedMcp::Asked &one : m_mcp->asked)
        QCOMPARE(one.authorization, "Bearer " + ownKey);
    QVERIFY(m_idp->requests().isEmpty());
}

void TestOwnFields::aSignInTakesThePlaceOfTheirOwnAuthorization()
{
    QVERIFY(setOwn("Authorization", "Bearer " + ownKey));
    m_connection->setSignInOnDemand(true);
    const auto result = call();
    QVERIFY2(result, qPrintable(base::oneLine(result ? base::Error() : result.error())));
    QCOMPARE(m_idp->count("/authorize"), 1);
    QCOMPARE(m_mcp->asked.first().authorization, "Bearer " + ownKey);
    QVERIFY(!m_mcp->asked.last().authorization.contains(ownKey));
    for (const ProtectedMcp::Asked &one : m_mcp->asked)
        QCOMPARE(one.http.headers.values("Authorization").size(), 1); // never both
    // It is what was set before, once the sign-in is no more.
    QVERIFY(finished(m_connection->signOut(false, this)));
    m_connection->setSignInOnDemand(false);
    m_mcp->asked.clear();
    QVERIFY(!call());
    QCOMPARE(m_mcp->asked.first().authorization, "Bearer " + ownKey);
}

void TestOwnFields::noOtherServerSeesThem()
{
    QVERIFY(finished(m_connection->setHeaders(
        { { "Authorization", base::Secret("Bearer " + ownKey) }, { "X-Key", base::Secret("two-" + ownKey) } },
        this)));
    m_connection->setSignInOnDemand(true);
    QVERIFY(call());
    QVERIFY(m_idp->requests().size() > 3); // metadata, registration, authorization, token
    for (const test::StubRequest &request : m_idp->requests()) {
        QVERIFY2(!carries(request.headers, ownKey), request.path.constData());
        QVERIFY2(!request.body.contains(ownKey), request.path.constData());
    }
    // Metadata is asked for without them, at the same origin too.
    const auto metadata = m_mcp->server.requests("GET", "/.well-known/oauth-protected-resource/mcp");
    QVERIFY(!metadata.isEmpty());
    for (const net::ServerRequest &request : metadata)
        QVERIFY(!carries(request.headers, ownKey));
    QVERIFY(!everythingLogged(m_engine->log).contains(ownKey));
}

void TestOwnFields::neitherIsFollowedElsewhere()
{
    test::ScriptedServer elsewhere;
    QVERIFY(setOwn("Authorization", "Bearer " + ownKey));
    m_mcp->guard = [&elsewhere](const ProtectedMcp::Asked &) -> std::optional<net::ServerAnswer> {
        return test::redirectAnswer(elsewhere.url("/mcp"), 307);
    };
    const auto result = call();
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::resourceMoved);
    QVERIFY(!m_mcp->asked.isEmpty());
    QVERIFY(elsewhere.requests().isEmpty());
}

void TestOwnFields::refusesAnAuthorizationBesideASignIn()
{
    m_connection->setSignInOnDemand(true);
    QVERIFY(call());
    const auto set = setOwn("authorization", "Bearer " + ownKey);
    QVERIFY(!set);
    QCOMPARE(set.error().code, base::code::unsafeHeader);
    const auto used = m_connection->useForNow(
        m_connection->settings(), { { "Authorization", base::Secret("Bearer " + ownKey) } });
    QVERIFY(!used);
    QCOMPARE(used.error().code, base::code::unsafeHeader);
    QVERIFY(
        m_connection->useForNow(m_connection->settings(), { { "X-Key", base::Secret("fine-" + ownKey) } }));
    m_mcp->asked.clear();
    QVERIFY(call());
    for (const ProtectedMcp::Asked &one : m_mcp->asked)
        QVERIFY(!one.authorization.contains(ownKey));
    QCOMPARE(m_mcp->asked.last().http.headers.value("X-Key"), "fine-" + ownKey);
}

void TestOwnFields::hidesEvenTheShortestValue()
{
    QVERIFY(finished(m_connection->setHeaders(
        { { "X-Pin", base::Secret(shortKey) }, { "Authorization", base::Secret("Pin " + shortKey) } },
        this)));
    m_mcp->headers.append("X-Pin", shortKey); // a server that says it back
    m_mcp->guard = [](const ProtectedMcp::Asked &one) -> std::optional<net::ServerAnswer> {
        if (one.method != "tools/call")
            return std::nullopt;
        return net::ServerAnswer{ .status = 500,
            .headers = { { "Content-Type", "application/json" } },
            .body = "{\"pin\":\"open\",\"seen\":{\"x-pin\":\"" + shortKey + "\"}}" };
    };
    const auto result = call();
    QVERIFY(!result);
    const ProtectedMcp::Asked &last = m_mcp->asked.last();
    QCOMPARE(last.http.headers.value("X-Pin"), shortKey);
    QCOMPARE(last.authorization, "Pin " + shortKey);
    const QByteArray logged = everythingLogged(m_engine->log);
    QVERIFY(logged.contains("X-Pin: ‹secret›"));
    QVERIFY(logged.contains("\"pin\":\"open\"")); // another member says what it says
    QVERIFY2(!logged.contains(shortKey), logged.constData());
    const auto kept = m_engine->workspace->store()->exchanges(m_connection->id());
    QVERIFY(kept && !kept->isEmpty());
    for (const auto &one : *kept)
        QVERIFY(!one.document.contains(shortKey));
}

QTEST_GUILESS_MAIN(TestOwnFields)
#include "test_ownfields.moc"
