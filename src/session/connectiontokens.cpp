// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/connection.h"
#include "session/headerrules.h"
#include "session/preparation.h"
#include "session/refusal.h"
#include "session/secretvalues.h"

using namespace Qt::StringLiterals;

namespace authscope::session {

oauth::VerdictContext Connection::verdictContext() const
{
    const oauth::Grant &grant = m_keeper->grant();
    return { .issuer = grant.server.issuer,
        .clientId = grant.client.clientId,
        .resource = grant.resource,
        .accessToken = grant.tokens.accessToken.reveal(),
        .subject = grant.identity.subject,
        .requestedScopes = grant.requestedScopes,
        .grantedScopes = grant.grantedScopes,
        .now = m_services.clock->now(),
        .keyExchange = m_keys->exchangeOf(grant.server.jwksUri) };
}

oauth::TokenVerdict Connection::verdict(oauth::TokenKind kind) const
{
    const oauth::Grant &grant = m_keeper->grant();
    const jose::JwkSet *keys = m_keys->cached(grant.server.jwksUri);
    const QString whyNoKeys = grant.server.jwksUri.isEmpty()
        ? u"The server publishes no keys (jwks_uri)."_s
        : u"The server's keys have not been fetched yet."_s;
    switch (kind) {
    case oauth::TokenKind::Access:
        return oauth::judgeAccessToken(grant.tokens.accessToken.reveal(), keys, whyNoKeys, verdictContext());
    case oauth::TokenKind::Id: {
        oauth::VerdictContext context = verdictContext();
        if (grant.identity.isVerified && grant.identity.source == "id token")
            context.verifiedAt = grant.signedInAt;
        return oauth::judgeIdToken(grant.tokens.idToken.reveal(), keys, whyNoKeys, context);
    }
    case oauth::TokenKind::Refresh:
        return oauth::judgeRefreshToken(grant.tokens, verdictContext());
    }
    Q_UNREACHABLE();
    return {};
}

bool Connection::spoilAccessToken()
{
    return m_keeper->spoilAccessToken();
}

base::Secret Connection::tokenValue(oauth::TokenKind kind) const
{
    const oauth::TokenSet &tokens = m_keeper->grant().tokens;
    switch (kind) {
    case oauth::TokenKind::Access:
        return tokens.accessToken;
    case oauth::TokenKind::Id:
        return tokens.idToken;
    case oauth::TokenKind::Refresh:
        return tokens.refreshToken;
    }
    Q_UNREACHABLE();
    return {};
}

void Connection::ensureKeys()
{
    const oauth::Grant &grant = m_keeper->grant();
    if (grant.server.jwksUri.isEmpty())
        return;
    const auto jws = jose::parseJws(grant.tokens.accessToken.reveal());
    auto *fetch = m_keys->keys(grant.server.jwksUri, jws ? jws->kid() : QByteArray(), m_record.id, this);
    connect(fetch, &base::Operation::finished, this, [this, fetch] {
        fetch->deleteLater();
        Q_EMIT tokensChanged();
    });
    fetch->start();
}

QList<net::AuthorizationField> Connection::fields(const QByteArray &method, const QByteArray &url) const
{
    // RFC 8707 §2 and mcp.md 1.6.9: a token goes to the resource it was asked for and nowhere else.
    if (url != m_record.url)
        return {};
    const bool hasToken = m_keeper->hasAccessToken() && !m_keeper->grant().resource.isEmpty();
    QList<net::AuthorizationField> fields;
    for (const NamedSecret &field : m_headers->values()) {
        if (!hasToken || !isAuthorization(field))
            fields.append({ field.first, field.second });
    }
    if (hasToken)
        fields += m_keeper->fields(method, url);
    return fields;
}

int Connection::generation() const
{
    const bool isUsable = m_keeper->hasAccessToken() && !m_keeper->grant().resource.isEmpty();
    return isUsable ? m_keeper->generation() : 0;
}

base::ResultOperation<net::Verdict> *Connection::refused(const net::RefusedRequest &request, QObject *parent)
{
    if (request.status == 401 && m_record.kind == "open") {
        m_record.kind = "mcp"; // it does ask for a sign-in, so one is offered
        saveRecord();
        Q_EMIT changed();
    }
    auto *refusal = new Refusal(this, request, parent);
    ++m_refusals;
    connect(refusal, &QObject::destroyed, this, [this] { --m_refusals; });
    return refusal;
}

void Connection::answered(const QByteArray &url, const net::Headers &headers, const QByteArray &operation)
{
    m_keeper->rememberNonce(url, headers.value("DPoP-Nonce").value_or(QByteArray()));
    m_reauthorizations.remove(operation);
}

bool Connection::takeReauthorization(const QByteArray &operation)
{
    constexpr int most = 2;
    int &taken = m_reauthorizations[operation];
    return taken < most && ++taken;
}

base::ResultOperation<bool> *Connection::prepare(QObject *parent)
{
    return new Preparation(this, parent);
}

} // namespace authscope::session
