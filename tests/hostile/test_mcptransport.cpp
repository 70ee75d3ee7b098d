// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "unit/mcp/mcpscript.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::test;

namespace {

const QByteArray greeting = R"({"content":[{"type":"text","text":"hello"}]})";

} // namespace

/// What must never happen to the access token between us and an MCP server (security.md T093, T154).
class TestMcpTransport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void t154SendsNoTokenToWhereTheServerMoved_data();
    void t154SendsNoTokenToWhereTheServerMoved();
    void t154RepeatsNoTokenFromTheNewAddress();
    void t154APlainManagerWouldFollow();
    void t154SendsNoTokenForAnotherAddress();
    void t093NeverSendsATokenThatIsNone_data();
    void t093NeverSendsATokenThatIsNone();
};

void TestMcpTransport::t154SendsNoTokenToWhereTheServerMoved_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("method");
    for (const int status : { 301, 302, 303, 307, 308 }) {
        for (const char *method : { "initialize", "tools/call" })
            QTest::addRow("%d at %s", status, method) << status << QByteArray(method);
    }
}

void TestMcpTransport::t154SendsNoTokenToWhereTheServerMoved()
{
    QFETCH(int, status);
    QFETCH(QByteArray, method);
    McpScript there;
    McpScript here;
    here.onAnswer(
        method, { .status = status, .headers = { { "Location", there.url() + "?state=secret-in-query" } } });
    ScriptedAuthorizer authorizer;
    authorizer.resource = here.url();
    Client client(here.url(), &authorizer);
    const auto result = ended(client.session->callTool(u"greet"_s, {}, this));
    QVERIFY(!result);
    QCOMPARE(result.error().code, u"OA-254"_s);
    QCOMPARE(result.error().message,
        u"The server moved to %1. Your token for %2 was not sent there."_s.arg(
            QString::fromLatin1(there.url()), QString::fromLatin1(here.url())));
    QVERIFY(here.last(method)->http.headers.contains("Authorization"));
    QCOMPARE(there.asked.size(), 0);
    QCOMPARE(there.server.requests().size(), 0);
    QVERIFY(authorizer.refusals.isEmpty());
}

void TestMcpTransport::t154RepeatsNoTokenFromTheNewAddress()
{
    McpScript script;
    ScriptedAuthorizer authorizer;
    authorizer.resource = script.url();
    script.onAnswer("tools/call",
        { .status = 307, .headers = { { "Location", "https://b.example/" + authorizer.token } } });
    Client client(script.url(), &authorizer);
    const auto result = ended(client.session->callTool(u"greet"_s, {}, this));
    QVERIFY(!result);
    QVERIFY(result.error().message.contains(u"https://b.example/"_s));
    QVERIFY(!result.error().message.contains(QString::fromLatin1(authorizer.token)));
}

void TestMcpTransport::t154APlainManagerWouldFollow()
{
    ScriptedServer there;
    there.on("*", "*", jsonAnswer("{}"));
    ScriptedServer here;
    here.on("*", "*", redirectAnswer(there.url("/mcp"), 307));
    QNetworkAccessManager plain;
    QNetworkRequest request(QUrl::fromEncoded(here.url("/mcp")));
    request.setRawHeader("Authorization", "Bearer first-token-abcdefgh");
    QNetworkReply *reply = plain.get(request);
    QSignalSpy finished(reply, &QNetworkReply::finished);
    QTRY_COMPARE(finished.count(), 1);
    reply->deleteLater();
    QCOMPARE(there.requests().size(), 1);
}

void TestMcpTransport::t154SendsNoTokenForAnotherAddress()
{
    McpScript script;
    script.onResult("tools/call", greeting);
    ScriptedAuthorizer authorizer;
    authorizer.resource = "http://127.0.0.1:9/mcp"; // the person edited the address of the connection
    Client client(script.url(), &authorizer);
    const auto result = ended(client.session->callTool(u"greet"_s, {}, this));
    QVERIFY(result);
    QCOMPARE(result->generation, 0);
    for (const Asked &asked : std::as_const(script.asked))
        QVERIFY(!asked.http.headers.contains("Authorization"));
}

void TestMcpTransport::t093NeverSendsATokenThatIsNone_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QString>("words");
    QTest::newRow("carriage return and line feed")
        << QByteArray("a\r\nX: y") << u"it contains a line break"_s;
    QTest::newRow("line feed") << QByteArray("abc\ndef") << u"it contains a line break"_s;
    QTest::newRow("trailing line feed") << QByteArray("abcdef\n") << u"it contains a line break"_s;
    QTest::newRow("NUL") << QByteArray("abc\0def", 7) << u"a character that no token may have"_s;
    QTest::newRow("blank") << QByteArray("abc def") << u"a character that no token may have"_s;
    QTest::newRow("leading blank") << QByteArray(" abcdef") << u"a character that no token may have"_s;
    QTest::newRow("not ASCII") << QByteArray("abc\xc3\xa9") << u"a character that no token may have"_s;
    QTest::newRow("comma") << QByteArray("abc,def") << u"a character that no token may have"_s;
    QTest::newRow("quote") << QByteArray("abc\"def") << u"a character that no token may have"_s;
}

void TestMcpTransport::t093NeverSendsATokenThatIsNone()
{
    QFETCH(QByteArray, token);
    QFETCH(QString, words);
    McpScript script;
    ScriptedAuthorizer authorizer;
    authorizer.resource = script.url();
    authorizer.token = token;
    Client client(script.url(), &authorizer);
    const auto result = ended(client.session->callTool(u"greet"_s, {}, this));
    QVERIFY(!result);
    QCOMPARE(result.error().code, u"OA-193"_s);
    QVERIFY2(result.error().message.contains(words), qPrintable(result.error().message));
    QVERIFY(!result.error().message.contains(u"abc"_s));
    QCOMPARE(script.server.requests().size(), 0);
    QCOMPARE(client.log.count(), 0);
    // The next, whole token goes through.
    authorizer.token = "whole-token-abcdefgh==";
    script.onResult("tools/call", greeting);
    QVERIFY(ended(client.session->callTool(u"greet"_s, {}, this)));
}

QTEST_GUILESS_MAIN(TestMcpTransport)
#include "test_mcptransport.moc"
