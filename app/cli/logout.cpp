// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "cli/command.h"
#include "cli/documents.h"

#include <CLI/CLI.hpp>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

struct LogoutOptions {
    std::string connection = {};
    bool revoke = false;
};

class Logout : public Command {
public:
    Logout(const Globals &globals, Output &output, LogoutOptions options)
        : Command(globals, output), m_options(std::move(options))
    {
    }

    void run() override
    {
        if (!open())
            return;
        m_connection = find(m_options.connection);
        if (!m_connection)
            return;
        if (!m_options.revoke)
            return signOut();
        // The provider is told with the refresh token itself, so it has to be fetched first.
        await(m_connection->restore(this), [this](const base::Result<bool> &restored) {
            if (!restored)
                m_whyNotRevoked = base::oneLine(restored.error());
            else if (!*restored)
                m_whyNotRevoked = u"There is no sign-in to revoke."_s;
            signOut();
        });
    }

private:
    void signOut()
    {
        await(m_connection->signOut(m_options.revoke, this),
            [this](const base::Result<session::SignOutReport> &report) {
                if (!report)
                    return fail(report.error());
                ended(*report);
            });
    }

    void ended(const session::SignOutReport &report)
    {
        const json::Object document{ { "connection", toJson(*m_connection) }, { "signed_out", true },
            { "revoked", report.revokedAtProvider }, { "note", json::string(report.note) } };
        out().line(
            u"Signed out of %1. Nothing of the sign-in is kept here."_s.arg(shown(m_connection->name())));
        if (m_options.revoke && !report.revokedAtProvider)
            return fail(
                { .kind = base::ErrorKind::Refused,
                    .code = base::code::revocationFailed,
                    .message
                    = u"Nothing is kept here any more, but nothing was revoked at the provider. %1"_s.arg(
                        report.note.isEmpty() ? m_whyNotRevoked : report.note) },
                document);
        if (m_options.revoke)
            out().line(report.note.isEmpty() ? u"The provider revoked the tokens."_s : report.note);
        succeed(document);
    }

    LogoutOptions m_options;
    session::Connection *m_connection = nullptr;
    QString m_whyNotRevoked;
};

} // namespace

void addLogout(CLI::App &app, CommandLine &line)
{
    auto options = std::make_shared<LogoutOptions>();
    CLI::App *command = app.add_subcommand("logout", "Remove the tokens of a connection");
    addGlobals(*command, line.globals);
    command->add_option("N", options->connection, "Number, name or address of a connection")->required();
    command->add_flag("--revoke", options->revoke, "Have the provider revoke the tokens first");
    command->callback([&line, options] {
        line.make = [options](const Globals &globals, Output &output) {
            return std::make_unique<Logout>(globals, output, *options);
        };
    });
}

} // namespace authscope::cli
