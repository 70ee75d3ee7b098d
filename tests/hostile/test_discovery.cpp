// SPDX-License-Identifier: GPL-3.0-or-later
// Metadata that lies, is broken, or points where nobody should go. Names carry the number of the threat.
#include "oauth/discovery.h"
#include "oauth/findserver.h"
#include "support/signinbench.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using test::SignInBench;
using test::why;

class TestDiscovery : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void T001_stopsAtMetadataOfAnotherIssuer_data();
    void T001_stopsAtMetadataOfAnotherIssuer();
    void T002_stopsAtAnotherFinalSlash();
    void T002_takesTheServersSpellingWhenToldTo();
    void T003_triesThreeAddressesForAnIssuerWithAPath_data();
    void T003_triesThreeAddressesForAnIssuerWithAPath();
    void T004_goesOnAfterAnAnswerThatIsNoDocument_data();
    void T004_goesOnAfterAnAnswerThatIsNoDocument();
    void T005_followsNoRedirectToAnotherPlace();
    void T006_sendsNothingUnencrypted();
    void T007_opensAndFetchesNoOtherScheme_data();
    void T007_opensAndFetchesNoOtherScheme();
    void T009_refusesInternalAddressesOfAPublicIssuer_data();
    void T009_refusesInternalAddressesOfAPublicIssuer();
    void T009_aPublicResourceMayNotNameAnInternalIssuer();
    void T011_refusesMetadataOfAnotherResource_data();
    void T011_refusesMetadataOfAnotherResource();
    void T013_offersNothingOldToANewIssuer();
    void T014_namesTheMemberThatIsWrong_data();
    void T014_namesTheMemberThatIsWrong();
    void T015_refusesAMemberThatComesTwice();
    void T016_neverSignsInWithoutS256_data();
    void T016_neverSignsInWithoutS256();
    void T017_usesTheSnapshotOfItsStart();
    void T019_stopsAtItsLimits();
    void triesNoAddressItDoesNotNeed();
    void reportsWhatLiesBehindAUrl();

private:
    static bool hasCode(const base::Result<oauth::Grant> &result, const QString &code)
    {
        if (!result && result.error().code == code)
            return true;
        qWarning("%s", result ? "signed in" : why(result).constData());
        return false;
    }
    static bool sentNothing(const SignInBench &bench)
    {
        return bench.idp.count("/authorize") == 0 && bench.idp.count("/register") == 0
            && bench.idp.count("/token") == 0 && bench.browser.opened().isEmpty()
            && bench.secrets.journal().isEmpty();
    }
};

void TestDiscovery::T001_stopsAtMetadataOfAnotherIssuer_data()
{
    QTest::addColumn<bool>("isSecond");
    QTest::newRow("first document") << false;
    QTest::newRow("second document") << true;
}

void TestDiscovery::T001_stopsAtMetadataOfAnotherIssuer()
{
    QFETCH(bool, isSecond);
    SignInBench bench;
    (isSecond ? bench.idp.openidMembers : bench.idp.serverMembers)["issuer"] = "https://honest.example";
    const auto grant = bench.signIn();
    QVERIFY(hasCode(grant, u"OA-101"_s));
    QVERIFY(grant.error().message.contains(u"honest.example"_s));
    QVERIFY(grant.error().message.contains(QString::fromLatin1(bench.idp.issuer())));
    QVERIFY(grant.error().message.contains(u"Nothing was sent to it."_s));
    QVERIFY(sentNothing(bench));
    QCOMPARE(bench.last->step(oauth::StepId::Server)->state(), oauth::StepState::Failed);
    QVERIFY(grant.error().exchange != 0);
}

void TestDiscovery::T002_stopsAtAnotherFinalSlash()
{
    SignInBench bench;
    bench.idp.resourceMembers["authorization_servers"]
        = json::Array{ json::string(bench.idp.origin() + '/') };
    const auto grant = bench.signIn();
    QVERIFY(hasCode(grant, u"OA-102"_s));
    QVERIFY(grant.error().message.contains(u"They differ only by the final “/”."_s));
    QVERIFY(!grant.error().nextStep.isEmpty());
    QVERIFY(sentNothing(bench));
}

void TestDiscovery::T002_takesTheServersSpellingWhenToldTo()
{
    SignInBench bench;
    bench.idp.resourceMembers["authorization_servers"]
        = json::Array{ json::string(bench.idp.origin() + '/') };
    auto request = bench.request();
    request.acceptServerSpelling = true;
    const auto grant = bench.signIn(request);
    QVERIFY2(grant, why(grant).constData());
    QCOMPARE(grant->server.issuer, bench.idp.origin());
    bench.idp.idToken.claims["iss"] = json::string(bench.idp.origin() + '/'); // the other spelling
    QVERIFY(hasCode(bench.signIn(request), u"OA-214"_s));
}

void TestDiscovery::T003_triesThreeAddressesForAnIssuerWithAPath_data()
{
    QTest::addColumn<int>("missing");
    QTest::newRow("served at the first") << 0;
    QTest::newRow("served at the second") << 1;
    QTest::newRow("served at the third") << 2;
}

void TestDiscovery::T003_triesThreeAddressesForAnIssuerWithAPath()
{
    QFETCH(int, missing);
    SignInBench bench;
    bench.idp.issuerPath = "/tenant/";
    bench.idp.openidMembers["code_challenge_methods_supported"] = json::Array{ "S256" };
    bench.idp.openidMembers["registration_endpoint"] = json::string(bench.idp.origin() + "/register");
    const QList<QByteArray> order{ "/.well-known/oauth-authorization-server/tenant",
        "/.well-known/openid-configuration/tenant", "/tenant/.well-known/openid-configuration" };
    for (int i = 0; i < missing; ++i)
        bench.idp.statuses.insert(order.at(i), 404);
    const auto grant = bench.signIn();
    QVERIFY2(grant, why(grant).constData());
    QCOMPARE(grant->server.issuer, bench.idp.origin() + "/tenant/");
    QList<QByteArray> asked;
    for (const auto &request : bench.idp.requests()) {
        if (order.contains(request.path))
            asked.append(request.path);
    }
    QCOMPARE(asked, order.first(qMax(missing + 1, 2)));
    QCOMPARE(bench.idp.count("/.well-known/oauth-authorization-server"), 0); // the root is another issuer
}

void TestDiscovery::T004_goesOnAfterAnAnswerThatIsNoDocument_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("asked");
    QTest::newRow("401") << 401 << QByteArray("{}") << 1;
    QTest::newRow("403") << 403 << QByteArray() << 1;
    QTest::newRow("404") << 404 << QByteArray("<html>") << 1;
    QTest::newRow("204") << 204 << QByteArray() << 1;
    QTest::newRow("200 html") << 200 << QByteArray("<html>Sign in</html>") << 1;
    QTest::newRow("200 empty") << 200 << QByteArray() << 1;
    QTest::newRow("200 list") << 200 << QByteArray("[]") << 1;
    QTest::newRow("500 once more") << 500 << QByteArray() << 2;
    QTest::newRow("503 once more") << 503 << QByteArray("{}") << 2;
}

void TestDiscovery::T004_goesOnAfterAnAnswerThatIsNoDocument()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(int, asked);
    const QByteArray first = "/.well-known/oauth-authorization-server";
    SignInBench bench;
    bench.idp.statuses.insert(first, status);
    bench.idp.bodies.insert(first, body);
    bench.idp.openidMembers["code_challenge_methods_supported"] = json::Array{ "S256" };
    bench.idp.openidMembers["registration_endpoint"] = json::string(bench.idp.origin() + "/register");
    const auto grant = bench.signIn();
    QVERIFY2(grant, why(grant).constData());
    QCOMPARE(bench.idp.count(first), asked);
    bench.idp.statuses.insert("/.well-known/openid-configuration", status);
    bench.idp.bodies.insert("/.well-known/openid-configuration", body);
    const auto nothing = bench.signIn();
    QVERIFY(hasCode(nothing, u"OA-103"_s));
    QVERIFY(nothing.error().message.contains(QString::number(status))); // every attempt is listed
    QVERIFY(nothing.error().message.contains(u"openid-configuration"_s));
}

void TestDiscovery::T005_followsNoRedirectToAnotherPlace()
{
    SignInBench bench;
    test::StubIdp evil;
    for (const char *path :
        { "/.well-known/oauth-authorization-server", "/.well-known/openid-configuration" })
        bench.idp.redirects.insert(path, { 302, evil.origin() + path });
    QVERIFY(hasCode(bench.signIn(), u"OA-104"_s));
    QVERIFY(evil.requests().isEmpty());
    QVERIFY(sentNothing(bench));
}

void TestDiscovery::T006_sendsNothingUnencrypted()
{
    SignInBench bench;
    bench.idp.resourceMembers["authorization_servers"] = json::Array{ "http://issuer.example" };
    const auto grant = bench.signIn();
    QVERIFY(hasCode(grant, u"OA-105"_s));
    QCOMPARE(grant.error().kind, base::ErrorKind::ServerBrokeRule);
    QVERIFY(sentNothing(bench));
}

void TestDiscovery::T007_opensAndFetchesNoOtherScheme_data()
{
    QTest::addColumn<QByteArray>("member");
    QTest::addColumn<QByteArray>("value");
    const char *const members[]
        = { "issuer", "authorization_endpoint", "token_endpoint", "registration_endpoint", "jwks_uri",
              "userinfo_endpoint", "revocation_endpoint", "introspection_endpoint", "end_session_endpoint",
              "service_documentation", "op_policy_uri", "op_tos_uri", "check_session_iframe",
              "device_authorization_endpoint", "pushed_authorization_request_endpoint" };
    const char *const values[] = { "javascript:alert(1)", "file:///etc/hostname", "data:text/html,x",
        "vbscript:x", "ms-msdt:/id", "smb://evil.example/share", "\\\\evil.example\\share",
        "mailto:a@evil.example", "tel:+123", "http://evil.example/x" };
    for (const char *member : members) {
        for (const char *value : values)
            QTest::addRow("%s %s", member, value) << QByteArray(member) << QByteArray(value);
    }
}

void TestDiscovery::T007_opensAndFetchesNoOtherScheme()
{
    QFETCH(QByteArray, member);
    QFETCH(QByteArray, value);
    static const QList<QByteArray> required{ "issuer", "authorization_endpoint", "token_endpoint" };
    const json::Object good{ { "issuer", "https://idp.example" },
        { "authorization_endpoint", "https://idp.example/authorize" },
        { "token_endpoint", "https://idp.example/token" } };
    base::Checks checks;
    QVERIFY(oauth::readServerMetadata(json::compact(good), "https://idp.example", &checks));
    QVERIFY(std::none_of(checks.begin(), checks.end(),
        [](const base::Check &check) { return check.state == base::CheckState::Failed; }));

    json::Object bad = good;
    bad[json::view(member)] = json::string(value);
    checks.clear();
    const auto read = oauth::readServerMetadata(json::compact(bad), "https://idp.example", &checks);
    if (required.contains(member)) {
        QVERIFY(!read);
        QCOMPARE(read.error().kind, base::ErrorKind::ServerBrokeRule);
        if (member != "issuer")
            QVERIFY2(
                read.error().message.contains(QString::fromLatin1(member)), qPrintable(read.error().message));
        return;
    }
    QVERIFY2(read, why(read).constData());
    QCOMPARE(std::count_if(checks.begin(), checks.end(),
                 [](const base::Check &check) { return check.state == base::CheckState::Failed; }),
        1);
    QVERIFY(read->jwksUri.isEmpty() && read->registrationEndpoint.isEmpty()
        && read->userinfoEndpoint.isEmpty() && read->revocationEndpoint.isEmpty()
        && read->introspectionEndpoint.isEmpty() && read->endSessionEndpoint.isEmpty());
}

void TestDiscovery::T009_refusesInternalAddressesOfAPublicIssuer_data()
{
    QTest::addColumn<QByteArray>("url");
    const char *const hosts[] = { "127.0.0.1", "169.254.169.254", "10.0.0.1", "192.168.1.1", "172.16.0.1",
        "[::1]", "[fd00::1]", "[fe80::1]", "0.0.0.0", "127.1", "0x7f.1", "2130706433", "[::ffff:7f00:1]",
        "localhost", "localhost.", "127.0.0.1.", "good@127.0.0.1", "100.64.0.1", "printer.localhost" };
    for (const char *host : hosts)
        QTest::newRow(host) << QByteArray("https://") + host + "/token";
}

void TestDiscovery::T009_refusesInternalAddressesOfAPublicIssuer()
{
    QFETCH(QByteArray, url);
    json::Object document{ { "issuer", "https://idp.example" },
        { "authorization_endpoint", "https://idp.example/authorize" },
        { "token_endpoint", json::string(url) } };
    base::Checks checks;
    const auto read = oauth::readServerMetadata(json::compact(document), "https://idp.example", &checks);
    QVERIFY(!read);
    // A server that lives inside may name what is inside.
    document["issuer"] = "http://127.0.0.1:1";
    document["token_endpoint"] = "http://127.0.0.1:2/token";
    QVERIFY(oauth::readServerMetadata(json::compact(document), "http://127.0.0.1:1", &checks));
}

void TestDiscovery::T009_aPublicResourceMayNotNameAnInternalIssuer()
{
    SignInBench bench;
    const oauth::SignInRequest request = bench.request("https://mcp.example/mcp");
    const oauth::ResourceMetadata resource{ .resource = request.url,
        .authorizationServers = { bench.idp.issuer() } };
    oauth::FindServer find(&bench.network, request, resource, nullptr);
    QSignalSpy finished(&find, &base::Operation::finished);
    find.start();
    QVERIFY(finished.wait(5000));
    QCOMPARE(find.result().error().code, u"OA-108"_s);
    QVERIFY(bench.idp.requests().isEmpty());
}

void TestDiscovery::T011_refusesMetadataOfAnotherResource_data()
{
    QTest::addColumn<QByteArray>("resource");
    QTest::addColumn<bool>("isFine");
    const auto row = [](const char *resource, bool isFine) {
        QTest::newRow(resource) << QByteArray(resource) << isFine;
    };
    row("https://host.example/mcp/boards", true);
    row("https://host.example/mcp/boards/", true);
    row("https://host.example/mcp", true);
    row("https://host.example", true);
    row("https://host.example/", true);
    row("https://other.example/mcp/boards", false);
    row("https://host.example:444/mcp/boards", false);
    row("http://host.example/mcp/boards", false);
    row("https://host.example/mcp/board", false);
    row("https://host.example/mcp/boards/deep", false);
    row("https://host.example/mcp?tenant=1", false);
    row("https://host.example.evil.example/mcp/boards", false);
    row("https://host.example@evil.example/mcp/boards", false);
    row("https://host.example/mcp/boards#x", false);
}

void TestDiscovery::T011_refusesMetadataOfAnotherResource()
{
    QFETCH(QByteArray, resource);
    QFETCH(bool, isFine);
    const json::Object document{ { "resource", json::string(resource) },
        { "authorization_servers", json::Array{ "https://idp.example" } } };
    base::Checks checks;
    const auto read
        = oauth::readResourceMetadata(json::compact(document), "https://host.example/mcp/boards", &checks);
    QCOMPARE(bool(read), isFine);
    if (read)
        QCOMPARE(read->resource, resource); // byte for byte from here on
    else
        QCOMPARE(read.error().code, u"OA-110"_s);
}

void TestDiscovery::T013_offersNothingOldToANewIssuer()
{
    SignInBench bench;
    QVERIFY(bench.signIn());
    test::StubIdp other;
    bench.idp.resourceMembers["authorization_servers"] = json::Array{ json::string(other.issuer()) };
    auto request = bench.request();
    request.rememberedIssuer = bench.idp.issuer();
    const QByteArray oldClient = bench.last->result()->client.clientId;
    bench.idp.forgetRequests();
    const auto grant = bench.signIn(request);
    QVERIFY2(grant, why(grant).constData());
    QCOMPARE(grant->server.issuer, other.issuer());
    QCOMPARE(other.count("/register"), 1); // a client of its own
    QCOMPARE(bench.idp.count("/token"), 0);
    const auto checks = bench.last->step(oauth::StepId::Server)->checks();
    QVERIFY(std::any_of(checks.begin(), checks.end(),
        [](const base::Check &check) { return check.title.startsWith(u"OA-112"_s); }));

    request.clientId = "typed-for-the-old-one";
    other.forgetRequests();
    QVERIFY(hasCode(bench.signIn(request), u"OA-112"_s));
    QVERIFY(other.requests().isEmpty());
}

void TestDiscovery::T014_namesTheMemberThatIsWrong_data()
{
    QTest::addColumn<QByteArray>("member");
    QTest::addColumn<bool>("isRequired");
    for (const char *name : { "issuer", "authorization_endpoint", "token_endpoint" })
        QTest::newRow(name) << QByteArray(name) << true;
    for (const char *name :
        { "registration_endpoint", "jwks_uri", "scopes_supported", "code_challenge_methods_supported",
            "token_endpoint_auth_methods_supported", "authorization_response_iss_parameter_supported" })
        QTest::newRow(name) << QByteArray(name) << false;
}

void TestDiscovery::T014_namesTheMemberThatIsWrong()
{
    QFETCH(QByteArray, member);
    QFETCH(bool, isRequired);
    for (const char *value : { "7", "[1,2]", "{\"a\":1}", "\"\"", "null", "[null]" }) {
        json::Object document{ { "issuer", "https://idp.example" },
            { "authorization_endpoint", "https://idp.example/authorize" },
            { "token_endpoint", "https://idp.example/token" } };
        document[json::view(member)] = *json::parse(value, u"value"_s);
        base::Checks checks;
        const auto read = oauth::readServerMetadata(json::compact(document), "https://idp.example", &checks);
        QCOMPARE(bool(read), !isRequired);
        if (isRequired) {
            QCOMPARE(read.error().code, u"OA-016"_s);
            QVERIFY(read.error().message.contains(QString::fromLatin1(member)));
            continue;
        }
        const bool isAbsent = QByteArray(value) == "null"
            || (QByteArray(value) == "\"\"" && (member == "registration_endpoint" || member == "jwks_uri"));
        const auto noted = std::count_if(checks.begin(), checks.end(), [&member](const base::Check &check) {
            return check.state == base::CheckState::Noted
                && check.title.startsWith(QString::fromLatin1(member));
        });
        QCOMPARE(noted, isAbsent ? 0 : 1);
    }
}

void TestDiscovery::T015_refusesAMemberThatComesTwice()
{
    SignInBench bench;
    const QByteArray origin = bench.idp.origin();
    bench.idp.bodies.insert("/.well-known/oauth-authorization-server",
        R"({"issuer":"https://evil.example","issuer":")" + origin + R"(","token_endpoint":")" + origin
            + R"(/token","authorization_endpoint":")" + origin + R"(/authorize"})");
    QVERIFY(hasCode(bench.signIn(), u"OA-114"_s));
    QVERIFY(sentNothing(bench));
}

void TestDiscovery::T016_neverSignsInWithoutS256_data()
{
    QTest::addColumn<QByteArray>("methods");
    QTest::addColumn<bool>("isFine");
    QTest::newRow("absent") << QByteArray() << false;
    QTest::newRow("plain") << QByteArray(R"(["plain"])") << false;
    QTest::newRow("lower case") << QByteArray(R"(["s256"])") << false;
    QTest::newRow("empty") << QByteArray("[]") << false;
    QTest::newRow("both") << QByteArray(R"(["plain","S256"])") << true;
}

void TestDiscovery::T016_neverSignsInWithoutS256()
{
    QFETCH(QByteArray, methods);
    QFETCH(bool, isFine);
    SignInBench bench;
    if (methods.isEmpty())
        bench.idp.serverRemoved = { "code_challenge_methods_supported" };
    else
        bench.idp.serverMembers["code_challenge_methods_supported"] = *json::parse(methods, u"methods"_s);
    const auto grant = bench.signIn();
    if (isFine) {
        QVERIFY2(grant, why(grant).constData());
        QCOMPARE(
            bench.idp.requests("/authorize").first().parameter("code_challenge_method"), QByteArray("S256"));
        return;
    }
    QVERIFY(hasCode(grant, u"OA-115"_s));
    QVERIFY(sentNothing(bench));
}

void TestDiscovery::T017_usesTheSnapshotOfItsStart()
{
    SignInBench bench;
    test::StubIdp evil;
    connect(&bench.idp, &test::StubIdp::requested, this, [&](const QByteArray &path) {
        if (path == "/authorize")
            bench.idp.serverMembers["token_endpoint"] = json::string(evil.origin() + "/token");
    });
    const auto grant = bench.signIn();
    QVERIFY2(grant, why(grant).constData());
    QVERIFY(evil.requests().isEmpty());
    QCOMPARE(bench.idp.count("/token"), 1);
}

void TestDiscovery::T019_stopsAtItsLimits()
{
    SignInBench bench;
    bench.idp.bodies.insert(
        "/.well-known/oauth-authorization-server", "{\"issuer\":\"" + QByteArray(2 << 20, 'x') + "\"}");
    QVERIFY(hasCode(bench.signIn(), u"OA-118"_s));
    bench.idp.bodies.insert("/.well-known/oauth-authorization-server", QByteArray(100000, '['));
    const auto deep = bench.signIn();
    QVERIFY(!deep);
    QVERIFY(sentNothing(bench));
}

void TestDiscovery::triesNoAddressItDoesNotNeed()
{
    SignInBench bench;
    auto request = bench.request();
    request.challenges = { { .scheme = "bearer",
        .parameters
        = { { "resource_metadata", bench.idp.origin() + "/.well-known/oauth-protected-resource/mcp" } } } };
    QVERIFY(bench.signIn(request));
    QCOMPARE(bench.idp.count("/.well-known/oauth-protected-resource/mcp"), 1);
    QCOMPARE(bench.idp.count("/.well-known/oauth-protected-resource"), 0);

    // The challenge names one that is not there: nothing else is tried.
    bench.idp.forgetRequests();
    request.challenges.first().parameters.first().value = bench.idp.origin() + "/nowhere";
    QVERIFY(hasCode(bench.signIn(request), u"OA-103"_s));
    QCOMPARE(bench.idp.requests().size(), 1);
}

void TestDiscovery::reportsWhatLiesBehindAUrl()
{
    SignInBench bench;
    const auto look = [&bench](const QByteArray &url) {
        oauth::Discovery discovery(bench.services(), url, {}, u"stub"_s, nullptr);
        QSignalSpy finished(&discovery, &base::Operation::finished);
        discovery.start();
        finished.wait(10000);
        return discovery.result();
    };
    const auto report = look(bench.idp.resource());
    QVERIFY2(report, why(report).constData());
    QVERIFY(report->resource && report->server && !report->problem);
    QCOMPARE(report->exchanges.size(), 3);
    QVERIFY(sentNothing(bench));

    bench.idp.serverRemoved = { "code_challenge_methods_supported" };
    const auto unsafe = look(bench.idp.resource());
    QVERIFY(unsafe && unsafe->server);
    QCOMPARE(unsafe->problem->code, u"OA-115"_s);

    const auto nothing = look(bench.idp.origin() + "/nothing/here");
    QVERIFY(nothing); // the root of the host has a server
    bench.idp.statuses = { { "/.well-known/oauth-authorization-server", 404 },
        { "/.well-known/openid-configuration", 404 } };
    const auto absent = look(bench.idp.origin());
    QVERIFY(!absent);
    QCOMPARE(absent.error().code, u"OA-103"_s);
    const QByteArray url = bench.idp.resource();
    bench.idp.shutDown();
    const auto gone = look(url);
    QVERIFY(!gone);
    QCOMPARE(gone.error().kind, base::ErrorKind::Network);
}

QTEST_GUILESS_MAIN(TestDiscovery)
#include "test_discovery.moc"
