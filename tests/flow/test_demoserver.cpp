// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/demo.h"
#include "demo/fixtures.h"

#include "base/text.h"
#include "jose/jwt.h"
#include "json/json.h"

#include <QDir>
#include <QLoggingCategory>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QRegularExpression>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

using namespace authscope;
using namespace Qt::StringLiterals;
using base::FormPair;

namespace {

const QByteArray redirect = "http://127.0.0.1:5123/callback";
const QByteArray verifier(64, 'v');

struct Answer {
    int status = 0;
    QByteArray body = {};
    QHash<QByteArray, QByteArray> headers = {};

    QByteArray header(const QByteArray &name) const { return headers.value(name.toLower()); }
    json::Object json() const { return json::parseObject(body, u"The answer"_s).value_or(json::Object()); }
    QByteArray text(std::string_view member) const { return json::stringMember(json(), member).value_or(""); }
    QHash<QByteArray, QByteArray> query() const
    {
        QHash<QByteArray, QByteArray> out;
        const QByteArray location = header("Location");
        const auto pairs = base::decodeForm(QByteArrayView(location).sliced(location.indexOf('?') + 1));
        for (const FormPair &pair : pairs.value_or(QList<FormPair>()))
            out.insert(pair.name, pair.value);
        return out;
    }
};

struct MovedClock : base::Clock {
    base::Time now() const override { return base::SystemClock().now() + offset; }
    std::chrono::seconds offset{ 0 };
};

/// What a browser does with our pages, by hand.
struct Browser {
    QByteArray cookie;
};

QList<QByteArray> loggedLines;
void collectLog(QtMsgType, const QMessageLogContext &, const QString &text)
{
    loggedLines.append(text.toUtf8());
}

} // namespace

class TestDemoServer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        // Keys take long to make, so every test starts with the same ones.
        demo::DemoServers first({ .dataDir = m_keys.path(), .idpPort = 0, .appPort = 0, .mcpPort = 0 },
            &m_clock, &m_random);
        QVERIFY(first.start());
    }
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        const QString folder = m_dir->path() + u"/demo/"_s;
        QVERIFY(QDir().mkpath(folder));
        for (const QFileInfo &file : QDir(m_keys.path()).entryInfoList(QDir::Files))
            QVERIFY(QFile::copy(file.filePath(), folder + file.fileName()));
        m_clock.offset = std::chrono::seconds(0);
        start();
    }
    void cleanup()
    {
        m_demo.reset();
        m_dir.reset();
    }

    void describesItself()
    {
        const json::Object metadata
            = get(m_demo->issuer() + "/.well-known/oauth-authorization-server").json();
        QCOMPARE(json::stringMember(metadata, "issuer"), m_demo->issuer());
        QCOMPARE(json::stringMember(metadata, "authorization_endpoint"), m_demo->appUrl() + "/idp");
        QCOMPARE(
            json::stringList(metadata, "code_challenge_methods_supported"), QList<QByteArray>({ "S256" }));
        QVERIFY(metadata.contains("registration_endpoint"));
        QVERIFY(json::stringMember(metadata, "request_id")->startsWith("request-id-test-"));
        QCOMPARE(json::numberMember(metadata, "status_code"), 200.0);

        const json::Object openid = get(m_demo->issuer() + "/.well-known/openid-configuration").json();
        QVERIFY(!openid.contains("registration_endpoint"));
        QVERIFY(!openid.contains("code_challenge_methods_supported"));
        QVERIFY(!json::stringList(openid, "token_endpoint_auth_methods_supported")->contains("none"));
        QCOMPARE(
            json::stringList(openid, "grant_types_supported"), QList<QByteArray>({ "authorization_code" }));

        const Answer jwks = get(m_demo->issuer() + "/.well-known/jwks.json");
        const auto keys = jose::JwkSet::parse(jwks.body);
        QVERIFY(keys);
        QCOMPARE(keys->keys().size(), 2);
        QVERIFY(!jwks.body.contains("\"d\":"));

        const QByteArray mcpOrigin = m_demo->mcpUrl().chopped(4);
        const Answer inserted = get(mcpOrigin + "/.well-known/oauth-protected-resource/mcp");
        const Answer root = get(mcpOrigin + "/.well-known/oauth-protected-resource");
        QCOMPARE(inserted.body, root.body);
        QCOMPARE(inserted.text("resource"), m_demo->mcpUrl());
        QCOMPARE(json::stringList(inserted.json(), "scopes_supported"),
            QList<QByteArray>({ "openid", "profile", "email", "boards.read" }));
        QCOMPARE(get(mcpOrigin + "/healthz").status, 200);
        QCOMPARE(get(m_demo->issuer() + "/nothing").status, 404);
    }

    void signsInWithoutAPage()
    {
        start(u"ada"_s);
        const Answer authorized = authorize("openid profile email offline_access boards.read boards.write");
        QCOMPARE(authorized.status, 302);
        QCOMPARE(authorized.query().value("iss"), m_demo->issuer());
        QCOMPARE(authorized.query().value("state"), QByteArray("st&te ü"));

        const Answer first = exchange(authorized.query().value("code"));
        QCOMPARE(first.status, 200);
        QCOMPARE(json::numberMember(first.json(), "expires_in"), 3600.0);
        checkAccessToken(
            first.text("access_token"), "openid profile email offline_access boards.read boards.write");
        const auto idToken = jose::parseJwt(first.text("id_token"));
        QVERIFY(idToken);
        QCOMPARE(idToken->text("nonce"), QByteArray("n-1"));
        QCOMPARE(idToken->audience(), QList<QByteArray>({ demo::fixtures::sampleDesktopClient }));
        QCOMPARE(idToken->text("email"), QByteArray("ada@boards.example"));

        const Answer second = refresh(first.text("refresh_token"));
        QCOMPARE(second.status, 200);
        QVERIFY(second.text("refresh_token") != first.text("refresh_token"));
        const Answer narrow = refresh(second.text("refresh_token"), "openid");
        QCOMPARE(narrow.text("scope"), QByteArray("openid"));
        const Answer reused = refresh(first.text("refresh_token"));
        QCOMPARE(reused.status, 400);
        QCOMPARE(reused.text("error"), QByteArray("invalid_grant"));
        QVERIFY(reused.text("error_description").startsWith("idp_refresh_token_already_used"));
        QVERIFY(!reused.text("request_id").isEmpty());
        QCOMPARE(refresh(narrow.text("refresh_token")).text("error"), QByteArray("invalid_grant"));
    }

    void takesJsonAndBasicAtTheTokenEndpoint()
    {
        start(u"ada"_s);
        const QByteArray code = authorize("openid").query().value("code");
        const QByteArray body = json::compact(json::Object{ { "grant_type", "authorization_code" },
            { "client_id", json::string(demo::fixtures::sampleDesktopClient) },
            { "code", json::string(code) }, { "redirect_uri", json::string(redirect) },
            { "code_verifier", json::string(verifier) } });
        QCOMPARE(send("POST", tokenUrl(), body, { { "Content-Type", "application/json" } }).status, 200);

        const Answer registered = send("POST", m_demo->issuer() + "/v1/oauth2/register",
            json::compact(json::Object{ { "redirect_uris", json::Array{ json::string(redirect) } },
                { "token_endpoint_auth_method", "client_secret_basic" } }),
            { { "Content-Type", "application/json" } });
        QCOMPARE(registered.status, 201);
        const QByteArray id = registered.text("client_id");
        const QByteArray secret = registered.text("client_secret");
        const QByteArray itsCode = authorize("openid", {}, id).query().value("code");
        const QList<FormPair> form = { { "grant_type", "authorization_code" }, { "code", itsCode },
            { "redirect_uri", redirect }, { "code_verifier", verifier } };
        const auto basic = [&](const QByteArray &with) {
            return post(tokenUrl(), form, { { "Authorization", "Basic " + (id + ':' + with).toBase64() } });
        };
        const Answer wrong = basic("wrong");
        QCOMPARE(wrong.status, 401);
        QCOMPARE(wrong.text("error"), QByteArray("invalid_client"));
        QVERIFY(wrong.header("WWW-Authenticate").startsWith("Basic"));
        QCOMPARE(basic(secret).status, 200);
        const Answer unknown
            = post(tokenUrl(), { { "grant_type", "refresh_token" }, { "client_id", "nobody" } });
        QCOMPARE(unknown.status, 401);
        QVERIFY(unknown.text("error_description").startsWith("connected_app_not_found"));
    }

    void registersTheSameAppOnce()
    {
        const auto registerApp = [this] {
            return send("POST", m_demo->issuer() + "/v1/oauth2/register",
                json::compact(json::Object{ { "client_name", "Tester" },
                    { "redirect_uris", json::Array{ json::string(demo::fixtures::desktopRedirect) } },
                    { "token_endpoint_auth_method", "none" } }),
                { { "Content-Type", "application/json" } });
        };
        const Answer first = registerApp();
        QCOMPARE(first.status, 201);
        QCOMPARE(first.text("token_endpoint_auth_method"), QByteArray("none"));
        QVERIFY(!first.json().contains("client_secret"));
        QCOMPARE(registerApp().text("client_id"), first.text("client_id"));
        start(u"ada"_s);
        QCOMPARE(registerApp().text("client_id"), first.text("client_id"));
        const QByteArray code = authorize("openid", {}, first.text("client_id")).query().value("code");
        QCOMPARE(exchange(code, first.text("client_id")).status, 200);
    }

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

    void answersForItsOwnHostOnly()
    {
        const QByteArray port = m_demo->issuer().mid(m_demo->issuer().lastIndexOf(':'));
        for (const QByteArray &url : { m_demo->issuer() + "/.well-known/openid-configuration",
                 m_demo->appUrl() + "/", m_demo->mcpUrl().chopped(4) + "/healthz" }) {
            QCOMPARE(get(url).status, 200);
            for (const QByteArray &host :
                { QByteArray("evil.example"), "localhost" + port, QByteArray("127.0.0.1") })
                QCOMPARE(send("GET", url, {}, { { "Host", host } }).status, 421);
        }
    }

    void callsToolsAsFarAsTheTokenAllows()
    {
        start(u"ada"_s);
        const QByteArray session = initialize();
        const json::Object listed = rpc(session, "tools/list").json();
        const json::Array &tools = listed.at("result").at("tools").as_array();
        QCOMPARE(tools.size(), size_t(5));
        for (const json::Value &tool : tools)
            QCOMPARE(json::compact(tool.at("securitySchemes")),
                json::compact(tool.at("_meta").at("securitySchemes")));

        const QByteArray prm = m_demo->mcpUrl().chopped(4) + "/.well-known/oauth-protected-resource/mcp";
        const Answer anonymous = call(session, "list_boards");
        QCOMPARE(anonymous.status, 401);
        QCOMPARE(anonymous.header("WWW-Authenticate"),
            "Bearer scope=\"boards.read\", resource_metadata=\"" + prm + '"');

        const QByteArray token = exchange(authorize("openid profile email boards.read").query().value("code"))
                                     .text("access_token");
        QCOMPARE(
            content(call(session, "greet", { { "name", "World" } }, token)), QByteArray("Hello, World!"));
        QCOMPARE(content(call(session, "whoami", {}, token)), QByteArray("You are Ada Demo."));
        QCOMPARE(content(call(session, "get_board", { { "board_id", "b1" } }, token)),
            QByteArray("Board: Sprint Board (2 items)"));

        const Answer stepUp = call(session, "create_board", { { "title", "Mine" } }, token);
        QCOMPARE(stepUp.status, 403);
        const QByteArray challengeText = stepUp.header("WWW-Authenticate");
        QVERIFY(challengeText.startsWith("Bearer error=\"insufficient_scope\", error_description=\""));
        QVERIFY(challengeText.contains("scope=\"boards.write\""));
        QVERIFY(challengeText.endsWith("resource_metadata=\"" + prm + '"'));

        const QByteArray wider
            = exchange(authorize("boards.read boards.write").query().value("code")).text("access_token");
        QCOMPARE(content(call(session, "create_board", { { "title", "Mine" } }, wider)),
            QByteArray("Created board: Mine"));
        QVERIFY(call(session, "list_boards", {}, token).body.contains("\"Mine\""));
        const Answer unfit = call(session, "create_board", { { "title", "" } }, wider);
        QCOMPARE(unfit.json().at("result").at("isError").as_bool(), true);
    }

    void refusesTokensThatAreNotGood()
    {
        start(u"ada"_s);
        const QByteArray session = initialize();
        const Answer tokens = exchange(authorize("openid boards.read").query().value("code"));
        const QByteArray token = tokens.text("access_token");
        QCOMPARE(call(session, "list_boards", {}, token).status, 200);
        const auto isInvalid = [&](const QByteArray &given) {
            const Answer answer = call(session, "list_boards", {}, given);
            return answer.status == 401
                && answer.header("WWW-Authenticate").startsWith("Bearer error=\"invalid_token\"");
        };
        QVERIFY(isInvalid("nonsense"));
        QVERIFY(isInvalid(token.chopped(8) + "AAAAAAAA"));
        QVERIFY(isInvalid(tokens.text("id_token")));
        QCOMPARE(rpc(session, "tools/list", {}, "nonsense").status, 401); // also where none is needed
        m_demo->expireAccessTokens();
        QVERIFY(isInvalid(token));
        const Answer fresh = exchange(authorize("openid boards.read").query().value("code"));
        QCOMPARE(call(session, "list_boards", {}, fresh.text("access_token")).status, 200);
        m_demo->rotateKeys();
        QCOMPARE(call(session, "list_boards", {}, fresh.text("access_token")).status, 200); // still published
        m_demo->setAccessTokenLifetime(std::chrono::seconds(10));
        const Answer brief = exchange(authorize("openid boards.read").query().value("code"));
        QCOMPARE(json::numberMember(brief.json(), "expires_in"), 10.0);
        QCOMPARE(call(session, "list_boards", {}, brief.text("access_token")).status, 200);
        m_clock.offset = std::chrono::seconds(11);
        QVERIFY(isInvalid(brief.text("access_token")));
    }

    void speaksStreamableHttp()
    {
        const QByteArray session = initialize();
        QCOMPARE(send("GET", m_demo->mcpUrl(), {}, { { "Accept", "text/event-stream" } }).status, 405);
        const Headers headers = { { "Content-Type", "application/json" },
            { "Accept", "application/json, text/event-stream" }, { "Mcp-Session-Id", session } };
        const QByteArray initialized = R"({"jsonrpc":"2.0","method":"notifications/initialized"})";
        QCOMPARE(send("POST", m_demo->mcpUrl(), initialized, headers).status, 202);
        QCOMPARE(json::compact(rpc(session, "ping").json().at("result")), QByteArray("{}"));
        QCOMPARE(rpc(session, "no/such").json().at("error").at("code").to_number<int>(), -32601);
        QCOMPARE(send("POST", m_demo->mcpUrl(), "[" + initialized + "]", headers).status, 400);
        QCOMPARE(send("POST", m_demo->mcpUrl(), "{", headers).status, 400);
        Headers foreign = headers;
        foreign.emplaceBack("Origin", "http://evil.example");
        QCOMPARE(send("POST", m_demo->mcpUrl(), initialized, foreign).status, 403);
        Headers modern = headers;
        modern.emplaceBack("MCP-Protocol-Version", "2026-07-28");
        QCOMPARE(send("POST", m_demo->mcpUrl(), initialized, modern).status, 400);
        QCOMPARE(rpc({}, "ping").status, 400);
        QCOMPARE(rpc("another", "ping").status, 404);
        QCOMPARE(send("DELETE", m_demo->mcpUrl(), {}, { { "Mcp-Session-Id", session } }).status, 200);
        QCOMPARE(rpc(session, "ping").status, 404);
    }

    void tellsWhatItKnowsAboutTokens()
    {
        start(u"ada"_s);
        const Answer tokens = exchange(authorize("openid profile offline_access").query().value("code"));
        const QByteArray access = tokens.text("access_token");
        const auto ask = [&](const char *endpoint, const QByteArray &token,
                             const QByteArray &client = demo::fixtures::sampleDesktopClient) {
            return post(
                m_demo->issuer() + "/v1/oauth2/" + endpoint, { { "token", token }, { "client_id", client } });
        };
        const auto isActive = [&](const QByteArray &token) {
            return json::boolMember(ask("introspect", token).json(), "active");
        };
        QCOMPARE(isActive(access), true);
        QCOMPARE(isActive(tokens.text("refresh_token")), true);
        QCOMPARE(isActive("nonsense"), false);
        QCOMPARE(ask("introspect", access, "nobody").status, 401);
        QCOMPARE(json::boolMember(ask("introspect", access, demo::fixtures::boardsDesktop).json(), "active"),
            false);
        QCOMPARE(userinfo(access).text("name"), QByteArray("Ada Demo"));
        QVERIFY(!userinfo(access).json().contains("email"));
        QCOMPARE(userinfo({}).header("WWW-Authenticate"), QByteArray("Bearer realm=\"Demo ID\""));
        const Answer plain = exchange(authorize("boards.read").query().value("code"));
        QCOMPARE(userinfo(plain.text("access_token")).status, 403);

        QCOMPARE(ask("revoke", tokens.text("refresh_token"), demo::fixtures::boardsDesktop).status, 200);
        QCOMPARE(isActive(tokens.text("refresh_token")), true); // it was not theirs to revoke
        QCOMPARE(ask("revoke", "nonsense").status, 200);
        QCOMPARE(ask("revoke", tokens.text("refresh_token")).status, 200);
        QCOMPARE(isActive(tokens.text("refresh_token")), false);
        QCOMPARE(isActive(access), false);
        QCOMPARE(refresh(tokens.text("refresh_token")).text("error"), QByteArray("invalid_grant"));
    }

    void revokesWhatAReusedCodeBrought()
    {
        start(u"ada"_s);
        const QByteArray code = authorize("openid offline_access").query().value("code");
        const Answer first = exchange(code);
        QCOMPARE(userinfo(first.text("access_token")).status, 200);
        QCOMPARE(exchange(code).text("error"), QByteArray("invalid_grant"));
        QCOMPARE(userinfo(first.text("access_token")).status, 401);
        QCOMPARE(refresh(first.text("refresh_token")).text("error"), QByteArray("invalid_grant"));
    }

    void survivesARestartAndForgetsAtAReset()
    {
        start(u"ada"_s);
        const QByteArray session = initialize();
        const QByteArray keys
            = json::compact(get(m_demo->issuer() + "/.well-known/jwks.json").json().at("keys"));
        const Answer tokens
            = exchange(authorize("openid offline_access boards.read boards.write").query().value("code"));
        QCOMPARE(
            call(session, "create_board", { { "title", "Kept" } }, tokens.text("access_token")).status, 200);
        for (const QFileInfo &file : QDir(m_dir->path() + u"/demo"_s).entryInfoList(QDir::Files)) {
            if (file.suffix() != u"lock"_s)
                QCOMPARE(file.permissions()
                        & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther),
                    QFile::Permissions());
        }
        start(u"ada"_s);
        QCOMPARE(json::compact(get(m_demo->issuer() + "/.well-known/jwks.json").json().at("keys")), keys);
        const Answer again = refresh(tokens.text("refresh_token"));
        QCOMPARE(again.status, 200);
        QVERIFY(call(initialize(), "list_boards", {}, again.text("access_token")).body.contains("\"Kept\""));
        QVERIFY(m_demo->reset());
        QVERIFY(json::compact(get(m_demo->issuer() + "/.well-known/jwks.json").json().at("keys")) != keys);
        QCOMPARE(refresh(again.text("refresh_token")).text("error"), QByteArray("invalid_grant"));
        const Answer anew = exchange(authorize("boards.read").query().value("code"));
        QVERIFY(!call(initialize(), "list_boards", {}, anew.text("access_token")).body.contains("\"Kept\""));
    }

    void usesAnotherPortWhenOneIsTaken()
    {
        QTcpServer occupant;
        QVERIFY(occupant.listen(QHostAddress(QHostAddress::LocalHost), 0));
        demo::DemoServers second(
            { .idpPort = occupant.serverPort(), .appPort = 0, .mcpPort = 0 }, &m_clock, &m_random);
        QVERIFY(second.start());
        QCOMPARE(second.notices().size(), 1);
        QVERIFY(second.notices().first().contains(QString::number(occupant.serverPort())));
        QVERIFY(m_demo->notices().isEmpty());
        QCOMPARE(get(second.issuer() + "/.well-known/openid-configuration").text("issuer"), second.issuer());
    }

    void refusesAFolderItCannotRead()
    {
        const QString folder = m_dir->path() + u"/demo"_s;
        demo::DemoServers second(
            { .dataDir = folder, .idpPort = 0, .appPort = 0, .mcpPort = 0 }, &m_clock, &m_random);
        QVERIFY(!second.start()); // the first one is using it
        m_demo->stop();
        QVERIFY(second.start());
        second.stop();
        QFile state(folder + u"/demo.json"_s);
        QVERIFY(state.open(QIODevice::WriteOnly));
        state.write("{}");
        state.close();
        const auto started = second.start();
        QVERIFY(!started);
        QCOMPARE(started.error().kind, base::ErrorKind::Storage);
        QCOMPARE(QFileInfo(state).size(), 2); // left as it was
        demo::DemoServers nobody(
            { .idpPort = 0, .appPort = 0, .mcpPort = 0, .autoConsentUser = u"eve"_s }, &m_clock, &m_random);
        QVERIFY(!nobody.start());
    }

    void logsNothingSecret()
    {
        QLoggingCategory::setFilterRules(u"authscope.demo=true"_s);
        loggedLines.clear();
        const auto previous = qInstallMessageHandler(collectLog);
        start(u"ada"_s);
        const QByteArray code = authorize("openid offline_access boards.read").query().value("code");
        const Answer tokens = exchange(code);
        call(initialize(), "list_boards", {}, tokens.text("access_token"));
        refresh(tokens.text("refresh_token"));
        qInstallMessageHandler(previous);
        QLoggingCategory::setFilterRules({});
        const QByteArray log = loggedLines.join('\n');
        QVERIFY(log.contains("/v1/oauth2/token"));
        for (const QByteArray &secret : { code, verifier, challenge(), tokens.text("access_token"),
                 tokens.text("refresh_token"), tokens.text("id_token") })
            QVERIFY(!secret.isEmpty() && !log.contains(secret));
    }

private:
    using Headers = QList<std::pair<QByteArray, QByteArray>>;

    void start(const QString &autoConsentUser = {})
    {
        m_demo.reset();
        m_demo = std::make_unique<demo::DemoServers>(demo::DemoOptions{ .dataDir = m_dir->path() + u"/demo"_s,
                                                         .idpPort = 0,
                                                         .appPort = 0,
                                                         .mcpPort = 0,
                                                         .autoConsentUser = autoConsentUser },
            &m_clock, &m_random);
        const auto started = m_demo->start();
        QVERIFY2(started, started ? "" : qPrintable(started.error().message));
    }

    Answer send(const QByteArray &method, const QByteArray &url, const QByteArray &body = {},
        const Headers &headers = {})
    {
        QNetworkRequest request(QUrl::fromEncoded(url));
        request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
        request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
        request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
        request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
        for (const auto &[name, value] : headers)
            request.setRawHeader(name, value);
        QNetworkReply *reply = m_network.sendCustomRequest(request, method, body);
        const bool isDone = QTest::qWaitFor([reply] { return reply->isFinished(); }, 20000);
        Answer answer;
        if (isDone) {
            answer.status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
            answer.body = reply->readAll();
            for (const auto &pair : reply->rawHeaderPairs())
                answer.headers.insert(pair.first.toLower(), pair.second);
        }
        delete reply;
        return answer;
    }
    Answer get(const QByteArray &url) { return send("GET", url); }
    Answer post(const QByteArray &url, const QList<FormPair> &form, Headers headers = {})
    {
        headers.emplaceBack("Content-Type", "application/x-www-form-urlencoded");
        return send("POST", url, base::encodeForm(form), headers);
    }

    static QByteArray challenge()
    {
        return jose::sha256(verifier).toBase64(
            QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    }
    QByteArray tokenUrl() const { return m_demo->issuer() + "/v1/oauth2/token"; }
    QByteArray authorizeUrl(const QByteArray &scope, const QList<FormPair> &more = {},
        const QByteArray &client = demo::fixtures::sampleDesktopClient) const
    {
        return m_demo->appUrl() + "/idp?"
            + base::encodeForm(QList<FormPair>{ { "client_id", client }, { "redirect_uri", redirect },
                                   { "response_type", "code" }, { "scope", scope }, { "state", "st&te ü" },
                                   { "nonce", "n-1" }, { "code_challenge", challenge() },
                                   { "code_challenge_method", "S256" }, { "resource", m_demo->mcpUrl() } }
                + more);
    }
    Answer authorize(const QByteArray &scope, const QList<FormPair> &more = {},
        const QByteArray &client = demo::fixtures::sampleDesktopClient)
    {
        return get(authorizeUrl(scope, more, client));
    }
    Answer exchange(const QByteArray &code, const QByteArray &client = demo::fixtures::sampleDesktopClient)
    {
        return post(tokenUrl(),
            { { "grant_type", "authorization_code" }, { "client_id", client }, { "code", code },
                { "redirect_uri", redirect }, { "code_verifier", verifier },
                { "resource", m_demo->mcpUrl() } });
    }
    Answer refresh(const QByteArray &token, const QByteArray &scope = {})
    {
        return post(tokenUrl(),
            { { "grant_type", "refresh_token" }, { "client_id", demo::fixtures::sampleDesktopClient },
                { "refresh_token", token }, { "scope", scope } });
    }
    Answer userinfo(const QByteArray &token)
    {
        return send("GET", m_demo->issuer() + "/v1/oauth2/userinfo", {},
            token.isEmpty() ? Headers() : Headers{ { "Authorization", "Bearer " + token } });
    }

    void checkAccessToken(const QByteArray &token, const QByteArray &scope)
    {
        const auto jwt = jose::parseJwt(token);
        QVERIFY(jwt);
        const auto keys = jose::JwkSet::parse(get(m_demo->issuer() + "/.well-known/jwks.json").body);
        QVERIFY(jose::verify(jwt->jws, *keys));
        QCOMPARE(jwt->text("iss"), m_demo->issuer());
        QCOMPARE(jwt->audience(), QList<QByteArray>({ demo::fixtures::project }));
        QCOMPARE(jwt->text("client_id"), demo::fixtures::sampleDesktopClient);
        QCOMPARE(jwt->text("scope"), scope);
        QCOMPARE(*jwt->time("exp") - *jwt->time("iat"), std::chrono::hours(1));
    }

    Answer browse(Browser &browser, const QByteArray &url)
    {
        return remember(browser, send("GET", url, {}, { { "Cookie", browser.cookie } }));
    }
    Answer submit(Browser &browser, const QByteArray &path, const QList<FormPair> &form, Headers headers = {})
    {
        headers.emplaceBack("Cookie", browser.cookie);
        return remember(browser, post(m_demo->appUrl() + path, form, headers));
    }
    static Answer remember(Browser &browser, const Answer &answer)
    {
        const QByteArray cookie = answer.header("Set-Cookie");
        if (!cookie.isEmpty())
            browser.cookie = cookie.first(cookie.indexOf(';'));
        return answer;
    }
    Browser signedIn(const QByteArray &person)
    {
        Browser browser;
        const Answer page = browse(browser, m_demo->appUrl() + "/login");
        submit(browser, "/login",
            { { "csrf", hidden(page, "csrf") }, { "return_to", "/" }, { "person", person } });
        return browser;
    }
    static QByteArray hidden(const Answer &page, const char *name)
    {
        const QRegularExpression field(u"name=\"%1\" value=\"([^\"]*)\""_s.arg(QLatin1String(name)));
        QByteArray value = field.match(QString::fromUtf8(page.body)).captured(1).toUtf8();
        return value.replace("&amp;", "&");
    }
    static void checkPage(const Answer &page)
    {
        QVERIFY(page.header("Content-Type").startsWith("text/html"));
        QVERIFY(page.header("Content-Security-Policy").startsWith("default-src 'none'; style-src 'nonce-"));
        QCOMPARE(page.header("Cache-Control"), QByteArray("no-store"));
        QVERIFY(page.body.contains("<html lang=\"en\">"));
        QVERIFY(page.body.contains("data-testid=\"banner\""));
        QVERIFY(page.body.contains("data-testid=\"title\""));
        QVERIFY(!page.body.contains("{{"));
    }

    QByteArray initialize()
    {
        const Answer answer = rpc({}, "initialize",
            { { "protocolVersion", "2025-11-25" }, { "capabilities", json::Object() },
                { "clientInfo", json::Object{ { "name", "test" }, { "version", "1" } } } });
        return answer.header("Mcp-Session-Id");
    }
    Answer rpc(const QByteArray &session, const char *method, const json::Object &params = {},
        const QByteArray &token = {})
    {
        Headers headers
            = { { "Content-Type", "application/json" }, { "Accept", "application/json, text/event-stream" } };
        if (!session.isEmpty())
            headers.emplaceBack("Mcp-Session-Id", session);
        if (!token.isEmpty())
            headers.emplaceBack("Authorization", "Bearer " + token);
        return send("POST", m_demo->mcpUrl(),
            json::compact(json::Object{
                { "jsonrpc", "2.0" }, { "id", 1 }, { "method", method }, { "params", params } }),
            headers);
    }
    Answer call(const QByteArray &session, const char *tool, const json::Object &arguments = {},
        const QByteArray &token = {})
    {
        return rpc(session, "tools/call", { { "name", tool }, { "arguments", arguments } }, token);
    }
    static QByteArray content(const Answer &answer)
    {
        const json::Object object = answer.json();
        const json::Object *result = json::objectMember(object, "result");
        const json::Array *parts = result ? json::arrayMember(*result, "content") : nullptr;
        return parts && !parts->empty() ? json::stringMember(parts->front().as_object(), "text").value_or("")
                                        : "";
    }

    QNetworkAccessManager m_network;
    base::SystemRandom m_random;
    MovedClock m_clock;
    QTemporaryDir m_keys;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<demo::DemoServers> m_demo;
};

QTEST_GUILESS_MAIN(TestDemoServer)
#include "test_demoserver.moc"
