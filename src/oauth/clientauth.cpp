// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/clientauth.h"

#include "base/errorcodes.h"
#include "jose/jws.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::fail;
using base::FormPair;
using base::Result;

namespace {

constexpr std::chrono::seconds assertionLifetime{ 60 };

Result<base::Secret> clientAssertion(
    const ClientIdentity &client, const QByteArray &audience, const Services &services)
{
    const auto algorithm = jose::algorithmFromName(client.signingAlgorithm);
    if (!algorithm)
        return fail(base::Error{ .kind = base::ErrorKind::Usage,
            .code = base::code::keyUnusable,
            .message
            = u"The client's signing algorithm is %1: %2. Nothing was signed and nothing was sent."_s.arg(
                quoted(client.signingAlgorithm), jose::whyRefused(client.signingAlgorithm)),
            .nextStep = u"Use ES256, RS256, PS256 or EdDSA."_s,
            .rule = u"RFC 7518 §3.1"_s });
    const auto key = jose::KeyPair::fromPem(client.privateKey.reveal(), *algorithm, client.keyId);
    if (!key)
        return fail(key.error());
    const auto now
        = std::chrono::duration_cast<std::chrono::seconds>(services.clock->now().time_since_epoch());
    // RFC 7523 §3, and the audience as RFC 8414's issuer: an assertion for one server is of no use at
    // another.
    const json::Object claims{ { "iss", json::string(client.clientId) },
        { "sub", json::string(client.clientId) }, { "aud", json::string(audience) },
        { "jti", json::string(services.random->uuid()) }, { "iat", now.count() },
        { "exp", (now + assertionLifetime).count() } };
    const QByteArray assertion = jose::signCompact(*key, { { "typ", "JWT" } }, json::compact(claims));
    services.redactor()->learn(base::SecretKind::Other, assertion);
    return base::Secret(assertion);
}

} // namespace

QByteArray chooseAuthMethod(const QByteArray &registered, ClientProofs proofs, const ServerMetadata &server)
{
    if (!registered.isEmpty())
        return registered;
    const QList<QByteArray> &listed = server.tokenEndpointAuthMethods;
    if (proofs.hasKey)
        return "private_key_jwt"; // whoever typed a key in wants it used
    if (proofs.hasSecret) {
        for (const char *method : { "client_secret_basic", "client_secret_post" }) {
            if (listed.contains(method))
                return method;
        }
        return listed.contains("none") ? "none" : "client_secret_basic";
    }
    return "none";
}

base::Secret basicCredentials(const ClientIdentity &client)
{
    if (client.authMethod != "client_secret_basic")
        return {};
    const auto formEncoded
        = [](const QByteArray &text) { return text.toPercentEncoding({}, "~").replace("%20", "+"); };
    const QByteArray pair = formEncoded(client.clientId) + ':' + formEncoded(client.clientSecret.reveal());
    return base::Secret("Basic " + pair.toBase64());
}

QList<FormPair> clientParameters(const ClientIdentity &client)
{
    QList<FormPair> out{ { "client_id", client.clientId } };
    if (client.authMethod == "client_secret_post")
        out.append(FormPair{ "client_secret", client.clientSecret.reveal() });
    return out;
}

Result<ClientAuthentication> authenticate(
    const ClientIdentity &client, const QByteArray &audience, const Services &services)
{
    ClientAuthentication out{ clientParameters(client), basicCredentials(client) };
    if (client.authMethod != "private_key_jwt")
        return out;
    const auto assertion = clientAssertion(client, audience, services);
    if (!assertion)
        return fail(assertion.error());
    out.parameters.append(
        FormPair{ "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" });
    out.parameters.append(FormPair{ "client_assertion", assertion->reveal() });
    return out;
}

} // namespace authscope::oauth
