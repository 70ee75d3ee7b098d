// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace authscope::oauth {

/// What came back to the redirect URI, decoded once. RFC 6749 §4.1.2, RFC 9207. Empty: the parameter was not
/// there or had no value. Nothing in it is to be believed before `state` was compared.
struct AuthorizationResponse {
    QByteArray code = {};
    QByteArray state = {};
    std::optional<QByteArray> issuer = {}; ///< iss; absent when the server does not send it
    QByteArray error = {};
    QByteArray errorDescription = {};
    QByteArray errorUri = {};
    bool hasToken = false; ///< a token came in the address, which nobody asked for; it was not kept (T049)

    bool operator==(const AuthorizationResponse &) const = default;
};

/// Of the part after the question mark. Errors: OA-135 when a parameter stands there twice (RFC 6749 §3.1),
/// OA-169 when it is no form encoding, carries a control character, or is longer than 16 KiB.
base::Result<AuthorizationResponse> parseAuthorizationResponse(QByteArrayView query);

/// The state, also of a query that is refused otherwise; empty when there is none or more than one.
QByteArray onlyState(QByteArrayView query);

} // namespace authscope::oauth
