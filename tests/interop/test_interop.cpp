// SPDX-License-Identifier: GPL-3.0-or-later
// The command line against servers that were not written here: npm oidc-provider or better-auth as the
// identity provider, an MCP server of npm @modelcontextprotocol/sdk as the protected resource. Runs with a
// GNOME Keyring of its own.
#include "peer.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace authscope;
using test::Cli;
using test::CliRun;

class TestInterop : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void wholePath_data();
    void wholePath();
    void anIssuerAlone();
    void aRefusedConsent();
    void tokensBoundToAKey_data();
    void tokensBoundToAKey();
    void tokensAskedAboutAndEndedThere();
    void anotherProvider();

private:
    void confirmSignOut(const QByteArray &page);
    bool startServers(const QStringList &words = { u"servers.mjs"_s });

    QTemporaryDir m_dir;
    int m_run = 0;
    std::unique_ptr<test::Peer> m_servers;
    std::unique_ptr<Cli> m_cli;
};

void TestInterop::init()
{
    m_cli = std::make_unique<Cli>(QStringList{ u"--data-dir"_s, m_dir.filePath(QString::number(++m_run)) });
}

void TestInterop::cleanup()
{
    m_servers.reset();
}

bool TestInterop::startServers(const QStringList &words)
{
    if (test::Packages::node().isEmpty())
        return false;
    m_servers = std::make_unique<test::Peer>(words);
    return true;
}

void TestInterop::wholePath_data()
{
    QTest::addColumn<QByteArray>("which");
    QTest::newRow("answers as event streams") << QByteArray("stream");
    QTest::newRow("answers as JSON") << QByteArray("json");
}

void TestInterop::wholePath()
{
    QFETCH(QByteArray, which);
    if (!startServers())
        QSKIP("the npm packages are not installed: tests/run.sh does it");
    const QString url = QString::fromUtf8(m_servers->address(which.toStdString()));
    QVERIFY(!url.isEmpty());

    const CliRun found = m_cli->json({ u"discover"_s, url });
    QVERIFY2(found.exitCode == 0, found.told());
    QCOMPARE(json::stringMember(found.document, "kind"), QByteArray("mcp"));
    QVERIFY(found.document.at("needs_sign_in").as_bool());
    QCOMPARE(json::stringMember(*json::objectMember(found.document, "authorization_server"), "issuer"),
        m_servers->address("issuer"));
    QCOMPARE(json::stringMember(*json::objectMember(found.document, "resource"), "resource"), url.toUtf8());

    const CliRun notYet = m_cli->json({ u"tools"_s, url });
    QCOMPARE(notYet.exitCode, 4);
    QCOMPARE(notYet.code(), QByteArray("OA-005"));

    QStringList arguments{ u"login"_s, url, u"--browser"_s, u"headless"_s };
    const bool withIdentity = which == "json"; // asked for by name: the resource's own scopes hold no openid
    if (withIdentity)
        arguments += { u"--scope"_s, u"openid profile email offline_access boards.read boards.write"_s };
    const CliRun login = m_cli->json(arguments);
    QVERIFY2(login.exitCode == 0, login.told());
    if (withIdentity)
        QCOMPARE(json::stringMember(*json::objectMember(login.document, "identity"), "name"),
            QByteArray("Ada Interop"));
    for (const json::Value &step : *json::arrayMember(login.document, "steps")) {
        const QByteArray state = json::bytes(step.at("state").as_string());
        QVERIFY2(state == "done" || state == "noted" || state == "skipped", login.told());
    }
    QCOMPARE(json::stringMember(*json::objectMember(login.document, "kept"), "state"), QByteArray("kept"));

    const CliRun tools = m_cli->json({ u"tools"_s, u"1"_s });
    QVERIFY2(tools.exitCode == 0, tools.told());
    QCOMPARE(json::arrayMember(tools.document, "tools")->size(), 4u);

    const CliRun greet = m_cli->run({ u"call"_s, u"1"_s, u"greet"_s, u"name=Ada"_s });
    QVERIFY2(greet.exitCode == 0, greet.told());
    QCOMPARE(greet.out, QByteArray("Hello, Ada!\n"));
    const CliRun whoami = m_cli->json({ u"call"_s, u"1"_s, u"whoami"_s });
    QVERIFY2(whoami.exitCode == 0, whoami.told());
    QCOMPARE(json::bytes(whoami.document.at("result").at("structuredContent").at("subject").as_string()),
        QByteArray("ada"));
    const QStringList create{ u"call"_s, u"1"_s, u"create_board"_s, u"title=Sprint"_s, u"columns:=3"_s };
    QCOMPARE(m_cli->run(create).exitCode, 4);
    const CliRun created = m_cli->run(create + QStringList{ u"--yes"_s });
    QVERIFY2(created.exitCode == 0, created.told());
    QCOMPARE(created.out, QByteArray("Sprint with 3 columns\n"));
    const CliRun failing = m_cli->json({ u"call"_s, u"1"_s, u"fail"_s });
    QVERIFY2(failing.exitCode == 1, failing.told());
    QCOMPARE(failing.code(), QByteArray("OA-310"));

    const CliRun token = m_cli->json({ u"token"_s, u"1"_s });
    QVERIFY2(token.exitCode == 0, token.told());
    QCOMPARE(json::stringMember(json::arrayMember(token.document, "tokens")->front().as_object(), "standing"),
        QByteArray("valid"));

    const CliRun refresh = m_cli->json({ u"refresh"_s, u"1"_s });
    QVERIFY2(refresh.exitCode == 0, refresh.told());

    const CliRun logout = m_cli->json({ u"logout"_s, u"1"_s, u"--revoke"_s });
    QVERIFY2(logout.exitCode == 0, logout.told());
    QVERIFY(logout.document.at("revoked").as_bool());
    // This provider revokes refresh tokens, but not access tokens that are JWTs, and that is said.
    QVERIFY2(
        json::stringMember(logout.document, "note").value_or("").contains("until it expires"), logout.told());
    QCOMPARE(m_cli->json({ u"refresh"_s, u"1"_s }).code(), QByteArray("OA-005"));
}

void TestInterop::anIssuerAlone()
{
    if (!startServers())
        QSKIP("the npm packages are not installed: tests/run.sh does it");
    const QString issuer = QString::fromUtf8(m_servers->address("issuer"));
    const CliRun found = m_cli->json({ u"discover"_s, issuer });
    QVERIFY2(found.exitCode == 0, found.told());
    QCOMPARE(json::stringMember(found.document, "kind"), QByteArray("issuer"));
    const CliRun login = m_cli->json({ u"login"_s, issuer, u"--browser"_s, u"headless"_s });
    QVERIFY2(login.exitCode == 0, login.told());
    const CliRun token = m_cli->run({ u"token"_s, u"1"_s });
    QVERIFY2(token.exitCode == 0, token.told());
    const CliRun tools = m_cli->json({ u"tools"_s, u"1"_s });
    QCOMPARE(tools.exitCode, 2);
}

void TestInterop::aRefusedConsent()
{
    if (!startServers({ u"servers.mjs"_s, u"--deny"_s }))
        QSKIP("the npm packages are not installed: tests/run.sh does it");
    const QString url = QString::fromUtf8(m_servers->address("stream"));
    const CliRun login = m_cli->json({ u"login"_s, url, u"--browser"_s, u"headless"_s });
    QVERIFY2(login.exitCode == 4, login.told());
    QCOMPARE(login.code(), QByteArray("OA-166"));
    QCOMPARE(json::stringMember(*json::objectMember(login.document, "error"), "server_says"),
        QByteArray("Ada said no"));
    QVERIFY(json::arrayMember(m_cli->json({ u"connections"_s }).document, "connections")->empty());
}

void TestInterop::tokensBoundToAKey_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::newRow("tokens are JWTs") << QStringList{ u"--dpop"_s };
    QTest::newRow("tokens say nothing by themselves") << QStringList{ u"--dpop"_s, u"--opaque"_s };
    QTest::newRow("requests are pushed first") << QStringList{ u"--dpop"_s, u"--par"_s };
}

void TestInterop::tokensBoundToAKey()
{
    QFETCH(QStringList, words);
    if (!startServers(QStringList{ u"servers.mjs"_s } + words))
        QSKIP("the npm packages are not installed: tests/run.sh does it");
    const QString url = QString::fromUtf8(m_servers->address("stream"));
    const CliRun login = m_cli->json({ u"login"_s, url, u"--browser"_s, u"headless"_s });
    QVERIFY2(login.exitCode == 0, login.told());
    // Two processes, each with the key from the keychain and nonces of its own.
    for (int round = 0; round < 2; ++round) {
        const CliRun whoami = m_cli->run({ u"call"_s, u"1"_s, u"whoami"_s });
        QVERIFY2(whoami.exitCode == 0, whoami.told());
        QCOMPARE(whoami.out, QByteArray("ada\n"));
        const CliRun refresh = m_cli->json({ u"refresh"_s, u"1"_s });
        QVERIFY2(refresh.exitCode == 0, refresh.told());
    }
}

void TestInterop::tokensAskedAboutAndEndedThere()
{
    if (!startServers({ u"servers.mjs"_s, u"--opaque"_s }))
        QSKIP("the npm packages are not installed: tests/run.sh does it");
    const QString url = QString::fromUtf8(m_servers->address("stream"));
    const QStringList login{ u"login"_s, url, u"--browser"_s, u"headless"_s, u"--scope"_s,
        u"openid profile email offline_access boards.read"_s };
    const CliRun signedIn = m_cli->json(login);
    QVERIFY2(signedIn.exitCode == 0, signedIn.told());

    const CliRun checked = m_cli->json({ u"check"_s, u"1"_s, u"--browser"_s, u"headless"_s });
    QVERIFY2(checked.exitCode == 0, checked.told());
    QVERIFY(checked.document.at("enforces_pkce").as_bool());
    for (const QString &kind : { u"access"_s, u"refresh"_s }) {
        const CliRun asked = m_cli->json({ u"introspect"_s, u"1"_s, u"--kind"_s, kind });
        QVERIFY2(asked.exitCode == 0, asked.told());
        QVERIFY(asked.document.at("active").as_bool());
    }
    const CliRun about = m_cli->json({ u"userinfo"_s, u"1"_s });
    // The access token is for the resource alone, and this provider keeps it from userinfo.
    QVERIFY2(about.code() == "OA-256", about.told());
    QVERIFY2((about.out + about.err).contains("access token missing openid scope"), about.told());

    const CliRun revoked = m_cli->json({ u"revoke"_s, u"1"_s });
    QVERIFY2(revoked.exitCode == 0, revoked.told());
    QVERIFY(revoked.document.at("revoked").as_bool());
    const json::Object &proof = revoked.document.at("proof").as_object();
    QCOMPARE(json::stringMember(proof, "access_token"), QByteArray("dead"));
    QCOMPARE(m_cli->json({ u"introspect"_s, u"1"_s }).code(), QByteArray("OA-005"));

    const CliRun again = m_cli->json(login);
    QVERIFY2(again.exitCode == 0, again.told());
    const auto logout = m_cli->start({ u"logout"_s, u"1"_s, u"--provider"_s, u"--browser"_s, u"print"_s });
    QByteArray printed;
    QVERIFY(QTest::qWaitFor(
        [&] {
            printed += logout->readAllStandardOutput();
            const qsizetype at = printed.indexOf("http");
            return at >= 0 && printed.indexOf('\n', at) > 0;
        },
        60000));
    const QByteArray page = printed.sliced(printed.indexOf("http")).split('\n').first();
    QVERIFY2(page.contains("/session/end?"), printed.constData());
    confirmSignOut(page);
    const CliRun left = Cli::finish(*logout);
    QVERIFY2(left.exitCode == 0, left.told());
    QVERIFY2(left.out.contains("the session there has ended"), left.told());
}

/// What a person does on the provider's page: the one button of its form. The browser then goes where the
/// provider sends it.
void TestInterop::confirmSignOut(const QByteArray &page)
{
    QNetworkAccessManager browser;
    const auto ended = [](QNetworkReply *reply) {
        QSignalSpy(reply, &QNetworkReply::finished).wait(20000);
        reply->deleteLater();
        return reply->readAll();
    };
    const QString form = QString::fromUtf8(ended(browser.get(QNetworkRequest(QUrl::fromEncoded(page)))));
    static const QRegularExpression action(u"action=\"([^\"]+)\""_s),
        secret(u"name=\"xsrf\" value=\"([^\"]+)\""_s);
    const QString to = action.match(form).captured(1);
    QVERIFY2(!to.isEmpty(), qPrintable(form));
    QNetworkRequest request{ QUrl(to) };
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/x-www-form-urlencoded"_s);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::NoLessSafeRedirectPolicy);
    ended(browser.post(request, "logout=yes&xsrf=" + secret.match(form).captured(1).toUtf8()));
}

void TestInterop::anotherProvider()
{
    if (!startServers({ u"betterauth.mjs"_s }))
        QSKIP("the npm packages are not installed: tests/run.sh does it");
    const QString url = QString::fromUtf8(m_servers->address("resource"));
    const CliRun login = m_cli->json({ u"login"_s, url, u"--browser"_s, u"headless"_s });
    QVERIFY2(login.exitCode == 0, login.told());
    QCOMPARE(json::stringMember(*json::objectMember(login.document, "kept"), "state"), QByteArray("kept"));
    const CliRun whoami = m_cli->run({ u"call"_s, u"1"_s, u"whoami"_s });
    QVERIFY2(whoami.exitCode == 0, whoami.told());
    const CliRun refresh = m_cli->json({ u"refresh"_s, u"1"_s });
    QVERIFY2(refresh.exitCode == 0, refresh.told());
    const CliRun token = m_cli->json({ u"token"_s, u"1"_s });
    QVERIFY2(token.exitCode == 0, token.told());
    const json::Object &access = json::arrayMember(token.document, "tokens")->front().as_object();
    QCOMPARE(json::stringMember(access, "standing"), QByteArray("valid"));
    const json::Array &claims = *json::arrayMember(access, "claims");
    QVERIFY(std::any_of(claims.begin(), claims.end(), [&whoami](const json::Value &claim) {
        return json::stringMember(claim.as_object(), "name") == QByteArray("sub")
            && json::stringMember(claim.as_object(), "value") == whoami.out.trimmed();
    }));
    const CliRun logout = m_cli->json({ u"logout"_s, u"1"_s, u"--revoke"_s });
    QVERIFY2(logout.exitCode == 0, logout.told());
    QVERIFY(logout.document.at("revoked").as_bool());
}

QTEST_GUILESS_MAIN(TestInterop)
#include "test_interop.moc"
