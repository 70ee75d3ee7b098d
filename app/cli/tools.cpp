// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/documents.h"
#include "cli/servercommand.h"

#include <CLI/CLI.hpp>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

QString badges(const mcp::Tool &tool)
{
    if (!tool.rejection.isEmpty())
        return u"unusable"_s;
    QStringList out{ !tool.writes()                                       ? u"reads"_s
            : tool.annotations.destructive && tool.annotations.arePresent ? u"destructive"_s
                                                                          : u"writes"_s };
    if (const QList<QByteArray> scopes = tool.neededScopes(); !scopes.isEmpty())
        out << u"needs "_s + shown(scopes.join(' '));
    else if (tool.isPublic())
        out << u"public"_s;
    return out.join(u", "_s);
}

class Tools : public ServerCommand {
public:
    using ServerCommand::ServerCommand;

    void run() override
    {
        reach(nullptr, [this](session::Connection *connection) {
            await(connection->loadTools(this, true),
                [this, connection](const base::Result<QList<mcp::Tool>> &tools) {
                    if (!tools)
                        return failAt(connection, tools.error());
                    report(*connection, *tools);
                });
        });
    }

private:
    void report(const session::Connection &connection, const QList<mcp::Tool> &tools)
    {
        json::Array list;
        QList<QStringList> rows;
        for (const mcp::Tool &tool : tools) {
            list.push_back(toJson(tool));
            const QString text = !tool.rejection.isEmpty() ? tool.rejection
                : tool.description.isEmpty()               ? tool.title
                                                           : tool.description;
            rows << QStringList{ shown(tool.name), badges(tool), shown(text.section(u'\n', 0, 0)) };
        }
        if (tools.isEmpty())
            out().line(u"The server offers no tools."_s);
        out().table(rows);
        json::Object document{ { "connection", toJson(connection) }, { "tools", list } };
        if (const mcp::ServerInfo *server = connection.serverInfo())
            document["server"] = toJson(*server);
        succeed(document);
    }
};

} // namespace

void addTools(CLI::App &app, CommandLine &line)
{
    auto options = std::make_shared<ServerOptions>();
    CLI::App *command = app.add_subcommand("tools", "List the tools of an MCP server");
    addGlobals(*command, line.globals);
    addServerOptions(*command, line, *options);
    command->callback([&line, options] {
        checkServerOptions(*options);
        line.make = [options](const Globals &globals, Output &output) {
            return std::make_unique<Tools>(globals, output, *options);
        };
    });
}

} // namespace authscope::cli
