// SPDX-License-Identifier: GPL-3.0-or-later
// What a sign-in asks the person on its way, and what it does with the answer.
#include "base/errorcodes.h"
#include "support/signinbench.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using oauth::SignInQuestion;
using oauth::StepId;
using oauth::StepState;
using test::SignInBench;
using test::why;

using Kind = SignInQuestion::Kind;

class TestSignInQuestions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asksWhichOfSeveralServers();
    void takesTheFirstServerWhenNobodyIsThere();
    void asksNoMoreForAServerChosenBefore();
    void ignoresAnAnswerThatWasNotOffered();
    void showsEveryRequestBeforeItIsSent();
    void runsToTheEndWhenTold();
    void cancelsFromAStep_data();
    void cancelsFromAStep();
    void mayBeDeletedWhileItAsks();
};

namespace {

/// A second provider that the first one's resource names as well.
void nameBoth(SignInBench &bench, const test::StubIdp &other)
{
    bench.idp.resourceMembers["authorization_servers"]
        = json::Array{ json::string(bench.idp.issuer()), json::string(other.issuer()) };
}

} // namespace

void TestSignInQuestions::asksWhichOfSeveralServers()
{
    SignInBench bench;
    test::StubIdp other;
    nameBoth(bench, other);
    auto flow = bench.flow(bench.request());
    bench.answerWith(flow.get(), [&](const SignInQuestion &asked) {
        if (asked.kind != Kind::ChooseServer
            || flow->step(StepId::Server)->state() != StepState::AwaitingPerson)
            return QByteArray();
        return asked.choices.last().id;
    });
    QVERIFY(SignInBench::finish(flow.get()));
    QVERIFY2(flow->result(), why(flow->result()).constData());
    QCOMPARE(bench.questions.size(), 1);
    QCOMPARE(bench.questions.first().choices.size(), 2);
    QCOMPARE(bench.questions.first().safeChoice, bench.idp.issuer());
    QCOMPARE(flow->result()->server.issuer, other.issuer());
    QCOMPARE(bench.idp.count("/.well-known/oauth-authorization-server") + bench.idp.count("/register"), 0);
}

void TestSignInQuestions::takesTheFirstServerWhenNobodyIsThere()
{
    SignInBench bench;
    test::StubIdp other;
    nameBoth(bench, other);
    const auto grant = bench.signIn();
    QVERIFY2(grant, why(grant).constData());
    QCOMPARE(grant->server.issuer, bench.idp.issuer());
    QCOMPARE(bench.last->step(StepId::Server)->state(), StepState::Noted);
    QCOMPARE(other.requests().size(), 0);
}

void TestSignInQuestions::asksNoMoreForAServerChosenBefore()
{
    SignInBench bench;
    test::StubIdp other;
    nameBoth(bench, other);
    auto request = bench.request();
    request.rememberedIssuer = other.issuer();
    auto flow = bench.flow(request);
    bench.answerWith(flow.get(), [](const SignInQuestion &) { return QByteArray(); });
    QVERIFY(SignInBench::finish(flow.get()));
    QVERIFY2(flow->result(), why(flow->result()).constData());
    QVERIFY(bench.questions.isEmpty());
    QCOMPARE(flow->result()->server.issuer, other.issuer());
}

void TestSignInQuestions::ignoresAnAnswerThatWasNotOffered()
{
    SignInBench bench;
    test::StubIdp other;
    nameBoth(bench, other);
    auto flow = bench.flow(bench.request());
    bench.answerWith(flow.get(), [](const SignInQuestion &) { return QByteArray(); });
    flow->start();
    QTRY_VERIFY(flow->question());
    flow->answerQuestion("https://evil.example");
    flow->agree({});
    flow->decline();
    flow->openBrowserAgain();
    QVERIFY(flow->question());
    QVERIFY(flow->isRunning());
    QSignalSpy finished(flow.get(), &base::Operation::finished);
    flow->answerQuestion(bench.idp.issuer());
    QVERIFY(!flow->question());
    QTRY_COMPARE(finished.count(), 1);
    QVERIFY2(flow->result(), why(flow->result()).constData());
}

void TestSignInQuestions::showsEveryRequestBeforeItIsSent()
{
    SignInBench bench;
    bench.idp.clientSecret = "the-secret-the-stub-makes-up";
    auto request = bench.request();
    request.stepThrough = true;
    auto flow = bench.flow(request);
    QHash<int, qsizetype> seen; // how many requests there had been when a row asked
    bench.answerWith(flow.get(), [&](const SignInQuestion &asked) {
        seen.insert(int(asked.step), bench.idp.requests().size());
        return QByteArray("next");
    });
    QVERIFY(SignInBench::finish(flow.get()));
    QVERIFY2(flow->result(), why(flow->result()).constData());
    QCOMPARE(bench.questions.size(), 8);
    for (int i = 0; i < 8; ++i) {
        QCOMPARE(int(bench.questions[i].step), i);
        QVERIFY(bench.questions[i].kind == Kind::NextStep);
        QVERIFY(!bench.questions[i].text.isEmpty());
        for (const QByteArray &secret : bench.idp.issuedSecrets())
            QVERIFY2(!bench.questions[i].text.contains(QString::fromLatin1(secret)), "a secret is shown");
        QVERIFY(!bench.questions[i].text.contains(QString::fromLatin1(bench.idp.clientSecret)));
    }
    QCOMPARE(seen.value(int(StepId::Resource)), 0);
    QVERIFY(seen.value(int(StepId::Server)) < seen.value(int(StepId::Client)));
    const auto text = [&bench](StepId id) { return bench.questions[int(id)].text; };
    QVERIFY(text(StepId::Resource).contains(u"GET %1"_s.arg(QString::fromLatin1(bench.idp.origin()))));
    QVERIFY(
        text(StepId::Client).contains(u"POST %1/register"_s.arg(QString::fromLatin1(bench.idp.origin()))));
    QVERIFY(text(StepId::Browser).contains(u"code_challenge_method = S256"_s));
    QVERIFY(text(StepId::Exchange).contains(u"grant_type = authorization_code"_s));
    QVERIFY(text(StepId::Exchange).contains(u"code_verifier = ‹"_s));
    QVERIFY(text(StepId::IdToken).contains(u"/jwks"_s));
}

void TestSignInQuestions::runsToTheEndWhenTold()
{
    SignInBench bench;
    auto request = bench.request();
    request.stepThrough = true;
    auto flow = bench.flow(request);
    bench.answerWith(flow.get(), [](const SignInQuestion &asked) {
        return QByteArray(asked.step == StepId::Client ? "run" : "next");
    });
    QVERIFY(SignInBench::finish(flow.get()));
    QVERIFY2(flow->result(), why(flow->result()).constData());
    QCOMPARE(bench.questions.size(), 3);
}

void TestSignInQuestions::cancelsFromAStep_data()
{
    QTest::addColumn<int>("step");
    for (int i = 0; i < 8; ++i)
        QTest::newRow(qPrintable(u"row %1"_s.arg(i + 1))) << i;
}

void TestSignInQuestions::cancelsFromAStep()
{
    QFETCH(int, step);
    SignInBench bench;
    auto request = bench.request();
    request.stepThrough = true;
    auto flow = bench.flow(request);
    bench.answerWith(flow.get(), [step](const SignInQuestion &asked) {
        return QByteArray(int(asked.step) == step ? "cancel" : "next");
    });
    QVERIFY(SignInBench::finish(flow.get()));
    QVERIFY(!flow->result());
    QCOMPARE(flow->result().error().code, base::code::cancelled);
    QVERIFY(flow->steps().at(step)->state() == StepState::Cancelled);
    QVERIFY(!flow->question());
    QVERIFY(!bench.secrets.wasKept(oauth::refreshTokenKey(u"stub"_s)));
    QCOMPARE(bench.idp.count("/token"), step > int(StepId::Exchange) ? 1 : 0);
}

void TestSignInQuestions::mayBeDeletedWhileItAsks()
{
    SignInBench bench;
    auto request = bench.request();
    request.stepThrough = true;
    auto flow = bench.flow(request);
    bench.answerWith(flow.get(),
        [](const SignInQuestion &asked) { return QByteArray(asked.step == StepId::Browser ? "" : "next"); });
    flow->start();
    QTRY_VERIFY(flow->question() && flow->question()->step == StepId::Browser);
    flow.reset();
    QCOMPARE(bench.browser.opened().size(), 0);
}

QTEST_GUILESS_MAIN(TestSignInQuestions)
#include "test_signinquestions.moc"
