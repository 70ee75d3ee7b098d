// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/command.h"

namespace authscope::cli {

/// What `tools` and `call` have in common: a kept connection by number, name or URL, else an address that is
/// used and not kept; signing in on the way only when a browser was chosen.
class ServerCommand : public Command {
    Q_OBJECT

public:
    ServerCommand(const Globals &globals, Output &output, std::string target, BrowserOptions browser);

protected:
    /// `then` gets a connection that is signed in as far as it can be without asking anyone.
    void reach(session::WriteConfirmer *confirmer, std::function<void(session::Connection *)> then);
    /// fail(), with a next step that fits a command line.
    void failAt(const session::Connection *connection, const base::Error &error);

private:
    void follow(session::Connection *connection);

    std::string m_target;
    BrowserOptions m_browser;
};

} // namespace authscope::cli
