// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "session/connection.h"
#include "session/features.h"
#include "session/restoring.h"

using namespace Qt::StringLiterals;

namespace authscope::session {

using base::Error;
using base::ErrorKind;

oauth::SignInFlow *Connection::signInFlow() const
{
    return m_flow;
}

oauth::SignInFlow *Connection::signIn(const QString &reason, const QList<QByteArray> &extraScopes)
{
    QList<net::Challenge> challenges;
    if (!extraScopes.isEmpty())
        challenges.append(
            { .scheme = "bearer", .parameters = { { "scope", oauth::joinScopes(extraScopes) } } });
    m_directFailure.reset(); // somebody asked for it
    return signInAfter(challenges, reason);
}

oauth::SignInFlow *Connection::signInAfter(const QList<net::Challenge> &challenges, const QString &reason)
{
    if (m_flow && m_flow->isRunning())
        return m_flow;
    if (m_flow)
        m_flow->deleteLater();
    const Settings chosen = settings();
    oauth::SignInRequest request{ .connection = m_record.id,
        .url = m_record.url,
        .challenges = challenges,
        .isResource = kind() == EndpointKind::McpServer || m_mcp,
        .rememberedIssuer = m_record.issuer,
        .acceptServerSpelling = chosen.acceptServerSpelling,
        .allowsOriginFallback = chosen.era != mcp::EraChoice::Modern && era() != mcp::Era::Modern,
        .clientId = chosen.clientId,
        .clientSecret = m_clientSecret,
        .clientIssuer = chosen.clientIssuer,
        .clientMetadataUrl = chosen.clientMetadataUrl,
        .clientAuthMethod = chosen.clientAuthMethod,
        .grantKind = chosen.grantKind,
        .grant = chosen.grantKind == oauth::GrantKind::DeviceCode ? oauth::DeviceInput() : m_grantInput,
        .scopes = chosen.scopes,
        .staySignedIn = chosen.staySignedIn,
        .reason = reason,
        .prompt = chosen.prompt,
        .loginHint = chosen.loginHint,
        .maxAge = chosen.maxAge,
        .extraParameters = chosen.extraParameters,
        .alwaysPush = chosen.alwaysPush,
        .decisions = chosen.decisions,
        .stepThrough = m_stepThrough };
    if (m_knownGrant)
        request.heldScopes = oauth::splitScopes(m_knownGrant->requestedScopes);
    m_flow = new oauth::SignInFlow(m_services, request, this);
    connect(m_flow, &base::Operation::finished, this, [this, flow = m_flow] { signInFinished(flow); });
    connect(m_flow, &oauth::SignInFlow::decided, this,
        [this, flow = m_flow] { keepDecisions(flow->decisions()); });
    // Many servers list their tools to anybody; the consent table can then say which need what.
    connect(m_flow, &oauth::SignInFlow::consentNeeded, this, [this] {
        if (m_flow->resourceMetadata() && !m_toolsLoaded && m_gestures == 0)
            reloadTools();
    });
    setLastError({});
    m_flow->start();
    Q_EMIT signInStarted(m_flow);
    Q_EMIT changed();
    return m_flow;
}

/// Tokens, scopes and registration of one issuer are nothing at another (RFC 9728 §7.6). Not before the
/// person signed in there: metadata that names another issuer ends nothing by itself.
void Connection::issuerMoved()
{
    m_knownGrant.reset();
    if (const auto removed = m_store->removeGrant(m_record.id); !removed)
        setLastError(removed.error());
    recordConsent("ended", {}, {}, u"The server signs in at another issuer now."_s);
}

void Connection::signInFinished(oauth::SignInFlow *flow)
{
    if (!flow->result()) {
        const Error &error = flow->result().error();
        if (error.kind == ErrorKind::Refused)
            recordConsent("refused", {}, {}, error.message);
        if (error.kind != ErrorKind::Cancelled)
            setLastError(error);
        // mcp.md 1.6: a refused assertion is not sent again; an unreachable server may be asked with a
        // secret.
        const bool mayRepeat = error.kind == ErrorKind::Network
            && flow->request().grantKind == oauth::GrantKind::ClientCredentials;
        if (error.kind != ErrorKind::Cancelled && isDirect() && !mayRepeat)
            m_directFailure = error;
        Q_EMIT changed();
        return;
    }
    const oauth::Grant &grant = *flow->result();
    if (!m_record.issuer.isEmpty() && m_record.issuer != grant.server.issuer)
        issuerMoved();
    const bool isFirst = !m_knownGrant;
    const bool isSamePerson = m_keeper->hasGrant() && !grant.identity.subject.isEmpty()
        && m_keeper->grant().identity.subject == grant.identity.subject
        && m_keeper->grant().server.issuer == grant.server.issuer;
    m_keeper->adopt(grant, flow->keepState());
    m_record.issuer = grant.server.issuer;
    m_record.resource = grant.resource;
    m_record.kind = grant.resource.isEmpty() ? "issuer" : "mcp";
    m_record.lastUsed = m_services.clock->now();
    if (const auto &resource = flow->resourceMetadata(); resource && !resource->resourceName.isEmpty()
        && m_record.name == QUrl::fromEncoded(m_record.url).authority(QUrl::EncodeUnicode))
        m_record.name = base::cleaned(resource->resourceName, 80);
    saveRecord();
    saveGrant();
    recordConsent(
        isFirst ? "granted" : "changed", grant.requestedScopes, grant.grantedScopes, flow->request().reason);
    setLastError({});
    ensureKeys();
    ensureIdentity();
    // What was opened as nobody, or as somebody else, is not continued; a call that waits for this is.
    if (!isSamePerson && m_refusals == 0)
        closeSession();
    Q_EMIT tokensChanged();
    Q_EMIT changed();
    reloadTools();
    m_features->reload();
}

base::ResultOperation<bool> *Connection::restore(QObject *parent)
{
    if (m_services.secrets->wasKept(clientSecretKey(m_record.id)) && m_clientSecret.isEmpty()) {
        auto *read = m_services.secrets->read(clientSecretKey(m_record.id), this);
        connect(read, &base::Operation::finished, this, [this, read] {
            read->deleteLater();
            if (read->result()) {
                m_clientSecret = *read->result();
                m_services.redactor()->learn(base::SecretKind::ClientSecret, m_clientSecret.reveal());
            }
        });
        read->start();
    }
    return new Restoring(this, parent);
}

oauth::TokenKeeper::RefreshOperation *Connection::refresh(QObject *parent)
{
    return m_keeper->refresh(parent);
}

SignOut *Connection::signOut(bool revoke, QObject *parent)
{
    return undo(revoke ? Undo::Disconnect : Undo::Forget, parent);
}

SignOut *Connection::undo(Undo how, QObject *parent)
{
    return new SignOut(this, how, parent);
}

QList<store::ConsentEvent> Connection::consentHistory() const
{
    return m_store->consentHistory(m_record.id).value_or(QList<store::ConsentEvent>());
}

void Connection::saveGrant()
{
    const oauth::Grant &grant = m_keeper->grant();
    // What was verified at the sign-in stays known: a refresh is about the same subject and verifies nothing.
    const bool isSamePerson = m_knownGrant && m_knownGrant->subject == grant.identity.subject;
    const QByteArray claims = grant.idTokenClaims.empty() && isSamePerson
        ? m_knownGrant->claims
        : json::compact(grant.idTokenClaims);
    m_knownGrant = store::GrantRecord{ .connection = m_record.id,
        .issuer = grant.server.issuer,
        .clientId = grant.client.clientId,
        .subject = grant.identity.subject,
        .requestedScopes = oauth::joinScopes(grant.requestedScopes),
        .grantedScopes = oauth::joinScopes(grant.grantedScopes),
        .generation = m_keeper->generation(),
        .claims = claims,
        .identityVerified = grant.identity.isVerified,
        .obtained = grant.tokens.received,
        .expires = grant.tokens.expires() };
    if (const auto saved = m_store->save(*m_knownGrant); !saved)
        setLastError(saved.error());
}
} // namespace authscope::session
