// SPDX-License-Identifier: GPL-3.0-or-later
// What a token endpoint may answer, and ID tokens made to deceive. Names carry the number of the threat.
#include "support/signinbench.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using Sign = test::StubIdp::IdTokenKnobs::Sign;
using test::SignInBench;
using test::why;

class TestTokenAnswers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void T077_refusesARegistrationThatIsNotOurs();
    void T078_refusesAnUnusableClientId_data();
    void T078_refusesAnUnusableClientId();
    void T080_namesTheServersDefectAndRegistersOnce();
    void T086_followsNoRedirectWithACode_data();
    void T086_followsNoRedirectWithACode();
    void T088_saysWhatCameInsteadOfTokens_data();
    void T088_saysWhatCameInsteadOfTokens();
    void T089_takesBearerInAnyCaseAndNothingElse_data();
    void T089_takesBearerInAnyCaseAndNothingElse();
    void T093_neverSendsATokenThatIsNone_data();
    void T093_neverSendsATokenThatIsNone();
    void T094_sendsACodeOnce_data();
    void T094_sendsACodeOnce();
    void T101_refusesIdTokensNobodySigned_data();
    void T101_refusesIdTokensNobodySigned();
    void T114_refusesIdTokensForSomebodyElse_data();
    void T114_refusesIdTokensForSomebodyElse();
    void T117_judgesByTheServersClock();
    void specialCharactersSurviveEveryStage();

private:
    static bool storedNothing(const SignInBench &bench) { return bench.secrets.contents().isEmpty(); }
};

void TestTokenAnswers::T077_refusesARegistrationThatIsNotOurs()
{
    SignInBench bench;
    bench.idp.registrationMembers["redirect_uris"] = json::Array{ "https://evil.example/cb" };
    const auto grant = bench.signIn();
    QVERIFY(!grant);
    QCOMPARE(grant.error().code, u"OA-177"_s);
    QVERIFY(grant.error().message.contains(u"evil.example"_s));
    QVERIFY(bench.browser.opened().isEmpty());
    QVERIFY(bench.clients.clients.isEmpty());
}

void TestTokenAnswers::T078_refusesAnUnusableClientId_data()
{
    QTest::addColumn<QByteArray>("clientId");
    QTest::newRow("absent") << QByteArray();
    QTest::newRow("empty") << QByteArray(R"("")");
    QTest::newRow("blank") << QByteArray(R"(" ")");
    QTest::newRow("number") << QByteArray("7");
    QTest::newRow("null") << QByteArray("null");
    QTest::newRow("line break") << QByteArray(R"("a\r\nb")");
    QTest::newRow("nul") << QByteArray(R"("a\u0000b")");
    QTest::newRow("C1 control") << QByteArray(R"("a\u0085b")");
    QTest::newRow("huge") << '"' + QByteArray(500000, 'x') + '"';
}

void TestTokenAnswers::T078_refusesAnUnusableClientId()
{
    QFETCH(QByteArray, clientId);
    SignInBench bench;
    if (clientId.isEmpty())
        bench.idp.registrationRemoved = { "client_id" };
    else
        bench.idp.registrationMembers["client_id"] = *json::parse(clientId, u"id"_s);
    const auto grant = bench.signIn();
    QVERIFY(!grant);
    QCOMPARE(grant.error().code, u"OA-178"_s);
    QVERIFY(grant.error().message.size() < 1000);
    QVERIFY(bench.browser.opened().isEmpty());
}

void TestTokenAnswers::T080_namesTheServersDefectAndRegistersOnce()
{
    SignInBench bench;
    bench.idp.statuses.insert("/token", 401);
    bench.idp.bodies.insert("/token", R"({"error":"invalid_client","request_id":"request-id-7"})");
    const auto grant = bench.signIn();
    QVERIFY(!grant);
    QCOMPARE(grant.error().code, u"OA-180"_s);
    QCOMPARE(grant.error().requestId, u"request-id-7"_s);
    QCOMPARE(bench.idp.count("/register"), 1);
    QCOMPARE(bench.idp.count("/token"), 1);
}

void TestTokenAnswers::T086_followsNoRedirectWithACode_data()
{
    QTest::addColumn<int>("status");
    for (const int status : { 301, 302, 303, 307, 308 })
        QTest::addRow("%d", status) << status;
}

void TestTokenAnswers::T086_followsNoRedirectWithACode()
{
    QFETCH(int, status);
    SignInBench bench;
    test::StubIdp evil;
    bench.idp.redirects.insert("/token", { status, evil.origin() + "/token" });
    const auto grant = bench.signIn();
    QVERIFY(!grant);
    QCOMPARE(grant.error().code, u"OA-186"_s);
    QVERIFY(grant.error().message.contains(QString::fromLatin1(evil.origin())));
    QVERIFY(evil.requests().isEmpty());
    QCOMPARE(bench.idp.count("/token"), 1);
    QVERIFY(storedNothing(bench));

    // The same redirect is followed by a manager that is not strict.
    QNetworkAccessManager plain;
    QNetworkRequest request(QUrl::fromEncoded(bench.idp.origin() + "/token"));
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/x-www-form-urlencoded"_s);
    QNetworkReply *reply = plain.post(request, "code=x");
    QTRY_VERIFY(reply->isFinished());
    QVERIFY(!evil.requests().isEmpty());
    reply->deleteLater();
}

void TestTokenAnswers::T088_saysWhatCameInsteadOfTokens_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("code");
    QTest::addColumn<int>("kind");
    const auto row
        = [](const char *name, int status, const QByteArray &body, const QString &code,
              base::ErrorKind kind) { QTest::newRow(name) << status << body << code << int(kind); };
    using Kind = base::ErrorKind;
    row("400 invalid_grant", 400, R"({"error":"invalid_grant","error_description":"used"})", u"OA-165"_s,
        Kind::Refused);
    row("400 other vocabulary", 400, R"({"error_type":"pkce_mismatch","error_message":"no"})", u"OA-165"_s,
        Kind::Refused);
    row("400 empty", 400, "", u"OA-188"_s, Kind::ServerBrokeRule);
    row("401 invalid_request", 401, R"({"error":"invalid_request"})", u"OA-188"_s, Kind::Refused);
    row("200 with error", 200, R"({"error":"invalid_grant"})", u"OA-165"_s, Kind::Refused);
    row("200 html", 200, "<html>Hello</html>", u"OA-013"_s, Kind::ServerBrokeRule);
    row("200 empty", 200, "", u"OA-013"_s, Kind::ServerBrokeRule);
    row("200 empty object", 200, "{}", u"OA-188"_s, Kind::ServerBrokeRule);
    row("502 html", 502, "<html>Bad gateway</html>", u"OA-188"_s, Kind::Network);
    row("503 later", 503, R"({"error":"temporarily_unavailable"})", u"OA-188"_s, Kind::Network);
    row("huge", 200, QByteArray(2 << 20, ' '), u"OA-118"_s, Kind::Network);
    row("twice", 200, R"({"access_token":"a","access_token":"b","token_type":"bearer"})", u"OA-114"_s,
        Kind::ServerBrokeRule);
}

void TestTokenAnswers::T088_saysWhatCameInsteadOfTokens()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QString, code);
    QFETCH(int, kind);
    SignInBench bench;
    bench.idp.statuses.insert("/token", status);
    bench.idp.bodies.insert("/token", body);
    const auto grant = bench.signIn();
    QVERIFY(!grant);
    QVERIFY2(grant.error().code == code, why(grant).constData());
    QCOMPARE(int(grant.error().kind), kind);
    QVERIFY(grant.error().exchange != 0);
    QCOMPARE(bench.idp.count("/token"), 1); // never again by itself
    QVERIFY(storedNothing(bench));
}

void TestTokenAnswers::T089_takesBearerInAnyCaseAndNothingElse_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<bool>("isFine");
    for (const char *type : { "Bearer", "bearer", "BEARER" })
        QTest::newRow(type) << QByteArray(type) << true;
    for (const char *type : { "", "mac", "N_A", "DPoP", "Bearer " })
        QTest::addRow("“%s”", type) << QByteArray(type) << false;
}

void TestTokenAnswers::T089_takesBearerInAnyCaseAndNothingElse()
{
    QFETCH(QByteArray, type);
    QFETCH(bool, isFine);
    SignInBench bench;
    bench.idp.tokenMembers["token_type"] = json::string(type);
    if (type.isEmpty())
        bench.idp.tokenRemoved = { "token_type" };
    const auto grant = bench.signIn();
    QCOMPARE(bool(grant), isFine);
    if (!isFine) {
        QCOMPARE(grant.error().code, u"OA-189"_s);
        QVERIFY(storedNothing(bench));
    }
}

void TestTokenAnswers::T093_neverSendsATokenThatIsNone_data()
{
    QTest::addColumn<QByteArray>("member");
    QTest::addColumn<QByteArray>("value");
    for (const char *member : { "access_token", "refresh_token" }) {
        const auto row = [member](const char *name, const char *value) {
            QTest::addRow("%s %s", member, name) << QByteArray(member) << QByteArray(value);
        };
        row("line break", R"("abc\r\nX-Evil: y")");
        row("line feed", R"("abc\ndef")");
        row("nul", R"("abc\u0000def")");
        row("delete", R"("abc\u007fdef")");
        row("number", "7");
        row("object", "{}");
    }
    QTest::newRow("access_token blank") << QByteArray("access_token") << QByteArray(R"("abc def")");
    QTest::newRow("access_token non-ASCII") << QByteArray("access_token") << QByteArray(R"("abc\u00e9")");
}

void TestTokenAnswers::T093_neverSendsATokenThatIsNone()
{
    QFETCH(QByteArray, member);
    QFETCH(QByteArray, value);
    SignInBench bench;
    bench.idp.tokenMembers[json::view(member)] = *json::parse(value, u"value"_s);
    const auto grant = bench.signIn();
    QVERIFY(!grant);
    QCOMPARE(grant.error().code, u"OA-193"_s);
    QVERIFY(!base::oneLine(grant.error()).contains(u"abc"_s));
    QVERIFY(storedNothing(bench));
}

void TestTokenAnswers::T094_sendsACodeOnce_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::newRow("closed without an answer") << QByteArray();
    QTest::newRow("half a head") << QByteArray("HTTP/1.1 200 OK\r\nContent-Le");
    QTest::newRow("half a body") << QByteArray(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 400\r\n\r\n{\"acc");
    QTest::newRow("no HTTP") << QByteArray("hello there\r\n\r\n");
    QTest::newRow("401 asking for Basic") << QByteArray(
        "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n");
}

void TestTokenAnswers::T094_sendsACodeOnce()
{
    QFETCH(QByteArray, raw);
    SignInBench bench;
    if (raw.isEmpty())
        bench.idp.dropped.insert("/token");
    else
        bench.idp.rawAnswers.insert("/token", raw);
    const auto grant = bench.signIn();
    QVERIFY(!grant);
    QTest::qWait(50);
    QCOMPARE(bench.idp.count("/token"), 1);
    QVERIFY(storedNothing(bench));
}

void TestTokenAnswers::T101_refusesIdTokensNobodySigned_data()
{
    QTest::addColumn<int>("sign");
    QTest::newRow("T100 alg none") << int(Sign::None);
    QTest::newRow("T101 HS256 with the public key") << int(Sign::HsWithPublicKey);
    QTest::newRow("another key") << int(Sign::Wrong);
}

void TestTokenAnswers::T101_refusesIdTokensNobodySigned()
{
    QFETCH(int, sign);
    SignInBench bench;
    bench.idp.idToken.sign = static_cast<Sign>(sign);
    const auto grant = bench.signIn();
    QVERIFY(!grant);
    QCOMPARE(grant.error().code, u"OA-201"_s);
    QCOMPARE(grant.error().kind, base::ErrorKind::TokenRejected);
    QVERIFY(storedNothing(bench));
    QCOMPARE(bench.last->step(oauth::StepId::IdToken)->state(), oauth::StepState::Failed);
    // Without keys an unsigned one is no better.
    if (static_cast<Sign>(sign) == Sign::None) {
        SignInBench keyless;
        keyless.idp.statuses.insert("/jwks", 500);
        keyless.idp.idToken.sign = Sign::None;
        const auto unverified = keyless.signIn();
        QVERIFY(!unverified || !unverified->identity.isVerified);
    }
}

void TestTokenAnswers::T114_refusesIdTokensForSomebodyElse_data()
{
    QTest::addColumn<QByteArray>("claim");
    QTest::addColumn<QByteArray>("value");
    const auto row = [](const char *name, const char *claim, const char *value) {
        QTest::newRow(name) << QByteArray(claim) << QByteArray(value);
    };
    row("T114 issuer", "iss", R"("https://other.example")");
    row("T115 audience", "aud", R"("somebody-else")");
    row("T115 no audience", "aud", "");
    row("T115 strangers", "aud", R"(["stub-client-1","stranger"])");
    row("T115 party", "azp", R"("stranger")");
    row("T116 expired", "exp", "1000000000");
    row("T116 no end", "exp", "");
    row("T116 end as text", "exp", R"("9999999999")");
    row("T116 no start", "iat", "");
    row("T116 future", "iat", "9999999999");
    row("T116 not yet", "nbf", "9999999999");
    row("T118 nonce", "nonce", R"("another")");
    row("T118 no nonce", "nonce", "");
    row("T119 no subject", "sub", "");
    row("T119 empty subject", "sub", R"("")");
    row("T121 hash", "at_hash", R"("AAAAAAAAAAAAAAAAAAAAAA")");
}

void TestTokenAnswers::T114_refusesIdTokensForSomebodyElse()
{
    QFETCH(QByteArray, claim);
    QFETCH(QByteArray, value);
    SignInBench bench;
    if (value.isEmpty())
        bench.idp.idToken.dropped = { claim };
    else
        bench.idp.idToken.claims[json::view(claim)] = *json::parse(value, u"value"_s);
    const auto grant = bench.signIn();
    QVERIFY(!grant);
    QCOMPARE(grant.error().code, u"OA-214"_s);
    QVERIFY(grant.error().message.contains(u"No token was stored."_s));
    QVERIFY(storedNothing(bench));
}

void TestTokenAnswers::T117_judgesByTheServersClock()
{
    SignInBench bench;
    bench.clock.offset = -std::chrono::hours(1); // this computer is behind
    const auto grant = bench.signIn();
    QVERIFY2(grant, why(grant).constData());
    QVERIFY(grant->identity.isVerified);
    const auto checks = bench.last->step(oauth::StepId::IdToken)->checks();
    QVERIFY(std::any_of(checks.begin(), checks.end(),
        [](const base::Check &check) { return check.title.startsWith(u"OA-217"_s); }));
}

void TestTokenAnswers::specialCharactersSurviveEveryStage()
{
    const QByteArray odd = "a+b/c%25d&e=f g\xc3\xa9~";
    const QByteArray client = "client+/%26&=\xc3\xa9";
    SignInBench bench;
    bench.idp.fixedCode = odd + "-code";
    bench.idp.fixedRefreshToken = "re+fr/esh%3D==&\xc3\xa9";
    bench.idp.registrationMembers["client_id"] = json::string(client);
    bench.idp.resourceMembers["scopes_supported"] = json::Array{ "openid", "a+b/c%&d", "\xc3\xa9" };
    auto request = bench.request();
    const auto grant = bench.signIn(request);
    QVERIFY2(grant, why(grant).constData());
    const auto authorize = bench.idp.requests("/authorize").first();
    const auto token = bench.idp.requests("/token").first();
    QCOMPARE(authorize.parameter("client_id"), client);
    QCOMPARE(authorize.parameter("scope"), QByteArray("openid a+b/c%&d \xc3\xa9 offline_access"));
    QCOMPARE(token.parameter("client_id"), client);
    QCOMPARE(token.parameter("code"), odd + "-code");

    oauth::TokenKeeper keeper(bench.services(), u"stub"_s, nullptr);
    keeper.adopt(*grant, bench.last->keepState());
    QObject owner;
    auto *refresh = keeper.refresh(&owner);
    QSignalSpy finished(refresh, &base::Operation::finished);
    refresh->start();
    QVERIFY(finished.wait(10000));
    QVERIFY2(refresh->result(), why(refresh->result()).constData());
    QCOMPARE(bench.idp.requests("/token").last().parameter("refresh_token"),
        QByteArray("re+fr/esh%3D==&\xc3\xa9"));
    QCOMPARE(bench.idp.requests("/token").last().parameter("client_id"), client);
}

QTEST_GUILESS_MAIN(TestTokenAnswers)
#include "test_tokenanswers.moc"
