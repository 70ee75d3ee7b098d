// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/refusal.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "session/toolconsents.h"

using namespace Qt::StringLiterals;

namespace authscope::session {

using base::Error;
using base::ErrorKind;

Refusal::Refusal(Connection *connection, net::RefusedRequest request, QObject *parent)
    : ResultOperation(parent)
    , m_connection(connection)
    , m_request(std::move(request))
    , m_challenges(m_request.challenges())
{
}

QList<QByteArray> Refusal::wantedScopes() const
{
    const auto challenge = net::bearerChallenge(m_challenges);
    const auto scope = challenge ? challenge->value("scope") : std::nullopt;
    return oauth::splitScopes(scope.value_or(QByteArray()));
}

ToolCall *Refusal::refusedCall() const
{
    const QList<ToolCall *> &calls = m_connection->m_calls;
    const auto call = std::find_if(calls.begin(), calls.end(),
        [this](const ToolCall *one) { return one->isRunning() && one->operation() == m_request.operation; });
    return call == calls.end() ? nullptr : *call;
}

QList<QByteArray> Refusal::missingScopes() const
{
    QList<QByteArray> missing = wantedScopes();
    const QList<QByteArray> granted = m_connection->m_keeper->grant().grantedScopes;
    missing.removeIf([&granted](const QByteArray &one) { return granted.contains(one); });
    return missing;
}

/// RFC 9449 §9: the token is good, only the proof was not fresh enough.
bool Refusal::isAboutTheNonce() const
{
    return m_request.status == 401 && m_connection->m_keeper->isBound()
        && m_request.headers.contains("DPoP-Nonce")
        && std::any_of(m_challenges.begin(), m_challenges.end(), [](const net::Challenge &challenge) {
               return challenge.value("error") == QByteArray("use_dpop_nonce");
           });
}

void Refusal::run()
{
    if (const ToolCall *call = refusedCall())
        m_connection->consents()->learn(
            call->tool(), wantedScopes(), m_request.status == 403 ? "403" : "401");
    m_connection->m_keeper->rememberNonce(
        m_connection->url(), m_request.headers.value("DPoP-Nonce").value_or(QByteArray()));
    if (isAboutTheNonce())
        return finishWith(m_request.nonceRepeats == 0 ? net::Verdict::RetryWithNonce : net::Verdict::GiveUp);
    // Another request's refusal was dealt with while this one was on its way: what came of it may do.
    const int now = m_connection->generation();
    if (now != 0 && m_request.generation != now)
        return finishWith(net::Verdict::Retry);
    if (m_request.status == 403)
        missingScope();
    else
        badToken();
}

void Refusal::missingScope()
{
    const auto challenge = net::bearerChallenge(m_challenges);
    const bool isScope = challenge && challenge->value("error") == QByteArray("insufficient_scope");
    // mcp.md 1.6.10: stop at once when everything asked for was granted already.
    // A grant without a person has all it will get.
    if (!isScope || missingScopes().isEmpty() || m_connection->isDirect() || !m_connection->maySignIn()
        || !m_connection->takeReauthorization(m_request.operation))
        return finishWith(net::Verdict::GiveUp);
    signIn(u"The server asks for %1"_s.arg(QString::fromUtf8(missingScopes().join(", "))));
}

void Refusal::badToken()
{
    const bool carriedToken = m_request.generation != 0;
    if (m_request.attempt == 1 && carriedToken && m_connection->m_keeper->canRefresh())
        return refresh();
    if (m_request.attempt <= (m_connection->isDirect() ? 1 : 2) && m_connection->maySignIn()
        && (!carriedToken || m_connection->takeReauthorization(m_request.operation)))
        return signIn(carriedToken ? u"The server no longer accepts the access token"_s
                                   : u"The server asks for a sign-in"_s);
    if (carriedToken)
        return finishWith(net::Verdict::GiveUp);
    if (m_connection->m_directFailure)
        return finishWith(*m_connection->m_directFailure);
    const QString message = m_connection->hasOwnAuthorization()
        ? u"%1 did not accept the field Authorization that is set for this connection (401), and you are not "
          "signed in. Nothing was done."_s
        : u"%1 asks for a sign-in, and you are not signed in. Nothing was done."_s;
    finishWith(Error{ .kind = ErrorKind::Refused,
        .code = base::code::notSignedIn,
        .message = message.arg(base::cleaned(m_connection->url())),
        .nextStep = u"Sign in first."_s,
        .exchange = m_request.exchange });
}

void Refusal::refresh()
{
    auto *refresh = m_connection->m_keeper->refresh(this);
    m_step = refresh;
    connect(refresh, &base::Operation::finished, this, [this, refresh] {
        refresh->deleteLater();
        if (refresh->result())
            return finishWith(net::Verdict::Retry);
        const Error error = refresh->result().error();
        if (error.kind != ErrorKind::Network && error.kind != ErrorKind::Cancelled
            && m_connection->maySignIn())
            return signIn(u"The sign-in has ended"_s);
        finishWith(error);
    });
    refresh->start();
}

void Refusal::signIn(const QString &reason)
{
    oauth::SignInFlow *flow = m_connection->signInAfter(m_challenges, reason);
    m_step = flow;
    connect(flow, &base::Operation::finished, this, [this, flow] {
        if (flow->result())
            retry();
        else
            finishWith(flow->result().error());
    });
}

/// Signing in takes a person a while: a write they said yes to long before is not sent behind their back.
void Refusal::retry()
{
    ToolCall *call = refusedCall();
    if (!call)
        return finishWith(net::Verdict::Retry);
    call->beforeSendingAgain([self = QPointer<Refusal>(this)](bool yes) {
        if (!self || !self->isRunning())
            return;
        if (yes)
            return self->finishWith(net::Verdict::Retry);
        self->finishWith(Error{ .kind = ErrorKind::Refused,
            .code = base::code::confirmationNeeded,
            .message = u"The sign-in is done, but the call can change things and was not confirmed once "
                       "more. It was not sent again."_s });
    });
}

void Refusal::abort()
{
    if (m_step)
        m_step->cancel();
}

} // namespace authscope::session
