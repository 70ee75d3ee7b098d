// SPDX-License-Identifier: GPL-3.0-or-later
// The one exception from comparing iss (stytch.md E.3.1): exactly there, and only with what stands in for it.
#include "oauth/answercheck.h"
#include "base/errorcodes.h"
#include "jose/base64url.h"
#include "oauth/issexception.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;
using Disposition = oauth::LoopbackReceiver::Disposition;

namespace {

const QByteArray issuer = "https://happy-owl-1234.customers.stytch.dev";
const QByteArray project = "project-test-d06972e8-0000-4000-8000-0123456789ab";
const QByteArray iss = "stytch.com/" + project;

QByteArray unsignedJwt(const json::Object &claims)
{
    return jose::encodeBase64Url("{\"alg\":\"RS256\"}") + '.' + jose::encodeBase64Url(json::compact(claims))
        + ".c2lnbmF0dXJl";
}

oauth::AuthorizationRequest request(const QByteArray &pinned = {})
{
    oauth::AuthorizationRequest out;
    out.server.issuer = issuer;
    out.state = base::Secret("the-state");
    out.pinnedIss = pinned;
    return out;
}

} // namespace

class TestIssException : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fitsNothingElse_data();
    void fitsNothingElse();
    void asksForACodeOnly();
    void takesThePinnedValueOnly();
    void demandsWhatStandsInForIt_data();
    void demandsWhatStandsInForIt();
};

void TestIssException::fitsNothingElse_data()
{
    QTest::addColumn<QByteArray>("at");
    QTest::addColumn<bool>("isAdvertised");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("fits");
    const QByteArray live = "stytch.com/project-live-d06972e8-0000-4000-8000-0123456789ab";
    QTest::newRow("test domain") << issuer << false << iss << true;
    QTest::newRow("live domain") << QByteArray("https://a-1.customers.stytch.com") << false << live << true;
    QTest::newRow("advertised") << issuer << true << iss << false;
    QTest::newRow("own domain") << QByteArray("https://login.example") << false << iss << false;
    QTest::newRow("look-alike") << QByteArray("https://xcustomers.stytch.dev") << false << iss << false;
    QTest::newRow("longer host") << issuer + ".evil.example" << false << iss << false;
    QTest::newRow("not encrypted") << QByteArray("http://127.0.0.1") << false << iss << false;
    QTest::newRow("another name") << issuer << false << QByteArray("stytch.com/happy-owl") << false;
    QTest::newRow("scheme") << issuer << false << "https://" + iss << false;
    QTest::newRow("upper case") << issuer << false << iss.toUpper() << false;
    QTest::newRow("more") << issuer << false << iss + "/x" << false;
    QTest::newRow("line break") << issuer << false << iss + "\n" << false;
}

void TestIssException::fitsNothingElse()
{
    QFETCH(QByteArray, at);
    QFETCH(bool, isAdvertised);
    QFETCH(QByteArray, value);
    QFETCH(bool, fits);
    oauth::ServerMetadata server;
    server.issuer = at;
    server.sendsIss = isAdvertised;
    QCOMPARE(oauth::fitsIssException(server, value), fits);
}

void TestIssException::asksForACodeOnly()
{
    const auto asked = oauth::judgeAnswer(
        oauth::AuthorizationResponse{ .code = "c-1", .state = "the-state", .issuer = iss }, "the-state",
        request());
    QVERIFY(asked.disposition == Disposition::Success);
    QCOMPARE(asked.issToAccept, iss);
    QVERIFY(asked.usedPin);
    const auto refused = oauth::judgeAnswer(
        oauth::AuthorizationResponse{
            .state = "the-state", .issuer = iss, .error = "x", .errorDescription = "their words" },
        "the-state", request());
    QVERIFY(refused.disposition == Disposition::Failed);
    QCOMPARE(refused.error->code, base::code::issWrong);
    QVERIFY(refused.error->serverSays.isEmpty());
    const auto question = oauth::issQuestion(request().server, iss);
    QCOMPARE(question.safeChoice, QByteArray("decline"));
    QVERIFY(question.text.contains(QString::fromLatin1(iss)));
}

void TestIssException::takesThePinnedValueOnly()
{
    const oauth::AuthorizationResponse answer{ .code = "c-1", .state = "the-state", .issuer = iss };
    const auto taken = oauth::judgeAnswer(answer, "the-state", request(iss));
    QVERIFY(taken.disposition == Disposition::Success);
    QVERIFY(taken.issToAccept.isEmpty());
    QVERIFY(taken.usedPin);
    QByteArray other = iss;
    other.replace("d06972e8", "d06972e9");
    QCOMPARE(oauth::judgeAnswer(answer, "the-state", request(other)).issToAccept, iss); // asked for again
    auto advertised = request(iss);
    advertised.server.sendsIss = true;
    QVERIFY(oauth::judgeAnswer(answer, "the-state", advertised).disposition == Disposition::Failed);
    auto plain = answer;
    plain.issuer = issuer;
    QVERIFY(!oauth::judgeAnswer(plain, "the-state", request(iss)).usedPin);
}

void TestIssException::demandsWhatStandsInForIt_data()
{
    QTest::addColumn<QByteArray>("idToken");
    QTest::addColumn<QByteArray>("accessToken");
    QTest::addColumn<bool>("holds");
    const QByteArray right = unsignedJwt({ { "iss", json::string(issuer) } });
    const QByteArray wrong = unsignedJwt({ { "iss", "https://evil.example" } });
    const QByteArray ours = unsignedJwt({ { "aud", json::Array{ "x", json::string(project) } } });
    const QByteArray theirs = unsignedJwt({ { "aud", "project-test-other" } });
    QTest::newRow("both") << right << ours << true;
    QTest::newRow("ID token alone") << right << QByteArray("opaque") << true;
    QTest::newRow("access token alone") << QByteArray() << ours << true;
    QTest::newRow("neither") << QByteArray() << QByteArray("opaque") << false;
    QTest::newRow("another issuer") << wrong << ours << false;
    QTest::newRow("another project") << right << theirs << false;
}

void TestIssException::demandsWhatStandsInForIt()
{
    QFETCH(QByteArray, idToken);
    QFETCH(QByteArray, accessToken);
    QFETCH(bool, holds);
    oauth::TokenSet tokens;
    tokens.idToken = base::Secret(idToken);
    tokens.accessToken = base::Secret(accessToken);
    base::Checks checks;
    const auto confirmed = oauth::checkPinned(request().server, iss, tokens, &checks);
    QCOMPARE(bool(confirmed), holds);
    if (!holds)
        QCOMPARE(confirmed.error().code, base::code::issWrong);
}

QTEST_GUILESS_MAIN(TestIssException)
#include "test_issexception.moc"
