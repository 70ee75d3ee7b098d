// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/session.h"

#include <QProcess>
#include <QTimer>

namespace authscope::mcp {

/// A program with pipes to its standard input, output and error. It leads a group of its own, and whoever it
/// starts ends with it. On Linux it also ends when this process is killed. Whoever it started does not: the
/// kernel signals only the children of who died, a child may leave its group, and a process that is killed
/// cannot end anybody. That would take a third process that watches both. They notice the end of their input.
class Program final : public QProcess {
    Q_OBJECT

public:
    explicit Program(QObject *parent);
    ~Program() override;

    /// The file that `command` names, as a shell looks for it with `environment`. Error: OA-307.
    static base::Result<QString> find(const ServerCommand &command, const QProcessEnvironment &environment);

    /// Closes its standard input, gives it two seconds, asks it to end, gives it two more, and ends it. The
    /// object deletes itself afterwards. Without an event loop it is done before this returns.
    void end();

private:
    void endNow();
    void askToEnd();
    void endGroup();

    qint64 m_group = 0;
    QTimer m_patience;
    bool m_wasAsked = false;
};

} // namespace authscope::mcp
