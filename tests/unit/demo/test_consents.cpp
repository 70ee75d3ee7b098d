// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/app/authorizerequest.h"
#include "demo/consents.h"
#include "demo/fixtures.h"
#include "demo/people.h"
#include "demo/scopes.h"

#include <QTest>

using namespace authscope;
using demo::Consents;

class TestConsents : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void graceCannotGiveWhatHerRoleLacks()
    {
        const demo::People people;
        const QList<QByteArray> asked
            = { "openid", "boards.read", "boards.write", "boards.admin", "reports.run" };
        const auto split = [&](const char *key) {
            return demo::splitByPermissions(asked, demo::permissionsOf(people.byKey(key)->role));
        };
        QCOMPARE(split("grace").grantable, QList<QByteArray>({ "openid", "boards.read" }));
        QCOMPARE(
            split("grace").ungrantable, QList<QByteArray>({ "boards.write", "boards.admin", "reports.run" }));
        QCOMPARE(split("sam").ungrantable, QList<QByteArray>({ "boards.admin" }));
        QCOMPARE(split("ada").ungrantable, QList<QByteArray>());
    }

    void needsEveryPermissionOfAScope()
    {
        const auto split = demo::splitByPermissions({ "boards.write" }, { "boards:create" });
        QVERIFY(split.grantable.isEmpty());
        QVERIFY(!demo::splitByPermissions({ "boards.write" }, { "boards:create", "boards:update" })
                     .grantable.isEmpty());
    }

    void asksOnlyWhenThereIsSomethingToAsk()
    {
        const demo::Clients clients;
        const demo::Client &third = *clients.byId(demo::fixtures::sampleDesktopClient);
        const demo::Client &own = *clients.byId(demo::fixtures::boardsDesktop);
        Consents consents;
        const auto needs = [&](const demo::Client &client, const QList<QByteArray> &scopes,
                               const QByteArray &prompt = {}) {
            return demo::needsConsent(client, scopes, prompt, consents.find("user", client.id));
        };
        QVERIFY(needs(third, { "openid", "boards.read" })); // never seen
        consents.remember("user", third.id, { "openid", "boards.read" }, now);
        QVERIFY(!needs(third, { "openid", "boards.read" }));
        QVERIFY(!needs(third, { "openid" }));
        QVERIFY(needs(third, { "openid", "boards.write" })); // something new
        QVERIFY(needs(third, { "openid" }, "consent"));
        QVERIFY(needs(third, { "openid" }, "login consent"));
        QVERIFY(!needs(third, { "openid" }, "login")); // not read here
        QVERIFY(needs(third, { "openid", "offline_access" }));
        consents.remember("user", third.id, { "offline_access" }, now);
        QVERIFY(needs(third, { "openid", "offline_access" })); // always
        QVERIFY(demo::needsConsent(third, { "openid" }, {}, consents.find("another", third.id)));
        QVERIFY(consents.forget("user", third.id));
        QVERIFY(needs(third, { "openid" })); // revoked
        QVERIFY(!needs(own, { "openid", "boards.write" }));
        QVERIFY(needs(own, { "openid", "offline_access" }));
        QVERIFY(needs(own, { "openid" }, "consent"));
    }

    void comesBackFromDisk()
    {
        Consents consents;
        consents.remember("user", "app", { "openid", "email" }, now);
        Consents later;
        QVERIFY(later.restore(consents.toJson()));
        QCOMPARE(later.find("user", "app")->scopes, QList<QByteArray>({ "openid", "email" }));
        QCOMPARE(later.find("user", "app")->given, now);
        QVERIFY(!later.restore(json::Array{ json::Object{ { "subject", 1 } } }));
    }

    void mergesWhoYouAreIntoOneLine()
    {
        const auto lines = demo::consentLines({ "openid", "profile", "boards.read", "email", "full_access" });
        QCOMPARE(lines.size(), 3);
        QCOMPARE(lines[1].id, QByteArray("profile"));
        QCOMPARE(lines[1].text, QByteArray("See your name, picture and e-mail address"));
        QCOMPARE(lines[1].scopes, QList<QByteArray>({ "profile", "email" }));
        QCOMPARE(demo::consentLines({ "phone" }).first().text, QByteArray("See your phone number"));
    }

    void saysOnlyWhatTheScopesAllow()
    {
        const demo::People people;
        const json::Object bare = demo::claimsOf(*people.byKey("ada"), { "openid" }, "http://app");
        QCOMPARE(bare.size(), size_t(1));
        const json::Object all
            = demo::claimsOf(*people.byKey("ada"), { "openid", "profile", "email", "phone" }, "http://app");
        QCOMPARE(json::stringMember(all, "picture"), json::stringMember(all, "profile_picture"));
        QCOMPARE(json::boolMember(all, "phone_number_verified"), true);
        const json::Object sam
            = demo::claimsOf(*people.byKey("sam"), { "openid", "profile", "email" }, "http://app");
        QVERIFY(!sam.contains("name"));
        QCOMPARE(json::boolMember(sam, "email_verified"), false);
    }

    void readsTheRequestAsTheProviderDoes_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QByteArray>("error");
        QTest::addColumn<QByteArray>("word");
        const QByteArray pkce = "&code_challenge=" + QByteArray(43, 'a');
        const auto row = [](const char *name, const QByteArray &query, const char *error, const char *word) {
            QTest::newRow(name) << query << QByteArray(error) << QByteArray(word);
        };
        row("least of all", pkce, "", "");
        row("with S256", pkce + "&code_challenge_method=S256&response_type=code", "", "");
        row("no challenge", "", "invalid_request", "pkce_required_for_idp_authorization_flow");
        row("plain", pkce + "&code_challenge_method=plain", "invalid_request", "invalid_pkce_code_challenge");
        row("short challenge", "&code_challenge=abc", "invalid_request", "invalid_pkce_code_challenge");
        row("token", pkce + "&response_type=token", "unsupported_response_type", "");
        row("unknown scope", pkce + "&scope=openid+boards.fly", "invalid_scope",
            "oauth_invalid_scope_requested");
        row("full access", pkce + "&scope=full_access", "invalid_scope",
            "third_party_clients_cannot_use_full_access");
        row("scope twice", pkce + "&scope=openid&scope=email", "invalid_request", "bad_request");
        row("two resources", pkce + "&resource=http%3A%2F%2Fa&resource=http%3A%2F%2Fb", "", "");
        row("relative resource", pkce + "&resource=%2Fmcp", "invalid_target",
            "oauth_invalid_resource_requested");
        row("resource with fragment", pkce + "&resource=http%3A%2F%2Fa%23b", "invalid_target",
            "oauth_invalid_resource_requested");
        row("endless state", pkce + "&state=" + QByteArray(2049, 's'), "invalid_request", "bad_request");
    }
    void readsTheRequestAsTheProviderDoes()
    {
        QFETCH(QByteArray, query);
        QFETCH(QByteArray, error);
        QFETCH(QByteArray, word);
        const demo::Clients clients;
        const auto params = demo::Params::fromForm("client_id=" + demo::fixtures::sampleDesktopClient
            + "&redirect_uri=http%3A%2F%2F127.0.0.1%3A5000%2Fcallback" + query);
        const auto addressee = demo::readAddressee(*params, clients);
        QVERIFY(addressee);
        const auto request = demo::readAuthorizeRequest(*params, *addressee);
        QCOMPARE(request ? QByteArray() : request.error().error, error);
        QCOMPARE(request ? QByteArray() : request.error().type, word);
        if (request && !params->has("scope"))
            QCOMPARE(request->scopes, QList<QByteArray>({ "openid", "email", "profile" }));
    }

    void givesTheStateBackUnchanged()
    {
        const QByteArray state = "a b&c=d%20+/?#ü\"'" + QByteArray(1500, 'x');
        const QByteArray url
            = demo::answerUrl("http://127.0.0.1:5000/cb?a=1", state, "http://idp", { { "code", "c" } });
        QVERIFY(url.startsWith("http://127.0.0.1:5000/cb?a=1&code=c&state="));
        const auto params = demo::Params::fromForm(url.mid(url.indexOf('?') + 1));
        QCOMPARE(params->value("state"), state);
        QCOMPARE(params->value("iss"), QByteArray("http://idp"));
    }

private:
    const base::Time now = base::fromMillis(1'700'000'000'000);
};

QTEST_GUILESS_MAIN(TestConsents)
#include "test_consents.moc"
