// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/samples.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace authscope::sample {

const base::Time now = base::fromDateTime(QDateTime(QDate(2026, 3, 5), QTime(9, 32, 48)));

const QString hostile
    = u"<b>Bob</b> <img src=\"file:///etc/passwd\"> <a href=\"x\">&lt;y&gt;</a> &Run \u202EelpmaxE\u2069 zero\u200Bwidth"_s;
const QString hostileShown
    = u"<b>Bob</b> <img src=\"file:///etc/passwd\"> <a href=\"x\">&lt;y&gt;</a> &Run ⟨U+202E⟩elpmaxE⟨U+2069⟩ zero⟨U+200B⟩width"_s;

QList<ui::ConnectionRow> connectionRows()
{
    using session::ConnectionState;
    return { { u"1"_s, u"Boards Server (demo)"_s, ConnectionState::SignedIn, u"Ada Demo · 41 min"_s,
                 "http://127.0.0.1:47103/mcp" },
        { u"2"_s, u"Acme production"_s, ConnectionState::Attention, u"2 scopes missing"_s,
            "https://mcp.acme.example/mcp" },
        { u"3"_s, u"everything"_s, ConnectionState::Open, u"no sign-in needed"_s,
            "http://127.0.0.1:3001/mcp" },
        { u"4"_s, u"Partner portal"_s, ConnectionState::Failed, u"OA-101 · issuer does not match"_s,
            "https://partner.example" } };
}

ui::HeaderData header()
{
    return { .name = u"Boards Server (demo)"_s,
        .url = "http://127.0.0.1:47103/mcp",
        .state = session::ConnectionState::SignedIn,
        .stateText = u"Ada Demo · 41 min"_s,
        .identity = { .subject = "user-1",
            .name = u"Ada Demo"_s,
            .email = u"ada@boards.example"_s,
            .isVerified = true },
        .hasAccessToken = true,
        .issued = now - 18min,
        .expires = now + 41min + 12s,
        .canRefresh = true,
        .canRevoke = true };
}

base::Error wrongIssuer()
{
    return { .kind = base::ErrorKind::ServerBrokeRule,
        .code = u"OA-101"_s,
        .message
        = u"The metadata of http://127.0.0.1:47101 names http://127.0.0.1:9999 as its issuer. Both must be the same, byte for byte. No browser was opened and nothing was sent there."_s,
        .nextStep = u"Ask the operator to correct the issuer in the metadata."_s,
        .rule = u"RFC 8414 §3.3"_s,
        .serverSays = u"We moved, use the other one"_s,
        .requestId = u"request-id-test-11"_s,
        .exchange = 2 };
}

QList<ui::StepData> steps()
{
    using oauth::StepState;
    QList<ui::StepData> steps = ui::emptySteps();
    const std::pair<QString, int> outcomes[]
        = { { u"Boards Server · authorization server on 127.0.0.1:47101"_s, 12 },
              { u"2 documents merged · PKCE S256 · registration open"_s, 21 },
              { u"registered as connected-app-test-…77aa, public, native"_s, 18 },
              { u"4 scopes asked by us, 4 granted"_s, -1 },
              { u"answer on 127.0.0.1:47950 · state and issuer match"_s, 5120 },
              { u"access, ID and refresh token · resource bound"_s, 31 },
              { u"11 of 11 checks · signed by key jwk-test-4f…"_s, 2 },
              { u"refresh token in GNOME Keyring, nothing else on disk"_s, 11 } };
    for (int i = 0; i < steps.size(); ++i) {
        steps[i].state = StepState::Done;
        steps[i].outcome = outcomes[i].first;
        if (outcomes[i].second >= 0)
            steps[i].duration = std::chrono::milliseconds(outcomes[i].second);
    }
    steps[1].checks = { { base::CheckState::Passed, u"Issuer is the one we asked for"_s,
                            u"http://127.0.0.1:47101"_s, u"http://127.0.0.1:47101"_s, u"RFC 8414 §3.3"_s, 2 },
        { base::CheckState::Passed, u"PKCE with S256 offered"_s, u"[\"S256\"]"_s, {}, u"RFC 7636 §4.2"_s, 2 },
        { base::CheckState::Noted, u"Sign-in page is on another host"_s, u"127.0.0.1:47102"_s,
            u"127.0.0.1:47101"_s, u"for your eyes"_s, 2 } };
    steps[1].exchanges = { { 2, u"GET /.well-known/oauth-authorization-server"_s, u"200 · 1.1 kB · 9 ms"_s },
        { 3, u"GET /.well-known/openid-configuration"_s, u"200 · 0.8 kB · 8 ms"_s } };
    return steps;
}

ui::BrowserData browser()
{
    return { .url = "http://127.0.0.1:47102/authorize?response_type=code&client_id=connected-app-test-77aa",
        .host = u"127.0.0.1:47102"_s,
        .parameters = { { "response_type", "code", u"Asks for a code, never for a token in the browser"_s },
            { "client_id", "connected-app-test-3d7f1e2a-0b77-4c77aa",
                u"Who asks: this program's registration"_s },
            { "redirect_uri", "http://127.0.0.1:47950/callback",
                u"Where the answer goes: this computer only"_s },
            { "code_challenge", "‹code challenge #1›", u"Binds the code to this attempt"_s },
            { "state", "‹state #1›", u"Proves that the answer belongs to this attempt"_s },
            { "resource", "http://127.0.0.1:47103/mcp", u"The server the token is for"_s } },
        .deadline = now + 4min + 31s,
        .foreignAnswers = 1 };
}

mcp::Tool tool(const QString &name, const QString &title, const QString &description, bool readOnly,
    bool destructive, const QByteArray &scope, const QByteArray &schema)
{
    mcp::Tool tool{ .name = name, .title = title, .description = description };
    tool.inputSchema = *json::parse(schema, u"The schema"_s);
    tool.annotations
        = { .readOnly = readOnly, .destructive = destructive, .openWorld = false, .arePresent = true };
    if (!scope.isEmpty())
        tool.securitySchemes = { { "oauth2", { scope } } };
    return tool;
}

QList<mcp::Tool> tools()
{
    const QByteArray nothing = R"({"type":"object","properties":{}})";
    mcp::Tool create = tool(u"create_board"_s, u"Create board"_s,
        u"Create a new board in the user's account"_s, false, false, "boards.write",
        R"({"type":"object","properties":{"title":{"type":"string","minLength":1,"maxLength":80},
            "private":{"type":"boolean"},"color":{"type":"string","enum":["blue","green"]},
            "size":{"type":"integer","minimum":1,"maximum":100}},"required":["title"]})");
    create.outputSchema = *json::parse(
        R"({"type":"object","properties":{"board":{"type":"object"}},"required":["board"]})", u"s"_s);
    return { tool(u"greet"_s, u"Greet"_s, u"Says hello by name"_s, true, false, {}, nothing),
        tool(u"list_boards"_s, u"List boards"_s, u"All boards of the account"_s, true, false, "boards.read",
            nothing),
        create,
        tool(u"delete_board"_s, u"Delete board"_s, u"Deletes a board for good"_s, false, true, "boards.admin",
            R"({"type":"object","properties":{"id":{"type":"string"}},"required":["id"]})") };
}

oauth::SignInQuestion foreignEndpoints()
{
    return { .kind = oauth::SignInQuestion::Kind::ForeignEndpoints,
        .step = oauth::StepId::Server,
        .title = u"May secrets go to another host?"_s,
        .text = u"The issuer is https://login.example. Codes and tokens would go to:\n"
                "token_endpoint: https://tokens.elsewhere.example/token"_s,
        .choices
        = { { "accept", u"Send them to tokens.elsewhere.example"_s }, { "decline", u"Stop the sign-in"_s } },
        .safeChoice = "decline" };
}

oauth::SignInQuestion pause()
{
    return { .kind = oauth::SignInQuestion::Kind::NextStep,
        .step = oauth::StepId::Server,
        .title = u"Next: Authorization server"_s,
        .text = u"GET https://login.example/.well-known/oauth-authorization-server"_s,
        .choices = { { "next", u"Next step"_s }, { "run", u"Run to the end"_s },
            { "cancel", u"Cancel the sign-in"_s } },
        .safeChoice = "cancel" };
}

oauth::ConsentRequest consentRequest()
{
    return { .clientName = u"Authscope"_s,
        .clientId = "connected-app-test-77aa",
        .redirectUri = "http://127.0.0.1:47950/callback",
        .issuer = "http://127.0.0.1:47101",
        .authorizationHost = u"127.0.0.1:47102"_s,
        .resource = "http://127.0.0.1:47103/mcp",
        .resourceName = u"Boards Server"_s,
        .scopes = { { "boards.write", u"Create and edit boards"_s, false, true },
            { "boards.read", u"See your boards"_s, true, true },
            { "openid", u"Know who you are"_s, true, true }, { "x.custom", {}, false, false } },
        .offered
        = { { "profile", u"Your name and picture"_s, false, false }, { "boards.admin", {}, false, false } },
        .keptIn = u"GNOME Keyring"_s,
        .reason = u"create_board needs boards.write"_s };
}

ui::ConsentData consent()
{
    return { .provider = u"127.0.0.1"_s,
        .isSignedIn = true,
        .canRevoke = true,
        .scopes = ui::compareScopes({ "openid", "boards.read", "boards.write", "offline_access" },
            { "openid", "boards.read", "boards.write", "profile" }, tools()),
        .history = { { 2, u"1"_s, now - 1min, "changed", "openid boards.read boards.write",
                         "openid boards.read boards.write", u"create_board needs boards.write"_s },
            { 1, u"1"_s, now - 18min, "granted", "openid boards.read", "openid boards.read",
                u"First sign-in"_s } },
        .toolsAllowed = 1 };
}

ui::TokensData tokens()
{
    using base::CheckState;
    oauth::TokenVerdict access{ .kind = oauth::TokenKind::Access,
        .standing = oauth::Standing::Valid,
        .sentence
        = u"Valid. Signed by http://127.0.0.1:47101 with RS256, key jwk-test-4f. For project-test-00c1. Ends in 41 minutes."_s,
        .checks
        = { { CheckState::Passed, u"Signature"_s, u"RS256 with jwk-test-4f"_s, {}, u"RFC 7515 §5.2"_s },
            { CheckState::Noted, u"Audience"_s, u"project-test-00c1"_s, u"http://127.0.0.1:47103/mcp"_s,
                u"RFC 8707 §2"_s } },
        .isJwt = true,
        .headerJson = "{\n  \"alg\": \"RS256\",\n  \"kid\": \"jwk-test-4f\",\n  \"typ\": \"at+jwt\"\n}",
        .claims = { { "iss", u"http://127.0.0.1:47101"_s, "\"http://127.0.0.1:47101\"", u"Who issued it"_s,
                        CheckState::Passed, u"our issuer"_s },
            { "sub", u"user-test-00a1"_s, "\"user-test-00a1\"", u"The person, at this issuer"_s,
                CheckState::Passed, u"same as ID token"_s },
            { "aud", u"project-test-00c1"_s, "[\"project-test-00c1\"]",
                u"For whom. This provider names the project"_s, CheckState::Noted, u"known form"_s },
            { "scope", u"openid profile email boards.read"_s, "\"openid profile email boards.read\"",
                u"What it may do"_s, CheckState::Passed, u"as asked"_s },
            { "exp", u"10:14:02 · in 41 min"_s, "1795255242", u"Ends"_s, CheckState::Passed,
                u"clock +0.4 s"_s },
            { "jti", u"LOe49j3s"_s, "\"LOe49j3s\"", u"Serial number"_s, {}, {} } },
        .thumbprint = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
        .keyExchange = 5,
        .issued = now - 18min,
        .expires = now + 41min };
    oauth::TokenVerdict id = access;
    id.kind = oauth::TokenKind::Id;
    id.standing = oauth::Standing::Failed;
    id.sentence = u"Not valid: the nonce is not the one that was sent."_s;
    oauth::TokenVerdict refresh{ .kind = oauth::TokenKind::Refresh,
        .sentence = u"Held. Only the provider can read it."_s };
    return { .verdicts = { access, id, refresh },
        .generations
        = { { .number = 3,
                .at = now - 2min,
                .how = "refresh",
                .expires = now + 41min,
                .exchange = 11,
                .changes = u"exp +3 min"_s,
                .parent = 2,
                .lostScopes = { "boards.write" },
                .notice = u"The provider took scopes away at this refresh: “boards.write” is gone."_s },
            { 2, now - 5min, "refresh", now + 41min, {}, 9, u"exp +1 h, jti changed"_s, 1 },
            { 1, now - 18min, "sign-in", now + 41min, {}, 7, {} } },
        .canRefresh = true };
}

ui::ResultData result()
{
    mcp::ToolResult result{ .content = { { .type = "text", .text = u"Created board: Sprint Board"_s } },
        .hasStructuredContent = true,
        .exchange = 12,
        .generation = 2,
        .duration = 38ms };
    result.structuredContent
        = *json::parse(R"({"board":{"id":"b3","title":"Sprint Board","items":0,"updated":"today"}})", u"s"_s);
    result.raw = json::Object{ { "structuredContent", result.structuredContent } };
    return { .tool = u"create_board"_s, .result = result, .outputSchema = tools()[2].outputSchema };
}

QList<store::CallRecord> calls()
{
    return { { .id = 2,
                 .at = now - 1min,
                 .tool = u"create_board"_s,
                 .arguments = R"({"title":"Sprint"})",
                 .outcome = "ok",
                 .durationMs = 38 },
        { .id = 1,
            .at = now - 2min,
            .tool = u"greet"_s,
            .arguments = "{}",
            .outcome = "error",
            .error = u"OA-010"_s,
            .durationMs = 12 } };
}

void fill(net::ExchangeLog &log)
{
    const base::ExchangeId token
        = log.begin(u"1"_s, u"Code for tokens"_s, "POST", "http://127.0.0.1:47101/oauth2/token",
            { { "Content-Type", "application/x-www-form-urlencoded" }, { "Accept", "application/json" } },
            "grant_type=authorization_code&code=SplxlOBeZQQYbYS6WxSbIA&client_id=app%2D1");
    log.headersArrived(token, 200, { { "Content-Type", "application/json" } });
    log.end(token,
        R"({"access_token":"eyJhbGciOiJSUzI1NiJ9.payload.signature","token_type":"Bearer","expires_in":3600})");
    const base::ExchangeId call = log.begin(u"1"_s, u"Call create_board"_s, "POST",
        "http://127.0.0.1:47103/mcp",
        { { "Authorization", "Bearer eyJhbGciOiJSUzI1NiJ9.payload.signature" },
            { "Content-Type", "application/json" } },
        R"({"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"create_board","arguments":{"title":"Ada's board"}}})");
    log.headersArrived(call, 200, { { "Content-Type", "text/event-stream" } });
    log.eventPassed(call, "event: message\ndata: {\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{}}\n\n", 60);
    log.end(call, {});
    const base::ExchangeId refused
        = log.begin(u"1"_s, u"Refresh"_s, "POST", "http://127.0.0.1:47101/oauth2/token", {}, {});
    log.end(refused, {}, u"connection refused"_s);
}

} // namespace authscope::sample
