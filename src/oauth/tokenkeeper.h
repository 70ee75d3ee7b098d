// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/authorizer.h"
#include "oauth/signinflow.h"

namespace authscope::oauth {

/// What is shown of one generation; the values stay inside.
struct TokenGeneration {
    int number = 0; ///< 1 for the sign-in
    base::Time at = {};
    QByteArray how = {}; ///< "sign-in", "refresh", "restored"
    std::optional<base::Time> expires = {};
    QList<QByteArray> scopes = {};
    base::ExchangeId exchange = 0;
    QString changes = {}; ///< "exp +1 h, jti changed"
    int parent = 0; ///< the generation it was made from; 0: a sign-in or the keychain
    QList<QByteArray> gainedScopes = {}; ///< beside its parent
    QList<QByteArray> lostScopes = {};
    QString notice = {}; ///< a sentence when a person should know: scopes became fewer
};

/// What is not held here any more.
struct TakenGrant {
    Grant grant = {};
    std::optional<base::Error> problem = {}; ///< the keychain's, when its entry could not be removed
};

/// Holds the tokens of one connection. Refreshes ahead of expiry and on demand, one flight at a time and
/// under a lock file other processes respect; after taking the lock it reads the keychain again, because
/// another process may have rotated. The rotated refresh token is in the keychain before the new access token
/// is handed to anyone.
class TokenKeeper : public QObject {
    Q_OBJECT

public:
    TokenKeeper(Services services, QString connection, QObject *parent);
    ~TokenKeeper() override;

    using RestoreOperation = base::ResultOperation<bool>;
    using RefreshOperation = base::ResultOperation<int>; ///< ends with the new generation's number
    using ForgetOperation = base::ResultOperation<bool>;
    using TakeOperation = base::ResultOperation<TakenGrant>;

    /// After a sign-in, which has already kept the refresh token.
    void adopt(const Grant &grant, secrets::KeepState keepState);
    /// Reads the keychain; true when there is a sign-in to continue. No network. OA-246/OA-247 when the
    /// keychain refuses.
    RestoreOperation *restore(QObject *parent);
    /// Joins a refresh that is already running. OA-239 when the server says the refresh token is no good:
    /// signedOut() follows, unless the failure is the network's (then nothing is dropped).
    RefreshOperation *refresh(QObject *parent);
    /// Takes the grant away to end it elsewhere, with the newest refresh token there is: after a refresh that
    /// is under way, and under the lock, so that what another process got is ended too. It is removed here
    /// and in the keychain before this ends.
    TakeOperation *take(QObject *parent);
    /// Removes the tokens here and in the keychain. Says nothing to the server.
    ForgetOperation *forget(QObject *parent);

    bool hasGrant() const;
    bool hasAccessToken() const; ///< present and not past its end
    bool canRefresh() const;
    const Grant &grant() const; ///< the current one
    /// Who signed in, learned after the sign-in. Written to the keychain with the next rotated token.
    void setIdentity(const Identity &identity);
    /// What a request to the resource carries; made for this one request. None without an access token.
    QList<net::AuthorizationField> fields(const QByteArray &method, const QByteArray &url) const;
    /// For trying out what happens when a token is refused: the access token held is no longer the one that
    /// was issued, so that the server refuses it and it has to be renewed. False when none is held.
    bool spoilAccessToken();
    /// From any answer of the resource. RFC 9449 §9.
    void rememberNonce(const QByteArray &url, const QByteArray &nonce);
    bool isBound() const; ///< to a key: requests carry a proof
    QList<TokenGeneration> generations() const; ///< newest first
    int generation() const; ///< 0 when none
    secrets::KeepState keepState() const;
    const std::optional<base::Error> &lastError() const;
    bool isRefreshing() const;
    /// Refresh is due: min(60 s, 20 % of the lifetime) before the end.
    bool isRefreshDue() const;

Q_SIGNALS:
    void changed();
    void refreshed(int generation);
    void signedOut(const authscope::base::Error &why); ///< the server ended it; the tokens are gone

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace authscope::oauth
