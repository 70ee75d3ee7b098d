// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/session.h"

namespace authscope::mcp {

class CallToolRequest final : public CallTool {
    Q_OBJECT

public:
    CallToolRequest(const QString &name, const json::Object &arguments, Session *session, QObject *parent);

protected:
    void run() override;
    void abort() override;

private:
    void answered();

    QPointer<Call> m_call;
};

} // namespace authscope::mcp
