// SPDX-License-Identifier: GPL-3.0-or-later
// What a sign-in asks on a terminal on its way, and what may be typed there.
#include "support/cliprocess.h"
#include "support/followingbrowser.h"
#include "support/pseudoterminal.h"
#include "support/stubidp.h"

#include <QNetworkReply>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace authscope;
using test::Cli;
using test::CliRun;

class TestTerminalSignIn : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();

    void asksWhichServerUntilItIsSaid();
    void takesTheSafeAnswerAtTheEndOfTheInput();
    void asksAboutHostsThatAreNotTheIssuers();
    void takesAPastedAddress();

private:
    std::unique_ptr<QProcess> login();
    QByteArray address(); ///< for the browser, as it stands on the screen
    CliRun finish(QProcess &process);

    QTemporaryDir m_dir;
    int m_run = 0;
    std::unique_ptr<test::StubIdp> m_idp;
    std::unique_ptr<test::PseudoTerminal> m_terminal;
    test::FollowingBrowser m_browser;
};

void TestTerminalSignIn::init()
{
    m_idp = std::make_unique<test::StubIdp>();
    m_terminal = std::make_unique<test::PseudoTerminal>();
}

std::unique_ptr<QProcess> TestTerminalSignIn::login()
{
    auto process = std::make_unique<QProcess>();
    m_terminal->giveTo(*process);
    process->start(Cli::program(),
        { u"login"_s, QString::fromLatin1(m_idp->resource()), u"--browser"_s, u"print"_s, u"--data-dir"_s,
            m_dir.filePath(QString::number(++m_run)), u"--secrets"_s, u"memory"_s, u"--json"_s });
    return process;
}

QByteArray TestTerminalSignIn::address()
{
    const QByteArray screen = m_terminal->screen();
    const qsizetype at = screen.indexOf("http://127.0.0.1", screen.indexOf("Open this address"));
    return at < 0 ? QByteArray() : screen.sliced(at).split('\n').first().trimmed();
}

CliRun TestTerminalSignIn::finish(QProcess &process)
{
    CliRun run = Cli::finish(process);
    run.err += m_terminal->screen();
    return run;
}

void TestTerminalSignIn::asksWhichServerUntilItIsSaid()
{
    test::StubIdp other;
    m_idp->resourceMembers["authorization_servers"]
        = json::Array{ json::string(m_idp->issuer()), json::string(other.issuer()) };
    const auto process = login();
    QVERIFY2(m_terminal->waitFor("Your choice, 1 to 2:"), m_terminal->screen().constData());
    m_terminal->type("7");
    QVERIFY2(m_terminal->waitFor("Your choice, 1 to 2:"), m_terminal->screen().constData());
    m_terminal->type("2");
    QVERIFY2(m_terminal->waitFor("paste the address"), m_terminal->screen().constData());
    QVERIFY(m_browser.open(address()));
    const CliRun run = finish(*process);
    QVERIFY2(run.exitCode == 0 || run.exitCode == 6, run.told()); // 6: nothing keeps it here
    QCOMPARE(other.count("/token"), 1);
    QCOMPARE(m_idp->count("/token"), 0);
}

void TestTerminalSignIn::takesTheSafeAnswerAtTheEndOfTheInput()
{
    m_idp->serverMembers["token_endpoint"] = "https://elsewhere.example/token";
    const auto process = login();
    QVERIFY2(m_terminal->waitFor("Your choice, 1 to 2:"), m_terminal->screen().constData());
    m_terminal->endInput();
    const CliRun run = finish(*process);
    QVERIFY2(run.exitCode == 3 || run.exitCode == 4, run.told());
    QVERIFY2(run.err.contains("OA-107"), run.told());
    QCOMPARE(m_idp->count("/authorize") + m_idp->count("/register"), 0);
}

void TestTerminalSignIn::asksAboutHostsThatAreNotTheIssuers()
{
    test::StubIdp elsewhere;
    m_idp->serverMembers["jwks_uri"] = json::string(m_idp->origin() + "/jwks");
    m_idp->serverMembers["registration_endpoint"] = json::string(elsewhere.origin() + "/register");
    const auto process = login();
    QVERIFY2(m_terminal->waitFor("Your choice, 1 to 2:"), m_terminal->screen().constData());
    QVERIFY(m_terminal->screen().contains(elsewhere.origin().sliced(7))); // whom it is about
    QCOMPARE(elsewhere.requests().size(), 0);
    m_terminal->type("1");
    QVERIFY2(m_terminal->waitFor("paste the address"), m_terminal->screen().constData());
    QCOMPARE(elsewhere.count("/register"), 1);
    process->kill();
    process->waitForFinished();
}

void TestTerminalSignIn::takesAPastedAddress()
{
    const auto process = login();
    QVERIFY2(m_terminal->waitFor("paste the address"), m_terminal->screen().constData());
    m_terminal->type("http://127.0.0.1:1/callback?code=stranger&state=not-ours");
    QVERIFY2(m_terminal->waitFor("It was not used"), m_terminal->screen().constData());
    QVERIFY2(m_terminal->waitFor("paste the address"), m_terminal->screen().constData());
    QCOMPARE(m_idp->count("/token"), 0);
    // A browser on another computer ends at an address where nobody listens.
    QNetworkAccessManager there;
    QNetworkRequest request(QUrl::fromEncoded(address()));
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    QNetworkReply *reply = there.get(request);
    QTRY_VERIFY(reply->isFinished());
    const QByteArray ended = reply->rawHeader("Location");
    QVERIFY(ended.contains("code="));
    m_terminal->type(ended);
    const CliRun run = finish(*process);
    QVERIFY2(run.exitCode == 0 || run.exitCode == 6, run.told());
    QCOMPARE(m_idp->count("/token"), 1);
}

QTEST_GUILESS_MAIN(TestTerminalSignIn)
#include "test_terminalsignin.moc"
