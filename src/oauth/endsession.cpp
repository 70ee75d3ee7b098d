// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/endsession.h"

#include "base/errorcodes.h"
#include "base/urlguard.h"
#include "jose/algorithm.h"
#include "oauth/registration.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::fail;
using base::Result;

namespace {

/// The page of a provider whose sign-in page ends sessions too.
bool isSignInPage(const ServerMetadata &server)
{
    return server.endSessionEndpoint == server.authorizationEndpoint;
}

} // namespace

Result<QByteArray> endSessionUrl(const Grant &grant, const LogoutReturn &back)
{
    const QString rule = u"OIDC RP-Initiated Logout §2"_s;
    const ServerMetadata &server = grant.server;
    if (server.endSessionEndpoint.isEmpty())
        return fail(base::Error{ .kind = base::ErrorKind::Usage,
            .code = base::code::logoutFailed,
            .message = u"%1 offers no sign-out (end_session_endpoint). No browser was opened."_s.arg(
                quoted(server.issuer)),
            .nextStep = u"Sign out in your browser, in the settings of your account there."_s,
            .rule = rule });
    const auto endpoint = base::guardUrl(server.endSessionEndpoint, u"end_session_endpoint"_s);
    if (!endpoint)
        return fail(endpoint.error());
    bool isTheirs = false;
    for (const QByteArray &known : { server.issuer, server.authorizationEndpoint }) {
        const auto url = base::guardUrl(known, u"The issuer"_s);
        isTheirs = isTheirs || (url && url->origin() == endpoint->origin());
    }
    if (!isTheirs)
        return fail(serverBroke(base::code::logoutFailed,
            u"The sign-out address %1 is on another origin than the issuer %2. The ID token was not sent "
            "there and no browser was opened."_s.arg(
                quoted(server.endSessionEndpoint), quoted(server.issuer)),
            rule));
    QList<base::FormPair> query;
    if (!grant.tokens.idToken.isEmpty())
        query.append({ "id_token_hint", grant.tokens.idToken.reveal() });
    query.append({ "client_id", grant.client.clientId });
    if (!back.uri.isEmpty())
        query.append({ { "post_logout_redirect_uri", back.uri }, { "state", back.state } });
    return server.endSessionEndpoint + (server.endSessionEndpoint.contains('?') ? '&' : '?')
        + base::encodeForm(query);
}

EndSession::EndSession(Services services, Grant grant, QObject *parent)
    : ResultOperation(parent)
    , m_services(std::move(services))
    , m_grant(std::move(grant))
    , m_receiver([this](const Result<AuthorizationResponse> &, const QByteArray &state) {
        if (!jose::constantTimeEqual(state, m_back.state))
            return LoopbackReceiver::Disposition::Ignore;
        m_end.hasReturned = true;
        return LoopbackReceiver::Disposition::Success;
    })
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &EndSession::conclude);
    connect(&m_receiver, &LoopbackReceiver::closed, this, &EndSession::conclude); // its page was shown
}

Result<void> EndSession::listen()
{
    const QList<QByteArray> &registered = m_grant.client.logoutUris;
    if (registered.isEmpty() && !isSignInPage(m_grant.server))
        return {};
    RegisteredPorts known = registeredPorts(registered, logoutPath);
    if (known.ports.isEmpty())
        known = { preferredPorts(), true };
    const auto listening = m_receiver.listen(known.ports, logoutPath,
        known.isPortless ? LoopbackReceiver::OtherPorts::Allowed : LoopbackReceiver::OtherPorts::Refused);
    if (!listening)
        return listening;
    m_back = { m_receiver.redirectUri(), m_services.random->token() };
    m_end.isAwaited = true;
    return {};
}

void EndSession::run()
{
    if (const auto url = endSessionUrl(m_grant); !url) // before anything is bound
        return finishWith(url.error());
    if (!m_services.browser)
        return finishWith(base::Error{ .kind = base::ErrorKind::Usage,
            .code = base::code::browserFailed,
            .message = u"There is no browser here to sign out with."_s });
    if (const auto listening = listen(); !listening)
        return finishWith(listening.error());
    const auto opened = m_services.browser->open(*endSessionUrl(m_grant, m_back));
    if (!opened) {
        m_receiver.close();
        return finishWith(opened.error());
    }
    Q_EMIT this->opened(m_end.isAwaited);
    if (!m_end.isAwaited)
        return finishWith(m_end);
    m_timer.start(m_patience);
}

void EndSession::conclude()
{
    m_timer.stop();
    m_receiver.disconnect(this);
    m_receiver.close();
    m_end.foreignAnswers = m_receiver.foreignAnswers();
    if (isRunning())
        finishWith(m_end);
}

void EndSession::abort()
{
    m_timer.stop();
    m_receiver.disconnect(this);
    m_receiver.close();
}

} // namespace authscope::oauth
