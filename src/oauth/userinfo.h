// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/http.h"
#include "oauth/awaiting.h"
#include "oauth/signinflow.h"
#include "oauth/tokenverdict.h"

namespace authscope::oauth {

/// What the issuer says about the person an access token is about. OIDC Core §5.3.
struct UserInfo {
    QByteArray subject = {};
    QString name = {};
    QString email = {};
    bool isSigned = false; ///< and the signature holds; else believed because TLS brought it
    json::Object claims = {}; ///< every member as it came, without request_id and status_code
    base::ExchangeId exchange = 0;
};

/// `expectedSubject`: of the ID token; empty: none is known. Another one discards everything (T119, OA-219).
base::Result<UserInfo> readUserInfo(json::Object claims, const QByteArray &expectedSubject);

/// An identity for a sign-in that has no verified ID token.
Identity identityOf(const UserInfo &info);

/// GET of the userinfo endpoint with the access token in the header, never anywhere else (T155). Takes plain
/// JSON, or a JWT that one of the issuer's keys signed.
class FetchUserInfo : public Awaiting<UserInfo> {
    Q_OBJECT

public:
    FetchUserInfo(Services services, KeySource *keys, Grant grant, QString connection, QObject *parent);

protected:
    void run() override;

private:
    void send(bool isAgain);
    void answered(const net::Response &response, bool isAgain);
    void checkSigned(const QByteArray &token, base::ExchangeId exchange);
    void verified(const jose::Jwt &jwt, const jose::JwkSet &keys, base::ExchangeId exchange);
    void conclude(json::Object claims, bool isSigned, base::ExchangeId exchange);
    void end(base::Error error, base::ExchangeId exchange);

    Services m_services;
    KeySource *m_keys;
    Grant m_grant;
    QString m_connection;
};

} // namespace authscope::oauth
