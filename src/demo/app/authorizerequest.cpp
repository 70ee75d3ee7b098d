// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/app/authorizerequest.h"

#include "demo/grants.h"
#include "demo/redirects.h"
#include "demo/scopes.h"

#include <QUrl>

#include <algorithm>

namespace authscope::demo {

namespace {

constexpr qsizetype longestState = 2048;
constexpr qsizetype longestNonce = 2048;
const QList<QByteArray> repeatable = { "resource" };

OAuthFailure invalidRequest(const QByteArray &type, const QByteArray &sentence)
{
    return refuse({ "invalid_request", type, sentence });
}

OAuthResult<void> checkChallenge(const Params &params, const Client &client)
{
    const QByteArray challenge = params.value("code_challenge");
    if (challenge.isEmpty()) {
        if (client.isPublic())
            return invalidRequest("pkce_required_for_idp_authorization_flow",
                "Public apps need PKCE (code_challenge). If the app sent one, the page before this one may "
                "have lost part of the address.");
        return {};
    }
    const QByteArray method = params.value("code_challenge_method");
    if (!method.isEmpty() && method != "S256")
        return invalidRequest(
            "invalid_pkce_code_challenge", "PKCE works with code_challenge_method=S256 only.");
    if (!isCodeChallenge(challenge))
        return invalidRequest(
            "invalid_pkce_code_challenge", "A PKCE code challenge with S256 has 43 base64url characters.");
    return {};
}

OAuthResult<QList<QByteArray>> readScopes(const Params &params, const Client &client)
{
    QList<QByteArray> scopes = splitScopes(params.value("scope"));
    if (scopes.isEmpty())
        scopes = { "openid", "email", "profile" };
    for (const QByteArray &scope : scopes) {
        if (!findScope(scope))
            return refuse({ "invalid_scope", "oauth_invalid_scope_requested",
                "A scope is asked for that is not known here." });
    }
    if (scopes.contains("full_access") && !client.isFullAccessAllowed)
        return refuse({ "invalid_scope", "third_party_clients_cannot_use_full_access",
            "full_access is for the apps of Boards itself." });
    return scopes;
}

/// RFC 8707 §2: absolute, no fragment.
bool isResource(const QByteArray &resource)
{
    const QUrl url = QUrl::fromEncoded(resource, QUrl::StrictMode);
    return resource.size() <= 2000 && url.isValid() && !url.scheme().isEmpty() && !url.hasFragment()
        && std::all_of(resource.begin(), resource.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

} // namespace

tl::expected<Addressee, PageProblem> readAddressee(const Params &params, const Clients &clients)
{
    const auto problem = [](PageProblem value) { return tl::unexpected<PageProblem>(std::move(value)); };
    for (const QByteArray &name : { QByteArray("client_id"), QByteArray("redirect_uri") }) {
        const QList<QByteArray> values = params.values(name);
        if (values.size() > 1)
            return problem({ "This link is not right", "The parameter " + name + " is there twice.", name });
        if (values.isEmpty() || values.first().isEmpty())
            return problem({ "This link is not complete", "The parameter " + name + " is missing.", name });
    }
    const Client *client = clients.byId(params.value("client_id"));
    if (!client)
        return problem({ "This app is not known here",
            "No app is registered under the client_id that the link names. It may have been deleted.",
            "client_id", params.value("client_id") });
    const QByteArray redirectUri = params.value("redirect_uri");
    if (!matchesAny(redirectUri, client->redirectUris))
        return problem({ "This app may not be answered there",
            "The address the app wants its answer at is not one it registered. Nothing was sent to it.",
            "redirect_uri", redirectUri });
    return Addressee{ client, redirectUri, params.values("state").size() == 1 ? params.value("state") : "" };
}

OAuthResult<AuthorizeRequest> readAuthorizeRequest(const Params &params, const Addressee &addressee)
{
    if (const QByteArray twice = params.repeated(repeatable); !twice.isEmpty())
        return invalidRequest("bad_request", "A parameter comes twice.");
    if (addressee.state.size() > longestState || params.value("nonce").size() > longestNonce)
        return invalidRequest("bad_request", "state or nonce is longer than 2048 bytes.");
    const QByteArray responseType = params.value("response_type");
    if (!responseType.isEmpty() && responseType != "code")
        return refuse({ "unsupported_response_type", {}, "response_type is code." });
    if (const auto checked = checkChallenge(params, *addressee.client); !checked)
        return OAuthFailure(checked.error());
    const auto scopes = readScopes(params, *addressee.client);
    if (!scopes)
        return OAuthFailure(scopes.error());
    const QList<QByteArray> resources = params.values("resource");
    if (resources.size() > 10 || !std::all_of(resources.begin(), resources.end(), isResource))
        return refuse({ "invalid_target", "oauth_invalid_resource_requested",
            "resource has to be an absolute URI without fragment." });
    return AuthorizeRequest{ .clientId = addressee.client->id,
        .redirectUri = addressee.redirectUri,
        .state = addressee.state,
        .nonce = params.value("nonce"),
        .prompt = params.value("prompt"),
        .codeChallenge = params.value("code_challenge"),
        .scopes = *scopes,
        .resources = resources };
}

QByteArray answerUrl(const QByteArray &redirectUri, const QByteArray &state, const QByteArray &issuer,
    QList<base::FormPair> answer)
{
    if (!state.isEmpty())
        answer.append({ "state", state });
    answer.append({ "iss", issuer });
    return withQuery(redirectUri, answer);
}

QByteArray refusalUrl(const Addressee &addressee, const QByteArray &issuer, const OAuthError &error)
{
    return answerUrl(addressee.redirectUri, addressee.state.size() > longestState ? "" : addressee.state,
        issuer, { { "error", error.error }, { "error_description", error.description() } });
}

} // namespace authscope::demo
