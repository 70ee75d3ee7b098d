// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/secret.h"
#include "jose/jwk.h"

namespace authscope::inspect {

/// A token for seeing how a server reacts. Header and claims are the texts somebody typed and go in as they
/// are, also when they are wrong: that is what such tokens are for.
struct MintRequest {
    enum class With {
        GeneratedKey, ///< made for this token; its public part is in the answer
        GivenKey, ///< PEM or JWK with the private part in `key`
        SharedSecret, ///< HS*, with `key`
        Nothing, ///< alg none, an empty signature
    };
    With with = With::GeneratedKey;
    QByteArray algorithm = "ES256";
    QByteArray header = {}; ///< JSON; alg (and kid, where the key has one) are put in when it lacks them
    QByteArray claims = {}; ///< JSON
    base::Secret key = {};
    /// Thumbprints of keys and secrets that connections use. With one of those nothing is ever minted.
    QList<QByteArray> keysInUse = {};
};

struct Minted {
    QByteArray token = {};
    QByteArray publicJwk = {}; ///< for the server under test; empty without a key pair
    base::Secret privatePem = {}; ///< GeneratedKey: to mint another one with the same key
    QStringList notes = {}; ///< "The claims are not JSON; they were signed as they are."
};

/// Errors: OA-002 for an algorithm or key that does not fit, OA-212 for a key that cannot be used.
base::Result<Minted> mint(const MintRequest &request);
QList<QByteArray> mintAlgorithms(MintRequest::With with);

/// To begin with: the header and claims of a token, without what only its issuer can say, with times moved to
/// `now`.
MintRequest mintLike(const QByteArray &headerText, const QByteArray &claimsText, qint64 nowSeconds);

} // namespace authscope::inspect
