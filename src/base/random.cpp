// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"

#include <QRandomGenerator>

namespace authscope::base {

QByteArray RandomSource::token()
{
    return bytes(32).toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

QByteArray RandomSource::uuid()
{
    QByteArray raw = bytes(16);
    raw[6] = static_cast<char>((raw[6] & 0x0f) | 0x40); // RFC 9562 §5.4: version 4, variant 10
    raw[8] = static_cast<char>((raw[8] & 0x3f) | 0x80);
    QByteArray hex = raw.toHex();
    for (const int at : { 20, 16, 12, 8 })
        hex.insert(at, '-');
    return hex;
}

QByteArray SystemRandom::bytes(int count)
{
    QByteArray out(count, Qt::Uninitialized);
    for (int at = 0; at < count; at += 4) {
        const quint32 word = QRandomGenerator::system()->generate();
        for (int i = 0; i < 4 && at + i < count; ++i)
            out[at + i] = static_cast<char>(word >> (8 * i));
    }
    return out;
}

} // namespace authscope::base
