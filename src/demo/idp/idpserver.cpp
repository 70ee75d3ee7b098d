// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/idp/idpserver.h"

#include "demo/fixtures.h"
#include "demo/idp/endpoints.h"

namespace authscope::demo {

namespace {

net::ServerAnswer wrongMethod(const World &world, const QByteArray &allow)
{
    net::ServerAnswer answer
        = idp::idpProblem(world, 405, "method_not_allowed", "This address answers " + allow + " only.");
    answer.headers.append("Allow", allow);
    return answer;
}

/// Public documents: any page may read them.
net::ServerAnswer document(const World &world, const net::ServerRequest &request, const json::Object &body)
{
    if (request.method != "GET" && request.method != "HEAD")
        return wrongMethod(world, "GET, HEAD");
    net::ServerAnswer answer = idp::idpAnswer(world, 200, body);
    answer.headers.append("Access-Control-Allow-Origin", "*");
    return answer;
}

using Endpoint = net::ServerAnswer (*)(World &, const net::ServerRequest &);

net::ServerAnswer postOnly(World &world, const net::ServerRequest &request, Endpoint endpoint)
{
    return request.method == "POST" ? endpoint(world, request) : wrongMethod(world, "POST");
}

} // namespace

net::ServerAnswer IdpServer::answer(const net::ServerRequest &request)
{
    if (!isForHost(request, m_world.origins.idp))
        return misdirected();
    const QByteArray &path = request.path;
    if (path == "/.well-known/oauth-authorization-server")
        return document(m_world, request, idp::authorizationServerMetadata(m_world));
    if (path == "/.well-known/openid-configuration")
        return document(m_world, request, idp::openidConfiguration(m_world));
    if (path == "/.well-known/jwks.json" || path == "/v1/sessions/jwks/" + fixtures::project)
        return document(m_world, request, m_world.keys.publicJson());
    if (path == "/v1/oauth2/register")
        return postOnly(m_world, request, idp::registerClient);
    if (path == "/v1/oauth2/token")
        return postOnly(m_world, request, idp::token);
    if (path == "/v1/oauth2/introspect")
        return postOnly(m_world, request, idp::introspect);
    if (path == "/v1/oauth2/revoke")
        return postOnly(m_world, request, idp::revoke);
    if (path == "/v1/oauth2/userinfo") {
        if (request.method != "GET" && request.method != "POST")
            return wrongMethod(m_world, "GET, POST");
        return idp::userinfo(m_world, request);
    }
    return idp::idpProblem(m_world, 404, "route_not_found", "There is nothing at this address.");
}

} // namespace authscope::demo
