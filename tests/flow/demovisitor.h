// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demo/demo.h"
#include "demo/fixtures.h"

#include "base/text.h"
#include "jose/jwt.h"
#include "json/json.h"

#include <QDir>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

/// An app, a browser and an MCP client in one, by hand: what the demo is visited with in its own test.
namespace authscope::test {

using namespace Qt::StringLiterals;
using base::FormPair;

inline const QByteArray redirect = "http://127.0.0.1:5123/callback";
inline const QByteArray verifier(64, 'v');

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

/// What a browser does with our pages, by hand.
struct Browser {
    QByteArray cookie;
};

struct MovedClock : base::Clock {
    base::Time now() const override { return base::SystemClock().now() + offset; }
    std::chrono::seconds offset{ 0 };
};

class DemoVisitor {
public:
    void makeKeys()
    {
        // Keys take long to make, so every test starts with the same ones.
        demo::DemoServers first(
            { .dataDir = m_keys.path(), .idpPort = 0, .appPort = 0, .mcpPort = 0 }, &m_clock, &m_random);
        QVERIFY(first.start());
    }
    void startAfresh()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        const QString folder = m_dir->path() + u"/demo/"_s;
        QVERIFY(QDir().mkpath(folder));
        for (const QFileInfo &file : QDir(m_keys.path()).entryInfoList(QDir::Files))
            QVERIFY(QFile::copy(file.filePath(), folder + file.fileName()));
        m_clock.offset = std::chrono::seconds(0);
        start();
    }
    void stop()
    {
        m_demo.reset();
        m_dir.reset();
    }
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

    using Headers = QList<std::pair<QByteArray, QByteArray>>;

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

    base::SystemRandom m_random;
    MovedClock m_clock;
    QTemporaryDir m_keys;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<demo::DemoServers> m_demo;

private:
    QNetworkAccessManager m_network;
};

} // namespace authscope::test
