// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/headercodec.h"

#include <algorithm>

namespace authscope::mcp {

namespace {

constexpr QByteArrayView opening = "=?base64?";
constexpr QByteArrayView closing = "?=";

bool looksEncoded(QByteArrayView text)
{
    return text.size() >= opening.size() + closing.size() && text.startsWith(opening)
        && text.endsWith(closing);
}

bool isPlain(QByteArrayView text)
{
    if (text.isEmpty())
        return true;
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c <= 0x7e; })
        && text.front() != ' ' && text.back() != ' ' && !looksEncoded(text);
}

} // namespace

QByteArray encodeHeaderValue(QByteArrayView utf8)
{
    if (utf8.isEmpty())
        return QByteArray("");
    if (isPlain(utf8))
        return utf8.toByteArray();
    return opening.toByteArray() + utf8.toByteArray().toBase64() + closing.toByteArray();
}

std::optional<QByteArray> decodeHeaderValue(QByteArrayView field)
{
    if (!looksEncoded(field))
        return field.toByteArray();
    const QByteArray inner
        = field.sliced(opening.size(), field.size() - opening.size() - closing.size()).toByteArray();
    const QByteArray::FromBase64Result decoded
        = QByteArray::fromBase64Encoding(inner, QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || (*decoded).toBase64() != inner)
        return std::nullopt;
    if (!(*decoded).isValidUtf8()) // also one that breaks off in the middle of a character
        return std::nullopt;
    return *decoded;
}

} // namespace authscope::mcp
