// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspect/tidy.h"

#include "base/text.h"

#include <QRegularExpression>
#include <QStringConverter>

using namespace Qt::StringLiterals;

namespace authscope::inspect {

namespace {

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

QString counted(qsizetype count, const QString &one, const QString &many)
{
    return count == 1 ? one : u"%1 %2"_s.arg(count).arg(many);
}

bool looksUtf16(const QByteArray &bytes)
{
    return bytes.size() >= 4 && bytes.size() % 2 == 0
        && (bytes.startsWith("\xff\xfe") || bytes.startsWith("\xfe\xff"));
}

void trim(Tidied &tidied)
{
    const QByteArray before = tidied.text;
    tidied.text = tidied.text.trimmed();
    if (tidied.text.size() != before.size())
        tidied.removed.append(u"blanks around it"_s);
}

bool stripQuotes(Tidied &tidied)
{
    QByteArray &text = tidied.text;
    while (text.endsWith(',') || text.endsWith(';'))
        text.chop(1);
    if (text.size() < 2)
        return false;
    const char quote = text.front();
    if ((quote != '"' && quote != '\'' && quote != '`') || text.back() != quote)
        return false;
    text = text.sliced(1, text.size() - 2).trimmed();
    if (!tidied.removed.contains(u"a pair of quotes"_s))
        tidied.removed.append(u"a pair of quotes"_s);
    return true;
}

/// export ACCESS_TOKEN=…, "access_token": "…", token: …
void stripAssignment(Tidied &tidied)
{
    static const QRegularExpression form(
        u"\\A(?:export\\s+|set\\s+|let\\s+|const\\s+|var\\s+|\\$)?[\"']?([A-Za-z_][A-Za-z0-9_.-]{0,60})[\"']?"
        "\\s*[:=]\\s*(?=[\"'`]|eyJ)"_s);
    const auto match
        = form.match(QString::fromLatin1(tidied.text.first(qMin<qsizetype>(120, tidied.text.size()))));
    if (!match.hasMatch())
        return;
    tidied.label = match.captured(1);
    tidied.text = tidied.text.sliced(match.capturedEnd()).trimmed();
    tidied.removed.append(u"the name “%1”"_s.arg(base::cleaned(tidied.label, 60)));
}

void joinLines(Tidied &tidied)
{
    const QByteArray &text = tidied.text;
    if (!text.startsWith("eyJ") && !text.startsWith("ZXlK"))
        return; // an opaque token with a blank in it is two words
    QByteArray joined;
    joined.reserve(text.size());
    qsizetype lines = 0, blanks = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\\' && i + 1 < text.size() && (text[i + 1] == 'n' || text[i + 1] == '\n')) {
            ++lines;
            ++i;
        } else if (c == '\n') {
            ++lines;
        } else if (isBlank(c)) {
            blanks += c != '\r';
        } else {
            joined += c;
        }
    }
    if (lines > 0)
        tidied.removed.append(counted(lines, u"a line break inside"_s, u"line breaks inside"_s));
    if (blanks > 0)
        tidied.removed.append(counted(blanks, u"a blank inside"_s, u"blanks inside"_s));
    if (lines + blanks > 0)
        tidied.text = joined;
}

void decodeLayers(Tidied &tidied)
{
    if (tidied.text.startsWith("eyJ") && tidied.text.contains('%')) {
        const QByteArray decoded = QByteArray::fromPercentEncoding(tidied.text);
        if (decoded != tidied.text && !decoded.contains('%')) {
            tidied.text = decoded;
            tidied.removed.append(u"percent encoding"_s);
        }
    }
    if (!tidied.text.startsWith("ZXlK") || tidied.text.contains('.'))
        return;
    const auto decoded = QByteArray::fromBase64Encoding(
        tidied.text, QByteArray::Base64UrlEncoding | QByteArray::AbortOnBase64DecodingErrors);
    const QByteArray plain = decoded ? *decoded : QByteArray::fromBase64(tidied.text);
    if (plain.startsWith("eyJ") && plain.contains('.')) {
        tidied.text = plain.trimmed();
        tidied.removed.append(u"another layer of base64"_s);
    }
}

} // namespace

Tidied tidyWhole(const QByteArray &pasted)
{
    Tidied out{ .text = pasted };
    if (looksUtf16(pasted)) {
        QStringDecoder decoder(QStringConverter::Utf16);
        const QString text = decoder.decode(pasted);
        if (!decoder.hasError()) {
            out.text = text.toUtf8();
            out.removed.append(u"UTF-16, which was turned into UTF-8"_s);
        }
    }
    if (out.text.startsWith("\xef\xbb\xbf")) {
        out.text.remove(0, 3);
        out.removed.append(u"a byte order mark"_s);
    }
    trim(out);
    return out;
}

void tidyToken(Tidied &tidied)
{
    stripAssignment(tidied);
    constexpr int layers = 3; // as programs quote what programs quoted
    for (int i = 0; i < layers && stripQuotes(tidied); ++i) { }
    joinLines(tidied);
    decodeLayers(tidied);
}

} // namespace authscope::inspect
