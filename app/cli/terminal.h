// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/output.h"
#include "cli/platform.h"
#include "cli/words.h"

#include <QPointer>

#include <functional>
#include <memory>
#include <optional>

namespace authscope::cli {

class Conversation;

/// The person in front of the terminal: questions on standard error, answers from standard input, one
/// conversation at a time.
class Terminal : public QObject {
    Q_OBJECT

public:
    explicit Terminal(Output &output, QObject *parent = nullptr) : QObject(parent), m_output(output) { }

    /// Somebody can read the questions and type the answers.
    static bool isThere() { return isInputATerminal() && areNotesOnATerminal(); }

private:
    friend class Conversation;
    void enter(Conversation *who);
    void leave(Conversation *who);
    void next();

    Output &m_output;
    QList<Conversation *> m_waiting; ///< the first one talks
    std::unique_ptr<LineReader> m_reader;
};

/// A turn at the terminal, from the first question to the last answer; ends with its destruction.
class Conversation : public QObject {
    Q_OBJECT

public:
    /// Nothing at the end of the input (Ctrl+D).
    using Answer = std::optional<QString>;
    /// `begin` is called when nobody else talks, later or at once.
    Conversation(Terminal *terminal, QObject *parent, std::function<void()> begin);
    ~Conversation() override;

    void say(const QString &text);
    /// Says `question` and waits for one line. It may end the conversation.
    void ask(const QString &question, std::function<void(const Answer &)> then);

private:
    friend class Terminal;
    QPointer<Terminal> m_terminal;
    std::function<void()> m_begin;
};

} // namespace authscope::cli
