// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/deathproof.h"

#include "jose/jwt.h"
#include "net/http.h"
#include "net/wwwauthenticate.h"
#include "oauth/dpop.h"
#include "oauth/humantime.h"
#include "oauth/introspection.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

namespace {

constexpr std::chrono::milliseconds longestPause{ 5000 };

QString inSeconds(std::chrono::milliseconds time)
{
    return u"%1 s"_s.arg(double(time.count()) / 1000, 0, 'f', 1);
}

} // namespace

QString DeathProof::sentence() const
{
    const QString end
        = livesUntil ? u" By its own account it ends at %1."_s.arg(localTime(*livesUntil)) : QString();
    switch (seen) {
    case Seen::Unknown:
        if (asked == Asked::Nobody)
            return u"Whether the access token is dead could not be seen: there is nobody to ask."_s + end;
        return u"Whether the access token is dead could not be seen: no clear answer came in %1."_s.arg(
                   inSeconds(after))
            + end;
    case Seen::Alive:
        return asked == Asked::Introspection
            ? u"The provider still calls the access token active after %1."_s.arg(inSeconds(after)) + end
            : u"The access token is still accepted after %1 (last status %2): whoever checks tokens without "
              "asking the provider accepts it until it ends."_s.arg(inSeconds(after))
                    .arg(status)
                + end;
    case Seen::Dead:
        break;
    }
    if (asked == Asked::Introspection)
        return u"The provider calls the access token inactive, seen after %1."_s.arg(inSeconds(after))
            + (livesUntil ? u" A resource that checks tokens by itself may accept it until %1."_s.arg(
                   localTime(*livesUntil))
                          : QString());
    return u"The access token was refused after %1."_s.arg(inSeconds(after));
}

ProveDead::ProveDead(Services services, Grant grant, QString connection, QObject *parent)
    : Awaiting(parent)
    , m_services(std::move(services))
    , m_grant(std::move(grant))
    , m_connection(std::move(connection))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &ProveDead::ask);
}

void ProveDead::run()
{
    m_begun = m_services.clock->now();
    const TokenSet &tokens = m_grant.tokens;
    if (const auto jwt = jose::parseJwt(tokens.accessToken.reveal()))
        m_proof.livesUntil = jwt->time("exp");
    if (!m_proof.livesUntil)
        m_proof.livesUntil = tokens.expires();
    if (tokens.accessToken.isEmpty())
        m_proof.asked = DeathProof::Asked::Nobody;
    else if (!introspectionEndpoint(m_grant.server).isEmpty())
        m_proof.asked = DeathProof::Asked::Introspection;
    else if (!m_grant.resource.isEmpty())
        m_proof.asked = DeathProof::Asked::Resource;
    else if (!m_grant.server.userinfoEndpoint.isEmpty())
        m_proof.asked = DeathProof::Asked::Userinfo;
    ask();
}

void ProveDead::ask()
{
    if (!isRunning())
        return;
    switch (m_proof.asked) {
    case DeathProof::Asked::Nobody:
        return finishWith(m_proof);
    case DeathProof::Asked::Introspection:
        return introspect();
    case DeathProof::Asked::Resource:
    case DeathProof::Asked::Userinfo:
        return call();
    }
}

void ProveDead::introspect()
{
    await(
        new Introspect(m_services, m_grant, TokenKind::Access, m_connection, this), [this](Introspect *done) {
            if (done->result()) {
                m_proof.status = 200;
                m_proof.exchange = done->result()->exchange;
                return judged(!done->result()->isActive);
            }
            m_proof.exchange = done->result().error().exchange;
            // Offered and not for us, say: the resource is asked instead.
            if (!m_grant.resource.isEmpty() && done->result().error().kind != base::ErrorKind::Network) {
                m_proof.asked = DeathProof::Asked::Resource;
                return call();
            }
            unclear();
        });
}

void ProveDead::call()
{
    const bool isResource = m_proof.asked == DeathProof::Asked::Resource;
    const bool isBound = m_grant.dpop && m_grant.tokens.tokenType == "DPoP";
    net::Request request;
    request.purpose = u"A call with the revoked token"_s;
    request.method = isResource ? "POST" : "GET";
    request.url = isResource ? m_grant.resource : m_grant.server.userinfoEndpoint;
    request.headers = { { "Accept", "application/json, text/event-stream" },
        { "Authorization", (isBound ? "DPoP " : "Bearer ") + m_grant.tokens.accessToken.reveal() } };
    if (isResource) {
        request.headers.append("Content-Type", "application/json");
        request.body = R"({"jsonrpc":"2.0","id":1,"method":"ping"})";
    }
    if (isBound)
        request.headers.append("DPoP",
            dpopProof(*m_grant.dpop, request.method, request.url, m_grant.tokens.accessToken, m_services)
                .reveal());
    request.connection = m_connection;
    request.limits.total = std::chrono::seconds(10);
    await(new net::HttpCall(request, m_services.network, this), [this](net::HttpCall *done) {
        if (!done->result()) {
            m_proof.exchange = done->result().error().exchange;
            return unclear();
        }
        const net::Response &response = *done->result();
        m_proof.status = response.status;
        m_proof.exchange = response.exchange;
        const QList<net::Challenge> challenges
            = net::parseChallenges(response.headers.values("WWW-Authenticate"));
        const bool wantsNonce = std::any_of(challenges.begin(), challenges.end(),
            [](const net::Challenge &one) { return one.value("error") == QByteArray("use_dpop_nonce"); });
        if (m_grant.dpop)
            rememberNonce(*m_grant.dpop, done->request().url,
                response.headers.value("DPoP-Nonce").value_or(QByteArray()));
        if ((response.status == 401 && wantsNonce) || response.status >= 500 || response.status == 429)
            return unclear();
        judged(response.status == 401);
    });
}

void ProveDead::judged(bool isDead)
{
    m_proof.seen = isDead ? DeathProof::Seen::Dead : DeathProof::Seen::Alive;
    again();
}

void ProveDead::unclear()
{
    m_proof.seen = DeathProof::Seen::Unknown;
    again();
}

void ProveDead::again()
{
    ++m_proof.tries;
    m_proof.after = m_services.clock->now() - m_begun;
    Q_EMIT tried(m_proof.tries);
    if (!isRunning())
        return;
    if (m_proof.seen == DeathProof::Seen::Dead || m_proof.after + m_pause > m_patience)
        return finishWith(m_proof);
    m_timer.start(m_pause);
    m_pause = std::min(m_pause * 2, longestPause);
}

void ProveDead::abort()
{
    m_timer.stop();
    Awaiting::abort();
}

} // namespace authscope::oauth
