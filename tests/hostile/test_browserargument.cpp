// SPDX-License-Identifier: GPL-3.0-or-later
// T021, T022: whatever a provider writes into its authorization endpoint, the browser gets one argument, and
// it is that address.
#include "session/commandbrowser.h"
#include "support/cliprocess.h"
#include "support/scriptedserver.h"

#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace authscope;
using session::CommandBrowser;

class TestBrowserArgument : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void t021OneArgumentAndNoShell_data();
    void t021OneArgumentAndNoShell();
    void t021AShellWouldHaveRunIt();
    void t021NotAnAddressIsNotHandedOver_data();
    void t021NotAnAddressIsNotHandedOver();
    void t022NoAddressIsAnOption_data();
    void t022NoAddressIsAnOption();
    void t021ThroughTheWholeProgram();
    void aMissingProgramIsSaid();

private:
    QString recorder() const { return qEnvironmentVariable("AUTHSCOPE_RECORDER"); }
    QString command() const { return u"\"%1\" \"%2\""_s.arg(recorder(), m_record); }
    /// The arguments the recorder saw, once it has run.
    QByteArray recorded()
    {
        QFile file(m_record);
        if (!QTest::qWaitFor([&file] { return file.exists(); }, 10000) || !file.open(QIODevice::ReadOnly))
            return "nothing was started";
        return file.readAll();
    }
    static void publish(test::ScriptedServer &provider, const QByteArray &endpoint);
    static QByteArray listOf(const QByteArray &argument)
    {
        return json::compact(json::Array{ json::string(argument) });
    }

    QTemporaryDir m_dir;
    test::Cli m_cli{ { u"--data-dir"_s, m_dir.filePath(u"data"_s), u"--secrets"_s, u"memory"_s } };
    QString m_record;
    int m_run = 0;
};

void TestBrowserArgument::init()
{
    m_record = m_dir.filePath(u"record of %1.json"_s.arg(++m_run));
}

void TestBrowserArgument::t021OneArgumentAndNoShell_data()
{
    QTest::addColumn<QByteArray>("url");
    static const char *const parts[] = { "$(touch%20/tmp/pwned)", "$(calc)", "$IFS$9calc", "&calc&", "&&calc",
        ";calc", ";;", "'calc'", "'", "!calc!", "*", "~root", "(calc)", "()", "%0A", "%0D%0Acalc", "%00",
        "%22calc%22", "%60calc%60", "%7Ccalc", "%5Ccalc", "%5Ecalc", "%3Ccalc%3E", "%20calc%20", "%25PATH%25",
        "+calc+", "--utility-cmd-prefix=calc", "-h", "@calc", ",calc", "=calc", "%E2%80%AE" };
    for (const char *part : parts) {
        QTest::addRow("path %s", part) << QByteArray("https://provider.test/auth/") + part + "/end";
        QTest::addRow("query %s", part) << QByteArray("https://provider.test/auth?x=") + part + "&state=1";
    }
}

void TestBrowserArgument::t021OneArgumentAndNoShell()
{
    QFETCH(QByteArray, url);
    CommandBrowser browser(command());
    const auto opened = browser.open(url);
    QVERIFY2(opened, qPrintable(opened ? QString() : opened.error().message));
    QCOMPARE(recorded(), listOf(url));
    QVERIFY(!QFile::exists(u"/tmp/pwned"_s));
}

void TestBrowserArgument::t021AShellWouldHaveRunIt()
{
    const QByteArray url = "https://provider.test/auth?x=$(echo&&echo pwned)";
    QProcess shell;
    shell.start(u"/bin/sh"_s, { u"-c"_s, command() + u" \""_s + QString::fromLatin1(url) + u'"' });
    QVERIFY(shell.waitForFinished());
    QVERIFY2(recorded().contains("pwned\"") && recorded() != listOf(url), recorded().constData());
}

void TestBrowserArgument::t021NotAnAddressIsNotHandedOver_data()
{
    QTest::addColumn<QByteArray>("url");
    static const char *const parts[] = { "`calc`", "\"calc\"", "|calc", "\\calc", "^calc", " calc", "<calc>",
        "{calc}", "\ncalc", "\rcalc", "\tcalc", "\x1b[0m", "\x7f", "\xe2\x80\xae", "%PATH%", "%zz", "%" };
    for (const char *part : parts)
        QTest::addRow("%s", QByteArray(part).toPercentEncoding().constData())
            << QByteArray("https://provider.test/auth/") + part;
    QTest::newRow("NUL") << QByteArray("https://provider.test/\0calc", 27);
    QTest::newRow("user info") << QByteArray("https://provider.test$(calc)@x.test/");
    QTest::newRow("no host") << QByteArray("https:calc");
}

void TestBrowserArgument::t021NotAnAddressIsNotHandedOver()
{
    QFETCH(QByteArray, url);
    CommandBrowser browser(command());
    const auto opened = browser.open(url);
    QVERIFY(!opened);
    QVERIFY(!QFile::exists(m_record));
}

void TestBrowserArgument::t022NoAddressIsAnOption_data()
{
    QTest::addColumn<QByteArray>("url");
    for (const char *url :
        { "--utility-cmd-prefix=calc", "-h", "--", "file:///etc/passwd", "javascript:alert(1)",
            "data:text/html,x", "vbscript:x", "mailto:x@y.test", "ssh://-oProxyCommand=calc/", "" })
        QTest::newRow(url) << QByteArray(url);
}

void TestBrowserArgument::t022NoAddressIsAnOption()
{
    QFETCH(QByteArray, url);
    CommandBrowser browser(command());
    QVERIFY(!browser.open(url));
    QVERIFY(!QFile::exists(m_record));
}

void TestBrowserArgument::publish(test::ScriptedServer &provider, const QByteArray &endpoint)
{
    provider.on("GET", "/.well-known/oauth-authorization-server",
        test::jsonAnswer(json::compact(json::Object{ { "issuer", json::string(provider.origin()) },
            { "authorization_endpoint", json::string(endpoint) },
            { "token_endpoint", json::string(provider.url("/token")) },
            { "response_types_supported", json::Array{ "code" } },
            { "code_challenge_methods_supported", json::Array{ "S256" } },
            { "token_endpoint_auth_methods_supported", json::Array{ "none" } } })));
}

void TestBrowserArgument::t021ThroughTheWholeProgram()
{
    test::ScriptedServer provider;
    const QByteArray endpoint = provider.url("/auth;$(calc)'&calc&--utility-cmd-prefix=x");
    publish(provider, endpoint);
    const auto login = m_cli.start({ u"login"_s, QString::fromLatin1(provider.origin()), u"--client-id"_s,
        u"x"_s, u"--browser-command"_s, command() });
    const QByteArray seen = recorded();
    login->terminate();
    const test::CliRun run = test::Cli::finish(*login);
    const auto arguments = json::parse(seen, u"The record"_s);
    QVERIFY2(arguments, (seen + run.err).constData());
    QCOMPARE(arguments->as_array().size(), 1u);
    const QByteArray handedOver = json::bytes(arguments->as_array().front().as_string());
    QVERIFY2(handedOver.startsWith(provider.origin()), handedOver.constData());
    QCOMPARE(QByteArray::fromPercentEncoding(handedOver.left(handedOver.indexOf('?'))), endpoint);
    QCOMPARE(run.exitCode, 4); // stopped by the person
    QVERIFY(!run.out.contains("the browser talks"));
    QVERIFY(!run.err.contains("the browser talks"));
}

void TestBrowserArgument::aMissingProgramIsSaid()
{
    for (const QString &program : { u"/no/such/browser --new-window"_s, u""_s, u"   "_s }) {
        CommandBrowser browser(program);
        const auto opened = browser.open("https://provider.test/");
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, u"OA-124"_s);
    }
    test::ScriptedServer provider;
    publish(provider, provider.url("/auth"));
    const test::CliRun run = m_cli.json({ u"login"_s, QString::fromLatin1(provider.origin()),
        u"--client-id"_s, u"x"_s, u"--browser-command"_s, u"/no/such/browser"_s });
    QVERIFY2(run.exitCode == 2, run.told());
    QCOMPARE(run.code(), QByteArray("OA-124"));
}

QTEST_GUILESS_MAIN(TestBrowserArgument)
#include "test_browserargument.moc"
