// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/check.h"
#include "base/secret.h"
#include "jose/keyfile.h"

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
    std::optional<jose::LoadedKeys> loaded = {}; ///< Given: all there is in it, also private and shared keys
    base::Secret secret = {}; ///< Secret: as it was typed
    QByteArray issuer = {}; ///< Source::Issuer: as the metadata spell it
    QByteArray address = {}; ///< Issuer and Address: where the set was fetched
    QString whyNone = {}; ///< a whole sentence, when there is no set although one was wanted
    base::Checks checks = {}; ///< what finding them brought up: key sets that publish private keys …
    base::ExchangeId exchange = 0; ///< that brought the set
    std::optional<std::chrono::seconds> serverClockAhead = {}; ///< from the Date of that answer

    bool isNone() const { return source == Source::None && whyNone.isEmpty(); }
    /// What HS* is checked with: the typed secret, or the only key given when that is a shared one.
    std::optional<jose::SharedSecret> sharedSecret() const;
    /// What an encrypted token is opened with.
    QList<jose::DecryptionKey> decryptionKeys() const;
};

/// A JWK set, one JWK, PEM or DER (public key, private key, certificates). Keys that cannot be used are in
/// `checks` with the reason. OA-403 no key in it, OA-118 too large.
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
    QString use = {}; ///< "signatures, RS256", "a certificate of CN=…"
    QByteArray thumbprint = {}; ///< RFC 7638; empty for one that cannot be used
    QString problem = {}; ///< why it cannot be used, or that its private part is public
};
QList<KeyRow> keyRows(const Keys &keys);

} // namespace authscope::inspect
