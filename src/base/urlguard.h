// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QString>
#include <QUrl>

namespace authscope::base {

/// A URL taken apart without being changed: `text` is the bytes that arrived and what comparisons use.
struct GuardedUrl {
    QByteArray text;
    QUrl url; ///< for opening and sending only
    QString host; ///< ASCII (punycode) form
    bool isLoopback = false;
    bool isEncrypted = false;

    /// "https://host:port" with the port only where it is not the default.
    QByteArray origin() const;
};

/// The one place that says which URLs we go to: https, or http to 127.0.0.1, [::1] and localhost; a host; no
/// user info, no fragment, no control characters, no trailing dot. `what` names the URL in the error
/// ("token_endpoint"). Errors: OA-003, OA-105, OA-106. security.md T006, T007.
Result<GuardedUrl> guardUrl(const QByteArray &text, const QString &what);

/// True only for the literals 127.0.0.1 and [::1] and the name localhost.
bool isLoopbackHost(const QString &host);

/// True for addresses of this computer or of private networks, in every spelling QUrl accepts (T009).
bool isInternalAddress(const QString &host);

/// What a person types: blanks trimmed, a missing scheme filled in (http for loopback, else https), a pasted
/// well-known address reduced to its issuer.
Result<GuardedUrl> readTypedUrl(const QString &typed);

} // namespace authscope::base
