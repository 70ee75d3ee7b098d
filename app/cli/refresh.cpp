// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "cli/command.h"
#include "cli/documents.h"

#include <CLI/CLI.hpp>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

class Refresh : public Command {
public:
    Refresh(const Globals &globals, Output &output, const std::string &connection)
        : Command(globals, output), m_name(connection)
    {
    }

    void run() override
    {
        if (!open())
            return;
        m_connection = find(m_name);
        if (!m_connection)
            return;
        // Access tokens are never kept: bringing a sign-in back is a refresh.
        requireSignIn(m_connection, [this] { report(); });
    }

private:
    void report()
    {
        const oauth::Grant &grant = m_connection->tokens().grant();
        const std::optional<base::Time> expires = grant.tokens.expires();
        out().line(u"Refreshed %1.%2"_s.arg(shown(m_connection->name()),
            expires ? u" The new access token ends at %1."_s.arg(
                base::toDateTime(*expires).toLocalTime().toString(u"yyyy-MM-dd HH:mm:ss t"_s))
                    : QString()));
        out().line(u"Granted: %1"_s.arg(shown(oauth::joinScopes(grant.grantedScopes))));
        out().line(m_connection->keptWhere());
        succeed({ { "connection", toJson(*m_connection) },
            { "generation", m_connection->tokens().generation() },
            { "access_token_expires", jsonTime(expires) }, { "granted_scopes", toJson(grant.grantedScopes) },
            { "kept_in", json::string(composition().secrets().displayName()) } });
    }

    std::string m_name;
    session::Connection *m_connection = nullptr;
};

} // namespace

void addRefresh(CLI::App &app, CommandLine &line)
{
    auto connection = std::make_shared<std::string>();
    CLI::App *command = app.add_subcommand("refresh", "Get a new access token with the kept refresh token");
    addGlobals(*command, line.globals);
    command->add_option("N", *connection, "Number, name or address of a connection")->required();
    command->callback([&line, connection] {
        line.make = [connection](const Globals &globals, Output &output) {
            return std::make_unique<Refresh>(globals, output, *connection);
        };
    });
}

} // namespace authscope::cli
