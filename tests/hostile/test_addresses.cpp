// SPDX-License-Identifier: GPL-3.0-or-later
// Part A: addresses a person types, and addresses and documents a server names. Names carry the number of the
// threat.
//
// T020: hosts that mix scripts are not flagged one by one; a host is shown and kept in its ASCII form only,
// so that the letters that look alike never appear (OA-119 is not used).
#include "base/urlguard.h"
#include "jose/jws.h"
#include "net/wwwauthenticate.h"
#include "support/scriptedserver.h"
#include "support/signinbench.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using test::SignInBench;
using test::why;

class TestAddresses : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void T012_readsNoChallengeThatIsNotOne_data();
    void T012_readsNoChallengeThatIsNotOne();
    void T012_fetchesWhatAChallengeNamesAndBelievesItOnlyAboutOurs();
    void T012_takesTheFirstOfTwoDocuments();
    void T018_believesNothingOfSignedMetadata();
    void T020_readsWhatIsTyped_data();
    void T020_readsWhatIsTyped();
};

void TestAddresses::T012_readsNoChallengeThatIsNotOne_data()
{
    // The whole grammar is in unit/net/test_wwwauthenticate; these are the ones somebody means harm with.
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("metadata"); // what is read; empty: nothing
    const auto row = [](const char *name, const QByteArray &field, const QByteArray &metadata) {
        QTest::newRow(name) << field << metadata;
    };
    const QByteArray good = "Bearer resource_metadata=\"https://ours.example/doc\"";
    row("plain", good, "https://ours.example/doc");
    row("inside another value", "Bearer realm=\"x, resource_metadata=\\\"https://evil.example\\\"\"", "");
    row("inside another scheme", "Basic resource_metadata=\"https://evil.example\"", "");
    row("of another scheme first", "Basic resource_metadata=\"https://evil.example\", " + good,
        "https://ours.example/doc");
    row("twice in one", good + ", resource_metadata=\"https://evil.example\"", "https://ours.example/doc");
    row("two challenges", good + ", Bearer resource_metadata=\"https://evil.example\"",
        "https://ours.example/doc");
    row("token68", "Bearer cmVzb3VyY2VfbWV0YWRhdGE=", "");
    row("never-ending quote", "Bearer realm=\"resource_metadata=https://evil.example", "");
    row("longer name", "Bearer x_resource_metadata=\"https://evil.example\"", "");
    row("1 MiB",
        "Bearer realm=\"" + QByteArray(1 << 20, 'x') + "\", resource_metadata=\"https://evil.example\"", "");
    row("10 000 challenges", QByteArray("Basic realm=\"x\",").repeated(10000) + good, "");
    row("10 000 commas", QByteArray(8000, ',') + good, "https://ours.example/doc");
}

void TestAddresses::T012_readsNoChallengeThatIsNotOne()
{
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, metadata);
    const auto challenge = net::bearerChallenge(net::parseChallenges({ field }));
    const QByteArray found
        = challenge ? challenge->value("resource_metadata").value_or(QByteArray()) : QByteArray();
    QCOMPARE(found, metadata);
}

void TestAddresses::T012_fetchesWhatAChallengeNamesAndBelievesItOnlyAboutOurs()
{
    SignInBench bench;
    test::ScriptedServer elsewhere;
    const auto describe = [&](const QByteArray &resource) {
        elsewhere.on("GET", "/doc",
            test::jsonAnswer(json::compact(json::Object{ { "resource", json::string(resource) },
                { "authorization_servers", json::Array{ json::string(bench.idp.issuer()) } } })));
    };
    auto request = bench.request();
    request.challenges
        = { { .scheme = "bearer", .parameters = { { "resource_metadata", elsewhere.url("/doc") } } } };

    describe("https://somebody.example/mcp");
    const auto refused = bench.signIn(request);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, u"OA-110"_s);
    QVERIFY(refused.error().message.contains(u"somebody.example"_s));
    QVERIFY(refused.error().message.contains(u"No authorization server was contacted"_s));
    QVERIFY(bench.idp.requests().isEmpty());
    QVERIFY(bench.browser.opened().isEmpty());

    describe(bench.idp.resource());
    const auto grant = bench.signIn(request);
    QVERIFY2(grant, why(grant).constData());
    QCOMPARE(grant->resource, bench.idp.resource());
    for (const net::ServerRequest &seen : elsewhere.requests())
        QVERIFY(!seen.headers.contains("Authorization"));
}

void TestAddresses::T012_takesTheFirstOfTwoDocuments()
{
    SignInBench bench;
    test::ScriptedServer evil;
    auto request = bench.request();
    request.challenges = net::parseChallenges({ "Bearer resource_metadata=\"" + bench.idp.origin()
            + "/.well-known/oauth-protected-resource/mcp\", resource_metadata=\"" + evil.url("/doc") + '"',
        "Bearer resource_metadata=\"" + evil.url("/doc") + '"' });
    const auto grant = bench.signIn(request);
    QVERIFY2(grant, why(grant).constData());
    QVERIFY(evil.requests().isEmpty());
}

void TestAddresses::T018_believesNothingOfSignedMetadata()
{
    // RFC 8414 §2.1: a client that does not read signed_metadata ignores it. What is in it decides nothing,
    // so there is no contradiction to be shown.
    SignInBench bench;
    test::StubIdp evil;
    const QByteArray claims = json::compact(
        json::Object{ { "iss", json::string(bench.idp.issuer()) }, { "issuer", json::string(evil.issuer()) },
            { "authorization_endpoint", json::string(evil.origin() + "/authorize") },
            { "token_endpoint", json::string(evil.origin() + "/token") } });
    bench.idp.serverMembers["signed_metadata"] = json::string(jose::signCompact(bench.idp.key(), {}, claims));
    const auto grant = bench.signIn();
    QVERIFY2(grant, why(grant).constData());
    QVERIFY(evil.requests().isEmpty());
    QCOMPARE(grant->server.tokenEndpoint, bench.idp.origin() + "/token");
    QCOMPARE(bench.idp.count("/token"), 1);
}

void TestAddresses::T020_readsWhatIsTyped_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QByteArray>("address"); // empty: refused
    QTest::addColumn<QString>("code");
    const auto is = [](const QString &typed, const char *address) {
        QTest::addRow("%s", qUtf8Printable(typed)) << typed << QByteArray(address) << QString();
    };
    const auto no = [](const QString &typed, const QString &code) {
        QTest::addRow("not %s", qUtf8Printable(typed)) << typed << QByteArray() << code;
    };
    is(u"https://idp.example"_s, "https://idp.example");
    is(u"  https://idp.example  "_s, "https://idp.example");
    is(u"https://idp.example/"_s, "https://idp.example");
    is(u"https://idp.example/tenant"_s, "https://idp.example/tenant");
    is(u"https://idp.example/tenant/"_s, "https://idp.example/tenant/");
    is(u"idp.example"_s, "https://idp.example");
    is(u"idp.example/tenant"_s, "https://idp.example/tenant");
    is(u"idp.example:8443"_s, "https://idp.example:8443");
    is(u"127.0.0.1:8080"_s, "http://127.0.0.1:8080");
    is(u"localhost:8080"_s, "http://localhost:8080");
    is(u"[::1]:8080"_s, "http://[::1]:8080");
    is(u"http://127.1:8080"_s, "http://127.0.0.1:8080"); // it is shown for what it is
    is(u"https://idp.example/.well-known/openid-configuration"_s, "https://idp.example");
    is(u"https://idp.example/t/.well-known/openid-configuration"_s, "https://idp.example/t");
    is(u"https://idp.example/.well-known/oauth-authorization-server"_s, "https://idp.example");
    is(u"https://idp.example/.well-known/oauth-authorization-server/t"_s, "https://idp.example/t");
    // Letters that look like others: what is kept and shown is the ASCII form.
    is(QString::fromUtf8("https://\xd0\xb0pple.com"), "https://xn--pple-43d.com");
    is(QString::fromUtf8("\xd0\xb0pple.com/t"), "https://xn--pple-43d.com/t");
    is(QString::fromUtf8("https://b\xc3\xbc"
                         "cher.example"),
        "https://xn--bcher-kva.example");
    is(QString::fromUtf8("https://ap\xe2\x80\x8bple.com"), "https://apple.com"); // Q14: U+200B is dropped

    no(QString(), u"OA-003"_s);
    no(u"   "_s, u"OA-003"_s);
    no(u"two words"_s, u"OA-003"_s);
    no(u"https://"_s, u"OA-003"_s);
    no(u"https:idp.example"_s, u"OA-003"_s);
    no(u"https://idp.example."_s, u"OA-003"_s);
    no(u"https://idp.example/#x"_s, u"OA-003"_s);
    no(u"https://good.example@evil.example"_s, u"OA-106"_s);
    no(u"http://idp.example"_s, u"OA-105"_s);
    no(u"javascript:alert(1)"_s, u"OA-106"_s);
    no(u"file:///etc/hostname"_s, u"OA-106"_s);
    no(u"data:text/html,x"_s, u"OA-106"_s);
    no(QString::fromUtf8("https://idp.example\xe2\x80\xae/x\\y"), u"OA-003"_s);
}

void TestAddresses::T020_readsWhatIsTyped()
{
    QFETCH(QString, typed);
    QFETCH(QByteArray, address);
    QFETCH(QString, code);
    const auto read = base::readTypedUrl(typed);
    if (address.isEmpty()) {
        QVERIFY2(!read, read ? read->text.constData() : "");
        QVERIFY2(read.error().code == code, qPrintable(base::oneLine(read.error())));
        return;
    }
    QVERIFY2(read, qPrintable(read ? QString() : base::oneLine(read.error())));
    QCOMPARE(read->text, address);
}

QTEST_GUILESS_MAIN(TestAddresses)
#include "test_addresses.moc"
