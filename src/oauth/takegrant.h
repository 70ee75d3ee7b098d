// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/awaiting.h"
#include "oauth/refreshlock.h"
#include "oauth/tokenkeeper.h"

namespace authscope::oauth {

/// See TokenKeeper::take().
class TakeGrant : public Awaiting<TakenGrant> {
    Q_OBJECT

public:
    /// `drop` empties the keeper.
    TakeGrant(TokenKeeper *keeper, Services services, QString connection, std::function<void()> drop,
        QObject *parent);

protected:
    void run() override;

private:
    void lock();
    void readEntry();
    void forget();

    QPointer<TokenKeeper> m_keeper;
    Services m_services;
    QString m_connection;
    std::function<void()> m_drop;
    RefreshLock m_lock;
    TakenGrant m_taken;
};

} // namespace authscope::oauth
