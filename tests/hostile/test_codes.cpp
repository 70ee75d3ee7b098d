// SPDX-License-Identifier: GPL-3.0-or-later
// Parts D and E: codes, verifiers and what a provider says about them. Names carry the number of the threat.
#include "hostile/waiting.h"

#include <QUrlQuery>

using namespace Qt::StringLiterals;
using namespace authscope;
using test::SignInBench;
using test::Waiting;
using test::why;

class TestCodes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void T065_aCodeOfAnotherSignInBringsNothing();
    void T067_aSilentAttemptThatNeedsThePersonSaysSo_data();
    void T067_aSilentAttemptThatNeedsThePersonSaysSo();
    void T068_readsNoAnswerInsideAToken_data();
    void T068_readsNoAnswerInsideAToken();
    void T076_theVerifierIsSeenByTheTokenEndpointOnly();
    void T098_anErrorThatRepeatsOurRequestIsRedacted_data();
    void T098_anErrorThatRepeatsOurRequestIsRedacted();
};

void TestCodes::T065_aCodeOfAnotherSignInBringsNothing()
{
    SignInBench bench;
    Waiting attacker(bench); // at the same provider, with a client and a code of its own
    QVERIFY(attacker.isReady);
    const QUrl stolen = QUrl::fromEncoded(attacker.answer);
    const QByteArray code
        = QByteArray::fromPercentEncoding(QUrlQuery(stolen).queryItemValue(u"code"_s).toLatin1());
    QVERIFY(code.startsWith("code-"));
    bench.browser.rewrite = [&code](const QByteArray &real) {
        QUrl url = QUrl::fromEncoded(real);
        QUrlQuery query(url);
        query.removeAllQueryItems(u"code"_s);
        query.addQueryItem(u"code"_s, QString::fromLatin1(code));
        url.setQuery(query);
        return QList<QByteArray>{ url.toEncoded() };
    };
    const auto grant = bench.signIn();
    QVERIFY(!grant);
    QCOMPARE(grant.error().code, u"OA-165"_s);
    QCOMPARE(grant.error().kind, base::ErrorKind::Refused);
    QVERIFY(grant.error().message.contains(u"It may have been issued for another sign-in"_s));
    QVERIFY(!base::oneLine(grant.error()).contains(QString::fromLatin1(code)));
    QCOMPARE(bench.idp.count("/token"), 1); // no second try
    QCOMPARE(bench.idp.requests("/token").first().parameter("code"), code);
    QVERIFY(bench.secrets.contents().isEmpty());
    attacker.flow->cancel();
}

void TestCodes::T067_aSilentAttemptThatNeedsThePersonSaysSo_data()
{
    QTest::addColumn<QByteArray>("error");
    for (const char *error :
        { "login_required", "interaction_required", "consent_required", "account_selection_required" })
        QTest::newRow(error) << QByteArray(error);
}

void TestCodes::T067_aSilentAttemptThatNeedsThePersonSaysSo()
{
    QFETCH(QByteArray, error);
    SignInBench bench;
    const auto first = bench.signIn();
    QVERIFY2(first, why(first).constData());
    const QByteArray kept = bench.secrets.contents().value(oauth::refreshTokenKey(u"stub"_s)).reveal();
    bench.idp.forgetRequests();
    bench.idp.authorizationError = error;
    const auto grant = bench.signIn();
    QVERIFY(!grant);
    QCOMPARE(grant.error().code, u"OA-167"_s);
    QVERIFY(grant.error().message.contains(QString::fromLatin1(error)));
    QVERIFY(grant.error().message.contains(u"No token was issued"_s));
    QCOMPARE(bench.idp.count("/authorize"), 1); // nobody is asked behind their back
    QCOMPARE(bench.idp.count("/token"), 0);
    QCOMPARE(bench.secrets.contents().value(oauth::refreshTokenKey(u"stub"_s)).reveal(), kept);
}

void TestCodes::T068_readsNoAnswerInsideAToken_data()
{
    // We never ask for response_mode=jwt, so there is nothing to verify: what comes that way is no answer.
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<bool>("hasState"); // a bare one, beside the token
    QTest::newRow("alg none") << QByteArray(R"({"alg":"none"})") << false;
    QTest::newRow("HS256") << QByteArray(R"({"alg":"HS256"})") << false;
    QTest::newRow("RS256") << QByteArray(R"({"alg":"RS256","kid":"stub-key-1"})") << false;
    QTest::newRow("alg none, bare state") << QByteArray(R"({"alg":"none"})") << true;
    QTest::newRow("RS256, bare state") << QByteArray(R"({"alg":"RS256","kid":"stub-key-1"})") << true;
}

void TestCodes::T068_readsNoAnswerInsideAToken()
{
    QFETCH(QByteArray, header);
    QFETCH(bool, hasState);
    SignInBench bench;
    Waiting waiting(bench);
    QVERIFY(waiting.isReady);
    const auto part = [](const QByteArray &json) {
        return json.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    };
    const QUrlQuery real(QUrl::fromEncoded(waiting.answer));
    const QByteArray state = real.queryItemValue(u"state"_s).toLatin1();
    const QByteArray claims = json::compact(json::Object{ { "iss", json::string(bench.idp.issuer()) },
        { "aud", "stub-client-1" }, { "code", json::string(real.queryItemValue(u"code"_s).toLatin1()) },
        { "state", json::string(state) }, { "exp", 9999999999 } });
    const QByteArray path = waiting.target().left(waiting.target().indexOf('?'));
    const QByteArray iss = "&iss=" + bench.idp.issuer().toPercentEncoding();
    const int status = waiting.deliver(waiting.get(path + "?response=" + part(header) + '.' + part(claims)
        + ".c2lnbmF0dXJl" + (hasState ? "&state=" + state + iss : QByteArray())));
    if (hasState) { // it is our sign-in, and it did not bring a code
        QCOMPARE(status, 303);
        QVERIFY(waiting.ends());
        QCOMPARE(waiting.flow->result().error().code, u"OA-169"_s);
        QCOMPARE(bench.idp.count("/token"), 0);
        QVERIFY(bench.secrets.contents().isEmpty());
        return;
    }
    QCOMPARE(status, 400);
    QTRY_COMPARE(waiting.flow->foreignAnswers(), 1);
    QCOMPARE(bench.idp.count("/token"), 0);
    QCOMPARE(waiting.deliver(waiting.get(waiting.target())), 303); // it was waiting all the time
    QVERIFY(waiting.ends());
    QVERIFY2(waiting.flow->result(), why(waiting.flow->result()).constData());
}

void TestCodes::T076_theVerifierIsSeenByTheTokenEndpointOnly()
{
    SignInBench bench;
    QSet<QByteArray> verifiers;
    for (int i = 0; i < 2; ++i) {
        bench.idp.forgetRequests();
        const auto first = bench.signIn();
        QVERIFY2(first, why(first).constData());
        const QByteArray verifier = bench.idp.requests("/token").first().parameter("code_verifier");
        QCOMPARE(verifier.size(), 43);
        verifiers.insert(verifier);
        QByteArray seen = bench.browser.opened().join('\n');
        for (const auto &page : bench.browser.pages())
            seen += page.url + page.body;
        for (const test::StubRequest &request : bench.idp.requests()) {
            if (request.path == "/token")
                continue;
            seen += request.body;
            for (const base::FormPair &pair : request.parameters)
                seen += pair.value + '\n';
        }
        for (const net::Exchange &exchange : bench.log.all())
            seen += exchange.url + exchange.requestBody + exchange.responseBody;
        QVERIFY(seen.contains("code_challenge=")); // the search looks at what it should
        QVERIFY(!seen.contains(verifier));
        QVERIFY(!seen.contains(verifier.toBase64().left(40)));
    }
    QCOMPARE(verifiers.size(), 2);
}

void TestCodes::T098_anErrorThatRepeatsOurRequestIsRedacted_data()
{
    QTest::addColumn<QByteArray>("as");
    for (const char *as : { "description", "code", "html", "uri" })
        QTest::newRow(as) << QByteArray(as);
}

void TestCodes::T098_anErrorThatRepeatsOurRequestIsRedacted()
{
    QFETCH(QByteArray, as);
    SignInBench bench;
    QByteArray code, verifier;
    connect(&bench.idp, &test::StubIdp::requested, this, [&](const QByteArray &path) {
        if (path != "/token")
            return;
        const test::StubRequest asked = bench.idp.requests("/token").last();
        code = asked.parameter("code");
        verifier = asked.parameter("code_verifier");
        const QByteArray said = "you sent " + code + " and " + verifier;
        json::Object error{ { "error", "invalid_request" } };
        if (as == "description")
            error["error_description"] = json::string(said);
        else if (as == "code")
            error["error"] = json::string(said);
        else if (as == "uri")
            error["error_uri"] = json::string("https://idp.example/?" + said.toPercentEncoding());
        bench.idp.statuses.insert("/token", 400);
        bench.idp.bodies.insert("/token", as == "html" ? "<p>" + said + "</p>" : json::compact(error));
    });
    const auto grant = bench.signIn();
    QVERIFY(!grant);
    QCOMPARE(grant.error().code, u"OA-188"_s);
    QVERIFY(!code.isEmpty() && !verifier.isEmpty());
    QByteArray shown = base::oneLine(grant.error()).toUtf8();
    if (as != "uri")
        QVERIFY2(shown.contains("‹"), shown.constData()); // what was said is shown, with marks in it
    for (const net::Exchange &exchange : bench.log.all())
        shown += exchange.requestBody + exchange.responseBody;
    for (const oauth::SignInStep *step : bench.last->steps())
        shown += step->outcome().toUtf8();
    QVERIFY(!shown.contains(code) && !shown.contains(verifier));
    QCOMPARE(bench.idp.count("/token"), 1);
    QVERIFY(bench.secrets.contents().isEmpty());
}

QTEST_GUILESS_MAIN(TestCodes)
#include "test_codes.moc"
