// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspect/expectations.h"
#include "inspect/recognise.h"

namespace authscope::inspect {

/// A part of the raw text, for showing it in colours.
struct Segment {
    enum class Role { Header, Payload, Signature, EncryptedKey, Vector, Ciphertext, Tag, Disclosure, Other };
    Role role = Role::Other;
    qsizetype from = 0; ///< in the token's text
    qsizetype length = 0;
    QString problem = {}; ///< why it cannot be decoded; empty: it can
};

/// One disclosure of an SD-JWT. RFC 9901 §4.2.
struct Disclosure {
    QByteArray name = {}; ///< empty: an element of a list
    QString value = {}; ///< as people read it
    QByteArray raw = {}; ///< the JSON of the value
    QByteArray digest = {};
    bool isReferenced = false; ///< its digest stands in the token
    QString problem = {};
};

/// The judgement of one token. Everything a window or a command line shows; no signature and no whole token
/// in it.
struct Inspection {
    Form form = Form::Opaque;
    Kind kind = Kind::Unknown; ///< what it was judged as
    QString kindReason = {};
    bool isKindChosen = false;
    /// Sentence first, standing, every check, the claims as a tree, header, times, thumbprint, key exchange.
    oauth::TokenVerdict verdict = {};
    QList<oauth::ClaimRow> header = {}; ///< its members, explained
    QByteArray headerText = {}, payloadText = {}; ///< as received, decoded as far as they could be
    bool isPayloadText = true; ///< false: bytes that are no UTF-8; show them as hex
    QList<Segment> segments = {};
    QByteArray fingerprint = {}; ///< first half of the token's SHA-256, hex: to recognise it again
    QByteArray algorithm = {}; ///< alg, as it stands there
    QByteArray kid = {};
    QByteArray issuer = {}; ///< iss as it stands there; nobody asked it for anything
    QString signedWith = {}; ///< "RS256 key k-1 of the keys of https://…"; empty: nothing was verified
    bool isSharedSecret = false; ///< verified with a typed secret: whoever can check can also make
    bool needsSecret = false; ///< HS*: no public key will ever verify it
    QList<Disclosure> disclosures = {};
    QList<Inspection> inner = {}; ///< a nested JWT, the content of an encrypted one, a key binding
};

/// Never touches the network; answers for every text of up to maxPasted bytes. "Decoded only. Nobody's
/// signature was checked." when there are no keys (T130).
Inspection judge(const Subject &subject, const Expectations &expectations, const Keys &keys);

/// Every token of what was pasted, each with what the others say about it: the access token beside an ID
/// token (at_hash) or a proof (ath, cnf), the code of an address (c_hash).
QList<Inspection> judgeAll(const Recognised &pasted, const Expectations &expectations, const Keys &keys);
/// What the rest of the paste adds to what is expected of one of its tokens.
Expectations expectationsWithin(
    const Recognised &pasted, const Subject &subject, const Expectations &expectations);

/// What judge() would like to fetch, so that it can be offered in words: the issuer the token itself names,
/// or nothing. Whoever presses the button is told the host first.
QByteArray namedIssuer(const Subject &subject);
/// The key id it names; may be empty.
QByteArray namedKey(const Subject &subject);

/// Valid: everything that was compared holds and the signature was checked.
bool holds(const Inspection &inspection);

} // namespace authscope::inspect
