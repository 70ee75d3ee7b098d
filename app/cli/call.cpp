// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "base/text.h"
#include "cli/arguments.h"
#include "cli/documents.h"
#include "cli/featuredocuments.h"
#include "cli/platform.h"
#include "cli/servercommand.h"
#include "session/scopeledger.h"
#include "session/toolbadges.h"
#include "session/toolconsents.h"

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
    bool acceptChanged = false;
    bool readOnly = false;
    bool getPermission = false;
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
        if (m_options.readOnly)
            connection->consents()->lockForNow();
        if (!m_options.getPermission || connection->areToolsLoaded())
            return callNow(connection, arguments);
        // Which scopes it declares is in the list.
        await(connection->loadTools(this, true),
            [this, connection, arguments](const base::Result<QList<mcp::Tool>> &tools) {
                if (!tools)
                    return failAt(connection, tools.error());
                callNow(connection, arguments);
            });
    }

    void callNow(session::Connection *connection, const json::Object &arguments)
    {
        const QString name = QString::fromStdString(m_options.tool);
        session::ToolCall *call = connection->callTool(name, arguments, this);
        if (m_options.getPermission) {
            for (const mcp::Tool &tool : connection->tools()) {
                if (tool.name == name)
                    call->setPermissions(session::missingScopes(
                        tool, connection->consents()->learned(), connection->heldScopes()));
            }
        }
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
    void confirm(
        const QString &, const mcp::Tool &, const json::Object &, std::function<void(bool)> answer) override
    {
        answer(false); // everything comes as a question
    }

    void ask(const session::CallQuestion &question,
        std::function<void(const session::CallAnswer &)> answer) override
    {
        const bool isChanged = question.decision.reason == session::CallDecision::Reason::Changed;
        // What was said yes to in a script is the tool as it was then.
        if (isChanged ? m_options.acceptChanged : m_options.yes)
            return answer({ .yes = true });
        if (!isInputATerminal()) {
            const QString name = base::cleaned(question.tool.name, 80);
            m_refusal = isChanged
                ? base::Error{ .kind = base::ErrorKind::Refused,
                      .code = base::code::toolChanged,
                      .message = u"“%1” is not what you approved%2, and there is nobody to ask: %3. Nothing "
                                 "was called."_s.arg(name, approvedWords(question), changeWords(question)),
                      .nextStep = u"Look at it with “authscope-cli tools --changes”, and give "
                                  "--accept-changed to call it as it is now."_s }
                : base::Error{ .kind = base::ErrorKind::Refused,
                      .code = base::code::confirmationNeeded,
                      .message
                      = u"“%1” can change things, and there is nobody to ask. Nothing was called."_s.arg(
                          name),
                      .nextStep = u"Give --yes to call it."_s };
            return answer({});
        }
        m_talk = std::make_unique<Conversation>(
            &terminal(), nullptr, [this, question, answer] { converse(question, answer); });
    }

    static QString approvedWords(const session::CallQuestion &question)
    {
        return question.approved ? u" on "_s + base::toDateTime(*question.approved).toString(Qt::ISODate)
                                 : QString();
    }

    static QString changeWords(const session::CallQuestion &question)
    {
        QStringList places;
        for (const session::DefinitionChange &change : question.changes.mid(0, 5))
            places += change.title();
        if (question.changes.size() > 5)
            places += u"and %1 more"_s.arg(question.changes.size() - 5);
        return places.isEmpty() ? u"what it was is no longer known"_s : places.join(u", "_s);
    }

    void converse(
        const session::CallQuestion &question, const std::function<void(const session::CallAnswer &)> &answer)
    {
        const session::Connection *known = composition().workspace().find(question.connection);
        const mcp::Tool &tool = question.tool;
        if (question.decision.reason == session::CallDecision::Reason::Changed) {
            m_talk->say(
                u"%1 changed since you approved it%2:"_s.arg(shown(tool.name), approvedWords(question)));
            for (const session::DefinitionChange &change : question.changes.mid(0, 20)) {
                m_talk->say(u"  "_s + change.title());
                if (!change.before.isEmpty())
                    m_talk->say(u"    before: "_s + shown(change.before));
                if (!change.after.isEmpty())
                    m_talk->say(u"    now:    "_s + shown(change.after));
            }
        }
        for (const session::ToolCaution &caution : question.cautions)
            m_talk->say(u"! "_s + caution.sentence);
        if (!question.lookAlike.isEmpty())
            m_talk->say(u"! "_s + question.lookAlike);
        m_talk->say(u"%1 would call %2, %3, with"_s.arg(
            shown(known ? known->name() : question.connection), shown(tool.name), effectWords(tool)));
        m_talk->say(QString::fromUtf8(json::pretty(question.arguments)));
        m_talk->say(session::hintSentences(tool));
        m_talk->ask(u"Call it? [y/N]"_s, [this, answer](const Conversation::Answer &line) {
            m_talk.reset();
            answer({ .yes = line && readYesNo(*line).value_or(false) });
        });
    }

    static QString effectWords(const mcp::Tool &tool)
    {
        switch (tool.effect()) {
        case mcp::Effect::Reads:
            return u"which only reads"_s;
        case mcp::Effect::Writes:
            return u"which can change things"_s;
        case mcp::Effect::Destroys:
            return u"which can change things for good"_s;
        }
        Q_UNREACHABLE();
        return {};
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
    command->add_flag("--accept-changed", options->acceptChanged,
        "Call it although it is not what was approved before; --yes does not cover that");
    command->add_flag("--read-only", options->readOnly, "Refuse every tool that is not marked read-only");
    command->add_flag("--get-permission", options->getPermission,
        "Ask for the scopes it needs and you lack first; needs --browser");
    command->callback([&line, options] {
        checkServerOptions(options->server);
        line.make = [options](const Globals &globals, Output &output) {
            return std::make_unique<Call>(globals, output, *options);
        };
    });
}

} // namespace authscope::cli
