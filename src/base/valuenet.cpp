// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/valuenet.h"

#include <QString>

namespace authscope::base {

namespace {

constexpr qsizetype shortestSpelling = 6;
constexpr qsizetype shortestBeginning = 8;
const QByteArray markOpens = "‹";
const QByteArray markCloses = "›";
constexpr qsizetype longestMark = 48;

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

int hexNumber(QByteArrayView text, qsizetype at, int digits)
{
    if (at + digits > text.size())
        return -1;
    int number = 0;
    for (qsizetype i = at; i < at + digits; ++i) {
        const int digit = hexDigit(text[i]);
        if (digit < 0)
            return -1;
        number = number * 16 + digit;
    }
    return number;
}

/// What an escape sequence stands for, and how long it is; length 0 when there is none here.
struct Escape {
    QByteArray bytes = {};
    qsizetype length = 0;
    bool isCut = false; ///< the text ends inside the sequence
};

Escape percentAt(QByteArrayView text, qsizetype at)
{
    if (at + 3 > text.size())
        return { .isCut = true };
    int byte = hexNumber(text, at + 1, 2);
    if (byte < 0)
        return {};
    qsizetype length = 3;
    for (int inner; byte == '%' && (inner = hexNumber(text, at + length, 2)) >= 0; length += 2)
        byte = inner; // encoded once more: %252F
    return { .bytes = QByteArray(1, char(byte)), .length = length };
}

Escape unicodeAt(QByteArrayView text, qsizetype at)
{
    if (at + 6 > text.size())
        return { .isCut = true };
    const int unit = hexNumber(text, at + 2, 4);
    if (unit < 0)
        return {};
    QString character = QChar(ushort(unit));
    qsizetype length = 6;
    if (QChar::isHighSurrogate(char32_t(unit)) && text.sliced(at + length).startsWith("\\u")) {
        const int low = hexNumber(text, at + length + 2, 4);
        if (low >= 0 && QChar::isLowSurrogate(char32_t(low))) {
            character += QChar(ushort(low));
            length += 6;
        }
    }
    return { .bytes = character.toUtf8(), .length = length };
}

Escape escapeAt(QByteArrayView text, qsizetype at)
{
    if (text[at] == '%')
        return percentAt(text, at);
    if (text[at] != '\\')
        return {};
    if (at + 2 > text.size())
        return { .isCut = true };
    switch (text[at + 1]) {
    case 'u':
        return unicodeAt(text, at);
    case 'n':
        return { .bytes = "\n", .length = 2 };
    case 'r':
        return { .bytes = "\r", .length = 2 };
    case 't':
        return { .bytes = "\t", .length = 2 };
    case '"':
    case '\\':
    case '/':
        return { .bytes = QByteArray(1, text[at + 1]), .length = 2 };
    }
    return {};
}

struct Stretch {
    qsizetype end = -1; ///< in the text; -1 when the value is not there
    bool isCut = false; ///< the text ended first
};

/// How far `value` (from `done` on) goes along the text.
Stretch follow(QByteArrayView text, qsizetype at, QByteArrayView value, qsizetype done)
{
    while (done < value.size()) {
        const Stretch cut = done < shortestBeginning ? Stretch() : Stretch{ text.size(), true };
        if (at == text.size())
            return cut;
        const bool isPlain = text[at] == value[done];
        if (text[at] == '%' || text[at] == '\\') {
            const Escape escape = escapeAt(text, at);
            if (escape.isCut && !isPlain)
                return cut;
            if (escape.length > 0 && value.sliced(done).startsWith(escape.bytes)) {
                const Stretch rest = follow(text, at + escape.length, value, done + escape.bytes.size());
                if (rest.end >= 0 || !isPlain)
                    return rest;
            }
        }
        if (!isPlain && !(text[at] == '+' && value[done] == ' '))
            return {};
        ++at;
        ++done;
    }
    return { at, false };
}

/// The characters of base64 that `value` alone decides when `shift` unknown bytes stand before it.
QByteArray base64Inside(const QByteArray &value, int shift, QByteArray::Base64Options options)
{
    const QByteArray encoded
        = (QByteArray(shift, '\0') + value).toBase64(options | QByteArray::OmitTrailingEquals);
    const qsizetype before = shift == 0 ? 0 : shift + 1;
    const qsizetype after = (shift + value.size()) % 3 == 0 ? 0 : 1;
    return encoded.sliced(before, encoded.size() - before - after);
}

} // namespace

void ValueNet::add(const QByteArray &value, const QByteArray &mark)
{
    m_marks.insert(mark);
    addSpelling(value, mark);
    for (const auto alphabet : { QByteArray::Base64Encoding, QByteArray::Base64UrlEncoding }) {
        addSpelling(value.toBase64(alphabet), mark);
        addSpelling(value.toBase64(alphabet | QByteArray::OmitTrailingEquals), mark);
        for (int shift = 0; shift < 3; ++shift)
            addSpelling(base64Inside(value, shift, alphabet), mark);
    }
}

void ValueNet::addSpelling(const QByteArray &text, const QByteArray &mark)
{
    if (text.size() < shortestSpelling)
        return;
    QList<Spelling> &spellings = m_spellings[uchar(text.front())];
    const auto isShorter = [&text](const Spelling &other) { return other.text.size() < text.size(); };
    const auto place = std::find_if(spellings.cbegin(), spellings.cend(), isShorter);
    const auto isSame = [&text](const Spelling &other) { return other.text == text; };
    if (std::none_of(spellings.cbegin(), place, isSame))
        spellings.insert(place, { text, mark });
}

qsizetype ValueNet::match(QByteArrayView text, qsizetype at, QByteArray *mark) const
{
    const auto tryAll = [&](uchar first) -> qsizetype {
        qsizetype cut = 0;
        for (const Spelling &spelling : m_spellings[first]) {
            const Stretch stretch = follow(text, at, spelling.text, 0);
            if (stretch.end < 0 || (stretch.isCut && cut > 0))
                continue;
            *mark = spelling.mark;
            if (!stretch.isCut)
                return stretch.end - at;
            cut = stretch.end - at; // a whole value that ends here, too, goes first
        }
        return cut;
    };
    if (const qsizetype length = tryAll(uchar(text[at])); length > 0)
        return length;
    const Escape escape = escapeAt(text, at);
    return escape.length > 0 ? tryAll(uchar(escape.bytes.front())) : 0;
}

void ValueNet::remove(const QByteArray &mark)
{
    for (QList<Spelling> &spellings : m_spellings)
        spellings.removeIf([&mark](const Spelling &one) { return one.mark == mark; });
}

QByteArray ValueNet::replace(QByteArrayView text) const
{
    QByteArray out;
    qsizetype copied = 0;
    for (qsizetype at = 0; at < text.size();) {
        if (text.sliced(at).startsWith(markOpens)) {
            const qsizetype close
                = text.sliced(at).first(qMin(longestMark, text.size() - at)).indexOf(markCloses);
            if (close > 0 && isMark(text.sliced(at, close + markCloses.size()))) {
                at += close + markCloses.size();
                continue;
            }
        }
        QByteArray mark;
        const qsizetype length = match(text, at, &mark);
        if (length == 0) {
            ++at;
            continue;
        }
        out += text.sliced(copied, at - copied).toByteArray() + mark;
        at += length;
        copied = at;
    }
    return out + text.sliced(copied).toByteArray();
}

} // namespace authscope::base
