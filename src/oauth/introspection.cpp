// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/introspection.h"

#include "base/errorcodes.h"
#include "base/urlguard.h"
#include "oauth/clientauth.h"
#include "oauth/learn.h"
#include "oauth/memberreader.h"
#include "oauth/servererror.h"
#include "oauth/words.h"

#include <cmath>

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::CheckState;
using base::fail;
using base::Result;

namespace {

const QString rule = u"RFC 7662 §2.2"_s;

base::Error useless(const QString &message, base::ExchangeId exchange = 0)
{
    return serverBroke(base::code::answerAboutToken,
        message + u" Nothing is concluded about the token; it is kept as it was."_s, rule, exchange);
}

/// NumericDate; a text or a number out of range is noted and left out.
std::optional<base::Time> readTime(const json::Object &object, const char *name, base::Checks *checks)
{
    const json::Value *value = object.if_contains(name);
    if (!value || value->is_null())
        return std::nullopt;
    constexpr double year9999 = 253402300799;
    const auto seconds = json::numberMember(object, name);
    if (seconds && *seconds >= 0 && *seconds <= year9999)
        return base::fromMillis(std::llround(*seconds * 1000));
    checks->append({ .state = CheckState::Noted,
        .title = u"%1 is no time: it was left out"_s.arg(QLatin1StringView(name)),
        .found = base::cleaned(json::compact(*value)),
        .expected = u"seconds since 1970, a number"_s,
        .rule = rule });
    return std::nullopt;
}

QList<QByteArray> readAudience(const json::Object &object)
{
    if (const auto one = json::stringMember(object, "aud"))
        return { *one };
    return json::stringList(object, "aud").value_or(QList<QByteArray>());
}

QByteArray underIssuer(const ServerMetadata &server, const QByteArray &advertised, const QByteArray &path)
{
    if (!advertised.isEmpty() || !isStytchIssuer(server.issuer))
        return advertised;
    return server.issuer + path;
}

QByteArray valueOf(const TokenSet &tokens, TokenKind kind)
{
    switch (kind) {
    case TokenKind::Access:
        return tokens.accessToken.reveal();
    case TokenKind::Refresh:
        return tokens.refreshToken.reveal();
    case TokenKind::Id:
        return tokens.idToken.reveal();
    }
    Q_UNREACHABLE();
    return {};
}

} // namespace

bool isStytchIssuer(const QByteArray &issuer)
{
    const auto url = base::guardUrl(issuer, u"The issuer"_s);
    if (!url || !url->isEncrypted || url->url.port() != -1 || issuer.endsWith('/')
        || !url->url.path(QUrl::FullyEncoded).isEmpty() || url->url.hasQuery())
        return false;
    for (const QString &tail : { u".customers.stytch.com"_s, u".customers.stytch.dev"_s }) {
        if (url->host.endsWith(tail) && !url->host.chopped(tail.size()).contains(u'.'))
            return url->host.size() > tail.size();
    }
    return false;
}

QByteArray introspectionEndpoint(const ServerMetadata &server)
{
    return underIssuer(server, server.introspectionEndpoint, "/v1/oauth2/introspect");
}

QByteArray revocationEndpoint(const ServerMetadata &server)
{
    return underIssuer(server, server.revocationEndpoint, "/v1/oauth2/revoke");
}

Result<Introspection> readIntrospection(QByteArrayView body)
{
    Introspection out;
    const QString what = u"The introspection answer"_s;
    auto object = json::parseObject(body, what);
    if (!object)
        return fail(std::move(object.error()));
    const json::Value *active = object->if_contains("active");
    if (!active || !active->is_bool())
        return fail(
            useless(u"The introspection answer has %1 as “active”; it must be true or false, and "
                    "nothing else will do."_s.arg(active ? quoted(json::compact(*active)) : u"nothing"_s)));
    out.isActive = active->get_bool();
    const MemberReader reader(*object, what, rule, {}, &out.checks);
    out.subject = reader.optionalText("sub").value_or(QByteArray());
    out.issuer = reader.optionalText("iss").value_or(QByteArray());
    out.clientId = reader.optionalText("client_id").value_or(QByteArray());
    out.tokenType = reader.optionalText("token_type").value_or(QByteArray());
    if (const auto scope = reader.optionalText("scope"))
        out.scopes = splitScopes(*scope);
    out.audience = readAudience(*object);
    out.expires = readTime(*object, "exp", &out.checks);
    out.issued = readTime(*object, "iat", &out.checks);
    out.notBefore = readTime(*object, "nbf", &out.checks);
    for (const char *envelope : { "request_id", "status_code" })
        object->erase(envelope);
    out.claims = std::move(*object);
    return out;
}

Introspect::Introspect(Services services, Grant grant, TokenKind kind, QString connection, QObject *parent)
    : Awaiting(parent)
    , m_services(std::move(services))
    , m_grant(std::move(grant))
    , m_kind(kind)
    , m_connection(std::move(connection))
{
}

void Introspect::run()
{
    const QByteArray endpoint = introspectionEndpoint(m_grant.server);
    const QByteArray token = valueOf(m_grant.tokens, m_kind);
    if (endpoint.isEmpty())
        return finishWith(base::Error{ .kind = base::ErrorKind::Usage,
            .code = base::code::answerAboutToken,
            .message
            = u"%1 offers no introspection, so it cannot be asked about a token. Nothing was sent."_s.arg(
                quoted(m_grant.server.issuer)),
            .rule = u"RFC 7662 §2"_s });
    if (token.isEmpty() || m_kind == TokenKind::Id)
        return finishWith(base::Error{ .kind = base::ErrorKind::Usage,
            .code = base::code::notSignedIn,
            .message = m_kind == TokenKind::Id
                ? u"Introspection is for access and refresh tokens. Nothing was sent."_s
                : u"There is no such token to ask about. Nothing was sent."_s,
            .nextStep = u"Sign in first."_s });

    QList<base::FormPair> form{ { "token", token },
        { "token_type_hint", m_kind == TokenKind::Access ? "access_token" : "refresh_token" } };
    QByteArray authorization;
    if (m_credential == IntrospectionCredential::AccessToken) {
        authorization = "Bearer " + m_grant.tokens.accessToken.reveal();
    } else {
        const auto proof = authenticate(m_grant.client, m_grant.server.issuer, m_services);
        if (!proof)
            return finishWith(proof.error());
        form += proof->parameters;
        authorization = proof->authorization.reveal();
    }
    learnSecrets(*m_services.redactor(), m_grant.tokens);
    net::Request request;
    request.purpose = u"Introspection"_s;
    request.method = "POST";
    request.url = endpoint;
    request.headers
        = { { "Accept", "application/json" }, { "Content-Type", "application/x-www-form-urlencoded" } };
    if (!authorization.isEmpty())
        request.headers.append("Authorization", authorization);
    request.body = base::encodeForm(form);
    request.connection = m_connection;
    await(new net::HttpCall(request, m_services.network, this), [this](net::HttpCall *call) {
        if (!call->result())
            return finishWith(redacted(call->result().error(), *m_services.redactor()));
        answered(*call->result());
    });
}

void Introspect::answered(const net::Response &response)
{
    if (response.status != 200) {
        const ServerError said = readServerError(m_services.redactor()->redactValues(response.body));
        base::Error error
            = useless(u"Introspection at %1 was answered with status %2%3, expected 200."_s
                          .arg(quoted(introspectionEndpoint(m_grant.server)))
                          .arg(response.status)
                          .arg(said.code.isEmpty() ? QString() : u" and %1"_s.arg(quoted(said.code))),
                response.exchange);
        if (response.status >= 500 || response.status == 429)
            error.kind = base::ErrorKind::Network;
        else if (response.status >= 400)
            error.kind = base::ErrorKind::Refused;
        error.serverSays = said.words;
        error.requestId = said.requestId;
        return finishWith(std::move(error));
    }
    // What repeats a token is not shown with it (T156).
    auto said = readIntrospection(m_services.redactor()->redactValues(response.body));
    if (!said) {
        base::Error error = redacted(said.error(), *m_services.redactor());
        if (!error.exchange)
            error.exchange = response.exchange;
        return finishWith(std::move(error));
    }
    said->exchange = response.exchange;
    said->serverDate = response.serverDate;
    stamp(said->checks, 0, response.exchange);
    finishWith(std::move(*said));
}

} // namespace authscope::oauth
