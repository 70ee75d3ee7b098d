// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demo/world.h"

namespace authscope::demo {

/// RS256, aud is the project: the shape of a real one.
QByteArray mintAccessToken(World &world, const Granted &granted, const Client &client);
QByteArray mintIdToken(const World &world, const Granted &granted, const Client &client);

/// An access token of ours that is good now.
struct AccessToken {
    QByteArray jti, clientId;
    const Person *person = nullptr;
    QList<QByteArray> scopes;
    json::Object claims;
};

/// Who reads the token: a resource server sees signature and lifetime; the identity provider also knows what
/// it revoked.
enum class TokenReader { ResourceServer, IdentityProvider };

/// The error is one sentence for error_description; it never holds the token.
tl::expected<AccessToken, QByteArray> readAccessToken(
    const World &world, const QByteArray &token, TokenReader reader);

/// The subject of an ID token we issued to this client, expired or not: OIDC RP-Initiated Logout §2.
QByteArray subjectOfHint(const World &world, const QByteArray &idToken, const Client &client);

} // namespace authscope::demo
