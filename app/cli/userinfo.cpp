// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/command.h"
#include "cli/comparison.h"
#include "cli/documents.h"

#include <CLI/CLI.hpp>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

class UserInfo : public Command {
public:
    UserInfo(const Globals &globals, Output &output, const std::string &connection)
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
        requireSignIn(m_connection, [this] {
            await(m_connection->userInfo(this), [this](const base::Result<session::UserInfoReport> &report) {
                if (!report)
                    return fail(report.error());
                answered(*report);
            });
        });
    }

private:
    void answered(const session::UserInfoReport &report)
    {
        out().line(shown(report.sentence));
        if (report.answer.isSigned)
            out().line(u"The answer is signed, and the signature holds."_s);
        showComparison(out(), report.rows, u"the ID token"_s, u"userinfo"_s);
        succeed({ { "connection", toJson(*m_connection) }, { "sentence", json::string(report.sentence) },
            { "signed", report.answer.isSigned }, { "claims", report.answer.claims },
            { "comparison", toJson(report.rows) } });
    }

    std::string m_name;
    session::Connection *m_connection = nullptr;
};

} // namespace

void addUserInfo(CLI::App &app, CommandLine &line)
{
    auto connection = std::make_shared<std::string>();
    CLI::App *command
        = app.add_subcommand("userinfo", "Ask the issuer who signed in, beside what the ID token says");
    addGlobals(*command, line.globals);
    command->add_option("N", *connection, "Number, name or address of a connection")->required();
    command->callback([&line, connection] {
        line.make = [connection](const Globals &globals, Output &output) {
            return std::make_unique<UserInfo>(globals, output, *connection);
        };
    });
}

} // namespace authscope::cli
