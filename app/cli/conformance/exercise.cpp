// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/conformance/exercise.h"

#include "base/errorcodes.h"
#include "cli/conformance/sampling.h"
#include "cli/output.h"

using namespace Qt::StringLiterals;

namespace authscope::cli {

Exercise::Exercise(session::Connection *connection, Scenario scenario, QObject *parent)
    : ResultOperation(parent), m_connection(connection), m_scenario(std::move(scenario))
{
}

void Exercise::run()
{
    perform(u"Introduction"_s, m_connection->features()->introduce(this),
        [this](const mcp::ServerInfo &server) { plan(server); });
}

void Exercise::abort()
{
    m_plan.clear();
    for (const QPointer<base::Operation> &one : std::as_const(m_running))
        if (one)
            one->cancel();
}

void Exercise::next()
{
    if (!isRunning() || !m_running.isEmpty())
        return;
    if (m_plan.isEmpty())
        return finishWith(base::Result<bool>(true));
    const Step step = m_plan.takeFirst();
    step();
}

template <class Work, class Then>
void Exercise::perform(const QString &what, Work *operation, Then then)
{
    m_running.append(operation);
    connect(operation, &base::Operation::finished, this, [this, what, operation, then = std::move(then)] {
        m_running.removeOne(operation);
        operation->deleteLater();
        if (!isRunning())
            return;
        if (!operation->result()) {
            if (isOver(what, operation->result().error()))
                return finishWith(operation->result().error());
        } else {
            Q_EMIT said(what + u": done"_s);
            then(*operation->result());
        }
        next();
    });
    operation->start();
}

template <class Work>
void Exercise::perform(const QString &what, Work *operation)
{
    perform(what, operation, [](const auto &) {});
}

/// An error of JSON-RPC is an answer like any other; the rest says that we did not get through.
bool Exercise::isOver(const QString &what, const base::Error &error)
{
    Q_EMIT said(u"%1: %2"_s.arg(what, base::oneLine(error)));
    return error.code != base::code::mcpError;
}

void Exercise::plan(const mcp::ServerInfo &server)
{
    if (mcp::offersSkills(server))
        return planSkills();
    // The suite's mocks answer tools/list whether or not they say so.
    m_plan << [this] {
        perform(u"tools/list"_s, m_connection->loadTools(this, true),
            [this](const QList<mcp::Tool> &tools) { planTools(tools); });
    };
    if (server.offers("resources"))
        m_plan << [this] {
            perform(u"resources/list"_s, m_connection->features()->loadResources(this),
                [this](bool) { planResources(); });
        };
    if (server.offers("prompts"))
        m_plan << [this] {
            perform(u"prompts/list"_s, m_connection->features()->loadPrompts(this),
                [this](bool) { planPrompts(); });
        };
}

void Exercise::planTools(const QList<mcp::Tool> &tools)
{
    if (m_scenario.name == "json-schema-ref-no-deref")
        return; // the list is all there is
    QList<Step> steps;
    if (const json::Array *calls = json::arrayMember(m_scenario.context, "toolCalls")) {
        for (const json::Value &entry : *calls) {
            const json::Object *object = entry.if_object();
            const auto name = object ? json::stringMember(*object, "name") : std::nullopt;
            const json::Object *arguments = object ? json::objectMember(*object, "arguments") : nullptr;
            if (name)
                steps << [this, name = QString::fromUtf8(*name),
                             arguments = arguments ? *arguments : json::Object()] { call(name, arguments); };
        }
    } else if (m_scenario.name.startsWith("sep-2322-")) {
        steps << [this, tools] { callTogether(tools); };
    } else {
        for (const mcp::Tool &tool : tools)
            if (tool.rejection.isEmpty())
                steps << [this, name = tool.name, arguments = argumentsFor(tool, tools)] {
                    call(name, arguments);
                };
    }
    m_plan = steps + m_plan;
}

json::Object Exercise::argumentsFor(const mcp::Tool &tool, const QList<mcp::Tool> &all) const
{
    json::Object arguments = sampleArguments(tool.inputSchema);
    if (m_scenario.name == "json-schema-2020-12-preservation" && arguments.contains("schema"))
        for (const mcp::Tool &other : all)
            if (other.name != tool.name)
                arguments["schema"] = other.inputSchema; // as it arrived
    return arguments;
}

void Exercise::call(const QString &tool, const json::Object &arguments)
{
    perform(u"tools/call "_s + shown(tool), m_connection->callTool(tool, arguments, this));
}

void Exercise::callTogether(const QList<mcp::Tool> &tools)
{
    for (const mcp::Tool &tool : tools)
        call(tool.name, sampleArguments(tool.inputSchema));
}

void Exercise::planResources()
{
    QList<Step> steps;
    for (const mcp::Resource &resource : m_connection->features()->resources())
        steps << [this, uri = resource.uri] {
            perform(u"resources/read "_s + shown(uri), m_connection->features()->readResource(uri, this));
        };
    m_plan = steps + m_plan;
}

void Exercise::planPrompts()
{
    QList<Step> steps;
    for (const mcp::Prompt &prompt : m_connection->features()->prompts())
        steps << [this, prompt] {
            json::Object arguments;
            for (const mcp::PromptArgument &argument : prompt.arguments)
                arguments[json::view(argument.name)] = "sample";
            perform(u"prompts/get "_s + shown(prompt.name),
                m_connection->features()->getPrompt(prompt.name, arguments, this));
        };
    m_plan = steps + m_plan;
}

void Exercise::planSkills()
{
    perform(u"skills/list"_s, m_connection->features()->listSkills(this),
        [this](const QList<mcp::Skill> &skills) {
            // Listing is not loading: nothing is read ahead of need.
            if (m_scenario.name.endsWith("-no-prefetch"))
                return;
            for (const mcp::Skill &skill : skills)
                m_plan << [this, skill] { loadSkill(skill); };
        });
}

void Exercise::loadSkill(const mcp::Skill &skill)
{
    perform(u"skill "_s + shown(skill.name()), m_connection->features()->loadSkill(skill, skill.uri, this),
        [this, skill](const QByteArray &) {
            for (const mcp::SkillFile &file : skill.files)
                if (file.uri != skill.uri)
                    m_plan << [this, skill, uri = file.uri] {
                        perform(u"skill file "_s + shown(uri),
                            m_connection->features()->loadSkill(skill, uri, this));
                    };
        });
}

} // namespace authscope::cli
