// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/jsonscan.h"

#include <QString>

namespace authscope::base {

QByteArray jsonEscaped(const QByteArray &value)
{
    QByteArray out;
    for (const char c : value) {
        if (c == '"' || c == '\\')
            out += '\\';
        if (uchar(c) < 0x20)
            out += "\\u00" + QByteArray(1, c).toHex();
        else
            out += c;
    }
    return out;
}

QByteArray jsonUnescaped(QByteArrayView text)
{
    QByteArray out;
    QString units; // collected, because a character may need two of them
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool isEscape = text[i] == '\\' && i + 1 < text.size();
        if (isEscape && text[i + 1] == 'u' && i + 5 < text.size()) {
            units += QChar(text.sliced(i + 2, 4).toUShort(nullptr, 16));
            i += 5;
            continue;
        }
        out += units.toUtf8();
        units.clear();
        if (!isEscape) {
            out += text[i];
            continue;
        }
        const char c = text[++i];
        out += c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
    }
    return out + units.toUtf8();
}

bool isJsonBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

qsizetype skipBlanks(QByteArrayView json, qsizetype at)
{
    for (; at < json.size(); ++at) {
        if (json[at] == '\n' && json.sliced(at + 1).startsWith("data:"))
            at += 5;
        else if (!isJsonBlank(json[at]))
            break;
    }
    return at;
}

qsizetype textEnd(QByteArrayView json, qsizetype at)
{
    while (at < json.size() && json[at] != '"')
        at += json[at] == '\\' ? 2 : 1;
    return qMin(at, json.size());
}

qsizetype valueEnd(QByteArrayView json, qsizetype at)
{
    int depth = 0;
    for (; at < json.size(); ++at) {
        const char c = json[at];
        if (c == '"') {
            at = textEnd(json, at + 1);
        } else if (c == '[' || c == '{') {
            ++depth;
        } else if (c == ']' || c == '}') {
            if (--depth < 0)
                return at;
            if (depth == 0)
                return at + 1;
        } else if (depth == 0 && (c == ',' || isJsonBlank(c))) {
            return at;
        }
    }
    return qMin(at, json.size());
}

} // namespace authscope::base
