// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/samplingquestion.h"

#include "base/errorcodes.h"
#include "cli/terminalinput.h"

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

/// No tokenizer is at hand: a word is at least one token in all of them.
qint64 leastTokens(const QString &text)
{
    return text.simplified().isEmpty() ? 0 : text.simplified().count(u' ') + 1;
}

} // namespace

SamplingQuestion::SamplingQuestion(
    mcp::SamplingRequest request, mcp::InputContext context, Terminal *terminal, QObject *parent)
    : ResultOperation(parent)
    , m_request(std::move(request))
    , m_context(std::move(context))
    , m_terminal(terminal)
{
}

void SamplingQuestion::run()
{
    m_talk = std::make_unique<Conversation>(m_terminal, nullptr, [this] { show(); });
}

void SamplingQuestion::show()
{
    m_talk->say(u"%1 asks for the answer of a language model. You would write it."_s.arg(whoAsks(m_context)));
    if (!m_request.systemPrompt.isEmpty())
        m_talk->say(u"System prompt: "_s + m_request.systemPrompt);
    for (const mcp::SamplingRequest::Part &part : m_request.messages)
        m_talk->say(part.type == "text"
                ? u"%1: %2"_s.arg(shown(part.role), part.text)
                : u"%1: [%2, %3 bytes]"_s.arg(shown(part.role), shown(part.type)).arg(part.data.size()));
    if (!m_request.modelHints.isEmpty())
        m_talk->say(u"It would like: "_s + shown(m_request.modelHints.join(u", "_s)));
    m_talk->ask(u"Answer? [y/N]"_s, [this](const Conversation::Answer &line) {
        if (!line || readYesNo(*line) != true)
            return refuse();
        m_talk->say(u"At most %1 tokens. An empty line ends the answer."_s.arg(m_request.maxTokens));
        write();
    });
}

void SamplingQuestion::write()
{
    m_talk->ask(u">"_s, [this](const Conversation::Answer &line) {
        if (line && !line->trimmed().isEmpty()) {
            m_lines << *line;
            return write();
        }
        if (m_lines.isEmpty())
            return refuse();
        review();
    });
}

void SamplingQuestion::review()
{
    const QString text = m_lines.join(u'\n');
    const bool isTooLong = m_request.maxTokens > 0 && leastTokens(text) > m_request.maxTokens;
    m_talk->ask(isTooLong
            ? u"That is more than %1 tokens. e: write anew, d: decline [e]"_s.arg(m_request.maxTokens)
            : u"Send it? y: yes, e: write anew, d: decline [y]"_s,
        [this, text, isTooLong](const Conversation::Answer &line) {
            const QString word = line ? line->trimmed().toLower() : u"d"_s;
            if (word == "d"_L1 || word == "decline"_L1 || readYesNo(word) == false)
                return refuse();
            if (!isTooLong && (word.isEmpty() || readYesNo(word) == true)) {
                m_talk.reset();
                return finishWith(mcp::SamplingAnswer{ .text = text });
            }
            m_lines.clear();
            write();
        });
}

void SamplingQuestion::refuse()
{
    m_talk.reset();
    finishWith(base::Error{ .kind = base::ErrorKind::Refused,
        .code = base::code::cancelled,
        .message = u"You declined to answer for a language model."_s });
}

} // namespace authscope::cli
