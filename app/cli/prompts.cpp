// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "base/text.h"
#include "cli/arguments.h"
#include "cli/documents.h"
#include "cli/featuredocuments.h"
#include "cli/servercommand.h"

#include <CLI/CLI.hpp>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

class Prompts : public ServerCommand {
public:
    using ServerCommand::ServerCommand;

    void run() override
    {
        reach(nullptr, [this](session::Connection *connection) {
            await(connection->features()->loadPrompts(this),
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
        json::Array list;
        QList<QStringList> rows;
        for (const mcp::Prompt &prompt : connection.features()->prompts()) {
            list.push_back(toJson(prompt));
            QStringList arguments;
            for (const mcp::PromptArgument &one : prompt.arguments)
                arguments << (one.isRequired ? shown(one.name) + u"=…"_s : u"[%1=…]"_s.arg(shown(one.name)));
            const QString text = prompt.description.isEmpty() ? prompt.title : prompt.description;
            rows << QStringList{ shown(prompt.name), arguments.join(u' '), shown(text.section(u'\n', 0, 0)) };
        }
        if (rows.isEmpty())
            out().line(u"The server offers no prompts."_s);
        out().table(rows);
        succeed({ { "connection", toJson(connection) }, { "prompts", list } });
    }
};

struct PromptOptions {
    ServerOptions server = {};
    std::string name = {};
    std::vector<std::string> pairs = {};
};

class Prompt : public ServerCommand {
public:
    Prompt(const Globals &globals, Output &output, const PromptOptions &options)
        : ServerCommand(globals, output, options.server), m_options(options)
    {
    }

    void run() override
    {
        auto arguments = readTexts(m_options.pairs);
        if (!arguments)
            return fail(arguments.error());
        m_arguments = std::move(*arguments);
        reach(nullptr, [this](session::Connection *connection) {
            // The list says what the prompt needs; asking without it would only move the error elsewhere.
            await(connection->features()->loadPrompts(this),
                [this, connection](const base::Result<bool> &loaded) {
                    if (!loaded)
                        return failAt(connection, loaded.error());
                    if (const auto wrong = check(connection->features()->prompts()))
                        return fail(*wrong);
                    fill(connection);
                });
        });
    }

private:
    std::optional<base::Error> check(const QList<mcp::Prompt> &prompts) const
    {
        const QString name = QString::fromStdString(m_options.name);
        const auto usage = [](const QString &code, const QString &message, const QString &next) {
            return base::Error{ .kind = base::ErrorKind::Usage,
                .code = code,
                .message = message + u" Nothing was asked for."_s,
                .nextStep = next };
        };
        QStringList names;
        for (const mcp::Prompt &prompt : prompts) {
            names << base::cleaned(prompt.name, 40);
            if (prompt.name != name)
                continue;
            QStringList known;
            for (const mcp::PromptArgument &argument : prompt.arguments) {
                known << base::cleaned(argument.name, 40);
                if (argument.isRequired && !m_arguments.contains(json::view(argument.name)))
                    return usage(base::code::invalidArguments,
                        u"The prompt “%1” needs “%2”."_s.arg(
                            base::cleaned(name, 80), base::cleaned(argument.name, 80)),
                        u"Add %1=…"_s.arg(base::cleaned(argument.name, 80)));
            }
            for (const auto &given : m_arguments)
                if (!known.contains(base::cleaned(json::text(given.key()), 40)))
                    return usage(base::code::invalidArguments,
                        u"The prompt “%1” has no argument “%2”."_s.arg(
                            base::cleaned(name, 80), base::cleaned(json::text(given.key()), 80)),
                        known.isEmpty() ? u"It takes none."_s : u"It takes: %1."_s.arg(known.join(u", "_s)));
            return {};
        }
        return usage(base::code::noSuchTool, u"The server has no prompt “%1”."_s.arg(base::cleaned(name, 80)),
            u"It offers: %1."_s.arg(names.mid(0, 20).join(u", "_s)));
    }

    void fill(session::Connection *connection)
    {
        mcp::GetPrompt *prompt
            = connection->features()->getPrompt(QString::fromStdString(m_options.name), m_arguments, this);
        narrate(prompt->events());
        await(prompt, [this, connection](const base::Result<mcp::PromptResult> &result) {
            if (!result)
                return failAt(connection, result.error());
            if (!result->description.isEmpty())
                out().line(u"# "_s + shown(result->description));
            for (const mcp::PromptMessage &message : result->messages)
                out().line(u"%1: %2"_s.arg(shown(message.role), blockText(message.content)));
            succeed({ { "connection", toJson(*connection) }, { "prompt", m_options.name },
                { "duration_ms", result->duration.count() }, { "result", result->raw } });
        });
    }

    PromptOptions m_options;
    json::Object m_arguments;
};

} // namespace

void addPrompts(CLI::App &app, CommandLine &line)
{
    auto options = std::make_shared<ServerOptions>();
    CLI::App *command = app.add_subcommand("prompts", "List the prompts of an MCP server");
    addGlobals(*command, line.globals);
    addServerOptions(*command, line, *options);
    command->callback([&line, options] {
        checkServerOptions(*options);
        line.make = [options](const Globals &globals, Output &output) {
            return std::make_unique<Prompts>(globals, output, *options);
        };
    });
}

void addPrompt(CLI::App &app, CommandLine &line)
{
    auto options = std::make_shared<PromptOptions>();
    CLI::App *command = app.add_subcommand("prompt", "Fill in a prompt and show what it says");
    addGlobals(*command, line.globals);
    addServerOptions(*command, line, options->server);
    command->add_option("NAME", options->name, "Name of the prompt")->required();
    command->add_option("ARGUMENTS", options->pairs, "key=text, as many as needed");
    command->callback([&line, options] {
        checkServerOptions(options->server);
        line.make = [options](const Globals &globals, Output &output) {
            return std::make_unique<Prompt>(globals, output, *options);
        };
    });
}

} // namespace authscope::cli
