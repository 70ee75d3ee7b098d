// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/terminal.h"

using namespace Qt::StringLiterals;

namespace authscope::cli {

void Terminal::enter(Conversation *who)
{
    m_waiting.append(who);
    if (m_waiting.size() == 1)
        next();
}

void Terminal::leave(Conversation *who)
{
    const bool talked = !m_waiting.isEmpty() && m_waiting.first() == who;
    m_waiting.removeAll(who);
    if (!talked)
        return;
    if (m_reader) {
        m_reader->disconnect(this);
        m_reader.release()->deleteLater(); // it may be the one that calls
    }
    next();
}

void Terminal::next()
{
    // Later: who asks next does not talk into the end of the conversation before.
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (!m_waiting.isEmpty())
                if (const auto begin = std::exchange(m_waiting.first()->m_begin, {}))
                    begin();
        },
        Qt::QueuedConnection);
}

Conversation::Conversation(Terminal *terminal, QObject *parent, std::function<void()> begin)
    : QObject(parent), m_terminal(terminal), m_begin(std::move(begin))
{
    terminal->enter(this);
}

Conversation::~Conversation()
{
    if (m_terminal)
        m_terminal->leave(this);
}

void Conversation::say(const QString &text)
{
    m_terminal->m_output.note(text);
}

void Conversation::ask(const QString &question, std::function<void(const Answer &)> then)
{
    say(question);
    m_terminal->m_reader = std::make_unique<LineReader>(LineReader::Echo::On);
    connect(m_terminal->m_reader.get(), &LineReader::lineRead, this,
        [this, then = std::move(then)](const QString &line) {
            LineReader *reader = m_terminal->m_reader.release();
            reader->deleteLater();
            // A copy: `then` may destroy this, and the connection that holds the original.
            const auto proceed = then;
            proceed(reader->isAtEnd() ? Answer() : Answer(line));
        });
}

} // namespace authscope::cli
