// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/text.h"
#include "oauth/metadata.h"
#include "oauth/signinflow.h"

namespace authscope::oauth {

/// What a client can prove itself with at a token endpoint.
struct ClientProofs {
    bool hasSecret = false;
    bool hasKey = false;
};

/// What the server registered decides; without a word from it, the first of private_key_jwt,
/// client_secret_basic, client_secret_post and none that it lists and that can be done. A secret that came is
/// not used at a server that lists none only. Nothing listed means client_secret_basic (RFC 8414 §2), or none
/// for want of a secret.
QByteArray chooseAuthMethod(const QByteArray &registered, ClientProofs proofs, const ServerMetadata &server);

/// How a client proves itself in one request.
struct ClientAuthentication {
    QList<base::FormPair> parameters = {}; ///< client_id always; client_secret or client_assertion
    base::Secret authorization = {}; ///< of the Authorization field, or empty
};

/// Fresh for each request: an assertion counts once (RFC 7523 §3). Error: OA-212 when the key is of no use.
base::Result<ClientAuthentication> authenticate(
    const ClientIdentity &client, const QByteArray &audience, const Services &services);

/// "Basic …" or empty. RFC 6749 §2.3.1: both halves form-encoded before they are joined.
base::Secret basicCredentials(const ClientIdentity &client);

/// The client's own parameters where no assertion is needed: client_id, and client_secret for
/// client_secret_post.
QList<base::FormPair> clientParameters(const ClientIdentity &client);

} // namespace authscope::oauth
