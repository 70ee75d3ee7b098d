// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/idp/endpoints.h"

#include "jose/algorithm.h"

using namespace Qt::StringLiterals;

namespace authscope::demo::idp {

namespace {

struct Credentials {
    QByteArray id, secret;
};

OAuthFailure invalidClient(const QByteArray &type, const QByteArray &sentence)
{
    return refuse({ "invalid_client", type, sentence, 401 });
}

OAuthResult<Credentials> readCredentials(const net::ServerRequest &request, const Params &params)
{
    const QList<QByteArray> fields = request.headers.values("Authorization");
    if (fields.isEmpty())
        return Credentials{ params.value("client_id"), params.value("client_secret") };
    if (fields.size() > 1 || fields.first().first(qMin(6, fields.first().size())).toLower() != "basic ")
        return invalidClient({}, "Clients authenticate with Basic or in the body.");
    if (params.has("client_secret"))
        return refuse({ "invalid_request", {}, "A client authenticates in one way at a time." });
    const auto decoded = QByteArray::fromBase64Encoding(fields.first().mid(6).trimmed(),
        QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
    const qsizetype colon = decoded ? (*decoded).indexOf(':') : -1;
    if (colon < 0)
        return invalidClient({}, "The Basic credentials cannot be read.");
    // RFC 6749 §2.3.1: both halves are form-encoded before they are joined.
    const auto id = base::decodeForm("v=" + (*decoded).first(colon));
    const auto secret = base::decodeForm("v=" + (*decoded).mid(colon + 1));
    if (!id || !secret || id->size() != 1 || secret->size() != 1)
        return invalidClient({}, "The Basic credentials cannot be read.");
    const Credentials credentials{ id->first().value, secret->first().value };
    if (params.has("client_id") && params.value("client_id") != credentials.id)
        return refuse({ "invalid_request", {}, "client_id differs between the header and the body." });
    return credentials;
}

} // namespace

net::ServerAnswer idpAnswer(const World &world, int status, json::Object body)
{
    body["request_id"] = json::string(world.newRequestId());
    body["status_code"] = status;
    return jsonAnswer(status, body);
}

net::ServerAnswer idpProblem(
    const World &world, int status, const QByteArray &type, const QByteArray &sentence)
{
    return idpAnswer(world, status,
        { { "error_type", json::string(type) }, { "error_message", json::string(sentence) },
            { "error_url", json::string(world.origins.app + "/docs#errors") } });
}

net::ServerAnswer idpError(const World &world, const OAuthError &error)
{
    net::ServerAnswer answer = idpAnswer(world, error.status,
        { { "error", json::string(error.error) }, { "error_description", json::string(error.description()) },
            { "error_uri", json::string(world.origins.app + "/docs#errors") } });
    if (error.status == 401)
        answer.headers.append("WWW-Authenticate", "Basic realm=\"Demo ID\"");
    return answer;
}

OAuthResult<Params> readParams(const net::ServerRequest &request, bool allowsJson)
{
    const QByteArray type = request.headers.mediaType();
    std::optional<Params> params;
    if (type == "application/x-www-form-urlencoded") {
        params = Params::fromForm(request.body);
    } else if (allowsJson && type == "application/json") {
        const auto object = json::parseObject(request.body, u"The request"_s, { .maxDepth = 4 });
        params = object ? Params::fromJson(*object) : std::nullopt;
    } else {
        return refuse({ "invalid_request", "bad_request",
            allowsJson ? "The body has to be a form or JSON." : "The body has to be a form." });
    }
    if (!params)
        return refuse({ "invalid_request", "bad_request", "The body cannot be read." });
    if (const QByteArray twice = params->repeated({ "resource" }); !twice.isEmpty())
        return refuse({ "invalid_request", "bad_request", "A parameter comes twice." });
    return *params;
}

OAuthResult<const Client *> authenticate(
    const World &world, const net::ServerRequest &request, const Params &params)
{
    const auto credentials = readCredentials(request, params);
    if (!credentials)
        return OAuthFailure(credentials.error());
    if (credentials->id.isEmpty())
        return refuse({ "invalid_client", "connected_app_not_found", "client_id is missing.", 401 });
    const Client *client = world.clients.byId(credentials->id);
    if (!client)
        return invalidClient("connected_app_not_found", "No app has this client_id.");
    if (client->isPublic()) {
        if (!credentials->secret.isEmpty())
            return invalidClient("public_connected_apps_do_not_have_secrets",
                "This app is public: it sends its client_id and no secret.");
        return client;
    }
    if (!jose::constantTimeEqual(jose::sha256(credentials->secret), client->secretHash))
        return invalidClient("connected_app_misconfigured_client", "The client secret is missing or wrong.");
    return client;
}

} // namespace authscope::demo::idp
