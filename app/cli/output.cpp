// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/output.h"

#include "base/text.h"

#include <cstdio>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

constexpr qsizetype noLimit = 1 << 30;
constexpr qsizetype lineLimit = 4000;

void put(FILE *stream, const QByteArray &bytes)
{
    // A closed pipe is the reader's choice, not an error of ours.
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stream);
    std::fputc('\n', stream);
    std::fflush(stream);
}

bool isHidden(char32_t c)
{
    switch (QChar::category(c)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        return false;
    }
}

} // namespace

QString shown(const QString &text)
{
    return base::cleaned(text, lineLimit);
}

QString shown(const QByteArray &text)
{
    return base::cleaned(text, lineLimit);
}

QByteArray harmlessJson(const json::Value &value)
{
    const QString text = QString::fromUtf8(json::compact(value));
    QByteArray out;
    out.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool isPair = text[i].isHighSurrogate() && i + 1 < text.size();
        const char32_t c = isPair ? QChar::surrogateToUcs4(text[i], text[i + 1]) : text[i].unicode();
        const QStringView units = QStringView(text).sliced(i, isPair ? 2 : 1);
        if (isHidden(c)) {
            for (const QChar unit : units)
                out += "\\u" + QByteArray::number(unit.unicode(), 16).rightJustified(4, '0');
        } else {
            out += units.toUtf8();
        }
        i += isPair ? 1 : 0;
    }
    return out;
}

void Output::line(const QString &text)
{
    if (!m_json)
        put(stdout, base::cleanedBlock(text, noLimit).toUtf8());
}

void Output::table(const QList<QStringList> &rows, int indent)
{
    QList<qsizetype> widths;
    for (const QStringList &row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (qsizetype i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], row[i].size());
    }
    for (const QStringList &row : rows) {
        QString text(indent, u' ');
        for (qsizetype i = 0; i < row.size(); ++i)
            text += i + 1 == row.size() ? row[i] : row[i].leftJustified(widths[i] + 2);
        while (text.endsWith(u' '))
            text.chop(1);
        line(text);
    }
}

void Output::document(const json::Object &object)
{
    if (m_json)
        put(stdout, harmlessJson(object));
}

void Output::note(const QString &text)
{
    put(stderr, base::cleanedBlock(text, noLimit).toUtf8());
}

void Output::error(const base::Error &error)
{
    put(stderr, base::cleaned(base::oneLine(error), lineLimit).toUtf8());
}

void Output::raw(const QByteArray &bytes)
{
    put(stdout, bytes);
}

void Output::bytes(const QByteArray &bytes)
{
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stdout);
    std::fflush(stdout);
}

} // namespace authscope::cli
