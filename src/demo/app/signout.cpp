// SPDX-License-Identifier: GPL-3.0-or-later
// Ends the browser's session. Tokens of apps stay what they are.
#include "demo/app/appserver.h"

#include "demo/redirects.h"
#include "demo/tokens.h"

namespace authscope::demo {

namespace {

/// Where the browser goes afterwards.
QByteArray afterwards(const QByteArray &uri, const QByteArray &state)
{
    if (uri.isEmpty())
        return "/";
    return state.isEmpty() ? uri : withQuery(uri, { { "state", state } });
}

/// Client and address have to belong together, on the page and when its form comes back.
bool isRegisteredForLogout(const Clients &clients, const QByteArray &clientId, const QByteArray &uri)
{
    const Client *client = clients.byId(clientId);
    return client && matchesAny(uri, client->logoutUris);
}

} // namespace

net::ServerAnswer AppServer::logoutMode(Visit &visit, const Params &params)
{
    const QByteArray uri = params.value("post_logout_redirect_uri");
    const QByteArray clientId = params.value("client_id");
    if (clientId.isEmpty())
        return problem({ "This link is not complete", "The parameter client_id is missing.", "client_id" });
    if (const QByteArray twice = params.repeated({}); !twice.isEmpty())
        return problem({ "This link is not right", "A parameter is there twice.", shown(twice) });
    const Client *client = m_world.clients.byId(clientId);
    if (!client)
        return problem({ "This app is not known here",
            "No app is registered under the client_id that the link names.", "client_id", clientId });
    if (!isRegisteredForLogout(m_world.clients, clientId, uri))
        return problem({ "This app may not be answered there",
            "The address to go to after signing out is not one the app registered. Nothing was sent to it.",
            "post_logout_redirect_uri", uri });
    const QByteArray hinted = subjectOfHint(m_world, params.value("id_token_hint"), *client);
    if (!visit.person || hinted == visit.person->subject) {
        if (visit.browser)
            m_browsers.end(visit.browser->id);
        return redirectAnswer(afterwards(uri, params.value("state")));
    }
    const QByteArray main = renderPage("logout",
        { { "person", visit.person->shownName() }, { "csrf", visit.browser->csrf }, { "client", clientId },
            { "uri", uri }, { "state", params.value("state") } });
    return pageAnswer({ .kind = PageKind::Identity, .title = "Sign out", .main = main, .answersTo = uri },
        m_world.random());
}

net::ServerAnswer AppServer::logoutPage(Visit &visit)
{
    if (!visit.person)
        return redirectAnswer("/");
    const QByteArray main = renderPage("logout",
        { { "person", visit.person->shownName() }, { "csrf", visit.browser->csrf }, { "client", "" },
            { "uri", "" }, { "state", "" } });
    return pageAnswer({ .kind = PageKind::Identity, .title = "Sign out", .main = main }, m_world.random());
}

net::ServerAnswer AppServer::logout(Visit &visit)
{
    const auto form = trustedForm(visit);
    if (!form)
        return untrusted();
    const QByteArray uri = form->value("post_logout_redirect_uri");
    if (!uri.isEmpty() && !isRegisteredForLogout(m_world.clients, form->value("client_id"), uri))
        return untrusted();
    m_browsers.end(visit.browser->id);
    return redirectAnswer(afterwards(uri, form->value("state")), true);
}

} // namespace authscope::demo
