// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/directgrant.h"

#include "base/errorcodes.h"
#include "base/urlguard.h"
#include "oauth/learn.h"
#include "oauth/servererror.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::CheckState;
using base::FormPair;

namespace {

const QByteArray jwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const QByteArray tokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";
const QByteArray idJag = "urn:ietf:params:oauth:token-type:id-jag";
const QByteArray idTokenType = "urn:ietf:params:oauth:token-type:id_token";

base::Error missing(const QString &what)
{
    return { .kind = base::ErrorKind::Usage,
        .code = base::code::usage,
        .message = what + u" No token was asked for."_s,
        .nextStep = u"Enter it in the connection's settings."_s };
}

} // namespace

DirectGrant::DirectGrant(Services services, DirectRequest request, QObject *parent)
    : Awaiting(parent), m_services(std::move(services)), m_request(std::move(request))
{
}

void DirectGrant::run()
{
    learnSecrets(*m_services.redactor(), m_request.input);
    switch (kindOf(m_request.input)) {
    case GrantKind::AuthorizationCode:
    case GrantKind::DeviceCode:
        return finishWith(missing(u"This connection signs in with a browser."_s));
    case GrantKind::ClientCredentials:
        if (m_request.client.authMethod == "none")
            return finishWith(missing(u"The client has neither a secret nor a key to prove itself with."_s));
        return askForTokens({ { "grant_type", "client_credentials" } });
    case GrantKind::EnterpriseManaged:
        return askForAssertion(std::get<EnterpriseInput>(m_request.input));
    case GrantKind::WorkloadIdentity: {
        const base::Secret &assertion = std::get<WorkloadInput>(m_request.input).assertion;
        if (assertion.isEmpty())
            return finishWith(missing(u"The workload's assertion is missing."_s));
        return askForTokens({ { "grant_type", jwtBearer }, { "assertion", assertion.reveal() } });
    }
    }
}

/// RFC 8693 §2.1 at the identity provider: the person's ID token for an assertion our server takes.
void DirectGrant::askForAssertion(const EnterpriseInput &input)
{
    if (input.idToken.isEmpty() || input.idpClientId.isEmpty())
        return finishWith(missing(u"The ID token or the client id of the identity provider is missing."_s));
    if (const auto endpoint
        = base::guardUrl(input.idpTokenEndpoint, u"The identity provider's token endpoint"_s);
        !endpoint)
        return finishWith(endpoint.error());
    TokenRequest request{ .purpose = u"Identity assertion"_s,
        .endpoint = input.idpTokenEndpoint,
        .form = { { "grant_type", tokenExchange }, { "requested_token_type", idJag },
            { "audience", m_request.server.issuer }, { "subject_token", input.idToken.reveal() },
            { "subject_token_type", idTokenType } },
        .client = { .clientId = input.idpClientId,
            .authMethod = input.idpClientSecret.isEmpty() ? "none" : "client_secret_basic",
            .clientSecret = input.idpClientSecret },
        .connection = m_request.connection };
    if (!m_request.resource.isEmpty())
        request.form.append(FormPair{ "resource", m_request.resource });
    if (!m_request.scopes.isEmpty())
        request.form.append(FormPair{ "scope", joinScopes(m_request.scopes) });
    await(new TokenPost(m_services, request, this), [this](TokenPost *post) {
        m_exchanges += post->exchanges();
        assertionCame(post->result());
    });
}

void DirectGrant::assertionCame(const base::Result<TokenReply> &reply)
{
    if (!reply)
        return finishWith(reply.error());
    const ServerError said = readServerError(m_services.redactor()->redactValues(reply->body));
    const auto broke = [&](const QString &message) {
        base::Error error = serverBroke(base::code::tokenError, message + u" No token was asked for."_s,
            u"RFC 8693 §2.2.1"_s, reply->exchange);
        error.serverSays = said.words;
        error.requestId = said.requestId;
        return error;
    };
    const auto object = json::parseObject(reply->body, u"The identity provider's answer"_s);
    if (reply->status / 100 != 2 || !object || !said.code.isEmpty()) {
        base::Error error = broke(u"The identity provider answered with status %1%2; expected was an "
                                  "assertion."_s.arg(reply->status)
                                      .arg(said.code.isEmpty() ? QString() : u" and "_s + quoted(said.code)));
        if (!said.code.isEmpty())
            error.kind = base::ErrorKind::Refused;
        return finishWith(std::move(error));
    }
    const base::Secret assertion(json::stringMember(*object, "access_token").value_or(QByteArray()));
    m_services.redactor()->learn(base::SecretKind::Other, assertion.reveal());
    const QByteArray issued = json::stringMember(*object, "issued_token_type").value_or(QByteArray());
    const bool isRight = issued == idJag && !assertion.isEmpty();
    m_checks.append({ .state = isRight ? CheckState::Passed : CheckState::Failed,
        .title = u"The identity provider issued an identity assertion"_s,
        .found = issued.isEmpty() ? u"no issued_token_type"_s : base::cleaned(issued),
        .expected = QString::fromLatin1(idJag),
        .rule = u"RFC 8693 §2.2.1"_s,
        .exchange = reply->exchange });
    if (!isRight)
        return finishWith(broke(u"The identity provider issued %1, expected %2. What it issued was not sent "
                                "anywhere."_s.arg(quoted(issued), quoted(idJag))));
    askForTokens({ { "grant_type", jwtBearer }, { "assertion", assertion.reveal() } });
}

void DirectGrant::askForTokens(QList<FormPair> form)
{
    if (!m_request.scopes.isEmpty())
        form.append(FormPair{ "scope", joinScopes(m_request.scopes) });
    if (!m_request.resource.isEmpty())
        form.append(FormPair{ "resource", m_request.resource });
    const TokenRequest request{ .purpose = u"Tokens without a browser"_s,
        .endpoint = m_request.server.tokenEndpoint,
        .form = std::move(form),
        .client = m_request.client,
        .audience = m_request.server.issuer,
        .dpop = m_request.dpop,
        .connection = m_request.connection };
    await(new TokenPost(m_services, request, this), [this](TokenPost *post) {
        m_exchanges += post->exchanges();
        tokensCame(post->result());
    });
}

void DirectGrant::tokensCame(const base::Result<TokenReply> &reply)
{
    if (!reply)
        return finishWith(reply.error());
    auto tokens = readTokenReply(withoutSecretsInErrors(*reply, *m_services.redactor()), TokenUse::Direct,
        m_request.server.tokenEndpoint, &m_checks, m_request.dpop != nullptr);
    if (!tokens)
        return finishWith(redacted(tokens.error(), *m_services.redactor()));
    learnSecrets(*m_services.redactor(), *tokens);
    if (!tokens->refreshToken.isEmpty() || !tokens->idToken.isEmpty())
        m_checks.append({ .state = CheckState::Noted,
            .title = u"The server issued more than an access token; the rest was left unused"_s,
            .found = tokens->refreshToken.isEmpty() ? u"an ID token"_s : u"a refresh token"_s,
            .expected = u"an access token"_s,
            .rule = u"RFC 6749 §4.4.3"_s,
            .exchange = reply->exchange });
    tokens->refreshToken = {};
    tokens->idToken = {};
    finishWith(std::move(*tokens));
}

void learnSecrets(base::Redactor &redactor, const GrantInput &input)
{
    const auto learn = [&redactor](const base::Secret &secret) {
        redactor.learn(base::SecretKind::Other, secret.reveal());
    };
    if (const auto *client = std::get_if<ClientCredentialsInput>(&input)) {
        learn(client->privateKey);
        for (const QByteArray &line : client->privateKey.reveal().split('\n')) {
            if (!line.startsWith("-----"))
                learn(base::Secret(line.trimmed()));
        }
    }
    if (const auto *enterprise = std::get_if<EnterpriseInput>(&input)) {
        learn(enterprise->idpClientSecret);
        learn(enterprise->idToken);
    }
    if (const auto *workload = std::get_if<WorkloadInput>(&input))
        learn(workload->assertion);
}

} // namespace authscope::oauth
