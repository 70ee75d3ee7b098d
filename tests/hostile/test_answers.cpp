// SPDX-License-Identifier: GPL-3.0-or-later
// The browser's answer: forged, replayed, from another server, and the address it was sent to. Names carry
// the number of the threat.
#include "oauth/answercheck.h"
#include "support/signinbench.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;
using namespace authscope;
using test::SignInBench;
using test::why;

class TestAnswers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void T021_handsTheLauncherOneHarmlessAddress_data();
    void T021_handsTheLauncherOneHarmlessAddress();
    void T023_refusesAnEndpointThatHoldsOurParameters();
    void T023_keepsTheEndpointsOwnQuery();
    void T031_listensBeforeTheBrowserOpensAndIsGoneAfterwards();
    void T032_ignoresForeignAnswersAndGoesOn_data();
    void T032_ignoresForeignAnswersAndGoesOn();
    void T041_usesACodeOnce();
    void T047_makesEverythingNewForEveryAttempt();
    void T060_refusesAnAnswerWithoutThePromisedIss();
    void T061_takesAMatchingIssThatWasNotPromised();
    void T062_refusesTheAnswerOfAnotherServer();
    void T063_comparesIssByteForByte_data();
    void T063_comparesIssByteForByte();
    void T064_showsNothingOfAnErrorFromAnotherServer();
    void T066_quotesAnUnknownErrorCutShort();
    void T069_refusesACodeWithAnError();
    void T049_usesNoTokenFromTheAddress();
    void accessDeniedIsARefusal();
};

void TestAnswers::T021_handsTheLauncherOneHarmlessAddress_data()
{
    QTest::addColumn<QByteArray>("endpoint");
    const char *const payloads[]
        = { "$(calc)", "`calc`", "&calc&", "\"", "'", "%0acalc", "%0d%0aX", ";calc", "|calc", "^calc",
              "%PATH%", "$PATH", "${IFS}", "<x>", ">out", "\\calc", "(calc)", "{calc}", "!calc", "*" };
    int number = 0;
    for (const char *payload : payloads) {
        const QByteArray p = payload;
        for (const QByteArray &endpoint :
            { "https://idp.example/a" + p, "https://idp.example/a?b=" + p, "https://idp.example" + p + "/a" })
            QTest::addRow("%d %s", ++number, endpoint.constData()) << endpoint;
    }
    QCOMPARE(number, 60);
}

void TestAnswers::T021_handsTheLauncherOneHarmlessAddress()
{
    QFETCH(QByteArray, endpoint);
    SignInBench bench;
    bench.browser.isAbandoned = true;
    bench.idp.serverMembers["authorization_endpoint"] = json::string(endpoint);
    auto request = bench.request();
    request.clientId = "x\"$(calc)`&|";
    auto flow = bench.flow(request);
    QSignalSpy opened(flow.get(), &oauth::SignInFlow::browserOpened);
    QSignalSpy finished(flow.get(), &base::Operation::finished);
    flow->start();
    QTRY_VERIFY(opened.count() + finished.count() == 1);
    if (opened.isEmpty()) {
        QVERIFY(!flow->result());
        QCOMPARE(flow->result().error().kind, base::ErrorKind::ServerBrokeRule);
        QVERIFY(bench.browser.opened().isEmpty());
        return;
    }
    static const QRegularExpression harmless(u"^https://[a-z0-9.%-]+[A-Za-z0-9_.~:/?@,+=&%-]*$"_s);
    const QByteArray url = bench.browser.opened().first();
    QVERIFY2(harmless.match(QString::fromLatin1(url)).hasMatch(), url.constData());
    QVERIFY(QUrl::fromEncoded(url, QUrl::StrictMode).isValid());
    QCOMPARE(QUrl::fromEncoded(url).host(), u"idp.example"_s);
    flow->cancel();
    QTRY_COMPARE(finished.count(), 1);
}

void TestAnswers::T023_refusesAnEndpointThatHoldsOurParameters()
{
    for (const char *query : { "client_id=evil", "redirect_uri=https%3A%2F%2Fevil.example", "state=1",
             "%73tate=1", "code_challenge_method=plain" }) {
        SignInBench bench;
        bench.idp.serverMembers["authorization_endpoint"]
            = json::string(bench.idp.origin() + "/authorize?" + query);
        const auto grant = bench.signIn();
        QVERIFY(!grant);
        QCOMPARE(grant.error().code, u"OA-123"_s);
        QVERIFY(bench.browser.opened().isEmpty());
    }
}

void TestAnswers::T023_keepsTheEndpointsOwnQuery()
{
    SignInBench bench;
    bench.idp.serverMembers["authorization_endpoint"]
        = json::string(bench.idp.origin() + "/authorize?tenant=t%201%2B2&p=a&p=b");
    const auto grant = bench.signIn();
    QVERIFY2(grant, why(grant).constData());
    const auto request = bench.idp.requests("/authorize").first();
    QCOMPARE(request.parameter("tenant"), QByteArray("t 1+2"));
    QCOMPARE(request.count("p"), 2);
    QCOMPARE(request.count("state"), 1);
}

void TestAnswers::T031_listensBeforeTheBrowserOpensAndIsGoneAfterwards()
{
    class Prober : public oauth::BrowserLauncher {
    public:
        QByteArray redirect;
        bool wasListening = false;
        base::Result<void> open(const QByteArray &url) override
        {
            const auto query = base::decodeForm(url.mid(url.indexOf('?') + 1));
            for (const auto &pair : *query) {
                if (pair.name == "redirect_uri")
                    redirect = pair.value;
            }
            net::HttpServer squatter; // the port is ours already
            wasListening = !squatter.listen(
                QHostAddress(QHostAddress::LocalHost), quint16(QUrl(QString::fromLatin1(redirect)).port()));
            return {};
        }
        QString displayName() const override { return u"prober"_s; }
    } prober;
    SignInBench bench;
    auto services = bench.services();
    services.browser = &prober;
    oauth::SignInFlow flow(services, bench.request(), nullptr);
    connect(&flow, &oauth::SignInFlow::consentNeeded, &flow, [&flow] { flow.agree({}); });
    QSignalSpy opened(&flow, &oauth::SignInFlow::browserOpened);
    flow.start();
    QVERIFY(opened.wait());
    QVERIFY(prober.wasListening);
    QVERIFY(prober.redirect.startsWith("http://127.0.0.1:"));
    flow.cancel();
    const auto port = quint16(QUrl(QString::fromLatin1(prober.redirect)).port());
    QTRY_VERIFY(([port] {
        net::HttpServer again;
        return bool(again.listen(QHostAddress(QHostAddress::LocalHost), port));
    }()));
}

void TestAnswers::T032_ignoresForeignAnswersAndGoesOn_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::newRow("T032 wrong state") << QByteArray("code=evil&state=wrong");
    QTest::newRow("T033 no state") << QByteArray("code=evil");
    QTest::newRow("T033 empty state") << QByteArray("code=evil&state=");
    QTest::newRow("T034 error, wrong state")
        << QByteArray("error=access_denied&error_description=you+have+been+owned&state=wrong");
    QTest::newRow("T034 error, no state") << QByteArray("error=access_denied&error_description=owned");
    QTest::newRow("T035 state twice, wrong") << QByteArray("code=evil&state=a&state=b");
}

void TestAnswers::T032_ignoresForeignAnswersAndGoesOn()
{
    QFETCH(QByteArray, query);
    SignInBench bench;
    bench.browser.rewrite = [&query](const QByteArray &real) {
        const QByteArray forged = real.left(real.indexOf('?') + 1) + query;
        return QList<QByteArray>{ forged, forged, forged, real };
    };
    auto flow = bench.flow(bench.request());
    QSignalSpy ignored(flow.get(), &oauth::SignInFlow::foreignAnswerIgnored);
    QSignalSpy pages(&bench.browser, &test::FollowingBrowser::answered);
    QVERIFY(SignInBench::finish(flow.get()));
    QVERIFY2(flow->result(), why(flow->result()).constData());
    QCOMPARE(flow->foreignAnswers(), 3);
    QCOMPARE(ignored.count(), 3);
    QTRY_VERIFY(pages.count() >= 4); // the browser may read its page after the sign-in went on
    QCOMPARE(pages.at(0).first().toInt(), 400);
    QCOMPARE(pages.at(3).first().toInt(), 303);
    for (const oauth::SignInStep *step : flow->steps()) {
        QVERIFY(!step->outcome().contains(u"owned"_s));
        for (const base::Check &check : step->checks())
            QVERIFY(!check.title.contains(u"owned"_s) && !check.found.contains(u"owned"_s));
    }
    QVERIFY(!bench.idp.requests("/token").first().body.contains("evil"));
}

void TestAnswers::T041_usesACodeOnce()
{
    SignInBench bench;
    bench.browser.rewrite = [](const QByteArray &real) { return QList<QByteArray>{ real, real }; };
    const auto grant = bench.signIn();
    QVERIFY2(grant, why(grant).constData());
    QTest::qWait(50);
    QCOMPARE(bench.idp.count("/token"), 1);
}

void TestAnswers::T047_makesEverythingNewForEveryAttempt()
{
    SignInBench bench;
    QSet<QByteArray> seen;
    for (int i = 0; i < 5; ++i) {
        QVERIFY(bench.signIn());
        const auto authorize = bench.idp.requests("/authorize").last();
        const auto token = bench.idp.requests("/token").last();
        for (const QByteArray &value : { authorize.parameter("state"), authorize.parameter("nonce"),
                 authorize.parameter("code_challenge"), token.parameter("code_verifier") }) {
            QCOMPARE(value.size(), 43);
            QVERIFY(!seen.contains(value));
            seen.insert(value);
        }
    }
}

void TestAnswers::T060_refusesAnAnswerWithoutThePromisedIss()
{
    SignInBench bench;
    bench.idp.iss = QByteArray(""); // promised, and then not sent
    const auto grant = bench.signIn();
    QVERIFY(!grant);
    QCOMPARE(grant.error().code, u"OA-160"_s);
    QVERIFY(grant.error().message.contains(u"The code was not used"_s));
    QCOMPARE(bench.idp.count("/token"), 0);
    QVERIFY(bench.secrets.contents().isEmpty());

    SignInBench modest; // never promised
    modest.idp.sendsIss = false;
    const auto fine = modest.signIn();
    QVERIFY2(fine, why(fine).constData());
}

void TestAnswers::T061_takesAMatchingIssThatWasNotPromised()
{
    SignInBench bench;
    bench.idp.sendsIss = false;
    bench.idp.iss = bench.idp.issuer();
    const auto grant = bench.signIn();
    QVERIFY2(grant, why(grant).constData());
}

void TestAnswers::T062_refusesTheAnswerOfAnotherServer()
{
    SignInBench bench;
    test::StubIdp honest;
    bench.idp.authorizeElsewhere = honest.origin() + "/authorize";
    const auto grant = bench.signIn();
    QVERIFY(!grant);
    QCOMPARE(grant.error().code, u"OA-162"_s);
    QVERIFY(grant.error().message.contains(QString::fromLatin1(honest.issuer())));
    QVERIFY(grant.error().message.contains(QString::fromLatin1(bench.idp.issuer())));
    QCOMPARE(honest.count("/authorize"), 1); // it really got that far
    QCOMPARE(bench.idp.count("/token") + honest.count("/token"), 0);
}

void TestAnswers::T063_comparesIssByteForByte_data()
{
    QTest::addColumn<QByteArray>("iss");
    QTest::newRow("slash") << QByteArray("https://idp.example/");
    QTest::newRow("port") << QByteArray("https://idp.example:443");
    QTest::newRow("host case") << QByteArray("https://IDP.example");
    QTest::newRow("scheme case") << QByteArray("HTTPS://idp.example");
    QTest::newRow("percent") << QByteArray("https://idp%2Eexample");
    QTest::newRow("scheme") << QByteArray("http://idp.example");
    QTest::newRow("blank") << QByteArray("https://idp.example ");
    QTest::newRow("empty") << QByteArray("");
    QTest::newRow("query") << QByteArray("https://idp.example?");
}

void TestAnswers::T063_comparesIssByteForByte()
{
    QFETCH(QByteArray, iss);
    oauth::AuthorizationRequest request;
    request.server.issuer = "https://idp.example";
    request.state = base::Secret("the-state-of-this-attempt");
    oauth::AuthorizationResponse response{ .code = "c0de", .state = request.state.reveal(), .issuer = iss };
    const auto judged = oauth::judgeAnswer(response, response.state, request);
    QCOMPARE(judged.disposition, oauth::LoopbackReceiver::Disposition::Failed);
    QCOMPARE(judged.error->code, u"OA-162"_s);
    QVERIFY(judged.code.isEmpty());
    response.issuer = "https://idp.example";
    QCOMPARE(oauth::judgeAnswer(response, response.state, request).disposition,
        oauth::LoopbackReceiver::Disposition::Success);
}

void TestAnswers::T064_showsNothingOfAnErrorFromAnotherServer()
{
    SignInBench bench;
    bench.idp.iss = "https://evil.example";
    bench.idp.authorizationError = "access_denied";
    bench.idp.errorDescription = "call this number";
    const auto grant = bench.signIn();
    QVERIFY(!grant);
    QCOMPARE(grant.error().code, u"OA-162"_s);
    QVERIFY(grant.error().serverSays.isEmpty());
    QVERIFY(!base::oneLine(grant.error()).contains(u"number"_s));
    for (const oauth::SignInStep *step : bench.last->steps()) {
        QVERIFY(!step->outcome().contains(u"number"_s));
        for (const base::Check &check : step->checks())
            QVERIFY(!check.title.contains(u"number"_s) && !check.found.contains(u"number"_s));
    }
    for (const auto &page : bench.browser.pages())
        QVERIFY(!page.body.contains("number"));
}

void TestAnswers::T066_quotesAnUnknownErrorCutShort()
{
    SignInBench bench;
    bench.idp.authorizationError = "strange_\xe2\x80\xae_error";
    bench.idp.errorDescription = QByteArray(8000, 'x');
    const auto grant = bench.signIn();
    QVERIFY(!grant);
    QCOMPARE(grant.error().code, u"OA-167"_s);
    QVERIFY(grant.error().message.contains(u"⟨U+202E⟩"_s));
    QVERIFY(grant.error().serverSays.size() < 250);
}

void TestAnswers::T069_refusesACodeWithAnError()
{
    oauth::AuthorizationRequest request;
    request.server.issuer = "https://idp.example";
    request.state = base::Secret("the-state-of-this-attempt");
    const oauth::AuthorizationResponse response{
        .code = "c0de", .state = request.state.reveal(), .error = "access_denied"
    };
    const auto judged = oauth::judgeAnswer(response, response.state, request);
    QCOMPARE(judged.error->code, u"OA-169"_s);
    QVERIFY(judged.code.isEmpty());
}

void TestAnswers::T049_usesNoTokenFromTheAddress()
{
    SignInBench bench;
    bench.browser.rewrite = [](const QByteArray &real) {
        return QList<QByteArray>{ QByteArray(real).replace("code=", "access_token=") };
    };
    const auto grant = bench.signIn();
    QVERIFY(!grant);
    QCOMPARE(grant.error().code, u"OA-149"_s);
    QVERIFY(bench.secrets.contents().isEmpty());
}

void TestAnswers::accessDeniedIsARefusal()
{
    SignInBench bench;
    bench.idp.authorizationError = "access_denied";
    bench.idp.errorDescription = "The person said no.";
    const auto grant = bench.signIn();
    QVERIFY(!grant);
    QCOMPARE(grant.error().code, u"OA-166"_s);
    QCOMPARE(grant.error().kind, base::ErrorKind::Refused);
    QCOMPARE(grant.error().serverSays, u"The person said no."_s);
}

QTEST_GUILESS_MAIN(TestAnswers)
#include "test_answers.moc"
