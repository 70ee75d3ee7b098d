// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demo/app/browsers.h"
#include "demo/app/page.h"
#include "demo/world.h"

namespace authscope::demo {

/// The Boards app's origin: what the customer of the identity provider builds, with the authorization page.
class AppServer {
public:
    explicit AppServer(World &world) : m_world(world) { }
    net::ServerAnswer answer(const net::ServerRequest &request);
    void forgetBrowsers() { m_browsers.clear(); }

private:
    /// Who sent it; the browser lives in m_browsers until the answer is made.
    struct Visit {
        const net::ServerRequest &request;
        Browser *browser = nullptr; ///< may be unknown
        const Person *person = nullptr; ///< may be nobody
    };
    using Handler = net::ServerAnswer (AppServer::*)(Visit &);

    net::ServerAnswer get(Visit &visit, Handler handler);
    net::ServerAnswer post(Visit &visit, Handler handler);
    net::ServerAnswer getOrPost(Visit &visit, Handler onGet, Handler onPost);

    // authorize.cpp
    net::ServerAnswer authorize(Visit &visit);
    net::ServerAnswer consentPage(Visit &visit, const Client &client, const AuthorizeRequest &request);
    net::ServerAnswer decide(Visit &visit);
    net::ServerAnswer grantTo(const Person &person, const AuthorizeRequest &request,
        const QList<QByteArray> &scopes, bool afterForm);

    // account.cpp
    net::ServerAnswer loginPage(Visit &visit);
    net::ServerAnswer login(Visit &visit);
    net::ServerAnswer appsPage(Visit &visit);
    net::ServerAnswer revokeApp(Visit &visit);

    // signout.cpp
    net::ServerAnswer logoutMode(Visit &visit, const Params &params);
    net::ServerAnswer logoutPage(Visit &visit);
    net::ServerAnswer logout(Visit &visit);

    // site.cpp
    net::ServerAnswer landing(Visit &visit);
    net::ServerAnswer board(Visit &visit, const QByteArray &id);
    net::ServerAnswer plainPage(Visit &visit, const QByteArray &name, const QByteArray &title);
    net::ServerAnswer picture(const QByteArray &key);

    net::ServerAnswer problem(const PageProblem &problem);
    net::ServerAnswer toLogin(const Visit &visit);
    /// The visitor's browser, made known first when it is new.
    Browser &known(Visit &visit);
    net::ServerAnswer sitePage(const Visit &visit, Page page);
    net::ServerAnswer withCookie(net::ServerAnswer answer, const Browser &browser) const;
    /// The form of a post, when the form is ours: same origin and this browser's own token.
    std::optional<Params> trustedForm(const Visit &visit) const;
    net::ServerAnswer untrusted();

    World &m_world;
    Browsers m_browsers;
};

/// A path on this server and nothing else: what return_to may be.
bool isLocalPath(const QByteArray &path);

} // namespace authscope::demo
