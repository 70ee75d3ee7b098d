// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/renewal.h"

#include "base/errorcodes.h"
#include "jose/jwt.h"
#include "oauth/exchange.h"
#include "oauth/keptgrant.h"
#include "oauth/learn.h"
#include "oauth/refreshend.h"
#include "oauth/retryafter.h"
#include "oauth/servererror.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

Renewal::Renewal(Services services, Grant grant, QString connection, QObject *parent)
    : Awaiting(parent)
    , m_services(std::move(services))
    , m_grant(std::move(grant))
    , m_connection(std::move(connection))
    , m_lock(m_services.lockDir, m_connection, nullptr)
    , m_journal(m_services.lockDir, m_connection)
{
}

void Renewal::run()
{
    connect(&m_lock, &base::Operation::finished, this, [this] {
        if (!isRunning())
            return;
        if (!m_lock.result())
            return finishWith(m_lock.result().error());
        readAgain();
    });
    m_lock.start();
}

void Renewal::readAgain()
{
    const QString key = refreshTokenKey(m_connection);
    if (!m_services.secrets->wasKept(key))
        return send();
    await(m_services.secrets->read(key, this),
        [this](secrets::SecretStore::ReadOperation *read) { useNewest(read->result()); });
}

void Renewal::useNewest(const base::Result<base::Secret> &entry)
{
    // A keychain that will not answer now is no reason to give up: the token in memory is as good as ever.
    if (entry && adoptNewer(m_grant, *entry, m_connection))
        learnSecrets(*m_services.redactor(), m_grant);
    send();
}

void Renewal::send()
{
    m_unanswered = m_journal.unanswered(m_grant.tokens.refreshToken);
    m_journal.begin(m_grant.tokens.refreshToken, m_services.clock->now());
    await(new RefreshExchange(m_services, m_grant, m_connection, this),
        [this](RefreshExchange *exchange) { answered(exchange->result()); });
}

void Renewal::answered(const base::Result<TokenReply> &reply)
{
    if (!reply)
        return finishWith(reply.error()); // the journal stays: the server may have rotated all the same
    if (reply->status == 429 || reply->status == 503)
        m_notBefore = retryTime(reply->retryAfter, m_services.clock->now());
    base::Checks checks;
    auto tokens = readTokenReply(withoutSecretsInErrors(*reply, *m_services.redactor()), TokenUse::Refresh,
        m_grant.server.tokenEndpoint, &checks, m_grant.dpop != nullptr);
    if (!tokens) {
        base::Error error = redacted(tokens.error(), *m_services.redactor());
        if (error.code == base::code::refreshRefused) {
            m_journal.end();
            explainRefreshEnd(
                error, readServerError(m_services.redactor()->redactValues(reply->body)), m_unanswered);
        }
        return finishWith(std::move(error));
    }
    learnSecrets(*m_services.redactor(), *tokens);
    if (auto problem = idTokenProblem(*tokens))
        return finishWith(std::move(*problem));

    const bool isRotated
        = !tokens->refreshToken.isEmpty() && !(tokens->refreshToken == m_grant.tokens.refreshToken);
    if (tokens->refreshToken.isEmpty())
        tokens->refreshToken = m_grant.tokens.refreshToken; // RFC 6749 §6: keep the old one
    if (tokens->idToken.isEmpty())
        tokens->idToken = m_grant.tokens.idToken;
    Renewed renewed{ .grant = m_grant };
    if (tokens->scope)
        renewed.grant.grantedScopes = splitScopes(*tokens->scope);
    renewed.grant.tokens = std::move(*tokens);
    if (isRotated)
        return keep(std::move(renewed));
    m_journal.end();
    finishWith(std::move(renewed));
}

/// OIDC Core §12.2. The issuer's answer came over the connection we opened, so the claims are compared; a
/// signature is judged where the token is shown.
std::optional<base::Error> Renewal::idTokenProblem(const TokenSet &tokens) const
{
    if (tokens.idToken.isEmpty())
        return std::nullopt;
    const QString kept = u" The tokens held before are unchanged; the new ones were not stored."_s;
    const auto broke = [&](const QString &code, const QString &message) {
        base::Error error = serverBroke(code, message + kept, u"OIDC Core §12.2"_s, tokens.exchange);
        error.nextStep = u"Sign in again."_s;
        return error;
    };
    const auto jwt = jose::parseJwt(tokens.idToken.reveal());
    if (!jwt)
        return broke(base::code::idTokenInvalid,
            u"The refresh brought an ID token that cannot be read: %1"_s.arg(jwt.error().message));
    const QByteArray issuer = jwt->text("iss").value_or(QByteArray());
    if (issuer != m_grant.server.issuer)
        return broke(base::code::idTokenInvalid,
            u"The refresh brought an ID token of the issuer %1, expected %2."_s.arg(
                quoted(issuer), quoted(m_grant.server.issuer)));
    if (!jwt->audience().contains(m_grant.client.clientId))
        return broke(base::code::idTokenInvalid,
            u"The refresh brought an ID token for %1, expected %2."_s.arg(
                quoted(jwt->audience().join(", ")), quoted(m_grant.client.clientId)));
    const QByteArray subject = jwt->text("sub").value_or(QByteArray());
    if (!m_grant.identity.subject.isEmpty() && subject != m_grant.identity.subject)
        return broke(base::code::subjectChanged,
            u"The refresh brought an ID token about %1, but %2 signed in."_s.arg(
                quoted(subject), quoted(m_grant.identity.subject)));
    return std::nullopt;
}

void Renewal::keep(Renewed renewed)
{
    const base::Secret entry = writeKeptGrant(renewed.grant, m_connection);
    await(m_services.secrets->write(refreshTokenKey(m_connection), entry, this),
        [this, renewed = std::move(renewed)](secrets::SecretStore::WriteOperation *write) mutable {
            renewed.keepState = write->state();
            if (!write->result())
                renewed.keepError = write->result().error();
            else
                m_journal.end();
            finishWith(std::move(renewed));
        });
}

} // namespace authscope::oauth
