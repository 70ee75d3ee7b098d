// SPDX-License-Identifier: GPL-3.0-or-later
// The pages of the Boards app as a browser visits them.
#include "flow/demovisitor.h"

using namespace authscope;
using namespace authscope::test;

class TestDemoPages : public QObject, private DemoVisitor {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { makeKeys(); }
    void init() { startAfresh(); }
    void cleanup() { stop(); }

    void signsInThroughThePages()
    {
        Browser browser;
        const QByteArray target = authorizeUrl("openid profile boards.read offline_access");
        Answer page = browse(browser, target);
        QCOMPARE(page.status, 302);
        QVERIFY(page.header("Location").startsWith("/login?return_to=%2Fidp%3F"));
        page = browse(browser, m_demo->appUrl() + page.header("Location"));
        checkPage(page);
        QVERIFY(page.body.contains("data-testid=\"user-ada\""));
        page = submit(browser, "/login",
            { { "csrf", hidden(page, "csrf") }, { "return_to", hidden(page, "return_to") },
                { "person", "ada" } });
        QCOMPARE(page.status, 303);
        page = browse(browser, m_demo->appUrl() + page.header("Location"));
        checkPage(page);
        QVERIFY(page.body.contains("data-testid=\"allow\""));
        QVERIFY(page.body.contains("Sample Desktop Client wants to access your Boards account"));
        QVERIFY(page.body.contains("data-testid=\"scope-boards.read\""));
        QVERIFY(page.header("Content-Security-Policy").contains("form-action 'self' http://127.0.0.1:5123;"));
        const QList<FormPair> allow = { { "csrf", hidden(page, "csrf") },
            { "question", hidden(page, "question") }, { "decision", "allow" } };
        const Answer allowed = submit(browser, "/idp/decision", allow);
        QCOMPARE(allowed.status, 303);
        QVERIFY(allowed.header("Location").startsWith(redirect + "?code="));
        QCOMPARE(allowed.query().value("state"), QByteArray("st&te ü"));
        QCOMPARE(submit(browser, "/idp/decision", allow).status, 409); // answered once
        const Answer tokens = exchange(allowed.query().value("code"));
        QCOMPARE(tokens.status, 200);

        // Nothing new and no offline_access: no page. Something new: a page again.
        QCOMPARE(browse(browser, authorizeUrl("openid boards.read")).status, 302);
        QCOMPARE(browse(browser, authorizeUrl("openid boards.write")).status, 200);
        QCOMPARE(
            browse(browser, authorizeUrl("openid boards.read", { { "prompt", "consent" } })).status, 200);

        const Answer apps = browse(browser, m_demo->appUrl() + "/settings/connected-apps");
        checkPage(apps);
        QVERIFY(apps.body.contains("Sample Desktop Client"));
        QCOMPARE(
            submit(browser, "/settings/connected-apps/revoke",
                { { "csrf", hidden(apps, "csrf") }, { "client_id", demo::fixtures::sampleDesktopClient } })
                .status,
            303);
        const Answer refused = refresh(tokens.text("refresh_token"));
        QVERIFY(refused.text("error_description").startsWith("connected_app_consent_revoked"));
        QCOMPARE(userinfo(tokens.text("access_token")).status, 401);
        QCOMPARE(browse(browser, authorizeUrl("openid boards.read")).status, 200); // asked again
    }

    void saysNoToTheApp()
    {
        Browser browser = signedIn("ada");
        const Answer page = browse(browser, authorizeUrl("openid"));
        const Answer denied = submit(browser, "/idp/decision",
            { { "csrf", hidden(page, "csrf") }, { "question", hidden(page, "question") },
                { "decision", "deny" } });
        QCOMPARE(denied.query().value("error"), QByteArray("access_denied"));
        QCOMPARE(denied.query().value("iss"), m_demo->issuer());
        QCOMPARE(denied.query().value("state"), QByteArray("st&te ü"));
        QVERIFY(!denied.query().contains("code"));
    }

    void dropsWhatGraceCannotGive()
    {
        Browser browser = signedIn("grace");
        const Answer page = browse(browser, authorizeUrl("openid boards.read boards.write"));
        QVERIFY(page.body.contains("data-testid=\"ungrantable\""));
        const Answer allowed = submit(browser, "/idp/decision",
            { { "csrf", hidden(page, "csrf") }, { "question", hidden(page, "question") },
                { "decision", "allow" } });
        QCOMPARE(exchange(allowed.query().value("code")).text("scope"), QByteArray("openid boards.read"));
        const Answer nothing = browse(browser, authorizeUrl("boards.write"));
        QCOMPARE(nothing.query().value("error"), QByteArray("invalid_scope"));
    }

    void refusesFormsThatAreNotItsOwn()
    {
        Browser browser = signedIn("ada");
        const auto question = [&] { return browse(browser, authorizeUrl("openid")); };
        const auto decide = [&](const Answer &page, const QByteArray &csrf, const Headers &headers) {
            return submit(browser, "/idp/decision",
                { { "csrf", csrf }, { "question", hidden(page, "question") }, { "decision", "allow" } },
                headers);
        };
        Answer page = question();
        QCOMPARE(decide(page, "", {}).status, 403);
        QCOMPARE(decide(page, "wrong", {}).status, 403);
        Browser other = signedIn("grace");
        const QByteArray foreign = hidden(browse(other, authorizeUrl("openid")), "csrf");
        QCOMPARE(decide(page, foreign, {}).status, 403);
        const QByteArray csrf = hidden(page, "csrf");
        QCOMPARE(decide(page, csrf, { { "Origin", "http://evil.example" } }).status, 403);
        QCOMPARE(decide(page, csrf, { { "Origin", "null" } }).status, 403);
        QCOMPARE(decide(page, csrf, { { "Sec-Fetch-Site", "cross-site" } }).status, 403);
        QCOMPARE(decide(page, csrf, { { "Sec-Fetch-Site", "same-site" } }).status, 403);
        // The control: the same form, sent as a browser sends a page without referrer.
        QCOMPARE(
            decide(page, csrf, { { "Origin", "null" }, { "Sec-Fetch-Site", "same-origin" } }).status, 303);
        QCOMPARE(send("POST", m_demo->appUrl() + "/login", "person=ada&return_to=/",
                     { { "Content-Type", "application/x-www-form-urlencoded" } })
                     .status,
            403);
    }

    void neverRedirectsToAnAddressItDoesNotKnow_data()
    {
        QTest::addColumn<QByteArray>("parameter");
        QTest::addColumn<QByteArray>("value");
        const auto row = [](const char *name, const QByteArray &parameter, const QByteArray &value) {
            QTest::newRow(name) << parameter << value;
        };
        row("another host", "redirect_uri", "https://evil.example/callback");
        row("begins alike", "redirect_uri", "http://127.0.0.1.evil.example:80/callback");
        row("another literal", "redirect_uri", "http://localhost:5123/callback");
        row("markup", "redirect_uri", "http://127.0.0.1/\"><script>alert(1)</script>");
        row("a script", "redirect_uri", "javascript:alert(1)");
        row("nothing", "redirect_uri", "");
        row("unknown client", "client_id", "connected-app-test-unknown");
        row("no client", "client_id", "");
        row("unknown address after signing out", "post_logout_redirect_uri", "https://evil.example/");
    }
    void neverRedirectsToAnAddressItDoesNotKnow()
    {
        QFETCH(QByteArray, parameter);
        QFETCH(QByteArray, value);
        start(u"ada"_s); // even without any page in between
        QList<FormPair> pairs = { { "client_id", demo::fixtures::sampleDesktopClient },
            { "redirect_uri", redirect }, { "code_challenge", challenge() } };
        pairs.removeIf([&](const FormPair &pair) { return pair.name == parameter; });
        pairs.append({ parameter, value });
        const Answer answer = get(m_demo->appUrl() + "/idp?" + base::encodeForm(pairs));
        QCOMPARE(answer.status, 400);
        QVERIFY(answer.header("Location").isEmpty());
        checkPage(answer);
        QVERIFY(answer.body.contains("data-testid=\"parameter\"><code>" + parameter));
        QVERIFY(!answer.body.contains("<script"));
    }

    void refusesToLeadAwayAfterSigningIn()
    {
        QCOMPARE(get(m_demo->appUrl() + "/login?return_to=%2F%2Fevil.example").status, 400);
        QCOMPARE(get(m_demo->appUrl() + "/login?return_to=https%3A%2F%2Fevil.example").status, 400);
        QCOMPARE(get(m_demo->appUrl() + "/login?return_to=%2Fdocs").status, 200);
    }

    void signsOut()
    {
        Browser browser = signedIn("ada");
        const QByteArray url = m_demo->appUrl() + "/idp?"
            + base::encodeForm({ { "client_id", demo::fixtures::sampleDesktopClient },
                { "post_logout_redirect_uri", "http://127.0.0.1:5123/logged-out" }, { "state", "bye" } });
        const Answer page = browse(browser, url);
        checkPage(page);
        const Answer out = submit(browser, "/logout",
            { { "csrf", hidden(page, "csrf") }, { "client_id", hidden(page, "client_id") },
                { "post_logout_redirect_uri", hidden(page, "post_logout_redirect_uri") },
                { "state", hidden(page, "state") } });
        QCOMPARE(out.header("Location"), QByteArray("http://127.0.0.1:5123/logged-out?state=bye"));
        QCOMPARE(
            browse(browser, m_demo->appUrl() + "/settings/connected-apps").status, 302); // to the login page
    }
};

QTEST_GUILESS_MAIN(TestDemoPages)
#include "test_demopages.moc"
