// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/connection.h"

namespace authscope::session {

/// tools/list, with the connection brought up to date.
class ToolListing : public base::ResultOperation<QList<mcp::Tool>> {
    Q_OBJECT

public:
    ToolListing(Connection *connection, bool maySignIn, QObject *parent);
    ~ToolListing() override;

protected:
    void run() override;
    void abort() override;

private:
    void release();

    QPointer<Connection> m_connection;
    QPointer<base::Operation> m_list;
    bool m_isGesture;
};

} // namespace authscope::session
