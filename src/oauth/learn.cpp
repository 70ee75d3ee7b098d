// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/learn.h"

#include "oauth/dpop.h"
#include "oauth/servererror.h"

namespace authscope::oauth {

void learnSecrets(base::Redactor &redactor, const TokenSet &tokens)
{
    redactor.learn(base::SecretKind::AccessToken, tokens.accessToken.reveal());
    redactor.learn(base::SecretKind::RefreshToken, tokens.refreshToken.reveal());
    redactor.learn(base::SecretKind::IdToken, tokens.idToken.reveal());
}

void learnSecrets(base::Redactor &redactor, const Grant &grant)
{
    learnSecrets(redactor, grant.tokens);
    redactor.learn(base::SecretKind::ClientSecret, grant.client.clientSecret.reveal());
    if (grant.dpop)
        redactor.learn(base::SecretKind::Other, grant.dpop->pair.toPem());
}

TokenReply withoutSecretsInErrors(TokenReply reply, const base::Redactor &redactor)
{
    if (reply.status >= 300 || !readServerError(reply.body).code.isEmpty())
        reply.body = redactor.redactValues(reply.body);
    reply.location = redactor.redactValues(reply.location);
    return reply;
}

base::Result<AuthorizationResponse> withoutSecretsInWords(
    base::Result<AuthorizationResponse> response, const QByteArray &issuer, const base::Redactor &redactor)
{
    if (!response)
        return response;
    response->error = redactor.redactValues(response->error);
    response->errorDescription = redactor.redactValues(response->errorDescription);
    if (response->issuer && *response->issuer != issuer)
        response->issuer = redactor.redactValues(*response->issuer);
    return response;
}

base::Error redacted(base::Error error, const base::Redactor &redactor)
{
    error.message = redactor.redactText(error.message);
    error.nextStep = redactor.redactText(error.nextStep);
    error.serverSays = redactor.redactText(error.serverSays);
    error.requestId = redactor.redactText(error.requestId);
    return error;
}

base::Check redacted(base::Check check, const base::Redactor &redactor)
{
    check.title = redactor.redactText(check.title);
    check.found = redactor.redactText(check.found);
    check.expected = redactor.redactText(check.expected);
    return check;
}

} // namespace authscope::oauth
