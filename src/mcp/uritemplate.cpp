// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/uritemplate.h"

#include "base/errorcodes.h"
#include "base/text.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace authscope::mcp {

namespace {

/// How one operator expands (RFC 6570 §3.2.1 and appendix A).
struct Style {
    QByteArray first = {};
    QByteArray separator = ",";
    bool isNamed = false;
    QByteArray ifEmpty = {}; ///< after the name of an empty value
    bool keepsReserved = false;
};

Style styleOf(char op)
{
    switch (op) {
    case '+':
        return { .keepsReserved = true };
    case '#':
        return { .first = "#", .keepsReserved = true };
    case '.':
        return { .first = ".", .separator = "." };
    case '/':
        return { .first = "/", .separator = "/" };
    case ';':
        return { .first = ";", .separator = ";", .isNamed = true };
    case '?':
        return { .first = "?", .separator = "&", .isNamed = true, .ifEmpty = "=" };
    case '&':
        return { .first = "&", .separator = "&", .isNamed = true, .ifEmpty = "=" };
    default:
        return {};
    }
}

bool isHex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool isLetterOrDigit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool isTripletAt(QByteArrayView text, qsizetype at)
{
    return at + 2 < text.size() && text[at] == '%' && isHex(text[at + 1]) && isHex(text[at + 2]);
}

/// What no literal may hold (RFC 6570 §2.1): controls, blanks and a few marks; a lone % neither.
bool isLiteral(QByteArrayView text, qsizetype at)
{
    const char c = text[at];
    if (c == '%')
        return isTripletAt(text, at);
    return uchar(c) > 0x20 && c != 0x7f && !QByteArrayView("\"'<>\\^`|}").contains(c);
}

/// RFC 6570 §2.3: letters, digits, _ and triplets, with single dots between.
bool isVariableName(QByteArrayView name)
{
    bool mayDot = false;
    for (qsizetype i = 0; i < name.size(); ++i) {
        if (isTripletAt(name, i))
            i += 2;
        else if (name[i] == '.' && !mayDot)
            return false;
        else if (name[i] != '.' && name[i] != '_' && !isLetterOrDigit(name[i]))
            return false;
        mayDot = name[i] != '.';
    }
    return mayDot;
}

QByteArray encoded(const QByteArray &text, bool keepsReserved)
{
    if (!keepsReserved)
        return text.toPercentEncoding();
    constexpr QByteArrayView kept = ":/?#[]@!$&'()*+,;=";
    QByteArray out;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (isTripletAt(text, i)) {
            out += text.sliced(i, 3);
            i += 2;
        } else if (kept.contains(text[i])) {
            out += text[i];
        } else {
            out += text.sliced(i, 1).toPercentEncoding();
        }
    }
    return out;
}

/// The first characters, counted as Unicode code points (RFC 6570 §2.4.1).
QString prefixOf(const QString &text, qsizetype length)
{
    qsizetype end = 0;
    for (qsizetype n = 0; n < length && end < text.size(); ++n)
        end += text[end].isHighSurrogate() && end + 1 < text.size() ? 2 : 1;
    return text.first(end);
}

std::optional<UriTemplate::Variable> readVariable(const QByteArray &spec)
{
    UriTemplate::Variable variable{ .name = spec };
    if (spec.endsWith('*')) {
        variable.isList = true;
        variable.name.chop(1);
    } else if (const qsizetype colon = spec.indexOf(':'); colon >= 0) {
        // RFC 6570 §2.4.1: 1 to 9999, without a zero in front.
        const QByteArray digits = spec.sliced(colon + 1);
        const bool isLength = !digits.isEmpty() && digits.size() <= 4 && digits[0] != '0'
            && std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (!isLength)
            return std::nullopt;
        variable.maxLength = digits.toInt();
        variable.name = spec.first(colon);
    }
    if (!isVariableName(variable.name))
        return std::nullopt;
    return variable;
}

base::Failure broken(const QByteArray &text, qsizetype at, const QString &what)
{
    return base::fail(base::Error{ .kind = base::ErrorKind::ServerBrokeRule,
        .code = base::code::mcpProtocol,
        .message = u"The URI template “%1” cannot be read: %2 at character %3. No address was made of it."_s
                       .arg(base::cleaned(text))
                       .arg(what)
                       .arg(at + 1),
        .rule = u"RFC 6570 §2"_s });
}

QByteArray named(const QByteArray &name, const QByteArray &value, const Style &style)
{
    return value.isEmpty() ? name + style.ifEmpty : name + '=' + value;
}

QByteArray expandedEach(
    const UriTemplate::Variable &variable, const QList<QByteArray> &items, bool arePairs, const Style &style)
{
    QByteArrayList parts;
    for (qsizetype i = 0; i < items.size(); ++i) {
        if (arePairs) {
            const QByteArray value = i + 1 < items.size() ? items[i + 1] : QByteArray();
            parts.append(style.isNamed ? named(items[i], value, style) : items[i] + '=' + value);
            ++i;
        } else {
            parts.append(style.isNamed ? named(variable.name, items[i], style) : items[i]);
        }
    }
    return parts.join(style.separator);
}

QByteArray expandedVariable(
    const UriTemplate::Variable &variable, const UriTemplate::Value &value, const Style &style)
{
    const bool isText = value.kind == UriTemplate::Value::Kind::Text;
    QList<QByteArray> items;
    for (const QString &item : value.items) {
        const bool isCut = isText && variable.maxLength >= 0;
        items.append(
            encoded((isCut ? prefixOf(item, variable.maxLength) : item).toUtf8(), style.keepsReserved));
    }
    if (variable.isList && !isText)
        return expandedEach(variable, items, value.kind == UriTemplate::Value::Kind::Pairs, style);
    const QByteArray joined = items.join(',');
    return style.isNamed ? named(variable.name, joined, style) : joined;
}

} // namespace

base::Result<UriTemplate> UriTemplate::parse(const QByteArray &text)
{
    UriTemplate out;
    out.m_text = text;
    Part literal;
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (text[at] != '{') {
            if (!isLiteral(text, at))
                return broken(text, at, u"there is a character that may not stand there"_s);
            literal.literal += text[at];
            continue;
        }
        const qsizetype end = text.indexOf('}', at);
        if (end < 0)
            return broken(text, at, u"an expression is not closed"_s);
        Part part;
        QByteArray inside = text.sliced(at + 1, end - at - 1);
        if (!inside.isEmpty() && QByteArrayView("+#./;?&").contains(inside[0])) {
            part.op = inside[0];
            inside.remove(0, 1);
        }
        for (const QByteArray &spec : inside.split(',')) {
            const auto variable = readVariable(spec);
            if (!variable)
                return broken(
                    text, at, u"an expression has no variable, or one with a wrong name or modifier"_s);
            part.variables.append(*variable);
        }
        if (!literal.literal.isEmpty())
            out.m_parts.append(std::exchange(literal, {}));
        out.m_parts.append(part);
        at = end;
    }
    if (!literal.literal.isEmpty())
        out.m_parts.append(literal);
    return out;
}

QList<UriTemplate::Variable> UriTemplate::variables() const
{
    QList<Variable> out;
    QSet<QByteArray> seen;
    for (const Part &part : m_parts) {
        for (const Variable &variable : part.variables) {
            if (!seen.contains(variable.name))
                out.append(variable);
            seen.insert(variable.name);
        }
    }
    return out;
}

QByteArray UriTemplate::expand(const QMap<QByteArray, Value> &values) const
{
    QByteArray out;
    for (const Part &part : m_parts) {
        out += encoded(part.literal, true);
        const Style style = styleOf(part.op);
        bool isFirst = true;
        for (const Variable &variable : part.variables) {
            const Value value = values.value(variable.name);
            if (value.items.isEmpty())
                continue;
            out += std::exchange(isFirst, false) ? style.first : style.separator;
            out += expandedVariable(variable, value, style);
        }
    }
    return out;
}

QByteArray UriTemplate::expand(const QMap<QByteArray, QStringList> &values) const
{
    QMap<QByteArray, Value> out;
    for (auto it = values.begin(); it != values.end(); ++it) {
        const auto kind = it->size() == 1 ? Value::Kind::Text : Value::Kind::List;
        out.insert(it.key(), { .kind = kind, .items = *it });
    }
    return expand(out);
}

} // namespace authscope::mcp
