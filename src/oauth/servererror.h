// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

namespace authscope::oauth {

/// What an error body says, in either vocabulary: error / error_description / error_uri, else error_type /
/// error_message / error_url, else the first words of whatever came (stytch.md A.12).
struct ServerError {
    QByteArray code = {}; ///< "invalid_grant"; empty: the body names none
    QString words = {}; ///< cleaned, at most 200 characters
    QString requestId = {};
    bool isJson = false;
};

ServerError readServerError(QByteArrayView body);

/// invalid_grant and the names some providers give it.
bool isInvalidGrant(const QByteArray &code);

} // namespace authscope::oauth
