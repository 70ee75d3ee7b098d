// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/session.h"

namespace authscope::mcp {

/// ping (legacy): ends with true when the server answered.
class Ping final : public base::ResultOperation<bool> {
    Q_OBJECT

public:
    Ping(Session *session, QObject *parent);

protected:
    void run() override;
    void abort() override;

private:
    void opened();
    void send();

    QPointer<Session> m_session;
    QPointer<base::Operation> m_step;
};

} // namespace authscope::mcp
