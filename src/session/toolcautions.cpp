// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/toolcautions.h"

#include "base/hidden.h"
#include "base/text.h"
#include "session/tooldefinition.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace authscope::session {

namespace {

constexpr qsizetype mostCautions = 20;
constexpr qsizetype scannedCharacters = 20000;
constexpr int scannedNodes = 3000;

/// Phrases a description has no use for, and one that wants something from a model has.
const QRegularExpression &instructionPattern()
{
    static const QRegularExpression pattern(
        u"\\b(?:ignore|disregard|forget|override)\\s+(?:all\\s+|any\\s+|the\\s+|your\\s+)*"
        "(?:previous|prior|above|earlier|other|system)\\b"
        "|\\b(?:do\\s+not|don['’]t|never)\\s+(?:tell|inform|mention|show|reveal|ask|warn|notify)\\b"
        "|\\bwithout\\s+(?:telling|asking|informing|notifying)\\b"
        "|\\bsystem\\s+prompt\\b"
        "|\\b(?:before|instead\\s+of|after)\\s+(?:using|calling)\\s+(?:any|this|the|other)\\b.{0,40}\\btools?"
        "\\b"
        "|\\byou\\s+(?:must|should\\s+always|have\\s+to|are\\s+(?:now|an?))\\b"
        "|<\\s*/?\\s*(?:important|system|instructions?|secret|admin|hidden)\\b"_s,
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
    return pattern;
}

const QRegularExpression &markupPattern()
{
    static const QRegularExpression pattern(
        u"</?[a-z][a-z0-9]*(?:\\s[^<>]{0,200})?/?>|<!--|!?\\[[^\\]\\n]{0,80}\\]\\([^)\\s]{1,300}\\)"_s,
        QRegularExpression::CaseInsensitiveOption);
    return pattern;
}

QStringList hiddenIn(const QString &text)
{
    QStringList found;
    for (const char32_t c : text.toUcs4()) {
        if (c == U'\n' || c == U'\t' || c == U'\r' || !base::isHidden(c))
            continue;
        const QString name = u"U+%1"_s.arg(QString::number(c, 16).toUpper(), 4, u'0');
        if (!found.contains(name))
            found += name;
        if (found.size() == 8)
            break;
    }
    return found;
}

class Scan {
public:
    void text(const QString &where, const QString &whole)
    {
        const QString words = whole.left(scannedCharacters);
        if (const QStringList hidden = hiddenIn(words); !hidden.isEmpty())
            add({ ToolCaution::Kind::HiddenCharacters, where, hidden.join(u", "_s),
                u"%1 has characters nobody sees: %2. They are shown as marks here."_s.arg(
                    place(where), hidden.join(u", "_s)) });
        if (const auto match = instructionPattern().match(words); match.hasMatch())
            add({ ToolCaution::Kind::Instructions, where, base::cleaned(match.captured(), 60),
                u"%1 reads like an instruction to a model: “%2”."_s.arg(
                    place(where), base::cleaned(match.captured(), 60)) });
        if (const auto match = markupPattern().match(words); match.hasMatch())
            add({ ToolCaution::Kind::Markup, where, base::cleaned(match.captured(), 60),
                u"%1 has markup in it: “%2”. Here it is only text."_s.arg(
                    place(where), base::cleaned(match.captured(), 60)) });
    }

    void schema(const QString &where, const json::Value &value)
    {
        if (++m_nodes > scannedNodes || m_found.size() >= mostCautions)
            return;
        if (const json::Array *list = value.if_array()) {
            int index = 0;
            for (const json::Value &element : *list)
                schema(where + u'/' + QString::number(index++), element);
            return;
        }
        const json::Object *object = value.if_object();
        if (!object)
            return;
        for (const auto &member : *object) {
            const QString inner = where + u'/' + json::text(member.key());
            if (member.value().is_string() && (member.key() == "description" || member.key() == "title"))
                text(inner, json::text(member.value().get_string()));
            else if (member.value().is_structured())
                schema(inner, member.value());
            if (!hiddenIn(json::text(member.key())).isEmpty())
                add({ ToolCaution::Kind::HiddenCharacters, inner, base::cleaned(json::text(member.key()), 60),
                    u"The name of the argument “%1” has characters nobody sees."_s.arg(
                        base::cleaned(json::text(member.key()), 60)) });
        }
    }

    QList<ToolCaution> take() { return std::move(m_found); }

private:
    static QString place(const QString &where)
    {
        if (where == u"/name"_s)
            return u"The name"_s;
        if (where == u"/title"_s)
            return u"The title"_s;
        if (where == u"/description"_s)
            return u"The description"_s;
        return base::cleaned(where, 80);
    }

    void add(ToolCaution caution)
    {
        if (m_found.size() < mostCautions)
            m_found.append(std::move(caution));
    }

    QList<ToolCaution> m_found;
    int m_nodes = 0;
};

/// Letters of other scripts that look like one of Latin, and what stands for it.
char16_t latinTwin(char16_t c)
{
    static const QHash<char16_t, char16_t> twins = [] {
        QHash<char16_t, char16_t> out;
        const std::u16string_view from = u"аеорсухіјѕԁԛԝһӏвкмнтгαβεηικνορτυχωϲ";
        const std::u16string_view to = u"aeopcyxijsdqwhlbkmhtrabenikvoptuxwc";
        for (size_t i = 0; i < from.size() && i < to.size(); ++i)
            out.insert(from[i], to[i]);
        return out;
    }();
    return twins.value(c, c);
}

/// The name as it is told from others that look the same: what is not of ASCII by its number.
QString spelled(const QString &name)
{
    QString out;
    for (const char32_t c : name.left(80).toUcs4())
        out += c > 0x20 && c < 0x7f ? QString(QChar(char16_t(c)))
                                    : u"⟨U+%1⟩"_s.arg(QString::number(c, 16).toUpper(), 4, u'0');
    return out;
}

} // namespace

QList<ToolCaution> cautionsOf(const mcp::Tool &tool)
{
    Scan scan;
    scan.text(u"/name"_s, tool.name);
    if (tool.title != tool.name)
        scan.text(u"/title"_s, tool.title);
    scan.text(u"/description"_s, tool.description);
    scan.schema(u"/inputSchema"_s, tool.inputSchema);
    return scan.take();
}

QString nameSkeleton(const QString &name)
{
    QString out;
    // Compatibility forms first: full-width letters, ligatures, superscripts.
    const QString folded = name.normalized(QString::NormalizationForm_KD).toCaseFolded();
    for (const char32_t c : folded.toUcs4()) {
        if (base::isHidden(c) || QChar::category(c) == QChar::Mark_NonSpacing)
            continue;
        if (c > 0xffff) {
            out += QString::fromUcs4(&c, 1);
            continue;
        }
        char16_t twin = latinTwin(char16_t(c));
        if (twin == u'0')
            twin = u'o';
        else if (twin == u'1' || twin == u'|' || twin == u'i')
            twin = u'l';
        else if (QChar(twin).category() == QChar::Punctuation_Dash || twin == u' ' || twin == u'.')
            twin = u'_';
        out += QChar(twin);
    }
    out.replace(u"rn"_s, u"m"_s);
    return out;
}

QHash<qsizetype, LookAlike> lookAlikes(const QList<mcp::Tool> &tools)
{
    QHash<QString, QList<qsizetype>> groups;
    groups.reserve(tools.size());
    for (qsizetype i = 0; i < tools.size(); ++i)
        groups[nameSkeleton(tools[i].name)].append(i);
    QHash<qsizetype, LookAlike> out;
    for (const QList<qsizetype> &group : std::as_const(groups)) {
        if (group.size() < 2)
            continue;
        const QList<qsizetype> shown = group.mid(0, 50); // each is compared with each
        for (const qsizetype i : shown) {
            LookAlike look;
            for (const qsizetype other : shown) {
                if (other == i)
                    continue;
                if (tools[other].name != tools[i].name) {
                    if (!look.others.contains(tools[other].name))
                        look.others += tools[other].name;
                    continue;
                }
                look.isSameName = true;
                if (look.twin < 0)
                    look.twin = other;
                if (!look.differs && definitionOf(tools[other]) != definitionOf(tools[i])) {
                    look.differs = true;
                    look.twin = other;
                }
            }
            out.insert(i, look);
        }
    }
    return out;
}

QString lookAlikeSentence(const QString &name, const LookAlike &look)
{
    const QString shown = base::cleaned(name, 80);
    if (look.differs)
        return u"The server lists two tools that are both called “%1” and differ. A call names nothing but "
               u"the "
               "tool, so nobody can say which one would run."_s.arg(shown);
    if (look.isSameName)
        return u"The server lists “%1” more than once, each time the same."_s.arg(shown);
    if (look.others.isEmpty())
        return {};
    QStringList others;
    for (const QString &other : look.others.mid(0, 3))
        others += u"“%1”"_s.arg(spelled(other));
    return u"“%1” looks like %2, another tool of this server."_s.arg(spelled(name), others.join(u", "_s));
}

} // namespace authscope::session
