// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/loopbackreceiver.h"
#include "oauth/signinflow.h"

namespace authscope::oauth {

/// Where the provider sends the browser back to, and what it brings along.
struct LogoutReturn {
    QByteArray uri = {}; ///< empty: it is not asked to send it back
    QByteArray state = {};
};

/// Where a person's browser goes to end the session at the provider. OIDC RP-Initiated Logout 1.0 §2. The ID
/// token is named only at an address on a host the issuer itself uses for signing in (T145). Error: OA-245
/// when there is no such address or it is another party's.
base::Result<QByteArray> endSessionUrl(const Grant &grant, const LogoutReturn &back = {});

/// Opens that address and waits for the browser to come back with our state, where the provider registered
/// where to send it; also where the page is the one for signing in, which takes a request for a sign-out only
/// with an address to come back to (stytch.md A.4). Whatever else arrives meanwhile is counted and ignored.
/// The result says whether it came back; errors are those of endSessionUrl(), of listening and of the
/// browser.
struct SessionEnd {
    bool isAwaited = false; ///< the provider was asked to send the browser back
    bool hasReturned = false; ///< with our state
    int foreignAnswers = 0; ///< with another state, or none
};

class EndSession : public base::ResultOperation<SessionEnd> {
    Q_OBJECT

public:
    EndSession(Services services, Grant grant, QObject *parent);

    void setPatience(std::chrono::milliseconds limit) { m_patience = limit; }

Q_SIGNALS:
    void opened(bool isAwaited); ///< the browser

protected:
    void run() override;
    void abort() override;

private:
    base::Result<void> listen();
    void conclude();

    Services m_services;
    Grant m_grant;
    LogoutReturn m_back;
    SessionEnd m_end;
    LoopbackReceiver m_receiver;
    QTimer m_timer;
    std::chrono::milliseconds m_patience{ std::chrono::seconds(60) };
};

} // namespace authscope::oauth
