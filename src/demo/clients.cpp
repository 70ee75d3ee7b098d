// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/clients.h"

#include "demo/fixtures.h"
#include "demo/redirects.h"
#include "demo/web.h"

#include "jose/algorithm.h"

#include <algorithm>

namespace authscope::demo {

namespace {

constexpr qsizetype maxRegistered = 1000;
constexpr qsizetype maxRedirects = 20;
constexpr qsizetype maxText = 2000;
const QByteArray idPrefix = "connected-app-test-00000000-0000-4000-8000-";

QList<Client> preparedClients()
{
    return {
        { .id = fixtures::boardsDesktop,
            .name = "Boards Desktop",
            .type = ClientType::FirstPartyPublic,
            .redirectUris = { fixtures::desktopRedirect },
            .logoutUris = { "http://127.0.0.1/logged-out" },
            .isFullAccessAllowed = true },
        { .id = fixtures::sampleDesktopClient,
            .name = "Sample Desktop Client",
            .type = ClientType::ThirdPartyPublic,
            .redirectUris = { fixtures::desktopRedirect },
            .logoutUris = { "http://127.0.0.1/logged-out" } },
    };
}

OAuthFailure invalidMetadata(const QByteArray &sentence)
{
    return refuse({ "invalid_client_metadata", "bad_request", sentence });
}

OAuthResult<QList<QByteArray>> readUris(const json::Object &request, std::string_view name)
{
    const auto uris = json::stringList(request, name);
    if (!uris || uris->size() > maxRedirects)
        return refuse({ "invalid_redirect_uri", "connected_app_invalid_redirect_url",
            json::bytes(name) + " has to be a list of at most 20 texts." });
    for (const QByteArray &uri : *uris) {
        if (const auto refusal = whyNotRegistrable(uri))
            return refuse({ "invalid_redirect_uri", refusal->type, refusal->sentence });
    }
    QList<QByteArray> once;
    std::copy_if(uris->begin(), uris->end(), std::back_inserter(once),
        [&once](const QByteArray &uri) { return !once.contains(uri); });
    return once;
}

/// The members we keep, checked, always in the same order.
OAuthResult<json::Object> canonicalMetadata(const json::Object &request)
{
    json::Object out;
    for (const std::string_view name : { "client_name", "client_uri", "logo_uri", "tos_uri", "policy_uri",
             "software_id", "software_version", "application_type" }) {
        const json::Value *value = request.if_contains(name);
        if (!value)
            continue;
        if (!value->is_string() || value->get_string().size() > size_t(maxText))
            return invalidMetadata(json::bytes(name) + " has to be a text of at most 2000 bytes.");
        out[name] = *value;
    }
    const auto redirects = readUris(request, "redirect_uris");
    if (!redirects)
        return OAuthFailure(redirects.error());
    if (redirects->isEmpty())
        return refuse(
            { "invalid_redirect_uri", "connected_app_invalid_redirect_url", "redirect_uris is empty." });
    out["redirect_uris"] = jsonList(*redirects);
    if (request.contains("post_logout_redirect_uris")) {
        const auto logouts = readUris(request, "post_logout_redirect_uris");
        if (!logouts)
            return OAuthFailure(logouts.error());
        out["post_logout_redirect_uris"] = jsonList(*logouts);
    }
    for (const std::string_view name : { "grant_types", "response_types" }) {
        if (request.contains(name) && !json::stringList(request, name))
            return invalidMetadata(json::bytes(name) + " has to be a list of texts.");
    }
    // Whatever was asked for: this is what there is.
    out["grant_types"] = jsonList({ "authorization_code", "refresh_token" });
    out["response_types"] = jsonList({ "code" });
    const json::Value *method = request.if_contains("token_endpoint_auth_method");
    const QByteArray methodName = !method ? "none"
        : method->is_string()             ? json::bytes(method->get_string())
                                          : QByteArray();
    if (methodName != "none" && methodName != "client_secret_basic" && methodName != "client_secret_post")
        return invalidMetadata(
            "token_endpoint_auth_method has to be none, client_secret_basic or client_secret_post.");
    out["token_endpoint_auth_method"] = json::string(methodName);
    return out;
}

Client clientFrom(const QByteArray &id, const json::Object &metadata, base::Time created)
{
    const QByteArray method = json::stringMember(metadata, "token_endpoint_auth_method").value_or("none");
    return { .id = id,
        .name = json::stringMember(metadata, "client_name").value_or(QByteArray()).trimmed(),
        .type = method == "none" ? ClientType::ThirdPartyPublic : ClientType::ThirdParty,
        .redirectUris = json::stringList(metadata, "redirect_uris").value_or(QList<QByteArray>()),
        .logoutUris = json::stringList(metadata, "post_logout_redirect_uris").value_or(QList<QByteArray>()),
        .wasRegisteredByItself = true,
        .authMethod = method,
        .metadata = metadata,
        .created = created };
}

} // namespace

Clients::Clients() : m_clients(preparedClients()) { }

const Client *Clients::byId(QByteArrayView id) const
{
    const auto found = std::find_if(
        m_clients.begin(), m_clients.end(), [id](const Client &client) { return client.id == id; });
    return found == m_clients.end() ? nullptr : &*found;
}

OAuthResult<Registration> Clients::add(
    const json::Object &request, base::Time now, base::RandomSource &random)
{
    const auto metadata = canonicalMetadata(request);
    if (!metadata)
        return OAuthFailure(metadata.error());
    const QByteArray hash = jose::sha256(json::compact(*metadata));
    for (const Client &client : m_clients) {
        if (client.wasRegisteredByItself && client.isPublic()
            && jose::sha256(json::compact(client.metadata)) == hash)
            return Registration{ &client };
    }
    if (m_clients.size() >= maxRegistered)
        return refuse({ "invalid_client_metadata", "too_many_connected_apps",
            "This project has as many apps as it may have." });
    Client client = clientFrom(idPrefix + random.bytes(6).toHex(), *metadata, now);
    QByteArray secret;
    if (!client.isPublic()) {
        secret = random.token();
        client.secretHash = jose::sha256(secret);
    }
    m_clients.append(client);
    return Registration{ &m_clients.last(), secret };
}

json::Array Clients::toJson() const
{
    json::Array out;
    for (const Client &client : m_clients) {
        if (client.wasRegisteredByItself)
            out.emplace_back(json::Object{ { "id", json::string(client.id) }, { "metadata", client.metadata },
                { "created", base::toMillis(client.created) },
                { "secretHash", json::string(client.secretHash.toHex()) } });
    }
    return out;
}

bool Clients::restore(const json::Array &array)
{
    m_clients = preparedClients();
    for (const json::Value &value : array) {
        const json::Object *object = value.if_object();
        const auto id = object ? json::stringMember(*object, "id") : std::nullopt;
        const auto hash = object ? json::stringMember(*object, "secretHash") : std::nullopt;
        const auto created = object ? json::numberMember(*object, "created") : std::nullopt;
        const json::Object *metadata = object ? json::objectMember(*object, "metadata") : nullptr;
        if (!id || !hash || !created || !metadata)
            return false;
        Client client = clientFrom(*id, *metadata, base::fromMillis(qint64(*created)));
        client.secretHash = QByteArray::fromHex(*hash);
        m_clients.append(client);
    }
    return true;
}

} // namespace authscope::demo
