// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/userinfo.h"

#include "base/errorcodes.h"
#include "oauth/dpop.h"
#include "oauth/learn.h"
#include "oauth/servererror.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::fail;
using base::Result;

namespace {

const QString rule = u"OIDC Core §5.3"_s;

base::Error useless(const QString &message, const QString &clause = rule)
{
    return serverBroke(
        base::code::answerAboutToken, message + u" Nothing of it was used; the sign-in stands."_s, clause);
}

QString textOf(const json::Object &claims, const char *name)
{
    return QString::fromUtf8(json::stringMember(claims, name).value_or(QByteArray()));
}

} // namespace

Result<UserInfo> readUserInfo(json::Object claims, const QByteArray &expectedSubject)
{
    const QByteArray subject = json::stringMember(claims, "sub").value_or(QByteArray());
    constexpr qsizetype longest = 255; // OIDC Core §2
    if (subject.isEmpty() || subject.size() > longest)
        return fail(
            useless(u"The userinfo answer has a “sub” of %1 bytes; it must have one of 1 to 255."_s.arg(
                        subject.size()),
                u"OIDC Core §5.3.2"_s));
    if (!expectedSubject.isEmpty() && subject != expectedSubject)
        return fail(serverBroke(base::code::subjectChanged,
            u"The userinfo answer is about %1, but %2 signed in. All of it was discarded; the sign-in and "
            "its tokens are unchanged."_s.arg(quoted(subject), quoted(expectedSubject)),
            u"OIDC Core §5.3.2"_s));
    for (const char *envelope : { "request_id", "status_code" })
        claims.erase(envelope);
    UserInfo out;
    out.subject = subject;
    out.name = textOf(claims, "name");
    if (out.name.isEmpty())
        out.name = textOf(claims, "preferred_username");
    out.email = textOf(claims, "email");
    out.claims = std::move(claims);
    return out;
}

Identity identityOf(const UserInfo &info)
{
    return { .subject = info.subject,
        .name = info.name,
        .email = info.email,
        .isVerified = true,
        .source = "userinfo" };
}

FetchUserInfo::FetchUserInfo(
    Services services, KeySource *keys, Grant grant, QString connection, QObject *parent)
    : Awaiting(parent)
    , m_services(std::move(services))
    , m_keys(keys)
    , m_grant(std::move(grant))
    , m_connection(std::move(connection))
{
}

void FetchUserInfo::run()
{
    if (m_grant.server.userinfoEndpoint.isEmpty())
        return finishWith(base::Error{ .kind = base::ErrorKind::Usage,
            .code = base::code::answerAboutToken,
            .message = u"%1 offers no userinfo. Nothing was sent."_s.arg(quoted(m_grant.server.issuer)),
            .rule = rule });
    if (m_grant.tokens.accessToken.isEmpty())
        return finishWith(base::Error{ .kind = base::ErrorKind::Usage,
            .code = base::code::notSignedIn,
            .message = u"There is no access token to ask with. Nothing was sent."_s,
            .nextStep = u"Sign in first."_s });
    learnSecrets(*m_services.redactor(), m_grant.tokens);
    send(false);
}

void FetchUserInfo::send(bool isAgain)
{
    const bool isBound = m_grant.dpop && m_grant.tokens.tokenType == "DPoP";
    net::Request request;
    request.purpose = u"Userinfo"_s;
    request.url = m_grant.server.userinfoEndpoint;
    request.headers = { { "Accept", "application/json, application/jwt" },
        { "Authorization", (isBound ? "DPoP " : "Bearer ") + m_grant.tokens.accessToken.reveal() } };
    if (isBound)
        request.headers.append("DPoP",
            dpopProof(*m_grant.dpop, "GET", request.url, m_grant.tokens.accessToken, m_services).reveal());
    request.connection = m_connection;
    await(new net::HttpCall(request, m_services.network, this), [this, isAgain](net::HttpCall *call) {
        if (!call->result())
            return end(call->result().error(), call->result().error().exchange);
        answered(*call->result(), isAgain);
    });
}

void FetchUserInfo::answered(const net::Response &response, bool isAgain)
{
    const QByteArray nonce = response.headers.value("DPoP-Nonce").value_or(QByteArray());
    if (m_grant.dpop)
        rememberNonce(*m_grant.dpop, m_grant.server.userinfoEndpoint, nonce);
    if (response.status == 401 && m_grant.dpop && !nonce.isEmpty() && !isAgain)
        return send(true); // RFC 9449 §9
    if (response.status != 200) {
        const ServerError said = readServerError(m_services.redactor()->redactValues(response.body));
        base::Error error = useless(u"Userinfo at %1 was answered with status %2, expected 200."_s
                                        .arg(quoted(m_grant.server.userinfoEndpoint))
                                        .arg(response.status));
        if (response.status >= 500 || response.status == 429)
            error.kind = base::ErrorKind::Network;
        else if (response.status >= 400)
            error.kind = base::ErrorKind::Refused;
        error.serverSays = said.words;
        error.requestId = said.requestId;
        return end(std::move(error), response.exchange);
    }
    if (response.headers.mediaType() == "application/jwt")
        return checkSigned(response.body.trimmed(), response.exchange);
    auto claims
        = json::parseObject(m_services.redactor()->redactValues(response.body), u"The userinfo answer"_s);
    if (!claims)
        return end(claims.error(), response.exchange);
    conclude(std::move(*claims), false, response.exchange);
}

void FetchUserInfo::checkSigned(const QByteArray &token, base::ExchangeId exchange)
{
    const auto jwt = jose::parseJwt(token);
    if (!jwt)
        return end(
            useless(u"The userinfo answer is said to be a JWT: %1"_s.arg(jwt.error().message)), exchange);
    if (m_grant.server.jwksUri.isEmpty())
        return end(useless(u"The userinfo answer is signed, and the server publishes no keys (jwks_uri)."_s),
            exchange);
    await(m_keys->keys(m_grant.server.jwksUri, jwt->jws.kid(), m_connection, this),
        [this, jwt = *jwt, exchange](KeySource::FetchOperation *fetch) {
            if (!fetch->result())
                return end(fetch->result().error(), exchange);
            verified(jwt, *fetch->result(), exchange);
        });
}

void FetchUserInfo::verified(const jose::Jwt &jwt, const jose::JwkSet &keys, base::ExchangeId exchange)
{
    const auto holds = jose::verify(jwt.jws, keys);
    if (!holds) {
        base::Error error
            = useless(u"The signature of the userinfo answer does not hold: %1"_s.arg(holds.error().message));
        error.code = base::code::signature;
        return end(std::move(error), exchange);
    }
    // OIDC Core §5.3.2: a signed answer names who made it and for whom.
    const auto issuer = jwt.text("iss");
    if (issuer && *issuer != m_grant.server.issuer)
        return end(useless(u"The userinfo answer is of %1, expected %2."_s.arg(
                       quoted(*issuer), quoted(m_grant.server.issuer))),
            exchange);
    if (jwt.claims.contains("aud") && !jwt.audience().contains(m_grant.client.clientId))
        return end(useless(u"The userinfo answer is for %1, expected %2."_s.arg(
                       quoted(jwt.audience().join(", ")), quoted(m_grant.client.clientId))),
            exchange);
    auto claims = json::parseObject(
        m_services.redactor()->redactValues(json::compact(jwt.claims)), u"The userinfo answer"_s);
    if (!claims)
        return end(claims.error(), exchange);
    conclude(std::move(*claims), true, exchange);
}

void FetchUserInfo::conclude(json::Object claims, bool isSigned, base::ExchangeId exchange)
{
    auto info = readUserInfo(std::move(claims), m_grant.identity.subject);
    if (!info)
        return end(info.error(), exchange);
    info->isSigned = isSigned;
    info->exchange = exchange;
    finishWith(std::move(*info));
}

void FetchUserInfo::end(base::Error error, base::ExchangeId exchange)
{
    if (!error.exchange)
        error.exchange = exchange;
    finishWith(redacted(std::move(error), *m_services.redactor()));
}

} // namespace authscope::oauth
