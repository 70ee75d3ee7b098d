// SPDX-License-Identifier: GPL-3.0-or-later
// T149: secrets through whole sign-ins, and every text the engine shows, logs or ends with searched for them,
// in every spelling and by their beginnings.
#include "net/curl.h"
#include "net/har.h"
#include "oauth/discovery.h"
#include "support/signinbench.h"

#include <QLoggingCategory>

using namespace Qt::StringLiterals;
using namespace authscope;
using test::SignInBench;
using test::why;

namespace {

QByteArray *printed = nullptr;

void capture(QtMsgType, const QMessageLogContext &, const QString &text)
{
    *printed += text.toUtf8() + '\n';
}

QByteArray inJson(const QByteArray &value)
{
    const QByteArray quoted = json::compact(json::Value(json::string(value)));
    return quoted.mid(1, quoted.size() - 2);
}

} // namespace

class TestCanaries : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void init();
    void T149_aSignInAndItsRefreshSayNothing();
    void T149_errorsThatRepeatSecretsSayNothing_data();
    void T149_errorsThatRepeatSecretsSayNothing();
    void T149_pushesAndDevicesSayNothing_data();
    void T149_pushesAndDevicesSayNothing();
    void T149_theSearchFindsWhatIsThere();

private:
    /// Everything a person, a log or a file could get to see.
    void collect(const SignInBench &bench, const oauth::SignInFlow &flow);
    void collect(const base::Error &error);
    void collectSecrets(const SignInBench &bench);
    QByteArray firstLeak() const;

    QByteArray m_printed;
    QByteArray m_shown;
    QSet<QByteArray> m_secrets;
};

void TestCanaries::initTestCase()
{
    QLoggingCategory::setFilterRules(u"*=true"_s);
}

void TestCanaries::init()
{
    m_printed.clear();
    m_shown.clear();
    m_secrets.clear();
    printed = &m_printed;
    qInstallMessageHandler(capture);
}

void TestCanaries::cleanup()
{
    qInstallMessageHandler(nullptr);
}

void TestCanaries::collect(const base::Error &error)
{
    m_shown += base::oneLine(error).toUtf8() + '\n' + error.rule.toUtf8() + error.requestId.toUtf8() + '\n';
}

void TestCanaries::collect(const SignInBench &bench, const oauth::SignInFlow &flow)
{
    for (const net::Exchange &exchange : bench.log.all()) {
        m_shown += exchange.url + '\n' + exchange.requestBody + '\n' + exchange.responseBody + '\n';
        for (const net::Headers &headers : { exchange.requestHeaders, exchange.responseHeaders }) {
            for (const net::Header &header : headers.all())
                m_shown += header.name + ": " + header.value + '\n';
        }
        m_shown += exchange.failure.toUtf8() + '\n';
    }
    // T150: also on its way out of the program.
    const QList<net::Exchange> all(bench.log.all().begin(), bench.log.all().end());
    m_shown += net::writeHar(all);
    for (const net::Exchange &exchange : all)
        for (const net::Shell shell : { net::Shell::Posix, net::Shell::PowerShell })
            m_shown += net::curlCommand(exchange, shell).toUtf8() + '\n';
    for (const oauth::SignInStep *step : flow.steps()) {
        m_shown += step->title().toUtf8() + '\n' + step->outcome().toUtf8() + '\n';
        if (step->error())
            collect(*step->error());
        for (const base::Check &check : step->checks())
            m_shown
                += check.title.toUtf8() + '\n' + check.found.toUtf8() + '\n' + check.expected.toUtf8() + '\n';
    }
    for (const oauth::ExplainedParameter &parameter : flow.explainedParameters())
        m_shown += parameter.name + '=' + parameter.value + '\n';
    if (!flow.result())
        collect(flow.result().error());
    else
        m_shown += flow.result()->client.document + '\n';
    m_shown += m_printed;
}

void TestCanaries::collectSecrets(const SignInBench &bench)
{
    for (const QByteArray &secret : bench.idp.issuedSecrets())
        m_secrets.insert(secret);
    if (!bench.idp.clientSecret.isEmpty())
        m_secrets.insert(bench.idp.clientSecret);
    for (const auto &request : bench.idp.requests()) {
        for (const char *name :
            { "state", "nonce", "code_verifier", "code", "refresh_token", "client_secret", "token" }) {
            if (const QByteArray value = request.parameter(name); !value.isEmpty())
                m_secrets.insert(value);
        }
    }
}

/// The first spelling of a secret that is to be seen; empty when none is.
QByteArray TestCanaries::firstLeak() const
{
    for (const QByteArray &secret : m_secrets) {
        QList<QByteArray> spellings{ secret, secret.toBase64(QByteArray::OmitTrailingEquals),
            secret.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals),
            secret.toPercentEncoding(), inJson(secret) };
        // Tokens of one kind begin alike: the first eight bytes that are theirs alone.
        const qsizetype dash = secret.indexOf('-');
        spellings.append(secret.mid(secret.startsWith("eyJ") ? secret.lastIndexOf('.') + 1 : dash + 1, 8));
        for (const QByteArray &spelling : std::as_const(spellings)) {
            if (const qsizetype at = m_shown.indexOf(spelling); spelling.size() >= 6 && at >= 0)
                return m_shown.mid(qMax<qsizetype>(at - 80, 0), 160) + " holds " + spelling;
        }
    }
    return {};
}

void TestCanaries::T149_aSignInAndItsRefreshSayNothing()
{
    SignInBench bench;
    bench.idp.clientSecret = "csecret-canary/with+odd=characters";
    const auto grant = bench.signIn();
    QVERIFY2(grant, why(grant).constData());
    oauth::TokenKeeper keeper(bench.services(), u"stub"_s, nullptr);
    keeper.adopt(*grant, bench.last->keepState());
    QObject owner;
    auto *refresh = keeper.refresh(&owner);
    QSignalSpy refreshed(refresh, &base::Operation::finished);
    refresh->start();
    QVERIFY(refreshed.wait(10000));
    QVERIFY2(refresh->result(), why(refresh->result()).constData());
    oauth::Revocation revocation(bench.services(), keeper.grant(), u"stub"_s, nullptr);
    QSignalSpy revoked(&revocation, &base::Operation::finished);
    revocation.start();
    QVERIFY(revoked.wait(10000));
    QVERIFY2(revocation.result(), why(revocation.result()).constData());
    QCOMPARE(bench.idp.count("/revoke"), 2);
    QCOMPARE(bench.idp.requests("/revoke").first().parameter("token_type_hint"), QByteArray("refresh_token"));
    for (const oauth::TokenGeneration &generation : keeper.generations())
        m_shown += generation.changes.toUtf8();
    collectSecrets(bench);
    collect(bench, *bench.last);
    QVERIFY(m_secrets.size() >= 10);
    QCOMPARE(firstLeak(), QByteArray());
}

void TestCanaries::T149_errorsThatRepeatSecretsSayNothing_data()
{
    QTest::addColumn<int>("padding");
    QTest::addColumn<QByteArray>("where");
    for (const char *where :
        { "token error", "token html", "token redirect", "refresh error", "state in error" }) {
        for (const int padding : { 0, 150, 185, 192 }) // across the place where words are cut
            QTest::addRow("%s %d", where, padding) << padding << QByteArray(where);
    }
}

void TestCanaries::T149_errorsThatRepeatSecretsSayNothing()
{
    QFETCH(int, padding);
    QFETCH(QByteArray, where);
    SignInBench bench;
    bench.idp.fixedCode = "code-canary-0123456789abcdefghij";
    bench.idp.fixedRefreshToken = "rt-canary-9876543210zyxwvutsrq";
    const QByteArray pad(padding, '.');
    std::optional<oauth::Grant> grant;
    if (where == "refresh error") {
        const auto signedIn = bench.signIn();
        QVERIFY2(signedIn, why(signedIn).constData());
        grant = *signedIn;
    }
    connect(&bench.idp, &test::StubIdp::requested, &bench.idp, [&](const QByteArray &path) {
        if (path != "/token")
            return;
        const auto request = bench.idp.requests("/token").last();
        const QByteArray spoken = pad + request.parameter("code") + ' ' + request.parameter("code_verifier")
            + ' ' + request.parameter("refresh_token");
        bench.idp.statuses.insert("/token", 400);
        if (where == "token html")
            bench.idp.bodies.insert("/token", "<html>" + spoken);
        else if (where == "token redirect")
            bench.idp.redirects.insert(
                "/token", { 307, "https://evil.example/?" + spoken.toPercentEncoding() });
        else
            bench.idp.bodies.insert("/token",
                json::compact(json::Object{
                    { "error", "invalid_request" }, { "error_description", json::string(spoken) } }));
    });
    if (where == "state in error") {
        bench.idp.authorizationError = "server_error";
        connect(&bench.idp, &test::StubIdp::requested, &bench.idp, [&](const QByteArray &path) {
            if (path == "/authorize")
                bench.idp.errorDescription = pad + bench.idp.requests("/authorize").last().parameter("state")
                    + ' ' + bench.idp.requests("/authorize").last().parameter("nonce");
        });
    }
    if (grant) {
        oauth::TokenKeeper keeper(bench.services(), u"stub"_s, nullptr);
        keeper.adopt(*grant, bench.last->keepState());
        QObject owner;
        auto *refresh = keeper.refresh(&owner);
        QSignalSpy refreshed(refresh, &base::Operation::finished);
        refresh->start();
        QVERIFY(refreshed.wait(10000));
        QVERIFY(!refresh->result());
        collect(refresh->result().error());
        collect(*keeper.lastError());
    } else {
        QVERIFY(!bench.signIn());
    }
    collectSecrets(bench);
    m_secrets.insert(bench.idp.fixedRefreshToken);
    collect(bench, *bench.last);
    QCOMPARE(firstLeak(), QByteArray());
}

void TestCanaries::T149_pushesAndDevicesSayNothing_data()
{
    QTest::addColumn<bool>("isDevice");
    QTest::addColumn<bool>("isRepeated"); // by an error of the server
    QTest::newRow("push") << false << false;
    QTest::newRow("push error") << false << true;
    QTest::newRow("device") << true << false;
    QTest::newRow("device error") << true << true;
}

void TestCanaries::T149_pushesAndDevicesSayNothing()
{
    QFETCH(bool, isDevice);
    QFETCH(bool, isRepeated);
    SignInBench bench;
    bench.idp.clientSecret = "csecret-canary/with+odd=characters";
    bench.idp.takesPushedRequests = true;
    bench.idp.offersDeviceFlow = true;
    const QByteArray said = isDevice ? "/token" : "/par";
    connect(&bench.idp, &test::StubIdp::requested, &bench.idp, [&](const QByteArray &path) {
        if (path != said || !isRepeated)
            return;
        const auto request = bench.idp.requests(said).last();
        bench.idp.statuses.insert(said, 400);
        bench.idp.bodies.insert(said,
            "{\"error\":\"made_up\",\"error_description\":\"" + request.parameter("device_code") + ' '
                + request.parameter("state") + "\"}");
    });
    auto request = bench.request();
    request.alwaysPush = true;
    if (isDevice) {
        request.grantKind = oauth::GrantKind::DeviceCode;
        request.grant = oauth::DeviceInput();
    }
    const auto grant = bench.signIn(request);
    QCOMPARE(bool(grant), !isRepeated);
    QVERIFY(bench.idp.count(said) > 0);
    collectSecrets(bench);
    collect(bench, *bench.last);
    QVERIFY(m_secrets.size() >= 2);
    QCOMPARE(firstLeak(), QByteArray());
}

void TestCanaries::T149_theSearchFindsWhatIsThere()
{
    const QByteArray secret = "at-abcdefgh/ijkl\"mnop";
    m_secrets = { secret };
    for (const QByteArray &leak : { secret, secret.toBase64(), secret.toPercentEncoding(), inJson(secret),
             QByteArray("… abcdefgh …") }) {
        m_shown = "x " + leak + " y";
        QVERIFY(!firstLeak().isEmpty());
    }
    m_shown = "nothing";
    QVERIFY(firstLeak().isEmpty());
}

QTEST_GUILESS_MAIN(TestCanaries)
#include "test_canaries.moc"
