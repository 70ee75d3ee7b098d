// SPDX-License-Identifier: GPL-3.0-or-later
// RFC 8628: signing in with a browser on another device.
#include "base/errorcodes.h"
#include "oauth/devicegrant.h"
#include "support/signinbench.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using oauth::StepId;
using oauth::StepState;
using test::SignInBench;
using test::why;

class TestDeviceFlow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void signsInWithoutABrowserHere();
    void asksSlowerWhenTold();
    void asksLessOftenWhenNobodyAnswers();
    void stopsAskingWhenTheCodeHasExpired();
    void saysThatSomebodyRefused();
    void cancelsAndStopsAsking();
    void opensThePageHereWhenAsked();
    void needsAServerThatOffersIt();

private:
    static oauth::SignInRequest request(const SignInBench &bench)
    {
        auto out = bench.request();
        out.grantKind = oauth::GrantKind::DeviceCode;
        out.grant = oauth::DeviceInput();
        return out;
    }
    /// A poll with seconds of a few milliseconds.
    static std::unique_ptr<oauth::DevicePoll> poll(SignInBench &bench, std::chrono::seconds lifetime)
    {
        const oauth::DeviceRequest asked{
            .server = { .issuer = bench.idp.issuer(), .tokenEndpoint = bench.idp.origin() + "/token" },
            .client = { .clientId = "typed" },
        };
        const oauth::DeviceCode code{ .deviceCode = base::Secret("the-device-code-of-a-test"),
            .prompt = { .userCode = u"AB"_s,
                .verificationUri = bench.idp.origin() + "/activate",
                .expires = bench.clock.now() + lifetime },
            .interval = std::chrono::seconds(5) };
        auto out = std::make_unique<oauth::DevicePoll>(bench.services(), asked, code, nullptr);
        out->setSecond(std::chrono::milliseconds(2));
        return out;
    }
};

void TestDeviceFlow::signsInWithoutABrowserHere()
{
    SignInBench bench;
    bench.idp.offersDeviceFlow = true;
    bench.idp.serverRemoved = { "code_challenge_methods_supported" }; // no code travels through a browser
    bench.idp.devicePollErrors = { "authorization_pending" };
    auto flow = bench.flow(request(bench));
    std::optional<oauth::DevicePrompt> prompt;
    connect(flow.get(), &oauth::SignInFlow::deviceCodeShown, flow.get(), [&] {
        prompt = flow->devicePrompt();
        QVERIFY(flow->step(StepId::Browser)->state() == StepState::AwaitingPerson);
        QVERIFY(flow->step(StepId::Browser)->outcome().contains(u"WDJB-MJHT"_s));
    });
    QVERIFY(SignInBench::finish(flow.get()));
    QVERIFY2(flow->result(), why(flow->result()).constData());
    QVERIFY(prompt);
    QCOMPARE(prompt->userCode, u"WDJB-MJHT"_s);
    QCOMPARE(prompt->verificationUri, bench.idp.origin() + "/activate");
    QVERIFY(!flow->devicePrompt());
    QCOMPARE(bench.idp.count("/device"), 1);
    QCOMPARE(bench.idp.count("/token"), 2);
    QCOMPARE(bench.idp.count("/authorize"), 0);
    QVERIFY(bench.browser.opened().isEmpty());
    QCOMPARE(bench.idp.requests("/device").first().parameter("resource"), bench.idp.resource());
    QCOMPARE(bench.idp.requests("/token").first().parameter("resource"), bench.idp.resource());
    // the same checks and the same keeping as any sign-in
    QVERIFY(flow->result()->identity.isVerified);
    QVERIFY(bench.secrets.wasKept(oauth::refreshTokenKey(u"stub"_s)));
    const auto registration
        = json::parseObject(bench.idp.requests("/register").first().body, u"The registration"_s);
    QVERIFY(json::stringList(*registration, "grant_types")
                ->contains("urn:ietf:params:oauth:grant-type:device_code"));
    for (const oauth::SignInStep *step : flow->steps()) {
        for (const QByteArray &secret : bench.idp.issuedSecrets())
            QVERIFY(!step->outcome().contains(QString::fromLatin1(secret)));
    }
}

void TestDeviceFlow::asksSlowerWhenTold()
{
    SignInBench bench;
    bench.idp.devicePollErrors = { "authorization_pending", "slow_down", "slow_down", "access_denied" };
    const auto asking = poll(bench, std::chrono::hours(1));
    QSignalSpy finished(asking.get(), &base::Operation::finished);
    asking->start();
    QVERIFY(finished.wait(20000));
    QCOMPARE(asking->interval(), std::chrono::seconds(15));
    QVERIFY(asking->result()->body.contains("access_denied"));
    QCOMPARE(bench.idp.count("/token"), 4);
    QCOMPARE(asking->exchanges().size(), 4);
}

void TestDeviceFlow::asksLessOftenWhenNobodyAnswers()
{
    SignInBench bench;
    bench.idp.statuses.insert("/token", 503);
    const auto asking = poll(bench, std::chrono::hours(1));
    asking->start();
    QTRY_VERIFY(bench.idp.count("/token") >= 2);
    bench.idp.statuses.clear();
    bench.idp.devicePollErrors = { "access_denied" };
    QTRY_VERIFY(asking->isFinished());
    QVERIFY(asking->interval() >= std::chrono::seconds(20));
}

void TestDeviceFlow::stopsAskingWhenTheCodeHasExpired()
{
    SignInBench bench;
    for (int i = 0; i < 1000; ++i)
        bench.idp.devicePollErrors.append("authorization_pending");
    const auto asking = poll(bench, std::chrono::hours(1));
    QSignalSpy finished(asking.get(), &base::Operation::finished);
    asking->start();
    QTRY_VERIFY(bench.idp.count("/token") > 1);
    bench.clock.offset = std::chrono::hours(2);
    QVERIFY(finished.count() > 0 || finished.wait(20000));
    QVERIFY(!asking->result());
    QCOMPARE(asking->result().error().code, base::code::deviceRefused);
    QVERIFY(asking->result().error().message.contains(u"expired"_s));
}

void TestDeviceFlow::saysThatSomebodyRefused()
{
    SignInBench bench;
    bench.idp.offersDeviceFlow = true;
    bench.idp.devicePollErrors = { "access_denied" };
    const auto grant = bench.signIn(request(bench));
    QVERIFY(!grant);
    QCOMPARE(grant.error().code, base::code::consentRefused);
    QCOMPARE(grant.error().kind, base::ErrorKind::Refused);
    QVERIFY(bench.last->step(StepId::Browser)->state() == StepState::Failed);
}

void TestDeviceFlow::cancelsAndStopsAsking()
{
    SignInBench bench;
    bench.idp.offersDeviceFlow = true;
    auto flow = bench.flow(request(bench));
    flow->start();
    QTRY_VERIFY(flow->devicePrompt());
    QSignalSpy finished(flow.get(), &base::Operation::finished);
    flow->cancel();
    QTRY_COMPARE(finished.count(), 1);
    QVERIFY(flow->step(StepId::Browser)->state() == StepState::Cancelled);
    QVERIFY(!flow->devicePrompt());
    QVERIFY(!bench.secrets.wasKept(oauth::refreshTokenKey(u"stub"_s)));
}

void TestDeviceFlow::opensThePageHereWhenAsked()
{
    SignInBench bench;
    bench.idp.offersDeviceFlow = true;
    bench.browser.isAbandoned = true;
    auto flow = bench.flow(request(bench));
    flow->start();
    QTRY_VERIFY(flow->devicePrompt());
    QVERIFY(bench.browser.opened().isEmpty());
    flow->openBrowserAgain();
    QCOMPARE(
        bench.browser.opened(), QList<QByteArray>{ bench.idp.origin() + "/activate?user_code=WDJB-MJHT" });
}

void TestDeviceFlow::needsAServerThatOffersIt()
{
    SignInBench bench;
    const auto grant = bench.signIn(request(bench));
    QVERIFY(!grant);
    QCOMPARE(grant.error().code, base::code::deviceRefused);
    QCOMPARE(bench.idp.count("/register"), 0);
}

QTEST_GUILESS_MAIN(TestDeviceFlow)
#include "test_deviceflow.moc"
