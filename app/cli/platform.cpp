// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/platform.h"

#include "session/commandbrowser.h"

#include <QSocketNotifier>
#include <QTimer>

#include <array>
#include <csignal>
#include <iostream>
#include <string>

#ifdef Q_OS_WIN
#include <io.h>
#else
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>
#endif

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

#ifndef Q_OS_WIN
int wakePipe[2] = { -1, -1 };

extern "C" void wake(int number)
{
    const char byte = 1;
    [[maybe_unused]] const auto written = write(wakePipe[1], &byte, 1);
    std::signal(number, SIG_DFL);
}
#endif

} // namespace

std::unique_ptr<oauth::BrowserLauncher> makeSystemBrowser()
{
#if defined(Q_OS_WIN)
    QStringList opener{ u"rundll32.exe"_s, u"url.dll,FileProtocolHandler"_s };
#elif defined(Q_OS_MACOS)
    QStringList opener{ u"/usr/bin/open"_s };
#else
    QStringList opener{ u"xdg-open"_s };
#endif
    return std::make_unique<session::CommandBrowser>(std::move(opener), u"the system browser"_s);
}

#ifdef Q_OS_WIN

bool isInputATerminal()
{
    return _isatty(_fileno(stdin));
}

bool areNotesOnATerminal()
{
    return _isatty(_fileno(stderr));
}

// Windows ends a console program on Ctrl+C; nothing of ours needs more than that.
Interrupts::Interrupts(QObject *parent) : QObject(parent) { }
Interrupts::~Interrupts() = default;

void LineReader::setEcho(bool) { }

LineReader::LineReader(Echo echo, QObject *parent) : QObject(parent), m_echo(echo)
{
    QTimer::singleShot(0, this, &LineReader::readLine);
}

InputReader::InputReader(qsizetype limit, QObject *parent) : QObject(parent), m_limit(limit)
{
    QTimer::singleShot(0, this, &InputReader::readMore);
}

void InputReader::readMore()
{
    std::string content(std::istreambuf_iterator<char>(std::cin), {});
    m_content = QByteArray::fromStdString(content);
    const bool isWhole = m_content.size() <= m_limit;
    m_content.truncate(m_limit);
    Q_EMIT ended(m_content, isWhole);
}

#else

bool isInputATerminal()
{
    return isatty(STDIN_FILENO);
}

bool areNotesOnATerminal()
{
    return isatty(STDERR_FILENO);
}

Interrupts::Interrupts(QObject *parent) : QObject(parent)
{
    if (pipe(wakePipe) != 0)
        return;
    for (const int end : wakePipe)
        fcntl(end, F_SETFD, FD_CLOEXEC);
    auto *notifier = new QSocketNotifier(wakePipe[0], QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this] {
        char byte = 0;
        if (read(wakePipe[0], &byte, 1) == 1)
            Q_EMIT interrupted();
    });
    std::signal(SIGINT, wake);
    std::signal(SIGTERM, wake);
    std::signal(SIGPIPE, SIG_IGN);
}

Interrupts::~Interrupts()
{
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
}

void LineReader::setEcho(bool on)
{
    termios mode = {};
    if (tcgetattr(STDIN_FILENO, &mode) != 0)
        return; // no terminal, no echo
    if (on)
        mode.c_lflag |= ECHO;
    else
        mode.c_lflag &= ~tcflag_t(ECHO);
    tcsetattr(STDIN_FILENO, TCSANOW, &mode);
}

LineReader::LineReader(Echo echo, QObject *parent) : QObject(parent), m_echo(echo)
{
    if (m_echo == Echo::Off)
        setEcho(false);
    auto *notifier = new QSocketNotifier(STDIN_FILENO, QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this, notifier] {
        notifier->setEnabled(false);
        readLine(); // a terminal hands over whole lines
    });
}

InputReader::InputReader(qsizetype limit, QObject *parent) : QObject(parent), m_limit(limit)
{
    auto *notifier = new QSocketNotifier(STDIN_FILENO, QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, &InputReader::readMore);
}

void InputReader::readMore()
{
    std::array<char, 64 * 1024> chunk;
    const ssize_t size = read(STDIN_FILENO, chunk.data(), chunk.size());
    if (size > 0)
        m_content.append(chunk.data(), size);
    const bool isOver = m_content.size() > m_limit;
    if (size > 0 && !isOver)
        return;
    findChild<QSocketNotifier *>()->setEnabled(false);
    m_content.truncate(m_limit);
    Q_EMIT ended(m_content, !isOver);
}

#endif

void LineReader::readLine()
{
    std::string line;
    m_isAtEnd = !std::getline(std::cin, line);
    std::cin.clear(); // Ctrl+D ends one answer, not all that follow
    Q_EMIT lineRead(QString::fromStdString(line));
}

LineReader::~LineReader()
{
    if (m_echo == Echo::Off)
        setEcho(true);
}

} // namespace authscope::cli
