// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QTest>

#include <fcntl.h>
#include <pty.h>
#include <termios.h>
#include <unistd.h>

namespace authscope::test {

/// A terminal with somebody in front of it: standard input and standard error of a process; its standard
/// output stays a pipe.
class PseudoTerminal {
public:
    PseudoTerminal()
    {
        if (::openpty(&m_person, &m_program, nullptr, nullptr, nullptr) != 0)
            qFatal("There is no terminal to be had.");
        ::fcntl(m_person, F_SETFL, O_NONBLOCK);
        ::fcntl(m_person, F_SETFD, FD_CLOEXEC);
    }
    ~PseudoTerminal()
    {
        ::close(m_person);
        ::close(m_program);
    }
    Q_DISABLE_COPY(PseudoTerminal)

    /// Before the process is started.
    void giveTo(QProcess &process) const
    {
        process.setChildProcessModifier([program = m_program] {
            ::dup2(program, STDIN_FILENO);
            ::dup2(program, STDERR_FILENO);
        });
    }
    /// Everything that was on the screen, what was typed included.
    const QByteArray &screen()
    {
        char bytes[4096];
        for (ssize_t n = 0; (n = ::read(m_person, bytes, sizeof bytes)) > 0;)
            m_screen.append(bytes, qsizetype(n));
        return m_screen;
    }
    /// Waits for the words after those waited for before.
    bool waitFor(const QByteArray &words)
    {
        const bool came = QTest::qWaitFor([&] { return screen().indexOf(words, m_seen) >= 0; }, 20000);
        if (came)
            m_seen = m_screen.indexOf(words, m_seen) + words.size();
        return came;
    }
    void type(const QByteArray &line)
    {
        const QByteArray bytes = line + '\n';
        if (::write(m_person, bytes.constData(), size_t(bytes.size())) != bytes.size())
            qFatal("The terminal takes nothing.");
    }
    void endInput()
    {
        const char end = 4; // Ctrl+D
        if (::write(m_person, &end, 1) != 1)
            qFatal("The terminal takes nothing.");
    }

private:
    int m_person = -1;
    int m_program = -1;
    QByteArray m_screen;
    qsizetype m_seen = 0;
};

} // namespace authscope::test
