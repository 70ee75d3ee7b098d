// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/connection.h"

namespace authscope::session {

/// Before a request: the values of the header fields from the keychain, without which nothing is sent, and a
/// refresh that is due, whose failure is the call's own business to find out.
class Preparation : public base::ResultOperation<bool> {
    Q_OBJECT

public:
    Preparation(Connection *connection, QObject *parent);

protected:
    void run() override;
    void abort() override;

private:
    void refresh();

    QPointer<Connection> m_connection;
    QPointer<base::Operation> m_step;
};

} // namespace authscope::session
