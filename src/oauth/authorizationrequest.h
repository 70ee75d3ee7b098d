// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/text.h"
#include "oauth/signinflow.h"

namespace authscope::oauth {

/// Everything of one attempt, written down before the browser opens and never changed: every answer is
/// checked against this record only.
struct AuthorizationRequest {
    ServerMetadata server = {};
    ClientIdentity client = {};
    QByteArray redirectUri = {};
    QByteArray resource = {};
    QList<QByteArray> scopes = {};
    base::Secret state = {};
    base::Secret nonce = {}; ///< empty without openid: no ID token is due
    base::Secret codeVerifier = {};
    std::shared_ptr<DpopKey> dpop = {}; ///< null: no proof is sent
    QByteArray pinnedIss = {}; ///< accepted in place of the issuer (issexception.h); empty: none
    QByteArray prompt = {}; ///< the person's own, OIDC Core §3.1.2.1
    QByteArray loginHint = {};
    std::optional<std::chrono::seconds> maxAge = {};
    QList<base::FormPair> extraParameters = {};

    QByteArray codeChallenge() const; ///< RFC 7636 §4.2, S256
};

/// What every browser and server takes, in characters (T026).
constexpr qsizetype longestAddress = 2000;

/// Fresh state, nonce and verifier, all known to the redactor from now on.
AuthorizationRequest makeAuthorizationRequest(const Services &services, ServerMetadata server,
    ClientIdentity client, QByteArray redirectUri, QByteArray resource, QList<QByteArray> scopes);

/// Our parameters, not encoded. RFC 6749 §4.1.1, RFC 7636 §4.3, RFC 8707 §2, OIDC Core §3.1.2.1.
QList<base::FormPair> authorizationParameters(const AuthorizationRequest &request);
/// Whether parameters of the person's own may go along: named, free of control characters, none of ours, none
/// twice. OA-123, kind Usage.
base::Result<void> checkExtraParameters(const QList<base::FormPair> &parameters);
/// prompt as the person may ask for it: words, and “none” only alone. OA-002.
base::Result<void> checkPrompt(const QByteArray &prompt);
/// The endpoint's own query. OA-123 when it already holds one of ours, OA-003 when it cannot be decoded.
base::Result<QList<base::FormPair>> endpointQuery(const AuthorizationRequest &request);
/// RFC 6749 §4.1.3 and §6, without what the client proves itself with.
QList<base::FormPair> exchangeParameters(const AuthorizationRequest &request, const QByteArray &code);
QList<base::FormPair> refreshParameters(const Grant &grant);

/// The URL with every byte encoded that a shell, a terminal or a browser launcher could take for something
/// else (T021).
QByteArray browserUrl(const QUrl &url);

/// Row 5: what each parameter is for, those that were pushed beforehand among them.
QList<ExplainedParameter> explain(const QByteArray &authorizationUrl, const base::Redactor &redactor,
    const QList<base::FormPair> &pushed = {});

} // namespace authscope::oauth
