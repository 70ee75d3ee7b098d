// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jose/jwt.h"

namespace authscope::jose {

struct SdJwtLimits {
    qsizetype maxBytes = 10 << 20;
    int maxDepth = 32;
    int maxDisclosures = 1000;
};

/// One disclosure of an SD-JWT (RFC 9901 §4.2).
struct Disclosure {
    enum class State {
        Matched, ///< its digest stands in the token, or in a disclosure that is matched itself
        Unmatched, ///< nobody signed it
        Repeated, ///< the same disclosure came before
        Refused, ///< it has a digest in the token and breaks a rule: see `problem`
        Unreadable, ///< no base64url, no JSON list of two or three: see `problem`
    };

    QByteArray encoded; ///< as received
    QByteArray digest; ///< base64url, with the token's _sd_alg
    QByteArray salt = {};
    std::optional<QByteArray> name = {}; ///< absent for an element of a list
    json::Value value = {};
    State state = State::Unmatched;
    QByteArray pointer = {}; ///< RFC 6901, where it belongs in `claims`; empty when not matched
    QString problem = {}; ///< a whole sentence; empty when all is well
};

/// An SD-JWT taken apart (RFC 9901): the issuer's token, what the holder discloses, and the holder's proof.
/// The digests are compared, no signature is verified: that is verify() with `issuer.jws` and, with the key
/// of cnf, with `binding`.
struct SdJwt {
    Jwt issuer;
    QByteArray digestAlgorithm; ///< _sd_alg; "sha-256" when absent (§4.1.1)
    QList<Disclosure> disclosures; ///< in their order
    json::Object
        claims; ///< the issuer's claims with what was matched put in, _sd, _sd_alg and "..." taken out
    int undisclosed = 0; ///< digests without a disclosure: kept back, or decoys
    std::optional<Jwt> binding; ///< the KB-JWT (§4.3)
    QByteArray expectedHash; ///< what the sd_hash of `binding` must be
    QList<QString>
        problems; ///< what makes it invalid by §7.1 and §7.3, the first thing first; empty when nothing

    bool isBindingHashRight() const; ///< false without a binding
};

/// Ends with "~", or has "~" and a token after the last one. The part before the first "~" must be a JWT;
/// what is wrong with the rest is in `problems`. Errors: as parseJwt(), OA-402 for the form.
base::Result<SdJwt> parseSdJwt(QByteArrayView text, const SdJwtLimits &limits = {});
/// Has a "~" after something with two dots.
bool looksLikeSdJwt(QByteArrayView text);

} // namespace authscope::jose
