// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/operation.h"
#include "store/store.h"

#include <QFutureWatcher>

namespace authscope::session {

/// Which calls go: one, those of a connection, or all of them.
struct Forgotten {
    qint64 call = 0;
    QString connection = {}; ///< without a call; empty: all
};

/// Removes calls from the history so that no byte of them is left; see store::Store. Beside the event loop,
/// because a long history takes a while. Cancelling gives up the waiting only: what was begun is done.
class ForgetCalls : public base::ResultOperation<bool> {
    Q_OBJECT

public:
    ForgetCalls(store::Store *store, Forgotten what, QObject *parent);

protected:
    void run() override;

private:
    store::Store *m_store;
    Forgotten m_what;
    QFutureWatcher<base::Result<void>> m_watcher;
};

} // namespace authscope::session
