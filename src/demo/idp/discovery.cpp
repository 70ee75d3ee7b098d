// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/idp/endpoints.h"

#include "demo/scopes.h"

namespace authscope::demo::idp {

json::Object authorizationServerMetadata(const World &world)
{
    const QByteArray &issuer = world.origins.idp;
    const boost::json::string authorize = json::string(world.origins.authorizeUrl());
    return {
        { "issuer", json::string(issuer) },
        { "authorization_endpoint", authorize },
        { "token_endpoint", json::string(issuer + "/v1/oauth2/token") },
        { "registration_endpoint", json::string(issuer + "/v1/oauth2/register") },
        { "userinfo_endpoint", json::string(issuer + "/v1/oauth2/userinfo") },
        { "revocation_endpoint", json::string(issuer + "/v1/oauth2/revoke") },
        { "introspection_endpoint", json::string(issuer + "/v1/oauth2/introspect") },
        { "jwks_uri", json::string(issuer + "/.well-known/jwks.json") },
        { "end_session_endpoint", authorize },
        { "scopes_supported", jsonList(listedScopes()) },
        { "response_types_supported", jsonList({ "code" }) },
        { "response_modes_supported", jsonList({ "query" }) },
        { "grant_types_supported", jsonList({ "authorization_code", "refresh_token" }) },
        { "code_challenge_methods_supported", jsonList({ "S256" }) },
        { "token_endpoint_auth_methods_supported",
            jsonList({ "client_secret_basic", "client_secret_post", "none" }) },
        { "authorization_response_iss_parameter_supported", true },
    };
}

json::Object openidConfiguration(const World &world)
{
    const QByteArray &issuer = world.origins.idp;
    return {
        { "issuer", json::string(issuer) },
        { "authorization_endpoint", json::string(world.origins.authorizeUrl()) },
        { "token_endpoint", json::string(issuer + "/v1/oauth2/token") },
        { "userinfo_endpoint", json::string(issuer + "/v1/oauth2/userinfo") },
        { "jwks_uri", json::string(issuer + "/.well-known/jwks.json") },
        { "grant_types_supported", jsonList({ "authorization_code" }) },
        { "response_types_supported", jsonList({ "code" }) },
        { "scopes_supported", jsonList({ "openid", "profile", "email", "phone", "offline_access" }) },
        { "subject_types_supported", jsonList({ "public" }) },
        { "id_token_signing_alg_values_supported", jsonList({ "RS256" }) },
        { "token_endpoint_auth_methods_supported",
            jsonList({ "client_secret_basic", "client_secret_post" }) },
    };
}

} // namespace authscope::demo::idp
