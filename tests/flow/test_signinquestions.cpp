// SPDX-License-Identifier: GPL-3.0-or-later
// What a sign-in asks the person on its way, and what it does with the answer.
#include "base/errorcodes.h"
#include "support/certificates.h"
#include "support/signinbench.h"
#include "support/tlsfront.h"

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
    void takesAProjectsNameForTheIssuerOnlyWhenAccepted_data();
    void takesAProjectsNameForTheIssuerOnlyWhenAccepted();
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

namespace {

const QByteArray project = "project-test-d06972e8-0000-4000-8000-0123456789ab";

/// The stub as a project's own domain of the provider that names the project as iss (stytch.md E.3.1).
class ProjectDomain {
public:
    explicit ProjectDomain(SignInBench &bench)
        : m_certificate(issued())
        , m_front(
              m_certificate, m_ca.read(u"leaf.key"_s), quint16(QUrl::fromEncoded(bench.idp.origin()).port()))
        , origin("https://" + host + ':' + QByteArray::number(m_front.serverPort()))
    {
        const std::pair<const char *, const char *> endpoints[]
            = { { "registration_endpoint", "/register" }, { "authorization_endpoint", "/authorize" },
                  { "token_endpoint", "/token" }, { "jwks_uri", "/jwks" } };
        for (const auto &[name, path] : endpoints)
            bench.idp.serverMembers[name] = json::string(origin + path);
        bench.idp.serverMembers["issuer"] = json::string(origin);
        bench.idp.serverRemoved = { "authorization_response_iss_parameter_supported" };
        bench.idp.resourceMembers["authorization_servers"] = json::Array{ json::string(origin) };
        bench.idp.idToken.claims["iss"] = json::string(origin);
        bench.idp.iss = "stytch.com/" + project;
        bench.browser.places = { { origin, bench.idp.origin() } };
        bench.network.settings().set(u"stub"_s, { .extraCa = m_ca.pem() });
        using Then = std::function<void(const net::HostAddresses::Answer &)>;
        bench.network.settings().hosts.setResolver([](const QString &name, QObject *context,
                                                       const Then &then) {
            const net::HostAddresses::Answer known{ .addresses = { QHostAddress(QHostAddress::LocalHost) } };
            const net::HostAddresses::Answer unknown{ .failure = u"nobody knows it"_s };
            const bool isIt = name.toLatin1() == host;
            QMetaObject::invokeMethod(
                context, [=] { then(isIt ? known : unknown); }, Qt::QueuedConnection);
        });
    }

    inline static const QByteArray host = "happy-owl-1234.customers.stytch.dev";

private:
    QByteArray issued()
    {
        m_ca.issue(u"leaf"_s, "DNS:" + host);
        return m_ca.read(u"leaf.pem"_s);
    }

    test::ThrowAwayCa m_ca;
    QByteArray m_certificate;
    test::TlsFront m_front;

public:
    const QByteArray origin;
};

} // namespace

void TestSignInQuestions::takesAProjectsNameForTheIssuerOnlyWhenAccepted_data()
{
    QTest::addColumn<QByteArray>("choice"); // empty: nobody is asked
    QTest::addColumn<QByteArray>("idTokenIssuer"); // empty: the right one
    QTest::addColumn<bool>("signsIn");
    QTest::newRow("accepted") << QByteArray("accept") << QByteArray() << true;
    QTest::newRow("declined") << QByteArray("decline") << QByteArray() << false;
    QTest::newRow("nobody there") << QByteArray() << QByteArray() << false;
    QTest::newRow("accepted, and the ID token is another's")
        << QByteArray("accept") << QByteArray("https://other.example") << false;
}

void TestSignInQuestions::takesAProjectsNameForTheIssuerOnlyWhenAccepted()
{
    QFETCH(QByteArray, choice);
    QFETCH(QByteArray, idTokenIssuer);
    QFETCH(bool, signsIn);
    SignInBench bench;
    const ProjectDomain domain(bench);
    if (!idTokenIssuer.isEmpty())
        bench.idp.idToken.claims["iss"] = json::string(idTokenIssuer);
    auto flow = bench.flow(bench.request());
    if (!choice.isEmpty())
        bench.answerWith(flow.get(), [&choice](const SignInQuestion &) { return choice; });
    QVERIFY(SignInBench::finish(flow.get()));
    QVERIFY2(flow->result().has_value() == signsIn, why(flow->result()).constData());
    QCOMPARE(bench.questions.size(), choice.isEmpty() ? 0 : 1);
    if (!choice.isEmpty()) {
        QVERIFY(bench.questions.first().kind == Kind::PinIss);
        QCOMPARE(bench.questions.first().safeChoice, QByteArray("decline"));
    }
    QCOMPARE(bench.idp.count("/token"), choice == "accept" ? 1 : 0); // the code is used only after a yes
    if (!signsIn) {
        QCOMPARE(flow->result().error().code, base::code::issWrong);
        QVERIFY(bench.secrets.contents().isEmpty());
        return;
    }
    QCOMPARE(flow->result()->server.issuer, domain.origin);
    const QList<oauth::SignInDecisions::PinnedIss> pinned = flow->decisions().pinnedIss;
    QCOMPARE(pinned.size(), 1);
    QCOMPARE(pinned.first().issuer, domain.origin);
    QCOMPARE(pinned.first().iss, bench.idp.iss.value());

    // The next sign-in of this connection is not asked again, and takes exactly this value.
    oauth::SignInRequest again = bench.request();
    again.decisions = flow->decisions();
    const auto second = bench.signIn(again);
    QVERIFY2(second, why(second).constData());
    bench.idp.iss = "stytch.com/project-test-d06972e9-0000-4000-8000-0123456789ab";
    const auto third = bench.signIn(again);
    QVERIFY(!third);
    QCOMPARE(third.error().code, base::code::issWrong);
}

QTEST_GUILESS_MAIN(TestSignInQuestions)
#include "test_signinquestions.moc"
