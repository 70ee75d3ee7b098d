// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/command.h"
#include "cli/documents.h"

#include <CLI/CLI.hpp>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

struct DemoCommandOptions {
    std::vector<quint16> ports = {};
    std::string autoConsent = {};
};

/// Serves until it is told to stop, and that is a success.
class Demo : public Command {
public:
    Demo(const Globals &globals, Output &output, DemoCommandOptions options)
        : Command(globals, output), m_options(std::move(options))
    {
    }

    void run() override
    {
        if (!open())
            return;
        demo::DemoOptions options{ .autoConsentUser = QString::fromStdString(m_options.autoConsent) };
        if (m_options.ports.size() == 3) {
            options.idpPort = m_options.ports[0];
            options.appPort = m_options.ports[1];
            options.mcpPort = m_options.ports[2];
        }
        m_servers = composition().makeDemo(std::move(options));
        if (const auto started = m_servers->start(); !started)
            return fail(started.error());
        const QStringList notices = m_servers->notices();
        for (const QString &notice : notices)
            out().note(notice);
        out().line(u"issuer "_s + QString::fromUtf8(m_servers->issuer()));
        out().line(u"app "_s + QString::fromUtf8(m_servers->appUrl()));
        out().line(u"mcp "_s + QString::fromUtf8(m_servers->mcpUrl()));
        out().document({ { "issuer", jsonText(m_servers->issuer()) },
            { "app", jsonText(m_servers->appUrl()) }, { "mcp", jsonText(m_servers->mcpUrl()) } });
    }

    void stop(const base::Error &why) override
    {
        if (hasEnded() || !m_servers)
            return Command::stop(why);
        m_servers->stop();
        endQuietly();
    }

private:
    DemoCommandOptions m_options;
    std::unique_ptr<demo::DemoServers> m_servers;
};

} // namespace

void addDemo(CLI::App &app, CommandLine &line)
{
    auto options = std::make_shared<DemoCommandOptions>();
    CLI::App *command = app.add_subcommand(
        "demo", "Run the demo's servers alone, until stopped, and print their addresses");
    addGlobals(*command, line.globals);
    command
        ->add_option(
            "--ports", options->ports, "Three ports, for issuer, app and MCP server; 0 takes any free one")
        ->delimiter(',')
        ->expected(3);
    command->add_option(
        "--auto-consent", options->autoConsent, "Sign in and consent as this user without a page, for tests");
    command->callback([&line, options] {
        line.make = [options](const Globals &globals, Output &output) {
            return std::make_unique<Demo>(globals, output, *options);
        };
    });
}

} // namespace authscope::cli
