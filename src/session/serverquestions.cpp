// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/serverquestions.h"

#include "base/text.h"
#include "jose/jwt.h"
#include "oauth/humantime.h"

using namespace Qt::StringLiterals;

namespace authscope::session {

using oauth::ComparedClaim;
using oauth::TokenKind;

namespace {

qint64 seconds(base::Time time)
{
    return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

std::optional<base::Time> endHere(const oauth::Grant &grant, TokenKind kind)
{
    if (kind != TokenKind::Access)
        return std::nullopt;
    if (const auto jwt = jose::parseJwt(grant.tokens.accessToken.reveal()))
        if (const auto end = jwt->time("exp"))
            return end;
    return grant.tokens.expires();
}

QString differences(const QList<ComparedClaim> &rows)
{
    QStringList names;
    for (const ComparedClaim &row : rows) {
        if (row.differs && row.name != "active")
            names.append(base::cleaned(row.name, 40));
    }
    return names.isEmpty() ? QString() : u" It says something else about %1."_s.arg(names.join(u", "_s));
}

} // namespace

json::Object claimsHere(const oauth::Grant &grant, TokenKind kind)
{
    if (kind == TokenKind::Access) {
        if (const auto jwt = jose::parseJwt(grant.tokens.accessToken.reveal()))
            return jwt->claims;
    }
    json::Object out{ { "iss", json::string(grant.server.issuer) },
        { "client_id", json::string(grant.client.clientId) } };
    if (!grant.identity.subject.isEmpty())
        out["sub"] = json::string(grant.identity.subject);
    if (!grant.grantedScopes.isEmpty())
        out["scope"] = json::string(oauth::joinScopes(grant.grantedScopes));
    const auto end = grant.tokens.expires();
    if (kind == TokenKind::Access && end)
        out["exp"] = seconds(*end);
    return out;
}

AskIntrospection::AskIntrospection(
    Connection *connection, TokenKind kind, oauth::IntrospectionCredential credential, QObject *parent)
    : Awaiting(parent), m_connection(connection), m_kind(kind), m_credential(credential)
{
}

void AskIntrospection::run()
{
    if (!m_connection)
        return finishWith(base::cancelledError());
    m_grant = m_connection->m_keeper->grant();
    auto *ask = new oauth::Introspect(m_connection->m_services, m_grant, m_kind, m_connection->id(), this);
    ask->setCredential(m_credential);
    await(ask, [this](oauth::Introspect *done) {
        if (!done->result())
            return finishWith(done->result().error());
        if (!m_connection)
            return finishWith(base::cancelledError());
        finishWith(report(*done->result()));
    });
}

IntrospectionReport AskIntrospection::report(const oauth::Introspection &answer) const
{
    const base::Time now = m_connection->m_services.clock->now();
    const auto end = endHere(m_grant, m_kind);
    IntrospectionReport out{ .kind = m_kind, .answer = answer };
    const ComparedClaim activity = oauth::compareActivity(end, answer, now);
    out.rows = QList<ComparedClaim>{ activity }
        + oauth::compareClaims(answer.isActive ? claimsHere(m_grant, m_kind) : json::Object(), answer.claims);
    const QString which = m_kind == TokenKind::Access ? u"access token"_s : u"refresh token"_s;
    if (activity.differs && !answer.isActive)
        out.sentence = end
            ? u"Introspection says the %1 is not active; by its own account it ends at %2."_s.arg(
                which, oauth::localTime(*end))
            : u"Introspection says the %1 is not active."_s.arg(which);
    else if (activity.differs)
        out.sentence = u"Introspection says the %1 is active; by its own account it ended at %2."_s.arg(
            which, oauth::localTime(*end));
    else
        out.sentence = answer.isActive
            ? u"Introspection says the %1 is active."_s.arg(which)
            : u"Introspection says the %1 is not active, as it says itself."_s.arg(which);
    out.sentence += differences(out.rows);
    return out;
}

AskUserInfo::AskUserInfo(Connection *connection, QObject *parent) : Awaiting(parent), m_connection(connection)
{
}

void AskUserInfo::run()
{
    if (!m_connection)
        return finishWith(base::cancelledError());
    oauth::TokenKeeper *keeper = m_connection->m_keeper;
    if (keeper->hasAccessToken() || !keeper->canRefresh())
        return ask();
    await(keeper->refresh(this), [this](oauth::TokenKeeper::RefreshOperation *done) {
        if (!done->result())
            return finishWith(done->result().error());
        ask();
    });
}

void AskUserInfo::ask()
{
    if (!m_connection)
        return finishWith(base::cancelledError());
    await(new oauth::FetchUserInfo(m_connection->m_services, m_connection->m_keys,
              m_connection->m_keeper->grant(), m_connection->id(), this),
        [this](oauth::FetchUserInfo *done) {
            if (!done->result())
                return finishWith(done->result().error());
            answered(*done->result());
        });
}

void AskUserInfo::answered(const oauth::UserInfo &answer)
{
    if (!m_connection || !m_connection->m_keeper->hasGrant())
        return finishWith(base::cancelledError());
    const oauth::Identity &known = m_connection->m_keeper->grant().identity;
    UserInfoReport out{ .answer = answer };
    if (!known.isVerified) {
        m_connection->m_keeper->setIdentity(oauth::identityOf(answer));
        m_connection->saveGrant();
        out.sentence = u"Userinfo says who signed in; no ID token did."_s;
    }
    json::Object here = m_connection->m_keeper->grant().idTokenClaims;
    if (here.empty() && m_connection->m_knownGrant) { // after a restart or a refresh
        if (auto kept = json::parseObject(m_connection->m_knownGrant->claims, u"The kept claims"_s))
            here = std::move(*kept);
    }
    for (const char *ofTheToken : { "iss", "aud", "exp", "iat", "nbf", "nonce", "at_hash", "c_hash", "azp",
             "auth_time", "acr", "amr", "sid", "jti" })
        here.erase(ofTheToken); // about the token, not about the person
    out.rows = oauth::compareClaims(here, answer.claims);
    if (out.sentence.isEmpty())
        out.sentence = u"Userinfo is about the one who signed in."_s;
    out.sentence += differences(out.rows);
    finishWith(std::move(out));
}

base::ResultOperation<IntrospectionReport> *Connection::introspect(
    TokenKind kind, QObject *parent, oauth::IntrospectionCredential credential)
{
    return new AskIntrospection(this, kind, credential, parent);
}

base::ResultOperation<UserInfoReport> *Connection::userInfo(QObject *parent)
{
    return new AskUserInfo(this, parent);
}

void Connection::ensureIdentity()
{
    const oauth::Grant &grant = m_keeper->grant();
    // Only where openid was granted: userinfo is part of it (OIDC Core §5.3.1).
    if (grant.identity.isVerified || grant.server.userinfoEndpoint.isEmpty()
        || !grant.grantedScopes.contains("openid"))
        return;
    auto *ask = userInfo(this);
    connect(ask, &base::Operation::finished, this, [this, ask] {
        ask->deleteLater();
        if (ask->result() || ask->result().error().kind == base::ErrorKind::Cancelled)
            return;
        oauth::Identity identity = m_keeper->grant().identity;
        if (!identity.isVerified)
            identity.whyNot += (identity.whyNot.isEmpty() ? QString() : u" "_s)
                + u"Userinfo did not help: %1"_s.arg(ask->result().error().message);
        m_keeper->setIdentity(identity);
    });
    ask->start();
}

} // namespace authscope::session
