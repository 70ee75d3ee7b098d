// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/curl.h"

#include <QHash>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace authscope::net {

namespace {

/// A text of the request, cut where marks stand.
struct Piece {
    QString text = {};
    QString variable = {}; ///< a mark's, in place of a text
};
using Pieces = QList<Piece>;

/// Gives each mark its variable.
class Variables {
public:
    QString of(const QString &mark, const QString &kind)
    {
        QString &name = m_names[mark];
        if (name.isEmpty()) {
            const QString base = kind.trimmed().toUpper().replace(u' ', u'_');
            const int number = ++m_counts[base];
            name = number == 1 ? base : base + u'_' + QString::number(number);
        }
        return name;
    }

private:
    QHash<QString, QString> m_names;
    QHash<QString, int> m_counts;
};

Pieces cut(const QByteArray &bytes, Variables &variables)
{
    static const QRegularExpression mark(
        u"‹([a-z ]+?)(?: #\\d+)?›"_s, QRegularExpression::CaseInsensitiveOption);
    const QString text = QString::fromUtf8(bytes);
    Pieces pieces;
    qsizetype last = 0;
    for (auto it = mark.globalMatch(text); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        if (match.capturedStart() > last)
            pieces.append({ .text = text.sliced(last, match.capturedStart() - last) });
        pieces.append({ .variable = variables.of(match.captured(0), match.captured(1)) });
        last = match.capturedEnd();
    }
    if (last < text.size() || pieces.isEmpty())
        pieces.append({ .text = text.sliced(last) });
    return pieces;
}

bool hasMark(const Pieces &pieces)
{
    return std::any_of(
        pieces.begin(), pieces.end(), [](const Piece &one) { return !one.variable.isEmpty(); });
}

struct Field {
    QString option; ///< "header", "data-raw", "data-urlencode"
    Pieces value;
};

/// What curl makes itself.
bool isCurlsOwn(const QByteArray &name)
{
    static const QList<QByteArray> own{ "content-length", "host", "connection", "accept-encoding" };
    return own.contains(name.toLower());
}

/// A form's values that are secret stand in a variable as they are, and curl encodes them.
QList<Field> formFields(const QByteArray &body, Variables &variables)
{
    QList<Field> fields;
    for (const QByteArray &pair : body.split('&')) {
        const Pieces pieces = cut(pair, variables);
        const bool isSecret = hasMark(pieces) && pair.contains('=');
        fields.append({ isSecret ? u"data-urlencode"_s : u"data-raw"_s, pieces });
    }
    return fields;
}

QList<Field> fieldsOf(const Exchange &exchange, Variables &variables)
{
    QList<Field> fields;
    for (const Header &field : exchange.requestHeaders.all()) {
        if (isCurlsOwn(field.name))
            continue;
        Pieces pieces = cut(field.name + (field.value.isEmpty() ? ";" : ": " + field.value), variables);
        // The mark in Basic stands for a half of what is encoded there.
        if (field.value.left(6).compare("basic ", Qt::CaseInsensitive) == 0)
            pieces = { { .text = QString::fromLatin1(field.name) + u": Basic "_s },
                { .variable = u"BASIC_CREDENTIALS"_s } };
        fields.append({ u"header"_s, pieces });
    }
    return fields;
}

bool isControl(QChar c)
{
    return c.category() == QChar::Other_Control || c.category() == QChar::Other_Format
        || c.unicode() == 0x2028 || c.unicode() == 0x2029;
}

/// Whether a terminal might take a part of it for more than text.
bool isPlain(const QByteArray &bytes)
{
    const QString text = QString::fromUtf8(bytes);
    return text.toUtf8() == bytes
        && std::none_of(text.begin(), text.end(), [](QChar c) { return c != u'\n' && isControl(c); });
}

QString posixWord(const Pieces &pieces)
{
    QString out;
    for (const Piece &piece : pieces) {
        if (!piece.variable.isEmpty())
            out += u"\"$"_s + piece.variable + u'"';
        else
            out += u'\'' + QString(piece.text).replace(u'\'', u"'\\''"_s) + u'\'';
    }
    return out;
}

/// The argument of printf '%b': what is no plain ASCII as octal numbers.
QString printfWord(const QByteArray &bytes, Variables &variables)
{
    // A mark is UTF-8, and what is around it need not be.
    QString out;
    qsizetype from = 0;
    const auto escape = [&out](const QByteArray &part) {
        if (part.isEmpty())
            return;
        out += u'\'';
        for (const char c : part) {
            const auto byte = static_cast<uchar>(c);
            if (byte < 0x20 || byte > 0x7e || c == '\\' || c == '\'')
                out += u"\\0%1"_s.arg(byte, 3, 8, QChar(u'0'));
            else
                out += QLatin1Char(c);
        }
        out += u'\'';
    };
    while (from < bytes.size()) {
        const qsizetype open = bytes.indexOf("‹", from);
        const qsizetype close = open < 0 ? -1 : bytes.indexOf("›", open);
        if (close < 0)
            break;
        const QByteArray mark = bytes.mid(open, close - open + qsizetype(qstrlen("›")));
        const Pieces pieces = cut(mark, variables);
        if (!hasMark(pieces) || pieces.size() != 1) {
            escape(bytes.mid(from, open + 1 - from));
            from = open + 1;
            continue;
        }
        escape(bytes.mid(from, open - from));
        out += u"\"$"_s + pieces.first().variable + u'"';
        from = open + mark.size();
    }
    escape(bytes.mid(from));
    return out;
}

QString posixCommand(const Exchange &exchange)
{
    Variables variables;
    const bool isHead = exchange.method == "HEAD";
    QStringList parts{ u"curl -i -g "_s
        + (isHead ? u"--head"_s : u"-X "_s + posixWord(cut(exchange.method, variables))) + u' '
        + posixWord(cut(exchange.url, variables)) };
    for (const Field &field : fieldsOf(exchange, variables))
        parts += u"-H "_s + posixWord(field.value);
    QString before;
    if (!exchange.requestBody.isEmpty()) {
        if (exchange.requestHeaders.mediaType() == "application/x-www-form-urlencoded"
            && isPlain(exchange.requestBody)) {
            for (const Field &field : formFields(exchange.requestBody, variables))
                parts += u"--"_s + field.option + u' ' + posixWord(field.value);
        } else if (isPlain(exchange.requestBody)) {
            parts += u"--data-raw "_s + posixWord(cut(exchange.requestBody, variables));
        } else {
            before = u"printf '%b' "_s + printfWord(exchange.requestBody, variables) + u" |\n"_s;
            parts += u"--data-binary @-"_s;
        }
    }
    return before + parts.join(u" \\\n  "_s);
}

/// Between the quotes of curl's configuration file, inside a text in which PowerShell looks for variables.
QString configWord(const Pieces &pieces)
{
    QString out;
    for (const Piece &piece : pieces) {
        if (!piece.variable.isEmpty()) {
            out += u"$($env:"_s + piece.variable + u')';
            continue;
        }
        for (const QChar c : piece.text) {
            if (c == u'\\' || c == u'"')
                out += u'\\' + QString(c);
            else if (c == u'\n')
                out += u"\\n"_s;
            else if (c == u'\r')
                out += u"\\r"_s;
            else if (c == u'\t')
                out += u"\\t"_s;
            else if (c == u'$' || c == u'`')
                out += u'`' + QString(c);
            else
                out += c;
        }
    }
    return out;
}

QString powerShellCommand(const Exchange &exchange)
{
    Variables variables;
    QStringList lines{ u"url = \"%1\""_s.arg(configWord(cut(exchange.url, variables))), u"include"_s,
        u"globoff"_s };
    if (exchange.method == "HEAD")
        lines += u"head"_s;
    else
        lines += u"request = \"%1\""_s.arg(configWord(cut(exchange.method, variables)));
    QList<Field> fields = fieldsOf(exchange, variables);
    if (!exchange.requestBody.isEmpty()) {
        if (exchange.requestHeaders.mediaType() == "application/x-www-form-urlencoded")
            fields += formFields(exchange.requestBody, variables);
        else
            fields.append({ u"data-raw"_s, cut(exchange.requestBody, variables) });
    }
    for (const Field &field : fields)
        lines += field.option + u" = \""_s + configWord(field.value) + u'"';
    return u"$OutputEncoding = [Text.UTF8Encoding]::new($false)\n@\"\n"_s + lines.join(u'\n')
        + u"\n\"@ | curl.exe --config -"_s;
}

} // namespace

QString curlCommand(const Exchange &exchange, Shell shell)
{
    switch (shell) {
    case Shell::Posix:
        return posixCommand(exchange);
    case Shell::PowerShell:
        return powerShellCommand(exchange);
    }
    Q_UNREACHABLE();
    return {};
}

} // namespace authscope::net
