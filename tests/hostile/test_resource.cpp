// SPDX-License-Identifier: GPL-3.0-or-later
// Parts A, B, E and G as far as a connection to an MCP server is concerned: the browser that opens, and where
// tokens, keys and proofs go. Names carry the number of the threat.
//
// T096, clock skew: a proof carries this computer's time. Whoever minds clocks hands out nonces instead (RFC
// 9449 §8), and those are obeyed, so the time is not bent to the server's. T097: the catalogue refuses to
// send a JWT whose aud is not the resource. Providers in use put a project there and their resources accept
// it (RFC 9068 leaves the audience to the resource), so it is shown as a check and the token still goes to
// the one resource it was asked for, and nowhere else.
#include "hostile/connectionbench.h"
#include "jose/jwt.h"
#include "session/commandbrowser.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using test::ConnectionBench;
using test::ProtectedMcp;
using test::reason;

namespace {

json::Object proofClaims(const net::Headers &headers, QByteArray *thumbprint = nullptr)
{
    const auto jwt = jose::parseJwt(headers.value("DPoP").value_or(QByteArray()));
    if (!jwt)
        return {};
    const json::Object *key = json::objectMember(jwt->jws.header, "jwk");
    const auto jwk = key ? jose::Jwk::fromJson(*key) : base::Result<jose::Jwk>(base::fail({}));
    if (thumbprint && jwk)
        *thumbprint = jwk->thumbprint();
    return jwt->claims;
}

QByteArray text(const json::Object &object, const char *name)
{
    return json::stringMember(object, name).value_or(QByteArray());
}

} // namespace

class TestResource : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void T020_namesAConnectionByItsAsciiHost();
    void T024_aBrowserThatCannotBeStartedIsSaid_data();
    void T024_aBrowserThatCannotBeStartedIsSaid();
    void T096_keepsTheNoncesOfTwoServersApart();
    void T097_sendsATokenToTheResourceItWasAskedForOnly();
    void T097_saysThatTheServerRefusesTheResource();
    void T155_sendsATokenInItsFieldOnly();
    void T158_usesAnotherKeyForAnotherIssuer();
};

void TestResource::T020_namesAConnectionByItsAsciiHost()
{
    ConnectionBench bench;
    const auto added = bench.engine->workspace->add("https://xn--pple-43d.com:8443/mcp");
    QVERIFY(added);
    QCOMPARE((*added)->name(), u"xn--pple-43d.com:8443"_s); // and not with a letter that looks like an a
}

void TestResource::T024_aBrowserThatCannotBeStartedIsSaid_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<bool>("isSaid"); // a program that starts and goes away says nothing
    QTest::newRow("not there") << u"/nonexistent/browser"_s << true;
    QTest::newRow("exits at once") << u"/bin/false"_s << false;
}

void TestResource::T024_aBrowserThatCannotBeStartedIsSaid()
{
    QFETCH(QString, command);
    QFETCH(bool, isSaid);
    ConnectionBench bench;
    session::CommandBrowser broken(command);
    bench.engine->services.browser = &broken;
    oauth::SignInFlow flow(bench.engine->services,
        { .connection = u"broken"_s, .url = bench.mcp.resource(), .isResource = true }, nullptr);
    connect(&flow, &oauth::SignInFlow::consentNeeded, &flow, [&flow] { flow.agree({}); });
    QSignalSpy opened(&flow, &oauth::SignInFlow::browserOpened);
    QSignalSpy finished(&flow, &base::Operation::finished);
    flow.start();
    QTRY_COMPARE_WITH_TIMEOUT(opened.count(), 1, 60000);
    const base::Checks checks = flow.step(oauth::StepId::Browser)->checks();
    QCOMPARE(std::any_of(checks.begin(), checks.end(),
                 [](const base::Check &check) { return check.title.startsWith(u"OA-124"_s); }),
        isSaid);
    QCOMPARE(flow.step(oauth::StepId::Browser)->state(), oauth::StepState::AwaitingPerson);
    // The link can be copied into any other browser, and the sign-in is still there for its answer.
    QVERIFY(bench.browser.open(flow.authorizationUrl()));
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 60000);
    QVERIFY2(flow.result(), reason(flow.result()).constData());
}

void TestResource::T096_keepsTheNoncesOfTwoServersApart()
{
    ConnectionBench bench;
    bench.idp.bindsTokens = true;
    bench.idp.dpopNonce = "nonce-of-the-provider";
    bench.mcp.headers.append("DPoP-Nonce", "nonce-of-the-resource");
    bench.mcp.guard = [&bench](const ProtectedMcp::Asked &one) -> std::optional<net::ServerAnswer> {
        if (!one.authorization.startsWith("DPoP "))
            return bench.mcp.refuse(401, {}, "DPoP");
        return std::nullopt;
    };
    const auto result = bench.call();
    QVERIFY2(result, reason(result).constData());
    QCOMPARE(bench.idp.count("/token"), 2); // one repetition for the nonce, no more
    QVERIFY(bench.call());
    QVERIFY(ConnectionBench::finished(bench.connection->refresh(nullptr)));
    QCOMPARE(text(proofClaims(bench.idp.requests("/token").last().headers), "nonce"),
        QByteArray("nonce-of-the-provider"));
    QVERIFY(bench.call());
    const QByteArray now = QByteArray::number(QDateTime::currentSecsSinceEpoch()).left(6);
    QSet<QByteArray> seen;
    int proofs = 0;
    for (const ProtectedMcp::Asked &one : bench.mcp.asked) {
        const json::Object claims = proofClaims(one.http.headers);
        if (claims.empty())
            continue;
        ++proofs;
        QVERIFY(text(claims, "nonce") != "nonce-of-the-provider");
        QCOMPARE(text(claims, "htu"), bench.mcp.resource()); // never a query
        QVERIFY(!text(claims, "ath").isEmpty());
        QVERIFY(QByteArray::number(*json::numberMember(claims, "iat"), 'f', 0).startsWith(now.left(5)));
        QVERIFY(!seen.contains(text(claims, "jti")));
        seen.insert(text(claims, "jti"));
    }
    QVERIFY(proofs >= 3);
    QCOMPARE(
        text(proofClaims(bench.mcp.asked.last().http.headers), "nonce"), QByteArray("nonce-of-the-resource"));
    QVERIFY(!bench.everythingOnDisk().contains("PRIVATE KEY"));
}

void TestResource::T097_sendsATokenToTheResourceItWasAskedForOnly()
{
    ConnectionBench bench;
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    const QByteArray token = jose::signCompact(bench.idp.key(), { { "typ", "at+jwt" } },
        json::compact(json::Object{ { "iss", json::string(bench.idp.issuer()) },
            { "aud", "https://somebody.example/mcp" }, { "sub", "user-stub-1" }, { "exp", now + 3600 },
            { "iat", now } }));
    bench.idp.tokenMembers["access_token"] = json::string(token);
    const auto result = bench.call();
    QVERIFY2(result, reason(result).constData());
    QVERIFY(bench.connection->verdict(oauth::TokenKind::Access).sentence.contains(u"somebody.example"_s));
    for (const test::StubRequest &request : bench.idp.requests())
        QVERIFY(request.headers.value("Authorization").value_or(QByteArray()) != "Bearer " + token);
    QCOMPARE(bench.mcp.asked.last().authorization, "Bearer " + token);
    // Whoever is sent elsewhere with it does not go.
    test::ScriptedServer elsewhere;
    elsewhere.on("*", "*", net::ServerAnswer{ .status = 204 });
    bench.mcp.guard = [&elsewhere](const ProtectedMcp::Asked &) {
        return std::optional(test::redirectAnswer(elsewhere.url("/mcp"), 307));
    };
    const auto moved = bench.call();
    QVERIFY(!moved);
    QCOMPARE(moved.error().code, u"OA-254"_s);
    QVERIFY(elsewhere.requests().isEmpty());
}

void TestResource::T097_saysThatTheServerRefusesTheResource()
{
    ConnectionBench bench;
    bench.idp.authorizationError = "invalid_target";
    bench.idp.errorDescription = "no such resource";
    const auto result = bench.call();
    QVERIFY(!result);
    QCOMPARE(result.error().code, u"OA-167"_s);
    QVERIFY(result.error().message.contains(u"invalid_target"_s));
    QCOMPARE(result.error().serverSays, u"no such resource"_s);
    QCOMPARE(bench.idp.count("/authorize"), 1); // not again without the resource
    QCOMPARE(bench.idp.requests("/authorize").first().parameter("resource"), bench.mcp.resource());
    QCOMPARE(bench.idp.count("/token"), 0);
}

void TestResource::T155_sendsATokenInItsFieldOnly()
{
    ConnectionBench bench;
    bench.mcp.members["scopes_supported"] = json::Array{ "openid", "boards.read" };
    QVERIFY(bench.call());
    const QByteArray first = bench.accessToken();
    QVERIFY(ConnectionBench::finished(bench.connection->refresh(nullptr)));
    QVERIFY(bench.call());
    for (const QByteArray &token : { first, bench.accessToken() }) {
        QVERIFY(token.startsWith("at-"));
        int inItsField = 0;
        for (const ProtectedMcp::Asked &one : bench.mcp.asked) {
            QVERIFY(!one.http.target.contains(token) && !one.http.body.contains(token));
            for (const net::Header &field : one.http.headers.all()) {
                if (field.name.toLower() == "authorization")
                    inItsField += field.value == "Bearer " + token;
                else
                    QVERIFY2(!field.value.contains(token), field.name.constData());
            }
        }
        QVERIFY(inItsField > 0);
        for (const test::StubRequest &request : bench.idp.requests()) {
            QVERIFY(!request.headers.contains("Referer"));
            for (const base::FormPair &pair : request.parameters)
                QVERIFY(!pair.value.contains(token));
        }
    }
}

void TestResource::T158_usesAnotherKeyForAnotherIssuer()
{
    const auto keyOf = [](ConnectionBench &bench) {
        bench.idp.bindsTokens = true;
        bench.mcp.guard = [&bench](const ProtectedMcp::Asked &one) -> std::optional<net::ServerAnswer> {
            if (!one.authorization.startsWith("DPoP "))
                return bench.mcp.refuse(401, {}, "DPoP");
            return std::nullopt;
        };
        QByteArray thumbprint;
        if (bench.call())
            proofClaims(bench.mcp.asked.last().http.headers, &thumbprint);
        return thumbprint;
    };
    ConnectionBench first, second;
    const QByteArray ours = keyOf(first), theirs = keyOf(second);
    QVERIFY(!ours.isEmpty() && !theirs.isEmpty());
    QVERIFY(ours != theirs);
    // What was registered has nothing in it either that the two could compare, but what everybody sends.
    const auto registered = [](const ConnectionBench &bench) {
        return json::parseObject(bench.idp.requests("/register").first().body, u"registration"_s).value();
    };
    for (const auto &member : registered(first)) {
        if (member.key() != "redirect_uris") // its path is made from the issuer
            QCOMPARE(json::compact(member.value()), json::compact(registered(second).at(member.key())));
    }
}

QTEST_GUILESS_MAIN(TestResource)
#include "test_resource.moc"
