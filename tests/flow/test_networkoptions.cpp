// SPDX-License-Identifier: GPL-3.0-or-later
// Whom a connection trusts and who it is to servers, from the files of a person to the handshake; and what
// the store keeps of exchanges.
#include "net/http.h"
#include "secrets/memorysecretstore.h"
#include "support/certificates.h"
#include "support/cliprocess.h"
#include "support/connectproxy.h"
#include "support/engine.h"
#include "support/scriptedserver.h"
#include "support/tlsserver.h"

#include <QFileInfo>

using namespace authscope;
using namespace Qt::StringLiterals;

class TestNetworkOptions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void T087_settingsOutliveTheProgramAndTheKeyStaysInTheKeychain();
    void T087_aConnectionThatGoesTakesItsKeyAlong();
    void T087_aFileThatIsNoCaChangesNothing();
    void T087_theCommandLineTrustsTheFileItIsGiven();
    void T087_theCommandLineShowsACertificate();
    void T009_aServerOutsideNamesNothingInside();
    void obeysThePacScriptOfTheSystem();
    void T150_trafficOutlivesTheProgram();
    void T150_trafficTellsWhatIsMissing();

private:
    base::Result<net::Response> fetch(test::Engine &engine, const QString &connection, const QByteArray &url,
        const QByteArray &body = {}, const net::Headers &headers = {})
    {
        return test::outcome(new net::HttpCall({ .purpose = u"Try"_s,
                                                   .method = body.isEmpty() ? "GET" : "POST",
                                                   .url = url,
                                                   .headers = headers,
                                                   .body = body,
                                                   .connection = connection },
            &engine.network, this));
    }
    QByteArray everythingOnDisk() const
    {
        QByteArray all;
        for (const QFileInfo &file : QDir(m_folder->path()).entryInfoList(QDir::Files | QDir::Hidden)) {
            QFile open(file.filePath());
            if (open.open(QIODevice::ReadOnly))
                all += open.readAll();
        }
        return all;
    }
    test::Cli cli() const
    {
        return test::Cli({ u"--data-dir"_s, m_folder->path(), u"--secrets"_s, u"memory"_s });
    }

    std::unique_ptr<test::ThrowAwayCa> m_ca;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<test::TlsServer> m_server;
};

void TestNetworkOptions::initTestCase()
{
    m_ca = std::make_unique<test::ThrowAwayCa>();
    m_ca->issue(u"server"_s, "IP:127.0.0.1");
    m_ca->issue(u"ada"_s, "email:ada@example.org");
    m_ca->openssl({ u"pkcs12"_s, u"-export"_s, u"-in"_s, u"ada.pem"_s, u"-inkey"_s, u"ada.key"_s, u"-out"_s,
        u"ada.p12"_s, u"-passout"_s, u"pass:opens it"_s });
}

void TestNetworkOptions::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_server = std::make_unique<test::TlsServer>(
        m_ca->read(u"server.pem"_s), m_ca->read(u"server.key"_s), m_ca->pem());
}

void TestNetworkOptions::T087_settingsOutliveTheProgramAndTheKeyStaysInTheKeychain()
{
    secrets::MemorySecretStore keychain;
    const QByteArray key = m_ca->read(u"ada.key"_s);
    QString id;
    {
        test::Engine engine(m_folder->path(), &keychain, nullptr);
        session::Connection *connection = *engine.workspace->add(m_server->url());
        id = connection->id();
        QVERIFY(!fetch(engine, id, m_server->url()));
        session::Connection::Settings settings = connection->settings();
        settings.extraCa = m_ca->pem();
        QVERIFY(connection->setSettings(settings));
        QVERIFY(fetch(engine, id, m_server->url()));
        QCOMPARE(m_server->asked.last().client, QString());
        const auto identity = net::readClientIdentity(m_ca->read(u"ada.pem"_s), key, {});
        QVERIFY(identity);
        QVERIFY(test::outcome(connection->setClientIdentity(*identity, this)));
        QVERIFY(fetch(engine, id, m_server->url()));
        QCOMPARE(m_server->asked.last().client, u"ada"_s);
        QVERIFY(connection->secretKeys().contains(session::clientKeyKey(id)));
    }
    QVERIFY(keychain.wasKept(session::clientKeyKey(id)));
    const QByteArray secretPart = key.split('\n').value(2).left(30);
    QVERIFY(secretPart.size() > 20);
    QVERIFY(!everythingOnDisk().contains(secretPart));
    QVERIFY(!everythingOnDisk().contains("PRIVATE KEY"));
    {
        test::Engine engine(m_folder->path(), &keychain, nullptr);
        QVERIFY(engine.workspace->load(false));
        QVERIFY(fetch(engine, id, m_server->url()));
        QCOMPARE(m_server->asked.last().client, u"ada"_s);
        // A keychain that is locked stops the request before it leaves.
        keychain.setMood(secrets::MemorySecretStore::Mood::Locked);
    }
    {
        test::Engine engine(m_folder->path(), &keychain, nullptr);
        QVERIFY(engine.workspace->load(false));
        const qsizetype before = m_server->asked.size();
        const auto refused = fetch(engine, id, m_server->url());
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, base::ErrorKind::Keychain);
        QCOMPARE(m_server->asked.size(), before);
    }
}

void TestNetworkOptions::T087_aConnectionThatGoesTakesItsKeyAlong()
{
    secrets::MemorySecretStore keychain;
    test::Engine engine(m_folder->path(), &keychain, nullptr);
    session::Connection *connection = *engine.workspace->add(m_server->url());
    const QString key = session::clientKeyKey(connection->id());
    const auto identity = net::readClientIdentity(m_ca->read(u"ada.pem"_s), m_ca->read(u"ada.key"_s), {});
    QVERIFY(test::outcome(connection->setClientIdentity(*identity, this)));
    QVERIFY(!connection->settings().clientCertificate.isEmpty());
    QVERIFY(test::outcome(connection->setClientIdentity({}, this)));
    QVERIFY(connection->settings().clientCertificate.isEmpty());
    QVERIFY(keychain.contents().isEmpty());
    QVERIFY(test::outcome(connection->setClientIdentity(*identity, this)));
    QVERIFY(keychain.contents().contains(key));
    QVERIFY(engine.workspace->remove(connection));
    QTRY_VERIFY(keychain.contents().isEmpty());
}

void TestNetworkOptions::T087_aFileThatIsNoCaChangesNothing()
{
    secrets::MemorySecretStore keychain;
    test::Engine engine(m_folder->path(), &keychain, nullptr);
    session::Connection *connection = *engine.workspace->add(m_server->url());
    session::Connection::Settings settings = connection->settings();
    settings.extraCa = "no certificate";
    const auto set = connection->setSettings(settings);
    QVERIFY(!set);
    QVERIFY(set.error().message.contains(u"holds no certificate"_s));
    QVERIFY(connection->settings().extraCa.isEmpty());
}

void TestNetworkOptions::T087_theCommandLineTrustsTheFileItIsGiven()
{
    const QString url = QString::fromLatin1(m_server->url());
    const test::CliRun stranger = cli().json({ u"tools"_s, url });
    QCOMPARE(stranger.code(), "OA-012");
    QCOMPARE(stranger.exitCode, 5);
    QVERIFY2(stranger.err.contains("SHA-256 "), stranger.told());
    QVERIFY(m_server->asked.isEmpty());
    // It is no MCP server, but now it is talked to.
    for (const char *command : { "tools", "discover", "login" }) {
        m_server->asked.clear();
        const test::CliRun trusting
            = cli().json({ QString::fromLatin1(command), url, u"--ca"_s, m_ca->path(u"ca.pem"_s) });
        QVERIFY2(trusting.code() != "OA-012", trusting.told());
        QVERIFY2(
            trusting.err.contains("Trusted beside the system's: subject “Throw-away CA”"), trusting.told());
        QVERIFY2(!m_server->asked.isEmpty(), command);
    }
    const test::CliRun wrong = cli().json({ u"tools"_s, url, u"--ca"_s, m_ca->path(u"ada.key"_s) });
    QCOMPARE(wrong.exitCode, 2);
    QVERIFY2(wrong.err.contains("holds a private key"), wrong.told());
}

void TestNetworkOptions::T087_theCommandLineShowsACertificate()
{
    const QStringList base{ u"tools"_s, QString::fromLatin1(m_server->url()), u"--ca"_s,
        m_ca->path(u"ca.pem"_s), u"--client-cert"_s };
    cli().json(base + QStringList{ m_ca->path(u"ada.pem"_s), u"--client-key"_s, m_ca->path(u"ada.key"_s) });
    QVERIFY(!m_server->asked.isEmpty());
    QCOMPARE(m_server->asked.last().client, u"ada"_s);
    m_server->asked.clear();
    const test::CliRun asked = cli().json(base + QStringList{ m_ca->path(u"ada.p12"_s) }, "opens it\n");
    QVERIFY2(asked.err.contains("The passphrase of"), asked.told());
    QVERIFY2(!m_server->asked.isEmpty(), asked.told());
    QCOMPARE(m_server->asked.last().client, u"ada"_s);
    m_server->asked.clear();
    const test::CliRun wrong = cli().json(base + QStringList{ m_ca->path(u"ada.p12"_s) }, "does not\n");
    QCOMPARE(wrong.exitCode, 2);
    QVERIFY(m_server->asked.isEmpty());
    QVERIFY(!(wrong.out + wrong.err).contains("does not\n"));
}

void TestNetworkOptions::T009_aServerOutsideNamesNothingInside()
{
    secrets::MemorySecretStore keychain;
    test::Engine engine(m_folder->path(), &keychain, nullptr);
    engine.network.settings().proxies.setLookup(
        [](const QNetworkProxyQuery &) { return QList<QNetworkProxy>(); });
    QStringList asked;
    engine.network.settings().hosts.setResolver(
        [&asked](const QString &host, QObject *context,
            const std::function<void(const net::HostAddresses::Answer &)> &then) {
            asked.append(host);
            const QHostAddress address(host == u"home.test"_s ? u"203.0.113.7"_s : u"127.0.0.1"_s);
            QMetaObject::invokeMethod(
                context,
                [then, address] {
                    then({ { address }, {} });
                },
                Qt::QueuedConnection);
        });
    session::Connection *connection = *engine.workspace->add("https://home.test/mcp");
    const auto refused = fetch(
        engine, connection->id(), "https://evil.test:" + QByteArray::number(m_server->serverPort()) + "/");
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, u"OA-108"_s);
    QCOMPARE(asked, (QStringList{ u"home.test"_s, u"evil.test"_s }));
    QCOMPARE(m_server->connections, 0);
}

void TestNetworkOptions::obeysThePacScriptOfTheSystem()
{
    test::ConnectProxy proxy;
    proxy.mood = test::ConnectProxy::Mood::Refuses;
    test::ScriptedServer server;
    net::ServerAnswer script{ 200, { { "Content-Type", "application/x-ns-proxy-autoconfig" } },
        "function FindProxyForURL(url, host) {\n"
        "  return shExpMatch(host, '*.far.test') ? 'PROXY 127.0.0.1:"
            + QByteArray::number(proxy.serverPort()) + "' : 'DIRECT';\n}\n" };
    server.on("GET", "/proxy.pac", script);
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char *name :
        { "no_proxy", "NO_PROXY", "https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY" })
        environment.remove(QString::fromLatin1(name));
    const QString pac = u"pac+"_s + QString::fromLatin1(server.url("/proxy.pac"));
    environment.insert(u"https_proxy"_s, pac);
    environment.insert(u"http_proxy"_s, pac);
    using test::Cli;
    const auto discover = [&](const QString &url) {
        QProcess process;
        process.setProcessEnvironment(environment);
        process.start(Cli::program(),
            { u"discover"_s, url, u"--json"_s, u"--data-dir"_s, m_folder->filePath(u"pac"_s), u"--secrets"_s,
                u"memory"_s });
        return Cli::finish(process);
    };
    const test::CliRun through = discover(u"https://mcp.far.test/mcp"_s);
    QVERIFY2(
        server.count("GET", "/proxy.pac") > 0, "no script engine: is libproxy1-plugin-webkit installed?");
    QCOMPARE(through.exitCode, 5);
    QVERIFY2(!proxy.asked.isEmpty(), through.told());
    QCOMPARE(proxy.asked.first(), QByteArray("mcp.far.test:443"));
    QVERIFY2(through.err.contains("127.0.0.1:" + QByteArray::number(proxy.serverPort())), through.told());
    proxy.asked.clear();
    const test::CliRun direct = discover(u"https://mcp.near.test/mcp"_s);
    QVERIFY2(direct.exitCode != 0, direct.told()); // nobody has that name
    QVERIFY(proxy.asked.isEmpty());
}

void TestNetworkOptions::T150_trafficOutlivesTheProgram()
{
    const QByteArray token = "canary-token-that-nobody-may-see";
    test::ScriptedServer server;
    server.on("GET", "/a", test::jsonAnswer("{\"access_token\":\"" + token + "\"}"));
    server.on("POST", "/b", test::jsonAnswer("{\"error\":\"no\"}", 400));
    secrets::MemorySecretStore keychain;
    {
        test::Engine engine(m_folder->path(), &keychain, nullptr);
        session::Connection *connection = *engine.workspace->add(server.url("/a"));
        const net::Headers headers{ { "Authorization", "Bearer " + token } };
        QVERIFY(fetch(engine, connection->id(), server.url("/a"), {}, headers));
        QVERIFY(fetch(engine, connection->id(), server.url("/b"), "{\"it's\":1}",
            { { "Content-Type", "application/json" } }));
    }
    {
        test::Engine engine(m_folder->path(), &keychain, nullptr);
        QVERIFY(engine.workspace->load(false));
        const QString id = engine.workspace->connections().first()->id();
        for (const QString &asked : { id, QString() }) {
            const QList<net::Exchange> earlier = engine.workspace->earlierExchanges(asked);
            QCOMPARE(earlier.size(), 2);
            QCOMPARE(earlier.first().status, 200);
            QVERIFY(earlier.last().responseBody.contains("no"));
        }
        QVERIFY(engine.workspace->earlierExchanges(u"another"_s).isEmpty());
        QVERIFY(fetch(engine, id, server.url("/a")));
        QCOMPARE(engine.workspace->earlierExchanges(id).size(), 2); // that one is in the log
    }
    QVERIFY(QFile::rename(m_folder->filePath(u"authscope.sqlite"_s), m_folder->filePath(u"authscope.db"_s)));
    const test::CliRun listed = cli().json({ u"traffic"_s, u"1"_s });
    QVERIFY2(listed.exitCode == 0, listed.told());
    const json::Array &rows = listed.document.at("exchanges").as_array();
    QCOMPARE(rows.size(), 3u);
    QCOMPARE(rows[0].as_object().at("status").as_int64(), 200);
    QCOMPARE(rows[1].as_object().at("method"), "POST");
    const QString second = QString::number(rows[1].as_object().at("id").as_int64());

    const test::CliRun filtered = cli().json({ u"traffic"_s, u"1"_s, u"--filter"_s, u"400"_s });
    QCOMPARE(filtered.document.at("exchanges").as_array().size(), 1u);
    const test::CliRun whole = cli().run({ u"traffic"_s, u"1"_s, u"--id"_s, second });
    QVERIFY2(whole.out.contains("{\"it's\":1}") && whole.out.contains("{\"error\":\"no\"}"), whole.told());
    const test::CliRun curl = cli().run({ u"traffic"_s, u"1"_s, u"--curl"_s, second });
    QVERIFY2(curl.out.contains("--data-raw '{\"it'\\''s\":1}'"), curl.told());
    const test::CliRun power
        = cli().run({ u"traffic"_s, u"1"_s, u"--curl"_s, second, u"--shell"_s, u"powershell"_s });
    QVERIFY2(power.out.contains("curl.exe --config -"), power.told());

    const QString har = m_folder->filePath(u"t.har"_s);
    const test::CliRun exported = cli().json({ u"traffic"_s, u"1"_s, u"--har"_s, har });
    QVERIFY2(exported.exitCode == 0, exported.told());
    QFile file(har);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray archive = file.readAll();
    const auto parsed = json::parseObject(archive, u"The archive"_s);
    QVERIFY(parsed);
    QCOMPARE(parsed->at("log").as_object().at("entries").as_array().size(), 3u);
    QCOMPARE(QFileInfo(har).permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    QVERIFY(archive.contains("‹access token #1›"));
    QVERIFY(!(archive + listed.out + whole.out + everythingOnDisk()).contains(token));
}

void TestNetworkOptions::T150_trafficTellsWhatIsMissing()
{
    QCOMPARE(cli().json({ u"traffic"_s, u"1"_s }).code(), "OA-004");
    {
        secrets::MemorySecretStore keychain;
        test::Engine engine(m_folder->path(), &keychain, nullptr);
        QVERIFY(engine.workspace->add("http://127.0.0.1:9/mcp"));
    }
    QFile::remove(m_folder->filePath(u"authscope.db"_s));
    QVERIFY(QFile::rename(m_folder->filePath(u"authscope.sqlite"_s), m_folder->filePath(u"authscope.db"_s)));
    const test::CliRun none = cli().run({ u"traffic"_s, u"1"_s });
    QVERIFY2(none.exitCode == 0 && none.out.contains("Nothing is kept"), none.told());
    const test::CliRun unknown = cli().json({ u"traffic"_s, u"1"_s, u"--id"_s, u"7"_s });
    QCOMPARE(unknown.exitCode, 2);
    QVERIFY2(unknown.err.contains("There is no exchange 7"), unknown.told());
    const test::CliRun place
        = cli().json({ u"traffic"_s, u"1"_s, u"--har"_s, m_folder->filePath(u"no/where.har"_s) });
    QCOMPARE(place.exitCode, 6);
}

QTEST_GUILESS_MAIN(TestNetworkOptions)
#include "test_networkoptions.moc"
