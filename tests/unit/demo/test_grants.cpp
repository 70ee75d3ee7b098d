// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/fixtures.h"
#include "demo/grants.h"

#include <QTest>

using namespace authscope;
using namespace std::chrono_literals;
using demo::Authorization;
using demo::CodeExchange;
using demo::Grants;

namespace {

const QByteArray verifier(43, 'v');
const QByteArray redirect = "http://127.0.0.1:5000/callback";
const QByteArray resource = "http://127.0.0.1:47103/mcp";

} // namespace

class TestGrants : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        grants = {};
        now = base::fromMillis(1'700'000'000'000);
    }

    void knowsTheAppendixOfPkce()
    {
        // RFC 7636, appendix B.
        QCOMPARE(demo::challengeOf("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            QByteArray("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
    }

    void acceptsVerifiersOfTheRightForm()
    {
        QVERIFY(demo::isCodeVerifier(QByteArray(43, 'a')));
        QVERIFY(demo::isCodeVerifier(QByteArray(128, '~')));
        QVERIFY(!demo::isCodeVerifier(QByteArray(42, 'a')));
        QVERIFY(!demo::isCodeVerifier(QByteArray(129, 'a')));
        QVERIFY(!demo::isCodeVerifier(QByteArray(42, 'a') + '+'));
    }

    void changesACodeForWhatWasAllowed()
    {
        const auto granted = redeem(issue());
        QVERIFY(granted);
        QCOMPARE(granted->subject, QByteArray("user-1"));
        QCOMPARE(granted->nonce, QByteArray("n"));
        QCOMPARE(granted->scopes, QList<QByteArray>({ "openid", "offline_access", "boards.read" }));
        QVERIFY(!granted->refreshToken.isEmpty());
    }

    void givesNoRefreshTokenWithoutOfflineAccess()
    {
        Authorization authorization = allowed();
        authorization.scopes = { "openid" };
        const auto granted = redeem(grants.issueCode(authorization, now, random));
        QVERIFY(granted);
        QVERIFY(granted->refreshToken.isEmpty());
    }

    void refusesAWrongExchange_data()
    {
        QTest::addColumn<QByteArray>("change");
        QTest::addColumn<QByteArray>("type");
        QTest::newRow("verifier") << QByteArray("verifier") << QByteArray("pkce_mismatch");
        QTest::newRow("no verifier") << QByteArray("none") << QByteArray("pkce_expected_code_verifier");
        QTest::newRow("short verifier") << QByteArray("short") << QByteArray("invalid_pkce_code_verifier");
        QTest::newRow("redirect") << QByteArray("redirect")
                                  << QByteArray("connected_app_invalid_redirect_url");
        QTest::newRow("resource") << QByteArray("resource") << QByteArray("oauth_invalid_resource_requested");
        QTest::newRow("late") << QByteArray("late") << QByteArray("idp_auth_code_expired");
        QTest::newRow("unknown code") << QByteArray("code") << QByteArray("idp_auth_code_not_found");
    }
    void refusesAWrongExchange()
    {
        QFETCH(QByteArray, change);
        QFETCH(QByteArray, type);
        CodeExchange exchange = exchangeOf(issue());
        const CodeExchange good = exchange;
        if (change == "verifier")
            exchange.codeVerifier = QByteArray(43, 'w');
        else if (change == "none")
            exchange.codeVerifier.clear();
        else if (change == "short")
            exchange.codeVerifier = "v";
        else if (change == "redirect")
            exchange.redirectUri = "http://127.0.0.1:5001/callback";
        else if (change == "resource")
            exchange.resources = { "http://other" };
        else if (change == "late")
            now += 60s;
        else
            exchange.code = "another";
        const auto granted = grants.redeem(exchange, client(), now, random);
        QVERIFY(!granted);
        QCOMPARE(granted.error().type, type);
        QCOMPARE(
            granted.error().error, change == "resource" ? QByteArray("invalid_target") : "invalid_grant");
        QVERIFY(!granted.error().description().contains(good.code));
        if (change != "code")
            QVERIFY(!grants.redeem(good, client(), now, random)); // one try only
    }

    void refusesACodeOfAnotherClient()
    {
        const QByteArray code = issue();
        const auto stolen
            = grants.redeem(exchangeOf(code), *clients.byId(demo::fixtures::boardsDesktop), now, random);
        QVERIFY(!stolen);
        QCOMPARE(stolen.error().type, QByteArray("idp_auth_code_not_found"));
        QVERIFY(redeem(code)); // and its owner can still use it
    }

    void revokesWhatAReusedCodeBrought()
    {
        const QByteArray code = issue();
        const auto granted = redeem(code);
        grants.noteAccessToken("jti-1", granted->familyId, now + 1h);
        grants.noteAccessToken("jti-of-another", "family-of-another", now + 1h);
        const auto again = redeem(code);
        QVERIFY(!again);
        QCOMPARE(again.error().error, QByteArray("invalid_grant"));
        QVERIFY(grants.isAccessTokenRevoked("jti-1"));
        QVERIFY(!grants.isAccessTokenRevoked("jti-of-another"));
        QVERIFY(!refresh(granted->refreshToken));
    }

    void rotatesAndRevokesTheFamilyOnReuse()
    {
        const auto granted = redeem(issue());
        const auto second = refresh(granted->refreshToken);
        QVERIFY(second);
        QVERIFY(!second->refreshToken.isEmpty());
        QVERIFY(second->refreshToken != granted->refreshToken);
        const auto third = refresh(second->refreshToken);
        QVERIFY(third);
        grants.noteAccessToken("jti-3", third->familyId, now + 1h);
        const auto reused = refresh(granted->refreshToken);
        QVERIFY(!reused);
        QCOMPARE(reused.error().error, QByteArray("invalid_grant"));
        QCOMPARE(reused.error().type, QByteArray("idp_refresh_token_already_used"));
        QVERIFY(!refresh(third->refreshToken));
        QVERIFY(grants.isAccessTokenRevoked("jti-3"));
    }

    void keepsTheExpiryOfTheFirstRefreshToken()
    {
        auto granted = redeem(issue());
        now += 24h * 89;
        granted = refresh(granted->refreshToken);
        QVERIFY(granted);
        now += 24h;
        const auto late = refresh(granted->refreshToken);
        QVERIFY(!late);
        QCOMPARE(late.error().type, QByteArray("idp_refresh_token_expired"));
    }

    void doesNotRotateForConfidentialClients()
    {
        demo::Client confidential = client();
        confidential.type = demo::ClientType::ThirdParty;
        const auto granted = redeem(issue());
        for (int i = 0; i < 3; ++i) {
            now += 24h * 60;
            const auto again = grants.refresh({ granted->refreshToken, {}, {} }, confidential, now, random);
            QVERIFY(again);
            QVERIFY(again->refreshToken.isEmpty());
        }
    }

    void narrowsButNeverWidens()
    {
        const auto granted = redeem(issue());
        const auto narrow = refresh(granted->refreshToken, { "openid" });
        QVERIFY(narrow);
        QCOMPARE(narrow->scopes, QList<QByteArray>({ "openid" }));
        const auto wide = refresh(narrow->refreshToken, { "openid", "boards.admin" });
        QVERIFY(!wide);
        QCOMPARE(wide.error().error, QByteArray("invalid_scope"));
        // The refused request did not use the token up, and what was granted at first is still there.
        const auto whole = refresh(narrow->refreshToken);
        QVERIFY(whole);
        QCOMPARE(whole->scopes.size(), 3);
    }

    void forgetsAnAppThatWasRevoked()
    {
        const auto granted = redeem(issue());
        const QByteArray waiting = issue();
        QVERIFY(grants.hasLiveFamily("user-1", client().id, now));
        grants.revokeApp("user-1", client().id);
        QVERIFY(!grants.hasLiveFamily("user-1", client().id, now));
        const auto refused = refresh(granted->refreshToken);
        QVERIFY(!refused);
        QCOMPARE(refused.error().type, QByteArray("connected_app_consent_revoked"));
        QVERIFY(!redeem(waiting));
    }

    void keepsHashesOnDiskAndComesBack()
    {
        const QByteArray code = issue();
        const auto granted = redeem(code);
        const QByteArray kept = json::compact(grants.toJson());
        QVERIFY(!kept.contains(granted->refreshToken));
        QVERIFY(!kept.contains(code));
        Grants later;
        QVERIFY(later.restore(grants.toJson()));
        const auto again = later.refresh({ granted->refreshToken, {}, {} }, client(), now, random);
        QVERIFY(again);
        QVERIFY(!later.redeem(exchangeOf(code), client(), now, random)); // still known as used
        QVERIFY(!later.refresh({ again->refreshToken, {}, {} }, client(), now, random));
        QVERIFY(!later.restore({ { "families", json::Array{ 1 } }, { "accessTokens", json::Array() } }));
    }

    void forgetsWhatIsOverSinceLong()
    {
        const auto granted = redeem(issue());
        now += 24h * 92;
        grants.prune(now);
        const auto late = refresh(granted->refreshToken);
        QVERIFY(!late);
        QCOMPARE(late.error().type, QByteArray("idp_refresh_token_not_found"));
    }

private:
    const demo::Client &client() const { return *clients.byId(demo::fixtures::sampleDesktopClient); }
    Authorization allowed() const
    {
        return { .subject = "user-1",
            .clientId = client().id,
            .redirectUri = redirect,
            .codeChallenge = demo::challengeOf(verifier),
            .nonce = "n",
            .scopes = { "openid", "offline_access", "boards.read" },
            .resources = { resource } };
    }
    QByteArray issue() { return grants.issueCode(allowed(), now, random); }
    CodeExchange exchangeOf(const QByteArray &code) const
    {
        return { code, redirect, verifier, { resource } };
    }
    demo::OAuthResult<demo::Granted> redeem(const QByteArray &code)
    {
        return grants.redeem(exchangeOf(code), client(), now, random);
    }
    demo::OAuthResult<demo::Granted> refresh(const QByteArray &token, const QList<QByteArray> &scopes = {})
    {
        return grants.refresh({ token, scopes, {} }, client(), now, random);
    }

    base::SystemRandom random;
    demo::Clients clients;
    Grants grants;
    base::Time now = {};
};

QTEST_GUILESS_MAIN(TestGrants)
#include "test_grants.moc"
