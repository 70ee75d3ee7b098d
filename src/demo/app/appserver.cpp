// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/app/appserver.h"

#include "jose/algorithm.h"

#include <algorithm>

namespace authscope::demo {

namespace {

const QByteArray cookieName = "demo_c_sess"; // ports do not separate cookies, names do

} // namespace

net::ServerAnswer AppServer::answer(const net::ServerRequest &request)
{
    if (!isForHost(request, m_world.origins.app))
        return misdirected();
    Visit visit{ request };
    visit.browser = m_browsers.find(cookie(request.headers, cookieName), m_world.now());
    if (visit.browser)
        visit.person = m_world.people.bySubject(visit.browser->subject);

    const QByteArray &path = request.path;
    if (path == "/idp")
        return get(visit, &AppServer::authorize);
    if (path == "/idp/decision")
        return post(visit, &AppServer::decide);
    if (path == "/login")
        return getOrPost(visit, &AppServer::loginPage, &AppServer::login);
    if (path == "/logout")
        return getOrPost(visit, &AppServer::logoutPage, &AppServer::logout);
    if (path == "/settings/connected-apps")
        return get(visit, &AppServer::appsPage);
    if (path == "/settings/connected-apps/revoke")
        return post(visit, &AppServer::revokeApp);
    if (path == "/")
        return get(visit, &AppServer::landing);
    if (request.method != "GET" && request.method != "HEAD")
        return methodNotAllowed("GET, HEAD");
    if (path == "/docs")
        return plainPage(visit, "docs", "Documentation");
    if (path == "/privacy")
        return plainPage(visit, "privacy", "Privacy");
    if (path == "/terms")
        return plainPage(visit, "terms", "Terms");
    if (path.startsWith("/boards/"))
        return board(visit, path.mid(8));
    if (path.startsWith("/people/") && path.endsWith(".svg"))
        return picture(path.mid(8).chopped(4));
    return problem(
        { .title = "There is nothing here", .cause = "Boards has no page at this address.", .status = 404 });
}

net::ServerAnswer AppServer::get(Visit &visit, Handler handler)
{
    if (visit.request.method != "GET" && visit.request.method != "HEAD")
        return methodNotAllowed("GET, HEAD");
    return (this->*handler)(visit);
}

net::ServerAnswer AppServer::post(Visit &visit, Handler handler)
{
    return visit.request.method == "POST" ? (this->*handler)(visit) : methodNotAllowed("POST");
}

net::ServerAnswer AppServer::getOrPost(Visit &visit, Handler onGet, Handler onPost)
{
    return visit.request.method == "POST" ? post(visit, onPost) : get(visit, onGet);
}

net::ServerAnswer AppServer::problem(const PageProblem &problem)
{
    return problemAnswer(problem, m_world.newRequestId(), m_world.random());
}

net::ServerAnswer AppServer::toLogin(const Visit &visit)
{
    return redirectAnswer(withQuery("/login", { { "return_to", visit.request.target } }));
}

Browser &AppServer::known(Visit &visit)
{
    if (!visit.browser)
        visit.browser = m_browsers.create(m_world.now(), m_world.random());
    return *visit.browser;
}

net::ServerAnswer AppServer::sitePage(const Visit &visit, Page page)
{
    page.kind = PageKind::Site;
    page.person = visit.person ? visit.person->shownName() : QByteArray();
    return pageAnswer(page, m_world.random());
}

net::ServerAnswer AppServer::withCookie(net::ServerAnswer answer, const Browser &browser) const
{
    answer.headers.append("Set-Cookie", cookieName + '=' + browser.id + "; Path=/; HttpOnly; SameSite=Lax");
    return answer;
}

std::optional<Params> AppServer::trustedForm(const Visit &visit) const
{
    if (!visit.browser || !isSameOriginPost(visit.request, m_world.origins.app)
        || visit.request.headers.mediaType() != "application/x-www-form-urlencoded")
        return std::nullopt;
    auto form = Params::fromForm(visit.request.body);
    if (!form || !jose::constantTimeEqual(form->value("csrf"), visit.browser->csrf))
        return std::nullopt;
    return form;
}

net::ServerAnswer AppServer::untrusted()
{
    return problem({ .title = "This form is not from here",
        .cause
        = "The form did not come from a Boards page of this browser, or that page is too old. Nothing was "
          "done. Go back and start again.",
        .status = 403 });
}

bool isLocalPath(const QByteArray &path)
{
    return path.startsWith('/') && !path.startsWith("//")
        && std::all_of(path.begin(), path.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '\\'; });
}

} // namespace authscope::demo
