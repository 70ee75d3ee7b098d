// SPDX-License-Identifier: GPL-3.0-or-later
// What a server says about a token or a person, read and laid beside what is known here.
#include "base/errorcodes.h"
#include "oauth/compareclaims.h"
#include "oauth/endsession.h"
#include "oauth/introspection.h"
#include "oauth/refreshend.h"
#include "oauth/refreshjournal.h"
#include "oauth/userinfo.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace std::chrono_literals;

class TestServerWords : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsAnActiveToken();
    void takesNothingForActiveButTheTruthValue_data();
    void takesNothingForActiveButTheTruthValue();
    void leavesOutATimeThatIsNone();
    void knowsTheIssuersWithUnadvertisedEndpoints_data();
    void knowsTheIssuersWithUnadvertisedEndpoints();
    void marksWhatDiffersAndNothingElse();
    void laysLifeAndDeathSideBySide();
    void discardsUserinfoAboutAnybodyElse_data();
    void discardsUserinfoAboutAnybodyElse();
    void endsTheSessionOnlyAtTheIssuer_data();
    void endsTheSessionOnlyAtTheIssuer();
    void tellsWhatIsKnownHereOfARefusedToken_data();
    void tellsWhatIsKnownHereOfARefusedToken();
    void remembersWhichTokenWasSent();
};

namespace {

json::Object object(const QByteArray &text)
{
    const auto parsed = json::parseObject(text, u"The test"_s);
    return parsed ? *parsed : json::Object();
}

} // namespace

void TestServerWords::readsAnActiveToken()
{
    const auto read = oauth::readIntrospection(
        "{\"active\":true,\"sub\":\"u1\",\"scope\":\"a b\",\"aud\":\"r1\",\"exp\":1800000000,"
        "\"iat\":1700000000.5,\"iss\":\"https://i.example\",\"client_id\":\"c1\",\"token_type\":\"Bearer\","
        "\"request_id\":\"x\",\"status_code\":200,\"own\":{\"a\":1}}");
    QVERIFY(read);
    QVERIFY(read->isActive);
    QCOMPARE(read->subject, QByteArray("u1"));
    QCOMPARE(*read->scopes, (QList<QByteArray>{ "a", "b" }));
    QCOMPARE(read->audience, QList<QByteArray>{ "r1" });
    QCOMPARE(base::toMillis(*read->expires), 1800000000000);
    QCOMPARE(base::toMillis(*read->issued), 1700000000500);
    QCOMPARE(read->clientId, QByteArray("c1"));
    QVERIFY(read->claims.contains("own"));
    QVERIFY(!read->claims.contains("request_id"));
    QVERIFY(read->checks.isEmpty());
}

void TestServerWords::takesNothingForActiveButTheTruthValue_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("isRead");
    const auto row = [](const char *name, const char *body, bool isRead) {
        QTest::newRow(name) << QByteArray(body) << isRead;
    };
    row("true", "{\"active\":true}", true);
    row("false", "{\"active\":false}", true);
    row("T156 a text", "{\"active\":\"true\"}", false);
    row("T156 a number", "{\"active\":1}", false);
    row("T156 null", "{\"active\":null}", false);
    row("T156 missing", "{\"sub\":\"u1\"}", false);
    row("T156 a list", "[true]", false);
    row("T156 HTML", "<html>fine</html>", false);
    row("T156 nothing", "", false);
    row("T156 twice", "{\"active\":false,\"active\":true}", false);
}

void TestServerWords::takesNothingForActiveButTheTruthValue()
{
    QFETCH(QByteArray, body);
    const auto read = oauth::readIntrospection(body);
    QTEST(read.has_value(), "isRead");
    if (!read)
        QVERIFY(!read.error().message.isEmpty());
}

void TestServerWords::leavesOutATimeThatIsNone()
{
    const auto read = oauth::readIntrospection("{\"active\":true,\"exp\":\"soon\",\"iat\":-5,\"nbf\":1e300}");
    QVERIFY(read);
    QVERIFY(!read->expires && !read->issued && !read->notBefore);
    QCOMPARE(read->checks.size(), 3);
}

void TestServerWords::knowsTheIssuersWithUnadvertisedEndpoints_data()
{
    QTest::addColumn<QByteArray>("issuer");
    QTest::addColumn<bool>("isKnown");
    const auto row
        = [](const char *issuer, bool isKnown) { QTest::newRow(issuer) << QByteArray(issuer) << isKnown; };
    row("https://acme-1234.customers.stytch.dev", true);
    row("https://acme-1234.customers.stytch.com", true);
    row("https://customers.stytch.com", false);
    row("https://.customers.stytch.com", false);
    row("https://a.b.customers.stytch.com", false);
    row("https://acme.customers.stytch.com.evil.example", false);
    row("https://evilcustomers.stytch.com", false);
    row("https://acme.customers.stytch.com:8443", false);
    row("https://acme.customers.stytch.com/tenant", false);
    row("http://acme.customers.stytch.com", false);
    row("https://login.example", false);
}

void TestServerWords::knowsTheIssuersWithUnadvertisedEndpoints()
{
    QFETCH(QByteArray, issuer);
    QFETCH(bool, isKnown);
    QCOMPARE(oauth::isStytchIssuer(issuer), isKnown);
    oauth::ServerMetadata server;
    server.issuer = issuer;
    QCOMPARE(oauth::introspectionEndpoint(server), isKnown ? issuer + "/v1/oauth2/introspect" : QByteArray());
    QCOMPARE(oauth::revocationEndpoint(server), isKnown ? issuer + "/v1/oauth2/revoke" : QByteArray());
    server.introspectionEndpoint = "https://said.example/i";
    server.revocationEndpoint = "https://said.example/r";
    QCOMPARE(oauth::introspectionEndpoint(server), QByteArray("https://said.example/i"));
    QCOMPARE(oauth::revocationEndpoint(server), QByteArray("https://said.example/r"));
}

void TestServerWords::marksWhatDiffersAndNothingElse()
{
    const QList<oauth::ComparedClaim> rows = oauth::compareClaims(
        object(
            "{\"aud\":[\"r1\"],\"scope\":\"a b\",\"exp\":5,\"sub\":\"u1\",\"jti\":\"j\",\"plan\":\"free\"}"),
        object("{\"active\":true,\"aud\":\"r1\",\"scope\":\"b a\",\"exp\":5.0,\"sub\":\"u2\","
               "\"plan\":[\"free\"],\"username\":\"ada\"}"));
    QStringList differing, names;
    for (const oauth::ComparedClaim &row : rows) {
        names << QString::fromUtf8(row.name);
        if (row.differs)
            differing << QString::fromUtf8(row.name);
    }
    QCOMPARE(
        names, (QStringList{ u"aud"_s, u"scope"_s, u"exp"_s, u"sub"_s, u"plan"_s, u"username"_s, u"jti"_s }));
    QCOMPARE(differing, (QStringList{ u"sub"_s, u"plan"_s }));
    QVERIFY(rows.last().there.isEmpty());
    QCOMPARE(rows[3].here, u"u1"_s);
    QCOMPARE(rows[3].there, u"u2"_s);
}

void TestServerWords::laysLifeAndDeathSideBySide()
{
    const base::Time now = base::fromMillis(1800000000000);
    oauth::Introspection said;
    said.isActive = false;
    QVERIFY(oauth::compareActivity(now + 1h, said, now).differs); // T156
    QVERIFY(!oauth::compareActivity(now - 1h, said, now).differs);
    QVERIFY(oauth::compareActivity(std::nullopt, said, now).differs);
    said.isActive = true;
    QVERIFY(!oauth::compareActivity(now + 1h, said, now).differs);
    QVERIFY(oauth::compareActivity(now - 1h, said, now).differs);
    QVERIFY(!oauth::compareActivity(std::nullopt, said, now).differs);
}

void TestServerWords::discardsUserinfoAboutAnybodyElse_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("expected");
    QTest::addColumn<QString>("code"); // empty: taken
    const auto row = [](const char *name, const QByteArray &body, const char *expected, const QString &code) {
        QTest::newRow(name) << body << QByteArray(expected) << code;
    };
    row("the same", "{\"sub\":\"u1\",\"name\":\"Ada\"}", "u1", {});
    row("none is known", "{\"sub\":\"u1\",\"name\":\"Ada\"}", "", {});
    row("T119 another", "{\"sub\":\"u2\",\"name\":\"Ada\"}", "u1", base::code::subjectChanged);
    row("T119 missing", "{\"name\":\"Ada\"}", "u1", base::code::answerAboutToken);
    row("T119 empty", "{\"sub\":\"\",\"name\":\"Ada\"}", "u1", base::code::answerAboutToken);
    row("T119 a number", "{\"sub\":1}", "u1", base::code::answerAboutToken);
    row("T119 too long", "{\"sub\":\"" + QByteArray(256, 'x') + "\"}", "", base::code::answerAboutToken);
    row("T119 another case", "{\"sub\":\"U1\"}", "u1", base::code::subjectChanged);
}

void TestServerWords::discardsUserinfoAboutAnybodyElse()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, expected);
    QFETCH(QString, code);
    const auto info = oauth::readUserInfo(object(body), expected);
    QCOMPARE(info ? QString() : info.error().code, code);
    if (info) {
        const oauth::Identity identity = oauth::identityOf(*info);
        QVERIFY(identity.isVerified);
        QCOMPARE(identity.source, QByteArray("userinfo"));
        QCOMPARE(identity.name, u"Ada"_s);
    }
}

void TestServerWords::endsTheSessionOnlyAtTheIssuer_data()
{
    QTest::addColumn<QByteArray>("endpoint");
    QTest::addColumn<QByteArray>("url"); // empty: refused
    QTest::newRow("the issuer's") << QByteArray("https://i.example/logout")
                                  << QByteArray(
                                         "https://i.example/logout?id_token_hint=it-1&client_id=c%201");
    QTest::newRow("with a query of its own")
        << QByteArray("https://i.example/logout?p=x")
        << QByteArray("https://i.example/logout?p=x&id_token_hint=it-1&client_id=c%201");
    QTest::newRow("where one signs in")
        << QByteArray("https://login.example/out")
        << QByteArray("https://login.example/out?id_token_hint=it-1&client_id=c%201");
    QTest::newRow("T145 another host") << QByteArray("https://evil.example/logout") << QByteArray();
    QTest::newRow("T145 another port") << QByteArray("https://i.example:8443/logout") << QByteArray();
    QTest::newRow("T145 not encrypted") << QByteArray("http://i.example/logout") << QByteArray();
    QTest::newRow("T145 none") << QByteArray() << QByteArray();
}

void TestServerWords::endsTheSessionOnlyAtTheIssuer()
{
    QFETCH(QByteArray, endpoint);
    QFETCH(QByteArray, url);
    oauth::Grant grant;
    grant.server.issuer = "https://i.example";
    grant.server.authorizationEndpoint = "https://login.example/authorize";
    grant.server.endSessionEndpoint = endpoint;
    grant.client.clientId = "c 1";
    grant.tokens.idToken = base::Secret("it-1");
    const auto built = oauth::endSessionUrl(grant);
    QCOMPARE(built.has_value(), !url.isEmpty());
    if (built)
        QCOMPARE(QByteArray(*built).replace('+', "%20"), url);
    else
        QVERIFY(!built.error().message.contains(u"it-1"_s));
}

void TestServerWords::tellsWhatIsKnownHereOfARefusedToken_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("isUsed");
    QTest::newRow("used") << QByteArray("{\"error_type\":\"idp_refresh_token_already_used\"}") << true;
    QTest::newRow("used, by words") << QByteArray(
        "{\"error\":\"invalid_grant\",\"error_description\":\"reuse detected\"}")
                                    << true;
    QTest::newRow("expired") << QByteArray("{\"error_type\":\"idp_refresh_token_expired\"}") << false;
    QTest::newRow("bare") << QByteArray("{\"error\":\"invalid_grant\"}") << false;
}

void TestServerWords::tellsWhatIsKnownHereOfARefusedToken()
{
    QFETCH(QByteArray, body);
    QFETCH(bool, isUsed);
    const oauth::ServerError said = oauth::readServerError(body);
    base::Error plain, lost;
    oauth::explainRefreshEnd(plain, said, {});
    oauth::explainRefreshEnd(lost, said, base::fromMillis(1800000000000));
    QVERIFY(lost.message.contains(u"the answer was lost"_s));
    QVERIFY(!plain.message.contains(u"the answer was lost"_s));
    QCOMPARE(plain.message.contains(u"No answer was lost here"_s), isUsed);
    QVERIFY(plain.message.contains(u"removed here"_s));
}

void TestServerWords::remembersWhichTokenWasSent()
{
    const QTemporaryDir folder;
    const base::Secret first("rt-first-0123456789"), second("rt-second-0123456789");
    const base::Time then = base::fromMillis(1800000000000);
    {
        oauth::RefreshJournal journal(folder.path(), u"c"_s);
        QVERIFY(!journal.unanswered(first));
        journal.begin(first, then);
        journal.begin(first, then + 1h); // the first time is the one whose answer counts
    }
    oauth::RefreshJournal later(folder.path(), u"c"_s);
    QCOMPARE(later.unanswered(first), std::optional(then));
    QVERIFY(!later.unanswered(second));
    QVERIFY(!oauth::RefreshJournal(folder.path(), u"other"_s).unanswered(first));
    for (const QFileInfo &file : QDir(folder.path()).entryInfoList(QDir::Files)) {
        QFile opened(file.filePath());
        QVERIFY(opened.open(QIODevice::ReadOnly));
        QVERIFY(!opened.readAll().contains("rt-first"));
        QVERIFY(!(file.permissions() & (QFileDevice::ReadOther | QFileDevice::ReadGroup)));
    }
    later.end();
    QVERIFY(!later.unanswered(first));
}

QTEST_GUILESS_MAIN(TestServerWords)
#include "test_serverwords.moc"
