// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/arguments.h"
#include "cli/documents.h"
#include "cli/servercommand.h"

#include <CLI/CLI.hpp>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

struct CompleteOptions {
    ServerOptions server = {};
    std::string kind = {}; ///< prompt, resource
    std::string name = {};
    std::string argument = {};
    std::string value = {};
    std::vector<std::string> pairs = {};
};

class Complete : public ServerCommand {
public:
    Complete(const Globals &globals, Output &output, const CompleteOptions &options)
        : ServerCommand(globals, output, options.server), m_options(options)
    {
    }

    void run() override
    {
        const auto earlier = readTexts(m_options.pairs);
        if (!earlier)
            return fail(earlier.error());
        reach(nullptr, [this, earlier = *earlier](session::Connection *connection) {
            using Kind = mcp::CompletionTarget::Kind;
            const mcp::CompletionTarget target{ .kind
                = m_options.kind == "prompt" ? Kind::Prompt : Kind::Resource,
                .name = QByteArray::fromStdString(m_options.name) };
            await(connection->features()->complete(target, QByteArray::fromStdString(m_options.argument),
                      QString::fromStdString(m_options.value), earlier, this),
                [this, connection](const base::Result<mcp::Completion> &completion) {
                    if (completion)
                        report(*connection, *completion);
                    else
                        failAt(connection, completion.error());
                });
        });
    }

private:
    void report(const session::Connection &connection, const mcp::Completion &completion)
    {
        json::Array values;
        for (const QString &value : completion.values) {
            values.push_back(json::string(value));
            out().line(shown(value));
        }
        if (completion.total && *completion.total > completion.values.size())
            out().note(u"%1 of %2"_s.arg(completion.values.size()).arg(*completion.total));
        else if (completion.hasMore)
            out().note(u"There are more."_s);
        succeed({ { "connection", toJson(connection) }, { "values", values },
            { "total", completion.total ? json::Value(*completion.total) : json::Value(nullptr) },
            { "has_more", completion.hasMore } });
    }

    CompleteOptions m_options;
};

} // namespace

void addComplete(CLI::App &app, CommandLine &line)
{
    auto options = std::make_shared<CompleteOptions>();
    CLI::App *command
        = app.add_subcommand("complete", "Ask the server how an argument of a prompt or template may go on");
    addGlobals(*command, line.globals);
    addServerOptions(*command, line, options->server);
    command->add_option("KIND", options->kind, "prompt, or resource")
        ->check(CLI::IsMember({ "prompt", "resource" }))
        ->required();
    command->add_option("NAME", options->name, "Name of the prompt, or URI template")->required();
    command->add_option("ARGUMENT", options->argument, "Which of its arguments")->required();
    command->add_option("VALUE", options->value, "What is typed so far; may be empty")->required();
    command->add_option("EARLIER", options->pairs, "key=text for each argument that is filled in already");
    command->callback([&line, options] {
        checkServerOptions(options->server);
        line.make = [options](const Globals &globals, Output &output) {
            return std::make_unique<Complete>(globals, output, *options);
        };
    });
}

} // namespace authscope::cli
