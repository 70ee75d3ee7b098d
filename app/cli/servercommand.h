// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/command.h"
#include "cli/serveroptions.h"
#include "cli/terminalinput.h"
#include "session/features.h"

namespace authscope::cli {

/// What the commands that talk to a server have in common: a kept connection by number, name or URL, else an
/// address or a program that is used and not kept; signing in on the way only when a browser was chosen.
class ServerCommand : public Command {
    Q_OBJECT

public:
    ServerCommand(const Globals &globals, Output &output, ServerOptions options);
    ~ServerCommand() override;

protected:
    /// `then` gets a connection that is signed in as far as it can be without asking anyone.
    void reach(session::WriteConfirmer *confirmer, std::function<void(session::Connection *)> then);
    /// fail(), with a next step that fits a command line.
    void failAt(const session::Connection *connection, const base::Error &error);
    Terminal &terminal() { return m_terminal; }

    /// What a call, a read or a prompt tells on the way, on standard error.
    template <class Events>
    void narrate(Events *events)
    {
        connect(events, &Events::progressed, this, &ServerCommand::sayProgress);
        connect(events, &Events::logged, this, &ServerCommand::sayLog);
        connect(events, &Events::taskChanged, this, &ServerCommand::sayTask);
        connect(events, &Events::phaseChanged, this, &ServerCommand::sayPhase);
        connect(events, &Events::visitAwaited, events, [this, events](bool isAwaited) {
            awaitVisit(isAwaited, [guarded = QPointer(events)] {
                if (guarded)
                    guarded->proceed();
            });
        });
    }
    void sayLog(const QString &level, const QString &text);

private:
    void sayProgress(double progress, double total, const QString &message);
    void sayTask(const mcp::Task &task);
    void sayPhase(const QString &phase);
    /// Asks the person to say when what was opened in the browser is done; somewhere else the server alone
    /// can.
    void awaitVisit(bool isAwaited, std::function<void()> proceed);
    void reachNow(session::WriteConfirmer *confirmer, std::function<void(session::Connection *)> then);
    session::Connection *addUnkept(session::WriteConfirmer *confirmer);
    bool prepare(session::Connection *connection);

    ServerOptions m_options;
    HeaderList m_headers;
    NetworkFiles m_network;
    QStringList m_roots;
    Terminal m_terminal;
    std::unique_ptr<TerminalInput> m_input;
    std::unique_ptr<Conversation> m_visit;
    QString m_phase; ///< told last
};

} // namespace authscope::cli
