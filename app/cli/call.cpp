// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "base/text.h"
#include "cli/arguments.h"
#include "cli/documents.h"
#include "cli/featuredocuments.h"
#include "cli/platform.h"
#include "cli/servercommand.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <iterator>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

struct CallOptions {
    ServerOptions server = {};
    std::string tool = {};
    std::vector<std::string> pairs = {};
    std::string object = {};
    bool yes = false;
};

class Call : public ServerCommand, private session::WriteConfirmer {
public:
    Call(const Globals &globals, Output &output, CallOptions options)
        : ServerCommand(globals, output, options.server), m_options(std::move(options))
    {
    }

    void run() override
    {
        QByteArray object = QByteArray::fromStdString(m_options.object);
        if (object == "-")
            object = QByteArray::fromStdString(std::string(std::istreambuf_iterator<char>(std::cin), {}));
        QStringList pairs;
        for (const std::string &pair : m_options.pairs)
            pairs << QString::fromStdString(pair);
        auto arguments = readArguments(pairs, object);
        if (!arguments)
            return fail(arguments.error());
        reach(this, [this, arguments = std::move(*arguments)](session::Connection *connection) {
            call(connection, arguments);
        });
    }

private:
    void call(session::Connection *connection, const json::Object &arguments)
    {
        session::ToolCall *call
            = connection->callTool(QString::fromStdString(m_options.tool), arguments, this);
        narrate(call);
        await(call, [this, connection](const base::Result<mcp::ToolResult> &result) {
            if (result)
                report(*connection, *result);
            else
                failAt(connection, m_refusal.value_or(result.error()));
        });
    }

    void report(const session::Connection &connection, const mcp::ToolResult &result)
    {
        QString firstText;
        for (const mcp::ContentBlock &block : result.content) {
            out().line(blockText(block));
            if (firstText.isEmpty())
                firstText = block.text;
        }
        if (result.content.isEmpty() && result.hasStructuredContent)
            out().line(QString::fromUtf8(json::pretty(result.structuredContent)));
        const json::Object document{ { "connection", toJson(connection) }, { "tool", m_options.tool },
            { "is_error", result.isError }, { "duration_ms", result.duration.count() },
            { "result", result.raw } };
        if (!result.isError)
            return succeed(document);
        fail({ .kind = base::ErrorKind::ToolFailed,
                 .code = base::code::toolFailed,
                 .message = u"The tool “%1” reports that it failed."_s.arg(base::cleaned(m_options.tool, 80)),
                 .serverSays = base::cleaned(firstText),
                 .exchange = result.exchange },
            document);
    }

    // session::WriteConfirmer
    void confirm(const QString &connection, const mcp::Tool &tool, const json::Object &arguments,
        std::function<void(bool)> answer) override
    {
        if (m_options.yes)
            return answer(true);
        if (!isInputATerminal()) {
            m_refusal = base::Error{ .kind = base::ErrorKind::Refused,
                .code = base::code::confirmationNeeded,
                .message = u"“%1” can change things, and there is nobody to ask. Nothing was called."_s.arg(
                    base::cleaned(tool.name, 80)),
                .nextStep = u"Give --yes to call it."_s };
            return answer(false);
        }
        m_talk = std::make_unique<Conversation>(&terminal(), nullptr,
            [this, connection, tool, arguments, answer] { ask(connection, tool, arguments, answer); });
    }

    void ask(const QString &connection, const mcp::Tool &tool, const json::Object &arguments,
        const std::function<void(bool)> &answer)
    {
        const session::Connection *known = composition().workspace().find(connection);
        m_talk->say(u"%1 would call %2, which can change things%3, with"_s.arg(
            shown(known ? known->name() : connection), shown(tool.name),
            tool.annotations.destructive && tool.annotations.arePresent ? u" for good"_s : QString()));
        m_talk->say(QString::fromUtf8(json::pretty(arguments)));
        m_talk->ask(u"Call it? [y/N]"_s, [this, answer](const Conversation::Answer &line) {
            m_talk.reset();
            answer(line && readYesNo(*line).value_or(false));
        });
    }

    CallOptions m_options;
    std::unique_ptr<Conversation> m_talk;
    std::optional<base::Error> m_refusal;
};

} // namespace

void addCall(CLI::App &app, CommandLine &line)
{
    auto options = std::make_shared<CallOptions>();
    CLI::App *command = app.add_subcommand("call", "Call a tool");
    addGlobals(*command, line.globals);
    addServerOptions(*command, line, options->server);
    command->add_option("TOOL", options->tool, "Name of the tool")->required();
    command->add_option("ARGUMENTS", options->pairs, "key=text or key:=json, as many as needed");
    command->add_option("--args", options->object, "All arguments as one JSON object; - reads standard input")
        ->expected(1);
    command->add_flag("--yes", options->yes, "Do not ask before a tool that can change things");
    command->callback([&line, options] {
        checkServerOptions(options->server);
        line.make = [options](const Globals &globals, Output &output) {
            return std::make_unique<Call>(globals, output, *options);
        };
    });
}

} // namespace authscope::cli
