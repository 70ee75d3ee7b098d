// SPDX-License-Identifier: GPL-3.0-or-later
// Row 6 of a sign-in, and what is done when the client turns out to be gone.
#include "base/errorcodes.h"
#include "oauth/discovery.h"
#include "oauth/exchange.h"
#include "oauth/issexception.h"
#include "oauth/learn.h"
#include "oauth/providererrors.h"
#include "oauth/registration.h"
#include "oauth/scopes.h"
#include "oauth/signinprivate.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::CheckState;

namespace {

/// Nothing else of the request is wrong: a plain no to it is a no to the verifier, in whatever words (seen:
/// invalid_grant, 401 invalid_request, 403 invalid_code). Not what is about the client, or may pass.
bool isAboutTheVerifier(const TokenReply &reply, const QByteArray &serverCode)
{
    const ErrorSubject subject = meaningOfError(serverCode).subject;
    const bool isPlainNo = subject == ErrorSubject::Unknown || serverCode == "invalid_request";
    return subject == ErrorSubject::Grant
        || (isPlainNo && !serverCode.isEmpty() && reply.status >= 400 && reply.status <= 403);
}

} // namespace

void SignInFlow::Private::exchangeCode()
{
    begin(StepId::Exchange);
    AuthorizationRequest sent = *record;
    if (request.triesPkce) {
        sent.codeVerifier = base::Secret(services.random->token());
        services.redactor()->learn(base::SecretKind::CodeVerifier, sent.codeVerifier.reveal());
    }
    await(new CodeExchange(services, adapter, sent, answer->code, request.connection, q),
        [this](CodeExchange *exchange) { codeExchanged(exchange->result()); });
}

void SignInFlow::Private::codeExchanged(const base::Result<TokenReply> &reply)
{
    adapter->deleteLater();
    adapter = nullptr;
    answer->code = {};
    if (!reply)
        return fail(reply.error());
    StepWriter &writer = row(StepId::Exchange);
    writer.add(QList<base::ExchangeId>{ reply->exchange });
    base::Checks checks;
    const auto tokens = readTokenReply(withoutSecretsInErrors(*reply, *services.redactor()),
        TokenUse::Exchange, server->tokenEndpoint, &checks, dpop != nullptr);
    if (!tokens) {
        writer.add(checks);
        const QByteArray serverCode = readServerError(reply->body).code;
        if (mayReRegister(serverCode))
            return reRegister(reply->exchange);
        if (request.triesPkce && isAboutTheVerifier(*reply, serverCode))
            return pkceHeld(*reply, serverCode);
        return fail(explainedTokenError(tokens.error(), serverCode));
    }
    learnSecrets(*services.redactor(), *tokens);
    if (request.triesPkce)
        return pkceIgnored(*tokens);
    noteServerClock(*reply);
    if (usedPin) {
        const auto confirmed = checkPinned(*server, record->pinnedIss, *tokens, &checks);
        if (!confirmed) {
            writer.add(checks);
            return fail(confirmed.error());
        }
    }
    tokensCame(*tokens, std::move(checks));
}

/// Not an error of anybody's: the row is done, and only the sign-in comes to nothing, as it was to.
void SignInFlow::Private::pkceHeld(const TokenReply &reply, const QByteArray &serverCode)
{
    StepWriter &writer = row(StepId::Exchange);
    writer.add({ .title = u"The server refuses a code whose verifier is not the one it was asked with"_s,
        .found = u"%1 %2"_s.arg(reply.status).arg(base::cleaned(serverCode, 60)),
        .expected = u"invalid_grant"_s,
        .rule = u"RFC 7636 §4.6"_s,
        .exchange = reply.exchange });
    writer.done(u"a wrong verifier was refused"_s);
    q->finishWith(base::Error{ .kind = base::ErrorKind::Refused,
        .code = base::code::pkceEnforced,
        .message = u"%1 refused a code with a wrong verifier: it enforces PKCE. This sign-in was made to be "
                   "thrown away; no token was issued, and nothing was kept."_s.arg(quoted(server->issuer)),
        .rule = u"RFC 7636 §4.6"_s,
        .exchange = reply.exchange });
}

void SignInFlow::Private::pkceIgnored(const TokenSet &tokens)
{
    grant.server = *server;
    grant.client = client;
    grant.resource = resourceUri;
    grant.tokens = tokens;
    grant.dpop = dpop;
    await(new Revocation(services, grant, request.connection, q), [this](Revocation *revocation) {
        grant = {};
        const QString tokensNow = revocation->result()
            ? u"The tokens were revoked at once."_s
            : u"The tokens could not be revoked (%1); they live until they expire."_s.arg(
                revocation->result().error().message);
        fail({ .kind = base::ErrorKind::ServerBrokeRule,
            .code = base::code::pkceIgnored,
            .message = u"%1 gave tokens for a code with a wrong verifier: it does not enforce PKCE. Whoever "
                       "steals a code there can redeem it. %2 Nothing was kept."_s.arg(
                           quoted(server->issuer), tokensNow),
            .nextStep
            = u"Tell whoever runs this server: it must compare code_verifier with code_challenge."_s,
            .rule = u"RFC 7636 §4.6"_s });
    });
}

void SignInFlow::Private::noteServerClock(const TokenReply &reply)
{
    if (reply.serverDate)
        serverClockAhead
            = std::chrono::duration_cast<std::chrono::seconds>(*reply.serverDate - reply.received);
}

void SignInFlow::Private::tokensCame(const TokenSet &tokens, base::Checks checks)
{
    StepWriter &writer = row(StepId::Exchange);
    checks += compareScopes(scopes, tokens.scope, tokens.exchange);
    writer.add(checks);

    grant.server = *server;
    grant.client = client;
    grant.resource = resourceUri;
    grant.requestedScopes = scopes;
    grant.grantedScopes = grantedScopes(scopes, tokens.scope);
    grant.tokens = tokens;
    grant.dpop = dpop; // also of bearer tokens: a refresh may be held to it
    grant.signedInAt = services.clock->now();
    QStringList parts{ u"access token"_s };
    if (!tokens.refreshToken.isEmpty())
        parts.append(u"refresh token"_s);
    if (!tokens.idToken.isEmpty())
        parts.append(u"ID token"_s);
    writer.done(parts.join(u", "_s));
    enter(StepId::IdToken, &Private::checkIdToken);
}

/// What the server said about the client, in the light of how it came by it (T080).
base::Error SignInFlow::Private::explainedTokenError(base::Error error, const QByteArray &serverCode)
{
    if (!isClientGone(serverCode))
        return error;
    if (client.origin == "registered before" && services.clients) {
        services.clients->forget(client.issuer, client.clientId);
        error.nextStep = u"Sign in again: the registration was forgotten here, and a new one will be made."_s;
    } else if (client.origin == "registered" && client.authMethod == "none") {
        error.code = base::code::secretDemanded;
        error.message = u"The server registered client %1 without a secret and now refuses it (%2)."_s.arg(
                            quoted(client.clientId), error.message)
            + u" This is a defect of the server. No token was stored."_s;
        error.nextStep = u"Ask its administrator to mark this client as public."_s;
    }
    return error;
}

/// Once in a sign-in, and only for a client the server may have forgotten: a new one that is refused as well
/// is not replaced by yet another (T080, T083).
bool SignInFlow::Private::mayReRegister(const QByteArray &serverCode) const
{
    return isClientGone(serverCode) && !hasReRegistered && client.origin == "registered before"
        && !server->registrationEndpoint.isEmpty();
}

/// Back to row 3 with a new client, then on from row 5: what was agreed to stays agreed.
void SignInFlow::Private::reRegister(base::ExchangeId exchange, quint16 otherPort)
{
    hasReRegistered = true;
    deadlineTimer.stop();
    if (receiver && !answer) { // one that took an answer still shows its page, and closes by itself
        receiver->close();
        receiver->deleteLater();
    }
    receiver = nullptr;
    delete std::exchange(adapter, nullptr);
    record.reset();
    answer.reset();
    usedPin = false;
    authorizationUrl.clear();
    pushed.reset();
    row(current).backToWaiting();
    if (services.clients)
        services.clients->forget(client.issuer, client.clientId);
    begin(StepId::Client)
        .add({ .state = CheckState::Noted,
            .title = otherPort == 0
                ? u"The server does not take the client it was shown; another one is registered"_s
                : u"Every port the client is registered with is taken; another one is registered"_s,
            .found = base::cleaned(client.clientId),
            .expected = u"a client the server knows, at a port that is free"_s,
            .rule = u"RFC 7591 §3"_s,
            .exchange = exchange });
    auto *registration = new RegisterClient(services.network, *server, request.connection, q);
    registration->addPort(otherPort);
    await(registration, [this](RegisterClient *done) {
        StepWriter &writer = row(StepId::Client);
        writer.add(done->checks());
        writer.add(done->exchanges());
        if (!done->result())
            return fail(done->result().error());
        client = *done->result();
        if (services.clients) {
            const auto kept = services.clients->remember(client, registrationProfile(*server));
            if (!kept)
                writer.add({ .state = CheckState::Noted,
                    .title = u"The registration could not be remembered: %1"_s.arg(kept.error().message) });
        }
        writer.done(u"%1 · registered again"_s.arg(base::cleaned(client.clientId, 80)));
        if (request.grantKind == GrantKind::DeviceCode)
            askForDeviceCode();
        else
            openBrowser();
    });
}

bool SignInFlow::canRegisterAgain() const
{
    return d->awaitsBrowser() && !d->operation && !d->hasReRegistered
        && !d->server->registrationEndpoint.isEmpty()
        && (d->client.origin == "registered before" || d->client.origin == "metadata document");
}

void SignInFlow::registerAgain()
{
    if (canRegisterAgain())
        d->reRegister(0);
}

} // namespace authscope::oauth
