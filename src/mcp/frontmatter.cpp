// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/frontmatter.h"

#include "base/errorcodes.h"
#include "base/text.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace authscope::mcp {

namespace {

constexpr int maxDepth = 32;
constexpr int maxLines = 2000;
constexpr qsizetype maxBytes = 256 * 1024;

struct Line {
    int number = 0;
    int indent = 0;
    QString text = {}; ///< without indentation; empty for a blank line
};

/// A reader of one document, ended by the first error.
class Reader {
public:
    explicit Reader(QList<Line> lines) : m_lines(std::move(lines)) { }

    base::Result<json::Object> read()
    {
        skipBlank();
        if (m_next == m_lines.size())
            return json::Object();
        const json::Value value = block(m_lines[m_next].indent, 0);
        skipBlank();
        if (m_error.isEmpty() && m_next < m_lines.size())
            refuse(u"is not where it can be"_s, m_next);
        if (m_error.isEmpty() && !value.is_object())
            refuse(u"begins no “name: value” pairs"_s, 0);
        if (!m_error.isEmpty())
            return base::fail(base::Error{ .kind = base::ErrorKind::ServerBrokeRule,
                .code = base::code::mcpProtocol,
                .message = m_error,
                .rule = u"YAML 1.2"_s });
        return value.get_object();
    }

private:
    void refuse(const QString &why, qsizetype line)
    {
        if (m_error.isEmpty())
            m_error = u"Line %1 of the frontmatter cannot be read: it %2."_s
                          .arg(line < m_lines.size() ? m_lines[line].number : 0)
                          .arg(why);
        m_next = m_lines.size();
    }
    static bool isBlank(const Line &line) { return line.text.isEmpty() || line.text.startsWith(u'#'); }
    void skipBlank()
    {
        while (m_next < m_lines.size() && isBlank(m_lines[m_next]))
            ++m_next;
    }
    bool isAt(int indent)
    {
        skipBlank();
        return m_next < m_lines.size() && m_lines[m_next].indent == indent;
    }
    static bool isItem(const QString &text) { return text == "-"_L1 || text.startsWith("- "_L1); }

    json::Value block(int indent, int depth)
    {
        if (depth > maxDepth) {
            refuse(u"is nested too deep"_s, m_next);
            return nullptr;
        }
        return isItem(m_lines[m_next].text) ? list(indent, depth) : mapping(indent, depth);
    }

    json::Value mapping(int indent, int depth)
    {
        json::Object out;
        while (isAt(indent) && !isItem(m_lines[m_next].text)) {
            const qsizetype at = m_next;
            const QString text = m_lines[m_next].text;
            const auto [key, rest] = splitPair(text);
            if (!key) {
                refuse(u"is no “name: value”"_s, at);
                break;
            }
            ++m_next;
            json::Value value = valueAfter(rest, indent, depth, at);
            if (!out.emplace(json::view(key->toUtf8()), std::move(value)).second)
                refuse(u"repeats “%1”"_s.arg(base::cleaned(*key, 40)), at);
        }
        return out;
    }

    json::Value list(int indent, int depth)
    {
        json::Array out;
        while (isAt(indent) && isItem(m_lines[m_next].text)) {
            const qsizetype at = m_next;
            const QString rest = m_lines[m_next].text.mid(1).trimmed();
            if (!rest.isEmpty() && splitPair(rest).first && !rest.startsWith(u'{')) {
                // "- a: 1": a mapping that begins behind the dash
                Line &line = m_lines[m_next];
                const qsizetype shift = line.text.size() - line.text.mid(1).trimmed().size();
                line.indent += int(shift);
                line.text = rest;
                out.push_back(block(line.indent, depth + 1));
                continue;
            }
            ++m_next;
            out.push_back(valueAfter(rest, indent, depth, at));
        }
        return out;
    }

    /// What follows "name:" or "-": a scalar on the line, a block scalar, or a deeper block.
    json::Value valueAfter(const QString &rest, int indent, int depth, qsizetype at)
    {
        if (rest.startsWith(u'|') || rest.startsWith(u'>'))
            return blockScalar(rest, indent, at);
        if (!rest.isEmpty() && !rest.startsWith(u'#'))
            return inlineValue(rest, at);
        skipBlank();
        if (m_next == m_lines.size())
            return nullptr;
        const Line &next = m_lines[m_next];
        const bool isDeeper = next.indent > indent;
        // A list may stand as deep as the name it belongs to.
        const bool isListHere = next.indent == indent && isItem(next.text) && !isItem(m_lines[at].text);
        return isDeeper || isListHere ? block(next.indent, depth + 1) : json::Value(nullptr);
    }

    json::Value blockScalar(const QString &head, int indent, qsizetype at)
    {
        static const QRegularExpression known(u"^[|>]([+-]?)\\s*(#.*)?$"_s);
        const auto match = known.match(head);
        if (!match.hasMatch()) {
            refuse(u"has a block header of an unusual kind"_s, at);
            return nullptr;
        }
        QStringList lines;
        int own = -1;
        for (; m_next < m_lines.size(); ++m_next) {
            const Line &line = m_lines[m_next];
            if (line.text.isEmpty()) {
                lines << QString();
                continue;
            }
            if (line.indent <= indent)
                break;
            if (own < 0)
                own = line.indent;
            if (line.indent < own) {
                refuse(u"is less indented than the block it belongs to"_s, m_next);
                return nullptr;
            }
            lines << QString(line.indent - own, u' ') + line.text;
        }
        qsizetype trailing = 0;
        while (!lines.isEmpty() && lines.last().isEmpty()) {
            lines.removeLast();
            ++trailing;
        }
        QString text = head.startsWith(u'|') ? lines.join(u'\n') : folded(lines);
        const QString keep = match.captured(1);
        if (keep != "-"_L1 && !lines.isEmpty())
            text += u'\n';
        if (keep == "+"_L1)
            text += QString(trailing, u'\n');
        return json::string(text);
    }

    static QString folded(const QStringList &lines)
    {
        QString out;
        for (qsizetype i = 0; i < lines.size(); ++i) {
            const bool isKept = lines[i].isEmpty() || lines[i].startsWith(u' ');
            const bool wasKept = i > 0 && (lines[i - 1].isEmpty() || lines[i - 1].startsWith(u' '));
            if (i > 0)
                out += lines[i].isEmpty()                              ? u"\n"_s
                    : (isKept || (wasKept && !lines[i - 1].isEmpty())) ? u"\n"_s
                    : wasKept                                          ? QString()
                                                                       : u" "_s;
            out += lines[i];
        }
        return out;
    }

    json::Value inlineValue(const QString &text, qsizetype at)
    {
        qsizetype end = 0;
        json::Value value = flow(text, end, at, 0, false);
        const QString rest = text.mid(end);
        if (m_error.isEmpty() && !rest.trimmed().isEmpty() && !rest.contains(QRegularExpression(u"^\\s+#"_s)))
            refuse(u"goes on after its value"_s, at);
        return value;
    }

    static void skipBlanks(const QString &text, qsizetype &at)
    {
        while (at < text.size() && text[at] == u' ')
            ++at;
    }

    /// One value at `at`; inside of brackets it ends at commas and brackets.
    json::Value flow(const QString &text, qsizetype &at, qsizetype line, int depth, bool isInside)
    {
        if (depth > maxDepth) {
            refuse(u"is nested too deep"_s, line);
            return nullptr;
        }
        skipBlanks(text, at);
        if (at >= text.size()) {
            refuse(u"ends too early"_s, line);
            return nullptr;
        }
        const QChar first = text[at];
        if (first == u'"' || first == u'\'')
            return json::string(quoted(text, at, line));
        if (first == u'[' || first == u'{')
            return collection(text, at, line, depth, first == u'{');
        static const QString refused = u"&*!|>%@`,]}?"_s;
        if (refused.contains(first)) {
            refuse(u"uses “%1”, which is not read here"_s.arg(first), line);
            return nullptr;
        }
        const qsizetype begin = at;
        while (at < text.size()) {
            if (text[at] == u'#' && text[at - 1] == u' ')
                break;
            if (isInside && u",]}"_s.contains(text[at]))
                break;
            if (text[at] == u':' && (at + 1 == text.size() || text[at + 1] == u' ')) {
                if (isInside)
                    break;
                refuse(u"has a “: ” inside of a plain value"_s, line);
                return nullptr;
            }
            ++at;
        }
        const QString word = text.mid(begin, at - begin).trimmed();
        at = begin + word.size();
        return scalar(word);
    }

    json::Value collection(const QString &text, qsizetype &at, qsizetype line, int depth, bool isMapping)
    {
        const QChar closing = isMapping ? u'}' : u']';
        json::Array items;
        json::Object members;
        ++at;
        for (;;) {
            skipBlanks(text, at);
            if (at < text.size() && text[at] == closing) {
                ++at;
                break;
            }
            json::Value value = flow(text, at, line, depth + 1, true);
            skipBlanks(text, at);
            if (isMapping && m_error.isEmpty()) {
                if (!value.is_string() || at >= text.size() || text[at] != u':') {
                    refuse(u"has a member without a name"_s, line);
                    return nullptr;
                }
                ++at;
                json::Value inner = flow(text, at, line, depth + 1, true);
                if (!members.emplace(value.get_string(), std::move(inner)).second)
                    refuse(u"repeats a name"_s, line);
                skipBlanks(text, at);
            } else {
                items.push_back(std::move(value));
            }
            if (!m_error.isEmpty())
                return nullptr;
            if (at < text.size() && text[at] == u',') {
                ++at;
                continue;
            }
            if (at >= text.size() || text[at] != closing) {
                refuse(u"does not close its “%1”"_s.arg(isMapping ? u'{' : u'['), line);
                return nullptr;
            }
        }
        return isMapping ? json::Value(std::move(members)) : json::Value(std::move(items));
    }

    QString quoted(const QString &text, qsizetype &at, qsizetype line)
    {
        const QChar mark = text[at++];
        QString out;
        while (at < text.size()) {
            const QChar c = text[at++];
            if (c == mark) {
                if (mark == u'\'' && at < text.size() && text[at] == mark) {
                    out += mark;
                    ++at;
                    continue;
                }
                return out;
            }
            if (mark == u'"' && c == u'\\') {
                escape(text, at, line, out);
                continue;
            }
            out += c;
        }
        refuse(u"does not close its quotation mark"_s, line);
        return out;
    }

    void escape(const QString &text, qsizetype &at, qsizetype line, QString &out)
    {
        static const QHash<QChar, char32_t> plain{ { u'"', U'"' }, { u'\\', U'\\' }, { u'/', U'/' },
            { u'n', U'\n' }, { u't', U'\t' }, { u'r', U'\r' }, { u'0', U'\0' }, { u'b', U'\b' },
            { u'f', U'\f' }, { u'e', U'\x1b' }, { u'a', U'\a' }, { u'v', U'\v' }, { u' ', U' ' } };
        static const QHash<QChar, int> digits{ { u'x', 2 }, { u'u', 4 }, { u'U', 8 } };
        const QChar kind = at < text.size() ? text[at++] : QChar();
        if (plain.contains(kind)) {
            out += QChar(char16_t(plain[kind]));
            return;
        }
        bool isNumber = false;
        const uint code = text.mid(at, digits.value(kind)).toUInt(&isNumber, 16);
        if (!digits.contains(kind) || !isNumber || at + digits[kind] > text.size() || code > 0x10ffff
            || (code >= 0xd800 && code < 0xe000))
            return refuse(u"has an unknown escape"_s, line);
        at += digits[kind];
        const char32_t character = code;
        out += QString::fromUcs4(&character, 1);
    }

    /// YAML 1.2 §10.3.2
    static json::Value scalar(const QString &word)
    {
        static const QRegularExpression integer(u"^[-+]?[0-9]+$"_s);
        static const QRegularExpression number(u"^[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?$"_s);
        if (word.isEmpty() || word == "~"_L1 || word == "null"_L1 || word == "Null"_L1 || word == "NULL"_L1)
            return nullptr;
        if (word == "true"_L1 || word == "True"_L1 || word == "TRUE"_L1)
            return true;
        if (word == "false"_L1 || word == "False"_L1 || word == "FALSE"_L1)
            return false;
        if (integer.match(word).hasMatch()) {
            bool fits = false;
            const qint64 value = word.toLongLong(&fits);
            if (fits)
                return value;
        }
        if (number.match(word).hasMatch())
            return word.toDouble();
        return json::string(word);
    }

    /// "name: rest"; no name when it is none.
    std::pair<std::optional<QString>, QString> splitPair(const QString &text)
    {
        if (text.startsWith(u'"') || text.startsWith(u'\'')) {
            qsizetype at = 0;
            const QString key = quoted(text, at, m_next);
            if (!m_error.isEmpty() || at >= text.size() || text[at] != u':'
                || (at + 1 < text.size() && text[at + 1] != u' '))
                return {};
            return { key, text.mid(at + 1).trimmed() };
        }
        static const QRegularExpression plain(
            u"^([^\\s#&*!|>%@`,\\[\\]{}?\"'-][^#]*?|-[^\\s#][^#]*?)\\s*:(\\s+(.*))?$"_s);
        const auto match = plain.match(text);
        if (!match.hasMatch())
            return {};
        return { match.captured(1), match.captured(3).trimmed() };
    }

    QList<Line> m_lines;
    qsizetype m_next = 0;
    QString m_error;
};

base::Failure noFrontmatter(const QString &why)
{
    return base::fail(base::Error{ .kind = base::ErrorKind::ServerBrokeRule,
        .code = base::code::mcpProtocol,
        .message = u"The document has no frontmatter that can be read: %1."_s.arg(why),
        .rule = u"SEP-2640"_s });
}

} // namespace

base::Result<json::Object> readFrontmatter(QByteArrayView document)
{
    const QString text = QString::fromUtf8(document.first(std::min(document.size(), maxBytes)));
    const QStringList all = text.split(u'\n');
    const auto withoutReturn = [](QString line) {
        if (line.endsWith(u'\r'))
            line.chop(1);
        return line;
    };
    static const QRegularExpression fence(u"^---\\s*$"_s);
    if (!fence.match(withoutReturn(all.first())).hasMatch())
        return noFrontmatter(u"it does not begin with “---”"_s);
    QList<Line> lines;
    for (qsizetype i = 1; i < all.size(); ++i) {
        const QString line = withoutReturn(all[i]);
        if (fence.match(line).hasMatch())
            return Reader(std::move(lines)).read();
        if (i > maxLines)
            break;
        qsizetype indent = 0;
        while (indent < line.size() && line[indent] == u' ')
            ++indent;
        if (indent < line.size() && line[indent] == u'\t')
            return noFrontmatter(u"line %1 is indented with a tabulator"_s.arg(i + 1));
        lines.append({ .number = int(i + 1), .indent = int(indent), .text = line.mid(indent).trimmed() });
    }
    return noFrontmatter(u"no second “---” ends it"_s);
}

} // namespace authscope::mcp
