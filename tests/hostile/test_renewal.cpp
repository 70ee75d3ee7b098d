// SPDX-License-Identifier: GPL-3.0-or-later
// Parts E and G: renewing a sign-in, by many at once, at the wrong time, with a server that wants to be left
// alone. Names carry the number of the threat.
//
// T142, time zones: every time is UTC from the clock on; a change of the zone or of summer time changes no
// value.
#include "hostile/connectionbench.h"
#include "oauth/keptgrant.h"
#include "oauth/retryafter.h"
#include "support/signinbench.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace std::chrono_literals;
using oauth::TokenKeeper;
using test::ConnectionBench;
using test::outcome;
using test::ProtectedMcp;
using test::reason;
using test::SignInBench;

namespace {

const QString key = oauth::refreshTokenKey(u"stub"_s);

class StoppedClock : public base::Clock {
public:
    base::Time now() const override { return time; }
    base::Time time = {};
};

/// A sign-in that is over, and its keeper.
struct Kept {
    SignInBench bench;
    std::unique_ptr<TokenKeeper> keeper;

    explicit Kept(int expiresIn = 3600)
    {
        bench.idp.expiresIn = expiresIn;
        const auto grant = bench.signIn();
        if (!grant)
            qFatal("%s", reason(grant).constData());
        keeper = std::make_unique<TokenKeeper>(bench.services(), u"stub"_s, nullptr);
        keeper->adopt(*grant, bench.last->keepState());
        bench.idp.forgetRequests();
    }
    base::Result<int> refresh() { return outcome(keeper->refresh(nullptr)); }
    QByteArray token() const { return keeper->grant().tokens.refreshToken.reveal(); }
    QByteArray keptToken() const
    {
        const auto grant = oauth::readKeptGrant(bench.secrets.contents().value(key), u"stub"_s);
        return grant ? grant->tokens.refreshToken.reveal() : QByteArray();
    }
};

} // namespace

class TestRenewal : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void T095_readsHowLongToWait_data();
    void T095_readsHowLongToWait();
    void T095_leavesAServerAloneForAsLongAsItAsks_data();
    void T095_leavesAServerAloneForAsLongAsItAsks();
    void T095_anExchangeIsNotRepeated();
    void T135_fiftyCallersAndOneRequest();
    void T136_manyHoldersNeverSpendATokenTwice();
    void T138_keepsEveryRotatedToken();
    void T138_keepsTheOldOneWhereNothingRotates();
    void T141_isBoundedWhateverTheLifetime_data();
    void T141_isBoundedWhateverTheLifetime();
    void T142_aJumpOfTheClockIsNoStorm_data();
    void T142_aJumpOfTheClockIsNoStorm();
    void T143_opensNoBrowserOvernight();
};

void TestRenewal::T095_readsHowLongToWait_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<int>("seconds"); // 0: not at all
    const auto row = [](const char *field, int seconds) {
        QTest::addRow("“%s”", field) << QByteArray(field) << seconds;
    };
    row("", 0);
    row("0", 0);
    row("7", 7);
    row(" 7 ", 7);
    row("300", 300);
    row("301", 300);
    row("99999999", 300);
    row("99999999999999999999999999", 300);
    row("-7", 0);
    row("7.5", 0);
    row("soon", 0);
    row("Thu, 01 Jan 1970 00:00:30 GMT", 0); // over already: now is a minute after that
    row("Thu, 01 Jan 1970 00:01:20 GMT", 20);
    row("Fri, 31 Dec 9999 23:59:59 GMT", 300);
    row("1970-01-01T00:01:20Z", 0);
}

void TestRenewal::T095_readsHowLongToWait()
{
    QFETCH(QByteArray, field);
    QFETCH(int, seconds);
    const base::Time now = base::fromMillis(60000);
    const auto until = oauth::retryTime(field, now);
    QCOMPARE(until ? (*until - now).count() : 0, seconds * 1000);
}

void TestRenewal::T095_leavesAServerAloneForAsLongAsItAsks_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<int>("seconds");
    QTest::newRow("429, a while") << 429 << QByteArray("120") << 120;
    QTest::newRow("503, a while") << 503 << QByteArray("120") << 120;
    QTest::newRow("429, years") << 429 << QByteArray("99999999") << 300;
    QTest::newRow("503, over already") << 503 << QByteArray("Thu, 01 Jan 1970 00:00:00 GMT") << 0;
    QTest::newRow("429, nothing said") << 429 << QByteArray() << 0;
}

void TestRenewal::T095_leavesAServerAloneForAsLongAsItAsks()
{
    QFETCH(int, status);
    QFETCH(QByteArray, field);
    QFETCH(int, seconds);
    Kept kept;
    const QByteArray access = kept.keeper->grant().tokens.accessToken.reveal(), before = kept.keptToken();
    const QByteArray wish = field.isEmpty() ? QByteArray() : "Retry-After: " + field + "\r\n";
    kept.bench.idp.rawAnswers.insert("/token",
        "HTTP/1.1 " + QByteArray::number(status) + " Later\r\n" + wish
            + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
    const auto first = kept.refresh();
    QVERIFY(!first);
    QCOMPARE(first.error().kind, base::ErrorKind::Network);
    QVERIFY(field.isEmpty() || first.error().nextStep.contains(QString::fromLatin1(field))); // shown
    const auto second = kept.refresh();
    QVERIFY(!second);
    QCOMPARE(kept.bench.idp.count("/token"), seconds ? 1 : 2);
    if (seconds) {
        QCOMPARE(second.error().code, u"OA-195"_s);
        QVERIFY(second.error().message.contains(u"Nothing was sent"_s));
    }
    QCOMPARE(kept.keeper->grant().tokens.accessToken.reveal(), access);
    QCOMPARE(kept.keptToken(), before);
    kept.bench.idp.rawAnswers.clear();
    kept.bench.clock.offset = std::chrono::seconds(seconds + 1);
    const auto third = kept.refresh();
    QVERIFY2(third, reason(third).constData());
}

void TestRenewal::T095_anExchangeIsNotRepeated()
{
    SignInBench bench;
    bench.idp.rawAnswers.insert("/token",
        "HTTP/1.1 503 Later\r\nRetry-After: 1\r\nContent-Type: application/json\r\nContent-Length: "
        "2\r\n\r\n{}");
    const auto grant = bench.signIn();
    QVERIFY(!grant);
    QCOMPARE(grant.error().code, u"OA-188"_s);
    QCOMPARE(grant.error().kind, base::ErrorKind::Network);
    QVERIFY(grant.error().nextStep.contains(u"the server asks to wait: 1"_s));
    QCOMPARE(bench.idp.count("/token"), 1); // a code is sent once
    QVERIFY(bench.secrets.contents().isEmpty());
}

void TestRenewal::T135_fiftyCallersAndOneRequest()
{
    ConnectionBench bench;
    QVERIFY(bench.call());
    bench.expire(bench.accessToken());
    bench.idp.forgetRequests();
    QObject owner;
    std::vector<std::unique_ptr<QSignalSpy>> ends;
    QList<session::ToolCall *> calls;
    for (int i = 0; i < 50; ++i) {
        auto *call = bench.connection->callTool(u"read_board"_s, {}, &owner);
        ends.push_back(std::make_unique<QSignalSpy>(call, &base::Operation::finished));
        calls.append(call);
    }
    for (session::ToolCall *call : std::as_const(calls))
        call->start();
    for (int i = 0; i < 50; ++i) {
        QTRY_COMPARE_WITH_TIMEOUT(ends.at(size_t(i))->count(), 1, 120000);
        QVERIFY2(calls.at(i)->result(), reason(calls.at(i)->result()).constData());
    }
    QCOMPARE(bench.idp.count("/token"), 1);
    QCOMPARE(bench.idp.count("/authorize"), 0);
    QVERIFY(bench.kept().contains(bench.refreshToken()));
}

void TestRenewal::T136_manyHoldersNeverSpendATokenTwice()
{
    Kept kept; // processes share the folder with the lock and the keychain, and nothing else
    std::vector<std::unique_ptr<TokenKeeper>> holders;
    for (int i = 0; i < 8; ++i) {
        holders.push_back(std::make_unique<TokenKeeper>(kept.bench.services(), u"stub"_s, nullptr));
        QVERIFY(outcome(holders.back()->restore(nullptr)).value_or(false));
    }
    for (int round = 0; round < 2; ++round) {
        QObject owner;
        std::vector<std::unique_ptr<QSignalSpy>> ends;
        QList<TokenKeeper::RefreshOperation *> refreshes;
        for (const auto &holder : holders) {
            auto *refresh = holder->refresh(&owner);
            ends.push_back(std::make_unique<QSignalSpy>(refresh, &base::Operation::finished));
            refreshes.append(refresh);
            refresh->start();
        }
        for (int i = 0; i < 8; ++i) {
            QTRY_COMPARE_WITH_TIMEOUT(ends.at(size_t(i))->count(), 1, 120000);
            QVERIFY2(refreshes.at(i)->result(), reason(refreshes.at(i)->result()).constData());
        }
    }
    QSet<QByteArray> spent;
    for (const test::StubRequest &request : kept.bench.idp.requests("/token")) {
        const QByteArray token = request.parameter("refresh_token");
        QVERIFY(!spent.contains(token)); // what would end the family
        spent.insert(token);
    }
    QCOMPARE(spent.size(), 16);
    QVERIFY(!spent.contains(kept.keptToken()));
}

void TestRenewal::T138_keepsEveryRotatedToken()
{
    Kept kept;
    QSet<QByteArray> seen{ kept.token() };
    for (int i = 0; i < 5; ++i) {
        const auto generation = kept.refresh();
        QVERIFY2(generation, reason(generation).constData());
        QVERIFY(!seen.contains(kept.token()));
        seen.insert(kept.token());
        QCOMPARE(kept.keptToken(), kept.token());
        // A program that starts now has what it needs.
        TokenKeeper next(kept.bench.services(), u"stub"_s, nullptr);
        QVERIFY(outcome(next.restore(nullptr)).value_or(false));
        QCOMPARE(next.grant().tokens.refreshToken.reveal(), kept.token());
    }
}

void TestRenewal::T138_keepsTheOldOneWhereNothingRotates()
{
    Kept kept;
    kept.bench.idp.rotates = false;
    kept.bench.idp.issuesRefreshToken = false;
    const QByteArray token = kept.token();
    for (int i = 0; i < 3; ++i) {
        QVERIFY(kept.refresh());
        QCOMPARE(kept.token(), token);
        QCOMPARE(kept.keptToken(), token);
    }
}

void TestRenewal::T141_isBoundedWhateverTheLifetime_data()
{
    QTest::addColumn<int>("lifetime");
    QTest::addColumn<int>("dueAfter"); // seconds
    QTest::newRow("1 s") << 1 << 5; // never again within five seconds
    QTest::newRow("3 s") << 3 << 5;
    QTest::newRow("60 s") << 60 << 48;
    QTest::newRow("an hour") << 3600 << 3540;
    QTest::newRow("ten years") << 315360000 << 315359940;
    QTest::newRow("longer than a century") << 2147483647 << 2147483647;
}

void TestRenewal::T141_isBoundedWhateverTheLifetime()
{
    QFETCH(int, lifetime);
    QFETCH(int, dueAfter);
    Kept kept(lifetime);
    StoppedClock clock;
    auto services = kept.bench.services();
    services.clock = &clock;
    TokenKeeper keeper(services, u"stub"_s, nullptr);
    keeper.adopt(kept.keeper->grant(), secrets::KeepState::Kept);
    const base::Time received = keeper.grant().tokens.received;
    clock.time = received;
    QVERIFY(!keeper.isRefreshDue());
    if (lifetime < 2147483647) {
        clock.time = received + std::chrono::seconds(dueAfter) - 1ms;
        QVERIFY(!keeper.isRefreshDue());
        clock.time += 1ms;
        QVERIFY(keeper.isRefreshDue());
    } else {
        clock.time = received + std::chrono::hours(24 * 365);
        QVERIFY(!keeper.isRefreshDue());
    }
    // Asking again and again is one request, as long as the token is fresh.
    for (int i = 0; i < 20; ++i) {
        if (keeper.isRefreshDue()) {
            QVERIFY(outcome(keeper.refresh(nullptr)));
            clock.time = keeper.grant().tokens.received;
        }
    }
    QCOMPARE(kept.bench.idp.count("/token"), lifetime < 2147483647 ? 1 : 0);
}

void TestRenewal::T142_aJumpOfTheClockIsNoStorm_data()
{
    QTest::addColumn<int>("hours");
    QTest::newRow("a night asleep") << 9;
    QTest::newRow("a day forward") << 24;
    QTest::newRow("a day back") << -24;
}

void TestRenewal::T142_aJumpOfTheClockIsNoStorm()
{
    QFETCH(int, hours);
    Kept kept;
    kept.bench.clock.offset = std::chrono::hours(hours);
    QCOMPARE(kept.keeper->hasAccessToken(), hours < 0); // too long rather than not at all: the server decides
    QCOMPARE(kept.keeper->isRefreshDue(), hours > 0);
    for (int i = 0; i < 10; ++i) {
        if (kept.keeper->isRefreshDue())
            QVERIFY(kept.refresh());
    }
    QCOMPARE(kept.bench.idp.count("/token"), hours > 0 ? 1 : 0);
    QVERIFY(kept.keeper->hasAccessToken());
    QVERIFY(kept.keeper->hasGrant());
    kept.bench.clock.offset = 0ms; // and back: what came meanwhile is still good
    QVERIFY(!kept.keeper->isRefreshDue());
    QVERIFY(kept.keeper->hasAccessToken());
    QVERIFY(kept.refresh());
}

void TestRenewal::T143_opensNoBrowserOvernight()
{
    ConnectionBench bench;
    QVERIFY(bench.call());
    const auto opened = bench.browser.opened().size();
    bench.expire(bench.accessToken());
    bench.idp.revokeAll();
    // What a program does by itself, with a browser at hand and leave to use it.
    for (int i = 0; i < 3; ++i) {
        QVERIFY(!ConnectionBench::finished(bench.connection->loadTools(nullptr)));
        ConnectionBench::finished(bench.connection->refresh(nullptr));
        ConnectionBench::finished(bench.connection->restore(nullptr));
    }
    QCOMPARE(bench.browser.opened().size(), opened);
    QCOMPARE(bench.consentedIssuers.size(), opened);
    QVERIFY(!bench.connection->tokens().hasGrant()); // it is said to be over, and waits for a person
    QVERIFY(bench.connection->lastError() || bench.connection->state() != session::ConnectionState::SignedIn);
    const auto asked = bench.call(); // a person's gesture
    QVERIFY2(asked, reason(asked).constData());
    QCOMPARE(bench.browser.opened().size(), opened + 1);
}

QTEST_GUILESS_MAIN(TestRenewal)
#include "test_renewal.moc"
