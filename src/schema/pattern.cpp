// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/pattern.h"

#include <QElapsedTimer>
#include <QHash>

using namespace Qt::StringLiterals;

namespace authscope::schema {

namespace {

// The bound is generous for honest patterns and ends (a+)+b in milliseconds.
const QString bound = u"(*LIMIT_MATCH=200000)(*LIMIT_DEPTH=20000)"_s;
/// The rest of Unicode, for \S within a class.
const QString noSpace
    = u"\\x{0}-\\x08\\x0e-\\x1f\\x21-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}"
      "\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}\\x{ff00}-\\x{10ffff}"_s;
const QString space
    = u"\\x09-\\x0d\\x20\\xa0\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}"_s;
constexpr qsizetype maxPattern = 4096;

class Translator {
public:
    enum class Purpose { Match, Syntax };

    explicit Translator(const QString &pattern, Purpose purpose = Purpose::Match)
        : m_in(pattern), m_purpose(purpose)
    {
    }

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

    bool hasNoEqual() const { return m_hasNoEqual; } ///< after it failed: it may be a pattern, yet not here

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
        static const QRegularExpression modifiers(u"^\\(\\?[ims-]+:"_s); // ECMAScript 2025
        m_hasNoEqual = modifiers.match(rest()).hasMatch();
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
        if (!m_inClass && (c == u'k' || (c >= u'1' && c <= u'9')))
            return takeBackReference();
        m_at += 2;
        switch (c) {
        case u's':
            m_out += m_inClass ? space : u"["_s + space + u']';
            return true;
        case u'S':
            m_out += m_inClass ? noSpace : u"[^"_s + space + u']';
            return true;
        case u'c':
            return takeControl();
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
        case u'b': // in a class it is the backspace, in both languages
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
            if (c > 0x7f || QChar(c).isLetterOrNumber())
                return false;
            m_out += u'\\' + QChar(c);
            return true;
        }
    }

    /// To a group that took no part, it matches the empty text there and nothing here.
    bool takeBackReference()
    {
        static const QRegularExpression spelled(u"^\\\\([1-9][0-9]{0,2}|k<[A-Za-z_][A-Za-z0-9_]*>)"_s);
        const qsizetype length = spelled.match(rest()).capturedLength();
        if (m_purpose == Purpose::Match || length <= 0)
            return false;
        m_out += rest().first(length);
        m_at += length;
        return true;
    }

    bool takeControl()
    {
        if (m_at >= m_in.size() || !QStringView(u"abcdefghijklmnopqrstuvwxyz").contains(m_in[m_at].toLower())
            || m_in[m_at].unicode() > 0x7f)
            return false;
        m_out += u"\\x{%1}"_s.arg(QString::number(m_in[m_at].unicode() % 32, 16));
        ++m_at;
        return true;
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
        static const QRegularExpression spelled(
            u"^\\\\[pP]\\{(?:(?:gc|General_Category)=)?(?:(?<script>sc|Script)=)?(?<name>\\w+)\\}"_s);
        const auto match = spelled.match(rest());
        if (!match.hasMatch())
            return false;
        QString name = match.captured(u"name"_s);
        if (!match.hasCaptured(u"script"_s)) {
            name = shortNames().value(name, name);
            m_hasNoEqual = name.size() > 2 || name == u"LC" || name == u"Any";
            if (m_hasNoEqual)
                return false;
        }
        m_out += u'\\' + m_in[m_at + 1] + u'{' + name + u'}';
        m_at += match.capturedLength();
        return true;
    }

    static const QHash<QString, QString> &shortNames()
    {
        static const QHash<QString, QString> names{ { u"Letter"_s, u"L"_s },
            { u"Uppercase_Letter"_s, u"Lu"_s }, { u"Lowercase_Letter"_s, u"Ll"_s },
            { u"Titlecase_Letter"_s, u"Lt"_s }, { u"Modifier_Letter"_s, u"Lm"_s },
            { u"Other_Letter"_s, u"Lo"_s }, { u"Mark"_s, u"M"_s }, { u"Nonspacing_Mark"_s, u"Mn"_s },
            { u"Spacing_Mark"_s, u"Mc"_s }, { u"Enclosing_Mark"_s, u"Me"_s }, { u"Number"_s, u"N"_s },
            { u"Decimal_Number"_s, u"Nd"_s }, { u"digit"_s, u"Nd"_s }, { u"Letter_Number"_s, u"Nl"_s },
            { u"Other_Number"_s, u"No"_s }, { u"Punctuation"_s, u"P"_s }, { u"punct"_s, u"P"_s },
            { u"Connector_Punctuation"_s, u"Pc"_s }, { u"Dash_Punctuation"_s, u"Pd"_s },
            { u"Open_Punctuation"_s, u"Ps"_s }, { u"Close_Punctuation"_s, u"Pe"_s },
            { u"Initial_Punctuation"_s, u"Pi"_s }, { u"Final_Punctuation"_s, u"Pf"_s },
            { u"Other_Punctuation"_s, u"Po"_s }, { u"Symbol"_s, u"S"_s }, { u"Math_Symbol"_s, u"Sm"_s },
            { u"Currency_Symbol"_s, u"Sc"_s }, { u"Modifier_Symbol"_s, u"Sk"_s },
            { u"Other_Symbol"_s, u"So"_s }, { u"Separator"_s, u"Z"_s }, { u"Space_Separator"_s, u"Zs"_s },
            { u"Line_Separator"_s, u"Zl"_s }, { u"Paragraph_Separator"_s, u"Zp"_s },
            { u"Control"_s, u"Cc"_s }, { u"Format"_s, u"Cf"_s }, { u"Private_Use"_s, u"Co"_s },
            { u"Unassigned"_s, u"Cn"_s } };
        return names;
    }

    const QString m_in;
    const Purpose m_purpose;
    QString m_out;
    qsizetype m_at = 0;
    bool m_inClass = false;
    bool m_mayRepeat = false;
    bool m_hasNoEqual = false;
};

} // namespace

std::optional<QString> translatePattern(const QString &pattern)
{
    if (pattern.size() > maxPattern)
        return std::nullopt;
    return Translator(pattern).translate();
}

std::optional<bool> isPattern(const QString &pattern)
{
    if (pattern.size() > maxPattern)
        return std::nullopt;
    Translator translator(pattern, Translator::Purpose::Syntax);
    const auto translated = translator.translate();
    if (!translated)
        return translator.hasNoEqual() ? std::nullopt : std::optional(false);
    const QRegularExpression expression(*translated);
    if (expression.isValid())
        return true;
    const QString error = expression.errorString();
    if (error.contains(u"lookbehind")) // of any length there; the rest was read before
        return true;
    return error.contains(u"too large") || error.contains(u"\\p") ? std::nullopt : std::optional(false);
}

std::optional<Pattern> Pattern::compile(const QString &pattern)
{
    const auto translated = translatePattern(pattern);
    if (!translated)
        return std::nullopt;
    QRegularExpression expression(*translated);
    if (!expression.isValid())
        return std::nullopt;
    return Pattern(pattern, std::move(expression));
}

std::optional<bool> Pattern::matches(const QString &text) const
{
    const auto match = m_expression.match(text);
    if (!match.isValid()) // the bound was hit
        return std::nullopt;
    return match.hasMatch();
}

std::optional<bool> Pattern::matches(const QString &text, std::chrono::nanoseconds &spent) const
{
    constexpr std::chrono::nanoseconds longest = std::chrono::milliseconds(50); // the bound ends sooner
    QElapsedTimer timer;
    timer.start();
    const auto fits = matches(text);
    spent += std::min(std::chrono::nanoseconds(timer.nsecsElapsed()), longest);
    return fits;
}

std::optional<bool> patternMatches(const QString &pattern, const QString &text)
{
    const auto compiled = Pattern::compile(pattern);
    return compiled ? compiled->matches(text) : std::nullopt;
}

} // namespace authscope::schema
