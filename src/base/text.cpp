// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"

#include "base/hidden.h"

#include <QChar>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace authscope::base {

bool isHidden(char32_t c)
{
    switch (QChar::category(c)) {
    case QChar::Other_Control:
    case QChar::Other_Format: // bidirectional controls, zero-width characters, tags
    case QChar::Other_Surrogate:
    case QChar::Other_PrivateUse:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        return c == 0x115f || c == 0x1160 || c == 0x3164 || c == 0xffa0; // fillers that show nothing
    }
}

namespace {

/// `total` counts the characters of the whole text, of which `text` may be the beginning only.
QString clean(const QString &text, qsizetype limit, bool keepLines, qsizetype total)
{
    QString out;
    out.reserve(qMin(text.size(), limit) + 16);
    qsizetype taken = 0;
    for (const char32_t c : text.toUcs4()) {
        if (taken++ == limit) {
            out += u"… (%1 characters)"_s.arg(total);
            break;
        }
        if (c == U'\n' || c == U'\t' || c == U'\r') {
            if (keepLines && c != U'\r')
                out += QChar(c);
            else if (!keepLines && !out.endsWith(u' '))
                out += u' ';
        } else if (isHidden(c)) {
            out += u"⟨U+%1⟩"_s.arg(QString::number(c, 16).toUpper(), 4, u'0');
        } else {
            out += QString::fromUcs4(&c, 1);
        }
    }
    return out;
}

qsizetype characters(const QString &text)
{
    return std::count_if(text.begin(), text.end(), [](QChar c) { return !c.isLowSurrogate(); });
}

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

std::optional<QByteArray> decodePart(QByteArrayView part)
{
    QByteArray out;
    out.reserve(part.size());
    for (qsizetype i = 0; i < part.size(); ++i) {
        if (part[i] == '+') {
            out += ' ';
        } else if (part[i] == '%') {
            const int high = i + 2 < part.size() ? hexDigit(part[i + 1]) : -1;
            const int low = i + 2 < part.size() ? hexDigit(part[i + 2]) : -1;
            if (high < 0 || low < 0)
                return std::nullopt;
            out += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            out += part[i];
        }
    }
    return out;
}

} // namespace

QString cleaned(const QString &text, qsizetype limit)
{
    return clean(text.left(limit * 2 + 2), limit, false, characters(text));
}

QString cleaned(QByteArrayView utf8, qsizetype limit)
{
    const qsizetype total = std::count_if(
        utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
    return clean(QString::fromUtf8(utf8.first(qMin(utf8.size(), limit * 4 + 4))), limit, false, total);
}

QString cleanedBlock(const QString &text, qsizetype limit)
{
    return clean(text.left(limit * 2 + 2), limit, true, characters(text));
}

bool isHeaderSafe(QByteArrayView value)
{
    if (!value.isEmpty() && (value.front() == ' ' || value.back() == ' '))
        return false;
    return std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

bool isBearerToken(QByteArrayView value)
{
    qsizetype end = value.size();
    while (end > 0 && value[end - 1] == '=')
        --end;
    return end > 0 && std::all_of(value.begin(), value.begin() + end, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'
            || c == '.' || c == '_' || c == '~' || c == '+' || c == '/';
    });
}

std::optional<QList<FormPair>> decodeForm(QByteArrayView encoded)
{
    QList<FormPair> pairs;
    for (qsizetype from = 0; from < encoded.size();) {
        qsizetype to = encoded.indexOf('&', from);
        if (to < 0)
            to = encoded.size();
        const QByteArrayView pair = encoded.sliced(from, to - from);
        from = to + 1;
        if (pair.isEmpty())
            continue;
        const qsizetype equals = pair.indexOf('=');
        const auto name = decodePart(equals < 0 ? pair : pair.first(equals));
        const auto value = decodePart(equals < 0 ? QByteArrayView("") : pair.sliced(equals + 1));
        if (!name || !value)
            return std::nullopt;
        pairs.append({ *name, *value });
    }
    return pairs;
}

QByteArray encodeForm(const QList<FormPair> &pairs)
{
    QByteArray out;
    for (const FormPair &pair : pairs) {
        if (!out.isEmpty())
            out += '&';
        out += pair.name.toPercentEncoding() + '=' + pair.value.toPercentEncoding();
    }
    return out;
}

} // namespace authscope::base
