// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/check.h"
#include "base/secret.h"
#include "jose/jwk.h"

namespace authscope::inspect {

/// What a signature is checked with and an encrypted token is opened with, and where it came from.
struct Keys {
    enum class Source {
        None, ///< "Decoded only."
        Issuer, ///< fetched for an issuer that was named
        Address, ///< fetched from a JWKS URL
        Given, ///< a file, the clipboard, a text
        Secret, ///< typed: HS*, and dir/A*KW of an encrypted token
    };
    Source source = Source::None;
    QString title = {}; ///< "the keys of https://issuer.example"
    std::optional<jose::JwkSet> set = {}; ///< what may verify
    base::Secret text = {}; ///< Given and Secret: as it was given; may hold a private key
    QByteArray issuer = {}; ///< Source::Issuer: as the metadata spell it
    QString whyNone = {}; ///< a whole sentence, when there is no set although one was wanted
    base::Checks checks = {}; ///< what finding them brought up: key sets that publish private keys …
    base::ExchangeId exchange = 0; ///< that brought the set
    std::optional<std::chrono::seconds> serverClockAhead = {}; ///< from the Date of that answer

    bool isNone() const { return source == Source::None && whyNone.isEmpty(); }
};

/// A JWK set, one JWK, PEM (public key, private key, certificates) as text. The first sentence of an error
/// says what is wrong with it; nothing is guessed. OA-212, OA-013, OA-114, OA-118.
base::Result<Keys> keysFromText(QByteArrayView text, const QString &title);
/// A shared secret: whoever can check with it can also make such tokens.
Keys keysFromSecret(const base::Secret &secret);
/// A set that somebody fetched already: a connection's.
Keys keysFromSet(const jose::JwkSet &set, const QString &title, base::ExchangeId exchange);
/// They were wanted and cannot be had.
Keys noKeys(const QString &whyNone);

/// One key of a set, for a list.
struct KeyRow {
    QByteArray kid = {};
    QString type = {}; ///< "RSA, 2048 bits", "EC P-256"
    QString use = {}; ///< "signatures, RS256"
    QByteArray thumbprint = {}; ///< RFC 7638; empty for one that cannot be used
    QString problem = {}; ///< why it cannot be used, or that its private part is public
};
QList<KeyRow> keyRows(const Keys &keys);

} // namespace authscope::inspect
