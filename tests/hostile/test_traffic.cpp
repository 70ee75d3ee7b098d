// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "base/datadir.h"
#include "net/curl.h"
#include "net/har.h"
#include "net/http.h"
#include "support/outcome.h"
#include "support/scriptedserver.h"

#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>

#include <filesystem>

using namespace authscope;
using namespace authscope::net;
using namespace Qt::StringLiterals;

namespace {

const QByteArray token = "canary-token.with+slash/and~sign==";
const QByteArray refreshToken = "canary-refresh%with+slash/and&sign";

/// What PowerShell makes of a text between @" and "@.
QByteArray expanded(QString text, const QHash<QString, QByteArray> &variables)
{
    text = text.sliced(text.indexOf(u"@\"\n"_s) + 3);
    text = text.first(text.lastIndexOf(u"\n\"@"_s) + 1);
    QByteArray out;
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (text[at] == u'`' && at + 1 < text.size()) {
            out += QString(text[++at]).toUtf8();
        } else if (text.sliced(at).startsWith(u"$($env:"_s)) {
            const qsizetype end = text.indexOf(u')', at);
            out += variables.value(text.sliced(at + 7, end - at - 7));
            at = end;
        } else if (text[at] == u'$') {
            out += "A VARIABLE NOBODY MEANT";
        } else {
            out += QString(text[at]).toUtf8();
        }
    }
    return out;
}

} // namespace

/// What leaves the record of exchanges: archives and commands.
class TestTraffic : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void T150_curlSendsWhatWasSent_data();
    void T150_curlSendsWhatWasSent();
    void T150_anArchiveHoldsNoSecret();
    void T150_aFullArchiveHoldsThemAndAWarning();
    void T153_anExportReplacesFilesOnly();
    void T153_anExportIsItsOwnersOnly();

private:
    const Exchange *send(
        const QByteArray &method, const QByteArray &path, const Headers &headers, const QByteArray &body);
    void run(const QString &program, const QStringList &arguments, const QByteArray &input = {});

    base::SystemClock m_clock;
    base::Redactor m_redactor;
    std::unique_ptr<ExchangeLog> m_log;
    std::unique_ptr<StrictNetworkAccessManager> m_network;
    std::unique_ptr<test::ScriptedServer> m_server;
};

void TestTraffic::init()
{
    m_redactor = {};
    m_redactor.learn(base::SecretKind::AccessToken, token);
    m_redactor.learn(base::SecretKind::RefreshToken, refreshToken);
    m_log = std::make_unique<ExchangeLog>(&m_redactor, &m_clock);
    m_network = std::make_unique<StrictNetworkAccessManager>(m_log.get());
    m_server = std::make_unique<test::ScriptedServer>();
    m_server->on("*", "*", test::jsonAnswer("{\"access_token\":\"" + token + "\"}"));
}

const Exchange *TestTraffic::send(
    const QByteArray &method, const QByteArray &path, const Headers &headers, const QByteArray &body)
{
    const auto answer = test::outcome(new HttpCall({ .purpose = u"Try"_s,
                                                       .method = method,
                                                       .url = m_server->url(path),
                                                       .headers = headers,
                                                       .body = body },
        m_network.get(), this));
    return answer ? m_log->find(answer->exchange) : nullptr;
}

void TestTraffic::run(const QString &program, const QStringList &arguments, const QByteArray &input)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"no_proxy"_s, u"*"_s);
    environment.insert(u"ACCESS_TOKEN"_s, QString::fromLatin1(token));
    environment.insert(u"REFRESH_TOKEN"_s, QString::fromLatin1(refreshToken));
    process.setProcessEnvironment(environment);
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    QVERIFY(QTest::qWaitFor([&process] { return process.state() == QProcess::NotRunning; }, 30000));
    QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
}

void TestTraffic::T150_curlSendsWhatWasSent_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("isText");
    const QByteArray json = "application/json";
    const QByteArray form = "application/x-www-form-urlencoded";
    QTest::newRow("plain GET") << QByteArray("GET") << QByteArray("/a?b=%20c&d=[1-3]") << QByteArray()
                               << QByteArray() << true;
    QTest::newRow("delete") << QByteArray("DELETE") << QByteArray("/a") << QByteArray() << QByteArray()
                            << true;
    QTest::newRow("quotes and lines")
        << QByteArray("POST") << QByteArray("/m") << json
        << QByteArray(
               "{\"a\":\"it's\\n\\\"quoted\\\" $HOME `id` $(id) !! %PATH% \\\\ \xe2\x80\x98x\xe2\x80\x99\",\n"
               "\t\"b\": '@file'}\n")
        << true;
    QTest::newRow("looks like a file") << QByteArray("POST") << QByteArray("/m") << QByteArray("text/plain")
                                       << QByteArray("@/etc/hostname") << true;
    QTest::newRow("a token inside JSON") << QByteArray("POST") << QByteArray("/m") << json
                                         << QByteArray("{\"subject\":\"" + token + "\"}") << true;
    QTest::newRow("a form with secrets") << QByteArray("POST") << QByteArray("/token") << form
                                         << "grant_type=refresh_token&refresh_token="
            + refreshToken.toPercentEncoding() + "&resource=https%3A%2F%2Fa%2Fb%3Fc&scope=a%20b"
                                         << true;
    QTest::newRow("controls") << QByteArray("POST") << QByteArray("/m") << QByteArray("text/plain")
                              << QByteArray(
                                     "bell\x07 escape\x1b[2J back\\slash 'q' \xe2\x80\xae \x01\n" + token)
                              << false;
    QTest::newRow("no text at all") << QByteArray("POST") << QByteArray("/m")
                                    << QByteArray("application/octet-stream")
                                    << QByteArray("\x00\xff\xfe 'x' \\0101\r\n%s", 18) << false;
}

void TestTraffic::T150_curlSendsWhatWasSent()
{
    QFETCH(const QByteArray, method);
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, type);
    QFETCH(const QByteArray, body);
    QFETCH(const bool, isText);
    Headers headers{ { "Authorization", "Bearer " + token }, { "X-Odd", "it's \"so\" $HOME `id` !1 100%" } };
    if (!type.isEmpty())
        headers.append("Content-Type", type);
    const Exchange *exchange = send(method, path, headers, body);
    QVERIFY(exchange);
    const auto isSame = [&] {
        QCOMPARE(m_server->requests().size(), 2);
        const ServerRequest &first = m_server->requests()[0];
        const ServerRequest &again = m_server->requests()[1];
        QCOMPARE(again.method, first.method);
        QCOMPARE(again.target, first.target);
        for (const char *name : { "Authorization", "X-Odd", "Content-Type" })
            QCOMPARE(again.headers.value(name), first.headers.value(name));
        QCOMPARE(again.body, first.body);
    };
    const QString command = curlCommand(*exchange, Shell::Posix);
    QVERIFY2(!command.contains(QString::fromLatin1(token)), qPrintable(command));
    QVERIFY2(!command.contains(QString::fromLatin1(refreshToken.left(12))), qPrintable(command));
    QVERIFY(command.contains(u"\"$ACCESS_TOKEN\""_s));
    run(u"sh"_s, { u"-c"_s, command });
    isSame();
    if (!isText)
        return;
    const QString power = curlCommand(*exchange, Shell::PowerShell);
    QVERIFY2(!power.contains(QString::fromLatin1(token)), qPrintable(power));
    QVERIFY(power.endsWith(u"\"@ | curl.exe --config -"_s));
    const Exchange copy = *exchange;
    m_server->forgetRequests();
    QVERIFY(send(method, path, headers, body));
    run(u"curl"_s, { u"--config"_s, u"-"_s },
        expanded(power, { { u"ACCESS_TOKEN"_s, token }, { u"REFRESH_TOKEN"_s, refreshToken } }));
    isSame();
}

void TestTraffic::T150_anArchiveHoldsNoSecret()
{
    const Exchange *exchange = send("POST", "/token?access_token=" + token.toPercentEncoding(),
        { { "Authorization", "Bearer " + token }, { "Content-Type", "application/x-www-form-urlencoded" } },
        "grant_type=refresh_token&refresh_token=" + refreshToken.toPercentEncoding());
    QVERIFY(exchange);
    const QByteArray har = writeHar({ *exchange });
    for (const QByteArray &secret : { token, refreshToken, token.toPercentEncoding(),
             refreshToken.toPercentEncoding(), token.toBase64().first(20), token.first(12) })
        QVERIFY2(!har.contains(secret), secret.constData());
    QVERIFY(har.contains("‹access token #1›"));
    QVERIFY(har.contains("‹refresh token #1›"));
}

void TestTraffic::T150_aFullArchiveHoldsThemAndAWarning()
{
    const Exchange *exchange = send("POST", "/token?access_token=" + token.toPercentEncoding(),
        { { "Authorization", "Bearer " + token }, { "Content-Type", "application/x-www-form-urlencoded" } },
        "grant_type=refresh_token&refresh_token=" + refreshToken.toPercentEncoding());
    QVERIFY(exchange);
    const QByteArray har = writeFullHar({ *exchange }, m_redactor);
    QVERIFY(har.contains("WARNING: this file holds tokens"));
    QVERIFY(har.contains("\"Bearer " + token + '"'));
    QVERIFY(har.contains("refresh_token=" + refreshToken.toPercentEncoding()));
    QVERIFY(har.contains("access_token=" + token.toPercentEncoding()));
    QVERIFY(har.contains("{\\\"access_token\\\":\\\"" + token + "\\\"}"));
    QVERIFY(!har.contains("‹access token #"));
    // A mark a server wrote, of a secret nobody knows, stays what it is.
    QCOMPARE(m_redactor.reveal("‹access token #99› ‹x", base::Spelling::Plain), "‹access token #99› ‹x");
}

void TestTraffic::T153_anExportReplacesFilesOnly()
{
    QTemporaryDir folder;
    const QString victim = folder.filePath(u"victim"_s);
    QVERIFY(base::writePrivateFile(victim, "kept"));
    const QString link = folder.filePath(u"link.har"_s);
    QVERIFY(QFile::link(victim, link));
    const QString pipe = folder.filePath(u"pipe.har"_s);
    QCOMPARE(QProcess::execute(u"mkfifo"_s, { pipe }), 0);
    const QString place = folder.filePath(u"folder.har"_s);
    QVERIFY(QDir().mkdir(place));
    for (const QString &bad :
        { link, pipe, place, place + u'/', QString(), folder.filePath(u"nowhere/a.har"_s) }) {
        const auto written = base::writePrivateFile(bad, "secret");
        QVERIFY2(!written, qPrintable(bad));
        QCOMPARE(written.error().code, base::code::storageFailed);
    }
    QFile file(victim);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), "kept");
    QVERIFY(QFileInfo(link).isSymLink());
    QVERIFY(QFileInfo::exists(pipe) && !QFileInfo(pipe).isFile());
    // And nothing half written lies about.
    const auto everything = QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot;
    QCOMPARE(QDir(folder.path()).entryList(everything).size(), 4);
}

void TestTraffic::T153_anExportIsItsOwnersOnly()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"a.har"_s);
    QFile before(path);
    QVERIFY(before.open(QIODevice::WriteOnly));
    before.close();
    QVERIFY(
        before.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::ReadOther));
    QVERIFY(base::writePrivateFile(path, "one"));
    QVERIFY(base::writePrivateFile(path, "two"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), "two");
    const auto mode = std::filesystem::status(path.toStdString()).permissions();
    QCOMPARE(int(mode & std::filesystem::perms::mask), 0600);
}

QTEST_GUILESS_MAIN(TestTraffic)
#include "test_traffic.moc"
