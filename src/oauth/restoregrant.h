// SPDX-License-Identifier: GPL-3.0-or-later
// Private to oauth: what the keychain has of a sign-in, brought back.
#pragma once

#include "oauth/awaiting.h"
#include "oauth/tokenkeeper.h"

namespace authscope::oauth {

/// True: a grant is held, the kept one or one that was quicker; false: none was kept. `trouble` hears why an
/// entry that is there could not be used.
class RestoreGrant : public Awaiting<bool> {
public:
    using Take = std::function<void(Grant, secrets::KeepState)>;
    using Trouble = std::function<void(const base::Error &, secrets::KeepState)>;

    RestoreGrant(TokenKeeper *keeper, Take take, Trouble trouble, secrets::SecretStore *store,
        QString connection, QObject *parent);

protected:
    void run() override;

private:
    void entryRead(secrets::SecretStore::ReadOperation *read);

    QPointer<TokenKeeper> m_keeper;
    Take m_take;
    Trouble m_trouble;
    secrets::SecretStore *m_store;
    QString m_connection;
};

} // namespace authscope::oauth
