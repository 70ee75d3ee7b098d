// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/sampletext.h"

#include "schema/pattern.h"

#include <QHash>

using namespace Qt::StringLiterals;

namespace authscope::schema {

namespace {

constexpr int maxNesting = 40;
constexpr qint64 maxRepeats = 2000;
constexpr qsizetype maxSampleLength = 20000;

/// Reads an expression from left to right and writes what it asks for.
class PatternReader {
public:
    PatternReader(const QString &pattern, int more) : m_pattern(pattern), m_more(more) { }

    std::optional<QString> read()
    {
        const QString text = alternatives();
        return m_hasFailed || m_at < m_pattern.size() ? std::nullopt : std::optional(text);
    }

private:
    bool atEnd() const { return m_hasFailed || m_at >= m_pattern.size(); }
    QChar next() { return m_at < m_pattern.size() ? m_pattern[m_at++] : fail(); }
    QChar fail()
    {
        m_hasFailed = true;
        return {};
    }
    bool takes(QStringView words)
    {
        if (!QStringView(m_pattern).sliced(std::min(m_at, m_pattern.size())).startsWith(words))
            return false;
        m_at += words.size();
        return true;
    }

    QString alternatives()
    {
        if (++m_nesting > maxNesting)
            fail();
        QString first = sequence();
        while (!atEnd() && takes(u"|"))
            sequence();
        --m_nesting;
        return first;
    }

    QString sequence()
    {
        QString text;
        while (!atEnd() && m_pattern[m_at] != u'|' && m_pattern[m_at] != u')') {
            const QString one = atom();
            const qint64 times = repeats();
            if (one.size() * times + text.size() > maxSampleLength)
                fail();
            for (qint64 i = 0; i < times && !m_hasFailed; ++i)
                text += one;
        }
        return text;
    }

    /// -1 for none; what is too large is just that.
    qint64 number()
    {
        const qsizetype from = m_at;
        while (m_at < m_pattern.size() && m_pattern[m_at].isDigit())
            ++m_at;
        bool isNumber = false;
        const qint64 number = m_pattern.sliced(from, m_at - from).toLongLong(&isNumber);
        return m_at == from ? -1 : isNumber && number <= maxRepeats ? number : maxRepeats + 1;
    }

    qint64 repeats()
    {
        qint64 least = 1;
        qint64 most = 1;
        if (takes(u"*")) {
            least = 0;
            most = maxRepeats;
        } else if (takes(u"+")) {
            most = maxRepeats;
        } else if (takes(u"?")) {
            least = 0;
        } else if (takes(u"{")) {
            least = number();
            most = takes(u",") ? number() : least;
            if (least < 0 || least > maxRepeats || !takes(u"}"))
                fail();
            most = most < 0 ? maxRepeats : most;
        }
        takes(u"?"); // as few as possible: the same here
        return std::min(most, least + m_more);
    }

    QString atom()
    {
        const QChar c = next();
        if (c == u'^' || c == u'$')
            return {};
        if (c == u'.')
            return u"a"_s;
        if (c == u'[')
            return oneOf();
        if (c == u'\\')
            return escape();
        if (c == u'(') {
            if (takes(u"?") && !takes(u":")) {
                const qsizetype end = m_pattern.indexOf(u'>', m_at);
                if (!takes(u"<") || takes(u"=") || takes(u"!") || end < 0)
                    fail(); // it looks around
                m_at = end + 1;
            }
            const QString inner = alternatives();
            if (!takes(u")"))
                fail();
            return inner;
        }
        if (c == u'*' || c == u'+' || c == u'?')
            fail();
        return QString(c);
    }

    /// What a backslash names; empty for an anchor.
    QString escape()
    {
        const QChar c = next();
        switch (c.unicode()) {
        case u'd':
            return u"1"_s;
        case u'w':
        case u'S':
        case u'D':
            return u"a"_s;
        case u's':
            return u" "_s;
        case u'W':
            return u"-"_s;
        case u'b':
            return {};
        case u't':
            return u"\t"_s;
        case u'n':
            return u"\n"_s;
        case u'r':
            return u"\r"_s;
        case u'p': {
            const qsizetype end = m_pattern.indexOf(u'}', m_at);
            if (!takes(u"{") || end < 0)
                fail();
            const QString name = m_hasFailed ? QString() : m_pattern.sliced(m_at, end - m_at);
            m_at = end + 1;
            return name == u"Lu" ? u"A"_s : name.startsWith(u'N') ? u"1"_s : u"a"_s;
        }
        case u'x':
        case u'u': {
            const int digits = c == u'x' ? 2 : 4;
            bool isHex = false;
            const uint code = m_pattern.mid(m_at, digits).toUInt(&isHex, 16);
            m_at += digits;
            return isHex && m_at <= m_pattern.size() ? QString(QChar(ushort(code))) : QString(fail());
        }
        default:
            if (c.isLetterOrNumber())
                fail();
            return QString(c);
        }
    }

    QString oneOf()
    {
        const bool isNot = takes(u"^");
        QList<std::pair<QChar, QChar>> ranges;
        while (!atEnd() && m_pattern[m_at] != u']') {
            const QString first = m_pattern[m_at] == u'\\' ? (++m_at, escape()) : QString(next());
            if (first.isEmpty())
                continue;
            QString last = first;
            if (m_at + 1 < m_pattern.size() && m_pattern[m_at] == u'-' && m_pattern[m_at + 1] != u']') {
                ++m_at;
                last = m_pattern[m_at] == u'\\' ? (++m_at, escape()) : QString(next());
            }
            ranges.append({ first[0], last.isEmpty() ? first[0] : last[0] });
        }
        if (!takes(u"]") || ranges.isEmpty())
            return QString(fail());
        if (!isNot)
            return QString(ranges.first().first);
        for (const QChar candidate : u"ab1-_ A"_s) {
            if (std::none_of(ranges.begin(), ranges.end(), [candidate](const auto &range) {
                    return candidate >= range.first && candidate <= range.second;
                }))
                return QString(candidate);
        }
        return QString(fail());
    }

    QString m_pattern;
    qsizetype m_at = 0;
    int m_more;
    int m_nesting = 0;
    bool m_hasFailed = false;
};

QString textOfFormat(const QString &format)
{
    static const QHash<QString, QString> known{
        { u"date"_s, u"2026-01-31"_s },
        { u"time"_s, u"14:30:00Z"_s },
        { u"date-time"_s, u"2026-01-31T14:30:00Z"_s },
        { u"duration"_s, u"P1DT12H"_s },
        { u"email"_s, u"ada@example.com"_s },
        { u"idn-email"_s, u"ada@example.com"_s },
        { u"hostname"_s, u"www.example.com"_s },
        { u"idn-hostname"_s, u"www.example.com"_s },
        { u"ipv4"_s, u"192.0.2.1"_s },
        { u"ipv6"_s, u"2001:db8::1"_s },
        { u"uri"_s, u"https://example.com/"_s },
        { u"iri"_s, u"https://example.com/"_s },
        { u"uri-reference"_s, u"/path"_s },
        { u"iri-reference"_s, u"/path"_s },
        { u"uri-template"_s, u"https://example.com/{name}"_s },
        { u"uuid"_s, u"123e4567-e89b-12d3-a456-426614174000"_s },
        { u"json-pointer"_s, u"/a/0"_s },
        { u"relative-json-pointer"_s, u"1/a"_s },
        { u"regex"_s, u"^a+$"_s },
    };
    return known.value(format);
}

} // namespace

std::optional<QString> textOfPattern(const QString &pattern, int more)
{
    return PatternReader(pattern, more).read();
}

QString textOfLength(const QString &text, qint64 length)
{
    const QList<uint> points = text.isEmpty() ? QList<uint>{ u'a' } : text.toUcs4();
    QString fitted;
    for (qint64 i = 0; i < length; ++i)
        fitted += QStringView(QChar::fromUcs4(points[qsizetype(i % points.size())]));
    return fitted;
}

QStringList textsFor(const FormNode &node)
{
    const qint64 least = node.minLength.value_or(0);
    const qint64 most = std::max(least, node.maxLength.value_or(std::max<qint64>(least, maxSampleLength)));
    const auto fitted = [&](const QString &text) {
        const qint64 length = text.toUcs4().size();
        return length < least && least <= maxSampleLength ? textOfLength(text, least)
            : length > most                               ? textOfLength(text, most)
                                                          : text;
    };
    QStringList texts;
    if (!node.pattern.isEmpty()) {
        for (const int more : { 3, 0, 1, 7, 15, 40, 100 }) {
            const auto text = textOfPattern(node.pattern, more);
            const qint64 length = text ? text->toUcs4().size() : -1;
            if (text && length >= least && length <= most && patternMatches(node.pattern, *text) == true)
                texts.append(*text);
        }
    }
    if (const QString text = textOfFormat(node.format); !text.isEmpty())
        texts.append(text);
    if (node.contentEncoding == u"base64")
        texts.append(node.contentMediaType == u"application/json" ? u"e30="_s : u"RXhhbXBsZQ=="_s);
    else if (node.contentMediaType == u"application/json")
        texts.append(u"{}"_s);
    for (const QString &text : { u"Example"_s, u"a"_s, u"A1-b2"_s, u"1"_s, u"foo"_s })
        texts.append(fitted(text));
    texts.removeDuplicates();
    return texts;
}

} // namespace authscope::schema
