// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/check.h"
#include "base/redactor.h"
#include "oauth/authorizationresponse.h"
#include "oauth/tokenresponse.h"

namespace authscope::oauth {

/// The redactor learns what must never be shown, before anything else sees it.
void learnSecrets(base::Redactor &redactor, const TokenSet &tokens);
void learnSecrets(base::Redactor &redactor, const Grant &grant);

/// An answer that is an error: its words may repeat what we sent. Redacted before they are cut to length, so
/// that no beginning of a secret is left standing.
TokenReply withoutSecretsInErrors(TokenReply reply, const base::Redactor &redactor);

/// The same for the browser's answer; an issuer that is not ours is only words.
base::Result<AuthorizationResponse> withoutSecretsInWords(
    base::Result<AuthorizationResponse> response, const QByteArray &issuer, const base::Redactor &redactor);

base::Error redacted(base::Error error, const base::Redactor &redactor);
base::Check redacted(base::Check check, const base::Redactor &redactor);

} // namespace authscope::oauth
