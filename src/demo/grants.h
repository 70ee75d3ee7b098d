// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demo/clients.h"

#include <QHash>

namespace authscope::demo {

/// What a person allowed at the authorization page: an authorization code stands for it.
struct Authorization {
    QByteArray subject;
    QByteArray clientId;
    QByteArray redirectUri;
    QByteArray codeChallenge; ///< empty: a confidential client without PKCE
    QByteArray nonce;
    QList<QByteArray> scopes; ///< granted
    QList<QByteArray> resources;
};

/// Everything that came from one code: the access tokens and the chain of refresh tokens.
struct Family {
    QByteArray id;
    QByteArray subject, clientId;
    QList<QByteArray> scopes, resources;
    QByteArray codeHash; ///< to know the code again
    QList<QByteArray> refreshHashes
        = {}; ///< oldest first, the last one is good; empty without offline_access
    base::Time created = {}, expires = {};
    QByteArray revokedBecause = {}; ///< the provider's error type; empty: alive
};

struct CodeExchange {
    QByteArray code, redirectUri, codeVerifier;
    QList<QByteArray> resources;
};

struct RefreshRequest {
    QByteArray refreshToken;
    QList<QByteArray> scopes, resources; ///< empty: as before
};

/// What a token answer is made of.
struct Granted {
    QByteArray familyId, subject;
    QList<QByteArray> scopes;
    QByteArray nonce; ///< first ID token only
    QByteArray refreshToken; ///< empty: none, or the old one stays good
};

/// Codes, families and the access tokens they brought. Secrets are kept as SHA-256 only.
class Grants {
public:
    QByteArray issueCode(const Authorization &authorization, base::Time now, base::RandomSource &random);
    /// RFC 6749 §4.1.3, RFC 7636 §4.6. A second use revokes what the first one brought.
    OAuthResult<Granted> redeem(
        const CodeExchange &exchange, const Client &client, base::Time now, base::RandomSource &random);
    /// RFC 6749 §6, RFC 9700 §4.14.2: rotates for public clients; a rotated token revokes the family.
    OAuthResult<Granted> refresh(
        const RefreshRequest &request, const Client &client, base::Time now, base::RandomSource &random);

    const Family *familyOfRefresh(const QByteArray &refreshToken) const;
    bool isLiveRefresh(const QByteArray &refreshToken, base::Time now) const;
    void revokeFamily(const QByteArray &id, const QByteArray &because);
    void revokeApp(QByteArrayView subject, QByteArrayView clientId);
    bool hasLiveFamily(QByteArrayView subject, QByteArrayView clientId, base::Time now) const;

    void noteAccessToken(const QByteArray &jti, const QByteArray &familyId, base::Time expires);
    void revokeAccessToken(const QByteArray &jti);
    bool isAccessTokenRevoked(const QByteArray &jti) const;
    bool isAccessTokenExpired(const QByteArray &jti) const; ///< by expireAccessTokens()
    void expireAccessTokens();

    void prune(base::Time now);
    json::Object toJson() const;
    bool restore(const json::Object &object);

private:
    struct Code {
        Authorization authorization;
        base::Time expires;
    };
    struct AccessToken {
        QByteArray familyId;
        base::Time expires;
        bool isRevoked = false;
        bool isExpired = false;
    };

    QHash<QByteArray, Code> m_codes; ///< by hash; a minute is too short to keep them on disk
    QList<Family> m_families;
    QHash<QByteArray, AccessToken> m_accessTokens; ///< by jti
};

bool isCodeVerifier(QByteArrayView verifier); ///< RFC 7636 §4.1
bool isCodeChallenge(QByteArrayView challenge); ///< what SHA-256 makes: 43 characters
QByteArray challengeOf(const QByteArray &verifier);

} // namespace authscope::demo
