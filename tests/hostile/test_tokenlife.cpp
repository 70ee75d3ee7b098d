// SPDX-License-Identifier: GPL-3.0-or-later
// Part G of the catalogue: the life of a token that exists already. Function names carry the numbers; T144,
// T145 and T160 are in undo, T155 to T157 in asking.
//
// T136: flow/refreshstress, with the real command line and a keyring. T137's deaths: there too.
// T142: nothing here waits by the wall clock; a lifetime is reckoned between two times of the server (T141).
// T146: unit/secrets and flow/commandline. T148, T149: hostile/canaries. T151: the window's clipboard.
// T154: flow/reauthorization (the token of one resource is never offered to another address).
#include "hostile/tokenbench.h"
#include "jose/jws.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace std::chrono_literals;
using test::Engine;
using test::finished;
using test::patience;
using test::ProtectedMcp;
using test::TokenBench;
using test::why;

class TestTokenLife : public TokenBench {
    Q_OBJECT

private Q_SLOTS:
    void init() { build(); }
    void cleanup() { tearDown(); }

    void t139SaysWhyTheRefreshTokenEnded_data();
    void t139SaysWhyTheRefreshTokenEnded();
    void t137ExplainsALostAnswerAndDoesNotLoop();
    void t137GoesOnWhereTheServerAllowsTheOldToken();
    void t135FiftyAtOnceRefreshOnce();
    void t138KeepsWhatTheServerDoesNotRotate();
    void t140KeepsTheSignInThroughTrouble_data();
    void t140KeepsTheSignInThroughTrouble();
    void t141ReckonsTheEndByTheServersClock_data();
    void t141ReckonsTheEndByTheServersClock();
    void t143OpensNoBrowserUnasked();
    void t152RemembersNoTokenOfThePast();
    void t158MakesAKeyForEachIssuer();
    void noticesFewerScopes();
};

void TestTokenLife::t139SaysWhyTheRefreshTokenEnded_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("words");
    QTest::newRow("used") << QByteArray(
        "{\"error_type\":\"idp_refresh_token_already_used\",\"status_code\":401}")
                          << u"used before"_s;
    QTest::newRow("expired") << QByteArray("{\"error_type\":\"idp_refresh_token_expired\"}")
                             << u"has expired"_s;
    QTest::newRow("not found") << QByteArray("{\"error_type\":\"idp_refresh_token_not_found\"}")
                               << u"does not know"_s;
    QTest::newRow("revoked") << QByteArray("{\"error_type\":\"connected_app_consent_revoked\"}")
                             << u"taken back"_s;
    QTest::newRow("unsaid") << QByteArray("{\"error\":\"invalid_grant\"}") << u"does not say which"_s;
}

void TestTokenLife::t139SaysWhyTheRefreshTokenEnded()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, words);
    QVERIFY2(signIn(), "sign-in");
    const QByteArray refresh = refreshToken();
    m_idp->forgetRequests();
    m_idp->statuses["/token"] = 400;
    m_idp->bodies["/token"] = body;
    const auto first = finished(m_connection->refresh(nullptr));
    QVERIFY(!first);
    QCOMPARE(first.error().code, base::code::refreshRefused);
    QVERIFY2(first.error().message.contains(words), qPrintable(first.error().message));
    QVERIFY(!base::oneLine(first.error()).contains(QString::fromUtf8(refresh)));
    QVERIFY(!finished(m_connection->refresh(nullptr)));
    QCOMPARE(m_idp->count("/token"), 1); // no loop
    QVERIFY(!m_connection->tokens().hasGrant());
    QTRY_VERIFY(!m_secrets->contents().contains(oauth::refreshTokenKey(m_connection->id())));
    QCOMPARE(m_connection->state(), session::ConnectionState::Failed);
}

/// The server rotated, and its answer was lost: the next try with the old token says what happened.
void TestTokenLife::t137ExplainsALostAnswerAndDoesNotLoop()
{
    QVERIFY2(signIn(), "sign-in");
    m_idp->dropped = { "/token" };
    m_idp->forgetRequests();
    const auto lost = finished(m_connection->refresh(nullptr));
    QVERIFY(!lost);
    QCOMPARE(lost.error().kind, base::ErrorKind::Network);
    QVERIFY(m_connection->tokens().hasGrant());
    m_idp->dropped.clear();
    m_idp->revokeAll();
    // The program may have been closed meanwhile.
    const QString id = m_connection->id();
    m_engine = std::make_unique<Engine>(m_dir->path(), m_secrets.get(), m_browser.get());
    QVERIFY(m_engine->workspace->load(false));
    m_connection = m_engine->workspace->find(id);
    const auto restored = finished(m_connection->restore(nullptr));
    QVERIFY(!restored);
    QCOMPARE(restored.error().code, base::code::refreshRefused);
    QVERIFY2(
        restored.error().message.contains(u"the answer was lost"_s), qPrintable(restored.error().message));
    QCOMPARE(restored.error().nextStep, u"Sign in again."_s);
    QCOMPARE(m_idp->count("/token"), 2);
    QVERIFY(!finished(m_connection->refresh(nullptr)));
    QCOMPARE(m_idp->count("/token"), 2);
    QVERIFY2(signIn(), "sign-in");
    QVERIFY(finished(m_connection->refresh(nullptr)));
}

void TestTokenLife::t137GoesOnWhereTheServerAllowsTheOldToken()
{
    QVERIFY2(signIn(), "sign-in");
    m_idp->dropped = { "/token" };
    QVERIFY(!finished(m_connection->refresh(nullptr)));
    m_idp->dropped.clear();
    const auto again = finished(m_connection->refresh(nullptr));
    QVERIFY2(again, why(again));
    QCOMPARE(m_connection->state(), session::ConnectionState::SignedIn);
    // What was lost has been dealt with: a refusal later has another reason.
    m_idp->revokeAll();
    const auto refused = finished(m_connection->refresh(nullptr));
    QVERIFY(!refused && !refused.error().message.contains(u"answer was lost:"_s));
}

void TestTokenLife::t135FiftyAtOnceRefreshOnce()
{
    QVERIFY2(signIn(), "sign-in");
    m_idp->forgetRequests();
    QObject owner;
    int ended = 0, worked = 0;
    for (int i = 0; i < 50; ++i) {
        auto *refresh = m_connection->refresh(&owner);
        connect(refresh, &base::Operation::finished, &owner, [&, refresh] {
            ++ended;
            worked += refresh->result() ? 1 : 0;
        });
        refresh->start();
    }
    QTRY_COMPARE_WITH_TIMEOUT(ended, 50, patience);
    QCOMPARE(worked, 50);
    QCOMPARE(m_idp->count("/token"), 1);
}

void TestTokenLife::t138KeepsWhatTheServerDoesNotRotate()
{
    QVERIFY2(signIn(), "sign-in");
    const QByteArray first = refreshToken();
    m_idp->rotates = false;
    m_idp->issuesRefreshToken = false;
    QVERIFY(finished(m_connection->refresh(nullptr)));
    QCOMPARE(refreshToken(), first);
    m_idp->rotates = true;
    m_idp->issuesRefreshToken = true;
    QVERIFY(finished(m_connection->refresh(nullptr)));
    QVERIFY(refreshToken() != first);
    QVERIFY(m_secrets->contents()
                .value(oauth::refreshTokenKey(m_connection->id()))
                .reveal()
                .contains(refreshToken()));
}

void TestTokenLife::t140KeepsTheSignInThroughTrouble_data()
{
    QTest::addColumn<int>("status"); // 0: the connection breaks
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("500") << 500 << QByteArray();
    QTest::newRow("502 HTML") << 502 << QByteArray("<html>bad gateway</html>");
    QTest::newRow("503") << 503 << QByteArray("{}");
    QTest::newRow("511 portal") << 511 << QByteArray("<html>sign in to the hotel</html>");
    QTest::newRow("404 while it boots") << 404 << QByteArray("<html>no</html>");
    QTest::newRow("200 portal") << 200 << QByteArray("<html>sign in to the hotel</html>");
    QTest::newRow("429") << 429 << QByteArray("{\"error_type\":\"too_many_requests\"}");
    QTest::newRow("dropped") << 0 << QByteArray();
}

void TestTokenLife::t140KeepsTheSignInThroughTrouble()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QVERIFY2(signIn(), "sign-in");
    const QByteArray refresh = refreshToken(), access = accessToken();
    const base::Secret entry = m_secrets->contents().value(oauth::refreshTokenKey(m_connection->id()));
    if (status == 0) {
        m_idp->dropped = { "/token" };
    } else {
        m_idp->statuses["/token"] = status;
        m_idp->bodies["/token"] = body;
        m_idp->types["/token"] = body.startsWith('<') ? "text/html" : "application/json";
    }
    for (int i = 0; i < 5; ++i)
        QVERIFY(!finished(m_connection->refresh(nullptr)));
    QCOMPARE(refreshToken(), refresh);
    QCOMPARE(accessToken(), access);
    QCOMPARE(
        m_secrets->contents().value(oauth::refreshTokenKey(m_connection->id())).reveal(), entry.reveal());
    m_idp->dropped.clear();
    m_idp->statuses.clear();
    m_idp->bodies.clear();
    const auto again = finished(m_connection->refresh(nullptr));
    QVERIFY2(again, why(again));
}

void TestTokenLife::t141ReckonsTheEndByTheServersClock_data()
{
    QTest::addColumn<int>("expiresIn"); // 0: not said
    QTest::addColumn<int>("ownLifetime"); // of the JWT, by its own account; 0: opaque
    QTest::addColumn<int>("expected"); // seconds, 0: no end is known
    QTest::newRow("said") << 3600 << 0 << 3600;
    QTest::newRow("said, and the token agrees") << 3600 << 3600 << 3600;
    QTest::newRow("the token says sooner") << 3600 << 600 << 600;
    QTest::newRow("the token says later") << 600 << 3600 << 600;
    QTest::newRow("only the token says") << 0 << 900 << 900;
    QTest::newRow("nobody says") << 0 << 0 << 0;
}

void TestTokenLife::t141ReckonsTheEndByTheServersClock()
{
    QFETCH(int, expiresIn);
    QFETCH(int, ownLifetime);
    QFETCH(int, expected);
    constexpr qint64 longAgo = 1000000; // the server's clock; ours is decades ahead
    oauth::TokenSet tokens;
    tokens.accessToken = base::Secret("opaque-0123456789");
    if (ownLifetime != 0)
        tokens.accessToken = base::Secret(jose::signCompact(
            m_idp->key(), {}, json::compact({ { "iat", longAgo - 5 }, { "exp", longAgo + ownLifetime } })));
    if (expiresIn != 0)
        tokens.expiresIn = std::chrono::seconds(expiresIn);
    tokens.received = m_engine->clock.now();
    tokens.serverDate = base::fromMillis(longAgo * 1000);
    oauth::Grant grant;
    grant.tokens = tokens;
    oauth::TokenKeeper keeper(m_engine->services, u"clock"_s, nullptr);
    keeper.adopt(grant, secrets::KeepState::InMemory);
    const auto end = keeper.grant().tokens.expires();
    QCOMPARE(end.has_value(), expected != 0);
    if (end)
        QCOMPARE(std::chrono::duration_cast<std::chrono::seconds>(*end - tokens.received).count(), expected);
    QVERIFY(keeper.hasAccessToken());
}

/// Both tokens are dead, and nobody pressed anything: what runs by itself opens nothing.
void TestTokenLife::t143OpensNoBrowserUnasked()
{
    QVERIFY2(signIn(), "sign-in");
    m_connection->setSignInOnDemand(true);
    const qsizetype before = m_browser->opened().size();
    m_mcp->guard = [this](const ProtectedMcp::Asked &) { return std::optional(m_mcp->refuse(401)); };
    m_idp->revokeAll();
    QVERIFY(!finished(m_connection->refresh(nullptr)));
    QVERIFY(!finished(m_connection->loadTools(nullptr))); // as a timer does
    QVERIFY(!finished(m_connection->userInfo(nullptr)));
    QCOMPARE(m_browser->opened().size(), before);
}

void TestTokenLife::t152RemembersNoTokenOfThePast()
{
    QVERIFY2(signIn(), "sign-in");
    for (int i = 0; i < 3; ++i)
        QVERIFY(finished(m_connection->refresh(nullptr)));
    QCOMPARE(m_connection->tokens().generations().size(), 4);
    const QList<QByteArray> issued = m_idp->issuedSecrets();
    QByteArray seen;
    for (const oauth::TokenGeneration &one : m_connection->tokens().generations())
        seen += one.how + one.changes.toUtf8() + one.notice.toUtf8() + oauth::joinScopes(one.scopes);
    for (const store::ConsentEvent &event : m_connection->consentHistory())
        seen += event.note.toUtf8() + event.granted + event.requested;
    m_engine.reset();
    for (const QFileInfo &info : QDir(m_dir->path()).entryInfoList(QDir::Files)) {
        QFile file(info.filePath());
        QVERIFY(file.open(QIODevice::ReadOnly));
        seen += file.readAll();
    }
    QVERIFY(seen.contains("refresh"));
    for (const QByteArray &secret : issued)
        QVERIFY2(!seen.contains(secret.left(20)), "a token was written down");
}

void TestTokenLife::t158MakesAKeyForEachIssuer()
{
    test::StubIdp other;
    m_idp->bindsTokens = true;
    other.bindsTokens = true;
    m_mcp->members["dpop_signing_alg_values_supported"] = json::Array{ "ES256" };
    QVERIFY2(signIn(), "sign-in");
    const auto keyOf = [](const test::StubIdp &idp) {
        const auto proof
            = jose::parseJws(idp.requests("/token").last().headers.value("DPoP").value_or(QByteArray()));
        return proof ? json::compact(proof->header.at("jwk")) : QByteArray();
    };
    const QByteArray first = keyOf(*m_idp);
    QVERIFY(!first.isEmpty());
    QVERIFY(undo(session::Undo::Forget));
    m_mcp->issuer = other.issuer();
    QVERIFY2(signIn(), "sign-in");
    QVERIFY(!keyOf(other).isEmpty());
    QVERIFY(keyOf(other) != first);
}

void TestTokenLife::noticesFewerScopes()
{
    QVERIFY2(signIn(), "sign-in");
    const int first = m_connection->tokens().generation();
    m_idp->grantedScope = "openid";
    QVERIFY(finished(m_connection->refresh(nullptr)));
    const oauth::TokenGeneration newest = m_connection->tokens().generations().first();
    QCOMPARE(newest.parent, first);
    QVERIFY(newest.lostScopes.contains("boards.read"));
    QVERIFY(newest.gainedScopes.isEmpty());
    QVERIFY(newest.notice.contains(u"boards.read"_s));
    QVERIFY(m_connection->consentHistory().first().note.contains(u"boards.read"_s));
    QCOMPARE(m_connection->state(), session::ConnectionState::Attention);
}

QTEST_GUILESS_MAIN(TestTokenLife)
#include "test_tokenlife.moc"
