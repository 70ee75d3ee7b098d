// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/formquestion.h"

#include "cli/terminalinput.h"

using namespace Qt::StringLiterals;

namespace authscope::cli {

using Action = mcp::ElicitationAnswer::Action;

namespace {

/// The schema of this one field, so that it is judged before the next is asked for.
json::Value schemaOf(const FormField &field)
{
    return json::Object{ { "type", "object" },
        { "properties", json::Object{ { json::view(field.name), field.schema } } } };
}

} // namespace

FormQuestion::FormQuestion(
    mcp::Elicitation elicitation, mcp::InputContext context, Terminal *terminal, QObject *parent)
    : ResultOperation(parent)
    , m_elicitation(std::move(elicitation))
    , m_context(std::move(context))
    , m_terminal(terminal)
    , m_fields(readFormFields(m_elicitation.schema))
{
}

void FormQuestion::run()
{
    m_talk = std::make_unique<Conversation>(m_terminal, nullptr, [this] {
        m_talk->say(u"%1 asks:"_s.arg(whoAsks(m_context)));
        m_talk->say(m_elicitation.message);
        m_talk->say(
            u"An empty line takes what stands in brackets. :decline says no, :cancel (or Ctrl+D) says "
            u"nothing, :back asks again."_s);
        askNext();
    });
}

void FormQuestion::askNext()
{
    if (m_next >= m_fields.size())
        return review();
    const FormField &field = m_fields[m_next];
    m_talk->say(u"\n%1 (%2)"_s.arg(shown(field.title), describeField(field)));
    if (!field.description.isEmpty())
        m_talk->say(u"  "_s + shown(field.description));
    int number = 0;
    for (const FormField::Option &option : field.options) {
        const QString value = describeValue(field, option.value);
        m_talk->say(option.title.isEmpty() || option.title == value
                ? u"  %1  %2"_s.arg(++number).arg(shown(value))
                : u"  %1  %2 (%3)"_s.arg(++number).arg(shown(option.title), shown(value)));
    }
    // What was answered before, on the way back.
    const json::Value *before = m_content.if_contains(json::view(field.name));
    FormField asked = field;
    if (before)
        asked.initial = *before;
    m_talk->ask(asked.initial ? u"[%1]"_s.arg(shown(describeValue(field, *asked.initial))) : u"[]"_s,
        [this, asked](const Conversation::Answer &line) { answered(asked, line); });
}

void FormQuestion::answered(const FormField &field, const Conversation::Answer &line)
{
    if (!line || line->trimmed() == ":cancel"_L1)
        return conclude(Action::Cancel);
    if (line->trimmed() == ":decline"_L1)
        return conclude(Action::Decline);
    if (line->trimmed() == ":back"_L1) {
        m_next = std::max<qsizetype>(0, m_next - 1);
        return askNext();
    }
    const auto value = readFieldAnswer(field, *line);
    if (!value) {
        m_talk->say(value.error());
        return askNext();
    }
    const std::string_view name = json::view(field.name);
    if (*value) {
        const QStringList problems = mcp::contentProblems(schemaOf(field), { { name, **value } });
        if (!problems.isEmpty()) {
            for (const QString &problem : problems)
                m_talk->say(problem);
            return askNext();
        }
        m_content[name] = **value;
    } else {
        m_content.erase(name);
    }
    ++m_next;
    askNext();
}

void FormQuestion::review()
{
    const QStringList problems = mcp::contentProblems(m_elicitation.schema, m_content);
    m_talk->say(u"\nThis would be sent:"_s);
    m_talk->say(QString::fromUtf8(json::pretty(m_content)));
    for (const QString &problem : problems)
        m_talk->say(problem);
    m_talk->ask(problems.isEmpty() ? u"Send it? y: yes, e: edit, d: decline, c: cancel [y]"_s
                                   : u"It cannot be sent like this. e: edit, d: decline, c: cancel [e]"_s,
        [this, maySend = problems.isEmpty()](const Conversation::Answer &line) {
            const QString word = line ? line->trimmed().toLower() : u"c"_s;
            const bool yes = word.isEmpty() ? maySend : readYesNo(word).value_or(false);
            if (yes && maySend)
                return conclude(Action::Accept);
            if (word == "d"_L1 || word == ":decline"_L1 || word == "decline"_L1)
                return conclude(Action::Decline);
            if (word == "c"_L1 || word == ":cancel"_L1 || word == "cancel"_L1)
                return conclude(Action::Cancel);
            if (word == "e"_L1 || word == "edit"_L1 || word == ":back"_L1 || (word.isEmpty() && !maySend))
                m_next = 0;
            askNext();
        });
}

void FormQuestion::conclude(Action action)
{
    m_talk.reset();
    finishWith(mcp::ElicitationAnswer{
        .action = action, .content = action == Action::Accept ? std::move(m_content) : json::Object() });
}

} // namespace authscope::cli
