// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/wwwauthenticate.h"

#include "base/text.h"

#include <cstring>

using namespace Qt::StringLiterals;

namespace authscope::net {

namespace {

constexpr qsizetype maxField = 8 * 1024;

bool isTokenCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        || (c != '\0' && std::strchr("!#$%&'*+-.^_`|~", c) != nullptr);
}

bool isToken68Character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        || (c != '\0' && std::strchr("-._~+/", c) != nullptr);
}

/// One pass over one field, left to right; whatever does not fit is noted and stepped over.
class ChallengeReader {
public:
    explicit ChallengeReader(QByteArrayView field) : m_text(field) { }

    QList<Challenge> read()
    {
        bool afterComma = true;
        while (true) {
            skipBlanks();
            if (m_at == m_text.size())
                break;
            if (m_text[m_at] == ',') {
                afterComma = true;
                ++m_at;
                continue;
            }
            if (skipStray())
                continue;
            readItem(afterComma);
            afterComma = false;
        }
        return std::move(m_challenges);
    }

private:
    bool skipBlanks()
    {
        const qsizetype from = m_at;
        while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\t'))
            ++m_at;
        return m_at > from;
    }
    char current() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    void note(const QString &text)
    {
        if (m_challenges.isEmpty())
            m_early.append(text);
        else if (!m_challenges.last().notes.contains(text))
            m_challenges.last().notes.append(text);
    }
    QByteArray readToken()
    {
        const qsizetype from = m_at;
        while (m_at < m_text.size() && isTokenCharacter(m_text[m_at]))
            ++m_at;
        return m_text.sliced(from, m_at - from).toByteArray();
    }

    bool skipStray()
    {
        if (isTokenCharacter(m_text[m_at]))
            return false;
        note(u"A character that does not belong there was skipped: “%1”."_s.arg(
            base::cleaned(m_text.sliced(m_at, 1))));
        ++m_at;
        return true;
    }

    /// A scheme, or a parameter of the scheme before it.
    void readItem(bool afterComma)
    {
        const QByteArray name = readToken().toLower();
        const bool isBlankBefore = skipBlanks();
        if (current() == '=') {
            ++m_at;
            if (skipBlanks() || isBlankBefore)
                note(u"There are blanks around an equals sign."_s);
            readParameter(name, afterComma);
        } else if (!afterComma && (m_at == m_text.size() || current() == ',')) {
            note(u"“%1” is neither a scheme nor a parameter and was left out."_s.arg(base::cleaned(name)));
        } else {
            if (!afterComma)
                note(u"A comma is missing before “%1”."_s.arg(base::cleaned(name)));
            beginChallenge(name);
        }
    }

    void beginChallenge(const QByteArray &scheme)
    {
        m_challenges.append({ .scheme = scheme, .notes = std::exchange(m_early, {}) });
        m_hasParameters = false;
        // token68: only when nothing but a comma or the end follows, else it was a parameter's name; and
        // never "error=" of a scheme that has none.
        qsizetype end = m_at;
        while (end < m_text.size() && isToken68Character(m_text[end]))
            ++end;
        const qsizetype bare = end;
        const bool isPadded = scheme != "bearer" && scheme != "dpop";
        while (isPadded && end < m_text.size() && m_text[end] == '=')
            ++end;
        qsizetype after = end;
        while (after < m_text.size() && (m_text[after] == ' ' || m_text[after] == '\t'))
            ++after;
        if (bare == m_at || (after < m_text.size() && m_text[after] != ','))
            return;
        m_challenges.last().token68 = m_text.sliced(m_at, end - m_at).toByteArray();
        m_at = end;
        m_hasParameters = true;
    }

    void readParameter(const QByteArray &name, bool afterComma)
    {
        const QByteArray value = readValue();
        if (m_challenges.isEmpty()) {
            note(u"“%1” stands before any scheme and was left out."_s.arg(base::cleaned(name)));
            return;
        }
        Challenge &challenge = m_challenges.last();
        if (m_hasParameters && !afterComma)
            note(u"A comma is missing before “%1”."_s.arg(base::cleaned(name)));
        m_hasParameters = true;
        if (challenge.value(name))
            note(u"“%1” is repeated; the first value counts."_s.arg(base::cleaned(name)));
        challenge.parameters.append({ name, value });
    }

    QByteArray readValue()
    {
        if (current() == '"')
            return readQuoted('"');
        if (current() == '\'' && m_text.sliced(m_at + 1).contains('\'')) {
            note(u"A value stands in single quotes."_s);
            return readQuoted('\'');
        }
        const qsizetype from = m_at;
        while (m_at < m_text.size() && m_text[m_at] != ',' && m_text[m_at] != ' ' && m_text[m_at] != '\t')
            ++m_at;
        QByteArray value = m_text.sliced(from, m_at - from).toByteArray();
        if (value.isEmpty())
            note(u"A parameter has no value."_s);
        else if (!std::all_of(value.begin(), value.end(), isTokenCharacter))
            note(u"A value that needs quotes has none."_s);
        return value;
    }

    QByteArray readQuoted(char quote)
    {
        QByteArray value;
        for (++m_at; m_at < m_text.size(); ++m_at) {
            if (m_text[m_at] == quote) {
                ++m_at;
                return value;
            }
            if (m_text[m_at] == '\\' && m_at + 1 < m_text.size())
                ++m_at;
            value += m_text[m_at];
        }
        note(u"A quoted value does not end."_s);
        return value;
    }

    QByteArrayView m_text;
    qsizetype m_at = 0;
    QList<Challenge> m_challenges;
    QList<QString> m_early; ///< notes made before the first challenge
    bool m_hasParameters = false; ///< of the last challenge: the next one needs a comma
};

/// A field that begins with a quotation mark cannot be right: somebody quoted the whole of it.
QByteArray withoutOuterQuotes(QByteArray field, QList<QString> &notes)
{
    field = field.trimmed();
    const char quote = field.isEmpty() ? '\0' : field.front();
    if (quote != '"' && quote != '\'')
        return field;
    notes.append(u"The whole field stands in extra quotes."_s);
    field.remove(0, 1);
    if (field.contains("\\\""))
        field.replace("\\\"", "\"");
    const bool isPaired = quote == '\'' || field.count('"') % 2 == 1;
    if (field.endsWith(quote) && isPaired)
        field.chop(1);
    return field;
}

} // namespace

std::optional<QByteArray> Challenge::value(QByteArrayView name) const
{
    for (const ChallengeParameter &parameter : parameters) {
        if (parameter.name == name)
            return parameter.value;
    }
    return std::nullopt;
}

QList<Challenge> parseChallenges(const QList<QByteArray> &fields)
{
    QList<Challenge> all;
    for (const QByteArray &field : fields) {
        if (field.size() > maxField) {
            all.append(
                { .notes = { u"A WWW-Authenticate field of %1 bytes was ignored; more than %2 are not read."_s
                                 .arg(field.size())
                                 .arg(maxField) } });
            continue;
        }
        QList<QString> notes;
        const QByteArray text = withoutOuterQuotes(field, notes);
        QList<Challenge> found = ChallengeReader(text).read();
        if (!found.isEmpty())
            found.first().notes = notes + found.first().notes;
        all += found;
    }
    return all;
}

std::optional<Challenge> bearerChallenge(const QList<Challenge> &challenges)
{
    const auto found = std::find_if(challenges.cbegin(), challenges.cend(), [](const Challenge &challenge) {
        return challenge.scheme == "bearer" || challenge.scheme == "dpop";
    });
    return found == challenges.cend() ? std::nullopt : std::optional(*found);
}

} // namespace authscope::net
