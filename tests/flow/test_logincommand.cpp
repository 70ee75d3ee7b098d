// SPDX-License-Identifier: GPL-3.0-or-later
// What "login" and "client-metadata" take on the command line, against the stub provider.
#include "base/errorcodes.h"
#include "session/workspace.h"
#include "support/cliprocess.h"
#include "support/engine.h"
#include "support/followingbrowser.h"
#include "support/stubidp.h"

#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace authscope;
using test::Cli;
using test::CliRun;

class TestLoginCommand : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sendsWhatWasTyped();
    void refusesWhatCannotBeMeant_data();
    void refusesWhatCannotBeMeant();
    void acceptsAHostThatWasNamed();
    void showsTheCodeOfTheDeviceFlow();
    void printsTheDocumentToHost();
    void keepsWhatWasDecided();

private:
    Cli cli(const QString &folder = {}) const
    {
        return Cli(
            { u"--data-dir"_s, folder.isEmpty() ? m_dir.path() : folder, u"--secrets"_s, u"memory"_s });
    }
    static QString text(const QByteArray &bytes) { return QString::fromLatin1(bytes); }

    QTemporaryDir m_dir;
};

void TestLoginCommand::sendsWhatWasTyped()
{
    test::StubIdp idp;
    idp.takesPushedRequests = true;
    const CliRun run = cli().json({ u"login"_s, text(idp.resource()), u"--browser"_s, u"headless"_s,
        u"--prompt"_s, u"select_account"_s, u"--login-hint"_s, u"ada@stub.example"_s, u"--max-age"_s,
        u"600"_s, u"--param"_s, u"audience=a=b"_s, u"--param"_s, u"ui_locales=de"_s, u"--push"_s });
    QVERIFY2(run.exitCode == 0, static_cast<const char *>(run.told()));
    QCOMPARE(idp.count("/par"), 1);
    const auto pushed = idp.requests("/par").first();
    QCOMPARE(pushed.parameter("prompt"), QByteArray("select_account consent"));
    QCOMPARE(pushed.parameter("login_hint"), QByteArray("ada@stub.example"));
    QCOMPARE(pushed.parameter("max_age"), QByteArray("600"));
    QCOMPARE(pushed.parameter("audience"), QByteArray("a=b"));
    QCOMPARE(pushed.parameter("ui_locales"), QByteArray("de"));
}

void TestLoginCommand::refusesWhatCannotBeMeant_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("collision") << QStringList{ u"--param"_s, u"state=x"_s } << QByteArray("OA-123");
    QTest::newRow("no pair") << QStringList{ u"--param"_s, u"audience"_s } << QByteArray("OA-002");
    QTest::newRow("prompt") << QStringList{ u"--prompt"_s, u"none login"_s } << QByteArray("OA-002");
    QTest::newRow("age") << QStringList{ u"--max-age"_s, u"-1"_s } << QByteArray("OA-002");
    QTest::newRow("no terminal") << QStringList{ u"--step"_s } << QByteArray("OA-002");
    QTest::newRow("two ways") << QStringList{ u"--device"_s, u"--browser"_s, u"print"_s }
                              << QByteArray("OA-002");
}

void TestLoginCommand::refusesWhatCannotBeMeant()
{
    QFETCH(QStringList, options);
    QFETCH(QByteArray, code);
    test::StubIdp idp;
    const CliRun run = cli().json(QStringList{ u"login"_s, text(idp.resource()) } + options);
    QVERIFY2(run.exitCode == 2, static_cast<const char *>(run.told()));
    QCOMPARE(run.code(), code);
    QVERIFY(idp.requests().isEmpty());
    const CliRun list = cli().json({ u"connections"_s });
    QVERIFY2(!list.out.contains(idp.resource()), static_cast<const char *>(list.told()));
}

/// T008 on the command line: nobody to ask is no.
void TestLoginCommand::acceptsAHostThatWasNamed()
{
    QTemporaryDir folder;
    test::StubIdp idp;
    test::StubIdp foreign;
    idp.serverMembers["revocation_endpoint"] = json::string(foreign.origin() + "/revoke");
    const QStringList login{ u"login"_s, text(idp.resource()), u"--browser"_s, u"headless"_s };
    const CliRun refused = cli(folder.path()).json(login);
    QVERIFY2(refused.exitCode == 4, static_cast<const char *>(refused.told()));
    QCOMPARE(refused.code(), QByteArray("OA-107"));
    QVERIFY(foreign.requests().isEmpty());
    const CliRun other
        = cli(folder.path()).json(login + QStringList{ u"--accept-host"_s, u"evil.example"_s });
    QCOMPARE(other.code(), QByteArray("OA-107"));
    const QString host = QUrl::fromEncoded(foreign.origin()).authority();
    const CliRun accepted = cli(folder.path()).json(login + QStringList{ u"--accept-host"_s, host });
    QVERIFY2(accepted.exitCode == 0, static_cast<const char *>(accepted.told()));
    const CliRun again = cli(folder.path()).json(login); // remembered with the connection
    QVERIFY2(again.exitCode == 0, static_cast<const char *>(again.told()));
}

void TestLoginCommand::showsTheCodeOfTheDeviceFlow()
{
    test::StubIdp idp;
    idp.offersDeviceFlow = true;
    const CliRun run = cli().json({ u"login"_s, text(idp.resource()), u"--device"_s });
    QVERIFY2(run.exitCode == 0, static_cast<const char *>(run.told()));
    QVERIFY2(run.err.contains("WDJB-MJHT"), run.err.constData());
    QVERIFY2(run.err.contains(idp.origin() + "/activate"), run.err.constData());
    QCOMPARE(idp.count("/authorize"), 0);
    for (const QByteArray &secret : idp.issuedSecrets())
        QVERIFY2(!run.out.contains(secret) && !run.err.contains(secret), "a secret is shown");
}

void TestLoginCommand::printsTheDocumentToHost()
{
    const CliRun run = cli().run({ u"client-metadata"_s, u"https://client.example/authscope.json"_s });
    QVERIFY2(run.exitCode == 0, static_cast<const char *>(run.told()));
    const auto document = json::parseObject(run.out, u"The document"_s);
    QVERIFY2(document, static_cast<const char *>(run.told()));
    QCOMPARE(json::stringMember(*document, "client_id"), QByteArray("https://client.example/authscope.json"));
    const CliRun bad = cli().json({ u"client-metadata"_s, u"https://client.example"_s });
    QVERIFY2(bad.exitCode == 2, static_cast<const char *>(bad.told()));
}

void TestLoginCommand::keepsWhatWasDecided()
{
    QTemporaryDir folder;
    test::StubIdp idp;
    test::StubIdp foreign;
    idp.serverMembers["revocation_endpoint"] = json::string(foreign.origin() + "/revoke");
    secrets::MemorySecretStore secrets;
    test::FollowingBrowser browser;
    session::Connection::Settings wanted;
    {
        test::Engine engine(folder.path(), &secrets, &browser);
        session::Connection *connection = *engine.workspace->add(idp.resource());
        wanted = connection->settings();
        wanted.clientAuthMethod = "client_secret_post";
        wanted.prompt = "login";
        wanted.loginHint = "ada";
        wanted.maxAge = std::chrono::seconds(7);
        wanted.extraParameters = { { "audience", "boards" } };
        wanted.alwaysPush = true;
        QVERIFY(connection->setSettings(wanted));
        session::Connection::Settings wrong = wanted;
        wrong.extraParameters = { { "nonce", "x" } };
        QVERIFY(!connection->setSettings(wrong));
        oauth::SignInFlow *flow = connection->signIn(u"test"_s);
        connect(flow, &oauth::SignInFlow::questionAsked, flow, [flow] { flow->answerQuestion("accept"); });
        connect(flow, &oauth::SignInFlow::consentNeeded, flow, [flow] { flow->decline(); });
        QSignalSpy finished(flow, &base::Operation::finished);
        QVERIFY(finished.wait(20000));
        QCOMPARE(flow->result().error().code, base::code::consentRefused);
    }
    test::Engine engine(folder.path(), &secrets, &browser);
    QVERIFY(engine.workspace->load());
    const session::Connection::Settings kept = engine.workspace->connections().first()->settings();
    QCOMPARE(kept.clientAuthMethod, wanted.clientAuthMethod);
    QCOMPARE(kept.prompt, wanted.prompt);
    QCOMPARE(kept.loginHint, wanted.loginHint);
    QVERIFY(kept.maxAge == wanted.maxAge);
    QVERIFY(kept.extraParameters == wanted.extraParameters);
    QVERIFY(kept.alwaysPush);
    // the yes outlives a sign-in that went no further
    QCOMPARE(kept.decisions.endpoints.size(), 1);
    QCOMPARE(kept.decisions.endpoints.first().issuer, idp.issuer());
    QCOMPARE(kept.decisions.endpoints.first().origin, foreign.origin());
}

QTEST_GUILESS_MAIN(TestLoginCommand)
#include "test_logincommand.moc"
