// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "jose/jwt.h"
#include "oauth/keptgrant.h"
#include "oauth/signinprivate.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::CheckState;

namespace {

Identity identityOf(const jose::Jwt &jwt, const TokenVerdict &verdict)
{
    const auto text
        = [&jwt](const char *claim) { return QString::fromUtf8(jwt.text(claim).value_or(QByteArray())); };
    Identity out;
    out.subject = jwt.text("sub").value_or(QByteArray());
    out.name = text("name");
    if (out.name.isEmpty())
        out.name = text("preferred_username");
    out.email = text("email");
    out.isVerified = verdict.standing == Standing::Valid;
    if (!out.isVerified)
        out.whyNot = verdict.sentence;
    return out;
}

} // namespace

void SignInFlow::Private::checkIdToken()
{
    StepWriter &writer = begin(StepId::IdToken);
    if (grant.tokens.idToken.isEmpty()) {
        grant.identity.whyNot = u"The server issued no ID token."_s;
        if (grant.grantedScopes.contains("openid")) {
            writer.add({ .state = CheckState::Noted,
                .title = u"openid was granted, but no ID token came with it; who signed in is not verified"_s,
                .found = u"no id_token"_s,
                .expected = u"an ID token"_s,
                .rule = u"OIDC Core §3.1.3.3"_s,
                .exchange = grant.tokens.exchange });
            writer.noted(u"No ID token: who signed in is not verified."_s);
        } else {
            writer.skipped(u"No ID token was asked for or granted."_s);
        }
        return enter(StepId::Keep, &Private::keepTokens);
    }
    if (server->jwksUri.isEmpty())
        return judge(nullptr, u"The server publishes no keys (jwks_uri)."_s);
    const auto jws = jose::parseJws(grant.tokens.idToken.reveal());
    keys = new KeySource(services.network, services.clock, q);
    await(keys->keys(server->jwksUri, jws ? jws->kid() : QByteArray(), request.connection, q),
        [this](KeySource::FetchOperation *fetch) {
            const base::ExchangeId exchange = keys->exchangeOf(server->jwksUri);
            row(StepId::IdToken).add(QList<base::ExchangeId>{ exchange });
            if (fetch->result())
                return judge(&*fetch->result(), {});
            judge(nullptr, u"The server's keys could not be had: %1"_s.arg(fetch->result().error().message));
        });
}

void SignInFlow::Private::judge(const jose::JwkSet *set, const QString &whyNoKeys)
{
    VerdictContext context;
    context.issuer = server->issuer;
    context.clientId = client.clientId;
    context.resource = resourceUri;
    context.nonce = record->nonce.reveal();
    context.accessToken = grant.tokens.accessToken.reveal();
    context.requestedScopes = scopes;
    context.grantedScopes = grant.grantedScopes;
    context.now = services.clock->now();
    context.serverClockAhead = serverClockAhead;
    context.keyExchange = keys ? keys->exchangeOf(server->jwksUri) : 0;
    const QByteArray token = grant.tokens.idToken.reveal();
    const TokenVerdict verdict = judgeIdToken(token, set, whyNoKeys, context);
    StepWriter &writer = row(StepId::IdToken);
    writer.add(verdict.checks);
    if (verdict.standing == Standing::Failed || verdict.standing == Standing::Expired) {
        const bool isSignature
            = std::any_of(verdict.checks.begin(), verdict.checks.end(), [](const base::Check &check) {
                  return check.state == CheckState::Failed && check.title.startsWith(base::code::signature);
              });
        return fail({ .kind = base::ErrorKind::TokenRejected,
            .code = isSignature ? base::code::signature : base::code::idTokenInvalid,
            .message = u"The ID token was refused. %1 No token was stored."_s.arg(verdict.sentence),
            .rule = u"OIDC Core §3.1.3.7"_s,
            .exchange = grant.tokens.exchange });
    }
    if (const auto jwt = jose::parseJwt(token)) {
        grant.identity = identityOf(*jwt, verdict);
        if (grant.identity.isVerified)
            grant.idTokenClaims = jwt->claims;
    }
    if (grant.identity.isVerified)
        writer.done(verdict.sentence);
    else
        writer.noted(verdict.sentence);
    enter(StepId::Keep, &Private::keepTokens);
}

void SignInFlow::Private::keepTokens()
{
    StepWriter &writer = begin(StepId::Keep);
    record.reset(); // nothing is checked against it any more
    if (grant.tokens.refreshToken.isEmpty())
        return dropOldEntry();
    QObject::connect(services.secrets, &secrets::SecretStore::waiting, q, [this](bool isWaiting) {
        if (!q->isRunning() || current != StepId::Keep)
            return;
        if (isWaiting)
            row(StepId::Keep)
                .awaitPerson(u"%1 has not answered yet; it may be asking you something."_s.arg(
                    services.secrets->displayName()));
        else
            row(StepId::Keep).goOn();
    });
    writer.goOn(u"Writing to %1"_s.arg(services.secrets->displayName()));
    await(services.secrets->write(
              refreshTokenKey(request.connection), writeKeptGrant(grant, request.connection), q),
        [this](secrets::SecretStore::WriteOperation *write) { entryWritten(write); });
}

void SignInFlow::Private::entryWritten(const secrets::SecretStore::WriteOperation *write)
{
    StepWriter &writer = row(StepId::Keep);
    keepState = write->state();
    if (!write->result()) {
        keepError = write->result().error();
        writer.add({ .state = CheckState::Noted,
            .title = u"%1 %2"_s.arg(keepError->code, keepError->message),
            .found = u"not written"_s,
            .expected = u"written and read back"_s });
        writer.noted(u"This sign-in lasts until you close the program."_s);
        return q->finishWith(grant);
    }
    writer.add({ .title = u"The refresh token was written before the access token was handed to anyone"_s,
        .found = services.secrets->displayName(),
        .rule = u"RFC 9700 §4.14"_s });
    writer.done(services.secrets->isPersistent()
            ? u"Refresh token kept in %1."_s.arg(services.secrets->displayName())
            : u"Refresh token kept in %1, until you close the program."_s.arg(
                services.secrets->displayName()));
    q->finishWith(grant);
}

/// T092: a sign-in that brought no refresh token must not leave an older one behind.
void SignInFlow::Private::dropOldEntry()
{
    const QString key = refreshTokenKey(request.connection);
    const QString nothing = u"The server issued no refresh token: there is nothing to keep."_s;
    if (!services.secrets->wasKept(key)) {
        row(StepId::Keep).skipped(nothing);
        return q->finishWith(grant);
    }
    await(services.secrets->remove(key, q), [this, nothing](secrets::SecretStore::RemoveOperation *remove) {
        StepWriter &writer = row(StepId::Keep);
        if (remove->result()) {
            writer.skipped(nothing + u" The one of the sign-in before was removed."_s);
        } else {
            keepState = remove->state();
            keepError = remove->result().error();
            writer.noted(nothing + u" The one of the sign-in before could not be removed."_s);
        }
        q->finishWith(grant);
    });
}

} // namespace authscope::oauth
