// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "cli/command.h"
#include "cli/comparison.h"
#include "cli/documents.h"

#include <CLI/CLI.hpp>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

struct IntrospectOptions {
    std::string connection = {};
    std::string kind = "access";
    bool asBearer = false;
};

class Introspect : public Command {
public:
    Introspect(const Globals &globals, Output &output, IntrospectOptions options)
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
        requireSignIn(m_connection, [this] { ask(); });
    }

private:
    void ask()
    {
        const auto kind = m_options.kind == "refresh" ? oauth::TokenKind::Refresh : oauth::TokenKind::Access;
        const auto credential = m_options.asBearer ? oauth::IntrospectionCredential::AccessToken
                                                   : oauth::IntrospectionCredential::Client;
        await(m_connection->introspect(kind, this, credential),
            [this](const base::Result<session::IntrospectionReport> &report) {
                if (!report)
                    return fail(report.error());
                answered(*report);
            });
    }

    void answered(const session::IntrospectionReport &report)
    {
        out().line(shown(report.sentence));
        for (const base::Check &check : report.answer.checks)
            out().line(u"  "_s + checkLine(check));
        showComparison(out(), report.rows, u"the token here"_s, u"the server"_s);
        json::Object document{ { "connection", toJson(*m_connection) }, { "kind", m_options.kind },
            { "active", report.answer.isActive }, { "sentence", json::string(report.sentence) },
            { "claims", report.answer.claims }, { "comparison", toJson(report.rows) },
            { "checks", toJson(report.answer.checks) } };
        if (report.answer.isActive)
            return succeed(document);
        fail({ .kind = base::ErrorKind::TokenRejected,
                 .code = base::code::answerAboutToken,
                 .message = report.sentence },
            std::move(document));
    }

    IntrospectOptions m_options;
    session::Connection *m_connection = nullptr;
};

} // namespace

void addIntrospect(CLI::App &app, CommandLine &line)
{
    auto options = std::make_shared<IntrospectOptions>();
    CLI::App *command = app.add_subcommand(
        "introspect", "Ask the issuer about a token, and lay its answer beside the token");
    addGlobals(*command, line.globals);
    command->add_option("N", options->connection, "Number, name or address of a connection")->required();
    command->add_option("--kind", options->kind, "access or refresh")
        ->check(CLI::IsMember({ "access", "refresh" }));
    command->add_flag("--as-bearer", options->asBearer,
        "Prove ourselves with the access token instead of the client, where a server wants that");
    command->callback([&line, options] {
        line.make = [options](const Globals &globals, Output &output) {
            return std::make_unique<Introspect>(globals, output, *options);
        };
    });
}

} // namespace authscope::cli
