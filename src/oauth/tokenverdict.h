// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/operation.h"
#include "jose/jwt.h"
#include "net/strictnetworkaccessmanager.h"
#include "oauth/grant.h"

namespace authscope::oauth {

enum class TokenKind { Access, Id, Refresh };
enum class Standing {
    Valid, ///< the signature was checked and everything holds
    NotVerified, ///< decoded or opaque; nobody's signature was checked (the sentence says why)
    Failed,
    Expired,
};

/// One row of the claims table, in the order received.
struct ClaimRow {
    QByteArray name = {};
    QString value = {}; ///< as people read it; times as local time with the epoch kept in raw
    QByteArray raw = {}; ///< JSON
    QString meaning = {}; ///< one sentence from resources/claims.json; empty when unknown
    std::optional<base::CheckState> state = {};
    QString remark = {}; ///< "our issuer"
    std::optional<base::Time> time = {}; ///< where it is one
    QList<ClaimRow> children = {}; ///< members of an object, elements of a list with structure
};

/// The judgement of one token: first a sentence, then every check, then the claims. Holds no signature and no
/// whole token.
struct TokenVerdict {
    TokenKind kind = TokenKind::Access;
    Standing standing = Standing::NotVerified;
    QString sentence = {}; ///< "Valid. Signed by … with RS256 key …. For …. Ends in 41 minutes."
    base::Checks checks = {};
    bool isJwt = false;
    QByteArray headerJson = {}; ///< pretty
    QList<ClaimRow> claims = {};
    QByteArray thumbprint = {}; ///< of the verifying key
    base::ExchangeId keyExchange = 0; ///< which fetch supplied the key
    std::optional<base::Time> issued = {}, notBefore = {}, expires = {};
};

/// What the token is judged against.
struct VerdictContext {
    QByteArray issuer = {};
    QByteArray clientId = {};
    QByteArray resource = {};
    QByteArray nonce = {}; ///< only at sign-in
    std::optional<std::chrono::seconds> maxAge = {}; ///< only at sign-in, where it was asked for
    QByteArray accessToken = {}; ///< for at_hash
    QByteArray subject = {}; ///< that earlier tokens named; empty: none
    QList<QByteArray> requestedScopes = {};
    QList<QByteArray> grantedScopes = {};
    QList<QByteArray> neededScopes = {}; ///< used: what the tools in view ask for
    QList<QByteArray> audiences = {}; ///< given by a person: one of them must be named, whatever the kind
    QByteArray code = {}; ///< for c_hash
    QByteArray type = {}; ///< typ
    QByteArray party = {}; ///< azp
    QByteArray acr = {}; ///< asked for as essential
    QByteArray organization = {}; ///< its id or its short name
    QByteArray method = {}, url = {}; ///< of the request a DPoP proof is for
    QByteArray keyThumbprint = {}; ///< of the key that proofs are made with, RFC 9449 §6
    std::optional<base::Time> verifiedAt
        = {}; ///< when its signature was checked before and held; the key may be gone since (T106)
    QByteArray certificateThumbprint = {}; ///< of the client's certificate, RFC 8705 §3
    bool isPartial = false; ///< what is empty was not given: it is not compared, which is said
    bool insists = false; ///< what was given must hold, in an access token too
    base::Time now = {};
    std::chrono::seconds tolerance{ 60 };
    std::optional<std::chrono::seconds> serverClockAhead
        = {}; ///< from the Date field of the answer that brought it
    base::ExchangeId keyExchange = 0;
};

/// `keys` null: the keys could not be fetched, `whyNoKeys` says why.
TokenVerdict judgeIdToken(const QByteArray &token, const jose::JwkSet *keys, const QString &whyNoKeys,
    const VerdictContext &context);
/// Audience of an access token is the server's business (stytch.md E.2 12): shown and noted, not failed.
TokenVerdict judgeAccessToken(const QByteArray &token, const jose::JwkSet *keys, const QString &whyNoKeys,
    const VerdictContext &context);
TokenVerdict judgeRefreshToken(const TokenSet &tokens, const VerdictContext &context);

/// Fetches and keeps an issuer's JWK set; fetches again once for an unknown kid, at most every 60 s.
class KeySource : public QObject {
    Q_OBJECT

public:
    explicit KeySource(net::StrictNetworkAccessManager *network, const base::Clock *clock, QObject *parent);
    ~KeySource() override;

    using FetchOperation = base::ResultOperation<jose::JwkSet>;
    /// From memory when it has the kid; `jwksUri` is guarded (T007).
    FetchOperation *keys(
        const QByteArray &jwksUri, const QByteArray &kid, const QString &connection, QObject *parent);
    const jose::JwkSet *cached(const QByteArray &jwksUri) const;
    base::ExchangeId exchangeOf(const QByteArray &jwksUri) const;
    /// How far the server's clock is ahead of ours, by the Date of the answer that brought the set.
    std::optional<std::chrono::seconds> clockAhead(const QByteArray &jwksUri) const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace authscope::oauth
