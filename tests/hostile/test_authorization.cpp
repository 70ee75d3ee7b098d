// SPDX-License-Identifier: GPL-3.0-or-later
// Catalogue entries of the way to the authorization server: where things go, what is asked, what comes back.
// Function and row names carry their numbers.
#include "base/errorcodes.h"
#include "oauth/authorizationrequest.h"
#include "oauth/devicegrant.h"
#include "oauth/registration.h"
#include "support/signinbench.h"

#include <QUrlQuery>

using namespace Qt::StringLiterals;
using namespace authscope;
using oauth::SignInQuestion;
using oauth::StepId;
using oauth::StepState;
using test::SignInBench;
using test::StubIdp;
using test::why;

class TestAuthorization : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void T008_sendsNothingToAForeignHostUnasked_data();
    void T008_sendsNothingToAForeignHostUnasked();
    void T008_goesOnWhenTheHostIsAccepted();
    void T008_asksAgainForAnotherIssuer();
    void T008_asksNothingAboutThePageAndTheKeys();
    void T023_refusesParametersOfOurs_data();
    void T023_refusesParametersOfOurs();
    void T023_sendsThePersonsOwnParameters();
    void T026_saysThatTheAddressIsLong();
    void T050_takesTheWholeAddressOnly_data();
    void T050_takesTheWholeAddressOnly();
    void T050_takesThePastedAddress();
    void T067_explainsWhatWasToBeSilent_data();
    void T067_explainsWhatWasToBeSilent();
    void T067_explainsAnOldSignIn_data();
    void T067_explainsAnOldSignIn();
    void T070_refusesAnAnswerToAPush_data();
    void T070_refusesAnAnswerToAPush();
    void T084_printsADocumentThatFitsWhatIsSent();
    void T084_registersInsteadWhenThePersonAgrees();
    void T099_refusesADeviceAnswer_data();
    void T099_refusesADeviceAnswer();
    void T099_leavesOutACompleteAddressElsewhere();
    void waitsForOneBrowserAnIssuer();
    void waitsForOneBrowserAnIssuerAmongPrograms();
};

namespace {

QByteArray authority(const QByteArray &origin)
{
    return QUrl::fromEncoded(origin).authority(QUrl::FullyEncoded).toLatin1();
}

} // namespace

void TestAuthorization::T008_sendsNothingToAForeignHostUnasked_data()
{
    QTest::addColumn<QByteArray>("member");
    QTest::addColumn<bool>("isWatched");
    for (const char *member :
        { "token_endpoint", "registration_endpoint", "revocation_endpoint", "introspection_endpoint",
            "userinfo_endpoint", "pushed_authorization_request_endpoint", "device_authorization_endpoint" }) {
        QTest::addRow("T008 %s, nobody there", member) << QByteArray(member) << false;
        QTest::addRow("T008 %s, declined", member) << QByteArray(member) << true;
    }
}

void TestAuthorization::T008_sendsNothingToAForeignHostUnasked()
{
    QFETCH(QByteArray, member);
    QFETCH(bool, isWatched);
    SignInBench bench;
    StubIdp foreign;
    bench.idp.serverMembers[json::view(member)] = json::string(foreign.origin() + "/anything");
    auto flow = bench.flow(bench.request());
    if (isWatched)
        bench.answerWith(flow.get(), [](const SignInQuestion &) { return QByteArray("decline"); });
    QVERIFY(SignInBench::finish(flow.get()));
    QVERIFY(!flow->result());
    QCOMPARE(flow->result().error().code, base::code::foreignEndpoint);
    QCOMPARE(flow->result().error().kind, base::ErrorKind::Refused);
    QVERIFY(flow->result().error().message.contains(QString::fromLatin1(authority(foreign.origin()))));
    QVERIFY(flow->result().error().message.contains(QString::fromLatin1(member)));
    QVERIFY(foreign.requests().isEmpty());
    QCOMPARE(bench.idp.count("/register") + bench.idp.count("/authorize") + bench.idp.count("/token"), 0);
    QVERIFY(bench.browser.opened().isEmpty());
    QCOMPARE(bench.questions.size(), isWatched ? 1 : 0);
    QVERIFY(flow->decisions() == oauth::SignInDecisions());
    const auto &checks = flow->step(StepId::Server)->checks();
    QVERIFY(std::any_of(checks.begin(), checks.end(), [&](const base::Check &check) {
        return check.found.contains(QString::fromLatin1(foreign.origin()))
            && check.state == base::CheckState::Noted;
    }));
}

void TestAuthorization::T008_goesOnWhenTheHostIsAccepted()
{
    SignInBench bench;
    StubIdp foreign;
    bench.idp.serverMembers["revocation_endpoint"] = json::string(foreign.origin() + "/revoke");
    auto flow = bench.flow(bench.request());
    QSignalSpy decided(flow.get(), &oauth::SignInFlow::decided);
    bench.answerWith(flow.get(), [&](const SignInQuestion &asked) {
        if (asked.kind != SignInQuestion::Kind::ForeignEndpoints || asked.safeChoice != "decline"
            || asked.subjects != QList<QByteArray>{ foreign.origin() }
            || !asked.text.contains(QString::fromLatin1(foreign.origin() + "/revoke")))
            return QByteArray("decline");
        return QByteArray("accept");
    });
    QVERIFY(SignInBench::finish(flow.get()));
    QVERIFY2(flow->result(), why(flow->result()).constData());
    QCOMPARE(decided.count(), 1);
    QCOMPARE(bench.questions.size(), 1);
    auto again = bench.request();
    again.decisions = flow->decisions();
    const auto grant = bench.signIn(again); // nobody there, and nobody needed
    QVERIFY2(grant, why(grant).constData());
}

void TestAuthorization::T008_asksAgainForAnotherIssuer()
{
    SignInBench bench;
    StubIdp foreign;
    bench.idp.serverMembers["revocation_endpoint"] = json::string(foreign.origin() + "/revoke");
    auto request = bench.request();
    request.decisions.endpoints = { { "https://another.example", foreign.origin() } };
    const auto grant = bench.signIn(request);
    QVERIFY(!grant);
    QCOMPARE(grant.error().code, base::code::foreignEndpoint);
}

/// As some providers have it: the page is the customer's own.
void TestAuthorization::T008_asksNothingAboutThePageAndTheKeys()
{
    SignInBench bench;
    StubIdp foreign;
    bench.idp.authorizeElsewhere = bench.idp.origin() + "/really";
    bench.idp.serverMembers["authorization_endpoint"] = json::string(foreign.origin() + "/authorize");
    bench.browser.isAbandoned = true;
    auto flow = bench.flow(bench.request());
    bench.answerWith(flow.get(), [](const SignInQuestion &) { return QByteArray(); });
    flow->start();
    QTRY_COMPARE(bench.browser.opened().size(), 1);
    QVERIFY(bench.questions.isEmpty());
    const auto &checks = flow->step(StepId::Server)->checks();
    QVERIFY(std::any_of(checks.begin(), checks.end(), [&](const base::Check &check) {
        return check.title.startsWith(u"authorization_endpoint"_s)
            && check.found.contains(QString::fromLatin1(foreign.origin()));
    }));
}

void TestAuthorization::T023_refusesParametersOfOurs_data()
{
    QTest::addColumn<QList<QByteArray>>("names");
    for (const char *ours : { "state", "client_id", "redirect_uri", "code_challenge", "nonce", "scope",
             "resource", "request_uri", "request", "response_mode", "prompt", "login_hint", "max_age" })
        QTest::addRow("T023 %s", ours) << QList<QByteArray>{ ours };
    QTest::addRow("T023 twice") << QList<QByteArray>{ "audience", "audience" };
    QTest::addRow("T023 nameless") << QList<QByteArray>{ "" };
    QTest::addRow("T023 line break") << QList<QByteArray>{ "a\r\nb" };
}

void TestAuthorization::T023_refusesParametersOfOurs()
{
    QFETCH(QList<QByteArray>, names);
    SignInBench bench;
    auto request = bench.request();
    for (const QByteArray &name : names)
        request.extraParameters.append({ name, "evil" });
    const auto grant = bench.signIn(request);
    QVERIFY(!grant);
    QCOMPARE(grant.error().code, base::code::parameterCollision);
    QCOMPARE(grant.error().kind, base::ErrorKind::Usage);
    QVERIFY(bench.idp.requests().isEmpty());
}

void TestAuthorization::T023_sendsThePersonsOwnParameters()
{
    SignInBench bench;
    auto request = bench.request();
    request.prompt = "login";
    request.loginHint = "ada+1@stub.example&state=evil";
    request.maxAge = std::chrono::seconds(0);
    request.extraParameters = { { "audience", "a b&c=d" } };
    bench.idp.idToken.claims["auth_time"] = QDateTime::currentSecsSinceEpoch();
    const auto grant = bench.signIn(request);
    QVERIFY2(grant, why(grant).constData());
    const auto sent = bench.idp.requests("/authorize").first();
    QCOMPARE(sent.parameter("prompt"), QByteArray("login consent")); // offline_access is asked for
    QCOMPARE(sent.parameter("login_hint"), request.loginHint);
    QCOMPARE(sent.parameter("max_age"), QByteArray("0"));
    QCOMPARE(sent.parameter("audience"), QByteArray("a b&c=d"));
    QCOMPARE(sent.count("state"), 1);

    request.extraParameters = {};
    bench.idp.serverMembers["authorization_endpoint"]
        = json::string(bench.idp.origin() + "/authorize?login_hint=evil");
    const auto refused = bench.signIn(request);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, base::code::parameterCollision);
}

void TestAuthorization::T026_saysThatTheAddressIsLong()
{
    SignInBench bench;
    auto request = bench.request();
    for (int i = 0; i < 200; ++i)
        request.scopes.append("boards.read.number-" + QByteArray::number(i));
    const auto grant = bench.signIn(request);
    QVERIFY2(grant, why(grant).constData());
    const auto &checks = bench.last->step(StepId::Browser)->checks();
    QVERIFY(std::any_of(checks.begin(), checks.end(), [](const base::Check &check) {
        return check.title.startsWith(base::code::addressTooLong) && check.state == base::CheckState::Noted;
    }));
}

void TestAuthorization::T050_takesTheWholeAddressOnly_data()
{
    QTest::addColumn<QString>("pasted"); // REDIRECT and STATE stand for those of the sign-in
    QTest::newRow("T050 other state") << u"REDIRECT?code=abcdefgh&state=another"_s;
    QTest::newRow("T050 no state") << u"REDIRECT?code=abcdefgh"_s;
    QTest::newRow("T050 other host") << u"http://localhost:1/callback?code=abcdefgh&state=STATE"_s;
    QTest::newRow("T050 other port") << u"http://127.0.0.1:1/callback?code=abcdefgh&state=STATE"_s;
    QTest::newRow("T050 other path") << u"REDIRECTx?code=abcdefgh&state=STATE"_s;
    QTest::newRow("T050 bare code") << u"abcdefgh"_s;
    QTest::newRow("T050 code#state") << u"abcdefgh#STATE"_s;
    QTest::newRow("T050 two lines") << u"REDIRECT?code=abcdefgh&state=STATE\nREDIRECT?code=x&state=STATE"_s;
    QTest::newRow("T050 fragment") << u"REDIRECT?code=abcdefgh&state=STATE#more"_s;
    QTest::newRow("T050 nothing") << QString();
    QTest::newRow("T050 1 MB") << u"REDIRECT?code="_s + QString(1 << 20, u'a') + u"&state=STATE"_s;
}

void TestAuthorization::T050_takesTheWholeAddressOnly()
{
    QFETCH(QString, pasted);
    SignInBench bench;
    bench.browser.isAbandoned = true;
    auto flow = bench.flow(bench.request());
    QVERIFY(!flow->pasteAnswer(pasted));
    flow->start();
    QTRY_COMPARE(bench.browser.opened().size(), 1);
    const QUrlQuery sent(QUrl::fromEncoded(bench.browser.opened().first()));
    pasted.replace(u"REDIRECT"_s, sent.queryItemValue(u"redirect_uri"_s, QUrl::FullyDecoded));
    pasted.replace(u"STATE"_s, sent.queryItemValue(u"state"_s));
    const auto taken = flow->pasteAnswer(pasted);
    QVERIFY(!taken);
    QCOMPARE(taken.error().code, base::code::pasteRefused);
    QVERIFY2(!taken.error().message.contains(u"abcdefgh"_s), "it may hold a code");
    QVERIFY(flow->isRunning());
    QVERIFY(flow->step(StepId::Browser)->state() == StepState::AwaitingPerson);
    QCOMPARE(bench.idp.count("/token"), 0);
}

void TestAuthorization::T050_takesThePastedAddress()
{
    SignInBench bench;
    QByteArray answer;
    bench.browser.rewrite = [&answer](const QByteArray &url) {
        answer = url;
        return QList<QByteArray>();
    };
    auto flow = bench.flow(bench.request());
    QSignalSpy finished(flow.get(), &base::Operation::finished);
    flow->start();
    QTRY_VERIFY(!answer.isEmpty());
    QVERIFY(flow->pasteAnswer(u"  "_s + QString::fromLatin1(answer) + u'\n'));
    QVERIFY(!flow->pasteAnswer(QString::fromLatin1(answer)));
    QTRY_COMPARE(finished.count(), 1);
    QVERIFY2(flow->result(), why(flow->result()).constData());
    QCOMPARE(bench.idp.count("/token"), 1);
}

void TestAuthorization::T067_explainsWhatWasToBeSilent_data()
{
    QTest::addColumn<QByteArray>("error");
    QTest::addColumn<QString>("words");
    QTest::newRow("T067 login_required") << QByteArray("login_required") << u"Nobody is signed in"_s;
    QTest::newRow("T067 interaction_required") << QByteArray("interaction_required") << u"something to ask"_s;
    QTest::newRow("T067 consent_required") << QByteArray("consent_required") << u"wants you to agree"_s;
    QTest::newRow("T067 account_selection_required")
        << QByteArray("account_selection_required") << u"more than once"_s;
}

void TestAuthorization::T067_explainsWhatWasToBeSilent()
{
    QFETCH(QByteArray, error);
    QFETCH(QString, words);
    SignInBench bench;
    bench.idp.authorizationError = error;
    auto request = bench.request();
    request.prompt = "none";
    const auto grant = bench.signIn(request);
    QVERIFY(!grant);
    QCOMPARE(bench.idp.requests("/authorize").first().parameter("prompt"), QByteArray("none"));
    QCOMPARE(grant.error().code, base::code::authorizationError);
    QCOMPARE(grant.error().kind, base::ErrorKind::Refused);
    QVERIFY2(grant.error().message.contains(words), qPrintable(grant.error().message));
    QVERIFY(grant.error().nextStep.contains(u"prompt=none"_s));
    QCOMPARE(bench.idp.count("/token"), 0);
}

void TestAuthorization::T067_explainsAnOldSignIn_data()
{
    QTest::addColumn<int>("age"); // seconds; -1: the token does not say
    QTest::addColumn<bool>("isTaken");
    QTest::newRow("T067 recent") << 10 << true;
    QTest::newRow("T067 old") << 4000 << false;
    QTest::newRow("T067 unsaid") << -1 << true;
}

void TestAuthorization::T067_explainsAnOldSignIn()
{
    QFETCH(int, age);
    QFETCH(bool, isTaken);
    SignInBench bench;
    if (age >= 0)
        bench.idp.idToken.claims["auth_time"] = QDateTime::currentSecsSinceEpoch() - age;
    auto request = bench.request();
    request.maxAge = std::chrono::seconds(300);
    const auto grant = bench.signIn(request);
    QCOMPARE(bool(grant), isTaken);
    if (!isTaken)
        QCOMPARE(grant.error().code, base::code::idTokenInvalid);
    QCOMPARE(bench.secrets.wasKept(oauth::refreshTokenKey(u"stub"_s)), isTaken);
    if (age < 0)
        QVERIFY(bench.last->step(StepId::IdToken)->state() == StepState::Noted);
}

void TestAuthorization::T070_refusesAnAnswerToAPush_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, int status, const QByteArray &body, const QString &words) {
        QTest::newRow(name) << status << body << words;
    };
    row("T070 refused", 400, "{\"error\":\"invalid_request\",\"request_id\":\"r-1\"}", u"invalid_request"_s);
    row("T070 scope", 400, "{\"error\":\"invalid_scope\"}", u"scopes"_s);
    row("T070 server error", 500, "<h1>oops</h1>", u"500"_s);
    row("T070 no reference", 201, "{\"expires_in\":60}", u"request_uri"_s);
    row("T070 empty reference", 201, "{\"request_uri\":\"\",\"expires_in\":60}", u"request_uri"_s);
    row("T070 a line break", 201, "{\"request_uri\":\"urn:a\\r\\nb\",\"expires_in\":60}", u"request_uri"_s);
    row("T070 no JSON", 201, "yes", u"request_uri"_s);
}

void TestAuthorization::T070_refusesAnAnswerToAPush()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QString, words);
    SignInBench bench;
    bench.idp.takesPushedRequests = true;
    bench.idp.requiresPushedRequests = true;
    bench.idp.statuses.insert("/par", status);
    bench.idp.bodies.insert("/par", body);
    const auto grant = bench.signIn();
    QVERIFY(!grant);
    QCOMPARE(grant.error().code, base::code::pushRefused);
    QVERIFY2(
        (grant.error().message + grant.error().nextStep).contains(words), qPrintable(grant.error().message));
    QVERIFY(bench.browser.opened().isEmpty());
    QCOMPARE(bench.idp.count("/par"), 1);
    if (body.contains("r-1"))
        QCOMPARE(grant.error().requestId, u"r-1"_s);
}

/// The document names what is sent: a server that compares finds it.
void TestAuthorization::T084_printsADocumentThatFitsWhatIsSent()
{
    const QByteArray url = "https://client.example/authscope.json";
    const auto document = oauth::clientMetadataDocument(url);
    QVERIFY2(document, why(document).constData());
    QCOMPARE(json::stringMember(*document, "client_id"), url);
    const auto redirects = json::stringList(*document, "redirect_uris").value_or(QList<QByteArray>());
    QVERIFY(redirects.contains("http://127.0.0.1/callback"));
    QVERIFY(redirects.contains("http://[::1]/callback"));
    QVERIFY(!oauth::clientMetadataDocument("http://client.example/c.json"));
    QVERIFY(!oauth::clientMetadataDocument("https://client.example/"));

    SignInBench bench;
    bench.idp.serverMembers["client_id_metadata_document_supported"] = true;
    auto request = bench.request();
    request.clientMetadataUrl = url;
    const auto grant = bench.signIn(request);
    QVERIFY2(grant, why(grant).constData());
    const QByteArray sent = bench.idp.requests("/authorize").first().parameter("redirect_uri");
    const QUrl withoutPort = [&sent] {
        QUrl out = QUrl::fromEncoded(sent);
        out.setPort(-1);
        return out;
    }();
    QVERIFY(redirects.contains(sent) || redirects.contains(withoutPort.toEncoded()));
    QCOMPARE(json::stringMember(*document, "token_endpoint_auth_method"), grant->client.authMethod);
}

/// A document the server does not take shows as an error on its page, where only a person sees it.
void TestAuthorization::T084_registersInsteadWhenThePersonAgrees()
{
    SignInBench bench;
    bench.idp.serverMembers["client_id_metadata_document_supported"] = true;
    bench.browser.isAbandoned = true;
    auto request = bench.request();
    request.clientMetadataUrl = "https://client.example/authscope.json";
    auto flow = bench.flow(request);
    flow->start();
    QTRY_COMPARE(bench.browser.opened().size(), 1);
    QCOMPARE(bench.idp.count("/register"), 0);
    QVERIFY(flow->canRegisterAgain());
    bench.browser.isAbandoned = false;
    QSignalSpy finished(flow.get(), &base::Operation::finished);
    flow->registerAgain();
    QTRY_COMPARE(finished.count(), 1);
    QVERIFY2(flow->result(), why(flow->result()).constData());
    QCOMPARE(flow->result()->client.clientId, QByteArray("stub-client-1"));
}

void TestAuthorization::T099_refusesADeviceAnswer_data()
{
    QTest::addColumn<QByteArray>("member");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("code");
    const auto row = [](const char *name, const char *member, const QByteArray &value,
                         const QString &code = base::code::deviceRefused) {
        QTest::newRow(name) << QByteArray(member) << value << code;
    };
    row("T099 script", "verification_uri", "\"javascript:alert(1)\"", base::code::unsafeScheme);
    row("T099 not encrypted", "verification_uri", "\"http://evil.example/\"", base::code::notEncrypted);
    row("T099 no page", "verification_uri", "\"\"");
    row("T099 long code", "user_code", '"' + QByteArray(200, 'A') + '"');
    row("T099 strange code", "user_code",
        "\"A\xe2\x80\xae"
        "B\"");
    row("T099 no code", "user_code", "null");
    row("T099 no device code", "device_code", "7");
    row("T099 no lifetime", "expires_in", "null");
    row("T099 negative lifetime", "expires_in", "-1");
}

void TestAuthorization::T099_refusesADeviceAnswer()
{
    QFETCH(QByteArray, member);
    QFETCH(QByteArray, value);
    QFETCH(QString, code);
    SignInBench bench;
    bench.idp.offersDeviceFlow = true;
    bench.idp.deviceMembers[json::view(member)] = *json::parse(value, u"The value"_s);
    auto request = bench.request();
    request.grantKind = oauth::GrantKind::DeviceCode;
    request.grant = oauth::DeviceInput();
    const auto grant = bench.signIn(request);
    QVERIFY(!grant);
    QCOMPARE(grant.error().code, code);
    QCOMPARE(bench.idp.count("/token"), 0);
    QVERIFY(bench.browser.opened().isEmpty());
}

void TestAuthorization::T099_leavesOutACompleteAddressElsewhere()
{
    base::Checks checks;
    const oauth::ServerMetadata server{ .issuer = "https://as.example" };
    const QByteArray document = "{\"device_code\":\"0123456789\",\"user_code\":\"AB-CD\",\"expires_in\":600,"
                                "\"verification_uri\":\"https://as.example/d\","
                                "\"verification_uri_complete\":\"https://evil.example/d?c=AB-CD\"}";
    const auto code = oauth::readDeviceCode(document, server, base::fromMillis(1000), &checks);
    QVERIFY2(code, why(code).constData());
    QVERIFY(code->prompt.verificationUriComplete.isEmpty());
    QCOMPARE(code->prompt.host, u"as.example"_s);
    QCOMPARE(code->interval, std::chrono::seconds(5));
    QCOMPARE(code->prompt.expires, base::fromMillis(601000));
    QVERIFY(checks.first().state == base::CheckState::Noted);
}

void TestAuthorization::waitsForOneBrowserAnIssuer()
{
    SignInBench bench;
    bench.browser.isAbandoned = true;
    const oauth::Services shared = bench.services();
    auto first = std::make_unique<oauth::SignInFlow>(shared, bench.request(), nullptr);
    auto second = std::make_unique<oauth::SignInFlow>(shared, bench.request(), nullptr);
    for (oauth::SignInFlow *flow : { first.get(), second.get() }) {
        connect(flow, &oauth::SignInFlow::consentNeeded, flow, [flow] { flow->agree({ "openid" }); });
    }
    first->start();
    QTRY_COMPARE(bench.browser.opened().size(), 1);
    QVERIFY(SignInBench::finish(second.get()));
    QCOMPARE(second->result().error().code, base::code::signInPending);
    QCOMPARE(bench.browser.opened().size(), 1);
    QVERIFY(first->isRunning());
    first.reset();
    auto third = std::make_unique<oauth::SignInFlow>(shared, bench.request(), nullptr);
    connect(third.get(), &oauth::SignInFlow::consentNeeded, third.get(),
        [&third] { third->agree({ "openid" }); });
    bench.browser.isAbandoned = false;
    QVERIFY(SignInBench::finish(third.get()));
    QVERIFY2(third->result(), why(third->result()).constData());
}

void TestAuthorization::waitsForOneBrowserAnIssuerAmongPrograms()
{
    QTemporaryDir folder;
    oauth::PendingSignIns here(folder.path());
    using Entry = oauth::PendingSignIns::Entry;
    QCOMPARE(int(here.enter("https://i.example", u"a"_s)), int(Entry::Entered));
    QCOMPARE(int(here.enter("https://i.example", u"a"_s)), int(Entry::Entered));
    QCOMPARE(int(here.enter("https://i.example", u"b"_s)), int(Entry::HeldHere));
    {
        oauth::PendingSignIns elsewhere(folder.path()); // files do not know whose process holds them
        QCOMPARE(int(elsewhere.enter("https://i.example", u"c"_s)), int(Entry::HeldElsewhere));
        QCOMPARE(int(elsewhere.enter("https://other.example", u"c"_s)), int(Entry::Entered));
        here.leave(u"a"_s);
        QCOMPARE(int(elsewhere.enter("https://i.example", u"c"_s)), int(Entry::Entered));
        QCOMPARE(int(here.enter("https://i.example", u"a"_s)), int(Entry::HeldElsewhere));
    }
    QCOMPARE(int(here.enter("https://i.example", u"a"_s)), int(Entry::Entered)); // it went, and its locks
}

QTEST_GUILESS_MAIN(TestAuthorization)
#include "test_authorization.moc"
