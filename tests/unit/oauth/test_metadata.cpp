// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/metadata.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;
using oauth::ServerMetadata;

class TestMetadata : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void insertsTheWellKnownPart_data();
    void insertsTheWellKnownPart();
    void findsTheServersDocuments_data();
    void findsTheServersDocuments();
    void readsAServersDocument();
    void keepsTheResourceAsItWasWritten();
    void fillsOnlyWhatTheFirstDocumentLacks();
    void leavesOutAnUnsafeMemberAndTakesTheSecondDocuments();
    void needsAnAuthorizationServer();
};

void TestMetadata::insertsTheWellKnownPart_data()
{
    QTest::addColumn<QByteArray>("resource");
    QTest::addColumn<QList<QByteArray>>("urls");
    const auto row = [](const char *resource, const QList<QByteArray> &urls) {
        QTest::newRow(resource) << QByteArray(resource) << urls;
    };
    row("https://h.example", { "https://h.example/.well-known/oauth-protected-resource" });
    row("https://h.example/", { "https://h.example/.well-known/oauth-protected-resource" });
    row("https://h.example:8443/mcp",
        { "https://h.example:8443/.well-known/oauth-protected-resource/mcp",
            "https://h.example:8443/.well-known/oauth-protected-resource" });
    row("https://h.example/a/b/",
        { "https://h.example/.well-known/oauth-protected-resource/a/b/",
            "https://h.example/.well-known/oauth-protected-resource" });
    row("https://h.example?t=1",
        { "https://h.example/.well-known/oauth-protected-resource?t=1",
            "https://h.example/.well-known/oauth-protected-resource" });
    row("https://h.example/a?next=/b",
        { "https://h.example/.well-known/oauth-protected-resource/a?next=/b",
            "https://h.example/.well-known/oauth-protected-resource" });
}

void TestMetadata::insertsTheWellKnownPart()
{
    QFETCH(QByteArray, resource);
    QFETCH(QList<QByteArray>, urls);
    QCOMPARE(oauth::resourceMetadataUrls(resource), urls);
}

void TestMetadata::findsTheServersDocuments_data()
{
    QTest::addColumn<QByteArray>("issuer");
    QTest::addColumn<QList<QByteArray>>("urls");
    const QList<QByteArray> root{ "https://i.example/.well-known/oauth-authorization-server",
        "https://i.example/.well-known/openid-configuration" };
    const QList<QByteArray> tenant{ "https://i.example/.well-known/oauth-authorization-server/t/x",
        "https://i.example/.well-known/openid-configuration/t/x",
        "https://i.example/t/x/.well-known/openid-configuration" };
    QTest::newRow("bare") << QByteArray("https://i.example") << root;
    QTest::newRow("slash") << QByteArray("https://i.example/") << root;
    QTest::newRow("path") << QByteArray("https://i.example/t/x") << tenant;
    QTest::newRow("path and slash") << QByteArray("https://i.example/t/x/") << tenant;
}

void TestMetadata::findsTheServersDocuments()
{
    QFETCH(QByteArray, issuer);
    QFETCH(QList<QByteArray>, urls);
    QCOMPARE(oauth::serverMetadataUrls(issuer), urls);
}

void TestMetadata::readsAServersDocument()
{
    base::Checks checks;
    const auto read = oauth::readServerMetadata(R"({"issuer":"https://i.example",
        "authorization_endpoint":"https://page.example/authorize?x=1","token_endpoint":"https://i.example/t",
        "code_challenge_methods_supported":["S256"],"client_id_metadata_document_supported":true,
        "authorization_response_iss_parameter_supported":true,"request_id":"r","status_code":200})",
        "https://i.example", &checks);
    QVERIFY(read);
    QCOMPARE(read->authorizationEndpoint,
        QByteArray("https://page.example/authorize?x=1")); // another host is fine
    QVERIFY(read->offersS256() && read->sendsIss && read->takesMetadataDocuments);
    QVERIFY(read->registrationEndpoint.isEmpty());
    QVERIFY(!read->scopesSupported);
    QCOMPARE(checks.size(), 1);
    QCOMPARE(checks.first().state, base::CheckState::Passed);
}

void TestMetadata::keepsTheResourceAsItWasWritten()
{
    base::Checks checks;
    const auto read = oauth::readResourceMetadata(
        R"({"resource":"https://H.example/mcp/","authorization_servers":["https://i.example/"],
            "scopes_supported":["a","b"],"resource_name":"Böards"})",
        "https://h.example/mcp", &checks);
    QVERIFY(read);
    QCOMPARE(read->resource, QByteArray("https://H.example/mcp/"));
    QCOMPARE(read->authorizationServers, QList<QByteArray>{ "https://i.example/" });
    QCOMPARE(*read->scopesSupported, (QList<QByteArray>{ "a", "b" }));
    QCOMPARE(read->resourceName, u"Böards"_s);
    QCOMPARE(checks.first().state, base::CheckState::Noted);
}

void TestMetadata::fillsOnlyWhatTheFirstDocumentLacks()
{
    ServerMetadata first, second;
    first.issuer = second.issuer = "https://i.example";
    first.tokenEndpoint = "https://i.example/first";
    first.sendsIss = false;
    first.merged = { { "authorization_response_iss_parameter_supported", false }, { "only_first", 1 } };
    first.documentUrls = { "a" };
    second.tokenEndpoint = "https://i.example/second";
    second.jwksUri = "https://i.example/jwks";
    second.sendsIss = true;
    second.merged = { { "authorization_response_iss_parameter_supported", true }, { "only_second", 2 } };
    second.documentUrls = { "b" };
    const ServerMetadata merged = oauth::merge(first, second);
    QCOMPARE(merged.tokenEndpoint, first.tokenEndpoint);
    QCOMPARE(merged.jwksUri, second.jwksUri);
    QVERIFY(!merged.sendsIss); // the first one said no
    QCOMPARE(merged.documentUrls, (QList<QByteArray>{ "a", "b" }));
    QVERIFY(merged.merged.contains("only_first") && merged.merged.contains("only_second"));
    first.merged.erase("authorization_response_iss_parameter_supported");
    QVERIFY(oauth::merge(first, second).sendsIss);
}

void TestMetadata::leavesOutAnUnsafeMemberAndTakesTheSecondDocuments()
{
    base::Checks checks;
    const auto first = oauth::readServerMetadata(R"({"issuer":"https://i.example",
        "authorization_endpoint":"https://i.example/a","token_endpoint":"https://i.example/t",
        "jwks_uri":"file:///etc/hostname"})",
        "https://i.example", &checks);
    QVERIFY(first);
    QVERIFY(first->jwksUri.isEmpty());
    QCOMPARE(checks.last().state, base::CheckState::Failed);
    QVERIFY(checks.last().title.startsWith(u"OA-106"_s));
}

void TestMetadata::needsAnAuthorizationServer()
{
    base::Checks checks;
    for (const char *document : { R"({"resource":"https://h.example"})",
             R"({"resource":"https://h.example","authorization_servers":[]})",
             R"({"resource":"https://h.example","authorization_servers":"https://i.example"})" }) {
        const auto read = oauth::readResourceMetadata(document, "https://h.example", &checks);
        QVERIFY(!read);
        QCOMPARE(read.error().code, u"OA-016"_s);
        QVERIFY(read.error().message.contains(u"authorization_servers"_s));
    }
}

QTEST_GUILESS_MAIN(TestMetadata)
#include "test_metadata.moc"
