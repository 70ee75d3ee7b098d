// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/app/appserver.h"

#include "demo/log.h"
#include "demo/scopes.h"

#include "base/urlguard.h"

#include <algorithm>

namespace authscope::demo {

namespace {

QByteArray scopeLine(const ConsentLine &line, const char *mark)
{
    return "<li data-testid=\"scope-" + line.id + "\" data-scopes=\"" + joinScopes(line.scopes)
        + "\"><span class=\"mark " + mark + "\" aria-hidden=\"true\"></span><span>" + escapeHtml(line.text)
        + "</span></li>";
}

QByteArray ungrantableBlock(const QList<QByteArray> &scopes, const Person &person)
{
    if (scopes.isEmpty())
        return {};
    QByteArray lines;
    for (const ConsentLine &line : consentLines(scopes))
        lines += scopeLine(line, "no");
    return renderPage("consent-ungrantable", { { "lines", lines }, { "role", roleName(person.role) } });
}

QByteArray resourceBlock(const QList<QByteArray> &resources, const QByteArray &mcpUrl)
{
    QByteArray names;
    for (const QByteArray &resource : resources) {
        const QByteArray name = resource == mcpUrl ? "<strong>Boards Server</strong>"
                                                   : "<code>" + escapeHtml(shown(resource)) + "</code>";
        names += (names.isEmpty() ? "" : ", ") + name;
    }
    return names.isEmpty() ? QByteArray()
                           : "<p class=\"note\" data-testid=\"resource\">For use with " + names + ".</p>";
}

bool isOnThisComputer(const QByteArray &uri)
{
    const auto url = base::guardUrl(uri, QStringLiteral("redirect_uri"));
    return url && url->isLoopback;
}

} // namespace

net::ServerAnswer AppServer::authorize(Visit &visit)
{
    const auto params = Params::fromForm(visit.request.query);
    if (!params)
        return problem({ "This link is not right", "The link's parameters cannot be read." });
    if (params->has("post_logout_redirect_uri"))
        return logoutMode(visit, *params);
    const auto addressee = readAddressee(*params, m_world.clients);
    if (!addressee)
        return problem(addressee.error());
    const bool isAutomatic = !m_world.autoConsentUser.isEmpty();
    const Person *person = isAutomatic ? m_world.people.byKey(m_world.autoConsentUser) : visit.person;
    if (!person)
        return toLogin(visit);
    const auto refuseTo = [&](const OAuthError &error) {
        return redirectAnswer(refusalUrl(*addressee, m_world.origins.idp, error));
    };
    const auto request = readAuthorizeRequest(*params, *addressee);
    if (!request)
        return refuseTo(request.error());
    const ScopeSplit split = splitByPermissions(request->scopes, permissionsOf(person->role));
    if (split.grantable.isEmpty())
        return refuseTo({ "invalid_scope", "oauth_invalid_scope_requested",
            "This person can give nothing of what was asked for." });
    const Consent *earlier = m_world.consents.find(person->subject, addressee->client->id);
    if (isAutomatic || !needsConsent(*addressee->client, split.grantable, request->prompt, earlier))
        return grantTo(*person, *request, split.grantable, false);
    return consentPage(visit, *addressee->client, *request);
}

net::ServerAnswer AppServer::consentPage(Visit &visit, const Client &client, const AuthorizeRequest &request)
{
    const Person &person = *visit.person;
    const ScopeSplit split = splitByPermissions(request.scopes, permissionsOf(person.role));
    const QByteArray clientName
        = shown(client.name.isEmpty() ? originOf(request.redirectUri) : client.name, 80);
    const bool hasCustom = std::any_of(split.grantable.begin(), split.grantable.end(),
        [](const QByteArray &scope) { return findScope(scope)->isCustom; });
    QByteArray lines;
    for (const ConsentLine &line : consentLines(split.grantable))
        lines += scopeLine(line, "yes");
    const QByteArray title = hasCustom ? clientName + " wants to access your Boards account"
                                       : "Sign in to " + clientName + " with Boards";
    const QByteArray verified = client.wasRegisteredByItself ? renderPage("consent-unverified", {})
        : client.isFirstParty() ? QByteArray("<span class=\"tag\">Made by Boards</span>")
                                : QByteArray("<span class=\"tag\">Third party</span>");
    const QByteArray offline
        = split.grantable.contains("offline_access") ? renderPage("consent-offline", {}) : "";
    const QByteArray question = Browsers::ask(*visit.browser, request, m_world.random());
    const QByteArray main = renderPage("consent",
        { { "title", title }, { "client", clientName }, { "clientInitial", initialOf(clientName) },
            { "verified", verified },
            { "place", isOnThisComputer(request.redirectUri) ? "this computer, " : "" },
            { "target", shown(originOf(request.redirectUri), 120) }, { "person", shown(person.shownName()) },
            { "email", person.email }, { "initial", initialOf(person.shownName()) },
            { "personKey", person.key },
            { "switch", withQuery("/login", { { "return_to", visit.request.target } }) }, { "lines", lines },
            { "ungrantable", ungrantableBlock(split.ungrantable, person) }, { "offline", offline },
            { "resources", resourceBlock(request.resources, m_world.origins.mcpUrl()) },
            { "csrf", visit.browser->csrf }, { "question", question } });
    return pageAnswer(
        { .kind = PageKind::Identity, .title = title, .main = main, .answersTo = request.redirectUri },
        m_world.random());
}

net::ServerAnswer AppServer::decide(Visit &visit)
{
    const auto form = trustedForm(visit);
    if (!form || !visit.person)
        return untrusted();
    const auto request = Browsers::take(*visit.browser, form->value("question"));
    const QByteArray decision = form->value("decision");
    if (!request || (decision != "allow" && decision != "deny"))
        return problem({ .title = "This was answered already",
            .cause
            = "The question on that page was answered before, or is too old. Nothing was done. Start again "
              "from the app.",
            .status = 409 });
    const Client *client = m_world.clients.byId(request->clientId);
    if (!client)
        return problem({ "This app is not known here", "The app was deleted in the meantime.", "client_id" });
    const ScopeSplit split = splitByPermissions(request->scopes, permissionsOf(visit.person->role));
    if (decision == "allow")
        return grantTo(*visit.person, *request, split.grantable, true);
    const Addressee addressee{ client, request->redirectUri, request->state };
    return redirectAnswer(
        refusalUrl(addressee, m_world.origins.idp, { "access_denied", {}, "The person said no." }), true);
}

net::ServerAnswer AppServer::grantTo(
    const Person &person, const AuthorizeRequest &request, const QList<QByteArray> &scopes, bool afterForm)
{
    m_world.consents.remember(person.subject, request.clientId, scopes, m_world.now());
    const QByteArray code = m_world.grants.issueCode({ .subject = person.subject,
                                                         .clientId = request.clientId,
                                                         .redirectUri = request.redirectUri,
                                                         .codeChallenge = request.codeChallenge,
                                                         .nonce = request.nonce,
                                                         .scopes = scopes,
                                                         .resources = request.resources },
        m_world.now(), m_world.random());
    m_world.save();
    qCInfo(demoLog) << "authorized" << person.key << "for" << request.clientId;
    return redirectAnswer(
        answerUrl(request.redirectUri, request.state, m_world.origins.idp, { { "code", code } }), afterForm);
}

} // namespace authscope::demo
