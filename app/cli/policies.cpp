// SPDX-License-Identifier: GPL-3.0-or-later
// What was decided about the tools of a connection, and how to take it back. Asks no server.
#include "base/errorcodes.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/documents.h"
#include "session/toolconsents.h"

#include <CLI/CLI.hpp>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

struct PoliciesOptions {
    std::string connection = {};
    std::string tool = {};
    std::string set = {};
    std::string lock = {};
    bool forget = false;
    bool forgetLearned = false;
    bool evenIfItDestroys = false;
};

class Policies : public Command {
public:
    Policies(const Globals &globals, Output &output, PoliciesOptions options)
        : Command(globals, output), m_options(std::move(options))
    {
    }

    void run() override
    {
        if (!open())
            return;
        session::Connection *connection = find(m_options.connection);
        if (!connection)
            return;
        if (const auto done = apply(connection->consents()); !done)
            return fail(done.error());
        report(*connection);
    }

private:
    base::Result<void> apply(session::ToolConsents *consents)
    {
        const QString tool = QString::fromStdString(m_options.tool);
        base::Result<void> done;
        if (!m_options.lock.empty())
            done = consents->setLocked(m_options.lock == "on");
        if (done && m_options.forget)
            done = tool.isEmpty() ? consents->forgetAll() : consents->forget(tool);
        if (done && m_options.forgetLearned)
            done = consents->forgetLearned();
        if (!done || m_options.set.empty())
            return done;
        const auto rule = session::ruleNamed(QByteArray::fromStdString(m_options.set));
        if (!tool.isEmpty())
            return consents->setOwnRule(tool,
                rule ? std::optional(session::OwnRule{ *rule, m_options.evenIfItDestroys }) : std::nullopt);
        return consents->setRule(rule.value_or(session::CallRule::AskForWrites));
    }

    void report(const session::Connection &connection)
    {
        const session::ToolConsents *consents = connection.consents();
        out().line(u"%1: %2%3"_s.arg(shown(connection.name()), session::ruleWords(consents->rule()),
            consents->isLocked() ? u", locked to tools that only read"_s : QString()));
        json::Array tools;
        QList<QStringList> rows;
        for (const session::ToolConsents::Decision &decision : consents->decisions()) {
            const QString rule = decision.own ? session::ruleWords(decision.own->rule) : u"–"_s;
            const QString warned
                = decision.own && decision.own->isConfirmed ? u" (even if it destroys)"_s : QString();
            rows << QStringList{ shown(decision.tool), rule + warned,
                decision.approved
                    ? u"approved "_s + base::toDateTime(*decision.approved).toString(Qt::ISODate)
                    : QString() };
            tools.push_back(json::Object{ { "tool", json::string(decision.tool) },
                { "rule",
                    decision.own ? json::Value(jsonText(session::ruleName(decision.own->rule)))
                                 : json::Value(nullptr) },
                { "even_if_it_destroys", decision.own && decision.own->isConfirmed },
                { "approved", jsonTime(decision.approved) } });
        }
        if (rows.isEmpty())
            out().line(u"Nothing was decided about any of its tools."_s);
        out().table(rows, 2);
        json::Array learned;
        for (const store::LearnedScope &one : consents->learned())
            learned.push_back(json::Object{ { "tool", json::string(one.tool) },
                { "scope", jsonText(one.scope) }, { "how", jsonText(one.how) }, { "at", jsonTime(one.at) } });
        succeed({ { "connection", toJson(connection) },
            { "rule", jsonText(session::ruleName(consents->rule())) }, { "read_only", consents->isLocked() },
            { "tools", std::move(tools) }, { "learned_scopes", std::move(learned) } });
    }

    PoliciesOptions m_options;
};

void check(const PoliciesOptions &options)
{
    if (options.evenIfItDestroys && (options.tool.empty() || options.set != "allow_always"))
        throw CLI::ValidationError("--even-if-it-destroys", "goes with a tool and --set allow_always");
    if (options.tool.empty() && options.set == "allow_always")
        throw CLI::ValidationError("--set", "allow_always is for one tool; name it");
}

} // namespace

void addPolicies(CLI::App &app, CommandLine &line)
{
    auto options = std::make_shared<PoliciesOptions>();
    CLI::App *command
        = app.add_subcommand("policies", "What may be called without asking; list it and take it back");
    addGlobals(*command, line.globals);
    command->add_option("CONNECTION", options->connection, "Number, name or URL")->required();
    command->add_option("TOOL", options->tool, "A tool; without one the connection itself is meant");
    command
        ->add_option("--set", options->set,
            "ask_always, ask_for_writes, allow_always (one tool only), never, or default")
        ->check(CLI::IsMember({ "ask_always", "ask_for_writes", "allow_always", "never", "default" }));
    command->add_flag("--even-if-it-destroys", options->evenIfItDestroys,
        "With allow_always: also where the tool deletes things or reaches outside. Nobody is asked then");
    command->add_option("--read-only", options->lock, "on: only tools that are marked read-only; off")
        ->check(CLI::IsMember({ "on", "off" }));
    command->add_flag(
        "--forget", options->forget, "Forget what was decided and approved, of the tool or of every tool");
    command->add_flag(
        "--forget-learned", options->forgetLearned, "Forget which scopes calls were refused for");
    command->callback([&line, options] {
        check(*options);
        line.make = [options](const Globals &globals, Output &output) {
            return std::make_unique<Policies>(globals, output, *options);
        };
    });
}

} // namespace authscope::cli
