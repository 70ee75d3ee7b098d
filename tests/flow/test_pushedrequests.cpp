// SPDX-License-Identifier: GPL-3.0-or-later
// RFC 9126: requests that are sent to the server before the browser goes there.
#include "base/errorcodes.h"
#include "support/signinbench.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using oauth::StepId;
using oauth::StepState;
using test::SignInBench;
using test::why;

class TestPushedRequests : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pushesWhereItIsRequired();
    void pushesOnlyWhenThereIsAReason_data();
    void pushesOnlyWhenThereIsAReason();
    void provesTheClientAndTheKey();
    void pushesAgainWhenTheBrowserIsOpenedAgain();
    void explainsWhatWasPushed();
    void cancelsWhileItPushes();
};

namespace {

QList<QByteArray> manyScopes()
{
    QList<QByteArray> out;
    for (int i = 0; i < 200; ++i)
        out.append("boards.read.number-" + QByteArray::number(i));
    return out;
}

} // namespace

void TestPushedRequests::pushesWhereItIsRequired()
{
    SignInBench bench;
    bench.idp.takesPushedRequests = true;
    bench.idp.requiresPushedRequests = true;
    const auto grant = bench.signIn();
    QVERIFY2(grant, why(grant).constData());
    QCOMPARE(bench.idp.count("/par"), 1);
    const auto pushed = bench.idp.requests("/par").first();
    QCOMPARE(pushed.count("client_id"), 1);
    QCOMPARE(pushed.parameter("code_challenge_method"), QByteArray("S256"));
    QCOMPARE(pushed.parameter("resource"), bench.idp.resource());
    QVERIFY(pushed.parameter("code_verifier").isEmpty());
    const auto opened = bench.idp.requests("/authorize").first();
    QCOMPARE(opened.parameters.size(), 2);
    QVERIFY(opened.parameter("request_uri").startsWith("urn:ietf:params:oauth:request_uri:"));
    QVERIFY(opened.parameter("state").isEmpty());
}

void TestPushedRequests::pushesOnlyWhenThereIsAReason_data()
{
    QTest::addColumn<bool>("isOffered");
    QTest::addColumn<bool>("always");
    QTest::addColumn<bool>("isLong");
    QTest::addColumn<int>("pushes");
    QTest::newRow("offered, short") << true << false << false << 0;
    QTest::newRow("offered, long") << true << false << true << 1;
    QTest::newRow("offered, wanted") << true << true << false << 1;
    QTest::newRow("not offered, wanted") << false << true << false << 0;
    QTest::newRow("not offered, long") << false << false << true << 0;
}

void TestPushedRequests::pushesOnlyWhenThereIsAReason()
{
    QFETCH(bool, isOffered);
    QFETCH(bool, always);
    QFETCH(bool, isLong);
    QFETCH(int, pushes);
    SignInBench bench;
    bench.idp.takesPushedRequests = isOffered;
    auto request = bench.request();
    request.alwaysPush = always;
    if (isLong)
        request.scopes = manyScopes();
    const auto grant = bench.signIn(request);
    QVERIFY2(grant, why(grant).constData());
    QCOMPARE(bench.idp.count("/par"), pushes);
    const bool isShort = bench.browser.opened().first().size() <= 2000;
    QCOMPARE(isShort, !isLong || pushes == 1);
}

void TestPushedRequests::provesTheClientAndTheKey()
{
    SignInBench bench;
    bench.idp.takesPushedRequests = true;
    bench.idp.clientSecret = "a-secret-of-the-registration";
    bench.idp.bindsTokens = true;
    bench.idp.dpopNonce = "nonce-one-of-the-stub";
    bench.idp.resourceMembers["dpop_signing_alg_values_supported"] = json::Array{ "ES256" };
    auto request = bench.request();
    request.alwaysPush = true;
    const auto grant = bench.signIn(request);
    QVERIFY2(grant, why(grant).constData());
    const auto pushes = bench.idp.requests("/par");
    QCOMPARE(pushes.size(), 2); // the second one with the nonce
    QVERIFY(pushes.last().headers.contains("DPoP"));
    QVERIFY(pushes.last().headers.value("Authorization")->startsWith("Basic "));
    QVERIFY(!pushes.last().parameter("dpop_jkt").isEmpty());
    QVERIFY(bench.browser.opened().first().contains("request_uri="));
}

void TestPushedRequests::pushesAgainWhenTheBrowserIsOpenedAgain()
{
    SignInBench bench;
    bench.idp.takesPushedRequests = true;
    bench.browser.isAbandoned = true;
    auto request = bench.request();
    request.alwaysPush = true;
    auto flow = bench.flow(request);
    flow->start();
    QTRY_COMPARE(bench.browser.opened().size(), 1);
    bench.browser.isAbandoned = false;
    QSignalSpy finished(flow.get(), &base::Operation::finished);
    flow->openBrowserAgain();
    flow->openBrowserAgain(); // while the first one is on its way
    QTRY_COMPARE(finished.count(), 1);
    QVERIFY2(flow->result(), why(flow->result()).constData());
    QCOMPARE(bench.idp.count("/par"), 2);
    QVERIFY(bench.browser.opened().first() != bench.browser.opened().last());
    QCOMPARE(bench.idp.requests("/par").first().parameter("state"),
        bench.idp.requests("/par").last().parameter("state"));
}

void TestPushedRequests::explainsWhatWasPushed()
{
    SignInBench bench;
    bench.idp.takesPushedRequests = true;
    bench.browser.isAbandoned = true;
    auto request = bench.request();
    request.alwaysPush = true;
    request.extraParameters = { { "audience", "boards" } };
    auto flow = bench.flow(request);
    flow->start();
    QTRY_COMPARE(bench.browser.opened().size(), 1);
    QSet<QByteArray> names;
    const QByteArray reference = bench.idp.issuedSecrets().last();
    for (const oauth::ExplainedParameter &one : flow->explainedParameters()) {
        QVERIFY(!one.purpose.isEmpty());
        QVERIFY2(!one.value.contains(reference), "the reference is shown");
        names.insert(one.name);
    }
    for (const char *name : { "client_id", "request_uri", "scope", "code_challenge", "audience" })
        QVERIFY2(names.contains(name), name);
    QVERIFY(flow->step(StepId::Browser)->outcome().contains(u"60 seconds"_s));
}

void TestPushedRequests::cancelsWhileItPushes()
{
    SignInBench bench;
    bench.idp.takesPushedRequests = true;
    bench.idp.requiresPushedRequests = true;
    bench.idp.silent.insert("/par");
    auto flow = bench.flow(bench.request());
    flow->start();
    QTRY_COMPARE(bench.idp.count("/par"), 1);
    QSignalSpy finished(flow.get(), &base::Operation::finished);
    flow->cancel();
    QTRY_COMPARE(finished.count(), 1);
    QVERIFY(flow->step(StepId::Browser)->state() == StepState::Cancelled);
    QVERIFY(bench.browser.opened().isEmpty());
}

QTEST_GUILESS_MAIN(TestPushedRequests)
#include "test_pushedrequests.moc"
