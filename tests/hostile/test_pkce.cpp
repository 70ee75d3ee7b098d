// SPDX-License-Identifier: GPL-3.0-or-later
// T075: whether a server looks at the verifier at all, tried with a sign-in that is thrown away.
#include "base/errorcodes.h"
#include "support/signinbench.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using test::SignInBench;

class TestPkce : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void T075_saysThatAWrongVerifierIsRefused();
    void T075_saysThatAWrongVerifierIsTaken();
    void T075_knowsOtherWordsForNo_data();
    void T075_knowsOtherWordsForNo();
    void T075_saysWhatElseWentWrong_data();
    void T075_saysWhatElseWentWrong();
    void T075_sendsTheRightVerifierOtherwise();

private:
    static oauth::SignInRequest trying(const SignInBench &bench)
    {
        oauth::SignInRequest request = bench.request();
        request.triesPkce = true;
        return request;
    }
};

void TestPkce::T075_saysThatAWrongVerifierIsRefused()
{
    SignInBench bench;
    const auto grant = bench.signIn(trying(bench));
    QVERIFY(!grant);
    QCOMPARE(grant.error().code, base::code::pkceEnforced);
    QCOMPARE(bench.idp.count("/token"), 1);
    QCOMPARE(bench.last->step(oauth::StepId::Exchange)->state(), oauth::StepState::Done);
    QVERIFY(bench.secrets.contents().isEmpty());
}

void TestPkce::T075_saysThatAWrongVerifierIsTaken()
{
    SignInBench bench;
    bench.idp.checksVerifier = false;
    const auto grant = bench.signIn(trying(bench));
    QVERIFY(!grant);
    QCOMPARE(grant.error().code, base::code::pkceIgnored);
    QCOMPARE(grant.error().kind, base::ErrorKind::ServerBrokeRule);
    QVERIFY(grant.error().message.contains(u"does not enforce PKCE"_s));
    QVERIFY(grant.error().message.contains(u"revoked"_s));
    QVERIFY(bench.idp.count("/revoke") >= 1);
    QVERIFY(bench.secrets.contents().isEmpty());
    QCOMPARE(bench.last->step(oauth::StepId::Exchange)->state(), oauth::StepState::Failed);
}

void TestPkce::T075_knowsOtherWordsForNo_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("T075 401") << 401 << QByteArray("invalid_request");
    QTest::newRow("T075 403") << 403 << QByteArray("invalid_code");
    QTest::newRow("T075 a provider's own") << 400 << QByteArray("pkce_mismatch");
}

void TestPkce::T075_knowsOtherWordsForNo()
{
    QFETCH(int, status);
    QFETCH(QByteArray, code);
    SignInBench bench;
    bench.idp.statuses["/token"] = status;
    bench.idp.bodies["/token"] = "{\"error\":\"" + code + "\"}";
    QCOMPARE(bench.signIn(trying(bench)).error().code, base::code::pkceEnforced);
}

void TestPkce::T075_saysWhatElseWentWrong_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("T075 later") << 503 << QByteArray("{\"error\":\"temporarily_unavailable\"}");
    QTest::newRow("T075 the client") << 401 << QByteArray("{\"error\":\"invalid_client\"}");
    QTest::newRow("T075 a page") << 403 << QByteArray("<html>no</html>");
}

void TestPkce::T075_saysWhatElseWentWrong()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    SignInBench bench;
    bench.idp.statuses["/token"] = status;
    bench.idp.bodies["/token"] = body;
    const auto grant = bench.signIn(trying(bench));
    QVERIFY(!grant);
    QVERIFY(grant.error().code != base::code::pkceEnforced); // nothing was learned about the verifier
    QVERIFY(grant.error().code != base::code::pkceIgnored);
}

void TestPkce::T075_sendsTheRightVerifierOtherwise()
{
    SignInBench bench;
    QVERIFY(bench.signIn());
    QCOMPARE(bench.secrets.contents().size(), 1);
}

QTEST_GUILESS_MAIN(TestPkce)
#include "test_pkce.moc"
