// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/program.h"

#include "base/errorcodes.h"
#include "base/text.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <QThread>

#ifdef Q_OS_UNIX
#include <csignal>
#include <unistd.h>
#endif
#ifdef Q_OS_LINUX
#include <sys/prctl.h>
#endif

using namespace Qt::StringLiterals;

namespace authscope::mcp {

namespace {

constexpr std::chrono::seconds patience{ 2 };

base::Failure cannotStart(const QString &program, const QString &why)
{
    return base::fail(base::Error{ .kind = base::ErrorKind::Usage,
        .code = base::code::programNotStarted,
        .message
        = u"The program “%1” could not be started: %2. Nothing was sent."_s.arg(base::cleaned(program), why),
        .nextStep = u"Install it, or give its whole path and the folder to start it in."_s });
}

} // namespace

base::Result<QString> Program::find(const ServerCommand &command, const QProcessEnvironment &environment)
{
    if (!command.workingDirectory.isEmpty() && !QFileInfo(command.workingDirectory).isDir())
        return cannotStart(command.program,
            u"there is no folder “%1” to start it in"_s.arg(base::cleaned(command.workingDirectory)));
    if (!command.program.contains(u'/')) {
        const QStringList folders
            = environment.value(u"PATH"_s).split(QDir::listSeparator(), Qt::SkipEmptyParts);
        const QString found = QStandardPaths::findExecutable(command.program, folders);
        if (found.isEmpty())
            return cannotStart(command.program, u"there is none of that name in PATH"_s);
        return found;
    }
    const QDir folder(command.workingDirectory.isEmpty() ? QDir::currentPath() : command.workingDirectory);
    const QFileInfo file(folder.absoluteFilePath(command.program));
    if (!file.exists())
        return cannotStart(command.program, u"there is no such file"_s);
    if (!file.isFile() || !file.isExecutable())
        return cannotStart(command.program, u"it is not a file that can be run"_s);
    return file.absoluteFilePath();
}

Program::Program(QObject *parent) : QProcess(parent)
{
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, &Program::askToEnd);
    connect(this, &QProcess::started, this, [this] { m_group = processId(); });
    connect(this, &QProcess::finished, this, &Program::endGroup);
#ifdef Q_OS_UNIX
    setChildProcessModifier([parentId = ::getpid()] {
        ::setsid();
#ifdef Q_OS_LINUX
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parentId)
            ::_exit(1); // it died in between
#else
        (void)parentId;
#endif
    });
#endif
}

Program::~Program()
{
    disconnect(); // from whoever listened
    if (state() != NotRunning)
        endNow();
    endGroup();
}

void Program::end()
{
    setParent(nullptr);
    if (state() == NotRunning || QThread::currentThread()->loopLevel() == 0 || !qApp) {
        delete this;
        return;
    }
    // What it still says is read, so that it does not wait for a reader, and dropped.
    connect(this, &QProcess::readyReadStandardOutput, this, [this] { readAllStandardOutput(); });
    connect(this, &QProcess::readyReadStandardError, this, [this] { readAllStandardError(); });
    connect(this, &QProcess::finished, this, &QObject::deleteLater);
    connect(this, &QProcess::errorOccurred, this, [this](ProcessError error) {
        if (error == FailedToStart)
            deleteLater();
    });
    connect(qApp, &QCoreApplication::aboutToQuit, this, [this] { delete this; });
    closeWriteChannel();
    m_patience.start(patience);
}

void Program::askToEnd()
{
    if (std::exchange(m_wasAsked, true)) {
        endGroup();
        kill();
        return;
    }
    terminate();
    m_patience.start(patience);
}

void Program::endNow()
{
    constexpr int wait = int(std::chrono::milliseconds(patience).count());
    if (!m_wasAsked) {
        closeWriteChannel();
        if (waitForFinished(wait))
            return;
        terminate();
    }
    if (waitForFinished(wait))
        return;
    endGroup();
    kill();
    waitForFinished(wait);
}

/// Whoever is left of those it started.
void Program::endGroup()
{
#ifdef Q_OS_UNIX
    if (m_group > 0)
        ::kill(-pid_t(m_group), SIGKILL);
#endif
    if (state() == NotRunning)
        m_group = 0;
}

} // namespace authscope::mcp
