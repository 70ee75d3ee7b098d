// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/connection.h"

namespace authscope::session {

/// What to do about one 401 or 403: refresh once, sign in, ask for more scopes, or give up. An operation gets
/// one authorization and two more, however often it is repeated.
class Refusal : public base::ResultOperation<net::Verdict> {
    Q_OBJECT

public:
    Refusal(Connection *connection, net::RefusedRequest request, QObject *parent);

protected:
    void run() override;
    void abort() override;

private:
    bool isAboutTheNonce() const;
    void missingScope();
    void badToken();
    void refresh();
    void signIn(const QString &reason);
    void retry();
    QList<QByteArray> wantedScopes() const;
    QList<QByteArray> missingScopes() const;
    ToolCall *refusedCall() const; ///< whose request it is; null when it is none's

    Connection *m_connection;
    net::RefusedRequest m_request;
    QList<net::Challenge> m_challenges;
    QPointer<base::Operation> m_step;
};

} // namespace authscope::session
