// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/pattern.h"

#include <QHash>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace authscope::schema {

namespace {

// The bound is generous for honest patterns and ends (a+)+b in milliseconds.
const QString bound = u"(*LIMIT_MATCH=200000)(*LIMIT_DEPTH=20000)"_s;
const QString space
    = u"\\x09-\\x0d\\x20\\xa0\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}"_s;
constexpr qsizetype maxPattern = 4096;

class Translator {
public:
    explicit Translator(const QString &pattern) : m_in(pattern) { }

    std::optional<QString> translate()
    {
        while (m_at < m_in.size()) {
            if (!(m_inClass ? takeInClass() : takeOutside()))
                return std::nullopt;
        }
        if (m_inClass)
            return std::nullopt;
        return bound + m_out;
    }

private:
    QStringView rest() const { return QStringView(m_in).sliced(m_at); }

    bool takeOutside()
    {
        const QChar c = m_in[m_at];
        if (c == u'\\')
            return takeEscape();
        if (c == u'[')
            return openClass();
        if (c == u'(')
            return openGroup();
        if (c == u'*' || c == u'+' || c == u'?' || c == u'{')
            return takeQuantifier();
        ++m_at;
        m_mayRepeat = c != u'^' && c != u'|';
        if (c == u'$')
            m_out += u"\\z"; // there, $ would also match before a final line break
        else if (c == u'.')
            m_out += u"[^\\n\\r\\x{2028}\\x{2029}]";
        else
            m_out += c;
        return true;
    }

    bool openClass()
    {
        static const QString nothing = u"[]"_s;
        static const QString anything = u"[^]"_s;
        m_mayRepeat = true;
        if (rest().startsWith(nothing)) {
            m_out += u"(?!)";
            m_at += nothing.size();
            return true;
        }
        if (rest().startsWith(anything)) {
            m_out += u"[\\x{0}-\\x{10ffff}]";
            m_at += anything.size();
            return true;
        }
        m_inClass = true;
        m_out += u'[';
        ++m_at;
        if (rest().startsWith(u'^')) {
            m_out += u'^';
            ++m_at;
        }
        return true;
    }

    bool openGroup()
    {
        static const QRegularExpression known(u"^\\((\\?(:|=|!|<=|<!|<[A-Za-z_][A-Za-z0-9_]*>))?"_s);
        if (rest().startsWith(u"(*") || (rest().startsWith(u"(?") && !known.match(rest()).captured(1).size()))
            return false;
        const qsizetype length = known.match(rest()).capturedLength();
        m_out += rest().first(length);
        m_at += length;
        m_mayRepeat = false;
        return true;
    }

    bool takeQuantifier()
    {
        static const QRegularExpression counted(u"^\\{\\d{1,4}(,\\d{0,4})?\\}"_s);
        qsizetype length = 1;
        if (m_in[m_at] == u'{') {
            length = counted.match(rest()).capturedLength();
            if (length == 0)
                return false;
        }
        if (!m_mayRepeat)
            return false; // a++ would be possessive there
        m_out += rest().first(length);
        m_at += length;
        if (rest().startsWith(u'?')) {
            m_out += u'?';
            ++m_at;
        }
        m_mayRepeat = false;
        return true;
    }

    bool takeInClass()
    {
        const QChar c = m_in[m_at];
        if (c == u'\\')
            return takeEscape();
        ++m_at;
        if (c == u']') {
            m_inClass = false;
            m_out += c;
        } else if (c == u'[') {
            m_out += u"\\[";
        } else {
            m_out += c;
        }
        return true;
    }

    bool takeEscape()
    {
        if (m_at + 1 >= m_in.size())
            return false;
        const char16_t c = m_in[m_at + 1].unicode();
        m_mayRepeat = true;
        if (c == u'u' || c == u'x')
            return takeCodePoint();
        if (c == u'p' || c == u'P')
            return takeProperty();
        m_at += 2;
        switch (c) {
        case u's':
            m_out += m_inClass ? space : u"["_s + space + u']';
            return true;
        case u'S':
            if (m_inClass)
                return false;
            m_out += u"[^"_s + space + u']';
            return true;
        case u'v':
            m_out += u"\\x0b";
            return true;
        case u'0':
            if (m_at < m_in.size() && m_in[m_at].isDigit())
                return false;
            m_out += u"\\x{0}";
            return true;
        case u'B':
            if (m_inClass)
                return false;
            [[fallthrough]];
        case u'b':
        case u'd':
        case u'D':
        case u'w':
        case u'W':
        case u'n':
        case u'r':
        case u't':
        case u'f':
            m_out += u'\\' + QChar(c);
            return true;
        default:
            // Back references to groups that took no part, names and letters without a meaning differ.
            if (c > 0x7f || QChar(c).isLetterOrNumber())
                return false;
            m_out += u'\\' + QChar(c);
            return true;
        }
    }

    bool takeCodePoint()
    {
        static const QRegularExpression spelled(
            u"^\\\\(?:u\\{([0-9A-Fa-f]{1,6})\\}"
            "|u([Dd][89ABab][0-9A-Fa-f]{2})\\\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})"
            "|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2}))"_s);
        const auto match = spelled.match(rest());
        if (!match.hasMatch())
            return false;
        char32_t point = 0;
        if (match.hasCaptured(2))
            point = QChar::surrogateToUcs4(char16_t(match.captured(2).toUInt(nullptr, 16)),
                char16_t(match.captured(3).toUInt(nullptr, 16)));
        else
            point = (match.captured(1) + match.captured(4) + match.captured(5)).toUInt(nullptr, 16);
        if (QChar::isSurrogate(point) || point > 0x10ffff)
            return false;
        m_out += u"\\x{%1}"_s.arg(QString::number(point, 16));
        m_at += match.capturedLength();
        return true;
    }

    bool takeProperty()
    {
        static const QHash<QString, QString> shortNames{ { u"Letter"_s, u"L"_s },
            { u"Lowercase_Letter"_s, u"Ll"_s }, { u"Uppercase_Letter"_s, u"Lu"_s }, { u"Number"_s, u"N"_s },
            { u"Decimal_Number"_s, u"Nd"_s }, { u"digit"_s, u"Nd"_s }, { u"Mark"_s, u"M"_s },
            { u"Punctuation"_s, u"P"_s }, { u"Symbol"_s, u"S"_s }, { u"Separator"_s, u"Z"_s } };
        static const QRegularExpression spelled(u"^\\\\[pP]\\{(\\w+)\\}"_s);
        const auto match = spelled.match(rest());
        if (!match.hasMatch())
            return false;
        const QString name = match.captured(1);
        if (name.size() > 2 && !shortNames.contains(name))
            return false;
        m_out += u'\\' + m_in[m_at + 1] + u'{' + shortNames.value(name, name) + u'}';
        m_at += match.capturedLength();
        return true;
    }

    const QString m_in;
    QString m_out;
    qsizetype m_at = 0;
    bool m_inClass = false;
    bool m_mayRepeat = false;
};

} // namespace

std::optional<QString> translatePattern(const QString &pattern)
{
    if (pattern.size() > maxPattern)
        return std::nullopt;
    return Translator(pattern).translate();
}

std::optional<bool> patternMatches(const QString &pattern, const QString &text)
{
    const auto translated = translatePattern(pattern);
    if (!translated)
        return std::nullopt;
    const QRegularExpression expression(*translated);
    if (!expression.isValid())
        return std::nullopt;
    const auto match = expression.match(text);
    if (!match.isValid()) // the bound was hit
        return std::nullopt;
    return match.hasMatch();
}

} // namespace authscope::schema
