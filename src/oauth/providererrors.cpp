// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/providererrors.h"

#include <QHash>

using namespace Qt::StringLiterals;

namespace authscope::oauth {

namespace {

using Subject = ErrorSubject;
using Trouble = GrantTrouble;

const QString signInAgain = u"Sign in again."_s;
const QString askAdministrator = u"Ask the provider's administrator."_s;
const QString registerAgain = u"Sign in again, and this program registers anew."_s;
const QString later = u"Try again later."_s;

const QHash<QByteArray, ErrorMeaning> &meanings()
{
    static const QHash<QByteArray, ErrorMeaning> table{
        // RFC 6749 §4.1.2.1 and §5.2
        { "invalid_grant",
            { Subject::Grant, Trouble::Unsaid, u"What was presented is not valid."_s, signInAgain } },
        { "invalid_client",
            { Subject::Client, {}, u"The provider does not know this client, or not by this proof."_s,
                u"Ask the server's administrator whether this client is registered and public."_s } },
        { "unauthorized_client",
            { Subject::ClientForbidden, {}, u"The provider does not let this client sign in in this way."_s,
                u"Ask the server's administrator whether this client is registered and public."_s } },
        { "unsupported_grant_type",
            { Subject::Setup, {}, u"The provider does not issue tokens in this way."_s, askAdministrator } },
        { "unsupported_response_type",
            { Subject::Setup, {}, u"The provider does not answer with a code."_s, askAdministrator } },
        { "invalid_scope",
            { Subject::Scope, {}, u"The provider does not know one of the scopes, or does not grant it."_s,
                u"Ask for fewer scopes."_s } },
        { "access_denied",
            { Subject::Refusal, {}, u"Somebody said no at the provider."_s,
                u"Sign in again if that was not meant."_s } },
        { "server_error", { Subject::Later, {}, u"Something went wrong at the provider."_s, later } },
        { "temporarily_unavailable", { Subject::Later, {}, u"The provider is busy."_s, later } },
        // RFC 8707 §2, RFC 9126 §2.3, RFC 9101 §6
        { "invalid_target",
            { Subject::Setup, {}, u"The provider issues no tokens for this MCP server (resource)."_s,
                u"Ask the provider's administrator to allow this resource."_s } },
        { "invalid_request_uri",
            { Subject::Grant, {},
                u"The request that was sent beforehand has expired, was used, or is not known."_s,
                signInAgain } },
        // OIDC Core §3.1.2.6: T067
        { "login_required",
            { Subject::Person, {},
                u"Nobody is signed in at the provider, and its page was not to be shown."_s,
                u"Sign in again without “prompt=none”."_s } },
        { "interaction_required",
            { Subject::Person, {},
                u"The provider has something to ask you, and its page was not to be shown."_s,
                u"Sign in again without “prompt=none”."_s } },
        { "consent_required",
            { Subject::Person, {}, u"The provider wants you to agree, and its page was not to be shown."_s,
                u"Sign in again without “prompt=none”."_s } },
        { "account_selection_required",
            { Subject::Person, {},
                u"You are signed in at the provider more than once, and it may not ask as whom."_s,
                u"Sign in again without “prompt=none”, or with a login hint."_s } },
        // RFC 7591 §3.2.2
        { "invalid_redirect_uri",
            { Subject::Redirect, {}, u"The provider does not accept a redirect address on this computer."_s,
                u"Type a client id that the server's administrator gives you."_s } },
        { "invalid_client_metadata",
            { Subject::Registration, {},
                u"The provider does not accept what this program says about itself."_s,
                u"Type a client id that the server's administrator gives you."_s } },
        // RFC 8628 §3.5
        { "expired_token",
            { Subject::Grant, Trouble::Expired, u"The code was not typed in in time."_s, signInAgain } },
        // Codes of authorization and their verifier
        { "idp_auth_code_expired",
            { Subject::Grant, Trouble::Expired, u"The code has expired."_s, signInAgain } },
        { "idp_auth_code_not_found",
            { Subject::Grant, Trouble::NotFound, u"The provider does not know this code, or not any more."_s,
                signInAgain } },
        { "idp_auth_code_already_used",
            { Subject::Grant, Trouble::Used, u"The code was used before."_s, signInAgain } },
        { "pkce_mismatch",
            { Subject::Grant, Trouble::WrongVerifier, u"The code belongs to another sign-in (PKCE)."_s,
                signInAgain } },
        { "pkce_expected_code_verifier",
            { Subject::Grant, Trouble::WrongVerifier,
                u"The provider saw no proof that the code is ours (PKCE)."_s, signInAgain } },
        { "pkce_did_not_expect_code_verifier",
            { Subject::Grant, Trouble::WrongVerifier,
                u"The provider lost the challenge this sign-in was started with (PKCE)."_s,
                askAdministrator } },
        { "pkce_required_for_idp_authorization_flow",
            { Subject::Grant, Trouble::WrongVerifier,
                u"The provider's page lost the challenge this sign-in was started with (PKCE)."_s,
                askAdministrator } },
        { "invalid_pkce_code_challenge",
            { Subject::Grant, Trouble::WrongVerifier, u"The provider cannot read the challenge (PKCE)."_s,
                askAdministrator } },
        { "invalid_pkce_code_verifier",
            { Subject::Grant, Trouble::WrongVerifier, u"The provider cannot read the verifier (PKCE)."_s,
                askAdministrator } },
        // Refresh tokens
        { "idp_refresh_token_already_used",
            { Subject::Grant, Trouble::Used,
                u"The refresh token was used before: by this program, or by somebody who has it."_s,
                u"Sign in again; if you did not expect this, look at the provider for a sign-in that is not yours."_s } },
        { "idp_refresh_token_expired",
            { Subject::Grant, Trouble::Expired, u"The refresh token has expired."_s, signInAgain } },
        { "idp_refresh_token_not_found",
            { Subject::Grant, Trouble::NotFound,
                u"The provider does not know this refresh token, or not any more."_s, signInAgain } },
        { "connected_app_consent_revoked",
            { Subject::Grant, Trouble::Revoked, u"Access was taken back, by you or by an administrator."_s,
                u"Sign in again, and agree at the provider."_s } },
        // Clients
        { "connected_app_not_found",
            { Subject::Client, {}, u"The provider does not know this client any more."_s, registerAgain } },
        { "connected_app_misconfigured_client",
            { Subject::ClientForbidden, {}, u"The client is not completely set up at the provider."_s,
                askAdministrator } },
        { "connected_app_not_allowed_for_org",
            { Subject::ClientForbidden, {}, u"Your organization does not allow this client."_s,
                u"Ask your organization's administrator to allow it."_s } },
        { "invalid_connected_app_type",
            { Subject::ClientForbidden, {}, u"The client is of a kind that may not do this."_s,
                askAdministrator } },
        { "public_connected_apps_do_not_have_secrets",
            { Subject::Client, {}, u"The client is public, and a secret was sent all the same."_s,
                u"Leave the secret out, or set the client's authentication to “none”."_s } },
        { "third_party_clients_cannot_use_full_access",
            { Subject::Scope, {}, u"The scope full_access is for the provider's own programs."_s,
                u"Ask for fewer scopes."_s } },
        { "oauth_invalid_scope_requested",
            { Subject::Scope, {}, u"The provider does not know one of the scopes."_s,
                u"Ask for fewer scopes."_s } },
        // Registration and its redirect addresses
        { "dynamic_client_registration_not_enabled",
            { Subject::Registration, {}, u"Registration is switched off at the provider."_s,
                u"Ask its administrator to switch it on, or for a client id to type in."_s } },
        { "too_many_connected_apps",
            { Subject::Registration, {}, u"The provider has as many clients as it may have."_s,
                u"Ask its administrator to delete some, or for a client id to type in."_s } },
        { "connected_app_invalid_redirect_url",
            { Subject::Redirect, {}, u"The provider does not accept a redirect address."_s,
                askAdministrator } },
        { "connected_app_redirect_url_cannot_use_localhost",
            { Subject::Redirect, {}, u"The provider does not accept localhost as a redirect address."_s,
                askAdministrator } },
        { "connected_app_redirect_url_http_scheme_must_use_loopback",
            { Subject::Redirect, {}, u"The provider takes http only for this computer."_s,
                askAdministrator } },
        { "connected_app_redirect_url_must_include_scheme",
            { Subject::Redirect, {}, u"A redirect address has no scheme."_s, askAdministrator } },
        { "connected_app_redirect_url_must_use_http_or_https_scheme",
            { Subject::Redirect, {}, u"A redirect address has another scheme than http and https."_s,
                askAdministrator } },
        { "connected_app_redirect_url_must_use_https_scheme",
            { Subject::Redirect, {},
                u"The provider wants https, and this program waits on this computer without it."_s,
                askAdministrator } },
        { "connected_app_supplied_redirect_url_not_found_in_client",
            { Subject::Redirect, {}, u"The redirect address is none the client is registered with."_s,
                u"Ask the administrator to add http://127.0.0.1/callback, or let this program register itself."_s } },
        // Setup
        { "authorization_endpoint_not_configured_for_project",
            { Subject::Setup, {}, u"The provider's project has no sign-in page yet."_s,
                u"Ask its administrator to set the authorization URL."_s } },
        { "idp_invalid_access_token_jwt_template",
            { Subject::Setup, {},
                u"The provider cannot make this client's tokens: their template is broken."_s,
                askAdministrator } },
        { "idp_invalid_access_token_custom_audience",
            { Subject::Setup, {},
                u"The provider cannot make this client's tokens: their audience is not valid."_s,
                askAdministrator } },
        { "idp_invalid_access_token_expiry_minutes",
            { Subject::Setup, {},
                u"The provider cannot make this client's tokens: their lifetime is not valid."_s,
                askAdministrator } },
        { "too_many_requests", { Subject::Later, {}, u"The provider was asked too often."_s, later } },
    };
    return table;
}

} // namespace

ErrorMeaning meaningOfError(const QByteArray &code)
{
    if (const auto found = meanings().constFind(code); found != meanings().cend())
        return *found;
    // A family whose members are not all known.
    if (code.startsWith("idp_auth_code_") || code.startsWith("idp_refresh_token_")
        || code.startsWith("pkce_"))
        return { Subject::Grant, code.startsWith("pkce_") ? Trouble::WrongVerifier : Trouble::Unsaid,
            u"What was presented is not valid."_s, signInAgain };
    return {};
}

GrantTrouble grantTrouble(const ServerError &said)
{
    const Trouble byCode = meaningOfError(said.code).trouble;
    if (byCode != Trouble::Unsaid)
        return byCode;
    struct Sign {
        QLatin1StringView words;
        Trouble trouble;
    };
    static constexpr Sign signs[]{ { "already used"_L1, Trouble::Used },
        { "already been used"_L1, Trouble::Used }, { "already consumed"_L1, Trouble::Used },
        { "reuse"_L1, Trouble::Used }, { "re-use"_L1, Trouble::Used }, { "replay"_L1, Trouble::Used },
        { "rotated"_L1, Trouble::Used }, { "revoked"_L1, Trouble::Revoked },
        { "withdrawn"_L1, Trouble::Revoked }, { "not found"_L1, Trouble::NotFound },
        { "does not exist"_L1, Trouble::NotFound }, { "doesn't exist"_L1, Trouble::NotFound },
        { "unknown token"_L1, Trouble::NotFound }, { "expired"_L1, Trouble::Expired } };
    const QString words = (QString::fromUtf8(said.code).replace(u'_', u' ') + u' ' + said.words).toLower();
    for (const QLatin1StringView proof : { "code verifier"_L1, "code_verifier"_L1, "pkce"_L1 }) {
        if (words.contains(proof))
            return Trouble::WrongVerifier;
    }
    if (words.contains(" or "_L1))
        return Trouble::Unsaid; // “invalid, expired or revoked” leaves it open
    Trouble only = Trouble::Unsaid;
    for (const Sign &sign : signs) {
        if (!words.contains(sign.words))
            continue;
        if (only != Trouble::Unsaid && only != sign.trouble)
            return Trouble::Unsaid; // so does one that says two things
        only = sign.trouble;
    }
    return only;
}

void explainWith(base::Error &error, const QByteArray &code)
{
    const ErrorMeaning meaning = meaningOfError(code);
    if (meaning.subject == Subject::Unknown)
        return;
    error.message += u' ' + meaning.sentence;
    error.nextStep = meaning.nextStep;
    switch (meaning.subject) {
    case Subject::Unknown:
    case Subject::Setup:
        break;
    case Subject::Later:
        error.kind = base::ErrorKind::Network;
        break;
    case Subject::Grant:
    case Subject::Client:
    case Subject::ClientForbidden:
    case Subject::Redirect:
    case Subject::Scope:
    case Subject::Registration:
    case Subject::Person:
    case Subject::Refusal:
        error.kind = base::ErrorKind::Refused;
        break;
    }
}

bool isClientGone(const QByteArray &code)
{
    return code == "invalid_client" || code == "unauthorized_client" || code == "connected_app_not_found";
}

} // namespace authscope::oauth
