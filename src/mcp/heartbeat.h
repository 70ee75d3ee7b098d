// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/requestcall.h"

#include <QTimer>

namespace authscope::mcp {

/// Asks a legacy server now and then whether it is still there (MCP 2025-11-25, utilities, Ping). Sparing:
/// only while the server can speak of its own accord, so that somebody relies on hearing it; only after it
/// said nothing for SessionOptions::pingEvery; and not while it works on a request, which has a deadline of
/// its own.
class Heartbeat : public QObject {
    Q_OBJECT

public:
    explicit Heartbeat(SessionCore *core);

    void start(); ///< the session is ready
    void stop(); ///< it is no more
    void heard(); ///< the server is there

Q_SIGNALS:
    /// No answer came within the time a request may take: the connection is broken.
    void failed(const authscope::base::Error &why);

private:
    void rest();
    void beat();
    void answered();

    SessionCore *m_core;
    QTimer m_quiet;
    QPointer<RequestCall> m_ping;
    bool m_isOn = false;
    bool m_wasHeard = false; ///< since the ping was sent
};

} // namespace authscope::mcp
