// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/demovisitor.h"

#include <QLoggingCategory>
#include <QTcpServer>

using namespace authscope;
using namespace Qt::StringLiterals;
using base::FormPair;
using namespace authscope::test;

namespace {

QList<QByteArray> loggedLines;
void collectLog(QtMsgType, const QMessageLogContext &, const QString &text)
{
    loggedLines.append(text.toUtf8());
}

} // namespace

class TestDemoServer : public QObject, private DemoVisitor {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { makeKeys(); }
    void init() { startAfresh(); }
    void cleanup() { stop(); }

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
        QCOMPARE(tools.size(), size_t(8));
        for (const json::Value &tool : tools)
            QCOMPARE(json::compact(tool.at("securitySchemes")),
                json::compact(tool.at("_meta").at("securitySchemes")));

        const QByteArray prm = m_demo->mcpUrl().chopped(4) + "/.well-known/oauth-protected-resource/mcp";
        const Answer anonymous = call(session, "list_boards");
        QCOMPARE(anonymous.status, 401);
        QCOMPARE(anonymous.header("WWW-Authenticate"),
            "Bearer scope=\"boards.read\", resource_metadata=\"" + prm + '"');

        const auto docs = [&](const QByteArray &bearer) {
            return call(session, "get_docs", {}, bearer)
                .json()
                .at("result")
                .at("structuredContent")
                .at("docs")
                .as_array()
                .size();
        };
        QCOMPARE(docs({}), size_t(3)); // for anybody

        const QByteArray token = exchange(authorize("openid profile email boards.read").query().value("code"))
                                     .text("access_token");
        QCOMPARE(docs(token), size_t(5));
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
};

QTEST_GUILESS_MAIN(TestDemoServer)
#include "test_demoserver.moc"
