// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/documents.h"
#include "cli/featuredocuments.h"
#include "cli/servercommand.h"

#include <CLI/CLI.hpp>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

class Resources : public ServerCommand {
public:
    using ServerCommand::ServerCommand;

    void run() override
    {
        reach(nullptr, [this](session::Connection *connection) {
            await(connection->features()->loadResources(this),
                [this, connection](const base::Result<bool> &loaded) {
                    if (loaded)
                        report(*connection);
                    else
                        failAt(connection, loaded.error());
                });
        });
    }

private:
    void report(const session::Connection &connection)
    {
        const session::Features &features = *connection.features();
        json::Array resources, templates;
        QList<QStringList> rows;
        const auto addRow = [&rows](const QByteArray &uri, const QByteArray &type, const QString &text) {
            rows << QStringList{ shown(uri), shown(type), shown(text.section(u'\n', 0, 0)) };
        };
        for (const mcp::Resource &one : features.resources()) {
            resources.push_back(toJson(one));
            addRow(one.uri, one.mimeType, one.description.isEmpty() ? one.title : one.description);
        }
        for (const mcp::ResourceTemplate &one : features.templates()) {
            templates.push_back(toJson(one));
            addRow(one.uriTemplate, one.mimeType, one.description.isEmpty() ? one.title : one.description);
        }
        if (rows.isEmpty())
            out().line(u"The server offers no resources."_s);
        out().table(rows);
        succeed({ { "connection", toJson(connection) }, { "resources", resources },
            { "resource_templates", templates } });
    }
};

struct ReadOptions {
    ServerOptions server = {};
    std::string uri = {};
    bool raw = false;
};

class Read : public ServerCommand {
public:
    Read(const Globals &globals, Output &output, const ReadOptions &options)
        : ServerCommand(globals, output, options.server), m_options(options)
    {
    }

    void run() override
    {
        reach(nullptr, [this](session::Connection *connection) {
            mcp::ReadResource *read
                = connection->features()->readResource(QByteArray::fromStdString(m_options.uri), this);
            narrate(read->events());
            await(read, [this, connection](const base::Result<mcp::ResourceContents> &contents) {
                if (contents)
                    report(*connection, *contents);
                else
                    failAt(connection, contents.error());
            });
        });
    }

private:
    void report(const session::Connection &connection, const mcp::ResourceContents &contents)
    {
        for (const mcp::ResourceContent &one : contents.contents) {
            if (m_options.raw)
                out().bytes(one.isText ? one.text.toUtf8() : one.data);
            else if (one.isText)
                out().line(one.text);
            else
                out().line(
                    u"[%1, %2 bytes, %3]"_s.arg(one.mimeType.isEmpty() ? u"bytes"_s : shown(one.mimeType),
                        QString::number(one.data.size()), shown(one.uri)));
        }
        if (contents.contents.isEmpty() && !m_options.raw)
            out().line(u"There is nothing in it."_s);
        if (m_options.raw)
            return endQuietly();
        succeed({ { "connection", toJson(connection) }, { "uri", m_options.uri },
            { "duration_ms", contents.duration.count() }, { "result", contents.raw } });
    }

    ReadOptions m_options;
};

} // namespace

void addResources(CLI::App &app, CommandLine &line)
{
    auto options = std::make_shared<ServerOptions>();
    CLI::App *command
        = app.add_subcommand("resources", "List the resources of an MCP server and their templates");
    addGlobals(*command, line.globals);
    addServerOptions(*command, line, *options);
    command->callback([&line, options] {
        checkServerOptions(*options);
        line.make = [options](const Globals &globals, Output &output) {
            return std::make_unique<Resources>(globals, output, *options);
        };
    });
}

void addRead(CLI::App &app, CommandLine &line)
{
    auto options = std::make_shared<ReadOptions>();
    CLI::App *command = app.add_subcommand("read", "Read a resource");
    addGlobals(*command, line.globals);
    addServerOptions(*command, line, options->server);
    command->add_option("URI", options->uri, "Of the resource, as the list has it")->required();
    command->add_flag("--raw", options->raw, "The bytes alone, as they are");
    command->callback([&line, options] {
        checkServerOptions(options->server);
        if (options->raw && line.globals.json)
            throw CLI::ValidationError("--raw", "cannot be used with --json");
        line.make = [options](const Globals &globals, Output &output) {
            return std::make_unique<Read>(globals, output, *options);
        };
    });
}

} // namespace authscope::cli
