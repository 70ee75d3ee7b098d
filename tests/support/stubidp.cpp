// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/stubidp.h"

#include "base/random.h"
#include "jose/base64url.h"
#include "jose/jws.h"

#include <QDateTime>
#include <QMessageAuthenticationCode>

namespace authscope::test {

using base::FormPair;

namespace {

net::ServerAnswer jsonReply(const json::Object &object, int status = 200)
{
    return { status, { { "Content-Type", "application/json" }, { "Cache-Control", "no-store" } },
        json::compact(object) };
}

net::ServerAnswer oauthError(const char *error, int status = 400)
{
    return jsonReply({ { "error", error }, { "request_id", "request-id-stub-1" } }, status);
}

void override(json::Object &object, const json::Object &members, const QList<QByteArray> &removed)
{
    for (const auto &member : members)
        object[member.key()] = member.value();
    for (const QByteArray &name : removed)
        object.erase(json::view(name));
}

QByteArray withQuery(const QByteArray &url, const QList<FormPair> &pairs)
{
    return url + (url.contains('?') ? '&' : '?') + base::encodeForm(pairs);
}

} // namespace

QByteArray StubRequest::parameter(const QByteArray &name) const
{
    for (const FormPair &pair : parameters) {
        if (pair.name == name)
            return pair.value;
    }
    return {};
}

qsizetype StubRequest::count(const QByteArray &name) const
{
    return std::count_if(
        parameters.begin(), parameters.end(), [&name](const FormPair &pair) { return pair.name == name; });
}

const jose::KeyPair &StubIdp::key() const
{
    static const jose::KeyPair pair = jose::KeyPair::generate(jose::Algorithm::RS256, "stub-key-1");
    return pair;
}

StubIdp::StubIdp(QObject *parent) : QObject(parent)
{
    key(); // making one takes long on a busy machine: not while somebody waits for an answer
    m_server.setHandler(
        [this](const net::ServerRequest &asked, const std::shared_ptr<net::ServerReply> &reply) {
            StubRequest request{ asked.method, asked.path, asked.headers, asked.body };
            const QByteArray form
                = asked.headers.mediaType() == "application/x-www-form-urlencoded" ? asked.body : asked.query;
            request.parameters = base::decodeForm(form).value_or(QList<FormPair>());
            m_requests.append(request);
            Q_EMIT requested(request.path);
            if (silent.contains(request.path)) {
                m_held.append(reply);
                return;
            }
            if (dropped.contains(request.path))
                return reply->drop();
            if (rawAnswers.contains(request.path))
                return reply->sendRaw(rawAnswers.value(request.path));
            reply->send(answer(request));
        });
    const auto listening = m_server.listen(QHostAddress(QHostAddress::LocalHost), 0);
    if (!listening)
        qFatal("%s", qPrintable(listening.error().message));
}

QList<StubRequest> StubIdp::requests(const QByteArray &path) const
{
    QList<StubRequest> out;
    std::copy_if(m_requests.begin(), m_requests.end(), std::back_inserter(out),
        [&path](const StubRequest &request) { return request.path == path; });
    return out;
}

QByteArray StubIdp::fresh(const QByteArray &prefix)
{
    base::SystemRandom random;
    const QByteArray secret = prefix + random.token();
    m_issuedSecrets.append(secret);
    return secret;
}

net::ServerAnswer StubIdp::answer(const StubRequest &request)
{
    const QByteArray &path = request.path;
    if (redirects.contains(path)) {
        const auto &[status, to] = redirects.value(path);
        return { status, { { "Location", to } }, {} };
    }
    if (bodies.contains(path) || statuses.contains(path))
        return { statuses.value(path, 200), { { "Content-Type", types.value(path, "application/json") } },
            bodies.value(path) };
    QByteArray folder = issuerPath;
    while (folder.endsWith('/'))
        folder.chop(1);
    if (path == "/.well-known/oauth-protected-resource/mcp")
        return resourceMetadata();
    if (path == "/.well-known/oauth-authorization-server" + folder)
        return metadata(false);
    if (path == "/.well-known/openid-configuration" + folder
        || path == folder + "/.well-known/openid-configuration")
        return metadata(true);
    if (path == "/register")
        return registration(request);
    if (path == "/authorize")
        return authorization(request);
    if (path == "/par")
        return push(request);
    if (path == "/device")
        return device(request);
    if (path == "/token")
        return token(request);
    if (path == "/jwks")
        return jsonReply({ { "keys", json::Array{ key().publicKey().publicJson() } } });
    if (path == "/revoke")
        return jsonReply({ { "status_code", 200 } });
    if (path == "/logout")
        return signOut(request);
    if (path == "/mcp")
        return mcp(request);
    return { 404, { { "Content-Type", "text/html" } }, "<h1>Not here</h1>" };
}

net::ServerAnswer StubIdp::resourceMetadata() const
{
    json::Object out{ { "resource", json::string(resource()) },
        { "authorization_servers", json::Array{ json::string(issuer()) } },
        { "scopes_supported", json::Array{ "openid", "profile", "email", "boards.read" } },
        { "resource_name", "Stub boards" } };
    override(out, resourceMembers, resourceRemoved);
    return jsonReply(out);
}

net::ServerAnswer StubIdp::metadata(bool isOpenid) const
{
    const auto at = [this](const char *path) { return json::string(origin() + path); };
    json::Object out{ { "issuer", json::string(issuer()) }, { "authorization_endpoint", at("/authorize") },
        { "token_endpoint", at("/token") },
        { "scopes_supported", json::Array{ "openid", "profile", "email", "offline_access" } },
        { "token_endpoint_auth_methods_supported",
            json::Array{ "client_secret_basic", "client_secret_post", "none" } } };
    if (isOpenid) {
        out["jwks_uri"] = at("/jwks");
        out["userinfo_endpoint"] = at("/userinfo");
    } else {
        out["registration_endpoint"] = at("/register");
        out["revocation_endpoint"] = at("/revoke");
        out["code_challenge_methods_supported"] = json::Array{ "S256" };
        out["authorization_response_iss_parameter_supported"] = sendsIss;
    }
    if (takesPushedRequests)
        out["pushed_authorization_request_endpoint"] = at("/par");
    if (requiresPushedRequests)
        out["require_pushed_authorization_requests"] = true;
    if (offersDeviceFlow)
        out["device_authorization_endpoint"] = at("/device");
    if (bindsTokens)
        out["dpop_signing_alg_values_supported"] = json::Array{ "ES256" };
    override(out, serverMembers, serverRemoved);
    if (isOpenid)
        override(out, openidMembers, {});
    return jsonReply(out);
}

net::ServerAnswer StubIdp::registration(const StubRequest &request)
{
    const auto asked = json::parseObject(request.body, QStringLiteral("The registration"));
    if (!asked)
        return oauthError("invalid_client_metadata");
    if (refuseFullRegistration != 0 && asked->contains("application_type"))
        return oauthError("invalid_client_metadata", refuseFullRegistration);
    json::Object out = *asked;
    out["client_id"] = json::string("stub-client-" + QByteArray::number(++m_clients));
    if (!clientSecret.isEmpty()) {
        out["client_secret"] = json::string(clientSecret);
        out["token_endpoint_auth_method"] = "client_secret_basic";
        out["client_secret_expires_at"] = 0;
    }
    override(out, registrationMembers, registrationRemoved);
    return jsonReply(out, 201);
}

net::ServerAnswer StubIdp::signOut(const StubRequest &request) const
{
    const QByteArray uri = request.parameter("post_logout_redirect_uri");
    if (uri.isEmpty())
        return { 200, { { "Content-Type", "text/html" } }, "<h1>Signed out</h1>" };
    const QByteArray state = logoutState.value_or(request.parameter("state"));
    return { 302, { { "Location", uri + (state.isEmpty() ? QByteArray() : "?state=" + state) } }, {} };
}

net::ServerAnswer StubIdp::push(const StubRequest &request)
{
    if (lacksNonce(request)) {
        net::ServerAnswer refusal = oauthError("use_dpop_nonce");
        refusal.headers.append("DPoP-Nonce", dpopNonce);
        return refusal;
    }
    QByteArray clientId;
    if (!isClient(request, &clientId))
        return oauthError(clientGoneError.constData(), 401);
    const QByteArray reference = "urn:ietf:params:oauth:request_uri:" + fresh("par-");
    m_issuedSecrets.append(reference);
    m_pushed.insert(reference, request.parameters);
    json::Object out{ { "request_uri", json::string(reference) }, { "expires_in", 60 } };
    override(out, pushMembers, pushRemoved);
    return jsonReply(out, 201);
}

net::ServerAnswer StubIdp::device(const StubRequest &request)
{
    QByteArray clientId;
    if (!isClient(request, &clientId))
        return oauthError(clientGoneError.constData(), 401);
    const QByteArray code = fresh("dc-");
    m_devices.insert(
        code, { clientId, {}, {}, {}, request.parameter("scope"), request.parameter("resource") });
    json::Object out{ { "device_code", json::string(code) }, { "user_code", "WDJB-MJHT" },
        { "verification_uri", json::string(origin() + "/activate") },
        { "verification_uri_complete", json::string(origin() + "/activate?user_code=WDJB-MJHT") },
        { "expires_in", 600 }, { "interval", 1 } };
    override(out, deviceMembers, deviceRemoved);
    return jsonReply(out);
}

net::ServerAnswer StubIdp::pollDevice(const StubRequest &request)
{
    if (!devicePollErrors.isEmpty())
        return oauthError(devicePollErrors.takeFirst().constData());
    const Code grant = m_devices.take(request.parameter("device_code"));
    if (grant.clientId.isEmpty() || grant.clientId != request.parameter("client_id"))
        return oauthError("invalid_grant");
    return tokens(grant);
}

net::ServerAnswer StubIdp::authorization(const StubRequest &asked)
{
    StubRequest request = asked;
    if (const QByteArray reference = asked.parameter("request_uri"); !reference.isEmpty()) {
        if (m_pushed.value(reference).isEmpty() || asked.parameters.size() != 2)
            return { 400, { { "Content-Type", "text/html" } }, "<h1>No such request</h1>" };
        request.parameters = m_pushed.take(reference);
    } else if (requiresPushedRequests) {
        return { 400, { { "Content-Type", "text/html" } }, "<h1>Send it beforehand</h1>" };
    }
    if (!authorizeElsewhere.isEmpty())
        return { 302, { { "Location", withQuery(authorizeElsewhere, request.parameters) } }, {} };
    QList<FormPair> out{ { "state", request.parameter("state") } };
    if (iss || sendsIss)
        out.append({ "iss", iss.value_or(issuer()) });
    if (iss && iss->isEmpty())
        out.removeLast();
    if (!authorizationError.isEmpty()) {
        out.append({ "error", authorizationError });
        out.append({ "error_description", errorDescription });
    } else {
        const QByteArray code = fixedCode.isEmpty() ? fresh("code-") : fixedCode;
        m_codes.insert(code,
            { request.parameter("client_id"), request.parameter("redirect_uri"),
                request.parameter("code_challenge"), request.parameter("nonce"), request.parameter("scope"),
                request.parameter("resource") });
        out.append({ "code", code });
    }
    return { 302, { { "Location", withQuery(request.parameter("redirect_uri"), out) } }, {} };
}

bool StubIdp::isClient(const StubRequest &request, QByteArray *clientId) const
{
    *clientId = request.parameter("client_id");
    if (forgottenClients.contains(*clientId))
        return false;
    if (clientSecret.isEmpty())
        return !request.headers.contains("Authorization");
    const QByteArray basic = request.headers.value("Authorization").value_or(QByteArray());
    const auto pair = base::decodeForm(
        QByteArray::fromBase64(basic.mid(6)).replace(':', "=")); // both halves are form-encoded
    return (basic.startsWith("Basic ") && pair && pair->size() == 1 && pair->first().name == *clientId
               && pair->first().value == clientSecret)
        || request.parameter("client_secret") == clientSecret;
}

bool StubIdp::lacksNonce(const StubRequest &request) const
{
    if (!bindsTokens || dpopNonce.isEmpty())
        return false;
    const auto proof = jose::parseJws(request.headers.value("DPoP").value_or(QByteArray()));
    const auto claims = proof ? json::parseObject(proof->payload, QStringLiteral("The proof"))
                              : base::Result<json::Object>(json::Object());
    return !claims || json::stringMember(*claims, "nonce") != dpopNonce;
}

net::ServerAnswer StubIdp::token(const StubRequest &request)
{
    if (lacksNonce(request)) {
        net::ServerAnswer refusal = oauthError("use_dpop_nonce");
        refusal.headers.append("DPoP-Nonce", dpopNonce);
        return refusal;
    }
    QByteArray clientId;
    if (!isClient(request, &clientId))
        return oauthError(clientGoneError.constData(), 401);
    if (request.parameter("grant_type") == "urn:ietf:params:oauth:grant-type:device_code")
        return pollDevice(request);
    if (request.parameter("grant_type") == "refresh_token") {
        const QByteArray used = request.parameter("refresh_token");
        const auto found = m_refreshTokens.constFind(used);
        if (found == m_refreshTokens.cend() || found->clientId != clientId
            || found->resource != request.parameter("resource"))
            return oauthError("invalid_grant");
        Code grant = *found;
        grant.nonce.clear();
        if (rotates)
            m_refreshTokens.remove(used);
        return tokens(grant);
    }
    const Code grant = m_codes.take(request.parameter("code"));
    const QByteArray challenge = jose::encodeBase64Url(jose::sha256(request.parameter("code_verifier")));
    if (grant.clientId.isEmpty() || grant.clientId != clientId
        || (checksVerifier && grant.challenge != challenge)
        || grant.redirectUri != request.parameter("redirect_uri")
        || grant.resource != request.parameter("resource"))
        return oauthError("invalid_grant");
    return tokens(grant);
}

net::ServerAnswer StubIdp::tokens(const Code &grant)
{
    const QByteArray accessToken = fresh("at-");
    m_accessTokens.insert(accessToken);
    const char *type = bindsTokens && m_requests.last().headers.contains("DPoP") ? "dPoP" : "bearer";
    json::Object out{ { "access_token", json::string(accessToken) }, { "token_type", type },
        { "expires_in", expiresIn },
        { "scope", json::string(grantedScope.isEmpty() ? grant.scope : grantedScope) },
        { "request_id", "request-id-stub-2" }, { "status_code", 200 } };
    if (issuesRefreshToken) {
        const QByteArray refreshToken = fixedRefreshToken.isEmpty() ? fresh("rt-") : fixedRefreshToken;
        m_refreshTokens.insert(refreshToken, grant);
        out["refresh_token"] = json::string(refreshToken);
    }
    if (idToken.isIssued && grant.scope.contains("openid")) {
        const QByteArray token = idTokenFor(grant, accessToken);
        m_issuedSecrets.append(token);
        out["id_token"] = json::string(token);
    }
    override(out, tokenMembers, tokenRemoved);
    return jsonReply(out);
}

QByteArray StubIdp::idTokenFor(const Code &grant, const QByteArray &accessToken) const
{
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    json::Object claims{ { "iss", json::string(issuer()) }, { "sub", "user-stub-1" },
        { "aud", json::Array{ json::string(grant.clientId) } }, { "iat", now }, { "exp", now + 3600 },
        { "at_hash", json::string(jose::leftHalfHash(jose::Algorithm::RS256, accessToken)) },
        { "name", "Ada Stub" }, { "email", "ada@stub.example" } };
    if (!grant.nonce.isEmpty())
        claims["nonce"] = json::string(grant.nonce);
    override(claims, idToken.claims, idToken.dropped);
    const QByteArray payload = json::compact(claims);
    const auto unsignedPart = [&payload](const QByteArray &header) {
        return jose::encodeBase64Url(header) + '.' + jose::encodeBase64Url(payload);
    };
    switch (idToken.sign) {
    case IdTokenKnobs::Sign::Right:
        return jose::signCompact(key(), {}, payload);
    case IdTokenKnobs::Sign::Wrong: {
        static const jose::KeyPair other = jose::KeyPair::generate(jose::Algorithm::RS256, "stub-key-1");
        return jose::signCompact(other, {}, payload);
    }
    case IdTokenKnobs::Sign::None:
        return unsignedPart(R"({"alg":"none"})") + '.';
    case IdTokenKnobs::Sign::HsWithPublicKey: {
        const QByteArray input = unsignedPart(R"({"alg":"HS256","kid":"stub-key-1"})");
        const QByteArray secret = json::compact(key().publicKey().publicJson());
        return input + '.'
            + jose::encodeBase64Url(
                QMessageAuthenticationCode::hash(input, secret, QCryptographicHash::Sha256));
    }
    }
    Q_UNREACHABLE();
    return {};
}

net::ServerAnswer StubIdp::mcp(const StubRequest &request) const
{
    const QByteArray bearer = request.headers.value("Authorization").value_or(QByteArray());
    if (bearer.startsWith("Bearer ") && m_accessTokens.contains(bearer.mid(7)))
        return jsonReply({ { "ok", true } });
    return { 401,
        { { "WWW-Authenticate",
            "Bearer resource_metadata=\"" + origin() + "/.well-known/oauth-protected-resource/mcp\"" } },
        {} };
}

} // namespace authscope::test
