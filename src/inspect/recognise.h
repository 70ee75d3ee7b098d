// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "inspect/keys.h"
#include "inspect/subject.h"

namespace authscope::inspect {

enum class Pasted {
    Nothing, ///< empty, or blanks
    Token, ///< one token, whatever its form
    AuthorizationField, ///< "Authorization: Bearer …", "Bearer …", "DPoP …"
    BasicCredentials, ///< a name and a password: shown masked, nothing is judged
    TokenResponse, ///< RFC 6749 §5.1: several tokens
    Introspection, ///< RFC 7662 §2.2: what a server said about a token
    CallbackUrl, ///< an address with code and state, or with tokens in its fragment
    KeySet,
    Key,
    Pem,
    Json, ///< some other JSON
    Unreadable, ///< too large, or bytes that are no text
};

/// A thing said beside the tokens, masked where it is a secret: "expires_in", "1 hour".
struct Fact {
    QString name = {};
    QString value = {};
    bool isCaution = false;
};

/// What somebody pasted or dropped. Pure; nothing is sent anywhere.
struct Recognised {
    Pasted what = Pasted::Nothing;
    QString sentence = {}; ///< "A token response with an access token and an ID token."
    QStringList removed = {}; ///< what was taken away before reading: "a pair of quotes", "3 line breaks"
    QList<Subject> subjects = {}; ///< the tokens in it, the most telling first
    QList<Fact> facts = {};
    std::optional<Keys> keys = {}; ///< KeySet, Key and Pem: ready to be used
    base::Secret code = {}; ///< CallbackUrl: the authorization code, for c_hash
    json::Object object = {}; ///< Introspection and Json, as received
    QString problem = {}; ///< the first thing wrong, a whole sentence; empty: nothing
};

/// What is larger is refused in words, quickly.
constexpr qsizetype maxPasted = 10 * 1024 * 1024;

Recognised recognise(const QByteArray &pasted);

} // namespace authscope::inspect
