// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/idp/endpoints.h"

using namespace Qt::StringLiterals;

namespace authscope::demo::idp {

net::ServerAnswer registerClient(World &world, const net::ServerRequest &request)
{
    if (request.headers.mediaType() != "application/json")
        return idpError(
            world, { "invalid_client_metadata", "bad_request", "A registration has to be JSON." });
    const auto metadata = json::parseObject(request.body, u"The registration"_s, { .maxBytes = 64 * 1024 });
    if (!metadata)
        return idpError(
            world, { "invalid_client_metadata", "bad_request", "The registration is not a JSON object." });
    const auto registration = world.clients.add(*metadata, world.now(), world.random());
    if (!registration)
        return idpError(world, registration.error());
    if (!world.save())
        return idpError(world, { "server_error", {}, "The app could not be written down.", 500 });
    const Client &client = *registration->client;
    json::Object body{ { "client_id", json::string(client.id) },
        { "client_id_issued_at",
            std::chrono::floor<std::chrono::seconds>(client.created).time_since_epoch().count() } };
    for (const auto &member : client.metadata)
        body[member.key()] = member.value();
    if (!registration->secret.isEmpty()) {
        body["client_secret"] = json::string(registration->secret);
        body["client_secret_expires_at"] = 0; // RFC 7591 §3.2.1: never
    }
    return idpAnswer(world, 201, std::move(body));
}

} // namespace authscope::demo::idp
