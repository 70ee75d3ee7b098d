// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/secret.h"
#include "json/json.h"
#include "oauth/clientregistry.h"
#include "oauth/metadata.h"

#include <memory>

namespace authscope::oauth {

struct DpopKey;

/// One answer of the token endpoint. RFC 6749 §5.1.
struct TokenSet {
    base::Secret accessToken = {};
    base::Secret refreshToken = {}; ///< empty: none was issued
    base::Secret idToken = {};
    QByteArray tokenType = "Bearer";
    std::optional<std::chrono::seconds> expiresIn = {};
    std::optional<QByteArray> scope = {}; ///< absent: as asked
    base::Time received = {};
    base::ExchangeId exchange = 0;
    QByteArray requestId = {};
    std::optional<base::Time> serverDate = {}; ///< the Date field of the answer that brought them

    std::optional<base::Time> expires() const; ///< received + expiresIn
};

/// Who signed in; shown as a person only when verified (ID token or userinfo).
struct Identity {
    QByteArray subject = {};
    QString name = {};
    QString email = {};
    bool isVerified = false;
    QString whyNot = {}; ///< "The server issued no ID token."
    QByteArray source = "id token"; ///< or "userinfo": who said so, when verified
};

/// What a sign-in ended with and everything needed to renew it: bound to one issuer, one client, one
/// resource.
struct Grant {
    ServerMetadata server = {};
    ClientIdentity client = {};
    QByteArray resource = {}; ///< RFC 8707; empty when signed in at a bare issuer
    QList<QByteArray> requestedScopes = {};
    QList<QByteArray> grantedScopes = {};
    TokenSet tokens = {};
    std::shared_ptr<DpopKey> dpop
        = {}; ///< what a proof is made with where the server binds tokens; null: nowhere
    Identity identity = {};
    json::Object idTokenClaims = {}; ///< verified ones only
    base::Time signedInAt = {};
};

QList<QByteArray> splitScopes(QByteArrayView scopes); ///< blank-separated, duplicates removed, order kept
QByteArray joinScopes(const QList<QByteArray> &scopes);

} // namespace authscope::oauth
