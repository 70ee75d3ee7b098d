// SPDX-License-Identifier: GPL-3.0-or-later
// What error codes mean, whoever's vocabulary they come from: one table (stytch.md A.12).
#pragma once

#include "oauth/servererror.h"

#include "base/error.h"

namespace authscope::oauth {

/// What an error code is about.
enum class ErrorSubject {
    Unknown, ///< a code the table does not hold
    Grant, ///< what was presented: a code, a refresh token, a verifier; as invalid_grant
    Client, ///< who presented it is not known, or not by this proof; as invalid_client
    ClientForbidden, ///< known, and not let do this
    Redirect, ///< the redirect address
    Scope,
    Registration, ///< registering is refused as such
    Person, ///< a person has to do something at the provider
    Setup, ///< the provider is not set up for it
    Later, ///< nothing is wrong with the request
    Refusal, ///< somebody said no
};

/// Why a code or a refresh token is of no use, where that is said.
enum class GrantTrouble { Unsaid, Used, Expired, Revoked, NotFound, WrongVerifier };

/// What is known of one code.
struct ErrorMeaning {
    ErrorSubject subject = ErrorSubject::Unknown;
    GrantTrouble trouble = GrantTrouble::Unsaid;
    QString sentence = {}; ///< what it means, a whole sentence; empty for Unknown
    QString nextStep = {}; ///< may be empty
};

ErrorMeaning meaningOfError(const QByteArray &code);
/// Of a plain invalid_grant, by the words that came with it; what the code says goes first.
GrantTrouble grantTrouble(const ServerError &said);

/// Adds what the table knows: the sentence, the next step, and a kind that fits. Of a code it does not hold,
/// nothing.
void explainWith(base::Error &error, const QByteArray &code);

/// The client that was used is not known any more: registering again may help.
bool isClientGone(const QByteArray &code);

} // namespace authscope::oauth
