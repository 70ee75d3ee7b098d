// SPDX-License-Identifier: GPL-3.0-or-later
#include "jose/base64url.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <string_view>

using namespace Qt::StringLiterals;

namespace authscope::jose {

namespace {

constexpr auto urlForm = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;

constexpr int noValue = -1;

/// The six bits of each character; noValue for those that base64url does not use.
constexpr std::array<signed char, 256> valuesOfCharacters()
{
    std::array<signed char, 256> values{};
    values.fill(noValue);
    signed char value = 0;
    for (const char c : std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"))
        values.at(static_cast<unsigned char>(c)) = value++;
    return values;
}
constexpr std::array<signed char, 256> values = valuesOfCharacters();

int valueOf(char c)
{
    return values[static_cast<unsigned char>(c)];
}
bool isInAlphabet(char c)
{
    return valueOf(c) != noValue;
}

} // namespace

std::optional<QByteArray> decodeBase64Url(QByteArrayView text)
{
    // Qt's decoder skips foreign characters and ignores trailing bits, and accepts padding even when told to
    // abort on errors.
    const qsizetype rest = text.size() % 4;
    if (rest == 1)
        return std::nullopt;
    QByteArray decoded(text.size() / 4 * 3 + (rest == 0 ? 0 : rest - 1), Qt::Uninitialized);
    const char *in = text.data();
    char *out = decoded.data();
    int strange = 0; // negative as soon as one of the values is
    for (qsizetype left = text.size() / 4; left > 0; --left, in += 4) {
        const int a = valueOf(in[0]);
        const int b = valueOf(in[1]);
        const int c = valueOf(in[2]);
        const int d = valueOf(in[3]);
        strange |= a | b | c | d;
        const unsigned bits = unsigned(a) << 18 | unsigned(b) << 12 | unsigned(c) << 6 | unsigned(d);
        *out++ = static_cast<char>(bits >> 16);
        *out++ = static_cast<char>(bits >> 8);
        *out++ = static_cast<char>(bits);
    }
    if (rest > 0) {
        const int a = valueOf(in[0]);
        const int b = valueOf(in[1]);
        const int c = rest == 3 ? valueOf(in[2]) : 0;
        strange |= a | b | c;
        const unsigned bits = unsigned(a) << 18 | unsigned(b) << 12 | unsigned(c) << 6;
        *out++ = static_cast<char>(bits >> 16);
        if (rest == 3)
            *out = static_cast<char>(bits >> 8);
        if ((bits & (rest == 3 ? 0xffU : 0xffffU)) != 0) // bits beyond the last byte
            return std::nullopt;
    }
    if (strange < 0)
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
