// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "oauth/dpop.h"
#include "oauth/exchange.h"
#include "oauth/learn.h"
#include "oauth/registration.h"
#include "oauth/scopes.h"
#include "oauth/servererror.h"
#include "oauth/signinprivate.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::CheckState;
using Disposition = LoopbackReceiver::Disposition;

namespace {

/// Ports of a client's redirect addresses on our path, and whether one has none (RFC 8252 §7.3: any will do).
struct RegisteredPorts {
    QList<quint16> ports;
    bool isPortless = false;
};

RegisteredPorts portsOf(const QList<QByteArray> &redirects, const QByteArray &path)
{
    RegisteredPorts out;
    for (const QByteArray &redirect : redirects) {
        const QUrl url = QUrl::fromEncoded(redirect, QUrl::StrictMode);
        if (url.host() != "127.0.0.1"_L1 || url.path(QUrl::FullyEncoded).toLatin1() != path)
            continue;
        if (url.port() > 0)
            out.ports.append(static_cast<quint16>(url.port()));
        else
            out.isPortless = true;
    }
    return out;
}

} // namespace

void SignInFlow::Private::openBrowser()
{
    begin(StepId::Browser);
    // RFC 8252 §8.3: the answer must find somebody listening, so listen first.
    if (!listen())
        return;
    StepWriter &writer = row(StepId::Browser);
    record
        = makeAuthorizationRequest(services, *server, client, receiver->redirectUri(), resourceUri, scopes);
    record->dpop = dpop;
    adapter = new CodeFlowAdapter(services.network, services.clock, request.connection, q);
    const auto url = adapter->authorizationUrl(*record);
    if (!url)
        return fail(url.error());
    authorizationUrl = *url;
    writer.add(
        { .title = u"The authorization address is encrypted or on this computer, and carries a fresh state "
                   "and S256 challenge"_s,
            .found = base::cleaned(server->authorizationEndpoint),
            .rule = u"RFC 9700 §2.1"_s });
    deadline = services.clock->now() + request.browserDeadline;
    deadlineTimer.start(request.browserDeadline);
    launch();
}

bool SignInFlow::Private::listen()
{
    const bool isPlain = client.hasPlainCallback();
    const QByteArray path = isPlain ? QByteArray("/callback") : callbackPath(server->issuer);
    RegisteredPorts registered{ preferredPorts(), true };
    if (!isPlain && !client.redirectUris.isEmpty())
        registered = portsOf(client.redirectUris, path);
    if (registered.ports.isEmpty())
        registered.isPortless = true; // nothing better is known
    receiver = new LoopbackReceiver([this](const base::Result<AuthorizationResponse> &response,
                                        const QByteArray &state) { return answerCame(response, state); },
        q);
    QObject::connect(receiver, &LoopbackReceiver::foreignAnswer, q, [this](int count) {
        foreignAnswers = count;
        row(StepId::Browser)
            .add({ .state = CheckState::Noted,
                .title = u"%1 %2 ignored; the sign-in goes on waiting"_s.arg(base::code::foreignAnswer,
                    count == 1 ? u"1 foreign answer was"_s : u"%1 foreign answers were"_s.arg(count)),
                .found = u"another state, or none"_s,
                .expected = u"the state we sent"_s,
                .rule = u"RFC 6749 §10.12"_s });
        Q_EMIT q->foreignAnswerIgnored(count);
    });
    QObject::connect(receiver, &LoopbackReceiver::accepted, q, [this] { answerTaken(); });
    const auto listening = receiver->listen(registered.ports, path,
        registered.isPortless ? LoopbackReceiver::OtherPorts::Allowed
                              : LoopbackReceiver::OtherPorts::Refused);
    if (!listening) {
        fail(listening.error());
        return false;
    }
    const bool isPreferred = registered.ports.contains(receiver->port());
    row(StepId::Browser)
        .add({ .state = isPreferred ? CheckState::Passed : CheckState::Noted,
            .title = isPreferred
                ? u"Listening before the browser opens, on this computer only"_s
                : u"Listening on a port of its own; the server must accept any port of 127.0.0.1"_s,
            .found = base::cleaned(receiver->redirectUri()),
            .rule = u"RFC 8252 §7.3"_s });
    return true;
}

void SignInFlow::Private::launch()
{
    StepWriter &writer = row(StepId::Browser);
    const auto opened = services.browser->open(authorizationUrl);
    if (opened) {
        writer.awaitPerson(u"Finish in %1."_s.arg(services.browser->displayName()));
    } else {
        writer.add({ .state = CheckState::Noted,
            .title = u"%1 %2"_s.arg(base::code::browserFailed, opened.error().message) });
        writer.awaitPerson(u"The browser could not be opened. Copy the link and open it yourself."_s);
    }
    Q_EMIT q->browserOpened();
}

Disposition SignInFlow::Private::answerCame(
    const base::Result<AuthorizationResponse> &response, const QByteArray &state)
{
    if (!q->isRunning() || answer)
        return Disposition::Ignore;
    JudgedAnswer judged
        = judgeAnswer(withoutSecretsInWords(response, server->issuer, *services.redactor()), state, *record);
    if (judged.disposition == Disposition::Ignore)
        return Disposition::Ignore;
    services.redactor()->learn(base::SecretKind::AuthorizationCode, judged.code.reveal());
    answer = std::move(judged);
    return answer->disposition;
}

void SignInFlow::Private::answerTaken()
{
    if (!q->isRunning())
        return;
    deadlineTimer.stop();
    StepWriter &writer = row(StepId::Browser);
    writer.add(answer->checks);
    if (answer->error)
        return fail(*answer->error);
    writer.done(u"answer on %1 · %2"_s.arg(QUrl::fromEncoded(record->redirectUri).authority(),
        server->sendsIss ? u"state and issuer match"_s : u"state matches"_s));
    enter(StepId::Exchange, &Private::exchangeCode);
}

void SignInFlow::Private::noAnswer()
{
    if (!q->isRunning() || answer)
        return;
    fail({ .kind = base::ErrorKind::Network,
        .code = base::code::noAnswer,
        .message
        = u"No answer came back within %1 seconds. If the page showed an error, that is the server's. "
          "This program stopped listening; no token was asked for."_s.arg(
              request.browserDeadline.count() / 1000),
        .nextStep = u"Sign in again."_s });
}

void SignInFlow::Private::exchangeCode()
{
    begin(StepId::Exchange);
    await(new CodeExchange(services, adapter, *record, answer->code, request.connection, q),
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
        return fail(explainedTokenError(tokens.error(), readServerError(reply->body).code));
    }
    learnSecrets(*services.redactor(), *tokens);
    if (reply->serverDate)
        serverClockAhead
            = std::chrono::duration_cast<std::chrono::seconds>(*reply->serverDate - reply->received);
    tokensCame(*tokens, std::move(checks));
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
    if (serverCode != "invalid_client" && serverCode != "unauthorized_client")
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

} // namespace authscope::oauth
