// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/connection.h"

namespace authscope::session {

/// From the keychain to a usable access token without a browser. Ends with false when there is nothing to
/// continue. A network failure leaves the sign-in as it is: it can be refreshed later.
class Restoring : public base::ResultOperation<bool> {
    Q_OBJECT

public:
    Restoring(Connection *connection, QObject *parent);

protected:
    void run() override;
    void abort() override;

private:
    void continueSignIn();
    void refresh();

    Connection *m_connection;
    QPointer<base::Operation> m_step;
};

} // namespace authscope::session
