// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/secret.h"

#include <QByteArray>

#include <optional>

namespace authscope::oauth {

/// Who we are at one issuer. Never used at another (security.md T013).
struct ClientIdentity {
    QByteArray issuer = {};
    QByteArray clientId = {};
    QByteArray authMethod = "none"; ///< none, client_secret_basic, client_secret_post, private_key_jwt
    base::Secret clientSecret = {};
    base::Secret privateKey = {}; ///< PEM; for private_key_jwt
    QByteArray signingAlgorithm = {}; ///< of that key
    QByteArray keyId = {}; ///< as the server knows that key; may be empty
    QByteArray origin = {}; ///< "typed", "metadata document", "registered", "registered before"
    QByteArray document = {}; ///< the registration answer, without secrets
    QList<QByteArray> redirectUris = {};
    QList<QByteArray> logoutUris = {}; ///< of ours, where the provider may send the browser after signing out
    /// RFC 7592: where this registration can be read, changed and deleted, and with what; both or neither.
    QByteArray managementUri = {};
    base::Secret managementToken = {};

    /// Somebody else wrote our redirect addresses down: the well-known path, any port (RFC 8252 §7.3).
    bool hasPlainCallback() const { return origin == "typed" || origin == "metadata document"; }
};

/// Remembers registrations between runs; implemented by session on the store and the keychain.
class ClientRegistry {
public:
    virtual ~ClientRegistry() = default;
    /// `profile`: hash of the metadata we would send now.
    virtual base::Result<std::optional<ClientIdentity>> find(
        const QByteArray &issuer, const QByteArray &profile)
        = 0;
    virtual base::Result<void> remember(const ClientIdentity &client, const QByteArray &profile) = 0;
    virtual void forget(const QByteArray &issuer, const QByteArray &clientId) = 0;
};

} // namespace authscope::oauth
