// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/secret.h"
#include "inspect/kind.h"

namespace authscope::inspect {

/// How a token is written.
enum class Form {
    JwsCompact,
    JwsJson, ///< flattened or general, RFC 7515 §7.2
    JweCompact,
    JweJson, ///< RFC 7516 §7.2
    SdJwt, ///< a JWS, disclosures and perhaps a key binding, with ~ between them
    Opaque,
    Broken, ///< was meant to be one of the above; judge() says what is wrong
};

/// One token to be judged. Holds the token itself, so it is a secret.
struct Subject {
    Form form = Form::Opaque;
    base::Secret text = {};
    QString label = {}; ///< where it stood: "access_token", "Authorization: DPoP"; empty: pasted alone
    KindFound found = {};
    std::optional<Kind> chosen = {}; ///< the person knows better

    Kind kind() const { return chosen.value_or(found.kind); }
};

/// Recognises the form and the kind of a bare token. `expected`: what the place it was found in says that it
/// is; a `typ` that says otherwise wins and the reason tells both.
Subject makeSubject(const QByteArray &token, const QString &label = {}, std::optional<Kind> expected = {});

QString formTitle(Form form); ///< "JWS, compact"

} // namespace authscope::inspect
