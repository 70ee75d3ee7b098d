// SPDX-License-Identifier: GPL-3.0-or-later
// Private to net: why an encrypted connection did not come about, in words.
#pragma once

#include "base/error.h"

#include <QSslCertificate>
#include <QSslError>

#include <optional>

namespace authscope::net {

/// What was seen of a handshake.
struct TlsFailure {
    QString place = {}; ///< host:port
    QString host = {};
    QList<QSslError> errors = {}; ///< of the checks of the server's certificate
    QList<QSslCertificate> chain = {}; ///< the server's own certificate first; may be empty
    QString libraryText = {}; ///< Qt's, with the TLS library's code in it
    QString proxy = {}; ///< it went through; empty: none
    bool hasClientCertificate = false; ///< we had one to show
};

/// Whether the text of a reply's error holds an alert of the other side, or a failed handshake.
bool isTlsText(const QString &libraryText);

/// OA-012: the check that failed, both values, the certificate's facts, what to do. T087.
base::Error explain(const TlsFailure &failure);

} // namespace authscope::net
