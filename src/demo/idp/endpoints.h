// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demo/oautherror.h"
#include "demo/web.h"
#include "demo/world.h"

/// One function an endpoint. Each answers a request that is for this host and has the right method.
namespace authscope::demo::idp {

json::Object authorizationServerMetadata(const World &world); ///< RFC 8414
json::Object openidConfiguration(const World &world); ///< what the provider really publishes there, no more

net::ServerAnswer registerClient(World &world, const net::ServerRequest &request); ///< RFC 7591
net::ServerAnswer token(World &world, const net::ServerRequest &request); ///< RFC 6749 §3.2
net::ServerAnswer userinfo(World &world, const net::ServerRequest &request); ///< OIDC Core §5.3
net::ServerAnswer introspect(World &world, const net::ServerRequest &request); ///< RFC 7662
net::ServerAnswer revoke(World &world, const net::ServerRequest &request); ///< RFC 7009

/// Every body has request_id and status_code.
net::ServerAnswer idpAnswer(const World &world, int status, json::Object body);
/// The provider's own shape, for what is no OAuth error.
net::ServerAnswer idpProblem(
    const World &world, int status, const QByteArray &type, const QByteArray &sentence);
net::ServerAnswer idpError(const World &world, const OAuthError &error);

/// The parameters of a token-like endpoint. Form always, JSON where `allowsJson`.
OAuthResult<Params> readParams(const net::ServerRequest &request, bool allowsJson);
/// RFC 6749 §2.3: Basic or body, never both; public clients send their id only.
OAuthResult<const Client *> authenticate(
    const World &world, const net::ServerRequest &request, const Params &params);

} // namespace authscope::demo::idp
