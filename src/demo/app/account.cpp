// SPDX-License-Identifier: GPL-3.0-or-later
// Signing in to Boards, and the list of apps that were let in.
#include "demo/app/appserver.h"

#include "demo/redirects.h"
#include "demo/scopes.h"

namespace authscope::demo {

namespace {

/// Where the post of the login form may end: the app may be let in at once, and then the browser goes on to
/// it.
QByteArray redirectOf(const QByteArray &returnTo, const Clients &clients)
{
    const qsizetype mark = returnTo.indexOf('?');
    const auto params = mark < 0 ? std::nullopt : Params::fromForm(QByteArrayView(returnTo).sliced(mark + 1));
    const Client *client = params ? clients.byId(params->value("client_id")) : nullptr;
    const QByteArray uri = params ? params->value("redirect_uri") : QByteArray();
    return client && matchesAny(uri, client->redirectUris) ? uri : QByteArray();
}

QByteArray personButton(const Person &person)
{
    const QByteArray detail = person.name.isEmpty() ? QByteArray("No name given") : person.email;
    const QByteArray unverified = person.isEmailVerified
        ? QByteArray()
        : QByteArray("<span class=\"tag\">e-mail not verified</span>");
    return renderPage("login-person",
        { { "key", person.key }, { "name", person.shownName() }, { "initial", initialOf(person.shownName()) },
            { "detail", detail }, { "unverified", unverified }, { "role", roleName(person.role) } });
}

} // namespace

net::ServerAnswer AppServer::loginPage(Visit &visit)
{
    const auto params = Params::fromForm(visit.request.query);
    const QByteArray returnTo = params && params->has("return_to") ? params->value("return_to") : "/";
    if (!isLocalPath(returnTo))
        return problem({ "This link is not right", "After signing in, it would lead away from Boards.",
            "return_to", returnTo });
    QByteArray people;
    for (const Person &person : m_world.people.all())
        people += personButton(person);
    const Browser &browser = known(visit);
    const QByteArray main
        = renderPage("login", { { "people", people }, { "csrf", browser.csrf }, { "returnTo", returnTo } });
    return withCookie(pageAnswer({ .kind = PageKind::Identity,
                                     .title = "Sign in",
                                     .main = main,
                                     .answersTo = redirectOf(returnTo, m_world.clients) },
                          m_world.random()),
        browser);
}

net::ServerAnswer AppServer::login(Visit &visit)
{
    const auto form = trustedForm(visit);
    if (!form)
        return untrusted();
    const QByteArray returnTo = form->has("return_to") ? form->value("return_to") : "/";
    const bool isNew = form->value("person") == "new";
    const Person *person
        = isNew ? m_world.people.addNew(m_world.random()) : m_world.people.byKey(form->value("person"));
    if (!person || !isLocalPath(returnTo))
        return problem({ "This form is not right", "It names nobody who is here, or a page that is not." });
    if (isNew)
        m_world.save();
    const Browser *browser
        = m_browsers.signIn(visit.browser->id, person->subject, m_world.now(), m_world.random());
    return withCookie(redirectAnswer(returnTo, true), *browser);
}

net::ServerAnswer AppServer::appsPage(Visit &visit)
{
    if (!visit.person)
        return toLogin(visit);
    QByteArray rows;
    for (const Consent &consent : m_world.consents.of(visit.person->subject)) {
        const Client *client = m_world.clients.byId(consent.clientId);
        const QByteArray name
            = client && !client->name.isEmpty() ? shown(client->name, 80) : "An app without name";
        QByteArray lines;
        for (const ConsentLine &line : consentLines(consent.scopes))
            lines += "<li>" + escapeHtml(line.text) + "</li>";
        const bool isConnected
            = m_world.grants.hasLiveFamily(visit.person->subject, consent.clientId, m_world.now());
        rows += renderPage("apps-row",
            { { "id", consent.clientId }, { "name", name }, { "initial", initialOf(name) },
                { "lines", lines }, { "given", isoTime(consent.given).first(10) },
                { "used", isoTime(consent.lastUsed).left(16).replace('T', ' ') },
                { "state", isConnected ? "Stays connected" : "Connects when you use it" },
                { "csrf", visit.browser->csrf } });
    }
    const QByteArray main
        = rows.isEmpty() ? renderPage("apps-none", {}) : renderPage("apps", { { "rows", rows } });
    return sitePage(visit, { .title = "Connected apps", .main = main });
}

net::ServerAnswer AppServer::revokeApp(Visit &visit)
{
    const auto form = trustedForm(visit);
    if (!form || !visit.person)
        return untrusted();
    const QByteArray clientId = form->value("client_id");
    m_world.consents.forget(visit.person->subject, clientId);
    m_world.grants.revokeApp(visit.person->subject, clientId);
    m_world.save();
    return redirectAnswer("/settings/connected-apps", true);
}

} // namespace authscope::demo
