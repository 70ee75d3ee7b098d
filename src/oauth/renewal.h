// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/awaiting.h"
#include "oauth/refreshjournal.h"
#include "oauth/refreshlock.h"
#include "oauth/signinflow.h"
#include "oauth/tokenresponse.h"

namespace authscope::oauth {

/// What a refresh ends with: the grant as it now stands, already kept.
struct Renewed {
    Grant grant = {};
    std::optional<secrets::KeepState> keepState = {}; ///< absent: nothing had to be written
    std::optional<base::Error> keepError = {};
};

/// One refresh from lock to keychain: the lock, the keychain read again (another process may have rotated),
/// the token endpoint, the checks of OIDC Core §12.2, the rotated token written. Never shortened: once the
/// request is out, the answer may be the only copy of the new refresh token.
class Renewal : public Awaiting<Renewed> {
    Q_OBJECT

public:
    Renewal(Services services, Grant grant, QString connection, QObject *parent);

    /// The server asked not to be sent another before.
    const std::optional<base::Time> &notBefore() const { return m_notBefore; }

protected:
    void run() override;

private:
    void readAgain();
    void useNewest(const base::Result<base::Secret> &entry);
    void send();
    void answered(const base::Result<TokenReply> &reply);
    std::optional<base::Error> idTokenProblem(const TokenSet &tokens) const;
    void keep(Renewed renewed);

    Services m_services;
    Grant m_grant;
    QString m_connection;
    RefreshLock m_lock;
    std::optional<base::Time> m_notBefore;
    RefreshJournal m_journal;
    std::optional<base::Time> m_unanswered; ///< an earlier attempt with the same token
};

} // namespace authscope::oauth
