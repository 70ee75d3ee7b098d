// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "cli/command.h"
#include "cli/documents.h"
#include "cli/signinanswers.h"
#include "cli/signinlines.h"

#include <CLI/CLI.hpp>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

struct CheckOptions {
    std::string connection = {};
    BrowserOptions browser = {};
};

/// A sign-in beside the one that is kept, with a wrong verifier, to see whether the server minds.
class Check : public Command {
public:
    Check(const Globals &globals, Output &output, CheckOptions options)
        : Command(globals, output), m_options(std::move(options)), m_terminal(output)
    {
    }

    void run() override
    {
        if (!open(m_options.browser))
            return;
        const session::Connection *connection = find(m_options.connection);
        if (!connection)
            return;
        const session::Connection::Settings settings = connection->settings();
        const oauth::SignInRequest request{ .connection = connection->id(),
            .url = connection->url(),
            .isResource = connection->kind() == session::EndpointKind::McpServer,
            .rememberedIssuer = connection->record().issuer,
            .acceptServerSpelling = settings.acceptServerSpelling,
            .clientId = settings.clientId,
            .clientIssuer = settings.clientIssuer,
            .clientMetadataUrl = settings.clientMetadataUrl,
            .clientAuthMethod = settings.clientAuthMethod,
            .scopes = settings.scopes,
            .staySignedIn = false,
            .reason = u"To see whether the server enforces PKCE"_s,
            .decisions = settings.decisions,
            .triesPkce = true };
        auto *flow = new oauth::SignInFlow(workspace().services(), request, this);
        new SignInLines(
            flow, [this](const QString &text) { out().line(text); }, this);
        new SignInAnswers(
            flow, { .output = &out(), .terminal = Terminal::isThere() ? &m_terminal : nullptr }, this);
        await(flow, [this, flow, connection](const base::Result<oauth::Grant> &grant) {
            if (!grant)
                ended(*flow, *connection, grant.error());
        });
    }

private:
    void ended(const oauth::SignInFlow &flow, const session::Connection &connection, const base::Error &error)
    {
        json::Array steps;
        for (const oauth::SignInStep *step : flow.steps())
            steps.push_back(toJson(*step));
        json::Object document{ { "connection", toJson(connection) }, { "steps", steps } };
        const bool isHeld = error.code == base::code::pkceEnforced;
        if (isHeld || error.code == base::code::pkceIgnored)
            document["enforces_pkce"] = isHeld;
        if (!isHeld)
            return fail(error, std::move(document));
        out().line(u"✓ "_s + error.message);
        succeed(document);
    }

    CheckOptions m_options;
    Terminal m_terminal;
};

} // namespace

void addCheck(CLI::App &app, CommandLine &line)
{
    auto options = std::make_shared<CheckOptions>();
    CLI::App *command = app.add_subcommand("check",
        "See whether a server enforces PKCE: a sign-in to be thrown away, with a wrong verifier. What is "
        "kept "
        "stays as it is");
    addGlobals(*command, line.globals);
    command->add_option("N", options->connection, "Number, name or address of a connection")->required();
    addBrowserOptions(*command, options->browser);
    command->callback([&line, options] {
        checkBrowserOptions(options->browser);
        line.make = [options](const Globals &globals, Output &output) {
            return std::make_unique<Check>(globals, output, *options);
        };
    });
}

} // namespace authscope::cli
