// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/tokenresponse.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;
using oauth::TokenReply;
using oauth::TokenUse;

class TestTokenResponse : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsASuccess();
    void readsEveryLifetime_data();
    void readsEveryLifetime();
    void readsEveryScope_data();
    void readsEveryScope();
    void saysWhatStaysWhenARefreshFails();
    void honoursRetryAfter();

private:
    static base::Result<oauth::TokenSet> read(const QByteArray &more, base::Checks *checks)
    {
        TokenReply reply{ .status = 200,
            .body = R"({"access_token":"at-1","token_type":"Bearer")" + more + '}',
            .exchange = 5,
            .received = base::fromMillis(1000) };
        return oauth::readTokenReply(reply, TokenUse::Exchange, "https://i.example/t", checks);
    }
};

void TestTokenResponse::readsASuccess()
{
    base::Checks checks;
    const auto tokens = read(
        R"(,"expires_in":3600,"refresh_token":"rt-1","id_token":"a.b.c","scope":"a b","request_id":"r-1")",
        &checks);
    QVERIFY(tokens);
    QCOMPARE(tokens->accessToken.reveal(), QByteArray("at-1"));
    QCOMPARE(tokens->refreshToken.reveal(), QByteArray("rt-1"));
    QCOMPARE(tokens->idToken.reveal(), QByteArray("a.b.c"));
    QCOMPARE(*tokens->scope, QByteArray("a b"));
    QCOMPARE(tokens->requestId, QByteArray("r-1"));
    QCOMPARE(tokens->exchange, 5U);
    QCOMPARE(base::toMillis(*tokens->expires()), 3601000);
    for (const base::Check &check : checks)
        QCOMPARE(check.exchange, 5U);
}

void TestTokenResponse::readsEveryLifetime_data()
{
    QTest::addColumn<QByteArray>("member"); // T090
    QTest::addColumn<qint64>("seconds"); // -1: unknown
    QTest::addColumn<int>("notes");
    QTest::newRow("plain") << QByteArray("3600") << qint64(3600) << 0;
    QTest::newRow("text") << QByteArray(R"("3600")") << qint64(3600) << 1;
    QTest::newRow("fraction") << QByteArray("3600.5") << qint64(3600) << 1;
    QTest::newRow("zero") << QByteArray("0") << qint64(0) << 1;
    QTest::newRow("negative") << QByteArray("-5") << qint64(0) << 1;
    QTest::newRow("absurd") << QByteArray("1e300") << qint64(100LL * 365 * 24 * 3600) << 1;
    QTest::newRow("null") << QByteArray("null") << qint64(-1) << 1;
    QTest::newRow("word") << QByteArray(R"("soon")") << qint64(-1) << 1;
    QTest::newRow("nan") << QByteArray(R"("nan")") << qint64(-1) << 1;
    QTest::newRow("list") << QByteArray("[1]") << qint64(-1) << 1;
    QTest::newRow("absent") << QByteArray() << qint64(-1) << 1;
}

void TestTokenResponse::readsEveryLifetime()
{
    QFETCH(QByteArray, member);
    QFETCH(qint64, seconds);
    QFETCH(int, notes);
    base::Checks checks;
    const auto tokens = read(member.isEmpty() ? QByteArray() : ",\"expires_in\":" + member, &checks);
    QVERIFY(tokens);
    QCOMPARE(tokens->expiresIn ? qint64(tokens->expiresIn->count()) : -1, seconds);
    QCOMPARE(std::count_if(checks.begin(), checks.end(),
                 [](const base::Check &check) { return check.state == base::CheckState::Noted; }),
        notes);
}

void TestTokenResponse::readsEveryScope_data()
{
    QTest::addColumn<QByteArray>("member"); // T091
    QTest::addColumn<bool>("isSaid");
    QTest::addColumn<QByteArray>("scope");
    QTest::newRow("text") << QByteArray(R"("a b")") << true << QByteArray("a b");
    QTest::newRow("empty") << QByteArray(R"("")") << true << QByteArray("");
    QTest::newRow("list") << QByteArray(R"(["a","b"])") << true << QByteArray("a b");
    QTest::newRow("null") << QByteArray("null") << false << QByteArray();
    QTest::newRow("number") << QByteArray("7") << false << QByteArray();
}

void TestTokenResponse::readsEveryScope()
{
    QFETCH(QByteArray, member);
    QFETCH(bool, isSaid);
    QFETCH(QByteArray, scope);
    base::Checks checks;
    const auto tokens = read(",\"scope\":" + member, &checks);
    QVERIFY(tokens);
    QCOMPARE(tokens->scope.has_value(), isSaid);
    QCOMPARE(tokens->scope.value_or(QByteArray()), scope);
}

void TestTokenResponse::saysWhatStaysWhenARefreshFails()
{
    base::Checks checks;
    const TokenReply reply{ .status = 400, .body = R"({"error":"invalid_grant"})", .exchange = 9 };
    const auto refresh = oauth::readTokenReply(reply, TokenUse::Refresh, "https://i.example/t", &checks);
    QCOMPARE(refresh.error().code, u"OA-239"_s);
    QCOMPARE(refresh.error().exchange, 9U);
    const auto exchange = oauth::readTokenReply(reply, TokenUse::Exchange, "https://i.example/t", &checks);
    QCOMPARE(exchange.error().code, u"OA-165"_s);
    const TokenReply html{ .status = 200, .body = "<html>" };
    const auto portal = oauth::readTokenReply(html, TokenUse::Refresh, "https://i.example/t", &checks);
    QVERIFY(portal.error().message.contains(u"unchanged"_s));
}

void TestTokenResponse::honoursRetryAfter()
{
    base::Checks checks;
    const TokenReply reply{ .status = 429, .body = "{}", .retryAfter = "120" };
    const auto later = oauth::readTokenReply(reply, TokenUse::Refresh, "https://i.example/t", &checks);
    QCOMPARE(later.error().kind, base::ErrorKind::Network);
    QVERIFY(later.error().nextStep.contains(u"120"_s));
}

QTEST_GUILESS_MAIN(TestTokenResponse)
#include "test_tokenresponse.moc"
