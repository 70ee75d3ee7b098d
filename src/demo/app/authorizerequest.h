// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demo/clients.h"
#include "demo/web.h"

namespace authscope::demo {

/// A problem that is told on a page and never by a redirect: we do not know where to.
struct PageProblem {
    QByteArray title, cause;
    QByteArray parameter = {};
    QByteArray received = {}; ///< shown as inert text
    int status = 400;
};

/// Who asks, and where the answer goes. Known to be registered.
struct Addressee {
    const Client *client = nullptr;
    QByteArray redirectUri, state;
};

/// A request that can be answered by redirect, good or bad.
struct AuthorizeRequest {
    QByteArray clientId, redirectUri, state;
    QByteArray nonce, prompt, codeChallenge;
    QList<QByteArray> scopes; ///< asked, all known
    QList<QByteArray> resources;
};

/// RFC 6749 §4.1.2.1: with a client or a redirect URI we do not know, nothing is sent anywhere.
tl::expected<Addressee, PageProblem> readAddressee(const Params &params, const Clients &clients);
/// The rest of it. Errors go to the addressee.
OAuthResult<AuthorizeRequest> readAuthorizeRequest(const Params &params, const Addressee &addressee);

/// RFC 6749 §4.1.2 and RFC 9207: where to send the browser.
QByteArray answerUrl(const QByteArray &redirectUri, const QByteArray &state, const QByteArray &issuer,
    QList<base::FormPair> answer);
QByteArray refusalUrl(const Addressee &addressee, const QByteArray &issuer, const OAuthError &error);

} // namespace authscope::demo
