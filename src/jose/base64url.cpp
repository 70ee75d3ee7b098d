// SPDX-License-Identifier: GPL-3.0-or-later
#include "jose/base64url.h"

#include "base/text.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace authscope::jose {

namespace {

constexpr auto urlForm = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;

bool isInAlphabet(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

} // namespace

std::optional<QByteArray> decodeBase64Url(QByteArrayView text)
{
    // Qt's decoder skips foreign characters and ignores trailing bits, even when told to abort on errors it
    // accepts padding; the alphabet and the way back decide.
    if (!std::all_of(text.begin(), text.end(), isInAlphabet))
        return std::nullopt;
    const QByteArray source(text.data(), text.size());
    QByteArray decoded = QByteArray::fromBase64(source, urlForm);
    if (decoded.toBase64(urlForm) != source)
        return std::nullopt;
    return decoded;
}

QByteArray encodeBase64Url(QByteArrayView bytes)
{
    return QByteArray::fromRawData(bytes.data(), bytes.size()).toBase64(urlForm);
}

QString whyNotBase64Url(QByteArrayView text)
{
    const auto stranger = std::find_if_not(text.begin(), text.end(), isInAlphabet);
    if (stranger != text.end()) {
        const qsizetype at = stranger - text.begin();
        const auto byte = static_cast<unsigned char>(*stranger);
        const QString shown = byte > 0x20 && byte < 0x7f
            ? u"the character “%1”"_s.arg(QLatin1Char(*stranger))
            : u"the byte 0x%1"_s.arg(QString::number(byte, 16).toUpper(), 2, u'0');
        return u"has %1 at position %2, which base64url does not use"_s.arg(shown).arg(at + 1);
    }
    if (text.size() % 4 == 1)
        return u"is %1 characters long, which no base64url text can be"_s.arg(text.size());
    if (!decodeBase64Url(text))
        return u"ends with “%1”, which sets bits beyond the last byte"_s.arg(QLatin1Char(text.back()));
    return {};
}

} // namespace authscope::jose
