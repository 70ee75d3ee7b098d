// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/documents.h"
#include "cli/servercommand.h"

#include <CLI/CLI.hpp>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

/// Who answers there, how it talks and what it offers.
class Server : public ServerCommand {
public:
    using ServerCommand::ServerCommand;

    void run() override
    {
        reach(nullptr, [this](session::Connection *connection) {
            await(connection->features()->introduce(this),
                [this, connection](const base::Result<mcp::ServerInfo> &server) {
                    if (server)
                        report(*connection, *server);
                    else
                        failAt(connection, server.error());
                });
        });
    }

private:
    void report(const session::Connection &connection, const mcp::ServerInfo &server)
    {
        QStringList offers;
        for (const auto &capability : server.capabilities)
            offers << json::text(capability.key());
        QList<QStringList> rows{ { u"Name"_s, shown(server.title.isEmpty() ? server.name : server.title) },
            { u"Version"_s, shown(server.version) },
            { u"Talks"_s, mcp::describeEra(server.era, server.protocolVersion) } };
        if (!server.supportedVersions.isEmpty())
            rows << QStringList{ u"Supports"_s, shown(server.supportedVersions.join(", ")) };
        rows << QStringList{ u"Offers"_s, offers.isEmpty() ? u"–"_s : shown(offers.join(u", "_s)) };
        if (!server.websiteUrl.isEmpty())
            rows << QStringList{ u"Website"_s, shown(server.websiteUrl) };
        out().table(rows);
        out().line();
        out().line(u"Capabilities, as sent:"_s);
        out().line(QString::fromUtf8(json::pretty(server.capabilities)));
        if (!server.instructions.isEmpty()) {
            out().line();
            out().line(u"Instructions for models, in the server's words:"_s);
            out().line(server.instructions);
        }
        json::Object described = toJson(server);
        described["supported_versions"] = toJson(server.supportedVersions);
        described["capabilities"] = server.capabilities;
        described["instructions"] = json::string(server.instructions);
        described["website_url"] = json::string(server.websiteUrl);
        succeed({ { "connection", toJson(connection) }, { "server", described } });
    }
};

} // namespace

void addServer(CLI::App &app, CommandLine &line)
{
    auto options = std::make_shared<ServerOptions>();
    CLI::App *command
        = app.add_subcommand("server", "Say who an MCP server is, how it talks and what it offers");
    addGlobals(*command, line.globals);
    addServerOptions(*command, line, *options);
    command->callback([&line, options] {
        checkServerOptions(*options);
        line.make = [options](const Globals &globals, Output &output) {
            return std::make_unique<Server>(globals, output, *options);
        };
    });
}

} // namespace authscope::cli
