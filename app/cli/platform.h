// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/browserlauncher.h"

#include <QObject>

#include <memory>

/// The one file of the command line that knows the operating system.
namespace authscope::cli {

bool isInputATerminal();
bool areNotesOnATerminal(); ///< standard error, where questions are asked

/// The program that opens an address in the person's browser, given the address as its one argument.
std::unique_ptr<oauth::BrowserLauncher> makeSystemBrowser();

/// Ctrl+C and a polite kill arrive in the event loop. The second one ends the program at once.
class Interrupts : public QObject {
    Q_OBJECT

public:
    explicit Interrupts(QObject *parent = nullptr);
    ~Interrupts() override;

Q_SIGNALS:
    void interrupted();
};

/// Reads one line of standard input without holding up the event loop.
class LineReader : public QObject {
    Q_OBJECT

public:
    /// Off: what is typed does not appear while this object lives.
    enum class Echo { On, Off };
    explicit LineReader(Echo echo, QObject *parent = nullptr);
    ~LineReader() override;
    bool isAtEnd() const { return m_isAtEnd; } ///< of the input: no line will follow

Q_SIGNALS:
    void lineRead(const QString &line); ///< empty at the end of the input

private:
    void setEcho(bool on);
    void readLine();

    Echo m_echo;
    bool m_isAtEnd = false;
};

/// Reads standard input to its end without holding up the event loop; what comes after `limit` bytes is left
/// there.
class InputReader : public QObject {
    Q_OBJECT

public:
    explicit InputReader(qsizetype limit, QObject *parent = nullptr);

Q_SIGNALS:
    void ended(const QByteArray &content, bool isWhole);

private:
    void readMore();

    qsizetype m_limit;
    QByteArray m_content;
};

} // namespace authscope::cli
