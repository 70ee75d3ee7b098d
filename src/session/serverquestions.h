// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/awaiting.h"
#include "session/connection.h"

namespace authscope::session {

/// The issuer's word on one token, beside the token's own claims; see Connection::introspect().
class AskIntrospection : public oauth::Awaiting<IntrospectionReport> {
    Q_OBJECT

public:
    AskIntrospection(Connection *connection, oauth::TokenKind kind, oauth::IntrospectionCredential credential,
        QObject *parent);

protected:
    void run() override;

private:
    IntrospectionReport report(const oauth::Introspection &answer) const;

    QPointer<Connection> m_connection;
    oauth::TokenKind m_kind;
    oauth::IntrospectionCredential m_credential;
    oauth::Grant m_grant; ///< what was asked about
};

/// The issuer's word on the person, beside the ID token's claims; see Connection::userInfo().
class AskUserInfo : public oauth::Awaiting<UserInfoReport> {
    Q_OBJECT

public:
    AskUserInfo(Connection *connection, QObject *parent);

protected:
    void run() override;

private:
    void ask();
    void answered(const oauth::UserInfo &answer);

    QPointer<Connection> m_connection;
};

/// What is known of a token without asking: its claims, or what came with it.
json::Object claimsHere(const oauth::Grant &grant, oauth::TokenKind kind);

} // namespace authscope::session
