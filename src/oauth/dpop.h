// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jose/jwk.h"
#include "oauth/codeflowadapter.h"

namespace authscope::oauth {

/// The key tokens of one sign-in are bound to, and the newest nonce of each origin. RFC 9449.
struct DpopKey {
    jose::KeyPair pair;
    QHash<QByteArray, QByteArray> nonces = {};

    QByteArray thumbprint() const { return pair.publicKey().thumbprint(); }
};

/// A fresh key of the first algorithm both sides can do; null when the server lists none.
std::shared_ptr<DpopKey> makeDpopKey(const ServerMetadata &server, base::Checks *checks);
/// Whether the resource says that it understands proofs: by the scheme of its challenge, or in its metadata
/// (RFC 9728 §2). One that only knows Bearer refuses a bound token.
bool takesProofs(const ResourceMetadata *resource, const QList<net::Challenge> &challenges);

/// The DPoP field of one request: counts once, for this method and address. With an access token at the
/// resource it is for, without at the token endpoint. RFC 9449 §4.2.
base::Secret dpopProof(const DpopKey &key, const QByteArray &method, const QByteArray &url,
    const base::Secret &accessToken, const Services &services);

/// RFC 9449 §8.2: the newest one of an origin is used next; one that may not stand in a field is ignored.
void rememberNonce(DpopKey &key, const QByteArray &url, const QByteArray &nonce);

/// The token endpoint wants the request once more, with the nonce that came along. RFC 9449 §8.
bool asksForNonce(const TokenReply &reply);

/// For the keychain, beside the refresh token it binds.
QByteArray dpopAlgorithm(const DpopKey &key);
std::shared_ptr<DpopKey> readDpopKey(const QByteArray &algorithm, const base::Secret &pem);

} // namespace authscope::oauth
