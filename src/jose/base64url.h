// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <optional>

namespace authscope::jose {

/// RFC 7515 §2: no padding, no other characters, no set bits beyond the last byte; anything else is refused.
std::optional<QByteArray> decodeBase64Url(QByteArrayView text);
QByteArray encodeBase64Url(QByteArrayView bytes);
/// Why decodeBase64Url() refuses it, as the end of a sentence ("has the character “=” at position 12"); empty
/// when it does not.
QString whyNotBase64Url(QByteArrayView text);

} // namespace authscope::jose
