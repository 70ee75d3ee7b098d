// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <tl/expected.hpp>

namespace authscope::demo {

/// An answer of an OAuth endpoint: RFC 6749's code in `error`, the provider's own type as the first word of
/// the description.
struct OAuthError {
    QByteArray error; ///< "invalid_grant"
    QByteArray type; ///< "idp_auth_code_expired"; may be empty
    QByteArray sentence;
    int status = 400;

    QByteArray description() const { return type.isEmpty() ? sentence : type + ": " + sentence; }
};

template <class T>
using OAuthResult = tl::expected<T, OAuthError>;
using OAuthFailure = tl::unexpected<OAuthError>;

inline OAuthFailure refuse(OAuthError error)
{
    return OAuthFailure(std::move(error));
}

} // namespace authscope::demo
