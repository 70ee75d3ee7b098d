// SPDX-License-Identifier: GPL-3.0-or-later
// The life of a sign-in after the first token: renewal, rotation, restart, loss.
#include "oauth/keptgrant.h"
#include "oauth/refreshlock.h"
#include "support/signinbench.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using oauth::TokenKeeper;
using test::SignInBench;
using test::why;

class TestTokenKeeper : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void writesTheRotatedTokenBeforeAnyoneSeesTheNewOne();
    void refreshesOnceForAllWhoWait();
    void comesBackAfterARestartWithoutTheNetwork();
    void usesTheTokenAnotherProcessRotated();
    void waitsForTheLockOfAnotherProcess();
    void takesALockThatNamesNobody();
    void neverDropsTokensForNetworkTrouble_data();
    void neverDropsTokensForNetworkTrouble();
    void signsOutWhenTheServerSaysTheTokenIsNoGood_data();
    void signsOutWhenTheServerSaysTheTokenIsNoGood();
    void keepsTheOldSessionWhenTheSubjectChanges();
    void keepsTheOldRefreshTokenWhenNoneComes();
    void goesOnInMemoryWhenTheKeychainFails();
    void isDueShortlyBeforeTheEnd();
    void forgetsHereAndInTheKeychain();
    void refusesAnEntryThatIsNotItsOwn_data();
    void refusesAnEntryThatIsNotItsOwn();
    void mayBeDeletedWhileItRefreshes();
};

namespace {

const QString key = oauth::refreshTokenKey(u"stub"_s);

struct Kept {
    SignInBench bench;
    std::unique_ptr<TokenKeeper> keeper;

    Kept()
    {
        const auto grant = bench.signIn();
        if (!grant)
            qFatal("%s", why(grant).constData());
        keeper = std::make_unique<TokenKeeper>(bench.services(), u"stub"_s, nullptr);
        keeper->adopt(*grant, bench.last->keepState());
    }
};

template <class T>
base::Result<T> outcome(base::ResultOperation<T> *operation)
{
    const std::unique_ptr<base::ResultOperation<T>> owned(operation);
    QSignalSpy finished(operation, &base::Operation::finished);
    operation->start();
    if (finished.isEmpty() && !finished.wait(20000))
        qWarning("the operation did not end");
    return operation->result();
}

QByteArray keptRefreshToken(const SignInBench &bench)
{
    const auto kept = oauth::readKeptGrant(bench.secrets.contents().value(key), u"stub"_s);
    return kept ? kept->tokens.refreshToken.reveal() : QByteArray();
}

} // namespace

void TestTokenKeeper::writesTheRotatedTokenBeforeAnyoneSeesTheNewOne()
{
    Kept kept;
    TokenKeeper *keeper = kept.keeper.get();
    const QByteArray before = keeper->grant().tokens.refreshToken.reveal();
    bool wasWrittenFirst = false;
    connect(keeper, &TokenKeeper::changed, keeper, [&] {
        wasWrittenFirst = keptRefreshToken(kept.bench) == keeper->grant().tokens.refreshToken.reveal();
    });
    connect(&kept.bench.idp, &test::StubIdp::requested, keeper,
        [keeper, before] { QCOMPARE(keeper->grant().tokens.refreshToken.reveal(), before); });
    const auto generation = outcome(keeper->refresh(nullptr));
    QVERIFY2(generation, why(generation).constData());
    QCOMPARE(*generation, 2);
    QVERIFY(wasWrittenFirst);
    QVERIFY(keeper->grant().tokens.refreshToken.reveal() != before);
    QCOMPARE(kept.bench.secrets.journal().last(), u"write "_s + key);
    const auto request = kept.bench.idp.requests("/token").last();
    QCOMPARE(request.parameter("resource"), kept.bench.idp.resource());
    QCOMPARE(request.count("redirect_uri"), 0);
    QCOMPARE(request.count("client_secret"), 0);
    QCOMPARE(keeper->generations().first().how, QByteArray("refresh"));
    QCOMPARE(keeper->generations().last().how, QByteArray("sign-in"));
}

void TestTokenKeeper::refreshesOnceForAllWhoWait()
{
    Kept kept;
    QObject owner;
    QList<TokenKeeper::RefreshOperation *> waiting;
    int finished = 0;
    for (int i = 0; i < 10; ++i) {
        auto *refresh = kept.keeper->refresh(&owner);
        connect(refresh, &base::Operation::finished, &owner, [&finished] { ++finished; });
        waiting.append(refresh);
        refresh->start();
    }
    waiting.first()->cancel(); // the others still get theirs
    QTRY_COMPARE(finished, 10);
    QCOMPARE(kept.bench.idp.count("/token"), 2);
    QVERIFY(!waiting.first()->result());
    for (int i = 1; i < 10; ++i)
        QCOMPARE(waiting.at(i)->result().value_or(0), 2);
}

void TestTokenKeeper::comesBackAfterARestartWithoutTheNetwork()
{
    Kept kept;
    kept.keeper.reset();
    kept.bench.idp.forgetRequests();
    TokenKeeper keeper(kept.bench.services(), u"stub"_s, nullptr);
    const auto restored = outcome(keeper.restore(nullptr));
    QVERIFY2(restored, why(restored).constData());
    QVERIFY(*restored);
    QVERIFY(keeper.hasGrant());
    QVERIFY(!keeper.hasAccessToken());
    QVERIFY(keeper.canRefresh());
    QCOMPARE(keeper.generation(), 0);
    QCOMPARE(keeper.grant().identity.name, u"Ada Stub"_s);
    QVERIFY(kept.bench.idp.requests().isEmpty());
    const auto generation = outcome(keeper.refresh(nullptr));
    QVERIFY2(generation, why(generation).constData());
    QVERIFY(keeper.hasAccessToken());

    TokenKeeper stranger(kept.bench.services(), u"other"_s, nullptr);
    const auto nothing = outcome(stranger.restore(nullptr));
    QVERIFY(nothing && !*nothing);
}

void TestTokenKeeper::usesTheTokenAnotherProcessRotated()
{
    Kept kept;
    TokenKeeper other(kept.bench.services(), u"stub"_s, nullptr);
    QVERIFY(outcome(other.restore(nullptr)).value_or(false));
    QVERIFY(outcome(other.refresh(nullptr))); // ours is used up now
    const auto generation = outcome(kept.keeper->refresh(nullptr));
    QVERIFY2(generation, why(generation).constData());
    QVERIFY(kept.keeper->hasGrant());
}

void TestTokenKeeper::waitsForTheLockOfAnotherProcess()
{
    Kept kept;
    oauth::RefreshLock lock(kept.bench.folder.path(), u"stub"_s, nullptr);
    QSignalSpy locked(&lock, &base::Operation::finished);
    lock.start();
    QVERIFY(locked.wait());
    QVERIFY(lock.result());
    {
        oauth::RefreshLock second(kept.bench.folder.path(), u"stub"_s, nullptr);
        second.setPatience(std::chrono::milliseconds(150));
        QSignalSpy ended(&second, &base::Operation::finished);
        second.start();
        QVERIFY(ended.wait());
        QCOMPARE(second.result().error().code, u"OA-011"_s);
        oauth::RefreshLock elsewhere(kept.bench.folder.path(), u"another connection"_s, nullptr);
        QSignalSpy free(&elsewhere, &base::Operation::finished);
        elsewhere.start();
        QVERIFY(free.wait());
        QVERIFY(elsewhere.result());
    }
    kept.bench.idp.forgetRequests();
    QObject owner;
    auto *refresh = kept.keeper->refresh(&owner);
    QSignalSpy finished(refresh, &base::Operation::finished);
    refresh->start();
    QTest::qWait(250);
    QVERIFY(kept.bench.idp.requests().isEmpty());
    QVERIFY(kept.keeper->isRefreshing());
    refresh->cancel();
    QTRY_COMPARE(finished.count(), 1);
}

/// What a process leaves that is killed right after it made the file.
void TestTokenKeeper::takesALockThatNamesNobody()
{
    Kept kept;
    QVERIFY(outcome(kept.keeper->refresh(nullptr))); // shows that locks live in that folder
    const QByteArray name = jose::sha256("stub").toHex().left(16);
    QFile abandoned(
        QDir(kept.bench.folder.path()).filePath(u"refresh-%1.lock"_s.arg(QString::fromLatin1(name))));
    QVERIFY(abandoned.open(QIODevice::WriteOnly));
    abandoned.close();
    const auto generation = outcome(kept.keeper->refresh(nullptr));
    QVERIFY2(generation, why(generation).constData());
    QCOMPARE(*generation, 3);
    QVERIFY(!abandoned.exists());
}

void TestTokenKeeper::neverDropsTokensForNetworkTrouble_data()
{
    QTest::addColumn<QByteArray>("trouble");
    for (const char *name : { "502 html", "503 json", "200 html", "redirect", "closed", "empty", "429" })
        QTest::newRow(name) << QByteArray(name);
}

void TestTokenKeeper::neverDropsTokensForNetworkTrouble()
{
    QFETCH(QByteArray, trouble); // T140
    Kept kept;
    auto &idp = kept.bench.idp;
    if (trouble == "502 html") {
        idp.statuses.insert("/token", 502);
        idp.bodies.insert("/token", "<html>Bad gateway</html>");
    } else if (trouble == "503 json") {
        idp.statuses.insert("/token", 503);
        idp.bodies.insert("/token", R"({"error":"temporarily_unavailable"})");
    } else if (trouble == "429") {
        idp.statuses.insert("/token", 429);
        idp.bodies.insert("/token", R"({"error_type":"too_many_requests"})");
    } else if (trouble == "200 html") {
        idp.bodies.insert("/token", "<html>Welcome to the airport</html>");
    } else if (trouble == "redirect") {
        idp.redirects.insert("/token", { 302, "https://portal.example/" });
    } else if (trouble == "empty") {
        idp.bodies.insert("/token", "");
    } else {
        idp.dropped.insert("/token");
    }
    const auto before = kept.bench.secrets.contents();
    const QByteArray token = kept.keeper->grant().tokens.accessToken.reveal();
    QSignalSpy signedOut(kept.keeper.get(), &TokenKeeper::signedOut);
    for (int i = 0; i < 20; ++i)
        QVERIFY(!outcome(kept.keeper->refresh(nullptr)));
    QVERIFY(kept.keeper->hasGrant());
    QCOMPARE(kept.keeper->grant().tokens.accessToken.reveal(), token);
    QVERIFY(kept.keeper->lastError());
    QCOMPARE(signedOut.count(), 0);
    QCOMPARE(kept.bench.secrets.contents().value(key), before.value(key));
    QCOMPARE(idp.count("/token"), 21); // each body once
    idp.statuses.clear();
    idp.bodies.clear();
    idp.redirects.clear();
    idp.dropped.clear();
    const auto generation = outcome(kept.keeper->refresh(nullptr));
    QVERIFY2(generation, why(generation).constData());
    QVERIFY(!kept.keeper->lastError());
}

void TestTokenKeeper::signsOutWhenTheServerSaysTheTokenIsNoGood_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("RFC 6749") << QByteArray(R"({"error":"invalid_grant"})");
    QTest::newRow("used before") << QByteArray(R"({"error_type":"idp_refresh_token_already_used"})");
    QTest::newRow("revoked") << QByteArray(R"({"error_type":"connected_app_consent_revoked"})");
}

void TestTokenKeeper::signsOutWhenTheServerSaysTheTokenIsNoGood()
{
    QFETCH(QByteArray, body);
    Kept kept;
    kept.bench.idp.statuses.insert("/token", 400);
    kept.bench.idp.bodies.insert("/token", body);
    QSignalSpy signedOut(kept.keeper.get(), &TokenKeeper::signedOut);
    const auto generation = outcome(kept.keeper->refresh(nullptr));
    QVERIFY(!generation);
    QCOMPARE(generation.error().code, u"OA-239"_s);
    QCOMPARE(signedOut.count(), 1);
    QVERIFY(!kept.keeper->hasGrant());
    QVERIFY(kept.keeper->grant().tokens.accessToken.isEmpty());
    QTRY_VERIFY(kept.bench.secrets.contents().isEmpty());
}

void TestTokenKeeper::keepsTheOldSessionWhenTheSubjectChanges()
{
    Kept kept; // T119, T120
    kept.bench.idp.idToken.claims["sub"] = "somebody-else";
    const QByteArray before = kept.keeper->grant().tokens.accessToken.reveal();
    const auto generation = outcome(kept.keeper->refresh(nullptr));
    QVERIFY(!generation);
    QCOMPARE(generation.error().code, u"OA-219"_s);
    QCOMPARE(kept.keeper->grant().tokens.accessToken.reveal(), before);
    kept.bench.idp.idToken.claims["sub"] = "user-stub-1";
    kept.bench.idp.idToken.claims["iss"] = "https://other.example";
    const auto second = outcome(kept.keeper->refresh(nullptr));
    QVERIFY(!second);
}

void TestTokenKeeper::keepsTheOldRefreshTokenWhenNoneComes()
{
    Kept kept;
    kept.bench.idp.issuesRefreshToken = false;
    kept.bench.idp.rotates = false;
    const QByteArray before = kept.keeper->grant().tokens.refreshToken.reveal();
    QVERIFY(outcome(kept.keeper->refresh(nullptr)));
    QCOMPARE(kept.keeper->grant().tokens.refreshToken.reveal(), before);
    QVERIFY(outcome(kept.keeper->refresh(nullptr)));
}

void TestTokenKeeper::goesOnInMemoryWhenTheKeychainFails()
{
    Kept kept;
    kept.bench.secrets.setMood(secrets::MemorySecretStore::Mood::Locked);
    const auto generation = outcome(kept.keeper->refresh(nullptr));
    QVERIFY2(generation, why(generation).constData());
    QCOMPARE(kept.keeper->keepState(), secrets::KeepState::Locked);
    QCOMPARE(kept.keeper->lastError()->code, u"OA-247"_s);
    QVERIFY(kept.keeper->hasAccessToken());
}

void TestTokenKeeper::isDueShortlyBeforeTheEnd()
{
    Kept kept;
    QVERIFY(kept.keeper->hasAccessToken());
    QVERIFY(!kept.keeper->isRefreshDue());
    kept.bench.clock.offset = std::chrono::seconds(3600 - 65);
    QVERIFY(!kept.keeper->isRefreshDue());
    kept.bench.clock.offset = std::chrono::seconds(3600 - 55);
    QVERIFY(kept.keeper->isRefreshDue());
    QVERIFY(kept.keeper->hasAccessToken());
    kept.bench.clock.offset = std::chrono::seconds(3601);
    QVERIFY(!kept.keeper->hasAccessToken());
}

void TestTokenKeeper::forgetsHereAndInTheKeychain()
{
    Kept kept;
    kept.bench.idp.forgetRequests();
    QVERIFY(outcome(kept.keeper->forget(nullptr)).value_or(false));
    QVERIFY(!kept.keeper->hasGrant());
    QVERIFY(kept.bench.secrets.contents().isEmpty());
    QVERIFY(kept.bench.idp.requests().isEmpty());
    const auto generation = outcome(kept.keeper->refresh(nullptr));
    QCOMPARE(generation.error().code, u"OA-005"_s);
}

void TestTokenKeeper::refusesAnEntryThatIsNotItsOwn_data()
{
    QTest::addColumn<QByteArray>("member");
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("other connection") << QByteArray("connection") << QByteArray("\"other\"");
    QTest::newRow("newer version") << QByteArray("v") << QByteArray("2");
    QTest::newRow("token endpoint without TLS")
        << QByteArray("token_endpoint") << QByteArray("\"http://evil.example/token\"");
    QTest::newRow("no client") << QByteArray("client_id") << QByteArray("\"\"");
    QTest::newRow("no JSON") << QByteArray() << QByteArray();
}

void TestTokenKeeper::refusesAnEntryThatIsNotItsOwn()
{
    QFETCH(QByteArray, member);
    QFETCH(QByteArray, value);
    Kept kept;
    json::Object entry = *json::parseObject(kept.bench.secrets.contents().value(key).reveal(), u"entry"_s);
    QByteArray edited = "rt-of-somebody";
    if (!member.isEmpty()) {
        entry[json::view(member)] = *json::parse(value, u"value"_s);
        edited = json::compact(entry);
    }
    QVERIFY(outcome<secrets::KeepState>(kept.bench.secrets.write(key, base::Secret(edited), nullptr)));
    kept.keeper = std::make_unique<TokenKeeper>(kept.bench.services(), u"stub"_s, nullptr);
    const auto restored = outcome(kept.keeper->restore(nullptr));
    QVERIFY(!restored);
    QCOMPARE(restored.error().code, u"OA-248"_s);
    QVERIFY(!restored.error().message.contains(u"rt-"_s));
    QVERIFY(!kept.keeper->hasGrant());
}

void TestTokenKeeper::mayBeDeletedWhileItRefreshes()
{
    Kept kept;
    kept.bench.idp.silent.insert("/token");
    QObject owner;
    auto *refresh = kept.keeper->refresh(&owner);
    QSignalSpy finished(refresh, &base::Operation::finished);
    refresh->start();
    QTRY_COMPARE(kept.bench.idp.count("/token"), 2);
    kept.keeper.reset();
    QTRY_COMPARE(finished.count(), 1);
    QCOMPARE(refresh->result().error().kind, base::ErrorKind::Cancelled);
}

QTEST_GUILESS_MAIN(TestTokenKeeper)
#include "test_tokenkeeper.moc"
